(** * Columns, the dot product and the squared norm

    Results, in words:
    - over an ordered field [normSq u = dot u u] is nonnegative, and zero only at [u = 0];
    - [cauchy_schwarz]: (u . v)^2 <= |u|^2 |v|^2;
    - [normSqD_le]: |u + v|^2 <= 2 |u|^2 + 2 |v|^2.

    Depends on: [forms], MathComp.  The tactic [dot_ring] proves identities between dot products.

    Lengths are always squared: a square root exists in no ordered field by itself, and every
    statement of the theory that uses a length can be squared without loss. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From Gnash Require Import forms.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Dot.
Variables (R : comRingType) (n : nat).
Implicit Types (u v w : 'cV[R]_n) (a : R).

Definition normSq u : R := dot u u.

Lemma dotBl u v w : dot (u - v) w = dot u w - dot v w.
Proof. by rewrite dotDl dotNl. Qed.

Lemma dotBr u v w : dot w (u - v) = dot w u - dot w v.
Proof. by rewrite dotDr dotNr. Qed.

Lemma normSq0 : normSq 0 = 0.
Proof. exact: dot0l. Qed.

Lemma normSqN u : normSq (- u) = normSq u.
Proof. by rewrite /normSq dotNl dotNr opprK. Qed.

Lemma normSqZ a u : normSq (a *: u) = a ^+ 2 * normSq u.
Proof. by rewrite /normSq dotZl dotZr mulrA. Qed.

End Dot.

(** Expand every dot product of sums, order the arguments of each, then [ring]. *)
Ltac dot_expand :=
  rewrite /normSq ?(dotDl, dotDr, dotBl, dotBr, dotZl, dotZr, dotNl, dotNr, dot0l, dot0r);
  repeat match goal with
  | |- context [dot ?a ?b] =>
      tryif constr_eq a b then fail
      else match goal with |- context [dot b a] => rewrite (dotC b a) end
  end;
  repeat match goal with |- context [dot ?a ?b] => move: (dot a b) => ? end.
Ltac dot_ring := dot_expand; ring.

(** Linear identities between matrices that are variables: entry by entry. *)
Ltac lin_ring :=
  apply/matrixP => ? ?; rewrite !mxE;
  repeat match goal with |- context [fun_of_matrix ?a ?i ?j] => move: (fun_of_matrix a i j) => ? end;
  ring.

Section Order.
Variables (R : realFieldType) (n : nat).
Implicit Types (u v w : 'cV[R]_n) (a : R).

Lemma normSq_ge0 u : 0 <= normSq u.
Proof. exact: dot_ge0. Qed.

Lemma normSq_eq0 u : (normSq u == 0) = (u == 0).
Proof. exact: dot_eq0. Qed.

Lemma normSq_gt0 u : (0 < normSq u) = (u != 0).
Proof. exact: dot_gt0. Qed.

Lemma cauchy_schwarz u v : dot u v ^+ 2 <= normSq u * normSq v.
Proof.
have [->|v0] := eqVneq v 0; first by rewrite dot0r normSq0 mulr0 expr0n.
have vp : 0 < normSq v by rewrite normSq_gt0.
have := normSq_ge0 (normSq v *: u - dot u v *: v).
have -> : normSq (normSq v *: u - dot u v *: v) =
          normSq v * (normSq u * normSq v - dot u v ^+ 2) by dot_ring.
by rewrite pmulr_rge0 // subr_ge0.
Qed.

Lemma normSqD_le u v : normSq (u + v) <= 2%:R * normSq u + 2%:R * normSq v.
Proof.
rewrite -subr_ge0; have -> : 2%:R * normSq u + 2%:R * normSq v - normSq (u + v)
  = normSq (u - v) by dot_ring.
exact: normSq_ge0.
Qed.

Lemma normSqB_le u v : normSq (u - v) <= 2%:R * normSq u + 2%:R * normSq v.
Proof. by rewrite -(normSqN v) normSqD_le. Qed.

End Order.
