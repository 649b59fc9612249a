# SPDX-License-Identifier: MIT
"""tools/lines.py: the table in the image says of each instruction what binutils say, or, by the rule for inlined functions,
what they say of one of its callers; and what each compiler makes of a source becomes the same places with each DWARF.
"""
import bisect
import os
import random
import re
import shutil
import struct
import subprocess

import pytest

from harness.qemu import KERNEL, ROOT
from harness.tools import load

lines, dwarf, elf = (load(name) for name in ("lines.py", "dwarf.py", "elf.py"))

PREFIX = "i686-linux-gnu-" if shutil.which("i686-linux-gnu-objdump") else ""
UNKNOWN = ("", 0)


def run(*command, **more):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True, **more).stdout


# ---- a reader of its own ----

def read_block(data, at, stop):
    """Yield (bytes of code since the block's first row, file, line) of the rows of one block."""
    file, at = dwarf.uleb(data, at)
    line, at = dwarf.uleb(data, at)
    distance = 0
    yield distance, file, line
    while at < stop:
        kind, step = data[at] >> 4, data[at] & 15
        at += 1
        if not step:
            step, at = dwarf.uleb(data, at)
        distance += step
        if kind == 15:
            file, at = dwarf.uleb(data, at)
            line, at = dwarf.uleb(data, at)
        elif kind == 14:
            more, at = dwarf.sleb(data, at)
            line += more
        else:
            line += kind - 6
        yield distance, file, line
    assert at == stop


class Table:
    """The table as it lies in a linked file."""

    def __init__(self, path):
        self.elf = elf.Elf(path)
        at = {name: int(address, 16) for address, _, name in map(str.split, run(f"{PREFIX}nm", path).splitlines())
              if name.startswith("line_table")}
        count, = self.words(at["line_table_count"], 1)
        self.rows = sorted(row for i in range(count) for row in self.section(*self.words(at["line_tables"] + 32 * i, 8)))
        self.starts = [row[0] for row in self.rows]

    def memory(self, address):
        section = next(s for s in self.elf.sections if s.address <= address < s.address + len(s.data))
        return section.data, address - section.address

    def words(self, address, count):
        return struct.unpack_from(f"<{count}I", *self.memory(address))

    def section(self, text, size, count, blocks, rows, end, files, names):
        """Yield (address, file, line) of all rows of one section."""
        data, base = self.memory(rows)
        heads = [self.words(blocks + 8 * i, 2) for i in range(count)] + [(size, end - rows)]
        for (first, begin), (_, stop) in zip(heads, heads[1:]):
            for distance, file, line in read_block(data, base + begin, base + stop):
                assert first + distance < size
                yield text + first + distance, elf.c_string(*self.memory(names + self.words(files + 4 * file, 1)[0])), line

    def place(self, address):
        """Return (file, line) of an instruction."""
        at = bisect.bisect_right(self.starts, address) - 1
        return self.rows[at][1:] if at >= 0 else UNKNOWN


# ---- the image ----

@pytest.fixture(scope="module")
def image():
    return Table(KERNEL)


def objdump_rows(path):
    """Yield (address, file without its folder, line) of each run of instructions in .debug_line."""
    form = re.compile(r"^(\S+) +(\d+|-) +(0x[0-9a-f]+|0)\b")
    before = None
    for found in filter(None, map(form.match, run(f"{PREFIX}objdump", "--dwarf=decodedline", path).splitlines())):
        row = int(found[3], 16), os.path.basename(found[1]), 0 if found[2] == "-" else int(found[2])
        if before and before[0] < row[0] and before[2]:
            yield before
        before = row


def test_every_row_of_the_image_is_as_objdump_says(image):
    padding = {end for end, _ in image.elf.padding()}
    headers = sources = 0
    for address, name, line in objdump_rows(KERNEL):
        if address < lines.PAGE_OFFSET or image.place(address) == UNKNOWN and address in padding:
            continue
        file, found = image.place(address)
        if name.endswith(".h"):
            headers += 1
            assert file and found
        else:
            sources += 1
            assert (os.path.basename(file), found) == (name, line), hex(address)
    assert headers > 5000 and sources > 30000


def chains(path, addresses):
    """Yield the places of each address, innermost first, as addr2line says."""
    out = run(f"{PREFIX}addr2line", "-i", "-a", "-e", path, input="\n".join(map(hex, addresses)))
    for part in re.split(r"^0x[0-9a-f]+\n", out, flags=re.MULTILINE)[1:]:
        yield [re.sub(r" \(discriminator.*", "", place) for place in part.splitlines()]


def test_of_inlined_calls_the_innermost_outside_of_headers_is_taken(image):
    choice = random.Random(1)
    rows = [(*row, end) for row, (end, _, _) in zip(image.rows, image.rows[1:]) if row[1].endswith(".c")]
    sample = [(choice.choice((start, end - 1)), f"/{file}:{line}") for start, file, line, end in choice.sample(rows, 2000)]
    for (address, place), chain in zip(sample, chains(KERNEL, [address for address, _ in sample])):
        outside = next(place for place in chain if not place.split(":")[0].endswith(".h"))
        assert outside.endswith(place), (hex(address), place, chain)


def test_the_padding_behind_a_function_has_no_line(image):
    for start, end in image.elf.padding():
        if lines.PAGE_OFFSET <= start < end:
            assert image.place(start) == image.place(end - 1) == UNKNOWN


def test_files_have_the_names_that_the_compiler_was_given(image):
    for file in {row[1] for row in image.rows} - {""}:
        assert os.path.exists(os.path.join(ROOT, file)) and not file.startswith("/"), file


def test_without_the_tests_the_table_takes_less_than_150_kB(image):
    """As long as they are in another folder than the kernel; test_toolchains.py asks a kernel that was built without."""
    rows = [row for row in image.rows if not row[1].startswith("tests/")]
    files = {}
    blocks, data = lines.encode(rows, rows[0][0], files)
    assert 8 * len(blocks) + len(data) + sum(len(name) + 5 for name in files) < 150 << 10


# ---- the encoding ----

STEPS = [1, 15, 16, 127, 128, 16383, 16384, 1 << 21]
MORE = [0, 1, -6, -7, 7, 8, 63, 64, -64, -65, 8191, 8192, -8192, -8193, 1 << 20, -(1 << 20)]


def random_rows(count, seed):
    choice = random.Random(seed)
    address, file, line = 0x1000, "a.c", 1 << 21
    for _ in range(count):
        yield address, file, line
        address += choice.choice(STEPS)
        file, line = choice.choice([(file, line + choice.choice(MORE)), (choice.choice("abc") + ".c", choice.choice([1, 70000])),
                                    UNKNOWN]) if line > 1 << 20 else ("d.c", 1 << 21)


@pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 128, 129, 5000])
def test_what_is_encoded_can_be_read(count):
    rows = list(random_rows(count, count))
    files = {"": 0}
    blocks, data = lines.encode(rows, 0x1000, files)
    names = list(files)
    assert len(blocks) == (count + lines.ROWS_IN_BLOCK - 1) // lines.ROWS_IN_BLOCK
    ends = [begin for _, begin in blocks[1:]] + [len(data)]
    assert [(0x1000 + first + distance, names[file], line) for (first, begin), end in zip(blocks, ends)
            for distance, file, line in read_block(data, begin, end)] == rows


# ---- other compilers, relocatable files ----

HEADER = """\
int callee(int);
static inline __attribute__((always_inline)) int in_header(int x)
{
	return callee(x) + 1;
}
static int of_header(int x) { return callee(x) - 7; } // OF_HEADER
"""
SOURCE = """\
#include "inlined.h"
int first(int x) { return callee(x) * 2; } // first
__asm__(".text\\n.globl bare\\n.type bare,@function\\nbare: call callee\\nret\\n.size bare, .-bare\\n");
int inlines(int x)
{
	x = in_header(x); // inlines
	return x * callee(x); // inlines
}
static inline __attribute__((always_inline)) int in_source(int x)
{
	return in_header(x) + 3; // nested
}
int nested(int x)
{
	return in_source(x) * 5;
}
__attribute__((section(".init.text"))) int early(int x) { return callee(x) ^ 1; } // early
int (*table[])(int) = { of_header };
"""
COMPILERS = {"gcc": [f"{PREFIX}gcc"], "clang": ["clang", "--target=i686-linux-gnu"]}


def build(folder, compiler, flags):
    """Compile drivers/sample.c in that folder and link it, with its table in front; return the file."""
    (folder / "drivers").mkdir(parents=True)
    (folder / "include").mkdir()
    (folder / "include/inlined.h").write_text(HEADER)
    (folder / "drivers/sample.c").write_text(SOURCE)
    run(*COMPILERS[compiler], "-m32", "-O2", "-g", *flags, "-ffreestanding", "-fno-pic", "-fno-asynchronous-unwind-tables",
        "-Iinclude", "-c", "-o", "out.o", "drivers/sample.c", cwd=folder)
    (folder / "lines.S").write_text(lines.assembly(elf.Elf(folder / "out.o")))
    run(f"{PREFIX}gcc", "-m32", "-c", "-o", "lines.o", "lines.S", cwd=folder)
    run(f"{PREFIX}ld", "-m", "elf_i386", "-r", "-o", "out.ko", "lines.o", "out.o", cwd=folder)
    run(f"{PREFIX}ld", "-m", "elf_i386", "-Ttext=0xc0200000", "--section-start=.init.text=0xc0300000", "-e", "first",
        "--defsym=callee=0xc0400000", "-z", "noexecstack", "-o", "out", "out.ko", cwd=folder)
    return folder / "out"


def calls(path):
    """Return {function: places of its calls, sorted}."""
    table, found, function = Table(path), {}, None
    for text in run(f"{PREFIX}objdump", "-d", path).splitlines():
        head, call = re.match(r"[0-9a-f]+ <(\w+)>:", text), re.match(r" *([0-9a-f]+):.*\tcall ", text)
        function = head[1] if head else function
        if call:
            found.setdefault(function, []).append(table.place(int(call[1], 16)))
    return {function: sorted(places) for function, places in found.items()}


@pytest.mark.parametrize("flags", [["-gdwarf-4"], ["-gdwarf-5"], ["-gdwarf-5", "-ffunction-sections"], ["-gdwarf-2"]],
                         ids=lambda flags: "".join(flags))
@pytest.mark.parametrize("compiler", COMPILERS)
def test_each_call_of_a_relocatable_file_has_its_line(tmp_path, compiler, flags):
    if not shutil.which(COMPILERS[compiler][0]):
        pytest.skip(f"{compiler} is not installed")
    marked = {}
    for number, text in enumerate(SOURCE.splitlines(), 1):
        if "//" in text:
            marked.setdefault(text.split("// ")[1], []).append(("drivers/sample.c", number))
    of_header = next(number for number, text in enumerate(HEADER.splitlines(), 1) if "OF_HEADER" in text)
    assert calls(build(tmp_path, compiler, flags)) == {
        **marked, "bare": [UNKNOWN], "of_header": [("include/inlined.h", of_header)]}


def test_the_table_does_not_depend_on_where_it_was_built(tmp_path):
    for name in ("here", "elsewhere/and/deeper"):
        build(tmp_path / name, "gcc", [])
    assert (tmp_path / "here/lines.S").read_text() == (tmp_path / "elsewhere/and/deeper/lines.S").read_text()


def test_what_is_no_elf_file_is_refused(tmp_path):
    (tmp_path / "text").write_text("no ELF file")
    failed = subprocess.run([os.path.join(ROOT, "tools/lines.py"), tmp_path / "text"], capture_output=True, text=True, check=False)
    assert failed.returncode == 1 and "no 32-bit ELF file" in failed.stderr
