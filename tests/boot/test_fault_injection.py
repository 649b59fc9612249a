# SPDX-License-Identifier: MIT
"""All in-kernel suites with failing allocations: the first by each chain of callers fails.

A case may fail, since it did not get its memory. The kernel may not: no panic, no hang, and each plan is kept to its
end. A case that ends at its first failure hides the allocations behind it, so all of it runs three times in one machine:
each time every case comes one allocation further. Part of `make soak`.
"""
import re

import pytest

from harness.ktap import parse

ROUNDS = 3

# Fewer, and something keeps failures from happening.
LEAST_SITES = 350


@pytest.mark.soak
def test_nothing_crashes_where_an_allocation_fails(boot):
    machine = boot(memory=64, words="console=ttyS0 panic=exit", icount=True, deadline=900)
    machine.ready()
    machine.command("fail page each-site")
    machine.command("fail slab each-site")
    sites = 0
    for _ in range(ROUNDS):
        results = parse(machine.command("test *"))
        assert not results.complaints
        assert results.failures  # or no failure was injected
        before, sites = sites, int(re.search(r"^sites that have failed: (\d+)$", machine.command("fail"), re.M)[1])
        assert sites > before
    assert sites >= LEAST_SITES
    machine.command("fail page off")
    machine.command("fail slab off")
    assert not parse(machine.command("test string")).failures  # and it is alive
