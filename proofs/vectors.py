#!/usr/bin/env python3
"""Vectors of the executable specification: python3 vectors.py DIR   (run by `make vectors`, `make vectors-check`).

Writes a Coq file that evaluates the steps of execute.v on the cases below, in exact rationals (rationals.v), runs it,
and writes what Coq prints to DIR, one JSON file per method. Nothing is computed here.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

START = {"g1": (["1/2"], ["-1/3"]), "g2": (["1/2"], ["-1/3"]), "quadratic 2+1": (["1/2", "-1/4"], ["1/3"]),
         "quadratic 2+2": (["1", "-1/2"], ["1/3", "2/5"]), "bilinear 2+2": (["1/2", "1/3"], ["-1/4", "1"])}
GAMES = {
    "g1": {"P": [["-6"]], "M": [["4"]], "Q": [["2"]], "b": ["0"], "c": ["0"]},
    "g2": {"P": [["6"]], "M": [["4"]], "Q": [["-2"]], "b": ["0"], "c": ["0"]},
    "quadratic 2+1": {"P": [["2", "1/2"], ["1/2", "1"]], "M": [["1"], ["-1/3"]], "Q": [["3/2"]],
                      "b": ["1/4", "-1"], "c": ["1/5"]},
    "quadratic 2+2": {"P": [["1", "-1/2"], ["-1/2", "2"]], "M": [["1/3", "-1"], ["2", "1/4"]],
                      "Q": [["2", "1/3"], ["1/3", "1"]], "b": ["1/2", "-1/3"], "c": ["-1", "1/4"]},
    "bilinear 2+2": {"P": [["0", "0"], ["0", "0"]], "M": [["1", "-1/2"], ["1/3", "2"]], "Q": [["0", "0"], ["0", "0"]],
                     "b": ["1/4", "0"], "c": ["0", "-1/2"]},
}
# f_yy is singular on a bilinear game
INVERT_FYY = {"fr", "gdn", "hessian_fr"}
FORMS = {"inverse": "Inverse", "inverse_minus_identity": "InverseMinusIdentity"}
RULES = {"fr": "Fr", "prp": "Prp", "hs": "Hs", "dy": "Dy", "hz": "Hz", "fr_prp": "FrPrp", "hs_dy": "HsDy"}
STEPS = 3
PLAIN = ("id", "{p}")


def core(**more):
    return [dict(h=h, lam=lam, form=form, **more) for form, h, lam in
            (("inverse", "1/4", "1/2"), ("inverse_minus_identity", "1/5", "1/3"))]


# method: (hyper-parameters of each series, the Coq step, which part of the state is the point, the first state)
METHODS = {
    "gda": ([{"h": "1/10"}, {"hx": "1/10", "hy": "1/3"}], "some (gda {game} {hx} {hy})", *PLAIN),
    "eg": ([{"h": "1/8"}, {"hx": "1/10", "hy": "1/3"}], "some (eg {game} {hx} {hy})", *PLAIN),
    "ogda": ([{"h": "1/8"}, {"hx": "1/10", "hy": "1/3"}], "some (ogda {game} {hx} {hy})", "fst", "({p}, field {game} {p})"),
    "eftp": ([{"h": "1/8"}, {"hx": "1/10", "hy": "1/3"}], "some (eftp {game} {hx} {hy})", "fst", "({p}, {p})"),
    "gn": (core(), "some (gn {game} {form} {h} {lam})", *PLAIN),
    "gn_block": (core(), "some (gn_block {game} {form} {h} {lam})", *PLAIN),
    "gn_ema": (core(beta="2/3"), "some (gn_ema {game} {form} {h} {lam} {beta})", "fst", "({p}, {zero})"),
    "fr": ([{"hx": "1/10", "hy": "1/4"}], "fr {game} {hx} {hy}", *PLAIN),
    "gdn": ([{"hx": "1/10"}, {"hx": "1/3", "hessian_at": "new"}], "gdn {game} {hx}", *PLAIN),
    "hessian_fr": ([{"hx": "1/10", "hy1": "1/4", "hy2": "1/5"}], "hessian_fr {game} {hx} {hy1} {hy2}", *PLAIN),
    "cgd": ([{"h": "1/5"}], "cgd {game} {h}", *PLAIN),
    "conopt": ([{"h": "1/10", "gamma": "1/3"}], "some (conopt {game} {h} {gamma})", *PLAIN),
    "sga": ([{"h": "1/10", "lam": "1/2"}, {"h": "1/10", "lam": "1/2", "align": True, "align_eps": "1/10"}],
            "some (sga {game} {h} {lam} {align})", *PLAIN),
    "nlcg": ([{"h": "1/10", "beta": rule, "mu": "2"} for rule in RULES] + [{"hx": "1/10", "hy": "1/4", "beta": "hz", "mu": "3/2"}],
             "some (nlcg {game} {beta} {mu} {hx} {hy})", "(fun s => s.1.1)", "({p}, {zero}, {zero})"),
}
PRELUDE = """From Coq Require Import QArith Qcanon.
From mathcomp Require Import all_ssreflect all_algebra.
From Gnash Require Import rationals execute_lists execute.
Set Printing Width 1000000.
Set Printing Depth 1000000.
Definition q (a : Z) (b : positive) : Qc_realFieldType := Q2Qc (Qmake a b).
Definition some {S : Type} (step : S -> S) (s : S) := Some (step s).
Definition shown := omap (map (map (fun x : Qc_realFieldType => (Qnum x, Qden x)))).
"""


def coq(value):
    """A fraction, a list or a word of JSON as a Coq term."""
    if isinstance(value, list):
        return "[:: " + "; ".join(map(coq, value)) + "]"
    if value in FORMS:
        return FORMS[value]
    if value in RULES:
        return RULES[value]
    numerator, _, denominator = value.partition("/")
    return f"(q ({numerator}) {denominator or 1})"


def cases():
    """(method id, case without its answer, the Coq term of the answer)."""
    for method, (series, step, point, start) in METHODS.items():
        for number, parameters in enumerate(series):
            for name, game in GAMES.items():
                if method in INVERT_FYY and name.startswith("bilinear"):
                    continue
                x, y = START[name]
                words = {key: coq(value) for key, value in parameters.items() if isinstance(value, str) and key != "hessian_at"}
                words["hx"], words["hy"] = words.get("hx", words.get("h")), words.get("hy", words.get("h"))
                words["align"] = f"(Some {words['align_eps']})" if parameters.get("align") else "None"
                sizes = f"{len(x)} {len(y)}"
                fields = " ".join(coq(game[field]) for field in "PMQbc")
                p, zero = f"({coq(x)}, {coq(y)})", f"(zero Qc_realFieldType {sizes})"
                words |= {"game": f"{sizes} (Game {fields})", "p": p, "zero": zero}
                term = f"run {point} ({step.format(**words)}) {STEPS} {start.format(**words)}"
                kind = name.split()[0]
                shape = {"quadratic": "PMQbc", "bilinear": "Mbc"}.get(kind, "")
                about = ", ".join(f"{key} {value}" for key, value in parameters.items())
                yield method, {
                    "id": f"{method}-{number}-{name.replace(' ', '-')}", "comment": f"{method} with {about} on {name}",
                    "game": {"kind": kind} | {field: game[field] for field in shape},
                    "method": {"id": method} | parameters, "nx": len(x), "p0": x + y}, term


def answers(terms):
    """What Coq prints for each term: a list of points, each a list of fractions."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "evaluate.v")
        with open(path, "w", encoding="utf-8") as file:
            file.write(PRELUDE + "".join(f"Eval vm_compute in shown ({term}).\n" for term in terms))
        run = subprocess.run([os.environ.get("COQBIN", "") + "coqc", "-q", "-w", "none", "-Q", ".", "Gnash", path],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    if run.returncode:
        sys.exit("vectors: coqc failed:\n" + run.stderr)
    printed = re.findall(r"^     = (.*?)^     : ", run.stdout, re.M | re.S)
    if len(printed) != len(terms):
        sys.exit(f"vectors: {len(terms)} terms, {len(printed)} answers")
    return [read(" ".join(text.split())) for text in printed]


def read(text):
    if not text.startswith("Some [:: [::"):
        sys.exit("vectors: a step has no answer: " + text[:200])
    fraction = r"\(\(?(-?\d+)\)?%Z, (\d+)%\w+\)"
    points = [[numerator if denominator == "1" else f"{numerator}/{denominator}" for numerator, denominator in re.findall(fraction, point)]
              for point in text[len("Some [:: "):].split("[::")[1:]]
    left = re.sub(fraction, "", text)
    if re.search(r"\d", left):
        sys.exit("vectors: cannot read " + left)
    return points


def main():
    folder = os.path.abspath(sys.argv[1])
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    every = list(cases())
    files = {}
    for (method, case, _), points in zip(every, answers([term for _, _, term in every])):
        if [len(point) for point in points] != [len(case["p0"])] * STEPS:
            sys.exit(f"vectors: {case['id']} has points of the wrong size")
        files.setdefault(method, []).append(case | {"p": points})
    os.makedirs(folder, exist_ok=True)
    for method, found in files.items():
        with open(os.path.join(folder, method + ".json"), "w", encoding="utf-8") as file:
            lines = ",\n".join("  " + json.dumps(case) for case in found)
            file.write('{"source": "proofs/execute.v", "cases": [\n' + lines + "\n]}\n")
    print(f"vectors: {len(files)} methods, {len(every)} cases of {STEPS} steps")


main()
