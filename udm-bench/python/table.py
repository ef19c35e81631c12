#!/usr/bin/env python3
"""Prints the Markdown table of a comparison from the record that compare.sh writes.

    table.py RECORD

A line of the record is: size, precision, side (ours or twin), then the JSON that the program printed, tab-separated.
The n-th line of ours and the n-th line of the twin, of one size and precision, ran one after the other: they are a pair.
"""

import json
import sys
from collections import defaultdict
from statistics import median


def read(path):
    """-> {(size, precision): {side: [tokens per second, by round]}}, in the order of the record"""
    runs = defaultdict(lambda: defaultdict(list))
    with open(path, encoding="utf-8") as file:
        for line in file:
            size, precision, side, result = line.rstrip("\n").split("\t", 3)
            runs[size, precision][side].append(json.loads(result)["tokens_per_second"])
    return runs


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print("| size | precision | ours, tokens/s | PyTorch, tokens/s | ours / PyTorch | lowest-highest | pairs |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for (size, precision), sides in read(sys.argv[1]).items():
        ours, twin = sides["ours"], sides["twin"]
        ratios = [o / p for o, p in zip(ours, twin)]
        if not ratios:
            continue  # stopped before the first pair was complete
        print(
            f"| {size} | {precision} | {median(ours):,.0f} | {median(twin):,.0f} "
            f"| {median(ratios):.2f} | {min(ratios):.2f}-{max(ratios):.2f} | {len(ratios)} |"
        )


if __name__ == "__main__":
    main()
