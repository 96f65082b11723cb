//! The pages `docs/catalogue/`: one per entry, and their list.

mod examples;
mod runs;

use super::{Deviation, entries};
use crate::oracle::Problem;
use crate::spec::METHOD_IDS;
use examples::{Examples, Place, Setting};
use nalgebra::DVector;
use runs::{Neighbour, Runs, Shortest};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A page: the name of its file and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// `README.md`, or the id of an entry with `.md`.
    pub name: String,
    /// Markdown.
    pub text: String,
}

/// All pages: the list first, then the entries as [`entries`] has them.
///
/// Every number on them is computed here: each mistake is run beside its method on a fixed list of
/// games, and the page shows the shortest run that tells the two apart.
///
/// # Errors
/// If the list of games and settings, which is built in, cannot be read.
pub fn pages() -> Result<Vec<Page>, Problem> {
    let examples = Examples::read()?;
    let runs = METHOD_IDS.map(|id| (id, Runs::of(id, &examples)));
    let runs = BTreeMap::from(runs);
    let mut all = vec![Page {
        name: "README.md".into(),
        text: list(&entries()),
    }];
    all.extend(entries().iter().map(|entry| Page {
        name: format!("{}.md", entry.id),
        text: page(entry, &runs),
    }));
    Ok(all)
}

const HEAD: &str = "\
# Known mistakes

What `gnash oracle judge` names when a run is not the method that it claims to be. The pages of this folder are written by

```sh
gnash oracle catalogue --markdown docs/catalogue
```

and a test compares them with a fresh run. Letters are those of [the notation page](../notation.md). Simpler mistakes are
named first: 1 is a sign, 2 a number, 3 another formula, 4 order or memory, 5 several of these.
";

fn list(entries: &[Deviation]) -> String {
    let mut text = format!(
        "{HEAD}\n{} mistakes of {} methods.\n",
        entries.len(),
        METHOD_IDS.len()
    );
    text +=
        "\n| id | what is computed instead | methods | simplicity |\n| --- | --- | --- | --- |\n";
    for entry in entries {
        let _ = writeln!(
            text,
            "| [`{id}`]({id}.md) | {} | {} | {} |",
            escaped(entry.sentence).replace('|', "\\|"),
            methods(entry),
            entry.complexity,
            id = entry.id,
        );
    }
    text
}

fn methods(entry: &Deviation) -> String {
    if entry.methods.len() == METHOD_IDS.len() {
        return "all".into();
    }
    let names: Vec<_> = entry.methods.iter().map(|id| format!("`{id}`")).collect();
    names.join(", ")
}

fn page(entry: &Deviation, runs: &BTreeMap<&str, Runs<'_>>) -> String {
    let mut text = format!(
        "# {}\n\n{}\n\nSource: {}\n\nMethods: {}. Simplicity {} of 5 ([list](README.md)).\n",
        entry.id,
        escaped(entry.sentence),
        escaped(entry.source),
        methods(entry),
        entry.complexity,
    );
    text += IN_YOUR_LOG;
    for id in entry.methods {
        let _ = writeln!(text, "\n## {id}\n");
        match runs.get(id).and_then(|runs| runs.shortest(entry.id)) {
            Some(shortest) => run(&mut text, &shortest),
            None => text += "On none of the games of these pages is it told from the method.\n",
        }
    }
    text
}

const IN_YOUR_LOG: &str = "
In your own log: play the game below with your optimizer, with these settings and from this start, and compare the last
point with the two columns; or give any log of yours to `gnash oracle judge`. The question is one for `gnash oracle ask`,
which answers with the method's column.
";

/// The run that tells the mistake from the method, and what it leaves open.
fn run(text: &mut String, shortest: &Shortest<'_>) {
    let Shortest {
        setting,
        place,
        steps,
        ..
    } = shortest;
    let _ = writeln!(
        text,
        "After {}, the two differ:\n\n```json\n{}\n```\n\n| k | the method | the mistake |\n| --- | --- | --- |",
        counted(*steps),
        question(setting, place, *steps),
    );
    for (k, (method, mistake)) in shortest.method.iter().zip(shortest.mistake).enumerate() {
        let _ = writeln!(text, "| {k} | {} | {} |", point(method), point(mistake));
    }
    if shortest.neighbours.is_empty() {
        *text += "\nThis run excludes every other mistake of the method.\n";
        return;
    }
    *text += "\nOther mistakes give the same points so far:\n\n";
    for neighbour in &shortest.neighbours {
        let _ = writeln!(
            text,
            "- [`{id}`]({id}.md): {}",
            apart(neighbour),
            id = neighbour.id
        );
    }
}

/// What tells a neighbour.
fn apart(neighbour: &Neighbour<'_>) -> String {
    match (neighbour.here, neighbour.anywhere) {
        (Some(steps), _) => format!("told apart by the same run after {}", counted(steps)),
        (None, Some((steps, setting, place))) => {
            let question = question(setting, place, steps);
            format!("told apart after {} of `{question}`", counted(steps))
        }
        (None, None) => "the same on every game of these pages".into(),
    }
}

fn question(setting: &Setting, place: &Place, steps: usize) -> String {
    format!(
        r#"{{"ask": "trajectory", "game": {}, "method": {}, "p0": {}, "steps": {steps}, "at": [{steps}]}}"#,
        place.text, setting.text, place.p0_text,
    )
}

fn counted(steps: usize) -> String {
    match steps {
        1 => "1 step".into(),
        _ => format!("{steps} steps"),
    }
}

fn point(p: &DVector<f64>) -> String {
    let entries: Vec<_> = p.iter().map(|a| six_digits(*a)).collect();
    format!("({})", entries.join(", "))
}

/// The number to six significant digits, without trailing zeros.
fn six_digits(a: f64) -> String {
    let scientific = format!("{a:.5e}");
    let (_, exponent) = scientific.split_once('e').expect("{:e} writes an exponent");
    let exponent: i32 = exponent.parse().expect("{:e} writes a number");
    if a == 0.0 || !(-5..6).contains(&exponent) {
        return if a == 0.0 { "0".into() } else { scientific };
    }
    // places after the point, so that six digits stand in all
    let plain = format!("{a:.*}", usize::try_from(5 - exponent).expect("at most 5"));
    match plain.contains('.') {
        true => plain.trim_end_matches('0').trim_end_matches('.').into(),
        false => plain,
    }
}

/// Outside code spans, what Markdown would take for its own is escaped.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for (i, part) in text.split('`').enumerate() {
        if i > 0 {
            out.push('`');
        }
        for letter in part.chars() {
            match letter {
                '*' | '[' if i % 2 == 0 => out.extend(['\\', letter]),
                '<' if i % 2 == 0 => out.push_str("&lt;"),
                _ => out.push(letter),
            }
        }
    }
    out
}
