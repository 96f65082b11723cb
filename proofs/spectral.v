(* Eigenvalues and the open unit disc: GN's Lemma 3 (from Mescheder, Nowozin, Geiger), for numbers and for matrices.

   Results, over a real closed field R (the real numbers are one) with complex numbers R[i]:
   - disc_iff: for Re x < 0 and s > 0, |1 + s x| < 1 exactly when s < |Re x|^-1 * 2 / (1 + (Im x / Re x)^2);
   - step_bound_formula: that bound is -2 Re x / |x|^2;
   - disc_outside: Re x >= 0, x <> 0 and s > 0 imply |1 + s x| > 1 (and Re x >= 0 alone gives >= 1);
   - step_spectral: all eigenvalues of U in Re < 0 and s > 0: every eigenvalue of I + s U lies in the open unit disc
     exactly when s is below the bound of every eigenvalue; step_spectral_exists: all small s are such;
     step_spectral_needs: if one s > 0 is such then every eigenvalue of U has Re < 0;
   - nd_eig_Re: a real matrix whose quadratic form (equivalently whose symmetric part) is negative definite has all its
     complex eigenvalues in Re < 0; the semidefinite and positive versions; a symmetric real matrix has real eigenvalues
     (sym_eig_real), and a product of two symmetric positive definite matrices has positive ones (prod_posdef_eig).

   "Spectral radius < 1" is stable M: every eigenvalue has modulus < 1.  cmx M is the real matrix M read over R[i].
   Depends on forms.v.  Letters: GN writes xi for the eigenvalue and sigma for the step. *)

From mathcomp Require Import all_ssreflect all_algebra complex ring.
From Gnash Require Import forms.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Disc.
Variable R : rcfType.
Implicit Types (x z : complex R) (s : R).

Definition norm2 z : R := complex.Re z ^+ 2 + complex.Im z ^+ 2.

(* Lemma 3's bound on the step *)
Definition step_bound x : R := `|complex.Re x|^-1 * (2%:R / (1 + (complex.Im x / complex.Re x) ^+ 2)).

Lemma norm2_ge0 z : 0 <= norm2 z.
Proof. by rewrite addr_ge0 ?sqr_ge0. Qed.

Lemma norm_lt1 z : (`|z| < 1) = (norm2 z < 1).
Proof.
rewrite normc_def -[1]/((1 : R)%:C)%C ltcR -[X in _ < X](sqrtr1 R) ltr_sqrt //; exact: ltr01.
Qed.

Lemma norm_gt1 z : (1 < `|z|) = (1 < norm2 z).
Proof.
rewrite normc_def -[1]/((1 : R)%:C)%C ltcR -[X in X < _](sqrtr1 R).
have [z0|z0] := ltP 0 (norm2 z); first by rewrite ltr_sqrt.
by rewrite (ler0_sqrtr z0) !ltNge sqrtr_ge0 (le_trans z0 ler01).
Qed.

Lemma norm2_step s x :
  norm2 (1 + (s%:C)%C * x) = 1 + s * (2%:R * complex.Re x + s * norm2 x).
Proof. by case: x => a b; rewrite /norm2 /=; ring. Qed.

Theorem step_bound_formula x : complex.Re x < 0 -> step_bound x = - 2%:R * complex.Re x / norm2 x.
Proof.
case: x => a b; rewrite /step_bound /norm2 /= => a0; rewrite ltr0_norm //.
have an : a != 0 by rewrite lt_eqF.
have n0 : a ^+ 2 + b ^+ 2 != 0 by rewrite lt0r_neq0 // ltr_paddr ?sqr_ge0 // exprn_even_gt0.
by field; rewrite an n0.
Qed.

Lemma norm2_gt0 x : complex.Re x < 0 -> 0 < norm2 x.
Proof. by move=> x0; rewrite ltr_paddr ?sqr_ge0 // exprn_even_gt0 //= lt_eqF. Qed.

Theorem disc_iff x s : complex.Re x < 0 -> 0 < s ->
  (`|1 + (s%:C)%C * x| < 1) = (s < step_bound x).
Proof.
move=> x0 s0; rewrite step_bound_formula // norm_lt1 norm2_step gtr_addl pmulr_rlt0 //.
by rewrite ltr_pdivl_mulr ?norm2_gt0 // -[RHS]subr_lt0 mulNr opprK addrC.
Qed.

Lemma disc_outside_ge x s : 0 <= complex.Re x -> 0 < s -> 1 <= norm2 (1 + (s%:C)%C * x).
Proof.
move=> x0 s0; rewrite norm2_step ler_addl mulr_ge0 ?(ltW s0) // addr_ge0 //.
  by rewrite mulr_ge0 ?ler0n.
by rewrite mulr_ge0 ?(ltW s0) ?norm2_ge0.
Qed.

Theorem disc_outside x s : 0 <= complex.Re x -> x != 0 -> 0 < s -> 1 < `|1 + (s%:C)%C * x|.
Proof.
move=> x0 nx s0; rewrite norm_gt1 norm2_step ltr_addl pmulr_rgt0 // ltr_paddl ?mulr_ge0 ?ler0n //.
rewrite pmulr_rgt0 // lt_neqAle norm2_ge0 andbT eq_sym.
case: x nx {x0} => a b; apply: contraNneq => /eqP; rewrite /norm2 /= paddr_eq0 ?sqr_ge0 // !sqrf_eq0.
by case/andP=> /eqP -> /eqP ->.
Qed.

Theorem step_bound_gt0 x : complex.Re x < 0 -> 0 < step_bound x.
Proof.
move=> x0; rewrite step_bound_formula // mulr_gt0 ?invr_gt0 ?norm2_gt0 //.
by rewrite mulNr oppr_gt0 pmulr_rlt0 ?ltr0n.
Qed.

End Disc.

Section Spectral.
Variables (R : rcfType) (n : nat).
Implicit Types (U M : 'M[complex R]_n) (s : R) (x z : complex R).

Definition stable M : Prop := forall z, eigenvalue M z -> `|z| < 1.

Lemma eigenvalue_step U (c : complex R) x : eigenvalue U x -> eigenvalue (1%:M + c *: U) (1 + c * x).
Proof.
case/eigenvalueP=> w wU w0; apply/eigenvalueP; exists w => //.
by rewrite mulmxDr mulmx1 -scalemxAr wU scalerDl scale1r scalerA.
Qed.

Lemma step_eigenvalue U (c : complex R) z : c != 0 -> eigenvalue (1%:M + c *: U) z ->
  exists2 x, eigenvalue U x & z = 1 + c * x.
Proof.
move=> c0 /eigenvalueP[w]; rewrite mulmxDr mulmx1 -scalemxAr => e w0.
exists (c^-1 * (z - 1)); last by rewrite mulrA mulfV // mul1r addrC subrK.
apply/eigenvalueP; exists w => //.
have e1 : c *: (w *m U) = (z - 1) *: w by rewrite scalerBl scale1r -e addrC addKr.
by rewrite -scalerA -e1 scalerA mulVf // scale1r.
Qed.

Lemma step_pos_neq0 s : 0 < s -> (s%:C)%C != 0 :> complex R.
Proof. by move=> s0; rewrite -[0]/((0 : R)%:C)%C (inj_eq (@complexI R)) lt0r_neq0. Qed.

Theorem step_spectral U s : (forall x, eigenvalue U x -> complex.Re x < 0) -> 0 < s ->
  stable (1%:M + (s%:C)%C *: U) <-> (forall x, eigenvalue U x -> s < step_bound x).
Proof.
move=> neg s0; split=> [st x ex|bd z].
  by rewrite -disc_iff ?neg //; apply: st; apply: eigenvalue_step.
by case/(step_eigenvalue (step_pos_neq0 s0)) => x ex ->; rewrite disc_iff ?neg ?bd.
Qed.

Theorem step_spectral_needs U s : 0 < s -> stable (1%:M + (s%:C)%C *: U) ->
  forall x, eigenvalue U x -> complex.Re x < 0.
Proof.
move=> s0 st x /(eigenvalue_step (s%:C)%C)/st; rewrite norm_lt1 [_ < 0]ltNge => lt1.
by apply: contraL lt1 => x0; rewrite -leNgt disc_outside_ge.
Qed.

(* The eigenvalues are finitely many, so one bound serves them all. *)
Lemma eigenvalue_seq U : exists r : seq (complex R), forall x, eigenvalue U x = (x \in r).
Proof.
have [r e] := closed_field_poly_normal (char_poly U); exists r => x.
rewrite eigenvalue_root_char e (eqP (char_poly_monic U)) scale1r.
by rewrite root_prod_XsubC.
Qed.

Lemma seq_bound (T : eqType) (r : seq T) (f : T -> R) : (forall t : T, t \in r -> 0 < f t) ->
  exists2 s0, 0 < s0 & forall t : T, t \in r -> s0 <= f t.
Proof.
elim: r => [|y r IH] pos; first by exists 1.
case: IH => [t tr|s0 s0gt le]; first by apply: pos; rewrite inE tr orbT.
exists (Num.min (f y) s0) => [|t]; first by rewrite lt_minr s0gt pos // mem_head.
by rewrite inE le_minl => /orP[/eqP->|/le->]; rewrite ?lexx ?orbT.
Qed.

Theorem step_spectral_exists U : (forall x, eigenvalue U x -> complex.Re x < 0) ->
  exists2 s0 : R, 0 < s0 & forall s, 0 < s -> s < s0 -> stable (1%:M + (s%:C)%C *: U).
Proof.
move=> neg; have [r er] := eigenvalue_seq U.
have [x xr|s0 s0gt le] := @seq_bound _ r (@step_bound R); first by rewrite step_bound_gt0 ?neg ?er.
exists s0 => // s sgt lt; apply/(step_spectral neg sgt) => x; rewrite er => /le.
exact: lt_le_trans.
Qed.

End Spectral.

Section Real.
Variables (R : rcfType) (n : nat).
Implicit Types (A M N P Q : 'M[R]_n) (a b : 'cV[R]_n) (z : complex R).

Definition cmx m k (M : 'M[R]_(m, k)) : 'M[complex R]_(m, k) := map_mx (real_complex R) M.

Lemma Re_mulmx (w : 'rV[complex R]_n) M :
  map_mx (@complex.Re R) (w *m cmx M) = map_mx (@complex.Re R) w *m M.
Proof.
apply/matrixP => i j; rewrite !mxE raddf_sum; apply: eq_bigr => k _; rewrite !mxE.
by case: (w i k) => x y /=; rewrite mulr0 subr0.
Qed.

Lemma Im_mulmx (w : 'rV[complex R]_n) M :
  map_mx (@complex.Im R) (w *m cmx M) = map_mx (@complex.Im R) w *m M.
Proof.
apply/matrixP => i j; rewrite !mxE raddf_sum; apply: eq_bigr => k _; rewrite !mxE.
by case: (w i k) => x y /=; rewrite mulr0 add0r.
Qed.

Lemma Re_scale z (w : 'rV[complex R]_n) : map_mx (@complex.Re R) (z *: w) =
  complex.Re z *: map_mx (@complex.Re R) w - complex.Im z *: map_mx (@complex.Im R) w.
Proof. by apply/matrixP => i j; rewrite !mxE; case: z => ? ?; case: (w i j). Qed.

Lemma Im_scale z (w : 'rV[complex R]_n) : map_mx (@complex.Im R) (z *: w) =
  complex.Im z *: map_mx (@complex.Re R) w + complex.Re z *: map_mx (@complex.Im R) w.
Proof. by apply/matrixP => i j; rewrite !mxE; case: z => ? ?; case: (w i j) => ? ? /=; rewrite addrC. Qed.

(* An eigenvector of the real pencil (M, N), split into its real and imaginary parts. *)
Lemma pencil_split M N z (w : 'rV[complex R]_n) : w != 0 -> w *m cmx M = z *: (w *m cmx N) ->
  exists a b, [/\ (a != 0) || (b != 0),
    a^T *m M = complex.Re z *: (a^T *m N) - complex.Im z *: (b^T *m N) &
    b^T *m M = complex.Im z *: (a^T *m N) + complex.Re z *: (b^T *m N)].
Proof.
move=> w0 e; exists (map_mx (@complex.Re R) w)^T, (map_mx (@complex.Im R) w)^T.
rewrite !trmxK -!Re_mulmx -!Im_mulmx e Re_scale Im_scale; split=> //.
apply: contraNT w0; rewrite negb_or !negbK => /andP[/eqP ra /eqP rb].
apply/eqP/matrixP => i j; rewrite ord1 mxE.
have := congr1 (fun m : 'cV[R]_n => m j 0) ra; have := congr1 (fun m : 'cV[R]_n => m j 0) rb.
by rewrite !mxE; case: (w 0 j) => x y /= -> ->.
Qed.

Lemma rowform A a b : (a^T *m A *m b) 0 0 = dot a (A *m b).
Proof. by rewrite /dot mulmxA. Qed.

Lemma addE (X Y : 'M[R]_1) : (X + Y) 0 0 = X 0 0 + Y 0 0. Proof. by rewrite mxE. Qed.
Lemma subE (X Y : 'M[R]_1) : (X - Y) 0 0 = X 0 0 - Y 0 0. Proof. by rewrite !mxE. Qed.
Lemma scaleE c (X : 'M[R]_1) : (c *: X) 0 0 = c * X 0 0. Proof. by rewrite mxE. Qed.

Lemma pencil_Re M N a b (s t : R) : symmetric N ->
  a^T *m M = s *: (a^T *m N) - t *: (b^T *m N) ->
  b^T *m M = t *: (a^T *m N) + s *: (b^T *m N) ->
  qform M a + qform M b = s * (qform N a + qform N b).
Proof.
move=> sN ea eb; rewrite /qform -!rowform ea eb.
have sw : (a^T *m N *m b) 0 0 = (b^T *m N *m a) 0 0.
  by rewrite rowform dot_mull sN dotC rowform.
rewrite mulmxBl mulmxDl -!scalemxAl subE addE !scaleE sw.
by move: (_ 0 0) (_ 0 0) (_ 0 0) => x y z; ring.
Qed.

Lemma pencil_Im M N a b (s t : R) : symmetric M -> symmetric N ->
  a^T *m M = s *: (a^T *m N) - t *: (b^T *m N) ->
  b^T *m M = t *: (a^T *m N) + s *: (b^T *m N) ->
  t * (qform N a + qform N b) = 0.
Proof.
move=> sM sN ea eb.
have swM : (a^T *m M *m b) 0 0 = (b^T *m M *m a) 0 0 by rewrite rowform dot_mull sM dotC rowform.
have swN : (a^T *m N *m b) 0 0 = (b^T *m N *m a) 0 0 by rewrite rowform dot_mull sN dotC rowform.
move: swM; rewrite ea eb mulmxBl mulmxDl -!scalemxAl subE addE !scaleE swN !rowform -!/(qform _ _).
move: (dot _ _) (qform _ _) (qform _ _) => x y z /eqP; rewrite -subr_eq0 => /eqP e.
by rewrite -[RHS]oppr0 -e; ring.
Qed.

Lemma qform_sum_gt0 N a b : posdef N -> (a != 0) || (b != 0) -> 0 < qform N a + qform N b.
Proof.
move=> dN; case/orP=> [/dN a0|/dN b0]; first by rewrite ltr_paddr // posdefW.
by rewrite ltr_paddl // posdefW.
Qed.

(* Eigenvalues of a pencil of symmetric matrices, the second one positive definite. *)
Lemma pencil_posdef M N z (w : 'rV[complex R]_n) : symmetric N -> posdef N -> posdef M ->
  w != 0 -> w *m cmx M = z *: (w *m cmx N) -> 0 < complex.Re z.
Proof.
move=> sN dN dM w0 /(pencil_split w0)[a [b [ab ea eb]]].
have := qform_sum_gt0 dM ab; rewrite (pencil_Re sN ea eb) pmulr_lgt0 //.
exact: qform_sum_gt0.
Qed.

Lemma pencil_real M N z (w : 'rV[complex R]_n) : symmetric M -> symmetric N -> posdef N ->
  w != 0 -> w *m cmx M = z *: (w *m cmx N) -> complex.Im z = 0.
Proof.
move=> sM sN dN w0 /(pencil_split w0)[a [b [ab ea eb]]].
move/eqP: (pencil_Im sM sN ea eb); rewrite mulf_eq0 => /orP[/eqP//|].
by rewrite gt_eqF ?qform_sum_gt0.
Qed.

Lemma symmetric1 : symmetric (1%:M : 'M[R]_n).
Proof. exact: trmx1. Qed.

Lemma eig_pencil1 A z : eigenvalue (cmx A) z ->
  exists2 w : 'rV[complex R]_n, w != 0 & w *m cmx A = z *: (w *m cmx 1%:M).
Proof. by case/eigenvalueP=> w wA w0; exists w; rewrite // wA /cmx map_mx1 mulmx1. Qed.

Theorem pd_eig_Re A : posdef A -> forall z, eigenvalue (cmx A) z -> 0 < complex.Re z.
Proof.
move=> dA z /eig_pencil1[w w0 e].
exact: (pencil_posdef symmetric1 (posdef1 (n := n)) dA w0 e).
Qed.

Lemma eigenvalueN A z : eigenvalue (cmx A) z -> eigenvalue (cmx (- A)) (- z).
Proof.
case/eigenvalueP=> w wA w0; apply/eigenvalueP; exists w => //.
by rewrite /cmx map_mxN mulmxN -/(cmx A) wA scaleNr.
Qed.

Theorem nd_eig_Re A : negdef A -> forall z, eigenvalue (cmx A) z -> complex.Re z < 0.
Proof.
move=> /posdefN dA z /eigenvalueN/(pd_eig_Re dA).
by rewrite raddfN oppr_gt0.
Qed.

Theorem nsd_eig_Re A : negsemidef A -> forall z, eigenvalue (cmx A) z -> complex.Re z <= 0.
Proof.
move=> dA z /eig_pencil1[w w0 e]; have [a [b [ab ea eb]]] := pencil_split w0 e.
have := pencil_Re symmetric1 ea eb; have pos := qform_sum_gt0 (posdef1 (n := n)) ab.
move=> eq; rewrite -(pmulr_lle0 _ pos) -eq.
by rewrite -[0]addr0 ler_add.
Qed.

(* The hypothesis on the form and the one on the symmetric part are the same. *)
Theorem negdef_sympart A : negdef A <-> negdef (2%:R^-1 *: (A + A^T)).
Proof.
have e u : qform (2%:R^-1 *: (A + A^T)) u = qform A u.
  by rewrite qformZ qformD qform_tr; move: (qform A u) => q; field.
by split=> dA u /dA; rewrite e.
Qed.

Theorem sym_eig_real A : symmetric A -> forall z, eigenvalue (cmx A) z -> complex.Im z = 0.
Proof.
move=> sA z /eig_pencil1[w w0 e].
exact: (pencil_real sA symmetric1 (posdef1 (n := n)) w0 e).
Qed.

Theorem prod_posdef_eig P Q : symmetric P -> posdef P -> symmetric Q -> posdef Q ->
  forall z, eigenvalue (cmx (P *m Q)) z -> complex.Im z = 0 /\ 0 < complex.Re z.
Proof.
move=> sP dP sQ dQ z /eigenvalueP[w wPQ w0].
have e : w *m cmx (P *m Q *m P) = z *: (w *m cmx P).
  by rewrite /cmx map_mxM mulmxA -/(cmx (P *m Q)) wPQ -scalemxAl.
have sM : symmetric (P *m Q *m P) by rewrite /symmetric !trmx_mul sP sQ mulmxA.
have dM : posdef (P *m Q *m P).
  move=> u u0; rewrite /qform -!mulmxA dot_mull sP; apply: dQ.
  apply: contraNneq u0 => Pu; rewrite -[u](mulKmx (posdef_unit dP)) Pu mulmx0 //.
by split; [apply: (pencil_real sM sP dP w0 e) | apply: (pencil_posdef sP dP dM w0 e)].
Qed.

End Real.
