//! `gnash verify`.

use super::progress::print;
use clap::Args;
use gnash::claims::{
    Audit, ClaimReport, Ledger, LedgerError, Report, markdown, verify, verify_claim,
};
use serde_json::json;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
#[command(after_help = "\
Exit code 0 if all evidence supports its claim, 1 if any fails, 2 for a request that makes no
sense. The numbers are exact fractions: every one can be checked by hand.")]
pub struct Arguments {
    /// One claim with its full story instead of the table
    #[arg(long, value_name = "ID")]
    claim: Option<String>,
    /// Another ledger, in the format of src/claims/ledger.toml, instead of the built-in one
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// JSON instead of text
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// The page docs/claims.md instead of the table
    #[arg(long, conflicts_with = "claim")]
    markdown: bool,
}

#[derive(Debug, thiserror::Error)]
enum VerifyFailure {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("cannot read {}: {error}", path.display())]
    Read {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("cannot write the result: {0}")]
    Output(std::io::Error),
}

/// Runs the command and says how it went.
pub fn main(arguments: &Arguments) -> ExitCode {
    let outcome = answer(arguments).and_then(|(text, passed)| {
        match stdout().write_all(text.as_bytes()) {
            // whoever closed the pipe has read enough
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(VerifyFailure::Output(error))
            }
            _ => Ok(passed),
        }
    });
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            print(&format!("error: {error}"));
            match error {
                VerifyFailure::Ledger(LedgerError::UnknownClaim { .. }) => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

/// The text to print, and whether all evidence that it reports passed.
fn answer(arguments: &Arguments) -> Result<(String, bool), VerifyFailure> {
    let audit = Audit::embedded()?;
    let ledger = match &arguments.ledger {
        None => Ledger::embedded()?,
        Some(path) => {
            let read = std::fs::read_to_string(path);
            let text = read.map_err(|error| VerifyFailure::Read {
                path: path.clone(),
                error,
            })?;
            Ledger::parse(&text)?
        }
    };
    if arguments.markdown {
        return Ok((markdown(&ledger, &audit), verify(&ledger, &audit).passed()));
    }
    let report = match &arguments.claim {
        Some(id) => Report {
            claims: vec![verify_claim(ledger.claim(id)?, &audit)],
        },
        None => verify(&ledger, &audit),
    };
    let text = match (arguments.json, &arguments.claim) {
        (true, _) => as_json(&report),
        (false, Some(_)) => report.claims.iter().map(story).collect(),
        (false, None) => table(&report),
    };
    Ok((text, report.passed()))
}

fn as_json(report: &Report<'_>) -> String {
    let claims: Vec<_> = report
        .claims
        .iter()
        .map(|row| {
            let evidence: Vec<_> = row
                .evidence
                .iter()
                .map(|e| match &e.outcome {
                    Ok(lines) => json!({
                        "kind": e.evidence.kind(), "name": e.evidence.name(),
                        "shows": e.evidence.shows(), "passed": true, "lines": lines,
                    }),
                    Err(failure) => json!({
                        "kind": e.evidence.kind(), "name": e.evidence.name(),
                        "shows": e.evidence.shows(), "passed": false,
                        "error": failure.to_string(),
                    }),
                })
                .collect();
            json!({
                "id": row.claim.id, "source": row.claim.place(),
                "statement": row.claim.statement, "verdict": row.claim.verdict.to_string(),
                "evidence": evidence,
            })
        })
        .collect();
    format!("{}\n", json!({ "claims": claims }))
}

/// One line per claim.
fn table(report: &Report<'_>) -> String {
    let mut rows = vec![
        [
            "claim",
            "source",
            "statement",
            "verdict",
            "evidence",
            "seconds",
        ]
        .map(String::from),
    ];
    for row in &report.claims {
        let verdict = if row.passed() {
            row.claim.verdict.to_string()
        } else {
            "FAILS".into()
        };
        rows.push([
            row.claim.id.clone(),
            row.claim.place(),
            row.claim.short.clone(),
            verdict,
            kinds(row),
            format!("{:.2}", row.time.as_secs_f64()),
        ]);
    }
    let width = |column: usize| {
        rows.iter()
            .map(|r| r[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<_> = (0..rows[0].len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<_> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.chars().count())))
            .collect();
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
    let failed = report.claims.iter().filter(|row| !row.passed()).count();
    let pieces: usize = report.claims.iter().map(|row| row.evidence.len()).sum();
    let _ = writeln!(
        text,
        "{} claims, {pieces} pieces of evidence: {}",
        report.claims.len(),
        if failed == 0 {
            "all pass".into()
        } else {
            format!("{failed} claims FAIL")
        }
    );
    text
}

/// "counterexample, property ×2".
fn kinds(row: &ClaimReport<'_>) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for evidence in &row.evidence {
        let kind = evidence.evidence.kind();
        match counted.iter_mut().find(|(name, _)| *name == kind) {
            Some((_, count)) => *count += 1,
            None => counted.push((kind, 1)),
        }
    }
    let named = counted.iter().map(|(kind, count)| match count {
        1 => (*kind).to_string(),
        _ => format!("{kind} ×{count}"),
    });
    named.collect::<Vec<_>>().join(", ")
}

/// The full story of one claim.
fn story(row: &ClaimReport<'_>) -> String {
    let claim = row.claim;
    let mut text = format!("{} ({}): {}\n", claim.id, claim.place(), claim.verdict);
    let mut part = |title: &str, body: &str| {
        let _ = writeln!(text, "\n{title}\n  {}", body.trim().replace('\n', "\n  "));
    };
    part(
        if claim.reconstructed {
            "statement (reconstructed)"
        } else {
            "statement"
        },
        &claim.statement,
    );
    if !claim.hypotheses.is_empty() {
        part(
            "hypotheses",
            &format!("- {}", claim.hypotheses.join("\n- ")),
        );
    }
    let rest = [
        ("what is true", &claim.corrected),
        ("note", &claim.note),
        ("why it is open", &claim.reason),
    ];
    for (title, body) in rest {
        if let Some(body) = body {
            part(title, body);
        }
    }
    for e in &row.evidence {
        let mut body = e.evidence.shows().trim().to_string();
        match &e.outcome {
            Ok(lines) => lines.iter().for_each(|line| body += &format!("\n  {line}")),
            Err(failure) => body += &format!("\n  FAILS: {failure}"),
        }
        part(
            &format!("{} {}", e.evidence.kind(), e.evidence.name()),
            &body,
        );
    }
    for (title, body) in [
        ("broken by hand", &claim.mutation),
        ("worked out in", &claim.example),
    ] {
        if let Some(body) = body {
            part(title, body);
        }
    }
    text
}
