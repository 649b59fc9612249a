#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check that functions and files stay short enough to be read.

No function, of the kernel, its tests or the user programs, has more than 60 lines between its braces. No file has more
than 500, unless the comment at its head gives the reason in a line that begins with

    Longer than 500 lines: ...

and such a line in a file that is short is an error, so that the reasons stay true. A suite, *_test.c, has one source file
as its subject and is as long as that takes; so its length is not looked at.
"""
import os
import re
import sys

MAX_FUNCTION = 60
MAX_FILE = 500
FOLDERS = ("boot", "drivers", "fs", "include", "kernel", "lessons", "lib", "mm", "tests", "user")
REASON = re.compile(r"^(?: \*|;) Longer than 500 lines: \S+ \S+", re.MULTILINE)
HEAD = re.compile(r"\A(?:/\*.*?\*/\s*|//[^\n]*\n|;[^\n]*\n)+", re.DOTALL)
NAME = re.compile(r"(\w+)\(")


def long_functions(path, text):
    """Return complaints about the functions of one C file: clang-format puts their braces into the first column."""
    lines, complaints, start = text.split("\n"), [], None
    for number, line in enumerate(lines):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            if number - start - 1 > MAX_FUNCTION:
                complaints.append(f"{path}:{start + 1}: {name_above(lines, start)}() has {number - start - 1} lines, more "
                                  f"than {MAX_FUNCTION}")
            start = None
    return complaints


def name_above(lines, brace):
    """The name of the function whose body begins at that line: its head is what stands above without a break."""
    for line in reversed(lines[:brace]):
        if line[:1].isalpha() and NAME.search(line):
            return NAME.search(line).group(1)
    return "?"


def file_complaints(path, text):
    """Return complaints about the length of one file."""
    length, head = text.count("\n"), HEAD.match(text)
    reason = head and REASON.search(head.group())
    if length > MAX_FILE and not reason:
        return [f"{path}: {length} lines, more than {MAX_FILE}, and no line at its head says why: split it by its nouns, or "
                f"begin a line of the head comment with \"Longer than {MAX_FILE} lines: \""]
    if length <= MAX_FILE and reason:
        return [f"{path}: says why it is longer than {MAX_FILE} lines, and has {length}"]
    return []


def sources():
    return sorted(os.path.join(folder, file) for top in FOLDERS for folder, _, files in os.walk(top) for file in files
                  if file.endswith((".c", ".h", ".asm")))


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def main():
    paths = sources()
    complaints = [c for path in paths if not path.endswith("_test.c") for c in file_complaints(path, read(path))]
    complaints += [c for path in paths if not path.endswith(".asm") for c in long_functions(path, read(path))]
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"check-size: {len(paths)} files, no function above {MAX_FUNCTION} lines and no file above {MAX_FILE} without a reason")


if __name__ == "__main__":
    main()
