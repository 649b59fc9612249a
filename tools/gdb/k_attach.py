# SPDX-License-Identifier: MIT
"""Connecting to a stopped QEMU."""
import struct

import gdb

from k_kernel import KernelCommand


def entry_point():
    """The physical address of the kernel's first instruction, from the ELF header."""
    with open(gdb.current_progspace().filename, "rb") as elf:
        return struct.unpack_from("<I", elf.read(28), 24)[0]


class Attach(KernelCommand):
    """k896-attach TARGET: connect to a QEMU stopped at reset and run to the first kernel instruction.

    TARGET is a host:port or a path of a socket. The BIOS and the boot loader run on the way. The breakpoint is a
    hardware one: the kernel is not in memory yet, so a software breakpoint would be overwritten.
    """

    name = "k896-attach"

    def run(self, words):
        if len(words) != 1:
            self.usage()
        gdb.execute("set confirm off")
        gdb.execute("set pagination off")
        gdb.execute(f"target remote {words[0]}")
        gdb.execute(f"thbreak *{entry_point():#x}")
        gdb.execute("continue")


Attach()
