//! Stand-ins until `spec` has these structs.
#![allow(missing_docs, reason = "gone before the merge")]
use crate::spec::Steps;
#[derive(Clone, Debug, PartialEq)]
pub struct Sga<S> {
    pub step: S,
    pub adjustment: S,
    pub align: Option<S>,
}
#[derive(Clone, Debug, PartialEq)]
pub struct Conopt<S> {
    pub step: S,
    pub penalty: S,
}
#[derive(Clone, Debug, PartialEq)]
pub struct Cgd<S> {
    pub step: S,
}
#[derive(Clone, Debug, PartialEq)]
pub struct Acgd<S> {
    pub step: S,
    pub decay: S,
    pub eps: S,
}
#[derive(Clone, Debug, PartialEq)]
pub struct Fr<S> {
    pub steps: Steps<S>,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HessianAt {
    Old,
    New,
}
#[derive(Clone, Debug, PartialEq)]
pub struct Gdn<S> {
    pub step_x: S,
    pub hessian_at: HessianAt,
}
#[derive(Clone, Debug, PartialEq)]
pub struct HessianFr<S> {
    pub step_x: S,
    pub step_y: S,
    pub newton: S,
    pub difference: Option<S>,
}
#[derive(Clone, Debug, PartialEq)]
pub struct HessianFrCg<S> {
    pub core: HessianFr<S>,
    pub iterations: usize,
}
#[derive(Clone, Debug, PartialEq)]
pub struct HessianFrDiag<S> {
    pub core: HessianFr<S>,
    pub initial_inverse: S,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conjugacy {
    Fr,
    Prp,
    Hs,
    Dy,
    Hz,
    FrPrp,
    HsDy,
}
#[derive(Clone, Debug, PartialEq)]
pub struct Nlcg<S> {
    pub steps: Steps<S>,
    pub conjugacy: Conjugacy,
    pub mu: S,
}
