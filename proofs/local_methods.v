(** * Local convergence of preconditioned steps: HessianFR, competitive gradient descent

    A step q + A(q) v(q) whose preconditioner A changes from point to point; A is only continuous.
    [mnorm] is the sum of the absolute values of the entries, [continuous_at A p] continuity at p.

    Results, in words:
    - [precond_derivative]: v(p) = 0, v differentiable at p with derivative J, A continuous at p: the
      step is differentiable at p with derivative I + A(p) J; the derivative of A does not enter, nor
      need it exist; [precond_local]: so if every eigenvalue of I + A(p) J is inside the unit disc the
      step converges linearly from a neighbourhood of p;
    - [continuous_inverse]: M continuous at p and M(p) invertible make M^-1 continuous at p;
    - [hfr_locally_convergent]: HessianFR with h_x = h, h_y1 = c1 h, h_y2 = c2 h, c1 > 0, c2 >= 0: at a
      critical point where the gradient has a derivative (the Hessian), f_yx and f_yy are continuous,
      f_yy < 0 and the Schur complement is positive definite (a strict local minimax point) there is
      an h0 > 0 such that every 0 < h < h0 converges linearly from near p;
    - [cgd_contracts]: at a strict local Nash point (f_xx > 0, f_yy < 0, symmetric) CGD's derivative
      strictly shrinks the Euclidean norm for every 0 < h < h0, where h0 depends on f_xx and f_yy
      only, whatever the interaction f_xy; [cgd_locally_convergent]: hence linear convergence from
      near p, with f_xy only continuous;
    - [conopt_derivative], [sga_derivative]: consensus optimization p + h (v - g J(p)^T v) and SGA have
      the derivatives I + h (J - g J^T J) and I + h (I + l A^T) J at an equilibrium of a field v with a
      Jacobian function continuous there (the matrices whose stability [game] decides).

    Depends on: forms, vectors, spectral, certificates, equilibria, hessian_fr, game, cgd, local. *)

From mathcomp Require Import all_ssreflect all_algebra complex.
From mathcomp Require Import ring.
From Gnash Require Import forms vectors spectral certificates equilibria hessian_fr game cgd local.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Mnorm.
Variable R : realFieldType.

Definition mnorm k n (A : 'M[R]_(k, n)) : R := \sum_i \sum_j `|A i j|.

Lemma mnorm_ge0 k n (A : 'M[R]_(k, n)) : 0 <= mnorm A.
Proof. by do 2!apply: sumr_ge0 => ? _. Qed.

Lemma mnormD k n (A B : 'M[R]_(k, n)) : mnorm (A + B) <= mnorm A + mnorm B.
Proof.
rewrite /mnorm -big_split ler_sum // => i _; rewrite -big_split ler_sum // => j _.
by rewrite mxE ler_norm_add.
Qed.

Lemma mnormM k m n (A : 'M[R]_(k, m)) (B : 'M[R]_(m, n)) : mnorm (A *m B) <= mnorm A * mnorm B.
Proof.
rewrite /mnorm mulr_suml ler_sum // => i _; rewrite mulr_suml.
apply: (@le_trans _ _ (\sum_j \sum_a `|A i a| * `|B a j|)).
  by rewrite ler_sum // => j _; rewrite mxE (le_trans (ler_norm_sum _ _ _)) // ler_sum // => a _; rewrite normrM.
rewrite exchange_big ler_sum // => a _; rewrite -mulr_sumr ler_wpmul2l //.
by rewrite [leRHS](bigD1 a) //= ler_addl; do 2!apply: sumr_ge0 => ? _.
Qed.

Lemma mnorm_col k m n (A : 'M[R]_(k, n)) (B : 'M[R]_(m, n)) : mnorm (col_mx A B) = mnorm A + mnorm B.
Proof.
rewrite /mnorm big_split_ord; congr (_ + _); apply: eq_bigr => i _; apply: eq_bigr => j _.
  by rewrite col_mxEu.
by rewrite col_mxEd.
Qed.

Lemma mnorm_row k m n (A : 'M[R]_(k, m)) (B : 'M[R]_(k, n)) : mnorm (row_mx A B) = mnorm A + mnorm B.
Proof.
rewrite /mnorm -big_split; apply: eq_bigr => i _; rewrite big_split_ord.
by congr (_ + _); apply: eq_bigr => j _; rewrite (row_mxEl, row_mxEr).
Qed.

Lemma row_le k n (w : 'rV[R]_k) (A : 'M[R]_(k, n)) : mnorm (w *m A) <= mnorm w * mnorm A.
Proof. exact: mnormM. Qed.

Lemma mnorm_eq0 k n (A : 'M[R]_(k, n)) : mnorm A = 0 -> A = 0.
Proof.
move=> A0; apply/matrixP => i j; rewrite mxE; apply/eqP; rewrite -normr_eq0.
have h i' : true -> 0 <= \sum_j `|A i' j| by move=> _; apply: sumr_ge0.
have /eqP := psumr_eq0P h A0 (i := i) isT.
by rewrite psumr_eq0 // => /allP /(_ j (mem_index_enum j)).
Qed.

End Mnorm.

Section Continuous.
Variables (R : rcfType) (n : nat) (p : 'cV[R]_n).

Definition continuous_at k m (A : 'cV[R]_n -> 'M[R]_(k, m)) := forall e : R, 0 < e ->
  exists2 d : R, 0 < d & forall x, norm1 (x - p) < d -> mnorm (A x - A p) <= e.

Lemma mnorm0 k m : mnorm (0 : 'M[R]_(k, m)) = 0.
Proof. by rewrite /mnorm big1 // => i _; rewrite big1 // => j _; rewrite mxE normr0. Qed.

Lemma cont_const k m (C : 'M[R]_(k, m)) : continuous_at (fun=> C).
Proof. by move=> e e0; exists 1; rewrite ?ltr01 // => x _; rewrite subrr mnorm0 ltW. Qed.

Lemma cont_two k m k' m' k2 m2 (A : 'cV[R]_n -> 'M[R]_(k, m)) (B : 'cV[R]_n -> 'M[R]_(k', m'))
    (C : 'cV[R]_n -> 'M[R]_(k2, m2)) :
  (forall x, mnorm (C x - C p) <= mnorm (A x - A p) + mnorm (B x - B p)) ->
  continuous_at A -> continuous_at B -> continuous_at C.
Proof.
move=> h cA cB e e0; have e2 : 0 < e / 2%:R by rewrite divr_gt0 ?ltr0n.
have [d1 d10 h1] := cA _ e2; have [d2 d20 h2] := cB _ e2.
exists (Num.min d1 d2) => [|x]; first by rewrite lt_minr d10.
rewrite lt_minr => /andP[/h1 l1 /h2 l2]; apply: le_trans (h x) _.
by rewrite [e]splitr ler_add.
Qed.

Lemma contD k m (A B : 'cV[R]_n -> 'M[R]_(k, m)) :
  continuous_at A -> continuous_at B -> continuous_at (fun x => A x + B x).
Proof. by apply: cont_two => x; rewrite opprD addrACA mnormD. Qed.

Lemma cont_col k m k' (A : 'cV[R]_n -> 'M[R]_(k, m)) (B : 'cV[R]_n -> 'M[R]_(k', m)) :
  continuous_at A -> continuous_at B -> continuous_at (fun x => col_mx (A x) (B x)).
Proof. by apply: cont_two => x; rewrite opp_col_mx add_col_mx mnorm_col. Qed.

Lemma cont_row k m m' (A : 'cV[R]_n -> 'M[R]_(k, m)) (B : 'cV[R]_n -> 'M[R]_(k, m')) :
  continuous_at A -> continuous_at B -> continuous_at (fun x => row_mx (A x) (B x)).
Proof. by apply: cont_two => x; rewrite opp_row_mx add_row_mx mnorm_row. Qed.

Lemma cont_le k m k' m' c (A : 'cV[R]_n -> 'M[R]_(k, m)) (B : 'cV[R]_n -> 'M[R]_(k', m')) : 0 <= c ->
  (forall x, mnorm (B x - B p) <= c * mnorm (A x - A p)) -> continuous_at A -> continuous_at B.
Proof.
move=> c0 h cA e e0; have c1 : 0 < c + 1 by rewrite ltr_paddl ?ltr01.
have [d d0 hd] := cA _ (divr_gt0 e0 c1); exists d => // x /hd le; apply: le_trans (h x) _.
apply: le_trans (_ : (c + 1) * mnorm (A x - A p) <= e); last by rewrite mulrC -ler_pdivl_mulr.
by rewrite ler_wpmul2r ?mnorm_ge0 // ler_addl ler01.
Qed.

Lemma contZ k m c (A : 'cV[R]_n -> 'M[R]_(k, m)) : continuous_at A -> continuous_at (fun x => c *: A x).
Proof.
apply: cont_le (mnorm_ge0 (c%:M : 'M_k)) _ => x.
by rewrite -scalerBr -mul_scalar_mx mnormM.
Qed.

Lemma contT k m (A : 'cV[R]_n -> 'M[R]_(k, m)) : continuous_at A -> continuous_at (fun x => (A x)^T).
Proof.
apply: cont_le ler01 _ => x; rewrite mul1r -linearB /mnorm exchange_big ler_sum // => i _.
by rewrite ler_sum // => j _; rewrite mxE.
Qed.

(** A B - A0 B0 = (A - A0)(B - B0) + (A - A0) B0 + A0 (B - B0) *)
Lemma contM k m l (A : 'cV[R]_n -> 'M[R]_(k, m)) (B : 'cV[R]_n -> 'M[R]_(m, l)) :
  continuous_at A -> continuous_at B -> continuous_at (fun x => A x *m B x).
Proof.
move=> cA cB e e0; pose K := 1 + mnorm (B p) + mnorm (A p).
have K1 : 0 < K by rewrite /K -addrA ltr_spaddl ?ltr01 ?addr_ge0 ?mnorm_ge0.
pose e1 := Num.min 1 (e / K); have e10 : 0 < e1 by rewrite lt_minr ltr01 divr_gt0.
have [d1 d10 h1] := cA _ e10; have [d2 d20 h2] := cB _ e10.
exists (Num.min d1 d2) => [|x]; first by rewrite lt_minr d10.
rewrite lt_minr => /andP[/h1 l1 /h2 l2].
have -> : A x *m B x - A p *m B p =
    (A x - A p) *m (B x - B p) + (A x - A p) *m B p + A p *m (B x - B p).
  rewrite !mulmxBl !mulmxBr; move: (A x *m B x) (A p *m B x) (A x *m B p) (A p *m B p) => a b c f.
  by lin_ring.
apply: le_trans (mnormD _ _) _; apply: le_trans (ler_add (mnormD _ _) (mnormM _ _)) _.
apply: (@le_trans _ _ (e1 * K)); last first.
  by rewrite -ler_pdivl_mulr // le_minl lexx orbT.
have b1 : mnorm ((A x - A p) *m (B x - B p)) <= e1 * 1.
  apply: le_trans (mnormM _ _) _; apply: ler_pmul; rewrite ?mnorm_ge0 //.
  by apply: le_trans l2 _; rewrite le_minl lexx.
have b2 : mnorm ((A x - A p) *m B p) <= e1 * mnorm (B p).
  by apply: le_trans (mnormM _ _) _; rewrite ler_wpmul2r ?mnorm_ge0.
rewrite /K !mulrDr; apply: ler_add; first exact: ler_add.
by rewrite mulrC ler_wpmul2r ?mnorm_ge0.
Qed.

Theorem continuous_inverse k (M : 'cV[R]_n -> 'M[R]_k) :
  continuous_at M -> M p \in unitmx -> continuous_at (fun x => invmx (M x)).
Proof.
move=> cM uP e e0; pose P := invmx (M p); pose K := 2%:R * (mnorm P + 1) ^+ 2.
have P0 := mnorm_ge0 P; have P1 : 0 < mnorm P + 1 by rewrite ltr_paddl ?ltr01.
have K0 : 0 < K by rewrite mulr_gt0 ?ltr0n ?exprn_gt0.
pose e1 := Num.min (2%:R * (mnorm P + 1))^-1 (e / K).
have e10 : 0 < e1 by rewrite lt_minr invr_gt0 mulr_gt0 ?ltr0n ?divr_gt0.
have [d d0 h] := cM _ e10; exists d => // x /h; set D := M x - M p => Dle.
have Dhalf : mnorm D * mnorm P <= 2%:R^-1.
  apply: (@le_trans _ _ ((2%:R * (mnorm P + 1))^-1 * (mnorm P + 1))).
    apply: ler_pmul; rewrite ?mnorm_ge0 ?ler_addl ?ler01 //.
    by apply: le_trans Dle _; rewrite le_minl lexx.
  by rewrite invfM mulfVK ?gt_eqF.
have uM : M x \in unitmx.
  rewrite unitmxE unitfE; apply/negP => /det0P [w w0 wM].
  have ew : w = - (w *m D *m P).
    by rewrite /D mulmxBr wM sub0r mulNmx opprK -mulmxA mulmxV // mulmx1.
  have wle : mnorm w <= mnorm w * 2%:R^-1.
    rewrite {1}ew -mulNmx -mulmxN; apply: le_trans (mnormM _ _) _.
    apply: le_trans (ler_wpmul2r P0 (mnormM _ _)) _; rewrite -mulrA ler_wpmul2l ?mnorm_ge0 //.
    suff -> : mnorm (- D) = mnorm D by [].
    by rewrite /mnorm; apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite mxE normrN.
  case/eqP: w0; apply: mnorm_eq0; apply/eqP; rewrite eq_le mnorm_ge0 andbT -(pmulr_lle0 _ (_ : 0 < 2%:R^-1)).
    by by rewrite -(ler_add2r (mnorm w / 2%:R)) add0r -splitr.
  by rewrite invr_gt0 ltr0n.
pose Q := invmx (M x); have eQ : Q - P = - (Q *m D *m P).
  by rewrite /D mulmxBr mulVmx // mulmxBl mul1mx -mulmxA mulmxV // mulmx1 opprB.
have QPD : mnorm (Q - P) <= mnorm Q * (mnorm D * mnorm P).
  rewrite eQ -mulmxN; apply: le_trans (mnormM _ _) _; rewrite mulrA.
  have -> : mnorm (- P) = mnorm P.
    by rewrite /mnorm; apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite mxE normrN.
  by rewrite ler_wpmul2r // mnormM.
have Qle : mnorm Q <= 2%:R * (mnorm P + 1).
  have : mnorm Q <= mnorm Q * 2%:R^-1 + mnorm P.
    rewrite -{1}[Q](subrK P); apply: le_trans (mnormD _ _) _; rewrite ler_add2r.
    by apply: le_trans QPD _; rewrite ler_wpmul2l ?mnorm_ge0.
  rewrite {1}[mnorm Q]splitr ler_add2l ler_pdivr_mulr ?ltr0n // mulrC => /le_trans; apply.
  by rewrite ler_pmul2l ?ltr0n // ler_addl ler01.
apply: le_trans QPD _; apply: (@le_trans _ _ (2%:R * (mnorm P + 1) * (e1 * (mnorm P + 1)))).
  by rewrite !ler_pmul ?mulr_ge0 ?mnorm_ge0 ?ler_addl ?ler01.
have -> : 2%:R * (mnorm P + 1) * (e1 * (mnorm P + 1)) = e1 * K by rewrite /K; ring.
by rewrite -ler_pdivl_mulr // le_minl lexx orbT.
Qed.

End Continuous.

Section Preconditioned.
Variables (R : rcfType) (n : nat).
Implicit Types (v F : 'cV[R]_n -> 'cV[R]_n) (A : 'cV[R]_n -> 'M[R]_n) (p : 'cV[R]_n) (J : 'M[R]_n).

Theorem precond_derivative A v p J : v p = 0 -> differentiable_at v p J -> continuous_at p A ->
  differentiable_at (fun q => q + A q *m v q) p (1%:M + A p *m J).
Proof.
move=> v0 dv cA e e0; pose a := mnorm (A p) + 1; pose b := mnorm J + 1.
have a0 : 0 < a by rewrite ltr_paddl ?mnorm_ge0 ?ltr01.
have b0 : 0 < b by rewrite ltr_paddl ?mnorm_ge0 ?ltr01.
have e2 : 0 < e / 2%:R by rewrite divr_gt0 ?ltr0n.
pose e1 := Num.min 1 (e / 2%:R / a); have e10 : 0 < e1 by rewrite lt_minr ltr01 divr_gt0.
have [d1 d10 h1] := dv _ e10; have [d2 d20 h2] := cA _ (divr_gt0 e2 b0).
exists (Num.min d1 d2) => [|x]; first by rewrite lt_minr d10.
rewrite lt_minr => /andP[/h1 l1 /h2 l2]; move: l1; rewrite v0 subr0 => l1.
have -> : x + A x *m v x - (p + A p *m 0) - (1%:M + A p *m J) *m (x - p) =
    (A x - A p) *m v x + A p *m (v x - J *m (x - p)).
  have : x = (x - p) + p by rewrite subrK.
  move: (x - p) => w ew; rewrite {1}ew mulmx0 addr0 mulmxDl mul1mx mulmxBl mulmxBr -mulmxA.
  by move: (J *m w) => j; move: (A x *m _) (A p *m v x) (A p *m j) => s t r; lin_ring.
set D := norm1 (x - p) in l1 *; have D0 : 0 <= D := norm1_ge0 _.
have vx : norm1 (v x) <= b * D.
  rewrite -[v x](subrK (J *m (x - p))) addrC /b mulrDl mul1r; apply: le_trans (norm1D _ _) _.
  apply: ler_add; first exact: norm1_mul.
  by apply: le_trans l1 _; rewrite -[leRHS]mul1r ler_wpmul2r // le_minl lexx.
rewrite [e]splitr mulrDl; apply: le_trans (norm1D _ _) _; apply: ler_add.
  apply: le_trans (norm1_mul _ _) _; apply: le_trans (ler_pmul _ _ l2 vx) _; rewrite ?norm1_ge0 ?mnorm_ge0 //.
  by rewrite mulrA divfK ?gt_eqF.
apply: le_trans (norm1_mul _ _) _; apply: (@le_trans _ _ (a * (e1 * D))).
  by apply: ler_pmul; rewrite ?norm1_ge0 ?mnorm_ge0 ?ler_addl ?ler01.
by rewrite mulrA ler_wpmul2r // mulrC -ler_pdivl_mulr // le_minl lexx orbT.
Qed.

(** Ostrowski's theorem in any dimension, 0 included. *)
Lemma ostrowski_any F p J : F p = p -> differentiable_at F p J -> stable (cmx J) ->
  exists2 q : R, 0 <= q < 1 & converges_linearly F p q.
Proof.
case: n F p J => [|m] F p J; last exact: ostrowski_real.
move=> _ _ _; exists 0; first by rewrite lexx ltr01.
exists 0, 1 => [|x _ k]; first exact: ltr01.
by rewrite /norm1 !big_ord0 mulr0.
Qed.

Theorem precond_local A v p J : v p = 0 -> differentiable_at v p J -> continuous_at p A ->
  stable (cmx (1%:M + A p *m J)) ->
  exists2 q : R, 0 <= q < 1 & converges_linearly (fun q => q + A q *m v q) p q.
Proof.
move=> v0 dv cA; apply: ostrowski_any; last exact: precond_derivative.
by rewrite v0 mulmx0 addr0.
Qed.

Lemma converges_ext F G p q : F =1 G -> converges_linearly F p q -> converges_linearly G p q.
Proof.
move=> e [K [d d0 h]]; exists K, d => // x xd k.
by have <- : iter k F x = iter k G x; [apply: eq_iter | apply: h].
Qed.

End Preconditioned.

(** ** HessianFR *)

Section HessianFR.
Variables (R : rcfType) (m n : nat).
Variables (g : 'cV[R]_(m + n) -> 'cV[R]_(m + n)).
Variables (fyx : 'cV[R]_(m + n) -> 'M[R]_(n, m)) (fyy : 'cV[R]_(m + n) -> 'M[R]_n).
Variables (p : 'cV[R]_(m + n)) (fxx : 'M[R]_m) (fxy : 'M[R]_(m, n)).

(** The step with all derivatives taken at the current point. *)
Definition hfr_map h c1 c2 q := hfr_step (fyx q) (fyy q) h (c1 * h) (c2 * h)
  (usubmx q) (dsubmx q) (usubmx (g q)) (dsubmx (g q)).

Definition hfr_preconditioner h c1 c2 q : 'M[R]_(m + n) :=
  (- h) *: block_mx 1%:M 0 (- (invmx (fyy q) *m fyx q)) (- c1%:M + c2 *: invmx (fyy q)).

Lemma hfr_step_precond (C : 'M[R]_(n, m)) (D : 'M[R]_n) h c1 c2 x y a b :
  hfr_step C D h (c1 * h) (c2 * h) x y a b =
  col_mx x y + ((- h) *: block_mx 1%:M 0 (- (invmx D *m C)) (- c1%:M + c2 *: invmx D)) *m col_mx a b.
Proof.
rewrite /hfr_step -scalemxAl mul_block_col mul1mx mul0mx addr0 scale_col_mx add_col_mx scaleNr; congr col_mx.
rewrite mulNmx mulmxDl mulNmx mul_scalar_mx -scalemxAl -mulmxA.
by move: (invmx _ *m (_ *m a)) (invmx _ *m b) => s t; lin_ring.
Qed.

Lemma hfr_mapE h c1 c2 q : hfr_map h c1 c2 q = q + hfr_preconditioner h c1 c2 q *m g q.
Proof. by rewrite /hfr_map hfr_step_precond !vsubmxK. Qed.

Theorem hfr_locally_convergent c1 c2 : g p = 0 ->
  differentiable_at g p (hessian fxx fxy (fyx p) (fyy p)) -> continuous_at p fyx -> continuous_at p fyy ->
  posdef (schur fxx fxy (fyx p) (fyy p)) -> negdef (fyy p) -> 0 < c1 -> 0 <= c2 ->
  exists2 h0 : R, 0 < h0 & forall h, 0 < h -> h < h0 ->
    exists2 q : R, 0 <= q < 1 & converges_linearly (hfr_map h c1 c2) p q.
Proof.
move=> g0 dg cyx cyy pS nD c1p c2p; have [h0 h00 st] := hfr_stable pS nD c1p c2p.
exists h0 => // h hp hlt; have ci := continuous_inverse cyy (negdef_unit nD).
have cA : continuous_at p (hfr_preconditioner h c1 c2).
  apply/contZ/cont_col; first exact: cont_const.
  apply: cont_row; last by apply: contD; [apply: cont_const | apply: contZ].
  apply: (@cont_le _ _ _ _ _ _ _ 1 (fun q => invmx (fyy q) *m fyx q)) (contM ci cyx); first exact: ler01.
  move=> x; rewrite mul1r -opprD /mnorm ler_sum // => i _; rewrite ler_sum // => j _.
  by rewrite mxE normrN.
have [|q q1 cv] := precond_local g0 dg cA.
  by have := st h hp hlt; rewrite /hfr_jacobian /hfr_preconditioner -scalemxAl scaleNr.
by exists q => //; apply: converges_ext cv => x; rewrite hfr_mapE.
Qed.

End HessianFR.

(** ** Consensus optimization and SGA: the derivative at an equilibrium *)

Section Corrected.
Variables (R : rcfType) (n : nat) (v : 'cV[R]_n -> 'cV[R]_n) (J : 'cV[R]_n -> 'M[R]_n) (p : 'cV[R]_n).
Hypotheses (v0 : v p = 0) (dv : differentiable_at v p (J p)) (cJ : continuous_at p J).

Lemma derivative_eq F G (M N : 'M[R]_n) : F =1 G -> M = N -> differentiable_at F p M -> differentiable_at G p N.
Proof. by move=> e <- d c /d[r r0 h]; exists r => // x /h; rewrite !e. Qed.

Theorem conopt_derivative h g :
  differentiable_at (fun q => q + h *: (v q - g *: ((J q)^T *m v q))) p (conopt_jacobian h g (J p)).
Proof.
have cA : continuous_at p (fun q => h *: (1%:M + (- g) *: (J q)^T)).
  by apply/contZ/contD; [apply: cont_const | apply/contZ/contT].
apply: derivative_eq (precond_derivative v0 dv cA) => [q|].
  by rewrite -scalemxAl mulmxDl mul1mx -scalemxAl scaleNr.
by rewrite -scalemxAl mulmxDl mul1mx -scalemxAl scaleNr.
Qed.

Theorem sga_derivative h l :
  differentiable_at (fun q => sga_step h l (antisym_part (J q)) q (v q)) p (sga_jacobian h l (J p)).
Proof.
have cA : continuous_at p (fun q => h *: (1%:M + l *: (antisym_part (J q))^T)).
  apply/contZ/contD; first exact: cont_const.
  apply/contZ/contT/contZ; apply: (@cont_two _ _ _ _ _ _ _ _ _ J (fun q => (J q)^T)) => [x| |]; [| exact: cJ | exact: contT].
  have -> : - J x - (- J x)^T - (- J p - (- J p)^T) = (-1)%:M *m (J x - J p) + ((J x)^T - (J p)^T).
    by rewrite mul_scalar_mx; apply/matrixP => i j; rewrite !mxE; move: (J x i j) (J p i j) (J x j i) (J p j i) => *; ring.
  apply: le_trans (mnormD _ _) _; rewrite ler_add2r mul_scalar_mx scaleN1r.
  by rewrite /mnorm ler_sum // => i _; rewrite ler_sum // => j _; rewrite mxE normrN.
apply: derivative_eq (precond_derivative v0 dv cA) => [q|].
  by rewrite /sga_step -scalemxAl mulmxDl mul1mx -scalemxAl mulmxN scalerN -opprD scalerN opprK.
by rewrite /sga_jacobian -scalemxAl.
Qed.

End Corrected.

(** ** Competitive gradient descent *)

Section Cgd.
Variables (R : rcfType) (m n : nat).
Variables (g : 'cV[R]_(m + n) -> 'cV[R]_(m + n)) (fxy : 'cV[R]_(m + n) -> 'M[R]_(m, n)).
Variables (p : 'cV[R]_(m + n)) (fxx : 'M[R]_m) (fyy : 'M[R]_n).

(** The step with all derivatives taken at the current point. *)
Definition cgd_map h q := q + col_mx (cgd_dx h (fxy q) (usubmx (g q)) (dsubmx (g q)))
  (cgd_dy h (fxy q) (usubmx (g q)) (dsubmx (g q))).

Definition cgd_preconditioner h (D : 'M[R]_(m, n)) : 'M[R]_(m + n) :=
  block_mx ((- h) *: invmx (cgd_system h D)) ((- h) *: (invmx (cgd_system h D) *m (h *: D)))
    (h *: (invmx (cgd_system h D^T) *m ((- h) *: D^T))) (h *: invmx (cgd_system h D^T)).

Lemma cgd_step_precond h D a b :
  col_mx (cgd_dx h D a b) (cgd_dy h D a b) = cgd_preconditioner h D *m col_mx a b.
Proof.
rewrite mul_block_col /cgd_dx /cgd_dy !mulmxDr -!scalemxAl -!scalemxAr -!scalemxAl -!mulmxA mulmxN.
rewrite -scalemxAr; congr col_mx.
  by move: (invmx _ *m a) (invmx _ *m (D *m b)) => s t; lin_ring.
by move: (invmx _ *m b) (invmx _ *m (_ *m a)) => s t; lin_ring.
Qed.

Lemma descent_shrinks k (A : 'M[R]_k) : spd A -> exists2 h0 : R, 0 < h0 & forall h, 0 < h -> h < h0 ->
  forall u, u != 0 -> normSq (u - h *: (A *m u)) < normSq u.
Proof.
move=> /spd_coercive [c c0 hc]; have [K K0 hK] := normSq_mulmx_le A.
have K1 : 0 < K + 1 by rewrite ltr_paddl ?ltr01.
exists (2%:R * c / (K + 1)) => [|h h0 hlt u u0]; first by rewrite divr_gt0 ?mulr_gt0 ?ltr0n.
have -> : normSq (u - h *: (A *m u)) = normSq u - h * (2%:R * form A u u - h * normSq (A *m u)).
  by rewrite /form; move: (A *m u) => w; dot_ring.
have u1 : 0 < normSq u by rewrite normSq_gt0.
rewrite gtr_addl oppr_lt0 pmulr_rgt0 // subr_gt0.
apply: (@lt_le_trans _ _ (2%:R * c * normSq u)); last by rewrite -mulrA ler_pmul2l ?ltr0n.
apply: (@le_lt_trans _ _ (h * (K + 1) * normSq u)); last by rewrite ltr_pmul2r // -ltr_pdivl_mulr.
rewrite -mulrA ler_pmul2l //; apply: le_trans (hK u) _.
by rewrite ler_wpmul2r ?ler_addl ?ler01 // ltW.
Qed.

(** CGD's derivative at an equilibrium with f_xy = D *)
Definition cgd_jacobian h D : 'M[R]_(m + n) := 1%:M + cgd_preconditioner h D *m hessian fxx D D^T fyy.

Theorem cgd_contracts : spd fxx -> spd (- fyy) -> exists2 h0 : R, 0 < h0 &
  forall h D, 0 < h -> h < h0 -> forall u, u != 0 -> normSq (cgd_jacobian h D *m u) < normSq u.
Proof.
move=> /descent_shrinks [h1 h10 s1] /descent_shrinks [h2 h20 s2].
exists (Num.min h1 h2) => [|h D hp]; first by rewrite lt_minr h10.
rewrite lt_minr => /andP[l1 l2] u; rewrite -[u]vsubmxK; move: (usubmx u) (dsubmx u) => x y u0.
pose a := fxx *m x + D *m y; pose b := D^T *m x + fyy *m y.
pose dx := cgd_dx h D a b; pose dy := cgd_dy h D a b.
have -> : cgd_jacobian h D *m col_mx x y = col_mx (x + dx) (y + dy).
  by rewrite mulmxDl mul1mx -mulmxA mul_block_col -cgd_step_precond add_col_mx.
have [ex ey] : dx = - (h *: (a + D *m dy)) /\ dy = h *: (b + D^T *m dx) by apply/cgd_nash.
have split2 (s : 'cV[R]_m) (t : 'cV[R]_n) : normSq (col_mx s t) = normSq s + normSq t by rewrite /normSq dot_col.
rewrite !split2.
have e1 : x - h *: (fxx *m x) = (x + dx) + h *: (D *m (y + dy)).
  by rewrite {1}ex /a mulmxDr; move: (fxx *m x) (D *m y) (D *m dy) => s t r; lin_ring.
have e2 : y - h *: (- fyy *m y) = (y + dy) - h *: (D^T *m (x + dx)).
  by rewrite {1}ey /b mulmxDr mulNmx; move: (fyy *m y) (D^T *m x) (D^T *m dx) => s t r; lin_ring.
have le : normSq (x + dx) + normSq (y + dy) <= normSq (x - h *: (fxx *m x)) + normSq (y - h *: (- fyy *m y)).
  rewrite e1 e2; move: (x + dx) (y + dy) => s t.
  have -> : normSq (s + h *: (D *m t)) + normSq (t - h *: (D^T *m s)) =
      normSq s + normSq t + h ^+ 2 * (normSq (D *m t) + normSq (D^T *m s)).
    have : dot s (D *m t) = dot t (D^T *m s) by rewrite dot_mull dotC.
    move: (D *m t) (D^T *m s) => w z; dot_expand => ->; ring.
  by rewrite ler_addl mulr_ge0 ?sqr_ge0 ?addr_ge0 ?normSq_ge0.
apply: le_lt_trans le _; move: u0; rewrite col_mx_eq0 negb_and.
have [-> /= y0|x0 _] := eqVneq x 0; last first.
  apply: ltr_le_add (s1 h hp l1 x x0) _; have [->|y0] := eqVneq y 0; last exact/ltW/s2.
  by rewrite mulmx0 scaler0 subr0.
by rewrite mulmx0 scaler0 subr0 ltr_add2l s2.
Qed.

Theorem cgd_locally_convergent : g p = 0 ->
  differentiable_at g p (hessian fxx (fxy p) (fxy p)^T fyy) -> continuous_at p fxy ->
  spd fxx -> spd (- fyy) -> exists2 h0 : R, 0 < h0 & forall h, 0 < h -> h < h0 ->
    exists2 q : R, 0 <= q < 1 & converges_linearly (cgd_map h) p q.
Proof.
move=> g0 dg cxy px py; have [h0 h00 dec] := cgd_contracts px py; exists h0 => // h hp hlt.
have cX : continuous_at p (fun q => invmx (cgd_system h (fxy q))).
  apply: (@continuous_inverse _ _ _ _ (fun q => cgd_system h (fxy q))); last exact: cgd_unit.
  by apply: contD; [apply: cont_const | apply/contZ/contM => //; apply: contT].
have cY : continuous_at p (fun q => invmx (cgd_system h (fxy q)^T)).
  apply: (@continuous_inverse _ _ _ _ (fun q => cgd_system h (fxy q)^T)); last exact: cgd_unit.
  by apply: contD; [apply: cont_const | apply/contZ/contM; do ?apply: contT].
have cA : continuous_at p (fun q => cgd_preconditioner h (fxy q)).
  apply: cont_col; apply: cont_row; apply: contZ => //; apply: contM => //; apply: contZ => //.
  exact: contT.
have st : stable (cmx (1%:M + cgd_preconditioner h (fxy p) *m hessian fxx (fxy p) (fxy p)^T fyy)).
  apply: (@lyapunov_stable _ _ 1%:M); first exact: posdef1.
  move=> u u0; rewrite qformD qform1 qformN mulmx1 /qform -mulmxA dot_mull trmxK subr_gt0.
  exact: dec.
have [q q1 cv] := precond_local g0 dg cA st; exists q => //; apply: converges_ext cv => x.
by rewrite /cgd_map cgd_step_precond vsubmxK.
Qed.

End Cgd.
