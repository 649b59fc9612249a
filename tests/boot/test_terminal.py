# SPDX-License-Identifier: MIT
"""What `make run` starts, on a real terminal: a pty, with the test at its keyboard."""
import os

import pexpect
import pytest

from harness.qemu import PATIENCE, ROOT

UP = "\x1b[A"


@pytest.fixture
def terminal():
    child = pexpect.spawn("tools/run", cwd=ROOT, env=dict(os.environ, MEM="64"), encoding="latin-1",
                          timeout=60 * PATIENCE)
    child.expect_exact("Leave with Ctrl-A X")
    child.expect_exact("monitor ready")
    child.expect_exact("k896> ")
    yield child
    child.close(force=True)


def test_it_says_how_to_leave_and_that_works(terminal):
    terminal.send("\x01x")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


def test_completion_and_history(terminal):
    terminal.send("meminf\t\r")
    terminal.expect_exact("MemTotal:")
    terminal.expect_exact("k896> ")
    terminal.send("nonsense\r")
    terminal.expect_exact("no such command")
    terminal.expect_exact("k896> ")
    terminal.send(UP + UP)
    terminal.expect_exact("meminfo")
    terminal.send("\r")
    terminal.expect_exact("MemTotal:")


def test_ctrl_c_reaches_the_kernel(terminal):
    terminal.send("msleep 100000\r")
    terminal.expect_exact("\n")
    terminal.sendcontrol("c")
    terminal.expect_exact("k896> ")
    terminal.send("free\r")
    terminal.expect_exact("Mem:")
