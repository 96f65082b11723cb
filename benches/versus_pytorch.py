#!/usr/bin/env python3
"""One training step of a WGAN-GP: ours against PyTorch's variants, alternating in one run.

    python benches/versus_pytorch.py --threads 2 --rounds 5 --json versus.json

Needs torch and numpy; builds our side with `cargo bench --no-run` unless --ours names the binary. Both sides
are processes that stay alive and answer "run N". Only the ratios of one run mean something: the times
move with the machine. A turn in which other processes used 0.15 cores or more is contended: it is flagged, and
left out of the medians wherever an uncontended one exists.

The step, on both sides: draw noise, generate; discriminator on real, fake and mixture (three batch-norm passes);
payoff_y = mean D(real) - mean D(fake) - c mean((|grad D(x)| - 1)^2), x = a real + (1 - a) fake with one
uniform a per sample; loss_x = -mean D(fake); update both players at once. `mnist_dcgan` puts the loss behind
a sigmoid. PyTorch's variants:

    published     two autograd.grad calls with create_graph, concatenated vectors, the authors' update
    shared        one backward pass for both players, update in place with foreach calls
    shared_cl     the same, channels last
    adam          shared, torch.optim.Adam(fused=True)
    adam_cl       the same, channels last
    compiled      the whole gradient computation of `shared`, double backward included, as one compiled graph
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

VARIANTS = ["published", "shared", "shared_cl", "adam", "adam_cl", "compiled"]
CONTENDED = 0.15  # cores used by others; the same rule as in benches/support/load.rs
PAUSE = 0.4  # seconds between turns: OpenMP's waiting threads spin for a while
OURS = "gnash"


# ---------------------------------------------------------------- PyTorch's side

class Settings:
    """Networks of both papers: (in, out, kernel, stride, padding, batch norm) per layer."""

    def __init__(self, network, width):
        self.mnist = network == "mnist_dcgan"
        base = 28 if self.mnist else 256
        w, w2, w4 = (max(1, int(n * width + 0.5)) for n in (base, 2 * base, 4 * base))
        mid = 3 if self.mnist else 4
        c = 1 if self.mnist else 3
        self.image = (c, 28, 28) if self.mnist else (c, 32, 32)
        self.critic = [(c, w, 4, 2, 1, 0), (w, w2, 4, 2, 1, 1), (w2, w4, mid, 2, 1, 1), (w4, 1, 4, 1, 0, 0)]
        self.generator = [(100, w4, 4, 1, 0, 1), (w4, w2, mid, 2, 1, 1), (w2, w, 4, 2, 1, 1), (w, c, 4, 2, 1, 0)]
        self.bias = not self.mnist
        self.deviation = 0.02 if self.mnist else 0.005
        # A tiny step: with the published one, random images saturate the sigmoid and denormals distort the time.
        self.step, self.damping, self.penalty = (1e-6, 0.1, 0.1) if self.mnist else (1e-5, 1e-2, 1.0)


class Workbench:
    """One pair of networks in one memory format, and the pieces of its step."""

    def __init__(self, torch, settings, batch, channels_last):
        self.torch, self.s, self.batch = torch, settings, batch
        nn = torch.nn

        def build(layers, transposed):
            ops = []
            for i, (ci, co, k, stride, pad, bn) in enumerate(layers):
                conv = (nn.ConvTranspose2d if transposed else nn.Conv2d)(ci, co, k, stride, pad, bias=settings.bias)
                nn.init.normal_(conv.weight, 0.0, settings.deviation)
                ops.append(conv)
                if bn:
                    ops.append(nn.BatchNorm2d(co))
                if i + 1 < len(layers):
                    ops.append(nn.ReLU(True) if transposed else nn.LeakyReLU(0.2, inplace=True))
            if transposed:
                ops.append(nn.Tanh())
            elif settings.mnist:
                ops.append(nn.Sigmoid())
            return nn.Sequential(*ops)

        self.format = torch.channels_last if channels_last else torch.contiguous_format
        self.D = build(settings.critic, False).to(memory_format=self.format)
        self.G = build(settings.generator, True).to(memory_format=self.format)
        self.pd, self.pg = list(self.D.parameters()), list(self.G.parameters())
        self.images = [(torch.rand(batch, *settings.image) * 2 - 1).to(memory_format=self.format) for _ in range(4)]
        self.turn, self.moment, self.optimizer = 0, 0, None

    def inputs(self):
        """Real images, noise, one uniform mixture weight per sample."""
        self.turn += 1
        return (self.images[self.turn % 4], self.torch.randn(self.batch, 100, 1, 1),
                self.torch.rand(self.batch, 1, 1, 1))

    def critic(self, x, D=None):
        return (D or self.D)(x).reshape(-1)

    def minus_payoff(self, real, fake, mix, D=None):
        """-(mean D(real) - mean D(fake) - c mean((|grad D(x)| - 1)^2)), and D(fake); the generator gets nothing from x."""
        torch = self.torch
        score_real, score_fake = self.critic(real, D), self.critic(fake, D)
        x = (mix * real + (1 - mix) * fake).detach().requires_grad_(True)
        score = self.critic(x, D)
        slope, = torch.autograd.grad(score, x, torch.ones_like(score), create_graph=True)
        norm = torch.sqrt(slope.reshape(self.batch, -1).pow(2).sum(1) + 1e-12)
        return score_fake.mean() - score_real.mean() + self.s.penalty * ((norm - 1) ** 2).mean(), score_fake

    def gradients_published(self, real, z, mix):
        grad = self.torch.autograd.grad
        loss_y, score_fake = self.minus_payoff(real, self.G(z), mix)
        gd = grad(loss_y, self.pd, create_graph=True, retain_graph=True)
        gg = grad(-score_fake.mean(), self.pg, create_graph=True, retain_graph=True)
        return gd, gg

    def gradients_shared(self, real, z, mix):
        """d(loss_y)/d(fake) is d(mean D(fake))/d(fake), so minus it is the generator's cotangent."""
        grad = self.torch.autograd.grad
        fake = self.G(z)
        leaf = fake.detach().requires_grad_(True)
        loss_y, _ = self.minus_payoff(real, leaf, mix)
        *gd, cotangent = grad(loss_y, self.pd + [leaf])
        return gd, list(grad(fake, self.pg, -cotangent))

    def update_published(self, gd, gg):
        torch, s = self.torch, self.s
        g = torch.cat([t.contiguous().view(-1) for t in (*gd, *gg)]).detach()
        if not s.mnist:  # RMS scaling in the CIFAR script
            self.moment = 0.99 * self.moment + 0.01 * g * g
            g = g / (torch.sqrt(self.moment) + 1e-7)
        root = s.damping ** 0.5
        u = (s.step ** 0.5) * g / root
        square = u @ u
        # the MNIST script has u(u.u) where the formula has u(u.g)
        solved = (g - u * ((square if s.mnist else u @ g) / (1 + square))) / root
        change, i = s.step * (solved - g), 0
        for p in self.pd + self.pg:
            p.data.add_(change[i:i + p.numel()].reshape(p.shape))
            i += p.numel()

    def update_gn(self, gradients):
        """p + h v/(lambda + |v|^2), v = -gradients of the players' own losses."""
        torch = self.torch
        with torch.no_grad():
            square = torch.stack(torch._foreach_norm(gradients)).pow(2).sum().item()
            torch._foreach_add_(self.pd + self.pg, gradients, alpha=-self.s.step / (self.s.damping + square))

    def update_adam(self, gradients):
        if self.optimizer is None:
            self.optimizer = self.torch.optim.Adam(self.pd + self.pg, lr=1e-6, betas=(0.5, 0.999), fused=True)
        for p, g in zip(self.pd + self.pg, gradients):
            p.grad = g
        self.optimizer.step()
        for p in self.pd + self.pg:
            p.grad = None

    def compiled(self):
        """The gradients of `shared`, traced through both backward passes to one graph, then compiled."""
        torch = self.torch
        from torch._inductor.decomposition import select_decomp_table
        from torch.func import functional_call
        from torch.fx.experimental.proxy_tensor import make_fx
        for module in [*self.D.modules(), *self.G.modules()]:
            if isinstance(module, torch.nn.BatchNorm2d):  # a little less work than the others do
                module.track_running_stats = False
                module.running_mean = module.running_var = module.num_batches_tracked = None
            if hasattr(module, "inplace"):
                module.inplace = False
        names_d = [n for n, _ in self.D.named_parameters()]
        names_g = [n for n, _ in self.G.named_parameters()]

        def pure(pd, pg, real, z, mix):
            pd = [p.detach().requires_grad_(True) for p in pd]
            pg = [p.detach().requires_grad_(True) for p in pg]
            fake = functional_call(self.G, dict(zip(names_g, pg)), (z,))
            leaf = fake.detach().requires_grad_(True)
            loss_y, _ = self.minus_payoff(real, leaf, mix, lambda x: functional_call(self.D, dict(zip(names_d, pd)), (x,)))
            *gd, cotangent = torch.autograd.grad(loss_y, pd + [leaf])
            return [g.detach() for g in (*gd, *torch.autograd.grad(fake, pg, -cotangent))]

        def bare():
            return [p.detach() for p in self.pd], [p.detach() for p in self.pg]

        graph = make_fx(pure, decomposition_table=select_decomp_table(), tracing_mode="fake")(*bare(), *self.inputs())
        graph.graph.eliminate_dead_code()
        graph.recompile()
        fast = torch.compile(graph, fullgraph=True, dynamic=False)

        def gradients(real, z, mix):
            with torch.no_grad():
                return list(fast(*bare(), real, z, mix))
        return gradients

    def stepper(self, variant):
        if variant == "published":
            return lambda: self.update_published(*self.gradients_published(*self.inputs()))
        if variant == "compiled":
            gradients = self.compiled()
            return lambda: self.update_gn(gradients(*self.inputs()))
        update = self.update_adam if variant.startswith("adam") else self.update_gn

        def step():
            gd, gg = self.gradients_shared(*self.inputs())
            update(gd + gg)
        return step


def import_torch(threads):
    os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(threads)
    import torch
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    return torch


def serve_torch(args):
    """Answers "run VARIANT N" and "warm VARIANT" with one JSON line each."""
    torch = import_torch(args.threads)
    settings, steppers = Settings(args.network, args.width), {}

    def say(line):
        print(json.dumps(line), flush=True)

    say({"ready": True, "torch": torch.__version__})
    for line in sys.stdin:
        command, variant, *count = line.split()
        try:
            if command == "warm":
                begin = time.perf_counter()
                steppers[variant] = Workbench(torch, settings, args.batch, variant.endswith("_cl")).stepper(variant)
                for _ in range(3):
                    steppers[variant]()
                say({"warm": time.perf_counter() - begin})
                continue
            step, each = steppers[variant], []
            for _ in range(int(count[0])):
                begin = time.perf_counter()
                step()
                each.append(time.perf_counter() - begin)
            say({"steps": len(each), "seconds": sum(each), "each": each})
        except Exception as error:  # a variant that does not work here is reported, not fatal
            say({"error": f"{type(error).__name__}: {str(error)[:300]}"})


def check(args):
    """Every way of computing the field agrees, and the penalty's gradient agrees with finite differences."""
    torch = import_torch(args.threads)
    torch.set_default_dtype(torch.float64)
    worst = 0.0
    for network, width in (("mnist_dcgan", 1 / 7), ("cifar_dcgan", 1 / 64)):
        bench = Workbench(torch, Settings(network, width), 5, False)
        with torch.no_grad():
            for p in bench.pd + bench.pg:
                p.add_(0.1 * torch.randn_like(p))
        given = bench.inputs()
        published = [g.detach() for part in bench.gradients_published(*given) for g in part]
        shared = [g for part in bench.gradients_shared(*given) for g in part]

        def distance(a, b):
            a, b = (torch.cat([t.reshape(-1) for t in part]) for part in (a, b))
            return ((a - b).norm() / a.norm()).item()

        # directional derivative of payoff_y and loss_x; small steps, not to cross a kink of the leaky ReLU
        eps, along = 1e-7, [torch.randn_like(p) for p in bench.pd + bench.pg]
        n, (real, z, mix) = len(bench.pd), given

        def losses():
            fake = bench.G(z)
            loss_y, score = bench.minus_payoff(real, fake, mix)
            return loss_y.item(), -score.mean().item()

        def shifted(part, sign):
            with torch.no_grad():
                for p, d in list(zip(bench.pd + bench.pg, along))[part]:
                    p.add_(sign * eps * d)
            value = losses()
            with torch.no_grad():
                for p, d in list(zip(bench.pd + bench.pg, along))[part]:
                    p.sub_(sign * eps * d)
            return value

        slopes = []
        for which, part in enumerate((slice(0, n), slice(n, None))):
            finite = (shifted(part, 1)[which] - shifted(part, -1)[which]) / (2 * eps)
            exact = sum((g * d).sum().item() for g, d in list(zip(shared, along))[part])
            slopes.append(abs(finite - exact) / max(abs(exact), 1e-3))
        compiled = distance(shared, bench.compiled()(*given)) if "compiled" in args.variants else 0.0
        print(f"{network}: shared against published {distance(published, shared):.1e}, compiled against shared {compiled:.1e}, "
              f"finite differences y {slopes[0]:.1e}, x {slopes[1]:.1e}")
        worst = max(worst, distance(published, shared) / 1e-12, compiled / 1e-12, max(slopes) / 1e-4)
    if not worst <= 1:
        sys.exit("the variants do not compute the same field")


# ---------------------------------------------------------------- alternation

def machine_ticks():
    with open("/proc/stat") as f:
        t = [int(x) for x in f.readline().split()[1:]]
    return t[0] + t[1] + t[2] + t[5] + t[6] + t[7]


def process_ticks(pid):
    with open(f"/proc/{pid}/stat") as f:
        t = f.read().rsplit(")", 1)[1].split()
    return int(t[11]) + int(t[12])


class Player:
    """A process that answers one JSON line per command."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.about = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process ended with exit code {self.process.wait()}")
        return json.loads(line)

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = self.read()
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def run(self, command):
        """A turn with the load of the others during it."""
        time.sleep(PAUSE)
        load = os.getloadavg()[0]
        ticks, own, begin = machine_ticks(), process_ticks(self.process.pid), time.perf_counter()
        answer = self.ask(command)
        wall = time.perf_counter() - begin
        own = process_ticks(self.process.pid) - own
        others = max(0.0, (machine_ticks() - ticks - own) / os.sysconf("SC_CLK_TCK") / wall)
        return {"each": answer["each"], "load1": load, "other_cores": round(others, 3),
                "contended": others >= CONTENDED, "own_cores": round(own / os.sysconf("SC_CLK_TCK") / wall, 2)}

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def our_binary():
    out = subprocess.run(["cargo", "bench", "--bench", "step", "--no-run", "--message-format=json"],
                         cwd=os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                         stdout=subprocess.PIPE, text=True, check=True).stdout
    found = [m["executable"] for m in map(json.loads, out.splitlines())
             if m.get("reason") == "compiler-artifact" and m["target"]["name"] == "step" and m.get("executable")]
    if not found:
        sys.exit("cargo built no bench named step")
    return found[0]


def summary(turns):
    """Milliseconds over all steps of the clean turns, or of all turns where none is clean."""
    clean = [t for t in turns if not t["contended"]]
    ms = [1e3 * s for t in (clean or turns) for s in t["each"]]
    return {"median_ms": statistics.median(ms), "min_ms": min(ms), "max_ms": max(ms), "steps": len(ms),
            "clean_turns": len(clean), "turns": len(turns), "contended": not clean}


def compare(args, network, batch, ours):
    shape = ["--network", network, "--batch", str(batch), "--threads", str(args.threads)]
    shape += ["--width", str(args.width)]
    torch = Player([sys.executable, os.path.abspath(__file__), "--serve-torch", *shape])
    mine = Player([ours, *shape, "--serve"]) if ours else None
    players, failed = {}, {}
    if mine:
        players[OURS] = (mine, "run {}")
    for variant in args.variants:
        try:
            torch.ask(f"warm {variant}")
            players[variant] = (torch, f"run {variant} {{}}")
        except RuntimeError as error:
            failed[variant] = str(error)
    # as many steps as fill a turn, at least two
    counts = {}
    for name, (player, command) in players.items():
        once = min(player.run(command.format(2))["each"])
        counts[name] = max(2, round(args.turn_seconds / once))
    turns, peaks = {name: [] for name in players}, []
    for number in range(args.rounds):
        if mine:
            peaks.append(mine.ask("peak")["peak_gflops"]["median"])
        order = list(players) if number % 2 == 0 else list(players)[::-1]
        for name in order:
            player, command = players[name]
            turns[name].append({"round": number, **player.run(command.format(counts[name]))})
    about = {"network": network, "batch": batch, "width": args.width, "threads": args.threads,
             "torch": torch.about["torch"], "failed": failed, "turns": turns,
             "summary": {name: summary(t) for name, t in turns.items()}}
    torch.close()
    if mine:
        about["gflop_per_step"] = mine.about["gflop_per_step"]
        about["peak_gflops"] = statistics.median(peaks)
        mine.close()
    about.update(ratios(about["summary"], turns))
    return about


def ratios(table, turns):
    """Ours over the best PyTorch variant: of the medians, and round by round."""
    theirs = [name for name in table if name != OURS]
    if not theirs:
        return {}
    best = min(theirs, key=lambda name: (table[name]["contended"], table[name]["median_ms"]))
    if OURS not in table:
        return {"best": best}
    pairs = [statistics.median(a["each"]) / statistics.median(b["each"])
             for a, b in zip(turns[OURS], turns[best]) if not (a["contended"] or b["contended"])]
    return {"best": best, "ratio": table[OURS]["median_ms"] / table[best]["median_ms"],
            "ratio_by_round": [min(pairs), max(pairs)] if pairs else None,
            "contended": table[OURS]["contended"] or table[best]["contended"]}


def show(result):
    print(f"\n{result['network']} batch {result['batch']}, {result['threads']} threads, torch {result['torch']}")
    print(f"{'':12s} {'median ms':>10s} {'min':>9s} {'max':>9s}  clean turns  other cores")
    for name, s in result["summary"].items():
        others = [t["other_cores"] for t in result["turns"][name]]
        print(f"{name:12s} {s['median_ms']:10.2f} {s['min_ms']:9.2f} {s['max_ms']:9.2f}  {s['clean_turns']:5d}/{s['turns']:<5d}"
              f"  {min(others):.2f}-{max(others):.2f}{'  CONTENDED' if s['contended'] else ''}")
    for name, reason in result["failed"].items():
        print(f"{name:12s} failed: {reason}")
    if "peak_gflops" in result:
        rate = result["gflop_per_step"] / result["summary"][OURS]["median_ms"] * 1e3
        print(f"ours: {rate:.1f} GFLOP/s of {result['peak_gflops']:.0f}, {100 * rate / result['peak_gflops']:.0f} %")
    if "ratio" in result:
        span = result["ratio_by_round"]
        print(f"ours / best PyTorch ({result['best']}): {result['ratio']:.2f}"
              + (f" [{span[0]:.2f}, {span[1]:.2f}]" if span else "") + ("  CONTENDED: measure again" if result["contended"] else ""))
    elif "best" in result:
        print(f"best PyTorch: {result['best']}")
    sys.stdout.flush()


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--configs", default="mnist_dcgan:17,mnist_dcgan:64", help="network:batch, comma-separated")
    ap.add_argument("--cifar", action="store_true", help="cifar_dcgan batch 64 too (slow)")
    ap.add_argument("--width", type=float, default=1.0, help="factor on every channel count, for quick runs")
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--turn-seconds", type=float, default=1.0, help="length of a turn; under half a second the load is coarse")
    ap.add_argument("--variants", type=lambda s: s.split(","), default=VARIANTS, help=",".join(VARIANTS))
    ap.add_argument("--ours", help="our bench binary, if built already")
    ap.add_argument("--no-ours", action="store_true", help="PyTorch alone")
    ap.add_argument("--json", help="write every turn to this file")
    ap.add_argument("--check", action="store_true", help="check the gradients of the variants instead of timing")
    ap.add_argument("--serve-torch", action="store_true", help=argparse.SUPPRESS)
    ap.add_argument("--network", help=argparse.SUPPRESS)
    ap.add_argument("--batch", type=int, help=argparse.SUPPRESS)
    args = ap.parse_args()
    unknown = sorted(set(args.variants) - set(VARIANTS))
    if unknown:
        ap.error(f"unknown variant {unknown[0]!r}: expected some of {', '.join(VARIANTS)}")
    if args.serve_torch:
        return serve_torch(args)
    if args.check:
        return check(args)
    configs = [c.split(":") for c in args.configs.split(",") if c] + ([["cifar_dcgan", "64"]] if args.cifar else [])
    for c in configs:
        if len(c) != 2 or c[0] not in ("mnist_dcgan", "cifar_dcgan") or not c[1].isdigit() or int(c[1]) < 1:
            ap.error(f"--configs: expected mnist_dcgan:BATCH or cifar_dcgan:BATCH, found {':'.join(c)!r}")
    ours = None if args.no_ours else args.ours or our_binary()
    results = []
    for network, batch in configs:
        results.append(compare(args, network, int(batch), ours))
        show(results[-1])
        if args.json:
            with open(args.json, "w") as f:
                json.dump(results, f, indent=1)


if __name__ == "__main__":
    main()
