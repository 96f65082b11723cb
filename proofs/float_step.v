(** The rounded GN step: [GaussNewton::phi] of [src/method/mod.rs], [Work::advance] and [add_multiple] of
    [src/method/work.rs], method [gn].

    In words (u = 2⁻⁵³ or, for f32, 2⁻²⁴; t the exact ‖v‖², s the computed one with relative error e ≤ 2⁻⁴⁰):
    - [phi_inverse_near]: the computed 1/(λ + s) has relative error at most (1 + 2⁻²⁰)e + 40u² against 1/(λ + t);
    - [excess_near]: the numerator 1 − λ − s of [inverse_minus_identity] has absolute error at most
      e t + 32u²(|1 − λ| + t): relative to t + |1 − λ|, not to the numerator, which cancels next to the sphere (there the
      code turns to exact integers, [sphere_excess], which is outside these theorems);
    - [factor_near]: hφ rounded to f64: relative error at most (1 + 2⁻²⁰)(u + that of φ);
    - [update_near]: fl(c v + p) with a factor c of relative error d about g:
      |fl(c v + p) − (p + g v)| ≤ u |p + g v| + (1 + u) d |g v|, entrywise;
    - [gn_step64_near], [gn_step32_near]: the whole step, form [inverse], any λ > 0, up to 2⁴⁰ entries a player, with
      g = h/(λ + ‖v‖²): |computed − (p + g v)| ≤ u |p + g v| + (1 + 2⁻¹⁹) u |g v| in f64 and
      u |p + g v| + (1 + 2⁻¹⁶) u |g v| in f32.

    What the code computes: sum = λ + s, φ = 1/sum, or (1 − λ − s)/sum, hφ, all in [Wide]; c = the head of hφ ([Factor::of]),
    which is hφ rounded to f64, and for f32 that rounded again; p ← fma(c, v, p). Hypotheses as in float_sum.v: no
    overflow and no underflow of c v + p. *)

From Coq Require Import Reals Lra Lia ZArith.
From Flocq Require Import Core.
From Gnash Require Import float float_sum.
Open Scope R_scope.

Lemma float_1 : float64 1.
Proof. apply (@generic_format_FLX_1 radix2 53 prec53). Qed.

Lemma value_single a : value (Dd a 0) = a.
Proof. unfold value; simpl; ring. Qed.

(** * φ *)

(** one / sum with sum = λ + s: [GaussNewton::phi], form [inverse]. *)
Definition phi_inverse (lam : R) (s : dd) : dd := wide_div (Dd 1 0) (wide_add (Dd lam 0) s).

Theorem phi_inverse_near lam s e t : float64 lam -> 0 < lam -> 0 <= t -> 0 <= e <= / 2 ^ 40 -> near e s t ->
  let z := phi_inverse lam s in
  valid z /\ Rabs (value z - / (lam + t)) <= ((1 + / 2 ^ 20) * e + 40 * u64 ^ 2) * / (lam + t).
Proof.
intros Fl Pl Pt He [Vs [Ps Es]] z.
destruct (wide_add_nonneg (Dd lam 0) s (valid_single _ Fl) Vs (Rlt_le _ _ Pl) Ps) as [Vd [Pd Ed]].
rewrite value_single in Ed; set (d := wide_add (Dd lam 0) s) in *.
set (D := lam + t); assert (PD : 0 < D) by (unfold D; lra).
assert (B1 : 0 <= e * t <= / 2 ^ 40 * t) by (split; [apply Rmult_le_pos | apply Rmult_le_compat_r]; lra).
assert (B2 : 0 <= e * lam <= / 2 ^ 40 * lam) by (split; [apply Rmult_le_pos | apply Rmult_le_compat_r]; lra).
assert (Bd : Rabs (value d - D) <= e * D + 5 * u64 ^ 2 * D).
{ unfold D; replace (e * (lam + t)) with (e * lam + e * t) by ring.
  set (et := e * t) in *; set (el := e * lam) in *; linear. }
assert (BeD : 0 <= e * D <= / 2 ^ 40 * D) by (unfold D; lra).
assert (Low : (1 - / 2 ^ 39) * D <= value d) by (clear Ed Es; linear).
assert (Nd : hi d <> 0).
{ intros H; generalize (head_near d Vd); rewrite H, Rminus_0_r, Rabs_R0, Rmult_0_r; intros H0.
  apply Rabs_le_inv in H0; lra. }
destruct (wide_div_relative (Dd 1 0) d (valid_single _ float_1) Vd Nd) as [Vz [_ Ez]].
rewrite value_single, Rabs_R1 in Ez; change (wide_div (Dd 1 0) d) with z in Vz, Ez.
split; [exact Vz |].
assert (Pd' : 0 < value d) by lra.
assert (Hw : Rabs (value z) * D <= 1 + / 2 ^ 38).
{ generalize (Rmult_le_compat_l _ _ _ (Rabs_pos (value z)) Low).
  generalize (Rabs_triang (value z * value d - 1) 1); rewrite Rabs_R1.
  replace (value z * value d - 1 + 1) with (value z * value d) by ring.
  rewrite Rabs_mult, (Rabs_pos_eq (value d)) by lra.
  replace (Rabs (value z) * ((1 - / 2 ^ 39) * D)) with ((1 - / 2 ^ 39) * (Rabs (value z) * D)) by ring.
  generalize (Rmult_le_pos _ _ (Rabs_pos (value z)) (Rlt_le _ _ PD)).
  unfold u64 in *; lra. }
assert (H : Rabs (value z * D - 1) <= (1 + / 2 ^ 20) * e + 40 * u64 ^ 2).
{ replace (value z * D - 1) with ((value z * value d - 1) - value z * (value d - D)) by ring.
  apply Rle_trans with (1 := Rabs_triang _ _); rewrite Rabs_Ropp, Rabs_mult.
  generalize (Rmult_le_compat_l _ _ _ (Rabs_pos (value z)) Bd).
  replace (Rabs (value z) * (e * D + 5 * u64 ^ 2 * D))
    with (e * (Rabs (value z) * D) + 5 * u64 ^ 2 * (Rabs (value z) * D)) by ring.
  generalize (Rmult_le_compat_l _ _ _ (proj1 He) Hw); unfold u64 in *; lra. }
replace (value z - / D) with ((value z * D - 1) * / D) by (field; lra).
rewrite Rabs_mult, (Rabs_pos_eq (/ D)) by (apply Rlt_le, Rinv_0_lt_compat, PD).
apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, PD | exact H].
Qed.

(** one − λ − s: the numerator of the form [inverse_minus_identity]. *)
Definition wide_sub (x y : dd) : dd := normal (dd_add x (dd_opp y)).
Definition excess (lam : R) (s : dd) : dd := wide_sub (wide_sub (Dd 1 0) (Dd lam 0)) s.

Lemma single_sub_exact a b : float64 a -> float64 b ->
  let z := wide_sub (Dd a 0) (Dd b 0) in valid z /\ value z = a - b.
Proof.
intros Fa Fb z; generalize (float_opp b Fb); intros Fb'.
generalize (two_sum_exact a (- b) Fa Fb') (two_sum_valid a (- b) Fa Fb').
unfold z, wide_sub, dd_add, dd_opp; cbv zeta; cbn [hi lo].
set (s := two_sum a (- b)); intros Es Vs.
assert (T : two_sum 0 (- 0) = Dd 0 0).
{ unfold two_sum; rewrite Ropp_0, Rplus_0_l, fl_0, Rminus_0_r, fl_0, Rminus_0_r, fl_0, Rminus_0_r, fl_0, Rplus_0_l, fl_0.
  reflexivity. }
rewrite T; cbn [hi lo]; rewrite Rplus_0_r.
destruct (valid_float s Vs) as [Fh Fl]; rewrite (fl_id _ Fl).
assert (N : forall w, valid w -> valid (fast_two_sum (hi w) (lo w)) /\ value (fast_two_sum (hi w) (lo w)) = value w).
{ intros w Vw; destruct (valid_float w Vw) as [Gh Gl].
  destruct (normal_exact w Gh Gl (valid_order w Vw)) as [E [V _]]; split; assumption. }
destruct (N s Vs) as [Vv Ev]; set (v := fast_two_sum (hi s) (lo s)) in *.
destruct (valid_float v Vv) as [_ Flv]; rewrite Rplus_0_l, (fl_id _ Flv).
destruct (N v Vv) as [Vw Ew]; set (w := fast_two_sum (hi v) (lo v)) in *.
destruct (N w Vw) as [Vz Ez]; unfold normal.
split; [exact Vz | rewrite Ez, Ew, Ev, Es; ring].
Qed.

Theorem excess_near lam s e t : float64 lam -> 0 <= t -> 0 <= e <= / 2 ^ 40 -> near e s t ->
  Rabs (value (excess lam s) - (1 - lam - t)) <= e * t + 32 * u64 ^ 2 * (Rabs (1 - lam) + t).
Proof.
intros Fl Pt He [Vs [Ps Es]].
destruct (single_sub_exact 1 lam float_1 Fl) as [Va Ea]; unfold excess.
set (a := wide_sub (Dd 1 0) (Dd lam 0)) in *; unfold wide_sub.
generalize (valid_opp s Vs); intros Vo.
generalize (dd_add_absolute _ _ Va Vo) (head_bound _ Va) (head_bound _ Vo).
assert (Eo : value (dd_opp s) = - value s) by (unfold value; simpl; ring).
rewrite Eo, Rabs_Ropp, Ea.
set (k := Rabs (1 - lam)); assert (Pk : 0 <= k) by apply Rabs_pos; intros E1 H1 H2.
assert (B1 : 0 <= e * t <= / 2 ^ 40 * t) by (split; [apply Rmult_le_pos | apply Rmult_le_compat_r]; lra).
assert (Bs : Rabs (value s) <= (1 + / 2 ^ 40) * t) by (set (et := e * t) in *; clear E1 H1 H2; linear).
destruct Va as [Fah [Fal Wa]]; destruct Vo as [Foh [Fol Wo]].
assert (Hk : Rabs (hi a + hi (dd_opp s)) <= (1 + / 2 ^ 30) * (k + t)).
{ generalize (Rabs_triang (hi a) (hi (dd_opp s))); unfold u64 in *; lra. }
assert (Hm : Rabs (lo a) + Rabs (lo (dd_opp s)) <= u64 * (1 + / 2 ^ 30) * (k + t)) by (unfold u64 in *; lra).
destruct (dd_add_near _ _ _ _ Fah Foh Fal Fol Hk Hm) as [_ [_ [_ L]]].
set (w := dd_add a (dd_opp s)) in *.
assert (E2 : Rabs (value w - (1 - lam - value s)) <= 14 * u64 ^ 2 * (k + t)).
{ replace (1 - lam - value s) with (1 - lam + - value s) by ring; unfold u64 in *; lra. }
assert (Hw : Rabs (hi w + lo w) <= (1 + / 2 ^ 20) * (k + t)).
{ fold (value w); assert (K : Rabs (1 - lam) <= k) by apply Rle_refl; clearbody k.
  clear E1 H1 H2 Hk Hm L Wa Wo; set (et := e * t) in *; linear. }
destruct (fast_two_sum_near (hi w) (lo w) _ _ Hw L) as [E3 _]; fold (normal w) in E3; fold (value w) in E3.
clear E1 H1 H2 Hk Hm L Wa Wo Hw Bs; clearbody k; set (et := e * t) in *; linear.
Qed.

(** * The update *)

(** step · phi, rounded: [Factor::of]. *)
Definition factor64 (h : R) (phi : dd) : R := hi (wide_mul (Dd h 0) phi).
Definition factor32 (h : R) (phi : dd) : R := rnd 24 (hi (wide_mul (Dd h 0) phi)).

(** c v + p with one rounding: [add_multiple]. *)
Definition update (prec : Z) (c v p : R) : R := rnd prec (c * v + p).

Lemma factor_near h phi f e : float64 h -> valid phi -> 0 <= f -> 0 <= e <= / 2 ^ 30 ->
  Rabs (value phi - f) <= e * f ->
  Rabs (factor64 h phi - h * f) <= ((1 + / 2 ^ 20) * u64 + (1 + / 2 ^ 20) * e) * Rabs (h * f).
Proof.
intros Fh Vp Pf He E; unfold factor64.
destruct (wide_mul_relative _ _ (valid_single h Fh) Vp) as [_ [Hz Ez]].
rewrite value_single in Ez; rewrite Hz; set (z := value (wide_mul (Dd h 0) phi)) in *.
assert (E1 : Rabs (h * value phi - h * f) <= e * Rabs (h * f)).
{ replace (h * value phi - h * f) with (h * (value phi - f)) by ring.
  rewrite !Rabs_mult, (Rabs_pos_eq f Pf); generalize (Rmult_le_compat_l _ _ _ (Rabs_pos h) E); lra. }
set (g := Rabs (h * f)) in *; assert (Pg : 0 <= g) by apply Rabs_pos.
assert (B : 0 <= e * g <= / 2 ^ 30 * g) by (split; [apply Rmult_le_pos | apply Rmult_le_compat_r]; lra).
assert (G : Rabs (h * f) <= g) by apply Rle_refl; clearbody g.
assert (H1 : Rabs (h * value phi) <= g + e * g) by (set (eg := e * g) in *; clear Ez E; linear).
assert (H2 : Rabs (z - h * f) <= 10 * u64 ^ 2 * g + e * g).
{ set (eg := e * g) in *; assert (H3 : Rabs (z - h * value phi) <= 10 * u64 ^ 2 * g) by (unfold u64 in *; lra).
  clear Ez H1 E; linear. }
assert (H3 : Rabs z <= (1 + / 2 ^ 29) * g) by (set (eg := e * g) in *; clear Ez H1 E; linear).
generalize (fl_near _ _ H3); intros E2.
replace (((1 + / 2 ^ 20) * u64 + (1 + / 2 ^ 20) * e) * g) with ((1 + / 2 ^ 20) * u64 * g + (1 + / 2 ^ 20) * (e * g)) by ring.
set (eg := e * g) in *; clear Ez H1 H3 E E1; linear.
Qed.

(** The scaled update for any factor c with relative error at most d. *)
Theorem update_near prec u c g v p d :
  (forall x, Rabs (rnd prec x - x) <= u * Rabs x) -> 0 <= u -> Rabs (c - g) <= d * Rabs g ->
  Rabs (update prec c v p - (p + g * v)) <= u * Rabs (p + g * v) + (1 + u) * d * Rabs (g * v).
Proof.
intros Hr Pu Hc; unfold update.
assert (E : Rabs (c * v - g * v) <= d * Rabs (g * v)).
{ replace (c * v - g * v) with ((c - g) * v) by ring; rewrite !Rabs_mult.
  generalize (Rmult_le_compat_r _ _ _ (Rabs_pos v) Hc); lra. }
assert (T : Rabs (c * v + p) <= Rabs (p + g * v) + d * Rabs (g * v)).
{ replace (c * v + p) with ((p + g * v) + (c * v - g * v)) by ring.
  apply Rle_trans with (1 := Rabs_triang _ _); lra. }
replace (rnd prec (c * v + p) - (p + g * v)) with ((rnd prec (c * v + p) - (c * v + p)) + (c * v - g * v)) by ring.
apply Rle_trans with (1 := Rabs_triang _ _).
generalize (Hr (c * v + p)) (Rmult_le_compat_l _ _ _ Pu T); lra.
Qed.

(** * One whole step, form [inverse]: method [gn] *)

Definition gn_step64 (h lam : R) (s : dd) (v p : R) : R := update 53 (factor64 h (phi_inverse lam s)) v p.
Definition gn_step32 (h lam : R) (s : dd) (v p : R) : R := update 24 (factor32 h (phi_inverse lam s)) v p.

Theorem gn_step64_near h lam vx vy blocks v p :
  float64 h -> float64 lam -> 0 < lam -> INR blocks <= 67108864 ->
  (forall i, float64 (vx i)) -> (forall i, float64 (vy i)) ->
  let s := norms_total (norm_sq lane64 vx blocks) (norm_sq lane64 vy blocks) in
  let g := h * / (lam + whole vx vy blocks) in
  Rabs (gn_step64 h lam s v p - (p + g * v)) <=
  u64 * Rabs (p + g * v) + (1 + / 2 ^ 19) * u64 * Rabs (g * v).
Proof.
intros Fh Fl Pl Hb Fx Fy s g.
generalize (square_bits64 vx vy blocks Hb Fx Fy); fold s; intros Ns.
assert (Pt : 0 <= whole vx vy blocks).
{ unfold whole; apply Rplus_le_le_0_compat; apply total_ge_0, square_ge_0. }
destruct (phi_inverse_near lam s (/ 2 ^ 77) _ Fl Pl Pt ltac:(lra) Ns) as [Vz Ez].
assert (Pf : 0 <= / (lam + whole vx vy blocks)) by (apply Rlt_le, Rinv_0_lt_compat; lra).
assert (He : 0 <= (1 + / 2 ^ 20) * / 2 ^ 77 + 40 * u64 ^ 2 <= / 2 ^ 30) by (unfold u64; lra).
generalize (factor_near h _ _ _ Fh Vz Pf He Ez); fold g; intros Ef.
apply Rle_trans with (1 := update_near 53 u64 _ g v p _ fl_error ltac:(unfold u64; lra) Ef).
generalize (Rabs_pos (g * v)); unfold u64; lra.
Qed.

Theorem gn_step32_near h lam vx vy blocks v p :
  float64 h -> float64 lam -> 0 < lam -> INR blocks <= 67108864 ->
  (forall i, float64 (vx i)) -> (forall i, float64 (vy i)) ->
  let s := norms_total (norm_sq lane32 vx blocks) (norm_sq lane32 vy blocks) in
  let g := h * / (lam + whole vx vy blocks) in
  Rabs (gn_step32 h lam s v p - (p + g * v)) <=
  u32 * Rabs (p + g * v) + (1 + / 2 ^ 16) * u32 * Rabs (g * v).
Proof.
intros Fh Fl Pl Hb Fx Fy s g.
generalize (square_bits32 vx vy blocks Hb Fx Fy); fold s; intros Ns.
assert (Pt : 0 <= whole vx vy blocks).
{ unfold whole; apply Rplus_le_le_0_compat; apply total_ge_0, square_ge_0. }
destruct (phi_inverse_near lam s (/ 2 ^ 42) _ Fl Pl Pt ltac:(lra) Ns) as [Vz Ez].
assert (Pf : 0 <= / (lam + whole vx vy blocks)) by (apply Rlt_le, Rinv_0_lt_compat; lra).
assert (He : 0 <= (1 + / 2 ^ 20) * / 2 ^ 42 + 40 * u64 ^ 2 <= / 2 ^ 30) by (unfold u64; lra).
generalize (factor_near h _ _ _ Fh Vz Pf He Ez); fold g; intros Ef.
assert (Ec : Rabs (factor32 h (phi_inverse lam s) - g) <= (1 + 3 / 2 ^ 18) * u32 * Rabs g).
{ unfold factor32; fold (factor64 h (phi_inverse lam s)).
  set (c := factor64 h (phi_inverse lam s)) in *.
  generalize (fl32_error c) (Rabs_triang (c - g) g) (Rabs_triang (rnd 24 c - c) (c - g)) (Rabs_pos g).
  replace (c - g + g) with c by ring; replace (rnd 24 c - c + (c - g)) with (rnd 24 c - g) by ring.
  unfold u64, u32 in *; lra. }
apply Rle_trans with (1 := update_near 24 u32 _ g v p _ fl32_error ltac:(unfold u32; lra) Ec).
generalize (Rabs_pos (g * v)); unfold u32; lra.
Qed.
