"""Two PyTorch optimizers held against the vectors: torch's own Adam, and a Gauss-Newton of ours.

    python check_torch.py                      # both pass
    python check_torch.py --bug inverse_sqrt_lambda    # fails, and the mistake is named

`as_step` is what to copy: it makes a step function of any torch.optim.Optimizer.
"""

import argparse
import sys

import numpy as np
import torch

from check_vectors import main


class GaussNewton(torch.optim.Optimizer):
    """p + h A v with B = lam I + v v^T and A = B^-1 or B^-1 - I; v = -grad over all parameters."""

    def __init__(self, params, lr, lam, form="inverse", bug=None):
        super().__init__(params, dict(lr=lr, lam=lam, form=form, bug=bug))

    @torch.no_grad()
    def step(self):
        group = self.param_groups[0]
        params = [p for one in self.param_groups for p in one["params"]]
        v = torch.cat([-p.grad.flatten() for p in params])
        lam, front = group["lam"], group["lam"]
        if group["bug"] == "inverse_sqrt_lambda":
            front = front**0.5
        # Sherman-Morrison: B^-1 w = (w - v (v.w)/(lam + v.v))/lam
        move = (v - v * (v.dot(v) / (lam + v.dot(v)))) / front
        if group["form"] == "inverse_minus_identity":
            move = move - v
        sizes = [p.numel() for p in params]
        for p, part in zip(params, move.split(sizes)):
            p.add_(part.view_as(p), alpha=group["lr"])


def as_step(make):
    """A step function for the checker from `make(x, y, hyper)`, which builds an optimizer."""

    def step(game, p, state, hyper):
        if state is None:
            x, y = (torch.nn.Parameter(torch.from_numpy(a.copy())) for a in np.split(p, [game.nx]))
            state = x, y, make(x, y, hyper)
        x, y, optimizer = state
        # each player descends on its own loss: g = (grad_x loss_x, -grad_y payoff_y) = -v
        grads = np.split(-game.v(p), [game.nx])
        x.grad, y.grad = (torch.from_numpy(g.copy()) for g in grads)
        optimizer.step()
        return torch.cat([x, y]).detach().numpy(), state

    return step


def adam(x, y, hyper):
    # what is not given are the defaults, which are the specification's
    betas = float(hyper.get("beta1", 0.9)), float(hyper.get("beta2", 0.999))
    groups = [{"params": [x], "lr": float(hyper["hx"])}, {"params": [y], "lr": float(hyper["hy"])}]
    return torch.optim.Adam(groups, betas=betas, eps=float(hyper.get("eps", 1e-8)))


def gauss_newton(bug):
    def make(x, y, hyper):
        return GaussNewton([x, y], float(hyper["h"]), float(hyper["lam"]), hyper["form"], bug)

    return make


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--bug", choices=["inverse_sqrt_lambda"])
    options, rest = parser.parse_known_args(sys.argv[1:])
    steps = {"gn": as_step(gauss_newton(options.bug))}
    if not options.bug:
        steps["adam"] = as_step(adam)
    main(steps, rest)
