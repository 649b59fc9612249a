# SPDX-License-Identifier: MIT
"""What a whole run of the tests may cost. `make test` prints the table, and fails above its end.

Five minutes on two cores are 600 seconds of CPU time. An area of the project may use the share that stands in AREAS; a test
belongs to the first one, or says `pytest.mark.area("NAME")`. A new area is one line here. What does not fit gets a marker
`soak`, and leaves a sample behind.

Counted is the CPU time, user and system, of the test processes and of all processes that they started and waited for: QEMU,
compilers, gdb. A test that waits costs nothing, and neither does a host on which others run. But a slower CPU needs more
seconds for the same work, and so does one whose other hyperthread is busy. So the workers time a fixed piece of work again and
again, and what was used meanwhile is divided by that: the unit of the table is a second in which that work is done REFERENCE
times. On another kind of CPU the two may not grow alike, so only the sum is a limit, and not each row.
"""
import collections
import resource
import time

import pytest

AREAS = {
    "base": 260,  # boot, in-kernel suites, monitor, lessons, programs, gdb, tools
    "house": 20,  # the same on odd sizes, skewed and shuffled
    "finders": 50,  # builds that watch: DEBUG=1, compiled anew in each run
}

REFERENCE = 300  # of the machine on which the shares were decided
EVERY = 2  # seconds of CPU time from one measurement to the next


def cpu_time():
    """Of this process and of all below it that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def seconds_of_work():
    begun, x = time.thread_time(), 0
    for i in range(100_000):
        x = (x * 31 + i) & 0xFFFFFF
    return time.thread_time() - begun


def speed():
    """How often the fixed piece of work is done in a second of CPU time, as a share of REFERENCE."""
    return 1 / min(seconds_of_work() for _ in range(3)) / REFERENCE


class Meter:
    """In a worker: what was used since the last reading, in seconds of the reference."""

    def __init__(self):
        self._read = self._measured = cpu_time()
        self._speed = speed()

    def reading(self):
        now = cpu_time()
        used = now - self._read
        if now - self._measured > EVERY:
            self._speed = speed()
            self._measured = now
        self._read = now
        return used * self._speed


def table(used):
    """The lines of {area: seconds}."""
    rows = [(area, share, used.get(area, 0.0)) for area, share in AREAS.items()]
    rows.append(("all", sum(AREAS.values()), sum(used.values())))
    return ["CPU-seconds   may use      used", *(f"{area:11} {share:9} {seconds:9.1f}" for area, share, seconds in rows)]


def complaint(used, costs, count=10):
    """Empty, or that it was too much, and which tests of {test: seconds} cost most."""
    over = sum(used.values()) - sum(AREAS.values())
    if over <= 0:
        return ""
    most = sorted(costs.items(), key=lambda cost: -cost[1])[:count]
    return "\n".join([f"{over:.1f} CPU-seconds more than all tests may use. Most went to", *(
        f"{seconds:9.1f}  {test}" for test, seconds in most)])


# The plugin: in the workers each report gets its cost; the session that sees all reports sums them up.

def pytest_addoption(parser):
    parser.addoption("--budget", action="store_true", help="print what the areas cost, and fail above the budget's end")


def pytest_configure(config):
    config.addinivalue_line("markers", "area(name): whose share of the budget the test uses (tests/harness/budget.py)")
    config.cost_meter = Meter()
    if config.getoption("budget") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Budget())


def area_of(item):
    marker = item.get_closest_marker("area")
    return marker.args[0] if marker else next(iter(AREAS))


def pytest_collection_modifyitems(items):
    for item in items:
        if area_of(item) not in AREAS:
            raise pytest.UsageError(f"{item.nodeid}: the budget has no area {area_of(item)}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    report.user_properties.append(("cost", [area_of(item), item.config.cost_meter.reading()]))


class Budget:
    """The sum of all reports. Too much is one more failed test, so that pytest's last line tells it."""

    def __init__(self):
        self._areas, self._tests = collections.Counter(), collections.Counter()

    def pytest_runtest_logreport(self, report):
        for area, seconds in (cost for name, cost in report.user_properties if name == "cost"):
            self._areas[area] += seconds
            self._tests[report.nodeid] += seconds

    def pytest_sessionfinish(self, session):
        text = complaint(self._areas, self._tests)
        if text:
            session.config.hook.pytest_runtest_logreport(report=pytest.TestReport(
                "budget", (__file__, None, "budget"), {}, "failed", text, "call"))
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        terminalreporter.section("budget")
        for line in table(self._areas):
            terminalreporter.line(line)
