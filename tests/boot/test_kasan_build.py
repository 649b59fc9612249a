# SPDX-License-Identifier: MIT
"""A SAN=addr build: each mistake that a case of the kasan suite plants is found, and the kernel makes none."""
import os
import re
import shutil
import subprocess
import sys

import pytest

from harness.build import make
from harness.ktap import parse
from harness.qemu import INITRAMFS, PANIC, ROOT, WELL

pytestmark = pytest.mark.area("finders")

# The suite and what it stands on: the shadow, what writes it, and all that knows how large a stack and a task are. The other
# objects of the sample are those of the plain build, which check nothing. No program runs in it: they would think that user
# space ends where it does in the plain build.
SAMPLE = ["boot/boot.asm", "kernel/core/kasan_report", "kernel/core/tasks", "kernel/core/uaccess", "kernel/main",
          "kernel/thread/thread", "lib/kasan", "lib/stackdepot", "lib/string", "mm/boot/init", "mm/boot/kasan_init", "mm/boot/layout",
          "mm/page/highmem", "mm/page/kasan_shadow", "mm/page/kmap_local", "mm/page/pgd", "mm/vmalloc/vmalloc",
          "mm/vmalloc/vmap_area", "tests/kunit/jump", "tests/lib/kasan_test"]

WHOLE = {
    "gcc": (["SAN=addr"], True),
    "gcc-both": (["SAN=addr,undef"], True),
    "clang": (["SAN=addr", "LLVM=1"], bool(shutil.which("clang") and shutil.which("ld.lld"))),
}


def run(boot, image, words, memory=128):
    machine = boot(image=image, memory=memory, words=f"console=ttyS0 test={words} exit panic=exit", modules=[INITRAMFS],
                   icount=True, deadline=900)
    return machine, machine.finish()


def check_suites(machine, status):
    results = parse(machine.text)
    assert not results.failures, "\n".join(map(str, results.failures))
    assert status == WELL, machine.story("did not end well")
    assert {"an_access_of_any_size_over_the_end_is_reported", "an_access_of_any_size_up_to_the_end_is_not"} <= {
        case.name for case in results.cases}


@pytest.fixture(scope="module")
def sample():
    """The path of an image in which the files of SAMPLE only are checked: a whole one takes as long as all else in `make test`."""
    folder = "build/kasan-sample"
    shutil.rmtree(os.path.join(ROOT, folder), ignore_errors=True)
    make("SAN=addr", f"O={folder}", *(f"{folder}/obj/{file}.o" for file in SAMPLE))
    plain = os.path.join(ROOT, "build/obj")
    for path, _, files in os.walk(plain):
        there = os.path.join(ROOT, folder, "obj", os.path.relpath(path, plain))
        os.makedirs(there, exist_ok=True)
        for file in files:
            if file.endswith(".o") and not os.path.exists(os.path.join(there, file)):
                shutil.copy(os.path.join(path, file), there)  # newer than its source: make leaves it alone
    make("SAN=addr", f"O={folder}", f"{folder}/k896.elf")
    return os.path.join(ROOT, folder, "k896.elf")


def test_planted_mistakes_are_reported(boot, sample):
    check_suites(*run(boot, sample, "kasan", 1024))


def test_a_small_machine_has_room_for_the_shadow(boot, sample):
    check_suites(*run(boot, sample, "kasan", 16))


def test_a_null_pointer_is_reported_before_the_oops(boot, sample):
    machine, status = run(boot, sample, "kasan.a_null_pointer_is_reported_before_the_oops")
    assert status == PANIC, machine.story("no panic")
    assert re.search(r"(?s)={66}\n.*BUG: KASAN: null-ptr-deref in write_4\+0x\S+ \(tests/lib/kasan_test\.c:\d+\)\n"
                     r".*Write of size 4 at addr 00000010 by task init/1\n.*={66}\n"
                     r".*BUG: kernel NULL pointer dereference, address: 00000010\n", machine.text), machine.story("not the report")


def test_a_mistake_panics_where_it_is_told_to(boot, sample):
    machine, status = run(boot, sample, "kasan.kasan_fault_panic_panics kasan.fault=panic")
    assert status == PANIC, machine.story("no panic")
    assert re.search(r"(?s)BUG: KASAN: global-out-of-bounds in write_1\+0x.*the global variable 'thirteen' of size 13\n.*"
                     r"Memory state around the buggy address:\n.*Kernel panic - not syncing: kasan\.fault=panic set",
                     machine.text), machine.story("not the report")


@pytest.fixture(scope="module", params=WHOLE)
def whole(request):
    words, installed = WHOLE[request.param]
    if not installed:
        pytest.skip(f"{request.param} is not installed")
    folder = f"build/kasan-{request.param}"
    make(*words, f"O={folder}", f"{folder}/k896.elf", seconds=300)
    return os.path.join(ROOT, folder)


@pytest.mark.soak
@pytest.mark.parametrize("memory", (64, 256, 897))
def test_all_suites(boot, whole, memory):
    check_suites(*run(boot, os.path.join(whole, "k896.elf"), "*", memory))


@pytest.mark.soak
def test_the_folders_keep_to_their_row(whole):
    done = subprocess.run([sys.executable, "tools/check-deps.py", "nm", whole], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
