//! What the loader refuses, and which rows must be there.

use gnash::claims::{Audit, Ledger, Verdict, markdown};

/// The rows that the specification asks for.
const REQUIRED: &[&str] = &[
    "gn_lemma_1",
    "gn_corollary_1",
    "gn_proposition_1",
    "gn_lemma_2",
    "gn_lemma_3",
    "gn_corollary_2",
    "gn_sherman_morrison",
    "gn_approximates_hessian",
    "gn_damping_range",
    "gn_contraction",
    "gn_cost",
    "gn_published_code",
    "gn_collapse",
    "gn_spurious_sphere",
    "gn_exact_jacobian",
    "gn_basin",
    "hfr_prop_2_2",
    "hfr_prop_2_3",
    "hfr_sin",
    "hfr_uncorrelated",
    "hfr_prop_2_5",
    "hfr_prop_2_6",
    "hfr_3_3",
    "hfr_3_4",
    "hfr_is_fr",
    "hfr_3_5",
    "hfr_3_8",
    "hfr_3_11",
    "hfr_thm_3_2",
    "hfr_thm_3_2_inequality",
    "hfr_thm_3_2_converse",
    "hfr_3_7",
    "hfr_3_9",
    "hfr_3_12",
    "hfr_3_10",
    "hfr_3_10_rate",
    "hfr_not_worse_than_gdn",
    "hfr_prop_3_3",
    "hfr_prop_3_3_converse",
    "hfr_prop_3_3_varying",
    "hfr_lemma_3_5",
    "hfr_lemma_3_6",
    "hfr_lemma_3_7",
    "hfr_thm_3_8",
    "hfr_3_30",
    "hfr_more_cg",
    "hfr_diagonal_roughest",
    "hfr_3_33",
    "hfr_thm_a_1",
    "hfr_thm_a_2",
    "hfr_thm_a_2_order",
    "hfr_thm_a_3",
    "hfr_fig_1_g1_gda",
    "hfr_fig_1_g1_ogda",
    "hfr_fig_1_g1_eg",
    "hfr_fig_1_g1_sga",
    "hfr_fig_1_g1_conopt",
    "hfr_fig_1_g1_fr",
    "hfr_fig_1_g1_gdn",
    "hfr_fig_1_g1_hessian_fr",
    "hfr_fig_1_g2_gda",
    "hfr_fig_1_g2_ogda",
    "hfr_fig_1_g2_eg",
    "hfr_fig_1_g2_sga",
    "hfr_fig_1_g2_conopt",
    "hfr_fig_1_g2_fr",
    "hfr_fig_1_g2_gdn",
    "hfr_fig_1_g2_hessian_fr",
    "hfr_fig_1_g3_gda",
    "hfr_fig_1_g3_ogda",
    "hfr_fig_1_g3_eg",
    "hfr_fig_1_g3_cycling",
    "hfr_fig_1_g3_sga",
    "hfr_fig_1_g3_conopt",
    "hfr_fig_1_g3_fr",
    "hfr_fig_1_g3_gdn",
    "hfr_fig_1_g3_hessian_fr",
    "cg_fr",
    "cg_prp",
    "cg_hs",
    "cg_dy",
    "cg_hz",
    "cg_fr_prp",
    "cg_hs_dy",
    "vi_constants",
    "vi_strong_monotonicity",
    "vi_eftp_rate",
    "vi_preserves_saddle",
    "vi_enough",
    "ng_rate",
    "eg_eftp_half_points",
];

/// A row that passes, to be spoilt.
const ROW: &str = r#"
[[claim]]
id = "a_row"
source = "GN"
number = "Lemma 1"
short = "short"
statement = "statement"
verdict = "holds"
[[claim.evidence]]
kind = "property"
check = "gn_sherman_morrison"
shows = "that it holds"
data = { cases = 1, seed = 1 }
"#;

fn refusal(text: &str) -> String {
    Ledger::parse(text)
        .expect_err("should be refused")
        .to_string()
}

#[test]
fn a_good_row_is_read() {
    let ledger = Ledger::parse(ROW).unwrap();
    assert_eq!(ledger.claims[0].id, "a_row");
    assert_eq!(ledger.claims[0].place(), "GN Lemma 1");
}

#[test]
fn the_loader_refuses_bad_rows() {
    let with = |from: &str, to: &str| {
        assert!(ROW.contains(from));
        refusal(&ROW.replace(from, to))
    };
    assert!(with("short = ", "shrt = ").contains("shrt"));
    assert!(with("seed = 1 }\n", "seed = 1 }\nweight = 3\n").contains("weight"));
    assert!(with("\"holds\"", "\"true\"").contains("true"));
    assert!(with("\"GN\"", "\"XY\"").contains("XY"));
    assert!(with("\"property\"", "\"rumour\"").contains("rumour"));
    assert!(with("a_row", "A row").contains("small letters"));
    assert!(with("\"statement\"", "\"\"").contains("statement is empty"));
    assert!(with("\"holds\"", "\"proved\"").contains("needs a theorem"));
    assert!(with("\"holds\"", "\"certified\"").contains("needs an exact"));
    assert!(with("\"holds\"", "\"refuted\"").contains("needs a counterexample"));
    assert!(with("\"holds\"", "\"measured\"").contains("needs a measurement"));
    assert!(with("\"holds\"", "\"open\"").contains("reason"));
    assert!(with("\"holds\"", "\"holds\"\ncorrected = \"c\"").contains("corrected"));
    assert!(refusal(&format!("{ROW}{ROW}")).contains("occurs twice"));
    let bare = ROW.split("[[claim.evidence]]").next().unwrap();
    assert!(refusal(bare).contains("evidence"));
    assert!(refusal(&format!("{bare}evidence = []")).contains("no evidence"));
}

#[test]
fn refuted_rows_need_more() {
    let refuted = ROW
        .replace("\"holds\"", "\"refuted\"\ncorrected = \"c\"")
        .replace("\"property\"", "\"counterexample\"");
    assert!(refusal(&refuted).contains("mutation"));
    let mutated = refuted.replace("corrected", "mutation = \"m\"\ncorrected");
    assert!(refusal(&mutated).contains("evidence too"));
}

#[test]
fn at_most_three_rows_are_open() {
    let open = ROW.replace("\"holds\"", "\"open\"\nreason = \"nobody knows\"");
    let rows = |n: usize| -> String {
        (0..n)
            .map(|i| open.replace("a_row", &format!("row_{i}")))
            .collect()
    };
    assert_eq!(Ledger::parse(&rows(3)).unwrap().claims.len(), 3);
    assert!(refusal(&rows(4)).contains("more than 3"));
}

#[test]
fn every_row_of_the_specification_is_there() {
    let ledger = Ledger::embedded().unwrap();
    let missing: Vec<_> = REQUIRED
        .iter()
        .filter(|id| ledger.claim(id).is_err())
        .collect();
    assert!(
        missing.is_empty(),
        "rows missing from the ledger: {missing:?}"
    );
}

#[test]
fn open_rows_have_a_written_reason() {
    let ledger = Ledger::embedded().unwrap();
    for claim in ledger.claims.iter().filter(|c| c.verdict == Verdict::Open) {
        assert!(
            claim.reason.as_ref().is_some_and(|r| r.len() > 40),
            "{}",
            claim.id
        );
    }
}

#[test]
fn an_unknown_id_is_met_with_the_nearest_ones() {
    let error = Ledger::embedded()
        .unwrap()
        .claim("gn_sherman_morison")
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("did you mean gn_sherman_morrison"),
        "{error}"
    );
}

#[test]
fn the_audit_is_read_and_confirms_by_hash() {
    let text = "# comment\n\ntheorem one\ntype: forall a : A, P a\nassumptions: none\n\n";
    let audit = Audit::parse(text).unwrap();
    let hash = audit.theorems[0].hash();
    // printf 'forall a : A, P a' | sha256sum
    assert_eq!(
        hash,
        "d52b575d73c9c7b4debd8604b6290c42d629acbc3c5073c4376de2c26664c2a9"
    );
    assert!(audit.confirm("one", &hash).is_ok());
    assert!(
        audit
            .confirm("two", &hash)
            .unwrap_err()
            .to_string()
            .contains("no theorem")
    );
    let other = Audit::parse(&text.replace("P a", "Q a")).unwrap();
    assert!(
        other
            .confirm("one", &hash)
            .unwrap_err()
            .to_string()
            .contains("hash")
    );
    for bad in [
        "theorem one\n",
        "theorem one\ntype: t\n",
        "type: t\n",
        &format!("{text}{text}"),
    ] {
        assert!(Audit::parse(bad).is_err(), "{bad}");
    }
    Audit::embedded().unwrap();
}

/// After a change of the ledger: `cargo run -- verify --markdown > docs/claims.md`.
#[test]
fn the_page_is_current() {
    let page = markdown(&Ledger::embedded().unwrap(), &Audit::embedded().unwrap());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/claims.md");
    let committed = std::fs::read_to_string(path).expect("docs/claims.md is there");
    let differs = page.lines().zip(committed.lines()).find(|(a, b)| a != b);
    assert!(
        page == committed,
        "docs/claims.md is not what `gnash verify --markdown` prints; first difference: {differs:?}"
    );
}
