#!/usr/bin/env python3
"""The PyTorch twin of the image model: Gaussian diffusion of 28 x 28 images, the same network, batch and step as ours.

    forward     x_t = alpha_t x_0 + sigma_t eps, alpha_t = cos(u_t) / cos(u_0),
                u_t = (t + o) / (1 + o) pi / 2, o = 0.008
    network     F(x_t, t), a U-Net that sees 2 x 2 pixels as the channels of one and is told the time
    objective   mean |v - F|^2,   v = alpha_t eps - sigma_t x_0,   so that x_0 = alpha_t x_t - sigma_t v

Sources: Nichol and Dhariwal, "Improved denoising diffusion probabilistic models", 2021, section 3.2; Salimans and Ho,
"Progressive distillation for fast sampling of diffusion models", 2022, section 4.

    unet_twin.py speed   --precision bf16 --channels-last    times whole training steps on random images
    unet_twin.py profile --precision bf16                    where the time of a training step goes
    unet_twin.py sample  --count 64 --steps 50               times DDIM with the averaged weights, which are random

Every mode but `profile` prints one line of JSON on standard output.
Letters: B batch, C channels, H height, W width, D length of the condition.
"""

import argparse
import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.optim.swa_utils import AveragedModel

from shared import (add_sample_mode, add_speed_modes, adamw, antithetic_times, compile_if_asked, generator, modes,
                    options, precision_context, print_profile, report, set_up, time_sampling, time_training, update)

SIDE = 28
PATCH = 2
MULTIPLIERS = (1, 2)  # channels of each level, in widths
ATTENTION = (False, True)  # which level has it
BLOCKS = 1  # a level, on the way down; one more on the way up
HEADS = 4
GROUPS = 8
FREQUENCIES = 128
OFFSET = 0.008
AVERAGE_DECAY = 0.998
IMAGES = 1_000  # random ones: the time of a step does not depend on what they show


# ---------------------------------------------------------------------------------------------------------- network


class TimeEmbedding(nn.Module):
    """silu of two linear maps, with silu between them, of cosines and sines of 1000 t 10000^(-i / FREQUENCIES)."""

    def __init__(self, told):
        super().__init__()
        frequencies = 1000 * 10_000 ** (-torch.arange(FREQUENCIES) / FREQUENCIES)
        self.register_buffer("frequencies", frequencies, persistent=False)
        self.first = nn.Linear(2 * FREQUENCIES, told)
        self.second = nn.Linear(told, told)

    def forward(self, t):  # [B] -> [B, D]
        angles = t[:, None] * self.frequencies
        features = torch.cat([angles.cos(), angles.sin()], 1)
        return F.silu(self.second(F.silu(self.first(features))))


class Attention(nn.Module):
    """x + attention(norm(x)) among the pixels of a plane."""

    def __init__(self, channels):
        super().__init__()
        self.norm = nn.GroupNorm(GROUPS, channels)
        self.qkv = nn.Linear(channels, 3 * channels)
        self.output = zeroed(nn.Linear(channels, channels))

    def forward(self, x):  # [B, C, H, W] -> [B, C, H, W]
        B, C, H, W = x.shape
        pixels = self.norm(x).flatten(2).transpose(1, 2)  # [B, H W, C]
        q, k, v = self.qkv(pixels).view(B, H * W, 3, HEADS, C // HEADS).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(B, H * W, C)
        return x + self.output(mixed).transpose(1, 2).reshape(B, C, H, W)


class Block(nn.Module):
    """A residual block, told the condition by scale and shift of its second norm; then attention, if wanted."""

    def __init__(self, before, after, told, attends):
        super().__init__()
        self.norm1 = nn.GroupNorm(GROUPS, before)
        self.conv1 = nn.Conv2d(before, after, 3, padding=1)
        self.told = nn.Linear(told, 2 * after)
        self.norm2 = nn.GroupNorm(GROUPS, after)
        self.conv2 = zeroed(nn.Conv2d(after, after, 3, padding=1))
        self.skip = nn.Identity() if before == after else nn.Conv2d(before, after, 1)
        self.attention = Attention(after) if attends else nn.Identity()

    def forward(self, x, c):  # [B, C, H, W], [B, D] -> [B, C', H, W]
        h = self.conv1(F.silu(self.norm1(x)))
        a, b = self.told(c)[:, :, None, None].chunk(2, 1)
        h = self.conv2(F.silu(torch.addcmul(b, self.norm2(h), a + 1)))
        return self.attention(self.skip(x) + h)


class UNet(nn.Module):
    """Images [B, 1, SIDE, SIDE] and times [B] to F, of the shape of the images."""

    def __init__(self, width):
        super().__init__()
        told = 4 * width
        channels = [width * m for m in MULTIPLIERS]
        lowest = len(channels) - 1
        self.time = TimeEmbedding(told)
        self.input = nn.Conv2d(PATCH * PATCH, width, 3, padding=1)
        self.down = nn.ModuleList()
        now, skips = width, [width]
        for level, after in enumerate(channels):
            for _ in range(BLOCKS):
                self.down.append(Block(now, after, told, ATTENTION[level]))
                now = after
                skips.append(now)
            if level < lowest:
                self.down.append(nn.Conv2d(now, now, 3, stride=2, padding=1))
                skips.append(now)
        self.middle = nn.ModuleList([Block(now, now, told, True), Block(now, now, told, False)])
        self.up = nn.ModuleList()
        for level, after in reversed(list(enumerate(channels))):
            for _ in range(BLOCKS + 1):
                self.up.append(Block(now + skips.pop(), after, told, ATTENTION[level]))
                now = after
            if level > 0:
                self.up.append(nn.Conv2d(now, now, 3, padding=1))
        self.norm = nn.GroupNorm(GROUPS, now)
        self.output = zeroed(nn.Conv2d(now, PATCH * PATCH, 3, padding=1))

    def forward(self, x, t):
        c = self.time(t)
        h = self.input(F.pixel_unshuffle(x, PATCH))
        skips = [h]
        for part in self.down:
            h = part(h, c) if isinstance(part, Block) else part(h)
            skips.append(h)
        for block in self.middle:
            h = block(h, c)
        for part in self.up:
            if isinstance(part, Block):
                h = part(torch.cat([h, skips.pop()], 1), c)
            else:
                h = part(F.interpolate(h, scale_factor=2, mode="nearest"))
        return F.pixel_shuffle(self.output(F.silu(self.norm(h))), PATCH).float()


def zeroed(layer):
    """The layer with weights and bias 0, so that its branch adds nothing at first."""
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


# -------------------------------------------------------------------------------------------------------- diffusion


def path(t):  # any shape -> alpha_t, sigma_t of that shape, float32
    first, turned = OFFSET / (1 + OFFSET) * math.pi / 2, t.double() / (1 + OFFSET) * math.pi / 2
    sigma = (torch.sin(turned) * torch.sin(turned + 2 * first)).sqrt() / math.cos(first)
    return (torch.cos(turned + first) / math.cos(first)).float(), sigma.float()


class Trainer:
    """One call of `step` is one whole training step: draw, corrupt, forward, backward, clip, update, average."""

    def __init__(self, net, args):
        self.net, self.args = net, args
        self.optimizer, self.optimizer_form = adamw(net)
        self.average = averaged(net)
        self.rng = generator(args.seed)
        self.images = 2 * torch.rand(IMAGES, 1, SIDE, SIDE, generator=self.rng) - 1

    def step(self):  # -> the loss
        x0 = self.images[torch.randint(IMAGES, (self.args.batch,), generator=self.rng)]
        t = antithetic_times(len(x0), self.rng)
        eps = torch.randn(x0.shape, generator=self.rng)
        alpha, sigma = (a[:, None, None, None] for a in path(t))
        with precision_context(self.args.precision):
            output = self.net(alpha * x0 + sigma * eps, t)
        loss = F.mse_loss(output, alpha * eps - sigma * x0)
        number = update(self.net, self.optimizer, loss, lr=1e-3)
        self.average.update_parameters(self.net)
        return number


def averaged(net):
    """The moving average of the weights, which forgets the first ones quickly."""

    def update_all(averages, weights, steps):
        decay = min(AVERAGE_DECAY, (1 + float(steps)) / (10 + float(steps)))
        torch._foreach_lerp_(averages, weights, 1 - decay)

    return AveragedModel(net, multi_avg_fn=update_all)


@torch.inference_mode()
def sample(net, count, steps, rng):
    """DDIM without noise on an even grid of times: x_s = alpha_s x_0 + sigma_s eps.  -> [count, 1, SIDE, SIDE]"""
    x = torch.randn(count, 1, SIDE, SIDE, generator=rng)
    times = torch.arange(steps, -1, -1) / steps
    alpha, sigma = path(times)
    for k in range(steps):
        v = net(x, times[k].expand(count))
        x0 = alpha[k] * x - sigma[k] * v
        eps = sigma[k] * x + alpha[k] * v
        x = alpha[k + 1] * x0 + sigma[k + 1] * eps
    return x


# ------------------------------------------------------------------------------------------------------------ modes


def network(args):
    torch.manual_seed(args.seed)
    net = UNet(args.width)
    return net.to(memory_format=torch.channels_last) if args.channels_last else net


def arguments():
    # Defaults are those of our image model.
    shared = options()
    shared.add_argument("--width", type=int, default=32, help=f"channels at the upper level, a multiple of {GROUPS}")
    shared.add_argument("--channels-last", action="store_true", help="keep the channels of a pixel side by side")

    training = argparse.ArgumentParser(add_help=False)
    training.add_argument("--batch", type=int, default=64, help="images in a step")

    parser, all_modes = modes(__doc__)
    add_speed_modes(all_modes, [shared, training])
    add_sample_mode(all_modes, [shared], "time DDIM", steps=50, count=64)

    args = parser.parse_args()
    if args.width < 1 or args.width % GROUPS:
        parser.error(f"--width {args.width} is not a positive multiple of {GROUPS}")
    return args


def main():
    args = arguments()
    set_up(args)
    net = network(args)
    if args.mode == "sample":
        average = averaged(net).module.eval()
        compile_if_asked(average, args)
        rng = generator(args.seed)
        result = time_sampling("images", args.count, lambda steps: sample(average, args.count, steps, rng), args)
        report(args, net, **result)
        return
    trainer = Trainer(net, args)
    compile_if_asked(net, args)  # after the average was copied from it
    if args.mode == "profile":
        print_profile(trainer.step, args)
    else:
        report(args, net, **time_training("images", args.batch, trainer.step, args), optimizer=trainer.optimizer_form)


if __name__ == "__main__":
    main()
