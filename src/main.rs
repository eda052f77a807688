//! The composition root: reads the command line and hands over.
fn main() {}
