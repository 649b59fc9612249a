# SPDX-License-Identifier: MIT
"""`make soak`: all in-kernel suites in a DEBUG=1 build, whose locks and tasks watch their users; and what it must catch."""
import os

import pytest

from harness.build import make
from harness.ktap import parse
from harness.qemu import INITRAMFS, ROOT, WELL

pytestmark = pytest.mark.soak
FOLDER = "build/debug"


@pytest.fixture(scope="module")
def image():
    make("DEBUG=1", f"O={FOLDER}", f"{FOLDER}/k896.elf", seconds=300)
    return os.path.join(ROOT, FOLDER, "k896.elf")


@pytest.mark.parametrize("memory", [64, 1024])
def test_all_suites(boot, image, memory):
    machine = boot(image=image, memory=memory, words="console=ttyS0 test=* exit panic=exit", modules=[INITRAMFS], icount=True,
                   deadline=600)
    status = machine.finish()
    results = parse(machine.text)
    assert not results.failures, "\n".join(map(str, results.failures))
    assert status == WELL
    names = {case.name for case in results.cases}
    assert {"a_pointer_that_left_the_lock_is_caught", "right_use_is_silent"} <= names
