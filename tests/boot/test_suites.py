# SPDX-License-Identifier: MIT
"""The in-kernel suites, all in one machine a memory size.

Time in these machines is the number of instructions executed, so a run is repeatable; SEED= changes what the random
tests do. T=SUITE or T=SUITE.CASE (`make test T=...`) runs those alone, with one memory size.
"""
import fnmatch
import os
import re

import pytest

from boot.panics import PANICS
from harness.ktap import parse
from harness.qemu import TESTS_FAILED, WELL

WANTED = os.environ.get("T", "")
SEED = os.environ.get("SEED", "")
MEMORY = [1024] if WANTED else [16, 128, 897, 2048, 4096]


def lines_since_a_result(machine):
    """How many lines the machine has printed since the last case ended: the story of the one that did not."""
    ends = [at for at, line in enumerate(machine.lines) if re.match(r" *(not ok|ok|# Subtest:) ", line)]
    return min(100, len(machine.lines) - (ends or [0])[-1])


@pytest.mark.skipif(WANTED in PANICS, reason="panics: test_panics.py runs it")
@pytest.mark.parametrize("memory", MEMORY)
def test_suites(boot, memory):
    seed = f" seed={SEED}" if SEED else ""
    machine = boot(memory=memory, words=f"console=ttyS0 test={WANTED or '*'}{seed} exit panic=exit", icount=True,
                   deadline=200)
    status = machine.finish()
    results = parse(machine.text)
    if status not in (WELL, TESTS_FAILED):
        pytest.fail(machine.story(f"status {status} instead of results", lines_since_a_result(machine)), pytrace=False)
    if "\n# no test matches" in machine.text:
        pytest.fail(f"no test is named {WANTED}", pytrace=False)
    bad = [str(case) for case in results.failures] + results.complaints
    if bad or status != WELL:
        pytest.fail("\n".join(bad) or f"status {status}, but no failed case", pytrace=False)
    skipped = {case.full_name: case.skipped for case in results.cases if case.skipped is not None}
    assert {name for name, why in skipped.items() if why.startswith("must panic")} == {
        name for name in PANICS if not WANTED or name.split(".")[0] == WANTED or fnmatch.fnmatch(name, WANTED)}
