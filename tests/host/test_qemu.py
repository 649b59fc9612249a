# SPDX-License-Identifier: MIT
"""The harness itself, against the smallest guest there is (tiny.asm): no machine is waited for for ever."""
import os
import subprocess
import time

import pytest

from harness.qemu import PANIC, WELL, Ended, Hang


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    image = tmp_path_factory.mktemp("tiny") / "tiny"
    subprocess.run(["nasm", "-f", "bin", "-o", image, os.path.join(os.path.dirname(__file__), "tiny.asm")], check=True)
    return str(image)


def test_status_and_text_of_a_guest_that_ends(boot, tiny):
    machine = boot(image=tiny, memory=16, words="hello")
    assert machine.finish() == WELL
    assert machine.lines[0].endswith("hello")


def test_panic_status(boot, tiny):
    assert boot(image=tiny, memory=16, words="p").finish() == PANIC


def test_a_hung_guest_is_reported_with_its_last_lines_and_registers(boot, tiny):
    machine = boot(image=tiny, memory=16, words="last words h", deadline=3)
    begun = time.monotonic()
    with pytest.raises(Hang, match="last words") as hang:
        machine.finish()
    assert "EIP=001" in str(hang.value)
    assert time.monotonic() - begun < 30
    machine.close()
    assert machine.process.returncode is not None


def test_an_expected_line_that_never_comes_is_a_hang(boot, tiny):
    with pytest.raises(Hang, match="no such line"):
        boot(image=tiny, memory=16, words="h", deadline=2).expect("no such line")


def test_a_guest_that_ends_early_is_not_waited_for(boot, tiny):
    machine = boot(image=tiny, memory=16, words="x", deadline=60)
    with pytest.raises(Ended, match="status 33"):
        machine.expect("no such line")


def test_a_triple_fault_is_no_success_and_leaves_a_trace(boot, tiny):
    machine = boot(image=tiny, memory=16, words="t")
    assert machine.finish() not in (WELL, PANIC)
    assert "Triple fault" in machine.story("")


def test_qemu_that_does_not_start_tells_why(boot, tiny):
    machine = boot(image=tiny, extra=["-no-such-option"])
    with pytest.raises(Ended, match="no-such-option"):
        machine.expect("anything")


def test_the_command_is_kept_for_use_by_hand(boot, tiny):
    machine = boot(image=tiny, memory=16, words="hello")
    with open(os.path.join(machine.artefacts, "command"), encoding="utf-8") as file:
        command = file.read()
    assert "-append hello" in command and "-serial mon:stdio" in command and "chardev" not in command
