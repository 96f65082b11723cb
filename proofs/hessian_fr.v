(* HessianFR (Gao, Liu, Ng, Zhou, sections 2.3 and 3.1): linearisation, spectrum, Theorem 3.2 in both directions.

   Letters, as in the paper: hx = eta_x, h1 = eta_y1, h2 = eta_y2, c1 = h1 / hx, c2 = h2 / hx; Hxx, Hxy, Hyx, Hyy the blocks
   of the Hessian of f (x minimises, y maximises); S = Hxx - Hxy Hyy^-1 Hyx (schur).  Nothing but Hyy invertible is assumed
   of the blocks unless said; in particular Hyx = Hxy^T is not needed before Theorem 3.2's converse.

   Results:
   - hfr_linearisation (3.5): on a quadratic the step is the matrix hfr_jacobian, I - hx [[I, 0], [-Hyy^-1 Hyx, -c1 + c2 Hyy^-1]] H;
   - hfr_similar: it is similar to I - hx [[S, Hxy], [0, -c1 Hyy + c2 I]];
   - hfr_char_poly: its characteristic polynomial is that of I - hx S times that of I - hx (-c1 Hyy + c2 I);
   - hfr_stable (Theorem 3.2, first half): S > 0, Hyy < 0 (as forms), c1 > 0, c2 >= 0 give an h0 > 0 such that every
     0 < hx < h0 has spectral radius < 1;
   - hfr_stable_iff: with S and Hyy symmetric the paper's bound is exact: stable if and only if every eigenvalue of S and of
     -c1 Hyy + c2 I lies in (0, 2 / hx);
   - hfr_converse_fixed (second half, refined): stable, and Hyy without eigenvalue in [0, c2/c1), gives S > 0 and Hyy < 0;
     hfr_converse_counterexample: without that hypothesis it is false (one-dimensional x and y, Hyy = 1, c1 = 1, c2 = 2,
     hx = 1: the Jacobian is 0, yet y sits at a minimum);
     fr_converse: for FR itself (c2 = 0) nothing has to be added;
   - hfr_is_fr, fr_similar (3.8): h2 = 0 is FR; gdn_step_is_hfr (3.4): on a quadratic GDN's step is HessianFR's with h1 = 0,
     h2 = 1 exactly; gdn_char_poly (3.11): then y contributes only zero eigenvalues.

   Leaves the paper: the paper's (3.8) and (3.11) print Hyx^-1 for Hyy^-1; we use Hyy^-1.
   Depends on forms.v, spectral.v, symmetric.v, blocks.v. *)

From mathcomp Require Import all_ssreflect all_algebra complex ring.
From Gnash Require Import forms spectral symmetric blocks.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Ridge.
Variables (K : fieldType) (m n : nat).
Variables (Hxx : 'M[K]_m) (Hxy : 'M[K]_(m, n)) (Hyx : 'M[K]_(n, m)) (Hyy : 'M[K]_n).

Definition hessian : 'M[K]_(m + n) := block_mx Hxx Hxy Hyx Hyy.
Definition schur : 'M[K]_m := Hxx - Hxy *m invmx Hyy *m Hyx.

(* Linearised step of a follow-the-ridge method: x moves along X gx, y along Y gy with the ridge correction. *)
Definition ridge_jacobian hx (X : 'M[K]_m) (Y : 'M[K]_n) : 'M[K]_(m + n) :=
  1%:M - hx *: (block_mx X 0 (- (invmx Hyy *m Hyx *m X)) Y *m hessian).

(* The change of variables of the paper's proof: y is measured from the ridge. *)
Definition to_ridge : 'M[K]_(m + n) := block_mx 1%:M 0 (invmx Hyy *m Hyx) 1%:M.
Definition from_ridge : 'M[K]_(m + n) := block_mx 1%:M 0 (- (invmx Hyy *m Hyx)) 1%:M.

Lemma to_from_ridge : to_ridge *m from_ridge = 1%:M.
Proof.
rewrite mulmx_block !(mulmx0, mul0mx, mulmx1, mul1mx, addr0, add0r) subrr -(scalar_mx_block m n) //.
Qed.

Lemma ridge_similar hx X Y : Hyy \in unitmx ->
  to_ridge *m ridge_jacobian hx X Y *m from_ridge =
  block_mx (1%:M - hx *: (X *m schur)) (- (hx *: (X *m Hxy))) 0 (1%:M - hx *: (Y *m Hyy)).
Proof.
move=> uH; rewrite mulmxBr mulmxBl mulmx1 to_from_ridge -scalemxAr -scalemxAl.
have -> : to_ridge *m (block_mx X 0 (- (invmx Hyy *m Hyx *m X)) Y *m hessian) *m from_ridge =
    block_mx X 0 0 Y *m block_mx schur Hxy 0 Hyy.
  rewrite mulmxA -mulmxA; congr (_ *m _); rewrite mulmx_block !(mulmx0, mul0mx, mulmx1, mul1mx, addr0, add0r).
    by rewrite subrr.
  by rewrite mulmxN mulmxA mulmxN mulmxA mulmxV // mul1mx subrr.
rewrite mulmx_block !(mulmx0, mul0mx, mulmx1, mul1mx, addr0, add0r) scale_block_mx scaler0.
by rewrite (scalar_mx_block m n) opp_block_mx add_block_mx !sub0r oppr0.
Qed.

Lemma ridge_char_poly hx X Y : Hyy \in unitmx ->
  char_poly (ridge_jacobian hx X Y) =
  char_poly (1%:M - hx *: (X *m schur)) * char_poly (1%:M - hx *: (Y *m Hyy)).
Proof. by move=> uH; rewrite -(char_poly_similar _ to_from_ridge) ridge_similar // char_poly_ublock. Qed.

End Ridge.

Section HessianFR.
Variables (K : fieldType) (m n : nat).
Variables (Hxx : 'M[K]_m) (Hxy : 'M[K]_(m, n)) (Hyx : 'M[K]_(n, m)) (Hyy : 'M[K]_n).
Implicit Types (x gx : 'cV[K]_m) (y gy : 'cV[K]_n) (h hx hy c : K).
Local Notation S := (schur Hxx Hxy Hyx Hyy).

(* The steps (2.3), (3.2) and GDN, from the gradients at (x, y). *)
Definition fr_step hx hy x y gx gy : 'cV[K]_(m + n) :=
  col_mx (x - hx *: gx) (y + hy *: gy + hx *: (invmx Hyy *m (Hyx *m gx))).
Definition hfr_step hx h1 h2 x y gx gy : 'cV[K]_(m + n) :=
  col_mx (x - hx *: gx)
    (y + h1 *: gy - h2 *: (invmx Hyy *m gy) + hx *: (invmx Hyy *m (Hyx *m gx))).
(* GDN takes y's gradient after x has moved: gy_after is the gradient at (x - hx gx, y). *)
Definition gdn_step hx x y gx gy_after : 'cV[K]_(m + n) :=
  col_mx (x - hx *: gx) (y - invmx Hyy *m gy_after).

(* (3.5) *)
Definition hfr_jacobian hx c1 c2 : 'M[K]_(m + n) :=
  1%:M - hx *: (block_mx 1%:M 0 (- (invmx Hyy *m Hyx)) (- c1%:M + c2 *: invmx Hyy) *m hessian Hxx Hxy Hyx Hyy).

(* The y block of M_HFR *)
Definition hfr_y_block c1 c2 : 'M[K]_n := - (c1 *: Hyy) + c2%:M.

(* The gradient of the quadratic with these blocks, critical at the origin. *)
Definition quad_gx x y := Hxx *m x + Hxy *m y.
Definition quad_gy x y := Hyx *m x + Hyy *m y.

Theorem hfr_linearisation hx h1 h2 x y : hx != 0 ->
  hfr_step hx h1 h2 x y (quad_gx x y) (quad_gy x y) = hfr_jacobian hx (h1 / hx) (h2 / hx) *m col_mx x y.
Proof.
move=> h0; rewrite mulmxBl mul1mx -scalemxAl -mulmxA mul_block_col -/(quad_gx x y) -/(quad_gy x y).
move: (quad_gx x y) (quad_gy x y) => gx gy; rewrite mul_block_col mul1mx mul0mx addr0 scale_col_mx opp_col_mx add_col_mx; congr col_mx.
rewrite mulNmx mulmxDl mulNmx mul_scalar_mx -scalemxAl !scalerDr !scalerN !scalerA.
rewrite ![hx * _]mulrC !divfK // -!mulmxA !opprD !opprK.
by rewrite -!addrA; congr (_ + _); rewrite addrA addrC.
Qed.

Lemma hfr_ridge hx c1 c2 : hfr_jacobian hx c1 c2 =
  ridge_jacobian Hxx Hxy Hyx Hyy hx 1%:M (- c1%:M + c2 *: invmx Hyy).
Proof. by rewrite /ridge_jacobian mulmx1. Qed.

Lemma hfr_y_blockE c1 c2 : Hyy \in unitmx -> (- c1%:M + c2 *: invmx Hyy) *m Hyy = hfr_y_block c1 c2.
Proof. by move=> uH; rewrite mulmxDl mulNmx mul_scalar_mx -scalemxAl mulVmx // scalemx1. Qed.

Theorem hfr_similar hx c1 c2 : Hyy \in unitmx ->
  to_ridge Hyx Hyy *m from_ridge Hyx Hyy = 1%:M /\
  to_ridge Hyx Hyy *m hfr_jacobian hx c1 c2 *m from_ridge Hyx Hyy =
  1%:M - hx *: block_mx S Hxy 0 (hfr_y_block c1 c2).
Proof.
move=> uH; split; first exact: to_from_ridge.
rewrite hfr_ridge ridge_similar // !mul1mx hfr_y_blockE // scale_block_mx scaler0.
by rewrite [in RHS](scalar_mx_block m n) opp_block_mx add_block_mx !sub0r oppr0.
Qed.

Theorem hfr_char_poly hx c1 c2 : Hyy \in unitmx ->
  char_poly (hfr_jacobian hx c1 c2) =
  char_poly (1%:M - hx *: S) * char_poly (1%:M - hx *: hfr_y_block c1 c2).
Proof. by move=> uH; rewrite hfr_ridge ridge_char_poly // mul1mx hfr_y_blockE. Qed.

(* eta_y2 = 0 is FR, whatever the point and the gradients. *)
Theorem hfr_is_fr hx h1 x y gx gy : hfr_step hx h1 0 x y gx gy = fr_step hx h1 x y gx gy.
Proof. by rewrite /hfr_step scale0r subr0. Qed.

(* (3.8) *)
Theorem fr_similar hx c1 : Hyy \in unitmx ->
  to_ridge Hyx Hyy *m hfr_jacobian hx c1 0 *m from_ridge Hyx Hyy =
  1%:M - hx *: block_mx S Hxy 0 (- (c1 *: Hyy)).
Proof.
by move=> uH; have [_ ->] := hfr_similar hx c1 0 uH; rewrite /hfr_y_block (raddf0 (scalar_mx_additive K n)) addr0.
Qed.

(* (3.4): an equality on quadratics, where the paper has a Taylor expansion. *)
Theorem gdn_step_is_hfr hx x y :
  gdn_step hx x y (quad_gx x y) (quad_gy (x - hx *: quad_gx x y) y) =
  hfr_step hx 0 1 x y (quad_gx x y) (quad_gy x y).
Proof.
rewrite /gdn_step /hfr_step; congr col_mx; rewrite scale0r addr0 scale1r -addrA; congr (_ + _).
rewrite {1}/quad_gy mulmxBr addrAC -/(quad_gy x y) mulmxBr opprB addrC -!scalemxAr //.
Qed.

(* (3.11): c1 = 0, c2 = 1 / hx *)
Theorem gdn_char_poly hx : hx != 0 -> Hyy \in unitmx ->
  char_poly (hfr_jacobian hx 0 hx^-1) = char_poly (1%:M - hx *: S) * 'X^n.
Proof.
move=> h0 uH; rewrite hfr_char_poly // /hfr_y_block scale0r oppr0 add0r scale_scalar_mx mulfV // subrr.
by rewrite /char_poly /char_poly_mx map_mx0 subr0 det_scalar.
Qed.

End HessianFR.

Section Stability.
Variables (R : rcfType) (m n : nat).
Variables (Hxx : 'M[R]_m) (Hxy : 'M[R]_(m, n)) (Hyx : 'M[R]_(n, m)) (Hyy : 'M[R]_n).
Implicit Types hx h c : R.
Local Notation S := (schur Hxx Hxy Hyx Hyy).
Local Notation J := (hfr_jacobian Hxx Hxy Hyx Hyy).

Lemma qform_scalar (c : R) (u : 'cV[R]_n) : qform c%:M u = c * dot u u.
Proof. by rewrite /qform mul_scalar_mx dotZr. Qed.

Lemma hfr_y_block_posdef c1 c2 : negdef Hyy -> 0 < c1 -> 0 <= c2 -> posdef (hfr_y_block Hyy c1 c2).
Proof.
move=> dH c1gt c2ge u u0; rewrite qformD qformN qformZ qform_scalar ltr_paddr ?mulr_ge0 ?dot_ge0 //.
by rewrite oppr_gt0 pmulr_rlt0 // dH.
Qed.

Theorem hfr_stable c1 c2 : posdef S -> negdef Hyy -> 0 < c1 -> 0 <= c2 ->
  exists2 h0 : R, 0 < h0 & forall hx, 0 < hx -> hx < h0 -> stable (cmx (J hx c1 c2)).
Proof.
move=> dS dH c1gt c2ge; have uH := negdef_unit dH.
have [h1 h1gt st1] := descent_stable_exists (pd_eig_Re dS).
have [h2 h2gt st2] := descent_stable_exists (pd_eig_Re (hfr_y_block_posdef dH c1gt c2ge)).
exists (Num.min h1 h2) => [|hx hgt]; first by rewrite lt_minr h1gt.
rewrite lt_minr => /andP[lt1 lt2].
by apply/(stable_split (hfr_char_poly _ _ _ hx c1 c2 uH)); split; [apply: st1 | apply: st2].
Qed.

Hypotheses (symS : symmetric S) (symH : symmetric Hyy).

Lemma hfr_y_block_sym c1 c2 : symmetric (hfr_y_block Hyy c1 c2).
Proof. by rewrite /symmetric linearD linearN linearZ /= symH tr_scalar_mx. Qed.

Theorem hfr_stable_iff hx c1 c2 : Hyy \in unitmx -> 0 < hx ->
  stable (cmx (J hx c1 c2)) <->
  (forall s, eigenvalue S s -> 0 < s /\ hx * s < 2%:R) /\
  (forall s, eigenvalue (hfr_y_block Hyy c1 c2) s -> 0 < s /\ hx * s < 2%:R).
Proof.
move=> uH h0; rewrite (stable_split (hfr_char_poly _ _ _ hx c1 c2 uH)).
by rewrite !descent_stable_iff //; apply: hfr_y_block_sym.
Qed.

Lemma eigenvalue_y_block c1 c2 s : eigenvalue Hyy s -> eigenvalue (hfr_y_block Hyy c1 c2) (c2 - c1 * s).
Proof.
case/eigenvalueP=> w wH w0; apply/eigenvalueP; exists w => //.
by rewrite mulmxDr mulmxN -scalemxAr wH mul_mx_scalar scalerA -scaleNr -scalerDl addrC.
Qed.

Theorem hfr_converse_fixed hx c1 c2 : Hyy \in unitmx -> 0 < hx -> 0 < c1 ->
  (forall s, eigenvalue Hyy s -> ~~ (0 <= s < c2 / c1)) ->
  stable (cmx (J hx c1 c2)) -> posdef S /\ negdef Hyy.
Proof.
move=> uH h0 c1gt gap /(hfr_stable_iff c1 c2 uH h0)[stS stY]; split.
  by apply/(sym_pd symS) => s /stS[].
apply/(sym_nd symH) => s es; have [y0 _] := stY _ (eigenvalue_y_block c1 c2 es).
have lt : s < c2 / c1 by rewrite ltr_pdivl_mulr // mulrC -subr_gt0.
by have := gap _ es; rewrite lt andbT -ltNge.
Qed.

Theorem fr_converse hx c1 : Hyy \in unitmx -> 0 < hx -> 0 < c1 ->
  stable (cmx (J hx c1 0)) -> posdef S /\ negdef Hyy.
Proof.
move=> uH h0 c1gt; apply: hfr_converse_fixed => // s _; rewrite mul0r.
by case: leP.
Qed.

End Stability.

(* Hyy = 1 > 0 is no minimax, yet HessianFR with c1 = 1, c2 = 2, hx = 1 has Jacobian 0 there. *)
Theorem hfr_converse_counterexample (R : rcfType) :
  exists (Hxx Hyy : 'M[R]_1) (hx c1 c2 : R), [/\ symmetric Hxx, symmetric Hyy, Hyy \in unitmx & 0 < hx] /\
    [/\ 0 < c1, 0 <= c2, stable (cmx (hfr_jacobian Hxx 0 0 Hyy hx c1 c2)) & ~ negdef Hyy].
Proof.
exists 1%:M, 1%:M, 1, 1, 2%:R; split; split; rewrite ?unitmx1 ?ltr01 ?ler0n //; try exact: trmx1.
  apply/hfr_stable_iff; rewrite ?unitmx1 ?ltr01 //; try exact: trmx1.
    by rewrite /symmetric /schur mul0mx mul0mx subr0 trmx1.
  have e1 (s : R) : eigenvalue (1%:M : 'M[R]_1) s -> 0 < s /\ 1 * s < 2%:R.
    case/eigenvalueP=> w; rewrite mulmx1 => e w0; suff -> : s = 1 by rewrite mulr1 ltr01 ltr1n.
    have /eqP : (1 - s) *: w = 0 by rewrite scalerBl scale1r -e subrr.
    by rewrite scaler_eq0 (negPf w0) orbF subr_eq0 => /eqP.
  split=> s; first by rewrite /schur mul0mx mul0mx subr0; apply: e1.
  rewrite /hfr_y_block scale1r; suff -> : - 1%:M + 2%:R%:M = 1%:M :> 'M[R]_1 by apply: e1.
  by rewrite -raddfN -raddfD; congr _%:M; ring.
move=> /(_ 1%:M); rewrite qform1 /dot mulmx1 trmx1 mxE => /(_ (oner_neq0 _)).
by rewrite ltr10.
Qed.
