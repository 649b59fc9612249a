# SPDX-License-Identifier: MIT
"""The in-kernel suites, all in one machine a memory size, and in one that is drawn anew for each run. At 897 MiB, where highmem
begins, they run in a DEBUG=1 build (test_debug_build.py).

Time in these machines is the number of instructions executed, so a run is repeatable. T=SUITE or T=SUITE.CASE (`make test
T=...`) runs those alone, on one machine of MEM= MiB; SEED= changes what the random tests do, SKEW= the phase and the order,
INITRD=1 brings the user programs along, CMDLINE= further words.
"""
import fnmatch
import os
import re

import pytest

from boot.panics import PANICS
from harness import somewhere
from harness.ktap import parse
from harness.qemu import TESTS_FAILED, WELL

ONE = somewhere.wanted()
WANTED = ONE.glob if ONE and ONE.glob != "*" else ""
SEED = os.environ.get("SEED", "")
MACHINES = [ONE] if ONE else [somewhere.Machine(str(memory), seed=SEED) for memory in (16, 4096)]


def lines_since_a_result(machine):
    """How many lines the machine has printed since the last case ended: the story of the one that did not."""
    ends = [at for at, line in enumerate(machine.lines) if re.match(r" *(not ok|ok|# Subtest:) ", line)]
    return min(100, len(machine.lines) - (ends or [0])[-1])


def expect_well(boot, where):
    machine = where.start(boot)
    status = machine.finish()
    results = parse(machine.text)
    if status not in (WELL, TESTS_FAILED):
        pytest.fail(machine.story(f"{where.line}\nstatus {status} instead of results", lines_since_a_result(machine)),
                    pytrace=False)
    if "\n# no test matches" in machine.text:
        pytest.fail(f"no test is named {WANTED}", pytrace=False)
    bad = [str(case) for case in results.failures] + results.complaints
    if bad or status != WELL:
        pytest.fail("\n".join([where.line, *bad]) if bad else f"{where.line}\nstatus {status}, but no failed case",
                    pytrace=False)
    skipped = {case.full_name: case.skipped for case in results.cases if case.skipped is not None}
    assert {name for name, why in skipped.items() if why.startswith("must panic")} == {
        name for name in PANICS if not WANTED or name.split(".")[0] == WANTED or fnmatch.fnmatch(name, WANTED)}


@pytest.mark.skipif(WANTED in PANICS, reason="panics: test_panics.py runs it")
@pytest.mark.parametrize("where", MACHINES, ids=lambda where: where.memory)
def test_suites(boot, where):
    expect_well(boot, where)


@pytest.mark.area("house")
@pytest.mark.skipif(bool(ONE), reason="one machine was asked for")
def test_suites_somewhere(boot):
    """Of any size, phase and order: what holds on these few machines only is found in the end."""
    expect_well(boot, somewhere.draw(somewhere.drawn(), SEED))
