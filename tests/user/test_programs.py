# SPDX-License-Identifier: MIT
"""The programs of user/: here and on Linux the same program says the same; and each gives back all it took."""
import os
import re
import subprocess

import pytest

from harness.ktap import parse
from harness.qemu import INITRAMFS, PATIENCE, ROOT, WELL

PROGRAMS = os.path.join(ROOT, "build/user/programs")
pytestmark = pytest.mark.skipif(not os.path.exists(INITRAMFS), reason="there is no C library for user programs")

SAME = ["hello a b", "cow", "twins 50", "stack", "faults", "mallocs", "malloc_random 100000 7", "signals", "jobs", "sse",
        "systest", "filetest", "badptr", "futex", "timers", "timers -s", "settings", "usage", "many 100",
        "forkbomb 50"]

# What depends on where user space ends, on the files of the initramfs and that they cannot be changed, on how time is counted.
OWN = {
    "systest -k": """\
border, map across: ENOMEM
border, map above: ENOMEM
border, map 3 GiB: ENOMEM
border, unmap across: EINVAL
border, unmap above: EINVAL
border, protect above: ENOMEM
border, protect, wrapped: ENOMEM
border, advise, wrapped: EINVAL
border, write from above: EFAULT
border, write from across: EFAULT
border, read to above: EFAULT
border, path above: EFAULT
border, exec path above: EFAULT
border, fixed at 0: EPERM
border, the last byte is the stack's: exit 0
border, the first of the kernel: signal 11
""",
    "filetest -k": """\
initramfs, read: 17
initramfs, Welcome to k896.
initramfs, negative count: EFAULT
initramfs, a position that lseek cannot tell: EOVERFLOW
initramfs, for writing: EROFS
initramfs, to truncate: EROFS
initramfs, new: EROFS
initramfs, new in no folder: ENOENT
initramfs, make what is there: 4
initramfs, access to write: EROFS
initramfs, access to execute: EACCES
initramfs, executed: EACCES
initramfs, mapped, shared for writing: EACCES
initramfs, a link: 4
initramfs, through it: 0
initramfs, 17 bytes
initramfs, itself: 0
initramfs, a link 1
initramfs, not to be followed: ELOOP
initramfs, a terminal 1
initramfs, stdin by name: 0
initramfs, a device 1
/: . .. bin dev etc proc tmp init
/etc: . .. motd issue
""",
    "timers -k": "".join(f"""\
ITIMER_{timer}, 1 us, not more are left: 1
ITIMER_{timer}, 1000 us, not more are left: 1
ITIMER_{timer}, 5001 us, not more are left: 1
ITIMER_{timer}, 999999 us, not more are left: 1
ITIMER_{timer}, 5000000 us, not more are left: 1
ITIMER_{timer}, 2147483647000000 us, not more are left: 1
ITIMER_{timer}, the old one is told: 1
ITIMER_{timer}, off: 0
ITIMER_{timer}, off with an interval: 0
ITIMER_{timer}, too early: 0
ITIMER_{timer}, once, then off: 0
ITIMER_{timer}, three times too early: 0
""" for timer in ("VIRTUAL", "PROF")),
    "settings -k": """\
limits, as many descriptors as there can be: 0
limits, numbers that do not fit: 0
limits, are no limit: 1
""",
    "rofs": """\
make, a folder: EROFS
make, with a slash: EROFS
make, that is there: EEXIST
make, the root: EEXIST
make, a dot: EEXIST
make, in no folder: ENOENT
make, in a file: ENOTDIR
make, of no name: ENOENT
make, at a bad address: EFAULT
make, beside a bad descriptor: EBADF
make, a fifo: EROFS
make, a fifo with a slash: ENOENT
make, a folder as a node: EPERM
make, nothing known: EINVAL
make, a link: EROFS
make, a link to nothing: ENOENT
make, a link that is there: EEXIST
make, a second name: EROFS
make, of nothing: ENOENT
make, that is taken: EEXIST
make, with unknown flags: EINVAL
make, a file: EROFS
make, a file that is there: EEXIST
take away, a file: EROFS
take away, none: EROFS
take away, in no folder: ENOENT
take away, a dot: EISDIR
take away, a folder: EROFS
take away, no folder: EROFS
take away, the root: EBUSY
take away, this one: EINVAL
take away, the one above: ENOTEMPTY
take away, with unknown flags: EINVAL
take away, a folder, by its flag: EBUSY
take away, a name for another: EROFS
take away, of nothing: EROFS
take away, from no folder: ENOENT
take away, to no folder: ENOENT
take away, of the root: EBUSY
take away, to a dot: EBUSY
take away, with unknown flags: EINVAL
take away, not over a dot: EEXIST
change, rights: EROFS
change, of nothing: ENOENT
change, by descriptor: EROFS
change, by no descriptor: EBADF
change, by a place only: EBADF
change, the owner: EROFS
change, of a link: EROFS
change, with unknown flags: EINVAL
change, the size: EROFS
change, of a folder: EISDIR
change, of a device: EINVAL
change, to a negative one: EINVAL
change, to a very large one: EROFS
change, times: EROFS
change, no times at all: 0
change, times that make no sense: EINVAL
change, times of nothing: ENOENT
change, times by descriptor: EROFS
change, to the disk: 0
change, of a device, to the disk: EINVAL
change, of nothing, to the disk: EBADF
place, in a folder: 0
place, now /etc
place, a file there: 0
place, a file above: 0
place, not there: ENOENT
place, too little room: ERANGE
place, just enough: 5
place, in a file: ENOTDIR
place, in nothing: ENOENT
place, in no name: ENOENT
place, by descriptor: 0
place, now /bin
place, by a file: ENOTDIR
place, by none: EBADF
place, the first mask: 18
place, the second: 63
place, all that is kept: 511
place, of a child: /bin, mask 027
place, the child's is its own: 23
Hello, world from here
""",
    "oom": "it ended with signal 9\n",
}


def on_this_host(program):
    name, *arguments = program.split()
    try:
        run = subprocess.run([name, *arguments], executable=PROGRAMS, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=60 * PATIENCE, check=True)
    except OSError as error:
        pytest.skip(f"this host runs no 32-bit programs: {error}")
    return run.stdout


@pytest.fixture
def k896(share):
    """One machine for all programs, at its prompt; what the kernel itself says stays in its log."""
    return share(memory=256, words="loglevel=1 panic=exit", modules=[INITRAMFS], deadline=200)


@pytest.mark.parametrize("program", SAME)
def test_says_what_it_says_on_linux(k896, program):
    assert k896.command(f"run {program}") == on_this_host(program)


@pytest.mark.parametrize("program", OWN)
def test_says(k896, program):
    assert k896.command(f"run {program}") == OWN[program]


def test_a_segfault_is_in_the_log(boot):
    """On a machine of its own: after many faults in a short time the kernel says nothing for a while."""
    machine = boot(memory=64, words="panic=exit", modules=[INITRAMFS])
    machine.ready()
    machine.command("run faults read_kernel")
    assert re.search(r"faults\[\d+\]: segfault at c0100000 ip [0-9a-f]{8} sp [0-9a-f]{8} error 5 in \w+\[[0-9a-f]+\+[0-9a-f]+\]",
                     machine.command("dmesg | grep segfault"))


def test_a_killed_program_is_named_by_its_signal(k896):
    assert "run: faults: killed by signal 8" in k896.command("run faults divide_by_zero")


def test_number_1_dies_of_its_own_faults_only(boot):
    """Neither what others send, blocked or not, nor SIGKILL ends it; a fault does, blocked as well."""
    machine = boot(memory=64, words="init=/bin/number1 exit panic=exit", modules=[INITRAMFS])
    machine.finish()
    assert "number 1\nlives\nhandled 15\n" in machine.text.replace("\r", "")
    assert "lives on" not in machine.text and re.search(r"number1: killed by signal 11", machine.text)


def test_the_log_has_no_report_but_of_the_one_that_took_all_memory(k896):
    k896.allow_reports("oom invoked oom-killer")
    assert "k896" in k896.command("dmesg")


def test_what_a_program_took_comes_back(boot):
    """In the kernel's test runner, which counts pages and objects after each; with storms, bombs, and a million hostile
    system calls."""
    seed = os.environ.get("SEED", "")
    machine = boot(memory=128, words=f"loglevel=1 test=user {f'seed={seed} ' if seed else ''}exit panic=exit", icount=True,
                   modules=[INITRAMFS], deadline=200)
    status = machine.finish()
    results = parse(machine.text)
    assert not results.failures, "\n".join(map(str, results.failures))
    assert status == WELL and len(results.cases) > 15 and not any(case.skipped for case in results.cases)
