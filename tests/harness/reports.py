# SPDX-License-Identifier: MIT
"""The kernel's reports in a serial log: which lines begin one, and which of them nobody wanted.

A report is what the kernel says when something is wrong and it goes on: WARN, BUG, a bad page, a slab's bookkeeping, an
allocation that failed, a process killed for its memory (report_count in the kernel). A panic is none: nothing goes on, so
no test misses it. What comes while in-kernel tests run is theirs: the runner fails the case that does not account for it.
"""
import re

# What lessons provoke: two classic bugs, and calls that may sleep where sleeping is forbidden.
LESSON_REPORTS = {"slab": ("BUG xjslab_debug", 2), "atomic": ("BUG: sleeping function", 5)}

_STAMP = r"\[ *\d+\.\d+\] "
REPORT = re.compile("^(" + _STAMP + r"(?:"
                    r"BUG: (?!kernel |unable )"                       # those two end in a panic
                    r"|BUG \S+ \(Not tainted\)"
                    r"|WARNING: CPU: "
                    r"|watchdog: BUG: "
                    r"|INFO: task \S+ blocked for more than "
                    r"|irq \d+: nobody cared"
                    r"|unexpected IRQ trap"
                    r"|Unexpected gfp: "
                    r"|kmem_cache_create\(.*\) failed"
                    r"|schedule_timeout: wrong timeout"
                    r"|initcall \S+ failed"
                    r"|.*: (?:page allocation failure|vmalloc error): "
                    r"|.* invoked oom-killer: "
                    r").*)$", re.MULTILINE)
_KTAP = re.compile(r"^KTAP version 1$.*?(?:^# Totals: |\Z)", re.MULTILINE | re.DOTALL)


def reports(text):
    """The first lines of all reports, each once (the log may be shown again), but those made by in-kernel tests."""
    return list(dict.fromkeys(REPORT.findall(_KTAP.sub("", text))))


def complaints(lines, wanted):
    """What is wrong with the reports `lines`, where [(regular expression, count)] are wanted. None as count: any number.

    A line is counted for the first expression that is found in it.
    """
    found = [0] * len(wanted)
    wrong = []
    for line in lines:
        for number, (pattern, _) in enumerate(wanted):
            if re.search(pattern, line):
                found[number] += 1
                break
        else:
            wrong.append(f"unexpected: {line}")
    for (pattern, count), times in zip(wanted, found):
        if count is not None and times != count:
            wrong.append(f"{times} reports, not {count}, with {pattern!r}")
    return wrong
