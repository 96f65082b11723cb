(** * The Schur-Cohn recursion in every degree

    [mirror m p] has the conjugate coefficients of p in reverse order, z^m conj(p(1/conj z)).

    Results, in words:
    - [mirror_le]: p monic of degree m with all roots strictly inside the unit disc:
      |mirror m p (z)| <= |p(z)| for every |z| >= 1;
    - [schur_cohn_step]: p, q monic of degrees m + 1, m, |a| < 1, p = X q + a mirror(q) and
      (1 - |a|^2) X q = p - a mirror(p) (the two formulas of the Rust recursion): p has all
      roots strictly inside the unit disc iff q has.

    - [schur_cohn_stop]: a monic polynomial of positive degree with all roots inside has |p(0)| < 1, so
      that the recursion may answer no at |a_0| >= 1.

    Depends on: MathComp.  Over any [numClosedFieldType].  Left out: the induction over the degrees,
    which is these two theorems once per stage (degree 0 has no root). *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section SchurCohn.
Variable C : numClosedFieldType.
Implicit Types (p q : {poly C}) (a z w : C).

Definition mirror m p : {poly C} := \poly_(i < m.+1) (p`_(m - i))^*.
Definition in_disc p := forall z, root p z -> `|z| < 1.

Lemma mirror_horner m p z : (size p <= m.+1)%N -> z != 0 ->
  (mirror m p).[z] = z ^+ m * (p.[(z^*)^-1])^*.
Proof.
move=> sp z0; rewrite horner_poly (horner_coef_wide _ sp) rmorph_sum mulr_sumr.
rewrite (reindex_inj rev_ord_inj) /=; apply: eq_bigr => i _; rewrite subSS.
have im : (i <= m)%N by rewrite -ltnS.
rewrite subKn // rmorphM rmorphX /= fmorphV conjCK mulrCA; congr (_ * _).
have e : z ^+ m = z ^+ (m - i) * z ^+ i by rewrite -exprD subnK.
by rewrite exprVn e mulfK // expf_neq0.
Qed.

(** |1 - conj(w) z| <= |z - w| for |w| < 1 <= |z|, squared *)
Lemma blaschke w z : `|w| < 1 -> 1 <= `|z| -> `|z| * `|(z^*)^-1 - w| <= `|z - w|.
Proof.
move=> w1 z1; have z0 : z != 0 by rewrite -normr_gt0 (lt_le_trans ltr01).
rewrite -[`|z|]norm_conjC -normrM mulrBr divff ?conjC_eq0 //.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE //.
rewrite !normCK !rmorphB !rmorphM rmorph1 /= conjCK.
rewrite -subr_ge0 [leRHS](_ : _ = (z * z^* - 1) * (1 - w * w^*)); last first.
  by move: (z^*) (w^*) => zc wc; ring.
rewrite -!normCK mulr_ge0 // subr_ge0; first by rewrite exprn_ege1.
by rewrite exprn_ile1 // ltW.
Qed.

Theorem mirror_le m p z : p \is monic -> size p = m.+1 -> in_disc p -> 1 <= `|z| ->
  `|(mirror m p).[z]| <= `|p.[z]|.
Proof.
move=> mp sp dp z1; have z0 : z != 0 by rewrite -normr_gt0 (lt_le_trans ltr01).
have [s es] := closed_field_poly_normal p; move: es; rewrite (monicP mp) scale1r => es.
have ss : size s = m by move: sp; rewrite es size_prod_XsubC => -[].
have all1 : all (fun w => `|w| < 1) s by apply/allP => w ws; apply: dp; rewrite es root_prod_XsubC.
rewrite mirror_horner ?sp // normrM normrX norm_conjC -ss es !horner_prod !normr_prod.
elim: s all1 {es ss} => [|w s IH] /=; first by rewrite !big_nil expr0 mul1r.
case/andP=> w1 /IH le; rewrite !big_cons exprS mulrACA !hornerXsubC.
by apply: ler_pmul => //; rewrite ?mulr_ge0 ?exprn_ge0 ?prodr_ge0 ?blaschke.
Qed.

Theorem schur_cohn_step m p q a : p \is monic -> size p = m.+2 -> q \is monic -> size q = m.+1 -> `|a| < 1 ->
  p = 'X * q + a *: mirror m q -> (1 - `|a| ^+ 2) *: ('X * q) = p - a *: mirror m.+1 p ->
  in_disc p <-> in_disc q.
Proof.
move=> mp sp mq sq a1 ep eq.
have nz r w : in_disc r -> 1 <= `|w| -> 0 < `|r.[w]|.
  by move=> dr w1; rewrite normr_gt0; apply/negP => rw; move: w1; rewrite (lt_geF (dr _ rw)).
have real_lt (w : C) : (`|w| < 1) = ~~ (1 <= `|w|) by rewrite real_ltNge ?normr_real ?real1.
split=> d z rz; rewrite real_lt; apply/negP => z1.
  have := congr1 (fun r => r.[z]) eq; rewrite hornerZ hornerM hornerX (eqP rz) !mulr0 hornerD hornerN hornerZ.
  move/esym/eqP; rewrite subr_eq0 => /eqP e; have := mirror_le mp sp d z1.
  have := nz _ _ d z1; rewrite e normrM => p0 le.
  have m0 : 0 < `|(mirror m.+1 p).[z]| by move: p0; rewrite -normrM !normr_gt0 mulf_eq0 negb_or => /andP[].
  have := le_lt_trans le (_ : `|a| * `|(mirror m.+1 p).[z]| < `|(mirror m.+1 p).[z]|).
  by rewrite ltxx gtr_pmull // a1 => /(_ isT).
have := congr1 (fun r => r.[z]) ep; rewrite (eqP rz) hornerD hornerM hornerX hornerZ.
move/esym/eqP; rewrite addr_eq0 => /eqP e; have le := mirror_le mq sq d z1.
have q0 := nz _ _ d z1; have : `|z * q.[z]| <= `|a| * `|q.[z]|.
  by rewrite e normrN normrM ler_wpmul2l.
rewrite normrM ler_pmul2r // => za; have := le_lt_trans (le_trans z1 za) a1.
by rewrite ltxx.
Qed.

(** Why the recursion may stop at |a_0| >= 1. *)
Theorem schur_cohn_stop m p : p \is monic -> size p = m.+2 -> in_disc p -> `|p`_0| < 1.
Proof.
move=> mp sp dp; have [s es] := closed_field_poly_normal p; move: es; rewrite (monicP mp) scale1r => es.
have ss : size s = m.+1 by move: sp; rewrite es size_prod_XsubC => -[].
have all1 : all (fun w => `|w| < 1) s by apply/allP => w ws; apply: dp; rewrite es root_prod_XsubC.
rewrite -horner_coef0 es horner_prod normr_prod; case: s ss all1 {es} => // w s _ /= /andP[w1 sall].
rewrite big_cons hornerXsubC sub0r normrN; apply: le_lt_trans w1; rewrite ler_pimulr //.
elim: s sall => [|x s IH] /=; first by rewrite big_nil.
case/andP=> x1 /IH le; rewrite big_cons hornerXsubC sub0r normrN.
by rewrite mulr_ile1 ?prodr_ge0 // ltW.
Qed.

End SchurCohn.
