(** * Competitive gradient descent

    For a zero-sum game f with gx = grad_x f, gy = grad_y f, D = f_xy (so f_yx = D^T), a step h:
      dx = -h (I + h^2 D D^T)^-1 (gx + h D gy),   dy = h (I + h^2 D^T D)^-1 (gy - h D^T gx).

    Results, in words:
    - [cgd_posdef], [cgd_unit]: I + h^2 D D^T is positive definite, hence invertible, for every h
      and every D: the step is always defined; the same with D^T D;
    - [acgd_posdef], [acgd_unit]: so is A^-1 + D B D^T for diagonal A, B with positive entries
      (ACGD's system D_x^-1 + f_xy D_y f_yx);
    - [cgd_push_through]: D (I + h^2 D^T D)^-1 = (I + h^2 D D^T)^-1 D;
    - [cgd_nash]: dx, dy is the one solution of dx = -h (gx + D dy), dy = h (gy + D^T dx), the Nash
      equilibrium of the local bilinear game that defines the method;
    - [cgd_two_forms]: dy = h (gy + D^T dx), the second closed form, with one system less to solve;
    - [cgd_fixed_point]: the step is zero exactly at critical points;
    - [cgd_reduces_to_gda]: D = 0 gives descent-ascent.

    Depends on: [forms], [vectors], MathComp.  Letters: the paper's eta is h, its D_xy^2 f is D. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From Gnash Require Import forms vectors.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Cgd.
Variables (R : realFieldType).

Definition cgd_system m n (h : R) (D : 'M[R]_(m, n)) : 'M[R]_m := 1%:M + h ^+ 2 *: (D *m D^T).

Theorem cgd_posdef m n h (D : 'M[R]_(m, n)) : posdef (cgd_system h D).
Proof.
move=> u u0; rewrite qformD qform1 qformZ /qform -mulmxA dot_mull.
by rewrite ltr_paddr ?dot_gt0 // mulr_ge0 ?sqr_ge0 ?dot_ge0.
Qed.

Theorem cgd_unit m n h (D : 'M[R]_(m, n)) : cgd_system h D \in unitmx.
Proof. exact/posdef_unit/cgd_posdef. Qed.

Lemma diag_posdef n (d : 'rV[R]_n) : (forall i, 0 < d 0 i) -> posdef (diag_mx d).
Proof.
move=> dp u u0; have e i : u i 0 * (diag_mx d *m u) i 0 = d 0 i * u i 0 ^+ 2.
  by rewrite mul_diag_mx mxE expr2 mulrCA.
have ge0 i : 0 <= d 0 i * u i 0 ^+ 2 by rewrite mulr_ge0 ?sqr_ge0 ?ltW.
rewrite /qform dotE (eq_bigr _ (fun i _ => e i)) lt0r sumr_ge0 // andbT.
apply: contra_neq u0 => s0; apply/matrixP => i j; rewrite ord1 mxE.
have /eqP := psumr_eq0P (fun i _ => ge0 i) s0 (i := i) isT.
by rewrite mulf_eq0 gt_eqF //= expf_eq0 => /eqP.
Qed.

Theorem acgd_posdef m n (a : 'rV[R]_m) (b : 'rV[R]_n) (D : 'M[R]_(m, n)) :
  (forall i, 0 < a 0 i) -> (forall i, 0 < b 0 i) ->
  posdef (diag_mx a + D *m diag_mx b *m D^T).
Proof.
move=> ap bp u u0; rewrite qformD ltr_paddr ?diag_posdef // /qform -!mulmxA dot_mull.
exact: (posdefW (diag_posdef bp)).
Qed.

(** [a] is the diagonal of D_x: the system has its inverse. *)
Theorem acgd_unit m n (a : 'rV[R]_m) (b : 'rV[R]_n) (D : 'M[R]_(m, n)) :
  (forall i, 0 < a 0 i) -> (forall i, 0 < b 0 i) ->
  diag_mx (map_mx (@GRing.inv R) a) + D *m diag_mx b *m D^T \in unitmx.
Proof.
move=> ap bp; apply: posdef_unit; apply: acgd_posdef => // i.
by rewrite mxE invr_gt0.
Qed.

Section Step.
Variables (m n : nat) (h : R) (D : 'M[R]_(m, n)) (gx : 'cV[R]_m) (gy : 'cV[R]_n).
Let X := cgd_system h D.
Let Y := cgd_system h D^T.

Definition cgd_dx := - (h *: (invmx X *m (gx + h *: (D *m gy)))).
Definition cgd_dy := h *: (invmx Y *m (gy - h *: (D^T *m gx))).

Lemma cgd_swap : X *m D = D *m Y.
Proof.
by rewrite /X /Y /cgd_system trmxK mulmxDl mulmxDr mul1mx mulmx1 -scalemxAl -scalemxAr mulmxA.
Qed.

Theorem cgd_push_through : D *m invmx Y = invmx X *m D.
Proof.
apply: (can_inj (mulKmx (cgd_unit h D))); rewrite mulmxA -/X cgd_swap -mulmxA.
by rewrite mulmxV ?cgd_unit // mulmx1 mulmxA mulmxV ?cgd_unit // mul1mx.
Qed.

Lemma cgd_swap_tr : Y *m D^T = D^T *m X.
Proof.
by rewrite /X /Y /cgd_system trmxK mulmxDl mulmxDr mul1mx mulmx1 -scalemxAl -scalemxAr mulmxA.
Qed.

Lemma cgd_dx_system : X *m cgd_dx = - (h *: (gx + h *: (D *m gy))).
Proof. by rewrite /cgd_dx mulmxN -scalemxAr mulmxA mulmxV ?cgd_unit // mul1mx. Qed.

Lemma cgd_dy_system : Y *m cgd_dy = h *: (gy - h *: (D^T *m gx)).
Proof. by rewrite /cgd_dy -scalemxAr mulmxA mulmxV ?cgd_unit // mul1mx. Qed.

Theorem cgd_two_forms : cgd_dy = h *: (gy + D^T *m cgd_dx).
Proof.
apply: (can_inj (mulKmx (cgd_unit h D^T))); rewrite -/Y cgd_dy_system.
rewrite -scalemxAr mulmxDr mulmxA cgd_swap_tr -mulmxA cgd_dx_system.
rewrite mulmxN -scalemxAr mulmxDr -scalemxAr /Y /cgd_system trmxK mulmxDl mul1mx -scalemxAl -mulmxA.
by move: (D^T *m gx) (D^T *m (D *m gy)) => a b; lin_ring.
Qed.

Lemma cgd_two_forms_x : cgd_dx = - (h *: (gx + D *m cgd_dy)).
Proof.
apply: (can_inj (mulKmx (cgd_unit h D))); rewrite -/X cgd_dx_system.
rewrite mulmxN -scalemxAr mulmxDr mulmxA cgd_swap -mulmxA cgd_dy_system.
rewrite -scalemxAr mulmxBr -scalemxAr /X /cgd_system mulmxDl mul1mx -scalemxAl -mulmxA.
by move: (D *m gy) (D *m (D^T *m gx)) => a b; lin_ring.
Qed.

Theorem cgd_nash dx dy :
  dx = - (h *: (gx + D *m dy)) /\ dy = h *: (gy + D^T *m dx) <-> dx = cgd_dx /\ dy = cgd_dy.
Proof.
split=> [[ex ey] | [-> ->]]; last by split; [apply: cgd_two_forms_x | apply: cgd_two_forms].
suff e : dx = cgd_dx by split=> //; rewrite ey e -cgd_two_forms.
apply: (can_inj (mulKmx (cgd_unit h D))); rewrite -/X cgd_dx_system.
have : dx = - (h *: (gx + D *m (h *: (gy + D^T *m dx)))) by rewrite -ey.
rewrite -scalemxAr mulmxDr mulmxA => e.
rewrite /X /cgd_system mulmxDl mul1mx -scalemxAl {1}e.
by move: (D *m gy) (D *m D^T *m dx) => a b; lin_ring.
Qed.

Theorem cgd_fixed_point : h != 0 -> (cgd_dx == 0) && (cgd_dy == 0) = (gx == 0) && (gy == 0).
Proof.
move=> h0; apply/andP/andP => -[/eqP e /eqP f].
  have := cgd_two_forms_x; have := cgd_two_forms.
  rewrite e f !mulmx0 !addr0 => /esym/eqP; rewrite scaler_eq0 (negbTE h0) /= => -> /esym/eqP.
  by rewrite oppr_eq0 scaler_eq0 (negbTE h0) /= => ->.
by rewrite /cgd_dx /cgd_dy e f !mulmx0 !scaler0 addr0 subr0 !mulmx0 !scaler0 oppr0 !eqxx.
Qed.

End Step.

Theorem cgd_reduces_to_gda m n h (gx : 'cV[R]_m) (gy : 'cV[R]_n) :
  cgd_dx h 0 gx gy = - (h *: gx) /\ cgd_dy h 0 gx gy = h *: gy.
Proof.
rewrite /cgd_dx /cgd_dy /cgd_system !trmx0 !mul0mx !scaler0 !addr0 !invmx1 !mul1mx subr0.
by [].
Qed.

End Cgd.
