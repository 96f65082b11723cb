(** * The executable steps are the methods

    [point p] reads a pair of lists as the column (x, y).  For every ordered field, every game given by lists
    (symmetric or not, whatever the lengths of the lists) and every point, each step of execute.v is, read as a
    column, the matrix definition of its method:

    - [execute_value_expansion]: on symmetric P and Q the lists' field is (-grad_x f, grad_y f) of
      f = 1/2 x^T P x + x^T M y - 1/2 y^T Q y + b^T x + c^T y, with [game_jacobian] its derivative: f(p + d) is
      f(p) + gradient . d + second-order form, exactly; [execute_field], [execute_jac], [execute_jacT]:
      field, J w and J^T w;
    - [execute_gda], [execute_eg], [execute_ogda], [execute_eftp]: with H = diag(hx I, hy I);
      [steps_mx_same]: H = h I when hx = hy, and then eg, ogda and eftp are the definitions of extrapolation.v
      ([execute_eg_same], [execute_ogda_same], [execute_eftp_same]);
    - [execute_gn], [execute_gn_block], [execute_gn_ema]: p + h (B^-1 w) or p + h (B^-1 - I) w with
      B = l I + v v^T, for every l > 0;
    - [execute_fr], [execute_gdn], [execute_hessian_fr]: wherever the step answers, f_yy is invertible and the
      answer is the step of hessian_fr.v; [execute_cgd]: likewise with cgd.v, where the systems are always invertible;
    - [execute_conopt], [execute_sga];
    - [execute_nlcg]: the step of every rule, with the beta of nlcg.v; [execute_nlcg_start]: from the zero memory the
      direction is -g.

    Not proved: that the steps with an inverse answer whenever f_yy is invertible (the evaluated ones do).
    Depends on: forms, rank_one, hessian_fr, game, cgd, extrapolation, nlcg, execute_lists, execute. *)

From mathcomp Require Import all_ssreflect all_algebra ring.
From Gnash Require Import forms vectors rank_one hessian_fr game cgd extrapolation nlcg execute_lists execute.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Value.
Variables (R : realFieldType) (m n : nat).
Variables (A : 'M[R]_m) (B : 'M[R]_(m, n)) (D : 'M[R]_n) (b : 'cV[R]_m) (c : 'cV[R]_n).

(* 1/2 x^T A x + x^T B y + 1/2 y^T D y + b^T x + c^T y *)
Definition quadratic_value (x : 'cV[R]_m) (y : 'cV[R]_n) : R :=
  2%:R^-1 * qform A x + dot x (B *m y) + 2%:R^-1 * qform D y + dot b x + dot c y.

Lemma quadratic_expansion x y dx dy : A^T = A -> D^T = D ->
  quadratic_value (x + dx) (y + dy) =
  quadratic_value x y + dot (A *m x + B *m y + b) dx + dot (B^T *m x + D *m y + c) dy
  + (2%:R^-1 * qform A dx + dot dx (B *m dy) + 2%:R^-1 * qform D dy).
Proof.
move=> sA sD; rewrite /quadratic_value /qform !mulmxDr !(dotDl, dotDr).
rewrite [dot x (A *m dx)]dot_mull sA [dot dx (A *m x)]dotC [dot y (D *m dy)]dot_mull sD [dot dy (D *m y)]dotC.
rewrite [dot x (B *m dy)]dot_mull [dot dx (B *m y)]dotC.
have : 2%:R^-1 + 2%:R^-1 = 1 :> R by rewrite [RHS]splitr mul1r.
move: 2%:R^-1 => t half.
rewrite -[dot (A *m x) dx in RHS]mul1r -[dot (D *m y) dy in RHS]mul1r -half.
by dot_expand; ring.
Qed.

End Value.

Section Correct.
Variables (R : realFieldType) (m n : nat) (g : execute.game R).
Local Notation vector := (seq R * seq R)%type.
Implicit Types (p q v w : vector) (h hx hy l : R).

Definition fxx : 'M[R]_m := mat_of m m (game_P g).
Definition fxy : 'M[R]_(m, n) := mat_of m n (game_M g).
Definition fyy : 'M[R]_n := - mat_of n n (game_Q g).
Definition offset : 'cV[R]_(m + n) := col_mx (- col_of m (game_b g)) (col_of n (game_c g)).

(* f, its field (-grad_x f, grad_y f) and the derivative of that field *)
Definition game_value (u : 'cV[R]_(m + n)) : R :=
  quadratic_value fxx fxy fyy (col_of m (game_b g)) (col_of n (game_c g)) (usubmx u) (dsubmx u).
Definition game_jacobian : 'M[R]_(m + n) := field_jacobian fxx fxy fxy^T fyy.
Definition game_field (u : 'cV[R]_(m + n)) : 'cV[R]_(m + n) := game_jacobian *m u + offset.

Definition point p : 'cV[R]_(m + n) := col_mx (col_of m p.1) (col_of n p.2).
Definition steps_mx hx hy : 'M[R]_(m + n) := block_mx hx%:M 0 0 hy%:M.

(** ** Pairs of lists *)

Lemma point_zero : point (zero R m n) = 0.
Proof. by rewrite /point !col_zero col_mx0. Qed.
Lemma point_add p q : point (add m n p q) = point p + point q.
Proof. by rewrite /point add_col_mx !col_add. Qed.
Lemma point_opp p : point (opp m n p) = - point p.
Proof. by rewrite /point opp_col_mx !col_opp. Qed.
Lemma point_sub p q : point (sub m n p q) = point p - point q.
Proof. by rewrite point_add point_opp. Qed.
Lemma point_scale h p : point (scale m n h p) = h *: point p.
Proof. by rewrite /point scale_col_mx !col_scale. Qed.
Lemma point_scale2 hx hy p : point (scale2 m n hx hy p) = steps_mx hx hy *m point p.
Proof. by rewrite mul_block_col !mul0mx addr0 add0r !mul_scalar_mx /point !col_scale. Qed.
Lemma inner_dot p q : inner m n p q = dot (point p) (point q).
Proof. by rewrite dot_col /inner !list_dotE. Qed.
Definition pointE := (point_zero, point_sub, point_add, point_opp, point_scale, point_scale2).

Theorem steps_mx_same h (u : 'cV[R]_(m + n)) : steps_mx h h *m u = h *: u.
Proof. by rewrite -mul_scalar_mx (scalar_mx_block m n). Qed.

(** ** The game *)

Lemma col_grad_x p : col_of m (grad_x m n g p) = fxx *m col_of m p.1 + fxy *m col_of n p.2 + col_of m (game_b g).
Proof. by rewrite !col_add !col_mul. Qed.
Lemma col_grad_y p : col_of n (grad_y m n g p) = fxy^T *m col_of m p.1 + fyy *m col_of n p.2 + col_of n (game_c g).
Proof. by rewrite !col_add col_opp col_mul col_mulT mulNmx. Qed.

Theorem execute_field p : point (field m n g p) = game_field (point p).
Proof.
rewrite /game_field /game_jacobian mul_block_col add_col_mx /point /= col_opp col_grad_x col_grad_y.
by rewrite !opprD !mulNmx.
Qed.

Theorem execute_jac w : point (jac m n g w) = game_jacobian *m point w.
Proof. by rewrite /point mul_block_col /= !(col_opp, col_add, col_mul, col_mulT) opprD !mulNmx. Qed.

Theorem execute_jacT w : point (jacT m n g w) = game_jacobian^T *m point w.
Proof.
rewrite /point tr_block_mx mul_block_col /= !(col_opp, col_add, col_mul, col_mulT) trmxK ![(- _)^T]linearN /= !mulNmx.
by rewrite opprD.
Qed.

(** f(u + d) = f(u) + (gx, gy) . d + 1/2 d^T Hess f d *)
Theorem execute_value_expansion (x dx : 'cV[R]_m) (y dy : 'cV[R]_n) : fxx^T = fxx -> fyy^T = fyy ->
  let v := game_field (col_mx x y) in
  game_value (col_mx x y + col_mx dx dy) =
  game_value (col_mx x y) + dot (- usubmx v) dx + dot (dsubmx v) dy
  + (2%:R^-1 * qform fxx dx + dot dx (fxy *m dy) + 2%:R^-1 * qform fyy dy).
Proof.
move=> sx sy v; rewrite /game_value add_col_mx !col_mxKu !col_mxKd quadratic_expansion //.
rewrite {}/v /game_field /game_jacobian mul_block_col add_col_mx !col_mxKu !col_mxKd.
by rewrite !opprD !mulNmx !opprK.
Qed.

(** ** First-order methods *)

Theorem execute_gda hx hy p :
  point (gda m n g hx hy p) = point p + steps_mx hx hy *m game_field (point p).
Proof. by rewrite !pointE execute_field. Qed.

Theorem execute_eg hx hy p : let H := steps_mx hx hy in
  point (eg m n g hx hy p) = point p + H *m game_field (point p + H *m game_field (point p)).
Proof. by rewrite /eg !pointE execute_field execute_gda. Qed.

Theorem execute_ogda hx hy (s : vector * vector) : let H := steps_mx hx hy in
  point (ogda m n g hx hy s).1 = point s.1 + (2%:R *: (H *m game_field (point s.1)) - H *m point s.2) /\
  point (ogda m n g hx hy s).2 = game_field (point s.1).
Proof. by rewrite /= !pointE execute_field. Qed.

Theorem execute_eftp hx hy (s : vector * vector) : let H := steps_mx hx hy in
  let q := point s.1 + H *m game_field (point s.2) in
  point (eftp m n g hx hy s).1 = point s.1 + H *m game_field q /\ point (eftp m n g hx hy s).2 = q.
Proof. by rewrite /= !pointE !execute_field !pointE execute_field. Qed.

Theorem execute_eg_same h p : point (eg m n g h h p) = eg_step h game_field (point p).
Proof. by rewrite execute_eg !steps_mx_same. Qed.

Theorem execute_ogda_same h (s : vector * vector) : let s' := ogda m n g h h s in
  (point s'.1, point s'.2) = ogda_next h game_field (point s.1, point s.2).
Proof.
have [e1 e2] := execute_ogda h h s; rewrite /= in e1 e2 *; rewrite e1 e2 !steps_mx_same /ogda_next /=.
by rewrite scalerA addrA.
Qed.

Theorem execute_eftp_same h (s : vector * vector) : let s' := eftp m n g h h s in
  (point s'.1, point s'.2) = eftp_next h game_field (point s.1, point s.2).
Proof.
by have [e1 e2] := execute_eftp h h s; rewrite /= in e1 e2 *; rewrite e1 e2 !steps_mx_same.
Qed.

(** ** Gauss-Newton *)

(* A of SPEC section 2, from the inverse of B *)
Definition form_matrix k form (inverse_B : 'M[R]_k) : 'M[R]_k :=
  if form is Inverse then inverse_B else inverse_B - 1%:M.

Theorem execute_rank_one_inverse l v w : 0 < l ->
  point (rank_one_inverse m n l v w) = invmx (gn_matrix l (point v)) *m point w.
Proof.
move=> l0; rewrite sherman_morrison_apply ?lt0r_neq0 ?damped_gt0 //.
by rewrite !pointE !inner_dot.
Qed.

Lemma point_precondition form l v w : 0 < l ->
  point (precondition m n form l v w) = form_matrix form (invmx (gn_matrix l (point v))) *m point w.
Proof.
move=> l0; case: form; rewrite /= ?point_sub execute_rank_one_inverse //.
by rewrite mulmxBl mul1mx.
Qed.

Theorem execute_gn form h l p : 0 < l -> let v := game_field (point p) in
  point (gn m n g form h l p) = point p + h *: (form_matrix form (invmx (gn_matrix l v)) *m v).
Proof. by move=> l0; rewrite /gn !pointE point_precondition // execute_field. Qed.

Theorem execute_gn_ema form h l beta (s : vector * vector) : 0 < l -> let v := game_field (point s.1) in
  let buffer := beta *: point s.2 + (1 - beta) *: v in
  point (gn_ema m n g form h l beta s).1 = point s.1 + h *: (form_matrix form (invmx (gn_matrix l v)) *m buffer) /\
  point (gn_ema m n g form h l beta s).2 = buffer.
Proof. by move=> l0; rewrite /gn_ema /= !pointE point_precondition // !pointE execute_field. Qed.

Lemma col_precondition1 k form l (v w : seq R) : 0 < l ->
  col_of k (precondition1 k form l v w) = form_matrix form (invmx (gn_matrix l (col_of k v))) *m col_of k w.
Proof.
move=> l0; have e : col_of k (rank_one_inverse1 k l v w) = invmx (gn_matrix l (col_of k v)) *m col_of k w.
  rewrite sherman_morrison_apply ?lt0r_neq0 ?damped_gt0 //.
  by rewrite !(col_scale, col_add, col_opp) !list_dotE.
by case: form; rewrite /= ?col_add ?col_opp e // mulmxBl mul1mx.
Qed.

Lemma gn_block_inverse l (vx : 'cV[R]_m) (vy : 'cV[R]_n) : 0 < l ->
  gn_block_matrix l vx vy \in unitmx /\
  invmx (gn_block_matrix l vx vy) = block_mx (invmx (gn_matrix l vx)) 0 0 (invmx (gn_matrix l vy)).
Proof.
move=> l0; have [uX _] := sherman_morrison (lt0r_neq0 l0) (lt0r_neq0 (damped_gt0 vx l0)).
have [uY _] := sherman_morrison (lt0r_neq0 l0) (lt0r_neq0 (damped_gt0 vy l0)).
have BC : gn_block_matrix l vx vy *m block_mx (invmx (gn_matrix l vx)) 0 0 (invmx (gn_matrix l vy)) = 1%:M.
  by rewrite mulmx_block !(mulmx0, mul0mx, addr0, add0r) !mulmxV // -(scalar_mx_block m n).
have [uB _] := mulmx1_unit BC; split=> //.
by rewrite -[RHS](mulKmx uB) BC mulmx1.
Qed.

Theorem execute_gn_block form h l p : 0 < l -> let v := game_field (point p) in
  point (gn_block m n g form h l p) =
  point p + h *: (form_matrix form (invmx (gn_block_matrix l (usubmx v) (dsubmx v))) *m v).
Proof.
move=> l0; rewrite /= -execute_field; set v := field m n g p.
have -> : usubmx (point v) = col_of m v.1 by rewrite col_mxKu.
have -> : dsubmx (point v) = col_of n v.2 by rewrite col_mxKd.
have [_ ->] := gn_block_inverse (col_of m v.1) (col_of n v.2) l0.
rewrite /gn_block point_add point_scale -/v; congr (_ + _ *: _); rewrite /point /= !col_precondition1 //.
case: form => /=; first by rewrite mul_block_col !mul0mx addr0 add0r.
by rewrite !mulmxBl !mul1mx mul_block_col !mul0mx addr0 add0r opp_col_mx add_col_mx.
Qed.

(** ** Follow the ridge *)

Lemma inverse_fyyP Y : inverse_fyy n g = Some Y -> fyy \in unitmx /\ mat_of n n Y = invmx fyy.
Proof. by move=> /inverse_sound; rewrite mat_neg. Qed.

Local Notation gx p := (usubmx (- game_field (point p))).
Local Notation gy p := (dsubmx (game_field (point p))).

Lemma gx_col p : gx p = col_of m (grad_x m n g p).
Proof. by rewrite -execute_field /point opp_col_mx col_mxKu /= col_opp opprK. Qed.
Lemma gy_col p : gy p = col_of n (grad_y m n g p).
Proof. by rewrite -execute_field /point col_mxKd. Qed.

Theorem execute_hessian_fr hx h1 h2 p p' : hessian_fr m n g hx h1 h2 p = Some p' ->
  fyy \in unitmx /\
  point p' = hfr_step fxy^T fyy hx h1 h2 (col_of m p.1) (col_of n p.2) (gx p) (gy p).
Proof.
rewrite /hessian_fr; case eY: (inverse_fyy n g) => [Y|//] [<-].
have [uF eF] := inverse_fyyP eY; split=> //.
rewrite /hfr_step gx_col gy_col /point /= !(col_add, col_opp, col_scale, col_mul, col_mulT) eF; congr col_mx.
by rewrite mulmxBr -!scalemxAr opprB addrA [_ + _ - _]addrAC.
Qed.

Theorem execute_fr hx hy p p' : fr m n g hx hy p = Some p' ->
  fyy \in unitmx /\
  point p' = fr_step fxy^T fyy hx hy (col_of m p.1) (col_of n p.2) (gx p) (gy p).
Proof.
rewrite /fr; case eY: (inverse_fyy n g) => [Y|//] [<-].
have [uF eF] := inverse_fyyP eY; split=> //.
by rewrite /fr_step gx_col gy_col /point /= !(col_add, col_opp, col_scale, col_mul, col_mulT) eF.
Qed.

Theorem execute_gdn hx p p' : gdn m n g hx p = Some p' ->
  let x' := col_of m p.1 - hx *: gx p in
  fyy \in unitmx /\
  point p' = gdn_step fyy hx (col_of m p.1) (col_of n p.2) (gx p) (dsubmx (game_field (col_mx x' (col_of n p.2)))).
Proof.
rewrite /gdn; case eY: (inverse_fyy n g) => [Y|//] [<-] /=.
have [uF eF] := inverse_fyyP eY; split=> //; set x := list_add _ _ _.
have ex : col_of m x = col_of m p.1 - hx *: gx p by rewrite gx_col !(col_add, col_opp, col_scale).
rewrite -ex -[col_mx _ _]/(point (x, p.2)) gy_col /gdn_step -ex.
by rewrite /point /= !(col_add, col_opp, col_mul) eF.
Qed.

(** ** Competitive gradient descent *)

Theorem execute_cgd h p p' : cgd m n g h p = Some p' ->
  point p' = point p + col_mx (cgd_dx h fxy (gx p) (gy p)) (cgd_dy h fxy (gx p) (gy p)).
Proof.
rewrite /cgd; case eX: (inverse m _) => [X|//]; case eY: (inverse n _) => [Y|//] [<-].
have [_ {}eX] := inverse_sound eX; have [_ {}eY] := inverse_sound eY.
have sX : mat_of m m (cgd_system_x m n g h) = cgd_system h fxy.
  by rewrite mat_table /cgd_system -mat_mulT -mat_identity; apply/matrixP => i j; rewrite !mxE.
have sY : mat_of n n (cgd_system_y m n g h) = cgd_system h fxy^T.
  by rewrite mat_table /cgd_system trmxK -mat_Tmul -mat_identity; apply/matrixP => i j; rewrite !mxE.
rewrite sX in eX; rewrite sY in eY; rewrite gx_col gy_col /cgd_dx /cgd_dy /point add_col_mx /=.
by rewrite !(col_add, col_opp, col_scale, col_mul, col_mulT) eX eY.
Qed.

(** ** Consensus optimization, symplectic gradient adjustment *)

Theorem execute_conopt h gamma p : let v := game_field (point p) in
  point (conopt m n g h gamma p) = point p + h *: (v - gamma *: (game_jacobian^T *m v)).
Proof. by rewrite /conopt !pointE execute_jacT execute_field. Qed.

(* A = (H - H^T)/2 with H = -J, as game.v has it over closed fields *)
Definition antisymmetric k (U : 'M[R]_k) : 'M[R]_k := 2%:R^-1 *: (- U - (- U)^T).

Lemma antisymmetric_tr k (U : 'M[R]_k) : (antisymmetric U)^T = 2%:R^-1 *: ((- U)^T - - U).
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.

Theorem execute_sga h l align p : let xi := - game_field (point p) in
  let A := antisymmetric game_jacobian in
  let HT := (- game_jacobian)^T in
  let weight := if align is Some eps
    then l * Num.sg (dot xi (HT *m xi) * dot (A^T *m xi) (HT *m xi) / (m + n)%:R + eps) else l in
  point (sga m n g h l align p) = point p - h *: (xi + weight *: (A^T *m xi)).
Proof.
move=> xi A HT weight; pose xi' := opp m n (field m n g p).
have e : point xi' = xi by rewrite point_opp execute_field.
have eHT : point (opp m n (jacT m n g xi')) = HT *m xi by rewrite point_opp execute_jacT e /HT [(- game_jacobian)^T]linearN /= mulNmx.
pose adj := scale m n 2%:R^-1 (sub m n (opp m n (jacT m n g xi')) (opp m n (jac m n g xi'))).
have eA : point adj = A^T *m xi.
  by rewrite point_scale point_sub eHT point_opp execute_jac e antisymmetric_tr -scalemxAl mulmxBl [- _ *m xi]mulNmx.
pose w := if align is Some eps
  then l * sign (inner m n xi' (opp m n (jacT m n g xi')) * inner m n adj (opp m n (jacT m n g xi')) / (m + n)%:R + eps)
  else l.
have ew : w = weight by rewrite /w /weight; case: (align) => [eps|//]; rewrite !inner_dot e eHT eA.
rewrite -[sga _ _ _ _ _ _ _]/(sub m n p (scale m n h (add m n xi' (scale m n w adj)))).
by rewrite point_sub point_scale point_add point_scale eA e ew.
Qed.

(** ** Nonlinear conjugate gradients *)

Definition beta_of k rule mu (g1 g0 d : 'cV[R]_k) : R :=
  match rule with
  | Fr => beta_fr g1 g0 | Prp => beta_prp g1 g0 | Hs => beta_hs g1 g0 d | Dy => beta_dy g1 g0 d
  | Hz => beta_hz mu g1 g0 d | FrPrp => beta_fr_prp g1 g0 | HsDy => beta_hs_dy g1 g0 d
  end.

Theorem execute_beta k rule mu (g1 g0 d : seq R) :
  beta k rule mu g1 g0 d = beta_of rule mu (col_of k g1) (col_of k g0) (col_of k d).
Proof. by rewrite /beta; case: rule; rewrite !list_dotE ?(col_add, col_opp). Qed.

Lemma col_nlcg_direction k rule mu (g1 g0 d : seq R) :
  col_of k (nlcg_direction k rule mu g1 g0 d) =
  - col_of k g1 + beta_of rule mu (col_of k g1) (col_of k g0) (col_of k d) *: col_of k d.
Proof. by rewrite col_add col_opp col_scale execute_beta. Qed.

Theorem execute_nlcg rule mu hx hy p g0 d0 : let: (p', g', d') := nlcg m n g rule mu hx hy (p, g0, d0) in
  let b k := @beta_of k rule mu in
  [/\ point g' = - game_field (point p),
      point d' = - point g' + col_mx (b m (col_of m g'.1) (col_of m g0.1) (col_of m d0.1) *: col_of m d0.1)
                                     (b n (col_of n g'.2) (col_of n g0.2) (col_of n d0.2) *: col_of n d0.2) &
      point p' = point p + steps_mx hx hy *m point d'].
Proof.
rewrite /nlcg; split; first by rewrite point_opp execute_field.
  by rewrite /point /= opp_col_mx add_col_mx !col_nlcg_direction.
by rewrite !pointE.
Qed.

Theorem execute_nlcg_start rule mu hx hy p : let: (p', g', d') := nlcg m n g rule mu hx hy (p, zero R m n, zero R m n) in
  point d' = game_field (point p).
Proof.
rewrite /nlcg /point /= !col_nlcg_direction !col_zero !scaler0 !addr0 -opp_col_mx.
by rewrite -[col_mx _ _]/(point (opp m n (field m n g p))) point_opp opprK execute_field.
Qed.

End Correct.
