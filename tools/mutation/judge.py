# SPDX-License-Identifier: MIT
"""What the in-kernel suites say to a kernel: which of them call a function, and whether they notice a change."""
import os
import re
import sys
import time
from dataclasses import dataclass

from machine import ROOT
from mutation.kernel import PROGRAMS

sys.path.insert(0, os.path.join(ROOT, "tests"))
from harness.ktap import parse  # noqa: E402
from harness.qemu import PANIC, PROMPT, READY, Ended, Hang, Machine, MachineError  # noqa: E402
from harness.reports import reports  # noqa: E402

MEMORY = 256
FAILED = r"\n *not ok \d+ (\w+)\s"  # to the end of the name: the machine may not have said all of it yet
SUITE = re.compile(r"^    # Subtest: (\S+)$|^\[ *[\d.]+\] coverage: (\S+?)(?:\.\w+)*$", re.M)


@dataclass
class Coverage:
    """seconds: how long each suite takes; callers: {function: suites that call it}; booted: functions called before."""
    seconds: dict
    callers: dict
    booted: list

    def suites(self, function):
        """The suites that can notice a change of a function, the quickest first. What only boot calls shows anywhere."""
        found = self.callers.get(function)
        if not found and function in self.booted:
            found = set().union(*self.callers.values()) or self.seconds
        return sorted(found or [], key=lambda suite: (self.seconds[suite], suite))


def _machine(elf, seconds):
    """The programs lie where Kernel has copied them, above the folder of the changed kernel."""
    folder = os.path.dirname(elf)
    programs = os.path.join(os.path.dirname(folder), os.path.basename(PROGRAMS))
    return Machine(folder, image=elf, memory=MEMORY, icount=True, words="console=ttyS0 panic=exit",
                   modules=[programs] if os.path.exists(programs) else [], deadline=seconds)


def measure(elf):
    """Coverage of a kernel with mutation/coverage.c in it."""
    seconds = {}
    machine = _machine(elf, 900)
    try:
        machine.ready()
        machine.send("test *\r")
        before = time.monotonic()
        while True:
            found = machine.expect(r"\n(?:(?:not ok|ok) \d+ (\S+)\r|# Totals: .*\r)")
            if not found[1]:
                break
            seconds[found[1]], before = time.monotonic() - before, time.monotonic()
        text = machine.text
    finally:
        machine.close()
    callers, booted = _callers(text)
    for case in parse(text).failures:
        print(f"left out, since it fails without any change: {case.full_name}", flush=True)
        for suites in callers.values():
            suites.discard(case.suite)
    return Coverage(seconds, callers, booted)


def _callers(text):
    callers, booted, suite = {}, [], None
    first = True  # what the first case is told holds boot's calls, too
    for match in SUITE.finditer(text):
        if match[1]:
            first, suite = first and suite is None, match[1]
        elif match[2]:
            callers.setdefault(match[2], set()).add(suite)
            if first:
                booted.append(match[2])
    return callers, booted


def killed_by(elf, coverage, suites):
    """Run the suites until one notices: what it noticed, or None. All in one machine, which a hang ends."""
    machine = _machine(elf, sum(10 * coverage.seconds[suite] + 10 for suite in suites) + 20)
    at = "boot"
    try:
        machine.expect(READY, 20)
        machine.expect(PROMPT, 10)
        if reports(machine.text):
            return "boot: " + reports(machine.text)[0]
        for at in suites:
            failed = _failed_case(machine, at, 10 * coverage.seconds[at] + 10)
            if failed:
                return f"{at}: {failed}"
        return ("outside the cases: " + reports(machine.text)[0]) if reports(machine.text) else None
    except Hang:
        return f"{at}: hangs"
    except Ended:
        return f"{at}: {'panics' if machine.status == PANIC else 'the machine ends'}"
    except MachineError as error:
        return f"{at}: " + str(error).split("\n", 1)[0]
    finally:
        machine.close()


def _failed_case(machine, suite, seconds):
    """The first case that fails, or None."""
    start = len(machine.text)
    machine.send(f"test {suite}\r")
    failed = machine.expect(FAILED + r"|\n" + PROMPT, seconds)[1]
    return failed or (None if "\n# Totals: " in machine.text[start:] else "no results")
