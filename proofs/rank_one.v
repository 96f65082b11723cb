(* The Gauss-Newton core: B = l I + v v^T and its inverse.

   Results, for l the damping (the paper's lambda) and v the field, s = v . v:
   - sherman_morrison: l <> 0 and l + s <> 0 imply that B is invertible with B^-1 = l^-1 (I - (l + s)^-1 v v^T);
   - sherman_morrison_apply: B^-1 w = l^-1 (w - (v . w / (l + s)) v), the formula that the code evaluates;
   - gn_collapse: B^-1 v = (l + s)^-1 v, so that one step of the form `inverse` is a descent-ascent step (gn_step_inverse);
   - gn_spurious_value: (B^-1 - I) v = ((1 - (l + s)) / (l + s)) v;
   - gn_spurious: over an ordered field and for l > 0, (B^-1 - I) v = 0 exactly on v = 0 and on the sphere s = 1 - l;
   - gn_reverses: beyond the sphere the step goes against v, inside along it.

   Letters: GN writes lambda for the damping, here l.  Everything holds
   over any field (no square root), the last two results over any ordered field.  Depends on forms.v. *)

From mathcomp Require Import all_ssreflect all_algebra ring.
From Gnash Require Import forms.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Field.
Variables (K : fieldType) (n : nat).
Implicit Types (v w : 'cV[K]_n) (l : K).

(* B(p) of the paper, with v = v(p) *)
Definition gn_matrix l v : 'M[K]_n := l%:M + v *m v^T.

(* phi of the two forms: A(p) v(p) = phi(s) v(p) *)
Definition phi_inverse l s : K := (l + s)^-1.
Definition phi_minus_identity l s : K := (l + s)^-1 - 1.

Lemma gn_matrix_mul l v (w : 'cV[K]_n) : gn_matrix l v *m w = l *: w + dot v w *: v.
Proof. by rewrite mulmxDl mul_scalar_mx outer_mul. Qed.

Lemma sherman_morrison_mul l v : l != 0 -> l + dot v v != 0 ->
  gn_matrix l v *m (l^-1 *: (1%:M - (l + dot v v)^-1 *: (v *m v^T))) = 1%:M.
Proof.
move=> l0 ls0; rewrite -scalemxAr mulmxBr mulmx1 -scalemxAr mulmxA gn_matrix_mul -scalerDl -scalemxAl scalerA.
by rewrite mulVf // scale1r /gn_matrix addrK scale_scalar_mx mulVf.
Qed.

Theorem sherman_morrison l v : l != 0 -> l + dot v v != 0 ->
  gn_matrix l v \in unitmx /\
  invmx (gn_matrix l v) = l^-1 *: (1%:M - (l + dot v v)^-1 *: (v *m v^T)).
Proof.
move=> l0 ls0; have BC := sherman_morrison_mul l0 ls0.
have uB : gn_matrix l v \in unitmx by case/mulmx1_unit: BC.
by split=> //; rewrite -[RHS](mulKmx uB) BC mulmx1.
Qed.

Theorem sherman_morrison_apply l v w : l != 0 -> l + dot v v != 0 ->
  invmx (gn_matrix l v) *m w = l^-1 *: (w - (dot v w / (l + dot v v)) *: v).
Proof.
move=> l0 ls0; have [_ ->] := sherman_morrison l0 ls0.
by rewrite -scalemxAl mulmxBl mul1mx -scalemxAl outer_mul scalerA [_^-1 * _]mulrC.
Qed.

Theorem gn_collapse l v : l != 0 -> l + dot v v != 0 ->
  invmx (gn_matrix l v) *m v = (l + dot v v)^-1 *: v.
Proof.
move=> l0 ls0; have [uB _] := sherman_morrison l0 ls0.
apply: (canLR (mulKmx uB)); rewrite -scalemxAr gn_matrix_mul -scalerDl scalerA mulVf //.
by rewrite scale1r.
Qed.

(* One step p + h B^-1 v is a descent-ascent step of length h phi(s). *)
Theorem gn_step_inverse h l v (p : 'cV[K]_n) : l != 0 -> l + dot v v != 0 ->
  p + h *: (invmx (gn_matrix l v) *m v) = p + (h * phi_inverse l (dot v v)) *: v.
Proof. by move=> l0 ls0; rewrite gn_collapse // scalerA. Qed.

Theorem gn_step_minus_identity h l v (p : 'cV[K]_n) : l != 0 -> l + dot v v != 0 ->
  p + h *: ((invmx (gn_matrix l v) - 1%:M) *m v) = p + (h * phi_minus_identity l (dot v v)) *: v.
Proof. by move=> l0 ls0; rewrite mulmxBl mul1mx gn_collapse // -[X in _ - X]scale1r -scalerBl scalerA. Qed.

Theorem gn_spurious_value l v : l != 0 -> l + dot v v != 0 ->
  (invmx (gn_matrix l v) - 1%:M) *m v = ((1 - (l + dot v v)) / (l + dot v v)) *: v.
Proof.
move=> l0 ls0; rewrite mulmxBl mul1mx gn_collapse // -[X in _ - X]scale1r -scalerBl.
by rewrite mulrBl mul1r mulfV.
Qed.

(* The slope of phi is -1/(l + s)^2 up to a remainder quadratic in the increment. *)
Theorem phi_expansion (l s e : K) : l + s != 0 -> l + s + e != 0 ->
  phi_inverse l (s + e) = phi_inverse l s - (l + s) ^- 2 * e + (l + s) ^- 2 * (l + s + e)^-1 * e ^+ 2.
Proof. by rewrite /phi_inverse addrA => a0 b0; field; rewrite a0 b0. Qed.

End Field.

Section Ordered.
Variables (R : realFieldType) (n : nat).
Implicit Types (v w : 'cV[R]_n) (l : R).

Lemma damped_gt0 l v : 0 < l -> 0 < l + dot v v.
Proof. by move=> l0; rewrite ltr_paddr ?dot_ge0. Qed.

Theorem gn_spurious l v : 0 < l ->
  (invmx (gn_matrix l v) - 1%:M) *m v = 0 <-> v = 0 \/ dot v v = 1 - l.
Proof.
move=> l0; have ls := damped_gt0 v l0; have ls0 := lt0r_neq0 ls; rewrite gn_spurious_value ?lt0r_neq0 //.
split=> [/eqP|[->|->]]; last 2 first; first by rewrite scaler0.
  by rewrite addrCA subrr addr0 subrr mul0r scale0r.
rewrite scaler_eq0 mulf_eq0 invr_eq0 (negPf ls0) orbF subr_eq0 => /orP[/eqP e|/eqP]; last by left.
by right; rewrite e addrC addKr.
Qed.

(* Inside the sphere (s < 1 - l) the step of `inverse_minus_identity` is a positive multiple of v, outside a negative
   one: it runs away from where descent-ascent goes. *)
Theorem gn_reverses l v : 0 < l ->
  (0 < phi_minus_identity l (dot v v)) = (dot v v < 1 - l) /\
  (phi_minus_identity l (dot v v) < 0) = (1 - l < dot v v).
Proof.
move=> l0; have ls := damped_gt0 v l0; rewrite /phi_minus_identity subr_gt0 subr_lt0.
by rewrite invf_lt1 // invf_gt1 // ltr_subr_addl ltr_subl_addl.
Qed.

End Ordered.

Section Block.
Variables (K : fieldType) (m n : nat).
Implicit Types (vx : 'cV[K]_m) (vy : 'cV[K]_n) (l : K).

(* `gn_block` uses one B per player; on the whole field that is a block diagonal matrix. *)
Definition gn_block_matrix l vx vy : 'M[K]_(m + n) := block_mx (gn_matrix l vx) 0 0 (gn_matrix l vy).

Theorem gn_block_collapse l vx vy : l != 0 -> l + dot vx vx != 0 -> l + dot vy vy != 0 ->
  gn_block_matrix l vx vy \in unitmx /\
  invmx (gn_block_matrix l vx vy) *m col_mx vx vy =
    col_mx (phi_inverse l (dot vx vx) *: vx) (phi_inverse l (dot vy vy) *: vy).
Proof.
move=> l0 x0 y0; have [uX _] := sherman_morrison l0 x0; have [uY _] := sherman_morrison l0 y0.
have uB : gn_block_matrix l vx vy \in unitmx by rewrite unitmxE det_ublock unitrM -!unitmxE uX.
split=> //; apply: (canLR (mulKmx uB)).
rewrite mul_block_col !mul0mx addr0 add0r -!gn_collapse // !mulmxA !mulmxV //.
by rewrite !mul1mx.
Qed.

End Block.
