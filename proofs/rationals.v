(** * The rationals of Coq's library as an ordered field of MathComp

    [Qc] is a fraction of binary integers with the proof that it is in lowest terms. The step functions
    of execute.v are written over any MathComp ordered field; here [Qc] becomes one, so that they run on it
    (`vm_compute`) and the theorems of execute.v speak of the very terms that ran. MathComp's own [rat] holds
    unary numbers, on which nothing can be computed.

    Results: the structures up to [Qc_realFieldType], and [Qc_operations]: its operations are those of the
    library.  No axiom: equality of [Qc] is decidable.
    Depends on: MathComp and Coq's QArith. *)

From Coq Require Import QArith Qcanon.
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.

Lemma Qc_eqP : Equality.axiom Qc_eq_bool.
Proof.
move=> x y; apply: (iffP idP) => [|->]; first exact: Qc_eq_bool_correct.
by rewrite /Qc_eq_bool; case: Qc_eq_dec.
Qed.
Canonical Qc_eqType := EqType Qc (EqMixin Qc_eqP).

Definition Qc_code (x : Qc) : bool * nat * nat :=
  (Z.ltb (Qnum x) 0, Z.abs_nat (Qnum x), Pos.to_nat (Qden x)).
Definition Qc_decode (c : bool * nat * nat) : Qc :=
  let: (s, a, b) := c in Q2Qc (Qmake (if s then Z.opp (Z.of_nat a) else Z.of_nat a) (Pos.of_nat b)).

Lemma Qc_codeK : cancel Qc_code Qc_decode.
Proof.
move=> [[a b] c]; rewrite /Qc_code /Qc_decode /= Pos2Nat.id; apply: Qc_is_canon => /=.
rewrite -[X in Qeq _ X]c Zabs2Nat.id_abs; suff -> : (if Z.ltb a 0 then Z.opp (Z.abs a) else Z.abs a) = a by [].
by case: Z.ltb_spec => ?; [rewrite Z.abs_neq ?Z.opp_involutive //; apply: Z.lt_le_incl | rewrite Z.abs_eq].
Qed.

Canonical Qc_choiceType := ChoiceType Qc (CanChoiceMixin Qc_codeK).

Lemma Qc_add0 : left_id 0%Qc Qcplus. Proof. exact: Qcplus_0_l. Qed.
Lemma Qc_addN : left_inverse 0%Qc Qcopp Qcplus.
Proof. by move=> x; rewrite Qcplus_comm Qcplus_opp_r. Qed.
Definition Qc_zmodMixin := ZmodMixin Qcplus_assoc Qcplus_comm Qc_add0 Qc_addN.
Canonical Qc_zmodType := ZmodType Qc Qc_zmodMixin.

Lemma Qc_one0 : 1%Qc != 0%Qc. Proof. by apply/eqP. Qed.
Definition Qc_ringMixin := ComRingMixin Qcmult_assoc Qcmult_comm Qcmult_1_l Qcmult_plus_distr_l Qc_one0.
Canonical Qc_ringType := RingType Qc Qc_ringMixin.
Canonical Qc_comRingType := ComRingType Qc Qcmult_comm.

Lemma Qc_mulV (x : Qc) : x != 0%R -> (Qcinv x * x)%Qc = 1%Qc.
Proof. by move/eqP=> x0; apply: Qcmult_inv_l. Qed.
Lemma Qc_inv0 : Qcinv 0 = 0%Qc. Proof. exact: Qc_is_canon. Qed.
Definition Qc_unitMixin := FieldUnitMixin Qc_mulV Qc_inv0.
Canonical Qc_unitRingType := UnitRingType Qc Qc_unitMixin.
Canonical Qc_comUnitRingType := [comUnitRingType of Qc].
Lemma Qc_fieldMixin : GRing.Field.mixin_of Qc_unitRingType. Proof. by []. Qed.
Definition Qc_idomainMixin := FieldIdomainMixin Qc_fieldMixin.
Canonical Qc_idomainType := IdomainType Qc Qc_idomainMixin.
Canonical Qc_fieldType := FieldType Qc Qc_fieldMixin.

(** ** Order *)

Definition Qc_le (x y : Qc) : bool := Qle_bool x y.
Definition Qc_lt (x y : Qc) : bool := (y != x) && Qc_le x y.
Definition Qc_abs (x : Qc) : Qc := if Qc_le 0 x then x else Qcopp x.

Lemma Qc_leP x y : reflect (Qcle x y) (Qc_le x y).
Proof. by apply: (iffP idP) => le; apply (Qle_bool_iff x y). Qed.

Lemma Qc_le_add x y : Qc_le 0 x -> Qc_le 0 y -> Qc_le 0 (x + y)%R.
Proof. by move=> /Qc_leP x0 /Qc_leP y0; apply/Qc_leP; rewrite -[X in Qcle X _]Qcplus_0_l; apply: Qcplus_le_compat. Qed.

Lemma Qc_le_mul x y : Qc_le 0 x -> Qc_le 0 y -> Qc_le 0 (x * y)%R.
Proof. by move=> /Qc_leP x0 /Qc_leP y0; apply/Qc_leP; rewrite -[X in Qcle X _](Qcmult_0_l y); apply: Qcmult_le_compat_r. Qed.

Lemma Qc_le_anti x : Qc_le 0 x -> Qc_le x 0 -> x = 0%R.
Proof. by move=> /Qc_leP x0 /Qc_leP y0; apply: Qcle_antisym. Qed.

Lemma Qc_sub_ge0 x y : Qc_le 0 (y - x)%R = Qc_le x y.
Proof. by apply/Qc_leP/Qc_leP => le; apply (Qcle_minus_iff x y). Qed.

Lemma Qc_le_total x y : Qc_le x y || Qc_le y x.
Proof. by case: Qc_leP => //= /Qcnot_le_lt/Qclt_le_weak/Qc_leP. Qed.

Lemma Qc_absN x : Qc_abs (- x)%R = Qc_abs x.
Proof.
rewrite /Qc_abs; have n : (Qc_le 0 (- x)%R) = Qc_le x 0 by rewrite -[RHS]Qc_sub_ge0 sub0r.
rewrite n; case ge: (Qc_le 0 x); case le: (Qc_le x 0) => //.
- by rewrite (Qc_le_anti ge le) oppr0.
- exact: (opprK x).
by have := Qc_le_total 0 x; rewrite ge le.
Qed.

Lemma Qc_abs_ge0 x : Qc_le 0 x -> Qc_abs x = x. Proof. by rewrite /Qc_abs => ->. Qed.
Lemma Qc_lt_def x y : Qc_lt x y = (y != x) && Qc_le x y. Proof. by []. Qed.

Definition Qc_leMixin : realLeMixin Qc_idomainType :=
  RealLeMixin Qc_le_add Qc_le_mul Qc_le_anti Qc_sub_ge0 (Qc_le_total 0) Qc_absN Qc_abs_ge0 Qc_lt_def.

Canonical Qc_porderType := POrderType ring_display Qc Qc_leMixin.
Canonical Qc_latticeType := LatticeType Qc Qc_leMixin.
Canonical Qc_distrLatticeType := DistrLatticeType Qc Qc_leMixin.
Canonical Qc_orderType := OrderType Qc Qc_le_total.
Canonical Qc_numDomainType := NumDomainType Qc Qc_leMixin.
Canonical Qc_normedZmodType := NormedZmodType Qc Qc Qc_leMixin.
Canonical Qc_numFieldType := [numFieldType of Qc].
Canonical Qc_realDomainType := [realDomainType of Qc].
Canonical Qc_realFieldType := [realFieldType of Qc].

(** The operations of that field are those of Coq's library. *)
Theorem Qc_operations (x y : Qc_realFieldType) :
  [/\ (x + y)%R = Qcplus x y, (- x)%R = Qcopp x, (x * y)%R = Qcmult x y, (x^-1)%R = Qcinv x &
      (x <= y)%R = Qle_bool x y].
Proof. by []. Qed.
