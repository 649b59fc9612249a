#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The route of docs/afternoon.md: which lines of the source it leads through, and how many they are.

    tools/route.py          prints the lines of each stop and their sum (`make check` sees to it that they are few enough)

A stop is a heading with a number, `## 3. The buddy system`. What is read there are list items that begin with "Read"; behind
the link to the file stands how much of it, in any words around these:

    whole               all of it
    head                what stands before the first line for the preprocessor: the idea
    *blocks*            the part under the line  /* ---- blocks; perhaps more ---- */, up to the next such line
    `expand()`          a function or a macro, with the comment in front of it
    `struct zone`       a struct or an enum, with the comment in front of it

A line that two stops name is counted once.
"""
import os
import re
import sys

PAGE = "docs/afternoon.md"
STOP = re.compile(r"^## (\d+\. .*)$", re.MULTILINE)
ITEM = re.compile(r"^- Read \[([^\]]+)\]\(\.\./([^)\s]+)\)(.*(?:\n  .*)*)", re.MULTILINE)
PART = re.compile(r"\b(whole|head)\b|\*([^*]+)\*|`([^`]+)`")
SECTION = re.compile(r"/\* ---- (.+?)(?:[;:].*)? ---- \*/")


def head(lines):
    return range(next((i for i, line in enumerate(lines) if line.startswith("#")), len(lines)))


def section(lines, name):
    names = [found and found[1] for found in map(SECTION.match, lines)]
    if name not in names:
        return None
    start = names.index(name)
    return range(start, next((i for i in range(start + 1, len(lines)) if names[i]), len(lines)))


def end_of_definition(lines, start):
    """Behind the last line of a macro, of a body in braces, of a declaration, whichever begins at @start."""
    end, opened = start, False
    if lines[start].startswith("#define"):
        while lines[end].endswith("\\"):
            end += 1
        return end + 1
    while end < len(lines) and not lines[end].startswith("}"):
        if not opened and re.search(r";(\s*/\*.*)?$", lines[end]):
            break
        opened = opened or lines[end].endswith("{")
        end += 1
    return end + 1


def start_of_comment(lines, start):
    """The first line of the comment right above @start, or @start."""
    above = start
    while above and lines[above - 1].startswith((" *", "/*")) and not SECTION.match(lines[above - 1]):
        above -= 1
        if lines[above].startswith("/*"):
            return above
    return start


def definition(lines, name):
    """The lines of a function, macro, struct or enum; None if there is none. A body is better than a declaration."""
    word = re.escape(name.removesuffix("()"))
    begins = (rf"#define {word}\b|[^\s/*#].*\b{word}\(" if name.endswith("()") else
              rf"#define {word}\b|(typedef )?{word}\b.*\{{")
    found = [range(i, end_of_definition(lines, i)) for i, line in enumerate(lines) if re.match(begins, line)]
    if not found:
        return None
    body = max(found, key=len)
    return range(start_of_comment(lines, body.start), body.stop)


def lines_of(text, part):
    """The numbers, from 0, of the lines of a part; None if the file has no such part."""
    lines = text.splitlines()
    whole_or_head, name, defined = part
    if whole_or_head:
        return range(len(lines)) if whole_or_head == "whole" else head(lines)
    return section(lines, name) if name else definition(lines, defined)


def stops(page, read):
    """[(heading, lines)] of a page, and complaints about it. read(path) returns a file's text, or None."""
    complaints, counted, found = [], set(), []
    parts = STOP.split(page)[1:]
    for heading, text in zip(parts[::2], parts[1::2]):
        before = len(counted)
        for shown, path, rest in ITEM.findall(text):
            source = read(path)
            if shown != path or source is None:
                complaints.append(f"{PAGE}: {heading}: no file {path if shown == path else shown}")
                continue
            wanted = PART.findall(rest)
            if not wanted:
                complaints.append(f"{PAGE}: {heading}: does not say how much of {path}")
            for part in wanted:
                lines = lines_of(source, part)
                if lines is None:
                    complaints.append(f"{PAGE}: {heading}: {path} has no {''.join(part)}")
                else:
                    counted.update((path, line) for line in lines)
        found.append((heading, len(counted) - before))
        if not found[-1][1]:
            complaints.append(f"{PAGE}: {heading}: nothing is read there")
    return found, complaints


def files(page):
    """What the route leads through."""
    return {path for _, path, _ in ITEM.findall(page)}


def length(page, read):
    return sum(lines for _, lines in stops(page, read)[0])


def route_complaints(page, read, bound):
    """Complaints about a route: what is not there, and that it is longer than @bound lines."""
    found, complaints = stops(page, read)
    if not found:
        complaints.append(f"{PAGE}: there are no stops")
    total = length(page, read)
    if total > bound:
        complaints.append(f"{PAGE}: the route has {total} lines, {total - bound} more than the {bound} that it promises")
    return complaints


def main():
    def read(path):
        with open(path, encoding="utf-8") as file:
            return file.read()
    found, complaints = stops(read(PAGE), lambda path: read(path) if os.path.isfile(path) else None)
    for heading, lines in found:
        print(f"{lines:5}  {heading}")
    print(f"{sum(lines for _, lines in found):5}  lines")
    if complaints:
        sys.exit("\n".join(complaints))


if __name__ == "__main__":
    main()
