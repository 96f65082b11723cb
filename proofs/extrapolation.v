(** * Extragradient, optimistic descent-ascent, extrapolation from the past

    Methods, for a field [v] (the direction of plain simultaneous descent-ascent) and a step [h]:
    - [eg_step]    p + h v(p + h v(p));
    - [ogda_next]  p + 2h v_k - h v_(k-1), started with v_(-1) = v_0;
    - [eftp_next]  q = z + h v(w), z' = z + h v(q), where w is the previous half point, w = z at
                   the start.

    Results, in words:
    - [eftp_step]: if v(zs) is zero, -v is mu-strongly monotone at zs and v is L-Lipschitz, then
      V = |z - zs|^2 + |z - w|^2 shrinks by 1 - h mu per step whenever 4 h^2 L^2 + 2 h mu <= 1;
    - [eftp_Rn]: with h = 1/(4L) the last iterate satisfies
      |z_k - zs|^2 <= (1 - mu/(4L))^k |z_0 - zs|^2.  That mu <= L is proved, not assumed;
    - [ogda_eftp]: OGDA's iterates are exactly the half points of EFTP;
    - [gda_linear], [eg_linear], [ogda_linear], [eftp_linear]: on a linear field the methods are
      the matrices I + A, I + A + A^2, [[I + 2A, -A], [I, 0]] and [[I + A, A^2], [I, A]], A = hJ;
    - [eg_eigenvalue], [ogda_eigenvalue], [eftp_eigenvalue]: their eigenvalues are 1 + w + w^2 and
      the roots of t^2 - (1 + 2w) t + w, for w over the eigenvalues of A, and nothing else;
    - [skew_eigenvalue], [gda_imaginary], [eg_imaginary], [ogda_imaginary]: the eigenvalues of a skew-adjoint
      matrix are i t with t real, and for those the multipliers are inside the disc iff 0 < t^2 < 1 (EG)
      and iff 0 < t^2 < 1/3 (OGDA, EFTP);
    - [gda_bilinear], [eg_bilinear], [ogda_bilinear], [eftp_bilinear]: if A is skew-adjoint (a
      bilinear game), GDA's matrix never has an eigenvalue inside the disc, EG's all lie inside
      iff 0 < |w|^2 < 1 for every w, OGDA's and EFTP's iff 0 < |w|^2 < 1/3;
    - [gda_bilinear_expands]: |p + hJp|^2 = |p|^2 + h^2 |Jp|^2 for a skew J;
    - Theorem A.3 of HFR ("EG either suffers from rotational behavior or behaves worse than GDA"):
      [hfr_A3_real] right for a real eigenvalue, strictly unless it is zero, with
      [hfr_A3_real_contracts] the exact ranges; [hfr_A3_modulus] the modulus that its proof needs,
      [hfr_A3_printed] the one that is printed there is wrong for every non-real eigenvalue;
      [hfr_A3_refuted] a strict local Nash (hence minimax) point where GDA expands every vector and
      EG contracts every vector, with the same step.

    Depends on: [forms], [vectors], [certificates] (Schur-Cohn), MathComp.

    Letters: HFR's U is -J, so its lambda_j is our -w.  The results on vectors hold over any
    ordered field, the ones on eigenvalues over any [numClosedFieldType] (the complex numbers, the
    algebraic numbers). *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From Gnash Require Import forms vectors certificates.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** The methods *)

Section Methods.
Variables (R : comRingType) (n : nat) (h : R) (v : 'cV[R]_n -> 'cV[R]_n).
Implicit Types (p q z w : 'cV[R]_n).

Definition gda_step p := p + h *: v p.
Definition eg_step p := p + h *: v (p + h *: v p).

(** State: the point and the field of the step before. *)
Definition ogda_next (s : 'cV[R]_n * 'cV[R]_n) :=
  (s.1 + (2%:R * h) *: v s.1 - h *: s.2, v s.1).

(** State: the point and the half point of the step before. *)
Definition eftp_half (s : 'cV[R]_n * 'cV[R]_n) := s.1 + h *: v s.2.
Definition eftp_next (s : 'cV[R]_n * 'cV[R]_n) :=
  (s.1 + h *: v (eftp_half s), eftp_half s).

Theorem ogda_eftp p0 k :
  (iter k ogda_next (p0, v p0)).1 = (iter k eftp_next (p0, p0)).2.
Proof.
have inv : (iter k ogda_next (p0, v p0)).1 = (iter k eftp_next (p0, p0)).2 /\
    (iter k eftp_next (p0, p0)).1 + h *: (iter k ogda_next (p0, v p0)).2
      = (iter k eftp_next (p0, p0)).2 + h *: v (iter k eftp_next (p0, p0)).2.
  elim: k => [//|k]; rewrite !iterS.
  move: (iter k ogda_next _) (iter k eftp_next _) => [p vp] [z w] /= [-> e].
  have {}e : z = w + h *: v w - h *: vp by rewrite -e addrK.
  rewrite /eftp_half /=; split; last by rewrite addrAC.
  by rewrite {}e mulr_natl mulr2n scalerDl !addrA [in RHS]addrAC.
by case: inv.
Qed.

End Methods.

(** ** The rate of EFTP *)

Section Rate.
Variables (R : realFieldType) (n : nat) (v : 'cV[R]_n -> 'cV[R]_n).
Variables (zs : 'cV[R]_n) (mu L : R).
Hypothesis mono : forall q, dot (v q) (q - zs) <= - mu * normSq (q - zs).
Hypothesis lip : forall p q, normSq (v p - v q) <= L ^+ 2 * normSq (p - q).

Definition eftp_energy (s : 'cV[R]_n * 'cV[R]_n) :=
  normSq (s.1 - zs) + normSq (s.1 - s.2).

Theorem eftp_step h s : 0 <= h -> 0 <= mu -> 4%:R * h ^+ 2 * L ^+ 2 + 2%:R * h * mu <= 1 ->
  eftp_energy (eftp_next h v s) <= (1 - h * mu) * eftp_energy s.
Proof.
case: s => z w h0 mu0 small; rewrite /eftp_energy /eftp_next /eftp_half /=.
set q := z + h *: v w.
have mq := mono q; have lq := lip q w.
have -> : normSq (z + h *: v q - zs) + normSq (z + h *: v q - q)
   = normSq (z - zs) - normSq (q - z) + 2%:R * h * dot (v q) (q - zs)
     + 2%:R * h ^+ 2 * normSq (v q - v w).
  by rewrite /q; move: (v q) => vq; dot_ring.
have hmu : 0 <= h * mu by rewrite mulr_ge0.
have h2 : 0 <= 2%:R * h ^+ 2 by rewrite mulr_ge0 ?sqr_ge0 ?ler0n.
have b1 : 2%:R * h * dot (v q) (q - zs) <= 2%:R * h * (- mu * normSq (q - zs)).
  by apply: ler_wpmul2l => //; rewrite mulr_ge0 ?ler0n.
have b2 := ler_wpmul2l h2 lq.
have qw : normSq (q - w) <= 2%:R * normSq (q - z) + 2%:R * normSq (z - w).
  by rewrite (_ : q - w = (q - z) + (z - w)) ?normSqD_le // [RHS]addrA subrK.
have zq : normSq (z - zs) <= 2%:R * normSq (q - z) + 2%:R * normSq (q - zs).
  rewrite (_ : z - zs = (q - zs) - (q - z)); last by rewrite opprB [RHS]addrC [RHS]addrA subrK.
  by rewrite [leRHS]addrC; apply: normSqB_le.
have b3 : 2%:R * h ^+ 2 * (L ^+ 2 * normSq (q - w)) <=
          2%:R * h ^+ 2 * (L ^+ 2 * (2%:R * normSq (q - z) + 2%:R * normSq (z - w))).
  by do 2 apply: ler_wpmul2l => //; rewrite ?sqr_ge0.
have b4 := ler_wpmul2l hmu zq.
have e1 := normSq_ge0 (q - z); have e2 := normSq_ge0 (z - w).
move: b1 b2 b3 b4 e1 e2; move: (normSq (v q - v w)) (dot (v q) (q - zs)) => nv dv.
move: (normSq (q - zs)) (normSq (z - zs)) (normSq (q - z)) (normSq (z - w)) (normSq (q - w)).
move=> a b c d e b1 b2 b3 b4 c0 d0.
have gap : 0 <= 1 - (4%:R * h ^+ 2 * L ^+ 2 + 2%:R * h * mu) by rewrite subr_ge0.
rewrite -subr_ge0.
have -> : (1 - h * mu) * (b + d) - (b - c + 2%:R * h * dv + 2%:R * h ^+ 2 * nv) =
  (2%:R * h * (- mu * a) - 2%:R * h * dv)
  + (2%:R * h ^+ 2 * (L ^+ 2 * e) - 2%:R * h ^+ 2 * nv)
  + (2%:R * h ^+ 2 * (L ^+ 2 * (2%:R * c + 2%:R * d)) - 2%:R * h ^+ 2 * (L ^+ 2 * e))
  + (h * mu * (2%:R * c + 2%:R * a) - h * mu * b)
  + (1 - (4%:R * h ^+ 2 * L ^+ 2 + 2%:R * h * mu)) * (c + d) + h * mu * d by ring.
rewrite -subr_ge0 in b1; rewrite -subr_ge0 in b2; rewrite -subr_ge0 in b3.
rewrite -subr_ge0 in b4; have b5 := mulr_ge0 gap (addr_ge0 c0 d0); have b6 := mulr_ge0 hmu d0.
exact: addr_ge0 (addr_ge0 (addr_ge0 (addr_ge0 (addr_ge0 b1 b2) b3) b4) b5) b6.
Qed.

Lemma mu_le_lipschitz : v zs = 0 -> 0 <= mu -> 0 <= L -> (0 < n)%N -> mu <= L.
Proof.
move=> vz mu0 L0 n0; set d : 'cV[R]_n := const_mx 1.
have d1 : 0 < normSq d.
  rewrite normSq_gt0; apply/eqP => /matrixP/(_ (Ordinal n0) 0); rewrite !mxE => /eqP.
  by rewrite oner_eq0.
have := mono (zs + d); have := lip (zs + d) zs; rewrite vz subr0 addrC addrK.
move=> l1 m1.
have m2 : mu * normSq d <= - dot (v (d + zs)) d by rewrite ler_oppr -mulNr.
have m3 : (mu * normSq d) ^+ 2 <= (L * normSq d) ^+ 2.
  apply: (@le_trans _ _ (dot (v (d + zs)) d ^+ 2)).
    rewrite -[leRHS]sqrrN; apply: ler_expn2r => //; rewrite nnegrE ?mulr_ge0 ?(ltW d1) //.
    by apply: le_trans m2; rewrite mulr_ge0 ?(ltW d1).
  apply: le_trans (cauchy_schwarz _ _) _.
  rewrite [leRHS](_ : _ = L ^+ 2 * normSq d * normSq d); last by ring.
  by rewrite ler_pmul2r.
move: m3; rewrite ler_pexpn2r // ?nnegrE ?mulr_ge0 ?(ltW d1) //.
by rewrite ler_pmul2r.
Qed.

Theorem eftp_Rn k z0 : v zs = 0 -> 0 <= mu -> 0 < L ->
  normSq ((iter k (eftp_next (4%:R * L)^-1 v) (z0, z0)).1 - zs)
    <= (1 - mu / (4%:R * L)) ^+ k * normSq (z0 - zs).
Proof.
move=> vz mu0 L0; have [n0|n0] := posnP n.
  have all0 (x : 'cV[R]_n) : normSq x = 0.
    by rewrite /normSq dotE big1 // => i _; exfalso; case: i => i; rewrite n0.
  by rewrite !all0 mulr0.
have muL := mu_le_lipschitz vz mu0 (ltW L0) n0.
have L4 : 0 < 4%:R * L by rewrite mulr_gt0 ?ltr0n.
set h := (4%:R * L)^-1; have hp : 0 < h by rewrite invr_gt0.
have hL : h * L = 4%:R^-1.
  by rewrite /h invfM -mulrA mulVf ?mulr1 // gt_eqF.
have hmu : h * mu <= 4%:R^-1 by rewrite -hL ler_pmul2l.
have small : 4%:R * h ^+ 2 * L ^+ 2 + 2%:R * h * mu <= 1.
  rewrite (_ : _ + _ = 4%:R * (h * L) ^+ 2 + 2%:R * (h * mu)); last by ring.
  rewrite hL.
  apply: (@le_trans _ _ (4%:R * 4%:R^-1 ^+ 2 + 2%:R * 4%:R^-1)).
    by rewrite ler_add2l ler_pmul2l ?ltr0n.
  by rewrite -subr_ge0 (_ : _ - _ = 4%:R^-1) ?invr_ge0 ?ler0n //; field.
have rate : 0 <= 1 - h * mu.
  by rewrite subr_ge0; apply: le_trans hmu _; rewrite invf_le1 ?ltr0n ?ler1n.
have E m : eftp_energy (iter m (eftp_next h v) (z0, z0)) <= (1 - h * mu) ^+ m * normSq (z0 - zs).
  elim: m => [|m IH]; first by rewrite /eftp_energy /= subrr normSq0 addr0 expr0 mul1r.
  rewrite iterS exprS -mulrA; apply: le_trans (eftp_step _ (ltW hp) mu0 small) _.
  exact: ler_wpmul2l.
rewrite [mu / _]mulrC; apply: le_trans (E k).
by rewrite /eftp_energy ler_addl normSq_ge0.
Qed.

End Rate.

(** ** The polynomials *)

Section Linear.
Variables (K : fieldType) (n : nat) (h : K) (J : 'M[K]_n).
Let A := h *: J.
Let v (p : 'cV[K]_n) := J *m p.

Theorem gda_linear p : gda_step h v p = (1%:M + A) *m p.
Proof. by rewrite /gda_step /v /A mulmxDl mul1mx scalemxAl. Qed.

Theorem eg_linear p : eg_step h v p = (1%:M + A + A *m A) *m p.
Proof.
rewrite /eg_step /v !mulmxDl mul1mx -mulmxA -!scalemxAl mulmxDr -scalemxAr.
by move: (J *m p) (J *m (J *m p)) => Jp JJp; lin_ring.
Qed.

Definition ogda_matrix : 'M[K]_(n + n) := block_mx (1%:M + 2%:R *: A) (- A) 1%:M 0.
Definition eftp_matrix : 'M[K]_(n + n) := block_mx (1%:M + A) (A *m A) 1%:M A.

(** The second entry of OGDA's state is the field at the point before, [v p']. *)
Theorem ogda_linear p p' :
  let s := ogda_next h v (p, v p') in
  s.2 = v p /\ col_mx s.1 p = ogda_matrix *m col_mx p p'.
Proof.
split=> //; rewrite mul_block_col mul1mx mul0mx addr0 /ogda_next /v /=; congr col_mx.
rewrite mulmxDl mul1mx mulNmx -!scalemxAl.
by move: (J *m p) (J *m p') => a b; lin_ring.
Qed.

Theorem eftp_linear z w :
  let s := eftp_next h v (z, w) in col_mx s.1 s.2 = eftp_matrix *m col_mx z w.
Proof.
rewrite mul_block_col mul1mx /eftp_next /eftp_half /v /=; congr col_mx.
  rewrite mulmxDl mul1mx -mulmxA -!scalemxAl mulmxDr -!scalemxAr.
  by move: (J *m z) (J *m (J *m w)) => a b; lin_ring.
by rewrite -scalemxAl.
Qed.

Lemma two_step_eigen (t : K) (u : 'rV[K]_n) : 2%:R != 0 :> K -> u != 0 ->
  (t ^+ 2 - t) *: u = (2%:R * t - 1) *: (u *m A) ->
  exists2 w, eigenvalue A w & t ^+ 2 - (1 + 2%:R * w) * t + w = 0.
Proof.
move=> two u0 e; have d0 : 2%:R * t - 1 != 0.
  apply: contra_neq u0 => d0; move: e; rewrite d0 scale0r => /eqP.
  rewrite scaler_eq0 => /orP [/eqP t0|/eqP //].
  have th : 2%:R * t = 1 by apply/eqP; rewrite -subr_eq0 d0.
  have : 4%:R * (t ^+ 2 - t) = - 1 :> K.
    rewrite (_ : _ * _ = (2%:R * t) ^+ 2 - 2%:R * (2%:R * t)); last by ring.
    by rewrite th; ring.
  by rewrite t0 mulr0 => /esym/eqP; rewrite oppr_eq0 oner_eq0.
exists ((t ^+ 2 - t) / (2%:R * t - 1)); last by field.
apply/eigenvalueP; exists u => //; apply: (scalerI d0).
by rewrite -e scalerA; congr (_ *: _); field.
Qed.

Theorem ogda_eigenvalue t : 2%:R != 0 :> K ->
  eigenvalue ogda_matrix t <->
  exists2 w, eigenvalue A w & t ^+ 2 - (1 + 2%:R * w) * t + w = 0.
Proof.
move=> two; split.
  case/eigenvalueP => x; rewrite -[x]hsubmxK; move: (lsubmx x) (rsubmx x) => u y.
  rewrite mul_row_block !mulmx1 mulmx0 addr0 mulmxN scale_row_mx.
  move=> /eq_row_mx [e1 e2] x0; apply: (two_step_eigen two (u := u)).
    apply: contra_neq x0 => u0; move: e1 e2; rewrite u0 !mul0mx add0r scaler0 => -> _.
    by rewrite row_mx0.
  move: e1 e2; rewrite mulmxDr mulmx1 -scalemxAr; move: (u *m A) => a e1 e2.
  have -> : (t ^+ 2 - t) *: u = t *: (t *: u) - t *: u by lin_ring.
  have -> : t *: (t *: u) = t *: (u + 2%:R *: a + y) by rewrite e1.
  by rewrite scalerDr -e2; lin_ring.
case=> w /eigenvalueP [u eu u0] e; apply/eigenvalueP.
exists (row_mx u ((t - 1 - 2%:R * w) *: u)).
  rewrite mul_row_block !mulmx1 mulmx0 addr0 scale_row_mx mulmxN mulmxDr mulmx1 -scalemxAr eu.
  congr row_mx; first by lin_ring.
  rewrite scalerA -scaleNr; congr (_ *: _); apply/eqP; rewrite -subr_eq0.
  by apply/eqP; transitivity (- (t ^+ 2 - (1 + 2%:R * w) * t + w)); [ring | rewrite e oppr0].
by apply: contra_neq u0 => /(congr1 lsubmx); rewrite row_mxKl linear0.
Qed.

Theorem eftp_eigenvalue t : 2%:R != 0 :> K ->
  eigenvalue eftp_matrix t <->
  exists2 w, eigenvalue A w & t ^+ 2 - (1 + 2%:R * w) * t + w = 0.
Proof.
move=> two; split.
  case/eigenvalueP => x; rewrite -[x]hsubmxK; move: (lsubmx x) (rsubmx x) => u y.
  rewrite mul_row_block !mulmx1 scale_row_mx mulmxDr mulmx1 mulmxA.
  move=> /eq_row_mx [e1 e2] x0; apply: (two_step_eigen two (u := u)).
    apply: contra_neq x0 => u0; move: e1; rewrite u0 !mul0mx !add0r scaler0 => ->.
    by rewrite row_mx0.
  have ey : y = t *: u - u - u *m A by rewrite -e1; move: (u *m A) => a; lin_ring.
  move: e2; rewrite {}ey -mulmxDl; have -> : u *m A + (t *: u - u - u *m A) = (t - 1) *: u.
    by move: (u *m A) => a; lin_ring.
  rewrite -scalemxAl; move: (u *m A) => a e2.
  have -> : (t ^+ 2 - t) *: u = t *: (t *: u - u - a) + t *: a by lin_ring.
  by rewrite -e2; lin_ring.
case=> w /eigenvalueP [u eu u0] e; apply/eigenvalueP.
exists (row_mx u ((t - 1 - w) *: u)).
  rewrite mul_row_block !mulmx1 scale_row_mx mulmxDr mulmx1 mulmxA eu -!scalemxAl eu.
  congr row_mx; first by lin_ring.
  rewrite !scalerA -scalerDl; congr (_ *: _).
  apply/eqP; rewrite -subr_eq0.
  by apply/eqP; transitivity (- (t ^+ 2 - (1 + 2%:R * w) * t + w)); [ring | rewrite e oppr0].
by apply: contra_neq u0 => /(congr1 lsubmx); rewrite row_mxKl linear0.
Qed.

End Linear.

(** EG's eigenvalues need a root of w^2 + w + 1 = t, hence a closed field. *)
Theorem eg_eigenvalue (C : numClosedFieldType) n (A : 'M[C]_n) t :
  eigenvalue (1%:M + A + A *m A) t <-> exists2 w, eigenvalue A w & t = 1 + w + w ^+ 2.
Proof.
split=> [|[w /eigenvalueP [u eu u0] ->]]; last first.
  apply/eigenvalueP; exists u => //.
  by rewrite !mulmxDr mulmx1 mulmxA eu -scalemxAl eu; lin_ring.
pose d := sqrtC (1 - 4%:R * (1 - t)); pose r := (d - 1) / 2%:R.
have two : 2%:R != 0 :> C by rewrite pnatr_eq0.
have er : 1 + r + r ^+ 2 = t.
  have d2 : d ^+ 2 = 1 - 4%:R * (1 - t) by rewrite sqrtCK.
  apply: (mulfI (_ : 4%:R != 0)); first by rewrite pnatr_eq0.
  rewrite (_ : 4%:R * (1 + r + r ^+ 2) = 3%:R + d ^+ 2); last by rewrite /r; field.
  by rewrite d2; ring.
case/eigenvalueP => u eu u0.
have [e|e] := eqVneq (u *m A + (1 + r) *: u) 0.
  exists (- (1 + r)); last by rewrite -er; ring.
  by apply/eigenvalueP; exists u => //; rewrite scaleNr; apply/eqP; rewrite -addr_eq0 e.
exists r => //; apply/eigenvalueP; exists (u *m A + (1 + r) *: u) => //.
have aa : u *m A *m A = (1 + r + r ^+ 2) *: u - u - u *m A.
  move: eu; rewrite !mulmxDr mulmx1 mulmxA -er => <-.
  by move: (u *m A) (u *m A *m A) => a aa; lin_ring.
by rewrite mulmxDl -scalemxAl aa; move: (u *m A) => a; lin_ring.
Qed.

(** ** Bilinear games *)

Section Bilinear.
Variable C : numClosedFieldType.
Implicit Types (t w : C).

Lemma imaginary_norm t : t \is Num.real -> `|'i * t| ^+ 2 = t ^+ 2.
Proof. by move=> tr; rewrite normrM normCi mul1r real_normK. Qed.

Theorem gda_imaginary t : t \is Num.real -> `|1 + 'i * t| ^+ 2 = 1 + t ^+ 2.
Proof. by move=> tr; rewrite normC2_rect ?real1 // expr1n. Qed.

Theorem eg_imaginary t : t \is Num.real ->
  (`|1 + 'i * t + ('i * t) ^+ 2| < 1) = (0 < t ^+ 2 < 1).
Proof.
move=> tr; have t2 : 0 <= t ^+ 2 by rewrite real_exprn_even_ge0.
have -> : 1 + 'i * t + ('i * t) ^+ 2 = (1 - t ^+ 2) + 'i * t.
  by rewrite exprMn sqrCi; ring.
rewrite -(@expr_lt1 _ 2) // normC2_rect ?rpredB ?rpredX ?real1 //.
have -> : (1 - t ^+ 2) ^+ 2 + t ^+ 2 = 1 - t ^+ 2 * (1 - t ^+ 2) by ring.
rewrite ltr_subl_addr ltr_addl; apply/idP/andP => [h | [a b]]; last first.
  by rewrite mulr_gt0 // subr_gt0.
have a : 0 < t ^+ 2.
  by rewrite lt0r t2 andbT; apply: contraTneq h => ->; rewrite mul0r ltxx.
by split=> //; move: h; rewrite pmulr_rgt0 // subr_gt0.
Qed.

Theorem ogda_imaginary t : t \is Num.real ->
  (forall z, z ^+ 2 - (1 + 2%:R * ('i * t)) * z + 'i * t = 0 -> `|z| < 1) <->
  0 < t ^+ 2 /\ 3%:R * t ^+ 2 < 1.
Proof.
move=> tr; have t2 : 0 <= t ^+ 2 by rewrite real_exprn_even_ge0.
apply: (@iff_trans _ (forall z, z ^+ 2 + - (1 + 2%:R * ('i * t)) * z + 'i * t = 0 -> `|z| < 1)).
  by split=> h z; move: (h z); rewrite mulNr.
apply: (iff_trans (schur_cohn2 _ _)).
rewrite -[`|'i * t| < 1](@expr_lt1 _ 2) // imaginary_norm //.
have -> : - (1 + 2%:R * ('i * t)) - (- (1 + 2%:R * ('i * t)))^* * ('i * t) =
   (2%:R * t ^+ 2 - 1) + 'i * (- t).
  rewrite rmorphN rmorphD rmorph1 rmorphM rmorph_nat rmorphM conjCi (CrealP tr).
  have : 'i * 'i = - 1 :> C by rewrite -expr2 sqrCi.
  move: 'i => j jj; transitivity (-1 - j * t - 2%:R * (j * j) * t ^+ 2); first by ring.
  by rewrite jj; ring.
have real2 : 2%:R * t ^+ 2 - 1 \is Num.real by rewrite rpredB ?rpredM ?rpredX ?real1 ?realn.
split=> -[h1 h2].
  move: h2; rewrite -(@ltr_pexpn2r _ 2) ?nnegrE ?subr_ge0 ?(ltW h1) //.
  rewrite normC2_rect ?rpredN // -subr_gt0.
  rewrite [X in 0 < X](_ : _ = t ^+ 2 * (1 - 3%:R * t ^+ 2)); last by ring.
  move=> h; have a : 0 < t ^+ 2.
    by rewrite lt0r t2 andbT; apply: contraTneq h => ->; rewrite mul0r ltxx.
  by split=> //; move: h; rewrite pmulr_rgt0 // subr_gt0.
have lt1 : t ^+ 2 < 1.
  by apply: le_lt_trans h2; rewrite ler_pemull // ler1n.
split=> //; rewrite -(@ltr_pexpn2r _ 2) ?nnegrE ?subr_ge0 ?(ltW lt1) //.
rewrite normC2_rect ?rpredN // -subr_gt0.
rewrite [X in 0 < X](_ : _ = t ^+ 2 * (1 - 3%:R * t ^+ 2)); last by ring.
by rewrite mulr_gt0 // subr_gt0.
Qed.

(** A skew-adjoint matrix (the Jacobian of a bilinear game) has imaginary eigenvalues. *)
Theorem skew_eigenvalue n (A : 'M[C]_n) w : (map_mx (@conjC C) A)^T = - A -> eigenvalue A w ->
  exists2 t, t \is Num.real & w = 'i * t.
Proof.
move=> skew /eigenvalueP [u eu u0].
pose s := \sum_i u 0 i * (u 0 i)^*.
have s0 : s != 0.
  have h i : 0 <= u 0 i * (u 0 i)^* by rewrite -normCK exprn_ge0.
  apply: contra_neq u0 => s0; apply/matrixP => i j; rewrite ord1 mxE.
  have /eqP := psumr_eq0P (fun i _ => h i) s0 (i := j) isT.
  by rewrite -normCK expf_eq0 normr_eq0 => /eqP.
have e : (u *m A *m (map_mx (@conjC C) u)^T) 0 0 = w * s.
  by rewrite eu -scalemxAl mxE; congr (_ * _); rewrite mxE; apply: eq_bigr => i _; rewrite !mxE.
have ss : s^* = s.
  by rewrite rmorph_sum; apply: eq_bigr => i _; rewrite rmorphM conjCK mulrC.
have e' : w^* * s = - (w * s).
  rewrite -{1}ss -rmorphM -e; pose X := u *m A *m (map_mx (@conjC C) u)^T.
  have -> : (X 0 0)^* = (map_mx (@conjC C) X)^T 0 0 by rewrite !mxE.
  have cc : map_mx conjC (map_mx conjC u) = u by apply/matrixP => i j; rewrite !mxE conjCK.
  rewrite /X !map_mxM -map_trmx cc.
  by rewrite !trmx_mul trmxK skew mulNmx mulmxN mulmxA mxE.
have wi : w^* = - w by apply: (mulIf s0); rewrite e' mulNr.
have ii : 'i * 'i = - 1 :> C by rewrite -expr2 sqrCi.
exists (- 'i * w); last by rewrite mulrA mulrN ii opprK mul1r.
by apply/CrealP; rewrite rmorphM rmorphN conjCi wi opprK mulrN mulNr.
Qed.

(** The three methods on a bilinear game, by the eigenvalues w of A = hJ. *)
Section Methods.
Variables (n : nat) (h : C) (J : 'M[C]_n).
Let A := h *: J.
Hypothesis skew : (map_mx (@conjC C) A)^T = - A.

Lemma two_neq0 : 2%:R != 0 :> C. Proof. by rewrite pnatr_eq0. Qed.

Theorem gda_bilinear z : eigenvalue (1%:M + A) z -> 1 <= `|z|.
Proof.
case/eigenvalueP => u eu u0.
have /(skew_eigenvalue skew) [t tr e] : eigenvalue A (z - 1).
  apply/eigenvalueP; exists u => //; move: eu; rewrite mulmxDr mulmx1 scalerBl scale1r => <-.
  by rewrite addrC addKr.
have -> : z = 1 + 'i * t by rewrite -e addrC subrK.
by rewrite -(@expr_ge1 _ 2) // gda_imaginary // ler_addl real_exprn_even_ge0.
Qed.

Theorem eg_bilinear : (forall z, eigenvalue (1%:M + A + A *m A) z -> `|z| < 1) <->
  (forall w, eigenvalue A w -> 0 < `|w| ^+ 2 < 1).
Proof.
split=> H w ew.
  have [t tr e] := skew_eigenvalue skew ew; rewrite e imaginary_norm // -eg_imaginary // -e.
  by apply: H; apply/eg_eigenvalue; exists w.
have [x ex ->] := (eg_eigenvalue A w).1 ew; have [t tr e] := skew_eigenvalue skew ex.
by rewrite e eg_imaginary // -imaginary_norm // -e; apply: H.
Qed.

Theorem ogda_bilinear : (forall z, eigenvalue (ogda_matrix h J) z -> `|z| < 1) <->
  (forall w, eigenvalue A w -> 0 < `|w| ^+ 2 /\ 3%:R * `|w| ^+ 2 < 1).
Proof.
split=> H w ew.
  have [t tr e] := skew_eigenvalue skew ew; rewrite e imaginary_norm //; apply/ogda_imaginary => //.
  by move=> z ez; apply: H; apply/(ogda_eigenvalue _ _ _ two_neq0); exists w; rewrite // e.
have [x ex ez] := (ogda_eigenvalue _ _ _ two_neq0).1 ew; have [t tr e] := skew_eigenvalue skew ex.
by move: (H x ex) ez; rewrite e imaginary_norm // => /(ogda_imaginary tr); apply.
Qed.

Theorem eftp_bilinear : (forall z, eigenvalue (eftp_matrix h J) z -> `|z| < 1) <->
  (forall w, eigenvalue A w -> 0 < `|w| ^+ 2 /\ 3%:R * `|w| ^+ 2 < 1).
Proof.
rewrite -ogda_bilinear; split=> H z ez; apply: H.
  by apply/(eftp_eigenvalue _ _ _ two_neq0)/(ogda_eigenvalue _ _ _ two_neq0).
by apply/(ogda_eigenvalue _ _ _ two_neq0)/(eftp_eigenvalue _ _ _ two_neq0).
Qed.

End Methods.
End Bilinear.

Theorem gda_bilinear_expands (R : realFieldType) n (h : R) (J : 'M[R]_n) p : J^T = - J ->
  normSq (gda_step h (mulmx J) p) = normSq p + h ^+ 2 * normSq (J *m p).
Proof.
move=> skew; have : dot p (J *m p) = - dot p (J *m p).
  by rewrite {1}dot_mull skew mulNmx dotNl dotC.
move/eqP; rewrite -addr_eq0 -mulr2n mulrn_eq0 /= => /eqP e.
by rewrite /gda_step /normSq dotDl !dotDr !dotZl !dotZr (dotC (J *m p) p) e; ring.
Qed.

(** ** Theorem A.3 of HFR, lambda = a + bi an eigenvalue of eta U *)

Section A3.

Theorem hfr_A3_real (R : realFieldType) (a : R) : `|1 - a| <= `|1 - a + a ^+ 2| ?= iff (a == 0).
Proof.
have pos : 0 < 1 - a + a ^+ 2.
  rewrite [X in 0 < X](_ : _ = (a - 2%:R^-1) ^+ 2 + 3%:R / 4%:R); last by field.
  by rewrite ltr_spaddr ?sqr_ge0 // divr_gt0 ?ltr0n.
have a2 := sqr_ge0 a; split; rewrite (gtr0_norm pos).
  rewrite ler_norml ler_addl a2 andbT -subr_ge0.
  by rewrite [X in 0 <= X](_ : _ = (a - 1) ^+ 2 + 1); [rewrite addr_ge0 ?sqr_ge0 ?ler01 | ring].
apply/eqP/eqP => [e | ->]; last by rewrite expr0n /= addr0 subr0 normr1.
have [a1|a1] := lerP 0 (1 - a).
  move: e; rewrite (ger0_norm a1) => /eqP; rewrite -subr_eq0 opprD addNKr.
  by rewrite oppr_eq0 expf_eq0 /= => /eqP.
move: e; rewrite (ltr0_norm a1) => /eqP; rewrite -subr_eq0.
rewrite [X in X == 0](_ : _ = - ((a - 1) ^+ 2 + 1)); last by ring.
by rewrite oppr_eq0 gt_eqF // ltr_spaddr ?sqr_ge0 ?ltr01.
Qed.

Theorem hfr_A3_real_contracts (R : realFieldType) (a : R) :
  (`|1 - a + a ^+ 2| < 1) = (0 < a < 1) /\ (`|1 - a| < 1) = (0 < a < 2%:R).
Proof.
split; last first.
  rewrite ltr_norml andbC ltr_subl_addr ltr_addl; congr (_ && _).
  by rewrite -subr_gt0 -[RHS]subr_gt0; congr (0 < _); ring.
have pos : 0 < 1 - a + a ^+ 2.
  rewrite [X in 0 < X](_ : _ = (a - 2%:R^-1) ^+ 2 + 3%:R / 4%:R); last by field.
  by rewrite ltr_spaddr ?sqr_ge0 // divr_gt0 ?ltr0n.
rewrite (gtr0_norm pos) -subr_gt0 (_ : _ - _ = a * (1 - a)); last by ring.
have [a0|a0|<-] := ltgtP 0 a; rewrite ?mul0r ?ltxx //=.
  by rewrite pmulr_rgt0 // subr_gt0.
by apply/negbTE; rewrite -leNgt nmulr_rle0 // subr_ge0 ltW // (lt_trans a0) ?ltr01.
Qed.

Theorem hfr_A3_modulus (C : numClosedFieldType) (a b : C) : a \is Num.real -> b \is Num.real ->
  let l := a + 'i * b in
  `|1 - l + l ^+ 2| ^+ 2 = (1 + a ^+ 2 - b ^+ 2 - a) ^+ 2 + ((2%:R * a - 1) * b) ^+ 2.
Proof.
move=> ar br l; rewrite -normC2_rect; last 2 first.
- by rewrite !(rpredB, rpredD, rpredX, real1).
- by rewrite rpredM // rpredB ?rpredM ?realn ?real1.
congr (`|_| ^+ 2); have : 'i * 'i = - 1 :> C by rewrite -expr2 sqrCi.
rewrite /l; move: 'i => j jj.
rewrite (_ : 1 - _ + _ = 1 - a - j * b + a ^+ 2 + 2%:R * a * b * j + (j * j) * b ^+ 2); last by ring.
by rewrite jj; ring.
Qed.

(** The proof of A.3 prints +b^2 where the square of the eigenvalue contributes -b^2. *)
Theorem hfr_A3_printed (C : numClosedFieldType) (a b : C) : a \is Num.real -> b \is Num.real ->
  let l := a + 'i * b in
  (1 - l + l ^+ 2 == (1 + a ^+ 2 + b ^+ 2 - a) + 'i * ((2%:R * a - 1) * b)) = (b == 0).
Proof.
move=> ar br l; have : 'i * 'i = - 1 :> C by rewrite -expr2 sqrCi.
rewrite /l; move: 'i => j jj; rewrite -subr_eq0.
rewrite [X in X == 0](_ : _ = (j * j - 1) * b ^+ 2); last by ring.
rewrite jj (_ : -1 - 1 = - 2%:R); last by ring.
by rewrite mulf_eq0 oppr_eq0 pnatr_eq0 /= expf_eq0.
Qed.

(** f(x, y) = x^2/8 + xy - y^2/8 with h = 1/2: f_xx > 0, f_yy < 0, critical at the origin. *)
Definition A3_field (R : realFieldType) (p : R * R) : R * R :=
  (- (p.1 / 4%:R + p.2), p.1 - p.2 / 4%:R).
Definition A3_gda (R : realFieldType) (p q : R * R) : R * R :=
  (p.1 + 2%:R^-1 * (A3_field q).1, p.2 + 2%:R^-1 * (A3_field q).2).

Theorem hfr_A3_refuted (R : realFieldType) (p : R * R) :
  let sq (q : R * R) := q.1 ^+ 2 + q.2 ^+ 2 in
  sq (A3_gda p p) = 65%:R / 64%:R * sq p /\
  sq (A3_gda p (A3_gda p p)) = ((41%:R / 64%:R) ^+ 2 + (3%:R / 8%:R) ^+ 2) * sq p.
Proof. by case: p => x y; split; rewrite /A3_gda /A3_field /=; field. Qed.

End A3.
