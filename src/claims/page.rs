//! The page `docs/claims.md`.

use super::{Audit, Claim, ClaimReport, Ledger, Report, Source, Verdict, verify};
use std::fmt::Write;

const HEAD: &str = "\
# Claims

Every statement of the papers behind this crate, with a verdict and evidence that runs. This page is written by

```sh
gnash verify --markdown > docs/claims.md
```

from `src/claims/ledger.toml`; a test compares it with a fresh run. `gnash verify` runs the evidence and prints one line per
claim, `gnash verify --claim ID` tells one claim's full story. Letters are those of [the notation page](notation.md):
v = (−∇ₓf, +∇ᵧf), J = v', B = λI + vvᵀ, F(p) = p + hA(p)v(p) with A = B⁻¹ (`inverse`) or B⁻¹ − I
(`inverse_minus_identity`). All numbers are exact fractions.

| verdict | meaning |
| --- | --- |
| proved | machine-checked by Coq, without a gap |
| holds | tested exactly on many seeded cases; no proof |
| certified | exact or interval computation on the instances named |
| refined | true only with a hypothesis that the source omits; the counterexample without it is given |
| refuted | false; the counterexample is given |
| measured | counted or measured, with the table |
| open | not known, with the reason |

*Reconstructed* rows: the texts at hand do not print the statement; it is taken from its counterpart in *The Numerics of
GANs* (NG) or derived here.
";

/// The page, from a run of all evidence; a failure is written into its place.
pub fn markdown(ledger: &Ledger, audit: &Audit) -> String {
    let report = verify(ledger, audit);
    let mut page = String::from(HEAD);
    let count = |verdict| {
        ledger
            .claims
            .iter()
            .filter(|c| c.verdict == verdict)
            .count()
    };
    let totals: Vec<_> = VERDICTS
        .iter()
        .filter(|&&verdict| count(verdict) > 0)
        .map(|&verdict| format!("{} {verdict}", count(verdict)))
        .collect();
    let _ = writeln!(
        page,
        "\n{} claims: {}.",
        ledger.claims.len(),
        totals.join(", ")
    );
    for (source, title) in SECTIONS {
        section(&mut page, &report, source, title);
    }
    page
}

const VERDICTS: [Verdict; 7] = [
    Verdict::Proved,
    Verdict::Holds,
    Verdict::Certified,
    Verdict::Refined,
    Verdict::Refuted,
    Verdict::Measured,
    Verdict::Open,
];

const SECTIONS: [(Source, &str); 9] = [
    (
        Source::Gn,
        "GN: A Gauss-Newton Approach for Min-Max Optimization in GANs (arXiv:2404.07172)",
    ),
    (Source::Hfr, "HFR: HessianFR (arXiv:2205.11030)"),
    (
        Source::Cg,
        "CG: Conjugate Gradient Method for GANs (AISTATS 2023)",
    ),
    (
        Source::Vi,
        "VI: Asymmetric regularization mechanism for GAN training (arXiv:2601.13920)",
    ),
    (Source::Ng, "NG: The Numerics of GANs (2017)"),
    (
        Source::Cgd,
        "CGD: Competitive Gradient Descent (arXiv:1905.12103)",
    ),
    (Source::Sga, "SGA: Symplectic Gradient Adjustment (2018)"),
    (Source::Eg, "EG: Extragradient and its relatives"),
    (Source::Ours, "Found here"),
];

fn section(page: &mut String, report: &Report<'_>, source: Source, title: &str) {
    let rows: Vec<_> = report
        .claims
        .iter()
        .filter(|r| r.claim.source == source)
        .collect();
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n## {title}\n");
    let _ = writeln!(
        page,
        "| id | where | claim | verdict |\n| --- | --- | --- | --- |"
    );
    for ClaimReport { claim, .. } in &rows {
        let mark = if claim.reconstructed {
            ", reconstructed"
        } else {
            ""
        };
        let _ = writeln!(
            page,
            "| [`{id}`](#{id}) | {}{mark} | {} | **{}** |",
            cell(&claim.number),
            cell(&claim.short),
            claim.verdict,
            id = claim.id,
        );
    }
    rows.iter().for_each(|row| story(page, row));
}

/// One row in full.
fn story(page: &mut String, row: &ClaimReport<'_>) {
    let claim: &Claim = row.claim;
    let _ = writeln!(
        page,
        "\n### {}\n\n*{}*, {}: **{}**.",
        claim.id,
        claim.place(),
        origin(claim),
        claim.verdict
    );
    paragraph(page, "Statement", Some(&claim.statement));
    if !claim.hypotheses.is_empty() {
        let _ = writeln!(page, "\nHypotheses:\n");
        for hypothesis in &claim.hypotheses {
            let _ = writeln!(page, "- {}", line(hypothesis));
        }
    }
    paragraph(page, "What is true", claim.corrected.as_ref());
    paragraph(page, "Note", claim.note.as_ref());
    paragraph(page, "Why it is open", claim.reason.as_ref());
    let _ = writeln!(page, "\nEvidence:\n");
    for evidence in &row.evidence {
        let e = evidence.evidence;
        let _ = writeln!(
            page,
            "- **{}** `{}`: {}",
            e.kind(),
            e.name(),
            line(e.shows())
        );
        match &evidence.outcome {
            Ok(lines) => lines.iter().for_each(|text| {
                let _ = writeln!(page, "  - {}", line(text));
            }),
            Err(failure) => {
                let _ = writeln!(page, "  - FAILS: {}", line(&failure.to_string()));
            }
        }
    }
    paragraph(page, "Broken by hand", claim.mutation.as_ref());
    paragraph(page, "Worked out in", claim.example.as_ref());
}

fn origin(claim: &Claim) -> &'static str {
    match (claim.source, claim.reconstructed) {
        (Source::Ours, _) => "derived here",
        (_, true) => "reconstructed",
        (_, false) => "as printed, in our notation",
    }
}

fn paragraph(page: &mut String, title: &str, text: Option<&String>) {
    if let Some(text) = text {
        let _ = writeln!(page, "\n{title}: {}", line(text));
    }
}

/// Text on one line; outside code spans, what Markdown would take for its own is escaped.
fn line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    let text = words.join(" ");
    let parts = text.split('`').enumerate().map(|(i, part)| match i % 2 {
        0 => escaped(part),
        _ => part.into(),
    });
    parts.collect::<Vec<_>>().join("`")
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '*' | '[' | '_' => out.extend(['\\', letter]),
            '<' => out.push_str("&lt;"),
            _ => out.push(letter),
        }
    }
    out
}

/// As `line`, within a table.
fn cell(text: &str) -> String {
    line(text).replace('|', "\\|")
}
