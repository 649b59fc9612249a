# SPDX-License-Identifier: MIT
"""Reads the kernel's test results: KTAP version 1, one level of suites with cases.

    KTAP version 1
    1..2
        KTAP version 1                     (optional, as newer kernels print it)
        # Subtest: page_alloc
        1..3
        ok 1 split_at_every_order
        # page order 3: expected ...       (any other line belongs to the case whose result follows)
        not ok 2 merge_on_free
        ok 3 double_free # SKIP must panic
    not ok 1 page_alloc
        ...

The kernel's log shares the line, so lines that are no KTAP are kept with the case that they came before. Everything
that contradicts itself (a plan that is not kept, a number out of turn, a suite that calls itself ok with a failed case,
a text that stops) is a complaint: a test run is good only if it has no failure and no complaint.
"""
import re
from dataclasses import dataclass, field

HEADER = "KTAP version 1"
PLAN = re.compile(r"1\.\.(\d+)$")
SUBTEST = re.compile(r"# Subtest: (\S+)$")
RESULT = re.compile(r"(not ok|ok) (\d+)(?: -)? ([^\s#]+)(?:\s+#\s*(.*))?$")
INDENT = "    "


@dataclass
class Case:
    suite: str
    name: str
    ok: bool
    directive: str  # what stands behind '#': "SKIP must panic", ...
    lines: list     # what was printed while it ran

    @property
    def full_name(self):
        return f"{self.suite}.{self.name}"

    @property
    def skipped(self):
        """Why the case was not run, or None."""
        word, _, reason = self.directive.partition(" ")
        return reason if word.upper() == "SKIP" else None

    def __str__(self):
        return "\n".join([f"{'ok' if self.ok else 'not ok'} {self.full_name} {self.directive}".rstrip(), *self.lines])


@dataclass
class Suite:
    name: str
    planned: int = None
    cases: list = field(default_factory=list)
    ok: bool = None     # None until its own result line


@dataclass
class Results:
    suites: list = field(default_factory=list)
    planned: int = None
    complaints: list = field(default_factory=list)

    @property
    def cases(self):
        return [case for suite in self.suites for case in suite.cases]

    @property
    def failures(self):
        return [case for case in self.cases if not case.ok]


class _Parser:
    def __init__(self):
        self.results = Results()
        self.suite = None   # the open one
        self.lines = []     # since the last result
        self.begun = False

    def complain(self, text):
        self.results.complaints.append(text)

    def line(self, line):
        if line == HEADER:
            if self.begun:
                self.complain("a second KTAP header")
            self.begun = True
        elif not self.begun:
            return
        elif line.startswith(INDENT) and not line.startswith(INDENT + " "):
            self.inner(line[len(INDENT):], line)
        else:
            self.outer(line)

    def outer(self, line):
        plan, result = PLAN.match(line), RESULT.match(line)
        if plan and self.results.planned is None and not self.results.suites:
            self.results.planned = int(plan[1])
        elif result:
            self.end_suite(result)
        else:
            self.lines.append(line)

    def inner(self, text, line):
        plan, subtest, result = PLAN.match(text), SUBTEST.match(text), RESULT.match(text)
        if text == HEADER:
            self.lines = []
        elif subtest:
            self.begin_suite(subtest[1])
        elif plan and self.suite and self.suite.planned is None:
            self.suite.planned = int(plan[1])
        elif result:
            self.add_case(result)
        else:
            self.lines.append(line)

    def begin_suite(self, name):
        if self.suite:
            self.complain(f"suite {self.suite.name} has no result")
        if name in [suite.name for suite in self.results.suites]:
            self.complain(f"suite {name} comes twice")
        self.suite = Suite(name)
        self.results.suites.append(self.suite)
        self.lines = []

    def add_case(self, result):
        if not self.suite:
            self.complain(f"case {result[3]} outside a suite")
            return
        suite = self.suite
        if int(result[2]) != len(suite.cases) + 1:
            self.complain(f"case {suite.name}.{result[3]} has number {result[2]}, not {len(suite.cases) + 1}")
        if result[3] in [case.name for case in suite.cases]:
            self.complain(f"case {suite.name}.{result[3]} comes twice")
        suite.cases.append(Case(suite.name, result[3], result[1] == "ok", result[4] or "", self.lines))
        self.lines = []

    def end_suite(self, result):
        suite, self.suite, self.lines = self.suite, None, []
        if not suite or suite.name != result[3]:
            self.complain(f"result for suite {result[3]} without its cases")
            return
        suite.ok = result[1] == "ok"
        if int(result[2]) != len(self.results.suites):
            self.complain(f"suite {suite.name} has number {result[2]}, not {len(self.results.suites)}")
        if suite.ok != all(case.ok for case in suite.cases):
            self.complain(f"suite {suite.name} calls itself {result[1]} against its cases")

    def end(self):
        results = self.results
        if not self.begun:
            self.complain(f'no "{HEADER}"')
            return results
        if self.suite:
            self.complain(f"the text stops inside suite {self.suite.name}")
        if results.planned is None:
            self.complain("no plan")
        elif results.planned != len(results.suites):
            self.complain(f"{len(results.suites)} suites, but {results.planned} planned")
        for suite in results.suites:
            if suite.planned is None:
                self.complain(f"suite {suite.name} has no plan")
            elif suite.planned != len(suite.cases):
                self.complain(f"suite {suite.name}: {len(suite.cases)} cases, but {suite.planned} planned")
        return results


def parse(text):
    """Parse a serial log; return Results. Never raises: what is wrong with the text is in .complaints."""
    parser = _Parser()
    for line in text.replace("\r", "").split("\n"):
        parser.line(line)
    return parser.end()
