#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The pages of docs/lessons: their real output, and whether it still is.

    tools/lesson-docs.py            runs every lesson and writes its output into its page, where that has changed by more
                                    than numbers (`make docs`)
    tools/lesson-docs.py --check    says which page shows something else than its lesson prints now (`make check`)

A page N-NAME.md has two parts that are made, each behind a comment that says from what:

    <!-- lesson=NAME, 1024 MiB -->      a fenced block: what the machine prints. ", programs" behind it: some of that
                                        comes from user programs; where those cannot be built it is left alone
    <!-- stops of lessons/NAME.c -->    a list: the LESSON_STOP() lines

The machine counts instructions as time, so it prints the same each time it runs the same kernel. With every change of
the kernel addresses, counts and stacks move. So a comparison looks at what is left when they are masked: the words, the
order, the shape of the tables.
"""
import argparse
import difflib
import glob
import os
import re
import sys

import machine

PAGES = "docs/lessons/[0-9]*.md"
OUTPUT = re.compile(r"(<!-- lesson=(\w+), (\d+) MiB(, programs)? -->\n```text\n)(?P<text>.*?)(?P<end>^```$)",
                    re.DOTALL | re.MULTILINE)
STOPS = re.compile(r"(<!-- stops of (\S+) -->\n\n)((?:- .*\n)*)")


def run_lesson(name, memory):
    """Start a machine for one lesson; return what it prints, from its headline to its last line."""
    text = machine.run(memory, f"console=ttyS0 lesson={name} exit panic=exit", 120)
    text = text[text.index("=== Lesson "):text.index(f"\nlesson {name}: ok\n") + len(f"\nlesson {name}: ok\n")]
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def stops_of(source):
    """The LESSON_STOP() lines of a source file as a list."""
    with open(source, encoding="utf-8") as file:
        return "".join(f"- {text}\n" for text in re.findall(r'LESSON_STOP\(\s*"([^"]*)"', file.read()))


def masked(text):
    """The lines with all that a change elsewhere in the kernel moves taken out."""
    lines = []
    for line in text.splitlines():
        line = re.sub(r"^\[ *\d+\.\d+\]", "[]", line)
        if re.match(r"\[\]  \S+\+0x", line):  # of a stack
            continue
        line = re.sub(r"((?:\b[0-9a-f]{2,8} +){4,}) .*", r"\1", line)  # a dump, without its letters
        line = re.sub(r"\b[\w.]+\+0x[0-9a-f]+/0x[0-9a-f]+", "F", line)
        line = re.sub(r"\b(?:0x[0-9a-f]+|(?=[a-f]*\d)[0-9a-f]{5,8}|[a-f]{8}|\d[\d.]*)\b", "#", line)
        line = re.sub(r"\s+", " ", line)
        if not lines or lines[-1] != line:  # a table may have more rows of a kind
            lines.append(line)
    return lines


def complaint(path, old, new):
    """The masked difference between a page's part and what belongs there; "" if there is none."""
    diff = difflib.unified_diff(masked(old), masked(new), path, "now", "", "", 0, "")
    return "\n".join(diff)


def page_of(source):
    """Where the page of a lesson belongs, or None for a file that is no lesson."""
    with open(source, encoding="utf-8") as file:
        head = re.search(r"^LESSON\((\d+), (\w+),", file.read(), re.MULTILINE)
    return f"docs/lessons/{head[1]}-{head[2]}.md" if head else None


def pages():
    """All pages; ends where a lesson has none, or a page no lesson."""
    wanted = {page_of(source) for source in glob.glob("lessons/*.c")} - {None}
    there = set(glob.glob(PAGES))
    if wanted != there:
        sys.exit("\n".join([f"{path}: missing" for path in sorted(wanted - there)]
                           + [f"{path}: there is no such lesson" for path in sorted(there - wanted)]))
    return sorted(there)


def renew(text, outputs, lists):
    """A page's text with both kinds of parts new. outputs(name, memory) and lists(source) make them."""
    text = OUTPUT.sub(lambda m: m[1] + outputs(m[2], m[3]) + m["end"], text)
    return STOPS.sub(lambda m: m[1] + lists(m[2]), text)


def main():
    parser = argparse.ArgumentParser(description="Write or check the lessons' pages.")
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args().check
    bad = []
    for path in pages():
        with open(path, encoding="utf-8") as file:
            old = file.read()
        head = OUTPUT.search(old)
        if not head or not STOPS.search(old):
            sys.exit(f"{path}: one of the two parts that are made is missing")
        if head[4] and not os.path.exists(machine.INITRAMFS):
            print(f"{path}: left alone, there are no user programs")
            continue
        new = renew(old, run_lesson, stops_of)
        difference = complaint(path, old, new)
        if check:
            bad += [difference] if difference else []
        elif difference:
            with open(path, "w", encoding="utf-8") as file:
                file.write(new)
    if bad:
        sys.exit("\n".join(bad) + '\nA lesson prints something else than its page says: "make docs" writes it anew.')
    print(f"lesson-docs: {len(pages())} pages {'show what their lessons print' if check else 'written'}")


if __name__ == "__main__":
    main()
