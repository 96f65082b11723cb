//! Runs of the method itself conform, in either format and every order of evaluation; and the
//! bound is small enough to see a ten-thousandth of h.
//!
//! Broken by hand: ORDERS = 0.5 (sums from behind deviate), c(n) = 0 (likewise in f32), held
//! numbers without their error (adam in f32), memory not kept across steps, ORDERS = 100 (a
//! ten-thousandth of h is missed).

use crate::logged::{Run, WIDTHS, dense_run, rule_run, transcript};
use crate::specimens::{Specimen, field_methods, games};
use gnash::oracle::judge::{Judgement, Width, judge};
use gnash::scalar::Precision;
use gnash::spec::Method;

const STEPS: usize = 10;

/// Runs of every method that consumes fields alone, on every game: none is said to deviate.
fn conforming<S: Precision>(
    width: Width,
    run: impl Fn(&Method<S>, &Specimen<S>) -> Option<Run>,
) -> usize {
    let mut judged = 0;
    for method in field_methods() {
        let narrow = method.map(|a| S::constant(*a));
        for specimen in games::<S>() {
            let Some(run) = run(&narrow, &specimen) else {
                continue;
            };
            let verdict = judge(&transcript(&method, width, &run));
            let name = format!("{method:?} on {} in {}", specimen.name, width.id());
            assert_eq!(verdict.verdict, Judgement::Conforms, "{name}: {verdict}");
            let points = run
                .records
                .iter()
                .flat_map(|record| record.p.iter().flatten());
            let size = points.fold(1.0_f64, |size, p| size.max(p.abs()));
            // a bound that says something, but for what cancels: β of a single entry
            let bound = verdict.bound.expect("the largest bound");
            let is_tight = bound < 1e-3 * size || method.id() == "nlcg";
            assert!(is_tight, "{name}: {verdict}");
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

/// How much larger the steps are.
const MORE: f64 = 1.0 + 1e-4;

/// The method with steps that are a ten-thousandth too long, in the last place that it is claimed.
fn lengthened(method: &Method<f64>) -> Method<f64> {
    let names: Vec<_> = method
        .parameters()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let place = std::cell::Cell::new(0);
    method.map(|a| {
        let name = names[place.replace(place.get() + 1)];
        if name.starts_with('h') { a * MORE } else { *a }
    })
}

/// Whether some step moves some coordinate by a hundredth of it.
fn moves(run: &Run) -> bool {
    run.records.windows(2).any(|pair| {
        let (p, next) = (pair[0].p.as_ref(), pair[1].p.as_ref());
        let pairs = p.into_iter().flatten().zip(next.into_iter().flatten());
        pairs
            .into_iter()
            .any(|(p, next)| (next - p).abs() >= 0.01 * p.abs())
    })
}

#[test]
fn a_ten_thousandth_of_h_deviates() {
    let mut judged = 0;
    for method in field_methods() {
        // its u has h in it as well: twice as much or nothing, as the numbers will
        if method.id() == "gn_published" {
            continue;
        }
        let longer = lengthened(&method).map(|a| *a as f32);
        for specimen in games::<f32>() {
            let Some(run) = dense_run(&longer, &specimen, STEPS).filter(moves) else {
                continue;
            };
            let verdict = judge(&transcript(&method, Width::Single, &run));
            let name = format!("{method:?} on {}", specimen.name);
            assert_eq!(verdict.verdict, Judgement::Deviates, "{name}: {verdict}");
            assert_eq!(verdict.named(), ["unknown"], "{name}");
            judged += 1;
        }
    }
    assert!(judged > 100, "{judged}");
}
