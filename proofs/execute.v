(** * The executable specification: steps of the methods on lists of numbers

    A game here is f = 1/2 x^T P x + x^T M y - 1/2 y^T Q y + b^T x + c^T y, given by lists over any ordered
    field; x has m coordinates and minimises, y has n and maximises.  The point, the field and every memory
    are pairs of lists (x's part, y's part).  Each definition below runs: `make -C proofs vectors` evaluates
    them inside Coq on the field [Qc] of rationals.v and writes the exact fractions to tests/vectors/coq/,
    which a Rust test compares with `==`.  execute_correct.v proves that they are the methods.

    Contents: [field], the products [jac] and [jacT] with its Jacobian, and the step of every method under
    the name of its Rust item: [gda], [eg], [ogda], [eftp], [gn], [gn_block], [gn_ema], [fr], [gdn],
    [hessian_fr], [cgd], [conopt], [sga], [nlcg].  B^-1 w is computed by the Sherman-Morrison formula for any
    w ([rank_one_inverse]), never by the collapsed form.  Steps that invert a matrix answer None where
    [inverse] does.

    Depends on: [execute_lists], MathComp. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Gnash Require Import execute_lists.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Record game (R : Type) := Game {
  game_P : seq (seq R); game_M : seq (seq R); game_Q : seq (seq R); game_b : seq R; game_c : seq R }.

(* which A of SPEC section 2 *)
Inductive gn_form := Inverse | InverseMinusIdentity.
Inductive beta_rule := Fr | Prp | Hs | Dy | Hz | FrPrp | HsDy.

Section Steps.
Variables (R : realFieldType) (m n : nat) (g : game R).
Local Notation vector := (seq R * seq R)%type.
Implicit Types (p q v w : vector) (h hx hy l : R).

Let P := game_P g.
Let M := game_M g.
Let Q := game_Q g.

(** ** Pairs of lists *)

Definition zero : vector := (list_zero R m, list_zero R n).
Definition add p q : vector := (list_add m p.1 q.1, list_add n p.2 q.2).
Definition opp p : vector := (list_opp m p.1, list_opp n p.2).
Definition sub p q := add p (opp q).
Definition scale h p : vector := (list_scale m h p.1, list_scale n h p.2).
(* hx for x, hy for y *)
Definition scale2 hx hy p : vector := (list_scale m hx p.1, list_scale n hy p.2).
Definition inner p q : R := list_dot m p.1 q.1 + list_dot n p.2 q.2.

(** ** The game *)

Definition grad_x p : seq R := list_add m (list_add m (list_mul m m P p.1) (list_mul m n M p.2)) (game_b g).
Definition grad_y p : seq R :=
  list_add n (list_add n (list_mulT m n M p.1) (list_opp n (list_mul n n Q p.2))) (game_c g).
Definition field p : vector := (list_opp m (grad_x p), grad_y p).
(* J = [[-P, -M], [M^T, -Q]] and its transpose *)
Definition jac w : vector :=
  (list_opp m (list_add m (list_mul m m P w.1) (list_mul m n M w.2)),
   list_add n (list_mulT m n M w.1) (list_opp n (list_mul n n Q w.2))).
Definition jacT w : vector :=
  (list_add m (list_opp m (list_mulT m m P w.1)) (list_mul m n M w.2),
   list_opp n (list_add n (list_mulT m n M w.1) (list_mulT n n Q w.2))).

(** ** First-order methods *)

Definition gda hx hy p := add p (scale2 hx hy (field p)).
Definition eg hx hy p := add p (scale2 hx hy (field (gda hx hy p))).

(* state: the point and the field before; starts at (p0, field p0) *)
Definition ogda hx hy (s : vector * vector) : vector * vector :=
  let v := field s.1 in (add s.1 (sub (scale 2%:R (scale2 hx hy v)) (scale2 hx hy s.2)), v).

(* state: the point and the half point before; starts at (p0, p0) *)
Definition eftp hx hy (s : vector * vector) : vector * vector :=
  let q := add s.1 (scale2 hx hy (field s.2)) in (add s.1 (scale2 hx hy (field q)), q).

(** ** Gauss-Newton *)

(* (l I + v v^T)^-1 w *)
Definition rank_one_inverse l v w := scale l^-1 (sub w (scale (inner v w / (l + inner v v)) v)).
Definition precondition form l v w :=
  let u := rank_one_inverse l v w in if form is Inverse then u else sub u w.
Definition gn form h l p := let v := field p in add p (scale h (precondition form l v v)).

(* the same for one player with k coordinates *)
Definition rank_one_inverse1 k l (v w : seq R) :=
  list_scale k l^-1 (list_add k w (list_opp k (list_scale k (list_dot k v w / (l + list_dot k v v)) v))).
Definition precondition1 k form l (v w : seq R) :=
  let u := rank_one_inverse1 k l v w in if form is Inverse then u else list_add k u (list_opp k w).
Definition gn_block form h l p :=
  let v := field p in add p (scale h (precondition1 m form l v.1 v.1, precondition1 n form l v.2 v.2)).

(* state: the point and the buffer; starts at (p0, zero) *)
Definition gn_ema form h l beta (s : vector * vector) : vector * vector :=
  let v := field s.1 in
  let buffer := add (scale beta s.2) (scale (1 - beta) v) in
  (add s.1 (scale h (precondition form l v buffer)), buffer).

(** ** Follow the ridge; f_yy = -Q, f_yx = M^T *)

Definition inverse_fyy := inverse n (list_neg n n Q).

(* x - hx gx, y + h1 gy - b with f_yy b = h2 gy - hx f_yx gx *)
Definition hessian_fr hx h1 h2 p : option vector :=
  let gx := grad_x p in let gy := grad_y p in
  if inverse_fyy is Some Y then
    let rhs := list_add n (list_scale n h2 gy) (list_opp n (list_scale n hx (list_mulT m n M gx))) in
    Some (list_add m p.1 (list_opp m (list_scale m hx gx)),
          list_add n (list_add n p.2 (list_scale n h1 gy)) (list_opp n (list_mul n n Y rhs)))
  else None.

Definition fr hx hy p : option vector :=
  let gx := grad_x p in
  if inverse_fyy is Some Y then
    let ridge := list_mul n n Y (list_mulT m n M gx) in
    Some (list_add m p.1 (list_opp m (list_scale m hx gx)),
          list_add n (list_add n p.2 (list_scale n hy (grad_y p))) (list_scale n hx ridge))
  else None.

Definition gdn hx p : option vector :=
  if inverse_fyy is Some Y then
    let x := list_add m p.1 (list_opp m (list_scale m hx (grad_x p))) in
    Some (x, list_add n p.2 (list_opp n (list_mul n n Y (grad_y (x, p.2)))))
  else None.

(** ** Competitive gradient descent *)

(* I + h^2 M M^T and I + h^2 M^T M *)
Definition cgd_system_x h := table m m (fun i j =>
  entry (list_identity R m) i j + h ^+ 2 * entry (list_matmulT m n m M M) i j).
Definition cgd_system_y h := table n n (fun i j =>
  entry (list_identity R n) i j + h ^+ 2 * entry (list_matTmul n m n M M) i j).

Definition cgd h p : option vector :=
  let gx := grad_x p in let gy := grad_y p in
  if inverse m (cgd_system_x h) is Some X then
    if inverse n (cgd_system_y h) is Some Y then
      let rx := list_add m gx (list_scale m h (list_mul m n M gy)) in
      let ry := list_add n gy (list_opp n (list_scale n h (list_mulT m n M gx))) in
      Some (list_add m p.1 (list_opp m (list_scale m h (list_mul m m X rx))),
            list_add n p.2 (list_scale n h (list_mul n n Y ry)))
    else None
  else None.

(** ** Consensus optimization, symplectic gradient adjustment *)

Definition conopt h gamma p :=
  let v := field p in add p (scale h (sub v (scale gamma (jacT v)))).

Definition sign (a : R) : R := if a == 0 then 0 else if a < 0 then -1 else 1.

(* with xi = -v, H = -J: A^T xi = (H^T xi - H xi)/2 *)
Definition sga h l (align : option R) p :=
  let xi := opp (field p) in
  let HT_xi := opp (jacT xi) in
  let adjustment := scale 2%:R^-1 (sub HT_xi (opp (jac xi))) in
  let weight :=
    if align is Some eps then l * sign (inner xi HT_xi * inner adjustment HT_xi / (m + n)%:R + eps) else l in
  sub p (scale h (add xi (scale weight adjustment))).

(** ** Nonlinear conjugate gradients *)

(* x / 0 = 0, the convention for a zero denominator; k is the length *)
Definition beta k rule mu (g1 g0 d : seq R) : R :=
  let y := list_add k g1 (list_opp k g0) in
  let fr := list_dot k g1 g1 / list_dot k g0 g0 in
  let prp := list_dot k g1 y / list_dot k g0 g0 in
  let hs := list_dot k g1 y / list_dot k d y in
  let dy := list_dot k g1 g1 / list_dot k d y in
  match rule with
  | Fr => fr | Prp => prp | Hs => hs | Dy => dy
  | Hz => (list_dot k g1 y - mu * list_dot k y y * list_dot k d g1 / list_dot k d y) / list_dot k d y
  | FrPrp => Num.max 0 (Num.min fr prp)
  | HsDy => Num.max 0 (Num.min hs dy)
  end.

Definition nlcg_direction k rule mu (g1 g0 d : seq R) :=
  list_add k (list_opp k g1) (list_scale k (beta k rule mu g1 g0 d) d).

(* state: the point, the gradient and the direction before; starts at (p0, zero, zero), where every
   rule gives 0 and the direction is -g *)
Definition nlcg rule mu hx hy (s : vector * vector * vector) : vector * vector * vector :=
  let: (p, g0, d0) := s in
  let g1 := opp (field p) in
  let d := (nlcg_direction m rule mu g1.1 g0.1 d0.1, nlcg_direction n rule mu g1.2 g0.2 d0.2) in
  (add p (scale2 hx hy d), g1, d).

End Steps.

(** ** Trajectories *)

Section Runs.
Variables (R : Type) (S : Type) (point : S -> seq R * seq R) (step : S -> option S).

(* the points after 1, ..., k steps; None if a step has no answer *)
Fixpoint run k (s : S) : option (seq (seq R)) :=
  if k is k'.+1 then
    if step s is Some s' then
      if run k' s' is Some rest then Some (((point s').1 ++ (point s').2) :: rest) else None
    else None
  else Some [::].

End Runs.
