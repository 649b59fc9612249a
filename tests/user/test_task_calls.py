# SPDX-License-Identifier: MIT
"""What system calls about processes, time and the machine answer: the same here as on Linux (user/taskcalls.c)."""
import os
import subprocess

import pytest

from harness.qemu import INITRAMFS, ROOT, WELL

PROGRAMS = os.path.join(ROOT, "build/user/programs")
pytestmark = pytest.mark.skipif(not os.path.exists(INITRAMFS), reason="there is no C library for user programs")


def on_this_host(name):
    try:
        return subprocess.run([name], executable=PROGRAMS, capture_output=True, text=True, timeout=60, check=True).stdout
    except OSError as error:
        pytest.skip(f"this host runs no 32-bit programs: {error}")


def test_answers_are_those_of_the_hosts_linux(boot):
    machine = boot(memory=64, words="run=taskcalls exit panic=exit", modules=(INITRAMFS,))
    assert machine.finish() == WELL
    theirs = on_this_host("taskcalls").splitlines()
    ours = machine.text.splitlines()
    begin = ours.index(theirs[0])
    assert ours[begin:begin + len(theirs)] == theirs
