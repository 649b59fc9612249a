# SPDX-License-Identifier: MIT
"""tools/run, with a QEMU that only says how it was started: what the kernel is asked to do, and how a run ends."""
import os
import subprocess

import pexpect
import pytest

from harness.qemu import PANIC, PATIENCE, POWERED_OFF, ROOT, TESTS_FAILED, WELL


@pytest.fixture
def qemu(tmp_path):
    """qemu(status) makes a QEMU that prints its kernel's command line and ends with that status."""
    def make(status=WELL):
        path = tmp_path / "qemu"
        path.write_text("#!/bin/sh\n"
                        'for word; do case $word in type=1,version=k896:*) echo "words: ${word#*:}";; esac; done\n'
                        f"exit {status}\n")
        path.chmod(0o755)
        return str(path)
    return make


def run(qemu, words=""):
    """(status, lines of output) of a run with nobody at the terminal."""
    done = subprocess.run([os.path.join(ROOT, "tools/run")], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "QEMU": qemu, "CMDLINE": words}, timeout=60 * PATIENCE, check=False)
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("words", ["", "loglevel=3", "mem=64M exit", "latest=1", "a-lesson=3", "trace_event=kmem"])
def test_asked_for_nothing_the_kernel_runs_all_lessons(qemu, words):
    _, lines = run(qemu(), words)
    assert lines[0] == f"words: {words} lesson=all exit panic=exit"


@pytest.mark.parametrize("words", ["lesson=3 exit", "test=slab", "loglevel=3 bench=kmalloc*", "run=hello", 'run="hello you"',
                                   '"run=hello you"', "init=/bin/hello", 'mem=64M "test=slab"'])
def test_what_is_asked_for_is_all_that_is_done(qemu, words):
    _, lines = run(qemu(), words)
    assert lines[0] == f"words: {words} exit panic=exit"


def test_a_comma_reaches_the_kernel(qemu):
    _, lines = run(qemu(), "slub_debug=Z,kmalloc-64")
    assert lines[0].startswith("words: slub_debug=Z,,kmalloc-64 ")  # doubled inside an option of QEMU


@pytest.mark.parametrize("ended, status, words", [
    (WELL, 0, "all is well"), (TESTS_FAILED, 1, "failed"), (PANIC, 2, "panicked"), (POWERED_OFF, 2, "reset itself"),
    (1, 2, "QEMU ended with status 1"), (127, 2, "QEMU ended with status 127")])
def test_the_last_line_says_the_status(qemu, ended, status, words):
    returned, lines = run(qemu(ended))
    assert returned == status
    assert lines[-1].startswith(f"make run: status {status}: ") and words in lines[-1]


def test_without_qemu_the_run_ends_with_2(tmp_path):
    returned, lines = run(str(tmp_path / "none"))
    assert (returned, lines[-1]) == (2, "make run: status 2: QEMU ended with status 127")


def test_on_a_terminal_the_words_are_as_given(qemu):
    child = pexpect.spawn("tools/run", cwd=ROOT, env={**os.environ, "QEMU": qemu(POWERED_OFF), "CMDLINE": "mem=64M"},
                          encoding="utf-8", timeout=60 * PATIENCE)
    said = child.read()
    child.close()
    assert "words: mem=64M\r\n" in said
    assert said.endswith("make run: status 0: the machine is off\r\n")
    assert child.exitstatus == 0
