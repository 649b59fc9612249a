# SPDX-License-Identifier: MIT
"""What the commands share: the kernel's constants, its variables, and a command that fails politely."""
import gdb

PAGE_OFFSET = 0xC0000000
PAGE_SHIFT = 12
PAGE_SIZE = 1 << PAGE_SHIFT


def value(expression):
    """Evaluate a C expression."""
    return gdb.parse_and_eval(expression)


def number(expression):
    """Evaluate a C expression to an unsigned 32-bit number: what a user types as an ADDR."""
    return int(value(expression)) & 0xFFFFFFFF


def offset_of(struct, member):
    return number(f"&((struct {struct} *)0)->{member}")


def list_entries(head, struct, member):
    """Yield the addresses of the structs on a struct list_head; stops, with a line, where the list is broken."""
    offset, last = offset_of(struct, member), int(head.address)
    node = head["next"]
    while int(node) != int(head.address):
        if int(node) < PAGE_OFFSET or int(node["prev"]) != last:
            print(f"    broken list: {last:08x} leads to {int(node):08x}, which does not lead back")
            return
        yield int(node) - offset
        last, node = int(node), node["next"]


class KernelCommand(gdb.Command):
    """A command whose failure is one line: subclasses define name and run(words)."""

    name = None

    def __init__(self):
        super().__init__(self.name, gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        try:
            self.run(gdb.string_to_argv(argument))
        except gdb.MemoryError as error:
            raise gdb.GdbError(f"{error}. Is paging on yet? (hbreak start_kernel, continue)") from None
        except gdb.error as error:
            raise gdb.GdbError(str(error)) from None

    def usage(self):
        raise gdb.GdbError("usage: " + self.__doc__.splitlines()[0].split(":")[0])
