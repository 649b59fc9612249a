# SPDX-License-Identifier: MIT
"""The console as a user program's terminal: user/tty.c says what it reads, the test types."""
import os
import random
import re

import pytest

from harness.qemu import INITRAMFS, PROMPT

C, D, U, W = (chr(ord(letter) & 31) for letter in "CDUW")
SEED = int(os.environ.get("SEED") or random.randrange(1 << 32))

pytestmark = pytest.mark.skipif(not os.path.exists(INITRAMFS), reason="no user programs")


@pytest.fixture
def machine(share):
    return share(memory=64, words="console=ttyS0 panic=exit", modules=[INITRAMFS])


def start(machine, way):
    machine.send(f"run tty {way}\r")
    machine.expect("ready\r\n")


def read(machine):
    """What the program's next read() gave: the bytes, as text."""
    match = machine.expect(r"read (\d+):((?: \S+)*)\r\n")
    text = "".join(word if len(word) == 1 else chr(int(word, 16)) for word in match[2].split())
    assert len(text) == int(match[1])
    return text


def ended(machine):
    machine.expect(PROMPT)
    assert "Mem:" in machine.command("free")


@pytest.mark.parametrize("keys, line", [
    ("abc\r", "abc\n"), ("abc\n", "abc\n"), ("ax\x7fbc\r", "abc\n"), ("\x7f\b\x7fabc\r", "abc\n"),
    ("wrong" + U + "abc\r", "abc\n"), ("abc wrong " + W + "\r", "abc \n"), ("a\x01\x1b[A\r", "a\x01\x1b[A\n"),
    ("abc" + D, "abc"), (D, ""), ("\r", "\n"), ("\xe4\xff\x80\r", "\xe4\xff\x80\n"),
    pytest.param("x" * 2000 + "\r", "x" * 1023 + "\n", id="2000"),
], ids=repr)
def test_read_gives_a_line(machine, keys, line):
    start(machine, "lines")
    machine.send(keys)
    assert read(machine) == line


def test_ctrl_d_is_the_end_of_the_file(machine):
    start(machine, "lines")
    machine.send("abc\r" + D)
    assert read(machine) == "abc\n"
    assert read(machine) == ""
    ended(machine)


def test_a_line_may_be_read_in_parts(machine):
    start(machine, "three")
    machine.send("abcdefg\rhi\r")
    assert [read(machine) for _ in range(4)] == ["abc", "def", "g\n", "hi\n"]


def test_the_line_is_echoed_as_it_is_corrected(machine):
    start(machine, "lines")
    machine.send("ab\x01\x7f\x7fc\r")
    machine.expect(re.escape("ab^A\b\b  \b\b\b \bc\r\nread"))


def test_without_echo_nothing_is_shown(machine):
    start(machine, "silent")
    machine.send("secret\r")
    assert read(machine) == "secret\n"
    assert "secret" not in machine.text


def test_raw_bytes_come_as_they_are_typed(machine):
    start(machine, "raw")
    for key in ("a", "\r", "\x7f", D, C, "\x1b"):
        machine.send(key)
        assert read(machine) == key
    machine.send("q")
    assert read(machine) == "q"
    ended(machine)


def test_the_next_program_finds_the_terminal_as_new(machine):
    start(machine, "silent")
    machine.send(C)
    machine.expect("\n" + PROMPT)
    start(machine, "lines")
    machine.send("shown\r")
    machine.expect("shown\r\nread")


@pytest.mark.parametrize("way", ["lines", "raw", "spin", "flood"])
def test_ctrl_c_kills_the_program_and_not_the_monitor(machine, way):
    start(machine, way) if way != "flood" else machine.send("run tty flood\r")
    machine.expect("going on") if way == "flood" else None
    machine.send(C)
    if way == "raw":
        assert read(machine) == C
        machine.send("q")
    else:
        machine.expect(r"run: tty: killed by signal 2")
    ended(machine)


def test_ctrl_c_drops_the_line_and_interrupts_read(machine):
    start(machine, "catch")
    machine.send("dropped")
    machine.expect("dropped")
    machine.send(C)
    machine.expect("error: Interrupted system call")
    machine.expect("ready\r\n")
    machine.send("abc\r")
    assert read(machine) == "abc\n"


def test_a_program_that_stays_behind_reads_nothing_from_the_monitor(machine):
    machine.send("run tty leave\r")
    machine.expect("error: Input/output error")
    assert "Mem:" in machine.command("free")


def test_all_bytes_can_be_written(machine):
    start_of_output = len(machine.raw)
    machine.send("run tty bytes\r")
    machine.expect("\xff" + PROMPT)
    written = machine.raw[start_of_output:].split("\n", 1)[1][:-len(PROMPT)]
    assert written == "".join(map(chr, range(256))).replace("\n", "\r\n")


def test_bad_pointers_and_unknown_requests_are_errors(machine):
    start(machine, "wrong")
    machine.send("x\r")
    machine.expect(r"\n0 faults")
    ended(machine)


def test_typed_ahead_is_for_the_program(machine):
    machine.send("run tty lines\rabc\r" + D)
    assert read(machine) == "abc\n"
    ended(machine)


@pytest.mark.parametrize("count", [2_000, pytest.param(50_000, marks=pytest.mark.soak)])
@pytest.mark.parametrize("way", ["lines", "three", "raw", "silent"])
def test_random_bytes_do_no_harm(machine, way, count):
    print(f"SEED={SEED}")
    noise = random.Random(SEED).randbytes(count)
    start(machine, way)
    begun = len(machine.raw)
    machine.flood(bytes(b for b in noise if b not in (3, 4, ord("q"))))
    for _ in range(100):
        if PROMPT in machine.raw[begun:]:
            break
        machine.send("q" if way == "raw" else U + "q\r")
        machine.pump(0.1)
    machine.send(C + "free\r")
    machine.expect("Mem:")
