# SPDX-License-Identifier: MIT
"""make, as a person would start it: for tests that build the kernel anew."""
import os
import subprocess

from harness.qemu import PATIENCE, ROOT


def make(*words, folder=ROOT, seconds=240):
    """Run make with these words; the test fails where it does. What a make above this run has handed down is left out."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    run = subprocess.run(["make", "-j2", *words], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=seconds * PATIENCE, check=False)
    assert run.returncode == 0, run.stdout[-3000:]
