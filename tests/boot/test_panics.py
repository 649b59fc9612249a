# SPDX-License-Identifier: MIT
"""Each case that must panic, alone in its machine: what it says, and that the panic is the machine's last word."""
import fnmatch
import os
import re

import pytest

from boot.panics import PANICS
from harness.places import function_around, places, source
from harness.qemu import PANIC

WANTED = os.environ.get("T", "")
CASES = [name for name in PANICS if not WANTED or fnmatch.fnmatch(name, WANTED) or name.split(".")[0] == WANTED]


@pytest.mark.parametrize("case", CASES)
def test_panics(boot, case):
    machine = boot(memory=1024, words=f"console=ttyS0 test={case} exit panic=exit", icount=True, deadline=60)
    assert machine.finish() == PANIC, machine.story("no panic")
    at = 0
    for pattern in PANICS[case] + ["Kernel panic - not syncing: ", "---\\[ end Kernel panic"]:
        found = re.compile(pattern).search(machine.text, at)
        assert found, machine.story(f"does not say {pattern!r} (in this place)")
        at = found.end()
    check_places(machine)


def check_places(machine):
    """The line of a faulty instruction is one of the function that is named, and each of a stack is one of its file.

    Only of the tests' own functions: into others of the kernel smaller ones may be inlined, whose lines these are then.
    """
    for instruction in re.findall(r"EIP: ([a-z_].*\+0x.*)", machine.text):
        (function, file, line), = places(f" {instruction}")
        if file.startswith("tests/"):
            assert function_around(file, line) == function.split(".")[0], machine.story(instruction)
    found = places(machine.text)
    assert found
    for function, file, line in found:
        assert 0 < line <= len(source(file)), machine.story(f"{function}: {file}:{line}")
