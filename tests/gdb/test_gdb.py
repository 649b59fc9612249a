# SPDX-License-Identifier: MIT
"""The debugger's view: breakpoints, stepping and structs in the high half, and the k-... commands."""
import os
import re

import pexpect
import pytest

from harness import gdb, ram
from harness.qemu import PATIENCE, ROOT

MEMORY = 1024


@pytest.fixture
def machine(boot):
    return boot(memory=MEMORY, words="console=ttyS0", gdb=True)


def test_stops_at_the_first_instruction(machine):
    text = gdb.run(machine, "info registers eax eip cr0")
    assert re.search(r"eax\s+0x2badb002", text), "the loader's magic is still there"
    assert not int(re.search(r"cr0\s+(0x[0-9a-f]+)", text)[1], 16) & 1 << 31


def test_breaks_in_the_high_half_and_steps_lines(machine):
    text = gdb.run(machine, "hbreak start_kernel", "continue", "info registers eip", "next", "next", "frame", "backtrace")
    assert re.search(r"Hit .*[Bb]reakpoint .*start_kernel", text) or "Breakpoint 2, start_kernel" in text
    assert int(re.search(r"eip\s+(0x[0-9a-f]+)", text)[1], 16) >= 0xC0000000
    assert re.search(r"^#0 +start_kernel \(\) at kernel/main\.c:\d+", text, re.MULTILINE)
    lines = [int(n) for n in re.findall(r"^(\d+)\t", text, re.MULTILINE)]
    assert len(set(lines)) >= 2, "next stays on the same line"


def test_slab_caches_before_there_are_any(machine):
    text = gdb.run(machine, "hbreak start_kernel", "continue", "k-slab")
    assert "no caches yet" in text and "out of range" not in text


BOOTED = ("hbreak monitor_main", "continue")


def test_prints_a_struct(machine):
    text = gdb.run(machine, *BOOTED, "print contig_page_data.node_zones[1].present_pages",
                   "print contig_page_data.node_zones[1].free_area[10]")
    assert f"= {ram.zones(MEMORY)['Normal'][2]}" in text
    assert re.search(r"= \{free_list = \{next = 0x[0-9a-f]+, prev = 0x[0-9a-f]+\}, nr_free = \d+\}", text)


def test_k_zones(machine):
    text = gdb.run(machine, *BOOTED, "k-zones")
    for name, (first, spanned, present) in ram.zones(MEMORY).items():
        row = re.search(rf"^{name} +([0-9a-f]+)-([0-9a-f]+) +(\d+) +(\d+) +(\d+) +(\d+)", text, re.MULTILINE)
        assert (int(row[1], 16), int(row[2], 16) + 1) == (first * ram.PAGE, (first + spanned) * ram.PAGE)
        assert (int(row[3]), int(row[4])) == (spanned, present)
        assert int(row[6]) <= int(row[5]) <= present


def test_k_free_shows_blocks_that_lie_in_their_zone_and_on_their_size(machine):
    text = gdb.run(machine, *BOOTED, "k-free", "k-free Normal 10")
    bounds = {name: (first * ram.PAGE, (first + spanned) * ram.PAGE)
              for name, (first, spanned, _) in ram.zones(MEMORY).items()}
    zone, blocks = None, 0
    for line in text.splitlines():
        if line.startswith("zone "):
            zone = bounds[line.split()[1]]
        found = re.match(r"  order +(\d+) +\d+ KiB +(\d+) free *(.*)", line)
        if found:
            addresses = [int(a, 16) for a in found[3].replace("...", "").split()]
            assert len(addresses) == min(int(found[2]), 8) or len(addresses) == int(found[2])
            for address in addresses:
                assert zone[0] <= address < zone[1] and address % (ram.PAGE << int(found[1])) == 0
            blocks += len(addresses)
    assert "broken list" not in text
    assert blocks > 20


def test_k_page(machine):
    text = gdb.run(machine, *BOOTED, "k-page 0xc0000000", "k-page &contig_page_data", "k-page mem_map")
    pages = re.findall(r"pfn (0x[0-9a-f]+) .*zone (\w+)\n  flags +[0-9a-f]+ \(([\w|]+)\)", text)
    assert len(pages) == 3
    assert pages[0][0] == "0x0" and pages[2][0] == "0x0"
    assert all("reserved" in flags for _, _, flags in pages)
    assert all(zone == "DMA" for _, zone, _ in pages)


def test_k_walk(machine):
    text = gdb.run(machine, "k-walk 0", *BOOTED, "k-walk 0xc0100000", "k-walk 0xf0000000", "k-walk 0")
    assert "Paging is off" in text
    assert "physical 00100000" in text
    assert re.search(r"4 MiB page, rw kernel.* global\n +physical 30000000", text)
    assert re.search(r"pde\[0\] = 00000000\n +not present", text)


def test_k_dmesg_is_the_log(machine):
    text = gdb.run(machine, *BOOTED, "k-dmesg", "detach")
    log = [line for line in machine.ready().split("\n") if line.startswith("[")]
    assert log[:20] == [line for line in text.splitlines() if re.match(r"\[ *\d+\.", line)][:20]


def test_k_slab_counts_objects(machine):
    text = gdb.run(machine, *BOOTED, "k-slab", "k-slab kmem_cache", "print kmem_cache.nr_slabs")
    rows = {m[1]: [int(n) for n in m[2].split()] for m in re.finditer(r"^(\S+) +((?:\d+ +){7})", text, re.MULTILINE)}
    assert rows["kmalloc-96"][2:6] == [96, 96, 42, 1]
    assert rows["kmem_cache"][0] == len(rows) - 1, "each cache but the first is an object of it"
    slabs = re.findall(r"^  slab ([0-9a-f]{8})  (\w+) +(\d+) of (\d+) objects in use", text, re.MULTILINE)
    assert f"= {len(slabs)}" in text
    assert sum(int(used) for _, _, used, _ in slabs) == rows["kmem_cache"][0]


def test_k_slab_object_knows_cache_state_and_owner(boot):
    machine = boot(memory=64, words="console=ttyS0 slub_debug=U,kmem_cache", gdb=True)
    text = gdb.run(machine, *BOOTED, "k-slab-object (char *)kmalloc_caches[0][6] + 10", "k-slab-object &kmem_cache",
                   "k-slab-object kmem_cache.partial.next")
    assert re.search(r"cache kmem_cache, slab [0-9a-f]{8}\n  object \d+ of \d+: ([0-9a-f]{8}), 128 bytes, in use\n"
                     r"  [0-9a-f]{8} is its byte 10\n  allocated by pid 0, jiffies \d+\n    create_boot_cache \+ \d+", text)
    assert re.search(r"[0-9a-f]{8} is in no slab \(a block of order 0\)", text)


def test_k_pt_shows_the_kernels_half(machine):
    text = gdb.run(machine, *BOOTED, "print/x (unsigned)current_task->stack", "k-pt")
    rows = [(int(m[1], 16), int(m[2], 16) + 1, m[3], m[4]) for m in re.finditer(
        r"^([0-9a-f]{8})-([0-9a-f]{8}) +\d+ KiB  (4 .iB) pages, (.*)$", text, re.MULTILINE)]
    assert all(end <= start for (_, end, *_), (start, *_) in zip(rows, rows[1:]))
    assert rows[0][0] == 0xC0000000
    linear = [row for row in rows if row[2] == "4 MiB"]
    assert linear and linear[-1][1] == 0xF8000000 and "rw kernel" in linear[0][3] and "global" in linear[0][3]
    assert any("ro kernel" in row[3] for row in rows), "text is read-only"
    stack = int(re.search(r"^\$1 = (0x[0-9a-f]+)", text, re.MULTILINE)[1], 16)
    assert any(start == stack and end == stack + 8192 for start, end, *_ in rows), "a stack between two guard pages"


def test_commands_fail_politely_before_paging(machine):
    text = gdb.run(machine, "k-zones")
    assert "Traceback" not in text
    assert "Is paging on yet" in text


def test_make_debug_stops_at_the_first_instruction_and_ctrl_c_stops_a_running_kernel():
    """tools/debug as a person uses it, on a terminal."""
    terminal = pexpect.spawn("tools/debug", cwd=ROOT, timeout=60 * PATIENCE, encoding="utf-8", dimensions=(24, 200),
                             env={**os.environ, "TERM": "dumb"})
    try:
        terminal.expect("boot_entry \\(\\)")
        terminal.expect("\\(gdb\\) ")
        terminal.sendline("continue")
        terminal.expect("Continuing")
        terminal.expect(pexpect.TIMEOUT, timeout=1)
        terminal.sendintr()
        terminal.expect("SIGINT")
        terminal.expect("\\(gdb\\) ")
        terminal.sendline("k-dmesg")
        terminal.expect("k896 version")
        terminal.sendline("quit")
        terminal.expect(pexpect.EOF)
    finally:
        terminal.close(force=True)


def test_help_lists_the_commands(machine):
    text = gdb.run(machine, "help k896")
    for name in ("k-zones", "k-free", "k-page", "k-walk", "k-pt", "k-dmesg", "k-slab", "k-slab-object"):
        assert name in text
