(** * What a local Nash point and a local minimax point satisfy (HFR Propositions 2.2, 2.3, 2.5, 2.6)

    f has at (x, y) the second-order expansion with gradient (gx, gy) and Hessian blocks
    A = f_xx, B = f_xy, D = f_yy; S = A - B D^-1 B^T.

    Results, in words:
    - [spd_coercive]: a positive definite form is bounded below by c |u|^2, c > 0, over any
      ordered field;
    - [nash_necessary] (2.2): at a local Nash point gx = 0, gy = 0, f_xx >= 0, f_yy <= 0;
    - [nash_sufficient] (2.3): gx = 0, gy = 0, f_xx > 0, f_yy < 0 make a strict local Nash point;
    - [minimax_necessary] (2.5, with the hypothesis that its formula needs: f_yy invertible,
      hence f_yy < 0): at a local minimax point gx = 0, gy = 0 and S >= 0;
    - [minimax_f_yy]: at a local minimax point gy = 0 and f_yy <= 0, without that hypothesis;
    - [minimax_sufficient] (2.6): gx = 0, gy = 0, f_yy < 0, S > 0 make a strict local minimax
      point, with h(delta) = kappa delta;
    - [minimax_without_inverse] (2.5 refuted as printed): (0, 0) is a local minimax point of
      - x^2 + 2 x y, where f_yy = 0: no inverse, and S read with the pseudo-inverse 0 is -2;
    - [sin_no_nash]: sin(x + y) has no local Nash point, as the remark after (2.3) says;
    - [nash_not_uncorrelated]: 1/2 x^2 + x y - 1/2 y^2 has a strict local Nash point with
      f_xy = 1, against the remark after (2.3).

    Depends on: forms, vectors.
    Leaves the paper: "twice differentiable" enters through its consequence, the expansion
    [second_order] (Taylor-Peano); the maximum over a ball is stated as "some point of the ball
    reaches it", which is the same thing for a continuous f and needs no compactness. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From Gnash Require Import forms vectors.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** Quadratic forms over an ordered field *)

Section Forms.
Variables (R : realFieldType) (n : nat).
Implicit Types (A : 'M[R]_n) (u v : 'cV[R]_n).

Definition form A u v : R := dot u (A *m v).

(** symmetric positive definite *)
Definition spd A := A^T = A /\ posdef A.

Lemma formC A u v : A^T = A -> form A u v = form A v u.
Proof. by move=> sA; rewrite /form dot_mull sA dotC. Qed.

Lemma formN A u v : form (- A) u v = - form A u v.
Proof. by rewrite /form mulNmx dotNr. Qed.

Lemma form_comb A a b u v : A^T = A ->
  form A (a *: u + b *: v) (a *: u + b *: v) =
  a ^+ 2 * form A u u + 2%:R * (a * b) * form A u v + b ^+ 2 * form A v v.
Proof.
move=> sA; have h : form A v u = form A u v by rewrite formC.
rewrite /form mulmxDr -!scalemxAr !dotDl !dotDr !dotZl !dotZr -!/(form _ _ _) h.
by ring.
Qed.

Lemma formDr A u v w : form A u (v + w) = form A u v + form A u w.
Proof. by rewrite /form mulmxDr dotDr. Qed.

Lemma form_sum A u v : A^T = A ->
  form A (u + v) (u + v) = form A u u + 2%:R * form A u v + form A v v.
Proof.
move=> sA; have := form_comb 1 1 u v sA.
by rewrite !scale1r expr1n !mul1r mulr1.
Qed.

Lemma formZ A a u : form A (a *: u) (a *: u) = a ^+ 2 * form A u u.
Proof. by rewrite /form -scalemxAr dotZl dotZr mulrA. Qed.

Lemma spd_semi A : spd A -> possemidef A.
Proof. by case=> _ /posdefW. Qed.

Lemma spd_cauchy A u v : spd A -> form A u v ^+ 2 <= form A u u * form A v v.
Proof.
move=> pA; have [sA dA] := pA.
have [->|v0] := eqVneq v 0.
  by rewrite /form mulmx0 dot0r expr0n dot0l mulr0.
have vp : 0 < form A v v := dA v v0.
have := spd_semi pA (form A v v *: u + (- form A u v) *: v).
rewrite -[qform A _]/(form A _ _) form_comb //.
have -> : form A v v ^+ 2 * form A u u +
   2%:R * (form A v v * - form A u v) * form A u v + (- form A u v) ^+ 2 * form A v v =
   form A v v * (form A u u * form A v v - form A u v ^+ 2).
  by move: (form A v v) (form A u v) (form A u u) => a b c; ring.
by rewrite pmulr_rge0 // subr_ge0.
Qed.

Lemma spd_unit A : spd A -> A \in unitmx.
Proof. by case=> _ /posdef_unit. Qed.

(** u_i = (A^-1 e_i) . A u, so Cauchy-Schwarz for A bounds u_i^2 by (A^-1)_ii u.Au. *)
Lemma spd_coercive A : spd A ->
  exists2 c, 0 < c & forall u, c * normSq u <= form A u u.
Proof.
move=> pA; have [sA dA] := pA; have uA := spd_unit pA.
pose e i : 'cV[R]_n := delta_mx i 0.
pose z i := invmx A *m e i.
have comp i u : u i 0 = form A (z i) u.
  rewrite /form dot_mull sA mulKVmx // dotE (bigD1 i) //= big1 ?addr0.
    by rewrite mxE !eqxx mul1r.
  by move=> j ji; rewrite mxE (negPf ji) mul0r.
pose K := 1 + \sum_i form A (z i) (z i).
have K0 : 0 < K.
  apply: ltr_spaddl; first exact: ltr01.
  by apply: sumr_ge0 => i _; exact: spd_semi.
exists K^-1; first by rewrite invr_gt0.
move=> u; rewrite ler_pdivr_mull //.
have step : normSq u <= (\sum_i form A (z i) (z i)) * form A u u.
  rewrite /normSq dotE mulr_suml; apply: ler_sum => i _.
  by rewrite -expr2 comp; exact: spd_cauchy.
apply: le_trans step _.
by rewrite ler_wpmul2r ?spd_semi // ler_addr ler01.
Qed.

End Forms.

Lemma normSq_mulmx_le (R : realFieldType) m n (M : 'M[R]_(m, n)) :
  exists2 k, 0 <= k & forall u, normSq (M *m u) <= k * normSq u.
Proof.
exists (\sum_i normSq (row i M)^T) => [|u].
  by apply: sumr_ge0 => i _; exact: normSq_ge0.
rewrite /normSq [in X in X <= _]dotE mulr_suml; apply: ler_sum => i _; rewrite -expr2.
have -> : (M *m u) i 0 = dot (row i M)^T u.
  by rewrite mxE dotE; apply: eq_bigr => j _; rewrite !mxE.
exact: cauchy_schwarz.
Qed.

(** ** Second-order expansions *)

Section Expansion.
Variables (R : realFieldType) (nx ny : nat).
Variable f : 'cV[R]_nx -> 'cV[R]_ny -> R.
Implicit Types (x u : 'cV[R]_nx) (y w : 'cV[R]_ny) (A : 'M[R]_nx) (D : 'M[R]_ny).
Implicit Types (B : 'M[R]_(nx, ny)) (d e t : R).

(** f(x + u, y + w) = f + gx.u + gy.w + (u.Au + 2 u.Bw + w.Dw)/2 + o(|u|^2 + |w|^2) *)
Definition second_order x y gx gy A B D :=
  forall e, 0 < e -> exists2 d, 0 < d &
  forall u w, normSq u + normSq w <= d ->
  `| f (x + u) (y + w) - (f x y + dot gx u + dot gy w +
       (form A u u + 2%:R * dot u (B *m w) + form D w w) / 2%:R) |
  <= e * (normSq u + normSq w).

(** HFR Definition 2.1. *)
Definition local_nash x y := exists2 d, 0 < d &
  forall u w, normSq u <= d -> normSq w <= d ->
  f x (y + w) <= f x y /\ f x y <= f (x + u) y.

Definition strict_local_nash x y := exists2 d, 0 < d &
  forall u w, normSq u <= d -> normSq w <= d ->
  (w != 0 -> f x (y + w) < f x y) /\ (u != 0 -> f x y < f (x + u) y).

(** HFR Definition 2.4, with the function h. *)
Definition local_minimax_with (h : R -> R) x y := exists2 d0, 0 < d0 &
  forall d, 0 < d -> d <= d0 ->
  forall u w, normSq u <= d ^+ 2 -> normSq w <= d ^+ 2 ->
  f x (y + w) <= f x y /\
  exists2 w', normSq w' <= h d ^+ 2 & f x y <= f (x + u) (y + w').

Definition vanishing (h : R -> R) :=
  forall e, 0 < e -> exists2 d1, 0 < d1 & forall d, 0 < d -> d <= d1 -> `|h d| <= e.

Definition local_minimax x y := exists2 h, vanishing h & local_minimax_with h x y.

Definition strict_local_minimax x y := exists2 k, 0 <= k & exists2 d0, 0 < d0 &
  forall d, 0 < d -> d <= d0 ->
  forall u w, normSq u <= d ^+ 2 -> normSq w <= d ^+ 2 ->
  (w != 0 -> f x (y + w) < f x y) /\
  (u != 0 -> exists2 w', normSq w' <= (k * d) ^+ 2 & f x y < f (x + u) (y + w')).

End Expansion.

(** ** One dimension *)

Section Line.
Variable R : realFieldType.
Implicit Types (g q N d e t : R).

Lemma small_step n (a : 'cV[R]_n) d : 0 < d ->
  exists2 t0, 0 < t0 & forall t, `|t| <= t0 -> normSq (t *: a) <= d.
Proof.
move=> d0; have N0 := normSq_ge0 a; set N := normSq a in N0 *.
have K0 : 0 < d + 1 + N by apply: ltr_paddr => //; apply: addr_gt0 => //; exact: ltr01.
exists (d / (d + 1 + N)); first by rewrite divr_gt0.
move=> t ht; rewrite normSqZ -/N -[t ^+ 2]real_normK ?num_real //.
have s1 : d / (d + 1 + N) <= 1.
  by rewrite ler_pdivr_mulr // mul1r -addrA ler_addl addr_ge0 ?ler01.
have t2 : `|t| ^+ 2 <= d / (d + 1 + N).
  rewrite expr2; apply: le_trans (ler_pmul _ _ ht (le_trans ht s1)) _ => //.
  by rewrite mulr1.
apply: le_trans (ler_wpmul2r N0 t2) _.
rewrite mulrAC ler_pdivr_mulr //; apply: ler_wpmul2l; first exact: ltW.
by rewrite ler_addr addr_ge0 ?ler01 // ltW.
Qed.

(** g t + t^2 (q/2 + e N) >= 0 near t = 0 for every e > 0 forces g = 0 and q >= 0. *)
Lemma line_minimum g q N : 0 <= N ->
  (forall e, 0 < e -> exists2 t0, 0 < t0 &
     forall t, `|t| <= t0 -> 0 <= t * g + t ^+ 2 * (q / 2%:R + e * N)) ->
  g = 0 /\ 0 <= q.
Proof.
move=> N0 H; have g0 : g = 0.
  have [t0 t0p h] := H 1 ltr01; rewrite mul1r in h.
  set K := `|q / 2%:R + N|; have K0 : 0 <= K by exact: normr_ge0.
  have L0 : 0 < `|g| + t0 * K + 1.
    by apply: ltr_paddl; rewrite ?ltr01 // addr_ge0 ?mulr_ge0 // ltW.
  pose s := t0 / (`|g| + t0 * K + 1).
  have s0 : 0 < s by rewrite divr_gt0.
  have sg : `|- (s * g)| <= t0.
    rewrite normrN normrM gtr0_norm // mulrAC ler_pdivr_mulr //.
    apply: ler_wpmul2l; first exact: ltW.
    by rewrite -addrA ler_addl addr_ge0 ?ler01 // mulr_ge0 // ltW.
  have sK : s * K < 1.
    rewrite mulrAC ltr_pdivr_mulr // mul1r addrAC ltr_spaddl //.
    by apply: ltr_paddl => //; exact: ltr01.
  have := h _ sg.
  have -> : - (s * g) * g + (- (s * g)) ^+ 2 * (q / 2%:R + N) =
            s * (g ^+ 2 * (s * (q / 2%:R + N) - 1)).
    by move: (q / 2%:R + N) => r; ring.
  rewrite pmulr_rge0 // => hh; apply/eqP; rewrite -sqrf_eq0 eq_le sqr_ge0 andbT.
  rewrite leNgt; apply/negP => g2.
  move: hh; rewrite pmulr_rge0 // subr_ge0 leNgt => /negP; apply.
  by apply: le_lt_trans sK; apply: ler_wpmul2l (ler_norm _); exact: ltW.
split=> //; rewrite leNgt; apply/negP => q0.
have M0 : 0 < N + 1 by apply: ltr_paddl => //; exact: ltr01.
have e0 : 0 < - q / (4%:R * (N + 1)) by rewrite divr_gt0 ?oppr_gt0 // mulr_gt0 // ltr0n.
have [t0 t0p h] := H _ e0.
have := h t0; rewrite gtr0_norm // lexx => /(_ isT); rewrite g0 mulr0 add0r.
rewrite pmulr_rge0 ?exprn_gt0 // leNgt => /negP; apply.
have -> : q / 2%:R + - q / (4%:R * (N + 1)) * N = q * (N + 2%:R) / (4%:R * (N + 1)).
  have n1 : N + 1 != 0 by rewrite gt_eqF.
  by field; rewrite n1 //=.
rewrite pmulr_llt0 ?invr_gt0 ?mulr_gt0 ?ltr0n // pmulr_llt0 //.
by rewrite ltr_paddl // ltr0n.
Qed.

End Line.

(** ** The four propositions *)

Section Equilibria.
Variables (R : realFieldType) (nx ny : nat).
Variable f : 'cV[R]_nx -> 'cV[R]_ny -> R.
Variables (x : 'cV[R]_nx) (y : 'cV[R]_ny) (gx : 'cV[R]_nx) (gy : 'cV[R]_ny).
Variables (A : 'M[R]_nx) (B : 'M[R]_(nx, ny)) (D : 'M[R]_ny).
Hypothesis expansion : second_order f x y gx gy A B D.

(** f_xx - f_xy f_yy^-1 f_yx *)
Definition schur := A - B *m invmx D *m B^T.

Lemma expansion_x e : 0 < e -> exists2 d, 0 < d & forall u, normSq u <= d ->
  `| f (x + u) y - (f x y + dot gx u + form A u u / 2%:R) | <= e * normSq u.
Proof.
case/expansion=> d d0 h; exists d => // u hu; have := h u 0.
by rewrite normSq0 addr0 addr0 dot0r addr0 mulmx0 dot0r mulr0 addr0 /form mulmx0 dot0r addr0; apply.
Qed.

Lemma expansion_y e : 0 < e -> exists2 d, 0 < d & forall w, normSq w <= d ->
  `| f x (y + w) - (f x y + dot gy w + form D w w / 2%:R) | <= e * normSq w.
Proof.
case/expansion=> d d0 h; exists d => // w hw; have := h 0 w.
by rewrite normSq0 add0r addr0 dot0r addr0 dot0l mulr0 /form mulmx0 dot0r !add0r; apply.
Qed.

(** A local minimum in x, along every line. *)
Lemma stationary_x d : 0 < d -> (forall u, normSq u <= d -> f x y <= f (x + u) y) ->
  gx = 0 /\ possemidef A.
Proof.
move=> d0 hmin.
have line a : dot gx a = 0 /\ 0 <= form A a a.
  apply: (@line_minimum _ _ _ (normSq a)); first exact: normSq_ge0.
  move=> e /expansion_x [d' d'0 h].
  have m0 : 0 < Num.min d d' by rewrite lt_minr d0.
  have [t0 t0p ht] := small_step a m0; exists t0 => // t /ht.
  rewrite le_minr => /andP[t1 t2].
  have := h _ t2; rewrite dotZr formZ normSqZ ler_distl => /andP[_ h2].
  have := le_trans (hmin _ t1) h2.
  rewrite -!addrA ler_addl => h3; apply: le_trans h3 _.
  rewrite le_eqVlt; apply/orP; left; apply/eqP.
  by move: (normSq a) (form A a a) (dot gx a) => N q g; field.
split; last by move=> a; case: (line a).
by apply/eqP; rewrite -normSq_eq0; apply/eqP; case: (line gx).
Qed.

End Equilibria.

Section Mirror.
Variables (R : realFieldType) (nx ny : nat).
Variable f : 'cV[R]_nx -> 'cV[R]_ny -> R.

(** The players swap: -f with y first. *)
Lemma second_order_swap x y gx gy A B D :
  second_order f x y gx gy A B D ->
  second_order (fun y x => - f x y) y x (- gy) (- gx) (- D) (- B^T) (- A).
Proof.
move=> h e /h [d d0 hd]; exists d => // w u hwu.
have := hd u w; rewrite (addrC (normSq u)) => /(_ hwu) hh; apply: le_trans hh.
rewrite -normrN le_eqVlt; apply/orP; left; apply/eqP; congr `|_|.
rewrite !formN !dotNl mulNmx dotNr dot_mull trmxK (dotC (B *m w)).
move: (f (x + u) (y + w)) (f x y) (form A u u) (form D w w) (dot gx u) (dot gy w) (dot u (B *m w)).
by move=> f1 f0 a d' g1 g2 b; field.
Qed.

End Mirror.

Section Theorems.
Variables (R : realFieldType) (nx ny : nat).
Variable f : 'cV[R]_nx -> 'cV[R]_ny -> R.
Variables (x : 'cV[R]_nx) (y : 'cV[R]_ny) (gx : 'cV[R]_nx) (gy : 'cV[R]_ny).
Variables (A : 'M[R]_nx) (B : 'M[R]_(nx, ny)) (D : 'M[R]_ny).
Hypothesis expansion : second_order f x y gx gy A B D.

Lemma stationary_y d : 0 < d -> (forall w, normSq w <= d -> f x (y + w) <= f x y) ->
  gy = 0 /\ possemidef (- D).
Proof.
move=> d0 hmax; have [|g0 hD] := stationary_x (second_order_swap expansion) d0.
  by move=> w /hmax; rewrite ler_opp2.
by split=> //; rewrite -[gy]opprK g0 oppr0.
Qed.

Theorem nash_necessary : local_nash f x y ->
  [/\ gx = 0, gy = 0, possemidef A & possemidef (- D)].
Proof.
case=> d d0 h.
have [|g hA] := stationary_x expansion d0.
  by move=> u hu; have := h u 0 hu; rewrite normSq0 => /(_ (ltW d0)) [].
have [|g' hD] := stationary_y d0.
  by move=> w hw; have := h 0 w; rewrite normSq0 => /(_ (ltW d0) hw) [].
by split.
Qed.

Lemma sufficient_x : gx = 0 -> spd A ->
  exists2 d, 0 < d & forall u, normSq u <= d -> u != 0 -> f x y < f (x + u) y.
Proof.
move=> g0 /spd_coercive [c c0 hc].
have e0 : 0 < c / 4%:R by rewrite divr_gt0 ?ltr0n.
have [d d0 h] := expansion_x expansion e0; exists d => // u /h hu u0.
have N0 : 0 < normSq u by rewrite normSq_gt0.
move: hu; rewrite g0 dot0l addr0 ler_distl => /andP[hl _].
apply: lt_le_trans hl; rewrite -addrA ltr_addl subr_gt0.
have half : c * normSq u / 2%:R <= form A u u / 2%:R by rewrite ler_pmul2r ?invr_gt0 ?ltr0n.
apply: lt_le_trans half; rewrite mulrAC ltr_pmul2l ?mulr_gt0 //.
by rewrite ltf_pinv ?posrE ?ltr0n // ltr_nat.
Qed.

End Theorems.

Section Sufficient.
Variables (R : realFieldType) (nx ny : nat).
Variable f : 'cV[R]_nx -> 'cV[R]_ny -> R.
Variables (x : 'cV[R]_nx) (y : 'cV[R]_ny) (gx : 'cV[R]_nx) (gy : 'cV[R]_ny).
Variables (A : 'M[R]_nx) (B : 'M[R]_(nx, ny)) (D : 'M[R]_ny).
Hypothesis expansion : second_order f x y gx gy A B D.

Lemma sufficient_y : gy = 0 -> spd (- D) ->
  exists2 d, 0 < d & forall w, normSq w <= d -> w != 0 -> f x (y + w) < f x y.
Proof.
move=> g0 pD; have := @sufficient_x _ _ _ _ _ _ _ _ _ _ _ (second_order_swap expansion).
rewrite g0 oppr0 => /(_ erefl pD) [d d0 h]; exists d => // w hw w0.
by have := h w hw w0; rewrite ltr_opp2.
Qed.

Theorem nash_sufficient : gx = 0 -> gy = 0 -> spd A -> spd (- D) ->
  strict_local_nash f x y.
Proof.
move=> gx0 gy0 pA pD.
have [d1 d10 h1] := sufficient_x expansion gx0 pA.
have [d2 d20 h2] := sufficient_y gy0 pD.
exists (Num.min d1 d2); first by rewrite lt_minr d10.
move=> u w; rewrite !le_minr => /andP[u1 _] /andP[_ w2].
by split; [exact: h2 | exact: h1].
Qed.

(** The ridge: w(u) = W u maximises the quadratic part in w; there it equals u.Su/2. *)
Let W : 'M[R]_(ny, nx) := - (invmx D *m B^T).

Lemma ridge u z : D^T = D -> D \in unitmx ->
  form A u u + 2%:R * dot u (B *m (W *m u + z)) + form D (W *m u + z) (W *m u + z) =
  form (schur A B D) u u + form D z z.
Proof.
move=> sD uD.
have BD w : dot u (B *m w) = - form D (W *m u) w.
  by rewrite dot_mull /form dot_mull sD /W mulNmx -mulmxA mulmxN mulKVmx // dotNl opprK.
have hS : form (schur A B D) u u = form A u u - form D (W *m u) (W *m u).
  rewrite -[form D _ _]opprK -BD opprK /form /schur mulmxDl dotDr; congr (_ + _).
  by rewrite /W !mulNmx mulmxN !mulmxA.
rewrite BD hS form_sum // formDr.
move: (form A u u) (form D (W *m u) (W *m u)) (form D (W *m u) z) (form D z z) => a b c d.
by ring.
Qed.

Lemma neg_unit : spd (- D) -> D^T = D /\ D \in unitmx.
Proof.
move=> pD; split; first by case: pD => /(congr1 -%R); rewrite linearN /= !opprK.
by have := spd_unit pD; rewrite -scaleN1r unitmxZ // unitrN1.
Qed.

Theorem minimax_sufficient : gx = 0 -> gy = 0 -> spd (- D) -> spd (schur A B D) ->
  strict_local_minimax f x y.
Proof.
move=> gx0 gy0 pD pS; have [sD uD] := neg_unit pD.
have [d2 d20 h2] := sufficient_y gy0 pD.
have [k k0 hk] := normSq_mulmx_le W.
have [c c0 hc] := spd_coercive pS.
have K0 : 0 < 4%:R * (1 + k) by rewrite mulr_gt0 ?ltr0n // ltr_spaddl ?ltr01.
have [d d0 h] := expansion (divr_gt0 c0 K0).
pose d3 := Num.min (Num.min 1 d2) (d / (1 + k)).
have k1 : 0 < 1 + k by rewrite ltr_spaddl ?ltr01.
have d30 : 0 < d3 by rewrite !lt_minr ltr01 d20 divr_gt0.
exists (1 + k); first exact: ltW.
exists d3 => // r r0 rd u w hu hw.
have r1 : r ^+ 2 <= d3.
  have : r <= 1 by apply: le_trans rd _; rewrite !le_minl lexx.
  by rewrite expr2 => r1; apply: le_trans rd; rewrite ler_pimulr // ltW.
split=> [w0|u0].
  by apply: h2 w0; apply: le_trans hw (le_trans r1 _); rewrite !le_minl lexx orbT.
have N0 : 0 < normSq u by rewrite normSq_gt0.
have hW := hk u.
exists (W *m u).
  rewrite exprMn; apply: le_trans hW _; apply: ler_pmul => //; first exact: normSq_ge0.
  by rewrite expr2 mulrDl mul1r -addrA ler_paddl ?ler01 // ler_addl mulr_ge0 // ltW.
have small : normSq u + normSq (W *m u) <= (1 + k) * normSq u.
  by rewrite mulrDl mul1r ler_add2l.
have inside : normSq u + normSq (W *m u) <= d.
  apply: le_trans small _; rewrite mulrC -ler_pdivl_mulr //.
  by apply: le_trans hu (le_trans r1 _); rewrite le_minl lexx orbT.
have := h _ _ inside; rewrite gx0 gy0 !dot0l !addr0.
have := ridge u 0 sD uD; rewrite addr0 => ->; rewrite {2}/form mulmx0 dot0r addr0.
rewrite ler_distl => /andP[hl _]; apply: lt_le_trans hl.
rewrite -addrA ltr_addl subr_gt0.
apply: le_lt_trans (ler_wpmul2l _ small) _; first by rewrite ltW // divr_gt0.
have -> : c / (4%:R * (1 + k)) * ((1 + k) * normSq u) = c * normSq u / 4%:R.
  have n1 : 1 + k != 0 by rewrite gt_eqF.
  by move: (normSq u) => N; field; rewrite n1.
have half : c * normSq u / 2%:R <= form (schur A B D) u u / 2%:R.
  by rewrite ler_pmul2r ?invr_gt0 ?ltr0n.
apply: lt_le_trans half; rewrite ltr_pmul2l ?mulr_gt0 //.
by rewrite ltf_pinv ?posrE ?ltr0n // ltr_nat.
Qed.

(** The second half of Definition 2.4 reads y alone when u = 0: no hypothesis on D. *)
Theorem minimax_f_yy : local_minimax f x y -> gy = 0 /\ possemidef (- D).
Proof.
case=> h _ [d0 d00 hm].
apply: (stationary_y expansion (exprn_gt0 2 d00)) => w hw.
by case: (hm d0 d00 (lexx _) 0 w) => //; rewrite normSq0 exprn_ge0 // ltW.
Qed.

Theorem minimax_necessary : spd (- D) -> local_minimax f x y ->
  [/\ gx = 0, gy = 0 & possemidef (schur A B D)].
Proof.
move=> pD mm; have [gy0 _] := minimax_f_yy mm; have [sD uD] := neg_unit pD.
have [c c0 hc] := spd_coercive pD.
case: mm => h van [d0 d00 hm].
have line a : dot gx a = 0 /\ 0 <= form (schur A B D) a a.
  apply: (@line_minimum _ _ _ (normSq a + 2%:R * normSq (W *m a))).
    by rewrite addr_ge0 ?mulr_ge0 ?normSq_ge0 // ler0n.
  move=> e e0; pose e' := Num.min e (c / 4%:R).
  have e'0 : 0 < e' by rewrite lt_minr e0 divr_gt0 ?ltr0n.
  have [d d'0 hd] := expansion e'0.
  have s0 : 0 < Num.min 1 (d / 2%:R) by rewrite lt_minr ltr01 divr_gt0 ?ltr0n.
  have [d1 d10 hv] := van _ s0.
  pose r := Num.min d0 d1; have r0 : 0 < r by rewrite lt_minr d00.
  have m0 : 0 < Num.min (r ^+ 2) (d / 2%:R) by rewrite lt_minr exprn_gt0 // divr_gt0 ?ltr0n.
  have [t0 t0p ht] := small_step a m0; exists t0 => // t /ht.
  rewrite le_minr => /andP[t1 t2].
  have rd0 : r <= d0 by rewrite le_minl lexx.
  have rd1 : r <= d1 by rewrite le_minl lexx orbT.
  have z0 : normSq (0 : 'cV[R]_ny) <= r ^+ 2 by rewrite normSq0 exprn_ge0 // ltW.
  have [_ [w hw fw]] := hm r r0 rd0 (t *: a) 0 t1 z0.
  have wd : normSq w <= d / 2%:R.
    apply: le_trans hw _; rewrite -[h r ^+ 2]real_normK ?num_real // expr2.
    have := hv r r0 rd1; rewrite le_minr => /andP[h1 h2].
    by apply: le_trans h2; rewrite ler_pimulr.
  have inside : normSq (t *: a) + normSq w <= d.
    by apply: le_trans (ler_add t2 wd) _; rewrite -splitr.
  have := hd _ _ inside; rewrite gy0 dot0l addr0 ler_distl => /andP[_ up].
  pose z := w - W *m (t *: a); have wE : w = W *m (t *: a) + z by rewrite addrC subrK.
  have zr := ridge (t *: a) z sD uD; rewrite -wE in zr.
  have {up} := le_trans fw up; rewrite zr dotZr formZ normSqZ -!addrA ler_addl.
  have hz : form D z z <= - (c * normSq z) by rewrite ler_oppr -formN.
  have hw2 : normSq w <= 2%:R * (t ^+ 2 * normSq (W *m a)) + 2%:R * normSq z.
    by rewrite wE -normSqZ scalemxAr normSqD_le.
  have e1 : e' <= e by rewrite le_minl lexx.
  have e2 : e' <= c / 4%:R by rewrite le_minl lexx orbT.
  move=> up; apply: le_trans up _.
  have Z0 := normSq_ge0 z; have N0 := normSq_ge0 a; have M0 := normSq_ge0 (W *m a).
  have T0 : 0 <= t ^+ 2 by exact: sqr_ge0.
  move: (normSq z) (normSq a) (normSq (W *m a)) (normSq w) (t ^+ 2) (form D z z)
    (form (schur A B D) a a) (dot gx a) hz hw2 Z0 N0 M0 T0.
  move=> Z N M n T q s g hz hw2 Z0 N0 M0 T0.
  rewrite ler_add2l.
  apply: (@le_trans _ _ ((T * s - c * Z) / 2%:R + (e * (T * (N + 2%:R * M)) + c / 2%:R * Z))).
    apply: ler_add.
      by rewrite ler_pmul2r ?invr_gt0 ?ltr0n // ler_add2l.
    apply: (@le_trans _ _ (e' * (T * (N + 2%:R * M) + 2%:R * Z))).
      apply: ler_wpmul2l; first exact: ltW.
      have -> : T * (N + 2%:R * M) + 2%:R * Z = T * N + (2%:R * (T * M) + 2%:R * Z) by ring.
      by rewrite ler_add2l.
    rewrite mulrDr; apply: ler_add.
      by apply: ler_wpmul2r => //; rewrite mulr_ge0 // addr_ge0 // mulr_ge0 // ler0n.
    rewrite mulrA; apply: ler_wpmul2r => //.
    have -> : c / 2%:R = c / 4%:R * 2%:R by field.
    by apply: ler_wpmul2r => //; rewrite ler0n.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; field.
split=> //; last by move=> a; case: (line a).
by apply/eqP; rewrite -normSq_eq0; apply/eqP; case: (line gx).
Qed.
End Sufficient.

(** ** Two games with one variable a player *)

Section Examples.
Variable R : realFieldType.
Implicit Types (u w : 'cV[R]_1).

Definition quadratic_1 (a b d : R) u w : R :=
  (a * u 0 0 ^+ 2 + 2%:R * b * u 0 0 * w 0 0 + d * w 0 0 ^+ 2) / 2%:R.

Lemma normSq_1 u : normSq u = u 0 0 ^+ 2.
Proof. by rewrite /normSq dotE big_ord_recl big_ord0 addr0 expr2. Qed.

Lemma quadratic_1_expansion a b d :
  second_order (quadratic_1 a b d) 0 0 0 0 a%:M b%:M d%:M.
Proof.
move=> e e0; exists 1; first exact: ltr01.
move=> u w _; rewrite !add0r !dot0l !addr0 /form !mul_scalar_mx !dotZr.
rewrite !dotE !big_ord_recl !big_ord0 /quadratic_1 !mxE !addr0.
set z := (X in `|X|); have -> : z = 0.
  by rewrite /z; move: (u 0 0) (w 0 0) => s t; field.
by rewrite normr0 mulr_ge0 ?addr_ge0 ?normSq_ge0 // ltW.
Qed.

(** - x^2 + 2 x y: f_xx = -2, f_xy = 2, f_yy = 0. *)
Theorem minimax_without_inverse :
  let f := quadratic_1 (- 2%:R) 2%:R 0 in
  [/\ second_order f 0 0 0 0 (- 2%:R)%:M (2%:R)%:M 0%:M, local_minimax f 0 0
    & (0%:M : 'M[R]_1) \notin unitmx].
Proof.
split.
- exact: quadratic_1_expansion.
- exists id.
    by move=> e e0; exists e => // d d0 de; rewrite gtr0_norm.
  exists 1; first exact: ltr01.
  move=> d d0 _ u w hu hw; rewrite !add0r /quadratic_1 !mxE; split.
    by rewrite le_eqVlt; apply/orP; left; apply/eqP; field.
  exists u => //; rewrite add0r -subr_ge0.
  set z := (X in 0 <= X); have -> : z = u 0 0 ^+ 2.
    by rewrite /z; move: (u 0 0) => t; field.
  exact: sqr_ge0.
- by rewrite unitmxE det_scalar expr1 unitr0.
Qed.

(** f = sin(x + y) has gradient (c, c) and f_xx = f_yy = - s, with c and s the cosine and the
    sine: no point satisfies the necessary conditions of 2.2. *)
Theorem sin_no_nash (c s : R) : c ^+ 2 + s ^+ 2 = 1 -> c = 0 -> ~ (0 <= - s /\ - s <= 0).
Proof.
move=> h c0 [s1 s2]; have s0 : s = 0.
  by apply/eqP; rewrite -oppr_eq0 eq_le s1 s2.
by move/eqP: h; rewrite c0 s0 expr0n addr0 eq_sym oner_eq0.
Qed.

(** x^2/2 + x y - y^2/2: f_xy = 1 at a strict local Nash point. *)
Theorem nash_not_uncorrelated :
  let f := quadratic_1 1 1 (- 1) in
  second_order f 0 0 0 0 1%:M 1%:M (- 1)%:M /\ strict_local_nash f 0 0.
Proof.
split; first exact: quadratic_1_expansion.
apply: (nash_sufficient (quadratic_1_expansion 1 1 (- 1))) => //.
  split=> [|u u0]; first by rewrite tr_scalar_mx.
  by rewrite qform1 dot_gt0.
rewrite -scalemx1 scaleN1r opprK; split=> [|u u0]; first by rewrite trmx1.
by rewrite qform1 dot_gt0.
Qed.

End Examples.
