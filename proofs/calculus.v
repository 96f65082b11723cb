(* Derivatives of maps of several variables, and the exact Jacobian of the Gauss-Newton step at any point.

   differentiable_at F p M (local.v) says F(p + u) = F(p) + M u + r(u) with: for every e > 0 there is a d > 0 such that |u| < d
   implies |r(u)| <= e |u|; |u| is the sum of the absolute values (all norms give the same notion).

   Results:
   - derivative_scale: the derivative of the product g v of a scalar function g and a vector function v is g J + v a, with a the
     gradient of g (a row); derivative_sqnorm: that of |v|^2 is 2 v^T J; derivative_compose: that of f(g), for a scalar function f
     that is twice differentiable in the sense |f(s + e) - f(s) - f' e| <= K e^2 for small e, is f' times that of g;
   - gn_map_jacobian: v with derivative J at p (any p, not an equilibrium), s = |v(p)|^2, l + s <> 0: with phi = 1/(l + s) and
     phi' = -1/(l + s)^2 the step p + h phi(|v|^2) v has the derivative I + h (phi I + 2 phi' v v^T) J; with phi = 1/(l + s) - 1 the
     same with that phi and the same phi'; gn_matrix_jacobian: the same for the steps written with the matrix,
     p + h (l I + v v^T)^-1 v and p + h ((l I + v v^T)^-1 - I) v, for l > 0.

   Depends on forms.v, vectors.v, rank_one.v, gauss_newton.v, local.v.  Over any real closed field (only its order is used). *)

From mathcomp Require Import all_ssreflect all_algebra ring.
From Gnash Require Import forms vectors rank_one gauss_newton local.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Norm.
Variable R : rcfType.
Implicit Types (n m : nat) (e d c : R).

Lemma entry_le n (u : 'cV[R]_n) i : `|u i 0| <= norm1 u.
Proof. by rewrite /norm1 (bigD1 i) //= ler_addl sumr_ge0. Qed.

Lemma norm1_mul_ex n m (A : 'M[R]_(n, m)) : exists2 c, 0 <= c & forall u, norm1 (A *m u) <= c * norm1 u.
Proof. by exists (\sum_i \sum_j `|A i j|); [do 2!apply: sumr_ge0 => ? _ | apply: norm1_mul]. Qed.

Section Small.
Variables (n : nat).

(* o(|u|) and O(|u|) as u -> 0 *)
Definition small m (r : 'cV[R]_n -> 'cV[R]_m) : Prop :=
  forall e, 0 < e -> exists2 d, 0 < d & forall u, norm1 u <= d -> norm1 (r u) <= e * norm1 u.
Definition big_o m (r : 'cV[R]_n -> 'cV[R]_m) : Prop :=
  exists c d, [/\ 0 <= c, 0 < d & forall u, norm1 u <= d -> norm1 (r u) <= c * norm1 u].

Definition derivative m (F : 'cV[R]_n -> 'cV[R]_m) p (J : 'M[R]_(m, n)) : Prop :=
  small (fun u => F (p + u) - F p - J *m u).

Variables (m : nat).
Implicit Types (r t : 'cV[R]_n -> 'cV[R]_m).

Lemma small_ext r t : r =1 t -> small r -> small t.
Proof. by move=> e rs c /rs[d d0 h]; exists d => // u /h; rewrite e. Qed.

Lemma smallD r t : small r -> small t -> small (fun u => r u + t u).
Proof.
move=> sr st e e0; have e2 : 0 < e / 2%:R by rewrite divr_gt0 ?ltr0n.
have [d1 d10 h1] := sr _ e2; have [d2 d20 h2] := st _ e2.
exists (Num.min d1 d2) => [|u]; first by rewrite lt_minr d10.
rewrite le_minr => /andP[/h1 le1 /h2 le2]; apply: le_trans (norm1D _ _) _.
by apply: le_trans (ler_add le1 le2) _; rewrite -mulrDl -splitr.
Qed.

Lemma small_big r : small r -> big_o r.
Proof. by move=> /(_ 1 ltr01)[d d0 h]; exists 1, d; split; rewrite ?ler01. Qed.

Lemma bigD r t : big_o r -> big_o t -> big_o (fun u => r u + t u).
Proof.
case=> c1 [d1 [c10 d10 h1]] [c2 [d2 [c20 d20 h2]]]; exists (c1 + c2), (Num.min d1 d2); split.
- exact: addr_ge0.
- by rewrite lt_minr d10.
move=> u; rewrite le_minr => /andP[/h1 le1 /h2 le2]; rewrite mulrDl.
by apply: le_trans (norm1D _ _) _; apply: ler_add.
Qed.

Lemma big_mul (A : 'M[R]_(m, n)) : big_o (fun u => A *m u).
Proof. by have [c c0 h] := norm1_mul_ex A; exists c, 1; split; rewrite ?ltr01 // => u _; apply: h. Qed.

Lemma small_mull k (A : 'M[R]_(k, m)) r : small r -> small (fun u => A *m r u).
Proof.
move=> sr e e0; have [c c0 h] := norm1_mul_ex A.
have c1 : 0 < c + 1 by rewrite ltr_paddl ?ltr01.
have [d d0 hr] := sr (e / (c + 1)) (divr_gt0 e0 c1); exists d => // u /hr le.
apply: le_trans (h _) _; apply: le_trans (ler_wpmul2l c0 le) _.
rewrite mulrA ler_wpmul2r ?norm1_ge0 // mulrCA ger_pmulr // ler_pdivr_mulr // mul1r.
by rewrite ler_addl ler01.
Qed.

(* scalar functions are 1 x 1 columns; O(u) O(u) is o(u) *)
Lemma small_scale (a : 'cV[R]_n -> 'cV[R]_1) r : big_o a -> big_o r -> small (fun u => a u 0 0 *: r u).
Proof.
case=> c1 [d1 [c10 d10 h1]] [c2 [d2 [c20 d20 h2]]] e e0.
have c3 : 0 < c1 * c2 + 1 by rewrite ltr_paddl ?ltr01 ?mulr_ge0.
exists (Num.min (e / (c1 * c2 + 1)) (Num.min d1 d2)) => [|u]; first by rewrite !lt_minr divr_gt0 // d10.
rewrite !le_minr => /and3P[ue /h1 le1 /h2 le2]; rewrite norm1Z.
apply: le_trans (ler_pmul (normr_ge0 _) (norm1_ge0 _) (le_trans (entry_le _ _) le1) le2) _.
rewrite mulrACA mulrA ler_wpmul2r ?norm1_ge0 //.
apply: le_trans (_ : (c1 * c2 + 1) * norm1 u <= e); first by rewrite ler_wpmul2r ?norm1_ge0 // ler_addl ler01.
by rewrite mulrC -ler_pdivl_mulr.
Qed.

Lemma small_le k c (r : 'cV[R]_n -> 'cV[R]_m) (t : 'cV[R]_n -> 'cV[R]_k) : 0 <= c ->
  (forall u, norm1 (t u) <= c * norm1 (r u)) -> small r -> small t.
Proof.
move=> c0 h sr e e0; have c1 : 0 < c + 1 by rewrite ltr_paddl ?ltr01.
have [d d0 hr] := sr (e / (c + 1)) (divr_gt0 e0 c1); exists d => // u /hr le.
apply: le_trans (h _) _; apply: le_trans (ler_wpmul2l c0 le) _.
rewrite mulrA ler_wpmul2r ?norm1_ge0 // mulrCA ger_pmulr // ler_pdivr_mulr // mul1r.
by rewrite ler_addl ler01.
Qed.

Lemma norm1_11 c : norm1 (c%:M : 'cV[R]_1) = `|c|.
Proof. by rewrite /norm1 big_ord_recl big_ord0 addr0 mxE mulr1n. Qed.

Lemma small_dot r t : big_o r -> big_o t -> small (fun u => (dot (r u) (t u))%:M : 'cV[R]_1).
Proof.
move=> br [c [d [c0 d0 h]]]; pose nt u : 'cV[R]_1 := (norm1 (t u))%:M.
have bt : big_o nt by exists c, d; split=> // u /h; rewrite norm1_11 ger0_norm ?norm1_ge0.
apply: small_le ler01 _ (small_scale bt br) => u.
have -> : norm1 (nt u 0 0 *: r u) = norm1 (t u) * norm1 (r u) by rewrite norm1Z mxE mulr1n ger0_norm ?norm1_ge0.
rewrite mul1r norm1_11 dotE (le_trans (ler_norm_sum _ _ _)) // mulrC /norm1 mulr_suml ler_sum // => i _.
by rewrite normrM ler_wpmul2l // entry_le.
Qed.

End Small.
End Norm.

Section Product.
Variables (R : rcfType) (n m : nat).

(* The increment of a differentiable map is O(u). *)
Lemma increment_big k (F : 'cV[R]_n -> 'cV[R]_k) p J : derivative F p J -> big_o (fun u => F (p + u) - F p).
Proof.
move=> /small_big/bigD/(_ (big_mul J))[c [d [c0 d0 h]]]; exists c, d; split=> // u /h le.
by move: le; rewrite subrK.
Qed.

Lemma scale_derivative (g : 'cV[R]_n -> 'cV[R]_1) (v : 'cV[R]_n -> 'cV[R]_m) p a J :
  derivative g p a -> derivative v p J ->
  derivative (fun q => g q 0 0 *: v q) p (g p 0 0 *: J + v p *m a).
Proof.
move=> dg dv; have sq := small_scale (increment_big dg) (increment_big dv).
have s1 := small_mull (g p 0 0)%:M dv; have s2 := small_mull (v p) dg.
apply: small_ext (smallD sq (smallD s1 s2)) => u /=.
rewrite mul_scalar_mx mulmxDl -mulmxA.
have e1 (w : 'cV[R]_1) : v p *m w = w 0 0 *: v p by rewrite [w]mx11_scalar mul_mx_scalar mxE eqxx.
rewrite !e1 -scalemxAl ![(_ - _ : 'cV_1) _ _]mxE ![(- _ : 'cV_1) _ _]mxE.
move: (g (p + u) 0 0) (g p 0 0) ((a *m u) 0 0) (J *m u) (v (p + u)) (v p) => G g0 au Ju V v0.
apply/matrixP => i j; rewrite !mxE; move: (V i j) (Ju i j) (v0 i j) => x y z; ring.
Qed.

Lemma differentiableP k (F : 'cV[R]_n -> 'cV[R]_k) p J : differentiable_at F p J <-> derivative F p J.
Proof.
split=> dF e e0; have [d d0 h] := dF e e0; [exists (d / 2%:R) | exists d] => //; first by rewrite divr_gt0 ?ltr0n.
  move=> u ud; have := h (p + u); rewrite [p + u - p]addrAC subrr add0r; apply; apply: le_lt_trans ud _.
  by rewrite ltr_pdivr_mulr ?ltr0n // mulr_natr mulr2n ltr_addl.
by move=> x xd; have := h (x - p) (ltW xd); rewrite [p + (x - p)]addrC subrK.
Qed.

End Product.

Section Steps.
Variables (R : rcfType) (n : nat).
Implicit Types (p : 'cV[R]_n) (c : R).

Lemma derivative_ext m (F G : 'cV[R]_n -> 'cV[R]_m) p (A : 'M[R]_(m, n)) : F =1 G -> derivative F p A -> derivative G p A.
Proof. by move=> e; apply: small_ext => u; rewrite !e. Qed.

Lemma add11 (X Y : 'cV[R]_1) : (X + Y) 0 0 = X 0 0 + Y 0 0. Proof. by rewrite mxE. Qed.
Lemma opp11 (X : 'cV[R]_1) : (- X) 0 0 = - X 0 0. Proof. by rewrite mxE. Qed.
Lemma scale11 c (X : 'cV[R]_1) : (c *: X) 0 0 = c * X 0 0. Proof. by rewrite mxE. Qed.
Lemma scalar11 c : (c%:M : 'cV[R]_1) 0 0 = c. Proof. by rewrite mxE mulr1n. Qed.

Theorem derivative_scale m (g : 'cV[R]_n -> 'cV[R]_1) (v : 'cV[R]_n -> 'cV[R]_m) p a J :
  differentiable_at g p a -> differentiable_at v p J ->
  differentiable_at (fun q => g q 0 0 *: v q) p (g p 0 0 *: J + v p *m a).
Proof. by move=> /differentiableP dg /differentiableP dv; apply/differentiableP/scale_derivative. Qed.

Theorem derivative_sqnorm m (v : 'cV[R]_n -> 'cV[R]_m) p J : differentiable_at v p J ->
  differentiable_at (fun q => (normSq (v q))%:M : 'cV[R]_1) p (2%:R *: ((v p)^T *m J)).
Proof.
move=> /differentiableP dv; apply/differentiableP; have bv := increment_big dv.
apply: small_ext (smallD (small_mull (2%:R *: (v p)^T) dv) (small_dot bv bv)) => u.
rewrite -!scalemxAl mulmxBr -!mulmxA; apply/matrixP => i j; rewrite !ord1.
rewrite !(add11, opp11, scale11, scalar11) -!/(dot _ _) /normSq.
rewrite !(dotDl, dotDr, dotNl, dotNr) [dot (v (p + u)) (v p)]dotC.
by move: (dot _ _) (dot _ _) (dot _ _) (dot _ _) => a b c d; ring.
Qed.

(* f(s + e) = f(s) + f' e + O(e^2) *)
Definition expands (f : R -> R) (s f' : R) := exists K d : R,
  [/\ 0 <= K, 0 < d & forall e, `|e| <= d -> `|f (s + e) - f s - f' * e| <= K * e ^+ 2].

Theorem derivative_compose (f : R -> R) (g : 'cV[R]_n -> 'cV[R]_1) p a f' :
  expands f (g p 0 0) f' -> differentiable_at g p a ->
  differentiable_at (fun q => (f (g q 0 0))%:M : 'cV[R]_1) p (f' *: a).
Proof.
case=> K [d1 [K0 d10 hf]] /differentiableP dg; apply/differentiableP.
have be := increment_big dg; have [c [d2 [c0 d20 he]]] := be.
pose t u : 'cV[R]_1 := (f (g (p + u) 0 0) - f (g p 0 0) - f' * (g (p + u) - g p) 0 0)%:M.
have st : small t.
  move=> e e0;
  have K1 : 0 < K + 1 by rewrite ltr_paddl ?ltr01.
  have [d3 d30 h3] := small_scale be be (divr_gt0 e0 K1).
  have c1 : 0 < c + 1 by rewrite ltr_paddl ?ltr01.
  exists (Num.min d3 (Num.min d2 (d1 / (c + 1)))) => [|u]; first by rewrite !lt_minr d30 d20 divr_gt0.
  rewrite !le_minr => /and3P[/h3 u3 /he u2 u1]; rewrite norm1_11.
  have e1 : `|(g (p + u) - g p) 0 0| <= d1.
    apply: le_trans (entry_le _ _) (le_trans u2 _).
    apply: le_trans (_ : (c + 1) * norm1 u <= _); first by rewrite ler_wpmul2r ?norm1_ge0 // ler_addl ler01.
    by rewrite mulrC -ler_pdivl_mulr.
  move: u3; rewrite norm1Z [norm1 (g _ - _)]big_ord_recl big_ord0 addr0 -normrM -expr2 ger0_norm ?sqr_ge0 // => u3.
  have := hf _ e1; rewrite add11 opp11 [g p 0 0 + _]addrC subrK -opp11 -add11 => /le_trans; apply.
  apply: le_trans (_ : (K + 1) * (g (p + u) - g p) 0 0 ^+ 2 <= _).
    by rewrite ler_wpmul2r ?sqr_ge0 // ler_addl ler01.
  by rewrite mulrC -ler_pdivl_mulr // mulrAC.
apply: small_ext (smallD (small_mull f'%:M dg) st) => u.
rewrite /t mul_scalar_mx; apply/matrixP => i j; rewrite !ord1 -scalemxAl.
rewrite !(add11, opp11, scale11, scalar11); move: (g (p + u) 0 0) (g p 0 0) ((a *m u) 0 0) => b1 b0 c1.
by move: (f b1) (f b0) => y1 y0; ring.
Qed.

End Steps.

Section GaussNewton.
Variables (R : rcfType) (n : nat).
Variables (v : 'cV[R]_n -> 'cV[R]_n) (p : 'cV[R]_n) (J : 'M[R]_n) (h l : R).
Hypothesis dv : differentiable_at v p J.

(* phi and its slope, for both forms: c = 0 and c = -1 *)
Lemma phi_expands c s : l + s != 0 -> expands (fun x => h * ((l + x)^-1 + c)) s (h * - (l + s) ^- 2).
Proof.
move=> ls; have a0 : 0 < `|l + s| by rewrite normr_gt0.
pose K := `|h * (l + s) ^- 2| * (2%:R / `|l + s|); exists K, (`|l + s| / 2%:R); split.
- by rewrite mulr_ge0 // divr_ge0 ?ler0n.
- by rewrite divr_gt0 ?ltr0n.
move=> e es; have low : `|l + s| / 2%:R <= `|l + s + e|.
  have := ler_sub_dist (l + s) (- e); rewrite opprK normrN => /(le_trans _); apply.
  by rewrite ler_subr_addr -ler_subr_addl (le_trans es) // {2}[`|l + s|]splitr addrK.
have lse : l + s + e != 0 by rewrite -normr_gt0 (lt_le_trans _ low) // divr_gt0 ?ltr0n.
have := phi_expansion ls lse; rewrite /rank_one.phi_inverse => ->.
rewrite [X in `|X|](_ : _ = h * (l + s) ^- 2 * (l + s + e)^-1 * e ^+ 2); last first.
  by move: ((l + s + e)^-1) ((l + s) ^- 2) ((l + s)^-1) => x y z; ring.
rewrite normrM [`|e ^+ 2|]ger0_norm ?sqr_ge0 // ler_wpmul2r ?sqr_ge0 // normrM /K ler_wpmul2l //.
by rewrite normfV -[leRHS]invrK lef_pinv ?posrE ?invr_gt0 ?divr_gt0 ?ltr0n ?normr_gt0 // invf_div.
Qed.

Let s := normSq (v p).

Lemma gn_step_jacobian c : l + s != 0 -> differentiable_at (gn_step v h (fun x => (l + x)^-1 + c)) p
  (1%:M + h *: ((((l + s)^-1 + c)%:M + (2%:R * - (l + s) ^- 2) *: (v p *m (v p)^T)) *m J)).
Proof.
move=> ls; have dS := derivative_sqnorm dv.
have ex := phi_expands c ls; rewrite -[s]scalar11 in ex.
have dphi := derivative_compose ex dS.
have /differentiableP dprod := derivative_scale dphi dv; apply/differentiableP.
apply: small_ext dprod => u; rewrite /gn_step !scalar11 -/s !mulmxDl mul1mx -!scalemxAl mulmxDl mul_scalar_mx -!scalemxAl.
rewrite -!scalemxAr -!scalemxAl !mulmxA.
move: (v (p + u)) (v p) (J *m u) (_ *m J *m u) => b d f a.
move: (h * ((l + normSq b)^-1 + c)) ((l + s) ^- 2) ((l + s)^-1 + c) => k y t.
move: p u => p1 u1; lin_ring.
Qed.

Theorem gn_map_jacobian : l + s != 0 ->
  differentiable_at (gn_step v h (phi_inverse l)) p
    (1%:M + h *: (((l + s)^-1%:M + (2%:R * - (l + s) ^- 2) *: (v p *m (v p)^T)) *m J)) /\
  differentiable_at (gn_step v h (phi_minus_identity l)) p
    (1%:M + h *: ((((l + s)^-1 - 1)%:M + (2%:R * - (l + s) ^- 2) *: (v p *m (v p)^T)) *m J)).
Proof.
move=> ls; split; last exact: gn_step_jacobian.
have /differentiableP := gn_step_jacobian 0 ls; rewrite addr0 => d; apply/differentiableP.
by apply: derivative_ext d => q; rewrite /gn_step /phi_inverse addr0.
Qed.

(* The same for the steps written with the matrix B = l I + v v^T. *)
Theorem gn_matrix_jacobian : 0 < l ->
  differentiable_at (fun q => q + h *: (invmx (gn_matrix l (v q)) *m v q)) p
    (1%:M + h *: (((l + s)^-1%:M + (2%:R * - (l + s) ^- 2) *: (v p *m (v p)^T)) *m J)) /\
  differentiable_at (fun q => q + h *: ((invmx (gn_matrix l (v q)) - 1%:M) *m v q)) p
    (1%:M + h *: ((((l + s)^-1 - 1)%:M + (2%:R * - (l + s) ^- 2) *: (v p *m (v p)^T)) *m J)).
Proof.
move=> l0; have ls q := lt0r_neq0 (damped_gt0 (v q) l0); have l1 := lt0r_neq0 l0.
have [/differentiableP di /differentiableP dm] := gn_map_jacobian (ls p).
split; apply/differentiableP.
  by apply: derivative_ext di => q; rewrite gn_step_inverse.
by apply: derivative_ext dm => q; rewrite gn_step_minus_identity.
Qed.

End GaussNewton.
