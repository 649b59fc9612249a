# SPDX-License-Identifier: MIT
"""Allocation by hand and the context chooser: what each command prints, against facts known from elsewhere.

test_monitor.py has the commands that only show. Here the reader's own objects are the known facts: how many there are, how
large, and where QEMU's MMU says they lie.
"""
import os
import re

import pytest

from harness import proc
from harness.qemu import PROMPT, ROOT, Machine

PAGE = 4096
CONTEXTS = {  # what Linux's in_*() say in each; may it sleep?
    "task": "in_task()",
    "kthread": "in_task()",
    "workqueue": "in_task()",
    "mutex": "in_task()",
    "preempt_off": "in_task() in_atomic()",
    "spinlock": "in_task() in_atomic()",
    "spinlock_bh": "in_softirq() in_interrupt() in_task() in_atomic()",  # disabled, but none is being served
    "spinlock_irqsave": "in_task() in_atomic() irqs_disabled()",
    "irqs_off": "in_task() irqs_disabled()",
    "timer": "in_softirq() in_serving_softirq() in_interrupt() in_atomic()",
    "tasklet": "in_softirq() in_serving_softirq() in_interrupt() in_atomic()",
    "softirq": "in_softirq() in_serving_softirq() in_interrupt() in_atomic()",
    "hardirq": "in_hardirq() in_interrupt() in_atomic() irqs_disabled()",
    "tick": "in_hardirq() in_interrupt() in_atomic() irqs_disabled()",
    "hardirq_in_softirq": "in_hardirq() in_softirq() in_serving_softirq() in_interrupt() in_atomic() irqs_disabled()",
}
MAY_SLEEP = ("task", "kthread", "workqueue", "mutex")


@pytest.fixture
def machine(share):
    return share(memory=1024, words="console=ttyS0 panic=exit", deadline=200)


@pytest.fixture(autouse=True)
def nothing_is_left(machine):
    """After each test everything is given back, and the slab allocator finds no fault."""
    yield
    for name in names(machine):
        machine.command(f"free {name}")
    assert names(machine) == []
    assert re.search(r"\d+ objects in use, 0 faults$", machine.command("slabcheck"), re.MULTILINE)


def names(machine):
    return re.findall(r"^(?:k|v|kv|p|c|m)\d+(?= )", machine.command("objects"), re.MULTILINE)


def allocate(machine, command):
    """(name, address) of what the command gave."""
    text = machine.command(command)
    m = re.search(r"^(\w+) = .* = (?:0x([0-9a-f]{8})|frames 0x([0-9a-f]+)-.*)$", text, re.MULTILINE)
    assert m, f"{command}: {text}"
    address = m[2] or (re.search(r"at 0x([0-9a-f]{8})$", text, re.MULTILINE) or [None, None])[1]
    return m[1], int(address, 16) if address else None


def frame_of(machine, address):
    """What the machine's MMU says."""
    return int(machine.hmp(f"gva2gpa {address:#x}").split()[-1], 16) // PAGE


def slab_rows(machine):
    """{cache: (objects in use, slabs)}"""
    rows = re.finditer(r"^(\S+) +(\d+) +\d+ +\d+ +\d+ +\d+ : .* : slabdata +(\d+)", machine.command("slabinfo"),
                       re.MULTILINE)
    return {m[1]: (int(m[2]), int(m[3])) for m in rows}


# Allocating: the books change by what was asked for

@pytest.mark.parametrize("size, cache", [("1", "kmalloc-32"), ("100", "kmalloc-128"), ("150", "kmalloc-192"), ("4K", "kmalloc-4k"),
                                         ("0x1001", "kmalloc-8k"), ("128K", "kmalloc-128k")])
def test_kmalloc_is_one_object_of_its_class(machine, size, cache):
    before = slab_rows(machine)[cache][0]
    name, address = allocate(machine, f"kmalloc {size} GFP_KERNEL")
    assert slab_rows(machine)[cache][0] == before + 1
    assert 0xC0000000 <= address < 0xF8000000
    text = machine.command(f"look {name}")
    assert f"in use: a slab of {cache};" in text
    assert f"slab of {cache}: " in text
    machine.command(f"free {name}")
    assert slab_rows(machine)[cache][0] == before


def test_gfp_dma_is_below_16_mib(machine):
    for command in ("kmalloc 100 GFP_KERNEL+GFP_DMA", "pages 0 GFP_KERNEL+__GFP_DMA"):
        name, address = allocate(machine, command)
        assert address - 0xC0000000 < 16 << 20
        assert "zone DMA" in machine.command(f"page {name}")


def test_kzalloc_is_zero_and_kmalloc_gives_what_was_there(machine):
    name, address = allocate(machine, "kmalloc 64")
    machine.command(f"poke {name} 16 " + "5a" * 48)
    machine.command(f"free {name}")
    name, again = allocate(machine, "kmalloc 64")
    assert again == address, "the object freed last comes back"
    assert "5a 5a 5a 5a" in machine.command(f"peek {name} 32 16")
    machine.command(f"free {name}")
    name, again = allocate(machine, "kzalloc 64")
    assert again == address
    assert set(re.findall(r": ((?:[0-9a-f]{2} )+)", machine.command(f"peek {name}"))) == {"00 " * 16}


def test_vmalloc_is_an_area_of_the_window(machine):
    name, address = allocate(machine, "vmalloc 1M")
    areas = {int(m[1], 16): m for m in re.finditer(r"^0x([0-9a-f]{8})-0x([0-9a-f]{8}) +(\d+) (\S+) pages=(\d+) vmalloc$",
                                                   machine.command("vmallocinfo"), re.MULTILINE)}
    area = areas[address]
    assert int(area[3]) == (1 << 20) + PAGE and int(area[5]) == 256
    mapped = [(int(m[1], 16), int(m[2], 16)) for m in re.finditer(
        r"^0x([0-9a-f]{8})-0x([0-9a-f]{8}) +\d+[KMG] +RW .*pte", machine.command("pt"), re.MULTILINE)]
    assert (address, address + (1 << 20)) in mapped, "the area and not a byte of the guard page"
    text = machine.command(f"look {name}")
    pages = 0
    for m in re.finditer(r"^  0x([0-9a-f]{8}) -> frames? 0x([0-9a-f]+)(?:-0x([0-9a-f]+), (\d+) side by side)?, (\w+)$", text,
                         re.MULTILINE):
        first, last, count = int(m[2], 16), int(m[3] or m[2], 16), int(m[4] or 1)
        assert last - first + 1 == count
        assert int(m[1], 16) == address + pages * PAGE
        assert frame_of(machine, int(m[1], 16)) == first
        assert frame_of(machine, int(m[1], 16) + (count - 1) * PAGE) == last
        pages += count
    assert pages == 256


def test_pages_are_a_block_of_the_buddy_system(machine):
    name, address = allocate(machine, "pages 5 GFP_KERNEL")
    frame = frame_of(machine, address)
    assert frame % 32 == 0, "aligned to its size"
    for k in (0, 1, 31):
        text = machine.command(f"page {frame + k}")
        assert f"in use: allocated; a block of order 5, frames {frame:#x}-{frame + 31:#x}" in text
        assert f"frame {frame + k:#x} ({frame + k}): physical 0x{(frame + k) * PAGE:08x}, zone Normal" in text
        assert machine.command(f"page {address + k * PAGE:#x}") == text
    assert machine.command(f"page {name}") == machine.command(f"page {frame}")


def test_free_memory_falls_by_what_is_held_and_comes_back(machine):
    allocate(machine, "kmalloc 8")  # the reader's own books have their slabs
    before = proc.meminfo(machine.command("meminfo"))["MemFree"]
    name, _ = allocate(machine, "pages 10")
    held = proc.meminfo(machine.command("meminfo"))["MemFree"]
    assert before - held == 4096
    machine.command(f"free {name}")
    assert proc.meminfo(machine.command("meminfo"))["MemFree"] == before


def test_highmem_pages_have_no_address(machine):
    name, address = allocate(machine, "pages 0 GFP_HIGHUSER")
    assert address is None
    text = machine.command(f"look {name}")
    assert "zone HighMem, highmem: no linear address" in text
    assert int(re.search(r"^frame 0x([0-9a-f]+)", text, re.MULTILINE)[1], 16) * PAGE >= 896 << 20
    machine.command(f"poke {name} 100 c0ffee")
    assert "c0 ff ee" in machine.command(f"peek {name} 96 16")


def test_objects_lists_what_is_held(machine):
    assert machine.command("objects") == "0 objects, 0 bytes asked for\n"
    name, address = allocate(machine, "kmalloc 100")
    area, _ = allocate(machine, "vmalloc 5000")
    text = machine.command("objects")
    assert re.search(rf"^{name} +0x{address:08x} +100  kmalloc\(100, GFP_KERNEL\)$", text, re.MULTILINE)
    assert re.search(rf"^{area} +0x[0-9a-f]{{8}} +5000  vmalloc\(5000\)$", text, re.MULTILINE)
    assert text.endswith("2 objects, 5100 bytes asked for\n")


def test_krealloc_keeps_the_bytes(machine):
    name, address = allocate(machine, "kmalloc 32")
    machine.command(f"poke {name} 0 c0ffee")
    assert "there was room where it is" in machine.command(f"krealloc {name} 20")
    assert "it has moved" in machine.command(f"krealloc {name} 5000")
    assert "c0 ff ee" in machine.command(f"peek {name} 0 16")
    assert f"{address:08x}" not in machine.command("objects")


# Looking: against the machine's own MMU

@pytest.mark.parametrize("command", ["kmalloc 100", "kmalloc 1M", "vmalloc 20000", "kvmalloc 100", "pages 3"])
def test_look_and_pgwalk_and_the_mmu_agree(machine, command):
    name, address = allocate(machine, command)
    physical = int(machine.hmp(f"gva2gpa {address:#x}").split()[-1], 16)
    look = machine.command(f"look {name}")
    assert f"-> physical {physical:08x}, frame {physical // PAGE:#x}," in look
    assert machine.command(f"pgwalk {address:#x}") in look, "one view, not two"
    assert machine.command(f"page {address:#x}") in look
    areas = proc.layout(machine.command("layout"))
    where = re.search(r"^0x[0-9a-f]{8} lies in (\S+), ", look, re.MULTILINE)[1]
    assert areas[where][0] <= address < areas[where][1]


def test_look_names_the_neighbours_in_the_slab(machine):
    machine.command("cache create rows 1000")
    held = [allocate(machine, "cache alloc rows") for _ in range(3)]
    (_, first), (middle, address), (last, behind) = held
    assert behind - address == address - first, "a new slab hands out from its start"
    text = machine.command(f"look {middle}")
    objects, stride, used = map(int, re.search(r"slab of rows: (\d+) objects of 1000 bytes, one every (\d+), (\d+) in use",
                                               text).groups())
    assert stride == address - first and used == 3 <= objects
    assert f"below: object 0 at 0x{first:08x}, in use" in text
    assert f"above: object 2 at 0x{behind:08x}, in use" in text
    machine.command(f"free {last}")
    assert f"above: object 2 at 0x{behind:08x}, free" in machine.command(f"look {middle}")
    for name, _ in held:
        machine.command(f"free {name}")
    assert "gone" in machine.command("cache destroy rows")
    assert "rows" not in slab_rows(machine)


@pytest.mark.parametrize("address, words", [("NULL", "user space"), ("0xfffff000", "the last page"), ("0xf8000000", "the hole"),
                                            ("ff7fe000", "a hole")])
def test_looking_where_nothing_is(machine, address, words):
    text = machine.command(f"look {address}")
    assert f"lies in {words}" in text and "-> not mapped" in text
    assert "nothing is mapped there" in machine.command(f"peek {address}")


# Writing where one must not

def test_slab_debugging_catches_what_is_poked(machine):
    machine.command("cache create guarded 100 POISON+RED_ZONE+STORE_USER")
    name, address = allocate(machine, "cache alloc guarded")
    assert "a5 a5" in machine.command(f"peek {name} 0 16")
    assert "1 byte written" in machine.command(f"poke {name} 100 5a")
    text = machine.command(f"free {name}")
    assert "BUG guarded (Not tainted): Right Redzone overwritten" in text
    assert f"0x{address + 100:08x}-0x{address + 100:08x} @offset=" in text and "First byte 0x5a instead of 0xcc" in text
    assert "Allocated in do_cache_alloc" in text
    assert "is still yours" in text
    assert f"{name} is free" in machine.command(f"free {name}")
    assert "6b 6b" in machine.command(f"peek {name} 0 16")
    machine.command(f"poke {name} 7 00")
    assert "Poison overwritten" in machine.command("slabcheck")
    assert "gone" in machine.command("cache destroy guarded")
    machine.expect_reports("Right Redzone overwritten", 1)
    machine.expect_reports("Poison overwritten", 1)


def test_the_guard_pages_of_an_area_fault(machine):
    name, address = allocate(machine, "vmalloc 5000")
    assert "written" in machine.command(f"poke {name} 8191 5a")
    for offset in (8192, -1):
        assert f"page fault: 0x{address + offset:08x} cannot be written" in machine.command(f"poke {name} {offset} 5a")


@pytest.mark.parametrize("command", ["kmalloc 128", "pages 0"])
def test_what_nothing_guards_is_not_written(machine, command):
    name, _ = allocate(machine, command)
    assert f"of {name}:" in machine.command(f"poke {name} 4096 5a")
    machine.command(f"free {name}")
    assert "freed" in machine.command(f"poke {name} 0 5a")


# Freeing nonsense: the kernel's report, and the prompt

REPORT = "BUG kfree (Not tainted): Attempt to free object"


@pytest.mark.parametrize("address, report", [
    ("0x1000", REPORT), ("0x08048000", REPORT), ("0xffffffff", REPORT), ("0xf8000000", REPORT),
    ("0xc0101000", REPORT), ("0xff7fd000", "Trying to vfree() nonexistent vm area (ff7fd000)"),
    ("0xf9000001", "Trying to vfree() bad address (f9000001)")])
def test_freeing_nonsense_is_reported(machine, address, report):
    text = machine.command(f"free {address}")
    assert text.count(report) == 1
    assert "Call Trace:" in text and "run_free" in text
    assert text.endswith("reported, and nothing was freed\n")
    machine.expect_reports("WARNING: .*vmalloc|BUG kfree", 1)


def test_freeing_nothing_is_allowed(machine):
    assert machine.command("free NULL") == "kvfree(0x00000000): that is nothing, and allowed\n"


def test_freeing_the_middle_of_an_object(machine):
    name, address = allocate(machine, "kmalloc 100")
    text = machine.command(f"free {address + 8:#x}")
    assert f"BUG kmalloc-128 (Not tainted): Invalid object pointer 0x{address + 8:08x}" in text
    machine.expect_reports("Invalid object pointer", 1)
    assert f"{name} is free" in machine.command(f"free {name}")


def test_freeing_a_stack(machine):
    """A thread's stack is an area of the window; its middle is nobody's start, and its start somebody's."""
    start = int(re.search(r"^0x([0-9a-f]{8})-.* alloc_thread\S* pages=\d+ vmalloc$", machine.command("vmallocinfo"),
                          re.MULTILINE)[1], 16)
    assert "Trying to vfree() nonexistent vm area" in machine.command(f"free {start + PAGE:#x}")
    assert "somebody else's" in machine.command(f"free {start:#x}")
    machine.expect_reports("WARNING: .*vmalloc", 1)


def test_freeing_a_page_that_is_free(machine):
    name, address = allocate(machine, "pages 0")
    machine.command(f"free {name}")
    text = machine.command(f"free {address:#x} free_pages 0")
    assert "BUG: Bad page state in process" in text and f"pfn:{address - 0xC0000000 >> 12:05x}" in text
    machine.expect_reports("Bad page state", 1)


@pytest.mark.parametrize("command, report", [("kmalloc 100", "BUG kmalloc-128 (Not tainted): Object already free"),
                                             ("vmalloc 5000", "Trying to vfree() nonexistent vm area"),
                                             ("pages 2", "freeing a page that is free")])
def test_freeing_twice_by_name_and_by_address(machine, command, report):
    name, address = allocate(machine, command)
    assert machine.command(f"free {name}").endswith(f"{name} is free\n")
    assert report in machine.command(f"free {name}")
    assert report in machine.command(f"free {address:#x}")
    machine.expect_reports("", 2)


@pytest.mark.parametrize("command, how, report", [("vmalloc 5000", "kfree", REPORT), ("kmalloc 100", "vfree", "Trying to vfree()"),
                                                  ("pages 1", "free_pages 3", "freeing with order 3 a block allocated with"),
                                                  ("pages 1", "kfree", REPORT)])
def test_freeing_with_the_wrong_function(machine, command, how, report):
    name, _ = allocate(machine, command)
    text = machine.command(f"free {name} {how}")
    assert report in text and f"{name} is still yours, with a report" in text
    machine.expect_reports("", 1)


# Caches and pools

def test_a_cache_is_in_slabinfo_with_what_is_held(machine):
    machine.command("cache create tea 100 ctor+HWCACHE_ALIGN")
    assert slab_rows(machine)["tea"] == (0, 0)
    held = [allocate(machine, "cache alloc tea") for _ in range(5)]
    assert slab_rows(machine)["tea"][0] == 5
    assert all(address % 32 == 0 for _, address in held)
    assert "72 6f 74 63" in machine.command(f"peek {held[0][0]} 0 16"), "the constructor's word"
    text = machine.command("cache destroy tea")
    assert "Objects remaining in tea" in text and "it is still there" in text
    assert all(f"Object 0x{address:08x}" in text for _, address in held)
    for name, _ in held:
        machine.command(f"free {name}")
    assert "gone" in machine.command("cache destroy tea")
    machine.expect_reports("Objects remaining in tea", 1)
    machine.expect_reports("WARNING: .* kmem_cache_destroy", 1)


def test_a_pool_gives_its_reserve_when_there_is_nothing_else(machine):
    pool = re.match(r"(pool\d+): a reserve of 2 elements", machine.command("mempool create 2 64"))[1]
    allocate(machine, f"mempool alloc {pool}")
    assert f"{pool}" in machine.command("mempool") and "2 of 2 in reserve" in machine.command("mempool")
    machine.command("fail slab 1,100,0,-1")
    for left in (1, 0):
        assert f"{left} of 2 in reserve" in machine.command(f"mempool alloc {pool}")
    assert "would sleep" in machine.command(f"mempool alloc {pool}")
    assert "= NULL" in machine.command(f"in hardirq mempool alloc {pool} GFP_ATOMIC")
    machine.command("fail slab off")
    for name in names(machine):
        assert "is free" in machine.command(f"free {name}")
    assert "2 of 2 in reserve" in machine.command("mempool")
    assert "WARNING" not in machine.command(f"mempool destroy {pool}")


# Failures on purpose

def test_failures_that_are_on_are_named_where_they_mislead(machine):
    assert "`fail` is on" not in machine.command("rules kmalloc_atomic")
    assert "PROBABILITY: in per cent" in machine.command("fail ?")
    machine.command("fail slab 1000000,100,0,-1")  # on, and none that may fail comes
    assert machine.command("rules kmalloc_atomic").startswith("`fail` is on")
    assert "`fail` is on" in machine.command("lesson kmalloc")
    assert machine.command("fail off") == ""
    assert "`fail` is on" not in machine.command("rules kmalloc_atomic")
    assert "probability 100" not in machine.command("fail")
    assert "usage: fail" in machine.command("fail slab")


def test_what_is_held_by_hand_is_no_leak(machine):
    held = [allocate(machine, command)[0] for command in ("kmalloc 3000", "kmalloc 100000", "kmalloc 40", "vmalloc 30000",
                                                            "kvmalloc 300000", "pages 2")]
    assert machine.command("kmemleak") == "0 unreferenced objects\n"
    for name in held:
        machine.command(f"free {name}")


def test_areas_that_wait_for_the_flush_are_a_line(machine):
    for name in [allocate(machine, "vmalloc 200000")[0] for _ in range(20)]:
        machine.command(f"free {name}")
    text = machine.command("vmallocinfo")
    dead = re.findall(r"^0x([0-9a-f]{8})-0x([0-9a-f]{8}) +(\d+) unpurged vm_area$", text, re.MULTILINE)
    assert all(int(end, 16) - int(start, 16) == int(size) for start, end, size in dead)
    assert not {start for start, _, _ in dead} & {end for _, end, _ in dead}
    assert len(dead) < 20


# Contexts

@pytest.mark.parametrize("context", CONTEXTS)
def test_a_call_in_each_context(machine, context):
    """GFP_KERNEL is reported where sleeping is forbidden, GFP_ATOMIC never; vmalloc() is refused there."""
    kernel = machine.command(f"in {context} kmalloc 64 GFP_KERNEL")
    head = re.match(rf"in {context}: preempt_count\(\) 0x([0-9a-f]{{8}}), (.*)\n", kernel)
    assert head[2] == CONTEXTS[context]
    assert (int(head[1], 16) != 0) == ("in_atomic()" in head[2])
    allowed = context in MAY_SLEEP
    assert kernel.count("BUG: sleeping function called from invalid context at include/linux/slab.h:") == (not allowed)
    assert kernel.endswith("=> no report, and it was done\n" if allowed else "=> 1 report, and it was done\n")
    assert machine.command(f"in {context} kmalloc 64 GFP_ATOMIC").endswith("=> no report, and it was done\n")
    area = machine.command(f"in {context} vmalloc 4096")
    assert ("vmalloc(4096) = NULL" in area) == (not allowed)
    wait = machine.command(f"in {context} msleep 1")
    assert int(re.search(r"^msleep\(1\) took (\d+) us$", wait, re.MULTILINE)[1]) >= 1000
    assert wait.count("BUG: sleeping function") == (not allowed)
    if not allowed:
        machine.expect_reports("BUG: (sleeping|scheduling)", 3)


def test_what_is_reported_off_the_console_is_in_the_log(machine):
    text = machine.command("in softirq mutex_lock")
    stamped = re.findall(r"^\[.*\] .*$", text, re.MULTILINE)
    assert len(stamped) > 5
    assert "\n".join(stamped) in machine.command("dmesg")
    machine.expect_reports("BUG: sleeping function", 1)


def test_rules_is_what_linux_says(machine):
    """A table of what happened: against Linux's rule for some calls, as the books have it."""
    text = machine.command("rules")
    assert max(map(len, text.splitlines())) <= 100
    assert "BUG: sleeping" not in text, "the reports are not on the screen"
    heads = re.search(r"^ +((?:\w+ +){14}\w+)$", text, re.MULTILINE)[1].split()
    contexts = dict(re.findall(r"(\w+) = (\w+)", text))
    assert [contexts[head] for head in heads] == list(CONTEXTS)
    rows = {m[1]: m[2].split() for m in re.finditer(r"^(\w+)\s+((?:(?:ok|BUG|no|fail) *){15})$", text, re.MULTILINE)}
    assert len(rows) > 90
    for call, where_not in (("kmalloc", "BUG"), ("alloc_pages", "BUG"), ("mutex_lock", "BUG"), ("msleep", "BUG"),
                            ("schedule", "BUG"), ("mempool_alloc", "BUG"), ("wait_for_completion", "BUG"),
                            ("vmalloc", "no"), ("vmap", "no"), ("kmalloc_atomic", "ok"), ("kfree", "ok"), ("mdelay", "ok"),
                            ("kmap_local_page", "ok"), ("spin_lock", "ok")):
        assert rows[call] == ["ok" if context in MAY_SLEEP else where_not for context in CONTEXTS], call
    calls, reports, faults = map(int, re.search(r"^(\d+) calls, (\d+) reports \(dmesg\), (\d+) not as", text,
                                                re.MULTILINE).groups())
    assert calls == 15 * len(rows) and faults == 0
    assert reports == sum(cells.count("BUG") + cells.count("no") for cells in rows.values())


# Wrong arguments: the usage and the reason

WRONG = """kmalloc|kmalloc -1|kmalloc x|kmalloc 100 GFP_FROB|kmalloc 100 GFP_KERNEL more|kmalloc 5000M|kzalloc|krealloc k999 5
krealloc|vmalloc|vmalloc 1Q|vzalloc 10 5|kvmalloc|pages|pages -1|pages 99|pages 0 GFP|cache create|cache create x
cache create x 10 FROB|cache create a_name_of_more_than_23_letters 10|cache alloc|cache alloc nothing|cache destroy
cache destroy nothing|cache shrink nothing|cache frob|mempool create|mempool create 5|mempool create x 10
mempool create 99999 10|mempool create 1 x|mempool alloc|mempool alloc pool999|mempool destroy pool999|mempool frob
free k999|free xyz|free 0x1ffffffff|free NULL frob|free NULL free_pages|free NULL cache nothing|look|look xyz|look 1 2
page|page xyz|page 1 2|peek|peek xyz|peek NULL x|peek NULL 0 99999|poke|poke xyz 0 00|poke NULL 0|objects all|in|in hardirq
in nowhere kmalloc 5|in hardirq frob|in hardirq kmalloc|in task mutex_lock 5|msleep|msleep x|msleep 99999|mdelay 1 2
rules a b""".replace("\n", "|").split("|")


@pytest.mark.parametrize("line", WRONG)
def test_wrong_arguments_get_the_reason_and_the_usage(machine, line):
    text = machine.command(line)
    usage = text.splitlines()[-1]
    assert usage.startswith("usage: "), text
    assert len(text.splitlines()) >= 2, f"no reason: {text}"
    assert not re.search(r"BUG|WARNING|Call Trace", text)


@pytest.mark.parametrize("line", ["page 0x50000", "page 0xf8000000", "rules nonsense", "vmalloc 0", "kmalloc 5M", "pages 11",
                                  "cache create kmalloc-64 64", "mempool create 0 64", "poke 0xc0101000 0 00",
                                  "kmalloc 100 GFP_KERNEL+__GFP_NOFAIL"])
def test_what_cannot_be_is_answered(machine, line):
    assert machine.command(line).strip()
    assert machine.command("objects") == "0 objects, 0 bytes asked for\n"
    machine.expect_reports("", line in ("vmalloc 0", "kmalloc 5M", "pages 11", "cache create kmalloc-64 64"))


def test_more_than_there_is_room_for(machine):
    for _ in range(64):
        allocate(machine, "kmalloc 8")
    assert "there is no room for more" in machine.command("kmalloc 8")


def test_tab_offers_names_flags_and_contexts(machine):
    assert "GFP_ATOMIC) = 0x" in machine.command("kmall\t64 GFP_A\t")
    name = names(machine)[0]
    assert f"{name} is free" in machine.command("free k\t")
    text = machine.command("in hardirq_\tvzall\t4096")
    assert text.startswith("in hardirq_in_softirq: ") and "vzalloc(4096) = NULL" in text
    assert "call_mutex_lock+" in machine.command("in tim\tmutex_lock")
    machine.expect_reports("BUG: sleeping function", 2)


def test_ctrl_c_stops_the_rules(machine):
    machine.send("rules\r")
    machine.expect("alloc_pages ")
    machine.send("\x03")
    machine.expect("\n" + PROMPT)
    assert machine.command("objects") == "0 objects, 0 bytes asked for\n"


def test_every_command_is_in_the_documents(machine):
    commands = re.findall(r"^  ([a-z_]+)\b", machine.command("help"), re.MULTILINE)
    assert len(commands) > 40
    with open(os.path.join(ROOT, "docs/monitor.md"), encoding="utf-8") as file:
        page = file.read()
    assert [name for name in commands if f"`{name}`" not in page] == []
