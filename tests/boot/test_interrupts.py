# SPDX-License-Identifier: MIT
"""Interrupts and time on a machine that runs in real time: the tick, input by interrupt, /proc's formats."""
import re
import time

import pytest

from harness.qemu import PROMPT


@pytest.fixture
def machine(share):
    return share(memory=64, words="console=ttyS0 panic=exit")


def counts(machine):
    """{line: count} of the monitor's view of /proc/interrupts."""
    text = machine.command("interrupts")
    assert text.startswith("           CPU0"), text
    return {m[1]: int(m[2]) for m in re.finditer(r"^ *(\w+): +(\d+)", text, re.MULTILINE)}


def test_the_timer_ticks_and_each_typed_byte_interrupts(machine):
    before = counts(machine)
    time.sleep(0.5)
    after = counts(machine)
    assert after["0"] - before["0"] >= 10  # 50, on a machine that is not busy
    assert after["4"] > before["4"]
    assert after["2"] == 0 and after["ERR"] == 0
    assert re.search(r"^  0: +\d+    XT-PIC      timer$", machine.command("interrupts"), re.MULTILINE)


def test_softirqs_are_listed(machine):
    text = machine.command("softirqs")
    names = "HI TIMER NET_TX NET_RX BLOCK IRQ_POLL TASKLET SCHED HRTIMER RCU".split()
    assert re.findall(r"^ *(\w+): +\d+$", text, re.MULTILINE) == names


def test_typing_ahead_loses_nothing(machine):
    """Lines that come while the monitor is busy with earlier ones wait in the ring."""
    machine.send("interrupts\r" * 80)
    for _ in range(80):
        machine.expect("ERR: ")
        machine.expect(PROMPT)


def test_stamps_are_true(boot):
    """The counter was measured before the first line, so a pause by the host's clock is one by the guest's."""
    machine = boot(memory=64, words="console=ttyS0 panic=exit")
    machine.ready()
    first, start = float(re.findall(r"\[ *(\d+\.\d+)\] k896: monitor ready", machine.text)[-1]), time.monotonic()
    time.sleep(1)
    machine.send("reboot\r")
    machine.expect("Restarting system")
    last = float(re.findall(r"\[ *(\d+\.\d+)\] reboot: Restarting", machine.text)[-1])
    assert abs((last - first) - (time.monotonic() - start)) < 0.5
