# SPDX-License-Identifier: MIT
"""The emulated machine, as far as all Python tools and tests agree on it, and a run of the built kernel to its end.

The tests build theirs on it (tests/harness/qemu.py), with a conversation over the serial line; tools/mutate uses that one.
`make run` and `make debug` have machines for people (tools/run, tools/debug).

QEMU runs in the folder of its image, and gets that by its bare name: `-kernel` puts the name in front of the kernel's
words, so with a path in it the place of the checkout would decide how many instructions boot takes.
"""
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KERNEL = os.path.join(ROOT, "build/k896.elf")
INITRAMFS = os.path.join(ROOT, "build/initramfs.cpio")  # where the user programs could be built

# QEMU's exit statuses: isa-debug-exit turns the byte v that the guest writes into (v << 1) | 1.
WELL, TESTS_FAILED, PANIC = 33, 35, 37

# The guest's time is the number of instructions executed: every run is the same, and idle time passes at once.
ICOUNT = ["-icount", "shift=0,sleep=off", "-rtc", "base=2026-01-01,clock=vm"]

# A slow or busy host multiplies every deadline.
PATIENCE = float(os.environ.get("PATIENCE", "1"))


def hardware(memory):
    """QEMU's command line up to what differs: the image, its words, the lines to the outside."""
    return [os.environ.get("QEMU") or "qemu-system-i386", "-accel", "tcg", "-m", str(memory), "-display", "none",
            "-nic", "none", "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"]


def kernel(memory, words, modules=()):
    """The command line, to be run in build/, of a machine that counts instructions; the serial line is stdin and stdout."""
    command = [*hardware(memory), *ICOUNT, "-no-reboot", "-serial", "stdio", "-monitor", "none",
               "-kernel", os.path.basename(KERNEL), "-append", words]
    return command + (["-initrd", ",".join(modules)] if modules else [])


def run(memory, words, seconds):
    """What the kernel says until it ends, with the programs if there are any. Exits where it does not end well."""
    modules = [os.path.basename(INITRAMFS)] if os.path.exists(INITRAMFS) else []
    try:
        done = subprocess.run(kernel(memory, words, modules), cwd=os.path.dirname(KERNEL), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds * PATIENCE, check=False)
    except subprocess.TimeoutExpired as late:
        sys.exit(_tail(late.stdout) + f"{words}: not done after {seconds * PATIENCE:.0f} s")
    if done.returncode != WELL:
        sys.exit(_tail(done.stdout) + f"{words}: QEMU ended with status {done.returncode}, not {WELL}")
    return done.stdout.decode("latin-1").replace("\r", "")


def _tail(said):
    return "".join(f"{line}\n" for line in (said or b"").decode("latin-1").splitlines()[-30:])
