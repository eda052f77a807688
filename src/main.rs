//! The composition root: reads the command line and the environment, and hands over.

use clap::{Parser, Subcommand};
use komainu::cli::{ask, check, heap, playground, run, scan};
use komainu::logging::discreet;
use komainu::{cli, config};
use std::alloc::System;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;
use zeroizing_alloc::ZeroAlloc;

/// Our own types wipe what may be a secret when it is dropped; the buffers of the gateway, of JSON and of HTTP do not. With
/// this, whatever is freed is wiped, whoever freed it.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);

/// A Discord bot that guards wallet communities: it removes leaked seed phrases and private keys, and answers help
/// questions with official links.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the bot (the default); needs DISCORD_TOKEN
    #[command(after_help = config::help())]
    Run,
    /// Try the bot in the browser: the real bot, connected to a stand-in for Discord on this machine
    Playground(playground::Args),
    /// Check a folder of answers, or the built-in ones
    ///
    /// Names every fault with its file, the key in it and what makes it right; exit code 1 when there is one.
    Check(check::Args),
    /// Ask what the bot would answer
    ///
    /// Prints what it would do - answer, suggest (offer a choice) or silent -, why, how sure it is and the language; then the
    /// three answers that fit best: score, id, title, and the meanings and “words” that speak for each.
    Ask(ask::Args),
    /// Scan files or messages for seed phrases and private keys
    ///
    /// Prints a line for each: file, line, kind and how sure it is, never the secret itself. Exit code 1 when one was found, or
    /// when a file could not be read; --jsonl judges line by line instead and ends with 0.
    Scan(scan::Args),
}

/// What is in memory may be somebody's secret: it is not written to disk when the process dies, and no other process of
/// the same user may read it. Best effort: a system that refuses runs the bot all the same.
fn no_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

fn main() -> ExitCode {
    // Before anything secret is read from a file: the environment of a new program can be seen from outside.
    heap::keep_small();
    no_core_dumps();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help is no error; an error repeats what was typed.
        Err(help) if !help.use_stderr() => help.exit(),
        Err(error) => {
            let _ = write!(std::io::stderr(), "{}", discreet(&error.to_string()));
            return ExitCode::from(2);
        }
    };
    let outcome = match cli.command.unwrap_or(Command::Run) {
        Command::Run => run::run(),
        Command::Playground(args) => playground::run(args),
        Command::Check(args) => check::run(args),
        Command::Ask(args) => ask::run(args),
        Command::Scan(args) => scan::run(args),
    };
    outcome.unwrap_or_else(|error| {
        // Whoever reads the output has seen enough, as in `komainu scan … | head`.
        if error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) {
            return ExitCode::SUCCESS;
        }
        cli::complain(&error);
        ExitCode::FAILURE
    })
}
