//! Who improves what, and by how much: signs, scales and step sizes.

use super::parts::{Changed, Through, other, rule, with};
use super::table::changes;
use super::{ALL, TWO_STEPS};
use crate::dense::DenseError;
use crate::game::{Game, Losses};
use crate::oracle::rules::{
    self, Candidate, Entry, GameStep, Needs, Player, Rule, Sums, reference,
};
use crate::scalar::Real;
use crate::spec::{Fraction, Method};
use nalgebra::{DMatrix, DVector};

changes! {
    /// Changes of signs, scales and step sizes.
    RoleChange of Roles {
        SignX = "sign_x", 1, ALL,
            "The sign of x is wrong: −v_x in the place of v_x, so x maximises its loss.",
            "Zeleni9/pytorch-wgan, pull request 53 (`g_loss.backward(one)` became \
             `g_loss.backward(mone)`: the generator was trained in the wrong direction).";
        SignY = "sign_y", 1, BUT_GDN,
            "The sign of y is wrong: −v_y in the place of v_y, so y minimises what it should maximise.",
            "kozistr/pytorch_optimizer, pull request 528 (`maximize` negated the gradient twice \
             in one step, so that it still minimised).";
        SignBoth = "sign_both", 1, BUT_GDN,
            "Both signs are wrong, which in a zero-sum game exchanges the roles: x maximises and y \
             minimises, −v in the place of v.",
            "devzhk/Implicit-Competitive-Regularization, optims/cgd.py, where x maximises \
             (`p.data.add_(lr_max * cg_x…)`); martinarjovsky/WassersteinGAN, issues 9 and 61. A \
             convention there, a mistake where x is to minimise.";
        Tenth = "field_tenth", 2, SCALED,
            "The game is a tenth of what it should be: v/10 in the place of v.",
            "gd-zhang/Follow-the-Ridge, quadratic.py: `0.4*x*x-0.1*(…)**2-0.01*y*y*y*y` is g3/10 \
             of HFR (4.3).";
        FieldSquared = "field_squared", 3, &["gda", "ttur"],
            "The gradient is squared entry by entry: p − h g∘g, whatever the sign of g.",
            "rsk97/TheNumericsofGANs_pytorch_hack, optim/optimzers.py: `p.data = p.data - \
             group['lr']*p.grad.data**2`.";
        Halved = "step_halved", 2, ALL,
            "Half the step size: h/2 in the place of h.",
            "The factor ½ of a loss, or of a mean over two batches, taken into the step; no \
             published instance known to us.";
        Doubled = "step_doubled", 2, ALL,
            "Twice the step size: 2h in the place of h.",
            "PKU-YuanGroup/Helios, pull request 130 (the critic's optimizer stepped twice in every \
             iteration).";
        Squared = "step_squared", 2, ALL,
            "The step size counts twice: h² in the place of h.",
            "An update that is already scaled by h given to an optimizer that scales by h; no \
             published instance known to us.";
        Swapped = "step_sizes_swapped", 2, TWO_STEPS,
            "The step sizes are swapped: x moves with hy and y with hx.",
            "wiseodd/controlled-text-generation, issue 15 (two optimizers given each other's \
             parameters); suspected in Yang7879/3D-RecGAN-extended, issue 4.";
        BothX = "step_of_x_for_both", 2, TWO_STEPS,
            "Both players move with hx.",
            "pbaylies/stylegan2, issue 5 (the discriminator uses the generator's learning rate); \
             Lornatang/ESRGAN-PyTorch, issue 39.";
        BothY = "step_of_y_for_both", 2, TWO_STEPS,
            "Both players move with hy.",
            "The same slip as step_of_x_for_both with the players exchanged; no instance of its \
             own known to us.";
    }
}

/// Newton's step for y is the same for f and for −f: see `sign_y`.
const BUT_GDN: &[&str] = &[
    "gda",
    "ttur",
    "gda_k",
    "eg",
    "ogda",
    "eftp",
    "sga",
    "conopt",
    "cgd",
    "acgd",
    "fr",
    "hessian_fr",
    "hessian_fr_cg",
    "hessian_fr_diag",
    "gn",
    "gn_block",
    "gn_heavyball",
    "gn_ema",
    "gn_adaptive",
    "nlcg",
    "adam",
    "rmsprop",
    "sgd_momentum",
    "lookahead",
    "gn_published",
];

/// Without those that divide by the size of v, and see its scale through ε alone.
const SCALED: &[&str] = &[
    "gda",
    "ttur",
    "gda_k",
    "eg",
    "ogda",
    "eftp",
    "sga",
    "conopt",
    "cgd",
    "fr",
    "gdn",
    "hessian_fr",
    "hessian_fr_cg",
    "hessian_fr_diag",
    "gn",
    "gn_block",
    "gn_heavyball",
    "gn_ema",
    "nlcg",
    "sgd_momentum",
    "lookahead",
];

impl RoleChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let one = S::one();
        let two = S::from_i64(2);
        match self {
            Self::SignX => scaled(method, -one, one),
            Self::SignY => scaled(method, one, -one),
            Self::SignBoth => scaled(method, -one, -one),
            Self::Tenth => scaled(method, Fraction(1, 10).to(), Fraction(1, 10).to()),
            Self::FieldSquared => rule(Through::new(rules::rule(method)?, 0, |at| -at.v.square())),
            Self::Halved => steps(method, |h| h / two),
            Self::Doubled => steps(method, |h| two * h),
            Self::Squared => steps(method, |h| h * h),
            Self::Swapped => pair(method, |x, y| (y, x)),
            Self::BothX => pair(method, |x, _| (x, x)),
            Self::BothY => pair(method, |_, y| (y, y)),
        }
    }
}

/// With every step size changed; the share hy2 of a Newton step is none.
fn steps<S: Real>(method: &Method<S>, change: impl Fn(S) -> S) -> Changed<S> {
    other(with(method, |name, a| match name {
        "h" | "hx" | "hy" | "hy1" => change(a),
        _ => a,
    })?)
}

/// With hx and hy changed.
fn pair<S: Real>(method: &Method<S>, change: impl Fn(S, S) -> (S, S)) -> Changed<S> {
    let list = method.parameters();
    let find = |name| list.iter().find(|(one, _)| *one == name).map(|(_, a)| **a);
    let (x, y) = change(find("hx")?, find("hy")?);
    other(with(method, |name, a| match name {
        "hx" => x,
        "hy" => y,
        _ => a,
    })?)
}

/// With v_x and v_y multiplied, and the rows of J.
fn scaled<S: Real>(method: &Method<S>, x: S, y: S) -> Changed<S> {
    match reference(method) {
        Candidate::Rule(inner) => rule(ScaledRule { inner, x, y }),
        Candidate::Game(inner) => Some(Candidate::Game(Box::new(ScaledStep { inner, x, y }))),
    }
}

/// A rule that sees multiples of the fields.
struct ScaledRule<S: Real> {
    inner: Box<dyn Rule<S>>,
    x: S,
    y: S,
}

impl<S: Real> ScaledRule<S> {
    fn seen<'a>(&self, entry: &'a mut Entry<'_, S>) -> Entry<'a, S> {
        let factor = match entry.player {
            Player::X => self.x,
            Player::Y => self.y,
        };
        Entry {
            v: factor * entry.v,
            mid: factor * entry.mid,
            memory: &mut *entry.memory,
            ..*entry
        }
    }
}

impl<S: Real> Rule<S> for ScaledRule<S> {
    fn memory(&self) -> usize {
        self.inner.memory()
    }
    fn sums(&self) -> usize {
        self.inner.sums()
    }
    fn needs(&self, k: usize) -> Needs {
        self.inner.needs(k)
    }
    fn middle(&self, k: usize, entry: &Entry<'_, S>) -> S {
        // what is remembered was scaled when it came
        let mut memory = entry.memory.to_vec();
        let mut own = Entry {
            memory: &mut memory,
            ..*entry
        };
        self.inner.middle(k, &self.seen(&mut own))
    }
    fn gather(&self, k: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        self.inner.gather(k, &mut self.seen(entry), terms);
    }
    fn advance(&self, k: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        self.inner.advance(k, sums, &mut self.seen(entry))
    }
}

/// A step on a game that is seen in multiples.
struct ScaledStep<S: Real> {
    inner: Box<dyn GameStep<S>>,
    x: S,
    y: S,
}

impl<S: Real> GameStep<S> for ScaledStep<S> {
    fn step(&mut self, game: &dyn Game<S>, p: &DVector<S>) -> Result<DVector<S>, DenseError> {
        let (x, y) = (self.x, self.y);
        self.inner.step(&ScaledGame { game, x, y }, p)
    }
}

/// loss_x multiplied by one number, payoff_y by another.
struct ScaledGame<'a, S> {
    game: &'a dyn Game<S>,
    x: S,
    y: S,
}

impl<S: Real> ScaledGame<'_, S> {
    fn factor(&self, i: usize) -> S {
        if i < self.game.nx() { self.x } else { self.y }
    }
}

impl<S: Real> Game<S> for ScaledGame<'_, S> {
    fn nx(&self) -> usize {
        self.game.nx()
    }
    fn ny(&self) -> usize {
        self.game.ny()
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        let losses = self.game.losses(p);
        Losses {
            loss_x: self.x * losses.loss_x,
            payoff_y: self.y * losses.payoff_y,
        }
    }
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        let v = self.game.field(p);
        DVector::from_fn(v.len(), |i, _| self.factor(i) * v[i])
    }
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S> {
        let j = self.game.jacobian(p);
        DMatrix::from_fn(j.nrows(), j.ncols(), |i, k| self.factor(i) * j[(i, k)])
    }
}
