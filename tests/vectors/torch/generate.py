"""Reference numbers by PyTorch in float64.

`python generate.py > kernels.json` and `python generate.py gan > gan.json`.

Arrays are flat in torch's own order (N, C, H, W; weights as torch stores them), numbers are
shortest decimals that round-trip.
"""
import json
import sys

import torch
import torch.nn.functional as F

torch.manual_seed(20240407)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def randn(*shape):
    """Normals rounded to 1/64: short decimals."""
    return (torch.randn(*shape) * 64).round() / 64


def flat(tensor):
    return [float(a) for a in tensor.detach().reshape(-1)]


def grads(out, seed, inputs):
    return torch.autograd.grad(out, inputs, grad_outputs=seed)


def window_case(name, why, kind, n, ci, co, h, w, k, s, p, bias):
    a = randn(n, ci, h, w).requires_grad_()
    shape = (co, ci, k, k) if kind == "conv2d" else (ci, co, k, k)
    weight = randn(*shape).requires_grad_()
    b = randn(co).requires_grad_()
    op = F.conv2d if kind == "conv2d" else F.conv_transpose2d
    out = op(a, weight, b if bias else None, stride=s, padding=p)
    seed = randn(*out.shape)
    inputs = [a, weight] + ([b] if bias else [])
    g = grads(out, seed, inputs)
    return {
        "id": name, "comment": why, "op": kind, "dims": [n, ci, h, w], "outputs": co,
        "kernel": k, "stride": s, "padding": p,
        "input": flat(a), "weight": flat(weight), "bias": flat(b) if bias else None,
        "out_dims": list(out.shape), "out": flat(out), "seed": flat(seed),
        "grad_input": flat(g[0]), "grad_weight": flat(g[1]),
        "grad_bias": flat(g[2]) if bias else None,
    }


def norm_case(name, why, n, c, h, w):
    a = (randn(n, c, h, w) * 2 + 3).requires_grad_()
    gamma = randn(c).requires_grad_()
    beta = randn(c).requires_grad_()
    mean, var = torch.zeros(c), torch.ones(c)
    out = F.batch_norm(a, mean, var, gamma, beta, training=True, momentum=0.1, eps=1e-5)
    seed = randn(*out.shape)
    g = grads(out, seed, [a, gamma, beta])
    inference = F.batch_norm(a, mean, var, gamma, beta, training=False, eps=1e-5)
    gi = grads(inference, seed, [a, gamma, beta])
    return {
        "id": name, "comment": why, "dims": [n, c, h, w],
        "input": flat(a), "gamma": flat(gamma), "beta": flat(beta), "out": flat(out),
        "running_mean": flat(mean), "running_var": flat(var), "seed": flat(seed),
        "grad_input": flat(g[0]), "grad_gamma": flat(g[1]), "grad_beta": flat(g[2]),
        "inference": flat(inference), "inference_grad_input": flat(gi[0]),
        "inference_grad_gamma": flat(gi[1]), "inference_grad_beta": flat(gi[2]),
    }


def linear_case(name, why, n, c, h, w, outputs, bias):
    a = randn(n, c, h, w).requires_grad_()
    weight = randn(outputs, c * h * w).requires_grad_()
    b = randn(outputs).requires_grad_()
    out = F.linear(a.reshape(n, -1), weight, b if bias else None)
    seed = randn(*out.shape)
    g = grads(out, seed, [a, weight] + ([b] if bias else []))
    return {
        "id": name, "comment": why, "dims": [n, c, h, w], "outputs": outputs,
        "input": flat(a), "weight": flat(weight), "bias": flat(b) if bias else None,
        "out": flat(out), "seed": flat(seed), "grad_input": flat(g[0]),
        "grad_weight": flat(g[1]), "grad_bias": flat(g[2]) if bias else None,
    }


def activation_case(name, op):
    a = torch.tensor([-800.0, -30.0, -1.5, -1e-9, 0.0, 1e-9, 0.3, 2.0, 40.0, 800.0])
    a.requires_grad_()
    out = op(a)
    (g,) = grads(out, torch.ones_like(out), [a])
    return {"id": name, "input": flat(a), "out": flat(out), "derivative": flat(g)}


def kernels():
    windows = [
        #      id, why, N, Ci, Co, H, W, K, s, p, bias
        ("plain", "three by three, odd channels", 2, 3, 2, 5, 4, 3, 1, 1, True),
        ("pointwise", "a 1x1 kernel is a matrix per pixel", 3, 4, 3, 2, 3, 1, 1, 0, False),
        ("stride_over_kernel", "stride > kernel: some input is never read", 1, 2, 3, 5, 4, 2, 3, 0, True),
        ("padding_is_kernel", "padding >= kernel: some taps read only padding", 2, 2, 2, 4, 5, 2, 1, 2, True),
        ("padding_over_kernel", "padding > kernel and stride 2", 1, 2, 2, 5, 4, 2, 2, 3, False),
        ("one_of_everything", "batch 1, one channel, one output", 1, 1, 1, 3, 3, 3, 1, 0, True),
        ("leftover", "stride leaves a row and a column of the input unread", 1, 1, 2, 4, 6, 3, 2, 0, False),
        ("dcgan", "k4 s2 p1 as the networks use it", 3, 2, 4, 6, 4, 4, 2, 1, False),
        ("project", "k4 s1 p0 from (conv) or to (transposed) a 4x4 plane", 2, 3, 2, 4, 4, 4, 1, 0, True),
        ("odd_plane", "k3 s2 p1 on an odd plane", 2, 2, 1, 5, 5, 3, 2, 1, False),
    ]
    return {
        "source": "PyTorch " + torch.__version__.split("+")[0] + ", float64",
        "windows": [
            window_case(f"{kind}_{name}", why, kind, *sizes)
            for kind in ["conv2d", "conv_transpose2d"]
            for name, why, *sizes in windows
            # torch refuses a transposed output without pixels
            if kind == "conv2d" or (sizes[3] - 1) * sizes[6] - 2 * sizes[7] + sizes[5] > 0
        ],
        "batch_norm": [
            norm_case("plain", "two channels, non-square plane", 3, 2, 3, 2),
            norm_case("batch_1", "statistics over the plane alone", 1, 3, 2, 2),
            norm_case("plane_1", "statistics over the batch alone", 5, 2, 1, 1),
            norm_case("two_values", "m = 2: biased and unbiased variance differ by a factor 2", 2, 1, 1, 1),
        ],
        "linear": [
            linear_case("flattened", "input flattened in the order c, h, w", 2, 3, 2, 2, 4, True),
            linear_case("one_number", "batch 1, one input, one output, no bias", 1, 1, 1, 1, 1, False),
        ],
        "activations": [
            activation_case("relu", torch.relu),
            activation_case("leaky_relu_0.2", lambda a: F.leaky_relu(a, 0.2)),
            activation_case("tanh", torch.tanh),
            activation_case("sigmoid", torch.sigmoid),
            activation_case("log_sigmoid", F.logsigmoid),
        ],
    }


# Generator and discriminator of the GAN cases: (kind, outputs, k, s, p, bias, batch norm, activation)
G_LAYERS = [
    ("conv_transpose", 4, 3, 1, 0, False, True, "relu"),
    ("conv_transpose", 2, 4, 2, 1, True, False, "tanh"),
]
D_LAYERS = [
    ("conv", 3, 4, 2, 1, False, False, "leaky"),
    ("conv", 4, 3, 1, 1, False, True, "leaky"),
    ("conv", 1, 3, 1, 0, True, False, "sigmoid"),
]
Z, IMAGE, BATCH = 3, (2, 6, 6), 3


def count(layers, channels):
    total = 0
    for _, co, k, _, _, bias, norm, _ in layers:
        total += channels * co * k * k + co * bias + 2 * co * norm
        channels = co
    return total


def composed_norm(a, gamma, beta):
    """Batch norm out of elementary operations: torch's own has no third derivative."""
    mean = a.mean((0, 2, 3), keepdim=True)
    var = ((a - mean) ** 2).mean((0, 2, 3), keepdim=True)
    normal = (a - mean) / (var + 1e-5).sqrt()
    return gamma.reshape(1, -1, 1, 1) * normal + beta.reshape(1, -1, 1, 1)


def own_norm(a, gamma, beta):
    return F.batch_norm(a, None, None, gamma, beta, training=True, eps=1e-5)


def run(layers, p, a, batch_norm, before_sigmoid):
    at = 0

    def take(*shape):
        nonlocal at
        size = 1
        for s in shape:
            size *= s
        at += size
        return p[at - size:at].reshape(shape)

    for i, (kind, co, k, s, pad, bias, norm, act) in enumerate(layers):
        ci = a.shape[1]
        weight = take(co, ci, k, k) if kind == "conv" else take(ci, co, k, k)
        b = take(co) if bias else None
        op = F.conv2d if kind == "conv" else F.conv_transpose2d
        a = op(a, weight, b, stride=s, padding=pad)
        if norm:
            gamma, beta = take(co), take(co)
            a = batch_norm(a, gamma, beta)
        if act == "relu":
            a = torch.relu(a)
        elif act == "leaky":
            a = F.leaky_relu(a, 0.2)
        elif act == "tanh":
            a = torch.tanh(a)
        elif act == "sigmoid" and not (before_sigmoid and i == len(layers) - 1):
            a = torch.sigmoid(a)
    assert at == p.numel()
    return a


def square(grad):
    return (grad.reshape(BATCH, -1) ** 2).sum(1)


def game(loss, c, r1, tik_x, tik_y, shared, batch_norm):
    """Leaves x and y, both objectives, the gradient penalty and v."""
    x0, y0, real, noise, mix, _, _ = shared
    x = x0.clone().requires_grad_()
    y = y0.clone().requires_grad_()
    logits = loss in ("vanilla", "vanilla_ns", "hinge")

    def critic(images):
        return run(D_LAYERS, y, images, batch_norm, logits).reshape(-1)

    def gradient(images):
        images = images if images.requires_grad else images.clone().requires_grad_()
        score = critic(images)
        return torch.autograd.grad(score, images, torch.ones_like(score), create_graph=True)[0]

    fake = run(G_LAYERS, x, noise, batch_norm, False)
    d_real, d_fake = critic(real), critic(fake)
    penalty = None
    wasserstein = d_real.mean() - d_fake.mean()
    log_likelihood = F.logsigmoid(d_real).mean() + F.logsigmoid(-d_fake).mean()
    if loss == "wgan_gp":
        m = mix.reshape(-1, 1, 1, 1)
        penalty = c * ((square(gradient(m * real + (1 - m) * fake)).sqrt() - 1) ** 2).mean()
        loss_x, payoff = -d_fake.mean(), wasserstein - penalty
    elif loss == "wgan":
        loss_x, payoff = -d_fake.mean(), wasserstein
    elif loss == "vanilla":
        loss_x, payoff = None, log_likelihood + tik_x / 2 * (x**2).sum()
    elif loss == "vanilla_ns":
        loss_x, payoff = -F.logsigmoid(d_fake).mean(), log_likelihood
    elif loss == "hinge":
        loss_x = -d_fake.mean()
        payoff = -torch.relu(1 - d_real).mean() - torch.relu(1 + d_fake).mean()
    if r1:
        payoff = payoff - r1 / 2 * square(gradient(real)).mean()
    payoff = payoff - tik_y / 2 * (y**2).sum()
    loss_x = payoff if loss_x is None else loss_x + tik_x / 2 * (x**2).sum()
    (gx,) = torch.autograd.grad(loss_x, x, create_graph=True)
    (gy,) = torch.autograd.grad(payoff, y, create_graph=True)
    return x, y, loss_x, payoff, penalty, torch.cat([-gx, gy])


def gan_case(loss, c, r1, tik_x, tik_y, shared):
    _, y, loss_x, payoff, penalty, v = game(loss, c, r1, tik_x, tik_y, shared, own_norm)
    penalty_gradient = None
    if penalty is not None:
        penalty_gradient = flat(torch.autograd.grad(penalty, y, retain_graph=True)[0])
    # J u as the derivative of Jt w along w: two more backward passes.
    x, y, _, _, _, composed = game(loss, c, r1, tik_x, tik_y, shared, composed_norm)
    assert torch.allclose(v, composed, rtol=1e-10, atol=1e-12)
    w = torch.zeros_like(v).requires_grad_()
    jt = torch.autograd.grad(composed, [x, y], w, create_graph=True)
    (ju,) = torch.autograd.grad(torch.cat(jt), w, torch.cat(shared[-2:]))
    return {
        "id": loss + ("_regularised" if r1 or tik_x or tik_y else ""),
        "loss": loss, "penalty": c, "r1": r1, "tik_x": tik_x, "tik_y": tik_y,
        "loss_x": loss_x.item(), "payoff_y": payoff.item(),
        "v": flat(v), "ju": flat(ju), "penalty_gradient": penalty_gradient,
    }


def gan():
    nx, ny = count(G_LAYERS, Z), count(D_LAYERS, IMAGE[0])
    shared = (
        randn(nx) * 0.5, randn(ny) * 0.5,
        randn(BATCH, *IMAGE) * 0.5, randn(BATCH, Z, 1, 1), (torch.rand(BATCH) * 64).round() / 64,
        randn(nx), randn(ny),
    )
    names = ["x", "y", "real", "noise", "mix", "ux", "uy"]
    cases = [gan_case(loss, 0.7, 0.0, 0.0, 0.0, shared) for loss in ["wgan_gp", "wgan", "vanilla_ns"]]
    cases += [gan_case(loss, 0.7, 0.6, 0.3, 0.2, shared) for loss in ["wgan_gp", "vanilla", "hinge"]]
    return {
        "source": "PyTorch " + torch.__version__.split("+")[0] + ", float64",
        "generator": G_LAYERS, "discriminator": D_LAYERS,
        **{name: flat(value) for name, value in zip(names, shared)},
        "cases": cases,
    }


def print_lines(data):
    """One line per entry, and per element of a list of objects."""
    compact = {"separators": (",", ":")}
    entries = []
    for key, value in data.items():
        text = json.dumps(value, **compact)
        if isinstance(value, list) and isinstance(value[0], dict):
            text = "[\n" + ",\n".join(json.dumps(item, **compact) for item in value) + "\n]"
        entries.append(f"{json.dumps(key)}: {text}")
    print("{\n" + ",\n".join(entries) + "\n}")


print_lines(gan() if sys.argv[1:] == ["gan"] else kernels())
