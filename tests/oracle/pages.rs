//! The pages `docs/catalogue/` are those that the code writes, and say what they should.
//!
//! Broken by hand: a page's number, a page too many, a page missing, runs cut one step short.

use gnash::oracle::catalogue::{Page, entries, pages};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

static WRITTEN: LazyLock<Vec<Page>> = LazyLock::new(|| pages().expect("the examples are in order"));

fn committed() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/catalogue");
    let files = std::fs::read_dir(folder).expect("the folder of the pages");
    let file = |file: std::io::Result<std::fs::DirEntry>| {
        let path = file.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into();
        (name, std::fs::read_to_string(path).expect("text"))
    };
    files.map(file).collect()
}

#[test]
fn the_committed_pages_are_those_of_the_code_and_nothing_else() {
    let mut committed = committed();
    for Page { name, text } in &*WRITTEN {
        let found = committed.remove(name);
        let same = found.as_ref() == Some(text);
        assert!(
            same,
            "{name}: run gnash oracle catalogue --markdown docs/catalogue"
        );
    }
    assert!(committed.is_empty(), "{:?}", committed.keys());
}

#[test]
fn every_entry_is_told_from_each_of_its_methods_within_ten_steps() {
    let text = |name: String| {
        let page = WRITTEN.iter().find(|page| page.name == name);
        page.map(|page| page.text.as_str()).expect("a page")
    };
    let list = text("README.md".into());
    for entry in entries() {
        let own = text(format!("{}.md", entry.id));
        assert!(list.contains(&format!("[`{id}`]({id}.md)", id = entry.id)));
        for id in entry.methods {
            let title = format!("\n## {id}\n\nAfter ");
            assert!(own.contains(&title), "{}: no run of {id}", entry.id);
        }
    }
}
