"""Hold an optimizer against the vectors of gnash. Needs numpy and nothing else.

Write a file of yours with one step function per method and hand it to `main`:

    from check_vectors import main

    def ogda(game, p, state, hyper):
        v = game.v(p)
        before = v if state is None else state  # v_{-1} = v_0
        return p + hyper["h"] * (2 * v - before), v

    if __name__ == "__main__":
        main({"ogda": ogda})

`game` has nx, v(p) = (-grad_x loss_x, +grad_y payoff_y), J(p) = v'(p) and dtype; `p` = (x, y) is an
array of that dtype; `state` is None before the first step and then whatever the step returned;
`hyper` has the hyper-parameters under their short names. Methods that may be given `h` have `hx`
and `hy` too. Exit code 0 if all cases pass, 1 if any fails, 2 if none was run.
"""

import argparse
import collections
import json
import pathlib
from fractions import Fraction

import numpy as np

HERE = pathlib.Path(__file__).resolve()
VECTORS = HERE.parents[2] / "tests" / "vectors" / "oracle"


def exact(text):
    """The number that a text means: a fraction, a decimal or a hexadecimal float."""
    text = str(text)
    return Fraction(float.fromhex(text)) if "0x" in text else Fraction(text)


def rounded(text, dtype):
    """That number in a float type, rounded once to nearest (ties, which the files avoid, apart)."""
    value = exact(text)
    near = dtype(float(value))
    around = [np.nextafter(near, dtype(-np.inf)), near, np.nextafter(near, dtype(np.inf))]
    finite = [a for a in around if np.isfinite(a)]
    return min(finite, key=lambda a: abs(Fraction(float(a)) - value)) if finite else near


def array(numbers, dtype, shape=None):
    """A list of texts, or of lists of texts, as an array of this shape."""
    flat = [a for row in numbers for a in (row if isinstance(row, list) else [row])]
    values = np.array([rounded(a, dtype) for a in flat], dtype=dtype)
    return values if shape is None else values.reshape(shape)


class Game:
    """nx, v(p) and J(p) of the quadratic, g and Dirac games of the specification."""

    def __init__(self, game, n, nx, dtype):
        self.kind, self.nx, self.dtype = game["kind"], nx, dtype
        self.variant = game.get("variant")
        if self.kind == "mlp_gan":
            raise NotImplementedError(self.kind)
        if self.kind == "g1":
            game = {"P": [["-6"]], "M": [["4"]], "Q": [["2"]]}
        if self.kind == "g2":
            game = {"P": [["6"]], "M": [["4"]], "Q": [["-2"]]}
        ny = n - nx
        if "M" in game:
            none = {"P": ["0"] * nx * nx, "Q": ["0"] * ny * ny, "b": ["0"] * nx, "c": ["0"] * ny}
            shapes = {"P": (nx, nx), "M": (nx, ny), "Q": (ny, ny), "b": (nx,), "c": (ny,)}
            given = {**none, **game}
            self.P, self.M, self.Q, self.b, self.c = (
                array(given[name], dtype, shape) for name, shape in shapes.items()
            )
        weight = lambda name: rounded(game.get(name, "0"), dtype)
        self.weight_x, self.weight_y = weight("tik_x"), weight("r1") + weight("tik_y")

    def v(self, p):
        """(-grad_x loss_x, +grad_y payoff_y)."""
        x, y = p[: self.nx], p[self.nx :]
        if self.kind == "g3":
            (_, grad, _), n = self.g3(p), self.nx
            return np.concatenate([-grad[:n], grad[n:]])
        if self.kind == "dirac":
            (slope_x, _), (slope_y, _) = self.slopes(x[0] * y[0])
            return np.array(
                [-slope_x * y[0] - self.weight_x * x[0], slope_y * x[0] - self.weight_y * y[0]]
            )
        return np.concatenate(
            [-(self.P @ x + self.M @ y + self.b), self.M.T @ x - self.Q @ y + self.c]
        )

    def J(self, p):
        """v'(p)."""
        if self.kind == "g3":
            hessian = self.g3(p)[2]
            return np.array([[-1], [1]], self.dtype) * hessian
        if self.kind == "dirac":
            x, y = p
            (slope_x, curve_x), (slope_y, curve_y) = self.slopes(x * y)
            return np.array(
                [
                    [-curve_x * y * y - self.weight_x, -slope_x - curve_x * x * y],
                    [slope_y + curve_y * x * y, curve_y * x * x - self.weight_y],
                ]
            )
        return np.block([[-self.P, -self.M], [self.M.T, -self.Q]])

    def slopes(self, t):
        """First and second derivative of what x and y see of t = xy, Phi(t) = -log(1 + e^-t)."""
        if self.variant == "wgan":
            return (self.dtype(1), self.dtype(0)), (self.dtype(1), self.dtype(0))
        small = np.exp(-abs(t))  # no overflow
        upper, lower = 1 / (1 + small), small / (1 + small)
        plus, minus = (upper, lower) if t >= 0 else (lower, upper)
        rising, falling = (plus, plus * minus), (minus, -plus * minus)
        return (rising if self.variant == "nonsaturating" else falling), falling

    def g3(self, p):
        """Value, gradient and Hessian of q E, q = 4x^2 - r^2 - y^4/10, E = exp(-(x^2 + y^2)/100)."""
        number = lambda text: rounded(text, self.dtype)
        x, y = p
        r, r_x, r_xx = y - 3 * x + x**3 / 20, 3 * x**2 / 20 - 3, 3 * x / 10
        e, rate = np.exp(-(x**2 + y**2) / 100), number("1/50")
        q = 4 * x**2 - r**2 - y**4 / 10
        q_1 = np.array([8 * x - 2 * r * r_x, -2 * r - 4 * y**3 / 10])
        q_xy = -2 * r_x
        q_2 = np.array([[8 - 2 * r_x**2 - 2 * r * r_xx, q_xy], [q_xy, -2 - 12 * y**2 / 10]])
        cross = rate * (np.outer(p, q_1) + np.outer(q_1, p))
        bend = rate**2 * np.outer(p, p) - rate * np.eye(2, dtype=self.dtype)
        return q * e, (q_1 - rate * p * q) * e, (q_2 - cross + bend * q) * e


def off(value, expected):
    """How far a float is from an exact number, or from an interval, exactly."""
    value = float(value)
    if not np.isfinite(value):
        return Fraction(10) ** 308
    low, high = (expected, expected) if isinstance(expected, str) else expected
    return max(Fraction(low) - Fraction(value), Fraction(value) - Fraction(high), Fraction(0))


def worst(p, expected):
    return max([off(a, b) for a, b in zip(p, expected, strict=True)], default=Fraction(0))


def run(step, question, dtype):
    """p_0, ..., p_steps of the user's step function."""
    p, hyper = array(question["p0"], dtype), {}
    for name, value in question["method"].items():
        word = isinstance(value, (bool, int)) or not any(c.isdigit() for c in value)
        hyper[name] = value if word or name in ("id", "form", "order") else rounded(value, dtype)
    if "h" in hyper:
        hyper = {"hx": hyper["h"], "hy": hyper["h"], **hyper}
    game, state, path = Game(question["game"], len(p), question["nx"], dtype), None, [p]
    for _ in range(question["steps"]):
        p, state = step(game, path[-1].copy(), state, hyper)
        path.append(np.asarray(p, dtype=dtype))
    return path


def judged(case, step, scalar):
    """("pass" | "FAIL" | "skip", what to say, names of the mistakes that explain it)."""
    dtype, must_refuse = {"f64": np.float64, "f32": np.float32}[scalar], case.get("refuse")
    at_most = case.get("tolerance", {}).get(scalar, {}).get("at_most")
    if at_most is None and must_refuse != "singular":
        return "skip", "nothing to compare", []
    try:
        with np.errstate(all="ignore"):
            path = run(step, case["question"], dtype)
    except NotImplementedError as error:
        return "skip", f"no {error} here", []
    except (ArithmeticError, ValueError, np.linalg.LinAlgError) as error:
        return ("pass" if must_refuse else "FAIL"), f"{type(error).__name__}: {error}", []
    if must_refuse:
        refused = not np.isfinite(path[-1]).all()
        return ("pass" if refused else "FAIL"), f"must be refused: {must_refuse}", []
    for k, expected in case["expect"]["p"].items():
        found = worst(path[int(k)], expected)
        if k in at_most and found > Fraction(at_most[k]):
            said = f"p_{k} is off by {float(found):.2g}, allowed {at_most[k]:.2g} ({case['comment']})"
            return "FAIL", said, [w["id"] for w in case.get("known_wrong", []) if like(path, w, at_most)]
    return "pass", "", []


def like(path, wrong, at_most):
    """Whether a run is within the tolerance of what a known mistake gives."""
    bounds = ((p, path[int(k)], at_most.get(k, 0)) for k, p in wrong["p"].items())
    return all(worst(found, p) <= Fraction(bound) for p, found, bound in bounds)


def main(steps, arguments=None):
    """Checks every step function of {method id: step}, prints, exits."""
    parser = argparse.ArgumentParser(description="hold optimizers against the vectors of gnash")
    parser.add_argument("--vectors", type=pathlib.Path, default=VECTORS)
    parser.add_argument("--scalar", choices=["f64", "f32"], default="f64")
    parser.add_argument("--verbose", action="store_true", help="a line for every case that passes too")
    options = parser.parse_args(arguments)
    total = collections.Counter()
    for method, step in steps.items():
        count, named = collections.Counter(), collections.Counter()
        for case in json.loads((options.vectors / f"{method}.json").read_text())["cases"]:
            verdict, said, mistakes = judged(case, step, options.scalar)
            count[verdict] += 1
            named.update(mistakes)
            if verdict == "FAIL" or options.verbose:
                print(verdict, case["id"], said, *(f"[{mistake}]" for mistake in mistakes))
        total.update(count)
        print(f"{method} in {options.scalar}: {count['pass']} pass, {count['FAIL']} fail, {count['skip']} skipped")
        for mistake, cases in named.most_common(3):
            print(f"  {cases} of the failing runs are those of the known mistake {mistake}")
    raise SystemExit(1 if total["FAIL"] else 0 if total["pass"] else 2)
