# SPDX-License-Identifier: MIT
"""Files that the boot loader brings: archives, damaged ones among them, and single files."""
import gzip
import os
import re

import pytest

from harness.qemu import INITRAMFS, WELL
from harness.tools import load

initramfs = load("initramfs")


def archive(**files):
    new = initramfs.Archive()
    for name, data in files.items():
        new.file(name, data)
    return new.finish()


def boot_with(boot, *modules, memory=64):
    machine = boot(memory=memory, words="panic=exit", modules=[str(module) for module in modules])
    machine.ready()
    return machine


def test_a_truncated_archive_is_named_and_boot_goes_on(boot, tmp_path):
    whole = archive(first=b"x" * 100, second=b"y" * 5000)
    (tmp_path / "cut.cpio").write_bytes(whole[:1000])
    text = boot_with(boot, tmp_path / "cut.cpio").text
    offset = whole.index(b"070701", 1)
    assert re.search(rf'initramfs: \S*cut\.cpio: offset {offset:#x}: "second": the archive ends inside the data', text)


def test_what_is_no_archive_is_a_file(boot, tmp_path):
    (tmp_path / "noise").write_bytes(os.urandom(10000))
    machine = boot_with(boot, f"{tmp_path}/noise with words")
    assert "initramfs:" not in machine.text
    assert "ENOEXEC" in machine.command("run /noise")


def test_two_archives_and_a_file(boot, tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.cpio").write_bytes(archive(**{f"tmp-{name}": name.encode()}))
    machine = boot_with(boot, tmp_path / "one.cpio", tmp_path / "two.cpio")
    assert "initramfs:" not in machine.text
    for name in ("one", "two"):
        assert "EACCES" in machine.command(f"run /tmp-{name}")


def test_the_modules_memory_is_given_back(boot, tmp_path):
    """What stays is the file's pages and tables, not the archive as well."""
    megabytes = 8
    (tmp_path / "big").write_bytes(bytes(megabytes << 20))

    def free(machine):
        return int(re.search(r"^MemFree: +(\d+) kB$", machine.command("meminfo"), re.M)[1])

    without = free(boot_with(boot, memory=64))
    assert without - free(boot_with(boot, tmp_path / "big", memory=64)) < (megabytes << 10) + 200


def test_more_than_there_is_room_for(boot, tmp_path):
    """The copy does not fit beside the archive: an error, and a machine that goes on."""
    (tmp_path / "huge").write_bytes(bytes(20 << 20))
    machine = boot_with(boot, tmp_path / "huge", memory=32)
    assert re.search(r'initramfs: module "\S*huge" as /huge: -ENOMEM', machine.text)


@pytest.mark.skipif(not os.path.exists(INITRAMFS), reason="there is no C library for user programs")
@pytest.mark.parametrize("memory", [16, 4096])
def test_programs_run_with_any_memory(boot, memory):
    machine = boot(memory=memory, words='"run=hello you" exit panic=exit', modules=[INITRAMFS])
    assert machine.finish() == WELL
    assert "Hello, world you" in machine.text


def test_a_compressed_archive_is_named(boot, tmp_path):
    (tmp_path / "root.gz").write_bytes(gzip.compress(archive(file=b"x" * 1000)))
    text = boot_with(boot, tmp_path / "root.gz").text
    assert "initramfs: root.gz is compressed by gzip, and is not unpacked: it must be a cpio archive (-H newc)" in text


def test_more_files_than_there_is_room_for(boot, tmp_path):
    """One line, however many: and no report for each page that is not there."""
    (tmp_path / "large.cpio").write_bytes(archive(**{f"file{i:02}": bytes(1 << 20) for i in range(16)}))
    machine = boot_with(boot, tmp_path / "large.cpio", memory=32)
    said = [line for line in machine.text.splitlines() if "initramfs" in line or "allocation failure" in line]
    assert len(said) == 1
    assert re.search(r'initramfs: \S*large\.cpio: \d+ files are left out, "file\d\d" first: no memory for them$', said[0])
    assert "Mem" in machine.command("meminfo")
