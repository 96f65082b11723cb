(** ‖v‖² in the order in which the fast path adds: [src/operator/float.rs], [Work::norms] of [src/method/work.rs].

    In words (u = 2⁻⁵³):
    - [tree_sum]: the sum of n rounded squares in any fixed order (a tree of depth k), in any precision, lies between
      (1 − u)^(k+1) and (1 + u)^(k+1) times the exact sum;
    - [lane32_factor]: a lane of f32 with k rows lies between (1 − u)^k and (1 + u)^k times its exact sum: one rounding a
      row, for the product is fused; [lane32_near]: for k ≤ 1024 within 1025u;
    - [lane64_near]: a lane of f64 (Dot2) with at most 1024 rows is within 2100224u² < 2⁻⁸⁴;
    - [in_order_near]: adding lanes, and then blocks, in order adds 5u² to the relative error per addition;
    - [norm_sq64], [norm_sq32]: one player with b blocks: (2100304 + 5b)u² and 1025u + (80 + 5b)u², relative to Σ vᵢ²
      ([blocks_cover]: the lanes and blocks count every square once);
    - [square_bits64], [square_bits32]: both players, up to 2⁴⁰ entries each: 2⁻⁷⁷ and 2⁻⁴². The constants
      [Kernel::SQUARE_BITS] of the code, 76 and 42, are therefore right.

    What the code computes, for entry i of a player:
    - block i / 16384, lane l = i mod 16, row r = (i mod 16384) / 16; a short last row is filled with zeros
      ([lane32_zero], [lane64_zero]: they change nothing);
    - f32: lane hi ← fma(x, x, hi) in f64;
    - f64: p = x·x, e = fma(x, x, −p), s = two_sum(hi, p), hi ← s.hi, lo ← lo + (s.lo + e);
    - the lanes (hi, 0) or two_sum(hi, lo) are added by [Dd::add] starting at zero, lane 0 first; then the blocks in
      order, starting at zero; [Wide::new]; the squares of the two players are added ([Norms::total]).

    The power of two [unit_scale] that multiplies the entries is exact. Hypotheses left to the caller: entries finite; no
    overflow (the code tests the sum: [Partial::safe]) and no underflow (for f32 none can happen; for f64 the code rescales
    sums below 2⁻⁹⁰⁰, but a square below 2⁻⁹⁶⁹ in a larger sum loses its e: at most 2⁻¹⁰⁷⁴ each, outside these theorems). *)

From Coq Require Import Reals Lra Lia ZArith.
From Flocq Require Import Core Relative.
From Gnash Require Import float.
Open Scope R_scope.

(** * Any order: a tree of depth k *)

Inductive tree := Leaf (x : R) | Plus (l r : tree).

Fixpoint squares (t : tree) : R :=
  match t with Leaf x => x * x | Plus l r => squares l + squares r end.

Fixpoint squares_rounded (p : Z) (t : tree) : R :=
  match t with
  | Leaf x => rnd p (x * x)
  | Plus l r => rnd p (squares_rounded p l + squares_rounded p r)
  end.

Fixpoint depth (t : tree) : nat :=
  match t with Leaf _ => O | Plus l r => S (Nat.max (depth l) (depth r)) end.

Definition unit_roundoff (p : Z) : R := / 2 * bpow radix2 (- p + 1).

Lemma unit_bounds p : (0 < p)%Z -> 0 <= unit_roundoff p < 1.
Proof. intros Hp; split; [apply u_ro_pos | apply u_ro_lt_1; exact Hp]. Qed.

Lemma unit_64 : unit_roundoff 53 = u64.
Proof. exact half_ulp_64. Qed.

Lemma round_between p x : (0 < p)%Z -> 0 <= x ->
  (1 - unit_roundoff p) * x <= rnd p x <= (1 + unit_roundoff p) * x.
Proof.
intros Hp Px; generalize (relative_error_N_FLX radix2 p Hp (fun z => negb (Z.even z)) x).
fold (unit_roundoff p); fold (rnd p x); rewrite (Rabs_pos_eq x Px); intros H.
apply Rabs_le_inv in H; lra.
Qed.

Lemma power_low a m n : 0 <= a <= 1 -> (m <= n)%nat -> a ^ n <= a ^ m.
Proof.
intros Ha Hmn; replace n with (m + (n - m))%nat by lia; rewrite pow_add.
assert (H : a ^ (n - m) <= 1) by (rewrite <- (pow1 (n - m)); apply pow_incr; lra).
generalize (Rmult_le_compat_l _ _ _ (pow_le a m (proj1 Ha)) H); lra.
Qed.

Lemma squares_ge_0 t : 0 <= squares t.
Proof. induction t; simpl; [apply Rle_0_sqr | lra]. Qed.

Theorem tree_sum p t : (0 < p)%Z ->
  (1 - unit_roundoff p) ^ S (depth t) * squares t <= squares_rounded p t <=
  (1 + unit_roundoff p) ^ S (depth t) * squares t.
Proof.
intros Hp; generalize (unit_bounds p Hp); set (u := unit_roundoff p); intros Hu.
induction t as [x | l IHl r IHr].
- simpl; rewrite !Rmult_1_r; apply round_between; [exact Hp | apply Rle_0_sqr].
- cbn [depth squares squares_rounded]; set (m := Nat.max (depth l) (depth r)).
  assert (Dl : (S (depth l) <= S m)%nat) by (unfold m; lia).
  assert (Dr : (S (depth r) <= S m)%nat) by (unfold m; lia).
  generalize (squares_ge_0 l) (squares_ge_0 r); intros Pl Pr.
  assert (L : (1 - u) ^ S m * (squares l + squares r) <= squares_rounded p l + squares_rounded p r).
  { generalize (Rmult_le_compat_r _ _ _ Pl (power_low (1 - u) _ _ ltac:(lra) Dl)).
    generalize (Rmult_le_compat_r _ _ _ Pr (power_low (1 - u) _ _ ltac:(lra) Dr)); lra. }
  assert (U : squares_rounded p l + squares_rounded p r <= (1 + u) ^ S m * (squares l + squares r)).
  { generalize (Rmult_le_compat_r _ _ _ Pl (Rle_pow (1 + u) _ _ ltac:(lra) Dl)).
    generalize (Rmult_le_compat_r _ _ _ Pr (Rle_pow (1 + u) _ _ ltac:(lra) Dr)); lra. }
  assert (P : 0 <= squares_rounded p l + squares_rounded p r).
  { apply Rle_trans with (2 := L), Rmult_le_pos; [apply pow_le; lra | lra]. }
  destruct (round_between p _ Hp P) as [R1 R2]; fold u in R1, R2.
  rewrite <- !(tech_pow_Rmult _ (S m)), !Rmult_assoc; split.
  + apply Rle_trans with (2 := R1), Rmult_le_compat_l; [lra | exact L].
  + apply Rle_trans with (1 := R2), Rmult_le_compat_l; [lra | exact U].
Qed.

(** * The code's order *)

Fixpoint total (f : nat -> R) (k : nat) : R :=
  match k with O => 0 | S k => total f k + f k end.

(** hi + xx, one rounding: [add_products] of f32. *)
Definition lane32_step (x : R) (a : dd) : dd := Dd (fl (x * x + hi a)) 0.

(** p, e, two_sum(hi, p), lo + (t + e): [add_products] of f64. *)
Definition lane64_step (x : R) (a : dd) : dd :=
  let p := fl (x * x) in
  let e := fl (x * x + - p) in
  let s := two_sum (hi a) p in
  Dd (hi s) (fl (lo a + fl (lo s + e))).

Fixpoint lane (step : R -> dd -> dd) (x : nat -> R) (rows : nat) : dd :=
  match rows with O => Dd 0 0 | S r => step (x r) (lane step x r) end.

Fixpoint in_order (g : nat -> dd) (k : nat) : dd :=
  match k with O => Dd 0 0 | S k => dd_add (in_order g k) (g k) end.

Lemma total_ge_0 f k : (forall i, 0 <= f i) -> 0 <= total f k.
Proof. intros Hf; induction k; simpl; [lra | generalize (Hf k); lra]. Qed.

Definition square (x : nat -> R) (i : nat) : R := x i * x i.

Lemma square_ge_0 x i : 0 <= square x i.
Proof. apply Rle_0_sqr. Qed.

(** A short last row is filled with zeros: they change nothing. *)
Theorem lane32_zero a : float64 (hi a) -> lo a = 0 -> lane32_step 0 a = a.
Proof.
intros Fh El; destruct a as [h l]; simpl in *; subst l.
unfold lane32_step; simpl; rewrite Rmult_0_l, Rplus_0_l, fl_id by exact Fh; reflexivity.
Qed.

Theorem lane64_zero a : float64 (hi a) -> float64 (lo a) -> lane64_step 0 a = a.
Proof.
intros Fh Fl; generalize (two_sum_exact (hi a) 0 Fh (float_0 53)).
unfold lane64_step; cbv zeta; rewrite Rmult_0_l, fl_0, Ropp_0, Rplus_0_l, fl_0.
assert (Es : hi (two_sum (hi a) 0) = hi a) by (unfold two_sum; simpl; rewrite Rplus_0_r; apply fl_id, Fh).
unfold value; rewrite Es; intros E.
replace (lo (two_sum (hi a) 0)) with 0 by lra.
rewrite !Rplus_0_l, fl_0, Rplus_0_r, fl_id by exact Fl; destruct a; reflexivity.
Qed.

Theorem lane32_factor x rows :
  let u := u64 in let s := total (square x) rows in
  (1 - u) ^ rows * s <= hi (lane lane32_step x rows) <= (1 + u) ^ rows * s.
Proof.
cbv zeta; induction rows as [|r IH]; [simpl; lra |].
cbn [lane total lane32_step hi].
set (h := hi (lane lane32_step x r)) in *; set (s := total (square x) r) in *.
assert (Ps : 0 <= s) by (apply total_ge_0, square_ge_0).
generalize (square_ge_0 x r); change (square x r) with (x r * x r); set (a := x r * x r) in *; intros Pa.
assert (L : (1 - u64) ^ r * a <= a).
{ assert (H : (1 - u64) ^ r <= 1 ^ r) by (apply pow_incr; unfold u64; lra).
  rewrite pow1 in H.
  generalize (Rmult_le_compat_r _ _ _ Pa H); lra. }
assert (U : a <= (1 + u64) ^ r * a).
{ assert (H : 1 <= (1 + u64) ^ r) by (apply pow_R1_Rle; unfold u64; lra).
  generalize (Rmult_le_compat_r _ _ _ Pa H); lra. }
assert (P : 0 <= h).
{ apply Rle_trans with (2 := proj1 IH), Rmult_le_pos; [apply pow_le; unfold u64; lra | exact Ps]. }
assert (Q : 0 <= a + h) by lra.
generalize (round_between 53 _ eq_refl Q); rewrite unit_64; intros [R1 R2].
cbn [pow]; rewrite !Rmult_assoc; split.
- apply Rle_trans with (2 := R1), Rmult_le_compat_l; [unfold u64; lra | lra].
- apply Rle_trans with (1 := R2), Rmult_le_compat_l; [unfold u64; lra | lra].
Qed.

(** What a lane has after k rows, against the exact sum s: error at most e·s. *)
Definition near (e : R) (x : dd) (s : R) : Prop :=
  valid x /\ 0 <= hi x /\ Rabs (value x - s) <= e * s.

Lemma rows_bound k : (k <= 1024)%nat -> 0 <= INR k <= 1024.
Proof. intros H; split; [apply pos_INR |]; apply le_INR in H; simpl in H; lra. Qed.

Lemma scale_bounds k s : 0 <= k <= 1024 -> 0 <= s -> 0 <= k * s <= 1024 * s.
Proof. intros [P Q] Ps; split; [apply Rmult_le_pos | apply Rmult_le_compat_r]; assumption. Qed.

Theorem lane32_near x rows : (rows <= 1024)%nat -> (forall i, float64 (x i)) ->
  near (1025 * u64) (lane lane32_step x rows) (total (square x) rows).
Proof.
intros Hr Fx.
assert (H : forall k, (k <= 1024)%nat -> let z := lane lane32_step x k in let s := total (square x) k in
  float64 (hi z) /\ lo z = 0 /\ 0 <= hi z /\
  Rabs (hi z - s) <= (INR k * u64 + 1 / 1024 * INR k * u64) * s).
{ clear rows Hr; induction k as [|k IH]; intros Hk; cbv zeta.
  { simpl; repeat split; try lra; [apply float_0 | rewrite Rminus_0_r, Rabs_R0; lra]. }
  destruct (IH ltac:(lia)) as [Fh [El [Ph E]]].
  cbn [lane total lane32_step hi lo].
  set (h := hi (lane lane32_step x k)) in *; set (s := total (square x) k) in *.
  assert (Ps : 0 <= s) by (apply total_ge_0, square_ge_0).
  generalize (square_ge_0 x k); change (square x k) with (x k * x k); set (a := x k * x k) in *; intros Pa.
  split; [apply fl_float | split; [reflexivity | split; [apply fl_ge_0; lra |]]].
  generalize (rows_bound k ltac:(lia)); rewrite S_INR; set (n := INR k) in *; intros Bn.
  generalize (scale_bounds n s Bn Ps) (scale_bounds n a Bn Pa); intros B1 B2.
  replace ((n * u64 + 1 / 1024 * n * u64) * s) with ((u64 + 1 / 1024 * u64) * (n * s)) in E by ring.
  replace (((n + 1) * u64 + 1 / 1024 * (n + 1) * u64) * (s + a))
    with ((u64 + 1 / 1024 * u64) * (n * s + n * a + s + a)) by ring.
  set (ns := n * s) in *; set (na := n * a) in *.
  assert (Q : Rabs (a + h) <= s + a + (u64 + 1 / 1024 * u64) * ns) by linear.
  generalize (fl_near _ _ Q); clear IH; intros E2; linear. }
destruct (H rows Hr) as [Fh [El [Ph E]]]; clear H.
set (z := lane lane32_step x rows) in *.
split; [| split; [exact Ph |]].
- split; [exact Fh | split; rewrite El; [apply float_0 |]].
  rewrite Rabs_R0; apply Rmult_le_pos; [unfold u64; lra | apply Rabs_pos].
- unfold value; rewrite El, Rplus_0_r; apply Rle_trans with (1 := E), Rmult_le_compat_r.
  + apply total_ge_0, square_ge_0.
  + generalize (rows_bound rows Hr); unfold u64; lra.
Qed.

Definition lane64_bound : R := 2100224.

Lemma lane64_rows x rows : (rows <= 1024)%nat -> (forall i, float64 (x i)) ->
  let z := lane lane64_step x rows in let s := total (square x) rows in let n := INR rows in
  float64 (hi z) /\ float64 (lo z) /\ 0 <= hi z /\
  Rabs (hi z) <= (1 + 3 * n * u64) * s /\ Rabs (lo z) <= 4 * n * u64 * s /\
  Rabs (hi z + lo z - s) <= (2 * n * n + 3 * n) * u64 ^ 2 * s.
Proof.
intros Hr Fx; induction rows as [|k IH]; cbv zeta.
{ simpl; rewrite ?Rplus_0_r, ?Rminus_0_r, !Rabs_R0; repeat split; try lra; apply float_0. }
destruct (IH ltac:(lia)) as [Fh [Fl [Ph [Bh [Bl E]]]]]; clear IH.
cbn [lane total]; set (z := lane lane64_step x k) in *; set (s := total (square x) k) in *.
assert (Ps : 0 <= s) by (apply total_ge_0, square_ge_0).
generalize (square_ge_0 x k); unfold lane64_step; cbv zeta; cbn [hi lo].
change (square x k) with (x k * x k).
generalize (fl_error (x k * x k)) (product_error _ _ (Fx k) (Fx k)) (fl_ge_0 (x k * x k)).
set (a := x k * x k) in *; set (p := fl a) in *; intros Ep Fe Pp Pa.
rewrite (fl_id _ Fe); specialize (Pp Pa); rewrite (Rabs_pos_eq a Pa) in Ep.
generalize (rows_bound k ltac:(lia)); rewrite S_INR; set (n := INR k) in *; intros Bn.
generalize (scale_bounds n s Bn Ps) (scale_bounds n a Bn Pa); intros B1 B2.
generalize (scale_bounds n (n * s) Bn (proj1 B1)) (scale_bounds n (n * a) Bn (proj1 B2)); intros B3 B4.
replace ((1 + 3 * n * u64) * s) with (s + 3 * u64 * (n * s)) in Bh by ring.
replace (4 * n * u64 * s) with (4 * u64 * (n * s)) in Bl by ring.
replace ((2 * n * n + 3 * n) * u64 ^ 2 * s) with (u64 ^ 2 * (2 * (n * (n * s)) + 3 * (n * s))) in E by ring.
replace ((1 + 3 * (n + 1) * u64) * (s + a)) with (s + a + 3 * u64 * (n * s + n * a + s + a)) by ring.
replace (4 * (n + 1) * u64 * (s + a)) with (4 * u64 * (n * s + n * a + s + a)) by ring.
replace ((2 * (n + 1) * (n + 1) + 3 * (n + 1)) * u64 ^ 2 * (s + a))
  with (u64 ^ 2 * (2 * (n * (n * s) + n * (n * a)) + 7 * (n * s + n * a) + 5 * (s + a))) by ring.
set (nns := n * (n * s)) in *; set (nna := n * (n * a)) in *; set (ns := n * s) in *; set (na := n * a) in *.
assert (Fp : float64 p) by apply fl_float.
assert (Hs : Rabs (hi z + p) <= s + 3 * u64 * ns + (1 + u64) * a) by linear.
generalize (two_sum_exact _ _ Fh Fp) (two_sum_lo _ _ _ Fh Fp Hs) (fl_near _ _ Hs).
change (fl (hi z + p)) with (hi (two_sum (hi z) p)).
assert (Pt : 0 <= hi (two_sum (hi z) p)) by (apply fl_ge_0; lra).
assert (Fs : float64 (hi (two_sum (hi z) p))) by apply fl_float.
set (t := two_sum (hi z) p) in *; unfold value; intros Et Bt Eh.
assert (H1 : Rabs (lo t + (a + - p)) <= (u64 + u64 / 1024) * (s + a) + u64 * a) by linear.
generalize (fl_near _ _ H1); set (q := fl (lo t + (a + - p))); intros Eq.
assert (H2 : Rabs (lo z + q) <= 4 * u64 * ns + (2 * u64 + u64 / 512) * (s + a)) by linear.
generalize (fl_near _ _ H2); intros El.
split; [exact Fs | split; [apply fl_float | split; [exact Pt |]]].
split; [linear | split; linear].
Qed.

Theorem lane64_near x rows : (rows <= 1024)%nat -> (forall i, float64 (x i)) ->
  let z := lane lane64_step x rows in
  near (lane64_bound * u64 ^ 2) (two_sum (hi z) (lo z)) (total (square x) rows).
Proof.
intros Hr Fx z; destruct (lane64_rows x rows Hr Fx) as [Fh [Fl [Ph [Bh [Bl E]]]]]; fold z in Fh, Fl, Ph, Bh, Bl, E.
generalize (total_ge_0 (square x) rows (square_ge_0 x)); intros Ps; set (s := total (square x) rows) in *.
assert (E' : Rabs (hi z + lo z - s) <= lane64_bound * u64 ^ 2 * s).
{ apply Rle_trans with (1 := E), Rmult_le_compat_r, Rmult_le_compat_r; [exact Ps | unfold u64; lra |].
  destruct (rows_bound rows Hr) as [P Q]; generalize (Rmult_le_compat _ _ _ _ P P Q Q); unfold lane64_bound; lra. }
split; [apply two_sum_valid; assumption | split; [| rewrite two_sum_exact; assumption]].
apply fl_ge_0; unfold lane64_bound in E'; clear Bh Bl E; linear.
Qed.

(** Lanes, and then blocks, in order: each addition adds at most 5u² to the relative error. *)
Theorem in_order_near g f e k : 0 <= e <= 1 / 16 -> INR k <= 1073741824 ->
  (forall i, 0 <= f i) -> (forall i, (i < k)%nat -> near e (g i) (f i)) ->
  near (e + 5 * INR k * u64 ^ 2) (in_order g k) (total f k).
Proof.
intros He; induction k as [|k IH]; intros Hk Pf Hg.
{ simpl; unfold near, valid, value; simpl; rewrite Rplus_0_r, Rminus_0_r, !Rabs_R0, !Rmult_0_r.
  repeat split; try lra; apply float_0. }
cbn [in_order total].
assert (Hk' : INR k <= 1073741824) by (rewrite S_INR in Hk; lra).
destruct (IH Hk' Pf ltac:(intros i Hi; apply Hg; lia)) as [Vs [Ps Es]].
destruct (Hg k ltac:(lia)) as [Vg [Pg Eg]].
destruct (dd_add_nonneg _ _ Vs Vg Ps Pg) as [Vz [Pz Ez]].
split; [exact Vz | split; [exact Pz |]].
generalize (total_ge_0 f k Pf) (Pf k); set (s := total f k) in *; set (a := f k) in *; intros Qs Qa.
set (x := value (in_order g k)) in *; set (y := value (g k)) in *.
generalize (pos_INR k); intros Pn; clear Hk.
rewrite S_INR; set (n := INR k) in *.
assert (B1 : 0 <= n * s <= 1073741824 * s) by (split; [apply Rmult_le_pos | apply Rmult_le_compat_r]; lra).
assert (B2 : 0 <= n * a) by (apply Rmult_le_pos; lra).
assert (B3 : 0 <= e * s <= 1 / 16 * s) by (split; [apply Rmult_le_pos | apply Rmult_le_compat_r]; lra).
assert (B4 : 0 <= e * a <= 1 / 16 * a) by (split; [apply Rmult_le_pos | apply Rmult_le_compat_r]; lra).
replace ((e + 5 * n * u64 ^ 2) * s) with (e * s + 5 * u64 ^ 2 * (n * s)) in Es by ring.
replace ((e + 5 * (n + 1) * u64 ^ 2) * (s + a))
  with (e * s + e * a + 5 * u64 ^ 2 * (n * s + n * a + s + a)) by ring.
set (ns := n * s) in *; set (na := n * a) in *; set (es := e * s) in *; set (ea := e * a) in *.
clear Hg IH Pf; linear.
Qed.

(** * Blocks of 1024 rows of 16 lanes *)

Definition LANES : nat := 16.
Definition ROWS : nat := 1024.

Definition lane32 (x : nat -> R) : dd := lane lane32_step x ROWS.
Definition lane64 (x : nat -> R) : dd := let z := lane lane64_step x ROWS in two_sum (hi z) (lo z).

(** One block; lane l holds the entries with i mod 16 = l. *)
Definition block_sum (lane_of : (nat -> R) -> dd) (x : nat -> R) : dd :=
  in_order (fun l => lane_of (fun r => x (r * LANES + l)%nat)) LANES.

(** ‖v‖² of one player of at most 16384·blocks entries, continued by zeros. *)
Definition norm_sq (lane_of : (nat -> R) -> dd) (x : nat -> R) (blocks : nat) : dd :=
  normal (in_order (fun b => block_sum lane_of (fun i => x (b * (ROWS * LANES) + i)%nat)) blocks).

Lemma total_ext f g k : (forall i, f i = g i) -> total f k = total g k.
Proof. intros H; induction k; simpl; congruence. Qed.

Lemma total_plus f m n : total f (m + n) = total f m + total (fun i => f (m + i)%nat) n.
Proof.
induction n; [rewrite Nat.add_0_r; simpl; ring |].
rewrite Nat.add_succ_r; simpl; rewrite IHn; ring.
Qed.

Lemma total_add f g k : total (fun i => f i + g i) k = total f k + total g k.
Proof. induction k; simpl; [ring | rewrite IHk; ring]. Qed.

Lemma total_rows f l k : total (fun r => total (fun i => f (r * l + i)%nat) l) k = total f (k * l).
Proof.
induction k; [reflexivity |].
rewrite Nat.mul_succ_l, total_plus; simpl; rewrite IHk; reflexivity.
Qed.

Lemma total_exchange f l k :
  total (fun i => total (fun r => f r i) k) l = total (fun r => total (fun i => f r i) l) k.
Proof.
induction l; simpl.
- induction k; simpl; [reflexivity | rewrite <- IHk; ring].
- rewrite IHl, <- total_add; reflexivity.
Qed.

(** The blocks, lanes and rows are the whole vector: every square is counted once. *)
Theorem blocks_cover x blocks :
  total (fun b => total (fun l => total (square (fun r => x (b * (ROWS * LANES) + (r * LANES + l))%nat)) ROWS) LANES)
    blocks = total (square x) (blocks * (ROWS * LANES)).
Proof.
rewrite <- total_rows; apply total_ext; intros b.
rewrite (total_exchange (fun r l => square x (b * (ROWS * LANES) + (r * LANES + l))%nat)).
rewrite (total_rows (fun i => square x (b * (ROWS * LANES) + i)%nat)); reflexivity.
Qed.

Lemma near_weaken e e' x s : 0 <= s -> e <= e' -> near e x s -> near e' x s.
Proof.
intros Ps H [V [P E]]; split; [exact V | split; [exact P |]].
apply Rle_trans with (1 := E), Rmult_le_compat_r; assumption.
Qed.

Lemma valid_order x : valid x -> Rabs (lo x) <= Rabs (hi x).
Proof. intros [_ [_ V]]; apply Rle_trans with (1 := V); generalize (Rabs_pos (hi x)); unfold u64; lra. Qed.

Lemma near_normal e x s : near e x s -> near e (normal x) s.
Proof.
intros [V [P E]]; destruct (valid_float x V) as [Fh Fl].
destruct (normal_exact x Fh Fl (valid_order x V)) as [Ex [Vx Hx]].
split; [exact Vx | split; [| rewrite Ex; exact E]].
rewrite Hx; apply fl_ge_0; generalize (valid_order x V); rewrite (Rabs_pos_eq _ P); unfold value.
clear E Ex Hx; intros; bounds; lra.
Qed.

Lemma norm_sq_near lane_of e x blocks : 0 <= e <= 1 / 32 -> INR blocks <= 1073741824 ->
  (forall f, (forall i, float64 (f i)) -> near e (lane_of f) (total (square f) ROWS)) ->
  (forall i, float64 (x i)) ->
  near (e + 80 * u64 ^ 2 + 5 * INR blocks * u64 ^ 2) (norm_sq lane_of x blocks)
    (total (square x) (blocks * (ROWS * LANES))).
Proof.
intros He Hb Hl Fx; rewrite <- blocks_cover; apply near_normal, in_order_near.
- unfold u64; lra.
- exact Hb.
- intros b; apply total_ge_0; intros l; apply total_ge_0, square_ge_0.
- intros b _; assert (H16 : INR LANES = 16) by (unfold LANES; simpl; lra).
  replace (e + 80 * u64 ^ 2) with (e + 5 * INR LANES * u64 ^ 2) by (rewrite H16; ring).
  apply in_order_near; [lra | rewrite H16; lra | intros l; apply total_ge_0, square_ge_0 |].
  intros l _; apply Hl; intros r; apply Fx.
Qed.

Theorem norm_sq64 x blocks : INR blocks <= 1073741824 -> (forall i, float64 (x i)) ->
  near ((2100304 + 5 * INR blocks) * u64 ^ 2) (norm_sq lane64 x blocks)
    (total (square x) (blocks * (ROWS * LANES))).
Proof.
intros Hb Fx; replace ((2100304 + 5 * INR blocks) * u64 ^ 2)
  with (lane64_bound * u64 ^ 2 + 80 * u64 ^ 2 + 5 * INR blocks * u64 ^ 2) by (unfold lane64_bound; ring).
apply norm_sq_near; [unfold lane64_bound, u64; lra | exact Hb | | exact Fx].
intros f Ff; apply lane64_near; [apply le_n | exact Ff].
Qed.

Theorem norm_sq32 x blocks : INR blocks <= 1073741824 -> (forall i, float64 (x i)) ->
  near (1025 * u64 + (80 + 5 * INR blocks) * u64 ^ 2) (norm_sq lane32 x blocks)
    (total (square x) (blocks * (ROWS * LANES))).
Proof.
intros Hb Fx; replace (1025 * u64 + (80 + 5 * INR blocks) * u64 ^ 2)
  with (1025 * u64 + 80 * u64 ^ 2 + 5 * INR blocks * u64 ^ 2) by ring.
apply norm_sq_near; [unfold u64; lra | exact Hb | | exact Fx].
intros f Ff; apply lane32_near; [apply le_n | exact Ff].
Qed.

(** Both players together: [Norms::total]. *)
Definition norms_total (a b : dd) : dd := wide_add a b.

Lemma norms_total_near e a b s t : 0 <= e <= 1 / 16 -> 0 <= s -> 0 <= t -> near e a s -> near e b t ->
  near (e + 5 * u64 ^ 2) (norms_total a b) (s + t).
Proof.
intros He Ps Pt [Va [Pa Ea]] [Vb [Pb Eb]].
destruct (wide_add_nonneg a b Va Vb Pa Pb) as [Vz [Pz Ez]]; fold (norms_total a b) in Vz, Pz, Ez.
split; [exact Vz | split; [exact Pz |]].
assert (B1 : 0 <= e * s <= 1 / 16 * s) by (split; [apply Rmult_le_pos | apply Rmult_le_compat_r]; lra).
assert (B2 : 0 <= e * t <= 1 / 16 * t) by (split; [apply Rmult_le_pos | apply Rmult_le_compat_r]; lra).
replace ((e + 5 * u64 ^ 2) * (s + t)) with (e * s + e * t + 5 * u64 ^ 2 * (s + t)) by ring.
set (es := e * s) in *; set (et := e * t) in *; linear.
Qed.

Definition whole (x y : nat -> R) (blocks : nat) : R :=
  total (square x) (blocks * (ROWS * LANES)) + total (square y) (blocks * (ROWS * LANES)).

(** [Kernel::SQUARE_BITS] is 76 and 42; proved for up to 2²⁶ blocks = 2⁴⁰ entries a player: 77 and 42. *)
Theorem square_bits64 x y blocks : INR blocks <= 67108864 ->
  (forall i, float64 (x i)) -> (forall i, float64 (y i)) ->
  near (/ 2 ^ 77) (norms_total (norm_sq lane64 x blocks) (norm_sq lane64 y blocks)) (whole x y blocks).
Proof.
intros Hb Fx Fy; generalize (pos_INR blocks); intros Pb.
assert (Hb' : INR blocks <= 1073741824) by lra.
generalize (norm_sq64 x blocks Hb' Fx) (norm_sq64 y blocks Hb' Fy); intros Nx Ny.
generalize (total_ge_0 (square x) (blocks * (ROWS * LANES)) (square_ge_0 x)).
generalize (total_ge_0 (square y) (blocks * (ROWS * LANES)) (square_ge_0 y)); intros Py Px.
eapply near_weaken; [unfold whole; lra | | apply norms_total_near; [| exact Px | exact Py | exact Nx | exact Ny]];
  unfold u64; lra.
Qed.

Theorem square_bits32 x y blocks : INR blocks <= 67108864 ->
  (forall i, float64 (x i)) -> (forall i, float64 (y i)) ->
  near (/ 2 ^ 42) (norms_total (norm_sq lane32 x blocks) (norm_sq lane32 y blocks)) (whole x y blocks).
Proof.
intros Hb Fx Fy; generalize (pos_INR blocks); intros Pb.
assert (Hb' : INR blocks <= 1073741824) by lra.
generalize (norm_sq32 x blocks Hb' Fx) (norm_sq32 y blocks Hb' Fy); intros Nx Ny.
generalize (total_ge_0 (square x) (blocks * (ROWS * LANES)) (square_ge_0 x)).
generalize (total_ge_0 (square y) (blocks * (ROWS * LANES)) (square_ge_0 y)); intros Py Px.
eapply near_weaken; [unfold whole; lra | | apply norms_total_near; [| exact Px | exact Py | exact Nx | exact Ny]];
  unfold u64; lra.
Qed.
