# SPDX-License-Identifier: MIT
"""What memory QEMU's `pc` machine has, and what zones must come out of it: by arithmetic, not by asking the kernel.

SeaBIOS reports, for -m MIB:

    00000000-0009fbff  RAM          the first 639 KiB
    0009fc00-0009ffff  reserved     the BIOS's own data
    000f0000-000fffff  reserved     the BIOS
    00100000-TOP       RAM          TOP: 128 KiB (ACPI tables) below the end of RAM under 4 GiB
    TOP-END            reserved
    fffc0000-ffffffff  reserved     the BIOS again
    100000000-...      RAM          from 3584 MiB up only 3 GiB lie below 4 GiB, the rest here
"""
MIB = 1 << 20
GIB = 1 << 30
PAGE = 4096
ACPI = 128 << 10

DMA_END = 16 * MIB
LOWMEM_END = 896 * MIB


def below_4g(memory):
    """Bytes of RAM below 4 GiB of a machine with -m memory (MiB)."""
    return memory * MIB if memory < 3584 else 3 * GIB


def e820(memory):
    """The BIOS's map as [(first byte, last byte, usable)], in ascending order."""
    end = below_4g(memory)
    ranges = [(0, 0x9FBFF, True), (0x9FC00, 0x9FFFF, False), (0xF0000, 0xFFFFF, False),
              (MIB, end - ACPI - 1, True), (end - ACPI, end - 1, False), (0xFFFC0000, 0xFFFFFFFF, False)]
    if memory * MIB > end:
        ranges.append((4 * GIB, 4 * GIB + memory * MIB - end - 1, True))
    return ranges


def usable_frames(memory):
    """[(first frame, frame behind the last)] of whole RAM pages below 4 GiB. Frame 0 is the BIOS's, as in Linux."""
    frames = [(-(-first // PAGE), (last + 1) // PAGE) for first, last, usable in e820(memory)
              if usable and last < 4 * GIB]
    return [(max(first, 1), end) for first, end in frames]


def zones(memory):
    """{name: (first frame, spanned, present)} of every zone; an absent zone is (None, 0, 0)."""
    bounds = {"DMA": (1, DMA_END // PAGE), "Normal": (DMA_END // PAGE, LOWMEM_END // PAGE),
              "HighMem": (LOWMEM_END // PAGE, 4 * GIB // PAGE)}
    top = usable_frames(memory)[-1][1]
    result = {}
    for name, (first, end) in bounds.items():
        end = min(end, top)
        present = sum(max(0, min(end, to) - max(first, frm)) for frm, to in usable_frames(memory))
        result[name] = (first, end - first, present) if present else (None, 0, 0)
    return result
