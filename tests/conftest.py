# SPDX-License-Identifier: MIT
"""Fixtures of all host tests.

boot(...) starts a Machine (tests/harness/qemu.py) that ends with the test. Its artefacts lie in
build/artefacts/<test>/ and stay there when the test fails.

share(...) gives one that is at its prompt, the same to all tests of a file that ask for the same options: for tests that leave
nothing behind. It is left at its prompt, or with something that Ctrl-C ends. After a failed test the next one gets a new machine.
"""
import os
import re
import shutil
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness.qemu import PROMPT, ROOT, Machine  # noqa: E402 (needs the path above)

pytest_plugins = ["harness.budget", "harness.somewhere", "pytester"]  # the last for the tests of the hooks below


# What takes longest, first, and test by test: at the end one worker would wait for the other. Of all other files the tests go to
# one worker, since they may share a machine.
LONGEST = ("test_toolchains.py", "test_suites.py", "test_programs.py", "test_attacks.py")


def pytest_collection_modifyitems(items):
    """Leave what is marked soak to `make soak`."""
    if "SOAK" not in os.environ:
        items[:] = [item for item in items if not item.get_closest_marker("soak")]
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class Scheduler(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.split("::")[0]
            return nodeid if os.path.basename(file) in LONGEST else file

    return Scheduler(config, log)


@pytest.hookimpl(trylast=True)
def pytest_runtest_call(item):
    """Behind a test that has passed: no machine may have reported anything that the test did not expect."""
    for machine in Machine.open:
        machine.check_reports()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.when == "call":
        item.failed = report.failed
        if report.failed and getattr(item, "artefacts", None):
            report.sections.append(("artefacts", item.artefacts))


@pytest.fixture
def artefacts(request):
    """A folder for what a test leaves behind: kept if it fails, removed if not."""
    name = re.sub(r"[^\w.-]+", "-", request.node.nodeid.split("/")[-1]).strip("-")[:100]
    folder = os.path.join(ROOT, "build/artefacts", name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    request.node.artefacts = folder
    yield folder
    if not getattr(request.node, "failed", True):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def boot(artefacts):
    """boot(memory=..., words=...) -> Machine; see there."""
    machines = []

    def start(**options):
        folder = os.path.join(artefacts, str(len(machines))) if machines else artefacts
        machines.append(Machine(folder, **options))
        return machines[-1]

    yield start
    for machine in machines:
        machine.close()


@pytest.fixture(scope="module")
def shared_machines():
    """{options: Machine}"""
    machines = {}
    yield machines
    for machine in machines.values():
        machine.close()
        shutil.rmtree(machine.artefacts, ignore_errors=True)


@pytest.fixture
def share(request, shared_machines):
    """share(memory=..., words=...) -> Machine at its prompt; its text is what it says from now on."""
    used = []

    def find(**options):
        key = repr(sorted(options.items()))
        machine = shared_machines.pop(key, None)
        if machine and not machine.begin():
            machine.close()
            machine = None
        if not machine:
            name = f"{request.module.__name__}-{os.environ.get('PYTEST_XDIST_WORKER', '')}-{request.node.name}"
            machine = Machine(os.path.join(ROOT, "build/artefacts", re.sub(r"[^\w.-]+", "-", name)[:100]), **options)
            machine.expect(PROMPT)
            assert machine.begin()
        request.node.artefacts = machine.artefacts
        shared_machines[key] = machine
        used.append(key)
        return machine

    yield find
    if getattr(request.node, "failed", True):
        for key in used:
            shared_machines.pop(key).close()
