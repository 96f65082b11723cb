//! GANs that must be refused, and how.

use crate::fast;
use crate::games::{dcgan, mixed};
use crate::naive::gan::Loss as NaiveLoss;
use gnash::gan::{Architecture, Gan, GanError, Loss, Objective};
use gnash::nn::Network;

fn networks() -> (Network, Network) {
    let twin = dcgan(NaiveLoss::Wgan);
    (
        fast::network(&twin.generator),
        fast::network(&twin.discriminator),
    )
}

fn refusal(g: Network, d: Network, objective: Objective, batch: usize) -> GanError {
    let made = Gan::<f64>::new(g, d, objective, batch);
    made.err().expect("a refusal")
}

const PLAIN: Objective = Objective::new(Loss::WganGp, 0.1);

#[test]
fn networks_that_do_not_fit_are_refused() {
    let (g, d) = networks();
    let other = fast::network(&mixed(NaiveLoss::Wgan).discriminator);
    let error = refusal(g.clone(), other, PLAIN, 3);
    let sentence = "the discriminator must take 1x6x6 (the generator's output) and give 1x1x1, \
                    it takes 2x5x5 and gives 1x1x1";
    assert_eq!(error.to_string(), sentence);
    // A discriminator of two scores.
    let layers = d.layers()[..2].to_vec();
    let two = Network::new(layers).unwrap();
    let error = refusal(g, two, PLAIN, 3);
    assert!(matches!(error, GanError::Shapes { gives, .. } if gives.len() == 20));
}

#[test]
fn empty_batches_are_refused() {
    let (g, d) = networks();
    assert_eq!(refusal(g, d, PLAIN, 0), GanError::EmptyBatch);
}

#[test]
fn negative_and_infinite_weights_are_named() {
    for value in [-0.5, f64::NAN, f64::INFINITY] {
        for (name, objective) in [
            ("penalty", Objective::new(Loss::WganGp, value)),
            ("r1", Objective { r1: value, ..PLAIN }),
            (
                "tik_x",
                Objective {
                    tik_x: value,
                    ..PLAIN
                },
            ),
            (
                "tik_y",
                Objective {
                    tik_y: value,
                    ..PLAIN
                },
            ),
        ] {
            let (g, d) = networks();
            let error = refusal(g, d, objective, 3);
            let expected = format!("{name} must be finite and at least 0, found {value}");
            assert_eq!(error.to_string(), expected);
        }
    }
}

#[test]
fn widths_and_names_are_checked() {
    for width in [0.0, -1.0, 65.0, f64::NAN] {
        for architecture in Architecture::ALL {
            let error = architecture.build(width).err();
            assert!(matches!(error, Some(GanError::Width { .. })), "{width}");
        }
    }
    for architecture in Architecture::ALL {
        assert_eq!(architecture.id().parse(), Ok(architecture));
        let (g, d) = architecture.build(0.01).unwrap();
        assert_eq!(g.output(), architecture.image_shape());
        assert_eq!((d.input(), d.output().len()), (g.output(), 1));
    }
    for loss in Loss::ALL {
        assert_eq!(loss.id().parse(), Ok(loss));
    }
    let error = "lsgan".parse::<Loss>().unwrap_err();
    let sentence =
        "unknown loss \"lsgan\": expected one of wgan_gp, wgan, vanilla, vanilla_ns, hinge";
    assert_eq!(error.to_string(), sentence);
    assert!("resnet".parse::<Architecture>().is_err());
}
