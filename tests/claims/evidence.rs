//! All evidence runs, and no number of it can be changed.

use gnash::claims::evidence::{registry, run};
use gnash::claims::{Audit, Ledger, verify};
use gnash::scalar::Rational;
use std::collections::BTreeSet;
use std::str::FromStr;
use toml::{Table, Value};

/// Broken by hand, each seen to fail here: the y block left out of Lemma 1, the second player's
/// sign in Corollary 1, + for − in F', hφ for h²φ² on bilinear games, a step 100 times too long
/// in the basin, prp divided by ‖g‖², min for max of the coupling's norm, extragradient in place
/// of EFTP, g for −g in the published code.
#[test]
fn all_evidence_runs() {
    let ledger = Ledger::embedded().unwrap();
    let report = verify(&ledger, &Audit::embedded().unwrap());
    let failures: Vec<String> = report
        .claims
        .iter()
        .flat_map(|row| row.evidence.iter().map(move |e| (row.claim, e)))
        .filter_map(|(claim, e)| {
            let failure = e.outcome.as_ref().err()?;
            Some(format!("{} {}: {failure}", claim.id, e.evidence.name()))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_piece_of_evidence_tells_something() {
    let ledger = Ledger::embedded().unwrap();
    for row in verify(&ledger, &Audit::embedded().unwrap()).claims {
        for e in row.evidence {
            assert!(
                e.outcome.is_ok_and(|lines| !lines.is_empty()),
                "{}",
                row.claim.id
            );
        }
    }
}

#[test]
fn every_check_is_used_and_registered_once() {
    let ledger = Ledger::embedded().unwrap();
    let evidence = ledger.claims.iter().flat_map(|claim| &claim.evidence);
    let used: BTreeSet<&str> = evidence.map(|e| e.name()).collect();
    let mut seen = BTreeSet::new();
    for (name, _) in registry() {
        assert!(seen.insert(name), "{name} is registered twice");
        assert!(used.contains(name), "{name} is not used by any row");
    }
}

/// The ways to spoil one number: other numbers of the same kind.
fn spoilt(value: &Value) -> Vec<Value> {
    match value {
        Value::Integer(a) => [a + 1, a - 1, -a, 2 * a]
            .into_iter()
            .filter(|b| b != a)
            .map(Value::Integer)
            .collect(),
        Value::String(text) => {
            let Ok(a) = Rational::from_str(text) else {
                return Vec::new();
            };
            let one = Rational::ONE;
            let two = Rational::from(2);
            [&a + &one, &a - &one, -a.clone(), &a * &two, &a / &two]
                .into_iter()
                .filter(|b| *b != a)
                .map(|b| Value::String(b.to_string()))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Calls `visit` with the path of every number and the data spoilt there in every way.
fn each_spoilt(data: &Table, visit: &mut dyn FnMut(String, Table)) {
    fn walk(value: &Value, path: &str, rebuild: &mut dyn FnMut(String, Value)) {
        match value {
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    walk(item, &format!("{path}[{i}]"), &mut |path, new| {
                        let mut items = items.clone();
                        items[i] = new;
                        rebuild(path, Value::Array(items));
                    });
                }
            }
            Value::Table(table) => {
                for (key, item) in table {
                    walk(item, &format!("{path}.{key}"), &mut |path, new| {
                        let mut table = table.clone();
                        table.insert(key.clone(), new);
                        rebuild(path, Value::Table(table));
                    });
                }
            }
            leaf => spoilt(leaf).into_iter().for_each(|new| {
                rebuild(format!("{path}: {leaf:?} to {new:?}"), new);
            }),
        }
    }
    walk(
        &Value::Table(data.clone()),
        "",
        &mut |path, new| match new {
            Value::Table(table) => visit(path, table),
            _ => unreachable!("a table stays one"),
        },
    );
}

/// Broken by hand: without the comparison of `next` in `gn_bilinear_growth` its entries could be
/// changed.
#[test]
fn changing_any_number_of_a_counterexample_makes_it_fail() {
    let ledger = Ledger::embedded().unwrap();
    let (mut survivors, mut tried) = (Vec::new(), 0);
    for claim in &ledger.claims {
        for e in claim.evidence.iter() {
            let Some(data) = e
                .data()
                .filter(|_| ["counterexample", "exact"].contains(&e.kind()))
            else {
                continue;
            };
            let before = tried;
            each_spoilt(data, &mut |path, table| {
                tried += 1;
                if run(e.name(), &table).is_ok() {
                    survivors.push(format!("{} {}: {path}", claim.id, e.name()));
                }
            });
            assert!(tried > before, "{} {} has no numbers", claim.id, e.name());
        }
    }
    assert!(
        survivors.is_empty(),
        "{} of {tried}:\n{}",
        survivors.len(),
        survivors.join("\n")
    );
}

#[test]
fn data_that_nobody_reads_is_refused() {
    let data: Table = toml::from_str("cases = 1\nseed = 1\nextra = 2").unwrap();
    let failure = run("gn_sherman_morrison", &data).unwrap_err();
    assert!(failure.to_string().contains("extra"), "{failure}");
    assert!(run("no_such_check", &data).is_err());
    assert!(run("gn_sherman_morrison", &Table::new()).is_err());
}
