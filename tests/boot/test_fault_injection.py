# SPDX-License-Identifier: MIT
"""All in-kernel suites with failing allocations: the first by each chain of callers fails.

A case may fail, since it did not get its memory. The kernel may not: no panic, no hang, and each plan is kept to its
end. Boots with one allocator failing reach the places that lie behind a failure of the other.
"""
import re

import pytest

from harness.ktap import parse
from harness.qemu import TESTS_FAILED

# Fewer, and something keeps failures from happening.
SITES = {"fail_page_alloc=each-site failslab=each-site": 300, "fail_page_alloc=each-site": 150,
         "failslab=each-site": 150}


@pytest.mark.parametrize("words", SITES)
def test_nothing_crashes_where_an_allocation_fails(boot, words):
    machine = boot(memory=64, words=f"console=ttyS0 {words} test=* run=fail exit panic=exit", icount=True, deadline=150)
    status = machine.finish()
    results = parse(machine.text)
    assert status == TESTS_FAILED, machine.story(f"status {status}", 100)
    assert not results.complaints
    failed = re.search(r"^sites that have failed: (\d+)$", machine.text, re.M)
    assert int(failed[1]) >= SITES[words]
