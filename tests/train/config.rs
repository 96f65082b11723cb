//! `config.json`: a round trip, and nothing unknown taken.

use crate::support::tiny;
use gnash::gan::{Architecture, Loss};
use gnash::method::FAST_IDS;
use gnash::train::{Config, Data, ErrorKind, Hyper, MethodId, Options, TrainError, defaults};
use std::path::Path;

fn parse(text: &str) -> Result<Config, TrainError> {
    Config::from_json(text, Path::new("somewhere/config.json"))
}

#[test]
fn settings_survive_the_round_trip_for_every_method_and_network() {
    for method in MethodId::ALL {
        for network in Architecture::ALL {
            let options = Options {
                network: Some(network),
                data: Some(Data::Path("a folder/mnist".into())),
                ..tiny(method, 7)
            };
            let config = Config::new(&options).unwrap();
            assert_eq!(parse(&config.to_json()).unwrap(), config);
        }
    }
}

#[test]
fn methods_have_the_names_of_the_spec_in_text_and_in_json() {
    assert_eq!(MethodId::ALL.map(MethodId::id), FAST_IDS);
    for method in MethodId::ALL {
        assert_eq!(method.id().parse::<MethodId>().unwrap(), method);
        let json = Config::new(&tiny(method, 1)).unwrap().to_json();
        let field = format!("\"method\": \"{}\"", method.id());
        assert!(json.contains(&field), "{json}");
        let built = defaults(method, Architecture::MnistDcgan, None)
            .hyper
            .method(method);
        assert_eq!(built.unwrap().id(), method.id());
    }
}

#[test]
fn the_table_of_defaults_has_exactly_what_each_method_needs() {
    for method in MethodId::ALL {
        for network in Architecture::ALL {
            let hyper = defaults(method, network, None).hyper;
            hyper.method(method).unwrap();
            assert_eq!(Hyper::NONE.over(&hyper, method).unwrap(), hyper);
            let options = Options {
                network: Some(network),
                method: Some(method),
                ..Options::default()
            };
            Config::new(&options).unwrap();
        }
    }
}

#[test]
fn one_h_sets_both_players_unless_one_of_them_has_its_own() {
    let given = Hyper {
        h: Some(0.5),
        hy: Some(0.25),
        ..Hyper::NONE
    };
    let base = defaults(MethodId::Adam, Architecture::MnistDcgan, None).hyper;
    let merged = given.over(&base, MethodId::Adam).unwrap();
    assert_eq!(
        (merged.h, merged.hx, merged.hy),
        (None, Some(0.5), Some(0.25))
    );
}

#[test]
fn unknown_missing_and_wrong_fields_are_named() {
    let good = Config::new(&tiny(MethodId::Gn, 7)).unwrap().to_json();
    for (from, to, says) in [
        ("\"seed\"", "\"sead\"", "sead"),
        ("\"lam\"", "\"lamb\"", "lamb"),
        ("\"images\"", "\"image\"", "image"),
        ("\"steps\"", "\"stepz\"", "stepz"),
        ("\"version\": 1", "\"version\": 2", "version is 2"),
        ("  \"seed\": 1,\n", "", "missing field `seed`"),
        ("\"mnist_dcgan\"", "\"vgg\"", "unknown network \"vgg\""),
        ("\"vanilla_ns\"", "\"mse\"", "unknown loss \"mse\""),
        ("\"inverse\"", "\"b\"", "unknown form \"b\""),
        ("\"batch\": 4", "\"batch\": 0", "batch is 0"),
        ("\"batch\": 4", "\"batch\": -4", "-4"),
        ("\"lam\": 0.1", "\"lam\": -0.1", "lam is -0.1"),
        (
            "\"method\": \"gn\"",
            "\"method\": \"adam\"",
            "no hyper-parameter h",
        ),
    ] {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from} is not there");
        // adam takes h too, so its complaint is about the next one
        let says = if says.ends_with("parameter h") {
            "no hyper-parameter lam"
        } else {
            says
        };
        let error = parse(&text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Failure);
        let said = error.to_string();
        assert!(said.contains("somewhere/config.json"), "{said}");
        assert!(said.contains(says), "no {says:?} in {said}");
    }
}

#[test]
fn the_adaptive_step_follows_the_number_of_parameters() {
    let step_at = |width| {
        let usual = defaults(MethodId::GnAdaptive, Architecture::MnistDcgan, width);
        usual.hyper.h.unwrap()
    };
    // 345,184 parameters at full width
    assert_eq!(step_at(None), 60.0);
    assert_eq!(step_at(Some(1.0)), 60.0);
    assert!(step_at(Some(0.25)) < 20.0 && step_at(Some(2.0)) > 150.0);
    // refused later, by name, when the configuration is checked
    assert_eq!(step_at(Some(f64::NAN)), 60.0);
    let options = Options {
        width: Some(f64::NAN),
        ..Options::default()
    };
    assert!(Config::new(&options).is_err());
}

#[test]
fn the_default_r1_is_for_losses_on_logits_only() {
    for loss in Loss::ALL {
        let options = Options {
            loss: Some(loss),
            ..Options::default()
        };
        let r1 = Config::new(&options).unwrap().r1;
        assert_eq!(r1 > 0.0, loss.takes_logits(), "{}", loss.id());
        let given = Options {
            r1: Some(0.25),
            ..options
        };
        assert_eq!(Config::new(&given).unwrap().r1, 0.25);
    }
}
