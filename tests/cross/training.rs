//! Ten steps of every method on a CNN GAN: naive field and textbook step against fast and fast.

use crate::fast;
use crate::games::{dcgan, kink_margin, point};
use crate::naive::gan::{Loss, NaiveGan};
use crate::registry::{Scale, fast_methods, label};
use crate::tolerance::{Precision, assert_relative, rounded};
use gnash::dense::{State, step};
use gnash::game::{Game, Losses};
use gnash::method::{Float, build};
use gnash::scalar::Real;
use gnash::spec::{Form, Method};
use nalgebra::{DMatrix, DVector};

const SCALE: Scale = Scale {
    plain: 0.02734375,
    inverse: 0.21875,
    entrywise: 0.015625,
    adaptive: 4.0,
};
const STEPS: usize = 10;
/// No ReLU closer than this to its kink at any iterate: some ten times what ten steps in f32 are
/// off by.
const MARGIN: f64 = 5e-6;
/// A field is off by some 15 units of its largest entry, a step adds h times that, and ten steps
/// of a game multiply early errors by a factor below ten; the worst measured is 5 units. So 1e-14
/// in f64 and 6e-6 in f32.
const TRAINED: f64 = 50.0;

/// The twin as the textbook methods see it.
struct Twin(NaiveGan);

impl<S: Real> Game<S> for Twin {
    fn nx(&self) -> usize {
        self.0.nx()
    }
    fn ny(&self) -> usize {
        self.0.ny()
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        self.0.losses(p.as_slice())
    }
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        DVector::from_vec(self.0.field(p.as_slice()))
    }
    fn jacobian(&self, _: &DVector<S>) -> DMatrix<S> {
        unreachable!("a first-order method asks for no J")
    }
}

/// The textbook run, which moves and stays away from kinks.
fn textbook(method: &Method<f64>, twin: &NaiveGan) -> Vec<Vec<f64>> {
    let game = Twin(twin.clone());
    let mut p = DVector::from_vec(point(twin));
    let mut state = State::new(method, p.len());
    let mut path = vec![p.as_slice().to_vec()];
    let what = label(method);
    for k in 0..STEPS {
        let margin = kink_margin(twin, p.as_slice());
        assert!(margin > MARGIN, "{what}, step {k}: {margin:e} from a kink");
        let next = step(method, &game, &mut state, &p).expect("a textbook step");
        let change = (&next - &p).amax();
        assert!(change > 1e-3, "{what}, step {k}: moves by {change:e} only");
        p = next;
        path.push(p.as_slice().to_vec());
    }
    path
}

fn follows<T: Float + Precision>(method: &Method<T>, twin: &NaiveGan, path: &[Vec<f64>]) {
    let mut gan = fast::gan::<T>(twin);
    let mut p: Vec<T> = rounded(&path[0]);
    let mut optimizer = build(method, twin.nx(), twin.ny()).expect("valid hyper-parameters");
    for (k, expected) in path[1..].iter().enumerate() {
        let report = optimizer.step(&mut gan, &mut p).expect("a fast step");
        assert!(report.field_norm_sq.is_finite());
        assert_relative(
            &format!("{}, step {k}", label(method)),
            &p,
            expected,
            TRAINED,
        );
    }
}

fn agrees(loss: Loss, id: &str, form: Option<Form>) {
    let twin = dcgan(loss);
    let chosen = |label_of: &str| {
        let form = form.map_or(String::new(), |form| format!(" {form}"));
        label_of == format!("{id}{form}")
    };
    let in_f64 = fast_methods::<f64>(SCALE);
    let in_f32 = fast_methods::<f32>(SCALE);
    let of_f64 = in_f64.iter().find(|m| chosen(&label(m))).expect("a method");
    let of_f32 = in_f32.iter().find(|m| chosen(&label(m))).expect("a method");
    let path = textbook(of_f64, &twin);
    follows(of_f64, &twin, &path);
    follows(of_f32, &twin, &path);
}

const INVERSE: Option<Form> = Some(Form::Inverse);
const MINUS_IDENTITY: Option<Form> = Some(Form::InverseMinusIdentity);

macro_rules! ten_steps {
    ($($name:ident: $loss:ident, $id:literal, $form:expr;)*) => {
        $(#[test]
        fn $name() {
            agrees(Loss::$loss, $id, $form);
        })*

        /// A method added to the registry needs a line here.
        #[test]
        fn every_method_has_its_ten_steps() {
            let mut tested = vec![$({
                let form: Option<Form> = $form;
                form.map_or($id.to_string(), |form| format!("{} {form}", $id))
            }),*];
            let mut all: Vec<String> = fast_methods::<f64>(SCALE).iter().map(label).collect();
            tested.sort();
            tested.dedup();
            all.sort();
            assert_eq!(tested, all);
        }
    };
}

ten_steps! {
    gda: WganGp, "gda", None;
    adam: WganGp, "adam", None;
    adam_vanilla_ns: VanillaNs, "adam", None;
    rmsprop: WganGp, "rmsprop", None;
    gn_inverse: WganGp, "gn", INVERSE;
    gn_minus_identity: WganGp, "gn", MINUS_IDENTITY;
    gn_vanilla: Vanilla, "gn", INVERSE;
    gn_hinge: Hinge, "gn", MINUS_IDENTITY;
    gn_block_inverse: WganGp, "gn_block", INVERSE;
    gn_block_minus_identity: WganGp, "gn_block", MINUS_IDENTITY;
    gn_heavyball_inverse: WganGp, "gn_heavyball", INVERSE;
    gn_heavyball_minus_identity: WganGp, "gn_heavyball", MINUS_IDENTITY;
    gn_ema_inverse: WganGp, "gn_ema", INVERSE;
    gn_ema_minus_identity: WganGp, "gn_ema", MINUS_IDENTITY;
    gn_adaptive_inverse: WganGp, "gn_adaptive", INVERSE;
    gn_adaptive_minus_identity: WganGp, "gn_adaptive", MINUS_IDENTITY;
    gn_adaptive_wgan: Wgan, "gn_adaptive", INVERSE;
}
