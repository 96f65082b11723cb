(** * Nonlinear conjugate gradients: the beta rules

    Letters: g the gradient, g1 the one before, d the direction before, y = g - g1; the new direction
    is - g + beta d.  A zero denominator gives beta = 0, as in the crate (x / 0 = 0 here too).

    Results, in words:
    - [beta_rules_agree]: with exact line searches on a quadratic (g . d = 0, g . g1 = 0 and
      d . g1 = - |g1|^2) the rules fr, prp, hs, dy, hz (for every mu) and the two hybrids
      max(0, min(fr, prp)), max(0, min(hs, dy)) are one and the same number;
    - [exact_line_search]: on a quadratic the step t = -(g . d)/(d . P d) makes the new gradient
      g + t P d orthogonal to d;
    - [hs_conjugate]: hs makes the new direction orthogonal to y, for any function; on a quadratic
      y = t P d, so this is conjugacy;
    - [nlcg_orthogonal]: conjugate directions and exact steps give the hypothesis g . g1 = 0;
      [nlcg_descent]: and the hypothesis d . g1 = - |g1|^2;
    - [nlcg_bilinear_first]: on f = xy the first step is descent-ascent and multiplies |p|^2 by 1 + h^2,
      whatever the rule.

    Depends on: [forms], [vectors], MathComp. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From Gnash Require Import forms vectors.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Nlcg.
Variables (R : realFieldType) (n : nat).
Implicit Types (g d y : 'cV[R]_n) (P : 'M[R]_n) (mu t b : R).

Definition beta_fr g g1 := normSq g / normSq g1.
Definition beta_prp g g1 := dot g (g - g1) / normSq g1.
Definition beta_hs g g1 d := dot g (g - g1) / dot d (g - g1).
Definition beta_dy g g1 d := normSq g / dot d (g - g1).
Definition beta_hz mu g g1 d :=
  (dot g (g - g1) - mu * normSq (g - g1) * dot d g / dot d (g - g1)) / dot d (g - g1).
Definition beta_fr_prp g g1 := Num.max 0 (Num.min (beta_fr g g1) (beta_prp g g1)).
Definition beta_hs_dy g g1 d := Num.max 0 (Num.min (beta_hs g g1 d) (beta_dy g g1 d)).

Theorem beta_rules_agree mu g g1 d :
  dot d g = 0 -> dot g g1 = 0 -> dot d g1 = - normSq g1 ->
  [/\ beta_prp g g1 = beta_fr g g1, beta_hs g g1 d = beta_fr g g1, beta_dy g g1 d = beta_fr g g1 &
   [/\ beta_hz mu g g1 d = beta_fr g g1, beta_fr_prp g g1 = beta_fr g g1 &
       beta_hs_dy g g1 d = beta_fr g g1]].
Proof.
move=> dg gg dg1; have gy : dot g (g - g1) = normSq g by rewrite dotBr gg subr0.
have dy : dot d (g - g1) = normSq g1 by rewrite dotBr dg dg1 add0r opprK.
have prp : beta_prp g g1 = beta_fr g g1 by rewrite /beta_prp gy.
have hs : beta_hs g g1 d = beta_fr g g1 by rewrite /beta_hs gy dy.
have dyr : beta_dy g g1 d = beta_fr g g1 by rewrite /beta_dy dy.
have fr0 : 0 <= beta_fr g g1 by rewrite divr_ge0 ?normSq_ge0.
split=> //; split.
- by rewrite /beta_hz gy dy dg mulr0 mul0r subr0.
- by rewrite /beta_fr_prp prp minxx max_r.
by rewrite /beta_hs_dy hs dyr minxx max_r.
Qed.

Theorem exact_line_search P g d : dot d (P *m d) != 0 ->
  dot d (g + (- dot g d / dot d (P *m d)) *: (P *m d)) = 0.
Proof. by move=> nz; rewrite dotDr dotZr divfK // (dotC g d) subrr. Qed.

Theorem hs_conjugate g g1 d : dot d (g - g1) != 0 ->
  dot (- g + beta_hs g g1 d *: d) (g - g1) = 0.
Proof. by move=> nz; rewrite dotDl dotNl dotZl divfK // addNr. Qed.

(** g1 = - d + b d0 (the direction was - g1 + b d0), g = g1 + t P d. *)
Theorem nlcg_orthogonal P t b g g1 d d0 : d = - g1 + b *: d0 -> g = g1 + t *: (P *m d) ->
  dot g d = 0 -> dot g1 d0 = 0 -> dot (P *m d) d0 = 0 -> dot g g1 = 0.
Proof.
move=> ed eg gd g1d0 conj; have -> : g1 = b *: d0 - d by rewrite ed; lin_ring.
by rewrite dotBr gd dotZr subr0 eg dotDl g1d0 dotZl conj mulr0 addr0 mulr0.
Qed.

Theorem nlcg_descent b g1 d d0 : d = - g1 + b *: d0 -> dot g1 d0 = 0 -> dot d g1 = - normSq g1.
Proof. by move=> -> e; rewrite dotDl dotNl dotZl (dotC d0) e mulr0 addr0. Qed.

End Nlcg.

(** d = - g = (- y, x): the first direction of every rule. *)
Theorem nlcg_bilinear_first (R : realFieldType) (h x y : R) :
  (x + h * (- y)) ^+ 2 + (y + h * x) ^+ 2 = (1 + h ^+ 2) * (x ^+ 2 + y ^+ 2).
Proof. by ring. Qed.
