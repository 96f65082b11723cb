(* Dot products and quadratic forms of real column vectors: the vocabulary that the other files share.

   Results: the dot product is symmetric and positive definite (dotC, dot_ge0, dot_eq0);
   a positive definite matrix is invertible (posdef_unit), and so is a negative definite one.

   "Definite" says nothing about symmetry here: posdef A means u^T A u > 0 for every u <> 0, and a statement that needs
   a symmetric matrix says so (A^T = A).  Depends on MathComp only. *)

From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Dot.
Variable K : comRingType.

(* v . w and the quadratic form u^T A u, as scalars *)
Definition dot n (v w : 'cV[K]_n) : K := (v^T *m w) 0 0.
Definition qform n (A : 'M[K]_n) (u : 'cV[K]_n) : K := dot u (A *m u).

Variable n : nat.
Implicit Types (u v w : 'cV[K]_n) (A B : 'M[K]_n).

Lemma dotE v w : dot v w = \sum_i v i 0 * w i 0.
Proof. by rewrite /dot mxE; apply: eq_bigr => i _; rewrite mxE. Qed.

Lemma dotC v w : dot v w = dot w v.
Proof. by rewrite !dotE; apply: eq_bigr => i _; rewrite mulrC. Qed.

Lemma dotDr v w u : dot v (w + u) = dot v w + dot v u.
Proof. by rewrite /dot mulmxDr mxE. Qed.
Lemma dotDl v w u : dot (w + u) v = dot w v + dot u v.
Proof. by rewrite dotC dotDr !(dotC v). Qed.
Lemma dotZr a v w : dot v (a *: w) = a * dot v w.
Proof. by rewrite /dot -scalemxAr mxE. Qed.
Lemma dotZl a v w : dot (a *: v) w = a * dot v w.
Proof. by rewrite dotC dotZr dotC. Qed.
Lemma dotNr v w : dot v (- w) = - dot v w.
Proof. by rewrite -scaleN1r dotZr mulN1r. Qed.
Lemma dotNl v w : dot (- v) w = - dot v w.
Proof. by rewrite dotC dotNr dotC. Qed.
Lemma dot0r v : dot v 0 = 0.
Proof. by rewrite /dot mulmx0 mxE. Qed.
Lemma dot0l v : dot 0 v = 0.
Proof. by rewrite dotC dot0r. Qed.

Lemma dot_mull m (M : 'M[K]_(n, m)) (w : 'cV[K]_m) v : dot v (M *m w) = dot (M^T *m v) w.
Proof. by rewrite /dot trmx_mul trmxK mulmxA. Qed.

Lemma outer_mul v w u : v *m w^T *m u = dot w u *: v.
Proof. by rewrite -mulmxA [w^T *m u]mx11_scalar mul_mx_scalar. Qed.

Lemma qformD A B u : qform (A + B) u = qform A u + qform B u.
Proof. by rewrite /qform mulmxDl dotDr. Qed.
Lemma qformN A u : qform (- A) u = - qform A u.
Proof. by rewrite /qform mulNmx dotNr. Qed.
Lemma qformZ a A u : qform (a *: A) u = a * qform A u.
Proof. by rewrite /qform -scalemxAl dotZr. Qed.
Lemma qform_tr A u : qform A^T u = qform A u.
Proof. by rewrite /qform dot_mull trmxK dotC. Qed.
Lemma qform1 u : qform 1%:M u = dot u u.
Proof. by rewrite /qform mul1mx. Qed.

End Dot.

Section Definite.
Variable R : realFieldType.

Definition possemidef n (A : 'M[R]_n) : Prop := forall u, 0 <= qform A u.
Definition posdef n (A : 'M[R]_n) : Prop := forall u, u != 0 -> 0 < qform A u.
Definition negsemidef n (A : 'M[R]_n) : Prop := forall u, qform A u <= 0.
Definition negdef n (A : 'M[R]_n) : Prop := forall u, u != 0 -> qform A u < 0.
Definition symmetric n (A : 'M[R]_n) : Prop := A^T = A.

Variable n : nat.
Implicit Types (u v w : 'cV[R]_n) (A B : 'M[R]_n).

Lemma dot_ge0 v : 0 <= dot v v.
Proof. by rewrite dotE sumr_ge0 // => i _; rewrite -expr2 sqr_ge0. Qed.

Lemma dot_eq0 v : (dot v v == 0) = (v == 0).
Proof.
apply/eqP/eqP => [|->]; last by rewrite dot0l.
rewrite dotE => /eqP; rewrite psumr_eq0 => [/allP v0|i _]; last by rewrite -expr2 sqr_ge0.
apply/matrixP => i j; rewrite ord1 mxE.
by have := v0 i (mem_index_enum i); rewrite mulf_eq0 orbb => /eqP.
Qed.

Lemma dot_gt0 v : (0 < dot v v) = (v != 0).
Proof. by rewrite lt_neqAle dot_ge0 andbT eq_sym dot_eq0. Qed.

Lemma posdefN A : posdef (- A) <-> negdef A.
Proof. by split=> dA u /dA; rewrite qformN oppr_gt0. Qed.
Lemma negdefN A : negdef (- A) <-> posdef A.
Proof. by split=> dA u /dA; rewrite qformN oppr_lt0. Qed.
Lemma possemidefN A : possemidef (- A) <-> negsemidef A.
Proof. by split=> dA u; have := dA u; rewrite qformN oppr_ge0. Qed.
Lemma negsemidefN A : negsemidef (- A) <-> possemidef A.
Proof. by split=> dA u; have := dA u; rewrite qformN oppr_le0. Qed.

Lemma posdefW A : posdef A -> possemidef A.
Proof.
by move=> dA u; have [->|/dA/ltW//] := eqVneq u 0; rewrite /qform dot0l.
Qed.

Lemma posdef1 : posdef (1%:M : 'M[R]_n).
Proof. by move=> u u0; rewrite qform1 dot_gt0. Qed.

Lemma posdef_unit A : posdef A -> A \in unitmx.
Proof.
move=> dA; rewrite -unitmx_tr unitmxE unitfE; apply/negP => /det0P [w w0 wA].
have /dA : w^T != 0 by apply: contraNneq w0 => /(congr1 trmx); rewrite trmxK trmx0 => ->.
suff Aw : A *m w^T = 0 by rewrite /qform Aw dot0r ltxx.
by apply: trmx_inj; rewrite trmx_mul trmxK trmx0.
Qed.

Lemma negdef_unit A : negdef A -> A \in unitmx.
Proof. by move=> /posdefN/posdef_unit; rewrite -scaleN1r unitmxZ // unitrN1. Qed.

End Definite.
