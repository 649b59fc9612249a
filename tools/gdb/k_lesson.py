# SPDX-License-Identifier: MIT
"""Stepping through a lesson: breakpoints where its LESSON_STOP() lines say there is something to see.

The stops are a table in the kernel's image (k896/lesson.h): address, file, what to look at, gdb commands that show it.
At each, what the lesson has printed since the last one comes first, if K896_SERIAL names the file it goes to.
"""
import os
import struct

import gdb

from k_kernel import KernelCommand, number, value

CR0_PG = 1 << 31
SHARED = "kernel/monitor/lesson.c"  # its stops are every lesson's


def lessons():
    """All struct lesson."""
    kind = gdb.lookup_type("struct lesson").pointer()
    at, end = value("(struct lesson *)&__lessons_start"), number("&__lessons_end")
    found = []
    while int(at) & 0xFFFFFFFF < end:
        found.append(at.cast(kind).dereference())
        at += 1
    return found


class Stop:
    """An entry of LESSON_STOP(): address, file, line, text, commands. Assembly makes it, so there is no C type."""

    WORDS = 5

    def __init__(self, words):
        self.address, file, self.line, text, commands = words
        self.file, self.text, self.commands = (gdb.Value(at).cast(gdb.lookup_type("char").pointer()).string()
                                               for at in (file, text, commands))


def stops(lesson):
    """The lesson's own stops in the order of its lines, then those of whoever runs it."""
    start, end = number("&__lesson_stops_start"), number("&__lesson_stops_end")
    words = struct.unpack(f"<{(end - start) // 4}I", gdb.selected_inferior().read_memory(start, end - start))
    every = [Stop(words[i:i + Stop.WORDS]) for i in range(0, len(words), Stop.WORDS)]
    files = [lesson["file"].string(), SHARED]
    found = [stop for stop in every if stop.file in files]
    return sorted(found, key=lambda stop: (files.index(stop.file), stop.line))


class Output:
    """What the lesson prints: the serial line's file, and what still waits in the kernel's buffer."""

    def __init__(self):
        self.path, self.shown = os.environ.get("K896_SERIAL"), 0

    def text(self):
        try:
            with open(self.path, "rb") as file:
                written = file.read()
        except OSError:
            return ""
        sink = value("'kernel/monitor/output.c'::sink")
        waiting = bytes(gdb.selected_inferior().read_memory(int(sink["buf"]), int(sink["count"]))) if int(sink["count"]) else b""
        return (written + waiting).replace(b"\r", b"").decode("latin-1")

    def skip(self):
        self.shown = len(self.text()) if self.path else 0

    def news(self):
        text = self.text() if self.path else ""
        new, self.shown = text[self.shown:], len(text)
        return new


OUTPUT = Output()
STOPS = []


def show(index):
    """At a stop: the lesson's text up to here, what to look at, and that."""
    stop = STOPS[index]
    said = OUTPUT.news().rstrip()
    if said:
        print(said + "\n")
    print(f"--- Look: {stop.text}.")
    for line in stop.commands.splitlines():
        print(f"(gdb) {line}")
        try:
            gdb.execute(line)
        except gdb.error as error:
            print(error)


class Lesson(KernelCommand):
    """k-lesson [NUMBER|NAME]: stop at the interesting lines of a lesson; without one, the lessons and their stops.

    Goes on to the first prompt's code if the kernel has not booted yet. Then `continue` leads from stop to stop, if the
    lesson was asked for: `make gdb LESSON=3`, or the monitor's `lesson 3` at `make gdb-server`.
    """

    name = "k-lesson"

    def run(self, words):
        if len(words) > 1:
            self.usage()
        if not number("$cr0") & CR0_PG:
            gdb.execute("thbreak monitor_main")
            gdb.execute("continue", to_string=True)
        chosen = [lesson for lesson in lessons()
                  if not words or words[0] in (str(lesson["number"]), lesson["name"].string())]
        if not chosen:
            raise gdb.GdbError(f"no lesson {words[0]}")
        for lesson in chosen:
            print(f"Lesson {lesson['number']}, {lesson['title'].string()}:")
            for stop in stops(lesson):
                self.announce(stop, set_breakpoint=bool(words))
        if words:
            OUTPUT.skip()
            print('"continue" leads to the first.')

    @staticmethod
    def announce(stop, set_breakpoint):
        print(f"  {stop.file}:{stop.line:<4} {stop.text}")
        if set_breakpoint:
            gdb.execute(f"break *{stop.address:#x}", to_string=True)
            gdb.breakpoints()[-1].commands = f"python k_lesson.show({len(STOPS)})"
            STOPS.append(stop)


Lesson()
gdb.execute("python import k_lesson")
