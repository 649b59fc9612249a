# SPDX-License-Identifier: MIT
"""Upper bounds for the benchmarks: the figures that were promised, in guest instructions.

The figures are the same in every run and on every host, so a bound that is passed is a change of the code, or of the
compiler. Linux's figures are those of a kernel built with gcc 12, and so are the bounds; another compiler's kernel may
take a third more.
"""
import fnmatch
import os
import subprocess

import pytest

from harness.qemu import INITRAMFS, ROOT
from harness.tools import load

bench = load("bench")

# Row or rows, and the most instructions an operation may take.
INSTRUCTIONS = {
    "alloc_pages_hot_o0": 90,
    **{f"kmalloc_kfree_hot_{32 << i}": 60 for i in range(9)},
    "kmem_cache_hot_*": 52,
    "alloc_page_atomic_exhausted": 999,
}

# Row or rows, and the largest share of Linux's figure.
OF_LINUX = {
    "alloc_page*": 0.33,
    "alloc_pages_hot_o9": 0.1,
    "alloc_pages_hot_o10": 0.1,
    "get_zeroed_page_hot": 1,
    "clear_page_lowmem": 1,
    "kmem_cache_create_destroy": 0.1,
    "kmalloc_*": 0.329,
    "kmem_cache_*": 0.329,
    "vmalloc_*": 0.33,
    "vmalloc_vfree_4K": 0.28,
    "vmalloc_vfree_1M": 0.28,
    "spin_lock_*": 1,
    "ctxsw_kthread_wakeup_oneway": 0.15,
    "kthread_create_stop": 0.15,
    "schedule_alone": 1 / 3,
    "yield_*": 1 / 3,
    # a user program's rows
    "brk_*": 0.15,
    "mmap_*": 0.15,
    "munmap_*": 0.15,
    "mremap_*": 0.15,
    "mprotect_*": 0.15,
    "getpid_int80": 1 / 3,
    "bad_syscall_int80": 1 / 3,
    "fork_*": 1 / 3,
    "vfork_exec_*": 1 / 3,
    "sched_yield_alone": 1 / 3,
    "anon_first_touch_read_*": 0.4,
    "anon_first_touch_write_*": 0.4,
    "anon_first_touch_total_per_page_*M": 0.4,
    "cow_*": 0.4,
    "glibc_free_malloc_*": 1.05,
}


@pytest.fixture(scope="module")
def tolerance():
    with open(os.path.join(ROOT, "build/flags"), encoding="utf-8") as flags:
        compiler = flags.readline().split(" -I")[0].split()
    version = subprocess.run([*compiler, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    return 1 if "gcc" in version and version.split()[-1].startswith("12.") else 4 / 3


@pytest.fixture(scope="module")
def ours():
    os.chdir(ROOT)
    return bench.our_figures(bench.boot("*"))


@pytest.mark.parametrize("glob", INSTRUCTIONS)
def test_instructions(ours, tolerance, glob):
    found = {name: figure for name, figure in ours.items() if fnmatch.fnmatch(name, glob)}
    assert found
    assert not {name: figure for name, figure in found.items() if figure > INSTRUCTIONS[glob] * tolerance}


@pytest.mark.parametrize("glob", OF_LINUX)
def test_share_of_linux(ours, tolerance, glob):
    linux = bench.all_linux_figures()
    found = {name: figure / linux[name] for name, figure in ours.items()
             if fnmatch.fnmatch(name, glob) and name in linux}
    if not found and not os.path.exists(INITRAMFS):
        pytest.skip("there is no C library for user programs")
    assert found
    assert not {name: share for name, share in found.items() if share > OF_LINUX[glob] * tolerance}


def test_reads_under_pressure_keep_a_quarter_of_the_rate(ours):
    assert ours["blockcache_read_pressed"] <= 4 * ours["blockcache_read_roomy"]
