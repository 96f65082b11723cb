//! An input cut into questions.

use super::grammar::{Grammar, Progress};
use crate::oracle::read::{TELLING, unmarked};
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

/// The longest question in bytes: 64 MiB.
pub const LONGEST_QUESTION: usize = 64 << 20;

/// Bytes read at a time.
const CHUNK: usize = 1 << 18;

/// What stands where a question should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw {
    /// The bytes of a question, or of something else.
    Text(Vec<u8>),
    /// Something longer than [`LONGEST_QUESTION`].
    TooLong,
    /// The end of the input inside an array.
    Unclosed,
    /// A comma of an array before or behind which nothing stands.
    NoElement,
    /// A line behind an array.
    Behind,
    /// An input that is no UTF-8 from its first byte on; nothing follows.
    Wide,
}

impl Raw {
    /// How many bytes are held.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(bytes) => bytes.len(),
            _ => 0,
        }
    }

    /// Whether no byte is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Bytes that are collected up to a limit.
#[derive(Debug, Default)]
struct Held {
    bytes: Vec<u8>,
    too_long: bool,
}

impl Held {
    fn extend(&mut self, bytes: &[u8]) {
        if self.too_long || self.bytes.len() + bytes.len() > LONGEST_QUESTION {
            self.too_long = true;
            self.bytes = vec![];
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }

    fn is_blank(&self) -> bool {
        !self.too_long && self.bytes.trim_ascii().is_empty()
    }

    fn take(&mut self) -> Raw {
        let held = std::mem::take(self);
        match held.too_long {
            true => Raw::TooLong,
            false => Raw::Text(held.bytes),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Nothing was read.
    Fresh,
    /// Nothing but white space so far.
    Start,
    /// Line by line; an object may run over several.
    Lines,
    /// Inside an array, so many brackets deep in an element, perhaps in a string.
    Array {
        /// Whether the array may end here: no comma asks for an element.
        may_end: bool,
        depth: usize,
        text: bool,
        escaped: bool,
    },
    /// Behind a line of an array that ended inside a string.
    Damaged,
    /// Behind the end of an array.
    Behind,
    End,
}

impl Mode {
    /// At the start of an element of an array, or where it may end.
    fn element(may_end: bool) -> Self {
        Self::Array {
            may_end,
            depth: 0,
            text: false,
            escaped: false,
        }
    }
}

/// The questions of an input: an array (its first character is `[` and its second `{`, `,` or `]`)
/// and nothing behind it, or objects, each on lines of its own.
///
/// A line that cannot go on from the lines before it ends them, and so does one that starts with
/// `{` and has a field "ask" when those have one already: what was truncated does not
/// swallow what follows. A byte order mark may stand at the beginning; lines may end with CR LF, may
/// be empty, and the last one needs no end.
#[derive(Debug)]
pub struct Questions<R> {
    /// The first bytes, which were looked at, and the rest.
    input: BufReader<Chain<Cursor<Vec<u8>>, R>>,
    mode: Mode,
    /// The lines of the object that is open.
    open: Held,
    grammar: Grammar,
    /// The line, or the element of an array, that is being read.
    part: Held,
    /// What was found but not handed out.
    ready: Option<Raw>,
}

impl<R: Read> Questions<R> {
    /// The questions of this input.
    pub fn new(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(CHUNK, Cursor::new(vec![]).chain(input)),
            mode: Mode::Fresh,
            open: Held::default(),
            grammar: Grammar::new(),
            part: Held::default(),
            ready: None,
        }
    }

    /// Whether going on means waiting for input.
    pub fn would_wait(&self) -> bool {
        self.ready.is_none() && self.input.buffer().is_empty()
    }

    /// Whether all questions were handed out.
    pub fn at_end(&self) -> bool {
        self.ready.is_none() && self.mode == Mode::End
    }

    /// The next question, if it is complete with the next piece of input; `None` if that says
    /// nothing yet, or at the end.
    ///
    /// # Errors
    /// Those of reading.
    pub fn next_raw(&mut self) -> io::Result<Option<Raw>> {
        if let Some(raw) = self.ready.take() {
            return Ok(Some(raw));
        }
        if self.mode == Mode::End {
            return Ok(None);
        }
        if self.mode == Mode::Fresh {
            self.mode = Mode::Start;
            if !self.is_narrow()? {
                self.mode = Mode::End;
                return Ok(Some(Raw::Wide));
            }
        }
        let available = match self.input.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(None),
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            return Ok(self.finish());
        }
        match self.mode {
            Mode::Fresh | Mode::Start => {
                self.start();
                Ok(None)
            }
            Mode::Lines | Mode::Behind => Ok(self.line()),
            Mode::Array { .. } => Ok(self.element()),
            Mode::Damaged => {
                self.skip_comma();
                Ok(None)
            }
            Mode::End => Ok(None),
        }
    }

    /// The input ended.
    fn finish(&mut self) -> Option<Raw> {
        let mode = std::mem::replace(&mut self.mode, Mode::End);
        match mode {
            Mode::Array { .. } | Mode::Damaged => {
                let last = (!self.part.is_blank()).then(|| self.part.take());
                self.hand_out(last, Raw::Unclosed)
            }
            Mode::Behind => self.behind(),
            _ => {
                let line = self.part.take();
                let first = self.whole_line(line);
                match (first, self.flush()) {
                    (Some(first), Some(last)) => self.hand_out(Some(first), last),
                    (first, last) => first.or(last),
                }
            }
        }
    }

    /// Looks at the first bytes: whether the text may be UTF-8. Its byte order mark is left out.
    fn is_narrow(&mut self) -> io::Result<bool> {
        let (head, rest) = self.input.get_mut().get_mut();
        let mut start = vec![];
        rest.by_ref().take(TELLING as u64).read_to_end(&mut start)?;
        let Ok(told) = unmarked(&start) else {
            return Ok(false);
        };
        *head = Cursor::new(told.to_vec());
        Ok(true)
    }

    /// White space, and whether it is an array.
    fn start(&mut self) {
        let bytes = self.input.buffer();
        let mut used = 0;
        for byte in bytes {
            used += 1;
            let first = self.part.bytes.is_empty();
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b'[' if first => self.part.extend(b"["),
                b'{' | b']' | b',' if !first => {
                    self.part = Held::default();
                    self.mode = Mode::element(true);
                }
                _ => self.mode = Mode::Lines,
            }
            if self.mode != Mode::Start {
                used -= 1;
                break;
            }
        }
        self.input.consume(used);
    }

    /// Reads up to the end of the line.
    fn line(&mut self) -> Option<Raw> {
        let bytes = self.input.buffer();
        let end = bytes.iter().position(|b| *b == b'\n');
        let used = end.map_or(bytes.len(), |end| end + 1);
        self.part.extend(&bytes[..used]);
        self.input.consume(used);
        end?;
        if self.mode == Mode::Behind {
            return self.behind();
        }
        let line = self.part.take();
        self.whole_line(line)
    }

    /// A line behind an array, where none should be.
    fn behind(&mut self) -> Option<Raw> {
        let blank = self.part.is_blank();
        self.part = Held::default();
        (!blank).then_some(Raw::Behind)
    }

    /// A line, with its end or at the end of the input.
    fn whole_line(&mut self, line: Raw) -> Option<Raw> {
        let Raw::Text(bytes) = line else {
            let before = self.flush();
            return self.hand_out(before, Raw::TooLong);
        };
        if bytes.trim_ascii().is_empty() {
            return None;
        }
        let before = if self.goes_on(&bytes) {
            None
        } else {
            self.flush()
        };
        let fresh = self.open.is_blank();
        self.open.extend(&bytes);
        let progress = self.grammar.read(&bytes);
        if progress == Progress::Open {
            return before;
        }
        debug_assert!(fresh || progress == Progress::Complete, "goes_on said so");
        let complete = self.flush()?;
        self.hand_out(before, complete)
    }

    /// Whether the line belongs to the lines before it.
    fn goes_on(&self, line: &[u8]) -> bool {
        let asks = |bytes: &[u8]| bytes.windows(5).any(|w| w == b"\"ask\"");
        if self.open.is_blank() {
            return true;
        }
        let starts = line.trim_ascii_start().first() == Some(&b'{');
        let anew = starts && asks(line) && (self.open.too_long || asks(&self.open.bytes));
        !anew && self.grammar.clone().read(line) != Progress::Broken
    }

    /// What is open, if anything is.
    fn flush(&mut self) -> Option<Raw> {
        self.grammar = Grammar::new();
        let blank = self.open.is_blank();
        let raw = self.open.take();
        (!blank).then_some(raw)
    }

    fn hand_out(&mut self, first: Option<Raw>, second: Raw) -> Option<Raw> {
        match first {
            Some(first) => {
                self.ready = Some(second);
                Some(first)
            }
            None => Some(second),
        }
    }

    /// Reads up to the end of an element of the array.
    fn element(&mut self) -> Option<Raw> {
        let Mode::Array {
            may_end,
            mut depth,
            mut text,
            mut escaped,
        } = self.mode
        else {
            return None;
        };
        let bytes = self.input.buffer();
        let mut end = None;
        for (i, byte) in bytes.iter().enumerate() {
            match byte {
                // no string goes on in the next line: the element is damaged
                b'\n' if text => end = Some((i, Mode::Damaged)),
                _ if escaped => escaped = false,
                b'\\' if text => escaped = true,
                b'"' => text = !text,
                _ if text => {}
                b'{' | b'[' => depth += 1,
                b']' if depth == 0 => end = Some((i, Mode::Behind)),
                b'}' | b']' => depth = depth.saturating_sub(1),
                b',' if depth == 0 => end = Some((i, Mode::element(false))),
                _ => {}
            }
            if end.is_some() {
                break;
            }
        }
        let Some((i, mode)) = end else {
            let used = bytes.len();
            self.part.extend(bytes);
            self.input.consume(used);
            self.mode = Mode::Array {
                may_end,
                depth,
                text,
                escaped,
            };
            return None;
        };
        self.part.extend(&bytes[..i]);
        self.input.consume(i + 1);
        self.mode = mode;
        let blank = self.part.is_blank();
        let raw = self.part.take();
        match (blank, mode == Mode::Behind && may_end) {
            (false, _) => Some(raw),
            (true, false) => Some(Raw::NoElement),
            // "[]"
            (true, true) => None,
        }
    }

    /// Leaves out the comma behind a damaged element; what follows is an element.
    fn skip_comma(&mut self) {
        let bytes = self.input.buffer();
        let blank = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
        let next = bytes.get(blank);
        let used = blank + usize::from(next == Some(&b','));
        if next.is_some() {
            self.mode = Mode::element(next != Some(&b','));
        }
        self.input.consume(used);
    }
}
