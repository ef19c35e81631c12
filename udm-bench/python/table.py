#!/usr/bin/env python3
"""Prints the Markdown table of a comparison from the record that compare.sh writes.

    table.py RECORD [PEER]

A line of the record is: what was measured, precision, side, then the JSON that the program printed, tab-separated.
The variable PEAK_TFLOPS, where it is set, is what the device can do at most, in 10^12 operations a second.
The side "twin" is the PEER, PyTorch unless another is named; every other one is a way of ours and gets a row. The n-th
line of a side and the n-th line of the twin, of one comparison and precision, ran in the same round: they are a pair.
"""

import json
import os
import sys
from collections import defaultdict
from statistics import median

PYTORCH = "PyTorch"  # whose twins must have the same weights


def read(path):
    """-> {(what, precision): {side: [results, by round]}}, in the order of the record"""
    runs = defaultdict(lambda: defaultdict(list))
    with open(path, encoding="utf-8") as file:
        for line in file:
            what, precision, side, result = line.rstrip("\n").split("\t", 3)
            runs[what, precision][side].append(json.loads(result))
    return runs


def arithmetic(ours, twin):
    """What both sides compute in a second, in TFLOP/s, and its share of the peak; a dash where it is not counted."""
    if "flops_per_unit" not in twin[0]:
        return "-"
    speeds = [median(result["units_per_second"] for result in side) * twin[0]["flops_per_unit"] / 1e12
              for side in (ours, twin)]
    peak = float(os.environ.get("PEAK_TFLOPS") or 0)
    return " / ".join(f"{speed:.3g}" + (f" ({speed / peak:.0%})" if peak else "") for speed in speeds)


def row(what, precision, side, ours, twin, peer):
    """A row of the table; ours, twin: results by round."""
    pairs = list(zip(ours, twin))
    for key in ("unit", "parameters") if peer == PYTORCH else ("unit",):
        if any(o[key] != t[key] for o, t in pairs):
            sys.exit(f"{what}, {side}: {key} is {ours[0][key]} on our side and {twin[0][key]} on {peer}'s; "
                     "only equal programs can be compared")
    ratios = [o["units_per_second"] / t["units_per_second"] for o, t in pairs]
    cpu_ratio = median(t["cpu_ms"] / o["cpu_ms"] for o, t in pairs)

    def middle(results, key):
        return median(result[key] for result in results)

    return (f"| {what} | {precision} | {side} | {pairs[0][0]['unit']} | {middle(ours, 'units_per_second'):,.0f} "
            f"| {middle(twin, 'units_per_second'):,.0f} | {median(ratios):.2f} | {min(ratios):.2f}-{max(ratios):.2f} "
            f"| {cpu_ratio:.2f} | {len(pairs)} | {middle(ours, 'nfe'):,.0f} / {middle(twin, 'nfe'):,.0f} "
            f"| {middle(ours, 'peak_mib'):,.0f} / {middle(twin, 'peak_mib'):,.0f} | {arithmetic(ours, twin)} "
            f"| {ours[0]['parameters']:,} / {twin[0]['parameters']:,} |")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    peer = sys.argv[2] if len(sys.argv) == 3 else PYTORCH
    print(f"| what | precision | ours is | unit | ours, units/s | {peer}, units/s | ours / {peer} | lowest-highest "
          f"| by CPU time | pairs | NFE, ours / {peer} | peak memory in MiB, ours / {peer} | TFLOP/s, ours / {peer} "
          f"| weights, ours / {peer} |")
    print("|---|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for (what, precision), sides in read(sys.argv[1]).items():
        twin = sides.pop("twin", [])
        for side, ours in sides.items():
            if twin:  # or it was stopped before the first pair was complete
                print(row(what, precision, side, ours, twin, peer))


if __name__ == "__main__":
    main()
