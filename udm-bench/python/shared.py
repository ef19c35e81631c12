"""What both twins share: training times, the optimiser's step, the precision, and the line of JSON with the speed."""

import argparse
import json
import platform
import resource
import statistics
import time
from contextlib import nullcontext

import torch
import torch.nn as nn

FLOOR = 1e-3  # the smallest time trained on: the weights of both losses are unbounded at 0


def generator(seed):
    """Random numbers on the device where tensors are made."""
    return torch.Generator(torch.get_default_device()).manual_seed(seed)


def antithetic_times(count, rng):
    """t_i = frac(u + i / count), mapped into [FLOOR, 1]: one random number spreads the times evenly.  -> [count]"""
    u = torch.rand(1, generator=rng)
    return FLOOR + (1 - FLOOR) * torch.frac(u + torch.arange(count) / count)


def adamw(net):
    """AdamW with weight decay on matrices and kernels only, in its fastest form.  -> optimizer, name of the form"""
    parameters = list(net.parameters())
    groups = [
        {"params": [p for p in parameters if p.dim() >= 2], "weight_decay": 0.1},
        {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0},
    ]
    options = dict(lr=1e-3, betas=(0.9, 0.99), eps=1e-8)
    try:
        return torch.optim.AdamW(groups, fused=True, **options), "fused"
    except RuntimeError:  # this build has no fused kernel for the CPU
        return torch.optim.AdamW(groups, foreach=True, **options), "foreach"


def update(net, optimizer, loss, lr):
    """Backward, clip, update.  -> the loss as a number"""
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    for group in optimizer.param_groups:
        group["lr"] = lr
    optimizer.step()
    return loss.item()


def precision_context(precision):
    return torch.autocast(torch.get_default_device().type, torch.bfloat16) if precision == "bf16" else nullcontext()


# ----------------------------------------------------------------------------------------------------------- timing


def timed(count, act):
    """-> seconds of each of `count` calls of act(), ascending; seconds of all processors together for a call"""
    seconds = []
    cpu = time.process_time()
    for _ in range(count):
        start = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds), (time.process_time() - cpu) / count


def speed(unit, units, times, nfe):
    """What the JSON says of repetitions that each make `units`; nfe: rows predicted per row of the result"""
    seconds, cpu = times
    median = statistics.median(seconds)
    return dict(units_per_second=round(units / median, 1), unit=unit, median_ms=round(1e3 * median, 3),
                fastest_ms=round(1e3 * seconds[0], 3), slowest_ms=round(1e3 * seconds[-1], 3),
                cpu_ms=round(1e3 * cpu, 3), nfe=nfe)


def peak_mib():
    """The most memory that this process ever held; Linux counts it in KiB, macOS in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (2**20 if platform.system() == "Darwin" else 2**10)


def time_training(unit, units, step, args):
    """Times calls of step(), a whole training step.  -> what the JSON says"""
    timed(args.warmup, step)
    return speed(unit, units, timed(args.steps, step), nfe=1)


def time_sampling(unit, units, sample, args):
    """Times calls of sample(steps), which calls the network at every step.  -> what the JSON says"""
    with precision_context(args.precision):
        sample(min(args.steps, 4))  # warm-up
        return speed(unit, units, timed(args.repeats, lambda: sample(args.steps)), nfe=args.steps)


def print_profile(step, args):
    """Prints where the time of a training step goes."""
    from torch.profiler import ProfilerActivity, profile

    timed(args.warmup, step)
    with profile(activities=[ProfilerActivity.CPU]) as profiler:
        timed(args.steps, step)
    print(profiler.key_averages().table(sort_by="self_cpu_time_total", row_limit=args.rows))


def report(args, net, **results):
    """Prints results, then where they come from, as one line of JSON."""
    machine = {"torch": torch.__version__, "cpu": torch.backends.cpu.get_cpu_capability(), "system": platform.system()}
    parameters = sum(p.numel() for p in net.parameters())
    own = {"peak_mib": peak_mib(), "parameters": parameters}
    print(json.dumps({**results, **own, **vars(args), **machine}), flush=True)


# -------------------------------------------------------------------------------------------------------- arguments


def set_up(args):
    """Threads and device, before anything is made."""
    torch.set_num_threads(args.threads)
    torch.set_default_device(args.device)


def compile_if_asked(net, args):
    """Compiles the network in place: at its first call."""
    if args.compile:
        net.compile()


def modes(description):
    """-> a parser that needs a mode, the modes to add to"""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    return parser, parser.add_subparsers(dest="mode", required=True)


def options():
    """-> a parent parser with the options of every mode, for a twin to add its own to"""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("--precision", choices=("fp32", "bf16"), default="fp32", help="bf16 is torch.autocast")
    parent.add_argument("--device", default="cpu", help="where tensors are made: cpu, cuda or cuda:N")
    parent.add_argument("--compile", action="store_true", help="run the network under torch.compile")
    parent.add_argument("--threads", type=int, default=torch.get_num_threads())
    parent.add_argument("--seed", type=int, default=1)
    return parent


def add_speed_modes(modes, parents):
    """Adds `speed` and `profile`, which take training steps."""
    mode = modes.add_parser("speed", parents=parents, help="time training steps")
    mode.add_argument("--steps", type=int, default=50, help="timed steps")
    mode.add_argument("--warmup", type=int, default=10, help="steps before them")

    mode = modes.add_parser("profile", parents=parents, help="profile training steps")
    mode.add_argument("--steps", type=int, default=5, help="profiled steps")
    mode.add_argument("--warmup", type=int, default=10, help="steps before them")
    mode.add_argument("--rows", type=int, default=10, help="operations to show")


def add_sample_mode(modes, parents, help, steps, count):
    """Adds `sample` with its defaults.  -> the mode"""
    mode = modes.add_parser("sample", parents=parents, help=help)
    mode.add_argument("--steps", type=int, default=steps, help="sampling steps, each one call of the network")
    mode.add_argument("--count", type=int, default=count, help="rows drawn at once")
    mode.add_argument("--repeats", type=int, default=3, help="timed repetitions; the median is reported")
    return mode
