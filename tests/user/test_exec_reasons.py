# SPDX-License-Identifier: MIT
"""Files that are no programs, each told with its true reason (kernel/process/exec_reason.c), by the monitor and by run=."""
import gzip
import os
import struct

import pytest

from harness.qemu import INITRAMFS, ROOT
from harness.tools import load

PROGRAMS = os.path.join(ROOT, "build/user/programs")
pytestmark = pytest.mark.skipif(not os.path.exists(INITRAMFS), reason="there is no C library for user programs")
initramfs = load("initramfs")


def elf(kind=2, machine=3, bits=1, order=1, segments=(), data=b""):
    """A file with an ELF header, of 32 bits whatever it says."""
    headers = b"".join(struct.pack("<8I", *segment) for segment in segments)
    return (b"\x7fELF" + bytes([bits, order, 1]) + bytes(9)
            + struct.pack("<HHIIIIIHHHHHH", kind, machine, 1, 0x8048000, 52, 0, 0, 52, 32, len(segments), 0, 0, 0)
            + headers + data)


LOAD = (1, 0, 0x8048000, 0, 200, 200, 5, 4096)
INTERPRETER = b"/lib/ld-linux.so.2\0"

# name: (content, mode, the words)
FILES = {
    "wide": (elf(machine=62, bits=2), 0o755, "ENOEXEC, it is a program for x86-64: this machine runs those for i386 (gcc -m32)"),
    "wide-other": (elf(machine=999, bits=2), 0o755, "ENOEXEC, it is a 64-bit program: this machine runs 32-bit ones (gcc -m32)"),
    "arm": (elf(machine=40), 0o755, "ENOEXEC, it is a program for ARM: this machine runs those for i386 (gcc -m32)"),
    "odd": (elf(machine=999), 0o755, "ENOEXEC, it is a program for another kind of machine, number 999"),
    "big": (elf(machine=8 << 8, order=2), 0o755, "ENOEXEC, it is a big-endian program, of another kind of machine"),
    "object": (elf(kind=1), 0o755, "ENOEXEC, it is an object file that has not been linked"),
    "core": (elf(kind=4), 0o755, "ENOEXEC, it is a core dump, no program"),
    "cut": (elf(segments=[LOAD]), 0o755, "ENOEXEC, it is cut off: it has 84 bytes, its headers speak of 200"),
    "cut-table": (elf(segments=[LOAD])[:60], 0o755, "ENOEXEC, it is cut off: it has 60 bytes, its headers speak of 84"),
    "cut-early": (elf()[:40], 0o755, "ENOEXEC, it is cut off inside its header, after 40 bytes"),
    "dynamic": (elf(segments=[(3, 116, 0, 0, len(INTERPRETER), len(INTERPRETER), 4, 1),
                              (1, 0, 0x8048000, 0, 130, 130, 5, 4096)], data=INTERPRETER), 0o755,
                "ENOENT, it is a dynamic program: its interpreter /lib/ld-linux.so.2 cannot be run here; link it with -static"),
    "none": (elf(), 0o755, "ENOEXEC, it is a program whose headers make no sense"),
    "script": (b"#!/bin/sh\necho hello\n", 0o755,
               "ENOEXEC, it is a script: the kernel starts programs, and not yet what a script names"),
    "text": ("Grüße an alle\n".encode(), 0o755, "ENOEXEC, it is text, no program"),
    "empty": (b"", 0o755, "ENOEXEC, it is empty"),
    "gz": (gzip.compress(b"x" * 100), 0o755, "ENOEXEC, it is compressed by gzip, no program"),
    "exe": (b"MZ" + bytes(100), 0o755, "ENOEXEC, it is a program for DOS or Windows"),
    "noise": (bytes(range(256)), 0o755, "ENOEXEC, it is no program: it does not begin as one"),
    "plain": (b"x", 0o644, "EACCES, it is not marked as a program (chmod +x before it is packed)"),
    "folder": (None, 0o755, "EACCES, it is a directory"),
}


@pytest.fixture(scope="module")
def modules(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reasons")
    archive = initramfs.Archive()
    for name, (content, mode, _) in FILES.items():
        if content is None:
            archive.directory(name)
        else:
            archive.file(name, content, mode)
    (folder / "files.cpio").write_bytes(archive.finish())
    return [INITRAMFS, str(folder / "files.cpio")]


@pytest.fixture
def k896(modules, share):
    return share(memory=64, words="loglevel=1 panic=exit", modules=modules)


@pytest.mark.parametrize("name", FILES)
def test_the_reason_is_told(k896, name):
    assert k896.command(f"run {name}") == f"run: {name}: -{FILES[name][2]}\n"


def test_what_is_not_there_is_not_there(k896):
    assert k896.command("run nothing") == "run: nothing: -ENOENT, there is no such program in /bin\n"
    assert k896.command("run /bin/nothing") == "run: /bin/nothing: -ENOENT, there is no such program in /bin\n"


@pytest.mark.parametrize("name", ["wide", "script", "cut"])
def test_on_the_command_line_as_well(boot, modules, name):
    machine = boot(memory=64, words=f"run={name} exit panic=exit", modules=modules)
    machine.finish()
    assert f"run: /{name}, {FILES[name][2].split(', ', 1)[1]}\n" in machine.text


def test_a_program_that_ends_with_127_has_run(boot):
    machine = boot(memory=64, words='"run=asks 331" exit panic=exit', modules=[INITRAMFS])
    machine.finish()
    assert "it is" not in machine.text.split("call, 331")[1]


def test_a_module_beside_an_archive_is_found_by_its_name(boot, tmp_path):
    (tmp_path / "hello2").write_bytes(open(PROGRAMS, "rb").read())
    os.chmod(tmp_path / "hello2", 0o755)
    machine = boot(memory=64, words="run=hello2 exit panic=exit", modules=[INITRAMFS, f"{tmp_path}/hello2"])
    machine.finish()
    assert "Programs: " in machine.text


# words of a line

@pytest.mark.parametrize("line, words", [
    ('hello "a b; c"', "a b; c"), ("hello 'a b; c'", "a b; c"), ('hello "" x', " x"), ('hello a" "b', "a b"),
    ('hello "it\'s one" don\'t', "it's one don't"), ('hello "a | b"', "a | b"), ("hello a  b", "a b"),
])
def test_a_quoted_word_is_one(k896, line, words):
    assert k896.command(f"run {line}") == f"Hello, world {words}\n"


def test_quotes_within_the_quotes_of_the_command_line(boot):
    machine = boot(memory=64, words="\"run=hello 'a  b; c' d\" exit panic=exit", modules=[INITRAMFS])
    machine.finish()
    assert "Hello, world a  b; c d\n" in machine.text
