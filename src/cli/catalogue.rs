//! `gnash oracle catalogue`.

use super::progress::print;
use clap::Args;
use gnash::oracle::Problem;
use gnash::oracle::catalogue::{Deviation, entries, pages};
use gnash::report::{ReportError, write_atomically};
use gnash::spec::METHOD_IDS;
use serde_json::json;
use std::fmt::Write as _;
use std::io::{self, ErrorKind, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
#[command(after_help = "\
Without options: one line per mistake, simplest first, with its id, its methods and what is computed
instead.")]
pub struct Arguments {
    /// Write a page per mistake and their list, README.md, into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "json")]
    markdown: Option<PathBuf>,
    /// One JSON array instead of text
    #[arg(long)]
    json: bool,
}

#[derive(Debug, thiserror::Error)]
enum CatalogueFailure {
    #[error("cannot read the examples of the pages: {0}")]
    Examples(#[from] Problem),
    #[error("cannot make the folder {}: {error}", path.display())]
    Folder { path: PathBuf, error: io::Error },
    #[error(transparent)]
    Page(#[from] ReportError),
    #[error("cannot write the result: {0}")]
    Output(io::Error),
}

/// Runs the command and says how it went.
pub fn main(arguments: &Arguments) -> ExitCode {
    let outcome = match &arguments.markdown {
        Some(folder) => write_pages(folder),
        None if arguments.json => write_out(&listed(&entries())),
        None => write_out(&table(&entries())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn write_pages(folder: &Path) -> Result<(), CatalogueFailure> {
    let pages = pages()?;
    std::fs::create_dir_all(folder).map_err(|error| CatalogueFailure::Folder {
        path: folder.into(),
        error,
    })?;
    for page in &pages {
        write_atomically(&folder.join(&page.name), page.text.as_bytes())?;
    }
    print(&format!("{} pages in {}", pages.len(), folder.display()));
    Ok(())
}

fn write_out(text: &str) -> Result<(), CatalogueFailure> {
    match stdout().write_all(text.as_bytes()) {
        // whoever closed the pipe has read enough
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CatalogueFailure::Output(error)),
        _ => Ok(()),
    }
}

/// A line per entry.
fn table(entries: &[Deviation]) -> String {
    let longest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let ids = longest(&mut entries.iter().map(|entry| entry.id.len()));
    let names = longest(&mut entries.iter().map(|entry| methods(entry).len()));
    let mut text = String::new();
    for entry in entries {
        let (id, methods) = (entry.id, methods(entry));
        let _ = writeln!(text, "{id:ids$}  {methods:names$}  {}", entry.sentence);
    }
    text
}

/// Their names if they are few.
fn methods(entry: &Deviation) -> String {
    match entry.methods.len() {
        all if all == METHOD_IDS.len() => "all methods".into(),
        1..=3 => entry.methods.join(", "),
        many => format!("{many} methods"),
    }
}

fn listed(entries: &[Deviation]) -> String {
    let entry = |entry: &Deviation| {
        json!({
            "id": entry.id,
            "sentence": entry.sentence,
            "source": entry.source,
            "methods": entry.methods,
            "simplicity": entry.complexity,
        })
    };
    let list: Vec<_> = entries.iter().map(entry).collect();
    format!("{}\n", json!(list))
}
