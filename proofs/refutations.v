(** * Printed statements of HFR that are false, and what is true instead

    HFR 3.1.3 bounds the spectral radius of I - eta M by "1 - 2 kappa", kappa = min/max over the
    (positive) spectrum of M, for HessianFR (3.7), FR (3.9) and GDN (3.12).  In words:
    - [hfr_rate_best]: on a spectrum that contains m and M no step does better than
      (M - m)/(M + m) = (1 - kappa)/(1 + kappa), [hfr_rate_attained]: which eta = 2/(m + M) attains on
      all of [m, M];
    - [hfr_rate_refuted]: hence "<= 1 - 2 kappa" fails for every step and every 0 < m <= M, always;
    - [hfr_310_holds]: condition (3.10) holds for every c2 > 0 unless the condition number is 1, so it
      selects nothing; [hfr_310_refuted]: "(3.10) implies kappa_HFR > kappa_FR" is false, with a spectrum
      where (3.10) holds and kappa falls from 1/2 to 1/3;
    - [hfr_always_exist]: "c1 and c2 (always exist)" with the spectrum of -c1 Hyy + c2 I inside that of
      the Schur complement exist iff -Hyy has one eigenvalue or the Schur complement has two;
    - [hfr_A2_step]: "eta_y < 2/lambda_min(Hyy)" (Theorem A.2) admits no positive step, Hyy being negative;
    - [hfr_sin_remark]: sin(x + y) has no critical point with f_xx >= 0 >= f_yy: this remark is right.

    Depends on: MathComp.  Letters: a, b the least and greatest eigenvalue of -c1 Hyy (or of -Hyy), s, t those of
    the Schur complement.  Spectra enter as numbers; [hessian_fr] ties them to matrices. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Refutations.
Variable R : realFieldType.
Implicit Types (a b c s t m M eta : R).

Theorem hfr_rate_best m M eta : 0 < m -> m <= M ->
  (M - m) / (M + m) <= Num.max `|1 - eta * m| `|1 - eta * M|.
Proof.
move=> m0 mM; have M0 := lt_le_trans m0 mM; have s0 : 0 < M + m by rewrite addr_gt0.
set x := Num.max _ _; rewrite ler_pdivr_mulr //.
have h1 : 1 - eta * m <= x by rewrite le_maxr ler_norm.
have h2 : - (1 - eta * M) <= x by rewrite le_maxr -[`|1 - eta * M|]normrN ler_norm orbT.
rewrite (_ : M - m = (1 - eta * m) * M + - (1 - eta * M) * m); last by ring.
by rewrite mulrDr ler_add // ler_pmul2r.
Qed.

Theorem hfr_rate_attained m M x : 0 < m -> m <= x <= M ->
  `|1 - 2%:R / (m + M) * x| <= (M - m) / (M + m).
Proof.
move=> m0 /andP [mx xM]; have M0 : 0 < M by apply: lt_le_trans xM; apply: lt_le_trans mx.
have s0 : 0 < M + m by rewrite addr_gt0.
have -> : 1 - 2%:R / (m + M) * x = (M + m - 2%:R * x) / (M + m).
  by field; rewrite -?[m + M]addrC gt_eqF.
rewrite normrM [`|_^-1|]gtr0_norm ?invr_gt0 // ler_pmul2r ?invr_gt0 // ler_norml.
apply/andP; split; rewrite -subr_ge0.
  by rewrite [X in 0 <= X](_ : _ = 2%:R * (M - x)) ?mulr_ge0 ?ler0n ?subr_ge0 //; ring.
by rewrite [X in 0 <= X](_ : _ = 2%:R * (x - m)) ?mulr_ge0 ?ler0n ?subr_ge0 //; ring.
Qed.

Theorem hfr_rate_refuted m M eta : 0 < m -> m <= M ->
  1 - 2%:R * (m / M) < Num.max `|1 - eta * m| `|1 - eta * M|.
Proof.
move=> m0 mM; have M0 := lt_le_trans m0 mM; have s0 : 0 < M + m by rewrite addr_gt0.
apply: lt_le_trans (hfr_rate_best eta m0 mM); rewrite -subr_gt0.
rewrite [X in 0 < X](_ : _ = 2%:R * m ^+ 2 / (M * (M + m))).
  by rewrite divr_gt0 ?mulr_gt0 ?ltr0n // exprn_gt0.
by field; rewrite !gt_eqF.
Qed.

Theorem hfr_310_holds a b c : 0 < a -> a < b -> 0 < c -> a / b < (a + c) / (b + c).
Proof.
move=> a0 ab c0; have b0 := lt_trans a0 ab; have bc : 0 < b + c by rewrite addr_gt0.
rewrite -subr_gt0 [X in 0 < X](_ : _ = c * (b - a) / (b * (b + c))).
  by rewrite divr_gt0 ?mulr_gt0 // subr_gt0.
by field; rewrite !gt_eqF.
Qed.

Definition kappa s t a b : R := Num.min s a / Num.max t b.

Theorem hfr_310_refuted : exists s t a b c, [/\ 0 < s <= t, 0 < a <= b, 0 < c,
  a / b < (a + c) / (b + c) & kappa s t (a + c) (b + c) < kappa s t a b].
Proof.
exists 1, 2%:R, 1, 2%:R, 1; split; rewrite ?ltr01 ?ler1n //.
  by apply: hfr_310_holds; rewrite ?ltr01 ?ltr1n.
rewrite /kappa minxx maxxx min_l ?ler_addl ?ler01 // max_r ?ler_addl ?ler01 // !mul1r.
by rewrite ltf_pinv ?posrE ?addr_gt0 ?ltr0n ?ltr01 // ltr_addl ltr01.
Qed.

(** [a, b] is the spectrum of -Hyy here, [s, t] that of the Schur complement. *)
Theorem hfr_always_exist s t a b : 0 < s <= t -> 0 < a <= b ->
  (exists c1 c2, [/\ 0 < c1, 0 <= c2, s <= c1 * a + c2 & c1 * b + c2 <= t]) <-> (a = b \/ s < t).
Proof.
case/andP=> s0 st /andP [a0 ab]; split=> [[c1 [c2 [c10 c20 lo hi]]] | H].
  have [tt|] := eqVneq s t; last by move=> ne; right; rewrite lt_neqAle ne.
  left; apply/eqP; rewrite eq_le ab /=; rewrite -(ler_pmul2l c10) -(ler_add2r c2).
  by apply: le_trans hi _; rewrite -tt.
have b0 := lt_le_trans a0 ab; have t0 := lt_le_trans s0 st.
case: H => [e | lt].
  by exists (t / b), 0; rewrite e !addr0 divfK ?gt_eqF // divr_gt0.
exists ((t - s) / b), s; rewrite divfK ?gt_eqF // subrK; split=> //.
- by rewrite divr_gt0 // subr_gt0.
- exact: ltW.
by rewrite ler_addr mulr_ge0 ?divr_ge0 ?subr_ge0 // ltW.
Qed.

Theorem hfr_A2_step l eta : l < 0 -> 0 < eta -> ~ eta < 2%:R / l.
Proof.
move=> l0 e0 h; have := lt_trans e0 h.
by rewrite pmulr_rgt0 ?ltr0n // invr_gt0 => /(lt_trans l0); rewrite ltxx.
Qed.

(** sn, cs: sine and cosine of x + y; f_x = f_y = cs and f_xx = f_yy = - sn. *)
Theorem hfr_sin_remark (sn cs : R) : sn ^+ 2 + cs ^+ 2 = 1 ->
  ~ [/\ cs = 0, 0 <= - sn & - sn <= 0].
Proof.
move=> e [c0 lo hi]; have s0 : sn = 0.
  by apply/eqP; rewrite -oppr_eq0 eq_le lo hi.
by move: e; rewrite s0 c0 expr0n addr0 => /eqP; rewrite eq_sym oner_eq0.
Qed.

End Refutations.
