# SPDX-License-Identifier: MIT
"""Boot: on every size of machine, through both loaders, and what cannot boot says why."""
import os
import re
import subprocess

import pytest

from harness import gdb, proc, ram
from harness.places import places, source
from harness.qemu import ISO, PANIC, ROOT, WELL

MEMORY = [16, 64, 128, 895, 896, 897, 1024, 2048, 3583, 4096]
WORDS = "console=ttyS0 panic=exit"
ZONES = ("DMA", "Normal", "HighMem")


def isqrt_watermark(lowmem_kb):
    """min_free_kbytes as Linux computes it: 4 * sqrt(lowmem kB), between 128 kB and 256 MB."""
    return max(128, min(262144, int((lowmem_kb * 16) ** 0.5)))


@pytest.mark.parametrize("memory", MEMORY)
def test_memory_matrix(boot, memory):
    machine = boot(memory=memory, words=WORDS, reboot=True)
    log = machine.ready()
    expected = ram.zones(memory)

    assert proc.e820(log) == ram.e820(memory)
    assert ("above 4 GB" in log) == (memory * ram.MIB > ram.below_4g(memory))
    assert proc.zone_ranges(log) == {
        name: (first * ram.PAGE, (first + spanned) * ram.PAGE - 1) if spanned else None
        for name, (first, spanned, _) in expected.items()}

    zones = proc.zoneinfo(machine.command("zoneinfo"))
    for name, (first, spanned, present) in expected.items():
        if not present:
            assert not zones.get(name, {}).get("present"), name
            continue
        zone = zones[name]
        assert (zone["start_pfn"], zone["spanned"], zone["present"]) == (first, spanned, present), name
        assert zone["free"] <= zone["managed"] <= present, name

    check_memory_line(proc.memory_line(log), expected, zones)
    check_limits(log, expected)
    check_watermarks(zones)
    machine.power_off()


def check_memory_line(line, expected, zones):
    present = {name: pages * 4 for name, (_, _, pages) in expected.items()}
    assert line["total"] == sum(present.values())
    assert line["highmem"] == present["HighMem"]
    assert line["reserved"] == line["total"] - sum(zone["managed"] * 4 for zone in zones.values())
    assert 0 < line["available"] <= line["total"] - line["reserved"]
    # The kernel takes little for itself: its image, mem_map (32 bytes a frame), page tables.
    frames = max(first + spanned for first, spanned, _ in expected.values() if spanned)
    assert line["reserved"] < 4096 + frames * 32 // 1024


def check_limits(log, expected):
    """Where the linear map ends, and RAM."""
    end = max(first + spanned for first, spanned, _ in expected.values() if spanned)
    low = min(end, (896 << 20) // ram.PAGE)
    for name, pages in (("HIGHMEM", end - low), ("LOWMEM", low)):
        assert re.search(rf"\] {pages >> 8}MB {name} available\.\r?$", log, re.MULTILINE), name


def check_watermarks(zones):
    managed = {name: zones.get(name, {}).get("managed", 0) for name in ZONES}
    lowmem = managed["DMA"] + managed["Normal"]
    min_pages = isqrt_watermark(lowmem * 4) // 4
    for name in ZONES:
        if not managed[name]:
            continue
        zone = zones[name]
        share = min_pages * managed[name] // lowmem
        low = max(32, min(128, managed[name] // 1024)) if name == "HighMem" else share
        step = max(share // 4, managed[name] * 10 // 10000)
        assert (zone["min"], zone["low"], zone["high"]) == (low, low + step, low + 2 * step), name
    # What a zone keeps back from those who could have been served by a higher one.
    for name, ratio in (("DMA", 256), ("Normal", 32)):
        if managed[name]:
            index = ZONES.index(name)
            above = [sum(managed[z] for z in ZONES[index + 1:upto + 1]) // ratio for upto in range(len(ZONES))]
            assert zones[name]["protection"][:3] == [0] * (index + 1) + above[index + 1:], name


def test_through_grub(boot):
    machine = boot(image=ISO, memory=64, words='panic=exit an_unknown_word "run=A B"', reboot=True)
    log = machine.ready()
    assert 'parameter "an_unknown_word"' in log
    assert proc.e820(log) == ram.e820(64)

    # The image has no debug information there, and still a report names file and line.
    report = machine.command("in spinlock kmalloc 64 GFP_KERNEL")
    machine.expect_reports("BUG: sleeping function called", 1)
    (_, file, line), *callers = places(report)[1:]
    assert "kmalloc(" in source(file)[line - 1], report
    assert ("monitor_execute", "kernel/monitor/execute.c") in [caller[:2] for caller in callers]
    machine.power_off()


def test_iso_is_small():
    """GRUB takes 1 MB of it, and reads the rest on every boot."""
    folder = os.path.join(ROOT, "build/iso/boot")
    files = [os.path.getsize(os.path.join(folder, name)) for name in ("k896.elf", "initramfs.cpio")]
    assert os.path.getsize(ISO) < sum(files) + (1 << 20) < 4 << 20


def test_the_screen_shows_the_log(boot):
    """VGA text memory, read from outside."""
    machine = boot(memory=64, words=WORDS)
    machine.ready()
    dump = os.path.join(machine.artefacts, "screen")
    machine.qmp("pmemsave", val=0xB8000, size=80 * 25 * 2, filename=dump)
    with open(dump, "rb") as file:
        screen = file.read()[::2].decode("cp437")
    rows = [screen[i:i + 80].rstrip() for i in range(0, len(screen), 80)]
    printed = [line for line in machine.lines if line.startswith("[")]
    assert printed[-1][:80] in rows and printed[-2][:80].rstrip() in rows


def test_a_machine_without_the_high_precision_timer_boots_as_before(boot):
    machine = boot(memory=128, words=WORDS, extra=["-no-hpet"])
    assert "hpet" not in machine.ready()
    assert "HPET" not in machine.command("iomem")
    machine = boot(memory=128, words=WORDS)
    machine.ready()
    assert "HPET 0" in machine.command("iomem")


def test_boot_is_quick(boot):
    """By the guest's clock, which counts instructions here: the same on any host. TCG does some 10^8 in half a second."""
    log = boot(memory=2048, words=WORDS, icount=True).ready()
    assert float(re.search(r"^\[ *(\d+\.\d+)\] k896: monitor ready", log, re.MULTILINE)[1]) < 0.1


def make_run(**environment):
    """tools/run as `make run` calls it, with nobody at the terminal."""
    return subprocess.run(["tools/run"], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=120, check=False,
                          env={**os.environ, "MEM": "64", **environment})


def test_make_run_without_a_terminal_runs_the_lessons_and_ends_with_0():
    run = make_run()
    text = run.stdout.decode("latin-1").replace("\r", "")
    assert run.returncode == 0, text[-3000:]
    assert re.search("lesson.*pages", text, re.IGNORECASE)


def test_make_run_without_a_terminal_runs_the_lesson_that_is_named_alone():
    text = make_run(CMDLINE="lesson=3 exit").stdout.decode("latin-1").replace("\r", "")
    assert re.findall(r"^lesson (\w+): ok$", text, re.MULTILINE) == ["kmalloc"]
    assert text.endswith("\nmake run: status 0: all is well\n")


def test_make_run_hands_on_a_panic():
    run = make_run(MEM="8")
    assert run.returncode == 2
    assert run.stdout.endswith(b"\nmake run: status 2: the kernel panicked\n")


# What cannot boot

def test_too_little_memory_is_refused(boot):
    machine = boot(memory=8, words=WORDS)
    assert machine.finish() == PANIC
    assert re.search(r"needs .*16 MB.*", machine.text)


@pytest.mark.parametrize("cpu, lacks", [("486", "TSC|CPUID"), ("pentium", "CMOV")])
def test_cpu_without_what_the_kernel_needs_is_refused(boot, cpu, lacks):
    machine = boot(memory=64, words=WORDS, cpu=cpu)
    assert machine.finish() == PANIC
    assert re.search(f"lacks ({lacks})", machine.text)


@pytest.mark.parametrize("cpu", ["qemu32,-pse,-pge", "qemu32,-pge", "pentium2", "qemu64"])
def test_cpu_that_is_good_enough(boot, cpu):
    machine = boot(memory=1024, words=WORDS, cpu=cpu, reboot=True)
    machine.ready()
    machine.power_off()


def test_unknown_words_are_reported_and_ignored(boot):
    machine = boot(memory=64, words=WORDS + " colour=blue nonsense mem=huge")
    log = machine.ready()
    assert 'parameter "colour=blue"' in log and 'parameter "nonsense"' in log
    assert re.search('cannot make sense of "mem=huge"', log)


def test_mem_limits_the_memory(boot):
    machine = boot(memory=128, words=WORDS + " mem=64M")
    log = machine.ready()
    assert proc.zone_ranges(log)["Normal"] == (16 * ram.MIB, 64 * ram.MIB - 1)


@pytest.mark.parametrize("size, lowmem, window", [("256M", 744, "0xef000000 - 0xff7fe000"),
                                                  ("16M", 984, "0xfe000000 - 0xff7fe000")])
def test_vmalloc_moves_the_end_of_lowmem(boot, size, lowmem, window):
    machine = boot(memory=1100, words=f"{WORDS} vmalloc={size} test=init lesson=vmalloc exit", icount=True)
    assert machine.finish() == WELL, machine.story("not well")
    assert f"{lowmem}MB LOWMEM available." in machine.text
    assert f"vmalloc : {window}" in machine.text
    assert proc.zone_ranges(machine.text)["HighMem"] == (lowmem * ram.MIB, 1100 * ram.MIB - ram.ACPI - 1)


@pytest.mark.parametrize("size, used", [("1M", 984), ("4G", 128)])
def test_a_vmalloc_window_that_cannot_be_is_said(boot, size, used):
    log = boot(memory=1100, words=f"{WORDS} vmalloc={size}").ready()
    assert f"vmalloc={size}: the window may have 16 to 879 MB" in log and f"{used}MB LOWMEM" in log


def test_firmware_tables_of_revision_2_are_found(boot):
    """QEMU's microvm has an XSDT and no RSDT, and no high precision timer."""
    machine = boot(memory=128, words=WORDS + " exit", extra=["-machine", "microvm"])
    assert machine.finish() == WELL
    assert re.search(r"ACPI: XSDT 0x[0-9a-f]{8} \(v01 ", machine.text)
    assert "hpet" not in machine.text and "WARNING" not in machine.text


def test_a_long_command_line_is_cut_not_followed(boot):
    machine = boot(memory=64, words=WORDS + " " + " ".join(f"word{i}" for i in range(400)))
    machine.ready()


def test_without_the_multiboot_magic(boot):
    """The loader's magic is taken away at the very first instruction."""
    machine = boot(memory=64, words=WORDS, gdb=True)
    gdb.run(machine, "set $eax = 0x12345678", "detach")
    machine.expect("not started by a Multiboot loader.*12345678")


def test_without_a_memory_map(boot):
    machine = boot(memory=64, words=WORDS, gdb=True)
    gdb.run(machine, "set *(unsigned *)$ebx &= ~(1 << 6)", "detach")
    machine.expect("no memory map")
    assert machine.finish() == PANIC


def test_an_empty_memory_map(boot):
    machine = boot(memory=64, words=WORDS, gdb=True)
    gdb.run(machine, "set *(unsigned *)($ebx + 44) = 0", "detach")
    machine.expect("no memory map")
    assert machine.finish() == PANIC
