//! Approximations of H_yy⁻¹: (3.30) and (3.33).

use super::super::super::{Check, CheckFn, Failure};
use super::super::sample::Sample;
use crate::dense;
use crate::scalar::Rational;
use nalgebra::{DMatrix, DVector};

pub(super) const CHECKS: &[(&str, CheckFn)] = &[
    ("hfr_krylov_exact", krylov_exact),
    ("hfr_krylov_improves", krylov_improves),
    ("hfr_one_step", one_step),
    ("hfr_diagonal_range", diagonal_range),
    ("hfr_diagonal_blind", diagonal_blind),
];

impl Sample {
    /// A symmetric invertible matrix of any signature, and a right-hand side.
    fn system(&mut self, most: usize) -> (DMatrix<Rational>, DVector<Rational>, DVector<Rational>) {
        loop {
            let n = self.size(1, most);
            let (h, r) = (self.symmetric(n), self.nonzero(n));
            let column = DMatrix::from_column_slice(n, 1, r.as_slice());
            if let Ok(b) = dense::solve(&h, &column) {
                return (h, r, b.column(0).into_owned());
            }
        }
    }
}

/// ny steps of conjugate gradients on H² b = H r give H⁻¹ r.
fn krylov_exact(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "n conjugate gradient steps on H²b = Hr from 0 give H⁻¹r",
        |draw| {
            let (h, r, exact) = draw.system(4);
            Ok(dense::krylov(&h, &r, r.len())? == exact)
        },
    )
}

/// Every further step lowers ‖H(b − H⁻¹r)‖, the norm that the system defines, and ‖b − H⁻¹r‖.
fn krylov_improves(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "‖H b_k − r‖ and ‖b_k − H⁻¹r‖ strictly decrease until they are 0",
        |draw| {
            let (h, r, exact) = draw.system(4);
            let mut last: Option<(Rational, Rational)> = None;
            for k in 0..=r.len() {
                let error = dense::krylov(&h, &r, k)? - &exact;
                let residual = &h * &error;
                let now = (residual.dot(&residual), error.dot(&error));
                if let Some(last) = &last {
                    let done = last.0 == Rational::ZERO && now == *last;
                    let nearer = now.0 < last.0 && now.1 < last.1;
                    if !(done || nearer) {
                        return Ok(false);
                    }
                }
                last = Some(now);
            }
            Ok(last.is_some_and(|l| l.0 == Rational::ZERO))
        },
    )
}

/// One CG step beside τI of (3.33): which of the two is the nearer.
fn one_step(check: &mut Check<'_>) -> Result<(), Failure> {
    let h: DMatrix<Rational> = check.get("H")?;
    let (r, change): (DVector<Rational>, DVector<Rational>) = (check.get("r")?, check.get("dy")?);
    let fits = h.is_square() && r.len() == h.nrows() && change.len() == r.len();
    check.require(fits && h == h.transpose(), "H symmetric, sizes that fit")?;
    let column = DMatrix::from_column_slice(r.len(), 1, r.as_slice());
    let exact = dense::solve(&h, &column)?.column(0).into_owned();
    check.same("exact", "H⁻¹r", &exact)?;
    let dg = &h * &change;
    check.same("dg", "Δg = H Δy", &dg)?;
    check.require(dg.dot(&dg) != Rational::ZERO, "Δg ≠ 0")?;
    let tau = dg.dot(&change) / dg.dot(&dg);
    let diagonal = &r * tau - &exact;
    let krylov = dense::krylov(&h, &r, 1)? - &exact;
    let squares = vec![diagonal.dot(&diagonal), krylov.dot(&krylov)];
    check.same(
        "errors",
        "squared errors of τ r and of one CG step",
        &squares,
    )?;
    let nearer: String = check.get("nearer")?;
    let (first, second) = (&squares[0], &squares[1]);
    let right = match nearer.as_str() {
        "diagonal" => first < second,
        "krylov" => second < first,
        _ => false,
    };
    check.require(right, format!("the nearer one is {nearer}"))
}

/// For H ≺ 0: 1/λ_max ≥ … the τ of (3.33) is a Rayleigh quotient of H⁻¹.
fn diagonal_range(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases("for H ≺ 0: τ < 0, τ Δg is the multiple of Δg nearest to Δy, exact iff Δg is an eigenvector", |draw| {
        let n = draw.size(1, 4);
        let h = -draw.definite(n);
        let dy = draw.nonzero(n);
        let dg = &h * &dy;
        let tau = dg.dot(&dy) / dg.dot(&dg);
        let gap = &dy - &dg * tau.clone();
        let other = &dy - &dg * (tau.clone() + draw.positive());
        // H Δg = Δg/τ iff H⁻¹Δg = Δy = τΔg
        let eigenvector = &h * &dg * tau.clone() == dg;
        Ok(tau < Rational::ZERO
            && gap.dot(&gap) < other.dot(&other)
            && (gap.dot(&gap) == Rational::ZERO) == eigenvector)
    })
}

/// An invertible indefinite H for which τ = 0.
fn diagonal_blind(check: &mut Check<'_>) -> Result<(), Failure> {
    let h: DMatrix<Rational> = check.get("H")?;
    let dy: DVector<Rational> = check.get("dy")?;
    check.require(
        h.is_square() && h == h.transpose() && dy.len() == h.nrows(),
        "H symmetric, sizes that fit",
    )?;
    let inverse = dense::solve(
        &h,
        &DMatrix::from_diagonal_element(h.nrows(), h.nrows(), Rational::ONE),
    )?;
    check.same("inverse", "H⁻¹", &inverse)?;
    let dg = &h * &dy;
    check.same("dg", "Δg = H Δy", &dg)?;
    check.require(dg.dot(&dg) != Rational::ZERO, "Δg ≠ 0")?;
    let tau = dg.dot(&dy) / dg.dot(&dg);
    check.same("tau", "τ", &tau)?;
    check.require(
        tau == Rational::ZERO,
        "the curvature correction vanishes although H is invertible",
    )
}
