# SPDX-License-Identifier: MIT
"""Machines of any size, phase and order for the in-kernel suites, the line that repeats one, and what a failure rests on.

A pytest plugin as well: each run draws a number of its own, which all workers see, and its last lines say how the machine
that was drawn from it can be had again.
"""
import os
import random
from dataclasses import dataclass, replace

from harness.ktap import parse
from harness.qemu import INITRAMFS, TESTS_FAILED, WELL

DRAWN = "K896_DRAWN"  # in the environment: this run's number
LONGEST_SKEW = 25_000_000  # two ticks and a half
DEADLINE = 600  # seconds, where a run alone takes 40: many machines at once are no hang


@dataclass(frozen=True)
class Machine:
    """One run of suites: all that decides how it goes."""
    memory: str = "1024"
    glob: str = "*"
    seed: str = ""
    skew: str = ""      # and with one the order that seed gives
    initrd: bool = False
    more: str = ""      # further words

    @property
    def words(self):
        named = [f"{name}={value}" for name, value in (("seed", self.seed), ("skew", self.skew)) if value]
        return " ".join(["console=ttyS0", f"test={self.glob}", *named, *self.more.split(), "exit panic=exit"])

    @property
    def line(self):
        """What to type to have it again."""
        named = [f"T='{self.glob}'" if self.glob.strip("*?[]\\") != self.glob else f"T={self.glob}"]
        named += [f"{name}={value}" for name, value in (("SEED", self.seed), ("SKEW", self.skew), ("MEM", self.memory)) if value]
        named += ["INITRD=1"] if self.initrd else []
        named += [f"CMDLINE='{self.more}'"] if self.more else []
        return " ".join(["make test", *named])

    def start(self, boot, deadline=DEADLINE):
        return boot(memory=self.memory, words=self.words, icount=True, modules=[INITRAMFS] if self.initrd else [],
                    deadline=deadline)


def wanted():
    """The one machine that the words of `make test` describe, or None if they name neither tests nor a machine."""
    words = {name: os.environ.get(name, "") for name in ("T", "SEED", "SKEW", "MEM", "INITRD", "CMDLINE")}
    if not (words["T"] or words["SKEW"] or words["MEM"]):
        return None
    return Machine(words["MEM"] or "1024", words["T"] or "*", words["SEED"], words["SKEW"], words["INITRD"] == "1",
                   words["CMDLINE"])


def draw(number, seed="", more=""):
    """The machine of this number: an odd size, small ones as often as large ones."""
    dice = random.Random(str(number))
    return Machine(str(int(16 * 256 ** dice.random()) | 1), "*", seed or str(dice.randrange(1 << 31)),
                   str(dice.randrange(LONGEST_SKEW)), bool(dice.randrange(2)) and os.path.exists(INITRAMFS), more)


def drawn():
    """This run's number."""
    return int(os.environ[DRAWN])


# What a failed case rests on.

def _fails(boot, machine, case):
    """Does it fail there? True as well if the machine does not come so far."""
    guest = machine.start(boot, 900)
    status = guest.finish()
    failed = {failure.full_name for failure in parse(guest.text).failures}
    return case in failed or status not in (WELL, TESTS_FAILED)


def rests_on(boot, machine, case):
    """Run a few machines that differ in one thing each; return what decides whether the case fails."""
    alone = replace(machine, glob=case, skew="")
    if _fails(boot, alone, case):
        if _fails(boot, replace(alone, memory="1024", initrd=False), case):
            return "its seed, or nothing at all: it fails alone on another machine"
        return "place: it fails alone on a machine of this size with these modules"
    for skew in ("0", "3333333", "7777777"):
        if skew != machine.skew and not _fails(boot, replace(machine, skew=skew), case):
            return f"phase: with SKEW={skew} it is well"
    if _fails(boot, replace(machine, skew=""), case):
        return "place, with the suites in their own order as well"
    return "order: with the suites in their own order it is well"


# The plugin.

def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        os.environ.setdefault(DRAWN, str(random.SystemRandom().randrange(1 << 31)))


def pytest_terminal_summary(terminalreporter):
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    if any(getattr(report, "when", "") == "call" and "test_suites_somewhere" in report.nodeid for report in reports):
        terminalreporter.write_line(f"The machine drawn for this run: {draw(drawn(), os.environ.get('SEED', '')).line}")
