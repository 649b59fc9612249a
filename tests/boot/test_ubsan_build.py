# SPDX-License-Identifier: MIT
"""A SAN=undef build: each check of the compiler finds the mistake that its case plants, and the kernel makes none."""
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

# The suite and what it stands on. The other objects of the sample are those of the plain build: nothing that they share changes.
SAMPLE = ["lib/ubsan", "lib/string", "kernel/core/ubsan", "kernel/main", "tests/lib/ubsan_test"]

WHOLE = {
    "gcc": (["SAN=undef"], True),
    "clang": (["SAN=undef", "LLVM=1"], bool(shutil.which("clang") and shutil.which("ld.lld"))),
}


def run(boot, image, words, memory=128):
    machine = boot(image=image, memory=memory, words=f"console=ttyS0 test={words} exit panic=exit", modules=[INITRAMFS],
                   icount=True, deadline=600)
    return machine, machine.finish()


def check_suites(machine, status):
    results = parse(machine.text)
    assert not results.failures, "\n".join(map(str, results.failures))
    assert status == WELL, machine.story("did not end well")
    assert {"an_index_out_of_range_is_reported", "the_last_index_is_not"} <= {case.name for case in results.cases}


@pytest.fixture(scope="module")
def sample():
    """The path of an image in which the files of SAMPLE only are checked: a whole one takes as long as all else in `make test`."""
    folder = "build/ubsan-sample"
    shutil.rmtree(os.path.join(ROOT, folder), ignore_errors=True)
    make("SAN=undef", f"O={folder}", *(f"{folder}/obj/{file}.o" for file in SAMPLE))
    plain = os.path.join(ROOT, "build/obj")
    for path, _, files in os.walk(plain):
        there = os.path.join(ROOT, folder, "obj", os.path.relpath(path, plain))
        os.makedirs(there, exist_ok=True)
        for file in files:
            if file.endswith(".o") and not os.path.exists(os.path.join(there, file)):
                shutil.copy(os.path.join(path, file), there)  # newer than its source: make leaves it alone
    make("SAN=undef", f"O={folder}", f"{folder}/k896.elf")
    return os.path.join(ROOT, folder, "k896.elf")


def test_planted_mistakes_are_reported(boot, sample):
    check_suites(*run(boot, sample, "ubsan"))


def test_what_cannot_be_reached_ends_in_a_panic(boot, sample):
    machine, status = run(boot, sample, "ubsan.what_cannot_be_reached_panics")
    assert status == PANIC, machine.story("no panic")
    assert re.search(r"(?s)={80}\n.*UBSAN: unreachable in tests/lib/ubsan_test\.c:\d+:\d+\n.*calling __builtin_unreachable\(\)\n"
                     r".* sign.*={80}\n.*kernel BUG at lib/ubsan\.c:\d+!", machine.text), machine.story("not the report")


def test_another_sanitizer_is_refused():
    done = subprocess.run(["make", "-n", "SAN=nonsense", "O=build/nonsense"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "SAN=nonsense: there are SAN=addr, SAN=undef and SAN=addr,undef" in done.stderr


@pytest.fixture(scope="module", params=WHOLE)
def whole(request):
    words, installed = WHOLE[request.param]
    if not installed:
        pytest.skip(f"{request.param} is not installed")
    folder = f"build/ubsan-{request.param}"
    make(*words, f"O={folder}", f"{folder}/k896.elf", seconds=300)
    return os.path.join(ROOT, folder)


@pytest.mark.soak
@pytest.mark.parametrize("memory", (128, 897))
def test_all_suites(boot, whole, memory):
    check_suites(*run(boot, os.path.join(whole, "k896.elf"), "*", memory))


@pytest.mark.soak
def test_the_folders_keep_to_their_row(whole):
    done = subprocess.run([sys.executable, "tools/check-deps.py", "nm", whole], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
