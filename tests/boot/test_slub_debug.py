# SPDX-License-Identifier: MIT
"""The kernel with every cache debugged: the suites of those who allocate once more, and what slub_debug= understands."""
import re

import pytest

from harness.ktap import parse
from harness.qemu import TESTS_FAILED, WELL

# kmalloc, slab, vmalloc, kthread, workqueue and all others with such first letters.
SUITES = "[ksuvw]*"
# They count pages, and rely on the number of objects in one.
NEED_PLAIN_CACHES = {"vmalloc_bad.a_failure_at_any_page_loses_nothing", "vmscan.empty_slabs_are_given_back"}


def test_suites_with_every_cache_debugged(boot):
    machine = boot(memory=128, words=f"console=ttyS0 slub_debug=FZPU test={SUITES} exit panic=exit", icount=True,
                   deadline=200)
    status = machine.finish()
    assert status in (WELL, TESTS_FAILED), machine.story(f"status {status} instead of results")
    results = parse(machine.text)
    failures = [case for case in results.failures if case.full_name not in NEED_PLAIN_CACHES]
    bad = [str(case) for case in failures] + results.complaints
    assert not bad, "\n".join(bad)
    skipped = {case.full_name for case in results.cases if case.skipped is not None}
    assert "slab_debug.kmalloc_guards_to_the_requested_byte" not in skipped


def object_sizes(text):
    """{cache: bytes from object to object} of a slabinfo table."""
    return {m[1]: int(m[2]) for m in re.finditer(r"^(\S+) +\d+ +\d+ +(\d+) ", text, re.MULTILINE)}


@pytest.mark.parametrize("words, debugged, plain", [
    ("slub_debug", {"kmalloc-32", "kmalloc-4k", "dma-kmalloc-64"}, set()),
    ("slub_debug=Z,kmalloc-64", {"kmalloc-64"}, {"kmalloc-32", "dma-kmalloc-64"}),
    ("slub_debug=,kmalloc-64", {"kmalloc-64"}, {"kmalloc-32", "dma-kmalloc-64"}),  # no letters are all letters
    ("slub_debug=", {"kmalloc-32", "kmalloc-64", "dma-kmalloc-64"}, set()),
    ("slub_debug=u,dma-*,kmalloc-1?8", {"dma-kmalloc-64", "kmalloc-128"}, {"kmalloc-64"}),
    ("slub_debug=-", set(), {"kmalloc-64"}),
])
def test_slub_debug_chooses_caches(boot, words, debugged, plain):
    machine = boot(memory=64, words=f"console=ttyS0 panic=exit {words}", reboot=True)
    log = machine.ready()
    assert "cannot make sense" not in log and "Unknown kernel command line" not in log
    sizes = object_sizes(machine.command("slabinfo"))
    power = {"kmalloc-32": 32, "kmalloc-64": 64, "dma-kmalloc-64": 64, "kmalloc-128": 128, "kmalloc-4k": 4096}
    assert all(sizes[name] > power[name] for name in debugged)
    assert all(sizes[name] == power[name] for name in plain)
    machine.power_off()


def test_slub_debug_says_what_it_does_not_understand(boot):
    machine = boot(memory=64, words="console=ttyS0 panic=exit slub_debug=FX", reboot=True)
    assert 'cannot make sense of "slub_debug=FX"' in machine.ready()
    machine.power_off()
