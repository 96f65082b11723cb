(* The spectral theorem for symmetric real matrices, which MathComp 1.15 does not have.

   Results, over a real closed field:
   - sym_spectral: every symmetric M is Q^T D Q with Q orthogonal (Q Q^T = I) and D diagonal;
   - sym_pd: a symmetric M is positive definite exactly when all its eigenvalues (in R) are positive;
     sym_pd_complex: the same with the eigenvalues taken in R[i]; sym_nd: the negative version.

   Proof: an eigenvector from the algebraic closure, made real; a Householder reflection moves it to the first axis;
   induction on the rest.  Depends on forms.v and spectral.v. *)

From mathcomp Require Import all_ssreflect all_algebra complex ring.
From Gnash Require Import forms spectral.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Householder.
Variables (R : rcfType) (n : nat).
Implicit Types (u v e : 'cV[R]_n).

Definition householder u : 'M[R]_n := 1%:M - (2%:R / dot u u) *: (u *m u^T).

Lemma householder_sym u : (householder u)^T = householder u.
Proof. by rewrite /householder linearB /= trmx1 linearZ /= trmx_mul trmxK. Qed.

Lemma householder_apply u v : householder u *m v = v - (2%:R / dot u u * dot u v) *: u.
Proof. by rewrite mulmxBl mul1mx -scalemxAl outer_mul scalerA. Qed.

Lemma householder_invol u : householder u *m householder u = 1%:M.
Proof.
rewrite {2}/householder mulmxBr mulmx1 -scalemxAr mulmxA householder_apply.
have [->|u0] := eqVneq u 0; first by rewrite /householder !trmx0 !mulmx0 !scaler0 !subr0.
rewrite divfK ?dot_eq0 //; have -> : u - 2%:R *: u = - u by rewrite scaler_nat mulr2n opprD addNKr.
by rewrite mulNmx scalerN opprK /householder subrK.
Qed.

(* The reflection along e - v exchanges the unit vectors e and v. *)
Lemma householder_swap e v : dot e e = 1 -> dot v v = 1 -> householder (e - v) *m e = v.
Proof.
move=> ee vv; rewrite householder_apply.
have uu : dot (e - v) (e - v) = 2%:R * dot (e - v) e.
  by rewrite !(dotDl, dotDr, dotNl, dotNr) ee vv (dotC v e); move: (dot e v) => x; ring.
have [u0|u0] := eqVneq (e - v) 0; first by rewrite u0 scaler0 subr0; apply/eqP; rewrite -subr_eq0 u0.
by rewrite mulrAC -uu divff ?dot_eq0 // scale1r opprB addrC subrK.
Qed.

End Householder.

Section Spectral.
Variable R : rcfType.

Lemma unit_vector n (v : 'cV[R]_n) : v != 0 -> exists2 c : R, c != 0 & dot (c *: v) (c *: v) = 1.
Proof.
rewrite -dot_gt0 => vv; have s0 : 0 < Num.sqrt (dot v v) by rewrite sqrtr_gt0.
exists (Num.sqrt (dot v v))^-1; first by rewrite invr_eq0 lt0r_neq0.
by rewrite dotZl dotZr mulrA -expr2 exprVn sqr_sqrtr ?(ltW vv) // mulVf ?lt0r_neq0.
Qed.

Lemma complex_eigenvalue n (M : 'M[complex R]_n.+1) : exists z, eigenvalue M z.
Proof.
have /closed_rootP[z rz] : size (char_poly M) != 1%N by rewrite size_char_poly.
by exists z; rewrite eigenvalue_root_char.
Qed.

Lemma sym_eigenvector n (M : 'M[R]_n.+1) : symmetric M ->
  exists2 v : 'cV[R]_n.+1, dot v v = 1 & exists s : R, M *m v = s *: v.
Proof.
move=> sM; have [z ez] := complex_eigenvalue (cmx M).
have im0 := sym_eig_real sM ez; case/eig_pencil1: ez => w w0 /(pencil_split w0)[a [b []]].
rewrite im0 !scale0r subr0 add0r !mulmx1 => ab ea eb.
have [v v0 ev] : exists2 v : 'cV[R]_n.+1, v != 0 & M *m v = complex.Re z *: v.
  by case/orP: ab => [a0|b0]; [exists a | exists b] => //; apply: trmx_inj; rewrite trmx_mul sM linearZ.
have [c c0 cv] := unit_vector v0; exists (c *: v) => //; exists (complex.Re z).
by rewrite -scalemxAr ev scalerA mulrC -scalerA.
Qed.

Theorem sym_spectral n (M : 'M[R]_n) : symmetric M ->
  exists (Q : 'M[R]_n) (d : 'rV[R]_n), Q *m Q^T = 1%:M /\ M = Q^T *m diag_mx d *m Q.
Proof.
elim: n M => [|n IH] M sM; first by exists 1%:M, 0; split; apply/matrixP => -[].
have [v vv [s ev]] := sym_eigenvector sM.
pose e : 'cV[R]_(1 + n) := col_mx 1%:M 0.
have ee : dot e e = 1 by rewrite /dot tr_col_mx trmx1 mul_row_col mul1mx mulmx0 addr0 mxE.
pose H := householder (e - v); have He : H *m e = v by apply: householder_swap.
have HH : H *m H = 1%:M := householder_invol _; have Ht : H^T = H := householder_sym _.
pose N : 'M[R]_(1 + n) := H *m M *m H.
have sN : symmetric N by rewrite /symmetric !trmx_mul Ht sM mulmxA.
have eN : N *m e = s *: e.
  by rewrite /N -mulmxA He -mulmxA ev -scalemxAr -He mulmxA HH mul1mx.
have eqN : N = block_mx s%:M 0 0 (drsubmx N).
  have := eN; rewrite -{1}[N]submxK mul_block_col !mulmx1 !mulmx0 !addr0 scale_col_mx scaler0 scalemx1.
  move/eq_col_mx=> [ul dl]; rewrite -{1}[N]submxK ul dl; congr block_mx.
  by rewrite -[ursubmx N]trmxK trmx_ursub sN dl trmx0.
have [Q2 [d [QQ eM]]] : exists (Q : 'M[R]_n) (d : 'rV[R]_n), Q *m Q^T = 1%:M /\ drsubmx N = Q^T *m diag_mx d *m Q.
  by apply: IH; rewrite /symmetric trmx_drsub sN.
pose B : 'M[R]_(1 + n) := block_mx 1%:M 0 0 Q2; pose D : 'rV[R]_(1 + n) := row_mx s%:M d.
have trB : B^T = block_mx 1%:M 0 0 Q2^T by rewrite /B (@tr_block_mx _ 1 n 1 n) !trmx0 trmx1.
have BB : B *m B^T = 1%:M.
  by rewrite trB mulmx_block !(mul0mx, mulmx0, mul1mx, addr0, add0r) QQ -scalar_mx_block.
have BDB : B^T *m diag_mx D *m B = N.
  rewrite trB /D diag_mx_row !mulmx_block !(mul0mx, mulmx0, mul1mx, mulmx1, addr0, add0r) -eM [RHS]eqN.
  by congr block_mx; apply/matrixP => i j; rewrite !ord1 !mxE eqxx.
exists (B *m H), D; rewrite trmx_mul Ht; split.
  by rewrite mulmxA -(mulmxA _ H H) HH mulmx1.
have -> : M = H *m N *m H by rewrite /N !mulmxA HH mul1mx -mulmxA HH mulmx1.
by rewrite -BDB !mulmxA.
Qed.

Lemma spectral_eigenvalue n (Q : 'M[R]_n) (d : 'rV[R]_n) i : Q *m Q^T = 1%:M ->
  eigenvalue (Q^T *m diag_mx d *m Q) (d 0 i).
Proof.
move=> QQ; apply/eigenvalueP; exists (row i Q).
  rewrite -row_mul !mulmxA QQ mul1mx row_mul row_diag_mx -scalemxAl; congr (_ *: _).
  by rewrite -rowE.
apply/eqP => r0; have := congr1 (fun A => row i A) QQ.
rewrite row_mul r0 mul0mx => /(congr1 (fun A : 'rV[R]_n => A 0 i)); rewrite !mxE eqxx => /eqP.
by rewrite eq_sym oner_eq0.
Qed.

Lemma spectral_qform n (Q : 'M[R]_n) (d : 'rV[R]_n) (u : 'cV[R]_n) :
  qform (Q^T *m diag_mx d *m Q) u = \sum_i d 0 i * (Q *m u) i 0 ^+ 2.
Proof.
rewrite /qform -!mulmxA dot_mull trmxK dotE; apply: eq_bigr => i _.
rewrite mul_diag_mx [(\matrix_(_, _) _) _ _]mxE; move: ((Q *m u) i 0) => x.
by rewrite mulrCA expr2.
Qed.

Theorem sym_pd n (M : 'M[R]_n) : symmetric M ->
  (forall s, eigenvalue M s -> 0 < s) <-> posdef M.
Proof.
move=> sM; split=> [pos u u0|dM s /eigenvalueP[w wM w0]].
  have [Q [d [QQ eM]]] := sym_spectral sM; rewrite eM spectral_qform.
  have d0 i : 0 < d 0 i by apply: pos; rewrite eM; apply: spectral_eigenvalue.
  rewrite lt_neqAle sumr_ge0 ?andbT; last by move=> i _; rewrite mulr_ge0 ?sqr_ge0 ?(ltW (d0 i)).
  apply: contraNneq u0 => /esym/eqP; rewrite psumr_eq0; last first.
    by move=> i _; rewrite mulr_ge0 ?sqr_ge0 ?(ltW (d0 i)).
  move/allP=> all0; have Qu : Q *m u = 0.
    apply/matrixP => i j; rewrite ord1 [RHS]mxE; have := all0 i (mem_index_enum i).
    by rewrite mulf_eq0 gt_eqF ?d0 //= sqrf_eq0 => /eqP.
  by rewrite -[u]mul1mx -(mulmx1C QQ) -mulmxA Qu mulmx0.
have w1 : w^T != 0 by apply: contraNneq w0 => /(congr1 trmx); rewrite trmxK trmx0 => ->.
have := dM _ w1; rewrite /qform dot_mull -dotC.
have -> : M^T *m w^T = s *: w^T by rewrite -trmx_mul wM linearZ.
by rewrite dotZr pmulr_lgt0 ?dot_gt0.
Qed.

Theorem sym_nd n (M : 'M[R]_n) : symmetric M ->
  (forall s, eigenvalue M s -> s < 0) <-> negdef M.
Proof.
move=> sM; have sN : symmetric (- M) by rewrite /symmetric linearN /= sM.
have eN s : eigenvalue (- M) s = eigenvalue M (- s).
  apply/eigenvalueP/eigenvalueP => -[w wM w0]; exists w => //.
    by rewrite scaleNr -wM mulmxN opprK.
  by rewrite mulmxN wM scaleNr opprK.
split=> [neg|dM s es]; first by apply/posdefN/(sym_pd sN) => s; rewrite eN => /neg; rewrite oppr_lt0.
by rewrite -oppr_gt0; apply: (proj2 (sym_pd sN)); [apply/posdefN | rewrite eN opprK].
Qed.

(* For a symmetric matrix the complex eigenvalues are the real ones. *)
Theorem sym_eigenvalue_complex n (M : 'M[R]_n) z : symmetric M ->
  eigenvalue (cmx M) z <-> complex.Im z = 0 /\ eigenvalue M (complex.Re z).
Proof.
move=> sM; split=> [ez|[im0]]; last first.
  have -> : z = real_complex R (complex.Re z) by case: z im0 => a b /= ->.
  by rewrite /cmx eigenvalue_map.
have im0 := sym_eig_real sM ez; split=> //; move: ez.
have {1}-> : z = real_complex R (complex.Re z) by case: z im0 => a b /= ->.
by rewrite /cmx eigenvalue_map.
Qed.

Theorem sym_pd_complex n (M : 'M[R]_n) : symmetric M ->
  (forall z, eigenvalue (cmx M) z -> 0 < complex.Re z) <-> posdef M.
Proof.
move=> sM; split=> [pos|dM]; last exact: pd_eig_Re.
apply/(sym_pd sM) => s es; have := pos (real_complex R s); apply.
by rewrite /cmx eigenvalue_map.
Qed.

End Spectral.
