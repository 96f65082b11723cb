(* GDA-k and two time-scale descent-ascent near a strict local minimax (HFR, Appendix A).

   Letters: hx, hy the step sizes, k the number of ascent steps of y per step of x, T = I + hy Hyy one of them,
   C = -Hyy^-1 Hyx the slope of the ridge y = C x, S = Hxx - Hxy Hyy^-1 Hyx (schur).  The quadratic with these blocks, critical
   at the origin, stands for the linearisation.  Three orders, as in the code:
     doc      both from (x_t, y_t): the y loop uses x_t, the x step uses y_t (what the paper prints);
     x_first  x steps first, the y loop uses x_{t+1};   y_first  the y loop uses x_t, the x step uses y_{t+1}.

   Results, for Hyy invertible and any k:
   - ascent_loop: k ascent steps take y to C x + T^k (y - C x);
   - gda_k_doc, gda_k_x_first, gda_k_y_first: the step of each order, exactly, with k only in T^k;
   - gda_k_y_first_limit, gda_k_x_first_limit: what T^k = 0, the limit for k -> oo when T contracts, makes of them: the
     characteristic polynomial is that of I - hx S times X^n (Theorem A.2's claim, true for these two orders);
     gda_k_y_first_split: the finite-k matrix is that limit plus L T^k M with L, M free of k;
   - gda_k_doc_limit, gda_k_doc_refuted: the printed order has another limit: in one dimension, Hxx = -1, Hxy = 1,
     Hyy = -1/2, hx = 1, the rate that Theorem A.2 prints is |1 - hx S| = 0, but the limit matrix has the eigenvalue 1 + i;
   - ttur_block (A.1): two time-scale descent-ascent is I - hx [[Hxx, Hxy], [-c Hyx, -c Hyy]], c = hy / hx.
   Depends on forms.v, spectral.v, blocks.v, hessian_fr.v. *)

From mathcomp Require Import all_ssreflect all_algebra complex ring.
From Gnash Require Import forms spectral symmetric blocks hessian_fr.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Field.
Variables (K : fieldType) (m n : nat).
Variables (Hxx : 'M[K]_m) (Hxy : 'M[K]_(m, n)) (Hyx : 'M[K]_(n, m)) (Hyy : 'M[K]_n).
Implicit Types (x : 'cV[K]_m) (y : 'cV[K]_n) (hx hy h : K) (k : nat).
Local Notation S := (schur Hxx Hxy Hyx Hyy).
Local Notation gx := (quad_gx Hxx Hxy).
Local Notation gy := (quad_gy Hyx Hyy).

(* One ascent step of y at fixed x, and k of them *)
Definition ascent hy x y : 'cV[K]_n := y + hy *: gy x y.
Definition ascents hy k x y : 'cV[K]_n := iter k (ascent hy x) y.
Definition gda_k_step_doc hx hy k x y : 'cV[K]_(m + n) :=
  col_mx (x - hx *: gx x y) (ascents hy k x y).
Definition gda_k_step_x_first hx hy k x y : 'cV[K]_(m + n) :=
  let x1 := x - hx *: gx x y in col_mx x1 (ascents hy k x1 y).
Definition gda_k_step_y_first hx hy k x y : 'cV[K]_(m + n) :=
  let y1 := ascents hy k x y in col_mx (x - hx *: gx x y1) y1.

Definition ridge_slope : 'M[K]_(n, m) := - (invmx Hyy *m Hyx).

(* The k-th power as an iterated product; n may be 0, where MathComp's matrices have no ring structure. *)
Definition ascent_power hy k : 'M[K]_n := iter k (mulmx (1%:M + hy *: Hyy)) 1%:M.

Hypothesis uH : Hyy \in unitmx.

Lemma gy_ridge x y : gy x y = Hyy *m (y - ridge_slope *m x).
Proof. by rewrite /quad_gy /ridge_slope mulmxBr mulNmx mulmxN opprK !mulmxA mulmxV // mul1mx addrC. Qed.

Theorem ascent_loop hy k x y :
  ascents hy k x y = ridge_slope *m x + ascent_power hy k *m (y - ridge_slope *m x).
Proof.
elim: k => [|k IH]; first by rewrite /ascents /ascent_power /= mul1mx addrC subrK.
rewrite /ascents /ascent_power !iterS -/(ascents hy k x y) -/(ascent_power hy k) /ascent gy_ridge IH.
by rewrite [_ + _ - _]addrC addKr -mulmxA mulmxDl mul1mx -scalemxAl addrA.
Qed.

Lemma schur_ridge : S = Hxx + Hxy *m ridge_slope.
Proof. by rewrite /schur /ridge_slope mulmxN mulmxA. Qed.

(* The three steps as matrices; P stands for the power T^k *)
Definition gda_k_doc_matrix hx (P : 'M[K]_n) : 'M[K]_(m + n) :=
  block_mx (1%:M - hx *: Hxx) (- (hx *: Hxy)) (ridge_slope - P *m ridge_slope) P.
Definition gda_k_x_first_matrix hx (P : 'M[K]_n) : 'M[K]_(m + n) :=
  block_mx (1%:M - hx *: Hxx) (- (hx *: Hxy))
    ((ridge_slope - P *m ridge_slope) *m (1%:M - hx *: Hxx)) (P - (ridge_slope - P *m ridge_slope) *m (hx *: Hxy)).
Definition gda_k_y_first_matrix hx (P : 'M[K]_n) : 'M[K]_(m + n) :=
  block_mx (1%:M - hx *: S + hx *: (Hxy *m P *m ridge_slope)) (- (hx *: (Hxy *m P))) (ridge_slope - P *m ridge_slope) P.

Lemma loop_linear (P : 'M[K]_n) x y :
  ridge_slope *m x + P *m (y - ridge_slope *m x) = (ridge_slope - P *m ridge_slope) *m x + P *m y.
Proof. by rewrite mulmxBr mulmxBl mulmxA addrA addrAC. Qed.

Lemma x_linear hx x y : x - hx *: gx x y = (1%:M - hx *: Hxx) *m x + (- (hx *: Hxy)) *m y.
Proof. by rewrite /quad_gx mulmxBl mul1mx mulNmx -!scalemxAl scalerDr opprD addrA. Qed.

Theorem gda_k_doc hx hy k x y :
  gda_k_step_doc hx hy k x y = gda_k_doc_matrix hx (ascent_power hy k) *m col_mx x y.
Proof. by rewrite mul_block_col -x_linear -loop_linear -ascent_loop. Qed.

Theorem gda_k_x_first hx hy k x y :
  gda_k_step_x_first hx hy k x y = gda_k_x_first_matrix hx (ascent_power hy k) *m col_mx x y.
Proof.
rewrite mul_block_col -x_linear /gda_k_step_x_first ascent_loop loop_linear; congr col_mx.
rewrite [x - _]x_linear; set P := ascent_power hy k; set D := ridge_slope - P *m ridge_slope.
by rewrite [D *m (_ + _)]mulmxDr [(P - _) *m _]mulmxBl mulNmx mulmxN !mulmxA -addrA; congr (_ + _); rewrite addrC.
Qed.

Theorem gda_k_y_first hx hy k x y :
  gda_k_step_y_first hx hy k x y = gda_k_y_first_matrix hx (ascent_power hy k) *m col_mx x y.
Proof.
rewrite mul_block_col -loop_linear -ascent_loop /gda_k_step_y_first x_linear ascent_loop; congr col_mx.
set P := ascent_power hy k; rewrite schur_ridge !(mulmxDl, mulmxBl, mulNmx) !mul1mx -!scalemxAl.
rewrite !(mulmxDr, mulmxN, scalerDr, scalerN, opprD, opprK, mulmxA, mulmxDl, mulNmx).
by rewrite !addrA [RHS]addrAC.
Qed.

Theorem gda_k_y_first_limit hx : char_poly (gda_k_y_first_matrix hx 0) = char_poly (1%:M - hx *: S) * 'X^n.
Proof.
rewrite /gda_k_y_first_matrix !(mulmx0, mul0mx, scaler0, oppr0, subr0, addr0) char_poly_lblock; congr (_ * _).
by rewrite /char_poly /char_poly_mx map_mx0 subr0 det_scalar.
Qed.

Theorem gda_k_y_first_split hx (P : 'M[K]_n) :
  gda_k_y_first_matrix hx P = gda_k_y_first_matrix hx 0 + col_mx (- (hx *: Hxy)) 1%:M *m P *m row_mx (- ridge_slope) 1%:M.
Proof.
rewrite /gda_k_y_first_matrix !(mulmx0, mul0mx, scaler0, oppr0, subr0, addr0) mul_col_mx mul_col_row add_block_mx.
by rewrite !mulmx1 !mul1mx !add0r !mulmxN !mulNmx !opprK -!scalemxAl !scalerN.
Qed.

(* x_first is similar to y_first: the same two half steps, read from the other end. *)
Theorem gda_k_x_first_limit hx : char_poly (gda_k_x_first_matrix hx 0) = char_poly (1%:M - hx *: S) * 'X^n.
Proof.
pose L : 'M[K]_(m + n) := block_mx 1%:M 0 (- ridge_slope) 1%:M; pose M : 'M[K]_(m + n) := block_mx 1%:M 0 ridge_slope 1%:M.
have LM : L *m M = 1%:M.
  by rewrite mulmx_block !(mulmx0, mul0mx, mulmx1, mul1mx, addr0, add0r) addNr -(scalar_mx_block m n).
rewrite -(char_poly_similar _ LM) /gda_k_x_first_matrix !(mul0mx, subr0, sub0r).
have -> : L *m block_mx (1%:M - hx *: Hxx) (- (hx *: Hxy)) (ridge_slope *m (1%:M - hx *: Hxx))
    (- (ridge_slope *m (hx *: Hxy))) *m M = block_mx (1%:M - hx *: S) (- (hx *: Hxy)) 0 0.
  rewrite /L /M schur_ridge; move: ridge_slope => r.
  rewrite !mulmx_block !(mulmx0, mul0mx, mulmx1, mul1mx, addr0, add0r) !mulNmx !mulmxN opprK addNr subrr.
  by rewrite mul0mx addr0 scalerDr opprD addrA -scalemxAl.
rewrite char_poly_ublock; congr (_ * _).
by rewrite /char_poly /char_poly_mx map_mx0 subr0 det_scalar.
Qed.

(* The printed order: nothing of x_t reaches the x step through the loop. *)
Theorem gda_k_doc_limit hx :
  gda_k_doc_matrix hx 0 = block_mx (1%:M - hx *: Hxx) (- (hx *: Hxy)) ridge_slope 0.
Proof. by rewrite /gda_k_doc_matrix mul0mx subr0. Qed.

(* (A.1): two time-scale descent-ascent *)
Theorem ttur_block hx hy x y : hx != 0 ->
  col_mx (x - hx *: gx x y) (y + hy *: gy x y) =
  (1%:M - hx *: block_mx Hxx Hxy (- ((hy / hx) *: Hyx)) (- ((hy / hx) *: Hyy))) *m col_mx x y.
Proof.
move=> h0; rewrite mulmxBl mul1mx -scalemxAl mul_block_col -/(gx x y) scale_col_mx opp_col_mx add_col_mx.
congr col_mx; congr (_ + _); rewrite !mulNmx -!scalemxAl -opprD -scalerDr -/(gy x y) scalerN opprK scalerA.
by rewrite mulrC divfK.
Qed.

End Field.

(* Theorem A.2 read with the printed order: a strict local minimax with 1 - hx S = 0 where GDA-oo is unstable. *)
Theorem gda_k_doc_refuted (R : rcfType) : exists (Hxx Hxy Hyy : 'M[R]_1) (hx : R),
  [/\ negdef Hyy, posdef (schur Hxx Hxy Hxy^T Hyy), 0 < hx & 1%:M - hx *: schur Hxx Hxy Hxy^T Hyy = 0] /\
  ~ stable (cmx (gda_k_doc_matrix Hxx Hxy Hxy^T Hyy hx 0)).
Proof.
pose d : R := - 2%:R^-1; have d0 : d != 0 by rewrite oppr_eq0 invr_eq0 pnatr_eq0.
have dV : d^-1 = - 2%:R by rewrite invrN invrK.
have S1 : schur (- 1)%:M 1%:M (1%:M)^T d%:M = 1%:M :> 'M[R]_1.
  by rewrite /schur trmx1 invmx_scalar mul1mx mulmx1 -raddfB dV; congr _%:M; ring.
exists (- 1)%:M, 1%:M, d%:M, 1; rewrite S1; split.
  split; rewrite ?ltr01 ?scale1r ?subrr //; last exact: posdef1.
  by move=> u u0; rewrite /qform mul_scalar_mx dotZr nmulr_rlt0 ?dot_gt0 // oppr_lt0 invr_gt0 ltr0n.
pose z : complex R := Complex 1 1; pose w : 'rV[complex R]_(1 + 1) := row_mx (- z)%:M 1%:M.
move=> st; suff ez : eigenvalue (cmx (gda_k_doc_matrix (- 1)%:M (1%:M : 'M[R]_1) (1%:M)^T d%:M 1 0)) z.
  have nz : norm2 z = 1 + 1 by rewrite /norm2 /z /=; ring.
  by have := st _ ez; rewrite norm_lt1 nz gtr_addl ltr10.
apply/eigenvalueP; exists w; last first.
  by rewrite row_mx_eq0 negb_and -[X in _ || ~~ X]/(1%:M == 0) oner_eq0 orbT.
rewrite gda_k_doc_limit /ridge_slope trmx1 invmx_scalar dV mulmx1 !scale1r /cmx map_block_mx.
rewrite map_mx0 !(map_mxB, map_mxN, map_mx1, map_scalar_mx) mul_row_block scale_row_mx mulmx0 addr0 !mul1mx.
rewrite !mul_scalar_mx; congr row_mx; apply/matrixP => i j; rewrite !ord1 !mxE /= ?mulr1n; apply/eqP.
  by rewrite eq_complex /=; apply/andP; split; apply/eqP; ring.
by rewrite eq_complex /=; apply/andP; split; apply/eqP; ring.
Qed.
