(** * Vectors and matrices as lists

    What the executable specification (execute.v) computes with, and why it is the matrix algebra of MathComp:
    a list read as a vector of length n ([col_of]) or a matrix of given size ([mat_of]); entries that a list does
    not have count as 0, so no statement needs a hypothesis about lengths.

    Results, in words: each list function is the matrix operation of its name ([col_add], [col_scale],
    [list_dotE], [col_mul], [col_mulT], [mat_mul], [mat_identity], ...), and
    - [inverse_sound]: if [inverse n A] answers a matrix, then A is invertible and the answer is its inverse.
      The answer of Gauss-Jordan elimination is multiplied with A before it is given, so nothing is assumed
      about elimination.  That it answers for every invertible A is not proved.

    Depends on: [forms], MathComp. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Gnash Require Import forms.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Lists.
Variable K : fieldType.
Implicit Types (a : K) (s t : seq K) (A B : seq (seq K)) (m n k : nat).

Definition entry A i j : K := (nth [::] A i)`_j.

Definition list_sum n (f : nat -> K) : K := foldr (fun i r => f i + r) 0 (iota 0 n).
Definition list_zero n : seq K := mkseq (fun=> 0) n.
Definition list_add n s t : seq K := mkseq (fun i => s`_i + t`_i) n.
Definition list_opp n s : seq K := mkseq (fun i => - s`_i) n.
Definition list_scale n a s : seq K := mkseq (fun i => a * s`_i) n.
Definition list_dot n s t : K := list_sum n (fun i => s`_i * t`_i).

(* A s with A of m rows and n columns, and A^T s *)
Definition list_mul m n A s : seq K := mkseq (fun i => list_sum n (fun j => entry A i j * s`_j)) m.
Definition list_mulT m n A s : seq K := mkseq (fun j => list_sum m (fun i => entry A i j * s`_i)) n.

Definition table m n (f : nat -> nat -> K) : seq (seq K) := mkseq (fun i => mkseq (f i) n) m.
Definition list_identity n := table n n (fun i j => (i == j)%:R).
Definition list_neg m n A := table m n (fun i j => - entry A i j).
(* A B, A B^T and A^T B, with A of m rows and B of n columns *)
Definition list_matmul m k n A B := table m n (fun i j => list_sum k (fun l => entry A i l * entry B l j)).
Definition list_matmulT m k n A B := table m n (fun i j => list_sum k (fun l => entry A i l * entry B j l)).
Definition list_matTmul m k n A B := table m n (fun i j => list_sum k (fun l => entry A l i * entry B l j)).

(** ** Elimination on the rows of [A | I] *)

Definition cleared j (pivot row : seq K) : seq K := [seq z.1 - row`_j * z.2 | z <- zip row pivot].

(* [done] has unit columns before j; [todo] has zeros there. *)
Fixpoint gauss_jordan rest j done todo : seq (seq K) :=
  if rest is rest'.+1 then
    let i := find (fun row => row`_j != 0) todo in
    let row := nth [::] todo i in
    let pivot := [seq z / row`_j | z <- row] in
    let others := take i todo ++ drop i.+1 todo in
    gauss_jordan rest' j.+1 (rcons (map (cleared j pivot) done) pivot) (map (cleared j pivot) others)
  else done.

Definition inverse n A : option (seq (seq K)) :=
  let wide := mkseq (fun i => mkseq (entry A i) n ++ nth [::] (list_identity n) i) n in
  let X := map (drop n) (gauss_jordan n 0 [::] wide) in
  if list_matmul n n n A X == list_identity n then Some X else None.

(** ** Lists read as matrices *)

Definition col_of n s : 'cV[K]_n := \col_i s`_i.
Definition mat_of m n A : 'M[K]_(m, n) := \matrix_(i, j) entry A i j.

Lemma list_sumE n f : list_sum n f = \sum_(i < n) f i.
Proof. by rewrite -(big_mkord xpredT f) /list_sum /index_iota subn0; elim: (iota 0 n) => [|i r IH] /=; rewrite ?big_nil // big_cons IH. Qed.

Lemma col_mkseq n f : col_of n (mkseq f n) = \col_i f i.
Proof. by apply/matrixP => i j; rewrite !mxE nth_mkseq. Qed.

Lemma col_zero n : col_of n (list_zero n) = 0.
Proof. by rewrite col_mkseq; apply/matrixP => i j; rewrite !mxE. Qed.

Lemma col_add n s t : col_of n (list_add n s t) = col_of n s + col_of n t.
Proof. by rewrite col_mkseq; apply/matrixP => i j; rewrite !mxE. Qed.

Lemma col_opp n s : col_of n (list_opp n s) = - col_of n s.
Proof. by rewrite col_mkseq; apply/matrixP => i j; rewrite !mxE. Qed.

Lemma col_scale n a s : col_of n (list_scale n a s) = a *: col_of n s.
Proof. by rewrite col_mkseq; apply/matrixP => i j; rewrite !mxE. Qed.

Lemma list_dotE n s t : list_dot n s t = dot (col_of n s) (col_of n t).
Proof. by rewrite dotE /list_dot list_sumE; apply: eq_bigr => i _; rewrite !mxE. Qed.

Lemma col_mul m n A s : col_of m (list_mul m n A s) = mat_of m n A *m col_of n s.
Proof. by rewrite col_mkseq; apply/matrixP => i j; rewrite !mxE list_sumE; apply: eq_bigr => l _; rewrite !mxE. Qed.

Lemma col_mulT m n A s : col_of n (list_mulT m n A s) = (mat_of m n A)^T *m col_of m s.
Proof. by rewrite col_mkseq; apply/matrixP => i j; rewrite !mxE list_sumE; apply: eq_bigr => l _; rewrite !mxE. Qed.

Lemma mat_table m n f : mat_of m n (table m n f) = \matrix_(i, j) f i j.
Proof. by apply/matrixP => i j; rewrite !mxE /entry nth_mkseq // nth_mkseq. Qed.

Lemma mat_identity n : mat_of n n (list_identity n) = 1%:M.
Proof. by rewrite mat_table; apply/matrixP => i j; rewrite !mxE. Qed.

Lemma mat_neg m n A : mat_of m n (list_neg m n A) = - mat_of m n A.
Proof. by rewrite mat_table; apply/matrixP => i j; rewrite !mxE. Qed.

Lemma mat_mul m k n A B : mat_of m n (list_matmul m k n A B) = mat_of m k A *m mat_of k n B.
Proof. by rewrite mat_table; apply/matrixP => i j; rewrite !mxE list_sumE; apply: eq_bigr => l _; rewrite !mxE. Qed.

Lemma mat_mulT m k n A B : mat_of m n (list_matmulT m k n A B) = mat_of m k A *m (mat_of n k B)^T.
Proof. by rewrite mat_table; apply/matrixP => i j; rewrite !mxE list_sumE; apply: eq_bigr => l _; rewrite !mxE. Qed.

Lemma mat_Tmul m k n A B : mat_of m n (list_matTmul m k n A B) = (mat_of k m A)^T *m mat_of k n B.
Proof. by rewrite mat_table; apply/matrixP => i j; rewrite !mxE list_sumE; apply: eq_bigr => l _; rewrite !mxE. Qed.

Theorem inverse_sound n A X : inverse n A = Some X ->
  mat_of n n A \in unitmx /\ mat_of n n X = invmx (mat_of n n A).
Proof.
rewrite /inverse; case: eqP => // AX [<-]; move: (map _ _) AX => {}X AX.
have {}AX : mat_of n n A *m mat_of n n X = 1%:M by rewrite -mat_mul AX mat_identity.
have [uA _] := mulmx1_unit AX; split=> //.
by rewrite -[LHS](mulKmx uA) AX mulmx1.
Qed.

End Lists.
