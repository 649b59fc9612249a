# SPDX-License-Identifier: MIT
"""The monitor on the serial line: every command's answer against facts known from elsewhere, and what nobody meant."""
import random
import re

import pytest

from harness import proc, ram
from harness.ktap import parse
from harness.qemu import PROMPT, READY

MEMORY = 1024
COMMANDS = ("help free meminfo buddyinfo zoneinfo slabinfo slabcheck kmemleak layout vmallocinfo pt iomem pgwalk dmesg test bench lesson "
            "reboot poweroff").split()


@pytest.fixture
def machine(boot):
    machine = boot(memory=MEMORY, words="console=ttyS0 panic=exit", reboot=True)
    machine.ready()
    return machine


def test_help_names_every_command(machine):
    text = machine.command("help")
    for name in COMMANDS:
        assert re.search(rf"^\s*{name}\b", text, re.MULTILINE), name


def test_free_lists_hold_what_is_free(machine):
    """Three views, one truth: buddyinfo, zoneinfo and meminfo agree to the page."""
    buddy = proc.buddyinfo(machine.command("buddyinfo"))
    zones = proc.zoneinfo(machine.command("zoneinfo"))
    free = proc.meminfo(machine.command("meminfo"))
    for name, blocks in buddy.items():
        assert len(blocks) == 11
        assert sum(count << order for order, count in enumerate(blocks)) == zones[name]["free"], name
    assert free["MemFree"] == 4 * sum(zone["free"] for zone in zones.values())
    assert free["MemTotal"] == 4 * sum(zone["managed"] for zone in zones.values())
    assert free["HighTotal"] == 4 * zones["HighMem"]["managed"]
    assert free["LowFree"] + free["HighFree"] == free["MemFree"]


def test_free_adds_up(machine):
    info = proc.meminfo(machine.command("meminfo"))
    rows = {m[1]: [int(n) for n in m[2].split()]
            for m in re.finditer(r"^(\w+):((?:\s+\d+)+)$", machine.command("free"), re.MULTILINE)}
    assert rows["Mem"] == [info["MemTotal"], info["MemTotal"] - info["MemFree"], info["MemFree"], info["MemAvailable"]]
    assert [low + high for low, high in zip(rows["Low"], rows["High"])] == rows["Mem"][:3]


def test_slabs_are_counted_in_pages_and_found_sound(machine):
    rows = re.findall(r"^(\S+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) : tunables +0 +0 +0 : slabdata +(\d+) +(\d+) +0$",
                      machine.command("slabinfo"), re.MULTILINE)
    names = [row[0] for row in rows]
    assert len(set(names)) == len(names)
    for size in "32 64 96 128 192 256 512 1k 2k 4k 8k 16k 32k 64k 128k".split():
        assert f"kmalloc-{size}" in names and f"dma-kmalloc-{size}" in names
    pages = 0
    for name, active, objects, _, per_slab, slab_pages, slabs, _ in rows:
        assert int(active) <= int(objects) == int(per_slab) * int(slabs), name
        pages += int(slabs) * int(slab_pages)
    info = proc.meminfo(machine.command("meminfo"))
    assert info["Slab"] == info["SReclaimable"] + info["SUnreclaim"] == 4 * pages
    assert re.fullmatch(r"\d+ objects in use, 0 faults\n", machine.command("slabcheck"))
    assert machine.command("kmemleak") == "0 unreferenced objects\n"


def test_vmallocinfo_and_pt_agree(machine):
    """Each living area is mapped, with nothing mapped behind its last page."""
    areas = [(int(m[1], 16), int(m[2], 16), int(m[3])) for m in re.finditer(
        r"^0x([0-9a-f]{8})-0x([0-9a-f]{8}) +(\d+) (?!unpurged)\S+", machine.command("vmallocinfo"), re.MULTILINE)]
    text = machine.command("pt")
    ranges = {(int(m[1], 16), int(m[2], 16)) for m in re.finditer(
        r"^0x([0-9a-f]{8})-0x([0-9a-f]{8}) +\d+[KMG] +(?:RW|ro) .*pte", text, re.MULTILINE)}
    assert len(areas) >= 4, "stacks, the HPET"
    for start, end, size in areas:
        assert end - start == size
        assert (start, end - 4096) in ranges
    names = re.findall(r"^---\[ (.*) \]---$", text, re.MULTILINE)
    assert names == ["Kernel Mapping", "vmalloc() Area", "Vmalloc End", "Persistent kmap() Area", "Fixmap Area"]


def test_layout_is_the_books(machine):
    """With more than 896 MiB: the classic numbers of i386."""
    text = machine.command("layout")
    areas = proc.layout(text)
    assert areas["lowmem"] == (0xC0000000, 0xF8000000)
    assert areas["vmalloc"] == (0xF8800000, 0xFF7FE000)
    assert areas["pkmap"] == (0xFF800000, 0xFFC00000)
    assert areas["fixmap"][1] == 0xFFFFF000
    assert areas[".text"][0] < areas[".text"][1] <= areas[".data"][0] < areas[".data"][1]


def test_iomem_is_the_machines_map(machine):
    entries = proc.iomem(machine.command("iomem"))
    ram_ranges = [(first, last) for _, first, last, name in entries if name == "System RAM"]
    expected = [(first, last) for first, last, usable in ram.e820(MEMORY) if usable]
    # Linux leaves out frame 0, which belongs to the BIOS.
    assert [(max(first, 0x1000), last) for first, last in ram_ranges] == [
        (max(first, 0x1000), last) for first, last in expected]
    code = next(entry for entry in entries if entry[3] == "Kernel code")
    assert code[0] == 1 and code[1] >= 0x100000


def test_pgwalk_agrees_with_qemu(machine):
    """What the kernel says of an address is what the machine's own MMU does."""
    for address in (0xC0100000, 0xC0000000, 0xF0000123):
        text = machine.command(f"pgwalk {address:#x}")
        physical = int(machine.hmp(f"gva2gpa {address:#x}").split()[-1], 16)
        assert physical == address - 0xC0000000
        assert f"{physical:08x}" in text


@pytest.mark.parametrize("address", ["0", "0x1000", "0xfffff000", "0xf8000000"])
def test_pgwalk_of_what_is_not_mapped(machine, address):
    assert "nmapped" in machine.hmp(f"gva2gpa {address}")
    assert re.search("not (present|mapped)", machine.command(f"pgwalk {address}"))


def test_dmesg_is_what_was_printed(machine):
    stamped = re.compile(r"^\[ *\d+\.\d{6}\] .*$", re.MULTILINE)
    printed = stamped.findall(machine.text)
    assert stamped.findall(machine.command("dmesg"))[:len(printed)] == printed


def test_lesson_pages_draws_and_gives_everything_back(machine):
    """The first run leaves the per-CPU lists empty; from then on nothing may change."""
    text = machine.command("lesson pages")
    assert len(text.splitlines()) > 10 and "FAILED" not in text
    before = machine.command("buddyinfo")
    machine.command("lesson pages")
    assert machine.command("buddyinfo") == before


def test_test_runs_a_suite_or_a_case(machine):
    text = machine.command("test list")
    assert "KTAP version 1" in text and re.search(r"^ok 1 list$", text, re.MULTILINE)
    case = parse(text).cases[0].full_name
    assert [case.full_name for case in parse(machine.command(f"test {case}")).cases] == [case]


def test_bench_prints_a_row(machine):
    assert re.search(r"^bench cal_empty min \d+ med \d+ n \d+$", machine.command("bench cal_empty"), re.MULTILINE)


def test_reboot_starts_again(machine):
    machine.send("reboot\r")
    machine.expect(READY)
    machine.expect(PROMPT)


def test_poweroff_ends_well(machine):
    machine.power_off()


# What nobody meant

def alive(machine):
    assert "Mem:" in machine.command("free")


@pytest.mark.parametrize("line", ["nonsense", "pgwalk", "pgwalk xyz", "pgwalk 1 2 3", "test no_such_suite",
                                  "lesson 99", "lesson no_such_lesson", "bench no_such_bench", "pgwalk 0x1ffffffff",
                                  "free something", pytest.param("x" * 500, id="500 letters"),
                                  pytest.param("a " * 60, id="60 words")])
def test_a_wrong_line_gets_an_answer(machine, line):
    assert machine.command(line).strip(), "no word about it"
    alive(machine)


@pytest.mark.parametrize("line", ["", "   ", "\t"])
def test_an_empty_line_is_nothing(machine, line):
    assert machine.command(line).strip() == ""
    alive(machine)


def test_garbage_bytes_do_no_harm(machine):
    noise = random.Random(896)
    for _ in range(20):
        machine.send("".join(chr(noise.choice([b for b in range(1, 256) if b not in (10, 13)])) for _ in range(60)))
        machine.send("\r")
        machine.expect("\n" + PROMPT)
    alive(machine)


def test_backspace_edits(machine):
    assert "Mem:" in machine.command("frexx\x7f\x7fe")
    assert "Mem:" in machine.command("\b\bfrex\be")
