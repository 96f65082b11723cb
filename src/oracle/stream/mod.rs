//! Many questions: JSON objects, one after the other or in one array, in constant memory.
//!
//! [`Questions`] cuts the input into questions, [`answer_all`] answers them batch by batch, in
//! order. A question may run over several lines. What is no question costs one line of error, and
//! the next line starts afresh.

mod grammar;
mod questions;

pub use questions::{LONGEST_QUESTION, Questions, Raw};

use super::ask::{self, Reply};
use super::{Problem, ProblemKind};
use rayon::prelude::*;
use std::io::{self, Read, Write};

/// Questions answered together, at most.
const BATCH: usize = 1024;

/// Bytes of the questions answered together, at most, beyond the first.
const BATCH_BYTES: usize = 1 << 22;

/// How many questions were answered, and how many of them with an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub asked: usize,
    /// Those with an error.
    pub failed: usize,
}

/// Answers every question of `input`, one line each, in order.
///
/// With `pool` several are answered at a time; the lines are the same. What was read is answered
/// before more input is waited for, so a dialogue through pipes works.
///
/// # Errors
/// Those of reading and writing. Whatever is wrong with a question is an answer.
///
/// # Examples
/// ```
/// use gnash::oracle::stream;
/// let input = "{\"ask\": \"apply\",\n \"v\": [], \"w\": [], \"lam\": 1}\nhello\n";
/// let mut output = vec![];
/// let tally = stream::answer_all(input.as_bytes(), &mut output, None)?;
/// assert_eq!((tally.asked, tally.failed), (2, 1));
/// let lines = String::from_utf8(output).unwrap();
/// assert!(lines.starts_with("{\"id\":null,\"result\":[]}\n{\"id\":null,\"error\""));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn answer_all(
    input: impl Read,
    mut output: impl Write,
    pool: Option<&rayon::ThreadPool>,
) -> io::Result<Tally> {
    let mut questions = Questions::new(input);
    let mut tally = Tally::default();
    loop {
        let (batch, end) = batch(&mut questions)?;
        let replies = replies(&batch, pool);
        let mut text = String::new();
        for reply in &replies {
            tally.asked += 1;
            tally.failed += usize::from(reply.refused.is_some());
            text.push_str(&reply.line);
            text.push('\n');
        }
        output.write_all(text.as_bytes())?;
        output.flush()?;
        if end {
            return Ok(tally);
        }
    }
}

/// Questions that are there already, and whether they are the last.
fn batch<R: Read>(questions: &mut Questions<R>) -> io::Result<(Vec<Raw>, bool)> {
    let (mut batch, mut bytes) = (vec![], 0);
    loop {
        let full = batch.len() >= BATCH || bytes >= BATCH_BYTES;
        if full || !batch.is_empty() && questions.would_wait() {
            return Ok((batch, false));
        }
        match questions.next_raw()? {
            Some(raw) => {
                bytes += raw.len();
                batch.push(raw);
            }
            // the input is used up, or nothing more can be said before it goes on
            None if questions.at_end() => return Ok((batch, true)),
            None => {}
        }
    }
}

fn replies(batch: &[Raw], pool: Option<&rayon::ThreadPool>) -> Vec<Reply> {
    match pool {
        Some(pool) => pool.install(|| batch.par_iter().map(reply).collect()),
        None => batch.iter().map(reply).collect(),
    }
}

/// The answer to what stands where a question should.
fn reply(raw: &Raw) -> Reply {
    let parse = |message: &str| ask::refusal("null", &Problem::new(ProblemKind::Parse, message));
    match raw {
        Raw::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => ask::reply(text),
            Err(error) => {
                let at = error.valid_up_to();
                parse(&format!(
                    "the question is not UTF-8: its byte {at} (counted from 0) begins no character"
                ))
            }
        },
        Raw::Unclosed => parse("the input ends inside an array: expected ]"),
        Raw::NoElement => parse("the array has a comma with no question beside it"),
        Raw::Behind => parse("expected nothing behind the ] of the array"),
        Raw::Wide => {
            parse("the input is UTF-16 or UTF-32: expected UTF-8, and nothing of it was read")
        }
        Raw::TooLong => {
            let message = format!("the question exceeds {} MiB", LONGEST_QUESTION >> 20);
            ask::refusal("null", &Problem::new(ProblemKind::TooLarge, message))
        }
    }
}
