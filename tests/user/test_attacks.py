# SPDX-License-Identifier: MIT
"""Programs that try to bring the kernel down (user/attack_*.c): afterwards it is there, and so is its memory.

All print the seed that repeats them. `make soak` runs them longer, at several sizes, with failing allocations and with
the slab debugging options.
"""
import os
import re

import pytest

from harness.qemu import INITRAMFS

pytestmark = pytest.mark.skipif(not os.path.exists(INITRAMFS), reason="there is no C library for user programs")

ATTACKS = ["attack_fpu 10000", "attack_tasks 1 3000", "attack_code 1 5000", "attack_mem 1 500"]
HOGS = ["files 200", "areas 4", pytest.param("areas 12", marks=pytest.mark.soak), "tables 40", "signals 3", "arguments 20",
        "limits 1", "file 10"]
SEEDS = range(100, 110)

# What stays for good: slabs of which one object is in use, page tables of the vmalloc window.
SLACK_KB = 256


def free_kb(machine):
    """After any suite, for its runner drains what caches keep for later."""
    machine.command("test glob")
    return int(re.search(r"^MemFree: +(\d+) kB$", machine.command("meminfo"), re.M)[1])


def attack(boot, program, memory, words="", short_of_memory=False):
    """Run the program by a process 1, so that none is left of those it makes; the free memory must come back."""
    machine = boot(memory=memory, words=words + " panic=exit", modules=(INITRAMFS,), icount=True, deadline=600)
    machine.ready()
    machine.command("run hello")  # what is made once is made now
    before = free_kb(machine)
    said = machine.command("init " + program)
    assert free_kb(machine) >= before - SLACK_KB
    assert "Hello, world" in machine.command("run hello")
    machine.power_off()
    if short_of_memory:
        machine.allow_reports("allocation failure|vmalloc error|oom-killer")
    return said


@pytest.mark.parametrize("program", ATTACKS)
def test_the_kernel_survives(boot, program):
    assert "exit status" not in attack(boot, program, 64)


@pytest.mark.parametrize("hog", HOGS)
def test_who_wants_everything_gives_it_back(boot, hog):
    said = attack(boot, "attack_hog " + hog, 64, short_of_memory=True)
    assert "over" in said or "Out of memory: Killed" in said


@pytest.mark.soak
@pytest.mark.parametrize("words", ["", "slub_debug=FZPU"])
@pytest.mark.parametrize("memory", [32, 64, 1024])
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("program", ["attack_tasks {} 20000 40", "attack_code {} 20000", "attack_mem {} 10000"])
def test_many_seeds(boot, program, seed, memory, words):
    attack(boot, program.format(seed), memory, words)


def sites(machine):
    return int(re.search(r"^sites that have failed: (\d+)$", machine.command("fail"), re.M)[1])


@pytest.mark.soak
@pytest.mark.parametrize("seed", SEEDS)
def test_where_allocations_fail(boot, seed):
    """Most runs end early, one allocation further than the last; so there are many."""
    machine = boot(memory=64, words="panic=exit", modules=(INITRAMFS,), icount=True, deadline=600)
    machine.ready()
    machine.command("run attack_tasks 1 100")
    before = free_kb(machine)
    machine.command("fail page each-site")
    machine.command("fail slab each-site")
    for i in range(100):
        machine.command(f"run attack_tasks {seed + i} 2000")
        machine.command(f"run attack_mem {seed + i} 200")
    assert sites(machine) > 50
    machine.command("fail page off")
    machine.command("fail slab off")
    assert "one more after them: exit 0" in machine.command("run attack_tasks 1 100")
    assert free_kb(machine) >= before - SLACK_KB
    machine.power_off()
    machine.allow_reports("allocation failure|vmalloc error")
