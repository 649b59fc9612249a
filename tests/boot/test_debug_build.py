# SPDX-License-Identifier: MIT
"""`make soak`: all in-kernel suites in a DEBUG=1 build, whose locks and tasks watch their users; and what it must catch."""
import os
import subprocess

import pytest

from harness.ktap import parse
from harness.qemu import INITRAMFS, PATIENCE, ROOT, WELL

pytestmark = pytest.mark.soak
FOLDER = "build/debug"


@pytest.fixture(scope="module")
def image():
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    build = subprocess.run(["make", "-j2", "DEBUG=1", f"O={FOLDER}", f"{FOLDER}/k896.elf"], cwd=ROOT, env=environment,
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                           timeout=300 * PATIENCE, check=False)
    assert build.returncode == 0, build.stdout[-3000:]
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
