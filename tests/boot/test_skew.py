# SPDX-License-Identifier: MIT
"""Phase, order and place: skew= moves all that happens by some instructions, seed= orders the suites, and neither the
folder of the checkout nor the name of its commit moves anything."""
import os
import re
import shutil

import pytest

from harness.build import make
from harness.ktap import parse
from harness.qemu import INITRAMFS, ROOT, WELL

pytestmark = pytest.mark.area("house")

SUITES = "t[ail]*[!e]"  # the tests of timers among them; not those of time, which take longest


def run(boot, words, **options):
    """Boot and run some suites; return the machine."""
    machine = boot(memory=64, words=f"console=ttyS0 {words} exit panic=exit", icount=True, **options)
    assert machine.finish() == WELL, machine.story("not well", 100)
    return machine


def results(machine):
    """[(case, whether it was ok)] in the order in which they ran."""
    found = parse(machine.text)
    assert found.cases and not found.complaints
    return [(case.full_name, case.ok) for case in found.cases]


def stamp(machine, text):
    """When the line with this text was printed, in microseconds."""
    seconds, micro = re.search(rf"^\[ *(\d+)\.(\d+)\] .*{text}", machine.text, re.M).groups()
    return int(seconds) * 1000000 + int(micro)


@pytest.fixture
def plain(boot):
    return run(boot, f"test={SUITES} seed=1 skew=0")


@pytest.mark.parametrize("skew", [5_000_001, 47_000_000])  # within a tick; four ticks are lost
def test_skew_shifts_time_and_changes_no_result(boot, plain, skew):
    skewed = run(boot, f"test={SUITES} seed=1 skew={skew}")
    assert abs(stamp(skewed, "hpet: at") - stamp(plain, "hpet: at") - skew // 1000) < 10 + skew // 10000
    assert stamp(skewed, "Memory: ") - stamp(plain, "Memory: ") < 10
    assert results(skewed) == results(plain)


def test_the_same_skew_and_seed_are_the_same_run(boot):
    words = f"test={SUITES} seed=5 skew=777"
    assert run(boot, words).raw == run(boot, words).raw


def test_another_seed_is_another_order_of_the_same_cases(boot, plain):
    other = results(run(boot, f"test={SUITES} seed=2 skew=0"))
    assert other != results(plain)
    assert sorted(other) == sorted(results(plain))


def test_without_skew_suites_and_cases_are_in_their_own_order(boot):
    names = [name.split(".")[0] for name, _ in results(run(boot, f"test={SUITES} seed=2"))]
    assert names == sorted(names)


def test_a_skew_that_is_no_number_is_told_and_is_none(boot):
    wrong = ("skew=", "skew=x", "skew=-1", "skew=4294967296")
    machine = run(boot, f"test=t[il]*[!e] {' '.join(wrong)}")
    for word in wrong:
        assert f'Kernel command line: cannot make sense of "{word}"' in machine.text
    assert "# skew=" not in machine.text


def test_neither_the_place_of_the_checkout_nor_its_version_moves_anything(boot, tmp_path):
    """The same sources built in a folder with another path, under another version: the same log, to the last stamp."""
    copy = tmp_path / "a checkout" / "with a path that is a good deal longer than that of any other checkout"
    shutil.copytree(ROOT, copy, symlinks=True, ignore=lambda folder, names: [
        name for name in names if name in (".git", "artefacts", "toolchain", "iso", "__pycache__") or
        os.path.join(folder, name) == os.path.join(ROOT, "build/user")])
    make("VERSION=v10.20.30-4567-g89abcdef-dirty", "build/k896.elf", folder=copy)
    words = "test=t[il]*[!e] skew=1"
    here, there = (run(boot, words, image=f"{folder}/build/k896.elf", modules=[f"{folder}/build/initramfs.cpio"]
                       if os.path.exists(INITRAMFS) else [])
                   for folder in (ROOT, copy))
    banner = re.compile(r"k896 version (\S+) \((.*)\) *$", re.M)
    versions = [banner.search(machine.text) for machine in (here, there)]
    assert versions[1][1] == "v10.20.30-4567-g89abcdef-dirty" != versions[0][1]
    assert banner.sub("", here.text) == banner.sub("", there.text)
