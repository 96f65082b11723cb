//! Every method with every choice it offers: one new line is tested everywhere.
//!
//! All constants are binary fractions, so every scalar runs the same method.

use gnash::method::FAST_IDS;
use gnash::scalar::{Rational, Scalar};
use gnash::spec::{Fraction, METHOD_IDS, Method, Settings, SpecError, Value};

/// A number in any scalar.
pub fn number<S: Scalar>(value: f64) -> S {
    S::from_f64(value).expect("a finite number")
}

/// Sizes of steps, so that iterates move visibly and stay where the game is tame.
#[derive(Clone, Copy)]
pub struct Scale {
    /// h of `gda`, and of the `inverse_minus_identity` forms, which move by about −v.
    pub plain: f64,
    /// h of the `inverse` forms, which divide by λ + ‖v‖².
    pub inverse: f64,
    /// h of `adam` and `rmsprop`, which move every entry by about h.
    pub entrywise: f64,
    /// h of `gn_adaptive` with `inverse`, which divides that by ‖v̂‖².
    pub adaptive: f64,
}

/// A line per method and choice; a step size is `plain`, `half` of it, or another of [`Scale`].
///
/// ε = 1/16 keeps v/(√m + ε) well conditioned where an entry of v vanishes. One CG step, as two
/// of them leave a residual of nothing but roundings where y has one entry.
const LINES: &str = "
gda hx=plain hy=half
ttur hx=plain hy=half
gda_k hx=plain hy=half k=3 order=doc
gda_k hx=plain hy=half k=3 order=x_first
gda_k hx=plain hy=half k=3 order=y_first
eg hx=plain hy=half
ogda hx=plain hy=half
eftp hx=plain hy=half
sga h=plain lam=0.5
sga h=plain lam=0.5 align=true align_eps=0.125
conopt h=plain gamma=0.25
cgd h=plain
acgd h=entrywise beta=0.75 eps=0.0625
fr hx=plain hy=half
gdn hx=plain hessian_at=old
gdn hx=plain hessian_at=new
hessian_fr hx=plain hy1=half hy2=0.125
hessian_fr hx=plain hy1=half hy2=0.125 fd_alpha=0.125
hessian_fr_cg hx=plain hy1=half hy2=0.125 k=1
hessian_fr_diag hx=plain hy1=half hy2=0.125 hinv0=-0.25
gn h=inverse lam=0.5 form=inverse
gn h=plain lam=0.5 form=inverse_minus_identity
gn_block h=inverse lam=0.5 form=inverse
gn_block h=plain lam=0.5 form=inverse_minus_identity
gn_heavyball h=inverse lam=0.5 form=inverse beta=0.5
gn_heavyball h=plain lam=0.5 form=inverse_minus_identity beta=0.5
gn_ema h=inverse lam=0.5 form=inverse beta=0.5
gn_ema h=plain lam=0.5 form=inverse_minus_identity beta=0.5
gn_adaptive h=adaptive lam=0.5 form=inverse rho=0.75 eps=0.0625
gn_adaptive h=entrywise lam=0.5 form=inverse_minus_identity rho=0.75 eps=0.0625
nlcg hx=0.5 hy=0.25 beta=fr mu=2
nlcg hx=0.5 hy=0.25 beta=prp mu=2
nlcg hx=0.5 hy=0.25 beta=hs mu=2
nlcg hx=0.5 hy=0.25 beta=dy mu=2
nlcg hx=0.5 hy=0.25 beta=hz mu=2
nlcg hx=0.5 hy=0.25 beta=fr_prp mu=2
nlcg hx=0.5 hy=0.25 beta=hs_dy mu=2
adam hx=entrywise hy=halfentry beta1=0.75 beta2=0.875 eps=0.0625
rmsprop h=entrywise rho=0.75 eps=0.0625
sgd_momentum h=plain beta=0.5
lookahead h=plain k=3 alpha=0.5
gn_published h=plain lam=0.25 normalise=false numerator=g
gn_published h=plain lam=0.25 normalise=false numerator=u
gn_published h=0.005859375 lam=0.25 normalise=true numerator=g
gn_published h=0.005859375 lam=0.25 normalise=true numerator=u
";

/// The settings of a line.
struct Line {
    scale: Scale,
    given: Vec<(&'static str, &'static str)>,
}

impl Line {
    fn get(&self, name: &str) -> Option<&'static str> {
        let found = self.given.iter().find(|(given, _)| *given == name);
        found.map(|(_, value)| *value)
    }
}

impl<S: Scalar> Settings<S> for Line {
    type Error = SpecError;
    fn number(&mut self, name: &'static str) -> Result<Option<S>, SpecError> {
        let scale = self.scale;
        Ok(self.get(name).map(|text| match text {
            "plain" => number(scale.plain),
            "half" => number(scale.plain / 2.0),
            "inverse" => number(scale.inverse),
            "entrywise" => number(scale.entrywise),
            "halfentry" => number(scale.entrywise / 2.0),
            "adaptive" => number(scale.adaptive),
            text => number(text.parse().expect("a number")),
        }))
    }
    fn count(&mut self, name: &'static str) -> Result<Option<usize>, SpecError> {
        Ok(self.get(name).map(|text| text.parse().expect("a count")))
    }
    fn word(&mut self, name: &'static str) -> Result<Option<String>, SpecError> {
        Ok(self.get(name).map(str::to_string))
    }
    fn flag(&mut self, name: &'static str) -> Result<Option<bool>, SpecError> {
        Ok(self.get(name).map(|text| text.parse().expect("a flag")))
    }
    fn default(&mut self, _: &'static str, usual: Fraction) -> Result<S, SpecError> {
        // of a number that does not count, as its flag is off
        Ok(usual.to())
    }
}

/// Every method with every choice.
pub fn methods<S: Scalar>(scale: Scale) -> Vec<Method<S>> {
    let lines = LINES.lines().filter(|line| !line.is_empty());
    let method = |line: &'static str| {
        let (id, rest) = line.split_once(' ').expect("an id and settings");
        let given = rest.split(' ').map(|one| one.split_once('=').expect(line));
        let mut settings = Line {
            scale,
            given: given.collect(),
        };
        Method::read(id, &mut settings).expect(line)
    };
    lines.map(method).collect()
}

/// Those that have a matrix-free version.
pub fn fast_methods<S: Scalar>(scale: Scale) -> Vec<Method<S>> {
    let mut all = methods(scale);
    all.retain(|method| FAST_IDS.contains(&method.id()));
    all
}

/// Those that run exactly.
pub fn exact_methods(scale: Scale) -> Vec<Method<Rational>> {
    let mut all = methods(scale);
    all.retain(Method::is_algebraic);
    all
}

/// The method with the choices that are made, for messages and to find it in another scalar.
pub fn label<S>(method: &Method<S>) -> String {
    let settings = method.settings().into_iter();
    let choices = settings.filter_map(|(name, value)| match value {
        Value::Word(word) => Some(word),
        Value::Flag(true) => Some(name),
        Value::Number(_) if name == "fd_alpha" => Some(name),
        _ => None,
    });
    std::iter::once(method.id())
        .chain(choices)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn every_method_of_the_spec_has_a_line_and_every_line_its_label() {
    let scale = Scale {
        plain: 1.0,
        inverse: 1.0,
        entrywise: 1.0,
        adaptive: 1.0,
    };
    let all = methods::<Rational>(scale);
    for id in METHOD_IDS {
        assert!(all.iter().any(|method| method.id() == id), "{id}");
    }
    let mut labels: Vec<_> = all.iter().map(label).collect();
    labels.sort();
    labels.dedup();
    assert_eq!(labels.len(), all.len());
}
