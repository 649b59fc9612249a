# SPDX-License-Identifier: MIT
"""User programs that the kernel starts: run= and init= on the command line, run in the monitor."""
import os
import shutil

import pytest

from harness.qemu import INITRAMFS, PROMPT, ROOT, TESTS_FAILED, WELL

PROGRAMS = os.path.join(ROOT, "build/user/programs")
pytestmark = pytest.mark.skipif(not os.path.exists(INITRAMFS), reason="there is no C library for user programs")


def output(boot, words, modules=(INITRAMFS,)):
    """What a machine with that command line says, and its status."""
    machine = boot(memory=64, words=words + " exit panic=exit", modules=modules)
    status = machine.finish()
    return machine.text, status


@pytest.mark.parametrize("words", ['run="hello a b"', '"run=hello a b"', 'run="/bin/hello a b"'])
def test_run_starts_a_program_with_its_arguments(boot, words):
    text, status = output(boot, words)
    assert "Hello, world a b\n" in text
    assert "first process" not in text
    assert status == WELL


def test_a_program_that_is_not_there_fails_the_run(boot):
    text, status = output(boot, "run=nothing")
    assert "init: /bin/nothing: No such file or directory" in text
    assert "run: /init: exit status 127" in text
    assert status == TESTS_FAILED


def test_without_any_file_the_error_is_told(boot):
    text, status = output(boot, "run=hello", modules=())
    assert "run: hello: -ENOENT" in text
    assert status == TESTS_FAILED


def test_init_is_process_1(boot):
    text, status = output(boot, "init=/bin/hello")
    assert "Hello, world\nI am the first process.\n" in text
    assert status == WELL


def test_a_boot_module_is_found_by_its_name(boot, tmp_path):
    shutil.copy(PROGRAMS, tmp_path / "hello")
    text, status = output(boot, '"run=hello you"', modules=(f"{tmp_path}/hello",))
    assert "Hello, world you\n" in text
    assert status == WELL


def test_the_monitor_runs_programs_and_tells_how_they_ended(boot):
    machine = boot(memory=64, words="panic=exit", modules=(INITRAMFS,), reboot=True)
    machine.ready()
    for _ in range(3):
        assert machine.command("run hello there").strip() == "Hello, world there"
    assert "run: nothing: -ENOENT, there is no such program in /bin" in machine.command("run nothing")
    assert machine.command("run").startswith("usage: run PROG")
    machine.power_off()


def test_ctrl_c_ends_a_program_and_leaves_nothing(boot):
    machine = boot(memory=64, words="panic=exit", modules=(INITRAMFS,), reboot=True)
    machine.ready()
    machine.command("run hello")
    before = len(machine.command("ps").splitlines())
    machine.send("run ubench\r")
    machine.expect("bench ")
    machine.send("\x03")
    machine.expect("run: ubench: killed by signal 2")
    machine.expect(PROMPT)
    assert len(machine.command("ps").splitlines()) == before
    machine.power_off()
