# SPDX-License-Identifier: MIT
"""The lessons, as a person runs them: each holds on small, usual and large machines, and ends with what answers it."""
import os
import re

import pytest

from harness.qemu import INITRAMFS, WELL
from harness.reports import LESSON_REPORTS

LESSONS = ["space", "pages", "kmalloc", "slab", "vmalloc", "mempool", "atomic", "malloc"]

# With the programs where they could be built; the in-kernel suite runs the lessons without.
MODULES = [INITRAMFS] if os.path.exists(INITRAMFS) else []


@pytest.mark.parametrize("memory", [17, 19, 64, 1024, 3072])  # at 17 ZONE_NORMAL has a few pages, at 19 no block of order 10
def test_all_lessons_hold(boot, memory):
    machine = boot(memory=memory, words="console=ttyS0 lesson=all exit panic=exit", icount=True, modules=MODULES)
    assert machine.finish() == WELL, machine.story("a lesson found something false")
    assert re.findall(r"^lesson (\w+): ok$", machine.text, re.MULTILINE) == LESSONS
    assert "LESSON FAILED" not in machine.text
    assert ("started without the programs" in machine.text) == (not MODULES)
    for report in LESSON_REPORTS.values():
        machine.expect_reports(*report)


@pytest.fixture
def machine(boot):
    machine = boot(memory=1024, words="console=ttyS0 panic=exit", reboot=True)
    machine.ready()
    return machine


def test_the_list_says_what_each_lesson_teaches(machine):
    listed = machine.command("lesson")
    assert max(map(len, listed.splitlines())) < 80
    rows = re.findall(r"^  (\d) (\w+) +(\S.*)\n {13}(\S.*)$", listed, re.MULTILINE)
    assert [name for _, name, _, _ in rows] == LESSONS
    assert [int(number) for number, *_ in rows] == sorted(int(number) for number, *_ in rows)


# What the answer says, in what the commands print.
ANSWERS = {
    "space": r"(?s)-> physical 00100000.*-> not mapped.*-> not mapped.*Kernel Mapping",
    "pages": r"p1 = alloc_pages\(GFP_KERNEL, 4\) = frames",
    "kmalloc": r"slab of kmalloc-512: \d+ objects of 512 bytes",
    "slab": r"(?s)BUG mine .*: Right Redzone overwritten.*Allocated in .*1 fault",
    "vmalloc": r"area +0x\w+-0x\w+ +8192 .* pages=1 ",
    "mempool": r"mempool_alloc +ok .* BUG",
    "atomic": r"(?s)kmalloc\(4096, GFP_ATOMIC\) = 0x.*vmalloc\(4096\) = NULL",
    "malloc": r"(?s)__GFP_HIGHMEM.*gfp_flags=GFP_HIGHUSER.*gfp_flags=GFP_USER",
}


def answer_commands(text):
    """The lines below "Type, to see the answer:"."""
    return re.findall(r"^    (\S.*)$", text.split("\nType, to see the answer")[1], re.MULTILINE)


@pytest.mark.parametrize("name", LESSONS)
def test_the_question_is_answered_by_the_commands_that_are_named(machine, name):
    commands = answer_commands(machine.command(f"lesson {name}"))
    said = [machine.command(line) for line in commands]
    for line, text in zip(commands, said):
        assert "no such command" not in text and "usage:" not in text, line
    assert re.search(ANSWERS[name], "\n".join(said)), said
    if name in LESSON_REPORTS:
        machine.allow_reports(LESSON_REPORTS[name][0] + "|BUG mine")
    if name == "pages":  # and back
        assert said[0] == said[4] != said[2]
    machine.power_off()
