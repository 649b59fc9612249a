# SPDX-License-Identifier: MIT
"""Looking at processes from the monitor while they are alive: maps, status, pt, kill, and run with & at its end."""
import os
import re

import pytest

from harness.qemu import INITRAMFS

pytestmark = pytest.mark.skipif(not os.path.exists(INITRAMFS), reason="there is no C library for user programs")

ADDRESS = "50000000"  # where each of the two has a page of its own


@pytest.fixture(scope="module")
def twins(request, tmp_path_factory):
    """A machine in which `twins` stays alive: (machine, pids of the parent and of both children)."""
    from harness.qemu import Machine
    machine = Machine(str(tmp_path_factory.mktemp("twins")), memory=64, words="panic=exit", modules=(INITRAMFS,))
    request.addfinalizer(machine.close)
    machine.ready()
    machine.command("run twins 10 -p &")
    for _ in range(100):
        rows = re.findall(r"^ *(\d+) +(\d+) S .*(?:sys_pause|do_wait) +twins$", machine.command("ps"), re.M)
        if len(rows) == 3:
            break
    assert len(rows) == 3, rows
    return machine, [int(pid) for pid, _ in rows]


def frame(text):
    """The one frame that pt shows."""
    found = re.findall(rf"^  {ADDRESS} +1 page +frame (0x[0-9a-f]+) +rw AD  anon  mapped 1$", text, re.M)
    assert len(found) == 1, text
    return found[0]


def test_maps_has_linuxs_form(twins):
    machine, (parent, _, _) = twins
    lines = machine.command(f"maps {parent}").strip().splitlines()
    assert all(re.match(r"[0-9a-f]{8}-[0-9a-f]{8} [r-][w-][x-][sp] [0-9a-f]{8} \d\d:\d\d \d+ ", line) for line in lines)
    assert any(re.search(r"r-xp \S+ 00:01 \d+ +/bin/twins$", line) for line in lines)
    assert lines[-1].endswith("[stack]")
    assert sum(line.endswith("[heap]") for line in lines) == 1


def test_one_address_two_frames(twins):
    machine, (_, first, second) = twins
    frames = [frame(machine.command(f"pt {pid} {ADDRESS}")) for pid in (first, second)]
    assert frames[0] != frames[1]


def test_what_nobody_wrote_to_since_fork_is_shared(twins):
    machine, pids = twins
    tables = [set(re.findall(r"^  ([0-9a-f]{8} .* frame 0x[0-9a-f]+ +r- .*mapped 3)$", machine.command(f"pt {pid}"), re.M))
              for pid in pids]
    assert tables[0] & tables[1] & tables[2]


def test_status_counts_what_pt_shows(twins):
    machine, (_, first, _) = twins
    status = dict(re.findall(r"^(\w+):\t *(.*)$", machine.command(f"status {first}"), re.M))
    pages = int(re.search(r"(\d+) pages resident", machine.command(f"pt {first}"))[1])
    assert status["Name"] == "twins" and status["State"] == "S (sleeping)"
    assert status["VmRSS"] == f"{4 * pages} kB"
    kinds = [int(status[key].split()[0]) for key in ("RssAnon", "RssFile", "RssShmem")]
    assert sum(kinds) == 4 * pages


def test_wrong_words_are_told(twins):
    machine, (parent, _, _) = twins
    assert 'maps: there is no process "nobody"' in machine.command("maps nobody")
    assert "/2 has no memory of its own" in machine.command("maps 2")
    assert 'pt: there is no process "4711"' in machine.command("pt 4711")
    assert "has nothing at 00001000" in machine.command(f"pt {parent} 1000")
    assert "has no memory of its own" in machine.command("pt 2")
    assert '"xyz" is no hexadecimal address' in machine.command(f"pt {parent} xyz")
    assert "-EINVAL" in machine.command(f"kill {parent} 99")
    assert "-ESRCH" in machine.command("kill 2")


def test_kill_ends_them_and_the_log_says_so(twins):
    machine, pids = twins
    for pid in pids:  # the parent first, or it would end by itself
        machine.command(f"kill {pid}")
    for _ in range(100):
        if "twins" not in machine.command("ps"):
            break
    assert f"run: twins, pid {pids[0]}, has ended: status 0x9" in machine.command("dmesg")


def test_the_sleeper_is_there_to_be_looked_at(boot):
    """What user/sleeper.c says of its memory, with the pid that run prints; one kill ends both processes."""
    machine = boot(memory=64, words="panic=exit", modules=(INITRAMFS,))
    machine.ready()
    pid = re.fullmatch(r"pid (\d+)\n", machine.command("run sleeper &"))[1]
    for _ in range(100):
        asleep = re.findall(r"^ *(\d+) +\d+ S .*sys_pause +sleeper$", machine.command("ps"), re.M)
        if len(asleep) == 2:
            break
    assert pid in asleep
    maps = machine.command(f"maps {pid}")
    assert "50000000-50010000 rw-p" in maps and "51000000-51010000 rw-s" in maps and "[heap]" in maps
    assert re.search(r"^52000000-52010000 r--p 00000000 \S+ \d+ +/bin/sleeper$", maps, re.M)
    pages = [int(n) for n in re.findall(r"^  5000[0-9a-f]{4} +(\d+) pages? ", machine.command(f"pt {pid} 50000000"), re.M)]
    assert sum(pages) == 8  # written and read ones; the others do not exist
    shared = machine.command(f"pt {pid} 51000000")
    assert sum(int(n) for n in re.findall(r"^  5100[0-9a-f]{4} +(\d+) pages? ", shared, re.M)) == 8
    assert "VmRSS" in machine.command(f"status {pid}")
    machine.command(f"kill {pid}")
    for _ in range(100):
        if "sleeper" not in machine.command("ps"):
            break
    assert "sleeper" not in machine.command("ps")
