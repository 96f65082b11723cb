"""Hold an optimizer against the vectors of gnash. Needs numpy and nothing else.

Write a file of yours with one step function per method and hand it to `main`:

    from check_vectors import main

    def ogda(game, p, state, hyper):
        v = game.v(p)
        before = v if state is None else state  # v_{-1} = v_0
        return p + game.each(hyper["hx"], hyper["hy"]) * (2 * v - before), v

    main({"ogda": ogda})

`game` has nx, dtype, v(p) = (-grad_x loss_x, +grad_y payoff_y), J(p) = v'(p), and each(a, b), which
is a for entries of x and b for those of y; `p` = (x, y) is an array of that dtype; `state` is None
before the first step, then whatever the step returned; `hyper` has the hyper-parameters, and hx and
hy also where only h is given. Exit code 0 if all cases pass, 1 if any fails, 2 if none was run.
"""

import argparse
import collections
import json
import pathlib
from fractions import Fraction

import numpy as np

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "vectors" / "oracle"


def rounded(text, dtype):
    """A fraction, decimal or hexadecimal float in a float type, rounded once to nearest."""
    value = Fraction(float.fromhex(text) if "0x" in text else text)
    near = dtype(float(value))
    around = [np.nextafter(near, dtype(-np.inf)), near, np.nextafter(near, dtype(np.inf))]
    finite = [a for a in around if np.isfinite(a)]
    return min(finite, key=lambda a: abs(Fraction(float(a)) - value)) if finite else near


def array(numbers, dtype, shape=-1):
    """A list of texts, or of lists of texts, as an array of this shape."""
    flat = [a for row in numbers for a in (row if isinstance(row, list) else [row])]
    return np.array([rounded(a, dtype) for a in flat], dtype=dtype).reshape(shape)


class Game:
    """nx, v(p) and J(p) of the quadratic, g and Dirac games of the specification."""

    def __init__(self, game, n, nx, dtype):
        self.kind, self.n, self.nx, self.dtype = game["kind"], n, nx, dtype
        self.variant = game.get("variant")
        if self.kind == "mlp_gan":  # left out to stay short
            raise NotImplementedError(self.kind)
        closed = dict(g1=dict(P=["-6"], M=["4"], Q=["2"]), g2=dict(P=["6"], M=["4"], Q=["-2"]))
        game = closed.get(self.kind, game)
        ny = n - nx
        if "M" in game:
            for name, shape in dict(P=(nx, nx), M=(nx, ny), Q=(ny, ny), b=(nx,), c=(ny,)).items():
                given = game.get(name) or ["0"] * int(np.prod(shape))
                setattr(self, name, array(given, dtype, shape))
        weight = lambda name: rounded(game.get(name, "0"), dtype)
        self.weight_x, self.weight_y = weight("tik_x"), weight("r1") + weight("tik_y")

    def each(self, a, b):
        """a for every entry of x, b for every entry of y."""
        return np.array([a] * self.nx + [b] * (self.n - self.nx), self.dtype)

    def v(self, p):
        """(-grad_x loss_x, +grad_y payoff_y)."""
        x, y = p[: self.nx], p[self.nx :]
        if self.kind == "g3":
            return np.array([-1, 1], self.dtype) * self.g3(p)[0]
        if self.kind == "dirac":
            (slope_x, _), (slope_y, _) = self.slopes(x[0] * y[0])
            return np.concatenate([-slope_x * y - self.weight_x * x, slope_y * x - self.weight_y * y])
        grad_x, grad_y = self.P @ x + self.M @ y + self.b, self.M.T @ x - self.Q @ y + self.c
        return np.concatenate([-grad_x, grad_y])

    def J(self, p):
        """v'(p)."""
        if self.kind == "g3":
            return np.array([[-1], [1]], self.dtype) * self.g3(p)[1]
        if self.kind == "dirac":
            x, y = p
            (slope_x, curve_x), (slope_y, curve_y) = self.slopes(x * y)
            of_x = [-curve_x * y * y - self.weight_x, -slope_x - curve_x * x * y]
            of_y = [slope_y + curve_y * x * y, curve_y * x * x - self.weight_y]
            return np.array([of_x, of_y])
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
        """Gradient and Hessian of q E, q = 4x^2 - r^2 - y^4/10, E = exp(-(x^2 + y^2)/100)."""
        x, y = p
        r, r_x, r_xx = y - 3 * x + x**3 / 20, 3 * x**2 / 20 - 3, 3 * x / 10
        e, rate = np.exp(-(x**2 + y**2) / 100), rounded("1/50", self.dtype)
        q = 4 * x**2 - r**2 - y**4 / 10
        q_1 = np.array([8 * x - 2 * r * r_x, -2 * r - 4 * y**3 / 10])
        q_xx, q_yy = 8 - 2 * r_x**2 - 2 * r * r_xx, -2 - 12 * y**2 / 10
        q_2 = np.array([[q_xx, -2 * r_x], [-2 * r_x, q_yy]])
        cross = rate * (np.outer(p, q_1) + np.outer(q_1, p))
        bend = rate**2 * np.outer(p, p) - rate * np.eye(2, dtype=self.dtype)
        return (q_1 - rate * p * q) * e, (q_2 - cross + bend * q) * e


def off(value, expected):
    """How far a float is from an exact number, or from an interval, exactly."""
    if not np.isfinite(value):
        return Fraction(10) ** 308
    low, high = (expected, expected) if isinstance(expected, str) else expected
    value = Fraction(float(value))
    return max(Fraction(low) - value, value - Fraction(high), Fraction(0))


def worst(p, expected):
    """The largest of those distances."""
    return max([off(a, b) for a, b in zip(p, expected, strict=True)], default=Fraction(0))


def run(step, question, dtype):
    """p_0, ..., p_steps of the user's step function."""
    p, hyper = array(question["p0"], dtype), {}
    for name, value in question["method"].items():
        number = isinstance(value, str) and value[0] in "-0123456789"
        hyper[name] = rounded(value, dtype) if number else value
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
            said = f"p_{k} is off by {float(found):.2g}, allowed {at_most[k]:.2g}: {case['comment']}"
            names = [w["id"] for w in case.get("known_wrong", []) if like(path, w, at_most)]
            return "FAIL", said, names
    return "pass", "", []


def like(path, wrong, at_most):
    """Whether a run is within the tolerance of what a known mistake gives."""
    bounds = ((p, path[int(k)], at_most.get(k, 0)) for k, p in wrong["p"].items())
    return all(worst(found, p) <= bound for p, found, bound in bounds)


def main(steps, arguments=None, without=()):
    """Checks every step function of {method id: step} on all cases but those with a flag of
    `without`, prints, exits."""
    parser = argparse.ArgumentParser(description="hold optimizers against the vectors of gnash")
    parser.add_argument("--vectors", type=pathlib.Path, default=VECTORS)
    parser.add_argument("--scalar", choices=["f64", "f32"], default="f64")
    parser.add_argument("--verbose", action="store_true", help="a line for every case")
    options = parser.parse_args(arguments)
    total = collections.Counter()
    for method, step in steps.items():
        count, named = collections.Counter(), collections.Counter()
        for case in json.loads((options.vectors / f"{method}.json").read_text())["cases"]:
            if any(flag in without for flag in case["flags"]):
                continue
            verdict, said, mistakes = judged(case, step, options.scalar)
            count[verdict] += 1
            named.update(mistakes)
            if verdict == "FAIL" or options.verbose:
                print(verdict, case["id"], said, *(f"[{mistake}]" for mistake in mistakes))
        total += count
        print(f"{method} in {options.scalar}:", *(f"{n} {what}" for what, n in count.items()))
        for mistake, cases in named.most_common(3):
            print(f"  {cases} of the failing runs are those of the known mistake {mistake}")
    raise SystemExit(1 if total["FAIL"] else 0 if total["pass"] else 2)
