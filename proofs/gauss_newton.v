(** * The Gauss-Newton dynamics: p + h phi(|v(p)|^2) v(p)

    By the collapse B^-1 v = v / (l + s), s = |v|^2 (see [rank_one]), a step is
      [inverse]                 p + h/(l + s) v,
      [inverse_minus_identity]  p + h (1/(l + s) - 1) v.
    Hypotheses, at the equilibrium ps only: v(ps) = 0 enters through
      (v(p) . (p - ps)) <= -mu |p - ps|^2   (-v is mu-strongly monotone at ps), and
      |v(p)|^2 <= L^2 |p - ps|^2            (v is L-Lipschitz at ps).

    Results, in words:
    - [gn_minus_identity_inside]: 0 < h, 0 < l and h (1/l - 1) < 2 mu / L^2: at every point with
      0 < |v(p)|^2 < 1 - l a step strictly decreases |p - ps|; [gn_minus_identity_ball]: so it does
      at every p <> ps with L^2 |p - ps|^2 < 1 - l;
    - [gn_minus_identity_outside]: every p <> ps with |v(p)|^2 > 1 - l is driven strictly away, for
      every h > 0; [gn_minus_identity_far]: so is every p with mu^2 |p - ps|^2 > 1 - l;
    - [gn_minus_identity_rate]: on each ball L^2 |p - ps|^2 <= r < 1 - l a step contracts by one factor q < 1,
      [gn_minus_identity_converges]: and the iterates satisfy |p_k - ps|^2 <= q^k |p_0 - ps|^2;
    - [gn_inverse_decreases]: 0 < l, h / l < 2 mu / L^2: the [inverse] form decreases |p - ps| at every p <> ps,
      wherever it starts; [gn_inverse_converges]: from every start p_0 the iterates satisfy
      |p_k - ps|^2 <= q^k |p_0 - ps|^2 ([gn_inverse_rate]: one factor a ball), with a factor q < 1 that depends on |p_0 - ps| only;
    - [gn_bilinear]: if v(p) . (p - ps) = 0 (a bilinear game) a step of either form gives
      |p' - ps|^2 = |p - ps|^2 + h^2 phi^2 |v(p)|^2: it never contracts, whatever h and l are.

    Depends on: [forms], [vectors], MathComp.

    Letters: l is lambda (damping), ps the equilibrium p-bar.  Lengths are squared. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From Gnash Require Import forms vectors.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section GaussNewton.
Variables (R : realFieldType) (n : nat) (v : 'cV[R]_n -> 'cV[R]_n) (ps : 'cV[R]_n).
Variables (h l : R).
Implicit Types (p : 'cV[R]_n) (s c mu L r : R).

Definition phi_inverse s := (l + s)^-1.
Definition phi_minus_identity s := (l + s)^-1 - 1.
Definition gn_step (phi : R -> R) p := p + (h * phi (normSq (v p))) *: v p.

Lemma step_normSq c p :
  normSq (p + c *: v p - ps) = normSq (p - ps) + 2%:R * c * dot (v p) (p - ps) + c ^+ 2 * normSq (v p).
Proof. by move: (v p) => w; dot_ring. Qed.

Theorem gn_bilinear phi p : dot (v p) (p - ps) = 0 ->
  normSq (gn_step phi p - ps) = normSq (p - ps) + (h * phi (normSq (v p))) ^+ 2 * normSq (v p).
Proof. by move=> e; rewrite step_normSq e mulr0 addr0. Qed.

Section Monotone.
Variables (mu L : R).
Hypothesis mono : forall p, dot (v p) (p - ps) <= - mu * normSq (p - ps).
Hypothesis lip : forall p, normSq (v p) <= L ^+ 2 * normSq (p - ps).
Hypothesis mu0 : 0 < mu.
Hypothesis L0 : 0 < L.

(** One step of length c <= C against the bound 2 mu / L^2. *)
Lemma step_le c p : 0 <= c ->
  normSq (p + c *: v p - ps) <= (1 - c * (2%:R * mu - c * L ^+ 2)) * normSq (p - ps).
Proof.
move=> c0; rewrite step_normSq; have c2 : 0 <= 2%:R * c by rewrite mulr_ge0 ?ler0n.
have b1 := ler_wpmul2l c2 (mono p); have b2 := ler_wpmul2l (sqr_ge0 c) (lip p).
move: b1 b2; move: (dot _ _) (normSq (v p)) (normSq (p - ps)) => d s e b1 b2.
rewrite (_ : (1 - _) * e = e + 2%:R * c * (- mu * e) + c ^+ 2 * (L ^+ 2 * e)); last by ring.
by rewrite ler_add // ler_add2l.
Qed.

Lemma step_away c p : c < 0 -> p != ps -> normSq (p - ps) < normSq (p + c *: v p - ps).
Proof.
move=> c0 pps; rewrite step_normSq -addrA ltr_addl ltr_spaddl //; last first.
  by rewrite mulr_ge0 ?sqr_ge0 ?normSq_ge0.
rewrite -mulrA pmulr_rgt0 ?ltr0n // nmulr_rgt0 //; apply: le_lt_trans (mono p) _.
by rewrite mulNr oppr_lt0 mulr_gt0 // normSq_gt0 subr_eq0.
Qed.

Lemma field_zero : v ps = 0.
Proof. by apply/eqP; rewrite -normSq_eq0 eq_le normSq_ge0 andbT; apply: le_trans (lip ps) _; rewrite subrr normSq0 mulr0. Qed.

(** Strong monotonicity bounds the field from below. *)
Lemma field_lower p : mu ^+ 2 * normSq (p - ps) <= normSq (v p).
Proof.
have [->|pps] := eqVneq p ps; first by rewrite subrr normSq0 mulr0 normSq_ge0.
have d0 : 0 < normSq (p - ps) by rewrite normSq_gt0 subr_eq0.
have m : mu * normSq (p - ps) <= - dot (v p) (p - ps) by rewrite ler_oppr -mulNr.
have := cauchy_schwarz (v p) (p - ps); rewrite -sqrrN => cs.
have m2 : (mu * normSq (p - ps)) ^+ 2 <= (- dot (v p) (p - ps)) ^+ 2.
  have mn : 0 <= mu * normSq (p - ps) by rewrite mulr_ge0 // ltW.
  by apply: ler_expn2r => //; rewrite nnegrE //; apply: le_trans m.
have := le_trans m2 cs.
rewrite (_ : (mu * _) ^+ 2 = mu ^+ 2 * normSq (p - ps) * normSq (p - ps)); last by ring.
by rewrite ler_pmul2r.
Qed.

Lemma field_nonzero p : p != ps -> 0 < normSq (v p).
Proof.
move=> pps; apply: lt_le_trans (field_lower p).
by rewrite mulr_gt0 ?exprn_gt0 // normSq_gt0 subr_eq0.
Qed.

Lemma phi_minus_identity_gt0 s : 0 < l -> 0 <= s -> s < 1 - l -> 0 < phi_minus_identity s.
Proof.
move=> l0 s0 sl; have ls : 0 < l + s by rewrite ltr_paddr.
by rewrite /phi_minus_identity subr_gt0 invf_gt1 // addrC -ltr_subr_addr.
Qed.

Lemma contraction c p : 0 < c -> c * L ^+ 2 < 2%:R * mu -> p != ps ->
  normSq (p + c *: v p - ps) < normSq (p - ps).
Proof.
move=> c0 small pps; apply: le_lt_trans (step_le p (ltW c0)) _.
by rewrite gtr_pmull ?normSq_gt0 ?subr_eq0 // ltr_subl_addr ltr_addl mulr_gt0 // subr_gt0.
Qed.

Lemma bound_mul c : c < 2%:R * mu / L ^+ 2 -> c * L ^+ 2 < 2%:R * mu.
Proof. by rewrite ltr_pdivl_mulr ?exprn_gt0. Qed.

(** *** The form [inverse_minus_identity] *)

Theorem gn_minus_identity_inside p : 0 < h -> 0 < l -> h * (l^-1 - 1) < 2%:R * mu / L ^+ 2 ->
  p != ps -> normSq (v p) < 1 - l ->
  normSq (gn_step phi_minus_identity p - ps) < normSq (p - ps).
Proof.
move=> h0 l0 /bound_mul small pps inside; have s0 := normSq_ge0 (v p).
apply: contraction => //; first by rewrite mulr_gt0 // phi_minus_identity_gt0.
apply: le_lt_trans small; rewrite ler_wpmul2r ?sqr_ge0 // ler_pmul2l // ler_add2r.
by rewrite lef_pinv ?posrE ?ltr_paddr // ler_addl.
Qed.

Theorem gn_minus_identity_ball p : 0 < h -> 0 < l -> h * (l^-1 - 1) < 2%:R * mu / L ^+ 2 ->
  p != ps -> L ^+ 2 * normSq (p - ps) < 1 - l ->
  normSq (gn_step phi_minus_identity p - ps) < normSq (p - ps).
Proof.
by move=> h0 l0 small pps inside; apply: gn_minus_identity_inside => //; apply: le_lt_trans inside.
Qed.

Theorem gn_minus_identity_outside p : 0 < h -> 0 < l -> p != ps -> 1 - l < normSq (v p) ->
  normSq (p - ps) < normSq (gn_step phi_minus_identity p - ps).
Proof.
move=> h0 l0 pps outside; apply: step_away => //.
rewrite pmulr_rlt0 // subr_lt0 invf_lt1; first by rewrite addrC -ltr_subl_addr.
by rewrite ltr_paddr ?normSq_ge0.
Qed.

Theorem gn_minus_identity_far p : 0 < h -> 0 < l -> p != ps -> 1 - l < mu ^+ 2 * normSq (p - ps) ->
  normSq (p - ps) < normSq (gn_step phi_minus_identity p - ps).
Proof.
move=> h0 l0 pps far; apply: gn_minus_identity_outside => //.
exact: lt_le_trans far (field_lower p).
Qed.

(** A step length between a and b contracts by one factor. *)
Lemma uniform_factor a b : 0 < a -> a <= b -> b * L ^+ 2 < 2%:R * mu ->
  exists2 q, 0 <= q < 1 &
  forall c p, a <= c <= b -> normSq (p + c *: v p - ps) <= q * normSq (p - ps).
Proof.
move=> a0 ab small; pose q := 1 - a * (2%:R * mu - b * L ^+ 2).
have g0 : 0 < 2%:R * mu - b * L ^+ 2 by rewrite subr_gt0.
have le_q c : a <= c <= b -> 1 - c * (2%:R * mu - c * L ^+ 2) <= q.
  case/andP => ac cb; rewrite /q ler_add2l ler_opp2; apply: ler_pmul => //; try exact: ltW.
  by rewrite ler_add2l ler_opp2 ler_wpmul2r ?sqr_ge0.
exists (Num.max 0 q); first by rewrite le_maxr lexx lt_maxl ltr01 /q ltr_subl_addr ltr_addl mulr_gt0.
move=> c p cc; have c0 : 0 <= c by case/andP: cc => ac _; apply: le_trans ac; apply: ltW.
apply: le_trans (step_le p c0) _; apply: ler_wpmul2r (normSq_ge0 _) _ _ _.
by rewrite le_maxr le_q ?orbT.
Qed.

Lemma iterate_rate (phi : R -> R) (r q : R) p0 : 0 <= q < 1 ->
  (forall p, normSq (p - ps) <= r -> normSq (gn_step phi p - ps) <= q * normSq (p - ps)) ->
  normSq (p0 - ps) <= r -> forall k,
  normSq (iter k (gn_step phi) p0 - ps) <= q ^+ k * normSq (p0 - ps).
Proof.
case/andP => q0 q1 shrink start; elim=> [|k IH]; first by rewrite mul1r.
have qk : q ^+ k <= 1 by rewrite exprn_ile1 // ltW.
rewrite iterS exprS -mulrA; apply: le_trans (shrink _ _) (ler_wpmul2l q0 IH).
by apply: le_trans IH _; apply: le_trans start; rewrite ler_pimull ?normSq_ge0.
Qed.

Theorem gn_minus_identity_rate r : 0 < h -> 0 < l -> h * (l^-1 - 1) < 2%:R * mu / L ^+ 2 ->
  0 <= r -> L ^+ 2 * r < 1 - l ->
  exists2 q, 0 <= q < 1 & forall p, normSq (p - ps) <= r ->
    normSq (gn_step phi_minus_identity p - ps) <= q * normSq (p - ps).
Proof.
move=> h0 l0 /bound_mul small r0 inside; have Lr : 0 <= L ^+ 2 * r by rewrite mulr_ge0 ?sqr_ge0.
have a0 : 0 < h * phi_minus_identity (L ^+ 2 * r) by rewrite mulr_gt0 // phi_minus_identity_gt0.
have mon s s' : 0 <= s -> s <= s' -> h * phi_minus_identity s' <= h * phi_minus_identity s.
  move=> s0 ss'; rewrite ler_pmul2l // ler_add2r lef_pinv ?posrE ?ler_add2l ?ltr_paddr //.
  exact: le_trans ss'.
have b0 : h * phi_minus_identity 0 = h * (l^-1 - 1) by rewrite /phi_minus_identity addr0.
have [|||q q01 H] := @uniform_factor (h * phi_minus_identity (L ^+ 2 * r)) (h * (l^-1 - 1)) => //.
  by rewrite -b0 mon.
exists q => // p pr; apply: H; rewrite -b0 !mon ?normSq_ge0 // ?lexx //.
by apply: le_trans (lip p) _; rewrite ler_wpmul2l ?sqr_ge0.
Qed.

Theorem gn_minus_identity_converges p0 : 0 < h -> 0 < l -> h * (l^-1 - 1) < 2%:R * mu / L ^+ 2 ->
  L ^+ 2 * normSq (p0 - ps) < 1 - l ->
  exists2 q, 0 <= q < 1 & forall k,
    normSq (iter k (gn_step phi_minus_identity) p0 - ps) <= q ^+ k * normSq (p0 - ps).
Proof.
move=> h0 l0 small inside.
have [q q01 H] := gn_minus_identity_rate h0 l0 small (normSq_ge0 (p0 - ps)) inside.
by exists q => //; apply: iterate_rate q01 H _.
Qed.

(** *** The form [inverse] *)

Theorem gn_inverse_decreases p : 0 < h -> 0 < l -> h / l < 2%:R * mu / L ^+ 2 -> p != ps ->
  normSq (gn_step phi_inverse p - ps) < normSq (p - ps).
Proof.
move=> h0 l0 /bound_mul small pps; have s0 := normSq_ge0 (v p).
have ls : 0 < l + normSq (v p) by rewrite ltr_paddr.
apply: contraction => //; first by rewrite mulr_gt0 // invr_gt0.
apply: le_lt_trans small; rewrite ler_wpmul2r ?sqr_ge0 // ler_pmul2l //.
by rewrite lef_pinv ?posrE // ler_addl.
Qed.

Theorem gn_inverse_rate r : 0 < h -> 0 < l -> h / l < 2%:R * mu / L ^+ 2 -> 0 <= r ->
  exists2 q, 0 <= q < 1 & forall p, normSq (p - ps) <= r ->
    normSq (gn_step phi_inverse p - ps) <= q * normSq (p - ps).
Proof.
move=> h0 l0 /bound_mul small r0; have Lr : 0 <= L ^+ 2 * r by rewrite mulr_ge0 ?sqr_ge0.
have ls : 0 < l + L ^+ 2 * r by rewrite ltr_paddr.
have mon s s' : 0 <= s -> s <= s' -> h * phi_inverse s' <= h * phi_inverse s.
  move=> s0 ss'; rewrite ler_pmul2l // lef_pinv ?posrE ?ler_add2l ?ltr_paddr //.
  exact: le_trans ss'.
have b0 : h * phi_inverse 0 = h / l by rewrite /phi_inverse addr0.
have [|||q q01 H] := @uniform_factor (h * phi_inverse (L ^+ 2 * r)) (h / l) => //.
- by rewrite mulr_gt0 // invr_gt0.
- by rewrite -b0 mon.
exists q => // p pr; apply: H; rewrite -b0 !mon ?normSq_ge0 // ?lexx //.
by apply: le_trans (lip p) _; rewrite ler_wpmul2l ?sqr_ge0.
Qed.

Theorem gn_inverse_converges p0 : 0 < h -> 0 < l -> h / l < 2%:R * mu / L ^+ 2 ->
  exists2 q, 0 <= q < 1 & forall k,
    normSq (iter k (gn_step phi_inverse) p0 - ps) <= q ^+ k * normSq (p0 - ps).
Proof.
move=> h0 l0 small; have [q q01 H] := gn_inverse_rate h0 l0 small (normSq_ge0 (p0 - ps)).
by exists q => //; apply: iterate_rate q01 H _.
Qed.

End Monotone.
End GaussNewton.
