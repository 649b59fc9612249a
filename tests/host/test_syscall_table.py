# SPDX-License-Identifier: MIT
"""docs/how-to.md's recipe for a system call, as far as numbers go: what cannot be does not build."""
import os
import re
import shutil
import subprocess

import pytest

from harness.qemu import PATIENCE, ROOT

TABLE = "kernel/process/syscall_table.c"
NUMBERS = "include/uapi/asm/unistd.h"


@pytest.fixture
def build(tmp_path):
    """build(line in unistd.h, call in the table): (did the table build?, what the compiler said)."""
    shutil.copy(os.path.join(ROOT, "Makefile"), tmp_path)
    shutil.copytree(os.path.join(ROOT, "include"), tmp_path / "include")
    os.makedirs(tmp_path / os.path.dirname(TABLE))

    def add(file, after, line):
        with open(os.path.join(ROOT, file), encoding="ascii") as whole:
            (tmp_path / file).write_text(whole.read().replace(after, line + after, 1))

    def run(number, call):
        add(NUMBERS, "\n#define __NR_read\t", f"\n{number}")
        add(TABLE, "\tCALL(read)", f"\tCALL({call})\\\n")
        made = subprocess.run(["make", "build/obj/" + TABLE.replace(".c", ".o")], cwd=tmp_path, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=60 * PATIENCE, check=False)
        return made.returncode == 0, made.stdout

    return run


def free_numbers():
    with open(os.path.join(ROOT, "docs/how-to.md"), encoding="ascii") as file:
        first, last = re.search(r"from (\d+) to (\d+) are free", file.read()).groups()
    return range(int(first), int(last) + 1)


def test_the_numbers_that_the_recipe_calls_free_build_and_have_a_name(build, tmp_path):
    for number in free_numbers():
        assert build(f"#define __NR_widget {number}", "widget")[0]
        assert f'[{number}] = "widget",' in (tmp_path / "build/syscall_names.h").read_text().splitlines()


@pytest.mark.parametrize("number", ["451", "100000", "0xffffffff"])
def test_a_number_behind_the_table_does_not_build(build, number):
    built, said = build(f"#define __NR_widget {number}", "widget")
    assert not built and "widget has a number behind the end of the table" in said


def test_a_number_that_another_call_has_does_not_build(build):
    built, said = build("#define __NR_widget 4", "widget")
    assert not built and "duplicate case value" in said


def test_the_bound_stands_in_one_place():
    bound = re.search(r"^#define NR_SYSCALLS (\d+)$", open(os.path.join(ROOT, NUMBERS), encoding="ascii").read(), re.M)[1]
    found = subprocess.run(["grep", "-rwlE", bound, "include", "kernel"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == [NUMBERS]
