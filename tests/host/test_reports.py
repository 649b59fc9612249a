# SPDX-License-Identifier: MIT
"""A report in a machine's log fails the test that did not say it would come."""
import os

import pytest

from harness.qemu import ROOT, UnexpectedReport
from harness.reports import complaints, reports

WARNING = "[    1.234567] WARNING: CPU: 0 PID: 1 at mm/slab/slab.c:12 kfree+0x1/0x2"
SLAB = "[   12.000000] BUG kmalloc-64 (Not tainted): Object already free"
HEADLINES = [
    WARNING, SLAB,
    "[    0.100000] BUG: Bad page state in process init  pfn:0018a",
    "[    0.100000] BUG: sleeping function called from invalid context at kernel/core/mutex.c:12",
    "[    0.100000] BUG: Bad rss-counter state mm:c0000000 type:1 val:1",
    "[    0.100000] irq 5: nobody cared",
    "[   22.100000] watchdog: BUG: soft lockup - CPU#0 stuck for 20s! [init:1]",
    "[  122.100000] INFO: task hung_task_test:7 blocked for more than 120 seconds.",
    "[    0.100000] oom invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0",
    "[    0.100000] init: page allocation failure: order:2, mode:0xcc0(GFP_KERNEL), nodemask=(null)",
    "[12345.100000] init: vmalloc error: size 4096, failed to allocate pages, mode:0xcc0(GFP_KERNEL), nodemask=(null)",
]


@pytest.mark.parametrize("line", HEADLINES)
def test_each_kind_is_seen(line):
    assert reports(f"[    0.000000] k896\n{line}\n[    2.000000] Call Trace:\n") == [line]


@pytest.mark.parametrize("line", [
    "mempool_alloc          ok   ok  BUG  BUG",                             # a table at the prompt
    "BUG: reported, done without sleeping",
    "k896> in hardirq kmalloc 64",
    "[    0.100000] BUG: unable to handle page fault for address: 00000004",  # a panic follows
    "[    0.100000] hello[12]: segfault at 0 ip 08048000 sp bffff000 error 4",
    "[    0.100000] slub_debug: FZPU",
])
def test_what_is_none_is_not(line):
    assert reports(line + "\n") == []


def test_reports_of_in_kernel_tests_are_their_runners():
    run = "KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: bad_page\n%s\n# Totals: pass:1 fail:0 skip:0 total:1\n" % SLAB
    assert reports(run) == []
    assert reports(WARNING + "\n" + run) == reports(run + WARNING + "\n") == [WARNING]
    assert reports(run.split("# Totals")[0]) == []  # it ended in the middle, which is another complaint


def test_a_log_that_is_shown_again_reports_nothing_new():
    assert reports(f"{WARNING}\nk896> dmesg\n{WARNING}\n") == [WARNING]


def test_what_is_wanted_must_come_and_nothing_else():
    assert complaints([], []) == []
    assert complaints([WARNING], [("WARNING", 1)]) == complaints([WARNING, SLAB], [("WARNING", None), ("kmalloc", 1)]) == []
    assert complaints([], [("WARNING", None)]) == []
    assert complaints([WARNING], []) == [f"unexpected: {WARNING}"]
    assert len(complaints([WARNING, SLAB], [("WARNING", 1)])) == 1
    assert len(complaints([], [("WARNING", 1)])) == 1
    assert len(complaints([WARNING, WARNING.replace("0x1", "0x9")], [("WARNING", 1)])) == 1


@pytest.fixture
def machine(boot):
    return boot(image=os.path.join(ROOT, "build/k896.elf"), memory=16, words="", extra=["-S"])


def say(machine, line):
    machine._recorder.write(f"{line}\r\n")  # as if it had come over the serial line


def test_a_machines_report_is_judged_once(machine):
    machine.check_reports()
    say(machine, WARNING)
    with pytest.raises(UnexpectedReport, match="unexpected: .*WARNING"):
        machine.check_reports()
    machine.check_reports()
    say(machine, SLAB)
    machine.expect_reports("Object already free", 1)
    machine.check_reports()
    with pytest.raises(UnexpectedReport, match="0 reports, not 1"):
        machine.expect_reports("Object already free", 1)
        machine.check_reports()


def test_a_machine_that_ends_with_its_block_is_judged_too(boot):
    with pytest.raises(UnexpectedReport):
        with boot(image=os.path.join(ROOT, "build/k896.elf"), memory=16, words="", extra=["-S"]) as machine:
            say(machine, WARNING)


def test_a_test_with_a_report_fails(pytester, monkeypatch):
    """The hook of conftest.py: the first test passes but for the report, the second one expects it."""
    tests = os.path.join(ROOT, "tests")
    monkeypatch.setenv("PYTHONPATH", tests)
    with open(os.path.join(tests, "conftest.py"), encoding="utf-8") as file:
        pytester.makeconftest(file.read())
    pytester.makepyfile(f"""
        def run(boot):
            machine = boot(memory=16, words="", extra=["-S"])
            machine._recorder.write({WARNING!r} + "\\r\\n")
            return machine

        def test_unexpected(boot):
            run(boot)

        def test_expected(boot):
            run(boot).expect_reports("WARNING", 1)
    """)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*unexpected: *WARNING*"])
