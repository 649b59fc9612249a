# SPDX-License-Identifier: MIT
"""32-bit ELF files for tools/dwarf.py: their sections, and what lies between functions.

Both a linked file and a relocatable one (.o, .ko) may be read. In the latter each section of code gets an address of its
own, SECTION_STEP apart, and the debug sections are relocated to these.
"""
import bisect
import struct

SECTION_STEP = 1 << 26

SHT_SYMTAB, SHT_NOBITS, SHT_REL = 2, 8, 9
SHF_ALLOC, SHF_EXECINSTR = 2, 4
ET_REL = 1
R_386_32 = 1
STT_NOTYPE, STT_FUNC = 0, 2


class Section:
    """A section of an ELF file: its name, address, size, whether it is code, and its bytes."""

    def __init__(self, name, header, image):
        (_, self.type, self.flags, self.address, offset, self.size, self.link, self.info, _, _) = header
        self.name = name
        self.data = b"" if self.type == SHT_NOBITS else image[offset:offset + self.size]

    @property
    def is_code(self):
        return self.flags & (SHF_ALLOC | SHF_EXECINSTR) == SHF_ALLOC | SHF_EXECINSTR


class Elf:
    """The sections of a 32-bit ELF file."""

    def __init__(self, path):
        with open(path, "rb") as file:
            image = file.read()
        if image[:7] != b"\x7fELF\x01\x01\x01":
            raise ValueError(f"{path}: no 32-bit ELF file")
        kind, = struct.unpack_from("<H", image, 16)
        shoff, = struct.unpack_from("<I", image, 32)
        shentsize, shnum, shstrndx = struct.unpack_from("<HHH", image, 46)
        headers = [struct.unpack_from("<10I", image, shoff + i * shentsize) for i in range(shnum)]
        names = image[headers[shstrndx][4]:headers[shstrndx][4] + headers[shstrndx][5]]
        self.sections = [Section(c_string(names, header[0]), header, image) for header in headers]
        self.is_relocatable = kind == ET_REL
        if self.is_relocatable:
            self._place()
            self._relocate()

    def code(self):
        """Return the sections that hold instructions."""
        return [section for section in self.sections if section.is_code and section.size]

    def debug(self, name):
        """Return the bytes of .debug_NAME, none if there is no such section."""
        return b"".join(section.data for section in self.sections if section.name == f".debug_{name}")

    def padding(self):
        """Return [(start, end)], ascending: what lies between the end of a function and what follows it, be it nothing."""
        starts, ends = set(), set()
        for address, size, kind, section in self._symbols():
            if section.is_code and kind in (STT_NOTYPE, STT_FUNC):
                starts.add(address)
                if kind == STT_FUNC and size:
                    ends.add((address + size, section.address + section.size))
        starts = sorted(starts)
        gaps = []
        for end, limit in sorted(ends):
            at = bisect.bisect_left(starts, end)
            gaps.append((end, min(starts[at], limit) if at < len(starts) else limit))
        return gaps

    def _symbols(self):
        """Yield (address, size, type, section) of the symbols that are in a section."""
        for table in self.sections:
            if table.type == SHT_SYMTAB:
                for _, value, size, info, _, index in struct.iter_unpack("<IIIBBH", table.data):
                    if 0 < index < len(self.sections):
                        section = self.sections[index]
                        yield value + (section.address if self.is_relocatable else 0), size, info & 15, section

    def _place(self):
        for i, section in enumerate(section for section in self.sections if section.is_code):
            section.address = (i + 1) * SECTION_STEP

    def _relocate(self):
        for table in self.sections:
            if table.type != SHT_REL or not self.sections[table.info].name.startswith(".debug_"):
                continue
            symbols = self.sections[table.link].data
            data = bytearray(self.sections[table.info].data)
            for offset, info in struct.iter_unpack("<II", table.data):
                _, value, _, _, _, index = struct.unpack_from("<IIIBBH", symbols, (info >> 8) * 16)
                if info & 0xff == R_386_32 and index < len(self.sections):
                    addend, = struct.unpack_from("<I", data, offset)
                    place = (addend + value + self.sections[index].address) & 0xffffffff
                    struct.pack_into("<I", data, offset, place)
            self.sections[table.info].data = bytes(data)


def c_string(data, at):
    """Return the text at that offset, up to its NUL."""
    return data[at:data.index(0, at)].decode()
