# SPDX-License-Identifier: MIT
"""`make soak`: all in-kernel suites under many seeds and memory sizes. Too long for `make test`.

SEEDS=20 says how many; SEED= is where they start.
"""
import os

import pytest

from harness.ktap import parse
from harness.qemu import WELL

SEEDS = int(os.environ.get("SEEDS", "20")) if "SOAK" in os.environ else 0
FIRST = int(os.environ.get("SEED") or "1000")
SIZES = [16, 48, 200, 900, 1500, 3000]


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
def test_soak(boot, seed):
    memory = SIZES[seed % len(SIZES)]
    machine = boot(memory=memory, words=f"console=ttyS0 test={os.environ.get('T') or '*'} seed={seed} soak exit panic=exit",
                   icount=True, deadline=900)
    status = machine.finish()
    results = parse(machine.text)
    assert status == WELL and not results.complaints, "\n".join(
        [f"-m {memory} seed={seed}: status {status}", *map(str, results.failures), *results.complaints])
