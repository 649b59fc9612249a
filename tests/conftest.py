# SPDX-License-Identifier: MIT
"""Fixtures of all host tests.

boot(...) starts a Machine (tests/harness/qemu.py) that ends with the test. Its artefacts lie in
build/artefacts/<test>/ and stay there when the test fails.
"""
import os
import re
import shutil
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness.qemu import ROOT, Machine  # noqa: E402 (needs the path above)


# What takes longest, first: at the end one machine would wait for the other.
LONGEST = ("test_toolchains.py", "test_suites.py", "test_programs.py", "test_attacks.py")


def pytest_collection_modifyitems(items):
    """Leave what is marked soak to `make soak`."""
    if "SOAK" not in os.environ:
        items[:] = [item for item in items if not item.get_closest_marker("soak")]
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


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
