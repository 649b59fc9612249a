# SPDX-License-Identifier: MIT
"""`make gdb LESSON=...`: each lesson stops where its LESSON_STOP() lines say, and shows what they promise."""
import os
import re

import pexpect
import pytest

from harness import gdb
from harness.qemu import PATIENCE, ROOT
from harness.reports import LESSON_REPORTS

LESSONS = ["space", "pages", "kmalloc", "slab", "vmalloc", "mempool", "atomic", "malloc"]
TROUBLE = re.compile(r"optimized out\n|No symbol|Traceback|usage:|Cannot access|Error")


def source_stops(name):
    """The texts of the LESSON_STOP() lines in a lesson's source."""
    with open(os.path.join(ROOT, f"lessons/{name}.c"), encoding="utf-8") as file:
        return re.findall(r'LESSON_STOP\(\s*"([^"]*)"', file.read())


@pytest.mark.parametrize("name", LESSONS)
def test_each_stop_is_reached_and_shows_what_it_names(boot, name):
    machine = boot(memory=1024, words=f"console=ttyS0 lesson={name}", gdb=True, icount=True)
    wanted = source_stops(name)
    assert wanted, "a lesson with nothing to look at"
    text = gdb.run(machine, f"k-lesson {name}", *["continue"] * (len(wanted) + 2 * (name == "atomic") + 1))
    announced = re.findall(rf"^  lessons/{name}\.c:\d+ +(.*)$", text, re.MULTILINE)
    assert announced == wanted
    shown = re.findall(r"^--- Look: (.*)\.$", text, re.MULTILINE)
    assert set(shown) == {*wanted, "the end of the lesson"}
    assert shown[-1] == "the end of the lesson"
    looks = text.split("--- Look: ")[1:]
    if name in LESSON_REPORTS:
        machine.expect_reports(*LESSON_REPORTS[name])
    assert not any(TROUBLE.search(look.split("\n", 1)[1].split("Breakpoint ")[0]) for look in looks), text


def test_the_list_of_lessons_and_a_lesson_that_does_not_exist(boot):
    machine = boot(memory=64, words="console=ttyS0", gdb=True)
    text = gdb.run(machine, "k-lesson", "k-lesson nothing")
    assert len(re.findall(r"^Lesson \d, ", text, re.MULTILINE)) == len(LESSONS)
    assert "no lesson nothing" in text


def test_make_gdb_lesson_shows_the_lessons_own_words_at_a_stop():
    terminal = pexpect.spawn("tools/debug", cwd=ROOT, timeout=60 * PATIENCE, encoding="utf-8", dimensions=(24, 200),
                             env={**os.environ, "TERM": "dumb", "LESSON": "2"})
    try:
        terminal.expect("Lesson 2, .*:")
        terminal.expect('"continue" leads to the first')
        terminal.sendline("continue")
        terminal.expect("=== Lesson 2: ")
        terminal.expect("alloc_page\\(GFP_KERNEL\\) gave frame 0x")
        terminal.expect("--- Look: one page is ours")
        terminal.expect("order  0     4 KiB      1 free")
        terminal.sendline("quit")
        terminal.expect(pexpect.EOF)
    finally:
        terminal.close(force=True)
