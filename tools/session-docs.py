#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Sessions with the monitor in docs/*.md: their real output, and whether it still is.

    tools/session-docs.py           types the commands of every page and writes the answers into it, where they have changed
                                    by more than numbers (`make docs`)
    tools/session-docs.py --check   says which page shows other answers than the monitor gives now (`make check`)

A session is a fenced block behind a comment; the lines with a prompt are what is typed, all else is made:

    <!-- session, 1024 MiB -->
    ```text
    k896> kmalloc 100
    k1 = kmalloc(100, GFP_KERNEL) = 0xf7408000
    ```

The blocks of one page are one session, on a machine that counts instructions as time; ", programs" behind the memory of
the first gives it the user programs, and where those cannot be built the page is left alone. Of a stack only the first lines are
shown. What a comparison looks at is what tools/lesson-docs.py looks at (addresses, counts and stacks are masked), less the
neighbours, which are whoever was there.
"""
import argparse
import glob
import importlib.util
import os
import re
import subprocess
import sys

import machine

PROMPT = "k896> "
BLOCK = re.compile(r"(<!-- session, (\d+) MiB(, programs)? -->\n```text\n)(.*?)(^```$)", re.DOTALL | re.MULTILINE)
ENTRY = r"\[ *\d+\.\d+\]  (?:\? )?(?:\S+\+0x\S+(?: \(\S+\))?|</?IRQ>)\n"
STACK = re.compile(rf"((?:{ENTRY}){{3}})(?:{ENTRY})+")
NEIGHBOUR = re.compile(r"^ *(?:below|above|area|\d+ pages? in|0x[0-9a-f]{8} -> frame|\[.*vmalloc: .* (?:below|above)).*\n",
                       re.MULTILINE)


def load_lesson_docs():
    """tools/lesson-docs.py as a module: it knows what to mask."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lesson-docs.py")
    spec = importlib.util.spec_from_file_location("lesson_docs", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands_of(block):
    """What is typed in a session."""
    return [line[len(PROMPT):] for line in block.splitlines() if line.startswith(PROMPT)]


def shortened(text):
    """Stacks down to their first lines: the rest is the way into the command."""
    return STACK.sub(r"\1    ...\n", text)


def read_to_prompt(stdout):
    """What the machine says before its next prompt."""
    text = ""
    while not text.endswith("\n" + PROMPT):
        byte = stdout.read(1)
        if not byte:
            sys.exit(f"the machine ended:\n{text}")
        text += byte.decode("latin-1")
    return text[:-len(PROMPT)].replace("\r", "")


def run_session(memory, commands, modules=()):
    """Type the commands at one machine; return the answers."""
    with subprocess.Popen(machine.kernel(memory, "console=ttyS0 panic=exit", modules), cwd=os.path.dirname(machine.KERNEL),
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as qemu:
        try:
            read_to_prompt(qemu.stdout)
            answers = []
            for command in commands:
                qemu.stdin.write(command.encode() + b"\r")
                qemu.stdin.flush()
                answers.append(shortened(read_to_prompt(qemu.stdout).split("\n", 1)[1]))
            return answers
        finally:
            qemu.kill()


def renew(text):
    """A page's text with all its answers new."""
    blocks = list(BLOCK.finditer(text))
    commands = [commands_of(block[4]) for block in blocks]
    modules = [os.path.basename(machine.INITRAMFS)] if blocks[0][3] else []
    answers = iter(run_session(blocks[0][2], sum(commands, []), modules))
    made = iter(["".join(f"{PROMPT}{command}\n{next(answers)}" for command in typed) for typed in commands])
    return BLOCK.sub(lambda m: m[1] + "".join(line.rstrip() + "\n" for line in next(made).splitlines()) + m[5], text)


def main():
    parser = argparse.ArgumentParser(description="Write or check the sessions in docs/.")
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args().check
    lesson_docs = load_lesson_docs()
    bad, pages = [], 0
    for path in sorted(glob.glob("docs/*.md")):
        with open(path, encoding="utf-8") as file:
            old = file.read()
        first = BLOCK.search(old)
        if not first:
            continue
        if first[3] and not os.path.exists(machine.INITRAMFS):
            print(f"{path}: left alone, there are no user programs")
            continue
        pages += 1
        new = renew(old)
        difference = lesson_docs.complaint(path, NEIGHBOUR.sub("", old), NEIGHBOUR.sub("", new))
        if check:
            bad += [difference] if difference else []
        elif difference:
            with open(path, "w", encoding="utf-8") as file:
                file.write(new)
    if bad:
        sys.exit("\n".join(bad) + '\nThe monitor answers something else than a page says: "make docs" writes it anew.')
    print(f"session-docs: {pages} page{'s' if pages != 1 else ''} {'with the answers of now' if check else 'written'}")


if __name__ == "__main__":
    main()
