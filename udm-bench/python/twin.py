#!/usr/bin/env python3
"""The PyTorch twin: masked diffusion over characters, the same network, batch and step as UDM's Java trainer.

    forward     each character of x_0 becomes the mask with probability t, independently (linear schedule)
    network     p(x_0 | x_t): a bidirectional pre-norm transformer that is not told the time
    objective   1 / (B L) * sum over masked positions of -log p(x_0 | x_t) / t,   in nats per character

Source of the objective: Sahoo et al., "Simple and Effective Masked Diffusion Language Models", 2024, equation 10, for
alpha_t = 1 - t, whose weight alpha_t' / (1 - alpha_t) is -1 / t.

    twin.py train   --data text.txt --steps 2000          trains; prints the bound on the last tenth of the text
    twin.py speed   --width 256 --precision bf16          times whole training steps on random characters
    twin.py profile --width 256 --precision bf16          where the time of a training step goes
    twin.py sample  --weights w.pt --count 16 --steps 64   draws text, the network called at every step

Every mode but `profile` prints one line of JSON on standard output; progress goes to standard error.
Letters: B batch, L length (block), V vocabulary without the mask, D width, H heads.
"""

import argparse
import math
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

from shared import (FLOOR, add_sample_mode, add_speed_modes, adamw, antithetic_times, compile_if_asked, generator,
                    modes, options, precision_context, print_profile, report, set_up, time_sampling, time_training,
                    update)

SYNTHETIC_VOCABULARY = 65  # as many characters as tiny Shakespeare has


# ---------------------------------------------------------------------------------------------------------- network


class Block(nn.Module):
    """h + attention(norm(h)), then h + mlp(norm(h)): the pre-norm transformer block, without biases."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.attention_norm = nn.LayerNorm(width, bias=False)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.attention_out = nn.Linear(width, width, bias=False)
        self.mlp_norm = nn.LayerNorm(width, bias=False)
        self.mlp_in = nn.Linear(width, 4 * width, bias=False)
        self.mlp_out = nn.Linear(4 * width, width, bias=False)

    def attention(self, h):  # [B, L, D] -> [B, L, D]
        B, L, D = h.shape
        q, k, v = self.qkv(h).view(B, L, 3, self.heads, D // self.heads).permute(2, 0, 3, 1, 4)  # each [B, H, L, D/H]
        mixed = F.scaled_dot_product_attention(q, k, v)  # every position sees every position
        return self.attention_out(mixed.transpose(1, 2).reshape(B, L, D))

    def forward(self, h):  # [B, L, D] -> [B, L, D]
        h = h + self.attention(self.attention_norm(h))
        return h + self.mlp_out(F.gelu(self.mlp_in(self.mlp_norm(h))))


class Transformer(nn.Module):
    """Ids in [0, V] (V is the mask) to logits over the V characters; the mask itself is never predicted."""

    def __init__(self, vocabulary, width, layers, heads, block):
        super().__init__()
        self.vocabulary = vocabulary
        self.block = block
        self.token = nn.Embedding(vocabulary + 1, width)
        self.position = nn.Embedding(block, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width, bias=False)
        self.head = nn.Linear(width, vocabulary, bias=False)

        for parameter in self.parameters():
            if parameter.dim() == 2:  # all but the weights of the norms, which start at 1
                nn.init.normal_(parameter, std=0.02)
        for b in self.blocks:  # GPT-2: keeps the variance of the residual stream independent of the depth
            for residual in (b.attention_out, b.mlp_out):
                nn.init.normal_(residual.weight, std=0.02 / math.sqrt(2 * layers))

    @property
    def mask(self):
        return self.vocabulary

    def hidden(self, ids):  # [B, L] -> [B, L, D]
        h = self.token(ids) + self.position.weight[: ids.shape[1]]
        for block in self.blocks:
            h = block(h)
        return self.norm(h)

    def forward(self, ids):  # [B, L] -> logits [B, L, V]
        return self.head(self.hidden(ids))


# -------------------------------------------------------------------------------------------------------- objective


def mask_out(x0, t, mask, rng):
    """Draws x_t given x_0 [B, L] and times [B].  -> x_t [B, L], masked [B, L]"""
    masked = torch.rand(x0.shape, generator=rng) < t[:, None]
    return torch.where(masked, mask, x0), masked


def cross_entropy(logits, x0):
    """-log p(x_0), in nats, in float32 whatever the precision of the logits.  [N, V], [N] -> [N]"""
    return F.cross_entropy(logits.float(), x0, reduction="none")


def loss_all(net, x0, xt, masked, t):
    """The objective with the head evaluated everywhere: what one writes first, and the honest peer.  -> []"""
    ce = cross_entropy(net(xt).flatten(0, 1), x0.flatten()).view_as(x0)
    return (ce * masked / t[:, None]).mean()


def loss_masked(net, x0, xt, masked, t):
    """The same number with the head evaluated at masked positions only.  -> []"""
    ce = cross_entropy(net.head(net.hidden(xt)[masked]), x0[masked])
    weight = (1 / t)[:, None].expand(x0.shape)[masked]
    return (ce * weight).sum() / x0.numel()


LOSSES = {"all": loss_all, "masked": loss_masked}


# --------------------------------------------------------------------------------------------------------- training


def learning_rate(step, steps, peak=1e-3, last=1e-4, warmup=100):
    """Linear from 0 to peak over `warmup` steps, then half a cosine down to last.  step counts from 0."""
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min(1.0, (step - warmup) / max(1, steps - warmup))
    return last + (peak - last) * 0.5 * (1 + math.cos(math.pi * progress))


class Trainer:
    """One call of `step` is one whole training step: draw the batch, corrupt, forward, backward, clip, update."""

    def __init__(self, net, text, args):
        self.net, self.text, self.args = net, text, args
        self.loss = LOSSES[args.head]
        self.optimizer, self.optimizer_form = adamw(net)
        self.rng = generator(args.seed)

    def batch(self):  # -> x_0 [B, L]: B crops of the text, each starting anywhere
        starts = torch.randint(len(self.text) - self.args.block + 1, (self.args.batch, 1), generator=self.rng)
        return self.text[starts + torch.arange(self.args.block)]

    def step(self, lr=1e-3):  # -> the loss, in nats per character
        x0 = self.batch()
        t = antithetic_times(len(x0), self.rng)
        xt, masked = mask_out(x0, t, self.net.mask, self.rng)
        with precision_context(self.args.precision):
            loss = self.loss(self.net, x0, xt, masked, t)
        return update(self.net, self.optimizer, loss, lr)


# ------------------------------------------------------------------------------------------------------- evaluation


@torch.no_grad()
def nelbo(net, text, block, times, seed, rows=64):
    """The continuous-time bound on -log2 p(text), in bits per character.

        (1 - FLOOR) E_t[ sum over masked of CE / t ]  +  E[ -log p(x_0 | x_FLOOR) ],    t uniform in [FLOOR, 1]

    Each block of the text gets `times` antithetic times. The standard error is over the blocks, so that it counts
    both the draws of t and of the masks and the choice of the text.  -> mean, standard error
    """
    rng = generator(seed)
    blocks = text[: len(text) // block * block].view(-1, block)  # [N, L]
    nats = []  # one number per block
    for x0 in blocks.split(rows):

        def masked_nats(t):  # [B] -> sum over the masked positions of -log p(x_0 | x_t), [B]
            xt, masked = mask_out(x0, t, net.mask, rng)
            ce = cross_entropy(net(xt).flatten(0, 1), x0.flatten()).view_as(x0)
            return (ce * masked).sum(1)

        t = torch.stack([antithetic_times(times, rng) for _ in x0])  # [B, times]
        diffusion = torch.stack([masked_nats(t_k) / t_k for t_k in t.unbind(1)]).mean(0)
        reconstruction = masked_nats(torch.full((len(x0),), FLOOR))
        nats.append((1 - FLOOR) * diffusion + reconstruction)
    bits = torch.cat(nats).double() / (block * math.log(2))
    return bits.mean().item(), (bits.std() / math.sqrt(len(bits))).item()


# --------------------------------------------------------------------------------------------------------- sampling


@torch.inference_mode()
def sample(net, count, length, steps, rng):
    """Ancestral sampling from all masks, on an even grid of times; the network is called at every step.

    From t to s < t a masked position is revealed with probability (t - s) / t, as a draw from p(x_0 | x_t).
    -> ids [count, length], no mask among them
    """
    x = torch.full((count, length), net.mask)
    for k in range(steps, 0, -1):  # t = k / steps, s = (k - 1) / steps
        belief = net(x).float().softmax(-1)  # [count, length, V]
        x0 = torch.multinomial(belief.flatten(0, 1), 1, generator=rng).view_as(x)
        revealed = (x == net.mask) & (torch.rand(x.shape, generator=rng) < 1 / k)
        x = torch.where(revealed, x0, x)
    return x


# ------------------------------------------------------------------------------------------------------------ modes


def network(args, vocabulary):
    torch.manual_seed(args.seed)
    return Transformer(vocabulary, args.width, args.layers, args.heads, args.block)


def random_text(args):
    """Random ids in [0, V): the time of a step does not depend on what the characters say."""
    rng = generator(args.seed)
    return torch.randint(SYNTHETIC_VOCABULARY, (1_000_000,), generator=rng)


def run_train(args):
    with open(args.data, encoding="utf-8") as file:
        characters = file.read()
    alphabet = sorted(set(characters))
    id_of = {c: i for i, c in enumerate(alphabet)}
    text = torch.tensor([id_of[c] for c in characters])
    split = int(0.9 * len(text))  # by position: the last tenth is for validation

    net = network(args, len(alphabet))
    trainer = Trainer(net, text[:split], args)
    start = time.perf_counter()
    running = None
    for step in range(args.steps):
        loss = trainer.step(learning_rate(step, args.steps))
        running = loss if running is None else 0.98 * running + 0.02 * loss
        if (step + 1) % 200 == 0:
            seconds = time.perf_counter() - start
            print(f"step {step + 1:6d}  {seconds:7.1f} s  {running / math.log(2):.3f} bits/char", file=sys.stderr)
    train_seconds = time.perf_counter() - start

    start = time.perf_counter()
    mean, error = nelbo(net.eval(), text[split:], args.block, args.times, args.seed)
    if args.save:
        torch.save({"alphabet": alphabet, "weights": net.state_dict()}, args.save)
    report(args, net, nelbo_bits_per_char=round(mean, 4), standard_error=round(error, 4),
           train_seconds=round(train_seconds, 1), evaluation_seconds=round(time.perf_counter() - start, 1),
           optimizer=trainer.optimizer_form)


def training_flops(net):
    """Floating-point operations of a training step for each token: 6 for each weight of a matrix product, 12 D L for
    the products of queries, keys and values of a layer (Chowdhery et al., PaLM, 2022, appendix B). What a step leaves
    out (a head or a last layer at masked places alone) is counted, so that both sides are measured alike."""
    width = net.head.in_features
    products = sum(p.numel() for p in net.blocks.parameters() if p.dim() == 2) + net.head.weight.numel()
    return 6 * products + 12 * len(net.blocks) * net.block * width


def run_speed(args):
    net = network(args, SYNTHETIC_VOCABULARY)
    compile_if_asked(net, args)
    trainer = Trainer(net, random_text(args), args)
    report(args, net, **time_training("tokens", args.batch * args.block, trainer.step, args),
           optimizer=trainer.optimizer_form, flops_per_unit=training_flops(net))


def run_profile(args):
    trainer = Trainer(network(args, SYNTHETIC_VOCABULARY), random_text(args), args)
    print_profile(trainer.step, args)


def run_sample(args):
    vocabulary = SYNTHETIC_VOCABULARY
    saved = torch.load(args.weights, weights_only=True) if args.weights else None
    if saved:
        vocabulary = len(saved["alphabet"])
    net = network(args, vocabulary).eval()
    if saved:
        net.load_state_dict(saved["weights"])
    compile_if_asked(net, args)
    rng = generator(args.seed)
    length = args.length or args.block

    def draw(steps):
        return sample(net, args.count, length, steps, rng)

    result = time_sampling("characters", args.count * length, draw, args)
    if saved:
        print("".join(saved["alphabet"][i] for i in sample(net, 1, length, args.steps, rng)[0]), file=sys.stderr)
    report(args, net, **result)


def arguments():
    # Defaults are the reference size.
    shared = options()
    shared.add_argument("--width", type=int, default=128)
    shared.add_argument("--layers", type=int, default=4)
    shared.add_argument("--heads", type=int, default=4)
    shared.add_argument("--block", type=int, default=64, help="characters in a row")

    training = argparse.ArgumentParser(add_help=False)
    training.add_argument("--batch", type=int, default=12, help="rows in a step")
    training.add_argument("--head", choices=tuple(LOSSES), default="all", help="positions where the head is evaluated")

    parser, all_modes = modes(__doc__)
    mode = all_modes.add_parser("train", parents=[shared, training],
                                help="train, then bound the last tenth of the text")
    mode.add_argument("--data", required=True, help="a text file")
    mode.add_argument("--steps", type=int, default=2000)
    mode.add_argument("--times", type=int, default=8, help="antithetic times per validation block")
    mode.add_argument("--save", help="where to write the weights")

    add_speed_modes(all_modes, [shared, training])

    mode = add_sample_mode(all_modes, [shared], "time the ancestral sampler", steps=64, count=16)
    mode.add_argument("--weights", help="what `train --save` wrote; random weights without")
    mode.add_argument("--length", type=int, help="characters in a row, at most --block (default: --block)")

    args = parser.parse_args()
    if args.width % args.heads:
        parser.error(f"--width {args.width} is not a multiple of --heads {args.heads}")
    if args.mode == "sample" and args.length and args.length > args.block:
        parser.error(f"--length {args.length} exceeds --block {args.block}, the positions that the network has")
    return args


def main():
    args = arguments()
    set_up(args)
    {"train": run_train, "speed": run_speed, "profile": run_profile, "sample": run_sample}[args.mode](args)


if __name__ == "__main__":
    main()
