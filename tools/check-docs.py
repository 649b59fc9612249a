#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check what the documents promise.

Every relative link in a *.md file leads to a file that exists (and to a heading of it, where it names one), and
docs/reading-order.md names every source file of the kernel and the user programs exactly once, and has a star behind
those that the route of docs/afternoon.md leads through. That route is as short as README says, and what it names is there
(tools/route.py). docs/gdb.md has a heading for each command of tools/gdb, and for nothing else. README leads to the same
pages in both languages. Each folder of tools/check-deps.py's row has a README.md, and what stands in backquotes there, or in
docs/why.md, and looks like the name of a file or a folder is one.
"""
import os
import re
import runpy
import subprocess
import sys

import route

READING_ORDER = "docs/reading-order.md"
GDB_PAGE = "docs/gdb.md"
WHY_PAGE = "docs/why.md"
READMES = ("README.md", "README.zh-CN.md")
# Folders that are no layer, and have a README all the same.
MORE_FOLDERS = ("mm", "include/k896")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+\s+(.*?)\s*$", re.MULTILINE)
SOURCE = re.compile(r"^(boot|lib|kernel|mm|fs|drivers|lessons|user)/.*\.(c|asm)$")
COMMAND = re.compile(r'^ +(?:name = |super\(\).__init__\()"(k[\w-]+)"', re.MULTILINE)
# In backquotes: `mm/slab/`, `tools/bench`, `slab.c`, `<linux/slab.h>`; not `/proc/meminfo`, `kfree()`, `make check`.
FILE_NAME = re.compile(r"`<?(\.?\w[\w.-]*(?:/[\w.-]+)+/?|[\w-]+/|[\w.-]+\.(?:c|h|asm|ld|md|mk|py|sh|tsv))>?`")
ROUTE_MAX_LINES = 3200
STARRED = re.compile(r"`((?:boot|lib|kernel|mm|fs|drivers|lessons|user)/[\w./-]+\.(?:c|asm))`(?:\*\*)? ★")
NAMED = re.compile(r"`((?:boot|lib|kernel|mm|fs|drivers|lessons|user)/[\w./-]+\.(?:c|asm))`")


def anchor(heading):
    """The name that a heading gets in a web view of the page."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def broken_links(path, text, read):
    """Return complaints about the links of one page. read(path) returns a file's text, or None if there is none."""
    complaints = []
    for target in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, wanted = target.partition("#")
        full = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
        there = read(full)
        if there is None:
            complaints.append(f"{path}: no file {target}")
        elif wanted and wanted not in {anchor(h) for h in HEADING.findall(FENCE.sub("", there))}:
            complaints.append(f"{path}: {full} has no heading for #{wanted}")
    return complaints


def order_complaints(text, sources):
    """Return complaints about a reading order: each source exactly once, and nothing that is not there."""
    named = NAMED.findall(text)
    complaints = [f"{READING_ORDER}: {name} is named {named.count(name)} times" for name in sorted(set(named))
                  if named.count(name) > 1]
    complaints += [f"{READING_ORDER}: does not name {name}" for name in sorted(set(sources) - set(named))]
    complaints += [f"{READING_ORDER}: there is no {name}" for name in sorted(set(named) - set(sources))]
    return complaints


def star_complaints(text, files):
    """Return complaints about the stars of a reading order. files: what the route leads through."""
    starred, wanted = set(STARRED.findall(text)), {path for path in files if SOURCE.match(path)}
    return ([f"{READING_ORDER}: no star behind {path}, which is on the route" for path in sorted(wanted - starred)]
            + [f"{READING_ORDER}: a star behind {path}, which is not on the route" for path in sorted(starred - wanted)])


def bound_complaints(texts):
    """Return complaints about what README says of the route's length."""
    return [f"{path}: does not say that the route has at most {ROUTE_MAX_LINES} lines" for path, text in sorted(texts.items())
            if not re.search(rf"\b{ROUTE_MAX_LINES:,}\b|\b{ROUTE_MAX_LINES}\b", text)]


def gdb_complaints(text, scripts):
    """Return complaints about the page of gdb commands. scripts: the texts of tools/gdb/*.py."""
    there = {name for script in scripts for name in COMMAND.findall(script)}
    described = [heading.split()[0] for heading in re.findall(r"^### (.*)$", text, re.MULTILINE)]
    return ([f"{GDB_PAGE}: does not describe {name}" for name in sorted(there - set(described))]
            + [f"{GDB_PAGE}: there is no command {name}" for name in sorted(set(described) - there)]
            + [f"{GDB_PAGE}: describes {name} twice" for name in sorted(set(described)) if described.count(name) > 1])


def readme_complaints(texts):
    """Return complaints about README in two languages: each leads to the pages that the other leads to."""
    pages = {path: set(LINK.findall(text)) - set(texts) for path, text in texts.items()}
    everywhere = set().union(*pages.values())
    return [f"{path}: no link to {page}" for path in sorted(pages) for page in sorted(everywhere - pages[path])]


def missing_names(path, text, files):
    """Return complaints about a page's file names: each is a file or a folder of the project, named from the page's own
    folder, from the top, or as #include names it."""
    there = set(files)
    for file in files:
        while file := os.path.dirname(file):
            there.add(file)
    places = (os.path.dirname(path), "", "include")
    return [f"{path}: there is no {name}" for name in FILE_NAME.findall(FENCE.sub("", text))
            if not any(os.path.normpath(os.path.join(place, name)) in there for place in places)]


def folders_without_readme(folders, files):
    """Return complaints about the folders that have no README.md of their own."""
    return [f"{folder}: no README.md says what it gives" for folder in folders if f"{folder}/README.md" not in files]


def read(path):
    if os.path.isdir(path):
        return ""
    if not os.path.isfile(path):
        return None
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def project_files():
    """The project's files: git's, or, in an unpacked archive, all but what is built."""
    listing = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True,
                             check=False)
    if listing.returncode == 0:
        return [path for path in listing.stdout.splitlines() if os.path.exists(path)]
    return [os.path.relpath(os.path.join(folder, file), ".") for folder, _, files in os.walk(".") for file in files
            if not folder.startswith(("./build", "./.git"))]


def main():
    files = project_files()
    pages = [path for path in files if path.endswith(".md")]
    complaints = [c for page in pages for c in broken_links(page, read(page), read)]
    order = read(READING_ORDER)
    if order is None:
        complaints.append(f"there is no {READING_ORDER}")
    else:
        complaints += order_complaints(order, [path for path in files if SOURCE.match(path)])
    afternoon = read(route.PAGE) or ""
    complaints += route.route_complaints(afternoon, read, ROUTE_MAX_LINES)
    complaints += star_complaints(order or "", route.files(afternoon))
    readmes = {path: read(path) or "" for path in READMES}
    complaints += readme_complaints(readmes) + bound_complaints(readmes)
    complaints += gdb_complaints(read(GDB_PAGE) or "", [read(path) for path in files
                                                        if re.match(r"tools/gdb/.*\.py$", path)])
    row = runpy.run_path(os.path.join(os.path.dirname(__file__), "check-deps.py"))["ROW"]
    complaints += folders_without_readme([*row, *MORE_FOLDERS], files)
    complaints += [c for page in pages if page == WHY_PAGE or os.path.basename(page) == "README.md"
                   for c in missing_names(page, read(page), files)]
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"check-docs: {len(pages)} pages, every link, source file of the reading order, folder's README and gdb command is there; "
          f"the afternoon has {route.length(afternoon, read)} lines")


if __name__ == "__main__":
    main()
