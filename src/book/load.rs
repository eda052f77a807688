//! From named texts to a [`Book`], or to every fault in them at once.

use super::check::{self, There};
use super::{Book, Links, Silence, Topic, Ui, shipped};
use serde::de::DeserializeOwned;
use std::fmt;

/// Something wrong in `responses/`: where, what, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, as a path below `responses/`.
    pub file: String,
    /// The key in it: `languages.en.steps[2]`.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What makes it right.
    pub remedy: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, key, problem, remedy } = self;
        let colon = if key.is_empty() { "" } else { ": " };
        write!(f, "{file}{colon}{key}: {problem}; {remedy}")
    }
}

impl Book {
    /// Reads a set of files, named by their paths below `responses/`.
    pub fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<Fault>> {
        let (book, faults) = Self::examine(files);
        if faults.is_empty() { book.ok_or(faults) } else { Err(faults) }
    }

    /// Everything wrong with a set of files; and the book with its faults, if every file could be read.
    pub(crate) fn examine<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Option<Self>, Vec<Fault>) {
        let mut reader = Reader::default();
        for (name, text) in files {
            reader.read(name, text);
        }
        reader.finish()
    }

    /// The set that is built into the program.
    pub fn shipped() -> Result<Self, Vec<Fault>> {
        Self::parse(shipped::FILES.iter().copied())
    }
}

#[derive(Default)]
struct Reader {
    topics: Vec<Topic>,
    links: Option<Links>,
    uis: Vec<Ui>,
    silence: Silence,
    there: There,
    /// Whether a file could not be read.
    unread: bool,
    faults: Vec<Fault>,
}

impl Reader {
    fn read(&mut self, name: &str, text: &str) {
        if let Some(stem) = stem(name, "topics/") {
            self.there.topics.insert(stem.into());
            if let Some(topic) = self.json::<Topic>(name, text) {
                self.named_like_its_file(name, stem, "id", &topic.id);
                self.topics.push(topic);
            }
        } else if let Some(stem) = stem(name, "ui/") {
            self.there.languages.insert(stem.into());
            if let Some(ui) = self.json::<Ui>(name, text) {
                self.named_like_its_file(name, stem, "code", ui.code.as_str());
                self.uis.push(ui);
            }
        } else if name == "links.json" {
            self.there.links = true;
            self.links = self.json::<Links>(name, text);
        } else if name == "silence.json" {
            self.silence = self.json::<Silence>(name, text).unwrap_or_default();
        } else {
            let remedy =
                "keep topics/<id>.json, ui/<language>.json, links.json and silence.json here, nothing else";
            self.fault(name, "", "no file of this name is read", remedy);
        }
    }

    fn json<T: DeserializeOwned>(&mut self, name: &str, text: &str) -> Option<T> {
        // Some editors begin a file with a byte order mark.
        let mut json = serde_json::Deserializer::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
        let parsed = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| (error.path().to_string(), error.into_inner()))
            .and_then(|value| json.end().map(|()| value).map_err(|error| (String::new(), error)));
        match parsed {
            Ok(value) => Some(value),
            Err((path, error)) => {
                // Where a file ends too early, the path ends in a question mark.
                let key = path.trim_end_matches(['.', '?']);
                self.unread = true;
                self.fault(name, key, &error.to_string(), "compare with the schema in schemas/");
                None
            }
        }
    }

    fn named_like_its_file(&mut self, name: &str, stem: &str, key: &str, value: &str) {
        if stem != value {
            let problem = format!("`{value}` stands in a file called {stem}.json");
            self.fault(name, key, &problem, "give both the same name");
        }
    }

    fn fault(&mut self, file: &str, key: &str, problem: &str, remedy: &str) {
        self.faults.push(Fault {
            file: file.into(),
            key: key.into(),
            problem: problem.into(),
            remedy: remedy.into(),
        });
    }

    fn finish(mut self) -> (Option<Book>, Vec<Fault>) {
        if !self.there.links {
            self.fault("links.json", "", "the file is missing", "put the list of official links there");
        }
        self.topics.sort_by(|a, b| a.id.cmp(&b.id));
        // English first: it stands in for the others.
        self.uis.sort_by_key(|ui| (ui.code != super::Lang::EN, ui.code));
        let mut there = self.there;
        there.links = self.links.is_some();
        let links = self.links.unwrap_or_default();
        let book = Book { topics: self.topics, links, uis: self.uis, silence: self.silence };
        let mut faults = self.faults;
        faults.extend(check::faults(&book, &there));
        // By file, and within it in the order of the checks.
        faults.sort_by(|a, b| a.file.cmp(&b.file));
        ((!self.unread).then_some(book), faults)
    }
}

fn stem<'a>(name: &'a str, folder: &str) -> Option<&'a str> {
    name.strip_prefix(folder)?.strip_suffix(".json").filter(|stem| !stem.contains('/'))
}
