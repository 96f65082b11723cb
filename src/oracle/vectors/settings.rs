//! The hyper-parameters with which the methods run on every game.

use serde_json::{Map, Value};

/// A line per method and choice of hyper-parameters: id, then settings as a question has them.
///
/// Binary fractions, and sizes at which the iterates move visibly but stay where every game is
/// tame. ε = 1/16 keeps v/(√m + ε) well conditioned where an entry of v is small; the lines
/// without β, ρ, ε are about SPEC's defaults.
const LINES: &str = "
gda h=1/16
gda hx=1/8 hy=1/16
ttur hx=1/16 hy=1/8
ttur hx=1/32 hy=1/16
gda_k hx=1/16 hy=1/32 k=3
gda_k hx=1/16 hy=1/32 k=2 order=doc
gda_k hx=1/16 hy=1/32 k=3 order=x_first
gda_k h=1/16 k=2 order=y_first
eg h=1/16
eg hx=1/8 hy=1/16
ogda h=1/16
ogda hx=1/8 hy=1/16
eftp h=1/16
eftp hx=1/8 hy=1/16
sga h=1/16 lam=1/2
sga h=1/16 lam=1/2 align=true
sga h=1/32 lam=-1 align=true align_eps=-1/8
conopt h=1/16 gamma=1/4
conopt h=1/32 gamma=1
cgd h=1/16
cgd h=1/4
acgd h=1/16 beta=3/4 eps=1/16
acgd h=1/64
fr hx=1/16 hy=1/32
gdn hx=1/16
gdn hx=1/16 hessian_at=new
hessian_fr hx=1/16 hy1=1/32 hy2=1/8
hessian_fr hx=1/16 hy1=1/32 hy2=1/8 fd_alpha=1/8
hessian_fr_cg hx=1/16 hy1=1/32 hy2=1/8 k=1
hessian_fr_cg hx=1/16 hy1=1/32 hy2=1/8 k=2
hessian_fr_diag hx=1/16 hy1=1/32 hy2=1/8
hessian_fr_diag hx=1/16 hy1=1/32 hy2=1/8 hinv0=-1/4
gn h=1/4 lam=1/2 form=inverse
gn h=1/16 lam=1/4 form=inverse_minus_identity
gn_block h=1/4 lam=1/2 form=inverse
gn_block h=1/16 lam=1/4 form=inverse_minus_identity
gn_heavyball h=1/4 lam=1/2 form=inverse beta=1/2
gn_heavyball h=1/16 lam=1/4 form=inverse_minus_identity beta=1/2
gn_ema h=1/4 lam=1/2 form=inverse beta=1/2
gn_ema h=1/16 lam=1/4 form=inverse_minus_identity beta=3/4
gn_adaptive h=1/8 lam=1/2 form=inverse rho=3/4 eps=1/16
gn_adaptive h=1/16 lam=1/4 form=inverse_minus_identity rho=3/4 eps=1/16
gn_adaptive h=1/16 lam=1/2 form=inverse
gn_published h=1/16 lam=1/4 normalise=false numerator=g
gn_published h=1/16 lam=1/4 normalise=false numerator=u
gn_published h=1/128 lam=1/4 normalise=true numerator=g
gn_published h=1/128 lam=1/4 normalise=true numerator=u
nlcg h=1/16 beta=fr
nlcg hx=1/16 hy=1/32 beta=prp
nlcg h=1/16 beta=hs
nlcg h=1/16 beta=dy
nlcg h=1/16 beta=hz
nlcg h=1/16 beta=hz mu=1
nlcg h=1/16 beta=fr_prp
nlcg h=1/16 beta=hs_dy
adam h=1/16 beta1=3/4 beta2=7/8 eps=1/16
adam hx=1/64 hy=1/32
rmsprop h=1/16 rho=3/4 eps=1/16
rmsprop h=1/64
sgd_momentum h=1/16 beta=1/2
sgd_momentum h=1/32 beta=7/8
lookahead h=1/16 k=2 alpha=1/2
lookahead h=1/16 k=3 alpha=3/4
";

/// A method with hyper-parameters.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub id: &'static str,
    /// The method as a question has it.
    pub method: Value,
    /// The settings in words: `h 1/16, lam 1/2`.
    pub words: String,
    /// What tells it from the other settings of the method, for ids.
    pub label: String,
}

/// The settings of a line.
///
/// # Panics
/// If the line is not of the form above, which the tests rule out.
pub(super) fn setting(line: &'static str) -> Setting {
    let mut parts = line.split_whitespace();
    let id = parts.next().expect("a line starts with an id");
    let given: Vec<_> = parts
        .map(|part| part.split_once('=').expect("name=value"))
        .collect();
    let mut map = Map::new();
    map.insert("id".into(), id.into());
    for (name, value) in &given {
        let value = match *value {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text => match text.parse::<u32>() {
                Ok(count) if *name == "k" => count.into(),
                _ => text.into(),
            },
        };
        map.insert((*name).into(), value);
    }
    let words: Vec<_> = given
        .iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    Setting {
        id,
        method: Value::Object(map),
        words: words.join(", "),
        label: String::new(),
    }
}

/// All lines, those of a method numbered from 1.
pub(super) fn settings() -> Vec<Setting> {
    let lines = LINES.lines().filter(|line| !line.is_empty());
    let mut all: Vec<Setting> = lines.map(setting).collect();
    let mut previous = ("", 0);
    for one in &mut all {
        let number = if previous.0 == one.id {
            previous.1 + 1
        } else {
            1
        };
        previous = (one.id, number);
        one.label = format!("s{number}");
    }
    all
}

/// The first line of every method: the one that the special cases vary.
pub(super) fn first_settings() -> Vec<Setting> {
    let mut all = settings();
    all.dedup_by_key(|one| one.id);
    all
}
