# SPDX-License-Identifier: MIT
"""The monitor on screen and keyboard: typed through QEMU's keyboard, read from the screen's memory."""
import os
import time

import pytest

from harness.qemu import PATIENCE, PROMPT

COLUMNS, ROWS = 80, 25
WORDS = "console=ttyS0 panic=exit"
NAMES = {" ": "spc", "\r": "ret", "/": "slash", "-": "minus", ".": "dot", "|": "shift-backslash", "_": "shift-minus"}


@pytest.fixture
def machine(boot):
    machine = boot(memory=64, words=WORDS)
    machine.ready()
    return machine


def screen(machine):
    """The 25 lines that the screen shows, without the blanks at their ends."""
    path = os.path.join(machine.artefacts, "screen")
    machine.hmp(f'pmemsave 0xb8000 {COLUMNS * ROWS * 2} "{path}"')
    with open(path, "rb") as file:
        cells = file.read()[::2].decode("latin-1")
    return [cells[at:at + COLUMNS].rstrip() for at in range(0, len(cells), COLUMNS)]


def until(machine, condition):
    """The screen, as soon as the condition holds for it."""
    end = time.monotonic() + 20 * PATIENCE
    while time.monotonic() < end:
        lines = screen(machine)
        if condition(lines):
            return lines
        machine.pump(0.05)
    raise AssertionError("the screen shows\n" + "\n".join(screen(machine)))


def last(lines):
    return [line for line in lines if line][-1]


def keys(machine, text):
    """One key after the other: QEMU's keyboard keeps few of them."""
    for key in text if isinstance(text, list) else [NAMES.get(c, c) for c in text]:
        machine.hmp(f"sendkey {key} 20")
        machine.pump(0.05)


def test_what_is_typed_runs_and_shows_on_both(machine):
    keys(machine, "free\r")
    machine.expect("Mem: .*\n" + PROMPT)
    lines = until(machine, lambda lines: last(lines) == PROMPT.strip() and any("Mem:" in line for line in lines))
    said = machine.text.rsplit(PROMPT + "free", 1)[1].split("\n")
    assert [line for line in lines if "Mem:" in line][-1] == next(line for line in said if "Mem:" in line)


def test_the_screen_scrolls_and_shows_the_last_lines(machine):
    machine.command("zoneinfo")
    machine.command("meminfo")
    lines = until(machine, lambda lines: lines[-1] == PROMPT.strip())
    said = [line.expandtabs().rstrip() for line in machine.text.split("\n")[-ROWS:]]
    assert lines == [line.rstrip() for line in said]


def test_the_other_keys_edit_and_clear_the_screen(machine):
    keys(machine, ["m", "e", "m", "i", "tab", "ret"])
    machine.expect("MemFree.*\n")
    keys(machine, ["x", "up", "end", "shift-x", "left", "delete", "ret"])
    machine.expect("(?s)MemFree.*" + PROMPT)
    keys(machine, ["n", "o", "ctrl-c"])
    machine.expect(r"no\^C\r\n" + PROMPT)
    keys(machine, ["a", "ctrl-l", "b"])
    until(machine, lambda lines: lines == [PROMPT + "ab"] + [""] * (ROWS - 1))


@pytest.mark.parametrize("extra", [["-machine", "pc,i8042=off"], ["-vga", "none"],
                                   ["-machine", "pc,i8042=off", "-vga", "none"]], ids=["keyboard", "screen", "both"])
def test_without_it_all_is_as_before(boot, extra):
    machine = boot(memory=64, words=WORDS, extra=extra)
    log = machine.ready()
    assert ("i8042: keyboard" in log) == ("i8042=off" not in extra[1])
    assert "Mem:" in machine.command("free")
