(* HessianFR with preconditioning (section 3.1.4, Proposition 3.3), in both directions.

   Letters as in hessian_fr.v; P1, P2 symmetric positive definite ("bounded" says nothing about two fixed matrices).

   Results:
   - hfrp_linearisation: on a quadratic the preconditioned step is hfrp_jacobian,
     I - hx [[I, 0], [-Hyy^-1 Hyx, -c1 + c2 Hyy^-1]] diag(P1, P2) H;
   - hfrp_char_poly: its characteristic polynomial is that of I - hx P1 S times that of I - hx P2 (-c1 Hyy + c2 I);
   - hfr_precond_stable: S > 0, Hyy < 0, c1 > 0, c2 >= 0 give an h0 > 0 such that every 0 < hx < h0 is stable (neither
     S nor Hyy need be symmetric for this);
   - hfr_precond_converse: stable, S and Hyy symmetric, Hyy invertible without eigenvalue in [0, c2/c1), give S > 0 and Hyy < 0;
   - posdef_factor: a symmetric positive definite P is C C^T with C invertible.
   The last square is where the paper's P1^(1/2) stands; any factor does.

   Depends on forms.v, spectral.v, symmetric.v, blocks.v, hessian_fr.v. *)

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
Variables (P1 : 'M[K]_m) (P2 : 'M[K]_n).
Implicit Types (hx h c : K).
Local Notation S := (schur Hxx Hxy Hyx Hyy).

Definition hfrp_step hx h1 h2 (x gx : 'cV[K]_m) (y gy : 'cV[K]_n) : 'cV[K]_(m + n) :=
  col_mx (x - hx *: (P1 *m gx))
    (y + h1 *: (P2 *m gy) - h2 *: (invmx Hyy *m (P2 *m gy)) + hx *: (invmx Hyy *m (Hyx *m (P1 *m gx)))).

Definition hfrp_jacobian hx c1 c2 : 'M[K]_(m + n) :=
  1%:M - hx *: (block_mx 1%:M 0 (- (invmx Hyy *m Hyx)) (- c1%:M + c2 *: invmx Hyy) *m
                block_mx P1 0 0 P2 *m hessian Hxx Hxy Hyx Hyy).

Lemma hfrp_ridge hx c1 c2 : hfrp_jacobian hx c1 c2 =
  ridge_jacobian Hxx Hxy Hyx Hyy hx P1 ((- c1%:M + c2 *: invmx Hyy) *m P2).
Proof. by rewrite /hfrp_jacobian mulmx_block !(mulmx0, mul0mx, mul1mx, addr0, add0r) mulNmx. Qed.

(* The preconditioned step is HessianFR's step on the preconditioned gradients. *)
Theorem hfrp_step_is_hfr hx h1 h2 (x gx : 'cV[K]_m) (y gy : 'cV[K]_n) :
  hfrp_step hx h1 h2 x gx y gy = hfr_step Hyx Hyy hx h1 h2 x y (P1 *m gx) (P2 *m gy).
Proof. by []. Qed.

Theorem hfrp_linearisation hx h1 h2 (x : 'cV[K]_m) (y : 'cV[K]_n) : hx != 0 ->
  hfrp_step hx h1 h2 x (quad_gx Hxx Hxy x y) y (quad_gy Hyx Hyy x y) =
  hfrp_jacobian hx (h1 / hx) (h2 / hx) *m col_mx x y.
Proof.
move=> h0; rewrite mulmxBl mul1mx -scalemxAl -!mulmxA [hessian _ _ _ _ *m _]mul_block_col.
rewrite -/(quad_gx Hxx Hxy x y) -/(quad_gy Hyx Hyy x y) /hfrp_step.
move: (quad_gx Hxx Hxy x y) (quad_gy Hyx Hyy x y) => gx gy; rewrite mul_block_col !mul0mx addr0 add0r.
move: (P1 *m gx) (P2 *m gy) => ax ay; rewrite mul_block_col mul1mx mul0mx addr0.
rewrite scale_col_mx opp_col_mx add_col_mx; congr col_mx.
rewrite mulNmx mulmxDl mulNmx mul_scalar_mx -scalemxAl !scalerDr !scalerN !scalerA.
rewrite ![hx * _]mulrC !divfK // -!mulmxA !opprD !opprK.
by rewrite -!addrA; congr (_ + _); rewrite addrA addrC.
Qed.

Theorem hfrp_char_poly hx c1 c2 : Hyy \in unitmx -> P2 \in unitmx ->
  char_poly (hfrp_jacobian hx c1 c2) =
  char_poly (1%:M - hx *: (P1 *m S)) * char_poly (1%:M - hx *: (P2 *m hfr_y_block Hyy c1 c2)).
Proof.
move=> uH uP; rewrite hfrp_ridge ridge_char_poly //; congr (_ * _).
have uC : P2 *m Hyy \in unitmx by rewrite unitmx_mul uP.
rewrite -(char_poly_similar _ (mulmxV uC)); congr char_poly.
rewrite mulmxBr mulmxBl mulmx1 mulmxV // -scalemxAr -scalemxAl; congr (_ - _ *: _).
rewrite !mulmxA -(mulmxA _ P2 Hyy) mulmxK // -mulmxA; congr (_ *m _).
by rewrite mulmxDr mulmxN mul_mx_scalar -scalemxAr mulmxV // scalemx1.
Qed.

End Field.

Section Stability.
Variables (R : rcfType) (m n : nat).
Variables (Hxx : 'M[R]_m) (Hxy : 'M[R]_(m, n)) (Hyx : 'M[R]_(n, m)) (Hyy : 'M[R]_n).
Variables (P1 : 'M[R]_m) (P2 : 'M[R]_n).
Implicit Types (hx h c : R).
Local Notation S := (schur Hxx Hxy Hyx Hyy).
Local Notation J := (hfrp_jacobian Hxx Hxy Hyx Hyy P1 P2).

(* A preconditioner moves no eigenvalue across the imaginary axis when the form is definite. *)
Theorem precond_eig_Re k (P Q : 'M[R]_k) : symmetric P -> posdef P -> posdef Q ->
  forall z, eigenvalue (cmx (P *m Q)) z -> 0 < complex.Re z.
Proof.
move=> sP dP dQ z /eigenvalueP[w wPQ w0].
have e : w *m cmx (P *m Q *m P) = z *: (w *m cmx P).
  by rewrite /cmx map_mxM mulmxA -/(cmx (P *m Q)) wPQ -scalemxAl.
apply: (pencil_posdef sP dP _ w0 e) => u u0; rewrite /qform -!mulmxA dot_mull sP; apply: dQ.
by apply: contraNneq u0 => Pu; rewrite -[u](mulKmx (posdef_unit dP)) Pu mulmx0.
Qed.

Theorem hfr_precond_stable c1 c2 : symmetric P1 -> posdef P1 -> symmetric P2 -> posdef P2 ->
  posdef S -> negdef Hyy -> 0 < c1 -> 0 <= c2 ->
  exists2 h0 : R, 0 < h0 & forall hx, 0 < hx -> hx < h0 -> stable (cmx (J hx c1 c2)).
Proof.
move=> s1 d1 s2 d2 dS dH c1gt c2ge; have uH := negdef_unit dH.
have [h1 h1gt st1] := descent_stable_exists (precond_eig_Re s1 d1 dS).
have [h2 h2gt st2] := descent_stable_exists (precond_eig_Re s2 d2 (hfr_y_block_posdef dH c1gt c2ge)).
exists (Num.min h1 h2) => [|hx hgt]; first by rewrite lt_minr h1gt.
rewrite lt_minr => /andP[lt1 lt2].
apply/(stable_split (hfrp_char_poly _ _ _ _ hx c1 c2 uH (posdef_unit d2))).
by split; [apply: st1 | apply: st2].
Qed.

Theorem posdef_factor k (P : 'M[R]_k) : symmetric P -> posdef P ->
  exists2 C : 'M[R]_k, C \in unitmx & P = C *m C^T.
Proof.
move=> sP dP; have [Q [d [QQ eP]]] := sym_spectral sP.
have d0 i : 0 < d 0 i by apply: (proj2 (sym_pd sP) dP); rewrite eP; apply: spectral_eigenvalue.
pose r : 'rV[R]_k := \row_i Num.sqrt (d 0 i).
have rr : diag_mx r *m diag_mx r = diag_mx d.
  by rewrite mulmx_diag; congr diag_mx; apply/rowP => i; rewrite !mxE -expr2 sqr_sqrtr ?(ltW (d0 i)).
have eC : P = (Q^T *m diag_mx r) *m (Q^T *m diag_mx r)^T.
  by rewrite trmx_mul trmxK tr_diag_mx mulmxA -(mulmxA Q^T) rr.
exists (Q^T *m diag_mx r) => //.
by move: (posdef_unit dP); rewrite {1}eC unitmx_mul => /andP[].
Qed.

(* If a preconditioned symmetric matrix has all eigenvalues on the right, the matrix was positive definite. *)
Lemma precond_posdef k (P Q : 'M[R]_k) : symmetric P -> posdef P -> symmetric Q ->
  (forall z, eigenvalue (cmx (P *m Q)) z -> 0 < complex.Re z) -> posdef Q.
Proof.
move=> sP dP sQ pos; have [C uC eP] := posdef_factor sP dP.
have sM : symmetric (C^T *m Q *m C) by rewrite /symmetric !trmx_mul trmxK sQ mulmxA.
have ev z : eigenvalue (cmx (C^T *m Q *m C)) z = eigenvalue (cmx (P *m Q)) z.
  rewrite !eigenvalue_root_char /cmx -!map_char_poly; congr (root (map_poly _ _) z).
  rewrite -(char_poly_similar (P *m Q) (mulVmx uC)); congr char_poly.
  by rewrite eP !mulmxA mulVmx // mul1mx.
have dM : posdef (C^T *m Q *m C) by apply/(sym_pd_complex sM) => z; rewrite ev; apply: pos.
move=> u u0; have := dM (invmx C *m u); rewrite /qform -!mulmxA mulKVmx // dot_mull trmxK mulKVmx //; apply.
by apply: contraNneq u0 => Cu; rewrite -[u](mulKVmx uC) Cu mulmx0.
Qed.

Theorem hfr_precond_converse hx c1 c2 : symmetric P1 -> posdef P1 -> symmetric P2 -> posdef P2 ->
  symmetric S -> symmetric Hyy -> Hyy \in unitmx -> 0 < hx -> 0 < c1 ->
  (forall s, eigenvalue Hyy s -> ~~ (0 <= s < c2 / c1)) ->
  stable (cmx (J hx c1 c2)) -> posdef S /\ negdef Hyy.
Proof.
move=> s1 d1 s2 d2 sS sH uH h0 c1gt gap.
move/(stable_split (hfrp_char_poly _ _ _ _ hx c1 c2 uH (posdef_unit d2))) => [stS stY].
have sY := hfr_y_block_sym sH c1 c2.
have dY := precond_posdef s2 d2 sY (descent_stable_needs h0 stY).
split; first exact: precond_posdef s1 d1 sS (descent_stable_needs h0 stS).
apply/(sym_nd sH) => s es; have y0 := proj2 (sym_pd sY) dY _ (eigenvalue_y_block c1 c2 es).
have lt : s < c2 / c1 by rewrite ltr_pdivl_mulr // mulrC -subr_gt0.
by have := gap _ es; rewrite lt andbT -ltNge.
Qed.

End Stability.
