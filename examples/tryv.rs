//! tmp
fn main() {
    println!(
        "{:?}",
        gnash::oracle::vectors::write(std::path::Path::new(&std::env::args().nth(1).unwrap()))
    );
}
