# SPDX-License-Identifier: MIT
"""The kernel log, read from the ring buffer of kernel/core/printk.c."""
import gdb

from k_kernel import KernelCommand, value


# struct log_head's flags; macros are not in the debug information.
CONT, NEWLINE = 1, 2


class Ring:
    """The records between log_first and log_next; positions count bytes since boot."""

    def __init__(self):
        self.head = gdb.lookup_type("struct log_head")
        self.first, self.next = int(value("log_first")), int(value("log_next"))
        buffer = value("log_buf")
        self.size = buffer.type.sizeof
        self.bytes = bytes(gdb.selected_inferior().read_memory(int(buffer.address), self.size))

    def read(self, position, count):
        at = position % self.size
        return (self.bytes + self.bytes)[at:at + count]

    def field(self, raw, name):
        field = next(f for f in self.head.fields() if f.name == name)
        at = field.bitpos // 8
        return int.from_bytes(raw[at:at + field.type.sizeof], "little")

    def __iter__(self):
        position = self.first
        while position != self.next:
            raw = self.read(position, self.head.sizeof)
            length = self.field(raw, "len")
            text = self.read(position + self.head.sizeof, length).decode("latin-1")
            yield raw, text
            position = (position + self.head.sizeof + length) & 0xFFFFFFFF


class Dmesg(KernelCommand):
    """k-dmesg: the kernel log, also of a kernel that crashed or has no console yet."""

    name = "k-dmesg"

    def run(self, words):
        ring = Ring()
        for raw, text in ring:
            microseconds = ring.field(raw, "nsec") // 1000
            flags = ring.field(raw, "flags")
            stamp = "" if flags & CONT else f"[{microseconds // 1000000:5}.{microseconds % 1000000:06}] "
            print(stamp + text, end="\n" if flags & NEWLINE else "")


Dmesg()
