# SPDX-License-Identifier: MIT
"""Programs that try to bring the kernel down (user/attack_*.c): afterwards it is there, and so is its memory.

All print the seed that repeats them. `make soak` runs them longer, at several sizes, with failing allocations and with
the slab debugging options.
"""
import os
import re

import pytest

from harness.qemu import INITRAMFS, WELL

pytestmark = pytest.mark.skipif(not os.path.exists(INITRAMFS), reason="there is no C library for user programs")
soak = pytest.mark.skipif("SOAK" not in os.environ, reason="part of make soak")

BAD = re.compile(r"^\[ *[\d.]+\] (BUG|WARNING|.*Bad (page|rss)|Kernel panic|INFO: )", re.M)
ATTACKS = ["attack_fpu 10000", "attack_tasks 1 3000", "attack_code 1 5000", "attack_mem 1 500"]
HOGS = ["files 200", "areas 60", "tables 200", "signals 10", "arguments 20", "limits 1", "file 10"]
SEEDS = range(100, 110)

# What caches may keep back: pages in per-CPU lists, partly used slabs.
SLACK_KB = 512


def free_kb(machine):
    return int(re.search(r"^MemFree: +(\d+) kB$", machine.command("meminfo"), re.M)[1])


def attack(boot, programs, memory, words="", icount=True):
    """Run the programs after one another in one machine; the free memory must come back."""
    machine = boot(memory=memory, words=words + " panic=exit", modules=(INITRAMFS,), icount=icount, deadline=600)
    machine.ready()
    machine.command("init " + programs[0])  # what is made once is made now
    before = free_kb(machine)
    for program in programs:
        machine.command("init " + program)
    assert free_kb(machine) >= before - SLACK_KB
    assert not BAD.search(machine.text), machine.text
    machine.power_off()
    return machine.text


@pytest.mark.parametrize("program", ATTACKS)
def test_the_kernel_survives(boot, program):
    machine = boot(memory=64, words=f'"run={program}" exit panic=exit', modules=(INITRAMFS,), icount=True)
    assert machine.finish() == WELL
    assert not BAD.search(machine.text), machine.text


def test_memory_comes_back(boot):
    attack(boot, ATTACKS, 64)


def test_who_wants_everything_gives_it_back(boot):
    said = attack(boot, [f"attack_hog {hog}" for hog in HOGS], 64)
    assert said.count("Out of memory: Killed") > 5


@soak
@pytest.mark.parametrize("words", ["", "slub_debug=FZPU"])
@pytest.mark.parametrize("memory", [32, 64, 1024])
@pytest.mark.parametrize("seed", SEEDS)
def test_many_seeds(boot, seed, memory, words):
    attack(boot, [f"attack_tasks {seed} 20000 40", f"attack_code {seed} 20000", f"attack_mem {seed} 10000"], memory,
           words)


def sites(machine):
    return int(re.search(r"^sites that have failed: (\d+)$", machine.command("fail"), re.M)[1])


@soak
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
    assert not BAD.search(machine.text), machine.text
    machine.power_off()
