(** * Local convergence of the Gauss-Newton dynamics (GN, Corollary 2)

    Results, in words:
    - [gn_derivative]: v(p) = 0 and v differentiable at p with derivative J make the map
      p + h phi(|v|^2) v, for any phi that is Lipschitz at 0, differentiable at p with derivative I + h phi(0) J;
    - [gn_inverse_local], [gn_minus_identity_local]: hence, when I + (h/l) J, or I + h (1/l - 1) J, has all its
      complex eigenvalues strictly inside the unit disc, that form converges linearly from a neighbourhood of p.
      The paper's bound on sigma says when that is so ([disc_iff], [step_spectral] in [spectral]).

    - [gn_locally_convergent]: J negative definite gives one s0 > 0, which depends on J only, such that every
      0 < h/l < s0 ([inverse]), every 0 < h (1/l - 1) < s0 ([inverse_minus_identity]) is enough.

    - [gn_locally_convergent_bound]: the exact form of the corollary: every eigenvalue x of J has a negative real
      part and sigma is below Lemma 3's bound [step_bound] x for each of them (J need not be definite).

    Depends on: [forms], [vectors], [spectral], [gauss_newton], [local], MathComp and its real-closed package. *)

From mathcomp Require Import all_ssreflect all_algebra complex.
From mathcomp Require Import ring.
From Gnash Require Import forms vectors spectral gauss_newton local.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section GnLocal.
Variables (R : rcfType) (m : nat).
Let n := m.+1.
Variables (v : 'cV[R]_n -> 'cV[R]_n) (p : 'cV[R]_n) (J : 'M[R]_n) (h l : R).
Hypothesis v0 : v p = 0.
Hypothesis diff : differentiable_at v p J.
Local Notation toC A := (map_mx (real_complex R) A).

Lemma normSq_norm1 (w : 'cV[R]_n) : normSq w <= norm1 w ^+ 2.
Proof.
rewrite /normSq dotE expr2 {1}/norm1 mulr_suml; apply: ler_sum => i _.
rewrite -[w i 0 * w i 0]ger0_norm -?expr2 ?sqr_ge0 // normrX expr2; apply: ler_wpmul2l => //.
by rewrite /norm1 (bigD1 i) //= ler_addl sumr_ge0.
Qed.

Theorem gn_derivative (phi : R -> R) (c : R) : 0 <= c ->
  (forall s, 0 <= s -> `|phi s - phi 0| <= c * s) ->
  differentiable_at (gn_step v h phi) p (1%:M + (h * phi 0) *: J).
Proof.
move=> c0 philip e e0; pose S := \sum_i \sum_j `|J i j|.
have S0 : 0 <= S by apply: sumr_ge0 => i _; apply: sumr_ge0.
pose A := `|h * phi 0| + 1; have A0 : 0 < A by rewrite ltr_spaddr ?ltr01.
pose B := `|h| * c * (S + 1) ^+ 3 + 1.
have S1 : 0 <= S + 1 by rewrite addr_ge0 ?ler01.
have B0 : 0 < B by rewrite ltr_spaddr ?ltr01 // !mulr_ge0 // exprn_ge0.
have two : 0 < 2%:R :> R by rewrite ltr0n.
pose e1 := Num.min 1 (e / (2%:R * A)).
have e10 : 0 < e1 by rewrite lt_minr ltr01 divr_gt0 // mulr_gt0.
have [d1 d10 near] := diff e10.
pose d2 := e / (2%:R * B); have d20 : 0 < d2 by rewrite divr_gt0 // mulr_gt0.
exists (Num.min d1 (Num.min 1 d2)); first by rewrite !lt_minr d10 ltr01 d20.
move=> x; rewrite !lt_minr => /andP [/near small /andP [D1 D2]].
have -> : gn_step v h phi x - gn_step v h phi p - (1%:M + (h * phi 0) *: J) *m (x - p) =
   (h * (phi (normSq (v x)) - phi 0)) *: v x + (h * phi 0) *: (v x - v p - J *m (x - p)).
  rewrite /gn_step v0 mulmxDl mul1mx -scalemxAl; move: (J *m (x - p)) (v x) (phi _) (phi 0) => Jx vx a b.
  by lin_ring.
move: small; rewrite v0 subr0; set D := norm1 (x - p) => small.
have D0 : 0 <= D by apply: norm1_ge0.
have vx : norm1 (v x) <= (S + 1) * D.
  rewrite -[v x](subrK (J *m (x - p))) addrC mulrDl mul1r; apply: le_trans (norm1D _ _) _.
  apply: ler_add; first exact: norm1_mul.
  by apply: le_trans small _; rewrite -[leRHS]mul1r ler_wpmul2r // le_minl lexx.
have V0 := norm1_ge0 (v x).
have sq : normSq (v x) <= ((S + 1) * D) ^+ 2.
  by apply: le_trans (normSq_norm1 _) _; apply: ler_expn2r; rewrite ?nnegrE ?mulr_ge0.
apply: le_trans (norm1D _ _) _; rewrite !norm1Z.
rewrite (_ : e * D = e / 2%:R * D + e / 2%:R * D); last by field.
apply: ler_add; last first.
  apply: (@le_trans _ _ (A * (e1 * D))).
    by apply: ler_pmul => //; rewrite ?norm1_ge0 // ler_addl ler01.
  rewrite mulrA ler_wpmul2r // mulrC; apply: (@le_trans _ _ (e / (2%:R * A) * A)).
    by rewrite ler_pmul2r // le_minl lexx orbT.
  have -> : e / (2%:R * A) * A = e / 2%:R by field; rewrite gt_eqF.
  exact: lexx.
rewrite normrM; apply: (@le_trans _ _ (`|h| * (c * ((S + 1) * D) ^+ 2) * ((S + 1) * D))).
  apply: ler_pmul => //; first by rewrite mulr_ge0.
  apply: ler_wpmul2l => //; apply: le_trans (philip _ (normSq_ge0 _)) _.
  exact: ler_wpmul2l.
rewrite [leLHS](_ : _ = `|h| * c * (S + 1) ^+ 3 * (D * D) * D); last by ring.
rewrite ler_wpmul2r //; apply: (@le_trans _ _ (B * d2)).
  apply: ler_pmul; rewrite ?mulr_ge0 ?exprn_ge0 // ?ler_addl ?ler01 //.
  by apply: le_trans (ltW D2); rewrite -[leRHS]mul1r ler_wpmul2r // ltW.
have -> : B * d2 = e / 2%:R by rewrite /d2; field; rewrite gt_eqF.
exact: lexx.
Qed.

Lemma gn_fixed (phi : R -> R) : gn_step v h phi p = p.
Proof. by rewrite /gn_step v0 scaler0 addr0. Qed.

Lemma phi_lipschitz s : 0 < l -> 0 <= s -> `|(l + s)^-1 - l^-1| <= l^-2 * s.
Proof.
move=> l0 s0; have ls : 0 < l + s by rewrite ltr_paddr.
have -> : (l + s)^-1 - l^-1 = - (s / (l * (l + s))) by field; rewrite !gt_eqF.
rewrite normrN ger0_norm ?divr_ge0 ?mulr_ge0 ?(ltW l0) ?(ltW ls) // mulrC ler_wpmul2r //.
by rewrite -exprVn expr2 invfM ler_pmul2l ?invr_gt0 // lef_pinv ?posrE // ler_addl.
Qed.

Theorem gn_inverse_local : 0 < l ->
  (forall z : R[i], eigenvalue (toC (1%:M + (h / l) *: J)) z -> `|z| < 1) ->
  exists2 q : R, 0 <= q < 1 & converges_linearly (gn_step v h (phi_inverse l)) p q.
Proof.
move=> l0 inside; apply: (ostrowski_real (gn_fixed _) _ inside).
have -> : h / l = h * phi_inverse l 0 by rewrite /phi_inverse addr0.
apply: (@gn_derivative _ (l^-2)); first by rewrite invr_ge0 exprn_ge0 // ltW.
by move=> s s0; rewrite /phi_inverse addr0; apply: phi_lipschitz.
Qed.

Theorem gn_minus_identity_local : 0 < l ->
  (forall z : R[i], eigenvalue (toC (1%:M + (h * (l^-1 - 1)) *: J)) z -> `|z| < 1) ->
  exists2 q : R, 0 <= q < 1 & converges_linearly (gn_step v h (phi_minus_identity l)) p q.
Proof.
move=> l0 inside; apply: (ostrowski_real (gn_fixed _) _ inside).
have -> : h * (l^-1 - 1) = h * phi_minus_identity l 0 by rewrite /phi_minus_identity addr0.
apply: (@gn_derivative _ (l^-2)); first by rewrite invr_ge0 exprn_ge0 // ltW.
move=> s s0; rewrite /phi_minus_identity addr0 opprB addrA subrK; exact: phi_lipschitz.
Qed.

(** GN Corollary 2: v'(p) negative definite and sigma = h/l, or h (1/l - 1), small. *)
Theorem gn_locally_convergent : 0 < l -> negdef J -> exists2 s0 : R, 0 < s0 &
  [/\ 0 < h / l < s0 ->
      exists2 q : R, 0 <= q < 1 & converges_linearly (gn_step v h (phi_inverse l)) p q &
      0 < h * (l^-1 - 1) < s0 ->
      exists2 q : R, 0 <= q < 1 & converges_linearly (gn_step v h (phi_minus_identity l)) p q].
Proof.
move=> l0 neg; have [s0 s00 st] := step_spectral_exists (nd_eig_Re neg).
have inside s : 0 < s < s0 -> forall z : R[i], eigenvalue (toC (1%:M + s *: J)) z -> `|z| < 1.
  by case/andP => a b z; rewrite map_mxD map_mx1 map_mxZ; apply: (st s).
by exists s0 => //; split=> /inside; [apply: gn_inverse_local | apply: gn_minus_identity_local].
Qed.

(** The same up to Lemma 3's bound: 0 < sigma < |Re x|^-1 2 / (1 + (Im x / Re x)^2) for every eigenvalue x of J. *)
Theorem gn_locally_convergent_bound : 0 < l -> (forall x : R[i], eigenvalue (toC J) x -> complex.Re x < 0) ->
  (0 < h / l -> (forall x, eigenvalue (toC J) x -> h / l < step_bound x) ->
     exists2 q : R, 0 <= q < 1 & converges_linearly (gn_step v h (phi_inverse l)) p q) /\
  (0 < h * (l^-1 - 1) -> (forall x, eigenvalue (toC J) x -> h * (l^-1 - 1) < step_bound x) ->
     exists2 q : R, 0 <= q < 1 & converges_linearly (gn_step v h (phi_minus_identity l)) p q).
Proof.
move=> l0 neg; have inside s : 0 < s -> (forall x, eigenvalue (toC J) x -> s < step_bound x) ->
    forall z : R[i], eigenvalue (toC (1%:M + s *: J)) z -> `|z| < 1.
  by move=> s0 /(step_spectral neg s0) st z; rewrite map_mxD map_mx1 map_mxZ; apply: st.
by split=> s0 /(inside _ s0); [apply: gn_inverse_local | apply: gn_minus_identity_local].
Qed.

End GnLocal.
