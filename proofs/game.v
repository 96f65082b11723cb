(* The field of a two-player game, GN's Lemma 1, and what it gives for descent-ascent, consensus optimization and SGA.

   Letters: fxx, fxy, fyx, fyy the second derivatives; x minimises and y maximises, the field is v = (-gx, gy) and
   field_jacobian = v' = [[-fxx, -fxy], [fyx, fyy]].  GN lets x maximise: paper_jacobian = [[fxx, fxy], [-fxy^T, -fyy]], and its
   signs are mirrored; Lemma 1 is stated in both.  A zero-sum game has fyx = fxy^T.

   Results:
   - lemma1, lemma1_strict: v' has a negative semidefinite (definite) form exactly when fxx >= 0 and fyy <= 0 (fxx > 0 and
     fyy < 0), the second-order conditions of a local Nash point; lemma1_paper, lemma1_paper_strict: in GN's letters;
   - nash_eig: at a strict local Nash point every eigenvalue of v' has Re < 0; gda_nash_stable: I + h v' is stable for all
     small h > 0; gda_nash_iff: exactly for h below the bound of Lemma 3 at every eigenvalue;
   - nash_minimax: strict local Nash conditions imply the strict local minimax conditions; minimax_not_nash: not conversely;
   - conopt_linearisation, conopt_stable: consensus optimization is I + h (J - g J^T J) at an equilibrium, and where J is
     invertible with negative semidefinite form (bilinear games included) it is stable for every g > 0 and all small h;
   - sga_antisym, sga_step_players: SGA's matrix A is [[0, C], [-C^T, 0]] with C = (fxy + fyx^T)/2, and its step is
     x - h (gx + l C gy), y + h (gy - l C^T gx); sga_linearisation: I + h (I + l A^T) J; sga_bilinear_stable: stable on an
     invertible bilinear game for every l > 0 and all small h; gda_bilinear_unstable: where descent-ascent never is.

   The linearisations are stated on an affine field, v(p) = J p around the equilibrium at the origin; local_methods.v has the
   derivative of p + A(p) v(p) at an equilibrium of any differentiable field v (conopt_derivative, sga_derivative).
   Depends on forms.v, spectral.v, blocks.v, hessian_fr.v (schur). *)

From mathcomp Require Import all_ssreflect all_algebra complex ring.
From Gnash Require Import forms spectral symmetric blocks hessian_fr.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Field.
Variables (K : comRingType) (m n : nat).
Variables (fxx : 'M[K]_m) (fxy : 'M[K]_(m, n)) (fyx : 'M[K]_(n, m)) (fyy : 'M[K]_n).

Definition field_jacobian : 'M[K]_(m + n) := block_mx (- fxx) (- fxy) fyx fyy.
Definition paper_jacobian : 'M[K]_(m + n) := block_mx fxx fxy (- fxy^T) (- fyy).

Lemma dot_col (a c : 'cV[K]_m) (b d : 'cV[K]_n) : dot (col_mx a b) (col_mx c d) = dot a c + dot b d.
Proof. by rewrite /dot tr_col_mx mul_row_col mxE. Qed.

Lemma field_qform a b : fyx = fxy^T -> qform field_jacobian (col_mx a b) = - qform fxx a + qform fyy b.
Proof.
move=> e; rewrite /qform mul_block_col dot_col !dotDr !mulNmx !dotNr e.
rewrite [dot b (fxy^T *m a)]dot_mull trmxK [dot (fxy *m b) a]dotC.
by move: (dot a (fxx *m a)) (dot a (fxy *m b)) (dot b (fyy *m b)) => p q r; ring.
Qed.

Lemma paper_qform a b : qform paper_jacobian (col_mx a b) = qform fxx a - qform fyy b.
Proof.
rewrite /qform mul_block_col dot_col !dotDr !mulNmx !dotNr.
rewrite [dot b (fxy^T *m a)]dot_mull trmxK [dot (fxy *m b) a]dotC.
by move: (dot a (fxx *m a)) (dot a (fxy *m b)) (dot b (fyy *m b)) => p q r; ring.
Qed.

End Field.

Section Lemma1.
Variables (R : realFieldType) (m n : nat).
Variables (fxx : 'M[R]_m) (fxy : 'M[R]_(m, n)) (fyx : 'M[R]_(n, m)) (fyy : 'M[R]_n).
Local Notation J := (field_jacobian fxx fxy fyx fyy).

Lemma qform0 k (A : 'M[R]_k) : qform A 0 = 0.
Proof. by rewrite /qform dot0l. Qed.

Lemma col_mx_neq0 (a : 'cV[R]_m) (b : 'cV[R]_n) : (col_mx a b != 0) = (a != 0) || (b != 0).
Proof. by rewrite col_mx_eq0 negb_and. Qed.

Theorem lemma1 : fyx = fxy^T -> negsemidef J <-> possemidef fxx /\ negsemidef fyy.
Proof.
move=> e; split=> [nJ|[px ny] u]; last first.
  by rewrite -[u]vsubmxK field_qform // -[0]addr0 ler_add // oppr_le0.
split=> [a|b]; first by have := nJ (col_mx a 0); rewrite field_qform // qform0 addr0 oppr_le0.
by have := nJ (col_mx 0 b); rewrite field_qform // qform0 oppr0 add0r.
Qed.

Theorem lemma1_strict : fyx = fxy^T -> negdef J <-> posdef fxx /\ negdef fyy.
Proof.
move=> e; split=> [nJ|[px ny] u]; last first.
  rewrite -[u]vsubmxK col_mx_neq0 field_qform // addrC subr_lt0.
  have [->|b0 _] := eqVneq (dsubmx u) 0; first by rewrite orbF qform0 => /px.
  by rewrite (lt_le_trans (ny _ b0)) // posdefW.
split=> [a a0|b b0]; first have := nJ (col_mx a 0); last have := nJ (col_mx 0 b).
  by rewrite col_mx_neq0 a0 field_qform // qform0 addr0 oppr_lt0 => /(_ isT).
by rewrite col_mx_neq0 b0 orbT field_qform // qform0 oppr0 add0r => /(_ isT).
Qed.

Theorem lemma1_paper : negsemidef (paper_jacobian fxx fxy fyy) <-> negsemidef fxx /\ possemidef fyy.
Proof.
split=> [nJ|[px ny] u]; last by rewrite -[u]vsubmxK paper_qform -[0]addr0 ler_add // oppr_le0.
split=> [a|b]; first by have := nJ (col_mx a 0); rewrite paper_qform qform0 subr0.
by have := nJ (col_mx 0 b); rewrite paper_qform qform0 sub0r oppr_le0.
Qed.

Theorem lemma1_paper_strict : negdef (paper_jacobian fxx fxy fyy) <-> negdef fxx /\ posdef fyy.
Proof.
split=> [nJ|[px ny] u]; last first.
  rewrite -[u]vsubmxK col_mx_neq0 paper_qform subr_lt0.
  have [->|a0 _] := eqVneq (usubmx u) 0; first by rewrite qform0 => /ny.
  by rewrite (lt_le_trans (px _ a0)) // posdefW.
split=> [a a0|b b0]; first have := nJ (col_mx a 0); last have := nJ (col_mx 0 b).
  by rewrite col_mx_neq0 a0 paper_qform qform0 subr0 => /(_ isT).
by rewrite col_mx_neq0 b0 orbT paper_qform qform0 sub0r oppr_lt0 => /(_ isT).
Qed.

(* Strict local Nash implies strict local minimax: the ridge only adds a nonnegative form. *)
Lemma schur_qform (a : 'cV[R]_m) : fyx = fxy^T -> fyy \in unitmx ->
  qform (schur fxx fxy fyx fyy) a = qform fxx a - qform fyy (invmx fyy *m (fyx *m a)).
Proof.
move=> e uy; rewrite qformD qformN; congr (_ - _).
rewrite /qform -!mulmxA dot_mull -e mulKVmx //.
by rewrite dotC; congr dot.
Qed.

Theorem nash_minimax : fyx = fxy^T -> posdef fxx -> negdef fyy -> posdef (schur fxx fxy fyx fyy) /\ negdef fyy.
Proof.
move=> e px ny; split=> // a a0; rewrite schur_qform ?negdef_unit // subr_gt0.
by apply: le_lt_trans (px _ a0); move: (posdefW (proj2 (posdefN fyy) ny)) => /possemidefN; apply.
Qed.

End Lemma1.

(* f = -x^2/2 + 2 x y - y^2/2: a strict local minimax where x sits at a maximum. *)
Theorem minimax_not_nash (R : realFieldType) : exists fxx fxy fyy : 'M[R]_1,
  [/\ negdef fyy, posdef (schur fxx fxy fxy^T fyy) & ~ possemidef fxx].
Proof.
have q (c : R) u : qform c%:M u = c * dot u u :> R by rewrite /qform mul_scalar_mx dotZr.
exists (- 1)%:M, 2%:R%:M, (- 1)%:M; split.
- by move=> u u0; rewrite q mulN1r oppr_lt0 dot_gt0.
- have -> : schur (- 1)%:M 2%:R%:M (2%:R%:M)^T (- 1)%:M = 3%:R%:M :> 'M[R]_1.
    by rewrite /schur tr_scalar_mx invmx_scalar -!scalar_mxM -raddfB; congr _%:M; rewrite invrN1; ring.
  by move=> u u0; rewrite q mulr_gt0 ?ltr0n ?dot_gt0.
move=> /(_ 1%:M); rewrite q /dot trmx1 mulmx1 mxE mulr1 leNgt oppr_lt0.
by rewrite ltr01.
Qed.

Section Descent.
Variables (R : rcfType) (m n : nat).
Variables (fxx : 'M[R]_m) (fxy : 'M[R]_(m, n)) (fyx : 'M[R]_(n, m)) (fyy : 'M[R]_n).
Local Notation J := (field_jacobian fxx fxy fyx fyy).
Implicit Types h g l : R.

Theorem nash_eig : fyx = fxy^T -> posdef fxx -> negdef fyy ->
  forall z, eigenvalue (cmx J) z -> complex.Re z < 0.
Proof. by move=> e px ny; apply: nd_eig_Re; apply/lemma1_strict. Qed.

(* Any field whose linearisation has all eigenvalues on the left. *)
Lemma ascent_stable_exists k (U : 'M[R]_k) : (forall z, eigenvalue (cmx U) z -> complex.Re z < 0) ->
  exists2 h0 : R, 0 < h0 & forall h, 0 < h -> h < h0 -> stable (cmx (1%:M + h *: U)).
Proof.
move=> /step_spectral_exists[h0 h0gt st]; exists h0 => // h hgt hlt.
by rewrite /cmx map_mxD map_mx1 map_mxZ; apply: st.
Qed.

Theorem gda_nash_stable : fyx = fxy^T -> posdef fxx -> negdef fyy ->
  exists2 h0 : R, 0 < h0 & forall h, 0 < h -> h < h0 -> stable (cmx (1%:M + h *: J)).
Proof. by move=> e px ny; apply: ascent_stable_exists; apply: nash_eig. Qed.

Theorem gda_nash_iff h : fyx = fxy^T -> posdef fxx -> negdef fyy -> 0 < h ->
  stable (cmx (1%:M + h *: J)) <-> (forall z, eigenvalue (cmx J) z -> h < step_bound z).
Proof.
move=> e px ny h0; rewrite /cmx map_mxD map_mx1 map_mxZ; apply: step_spectral => //.
exact: nash_eig.
Qed.

(* Consensus optimization: p + h (v - g J^T v) *)
Definition conopt_jacobian k h g (U : 'M[R]_k) : 'M[R]_k := 1%:M + h *: (U - g *: (U^T *m U)).

Theorem conopt_linearisation k h g (U : 'M[R]_k) (p : 'cV[R]_k) :
  p + h *: (U *m p - g *: (U^T *m (U *m p))) = conopt_jacobian h g U *m p.
Proof. by rewrite mulmxDl mul1mx -scalemxAl mulmxBl -scalemxAl -mulmxA. Qed.

Theorem conopt_stable k g (U : 'M[R]_k) : negsemidef U -> U \in unitmx -> 0 < g ->
  exists2 h0 : R, 0 < h0 & forall h, 0 < h -> h < h0 -> stable (cmx (conopt_jacobian h g U)).
Proof.
move=> nU uU g0; apply: ascent_stable_exists; apply: nd_eig_Re => u u0.
rewrite qformD qformN qformZ [qform (_ *m _) u]/qform -mulmxA dot_mull trmxK.
have Uu : U *m u != 0 by apply: contraNneq u0 => Uu; rewrite -[u](mulKmx uU) Uu mulmx0.
by rewrite subr_lt0 (le_lt_trans (nU u)) // mulr_gt0 ?dot_gt0.
Qed.

(* Symplectic gradient adjustment: p - h (xi + l A^T xi), xi = -v, H = -J, A = (H - H^T)/2 *)
Definition antisym_part k (U : 'M[R]_k) : 'M[R]_k := 2%:R^-1 *: (- U - (- U)^T).
Definition sga_step k h l (A : 'M[R]_k) (p v : 'cV[R]_k) : 'cV[R]_k := p - h *: (- v + l *: (A^T *m - v)).
Definition sga_jacobian k h l (U : 'M[R]_k) : 'M[R]_k := 1%:M + h *: ((1%:M + l *: (antisym_part U)^T) *m U).

Theorem sga_linearisation k h l (U : 'M[R]_k) (p : 'cV[R]_k) :
  sga_step h l (antisym_part U) p (U *m p) = sga_jacobian h l U *m p.
Proof.
rewrite /sga_step /sga_jacobian [RHS]mulmxDl mul1mx -[(h *: _) *m p]scalemxAl -mulmxA mulmxDl mul1mx.
by rewrite mulmxN scalerN -opprD scalerN opprK -scalemxAl.
Qed.

Theorem sga_antisym : symmetric fxx -> symmetric fyy ->
  antisym_part J = block_mx 0 (2%:R^-1 *: (fxy + fyx^T)) (- (2%:R^-1 *: (fxy + fyx^T))^T) 0.
Proof.
move=> sx sy; rewrite /antisym_part /field_jacobian opp_block_mx tr_block_mx opp_block_mx add_block_mx scale_block_mx.
rewrite !opprK ![(- _)^T]linearN /= sx sy !opprK subrr addNr !scaler0; congr block_mx.
have -> : (2%:R^-1 *: (fxy + fyx^T))^T = 2%:R^-1 *: (fxy^T + fyx) by apply/matrixP => i j; rewrite !mxE.
by rewrite -scalerN opprD addrC.
Qed.

Theorem sga_step_players h l (C : 'M[R]_(m, n)) (x gx : 'cV[R]_m) (y gy : 'cV[R]_n) :
  sga_step h l (block_mx 0 C (- C^T) 0) (col_mx x y) (col_mx (- gx) gy) =
  col_mx (x - h *: (gx + l *: (C *m gy))) (y + h *: (gy - l *: (C^T *m gx))).
Proof.
rewrite /sga_step tr_block_mx !trmx0 [(- _)^T]linearN /= trmxK opp_col_mx opprK mul_block_col !mul0mx add0r addr0.
rewrite mulmxN mulNmx opprK !scale_col_mx add_col_mx scale_col_mx opp_col_mx add_col_mx; congr col_mx.
by congr (_ + _); rewrite -scalerN opprD opprK.
Qed.

Theorem sga_bilinear_stable k l (U : 'M[R]_k) : U^T = - U -> U \in unitmx -> 0 < l ->
  exists2 h0 : R, 0 < h0 & forall h, 0 < h -> h < h0 -> stable (cmx (sga_jacobian h l U)).
Proof.
move=> aU uU l0; apply: ascent_stable_exists; apply: nd_eig_Re => u u0.
have eA : antisym_part U = - U.
  rewrite /antisym_part linearN /= aU opprK -opprD scalerN; congr (- _).
  by rewrite -mulr2n -scaler_nat scalerA mulVf ?pnatr_eq0 // scale1r.
have Uu : U *m u != 0 by apply: contraNneq u0 => Uu; rewrite -[u](mulKmx uU) Uu mulmx0.
have q0 : qform U u = 0.
  have /eqP : qform U u = - qform U u by rewrite -[LHS]qform_tr aU qformN.
  by rewrite -addr_eq0 -mulr2n mulrn_eq0 /= => /eqP.
rewrite eA linearN /= aU opprK mulmxDl mul1mx qformD q0 add0r -scalemxAl qformZ pmulr_rlt0 //.
by rewrite /qform -mulmxA dot_mull aU mulNmx dotNl oppr_lt0 dot_gt0.
Qed.

(* On a bilinear game descent-ascent leaves the closed unit disc whatever the step. *)
Theorem gda_bilinear_unstable k h (U : 'M[R]_k) z : U^T = - U -> 0 < h -> z != 0 ->
  eigenvalue (cmx U) z -> 1 < `|1 + (h%:C)%C * z|.
Proof.
move=> aU h0 z0 ez; apply: disc_outside => //.
have nU : negsemidef (- U).
  move=> u; have /eqP : qform U u = - qform U u by rewrite -[LHS]qform_tr aU qformN.
  by rewrite -addr_eq0 -mulr2n mulrn_eq0 /= qformN => /eqP->; rewrite oppr0.
by have := nsd_eig_Re nU (eigenvalueN ez); rewrite raddfN oppr_le0.
Qed.

End Descent.
