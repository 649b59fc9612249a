# SPDX-License-Identifier: MIT
"""Parsers of the formats that k896 shares with Linux's /proc and boot log."""
import re


def meminfo(text):
    """{name: kB}"""
    return {m[1]: int(m[2]) for m in re.finditer(r"^(\S+):\s+(\d+) kB$", text, re.MULTILINE)}


def buddyinfo(text):
    """{zone: [free blocks by order]}"""
    return {m[1]: [int(n) for n in m[2].split()]
            for m in re.finditer(r"^Node 0, zone\s+(\S+)((?:\s+\d+)+)$", text, re.MULTILINE)}


def zoneinfo(text):
    """{zone: {field: number, "protection": [...]}}; pcp_count is the sum over the CPUs."""
    zones = {}
    for block in re.split(r"^(?=Node 0, zone)", text, flags=re.MULTILINE)[1:]:
        name = block.split(None, 4)[3]
        fields = {}
        for m in re.finditer(r"^\s+(?:pages )?(\w+):?\s+(\d+)$", block, re.MULTILINE):
            fields.setdefault(m[1], int(m[2]))  # the zone's own come before its pagesets'
        protection = re.search(r"protection: \(([^)]*)\)", block)
        fields["protection"] = [int(n) for n in protection[1].split(",")] if protection else None
        fields["pcp_count"] = sum(int(n) for n in re.findall(r"^\s+count:\s+(\d+)$", block, re.MULTILINE))
        zones[name] = fields
    return zones


def iomem(text):
    """[(depth, first, last, name)]"""
    return [(len(m[1]) // 2, int(m[2], 16), int(m[3], 16), m[4].strip())
            for m in re.finditer(r"^( *)([0-9a-f]+)-([0-9a-f]+) : (.*)$", text, re.MULTILINE)]


def e820(log):
    """[(first, last, usable)] of the BIOS-e820 lines."""
    return [(int(m[1], 16), int(m[2], 16), m[3] == "usable") for m in
            re.finditer(r"BIOS-e820: \[mem 0x([0-9a-f]+)-0x([0-9a-f]+)\] (\w+)", log)]


def zone_ranges(log):
    """{zone: (first byte, last byte) or None where it is empty} of the lines under "Zone ranges:"."""
    ranges = {}
    for m in re.finditer(r"\]   (DMA|Normal|HighMem)\s+(?:\[mem 0x([0-9a-f]+)-0x([0-9a-f]+)\]|empty)", log):
        ranges[m[1]] = (int(m[2], 16), int(m[3], 16)) if m[2] else None
    return ranges


def memory_line(log):
    """{"available", "total", "reserved", "highmem", ...} in kB of the line "Memory: ...K/...K available (...)"."""
    line = re.search(r"Memory: (\d+)K/(\d+)K available \(([^)]*)\)", log)
    fields = {m[2]: int(m[1]) for m in re.finditer(r"(\d+)K ([\w -]+)", line[3])}
    return {"available": int(line[1]), "total": int(line[2]), **fields}


def layout(log):
    """{name: (first, last)} of the virtual kernel memory layout."""
    return {m[1]: (int(m[2], 16), int(m[3], 16)) for m in
            re.finditer(r"(\.?\w+)\s*: 0x([0-9a-f]+) - 0x([0-9a-f]+)", log)}
