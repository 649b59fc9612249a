# SPDX-License-Identifier: MIT
"""The budget of the test run (tests/harness/budget.py), on runs of a few small tests."""
import os
import re
import subprocess
import sys

import pytest

from harness import budget
from harness.qemu import PATIENCE, ROOT

CONFTEST = """\
pytest_plugins = ["harness.budget"]

def pytest_configure():
    from harness import budget
    budget.AREAS = {"base": %s, "other": 0}
"""
TESTS = """\
import subprocess, sys, pytest
BURN = "from time import process_time as now\\nend = now() + 0.2\\nwhile now() < end: pass"

@pytest.fixture(scope="module")
def expensive():
    yield
    subprocess.run([sys.executable, "-c", BURN])

def test_child():
    subprocess.run(["sh", "-c", f"{sys.executable} -c '{BURN}'; true"])

def test_module(expensive):
    pass

@pytest.mark.area("other")
def test_other():
    exec(BURN)
"""


@pytest.fixture
def run(tmp_path):
    """run(share of base, option...): a run of TESTS; (status, lines of output)."""
    def start(share, *options):
        (tmp_path / "conftest.py").write_text(CONFTEST % share)
        (tmp_path / "test_some.py").write_text(TESTS)
        done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "2", *options,
                               str(tmp_path)], cwd=tmp_path, env={**os.environ, "PYTHONPATH": os.path.join(ROOT, "tests")}, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=60 * PATIENCE, check=False)
        return done.returncode, done.stdout.splitlines()
    return start


def used(lines):
    """{area: seconds of the host}: the host's speed is taken out."""
    return {m[1]: float(m[2]) / budget.speed() for m in (re.match(r"(\w+) +\d+ +([\d.]+)$", line) for line in lines) if m}


def test_children_and_fixtures_of_all_workers_count(run):
    status, lines = run(100, "--budget")
    seconds = used(lines)
    assert status == 0
    assert seconds["base"] > 0.2 and seconds["other"] > 0.1  # 0.4 and 0.2, on a host whose speed does not change
    assert lines[-1].startswith("3 passed in ")


def test_a_run_above_the_end_fails_in_its_last_line_and_names_what_cost_most(run):
    status, lines = run(0.01, "--budget")
    assert status == 1
    assert lines[-1].startswith("1 failed, 3 passed in ")
    at = next(at for at, line in enumerate(lines) if "more than all tests may use" in line)
    assert {line.split("::")[1] for line in lines[at + 1:at + 4]} == {"test_child", "test_module", "test_other"}


def test_without_the_option_nothing_is_printed(run):
    status, lines = run(0, "-k", "test_module")
    assert status == 0
    assert not any("CPU-seconds" in line for line in lines)


def test_only_the_sum_is_a_limit():
    first, second = list(budget.AREAS)[:2]
    whole = sum(budget.AREAS.values())
    assert budget.complaint({first: whole}, {}) == ""
    text = budget.complaint({first: whole - 10, second: 12.5}, {"a": 1, "b": 3, **{f"c{i}": 2 for i in range(20)}})
    assert text.startswith("2.5 CPU-seconds more")
    assert text.splitlines()[1].split() == ["3.0", "b"] and len(text.splitlines()) == 11
