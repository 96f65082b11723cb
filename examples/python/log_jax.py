"""Record a JAX training loop and ask gnash whether it is the method of the paper.

    python log_jax.py --method ogda                       # conforms
    python log_jax.py --method rmsprop --bug eps_inside_root   # deviates, and the mistake is named

`record` and `save` are what to copy into a program of your own; the rest is an example to try
them on: a two-player problem, an optimistic step written as a pure function, and two optimizers
of optax where it is installed. The mistake of rmsprop is optax's own default.
"""

import argparse
import json
import shutil
import subprocess
import sys

import jax
import jax.numpy as jnp
import numpy as np

try:
    from safetensors.numpy import save_file
except ImportError:
    from plain_safetensors import save_file


def record(log, k, kind, x, y):
    """Keeps a point (`kind` "p") or a field ("v", "v_mid") of step k; x is the minimising player."""
    for player, tree in (("x", x), ("y", y)):
        for i, leaf in enumerate(jax.tree.leaves(tree)):
            # a copy: a donated or reused buffer would change under a view
            log[f"{kind}.{k}/{player}{i:05}"] = np.array(leaf)


def save(log, path, method):
    """All of the log, and what it claims to be, in one file."""
    x = [tensor for name, tensor in log.items() if name.startswith("p.0/x")]
    scalar, nx = f"f{8 * x[0].itemsize}", sum(tensor.size for tensor in x)
    head = {"transcript": 1, "scalar": scalar, "method": method, "nx": nx}
    save_file(log, path, metadata={"gnash": json.dumps(head)})


# From here on: the example.


def payoff(x, y):
    """A zero-sum game: x (a matrix and an offset) minimises, y (a vector) maximises."""
    residual = x["matrix"] @ y - x["offset"]
    return jnp.sum(jnp.sin(residual)) + 0.5 * jnp.sum(x["matrix"] ** 2) - 0.5 * jnp.sum(y**2)


@jax.jit
def field(x, y):
    """v = (-grad_x payoff, +grad_y payoff): x descends, y ascends."""
    grad_x, grad_y = jax.grad(payoff, argnums=(0, 1))(x, y)
    return jax.tree.map(jnp.negative, grad_x), grad_y


def optimistic(h, zero_previous):
    """p + 2h v_k - h v_{k-1} with v_{-1} = v_0, in the manner of optax: (init, update)."""

    def init(p):
        return jax.tree.map(jnp.zeros_like, p) if zero_previous else None

    def update(v, previous):
        previous = v if previous is None else previous
        return jax.tree.map(lambda new, old: 2 * h * new - h * old, v, previous), v

    return init, update


def from_optax(optimizer):
    """An optimizer of optax, which descends a gradient, as one that moves along the field."""

    def update(v, state):
        return optimizer.update(jax.tree.map(jnp.negative, v), state)

    return optimizer.init, update


def build(name, bug):
    """The settings that the log claims, and (init, update)."""
    if name == "ogda" and bug in (None, "zero_previous"):
        return {"id": "ogda", "h": 0.1}, optimistic(0.1, bug == "zero_previous")
    if name == "rmsprop" and bug in (None, "eps_inside_root"):
        import optax

        rmsprop = optax.rmsprop(0.01, decay=0.99, eps=1e-8, eps_in_sqrt=bug == "eps_inside_root")
        return {"id": "rmsprop", "h": 0.01, "rho": 0.99, "eps": 1e-8}, from_optax(rmsprop)
    if name == "adam" and bug is None:
        import optax

        adam = optax.adam(0.01, b1=0.9, b2=0.999, eps=1e-8)
        return {"id": "adam", "h": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}, from_optax(adam)
    sys.exit(f"{name} has no mistake called {bug} here")


def main():
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    about.add_argument("--method", choices=("ogda", "rmsprop", "adam"), default="ogda")
    about.add_argument("--bug", help="zero_previous (ogda) or eps_inside_root (rmsprop)")
    about.add_argument("--f64", action="store_true", help="double precision")
    about.add_argument("--steps", type=int, default=8)
    about.add_argument("--out", default="run.safetensors")
    about.add_argument("--gnash", default="gnash", help="the program, if it is not on PATH")
    args = about.parse_args()
    method, (init, update) = build(args.method, args.bug)

    jax.config.update("jax_enable_x64", args.f64)
    keys = jax.random.split(jax.random.PRNGKey(1), 3)
    x = {"matrix": jax.random.normal(keys[0], (3, 4)), "offset": jax.random.normal(keys[1], (3,))}
    y = jax.random.normal(keys[2], (4,))
    log, state = {}, init((x, y))
    for k in range(args.steps):
        v = field(x, y)
        record(log, k, "p", x, y)
        record(log, k, "v", *v)
        step, state = update(v, state)
        x, y = jax.tree.map(jnp.add, (x, y), step)
    record(log, args.steps, "p", x, y)
    save(log, args.out, method)

    if not shutil.which(args.gnash):
        sys.exit(f"{args.out} is written; judge it with: gnash oracle judge {args.out}")
    sys.exit(subprocess.run([args.gnash, "oracle", "judge", args.out]).returncode)


if __name__ == "__main__":
    main()
