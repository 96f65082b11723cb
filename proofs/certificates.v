(** * Certificates of stability

    Results, in words:
    - [lyapunov_contracts]: if q^2 P - M^T P M is positive semidefinite then
      (M^k x)^T P (M^k x) <= q^(2k) x^T P x, with no hypothesis on P;
    - [lyapunov_spectral]: if moreover P is positive definite and 0 <= q then every complex
      eigenvalue z of M has |z| <= q; [lyapunov_spectral_strict]: < q if the matrix is definite;
      [lyapunov_stable]: P and P - M^T P M positive definite put every eigenvalue strictly inside
      the unit disc (Stein).  P need not be symmetric;
    - [lyapunov_hurwitz]: P and -(P A + A^T P) positive definite: every eigenvalue of A has a
      negative real part (Lyapunov, continuous time);
    - [schur_cohn1], [schur_cohn2]: z + c, and z^2 + b z + c with complex coefficients, have all
      roots inside the unit disc iff |c| < 1, and iff |c| < 1 and |b - conj(b) c| < 1 - |c|^2;
    - [jury2]: for real b, c the second condition is |b| < 1 + c;
    - [routh_hurwitz2]: z^2 + b z + c, real, has both roots in Re z < 0 iff b > 0 and c > 0.

    Depends on: [forms], [vectors], MathComp, its real-closed package (R[i] for the eigenvalues of a real
    matrix).  The statements on polynomials hold over any [numClosedFieldType].

    Left out: that the checker's arithmetic is exact (it runs on rationals; the tests compare). *)

From mathcomp Require Import all_ssreflect all_algebra complex.
From mathcomp Require Import ring.
From Gnash Require Import forms vectors.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** Lyapunov *)

Lemma eigenvalue_tr (F : fieldType) n (A : 'M[F]_n) a : eigenvalue A^T a = eigenvalue A a.
Proof.
rewrite !eigenvalue_root_char; congr (root _ _); rewrite /char_poly -[RHS]det_tr.
by rewrite /char_poly_mx raddfB /= tr_scalar_mx map_trmx.
Qed.

Section Lyapunov.
Variables (R : realFieldType) (n : nat).
Implicit Types (P M : 'M[R]_n) (x : 'cV[R]_n).

Lemma qform_congr P M x : qform (M^T *m P *m M) x = qform P (M *m x).
Proof. by rewrite /qform -!mulmxA [LHS]dot_mull trmxK. Qed.

Theorem lyapunov_contracts P M q x k : possemidef (q ^+ 2 *: P - M^T *m P *m M) ->
  qform P (iter k (mulmx M) x) <= q ^+ (2 * k) * qform P x.
Proof.
move=> dec; elim: k => [|k IH]; first by rewrite muln0 expr0 mul1r.
have := dec (iter k (mulmx M) x); rewrite qformD qformN qformZ qform_congr subr_ge0 iterS.
move=> /le_trans; apply; rewrite mulnS exprD -mulrA; apply: ler_wpmul2l IH; exact: sqr_ge0.
Qed.

End Lyapunov.

Section LyapunovSpectral.
Variables (R : rcfType) (n : nat).
Implicit Types (P M A : 'M[R]_n) (z : R[i]).
Local Notation toC A := (map_mx (real_complex R) A).

(** A complex eigenvector is two real vectors. *)
Lemma eigen_split M z : eigenvalue (toC M) z ->
  exists a b : 'cV[R]_n, [/\ (a != 0) || (b != 0),
    M *m a = complex.Re z *: a - complex.Im z *: b & M *m b = complex.Im z *: a + complex.Re z *: b].
Proof.
rewrite -eigenvalue_tr => /eigenvalueP [u eu u0].
have [w w0 ew] : exists2 w : 'cV[R[i]]_n, w != 0 & toC M *m w = z *: w.
  exists u^T; last by have := congr1 trmx eu; rewrite trmx_mul trmxK linearZ.
  by apply: contraNneq u0 => /(congr1 trmx); rewrite trmxK trmx0 => ->.
pose a := map_mx (@complex.Re R) w; pose b := map_mx (@complex.Im R) w.
have entry i : \sum_j (M i j)%:C%C * w j 0 = z * w i 0.
  by have /matrixP/(_ i 0) := ew; rewrite !mxE => <-; apply: eq_bigr => j _; rewrite mxE.
exists a, b; split.
- rewrite -negb_and; apply: contra w0 => /andP [/eqP a0 /eqP b0].
  apply/eqP/matrixP => i j; rewrite ord1 [RHS]mxE.
  have /matrixP/(_ i 0) := a0; have /matrixP/(_ i 0) := b0; rewrite !mxE.
  by case: (w i 0) => x y /= -> ->.
- apply/matrixP => i j; rewrite ord1 !mxE.
  have := congr1 (@complex.Re R) (entry i); rewrite raddf_sum /=.
  have -> : complex.Re (z * w i 0) = complex.Re z * complex.Re (w i 0) - complex.Im z * complex.Im (w i 0).
    by case: z (w i 0) {eu ew entry} => [? ?] [? ?].
  move=> <-; apply: eq_bigr => l _; rewrite mxE.
  by case: (w l 0) => ? ? /=; rewrite mul0r subr0.
apply/matrixP => i j; rewrite ord1 !mxE.
have := congr1 (@complex.Im R) (entry i); rewrite raddf_sum /=.
have -> : complex.Im (z * w i 0) = complex.Im z * complex.Re (w i 0) + complex.Re z * complex.Im (w i 0).
  by case: z (w i 0) {eu ew entry} => [? ?] [? ?] /=; rewrite addrC.
move=> <-; apply: eq_bigr => l _; rewrite mxE.
by case: (w l 0) => ? ? /=; rewrite mul0r addr0.
Qed.

Definition sqmod z : R := complex.Re z ^+ 2 + complex.Im z ^+ 2.

Lemma sqmod_ge0 z : 0 <= sqmod z.
Proof. by rewrite addr_ge0 ?sqr_ge0. Qed.

Lemma sqmod_le z q : 0 <= q -> (`|z| <= q%:C%C) = (sqmod z <= q ^+ 2).
Proof.
move=> q0; rewrite normc_def lecR -/(sqmod z) -(@ler_pexpn2r _ 2) ?nnegrE ?sqrtr_ge0 //.
by rewrite sqr_sqrtr ?sqmod_ge0.
Qed.

Lemma sqmod_lt z q : 0 <= q -> (`|z| < q%:C%C) = (sqmod z < q ^+ 2).
Proof.
move=> q0; rewrite normc_def ltcR -/(sqmod z) -(@ltr_pexpn2r _ 2) ?nnegrE ?sqrtr_ge0 //.
by rewrite sqr_sqrtr ?sqmod_ge0.
Qed.

Lemma qform_split P M z a b :
  M *m a = complex.Re z *: a - complex.Im z *: b -> M *m b = complex.Im z *: a + complex.Re z *: b ->
  qform P (M *m a) + qform P (M *m b) = sqmod z * (qform P a + qform P b).
Proof.
move=> -> ->; rewrite /qform /sqmod !(mulmxDr, mulmxN) -!scalemxAr.
move: (P *m a) (P *m b) => c d; move: (complex.Re z) (complex.Im z) => p q.
by rewrite ?(dotDl, dotDr, dotZl, dotZr, dotNl, dotNr);
   move: (dot a c) (dot a d) (dot b c) (dot b d) => *; ring.
Qed.

Lemma posdef_pair P (a b : 'cV[R]_n) : posdef P -> (a != 0) || (b != 0) ->
  0 < qform P a + qform P b.
Proof.
move=> dP; have sP := posdefW dP.
by case/orP => /dP; [move/ltr_paddr | move/ltr_paddl]; apply; apply: sP.
Qed.

Theorem lyapunov_spectral P M q : posdef P -> 0 <= q ->
  possemidef (q ^+ 2 *: P - M^T *m P *m M) ->
  forall z, eigenvalue (toC M) z -> `|z| <= q%:C%C.
Proof.
move=> dP q0 dec z /eigen_split [a [b [ab ea eb]]]; rewrite sqmod_le //.
have := addr_ge0 (dec a) (dec b); rewrite !qformD !qformN !qformZ !qform_congr.
rewrite addrACA -opprD (qform_split _ ea eb) -mulrDr -mulrBl pmulr_lge0 ?subr_ge0 //.
exact: posdef_pair.
Qed.

Theorem lyapunov_spectral_strict P M q : posdef P -> 0 <= q ->
  posdef (q ^+ 2 *: P - M^T *m P *m M) ->
  forall z, eigenvalue (toC M) z -> `|z| < q%:C%C.
Proof.
move=> dP q0 dec z /eigen_split [a [b [ab ea eb]]]; rewrite sqmod_lt //.
have := posdef_pair dec ab; rewrite !qformD !qformN !qformZ !qform_congr.
rewrite addrACA -opprD (qform_split _ ea eb) -mulrDr -mulrBl pmulr_lgt0 ?subr_gt0 //.
exact: posdef_pair.
Qed.

Theorem lyapunov_stable P M : posdef P -> posdef (P - M^T *m P *m M) ->
  forall z, eigenvalue (toC M) z -> `|z| < 1.
Proof.
move=> dP dec; apply: (@lyapunov_spectral_strict P M 1) => //.
by rewrite expr1n scale1r.
Qed.

Theorem lyapunov_hurwitz P A : posdef P -> negdef (P *m A + A^T *m P) ->
  forall z, eigenvalue (toC A) z -> complex.Re z < 0.
Proof.
move=> dP dec z /eigen_split [a [b [ab ea eb]]].
have : qform (P *m A + A^T *m P) a + qform (P *m A + A^T *m P) b < 0.
  by rewrite -oppr_gt0 opprD -!qformN; apply: posdef_pair ab; apply/posdefN.
have E x : qform (P *m A + A^T *m P) x = dot (P^T *m x) (A *m x) + dot (A *m x) (P *m x).
  by rewrite qformD /qform -!mulmxA dot_mull [X in _ + X]dot_mull trmxK.
rewrite !E ea eb; have : 0 < dot a (P *m a) + dot b (P *m b) by apply: posdef_pair.
have swap x y : dot (P^T *m x) y = dot x (P *m y) by rewrite dot_mull.
rewrite ?(dotDl, dotDr, dotZl, dotZr, dotNl, dotNr) !swap.
move: (dot a (P *m a)) (dot a (P *m b)) (dot b (P *m a)) (dot b (P *m b)) => p q r s.
move: (complex.Re z) (complex.Im z) => x y pos.
set e := (X in X < 0); have -> : e = 2%:R * x * (p + s) by rewrite /e; ring.
by rewrite pmulr_llt0 // pmulr_rlt0 ?ltr0n.
Qed.

End LyapunovSpectral.

(** ** Polynomials of degree 1 and 2 *)

Section SchurCohn.
Variable C : numClosedFieldType.
Implicit Types (b c z r s : C).

Lemma norm_lt1 z : (`|z| < 1) = (z * z^* < 1).
Proof. by rewrite -normCK expr_lt1. Qed.

Theorem schur_cohn1 c : (forall z, z + c = 0 -> `|z| < 1) <-> `|c| < 1.
Proof.
split=> [/(_ (- c)) | h z /eqP]; first by rewrite addNr normrN; apply.
by rewrite addr_eq0 => /eqP ->; rewrite normrN.
Qed.

Lemma quadratic_roots b c : exists r s, b = - (r + s) /\ c = r * s.
Proof.
pose d := sqrtC (b ^+ 2 - 4%:R * c); exists ((d - b) / 2%:R), ((- d - b) / 2%:R).
have two : 2%:R != 0 :> C by rewrite pnatr_eq0.
have d2 : d ^+ 2 = b ^+ 2 - 4%:R * c by rewrite sqrtCK.
split; first by field.
apply: (mulfI (_ : 4%:R != 0)); first by rewrite pnatr_eq0.
rewrite (_ : 4%:R * (_ * _) = b ^+ 2 - d ^+ 2); last by field.
by rewrite d2; ring.
Qed.

Lemma quadratic_inside r s :
  (forall z, z ^+ 2 - (r + s) * z + r * s = 0 -> `|z| < 1) <-> `|r| < 1 /\ `|s| < 1.
Proof.
split=> [h | [hr hs] z e]; first by split; apply: h; ring.
have : (z - r) * (z - s) = 0 by rewrite -e; ring.
by move/eqP; rewrite mulf_eq0 !subr_eq0 => /orP [] /eqP ->.
Qed.

Theorem schur_cohn2 b c : (forall z, z ^+ 2 + b * z + c = 0 -> `|z| < 1) <->
  `|c| < 1 /\ `|b - b^* * c| < 1 - `|c| ^+ 2.
Proof.
have [r [s [-> ->]]] := quadratic_roots b c.
apply: (@iff_trans _ (`|r| < 1 /\ `|s| < 1)).
  by split=> [h | h z]; [apply/quadratic_inside => z; rewrite -mulNr; apply: h |
                         rewrite mulNr; apply: (quadratic_inside r s).2 h z].
have key : (1 - `|r * s| ^+ 2) ^+ 2 - `|- (r + s) - (- (r + s))^* * (r * s)| ^+ 2
   = (1 - `|r| ^+ 2) * (1 - `|s| ^+ 2) * `|1 - r^* * s| ^+ 2.
  rewrite !normCK !(rmorphM, rmorphN, rmorphB, rmorphD, rmorph1) /= ?conjCK.
  by move: (r^*) (s^*) => r' s'; ring.
have sq x : 0 <= x -> (`|- (r + s) - (- (r + s))^* * (r * s)| < x) =
    (0 < x ^+ 2 - `|- (r + s) - (- (r + s))^* * (r * s)| ^+ 2).
  by move=> x0; rewrite subr_gt0 ltr_pexpn2r ?nnegrE.
have R0 x : 0 <= `|x : C| ^+ 2 by rewrite exprn_ge0.
have lt1 x : (`|x : C| ^+ 2 < 1) = (`|x| < 1) by rewrite expr_lt1.
have N0 : `|r * s| < 1 -> `|1 - r^* * s| ^+ 2 > 0.
  move=> h; rewrite exprn_gt0 // normr_gt0 subr_eq0; apply/eqP => e.
  by move: h; rewrite normrM -norm_conjC -normrM -e normr1 ltxx.
split=> [[hr hs] | [hc]].
  have hc : `|r * s| < 1.
    by rewrite normrM mulr_ilt1.
  split=> //; rewrite sq ?key; first by rewrite mulr_gt0 ?N0 // mulr_gt0 // subr_gt0 lt1.
  by rewrite subr_ge0 ltW // lt1.
rewrite sq; last by rewrite subr_ge0 ltW // lt1.
rewrite key pmulr_lgt0 ?N0 // => h.
have hc2 : `|r| ^+ 2 * `|s| ^+ 2 < 1 by rewrite -exprMn -normrM lt1.
rewrite -!lt1; move: (R0 r) (R0 s) h hc2; move: (`|r| ^+ 2) (`|s| ^+ 2) => x y x0 y0 h hc2.
have xr := ger0_real x0; have yr := ger0_real y0.
have [x1|x1] := real_ltP xr (real1 _).
  by split=> //; move: h; rewrite pmulr_rgt0 subr_gt0.
have [y1|y1] := real_ltP yr (real1 _).
  by move: h; rewrite pmulr_lgt0 ?subr_gt0 // => /(le_lt_trans x1); rewrite ltxx.
by have := lt_le_trans hc2 (mulr_ege1 x1 y1); rewrite ltxx.
Qed.

Theorem jury2 b c : b \is Num.real -> c \is Num.real ->
  (forall z, z ^+ 2 + b * z + c = 0 -> `|z| < 1) <-> `|c| < 1 /\ `|b| < 1 + c.
Proof.
move=> br cr; apply: iff_trans (schur_cohn2 b c) _.
rewrite (CrealP br) real_normK // -{1}[b]mulr1 -mulrBr normrM.
suff h : `|c| < 1 -> (`|b| * `|1 - c| < 1 - c ^+ 2) = (`|b| < 1 + c).
  by split=> -[hc]; [rewrite h | rewrite -h].
move=> hc; have c1 : 0 < 1 - c by rewrite subr_gt0; apply: le_lt_trans hc; apply: real_ler_norm.
rewrite (gtr0_norm c1) (_ : 1 - c ^+ 2 = (1 + c) * (1 - c)); last by ring.
by rewrite ltr_pmul2r.
Qed.

End SchurCohn.

(** ** Continuous time *)

Section RouthHurwitz.
Variable R : rcfType.
Implicit Types (b c x y : R) (z : R[i]).

Lemma quadratic_split b c z : z ^+ 2 + b%:C%C * z + c%:C%C = 0 ->
  let x := complex.Re z in let y := complex.Im z in
  x ^+ 2 - y ^+ 2 + b * x + c = 0 /\ y * (2%:R * x + b) = 0.
Proof.
case: z => x y e; move: (congr1 (@complex.Re R) e) (congr1 (@complex.Im R) e) => /= er ei.
by split; [rewrite -[RHS]er | rewrite -[RHS]ei]; ring.
Qed.

Lemma quadratic_join b c x y : x ^+ 2 - y ^+ 2 + b * x + c = 0 -> y * (2%:R * x + b) = 0 ->
  (x +i* y)%C ^+ 2 + b%:C%C * (x +i* y)%C + c%:C%C = 0 :> R[i].
Proof.
move=> e f; apply/eqP; rewrite eq_complex /=; apply/andP.
by split; apply/eqP; [rewrite -[RHS]e; ring | rewrite -[RHS]f; ring].
Qed.

Theorem routh_hurwitz2 b c : (forall z, z ^+ 2 + b%:C%C * z + c%:C%C = 0 -> complex.Re z < 0) <->
  0 < b /\ 0 < c.
Proof.
have two : 2%:R != 0 :> R by rewrite pnatr_eq0.
split=> [h | [b0 c0] z /quadratic_split /= []]; last first.
  move: (complex.Re z) (complex.Im z) => x y e /eqP; rewrite mulf_eq0 => /orP [/eqP y0 | /eqP xb].
    rewrite ltNge; apply/negP => x0; move: e; rewrite y0 expr0n subr0 => /eqP.
    by rewrite gt_eqF // ltr_spaddr // addr_ge0 ?sqr_ge0 // mulr_ge0 // ltW.
  have -> : x = - (b / 2%:R) by apply: (mulfI two); rewrite -[LHS]addr0 -(subrr b) addrA xb; field.
  by rewrite oppr_lt0 divr_gt0 ?ltr0n.
have real_root x : x ^+ 2 + b * x + c = 0 -> x < 0.
  by move=> e; apply: (h (x +i* 0)%C); apply: quadratic_join; rewrite ?mul0r // expr0n subr0.
have [d0|d0] := lerP 0 (b ^+ 2 - 4%:R * c).
  pose d := Num.sqrt (b ^+ 2 - 4%:R * c); have d2 : d ^+ 2 = b ^+ 2 - 4%:R * c by rewrite sqr_sqrtr.
  have ec : c = (b ^+ 2 - d ^+ 2) / 4%:R by rewrite d2; field.
  have r1 : (d - b) / 2%:R < 0 by apply: real_root; rewrite ec; field.
  have r2 : (- d - b) / 2%:R < 0 by apply: real_root; rewrite ec; field.
  split; first by rewrite (_ : b = - ((d - b) / 2%:R + (- d - b) / 2%:R)) ?oppr_gt0 ?ltr_naddl ?(ltW r1) //; field.
  by rewrite (_ : c = (d - b) / 2%:R * ((- d - b) / 2%:R)) ?nmulr_rgt0 //; rewrite ec; field.
pose d := Num.sqrt (4%:R * c - b ^+ 2).
have d2 : d ^+ 2 = 4%:R * c - b ^+ 2 by rewrite sqr_sqrtr // -oppr_le0 opprB ltW.
have b0 : 0 < b.
  rewrite -oppr_lt0 -(pmulr_llt0 _ (_ : 0 < 2%:R^-1)) ?invr_gt0 ?ltr0n //.
  apply: (h (- b / 2%:R +i* (d / 2%:R))%C); apply: quadratic_join; last by field.
  rewrite (_ : c = (d ^+ 2 + b ^+ 2) / 4%:R); last by rewrite d2; field.
  by field.
split=> //; rewrite -(pmulr_rgt0 _ (_ : 0 < 4%:R)) ?ltr0n //.
by rewrite -oppr_lt0; apply: le_lt_trans d0; rewrite ler_addr sqr_ge0.
Qed.

End RouthHurwitz.
