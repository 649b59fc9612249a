# SPDX-License-Identifier: MIT
"""What the compiler says of the places of instructions: the rows of .debug_line, and the inlined calls of .debug_info.

Only what tools/lines.py needs, of DWARF 2 to 5 as gcc and clang write it for 32-bit x86, and made to be fast: the kernel with
its tests has some five megabytes of it.
"""
import posixpath
import struct

from elf import c_string


def uleb(data, at):
    """Return the number there and the offset behind it."""
    byte = data[at]
    at += 1
    if byte < 0x80:
        return byte, at
    number, shift = byte & 0x7f, 7
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7f) << shift
        if byte < 0x80:
            return number, at
        shift += 7


def sleb(data, at):
    """Return the signed number there and the offset behind it."""
    start = at
    number, at = uleb(data, at)
    bits = 7 * (at - start)
    return number - (1 << bits) if number >> (bits - 1) else number, at


# ---- forms of attributes ----

FIXED_FORMS = {
    0x01: 4, 0x05: 2, 0x06: 4, 0x07: 8, 0x0b: 1, 0x0c: 1, 0x0e: 4, 0x10: 4, 0x11: 1, 0x12: 2, 0x13: 4, 0x14: 8, 0x17: 4,
    0x19: 0, 0x1c: 4, 0x1d: 4, 0x1e: 16, 0x1f: 4, 0x20: 8, 0x21: 0, 0x24: 8, 0x25: 1, 0x26: 2, 0x27: 3, 0x28: 4, 0x29: 1,
    0x2a: 2, 0x2b: 3, 0x2c: 4,
}
FORM_BLOCK2, FORM_BLOCK4, FORM_STRING, FORM_BLOCK, FORM_BLOCK1, FORM_INDIRECT = 0x03, 0x04, 0x08, 0x09, 0x0a, 0x16
FORM_SDATA, FORM_UDATA, FORM_REF_UDATA, FORM_EXPRLOC = 0x0d, 0x0f, 0x15, 0x18
FORM_STRX, FORM_ADDRX, FORM_LOCLISTX, FORM_RNGLISTX, FORM_IMPLICIT = 0x1a, 0x1b, 0x22, 0x23, 0x21
FORM_LINE_STRP, FORM_STRP, FORM_ADDR = 0x1f, 0x0e, 0x01
LEB_FORMS = {FORM_SDATA, FORM_UDATA, FORM_REF_UDATA, FORM_STRX, FORM_ADDRX, FORM_LOCLISTX, FORM_RNGLISTX}
ADDRX_FORMS = {FORM_ADDRX, 0x29, 0x2a, 0x2b, 0x2c}


def skip_form(data, at, form):
    """Return the offset behind a value of that form."""
    if form in FIXED_FORMS:
        return at + FIXED_FORMS[form]
    if form in LEB_FORMS:
        while data[at] >= 0x80:
            at += 1
        return at + 1
    if form == FORM_STRING:
        return data.index(0, at) + 1
    if form in (FORM_BLOCK, FORM_EXPRLOC):
        size, at = uleb(data, at)
        return at + size
    if form == FORM_BLOCK1:
        return at + 1 + data[at]
    if form == FORM_BLOCK2:
        return at + 2 + int.from_bytes(data[at:at + 2], "little")
    if form == FORM_BLOCK4:
        return at + 4 + int.from_bytes(data[at:at + 4], "little")
    if form == FORM_INDIRECT:
        form, at = uleb(data, at)
        return skip_form(data, at, form)
    raise ValueError(f"DWARF: form {form:#x} is not known")


def read_form(data, at, form):
    """Return a number of that form, and the offset behind it."""
    if form in FIXED_FORMS:
        end = at + FIXED_FORMS[form]
        return int.from_bytes(data[at:end], "little"), end
    if form == FORM_SDATA:
        return sleb(data, at)
    if form in LEB_FORMS:
        return uleb(data, at)
    return None, skip_form(data, at, form)


# ---- .debug_line ----

class LineProgram:
    """The line table of one unit: `files`, paths as they were given to the compiler, and its rows."""

    def __init__(self, elf, at):
        self.data = data = elf.debug("line")
        length, self.version = struct.unpack_from("<IH", data, at)
        if length >= 0xfffffff0 or not 2 <= self.version <= 5:
            raise ValueError(f"DWARF: a line table of version {self.version} is not known")
        self.end = at + 4 + length
        at += 6
        if self.version >= 5:
            at += 2  # sizes of an address and of a segment
        header_length, = struct.unpack_from("<I", data, at)
        at += 4
        self.start = at + header_length
        self.min_length = data[at]
        at += 2 if self.version >= 4 else 1  # operations in an instruction: one
        self.line_base, = struct.unpack_from("<b", data, at + 1)
        self.line_range, self.opcode_base = data[at + 2], data[at + 3]
        self.lengths = data[at + 4:at + 3 + self.opcode_base]
        at += 3 + self.opcode_base
        if self.version >= 5:
            directories, at = self._entries(elf, at)
            files, at = self._entries(elf, at)
            root = directories[0][0]
            self.files = [path_of(root, directories[directory][0], name) for name, directory in files]
        else:
            self._old_files(at)

    def _entries(self, elf, at):
        """Return a list of (name, directory) of DWARF 5."""
        data = self.data
        formats, entries = [], []
        count, at = data[at], at + 1
        for _ in range(count):
            content, at = uleb(data, at)
            form, at = uleb(data, at)
            formats.append((content, form))
        count, at = uleb(data, at)
        for _ in range(count):
            name, directory = "", 0
            for content, form in formats:
                if content == 1 and form == FORM_STRING:
                    name = c_string(data, at)
                    at = skip_form(data, at, form)
                    continue
                value, at = read_form(data, at, form)
                if content == 1:
                    name = c_string(elf.debug("line_str" if form == FORM_LINE_STRP else "str"), value)
                elif content == 2:
                    directory = value
            entries.append((name, directory))
        return entries, at

    def _old_files(self, at):
        data = self.data
        directories = [""]
        while data[at]:
            directories.append(c_string(data, at))
            at = data.index(0, at) + 1
        at += 1
        self.files = [""]
        while data[at]:
            name = c_string(data, at)
            directory, at = uleb(data, data.index(0, at) + 1)
            _, at = uleb(data, at)
            _, at = uleb(data, at)
            self.files.append(path_of("", directories[directory], name))

    def sequences(self):
        """Return lists of (address, file, line), ascending; the last one's file is None: where the sequence ends."""
        data, at, end = self.data, self.start, self.end
        line_base, line_range, opcode_base = self.line_base, self.line_range, self.opcode_base
        advance = [(opcode - opcode_base) // line_range * self.min_length for opcode in range(256)]
        lines = [line_base + (opcode - opcode_base) % line_range for opcode in range(256)]
        done, rows = [], []
        address, file, line = 0, 1, 1
        while at < end:
            opcode = data[at]
            at += 1
            if opcode >= opcode_base:
                address += advance[opcode]
                line += lines[opcode]
                rows.append((address, file, line))
            elif opcode == 3:  # advance_line
                delta, at = sleb(data, at)
                line += delta
            elif opcode == 1:  # copy
                rows.append((address, file, line))
            elif opcode in (5, 12):  # set_column, set_isa
                while data[at] >= 0x80:
                    at += 1
                at += 1
            elif opcode == 0:  # an extended one
                size, at = uleb(data, at)
                if data[at] == 1:  # end_sequence
                    rows.append((address, None, 0))
                    done.append(rows)
                    rows = []
                    address, file, line = 0, 1, 1
                elif data[at] == 2:  # set_address
                    address = int.from_bytes(data[at + 1:at + size], "little")
                at += size
            elif opcode == 2:  # advance_pc
                delta, at = uleb(data, at)
                address += delta * self.min_length
            elif opcode == 4:  # set_file
                file, at = uleb(data, at)
            elif opcode == 8:  # const_add_pc
                address += advance[255]
            elif opcode == 9:  # fixed_advance_pc
                address += int.from_bytes(data[at:at + 2], "little")
                at += 2
            elif opcode not in (6, 7, 10, 11):  # negate_stmt, set_basic_block, and the ends of prologue and epilogue
                for _ in range(self.lengths[opcode - 1]):
                    _, at = uleb(data, at)
        return done


def path_of(root, directory, name):
    """Return the path of a file as the compiler was given it, without the folder in which it ran."""
    path = name if directory == root else posixpath.join(directory, name)
    if root and path.startswith(root + "/"):
        path = path[len(root) + 1:]
    return posixpath.normpath(path)


# ---- .debug_info ----

TAG_COMPILE_UNIT, TAG_INLINED, TAG_SUBPROGRAM, TAG_BLOCK = 0x11, 0x1d, 0x2e, 0x0b
AT_SIBLING, AT_STMT_LIST, AT_LOW_PC, AT_HIGH_PC, AT_RANGES = 0x01, 0x10, 0x11, 0x12, 0x55
AT_CALL_FILE, AT_CALL_LINE = 0x58, 0x59
AT_ADDR_BASE, AT_RNGLISTS_BASE = 0x73, 0x74
UT_COMPILE = 1
WITH_CODE = {TAG_COMPILE_UNIT, TAG_INLINED, TAG_SUBPROGRAM, TAG_BLOCK}
WANTED = {AT_STMT_LIST, AT_LOW_PC, AT_HIGH_PC, AT_RANGES, AT_CALL_FILE, AT_CALL_LINE, AT_ADDR_BASE, AT_RNGLISTS_BASE}


class Abbreviation:
    """The shape of one kind of entry: its tag, whether children follow, (attribute, form, implicit value) each.

    `skip` is what stands between an entry and the next one: numbers of bytes, and forms whose size must be read.
    `sibling` is where, behind the entry's code, stands the offset of the entry behind its children, or None.
    """

    def __init__(self, tag, children, attributes):
        self.tag, self.children, self.attributes = tag, children, attributes
        self.has_code = any(name in (AT_LOW_PC, AT_RANGES) for name, _, _ in attributes)
        self.sibling = None
        self.skip = []
        fixed = 0
        for name, form, _ in attributes:
            if name == AT_SIBLING and not self.skip and form == 0x13:
                self.sibling = fixed
            if form in FIXED_FORMS:
                fixed += FIXED_FORMS[form]
                continue
            self.skip.append((fixed, form))
            fixed = 0
        self.tail = fixed


class Unit:
    """One unit of .debug_info: `line_table`, where its LineProgram is or None, and `inlined`, the code of calls that were
    inlined into it.

    Of each there are (start, end, depth, file, line): the code, and where the call is. At depth 0 that is in a function itself,
    at 1 in one that was inlined there, and so on.
    """

    def __init__(self, elf, at):
        self.elf, self.data, self.start = elf, elf.debug("info"), at
        length, self.version = struct.unpack_from("<IH", self.data, at)
        self.end = at + 4 + length
        kind = UT_COMPILE
        if self.version >= 5:
            kind = self.data[at + 6]
            abbreviations, at = struct.unpack_from("<I", self.data, at + 8)[0], at + 12
        else:
            abbreviations, at = struct.unpack_from("<I", self.data, at + 6)[0], at + 11
        self.line_table, self.inlined = None, []
        self.low, self.addr_base, self.rnglists_base = 0, 8, 12
        if kind == UT_COMPILE:
            self.abbreviations = read_abbreviations(elf.debug("abbrev"), abbreviations)
            self._walk(at)

    def _values(self, abbreviation, at):
        """Return {attribute: (form, value)} of those in WANTED, and the offset behind the entry."""
        values = {}
        for name, form, implicit in abbreviation.attributes:
            if name not in WANTED:
                at = skip_form(self.data, at, form)
            elif form == FORM_IMPLICIT:
                values[name] = (form, implicit)
            else:
                value, at = read_form(self.data, at, form)
                values[name] = (form, value)
        return values, at

    def _walk(self, at):
        data, abbreviations, end = self.data, self.abbreviations, self.end
        depths = []  # of the open entries, outside their children
        depth = 0
        while at < end:
            code = data[at]
            at += 1
            if code >= 0x80:
                code, at = uleb(data, at - 1)
            if not code:
                if depths:
                    depth = depths.pop()
                continue
            shape = abbreviations[code]
            inner = depth
            if shape.tag in WITH_CODE:
                behind = at
                if shape.has_code or shape.tag == TAG_COMPILE_UNIT:
                    values, behind = self._values(shape, at)
                    if shape.tag == TAG_COMPILE_UNIT:
                        self._open(values)
                    elif shape.tag == TAG_INLINED:
                        self._add(values, depth)
                        inner = depth + 1
                    at = behind
                    if shape.children:
                        depths.append(depth)
                        depth = inner
                    continue
            if shape.children and shape.sibling is not None:
                at = self.start + int.from_bytes(data[at + shape.sibling:at + shape.sibling + 4], "little")
                continue
            for fixed, form in shape.skip:
                at += fixed
                if form in LEB_FORMS:
                    while data[at] >= 0x80:
                        at += 1
                    at += 1
                elif form == FORM_EXPRLOC and data[at] < 0x80:
                    at += 1 + data[at]
                else:
                    at = skip_form(data, at, form)
            at += shape.tail
            if shape.children:
                depths.append(depth)

    def _open(self, values):
        if AT_ADDR_BASE in values:
            self.addr_base = values[AT_ADDR_BASE][1]
        if AT_RNGLISTS_BASE in values:
            self.rnglists_base = values[AT_RNGLISTS_BASE][1]
        if AT_LOW_PC in values:
            self.low = self._address(*values[AT_LOW_PC])
        if AT_STMT_LIST in values:
            self.line_table = values[AT_STMT_LIST][1]

    def _indexed(self, index):
        return struct.unpack_from("<I", self.elf.debug("addr"), self.addr_base + 4 * index)[0]

    def _address(self, form, value):
        return self._indexed(value) if form in ADDRX_FORMS else value

    def _add(self, values, depth):
        if AT_CALL_LINE not in values or AT_CALL_FILE not in values:
            return
        place = values[AT_CALL_FILE][1], values[AT_CALL_LINE][1]
        if AT_RANGES in values:
            ranges = self._range_list(*values[AT_RANGES])
        elif AT_HIGH_PC in values:
            low = self._address(*values[AT_LOW_PC])
            form, high = values[AT_HIGH_PC]
            is_address = form == FORM_ADDR or form in ADDRX_FORMS
            ranges = [(low, self._address(form, high) if is_address else low + high)]
        else:
            return
        self.inlined.extend((start, end, depth, *place) for start, end in ranges if start < end)

    def _range_list(self, form, value):
        if self.version < 5:
            return self._old_range_list(value)
        lists = self.elf.debug("rnglists")
        if form == FORM_RNGLISTX:
            value = self.rnglists_base + struct.unpack_from("<I", lists, self.rnglists_base + 4 * value)[0]
        return self._new_range_list(lists, value)

    def _old_range_list(self, at):
        data, base, ranges = self.elf.debug("ranges"), self.low, []
        while True:
            start, end = struct.unpack_from("<II", data, at)
            at += 8
            if not start and not end:
                return ranges
            if start == 0xffffffff:
                base = end
            else:
                ranges.append((base + start, base + end))

    def _new_range_list(self, data, at):
        base, ranges = self.low, []
        while True:
            kind, at = data[at], at + 1
            if kind == 0:  # end_of_list
                return ranges
            if kind in (5, 6, 7):  # base_address, start_end, start_length
                first, at = int.from_bytes(data[at:at + 4], "little"), at + 4
            else:  # base_addressx, startx_endx, startx_length, offset_pair
                first, at = uleb(data, at)
                first = first if kind == 4 else self._indexed(first)
            if kind in (1, 5):
                base = first
                continue
            if kind == 6:
                second, at = int.from_bytes(data[at:at + 4], "little"), at + 4
            else:
                second, at = uleb(data, at)
            if kind == 2:
                second = self._indexed(second)
            if kind in (3, 7):
                second += first
            if kind == 4:
                first, second = base + first, base + second
            ranges.append((first, second))


def read_abbreviations(data, at):
    """Return {code: Abbreviation} of the table there."""
    table = {}
    while True:
        code, at = uleb(data, at)
        if not code:
            return table
        tag, at = uleb(data, at)
        children, at = data[at], at + 1
        attributes = []
        while True:
            name, at = uleb(data, at)
            form, at = uleb(data, at)
            implicit = None
            if form == FORM_IMPLICIT:
                implicit, at = sleb(data, at)
            if not name:
                break
            attributes.append((name, form, implicit))
        table[code] = Abbreviation(tag, children, attributes)


def programs(elf):
    """Yield (LineProgram, inlined calls) of all that .debug_line has; assembly has no unit in .debug_info."""
    inlined = {}
    at, end = 0, len(elf.debug("info"))
    while at < end:
        unit = Unit(elf, at)
        inlined[unit.line_table] = unit.inlined
        at = unit.end
    at, end = 0, len(elf.debug("line"))
    while at < end:
        program = LineProgram(elf, at)
        yield program, inlined.get(at, [])
        at = program.end
