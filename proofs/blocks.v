(* Eigenvalues of block triangular and of similar matrices, and of I - h U: the steps that every linearised method shares.

   Results: char_poly_similar, char_poly_ublock, char_poly_lblock (characteristic polynomials); stable_split: when the
   characteristic polynomial of J is the product of those of A and D, J is stable exactly when A and D are;
   descent_stable_exists: eigenvalues of U in Re > 0 make I - h U stable for all small h; descent_stable_needs: the converse
   for one h; descent_stable_iff: for a symmetric U with positive eigenvalues, exactly h < 2 / eigenvalue for each.
   Depends on forms.v, spectral.v, symmetric.v. *)

From mathcomp Require Import all_ssreflect all_algebra complex ring.
From Gnash Require Import forms spectral symmetric.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Field.
Variable K : fieldType.

Theorem char_poly_similar n (P Q J : 'M[K]_n) : P *m Q = 1%:M -> char_poly (P *m J *m Q) = char_poly J.
Proof.
move=> PQ; pose p := map_mx polyC P; pose q := map_mx polyC Q.
have pq : p *m q = 1%:M by rewrite -map_mxM PQ map_mx1.
rewrite /char_poly; have -> : char_poly_mx (P *m J *m Q) = p *m char_poly_mx J *m q.
  by rewrite /char_poly_mx mulmxBr mulmxBl mul_mx_scalar -scalemxAl pq scalemx1 -!map_mxM.
by rewrite !det_mulmx mulrAC -det_mulmx pq det1 mul1r.
Qed.

Lemma char_poly_mx_block m n (A : 'M[K]_m) (B : 'M[K]_(m, n)) (C : 'M[K]_(n, m)) (D : 'M[K]_n) :
  char_poly_mx (block_mx A B C D) =
  block_mx (char_poly_mx A) (- map_mx polyC B) (- map_mx polyC C) (char_poly_mx D).
Proof. by rewrite /char_poly_mx map_block_mx (scalar_mx_block m n) opp_block_mx add_block_mx !sub0r. Qed.

Theorem char_poly_ublock m n (A : 'M[K]_m) (B : 'M[K]_(m, n)) (D : 'M[K]_n) :
  char_poly (block_mx A B 0 D) = char_poly A * char_poly D.
Proof. by rewrite /char_poly char_poly_mx_block map_mx0 oppr0 det_ublock. Qed.

Theorem char_poly_lblock m n (A : 'M[K]_m) (C : 'M[K]_(n, m)) (D : 'M[K]_n) :
  char_poly (block_mx A 0 C D) = char_poly A * char_poly D.
Proof. by rewrite /char_poly char_poly_mx_block map_mx0 oppr0 det_lblock. Qed.

End Field.

Section Stable.
Variable R : rcfType.

Lemma eigenvalue_split m n k (J : 'M[R]_k) (A : 'M[R]_m) (D : 'M[R]_n) :
  char_poly J = char_poly A * char_poly D ->
  forall z, eigenvalue (cmx J) z = eigenvalue (cmx A) z || eigenvalue (cmx D) z.
Proof. by move=> e z; rewrite !eigenvalue_root_char /cmx -!map_char_poly e rmorphM rootM. Qed.

Theorem stable_split m n k (J : 'M[R]_k) (A : 'M[R]_m) (D : 'M[R]_n) :
  char_poly J = char_poly A * char_poly D -> stable (cmx J) <-> stable (cmx A) /\ stable (cmx D).
Proof.
move=> e; have ev := eigenvalue_split e; split=> [st|[sA sD] z].
  by split=> z ez; apply: st; rewrite ev ez ?orbT.
by rewrite ev => /orP[/sA|/sD].
Qed.

Variable n : nat.
Implicit Types (U : 'M[R]_n) (h : R).

Lemma cmx_descent U h : cmx (1%:M - h *: U) = 1%:M + (h%:C)%C *: cmx (- U).
Proof. by rewrite /cmx map_mxB map_mx1 map_mxZ map_mxN scalerN. Qed.

Lemma eigenvalue_cmxN U z : eigenvalue (cmx (- U)) z = eigenvalue (cmx U) (- z).
Proof.
apply/idP/idP => /eigenvalueN; first by rewrite opprK.
by rewrite opprK.
Qed.

Theorem descent_stable_exists U : (forall z, eigenvalue (cmx U) z -> 0 < complex.Re z) ->
  exists2 h0 : R, 0 < h0 & forall h, 0 < h -> h < h0 -> stable (cmx (1%:M - h *: U)).
Proof.
move=> pos; have [|h0 h0gt st] := @step_spectral_exists R n (cmx (- U)).
  by move=> z; rewrite eigenvalue_cmxN => /pos; rewrite raddfN oppr_gt0.
by exists h0 => // h hgt hlt; rewrite cmx_descent; apply: st.
Qed.

Theorem descent_stable_needs U h : 0 < h -> stable (cmx (1%:M - h *: U)) ->
  forall z, eigenvalue (cmx U) z -> 0 < complex.Re z.
Proof.
move=> h0; rewrite cmx_descent => /(step_spectral_needs h0) neg z ez.
by rewrite -oppr_lt0 -raddfN; apply: neg; rewrite eigenvalue_cmxN opprK.
Qed.

(* The paper's "learning rate below 2 / lambda_max": for symmetric U it is exact. *)
Lemma descent_disc (s h : R) : 0 < s -> 0 < h -> (h < step_bound (- real_complex R s)) = (h * s < 2%:R).
Proof.
move=> s0 h0; rewrite step_bound_formula /= ?oppr_lt0 // /norm2 /= oppr0 [0 ^+ 2]expr0n addr0 sqrrN mulrNN.
by rewrite expr2 invfM mulrA mulfK ?lt0r_neq0 // ltr_pdivl_mulr.
Qed.

Theorem descent_stable_iff U h : symmetric U -> 0 < h ->
  stable (cmx (1%:M - h *: U)) <-> (forall s, eigenvalue U s -> 0 < s /\ h * s < 2%:R).
Proof.
move=> sU h0; rewrite cmx_descent.
have real z : eigenvalue (cmx (- U)) z -> exists2 s, eigenvalue U s & z = - real_complex R s.
  rewrite eigenvalue_cmxN => /(sym_eigenvalue_complex _ sU)[im0 es]; exists (complex.Re (- z)) => //.
  by apply: (canRL opprK); case: (- z) im0 => a b /= ->.
split=> [st s es|bd].
  have ez : eigenvalue (cmx U) (real_complex R s) by rewrite /cmx eigenvalue_map.
  have s0 : 0 < s by apply: (descent_stable_needs h0 _ ez); rewrite cmx_descent.
  split=> //; rewrite -descent_disc // -disc_iff //=; last by rewrite oppr_lt0.
  by apply: st; apply: eigenvalue_step; rewrite eigenvalue_cmxN opprK.
apply/step_spectral => // z /real[s /bd[s0 hs] ->]; last by rewrite descent_disc.
by rewrite /= oppr_lt0.
Qed.

End Stable.
