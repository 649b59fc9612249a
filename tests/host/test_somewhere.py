# SPDX-License-Identifier: MIT
"""Which machine a number stands for, what repeats it, and what a failure is said to rest on."""
import re
import shlex
from dataclasses import replace

from harness import somewhere
from harness.qemu import TESTS_FAILED, WELL


def test_a_number_is_always_the_same_machine_and_another_one_another():
    machines = [somewhere.draw(number) for number in range(50)]
    assert machines == [somewhere.draw(number) for number in range(50)]
    assert len({(machine.seed, machine.skew) for machine in machines}) == 50


def test_sizes_are_odd_and_reach_from_the_smallest_to_the_largest_machine():
    sizes = [int(somewhere.draw(number).memory) for number in range(200)]
    assert all(size % 2 and 16 <= size <= 4096 for size in sizes)
    assert min(sizes) < 24 and max(sizes) > 3000 and len(set(sizes)) > 100


def test_the_line_that_repeats_a_machine_leads_back_to_it(monkeypatch):
    for machine in (somewhere.draw(7, more="soak"), somewhere.Machine("128", "slab.double_free", "5"),
                    replace(somewhere.draw(8), initrd=True, glob="m[ae]*")):
        command, target, *words = shlex.split(machine.line)
        assert (command, target) == ("make", "test")
        for name in ("T", "SEED", "SKEW", "MEM", "INITRD", "CMDLINE"):
            monkeypatch.delenv(name, raising=False)
        for word in words:
            monkeypatch.setenv(*word.split("=", 1))
        assert somewhere.wanted() == machine


def test_nothing_asked_for_is_no_machine(monkeypatch):
    for name in ("T", "SKEW", "MEM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SEED", "5")
    assert somewhere.wanted() is None


class Guest:
    """Says that slab.double_free failed, where fails(memory, words, modules) says so."""

    def __init__(self, failed):
        self.status = TESTS_FAILED if failed else WELL
        word = "not ok" if failed else "ok"
        self.text = f"KTAP version 1\n1..1\n    # Subtest: slab\n    1..1\n    {word} 1 double_free\n{word} 1 slab\n"

    def finish(self):
        return self.status


def rests_on(fails):
    def boot(memory, words, modules, **_):
        return Guest(fails(int(memory), dict(re.findall(r"(\w+)=(\S+)", words)), modules))
    machine = somewhere.Machine("333", "*", "5", "12345", True)
    return somewhere.rests_on(boot, machine, "slab.double_free")


def test_what_a_failure_rests_on_is_found():
    assert rests_on(lambda memory, words, modules: True).startswith("its seed")
    assert rests_on(lambda memory, words, modules: memory == 333).startswith("place: it fails alone")
    assert rests_on(lambda memory, words, modules: bool(modules)).startswith("place: it fails alone")
    assert rests_on(lambda memory, words, modules: words.get("skew") == "12345").startswith("phase: with SKEW=0")
    assert rests_on(lambda memory, words, modules: words["test"] == "*" and "skew" in words).startswith("order")
    assert rests_on(lambda memory, words, modules: words["test"] == "*").startswith("place, with the suites in their own order")
