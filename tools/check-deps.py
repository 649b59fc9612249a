#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Check who uses whom, from the object files.

    tools/check-deps.py NM BUILD        reads BUILD/obj/**/*.o

The kernel's folders stand in a row. What an object leaves undefined must be defined in its own folder or in one to
the left of it; so lib can be read without anything else, mm without drivers, and so on. Headers are open to everyone:
an inline function or a type is no dependency here, a call or a variable is.

Each exception below stands with its reason. One that is not needed any more is an error, so that the list stays true.
"""
import os
import re
import subprocess
import sys

# Left to right: each may use what stands to its left. kernel/*.c (start_kernel) stands above all.
ROW = ["lib", "boot", "kernel/x86", "kernel/core", "mm/boot", "mm/page", "mm/slab", "mm/vmalloc", "kernel/thread",
       "kernel/signal", "mm/user", "mm/reclaim", "mm/debug", "mm/show", "fs", "kernel/process", "drivers", "kernel/monitor",
       "lessons", "tests", "kernel"]

# (object's source path without suffix, symbol): reason
EXCEPTIONS = {
    ("boot/boot.asm", "start_kernel"): "the one jump from the boot code into the kernel",
    ("kernel/x86/entry.asm", "current_task"): "the way out looks at the task's flags",
    ("kernel/x86/entry.asm", "__preempt_count"): "the way out looks whether the scheduler wants in",
    ("boot/early", "boot_info"): "where the kernel finds what the boot loader said",
}


def folder_of(path):
    """Return the index in ROW of the folder that a path lies in: the longest that fits."""
    fitting = [folder for folder in ROW if path.startswith(folder + "/")]
    if not fitting:
        raise ValueError(f"{path} lies in no folder of the row {' <- '.join(ROW)}")
    return ROW.index(max(fitting, key=len))


def symbols(nm_output):
    """Split nm's lines into (defined, undefined) sets of global names."""
    defined, undefined = set(), set()
    for line in nm_output.splitlines():
        words = line.split()
        if len(words) == 2 and words[0] in "Uw":
            undefined.add(words[1])
        elif len(words) == 3 and words[1].isupper():
            defined.add(words[2])
    return defined, undefined


def check(objects, exceptions):
    """objects: {path: (defined, undefined)}. Return the list of complaints.

    A symbol that no object defines is the linker script's or the symbol table's; the linker has found it.
    """
    home = {}
    for path, (defined, _) in objects.items():
        for symbol in defined:
            home[symbol] = path
    complaints, used = [], set()
    for path, (_, undefined) in sorted(objects.items()):
        for symbol in sorted(undefined & home.keys()):
            if folder_of(home[symbol]) <= folder_of(path):
                continue
            if (path, symbol) in exceptions:
                used.add((path, symbol))
                continue
            complaints.append(f"{path} uses {symbol} of {home[symbol]}, but {ROW[folder_of(path)]} stands left of "
                              f"{ROW[folder_of(home[symbol])]}")
    for path, symbol in sorted(exceptions.keys() - used):
        complaints.append(f"exception ({path}, {symbol}) is not needed any more")
    return complaints


def read_objects(nm, build):
    """Return {source path without suffix: (defined, undefined)} of every object under BUILD/obj that has a source."""
    root = os.path.join(build, "obj")
    stems = []
    for folder, _, files in sorted(os.walk(root)):
        for file in sorted(files):
            stem, suffix = os.path.splitext(os.path.relpath(os.path.join(folder, file), root))
            if suffix == ".o" and (os.path.isfile(stem) or os.path.isfile(stem + ".c")):  # else its source is gone
                stems.append(stem)
    return dict(zip(stems, map(symbols, listings(nm, [os.path.join(root, stem + ".o") for stem in stems]))))


def listings(nm, files):
    """What nm prints about each of the files, without being started for each."""
    # /dev/null is no object: nm names each file where there are several.
    run = subprocess.run([*nm.split(), *files, os.devnull], capture_output=True, text=True, check=False)
    texts = dict(re.findall(r"^(\S+):\n((?:.+\n)*)", run.stdout, re.MULTILINE))
    missing = [file for file in files if file not in texts]
    if missing:
        sys.exit(f"check-deps: {nm} cannot read {missing[0]}: {run.stderr.strip()}")
    return [texts[file] for file in files]


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: check-deps.py NM BUILD")
    objects = read_objects(sys.argv[1], sys.argv[2])
    if not objects:
        sys.exit(f"check-deps: no objects under {sys.argv[2]}/obj")
    complaints = check(objects, EXCEPTIONS)
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"check-deps: {len(objects)} objects keep to {' <- '.join(ROW)}")


if __name__ == "__main__":
    main()
