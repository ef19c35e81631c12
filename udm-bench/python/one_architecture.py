#!/usr/bin/env python3
"""Blanks the machine code of all GPU architectures but one in a shared library, so that it compresses to a fraction.

    one_architecture.py libtorch_cuda.so small.so 90      keeps sm_90, of Hopper: compute capability 9.0

The library stays as long and as it is laid out; a card of another architecture finds no kernel in it. What nvcc embeds
is a sequence of containers, each a header and entries, one for each architecture and kind of code:

    container  magic 0xBA55ED50, u16 version, u16 bytes of the header, u64 bytes of the entries
    entry      u16 kind (1 PTX, 2 machine code), u16 version, u32 bytes of the header, u64 bytes of the code, ...,
               u32 architecture at byte 28
"""

import mmap
import shutil
import struct
import sys

MAGIC = struct.pack("<I", 0xBA55ED50)
CONTAINER = struct.Struct("<IHHQ")
ENTRY = struct.Struct("<HHIQ")
ARCHITECTURE = 28  # where an entry says for which one it is
LARGEST = 1 << 31  # bytes of a container: more is no container, but data that looks like its magic


def entries(library, at):
    """Of the container at a place.  -> architecture, first and last byte of the code of each; nothing if there is none"""
    _, version, header, size = CONTAINER.unpack_from(library, at)
    end = at + header + size
    if version != 1 or header != CONTAINER.size or size > LARGEST or end > len(library):
        return
    at += header
    while at < end:
        kind, _, header, size = ENTRY.unpack_from(library, at)
        if kind not in (1, 2) or header < ARCHITECTURE + 4:
            return
        yield struct.unpack_from("<I", library, at + ARCHITECTURE)[0], at + header, at + header + size
        at += header + size


def blank_others(library, kept):
    """-> bytes of code kept, bytes blanked"""
    kept_bytes = blanked = 0
    at = library.find(MAGIC)
    while at >= 0:
        for architecture, first, last in entries(library, at):
            if architecture == kept:
                kept_bytes += last - first
            else:
                library[first:last] = bytes(last - first)
                blanked += last - first
        at = library.find(MAGIC, at + len(MAGIC))
    return kept_bytes, blanked


def main():
    if len(sys.argv) != 4 or not sys.argv[3].isdigit():
        sys.exit(__doc__)
    source, target, architecture = sys.argv[1], sys.argv[2], int(sys.argv[3])
    shutil.copyfile(source, target)
    with open(target, "r+b") as file, mmap.mmap(file.fileno(), 0) as library:
        kept, blanked = blank_others(library, architecture)
    if not kept:
        sys.exit(f"{source} has no code for sm_{architecture}")
    print(f"{source}: kept {kept >> 20} MiB for sm_{architecture}, blanked {blanked >> 20} MiB", file=sys.stderr)


if __name__ == "__main__":
    main()
