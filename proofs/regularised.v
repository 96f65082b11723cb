(** * The constants of a regularised bilinear game (VI)

    f = x^T M y + (tx/2)|x|^2 - (ty/2)|y|^2 - (r/2) y^T G y, G the Gramian of a linear
    discriminator on real data; the field is linear, so one point stands for a difference of two.

    Results, in words:
    - [regularised_monotone]: - v is mu-strongly monotone for mu = min(tx, ty + r g), g a lower
      bound of the form of G;
    - [regularised_monotone_sharp]: with no larger mu, if g is reached;
    - [regularised_lipschitz]: v is Lipschitz with d + s, where d bounds tx and ty I + r G and s
      bounds M.

    Depends on: forms, vectors. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From Gnash Require Import forms vectors.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Regularised.
Variables (R : realFieldType) (m n : nat).
Variables (M : 'M[R]_(m, n)) (G : 'M[R]_n) (tx ty r : R).
Implicit Types (x : 'cV[R]_m) (y : 'cV[R]_n).

Definition weighted y : 'cV[R]_n := ty *: y + r *: (G *m y).
(** v = (- f_x, f_y) *)
Definition field_x x y : 'cV[R]_m := - (tx *: x + M *m y).
Definition field_y x y : 'cV[R]_n := M^T *m x - weighted y.

Lemma field_form x y :
  dot (field_x x y) x + dot (field_y x y) y =
  - (tx * normSq x + (ty * normSq y + r * qform G y)).
Proof.
have h : dot (M *m y) x = dot (M^T *m x) y by rewrite dotC dot_mull.
rewrite /field_x /field_y /weighted /qform dotNl !dotDl dotNl dotDl !dotZl h (dotC (G *m y)).
by rewrite /normSq; move: (dot x x) (dot y y) (dot y (G *m y)) (dot (M^T *m x) y) => a b c d; ring.
Qed.

Theorem regularised_monotone mu g x y : 0 <= r -> (forall y, g * normSq y <= qform G y) ->
  mu <= tx -> mu <= ty + r * g ->
  dot (field_x x y) x + dot (field_y x y) y <= - (mu * (normSq x + normSq y)).
Proof.
move=> r0 hG hx hy; rewrite field_form ler_opp2 mulrDr; apply: ler_add.
  by apply: ler_wpmul2r => //; exact: normSq_ge0.
apply: (@le_trans _ _ ((ty + r * g) * normSq y)).
  by apply: ler_wpmul2r => //; exact: normSq_ge0.
by rewrite mulrDl ler_add2l -mulrA; apply: ler_wpmul2l.
Qed.

Theorem regularised_monotone_sharp mu g : (0 < m)%N ->
  (exists2 y, y != 0 & qform G y = g * normSq y) ->
  (forall x y, dot (field_x x y) x + dot (field_y x y) y <= - (mu * (normSq x + normSq y))) ->
  mu <= tx /\ mu <= ty + r * g.
Proof.
move=> m0 [y y0 hy] H; split.
  pose e : 'cV[R]_m := const_mx 1.
  have e0 : 0 < normSq e.
    rewrite normSq_gt0; apply/eqP => /matrixP/(_ (Ordinal m0) 0).
    by rewrite !mxE => /eqP; rewrite oner_eq0.
  have := H e 0; rewrite field_form normSq0 /qform mulmx0 dot0r !mulr0 !addr0 ler_opp2.
  by rewrite ler_pmul2r.
have y1 : 0 < normSq y by rewrite normSq_gt0.
have := H 0 y; rewrite field_form normSq0 mulr0 !add0r ler_opp2 hy mulrA -mulrDl.
by rewrite ler_pmul2r.
Qed.

Lemma dot_col (a c : 'cV[R]_m) (b d : 'cV[R]_n) :
  dot (col_mx a b) (col_mx c d) = dot a c + dot b d.
Proof.
rewrite !dotE big_split_ord; congr (_ + _); apply: eq_bigr => i _.
  by rewrite !col_mxEu.
by rewrite !col_mxEd.
Qed.

Lemma sum_bound k (a b : 'cV[R]_k) (d s N : R) : 0 <= d -> 0 <= s -> 0 <= N ->
  normSq a <= d ^+ 2 * N -> normSq b <= s ^+ 2 * N -> normSq (a + b) <= (d + s) ^+ 2 * N.
Proof.
move=> d0 s0 N0 ha hb.
have cross : dot a b <= d * s * N.
  rewrite leNgt; apply/negP => h.
  have dsN : 0 <= d * s * N by rewrite !mulr_ge0.
  have : (d * s * N) ^+ 2 < dot a b ^+ 2.
    by rewrite ltr_pexpn2r // nnegrE // ltW // (le_lt_trans dsN h).
  rewrite ltNge => /negP; apply; apply: le_trans (cauchy_schwarz a b) _.
  have -> : (d * s * N) ^+ 2 = (d ^+ 2 * N) * (s ^+ 2 * N) by ring.
  by apply: ler_pmul => //; exact: normSq_ge0.
have -> : normSq (a + b) = normSq a + normSq b + 2%:R * dot a b by dot_ring.
have -> : (d + s) ^+ 2 * N = d ^+ 2 * N + s ^+ 2 * N + 2%:R * (d * s * N) by ring.
by apply: ler_add; [exact: ler_add | apply: ler_wpmul2l; rewrite ?ler0n].
Qed.

Theorem regularised_lipschitz d s x y : 0 <= d -> 0 <= s -> tx ^+ 2 <= d ^+ 2 ->
  (forall y, normSq (weighted y) <= d ^+ 2 * normSq y) ->
  (forall y, normSq (M *m y) <= s ^+ 2 * normSq y) ->
  (forall x, normSq (M^T *m x) <= s ^+ 2 * normSq x) ->
  normSq (field_x x y) + normSq (field_y x y) <= (d + s) ^+ 2 * (normSq x + normSq y).
Proof.
move=> d0 s0 hx hy hM hT.
pose a := col_mx (tx *: x) (weighted y); pose b := col_mx (M *m y) (- (M^T *m x)).
have -> : normSq (field_x x y) + normSq (field_y x y) = normSq (a + b).
  rewrite /a /b add_col_mx {3}/normSq dot_col -!/(normSq _) /field_x normSqN.
  by congr (_ + _); rewrite -normSqN /field_y opprB.
apply: sum_bound => //; first by rewrite addr_ge0 ?normSq_ge0.
  rewrite /a /normSq dot_col -!/(normSq _) mulrDr normSqZ; apply: ler_add => //.
  by apply: ler_wpmul2r => //; exact: normSq_ge0.
by rewrite /b /normSq dot_col -!/(normSq _) normSqN mulrDr addrC; apply: ler_add.
Qed.

End Regularised.
