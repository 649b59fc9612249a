# SPDX-License-Identifier: MIT
"""What a program asks for and does not get is named in the log, once (kernel/process/missing_syscall.c)."""
import os

import pytest

from harness.qemu import INITRAMFS

pytestmark = pytest.mark.skipif(not os.path.exists(INITRAMFS), reason="there is no C library for user programs")


@pytest.fixture
def k896(share):
    return share(memory=64, words="loglevel=1 panic=exit", modules=[INITRAMFS])


def lines(machine):
    return [line.split("] ", 1)[1] for line in machine.command("dmesg | grep system").splitlines() if "not there" in line]


def test_each_call_is_named_once(k896):
    before = len(lines(k896))
    said = k896.command("run asks 150 331 150 331 451 5000 331")
    assert said == "".join(f"call, {number}: ENOSYS\n" for number in (150, 331, 150, 331, 451, 5000, 331))
    k896.command("run asks 150")  # another process, the same program
    assert lines(k896)[before:] == ["asks: system call 150 (mlock) is not there", "asks: system call 331 (pipe2) is not there"]


def test_ordinary_programs_miss_nothing(k896):
    before = lines(k896)
    k896.command("run hello")
    k896.command("run mallocs")
    assert lines(k896) == before
