"""Writes torch/cases.json and torch/arrays.npz: operations at random settings as PyTorch computes them, with
the gradient of every differentiable input for a random dy, in float64; for some also the gradients of those
gradients along random directions v.

    apt-get install python3-torch    # Debian's 1.13.1
    /usr/bin/python3 scripts/make-torch.py

Sizes differ on every axis, and batch and channels differ. Where PyTorch does not compute what the definition
says, no case is made: lp_pool sums signed powers (inputs are positive here) and scales windows that hang over
the end wrongly (no ceil_mode here).
"""

import json
import pathlib
import random
import warnings

import numpy as np
import torch
import torch.nn.functional as F

target = pathlib.Path(__file__).parent.parent / "torch"
choose = random.Random(4)
torch.manual_seed(4)
warnings.simplefilter("ignore")
torch.set_num_threads(1)

rows, arrays = [], {}
twice = 2  # How many cases of each operation also have the gradient of ⟨gradients, v⟩.


def normal(*shape):
    return torch.randn(shape, dtype=torch.float64)


def case(op, f, settings, fixed={}, **inputs):
    """Stores f(inputs, fixed, settings) with gradients of `inputs`; `fixed` are tensors without."""
    number = sum(row["op"] == op for row in rows) + 1
    name = f"{op}-{number}"
    leaves = {k: v.detach().clone().requires_grad_() for k, v in inputs.items() if v is not None}
    result = f(**leaves, **fixed, **settings)
    y, *others = result if isinstance(result, tuple) else (result,)
    dy = normal(*y.shape).requires_grad_()
    gradients = torch.autograd.grad(y, list(leaves.values()), dy, create_graph=True)
    stored = {**leaves, **fixed, "y": y, "dy": dy}
    stored.update({f"d.{k}": g for k, g in zip(leaves, gradients)})
    if number <= twice:
        vs = [normal(*leaf.shape) for leaf in leaves.values()]
        along = sum((g * v).sum() for g, v in zip(gradients, vs))
        seconds = torch.autograd.grad(along, [*leaves.values(), dy], allow_unused=True)
        stored.update({f"v.{k}": v for k, v in zip(leaves, vs)})
        for k, leaf, second in zip([*leaves, "dy"], [*leaves.values(), dy], seconds):
            stored[f"dd.{k}"] = torch.zeros_like(leaf) if second is None else second
    stored.update({f"other{i}": o for i, o in enumerate(others)})
    rows.append({"name": name, "op": op, "settings": settings, "inputs": [*leaves, *fixed]})
    arrays.update({f"{name}/{k}": np.array(v.detach().numpy(), order="C") for k, v in stored.items()})


def per_axis(rank, low, high):
    return [choose.randint(low, high) for _ in range(rank)]


def distinct(rank, low, high):
    """A size for each spatial axis, no two alike."""
    return choose.sample(range(low, high + 1), rank)


largest_size = {1: 15, 2: 9, 3: 6}


def convolutions(rank, count):
    conv = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}[rank]
    for index in range(count):
        groups = choose.choice([1, 1, 2, 3])
        cin, cout = groups * choose.randint(1, 2), groups * choose.randint(1, 3)
        kernel, dilation = per_axis(rank, 1, 3), per_axis(rank, 1, 2)
        stride, padding = per_axis(rank, 1, 3), per_axis(rank, 0, 2)
        sizes = distinct(rank, 4, largest_size[rank])
        extents = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
        sizes = [max(n, e - 2 * p) for n, e, p in zip(sizes, extents, padding)]
        settings = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
        if index == 0:
            settings.update(stride=[1] * rank, padding="same")
        case(
            f"conv{rank}d", conv, settings,
            input=normal(choose.choice([1, 2, 3]), cin, *sizes),
            weight=normal(cout, cin // groups, *kernel),
            bias=normal(cout) if choose.random() < 0.6 else None,
        )


def transposed(rank, count):
    conv = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}[rank]
    while count:
        groups = choose.choice([1, 1, 2, 3])
        cin, cout = groups * choose.randint(1, 2), groups * choose.randint(1, 3)
        kernel, dilation = per_axis(rank, 1, 3), per_axis(rank, 1, 3)
        stride, padding = per_axis(rank, 1, 3), per_axis(rank, 0, 2)
        extra = [choose.randint(0, max(s, d) - 1) for s, d in zip(stride, dilation)]
        sizes = distinct(rank, 2, largest_size[rank] - 2)
        out = [
            (n - 1) * s - 2 * p + d * (k - 1) + 1 + e
            for n, s, p, d, k, e in zip(sizes, stride, padding, dilation, kernel, extra)
        ]
        if min(out) < 1 or max(out) > 24:
            continue
        count -= 1
        settings = {"stride": stride, "padding": padding, "output_padding": extra, "groups": groups, "dilation": dilation}
        case(
            f"conv_transpose{rank}d", conv, settings,
            input=normal(choose.choice([1, 2, 3]), cin, *sizes),
            weight=normal(cin, cout // groups, *kernel),
            bias=normal(cout) if choose.random() < 0.6 else None,
        )


def window(rank, dilated):
    """Kernel, stride, padding (at most half a kernel), dilation and sizes in which a window fits."""
    kernel = per_axis(rank, 1, 4)
    dilation = per_axis(rank, 1, 3) if dilated else [1] * rank
    padding = [choose.randint(0, k // 2) for k in kernel]
    sizes = [
        max(n, d * (k - 1) + 1 - 2 * p)
        for n, k, d, p in zip(distinct(rank, 4, largest_size[rank] + 1), kernel, dilation, padding)
    ]
    return sizes, {"kernel_size": kernel, "stride": per_axis(rank, 1, 3), "padding": padding}, dilation


def pooling(rank, count):
    maximum = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}[rank]
    average = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}[rank]
    for index in range(count):
        sizes, settings, dilation = window(rank, True)
        settings.update(dilation=dilation, ceil_mode=index % 2 == 1, return_indices=True)
        x = normal(2, 3, *sizes)
        if index % 4 == 3:
            x = x.round()  # ties
        case(f"max_pool{rank}d", maximum, settings, input=x)
        sizes, settings, _ = window(rank, False)
        settings.update(ceil_mode=index % 2 == 1, count_include_pad=choose.random() < 0.5)
        if rank > 1 and index % 4 == 2:
            settings["divisor_override"] = choose.randint(2, 7)
        case(f"avg_pool{rank}d", average, settings, input=normal(3, 2, *sizes))


def lp_pooling(rank, count):
    lp = {1: F.lp_pool1d, 2: F.lp_pool2d}[rank]
    for index in range(count):
        sizes, settings, _ = window(rank, False)
        plain = lambda v: v[0] if rank == 1 else v
        settings = {
            "norm_type": [2.0, 1.0, 3.0, 2.5][index % 4],
            "kernel_size": plain(settings["kernel_size"]),
            "stride": plain(settings["stride"]),
        }
        sizes = [n + 4 for n in sizes]
        case(f"lp_pool{rank}d", lp, settings, input=normal(2, 3, *sizes).abs() + 0.1)


def other_pooling():
    for rank, output in [(1, [4]), (2, [3, 5]), (2, [1, 1]), (3, [2, 3, 1])]:
        sizes = distinct(rank, 5, 8)
        for kind in ("avg", "max"):
            f = getattr(F, f"adaptive_{kind}_pool{rank}d")
            case(f"adaptive_{kind}_pool{rank}d", f, {"output_size": output}, input=normal(2, 3, *sizes))
    for sizes, kernel, stride in [([6, 7], [2, 3], [2, 3]), ([7, 5], [3, 2], [2, 1])]:
        _, indices = F.max_pool2d(normal(2, 3, *sizes), kernel, stride, return_indices=True)
        settings = {"kernel_size": kernel, "stride": stride, "output_size": sizes}
        if stride == kernel:  # overlapping windows may name one place twice
            case("max_unpool2d", F.max_unpool2d, settings, {"indices": indices}, input=normal(*indices.shape))


def batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps):
    """With the running statistics after it, which PyTorch changes in place."""
    after = running_mean.clone(), running_var.clone()
    y = F.batch_norm(input, *after, weight, bias, training, momentum, eps)
    return (y, *after) if training else y


def normalisation():
    for sizes in ([], [5], [4, 5], [2, 3, 4]):
        n, c = (5, 3) if not sizes else (2, 3)
        for training in (True, False):
            rank = max(1, len(sizes))
            mean, variance = normal(c), normal(c).abs() + 0.5
            settings = {"training": training, "momentum": choose.choice([0.1, 0.3]), "eps": choose.choice([1e-5, 1e-2])}
            running = {"running_mean": mean, "running_var": variance}
            case(
                f"batch_norm{rank}d", batch_norm, settings, running,
                input=3 * normal(n, c, *sizes) + 1, weight=normal(c), bias=normal(c),
            )
    for shape, last in [([2, 3, 4], 1), ([2, 3, 4, 5], 3), ([4, 6], 1), ([2, 5, 3], 2)]:
        normal_shape = shape[-last:]
        case(
            "layer_norm", F.layer_norm, {"normalized_shape": normal_shape, "eps": choose.choice([1e-5, 1e-2])},
            input=2 * normal(*shape) + 1, weight=normal(*normal_shape), bias=normal(*normal_shape),
        )
    for shape in ([2, 3, 7], [2, 3, 4, 5], [2, 3, 2, 3, 4]):
        case("instance_norm", F.instance_norm, {"eps": 1e-4}, input=2 * normal(*shape) + 1, weight=normal(3), bias=normal(3))
    for shape, groups in [([2, 6, 5], 2), ([2, 6, 3, 4], 3), ([3, 4, 2, 3], 1), ([2, 4, 2, 3, 4], 4)]:
        c = shape[1]
        case(
            "group_norm", lambda input, weight, bias, num_groups, eps: F.group_norm(input, num_groups, weight, bias, eps),
            {"num_groups": groups, "eps": 1e-3}, input=2 * normal(*shape) + 1, weight=normal(c), bias=normal(c),
        )
    for shape, size in [([2, 7, 3], 3), ([3, 5, 2, 4], 5), ([2, 6, 3, 4], 4), ([2, 3, 4, 5], 2), ([2, 4, 2, 3, 4], 3), ([2, 3, 4, 5], 9)]:
        settings = {"size": size, "alpha": choose.choice([1.0, 0.5]), "beta": choose.choice([0.75, 0.5]), "k": choose.choice([1.0, 2.0])}
        case("local_response_norm", F.local_response_norm, settings, input=normal(*shape))


def activations():
    for op, settings in [
        ("relu", {}), ("leaky_relu", {"negative_slope": 0.2}), ("sigmoid", {}), ("tanh", {}), ("softplus", {}),
        ("elu", {"alpha": 1.5}), ("gelu", {"approximate": "none"}), ("gelu", {"approximate": "tanh"}), ("silu", {}),
        ("relu6", {}), ("hardswish", {}),
    ]:
        case(op, getattr(F, op), settings, input=4 * normal(2, 3, 5))
    # F.hardsigmoid's gradient has 1/6 in float32 only, and no second derivative.
    case("hardsigmoid", lambda input: F.relu6(input + 3) / 6, {}, input=4 * normal(2, 3, 5))
    for op in ("softmax", "log_softmax"):
        for dim in (0, 1, -1):
            case(op, getattr(F, op), {"dim": dim}, input=3 * normal(4, 3, 5))


def the_rest():
    for shape, out in [([4, 3], 5), ([2, 3, 6], 4), ([7], 2)]:
        for bias in (True, False):
            case("linear", F.linear, {}, input=normal(*shape), weight=normal(out, shape[-1]), bias=normal(out) if bias else None)
    for shape in ([5, 3], [3, 4, 5], [2, 4, 3, 5]):
        labels = torch.randint(0, shape[1], [shape[0], *shape[2:]])
        for reduction in ("mean", "sum", "none"):
            case("cross_entropy", F.cross_entropy, {"reduction": reduction}, {"target": labels}, input=2 * normal(*shape))
    case("cross_entropy", F.cross_entropy, {"reduction": "mean", "label_smoothing": 0.1},
         {"target": torch.tensor([0, 2, 1, 2])}, input=2 * normal(4, 3))
    for reduction in ("mean", "sum", "none"):
        case("mse_loss", F.mse_loss, {"reduction": reduction}, input=normal(3, 4, 2), target=normal(3, 4, 2))
    case("pixel_shuffle", F.pixel_shuffle, {"upscale_factor": 2}, input=normal(2, 12, 3, 2))
    case("pixel_shuffle", F.pixel_shuffle, {"upscale_factor": 3}, input=normal(1, 9, 2, 4))
    case("pixel_unshuffle", F.pixel_unshuffle, {"downscale_factor": 2}, input=normal(2, 3, 4, 6))
    shuffle = lambda input, groups: input.reshape(2, groups, 6 // groups, 3, 4).transpose(1, 2).reshape(2, 6, 3, 4)
    for groups in (2, 3):
        case("channel_shuffle", shuffle, {"groups": groups}, input=normal(2, 6, 3, 4))
    for scale in ([2, 3], [3, 2]):
        case("upsample_nearest", lambda input, scale: F.interpolate(input, scale_factor=[float(s) for s in scale]), {"scale": scale}, input=normal(2, 3, 3, 4))
        for corners in (False, True):
            bilinear = lambda input, scale, align_corners: F.interpolate(
                input, scale_factor=[float(s) for s in scale], mode="bilinear", align_corners=align_corners)
            case("upsample_bilinear", bilinear, {"scale": scale, "align_corners": corners}, input=normal(2, 3, 3, 4))
    to_size = lambda input, size, mode, **more: F.interpolate(input, size, mode=mode, **more)
    for sizes, size in [([5], [3]), ([4], [7]), ([5, 4], [3, 7]), ([4, 6], [1, 4]), ([3, 4, 2], [5, 2, 3])]:
        case("upsample_size", to_size, {"size": size, "mode": "nearest"}, input=normal(2, 3, *sizes))
        mode = ["linear", "bilinear", "trilinear"][len(sizes) - 1]
        for corners in (False, True):
            settings = {"size": size, "mode": mode, "align_corners": corners}
            case("upsample_size", to_size, settings, input=normal(2, 3, *sizes))
    for _ in range(4):
        sizes, settings, dilation = window(2, True)
        settings["dilation"] = dilation
        columns = F.unfold(normal(1, 1, *sizes), **settings).shape
        case("unfold", F.unfold, settings, input=normal(2, 3, *sizes))
        case("fold", F.fold, {"output_size": sizes, **settings}, input=normal(2, 3 * columns[1], columns[2]))


for rank, count in [(1, 10), (2, 14), (3, 8)]:
    convolutions(rank, count)
    transposed(rank, count)
    pooling(rank, 8 if rank < 3 else 6)
for rank in (1, 2):
    lp_pooling(rank, 4)
other_pooling()
normalisation()
activations()
the_rest()

target.mkdir(exist_ok=True)
lines = ",\n".join(json.dumps(row) for row in rows)
(target / "cases.json").write_text(f"[\n{lines}\n]\n")
np.savez_compressed(target / "arrays.npz", **arrays)
print(len(rows), "cases;", (target / "arrays.npz").stat().st_size, "bytes")
