# SPDX-License-Identifier: MIT
"""Page tables, read from physical memory: works whatever the kernel has made of its own mappings."""
import struct

import gdb

from k_kernel import PAGE_SHIFT, PAGE_SIZE, KernelCommand, number

PRESENT, RW, USER, LARGE, GLOBAL = 0x001, 0x002, 0x004, 0x080, 0x100
LARGE_SIZE = 1 << 22
CR0_PG = 1 << 31
FLAGS = [(RW, "rw", "ro"), (USER, "user", "kernel"), (0x008, "write-through", ""), (0x010, "uncached", ""),
         (0x020, "accessed", ""), (0x040, "dirty", ""), (GLOBAL, "global", "")]


def read_words(address, count):
    """Read 32-bit words of physical memory. QEMU's stub switches between virtual and physical on request."""
    gdb.execute("maintenance packet Qqemu.PhyMemMode:1", to_string=True)
    try:
        raw = gdb.selected_inferior().read_memory(address, 4 * count)
    finally:
        gdb.execute("maintenance packet Qqemu.PhyMemMode:0", to_string=True)
    return struct.unpack(f"<{count}I", bytes(raw))


def read_physical(address):
    return read_words(address, 1)[0]


def flag_words(entry):
    return " ".join(yes if entry & bit else no for bit, yes, no in FLAGS if (yes if entry & bit else no))


def walk(address):
    """Return (lines that tell the walk, physical address or None) for the directory that CR3 leads to."""
    directory = number("$cr3") & ~(PAGE_SIZE - 1)
    index = address >> 22
    pde = read_physical(directory + index * 4)
    lines = [f"CR3 {directory:08x}: pde[{index}] = {pde:08x}"]
    if not pde & PRESENT:
        return lines + ["not present"], None
    if pde & LARGE:
        physical = (pde & ~(LARGE_SIZE - 1)) | (address & (LARGE_SIZE - 1))
        return lines + [f"4 MiB page, {flag_words(pde)}", f"physical {physical:08x}"], physical
    table, index = pde & ~(PAGE_SIZE - 1), (address >> PAGE_SHIFT) & 1023
    pte = read_physical(table + index * 4)
    lines += [f"table {table:08x}, {flag_words(pde)}: pte[{index}] = {pte:08x}"]
    if not pte & PRESENT:
        return lines + ["not present"], None
    physical = (pte & ~(PAGE_SIZE - 1)) | (address & (PAGE_SIZE - 1))
    return lines + [f"4 KiB page, {flag_words(pte)}", f"physical {physical:08x}"], physical


class Walk(KernelCommand):
    """k-walk ADDR: how the page tables translate an address, entry by entry."""

    name = "k-walk"

    def run(self, words):
        if not words:
            self.usage()
        if not number("$cr0") & CR0_PG:
            print("Paging is off: every address is physical.")
            return
        for depth, line in enumerate(walk(number(" ".join(words)))[0]):
            print("  " * depth + line)


KERNEL_PGD = 0xC0000000 >> 22
RANGE_FLAGS = PRESENT | RW | USER | 0x018 | LARGE | GLOBAL


def kernel_ranges():
    """Yield (start, end, flags, is it a directory entry) of the kernel's half; equal neighbours are one range."""
    directory = number("$cr3") & ~(PAGE_SIZE - 1)
    ranges = []
    for at, pde in enumerate(read_words(directory + KERNEL_PGD * 4, 1024 - KERNEL_PGD), KERNEL_PGD):
        start = at * LARGE_SIZE
        if not pde & PRESENT or pde & LARGE:
            entries = [(start, start + LARGE_SIZE, pde, True)]
        else:
            table = read_words(pde & ~(PAGE_SIZE - 1), 1024)
            entries = [(start + i * PAGE_SIZE, start + (i + 1) * PAGE_SIZE, pte & (pde | ~(RW | USER)), False)
                       for i, pte in enumerate(table)]
        for first, end, entry, large in entries:
            flags = entry & RANGE_FLAGS if entry & PRESENT else 0
            if ranges and ranges[-1][2:] == (flags, large):
                ranges[-1] = (ranges[-1][0], end, flags, large)
            else:
                ranges.append((first, end, flags, large))
    return ranges


class PageTables(KernelCommand):
    """k-pt: the kernel's half of the page tables as ranges with their flags."""

    name = "k-pt"

    def run(self, words):
        if words:
            self.usage()
        if not number("$cr0") & CR0_PG:
            print("Paging is off: every address is physical.")
            return
        for start, end, flags, large in kernel_ranges():
            if flags:
                page = "4 MiB pages" if large else "4 KiB pages"
                print(f"{start:08x}-{end - 1:08x} {(end - start) >> 10:9} KiB  {page}, {flag_words(flags)}")


Walk()
PageTables()
