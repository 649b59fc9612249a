# SPDX-License-Identifier: MIT
"""The static checks of `make check`, as tests: so that one summary tells all. cppcheck takes a minute: it is left to
.ci/run and `make soak`."""
import re
import shutil
import subprocess

import pytest

from harness.qemu import PATIENCE, ROOT

NM = shutil.which("i686-linux-gnu-nm") or "nm"
CHECKS = {
    "dependencies": ["tools/check-deps.py", NM, "build"],
    "documents": ["tools/check-docs.py"],
    "sizes": ["tools/check-size.py"],
    "cppcheck": ["tools/cppcheck"],
    "lessons' pages": ["tools/lesson-docs.py", "--check"],
    "sessions": ["tools/session-docs.py", "--check"],
}


@pytest.mark.parametrize("check", [pytest.param(name, marks=pytest.mark.soak) if name == "cppcheck" else name for name in CHECKS])
def test_static(check):
    run = subprocess.run(CHECKS[check], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True, timeout=200 * PATIENCE, check=False)
    if run.returncode:
        pytest.fail(run.stdout, pytrace=False)


def test_the_everyday_slab_calls_hide_nobody_from_a_trace():
    """mm/slab/slab_fast.c: its functions have no frame, so what they hand on they hand on by a jump."""
    text = subprocess.run([NM.replace("nm", "objdump"), "-dr", "build/obj/mm/slab/slab_fast.o"], cwd=ROOT, capture_output=True,
                          text=True, check=True).stdout
    assert "<kfree>:" in text and "push   %ebp" not in text
    calls = re.findall(r"\tcall .*\n.*R_386_PC32\t(\w+)", text)
    assert len(calls) == text.count("\tcall ") and set(calls) <= {"memset"}, "clang calls memset()"
