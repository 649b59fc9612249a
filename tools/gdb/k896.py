# SPDX-License-Identifier: MIT
"""Everything that gdb learns about this kernel: source this one file.

`make gdb` does so. By hand: gdb build/k896.elf, `source tools/gdb/k896.py`, `target remote :1234`.
"""
import os
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import k_attach  # noqa: E402,F401 (each defines its commands when it is imported)
import k_lesson  # noqa: E402,F401
import k_log  # noqa: E402,F401
import k_memory  # noqa: E402,F401
import k_paging  # noqa: E402,F401
import k_slab  # noqa: E402,F401


class K896(gdb.Command):
    """The kernel's own commands.

    k-zones                 zones: spans, pages, free, watermarks
    k-free [ZONE [ORDER]]   the free lists with the addresses of their blocks
    k-page ADDR             the struct page of an address, or at an address
    k-walk ADDR             how the page tables translate an address
    k-slab [NAME]           slab caches; of one, its slabs
    k-slab-object ADDR      the object that an address lies in, its state and owners
    k-pt                    the kernel's page tables as ranges with their flags
    k-dmesg                 the kernel log, also of a kernel that crashed
    k-lesson [N]            the lessons and their stops; of one: stop there

    k896-attach TARGET      connect and run to the first kernel instruction
    """

    def __init__(self):
        super().__init__("k896", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        print(self.__doc__)


K896()
