# SPDX-License-Identifier: MIT
"""The places in a report: `slab_alloc+0x12/0x40 (mm/slab/slab.c:229)`, and what stands there in the source."""
import functools
import os
import re

from harness.qemu import ROOT

PLACE = re.compile(r" (?P<function>[\w.]+)\+0x[0-9a-f]+/0x[0-9a-f]+ \((?P<file>[^\s:]+):(?P<line>\d+)\)")


def places(text):
    """Return [(function, file, line)] of all that the text names."""
    return [(found["function"], found["file"], int(found["line"])) for found in PLACE.finditer(text)]


@functools.cache
def source(file):
    """Return the lines of a file of the tree."""
    with open(os.path.join(ROOT, file), encoding="utf-8") as opened:
        return opened.read().splitlines()


def function_around(file, line):
    """Return the name of the C function that this line of a file belongs to, as clang-format lays it out."""
    for text in reversed(source(file)[:line]):
        head = re.match(r"[a-z].*?\b(\w+)\(", text)
        if head and not text.endswith(";"):
            return head[1]
    return None
