#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Write the kernel's own symbol table as assembly.

    tools/symbols.py NM ELF > build/kallsyms.S

A backtrace must name functions however the kernel was booted, so the names travel inside the image. The kernel is
linked twice: once without them, then this script reads the text symbols of that first ELF with NM, and the second
link adds the table. Text comes first in the image and the table lies in .rodata behind it, so no text address moves
between the two links.

The table: kallsyms_count (u32), kallsyms_addresses (u32 each, ascending), kallsyms_offsets (u32 each, into the
names), kallsyms_names (NUL-terminated). One name an address; a symbol's size is the distance to the next one.
"""
import subprocess
import sys

PAGE_OFFSET = 0xC0000000
TEXT_TYPES = "TtWw"
GLOBAL_TYPES = "TW"


def parse(nm_output):
    """Return {address: name} of the kernel's text symbols, one name an address.

    Where several share an address, one with a size wins (a function, not one of the linker script's marks), then a
    global one, then the shorter.
    """
    chosen = {}
    for line in nm_output.splitlines():
        address, *size, kind, name = line.split()[-4:] if len(line.split()) > 2 else ("", "U", "")
        if kind not in TEXT_TYPES:
            continue  # undefined symbols have no address; data is of no use in a backtrace
        address = int(address, 16)
        if address < PAGE_OFFSET or name.startswith(".L"):
            continue  # boot code runs before there is anything that could print a backtrace
        rank = (not size, kind not in GLOBAL_TYPES, name.startswith("_"), len(name), name)
        if address not in chosen or rank < chosen[address][0]:
            chosen[address] = (rank, name)
    return {address: name for address, (_, name) in sorted(chosen.items())}


def assembly(symbols):
    """Return the table as GNU assembler text."""
    out = ["/* Made by tools/symbols.py: do not edit. */", '\t.section .rodata.kallsyms, "a", @progbits', "\t.balign 4"]

    def label(name):
        out.append(f"\t.globl {name}\n{name}:")

    label("kallsyms_count")
    out.append(f"\t.long {len(symbols)}")
    label("kallsyms_addresses")
    out.extend(f"\t.long {address:#010x}" for address in symbols)
    label("kallsyms_offsets")
    offset = 0
    for name in symbols.values():
        out.append(f"\t.long {offset}")
        offset += len(name.encode()) + 1
    label("kallsyms_names")
    out.extend(f'\t.asciz "{name}"' for name in symbols.values())
    out.append('\t.section .note.GNU-stack, "", @progbits')
    return "\n".join(out) + "\n"


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: symbols.py NM ELF")
    nm = subprocess.run([*sys.argv[1].split(), "-nS", sys.argv[2]], capture_output=True, text=True, check=False)
    if nm.returncode:
        sys.exit(nm.stderr.strip() or f"{sys.argv[1]} failed on {sys.argv[2]}")
    symbols = parse(nm.stdout)
    if not symbols:
        sys.exit(f"{sys.argv[2]}: no kernel text symbols at or above {PAGE_OFFSET:#x}")
    sys.stdout.write(assembly(symbols))


if __name__ == "__main__":
    main()
