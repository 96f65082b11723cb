//! No counterexample survives the change that would make its claim true.

use gnash::claims::evidence::run;
use gnash::claims::{Ledger, Source, Verdict};
use std::collections::BTreeSet;
use toml::Table;

/// Claim, number of its counterexample, and what is replaced in the data so that the claim would
/// be true there. The rows' `mutation` tells the same in words.
const REPAIRED: &[(&str, usize, &str)] = &[
    ("gn_lemma_2", 0, "lam = '1/2'"),
    (
        "gn_approximates_hessian",
        0,
        "second = { kind = 'bilinear', M = [[1]] }",
    ),
    (
        "gn_approximates_hessian",
        1,
        "second = { kind = 'bilinear', M = [[1]] }",
    ),
    (
        "gn_damping_range",
        0,
        "h = 1\nmap = [[0, 0], [0, 0]]\ndisc = [2, 0, 0]",
    ),
    (
        "gn_damping_range",
        1,
        "h = '1/2'\nmap = [[0, 0], [0, 0]]\ndisc = [2, 0, 0]",
    ),
    (
        "gn_damping_range",
        2,
        "iterates = [['1/4', '1/4'], ['1/20', '1/20'], ['1/2020', '1/2020']]",
    ),
    ("gn_contraction", 0, "lam = '1/4'"),
    (
        "gn_contraction",
        1,
        "game = { kind = 'quadratic', P = [[1]], M = [[0]], Q = [[1]] }\nv = [-1, 0]\nnext = [0, 0]\nsquare = 0",
    ),
    (
        "gn_published_code",
        0,
        "root = 1\nlam = 1\nh = 1\nnext = ['1/3', '1/3']\ngn = ['2/3', '2/3']",
    ),
    (
        "cg_fr",
        0,
        "game = { kind = 'quadratic', P = [[2]], M = [[0]], Q = [[2]] }\nJ = [[-2, 0], [0, -2]]",
    ),
    (
        "cg_prp",
        0,
        "game = { kind = 'quadratic', P = [[2]], M = [[0]], Q = [[2]] }\nJ = [[-2, 0], [0, -2]]",
    ),
    (
        "cg_hs",
        0,
        "game = { kind = 'quadratic', P = [[2]], M = [[0]], Q = [[2]] }\nJ = [[-2, 0], [0, -2]]",
    ),
    (
        "cg_dy",
        0,
        "game = { kind = 'quadratic', P = [[2]], M = [[0]], Q = [[2]] }\nJ = [[-2, 0], [0, -2]]",
    ),
    (
        "cg_hz",
        0,
        "game = { kind = 'quadratic', P = [[2]], M = [[0]], Q = [[2]] }\nJ = [[-2, 0], [0, -2]]",
    ),
    (
        "cg_fr_prp",
        0,
        "game = { kind = 'quadratic', P = [[2]], M = [[0]], Q = [[2]] }\nJ = [[-2, 0], [0, -2]]",
    ),
    (
        "cg_hs_dy",
        0,
        "game = { kind = 'quadratic', P = [[2]], M = [[0]], Q = [[2]] }\nJ = [[-2, 0], [0, -2]]",
    ),
    ("cg_fr", 1, "h = '1/2'"),
    ("cg_prp", 1, "h = '1/2'"),
    ("cg_hs", 1, "h = '1/2'"),
    ("cg_dy", 1, "h = '1/2'"),
    ("cg_hz", 1, "h = '1/4'"),
    ("cg_fr_prp", 1, "h = '1/2'"),
    ("cg_hs_dy", 1, "h = '1/2'"),
    (
        "vi_strong_monotonicity",
        0,
        "game = { kind = 'quadratic', P = [[1]], M = [[1]], Q = [[1]] }\nv_p = [-1, 1]\nproduct = -1\nJ = [[-1, -1], [1, -1]]",
    ),
    (
        "vi_preserves_saddle",
        0,
        "game = { kind = 'quadratic', P = [[1]], M = [[1]], Q = [[0]] }\n\
         regularised = { kind = 'quadratic', P = [[1]], M = [[1]], Q = [[1]] }\n\
         saddle = [0, 0]\npush = [0, 0]\nmoved = [0, 0]",
    ),
    (
        "vi_enough",
        0,
        "game = { kind = 'quadratic', P = [[1]], M = [[1]], Q = [[0]] }\nJ = [[-1, -1], [1, 0]]\n\
         polynomials = [['3/2', '3/2', 1], [2, 2, 1], [3, 3, 1]]\ndiscs = [[4, 0, 0], [4, 0, 0], [4, 0, 0]]",
    ),
    (
        "vi_enough",
        1,
        "game = { kind = 'quadratic', P = [[0, 0], [0, 0]], M = [[1, 0], [0, 1]], Q = [[1, 0], [0, 1]] }\n\
         J = [[0, 0, -1, 0], [0, 0, 0, -1], [1, 0, -1, 0], [0, 1, 0, -1]]\npolynomial = [1, 2, 3, 2, 1]",
    ),
    (
        "ng_rate",
        0,
        "game = { kind = 'quadratic', P = [[1]], M = [['1/4']], Q = [[0]] }\nmap = [[0, '-1/4'], ['1/4', 1]]",
    ),
];

#[test]
fn a_counterexample_fails_where_the_claim_is_true() {
    let ledger = Ledger::embedded().unwrap();
    for (id, number, changes) in REPAIRED {
        let claim = ledger.claim(id).unwrap();
        let mut counterexamples = claim
            .evidence
            .iter()
            .filter(|e| e.kind() == "counterexample");
        let evidence = counterexamples
            .nth(*number)
            .unwrap_or_else(|| panic!("{id} has no number {number}"));
        let mut data = evidence.data().unwrap().clone();
        for (key, value) in changes.parse::<Table>().unwrap() {
            assert!(
                data.insert(key.clone(), value).is_some(),
                "{id} has no {key}"
            );
        }
        let failure = run(evidence.name(), &data).expect_err(id).to_string();
        // it must be the mathematics that refuses, not the form of the data
        assert!(!failure.starts_with("data "), "{id} {number}: {failure}");
        println!("{id} {number}: {failure}");
    }
}

/// The rows of HFR have theirs in a file of their own.
#[test]
fn every_refuted_row_is_repaired_somewhere() {
    let ledger = Ledger::embedded().unwrap();
    let repaired: BTreeSet<&str> = REPAIRED.iter().map(|(id, _, _)| *id).collect();
    for claim in &ledger.claims {
        let denied = matches!(claim.verdict, Verdict::Refined | Verdict::Refuted);
        if denied && claim.source != Source::Hfr {
            assert!(repaired.contains(claim.id.as_str()), "{}", claim.id);
        }
    }
}
