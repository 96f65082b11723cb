"""Record a run of a PyTorch optimizer and ask gnash whether it is the method of the paper.

    python log_torch.py --method gn                       # conforms
    python log_torch.py --method adam --bug eps_inside_root   # deviates, and the mistake is named

`Recorder` is what to copy into a program of your own; the rest is an example to try it on: a
small GAN, and four optimizers written by hand, each with a mistake to switch on.
"""

import argparse
import json
import shutil
import subprocess
import sys

import torch
from torch import nn

try:
    from safetensors.numpy import save_file
except ImportError:
    from plain_safetensors import save_file


class Recorder:
    """Keeps p_k and the field of every step. x is the minimising player (a GAN's generator), y the other."""

    def __init__(self, x, y, method):
        x, y = list(x), list(y)
        self.parameters = x + y
        # tensors are stored in the order of their names: those of x come first
        self.names = [f"x{i:05}" for i in range(len(x))] + [f"y{i:05}" for i in range(len(y))]
        scalar, nx = f"f{8 * x[0].element_size()}", sum(p.numel() for p in x)
        self.head = {"transcript": 1, "scalar": scalar, "method": method, "nx": nx}
        self.tensors, self.k = {}, 0

    def keep(self, kind, k, tensors):
        for name, tensor in zip(self.names, tensors):
            # a copy: the optimizer goes on to write into the same memory
            self.tensors[f"{kind}.{k}/{name}"] = tensor.detach().clone().cpu().numpy()

    def field(self, kind="v"):
        """Before the step, with the gradients in place: v = -grad, as each player minimises its own loss."""
        if kind == "v":
            self.keep("p", self.k, self.parameters)
            self.k += 1
        self.keep(kind, self.k - 1, [-p.grad for p in self.parameters])

    def save(self, path):
        self.keep("p", self.k, self.parameters)
        save_file(self.tensors, path, metadata={"gnash": json.dumps(self.head)})


# From here on: the example.


class Game:
    """A GAN on the line: a generator (x) and a discriminator (y) with non-saturating losses."""

    def __init__(self):
        torch.manual_seed(1)
        generator = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
        discriminator = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
        self.generator, self.discriminator = generator, discriminator
        self.x, self.y = list(generator.parameters()), list(discriminator.parameters())

    def batch(self):
        """Of one step, however often its gradients are taken."""
        self.real, self.noise = 2 + torch.randn(32, 1), torch.randn(32, 2)

    def gradients(self):
        """Puts each player's gradient of its own loss into `grad`, both at the present point."""
        real, fake = self.discriminator(self.real), self.discriminator(self.generator(self.noise))
        loss_x = nn.functional.softplus(-fake).mean()
        loss_y = nn.functional.softplus(-real).mean() + nn.functional.softplus(fake).mean()
        for loss, parameters in ((loss_x, self.x), (loss_y, self.y)):
            # not backward(), which would add the gradient of loss_x to that of loss_y in y
            gradients = torch.autograd.grad(loss, parameters, retain_graph=True)
            for p, gradient in zip(parameters, gradients):
                if p.grad is None:
                    p.grad = torch.zeros_like(p)
                p.grad.copy_(gradient)


class GaussNewton:
    """p + h B^-1 v with B = lam I + v v^T over all parameters of both players."""

    settings = {"id": "gn", "h": 0.05, "lam": 0.5, "form": "inverse"}
    bugs = {"sqrt_damping"}

    def step(self, game, parameters, record, bug):
        h, lam = self.settings["h"], self.settings["lam"]
        s = sum((p.grad * p.grad).sum() for p in parameters)
        # Sherman-Morrison: B^-1 v = (v - v (v^T v)/(lam + v^T v))/lam = v/(lam + v^T v)
        phi = 1 / (lam + s)
        if bug == "sqrt_damping":  # 1/sqrt(lam) in front of the bracket
            phi = phi * lam**0.5
        for p in parameters:
            p -= h * phi * p.grad


class Adam:
    """Adam on each player's own gradient."""

    settings = {"id": "adam", "h": 0.002, "beta1": 0.5, "beta2": 0.99, "eps": 1e-8}
    bugs = {"eps_inside_root", "no_bias_correction"}

    def __init__(self):
        self.mean, self.squares, self.t = {}, {}, 0

    def step(self, game, parameters, record, bug):
        h, beta1, beta2, eps = (self.settings[name] for name in ("h", "beta1", "beta2", "eps"))
        self.t += 1
        c1, c2 = 1 - beta1**self.t, 1 - beta2**self.t
        if bug == "no_bias_correction":
            c1 = c2 = 1
        for p in parameters:
            self.mean[p] = beta1 * self.mean.get(p, 0) + (1 - beta1) * p.grad
            self.squares[p] = beta2 * self.squares.get(p, 0) + (1 - beta2) * p.grad**2
            mean, squares = self.mean[p] / c1, self.squares[p] / c2
            root = (squares + eps).sqrt() if bug == "eps_inside_root" else squares.sqrt() + eps
            p -= h * mean / root


class TorchAdam(Adam):
    """The same settings for the optimizer of the library."""

    bugs = set()
    optimizer = None

    def step(self, game, parameters, record, bug):
        h, beta1, beta2, eps = (self.settings[name] for name in ("h", "beta1", "beta2", "eps"))
        if self.optimizer is None:
            self.optimizer = torch.optim.Adam(parameters, lr=h, betas=(beta1, beta2), eps=eps)
        self.optimizer.step()


class Optimistic:
    """p + 2h v_k - h v_{k-1}, with v_{-1} = v_0."""

    settings = {"id": "ogda", "h": 0.1}
    bugs = {"aliased_gradient", "zero_previous"}

    def __init__(self):
        self.previous = None

    def step(self, game, parameters, record, bug):
        h = self.settings["h"]
        if self.previous is None:
            start = torch.zeros_like if bug == "zero_previous" else torch.clone
            self.previous = [start(p.grad) for p in parameters]
        for i, p in enumerate(parameters):
            p -= 2 * h * p.grad - h * self.previous[i]
            # without the clone "previous" is the buffer that the next gradient is written into
            self.previous[i] = p.grad if bug == "aliased_gradient" else p.grad.clone()


class Extragradient:
    """p + h v(p + h v(p)), both gradients on one batch; the second is logged as v_mid."""

    settings = {"id": "eg", "h": 0.1}
    bugs = {"from_the_middle"}

    def step(self, game, parameters, record, bug):
        h = self.settings["h"]
        start = [p.clone() for p in parameters]
        for p in parameters:
            p -= h * p.grad
        with torch.enable_grad():
            game.gradients()
        record.field("v_mid")
        for p, old in zip(parameters, start):
            if bug != "from_the_middle":
                p.copy_(old)
            p -= h * p.grad


OPTIMIZERS = {"gn": GaussNewton, "adam": Adam, "torch_adam": TorchAdam, "ogda": Optimistic, "eg": Extragradient}


def main():
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    about.add_argument("--method", choices=OPTIMIZERS, default="gn")
    about.add_argument("--bug", help="a planted mistake of the method")
    about.add_argument("--f64", action="store_true", help="double precision")
    about.add_argument("--steps", type=int, default=8)
    about.add_argument("--out", default="run.safetensors")
    about.add_argument("--gnash", default="gnash", help="the program, if it is not on PATH")
    args = about.parse_args()
    optimizer = OPTIMIZERS[args.method]()
    if args.bug and args.bug not in optimizer.bugs:
        about.error(f"--bug of {args.method} is one of {sorted(optimizer.bugs)}")

    torch.set_default_dtype(torch.float64 if args.f64 else torch.float32)
    game = Game()
    record = Recorder(game.x, game.y, optimizer.settings)
    for _ in range(args.steps):
        game.batch()
        game.gradients()
        record.field()
        with torch.no_grad():
            optimizer.step(game, record.parameters, record, args.bug)
    record.save(args.out)

    if not shutil.which(args.gnash):
        sys.exit(f"{args.out} is written; judge it with: gnash oracle judge {args.out}")
    sys.exit(subprocess.run([args.gnash, "oracle", "judge", args.out]).returncode)


if __name__ == "__main__":
    main()
