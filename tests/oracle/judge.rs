//! Runs of the method itself conform, in every format and every order of evaluation.

use crate::logged::{Run, WIDTHS, dense_run, rule_run, transcript};
use crate::specimens::{field_methods, games};
use gnash::oracle::judge::{Judgement, Width, judge};
use gnash::scalar::{Precision, Real};
use gnash::spec::Method;

const STEPS: usize = 10;

/// Runs of every method that consumes fields alone, on every game, from `dense` and from rules
/// whose sums are taken from behind: none is said to deviate.
fn conforming<S: Precision>(
    width: Width,
    run: impl Fn(&Method<S>, &crate::specimens::Specimen<S>) -> Option<Run>,
) -> usize {
    let mut judged = 0;
    for method in field_methods() {
        let narrow = method.map(|a| S::constant(*a));
        for specimen in games::<S>() {
            let Some(run) = run(&narrow, &specimen) else {
                continue;
            };
            let verdict = judge(&transcript(&method, width, &run));
            let name = format!("{:?} on {} in {}", method, specimen.name, width.id());
            assert_eq!(verdict.verdict, Judgement::Conforms, "{name}: {verdict}");
            judged += 1;
        }
    }
    judged
}

#[test]
fn textbook_runs_conform() {
    assert!(conforming::<f64>(WIDTHS[0], |m, s| dense_run(m, s, STEPS)) > 150);
    assert!(conforming::<f32>(WIDTHS[1], |m, s| dense_run(m, s, STEPS)) > 150);
}

#[test]
fn sums_from_behind_conform() {
    assert!(conforming::<f64>(WIDTHS[0], |m, s| rule_run(m, s, STEPS)) > 150);
    assert!(conforming::<f32>(WIDTHS[1], |m, s| rule_run(m, s, STEPS)) > 150);
}
