#!/usr/bin/env python3
"""Audit of the proofs: python3 audit.py check | update   (run by `make audit`, `make audit-update`).

A `Theorem` of a file here is public, a `Lemma` is an internal step. For every Theorem this writes audit.v, lets Coq
print its complete type and its transitive assumptions, and compares with audit.expected; the bodies of all
definitions, which the types mention by name, are compared with audit.definitions. It fails on a difference, on a gap
(Admitted, Axiom, Parameter, ... anywhere; Hypothesis or Variable outside a section) and on an assumption that
audit.allowed does not list.
"""

import glob
import os
import re
import subprocess
import sys

HEAD = """# Written by `make -C proofs audit-update`; compared by `make -C proofs audit`.
# For every public theorem: the type as Coq prints it (one line, white space normalised) and its assumptions.
# The ledger hashes (SHA-256) the text after "type: ".
"""
HEAD_DEFINITIONS = """# Written by `make -C proofs audit-update`; compared by `make -C proofs audit`.
# The bodies of the definitions that the types in audit.expected mention by name, as Coq prints them.
"""
PRELUDE = """From mathcomp Require Import all_ssreflect all_algebra complex.
Set Printing Width 1000000.
Set Printing Depth 1000000.
Import GRing.Theory Num.Theory.
Open Scope ring_scope.
Unset Printing Implicit Defensive.
Notation "''M[' R ]_ ( m , n )" := (matrix R m n) (at level 8, format "''M[' R ]_ ( m , n )") : type_scope.
Notation "''M[' R ]_ n" := (matrix R n n) (at level 8, n at level 2, format "''M[' R ]_ n") : type_scope.
Notation "''rV[' R ]_ n" := (matrix R 1 n) (at level 8, n at level 2, format "''rV[' R ]_ n") : type_scope.
Notation "''cV[' R ]_ n" := (matrix R n 1) (at level 8, n at level 2, format "''cV[' R ]_ n") : type_scope.
"""
GAPS = ("Admitted", "admit", "give_up", "Axiom", "Axioms", "Parameter", "Parameters", "Conjecture", "Conjectures", "Abort",
        "bypass_check", "Unset Guard Checking", "Unset Positivity Checking", "Unset Universe Checking")
IN_SECTION = ("Hypothesis", "Hypotheses", "Variable", "Variables", "Context")
KINDS = "Theorem|Definition|Fixpoint|Inductive|Record|Structure|Notation|CoInductive"


def fail(message):
    sys.exit("audit: " + message)


def without_comments(text):
    """The text with its (nested) comments and its strings blanked."""
    out, depth, i, string = [], 0, 0, False
    while i < len(text):
        two = text[i:i + 2]
        if string:
            string = text[i] != '"'
        elif two == "(*":
            depth, i = depth + 1, i + 2
            continue
        elif two == "*)" and depth:
            depth, i = depth - 1, i + 2
            continue
        elif text[i] == '"':
            string = True
        elif depth == 0:
            out.append(text[i])
        if text[i] == "\n" and (depth or string):
            out.append("\n")
        i += 1
    return "".join(out)


def sources():
    """(module, theorem names, definition names) of every file; stops at the first gap."""
    result, seen = [], {}
    for path in sorted(set(glob.glob("*.v")) - {"audit.v"}):
        module, text = path[:-2], without_comments(open(path, encoding="utf-8").read())
        open_sections = []
        for number, line in enumerate(text.split("\n"), 1):
            for word in GAPS:
                if re.search(r"(?<![\w'])" + word + r"(?![\w'])", line):
                    fail(f"{path}:{number}: {word} is a gap")
            if found := re.match(r"\s*Section\s+(\w+)\s*\.", line):
                open_sections.append(found[1])
            if found := re.match(r"\s*End\s+(\w+)\s*\.", line):
                if open_sections and open_sections[-1] == found[1]:
                    open_sections.pop()
            if not open_sections and re.match(r"\s*(#\[.*\]\s*)?(" + "|".join(IN_SECTION) + r")\b", line):
                fail(f"{path}:{number}: a hypothesis or variable outside a section is an axiom")
        theorems = re.findall(r"^\s*(?:#\[.*?\]\s*)?Theorem\s+([\w']+)", text, re.M)
        definitions = re.findall(r"^\s*(?:#\[.*?\]\s*)?(?:Definition|Fixpoint|Inductive|Record|Structure)\s+([\w']+)", text, re.M)
        for name in theorems:
            if name in seen:
                fail(f"{path}: the theorem {name} also stands in {seen[name]}: a ledger name must be unique")
            seen[name] = path
        result.append((module, theorems, definitions))
    return result


def printed(files, open_modules):
    """What Coq prints for each theorem and definition: {(kind, name): text}.

    `Print Assumptions` walks through every proof below a theorem, seconds each; so the theorems of the files that may rest on no
    axiom at all are asked together, as the parts of one term, and the others one by one.
    """
    closed = []
    lines = [f"Require {' '.join('Gnash.' + module for module, _, _ in files)}.", PRELUDE]
    for module, theorems, definitions in files:
        if module not in open_modules:
            closed += [f"Gnash.{module}.{name}" for name in theorems]
        for name in theorems:
            lines += [f'Goal True. idtac "@@type {module}.{name}". Abort.', f"Check @Gnash.{module}.{name}."]
            if module in open_modules:
                lines += [f'Goal True. idtac "@@assumptions {module}.{name}". Abort.', f"Print Assumptions Gnash.{module}.{name}."]
        for name in definitions:
            lines += [f'Goal True. idtac "@@definition {module}.{name}". Abort.', f"Print Gnash.{module}.{name}."]
    lines += ["Definition closed := " + " ".join(f"let _ := @{name} in" for name in closed) + " I."]
    lines += ['Goal True. idtac "@@closed all". Abort.', "Print Assumptions closed."]
    lines += ['Goal True. idtac "@@end end". Abort.']
    with open("audit.v", "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    run = subprocess.run([os.environ.get("COQBIN", "") + "coqc", "-q", "-w", "none", "-Q", ".", "Gnash", "audit.v"],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    if run.returncode:
        fail("coqc audit.v failed:\n" + run.stderr)
    pieces = re.split(r"^@@(\w+) (\S+)\n", run.stdout, flags=re.M)
    return {(pieces[i], pieces[i + 1]): pieces[i + 2] for i in range(1, len(pieces) - 2, 3)}


def allowed():
    rows = [line.split() for line in open("audit.allowed", encoding="utf-8") if line.strip() and line[0] != "#"]
    return {(row[0], row[1]) for row in rows}


def axioms(text):
    """The axiom names of a `Print Assumptions`; the empty list when it is closed."""
    if text.strip() == "Closed under the global context":
        return []
    names = re.findall(r"^([\w.']+)\s*(?::|$)", text, re.M)
    names = sorted(name for name in names if name not in ("Axioms", "Axioms:"))
    return names or ["UNREADABLE"]


def report(files):
    """The two texts to commit or to compare."""
    permitted, theorems, bodies = allowed(), [], []
    open_modules = {module for module, _ in permitted}
    outputs = printed(files, open_modules)
    if found := axioms(outputs[("closed", "all")]):
        fail(f"a theorem of a file without a row in audit.allowed rests on {', '.join(found)}")
    for module, names, definitions in files:
        for name in names:
            kind = " ".join(outputs[("type", f"{module}.{name}")].split())
            kind = kind.split(" : ", 1)[1]
            found = axioms(outputs[("assumptions", f"{module}.{name}")]) if module in open_modules else []
            for axiom in found:
                if (module, axiom) not in permitted:
                    fail(f"{module}.v: {name} rests on {axiom}, which audit.allowed does not list")
            theorems.append((name, f"theorem {name}\ntype: {kind}\nassumptions: {', '.join(found) or 'none'}\n"))
        for name in definitions:
            body = " ".join(outputs[("definition", f"{module}.{name}")].split())
            body = re.sub(r"\s*Arguments .*$", "", body)
            bodies.append((f"{module}.{name}", f"definition {module}.{name}\nbody: {body}\n"))
    return ["\n".join([head] + [block for _, block in sorted(blocks)])
            for head, blocks in ((HEAD, theorems), (HEAD_DEFINITIONS, bodies))]


def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    files = sources()
    texts = report(files)
    for path, text in zip(("audit.expected", "audit.definitions"), texts):
        if sys.argv[1:] == ["update"]:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        elif sys.argv[1:] == ["check"]:
            old = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
            if old != text:
                gone = sorted(set(old.split("\n\n")) - set(text.split("\n\n")))
                new = sorted(set(text.split("\n\n")) - set(old.split("\n\n")))
                fail(f"{path} differs.\nexpected only:\n" + "\n".join(gone) + "\nprinted only:\n" + "\n".join(new))
        else:
            fail("usage: audit.py check | update")
    count = sum(len(theorems) for _, theorems, _ in files)
    print(f"audit: {count} theorems, {sum(len(d) for _, _, d in files)} definitions, no gap")


main()
