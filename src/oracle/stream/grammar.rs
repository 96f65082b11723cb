//! Where a JSON value ends, and where a text stops being the beginning of one.

/// What a text is so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// The beginning of a JSON object.
    Open,
    /// A JSON object, and perhaps white space.
    Complete,
    /// Neither: no continuation is a JSON object.
    Broken,
}

/// Brackets that may be open; no question needs as many.
const DEPTH: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    /// The object itself.
    Start,
    /// A name, or the end of an object that has none yet.
    NameOrEnd,
    Name,
    Colon,
    Value,
    /// A value, or the end of a list that has none yet.
    ValueOrEnd,
    /// A comma or the end.
    Next,
    /// White space.
    Nothing,
    /// The rest of a string, which is a name or a value.
    Text {
        name: bool,
        escaped: bool,
    },
    /// The rest of a number or of a word.
    Word,
    Failed,
}

/// Reads a JSON object byte by byte: brackets, strings, commas and colons. The inside of numbers
/// and words is left to the parser.
#[derive(Clone, Debug)]
pub(super) struct Grammar {
    expect: Expect,
    /// Whether each open bracket is that of an object.
    open: Vec<bool>,
}

impl Grammar {
    pub fn new() -> Self {
        Self {
            expect: Expect::Start,
            open: vec![],
        }
    }

    pub fn progress(&self) -> Progress {
        match self.expect {
            Expect::Failed => Progress::Broken,
            Expect::Nothing => Progress::Complete,
            _ => Progress::Open,
        }
    }

    /// The next bytes.
    pub fn read(&mut self, bytes: &[u8]) -> Progress {
        for byte in bytes {
            self.expect = self.after(*byte);
            if self.expect == Expect::Failed {
                break;
            }
        }
        self.progress()
    }

    fn after(&mut self, byte: u8) -> Expect {
        match (self.expect, byte) {
            (Expect::Text { .. }, 0..0x20) => Expect::Failed,
            (
                Expect::Text {
                    name,
                    escaped: true,
                },
                _,
            ) => Expect::Text {
                name,
                escaped: false,
            },
            (Expect::Text { name, .. }, b'\\') => Expect::Text {
                name,
                escaped: true,
            },
            (Expect::Text { name: true, .. }, b'"') => Expect::Colon,
            (Expect::Text { name: false, .. }, b'"') => Expect::Next,
            (text @ Expect::Text { .. }, _) => text,
            (Expect::Word, b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E') => Expect::Word,
            (Expect::Word, _) => {
                self.expect = Expect::Next;
                self.after(byte)
            }
            (expect, b' ' | b'\t' | b'\r' | b'\n') => expect,
            (Expect::Start, b'{') => self.opened(true),
            (Expect::NameOrEnd | Expect::Name, b'"') => Expect::Text {
                name: true,
                escaped: false,
            },
            (Expect::NameOrEnd, b'}') => self.closed(true),
            (Expect::Colon, b':') => Expect::Value,
            (Expect::ValueOrEnd, b']') => self.closed(false),
            (Expect::Value | Expect::ValueOrEnd, _) => self.value(byte),
            (Expect::Next, b',') if self.open.last() == Some(&true) => Expect::Name,
            (Expect::Next, b',') => Expect::Value,
            (Expect::Next, b'}') => self.closed(true),
            (Expect::Next, b']') => self.closed(false),
            _ => Expect::Failed,
        }
    }

    fn value(&mut self, byte: u8) -> Expect {
        match byte {
            b'{' => self.opened(true),
            b'[' => self.opened(false),
            b'"' => Expect::Text {
                name: false,
                escaped: false,
            },
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => Expect::Word,
            _ => Expect::Failed,
        }
    }

    fn opened(&mut self, object: bool) -> Expect {
        self.open.push(object);
        match (self.open.len() > DEPTH, object) {
            (true, _) => Expect::Failed,
            (false, true) => Expect::NameOrEnd,
            (false, false) => Expect::ValueOrEnd,
        }
    }

    fn closed(&mut self, object: bool) -> Expect {
        match self.open.pop() {
            Some(opened) if opened == object && self.open.is_empty() => Expect::Nothing,
            Some(opened) if opened == object => Expect::Next,
            _ => Expect::Failed,
        }
    }
}
