#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Write the table that leads from each instruction of an ELF file to the line of source that it was made from, as assembly.

    tools/lines.py ELF > lines.S

The kernel is linked twice, as for its symbols (tools/symbols.py): the table of the first link becomes part of the second,
and no text address moves. In a relocatable file (.o) the table goes by sections: link lines.o IN FRONT of it, then the
empty sections in lines.S stand where those of the file begin, and the table is relocated together with the code.

Of an instruction of an inlined function there are several places: in the inlined function, and where that was called, up to
the function that has a name of its own in a backtrace. kmalloc() and list_add() tell a reader nothing: the table has the
innermost place that is not in a header, and if all are, the outermost.

    slab_alloc+0x12:  include/linux/list.h:93, called by mm/slab/slab.c:140 (inlined), called by mm/slab/slab.c:229
    the table says:   mm/slab/slab.c:140

The table (include/k896/lines.h has the reader's side):

    line_tables     one for each section of code: its address, its size, how many blocks, where these are,
                    where the rows are and end, and the files; the number of tables is line_table_count
    blocks          for each ROWS_IN_BLOCK rows two u32: offset of the first instruction in the section, offset of the rows
    rows            one for each run of instructions with the same line, up to the next one (below)
    files           u32 each, offsets into the names; file 0 means that the place is not known

A block begins with file and line (uleb128 each) of its first instruction. Each further row has a byte: the low four bits
are how many bytes of code lie between it and the row before; 0: a uleb128 that follows says it. The high four bits are by
how much the line grows, from LINE_BASE on, or OTHER_LINE: a sleb128 says it, or OTHER_FILE: file and line follow.
"""
import bisect
import sys

import dwarf
from elf import Elf

PAGE_OFFSET = 0xC0000000

ROWS_IN_BLOCK = 64
LINE_BASE, OTHER_LINE, OTHER_FILE = -6, 14, 15
UNKNOWN = ("", 0)


def is_header(path):
    """Is what is in this file inlined into others?"""
    return path.endswith(".h")


def call_places(inlined, files):
    """Return [(address, place or None)], ascending: from there on code of inlined functions is of the call at that place."""
    events = []
    for start, end, depth, file, line in inlined:
        events.append((start, 1, depth, (files[file], line)))
        events.append((end, 0, depth, None))
    events.sort(key=lambda event: event[:2])
    opened, places = {}, []
    for i, (address, begins, depth, place) in enumerate(events):
        if begins:
            opened[depth] = place
        else:
            opened.pop(depth, None)
        if i + 1 < len(events) and events[i + 1][0] == address:
            continue
        chain = [opened[depth] for depth in sorted(opened, reverse=True)]
        places.append((address, next((place for place in chain if not is_header(place[0])), chain[-1] if chain else None)))
    return places


def reader_rows(program, inlined):
    """Yield (address, file, line) of one line program: places as the reader wants them."""
    files = program.files
    in_header = [is_header(path) for path in files]
    places = call_places(inlined, files)
    starts = [address for address, _ in places]
    for sequence in program.sequences():
        for (address, file, line), (end, _, _) in zip(sequence, sequence[1:]):
            if address == end:
                continue
            own = (files[file], line) if line else UNKNOWN
            if line and not in_header[file]:
                yield address, *own
                continue
            at = bisect.bisect_right(starts, address) - 1
            while address < end:
                yield address, *(places[at][1] or own if at >= 0 else own)
                at += 1
                address = starts[at] if at < len(starts) else end
        yield sequence[-1][0], *UNKNOWN


def merged(rows, gaps):
    """Return rows sorted by address, without those that say nothing new, and with no place in the gaps.

    What follows a gap has a row of its own, unless nothing is known of it.
    """
    starts = [start for start, _ in gaps]

    def is_in_gap(address):
        at = bisect.bisect_right(starts, address) - 1
        return at >= 0 and address < gaps[at][1]

    rows = [row for row in rows if not is_in_gap(row[0])] + [(start, *UNKNOWN) for start in starts]
    result = []
    # Where code ends and other code begins, the end comes first, and does not count.
    for row in sorted(rows, key=lambda row: (row[0], row[2] != 0)):
        if result and result[-1][0] == row[0]:
            result.pop()
        if not result or result[-1][1:] != row[1:]:
            result.append(row)
    return result


def rows_of(elf):
    """Return all rows of an ELF file, ascending."""
    rows = [row for program, inlined in dwarf.programs(elf) for row in reader_rows(program, inlined)]
    return merged(rows, elf.padding())


# ---- encoding ----

def uleb(number):
    """Return a number as uleb128."""
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7f | 0x80)
        number >>= 7
    out.append(number)
    return out


def sleb(number):
    """Return a signed number as sleb128."""
    out = bytearray()
    while not -0x40 <= number < 0x40:
        out.append(number & 0x7f | 0x80)
        number >>= 7
    out.append(number & 0x7f)
    return out


def encode(rows, start, files):
    """Return (blocks, bytes) of a section that begins at @start; `files` is {name: number} and gets what is missing."""
    blocks, out = [], bytearray()
    for i, (address, name, line) in enumerate(rows):
        file = files.setdefault(name, len(files))
        if i % ROWS_IN_BLOCK == 0:
            blocks.append((address - start, len(out)))
            out += uleb(file) + uleb(line)
        else:
            before, old_name, old_line = rows[i - 1]
            step, more = address - before, line - old_line
            kind = OTHER_FILE if name != old_name else more - LINE_BASE
            if not 0 <= kind <= OTHER_FILE or name == old_name and kind >= OTHER_LINE:
                kind = OTHER_LINE
            out.append(kind << 4 | (step if step < 16 else 0))
            out += uleb(step) if step >= 16 else b""
            out += uleb(file) + uleb(line) if kind == OTHER_FILE else sleb(more) if kind == OTHER_LINE else b""
    return blocks, bytes(out)


def tables_of(elf):
    """Return [(section, rows)] of the sections of code whose rows go into the table."""
    rows = rows_of(elf)
    tables = []
    for section in elf.code():
        end = section.address + section.size
        inside = [row for row in rows if section.address <= row[0] < end]
        if inside and (elf.is_relocatable or section.address >= PAGE_OFFSET):
            tables.append((section, inside))
    return tables


def as_bytes(data):
    """Yield lines of assembly."""
    for i in range(0, len(data), 32):
        yield "\t.byte " + ",".join(map(str, data[i:i + 32]))


def assembly(elf):
    """Return the table as GNU assembler text."""
    tables = tables_of(elf)
    files = {"": 0}
    heads, blocks, rows = [], [], []
    for i, (section, section_rows) in enumerate(tables):
        section_blocks, data = encode(section_rows, section.address, files)
        start = f".Lstart{i}" if elf.is_relocatable else f"{section.address:#x}"
        heads.append(f"\t.long {start}, {section.size}, {len(section_blocks)}, .Lblocks{i}, .Lrows{i}, .Lend{i}, .Lfiles, .Lnames")
        blocks += [f".Lblocks{i}:", *(f"\t.long {at}, {offset}" for at, offset in section_blocks)]
        rows += [f".Lrows{i}:", *as_bytes(data), f".Lend{i}:"]
    out = ["/* Made by tools/lines.py: do not edit. */"]
    if elf.is_relocatable:
        for i, (section, _) in enumerate(tables):
            out += [f'\t.section "{section.name}", "ax", @progbits', f".Lstart{i}:"]
    out += ['\t.section .line_table, "a", @progbits', "\t.balign 4", "\t.globl line_table_count", "line_table_count:",
            f"\t.long {len(tables)}", "\t.globl line_tables", "line_tables:", *heads, *blocks]
    out.append(".Lfiles:")
    offset = 0
    for name in files:
        out.append(f"\t.long {offset}")
        offset += len(name.encode()) + 1
    out.append(".Lnames:")
    out.extend(f'\t.asciz "{name}"' for name in files)
    out += [*rows, '\t.section .note.GNU-stack, "", @progbits']
    return "\n".join(out) + "\n"


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: lines.py ELF")
    try:
        sys.stdout.write(assembly(Elf(sys.argv[1])))
    except (OSError, ValueError) as error:
        sys.exit(f"lines.py: {error}")


if __name__ == "__main__":
    main()
