# SPDX-License-Identifier: MIT
"""The kernel builds and boots with each compiler that is installed, not only with the default one: without its tests,
which would take half of the time. Part of `make soak`; a sample is left here, of the files that ask most of a compiler.
"""
import os
import shutil
import subprocess

import pytest

from harness.build import make
from harness.qemu import ROOT, WELL
from harness.tools import load

elf = load("elf.py")


def host_gcc_makes_32_bit():
    probe = subprocess.run(["gcc", "-m32", "-ffreestanding", "-x", "c", "-c", "-o", os.devnull, "-"], input=b"int x;\n",
                           capture_output=True, check=False) if shutil.which("gcc") else None
    return probe is not None and probe.returncode == 0


TOOLCHAINS = {
    "gcc-m32": (["CROSS="], host_gcc_makes_32_bit()),
    "clang": (["LLVM=1"], bool(shutil.which("clang") and shutil.which("ld.lld"))),
    "debug": (["DEBUG=1"], True),
    "ubsan": (["SAN=undef"], True),
}


# Before paging, without calls to the C library, inline assembly, inline functions on fast paths, locks with owners.
SAMPLE = ["boot/early", "lib/string", "kernel/x86/fpu", "kernel/core/sched", "mm/slab/slab", "kernel/signal/signal"]


def build(name, *goals):
    """Build with that compiler, in a folder of its own, which is returned."""
    words, installed = TOOLCHAINS[name]
    if not installed:
        pytest.skip(f"{name} is not installed")
    folder = f"build/toolchain/{name}"
    make(f"O={folder}", "NOTESTS=1", *words, *(f"{folder}/{goal}" for goal in goals))
    return folder


def size_of_lines(folder):
    """Bytes of the table that leads from instructions to lines of source."""
    sections = elf.Elf(os.path.join(ROOT, folder, "ksymtab.o")).sections
    return sum(section.size for section in sections if section.name == ".line_table")


@pytest.mark.parametrize("name", TOOLCHAINS)
def test_a_sample_is_compiled(name):
    build(name, *(f"obj/{file}.o" for file in SAMPLE))


@pytest.mark.soak
@pytest.mark.parametrize("name", TOOLCHAINS)
def test_builds_and_boots(boot, name):
    folder = build(name, "k896.elf")
    assert size_of_lines(folder) < 150 << 10
    machine = boot(image=os.path.join(ROOT, folder, "k896.elf"), memory=64,
                   words="console=ttyS0 lesson=kmalloc exit panic=exit", icount=True)
    assert machine.finish() == WELL, machine.story("does not run a lesson")
