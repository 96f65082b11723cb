"""Optimizers as pure functions, in the manner of optax, held against the vectors.

    python check_optax.py                        # both pass
    python check_optax.py --bug zero_previous    # fails, and the mistake is named

An optimizer is `init(params) -> state` and `update(grads, state, params) -> (updates, state)`;
`as_step` makes a step function of it and takes any transformation of optax too. Runs with jax
alone. With optax installed its RMSprop is checked as well, with eps_in_sqrt=False: its default
puts epsilon inside the root, which is another method.
"""

import argparse
import collections
import sys

import jax
import jax.numpy as jnp
import numpy as np

from check_vectors import main

try:
    import optax
except ImportError:
    optax = None

jax.config.update("jax_enable_x64", True)

Transformation = collections.namedtuple("Transformation", ["init", "update"])


def optimistic(hx, hy, bug=None):
    """p - 2h g_k + h g_{k-1}, g_{-1} = g_0, for params (x, y)."""

    def init(params):
        return None

    def update(grads, state, params=None):
        if state is None:
            state = jax.tree.map(jnp.zeros_like, grads) if bug == "zero_previous" else grads
        steps = [h * (g_old - 2 * g) for h, g, g_old in zip((hx, hy), grads, state)]
        return tuple(steps), grads

    return Transformation(init, update)


def momentum(h, beta):
    """m <- beta m + g, p - h m."""

    def init(params):
        return jax.tree.map(jnp.zeros_like, params)

    def update(grads, state, params=None):
        state = jax.tree.map(lambda m, g: beta * m + g, state, grads)
        return jax.tree.map(lambda m: -h * m, state), state

    return Transformation(init, update)


def as_step(make):
    """A step function for the checker from `make(hyper)`, which builds a transformation."""

    def step(game, p, state, hyper):
        split = lambda a: tuple(jnp.asarray(part) for part in np.split(a, [game.nx]))
        optimizer, params = make(hyper), split(p)
        state = optimizer.init(params) if state is None else state[0]
        # each player descends on its own loss: g = (grad_x loss_x, -grad_y payoff_y) = -v
        updates, state = optimizer.update(split(-game.v(p)), state, params)
        params = jax.tree.map(lambda a, b: a + b, params, updates)
        return np.concatenate([np.asarray(part) for part in params]), (state,)

    return step


def rmsprop(hyper):
    return optax.rmsprop(
        hyper["h"],
        decay=hyper.get("rho", 0.99),
        eps=hyper.get("eps", 1e-8),
        eps_in_sqrt=False,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--bug", choices=["zero_previous"])
    options, rest = parser.parse_known_args(sys.argv[1:])
    steps = {"ogda": as_step(lambda hyper: optimistic(hyper["hx"], hyper["hy"], options.bug))}
    if not options.bug:
        steps["sgd_momentum"] = as_step(lambda hyper: momentum(hyper["h"], hyper["beta"]))
        if optax is not None:
            steps["rmsprop"] = as_step(rmsprop)
    # XLA rounds subnormal numbers to zero on CPU
    main(steps, rest, without=["subnormal", "tiny"])
