//! Losses, field, penalty gradient and J u of one game by both programs.

use crate::fast;
use crate::games::{dcgan, kink_margin, mixed, point, singles};
use crate::naive::gan::{Loss, NaiveGan, Penalties};
use crate::tolerance::{Precision, assert_relative, rounded};
use gnash::game::{Field, JacobianField};

/// Far from kinks: rounding in f32 (1e-7 times some hundred) leaves every ReLU on its side.
const MARGIN: f64 = 1e-4;
/// Rounding in sums of some 50 terms adds up like √50 over the ten layers and back that a field
/// passes. The worst measured: v 9 units, J u 19, losses (differences of means) 42. 100 units are
/// 2e-14 in f64 and 1.2e-5 in f32.
const FIELD: f64 = 100.0;

/// What the twin says, in f64.
struct Expected {
    losses: [f64; 2],
    v: Vec<f64>,
    ju: Option<Vec<f64>>,
}

struct Duel {
    twin: NaiveGan,
    p: Vec<f64>,
    u: Vec<f64>,
    expected: Expected,
}

impl Duel {
    fn new(twin: NaiveGan, with_ju: bool) -> Self {
        let p = point(&twin);
        assert!((500..3000).contains(&p.len()), "{} parameters", p.len());
        let margin = kink_margin(&twin, &p);
        assert!(margin > MARGIN, "{margin:e} from a kink");
        let u = singles(13, p.len());
        let losses = twin.losses(&p);
        let expected = Expected {
            losses: [losses.loss_x, losses.payoff_y],
            v: twin.field(&p),
            ju: with_ju.then(|| twin.jacobian_product(&p, &u)),
        };
        Self {
            twin,
            p,
            u,
            expected,
        }
    }

    /// Each player's part of a vector against its own largest entry.
    fn assert_players<T: Precision>(&self, what: &str, got: &[T], expected: &[f64]) {
        let nx = self.twin.nx();
        assert_relative(&format!("{what}_x"), &got[..nx], &expected[..nx], FIELD);
        assert_relative(&format!("{what}_y"), &got[nx..], &expected[nx..], FIELD);
    }

    fn run<T: Precision>(&self) {
        let mut gan = fast::gan::<T>(&self.twin);
        let (p, u) = (rounded::<T>(&self.p), rounded::<T>(&self.u));
        assert_eq!((gan.nx(), gan.ny()), (self.twin.nx(), self.twin.ny()));
        let mut v = vec![T::constant(f64::NAN); p.len()];
        let losses = gan.field(&p, &mut v);
        let got = [losses.loss_x, losses.payoff_y];
        assert_relative("losses", &got, &self.expected.losses, FIELD);
        self.assert_players("v", &v, &self.expected.v);
        let Some(expected) = &self.expected.ju else {
            return;
        };
        let mut ju = vec![T::constant(f64::NAN); p.len()];
        gan.jacobian_product(&p, &u, &mut ju);
        self.assert_players("Ju", &ju, expected);
        // J u left the game as it was.
        let mut again = vec![T::zero(); p.len()];
        assert_eq!(gan.field(&p, &mut again), losses);
        assert_eq!(again, v);
    }
}

const fn penalties(gradient: f64, r1: f64, tik_x: f64, tik_y: f64) -> Penalties {
    Penalties {
        gradient,
        r1,
        tik_x,
        tik_y,
    }
}

const PLAIN: Penalties = penalties(0.75, 0.0, 0.0, 0.0);
const ALL: Penalties = penalties(0.75, 0.5, 0.25, 0.125);

fn agrees(game: NaiveGan, penalties: Penalties, with_ju: bool) {
    let duel = Duel::new(NaiveGan { penalties, ..game }, with_ju);
    duel.run::<f64>();
    duel.run::<f32>();
}

macro_rules! duels {
    ($($name:ident: $loss:ident;)*) => {
        $(mod $name {
            use super::*;

            #[test]
            fn dcgan_agrees() {
                agrees(dcgan(Loss::$loss), PLAIN, true);
            }

            #[test]
            fn dcgan_with_each_regulariser_agrees() {
                for penalties in [
                    penalties(0.75, 0.5, 0.0, 0.0),
                    penalties(0.75, 0.0, 0.25, 0.0),
                    penalties(0.75, 0.0, 0.0, 0.125),
                ] {
                    agrees(dcgan(Loss::$loss), penalties, false);
                }
            }

            #[test]
            fn dcgan_with_all_regularisers_agrees() {
                agrees(dcgan(Loss::$loss), ALL, true);
            }

            #[test]
            fn mixed_layers_agree() {
                agrees(mixed(Loss::$loss), PLAIN, false);
            }

            #[test]
            fn mixed_layers_with_all_regularisers_agree() {
                agrees(mixed(Loss::$loss), ALL, true);
            }
        })*
    };
}

duels! {
    wgan_gp: WganGp;
    wgan: Wgan;
    vanilla: Vanilla;
    vanilla_ns: VanillaNs;
    hinge: Hinge;
}

fn penalty_agrees<T: Precision>(twin: &NaiveGan) {
    let p = point(twin);
    let mut gan = fast::gan::<T>(twin);
    let mut grad = vec![T::constant(f64::NAN); twin.ny()];
    let value = gan.penalty(&rounded::<T>(&p), &mut grad);
    let expected = twin.gradient_penalty(&p);
    assert!(expected > 1e-3, "a penalty that counts: {expected}");
    assert_relative("value", &[value], &[expected], FIELD);
    assert_relative("gradient", &grad, &twin.penalty_gradient(&p), FIELD);
}

#[test]
fn penalty_and_its_gradient_agree() {
    for twin in [dcgan(Loss::WganGp), mixed(Loss::WganGp)] {
        penalty_agrees::<f64>(&twin);
        penalty_agrees::<f32>(&twin);
    }
}
