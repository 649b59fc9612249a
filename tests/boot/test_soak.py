# SPDX-License-Identifier: MIT
"""`make soak`: all in-kernel suites on machines of any size, phase and order, with user programs and without. Too long for
`make test`. What fails is run again in other phases, orders and places, and the report says which of them decides.

SEEDS=50 says how many; SEED= makes them the same ones again.
"""
import os

import pytest

from harness import somewhere
from harness.ktap import parse
from harness.qemu import WELL

COUNT = int(os.environ.get("SEEDS", "50")) if "SOAK" in os.environ else 0
EXPLAINED = 3  # failures of one machine: the others follow from these, mostly


@pytest.mark.soak
@pytest.mark.parametrize("number", range(COUNT))
def test_soak(boot, number):
    where = somewhere.draw(f"{os.environ.get('SEED') or somewhere.drawn()} {number}", more="soak")
    machine = where.start(boot, deadline=900)
    status = machine.finish()
    results = parse(machine.text)
    if status == WELL and not results.complaints:
        return
    story = [where.line, f"status {status}"]
    for case in results.failures[:EXPLAINED]:
        story += [str(case), f"It rests on {somewhere.rests_on(boot, where, case.full_name)}."]
    if status not in (WELL, somewhere.TESTS_FAILED):
        story += [machine.story("the end", 60)]
    pytest.fail("\n".join(story + [case.full_name for case in results.failures[EXPLAINED:]] + results.complaints), pytrace=False)
