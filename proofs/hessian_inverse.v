(** * Approximating the inverse Hessian, and errors that add up (HFR 3.30, 3.33, Theorem 3.8)

    Results, in words:
    - [normal_equations] (3.30): if H is invertible, H^2 b = H r has exactly the solution
      b = H^-1 r; [normal_equations_definite]: H^2 is then symmetric positive definite, so that
      conjugate gradients apply whatever the signs of H; [normal_equations_singular]: for a
      singular H the solution is not unique;
    - [diagonal_least_squares] (3.33): tau = (dg.dy)/|dg|^2 minimises |dy - tau dg|^2;
    - [diagonal_exact]: tau dg = H^-1 dg exactly when dg is an eigenvector of H^-1;
    - [diagonal_between]: tau lies between any bounds of the form of H^-1;
    - [diagonal_blind]: for H = diag(1, -1) and dy = (1, 1), tau = 0 though H is invertible;
    - [varying_preconditioner] (beside Proposition 3.3): preconditioned steps of the leader shrink
      one and the same norm |u|_S, so the preconditioner may change from step to step;
    - [perturbed_contraction] (the deterministic core of Theorem 3.8): e' <= s e + d at every
      step, 0 <= s < 1, gives e_T <= s^T e_0 + d (1 - s^T)/(1 - s).

    Depends on: forms, vectors, equilibria. Leaves the paper: eigenvalues are written as
    H^-1 u = a u, and c2, eta_x are absorbed in r. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From Gnash Require Import forms vectors equilibria.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section NormalEquations.
Variables (R : realFieldType) (n : nat).
Implicit Types (H : 'M[R]_n) (b r u : 'cV[R]_n).

Theorem normal_equations H b r : H \in unitmx ->
  (H *m H) *m b = H *m r <-> b = invmx H *m r.
Proof.
move=> uH; split=> [|->]; last by rewrite -mulmxA mulKVmx.
by rewrite -mulmxA => /(congr1 (mulmx (invmx H))); rewrite !mulKmx // => <-; rewrite mulKmx.
Qed.

Theorem normal_equations_definite H : H^T = H -> H \in unitmx -> spd (H *m H).
Proof.
move=> sH uH; split; first by rewrite trmx_mul sH.
move=> u u0; rewrite /qform -mulmxA dot_mull sH dot_gt0.
by apply: contra u0 => /eqP hu; rewrite -(mulKmx uH u) hu mulmx0.
Qed.

Theorem normal_equations_singular H : H \notin unitmx ->
  exists2 b : 'cV[R]_n, b != 0 & (H *m H) *m b = H *m 0.
Proof.
rewrite -unitmx_tr -row_free_unit -kermx_eq0 => /rowV0Pn [v /sub_kermxP vH v0].
exists v^T; first by rewrite -(inj_eq (@trmx_inj _ _ _)) trmxK trmx0.
rewrite mulmx0 -mulmxA; have -> : H *m v^T = 0 by rewrite -[H]trmxK -trmx_mul vH trmx0.
by rewrite mulmx0.
Qed.

End NormalEquations.

Section Diagonal.
Variables (R : realFieldType) (n : nat).
Implicit Types (K : 'M[R]_n) (g d u : 'cV[R]_n) (a b t : R).

(** tau of HFR (3.33), with g the change of the gradient and d the change of y *)
Definition tau g d : R := dot g d / normSq g.

Theorem diagonal_least_squares g d t : g != 0 ->
  normSq (d - tau g d *: g) <= normSq (d - t *: g).
Proof.
rewrite -normSq_gt0 => g0; rewrite -subr_ge0.
have n0 : normSq g != 0 by rewrite gt_eqF.
have expand s : normSq (d - s *: g) = normSq d - 2%:R * s * dot g d + s ^+ 2 * normSq g.
  by rewrite /normSq (dotC g d) !dotBl !dotBr !dotZl !dotZr (dotC g d); ring.
have -> : normSq (d - t *: g) - normSq (d - tau g d *: g) = normSq g * (t - tau g d) ^+ 2.
  by rewrite !expand /tau; move: (normSq g) (dot g d) (normSq d) n0 => N p q n0; field.
by rewrite mulr_ge0 ?sqr_ge0 // ltW.
Qed.

Theorem diagonal_eigenvector K g a : g != 0 -> K *m g = a *: g -> tau g (K *m g) = a.
Proof.
by rewrite -normSq_gt0 => g0 ->; rewrite /tau dotZr mulfK // gt_eqF.
Qed.

Theorem diagonal_exact K g : g != 0 ->
  (tau g (K *m g) *: g = K *m g <-> exists a, K *m g = a *: g).
Proof.
move=> g0; split=> [<-|[a h]]; first by exists (tau g (K *m g)).
by rewrite (diagonal_eigenvector g0 h) h.
Qed.

Theorem diagonal_between K g a b : g != 0 ->
  (forall u, a * normSq u <= form K u u) -> (forall u, form K u u <= b * normSq u) ->
  a <= tau g (K *m g) <= b.
Proof.
rewrite -normSq_gt0 => g0 lo hi; rewrite /tau ler_pdivl_mulr // ler_pdivr_mulr //.
by rewrite lo hi.
Qed.

End Diagonal.

Theorem diagonal_blind (R : realFieldType) :
  let H : 'M[R]_2 := \matrix_(i, j) (if i == j then (-1) ^+ i else 0) in
  let d : 'cV[R]_2 := const_mx 1 in
  [/\ H \in unitmx, H *m d != 0 & tau (H *m d) d = 0].
Proof.
move=> H d.
have HH : H *m H = 1%:M.
  apply/matrixP => i j; rewrite !mxE !big_ord_recl big_ord0 !mxE.
  by case: i => [[|[|i]] hi] //; case: j => [[|[|j]] hj] //=; rewrite ?mulr0 ?mul0r ?addr0 ?add0r
    ?mulrNN ?mulr1 ?expr0 ?expr1 ?mulr1.
have uH : H \in unitmx by case/mulmx1_unit: HH.
split=> //.
  apply/eqP => h; have : d = 0 by rewrite -(mulKmx uH d) h mulmx0.
  by move/matrixP/(_ 0 0); rewrite !mxE => /eqP; rewrite oner_eq0.
rewrite /tau; have -> : dot (H *m d) d = 0; last by rewrite mul0r.
rewrite dotE !big_ord_recl big_ord0 !mxE !big_ord_recl !big_ord0 !mxE /=.
by rewrite expr0 expr1; ring.
Qed.

Section Varying.
Variables (R : realFieldType) (n : nat).
Implicit Types (S P : 'M[R]_n) (u : 'cV[R]_n).

(** One leader's step u - P S u with any preconditioner P shrinks |u|_S, provided 2 P - P S P > 0. *)
Theorem varying_preconditioner S P u : S^T = S -> P^T = P -> S \in unitmx ->
  posdef (2%:R *: P - P *m S *m P) -> u != 0 ->
  qform S (u - P *m (S *m u)) < qform S u.
Proof.
move=> sS sP uS pd u0; pose w := S *m u.
have w0 : w != 0 by apply: contra u0 => /eqP h; rewrite -(mulKmx uS u) -/w h mulmx0.
have := pd w w0; rewrite -/w.
have -> : qform (2%:R *: P - P *m S *m P) w = 2%:R * dot w (P *m w) - qform S (P *m w).
  rewrite qformD qformZ qformN; congr (_ - _).
  by rewrite /qform -!mulmxA dot_mull sP.
have -> : qform S (u - P *m w) = qform S u - (2%:R * dot w (P *m w) - qform S (P *m w)).
  have e1 : dot (P *m w) (S *m u) = dot w (P *m w) by rewrite -/w dotC.
  have e2 : dot u (S *m (P *m w)) = dot w (P *m w) by rewrite dot_mull sS.
  rewrite /qform mulmxBr dotBr !dotBl e1 e2.
  by move: (dot u (S *m u)) (dot w (P *m w)) (dot (P *m w) _) => a b c; ring.
by rewrite subr_gt0 => h; rewrite ltr_subl_addr ltr_addl subr_gt0.
Qed.

End Varying.

Section Errors.
Variable R : realFieldType.
Implicit Types (e : nat -> R) (s d : R).

Theorem perturbed_contraction e s d T : 0 <= s -> s < 1 ->
  (forall t, (t < T)%N -> e t.+1 <= s * e t + d) ->
  e T <= s ^+ T * e 0%N + d * (1 - s ^+ T) / (1 - s).
Proof.
move=> s0 s1; have s10 : 1 - s != 0 by rewrite subr_eq0 eq_sym lt_eqF.
elim: T => [|T IH] h; first by rewrite !expr0 mul1r subrr mulr0 mul0r addr0.
have hT := h T (ltnSn T).
have {}IH := IH (fun t tT => h t (ltn_trans tT (ltnSn T))).
apply: le_trans hT (le_trans (ler_add (ler_wpmul2l s0 IH) (lexx d)) _).
rewrite le_eqVlt; apply/orP; left; apply/eqP; rewrite exprS.
by move: (s ^+ T) (e 0%N) => q a; field.
Qed.

End Errors.
