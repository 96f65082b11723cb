(** * Local convergence: Ostrowski's theorem without analysis

    [norm1 x] is the sum of the |x_i|; [differentiable_at F p M] is Frechet differentiability of F
    at p with derivative M, in epsilons and deltas, so that any real closed field will do.

    Results, in words:
    - [adapted_norm]: if every complex eigenvalue of M has |z| < r then some norm N, equivalent to
      [norm1], satisfies N(M x) <= r N(x);
    - [ostrowski]: F differentiable at its fixed point p, every eigenvalue of F'(p) below r in
      modulus, r < q: there are K and d > 0 such that |x_0 - p| < d implies
      |x_k - p| <= K q^k |x_0 - p| for every k;
    - [ostrowski_real]: the same under the words of the theorem: every eigenvalue of F'(p) is strictly
      inside the unit disc implies linear convergence, with some q < 1, from a neighbourhood.

    Depends on: MathComp and its real-closed package.

    Proof idea of [adapted_norm]: with z_1, ..., z_n the eigenvalues and
    A_j = (M - z_1) ... (M - z_j), the norm is a weighted sum of the |A_j x|, j < n;
    A_j M = A_(j+1) + z_j A_j, and A_n = 0 (Cayley-Hamilton).  No triangular form is needed. *)

From mathcomp Require Import all_ssreflect all_algebra complex.
From mathcomp Require Import ring.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Norm1.
Variables (R : numDomainType) (n : nat).
Implicit Types (x y : 'cV[R]_n).

Definition norm1 x : R := \sum_i `|x i 0|.

Lemma norm1_ge0 x : 0 <= norm1 x.
Proof. exact: sumr_ge0. Qed.

Lemma norm1D x y : norm1 (x + y) <= norm1 x + norm1 y.
Proof. by rewrite /norm1 -big_split; apply: ler_sum => i _; rewrite mxE ler_norm_add. Qed.

Lemma norm1Z a x : norm1 (a *: x) = `|a| * norm1 x.
Proof. by rewrite /norm1 mulr_sumr; apply: eq_bigr => i _; rewrite mxE normrM. Qed.

Lemma norm1_0 : norm1 0 = 0.
Proof. by rewrite /norm1 big1 // => i _; rewrite mxE normr0. Qed.

End Norm1.

Lemma norm1_mul (R : numDomainType) k n (A : 'M[R]_(k, n)) (x : 'cV[R]_n) : norm1 (A *m x) <= (\sum_i \sum_j `|A i j|) * norm1 x.
Proof.
rewrite /norm1 mulr_suml; apply: ler_sum => i _; rewrite mxE.
apply: le_trans (ler_norm_sum _ _ _) _; rewrite mulr_suml; apply: ler_sum => j _.
rewrite normrM; apply: ler_wpmul2l => //.
by rewrite (bigD1 j) //= ler_addl sumr_ge0.
Qed.

(** ** The adapted norm *)

Section Adapted.
Variables (C : numClosedFieldType) (m : nat) (M : 'M[C]_m.+1) (r : C).
Let n := m.+1.

Lemma adapted_step (s : seq C) : all (fun z => `|z| < r) s ->
  exists N : 'cV[C]_n -> C, exists c K a : C,
  [/\ [/\ 0 < c, 0 <= K & 0 < a], forall x y, N (x + y) <= N x + N y,
      forall x, (s == [::]) || (a * norm1 x <= N x), forall x, 0 <= N x <= K * norm1 x &
      forall x, N (M *m x) <= r * N x + c * norm1 (horner_mx M (\prod_(z <- s) ('X - z%:P)) *m x)].
Proof.
elim: s => [_ | z s IH /= /andP [zr /IH [N [c [K [a [[c0 K0 a0] add low up dec]]]]]]].
  exists (fun=> 0), 1, 0, 1; split=> //.
  - by split; rewrite ?ltr01 ?lexx.
  - by move=> x y; rewrite addr0.
  - by move=> x; rewrite mul0r lexx.
  - by move=> x; rewrite mulr0 add0r big_nil rmorph1 mul1mx mul1r norm1_ge0.
set Q := horner_mx M (\prod_(z <- s) ('X - z%:P)) in dec *.
have rz : 0 < r - `|z| by rewrite subr_gt0.
pose c' := c / (r - `|z|); have c'0 : 0 < c' by rewrite divr_gt0.
pose S := \sum_i \sum_j `|Q i j|; have S0 : 0 <= S by apply: sumr_ge0 => i _; apply: sumr_ge0.
have N0 x : 0 <= N x by case/andP: (up x).
exists (fun x => N x + c' * norm1 (Q *m x)), c', (K + c' * S), (if s == [::] then c' else a); split.
- by split=> //; [rewrite addr_ge0 // mulr_ge0 // ltW | case: ifP].
- move=> x y; rewrite mulmxDr addrACA -mulrDr; apply: ler_add => //.
  by rewrite ler_pmul2l // norm1D.
- move=> x /=; case: ifP => [/eqP s0 | sn].
    by rewrite /Q s0 big_nil rmorph1 mul1mx ler_addr N0.
  have := low x; rewrite sn /= => /le_trans; apply.
  by rewrite ler_addl mulr_ge0 ?norm1_ge0 // ltW.
- move=> x; apply/andP; split; first by rewrite addr_ge0 // mulr_ge0 ?norm1_ge0 // ltW.
  by rewrite mulrDl; apply: ler_add; [case/andP: (up x) | rewrite -mulrA ler_pmul2l // norm1_mul].
move=> x; rewrite big_cons rmorphM rmorphB /= horner_mx_X horner_mx_C -/Q.
have comm : Q *m M = M *m Q by exact: comm_horner_mx.
have split_Q : Q *m (M *m x) = (M - z%:M) * Q *m x + z *: (Q *m x).
  by rewrite -mulmxE mulmxBl mulmxBl mul_scalar_mx -!scalemxAl subrK mulmxA comm.
apply: (@le_trans _ _ (r * N x + c * norm1 (Q *m x) +
    c' * (norm1 ((M - z%:M) * Q *m x) + `|z| * norm1 (Q *m x)))).
  apply: ler_add => //; rewrite ler_pmul2l // split_Q.
  by apply: le_trans (norm1D _ _) _; rewrite norm1Z.
have -> : c = c' * (r - `|z|) by rewrite divfK // gt_eqF.
by move: (norm1 _) (norm1 _) => u w; rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

Lemma adapted_complex : (forall z, eigenvalue M z -> `|z| < r) ->
  exists N : 'cV[C]_n -> C, exists K a : C,
  [/\ 0 <= K /\ 0 < a, forall x y, N (x + y) <= N x + N y,
      forall x, a * norm1 x <= N x <= K * norm1 x & forall x, N (M *m x) <= r * N x].
Proof.
move=> inside; have [s es] := closed_field_poly_normal (char_poly M).
rewrite (monicP (char_poly_monic M)) scale1r in es.
have sall : all (fun z => `|z| < r) s.
  by apply/allP => z zs; apply: inside; rewrite eigenvalue_root_char es root_prod_XsubC.
have [N [c [K [a [[c0 K0 a0] add low up dec]]]]] := adapted_step sall.
exists N, K, a; split=> // x.
  have sn : s != [::].
    apply/eqP => s0; have := size_char_poly M; rewrite es s0 big_nil size_poly1.
    by case.
  by have := low x; rewrite (negbTE sn) /= => ->; case/andP: (up x).
by have := dec x; rewrite -es Cayley_Hamilton mul0mx norm1_0 mulr0 addr0.
Qed.

End Adapted.

(** ** Over a real closed field *)

Section Local.
Variables (R : rcfType) (n : nat).

Definition differentiable_at k (F : 'cV[R]_n -> 'cV[R]_k) (p : 'cV[R]_n) (M : 'M[R]_(k, n)) :=
  forall e : R, 0 < e -> exists2 d : R, 0 < d &
  forall x, norm1 (x - p) < d -> norm1 (F x - F p - M *m (x - p)) <= e * norm1 (x - p).

(** Linear convergence to p from a neighbourhood, at the rate q. *)
Definition converges_linearly (F : 'cV[R]_n -> 'cV[R]_n) (p : 'cV[R]_n) (q : R) :=
  exists K : R, exists2 d : R, 0 < d & forall x0, norm1 (x0 - p) < d ->
  forall k, norm1 (iter k F x0 - p) <= K * q ^+ k * norm1 (x0 - p).

End Local.

Section Ostrowski.
Variables (R : rcfType) (m : nat).
Let n := m.+1.
Implicit Types (x y p : 'cV[R]_n) (M : 'M[R]_n) (F : 'cV[R]_n -> 'cV[R]_n).
Local Notation toC A := (map_mx (real_complex R) A).

Lemma norm1_toC x : norm1 (toC x) = (norm1 x)%:C%C.
Proof.
rewrite /norm1 rmorph_sum; apply: eq_bigr => i _; rewrite mxE normc_def /=.
by rewrite expr0n /= addr0 sqrtr_sqr.
Qed.

Lemma Re_scale (a : R) (z : R[i]) : complex.Re (a%:C%C * z) = a * complex.Re z.
Proof. by case: z => x y /=; rewrite mul0r subr0. Qed.

Lemma le_Re (z w : R[i]) : z <= w -> complex.Re z <= complex.Re w.
Proof. by rewrite lecE => /andP []. Qed.

Theorem adapted_norm M (r : R) : (forall z : R[i], eigenvalue (toC M) z -> `|z| < r%:C%C) ->
  exists N : 'cV[R]_n -> R, exists K a : R,
  [/\ 0 <= K /\ 0 < a, forall x y, N (x + y) <= N x + N y,
      forall x, a * norm1 x <= N x <= K * norm1 x & forall x, N (M *m x) <= r * N x].
Proof.
move=> /adapted_complex [N [K [a [[K0 a0] add bnd dec]]]].
have eK : K = (complex.Re K)%:C%C by rewrite RRe_real // ger0_real.
have ea : a = (complex.Re a)%:C%C by rewrite RRe_real // gtr0_real.
exists (fun x => complex.Re (N (toC x))), (complex.Re K), (complex.Re a); split.
- by split; [rewrite -lecR -eK | rewrite -ltcR -ea].
- by move=> x y; have := le_Re (add (toC x) (toC y)); rewrite raddfD map_mxD.
- move=> x; have /andP [lo hi] := bnd (toC x); move: (le_Re lo) (le_Re hi).
  by rewrite norm1_toC ea eK !Re_scale /= => -> ->.
by move=> x; rewrite -Re_scale map_mxM; exact: le_Re (dec _).
Qed.

Theorem ostrowski F p M (r q : R) : F p = p -> differentiable_at F p M ->
  (forall z : R[i], eigenvalue (toC M) z -> `|z| < r%:C%C) -> 0 <= r -> r < q -> q <= 1 ->
  converges_linearly F p q.
Proof.
move=> Fp diff inside r0 rq q1; have q0 := le_lt_trans r0 rq.
have [N [K [a [[K0 a0] add bnd dec]]]] := adapted_norm inside.
have lo x : a * norm1 x <= N x by case/andP: (bnd x).
have hi x : N x <= K * norm1 x by case/andP: (bnd x).
have K1 : 0 < K + 1 by rewrite ltr_spaddr ?ltr01.
pose e := (q - r) * a / (K + 1).
have e0 : 0 < e by rewrite divr_gt0 // mulr_gt0 // subr_gt0.
have [d d0 Fd] := diff e e0.
have step x : norm1 (x - p) < d -> N (F x - p) <= q * N (x - p).
  move=> xd; have := Fd x xd; rewrite Fp => small.
  rewrite -[F x - p](subrK (M *m (x - p))); apply: le_trans (add _ _) _.
  apply: (@le_trans _ _ ((q - r) * N (x - p) + r * N (x - p))); last by rewrite -mulrDl subrK.
  apply: ler_add (dec _); apply: le_trans (hi _) _.
  apply: (@le_trans _ _ (K * (e * norm1 (x - p)))); first exact: ler_wpmul2l.
  apply: (@le_trans _ _ ((K + 1) * (e * norm1 (x - p)))).
    by rewrite mulrDl ler_addl mul1r mulr_ge0 ?norm1_ge0 // ltW.
  rewrite mulrA [(K + 1) * e]mulrC /e divfK ?gt_eqF // -mulrA.
  by rewrite ler_wpmul2l // subr_ge0 ltW.
exists (K / a), (d * a / (K + 1)); first by rewrite divr_gt0 // mulr_gt0.
move=> x0 start.
have NK : N (x0 - p) < d * a.
  apply: le_lt_trans (hi _) _; apply: (@le_lt_trans _ _ ((K + 1) * norm1 (x0 - p))).
    by rewrite mulrDl ler_addl mul1r norm1_ge0.
  by rewrite mulrC -ltr_pdivl_mulr.
have N0 : 0 <= N (x0 - p) by apply: le_trans (lo _); rewrite mulr_ge0 ?norm1_ge0 // ltW.
have near x : N (x - p) <= N (x0 - p) -> norm1 (x - p) < d.
  by move=> h; rewrite -(ltr_pmul2r a0) mulrC; apply: le_lt_trans (lo _) (le_lt_trans h NK).
have iterN k : N (iter k F x0 - p) <= q ^+ k * N (x0 - p).
  elim: k => [|k IH]; first by rewrite mul1r.
  rewrite iterS exprS -mulrA; apply: le_trans (step _ _) (ler_wpmul2l (ltW q0) IH).
  apply: near; apply: le_trans IH _; rewrite ler_pimull // exprn_ile1 // ltW //.
move=> k; rewrite -(ler_pmul2l a0); apply: le_trans (lo _) _; apply: le_trans (iterN k) _.
have -> : a * (K / a * q ^+ k * norm1 (x0 - p)) = q ^+ k * (K * norm1 (x0 - p)).
  by field; rewrite gt_eqF.
by rewrite ler_wpmul2l // exprn_ge0 // ltW.
Qed.

(** Finitely many moduli below 1 stay below some r < 1. *)
Lemma spectral_gap M : (forall z : R[i], eigenvalue (toC M) z -> `|z| < 1) ->
  exists2 r : R, 0 <= r < 1 & forall z : R[i], eigenvalue (toC M) z -> `|z| < r%:C%C.
Proof.
move=> inside; have [s es] := closed_field_poly_normal (char_poly (toC M)).
rewrite (monicP (char_poly_monic _)) scale1r in es.
have mem z : eigenvalue (toC M) z = (z \in s) by rewrite eigenvalue_root_char es root_prod_XsubC.
have gap : exists2 r : R, 0 <= r < 1 & all (fun z : R[i] => `|z| <= r%:C%C) s.
  have : all (fun z : R[i] => `|z| < 1) s by apply/allP => z; rewrite -mem; apply: inside.
  elim: s {es mem} => [_ | z s IH /= /andP [z1 /IH [r /andP [r0 r1] sr]]].
    by exists 0; rewrite // lexx ltr01.
  exists (Num.max r (complex.Re `|z|)); first by rewrite le_maxr r0 lt_maxl r1 -ltcR RRe_real ?normr_real.
  apply/andP; split; first by rewrite -{1}[`|z|]RRe_real ?normr_real // lecR le_maxr lexx orbT.
  by apply: sub_all sr => y /le_trans; apply; rewrite lecR le_maxr lexx.
have [r /andP [r0 r1] sr] := gap; exists ((r + 1) / 2%:R).
  rewrite divr_ge0 ?addr_ge0 ?ler01 ?ler0n //= ltr_pdivr_mulr ?ltr0n // mul1r.
  by rewrite [ltRHS]mulr2n ltr_add2r.
move=> z; rewrite mem => /(allP sr) /le_lt_trans; apply; rewrite ltcR.
by rewrite ltr_pdivl_mulr ?ltr0n // mulr_natr mulr2n ltr_add2l.
Qed.

Theorem ostrowski_real F p M : F p = p -> differentiable_at F p M ->
  (forall z : R[i], eigenvalue (toC M) z -> `|z| < 1) ->
  exists2 q : R, 0 <= q < 1 & converges_linearly F p q.
Proof.
move=> Fp diff /spectral_gap [r /andP [r0 r1] inside].
have rq : r < (r + 1) / 2%:R by rewrite ltr_pdivl_mulr ?ltr0n // mulr_natr mulr2n ltr_add2l.
have q1 : (r + 1) / 2%:R < 1.
  by rewrite ltr_pdivr_mulr ?ltr0n // mul1r [ltRHS]mulr2n ltr_add2r.
exists ((r + 1) / 2%:R); first by rewrite q1 andbT; apply: le_trans r0 (ltW rq).
exact: ostrowski diff inside r0 rq (ltW q1).
Qed.

End Ostrowski.
