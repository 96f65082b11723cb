(** Double-double arithmetic of the fast path: [src/operator/wide.rs] ([Dd], [Wide]), over Flocq's binary formats.

    In words. Every operation below is written as the Rust code performs it, under the same name, with u = 2⁻⁵³:
    - [two_sum_exact]: s + e of [two_sum] is a + b exactly; [fast_two_sum_exact]: the same where |b| ≤ |a|;
    - [dd_add_nonneg]: a sum of two non-negative double-doubles has relative error at most 4u² = 2⁻¹⁰⁴ (the additions of
      lanes and blocks, λ + s);
    - [dd_add_absolute]: any sum has error at most 13u² of the sum of the sizes, also where it cancels;
    - [dd_mul_relative]: a product has relative error at most 9u²; [wide_div_relative]: a quotient at most 32u² = 2⁻¹⁰¹;
      [wide_add_nonneg] and [wide_mul_relative]: renormalisation ([Wide::new]) loses nothing.

    What the code computes:
    - [Dd::add]: (s, t) = two_sum of the heads and of the tails; v = fast_two_sum(s.hi, s.lo + t.hi);
      fast_two_sum(v.hi, t.lo + v.lo);
    - [Dd::mul]: p = hi·hi', e = fma(hi, hi', −p), cross = fma(hi, lo', lo·hi'), fast_two_sum(p, e + cross);
    - [Wide::div]: q = hi/hi', r = a − q b, q2 = r.hi/hi', r2 = r − q2 b, q + two_sum(q2, r2.hi/hi');
    - [Wide::new]: fast_two_sum(hi, lo), then a power of two that brings the head to [½, 1).

    The model: rounding to nearest even to 53 (or 24) digits with an exponent without limits (FLX). So it is exact for
    [Wide], whose exponent is a separate integer, but for two things that it leaves out: a tail that is shifted below
    2⁻¹⁰⁷⁴ under a head of size 1, and the dropping of a term 2⁹⁰⁰ times smaller than the other. For f32 and f64 it says:
    no overflow, and no underflow of a rounded result. [two_sum] needs no such hypothesis (Flocq proves it with gradual
    underflow, and the proof here goes through that).

    Assumptions: the axioms of Coq's Reals and classical logic (Flocq), listed in audit.allowed. *)

From Coq Require Import Reals Lra Lia ZArith.
From Flocq Require Import Core Relative Plus_error Mult_error Pff2Flocq.
Open Scope R_scope.

(** * The model *)

Definition rnd (p : Z) (x : R) : R := round radix2 (FLX_exp p) ZnearestE x.
Definition is_float (p : Z) (x : R) : Prop := generic_format radix2 (FLX_exp p) x.

Definition u64 : R := / 9007199254740992.
Definition u32 : R := / 16777216.

Notation fl := (rnd 53).
Notation float64 := (is_float 53).

Record dd := Dd { hi : R; lo : R }.
Definition value (x : dd) : R := hi x + lo x.

Definition two_sum (a b : R) : dd :=
  let s := fl (a + b) in
  let bb := fl (s - a) in
  Dd s (fl (fl (a - fl (s - bb)) + fl (b - bb))).

Definition fast_two_sum (a b : R) : dd :=
  let s := fl (a + b) in Dd s (fl (b - fl (s - a))).

Definition dd_add (x y : dd) : dd :=
  let s := two_sum (hi x) (hi y) in
  let t := two_sum (lo x) (lo y) in
  let v := fast_two_sum (hi s) (fl (lo s + hi t)) in
  fast_two_sum (hi v) (fl (lo t + lo v)).

Definition dd_opp (x : dd) : dd := Dd (- hi x) (- lo x).

Definition dd_mul (x y : dd) : dd :=
  let p := fl (hi x * hi y) in
  let e := fl (hi x * hi y + - p) in
  let cross := fl (hi x * lo y + fl (lo x * hi y)) in
  fast_two_sum p (fl (e + cross)).

Definition normal (x : dd) : dd := fast_two_sum (hi x) (lo x).

Definition dd_div (x y : dd) : dd :=
  let q := fl (hi x / hi y) in
  let r := dd_add x (dd_opp (dd_mul (Dd q 0) y)) in
  let q2 := fl (hi r / hi y) in
  let r2 := dd_add r (dd_opp (dd_mul (Dd q2 0) y)) in
  let tail := two_sum q2 (fl (hi r2 / hi y)) in
  dd_add (Dd q 0) tail.

Definition wide_add (x y : dd) : dd := normal (dd_add x y).
Definition wide_mul (x y : dd) : dd := normal (dd_mul x y).
Definition wide_div (x y : dd) : dd := normal (dd_div x y).

(** What the operations keep: two floats, the second at most half a unit in the last place. *)
Definition valid (x : dd) : Prop := float64 (hi x) /\ float64 (lo x) /\ Rabs (lo x) <= u64 * Rabs (hi x).

Ltac bounds := repeat match goal with H : Rabs _ <= _ |- _ => apply Rabs_le_inv in H end.
Ltac linear := unfold u64 in *; bounds; try apply Rabs_le; lra.

(** * The standard model *)

Local Instance prec53 : Prec_gt_0 53. Proof. reflexivity. Qed.
Local Instance prec24 : Prec_gt_0 24. Proof. reflexivity. Qed.

Lemma half_ulp_64 : / 2 * bpow radix2 (- 53 + 1) = u64.
Proof. unfold u64; simpl; lra. Qed.

Lemma half_ulp_32 : / 2 * bpow radix2 (- 24 + 1) = u32.
Proof. unfold u32; simpl; lra. Qed.

Theorem fl_error x : Rabs (fl x - x) <= u64 * Rabs x.
Proof. rewrite <- half_ulp_64; apply relative_error_N_FLX; reflexivity. Qed.

Theorem fl32_error x : Rabs (rnd 24 x - x) <= u32 * Rabs x.
Proof. rewrite <- half_ulp_32; apply relative_error_N_FLX; reflexivity. Qed.

Lemma fl_near x b : Rabs x <= b -> Rabs (fl x - x) <= u64 * b.
Proof. intros H; generalize (fl_error x); unfold u64; lra. Qed.

Lemma fl_near_self x : Rabs (fl x - x) <= u64 * Rabs (fl x).
Proof. rewrite <- half_ulp_64; apply relative_error_N_FLX_round; reflexivity. Qed.

Lemma fl_float x : float64 (fl x).
Proof. apply generic_format_round; auto with typeclass_instances. Qed.

Lemma fl_id x : float64 x -> fl x = x.
Proof. intros H; apply round_generic; auto with typeclass_instances. Qed.

Lemma fl_0 : fl 0 = 0.
Proof. apply round_0; auto with typeclass_instances. Qed.

Lemma float_0 p : is_float p 0.
Proof. apply generic_format_0. Qed.

Lemma fl_opp x : fl (- x) = - fl x.
Proof. apply round_NE_opp. Qed.

Lemma float_opp x : float64 x -> float64 (- x).
Proof. apply generic_format_opp. Qed.

Lemma fl_ge_0 x : 0 <= x -> 0 <= fl x.
Proof. intros H; rewrite <- fl_0; apply round_le; auto with typeclass_instances. Qed.

Lemma product_error a b : float64 a -> float64 b -> float64 (a * b + - fl (a * b)).
Proof.
intros Fa Fb; replace (_ + _) with (- (fl (a * b) - a * b)) by ring.
apply float_opp, mult_error_FLX; auto with typeclass_instances.
Qed.

(** * Exact transformations: binary64 with gradual underflow and the same without *)

Lemma fl_sum_FLT e a b :
  generic_format radix2 (FLT_exp e 53) a -> generic_format radix2 (FLT_exp e 53) b ->
  fl (a + b) = round radix2 (FLT_exp e 53) ZnearestE (a + b).
Proof.
intros Fa Fb; destruct (Rle_lt_dec (bpow radix2 (e + 53 - 1)) (Rabs (a + b))) as [H|H].
- symmetry; apply round_FLT_FLX; exact H.
- assert (F : generic_format radix2 (FLT_exp e 53) (a + b)).
  { apply FLT_format_plus_small; try assumption; auto with typeclass_instances.
    apply Rle_trans with (1 := Rlt_le _ _ H), bpow_le; lia. }
  rewrite (round_generic _ _ _ _ F).
  apply fl_id; exact (generic_format_FLX_FLT _ _ _ _ F).
Qed.

Lemma fl_diff_FLT e a b :
  generic_format radix2 (FLT_exp e 53) a -> generic_format radix2 (FLT_exp e 53) b ->
  fl (a - b) = round radix2 (FLT_exp e 53) ZnearestE (a - b).
Proof. intros Fa Fb; apply fl_sum_FLT; [exact Fa | apply generic_format_opp, Fb]. Qed.

Lemma float_FLT a : float64 a -> exists e, forall e', (e' <= e)%Z -> generic_format radix2 (FLT_exp e' 53) a.
Proof.
intros Fa; destruct (Req_dec a 0) as [->|Na].
- exists 0%Z; intros; apply generic_format_0.
- exists (mag radix2 a - 53)%Z; intros e' He; apply generic_format_FLT_FLX; [|exact Fa].
  destruct (mag radix2 a) as [k Hk]; simpl in He; apply Rle_trans with (2 := proj1 (Hk Na)), bpow_le; lia.
Qed.

Lemma both_FLT a b : float64 a -> float64 b ->
  exists e, (e <= 0)%Z /\ generic_format radix2 (FLT_exp e 53) a /\ generic_format radix2 (FLT_exp e 53) b.
Proof.
intros Fa Fb; destruct (float_FLT a Fa) as [e1 H1], (float_FLT b Fb) as [e2 H2].
exists (Z.min 0 (Z.min e1 e2)); repeat split; [lia | apply H1 | apply H2]; lia.
Qed.

Lemma FLT_round e x : generic_format radix2 (FLT_exp e 53) (round radix2 (FLT_exp e 53) ZnearestE x).
Proof. apply generic_format_round; auto with typeclass_instances. Qed.

Lemma FLT_sum e a b :
  generic_format radix2 (FLT_exp e 53) a -> generic_format radix2 (FLT_exp e 53) b ->
  generic_format radix2 (FLT_exp e 53) (fl (a + b)).
Proof. intros Fa Fb; rewrite (fl_sum_FLT e) by assumption; apply FLT_round. Qed.

Lemma FLT_diff e a b :
  generic_format radix2 (FLT_exp e 53) a -> generic_format radix2 (FLT_exp e 53) b ->
  generic_format radix2 (FLT_exp e 53) (fl (a - b)).
Proof. intros Fa Fb; rewrite (fl_diff_FLT e) by assumption; apply FLT_round. Qed.

Lemma choice_even x : negb (Z.even x) = negb (negb (Z.even (- (x + 1)))).
Proof. rewrite Z.even_opp, Z.even_add; simpl; destruct (Z.even x); reflexivity. Qed.

Theorem two_sum_exact a b : float64 a -> float64 b -> value (two_sum a b) = a + b.
Proof.
intros Fa Fb; destruct (both_FLT a b Fa Fb) as [e [He [Ga Gb]]].
unfold value, two_sum; simpl.
generalize (FLT_round e) (FLT_sum e) (FLT_diff e); intros.
rewrite !(fl_diff_FLT e) by auto.
rewrite !(fl_sum_FLT e) by auto.
apply TwoSum_correct; auto with typeclass_instances; try lia.
exact choice_even.
Qed.

Theorem fast_two_sum_exact a b :
  float64 a -> float64 b -> Rabs b <= Rabs a -> value (fast_two_sum a b) = a + b.
Proof.
intros Fa Fb Hab; destruct (both_FLT a b Fa Fb) as [e [He [Ga Gb]]].
unfold value, fast_two_sum; simpl.
generalize (FLT_round e) (FLT_sum e) (FLT_diff e); intros.
replace (b - fl (fl (a + b) - a)) with (b + fl (a - fl (a + b))).
2: { replace (fl (a + b) - a) with (- (a - fl (a + b))) by ring; rewrite fl_opp; ring. }
rewrite !(fl_diff_FLT e) by auto.
rewrite !(fl_sum_FLT e) by auto.
apply Fast2Sum_correct; auto with typeclass_instances; try lia.
exact choice_even.
Qed.

Lemma two_sum_lo a b k : float64 a -> float64 b -> Rabs (a + b) <= k -> Rabs (lo (two_sum a b)) <= u64 * k.
Proof.
intros Fa Fb H; generalize (two_sum_exact a b Fa Fb) (fl_near _ _ H); unfold value.
change (hi (two_sum a b)) with (fl (a + b)); intros E B; linear.
Qed.

Lemma rounded_valid x : float64 (hi x) -> float64 (lo x) -> hi x = fl (value x) -> valid x.
Proof.
intros Fh Fl E; repeat split; auto.
generalize (fl_near_self (value x)); rewrite <- E; unfold value.
replace (lo x) with (- (hi x - (hi x + lo x))) at 2 by ring; rewrite Rabs_Ropp; auto.
Qed.

Lemma two_sum_valid a b : float64 a -> float64 b -> valid (two_sum a b).
Proof.
intros Fa Fb; apply rounded_valid; [apply fl_float | apply fl_float |].
rewrite two_sum_exact by assumption; reflexivity.
Qed.

Lemma fast_two_sum_valid a b :
  float64 a -> float64 b -> Rabs b <= Rabs a -> valid (fast_two_sum a b).
Proof.
intros Fa Fb H; apply rounded_valid; [apply fl_float | apply fl_float |].
rewrite fast_two_sum_exact by assumption; reflexivity.
Qed.

(** Where |a| ≥ |b| is not known, the same operations still lose little. *)
Lemma fast_two_sum_near a b k m : Rabs (a + b) <= k -> Rabs b <= m ->
  Rabs (value (fast_two_sum a b) - (a + b)) <= u64 * ((1 + u64) * m + (2 + u64) * u64 * k) /\
  Rabs (lo (fast_two_sum a b)) <= (1 + u64) * u64 * ((1 + u64) * k + m).
Proof.
intros Hk Hm; unfold value, fast_two_sum; simpl.
generalize (fl_near _ _ Hk); set (s := fl (a + b)); intros E1.
assert (H2 : Rabs (s - a) <= m + u64 * k) by linear.
generalize (fl_near _ _ H2); set (d := fl (s - a)); intros E2.
assert (H3 : Rabs (b - d) <= u64 * ((1 + u64) * k + m)) by linear.
generalize (fl_near _ _ H3); set (l := fl (b - d)); intros E3.
split; linear.
Qed.

(** * Double-double operations *)

Lemma valid_float x : valid x -> float64 (hi x) /\ float64 (lo x).
Proof. unfold valid; tauto. Qed.

Lemma valid_opp x : valid x -> valid (dd_opp x).
Proof.
intros [Fh [Fl H]]; repeat split; simpl; auto using float_opp; rewrite !Rabs_Ropp; exact H.
Qed.

Lemma valid_single a : float64 a -> valid (Dd a 0).
Proof.
intros Fa; repeat split; simpl; auto using float_0; rewrite Rabs_R0.
generalize (Rabs_pos a); unfold u64; lra.
Qed.

(** Sums of two non-negative numbers: relative error at most 4u² = 2⁻¹⁰⁴. *)
Theorem dd_add_nonneg x y : valid x -> valid y -> 0 <= hi x -> 0 <= hi y ->
  valid (dd_add x y) /\ 0 <= hi (dd_add x y) /\
  Rabs (value (dd_add x y) - (value x + value y)) <= 4 * u64 ^ 2 * (value x + value y).
Proof.
intros [Fxh [Fxl Vx]] [Fyh [Fyl Vy]] Px Py.
rewrite (Rabs_pos_eq (hi x)) in Vx by assumption; rewrite (Rabs_pos_eq (hi y)) in Vy by assumption.
unfold dd_add; cbv zeta.
generalize (two_sum_exact (hi x) (hi y) Fxh Fyh) (two_sum_exact (lo x) (lo y) Fxl Fyl).
assert (Hs : Rabs (hi x + hi y) <= hi x + hi y) by (rewrite Rabs_pos_eq; lra).
generalize (two_sum_lo _ _ _ Fxh Fyh Hs).
assert (Ht : Rabs (lo x + lo y) <= u64 * (hi x + hi y)) by linear.
generalize (two_sum_lo _ _ _ Fxl Fyl Ht).
destruct (valid_float _ (two_sum_valid (hi x) (hi y) Fxh Fyh)) as [Fsh Fsl].
destruct (valid_float _ (two_sum_valid (lo x) (lo y) Fxl Fyl)) as [Fth Ftl].
set (s := two_sum (hi x) (hi y)) in *; set (t := two_sum (lo x) (lo y)) in *.
intros Btl Bsl Es Et; unfold value in Es, Et.
set (h := hi x + hi y) in *.
assert (H1 : Rabs (lo s + hi t) <= (2 * u64 + 2 * u64 * u64) * h) by linear.
generalize (fl_near _ _ H1); destruct (fl_float (lo s + hi t)); intros E1.
set (c := fl (lo s + hi t)) in *.
assert (Fc : float64 c) by apply fl_float.
assert (Psh : 0 <= hi s) by (unfold h in *; linear).
assert (Hc : Rabs c <= Rabs (hi s)) by (rewrite (Rabs_pos_eq (hi s)) by exact Psh; linear).
generalize (fast_two_sum_exact _ _ Fsh Fc Hc) (fast_two_sum_valid _ _ Fsh Fc Hc).
set (v := fast_two_sum (hi s) c); intros Ev [Fvh [Fvl Vv]]; unfold value in Ev.
assert (Pvh : 0 <= hi v) by (apply fl_ge_0; linear).
rewrite (Rabs_pos_eq (hi v)) in Vv by exact Pvh.
assert (H2 : Rabs (lo t + lo v) <= (u64 + 8 * u64 * u64) * h) by linear.
generalize (fl_near _ _ H2); intros E2.
set (w := fl (lo t + lo v)) in *.
assert (Fw : float64 w) by apply fl_float.
assert (Hw : Rabs w <= Rabs (hi v)) by (rewrite (Rabs_pos_eq (hi v)) by exact Pvh; linear).
generalize (fast_two_sum_exact _ _ Fvh Fw Hw) (fast_two_sum_valid _ _ Fvh Fw Hw).
assert (Pz : 0 <= hi (fast_two_sum (hi v) w)) by (apply fl_ge_0; linear).
intros Ez Vz; repeat split; try apply Vz; auto.
rewrite Ez; unfold value; unfold h in *; linear.
Qed.

(** Any sum: k bounds the heads' sum and m both tails. *)
Lemma dd_add_near x y k m : float64 (hi x) -> float64 (hi y) -> float64 (lo x) -> float64 (lo y) ->
  Rabs (hi x + hi y) <= k -> Rabs (lo x) + Rabs (lo y) <= m ->
  float64 (hi (dd_add x y)) /\ float64 (lo (dd_add x y)) /\
  Rabs (value (dd_add x y) - (value x + value y)) <= 9 * u64 ^ 2 * k + 3 * u64 * m /\
  Rabs (lo (dd_add x y)) <= 2 * u64 * k + 2 * u64 * m.
Proof.
intros Fxh Fyh Fxl Fyl Hk Hm.
split; [apply fl_float | split; [apply fl_float |]].
assert (Hl : Rabs (lo x + lo y) <= m) by (apply Rle_trans with (1 := Rabs_triang _ _); exact Hm).
assert (Pk : 0 <= k) by (apply Rle_trans with (2 := Hk), Rabs_pos).
assert (Pm : 0 <= m) by (apply Rle_trans with (2 := Hl), Rabs_pos).
unfold dd_add; cbv zeta.
generalize (two_sum_exact (hi x) (hi y) Fxh Fyh) (two_sum_exact (lo x) (lo y) Fxl Fyl).
generalize (two_sum_lo _ _ _ Fxh Fyh Hk) (two_sum_lo _ _ _ Fxl Fyl Hl).
set (s := two_sum (hi x) (hi y)); set (t := two_sum (lo x) (lo y)).
intros Bsl Btl Es Et; unfold value in Es, Et |- *.
clear Hm; bounds.
assert (H1 : Rabs (lo s + hi t) <= u64 * k + (1 + u64) * m) by linear.
generalize (fl_near _ _ H1); set (c := fl (lo s + hi t)); intros E1.
assert (H2 : Rabs (hi s + c) <= (1 + 3 * u64) * k + (1 + 4 * u64) * m) by linear.
assert (H3 : Rabs c <= (u64 + u64 * u64) * k + (1 + 3 * u64) * m) by linear.
destruct (fast_two_sum_near _ _ _ _ H2 H3) as [Ev Bv]; set (v := fast_two_sum (hi s) c) in *.
unfold value in Ev.
assert (H4 : Rabs (lo t + lo v) <= (u64 + 8 * u64 * u64) * k + (3 * u64 + 20 * u64 * u64) * m) by linear.
generalize (fl_near _ _ H4); set (w := fl (lo t + lo v)); intros E4.
assert (H5 : Rabs (hi v + w) <= (1 + 10 * u64) * k + (1 + 20 * u64) * m) by linear.
assert (H6 : Rabs w <= (u64 + 10 * u64 * u64) * k + (3 * u64 + 30 * u64 * u64) * m) by linear.
destruct (fast_two_sum_near _ _ _ _ H5 H6) as [Ez Bz]; unfold value in Ez.
split; linear.
Qed.

(** Any sum of two valid numbers: error at most 13u² = 1.7·2⁻¹⁰³ of the sum of the sizes, also where it cancels. *)
Theorem dd_add_absolute x y : valid x -> valid y ->
  Rabs (value (dd_add x y) - (value x + value y)) <= 13 * u64 ^ 2 * (Rabs (value x) + Rabs (value y)).
Proof.
intros [Fxh [Fxl Vx]] [Fyh [Fyl Vy]].
assert (Hk : Rabs (hi x + hi y) <= Rabs (hi x) + Rabs (hi y)) by apply Rabs_triang.
assert (Hm : Rabs (lo x) + Rabs (lo y) <= u64 * (Rabs (hi x) + Rabs (hi y))) by (unfold u64 in *; lra).
destruct (dd_add_near x y _ _ Fxh Fyh Fxl Fyl Hk Hm) as [_ [_ [E _]]].
apply Rle_trans with (1 := E).
assert (T : forall z, Rabs (lo z) <= u64 * Rabs (hi z) -> Rabs (hi z) <= (1 + 2 * u64) * Rabs (value z)).
{ intros z Hz; unfold value; generalize (Rabs_triang_inv (hi z) (- lo z)).
  rewrite Rabs_Ropp; replace (hi z - - lo z) with (hi z + lo z) by ring.
  generalize (Rabs_pos (hi z)); unfold u64 in *; lra. }
generalize (T x Vx) (T y Vy) (Rabs_pos (value x)) (Rabs_pos (value y)); unfold u64; lra.
Qed.

(** Renormalisation loses nothing. *)
Lemma normal_exact x : float64 (hi x) -> float64 (lo x) -> Rabs (lo x) <= Rabs (hi x) ->
  value (normal x) = value x /\ valid (normal x) /\ hi (normal x) = fl (value x).
Proof.
intros Fh Fl H; unfold normal; split; [apply fast_two_sum_exact | split; [apply fast_two_sum_valid |]]; auto.
Qed.

Lemma product_small a b c k : 0 <= k -> Rabs b <= k * Rabs c -> Rabs (a * b) <= k * Rabs (a * c).
Proof. intros Hk H; rewrite !Rabs_mult; generalize (Rmult_le_compat_l _ _ _ (Rabs_pos a) H); lra. Qed.

(** Products: error at most 8u² = 2⁻¹⁰³ of the heads' product. *)
Theorem dd_mul_near x y : valid x -> valid y ->
  valid (dd_mul x y) /\
  Rabs (value (dd_mul x y) - value x * value y) <= 8 * u64 ^ 2 * Rabs (hi x * hi y).
Proof.
intros [Fxh [Fxl Vx]] [Fyh [Fyl Vy]].
assert (Pu : 0 <= u64) by (unfold u64; lra).
generalize (product_small (hi x) (lo y) (hi y) u64 Pu Vy); intros B1.
generalize (product_small (hi y) (lo x) (hi x) u64 Pu Vx); rewrite (Rmult_comm (hi y)), (Rmult_comm (hi y)); intros B2.
generalize (product_small (lo x) (lo y) (hi y) u64 Pu Vy); intros B3.
generalize (fl_error (hi x * hi y)) (product_error _ _ Fxh Fyh); intros E0 Fe.
unfold dd_mul; cbv zeta.
rewrite (fl_id _ Fe).
replace (value x * value y) with (hi x * hi y + hi x * lo y + lo x * hi y + lo x * lo y) by (unfold value; ring).
set (h := Rabs (hi x * hi y)) in *.
assert (Ph : 0 <= h) by apply Rabs_pos.
assert (B3' : Rabs (lo x * lo y) <= u64 * (u64 * h)) by (unfold u64 in *; lra).
generalize (fl_near _ _ B2); set (m := fl (lo x * hi y)); intros E1.
assert (H1 : Rabs (hi x * lo y + m) <= (2 * u64 + u64 * u64) * h) by linear.
generalize (fl_near _ _ H1); set (cross := fl (hi x * lo y + m)); intros E2.
set (p := fl (hi x * hi y)) in *.
assert (H2 : Rabs (hi x * hi y + - p + cross) <= (3 * u64 + 4 * u64 * u64) * h) by linear.
generalize (fl_near _ _ H2); set (c := fl (hi x * hi y + - p + cross)); intros E3.
assert (Fp : float64 p) by apply fl_float.
assert (Fc : float64 c) by apply fl_float.
assert (Hp : (1 - u64) * h <= Rabs p).
{ generalize (Rabs_triang (hi x * hi y - p) p); replace (hi x * hi y - p + p) with (hi x * hi y) by ring.
  fold h; replace (hi x * hi y - p) with (- (p - hi x * hi y)) by ring; rewrite Rabs_Ropp; lra. }
assert (Hc : Rabs c <= Rabs p) by (apply Rle_trans with (2 := Hp); linear).
generalize (fast_two_sum_exact _ _ Fp Fc Hc) (fast_two_sum_valid _ _ Fp Fc Hc); intros Ez Vz.
split; [exact Vz |]; rewrite Ez; linear.
Qed.

Lemma head_near x : valid x -> Rabs (value x - hi x) <= u64 * Rabs (hi x).
Proof. intros [_ [_ V]]; unfold value; replace (hi x + lo x - hi x) with (lo x) by ring; exact V. Qed.

Lemma head_bound x : valid x -> Rabs (hi x) <= (1 + 2 * u64) * Rabs (value x).
Proof.
intros V; generalize (head_near x V); rewrite Rabs_minus_sym; intros H.
generalize (Rabs_triang_inv (hi x) (value x)) (Rabs_pos (hi x)); unfold u64 in *; lra.
Qed.

Theorem dd_mul_relative x y : valid x -> valid y ->
  Rabs (value (dd_mul x y) - value x * value y) <= 9 * u64 ^ 2 * Rabs (value x * value y).
Proof.
intros Vx Vy; destruct (dd_mul_near x y Vx Vy) as [_ E]; apply Rle_trans with (1 := E).
generalize (Rmult_le_compat _ _ _ _ (Rabs_pos _) (Rabs_pos _) (head_bound x Vx) (head_bound y Vy)).
rewrite <- Rabs_mult.
replace ((1 + 2 * u64) * Rabs (value x) * ((1 + 2 * u64) * Rabs (value y)))
  with ((1 + 2 * u64) * (1 + 2 * u64) * Rabs (value x * value y)) by (rewrite Rabs_mult; ring).
generalize (Rabs_pos (value x * value y)); unfold u64; lra.
Qed.

(** Quotients: one digit q of a/b, q·b and the rest a − q·b. *)
Lemma digit_near (a : R) (y : dd) k : valid y -> hi y <> 0 -> float64 a -> Rabs a <= k ->
  let q := fl (a / hi y) in let qb := dd_opp (dd_mul (Dd q 0) y) in
  valid qb /\
  Rabs (q * hi y - a) <= u64 * k /\
  Rabs (q * value y - a) <= 3 * u64 * k /\
  Rabs (value qb + q * value y) <= 9 * u64 ^ 2 * k.
Proof.
intros Vy Ny Fa Hk q qb.
assert (Vq : valid (Dd q 0)) by (apply valid_single, fl_float).
destruct (dd_mul_near _ _ Vq Vy) as [Vm Em]; simpl in Em.
replace (value (Dd q 0)) with q in Em by (unfold value; simpl; ring).
assert (Pk : 0 <= k) by (apply Rle_trans with (2 := Hk), Rabs_pos).
assert (E1 : Rabs (q * hi y - a) <= u64 * k).
{ replace (q * hi y - a) with ((q - a / hi y) * hi y) by (field; exact Ny).
  rewrite Rabs_mult; generalize (fl_error (a / hi y)); fold q; intros E.
  generalize (Rmult_le_compat_r _ _ _ (Rabs_pos (hi y)) E).
  replace (u64 * Rabs (a / hi y) * Rabs (hi y)) with (u64 * Rabs a); [unfold u64 in *; lra |].
  rewrite Rmult_assoc, <- Rabs_mult; f_equal; f_equal; field; exact Ny. }
assert (B1 : Rabs (q * hi y) <= (1 + u64) * k) by linear.
assert (Pu : 0 <= u64) by (unfold u64; lra).
generalize (product_small q (lo y) (hi y) u64 Pu (proj2 (proj2 Vy))); intros B2.
split; [apply valid_opp, Vm | split; [exact E1 |]].
replace (q * value y) with (q * hi y + q * lo y) in * by (unfold value; ring).
set (h := Rabs (q * hi y)) in *.
split; [linear |].
replace (value qb) with (- value (dd_mul (Dd q 0) y)) by (unfold value, qb; simpl; ring).
linear.
Qed.

Lemma dd_div_step x y : valid x -> valid y -> hi y <> 0 ->
  let z := dd_div x y in
  float64 (hi z) /\ float64 (lo z) /\
  Rabs (value z * value y - value x) <= 31 * u64 ^ 2 * Rabs (hi x) /\
  Rabs (lo z) * Rabs (hi y) <= 4 * u64 * Rabs (hi x).
Proof.
intros Vx Vy Ny z.
unfold dd_div in z; cbv zeta in z.
set (k := Rabs (hi x)); assert (Pk : 0 <= k) by apply Rabs_pos.
assert (Hx : Rabs (hi x) <= k) by apply Rle_refl.
assert (W : value x = hi x + lo x) by reflexivity.
destruct Vx as [Fxh [Fxl Vx]]; fold k in Vx.
destruct (digit_near (hi x) y k Vy Ny Fxh Hx) as [Vqb [E1 [E2 E3]]].
set (q := fl (hi x / hi y)) in *; set (qb := dd_opp (dd_mul (Dd q 0) y)) in *.
assert (Fq : float64 q) by apply fl_float.
(* r = x − q y *)
generalize (head_near qb Vqb) (head_bound qb Vqb); intros Nqb Bqb.
destruct Vqb as [Fqh [Fql Vql]].
assert (B0 : Rabs (value qb) <= (1 + 4 * u64) * k) by linear.
assert (B1 : Rabs (hi qb) <= (1 + 7 * u64) * k) by (unfold u64 in *; lra).
assert (B2 : Rabs (lo qb) <= (u64 + 7 * u64 * u64) * k) by (unfold u64 in *; lra).
assert (N1 : Rabs (value qb - hi qb) <= (u64 + 7 * u64 * u64) * k) by (unfold u64 in *; lra).
assert (K1 : Rabs (hi x + hi qb) <= 5 * u64 * k) by (clear Bqb Nqb; linear).
assert (M1 : Rabs (lo x) + Rabs (lo qb) <= 3 * u64 * k) by (unfold u64 in *; lra).
destruct (dd_add_near x qb _ _ Fxh Fqh Fxl Fql K1 M1) as [Frh [Frl [Er Lr]]].
set (r := dd_add x qb) in *.
assert (Wr : value r = hi r + lo r) by reflexivity.
assert (Br : Rabs (hi r) <= 6 * u64 * k) by (clear M1; clear Bqb Nqb; linear).
(* r2 = r − q2 y *)
destruct (digit_near (hi r) y _ Vy Ny Frh Br) as [Vqb2 [E4 [E5 E6]]].
set (q2 := fl (hi r / hi y)) in *; set (qb2 := dd_opp (dd_mul (Dd q2 0) y)) in *.
assert (Fq2 : float64 q2) by apply fl_float.
generalize (head_near qb2 Vqb2) (head_bound qb2 Vqb2); intros Nqb2 Bqb2.
destruct Vqb2 as [Fqh2 [Fql2 Vql2]].
assert (B3 : Rabs (value qb2) <= 7 * u64 * k) by linear.
assert (B4 : Rabs (hi qb2) <= 8 * u64 * k) by (unfold u64 in *; lra).
assert (B5 : Rabs (lo qb2) <= 8 * u64 * u64 * k) by (unfold u64 in *; lra).
assert (N2 : Rabs (value qb2 - hi qb2) <= 8 * u64 * u64 * k) by (unfold u64 in *; lra).
assert (K2 : Rabs (hi r + hi qb2) <= 40 * u64 * u64 * k) by (clear Bqb2 Nqb2; linear).
assert (M2 : Rabs (lo r) + Rabs (lo qb2) <= 40 * u64 * u64 * k) by (unfold u64 in *; lra).
destruct (dd_add_near r qb2 _ _ Frh Fqh2 Frl Fql2 K2 M2) as [Frh2 [Frl2 [Er2 Lr2]]].
set (r2 := dd_add r qb2) in *.
assert (Wr2 : value r2 = hi r2 + lo r2) by reflexivity.
assert (Br2 : Rabs (hi r2) <= 100 * u64 * u64 * k) by (clear M2; clear Bqb2 Nqb2; linear).
(* q + (q2 + q3) *)
destruct (digit_near (hi r2) y _ Vy Ny Frh2 Br2) as [_ [E7 [E8 _]]].
set (q3 := fl (hi r2 / hi y)) in *.
assert (Fq3 : float64 q3) by apply fl_float.
generalize (two_sum_exact q2 q3 Fq2 Fq3) (two_sum_valid q2 q3 Fq2 Fq3).
set (tail := two_sum q2 q3) in *; intros Et [Fth [Ftl Vt]].
set (c := Rabs (hi y)) in *; assert (Pc : 0 < c) by (apply Rabs_pos_lt, Ny).
assert (S : forall a, Rabs (a * hi y) = Rabs a * c) by (intros a; apply Rabs_mult).
assert (Bq : Rabs q * c <= (1 + u64) * k) by (rewrite <- S; linear).
assert (Bq2 : Rabs q2 * c <= 7 * u64 * k) by (rewrite <- S; linear).
assert (Bq3 : Rabs q3 * c <= 101 * u64 * u64 * k) by (rewrite <- S; linear).
assert (Bt : Rabs (hi tail) * c <= 8 * u64 * k).
{ assert (H : Rabs (hi tail) <= (1 + u64) * (Rabs q2 + Rabs q3)).
  { change (hi tail) with (fl (q2 + q3)); generalize (fl_near _ _ (Rabs_triang q2 q3)).
    generalize (Rabs_triang q2 q3); clear; intros; linear. }
  generalize (Rmult_le_compat_r _ _ _ (Rlt_le _ _ Pc) H); unfold u64 in *; lra. }
assert (K3 : Rabs (q + hi tail) <= (1 + 9 * u64) * k / c).
{ apply (Rmult_le_reg_r c); [exact Pc |]; unfold Rdiv; rewrite (Rmult_assoc _ (/ c)), Rinv_l, Rmult_1_r by lra.
  generalize (Rmult_le_compat_r _ _ _ (Rlt_le _ _ Pc) (Rabs_triang q (hi tail))); unfold u64 in *; lra. }
assert (M3 : Rabs 0 + Rabs (lo tail) <= 8 * u64 * u64 * k / c).
{ rewrite Rabs_R0, Rplus_0_l.
  apply (Rmult_le_reg_r c); [exact Pc |]; unfold Rdiv; rewrite (Rmult_assoc _ (/ c)), Rinv_l, Rmult_1_r by lra.
  generalize (Rmult_le_compat_r _ _ _ (Rlt_le _ _ Pc) Vt); unfold u64 in *; lra. }
destruct (dd_add_near (Dd q 0) tail _ _ Fq Fth (float_0 53) Ftl K3 M3) as [Fzh [Fzl [Ez Lz]]].
fold z in Fzh, Fzl, Ez, Lz.
split; [exact Fzh | split; [exact Fzl |]].
replace (value (Dd q 0)) with q in Ez by (unfold value; simpl; ring).
rewrite Et in Ez.
assert (Q : k / c * c = k) by (field; lra).
generalize (Rmult_le_compat_r _ _ _ (Rlt_le _ _ Pc) Ez) (Rmult_le_compat_r _ _ _ (Rlt_le _ _ Pc) Lz).
replace ((9 * u64 ^ 2 * ((1 + 9 * u64) * k / c) + 3 * u64 * (8 * u64 * u64 * k / c)) * c)
  with ((9 * u64 ^ 2 * (1 + 9 * u64) + 24 * u64 * u64 * u64) * (k / c * c)) by (unfold Rdiv; ring).
replace ((2 * u64 * ((1 + 9 * u64) * k / c) + 2 * u64 * (8 * u64 * u64 * k / c)) * c)
  with ((2 * u64 * (1 + 9 * u64) + 16 * u64 * u64 * u64) * (k / c * c)) by (unfold Rdiv; ring).
rewrite Q; intros Hz Hl; split; [| unfold u64 in *; lra].
assert (By : Rabs (value y) <= (1 + u64) * c).
{ generalize (head_near y Vy) (Rabs_triang (value y - hi y) (hi y)).
  replace (value y - hi y + hi y) with (value y) by ring; fold c; lra. }
set (d := value z - (q + (q2 + q3))) in *.
assert (D : Rabs (d * value y) <= 10 * u64 ^ 2 * k).
{ rewrite Rabs_mult; generalize (Rmult_le_compat_l _ _ _ (Rabs_pos d) By); unfold u64 in *; lra. }
replace (value z * value y) with (d * value y + q * value y + q2 * value y + q3 * value y) by (unfold d; ring).
clear M1 M2 M3 K3 Hz Hl Ez Lz Bq Bq2 Bq3 Bt S Vql Vql2 Bqb Bqb2 Vt By Q Pc.
clearbody d q q2 q3 r r2 qb qb2 k.
linear.
Qed.

(** * Wide: the same, renormalised *)

Theorem wide_add_nonneg x y : valid x -> valid y -> 0 <= hi x -> 0 <= hi y ->
  let z := wide_add x y in
  valid z /\ 0 <= hi z /\ Rabs (value z - (value x + value y)) <= 4 * u64 ^ 2 * (value x + value y).
Proof.
intros Vx Vy Px Py z; destruct (dd_add_nonneg x y Vx Vy Px Py) as [[Fh [Fl V]] [P E]].
destruct (normal_exact _ Fh Fl) as [Ez [Vz Hz]].
{ apply Rle_trans with (1 := V); generalize (Rabs_pos (hi (dd_add x y))); unfold u64; lra. }
split; [exact Vz | split; [| unfold z, wide_add; rewrite Ez; exact E]].
unfold z, wide_add; rewrite Hz; apply fl_ge_0; unfold value.
rewrite (Rabs_pos_eq _ P) in V; clear E Ez Hz; linear.
Qed.

Theorem wide_mul_relative x y : valid x -> valid y ->
  let z := wide_mul x y in
  valid z /\ hi z = fl (value z) /\ Rabs (value z - value x * value y) <= 9 * u64 ^ 2 * Rabs (value x * value y).
Proof.
intros Vx Vy z; destruct (dd_mul_near x y Vx Vy) as [[Fh [Fl V]] _].
destruct (normal_exact _ Fh Fl) as [Ez [Vz Hz]].
{ apply Rle_trans with (1 := V); generalize (Rabs_pos (hi (dd_mul x y))); unfold u64; lra. }
split; [exact Vz | split; unfold z, wide_mul; rewrite Ez; [exact Hz | apply dd_mul_relative; assumption]].
Qed.

Theorem wide_div_relative x y : valid x -> valid y -> hi y <> 0 ->
  let z := wide_div x y in
  valid z /\ hi z = fl (value z) /\ Rabs (value z * value y - value x) <= 32 * u64 ^ 2 * Rabs (value x).
Proof.
intros Vx Vy Ny z; destruct (dd_div_step x y Vx Vy Ny) as [Fh [Fl [E L]]].
generalize (head_bound x Vx) (head_bound y Vy) (head_near y Vy); intros Bx By Ey.
assert (Pc : 0 < Rabs (hi y)) by (apply Rabs_pos_lt, Ny).
assert (Yc : Rabs (value y) <= (1 + u64) * Rabs (hi y)).
{ generalize (Rabs_triang (value y - hi y) (hi y)); replace (value y - hi y + hi y) with (value y) by ring; lra. }
destruct (normal_exact _ Fh Fl) as [Ez [Vz Hz]].
{ apply (Rmult_le_reg_r _ _ _ Pc).
  set (w := dd_div x y) in *.
  generalize (Rabs_triang (hi w) (lo w)); fold (value w); intros T.
  generalize (Rabs_triang_inv (value x) (value x - value w * value y)).
  rewrite (Rabs_minus_sym (value x)).
  replace (value x - (value x - value w * value y)) with (value w * value y) by ring; rewrite Rabs_mult.
  generalize (Rmult_le_compat _ _ _ _ (Rabs_pos _) (Rabs_pos _) T Yc) (Rabs_pos (hi x)).
  replace ((Rabs (hi w) + Rabs (lo w)) * ((1 + u64) * Rabs (hi y)))
    with ((1 + u64) * (Rabs (hi w) * Rabs (hi y)) + (1 + u64) * (Rabs (lo w) * Rabs (hi y))) by ring.
  generalize (Rmult_le_pos _ _ (Rabs_pos (hi w)) (Rlt_le _ _ Pc)).
  unfold u64 in *; lra. }
split; [exact Vz | split; unfold z, wide_div; rewrite Ez; [exact Hz |]].
apply Rle_trans with (1 := E); generalize (Rabs_pos (value x)); unfold u64 in *; lra.
Qed.
