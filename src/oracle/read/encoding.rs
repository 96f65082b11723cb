//! What a text may start with, and what it must not be.
//!
//! Texts are UTF-8. A file may start with one byte order mark, which is left out: some editors
//! write it. In the middle it is a character like any other, and no JSON.

use crate::oracle::{Problem, ProblemKind};

/// The byte order mark in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// As many bytes as it takes to tell how a text is encoded.
pub(in crate::oracle) const TELLING: usize = 3;

/// The bytes of a text without its byte order mark.
///
/// # Errors
/// `Parse` if the text starts as UTF-16 or UTF-32 does.
pub(in crate::oracle) fn unmarked(bytes: &[u8]) -> Result<&[u8], Problem> {
    let wide = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 0, ..] => true,
        [first, 0, ..] | [0, first, ..] => b"{[ \t\r\n".contains(first),
        _ => false,
    };
    if wide {
        let message = "byte 0: expected UTF-8, found UTF-16 or UTF-32";
        return Err(Problem::new(ProblemKind::Parse, message));
    }
    Ok(bytes.strip_prefix(MARK).unwrap_or(bytes))
}
