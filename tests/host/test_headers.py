# SPDX-License-Identifier: MIT
"""What a compiler says about code that uses the headers: what must not compile, and what must warn."""
import shutil
import subprocess

import pytest

from harness.qemu import ROOT

COMPILERS = [cc for cc in (["i686-linux-gnu-gcc"], ["clang", "--target=i686-linux-gnu"])
             if shutil.which(cc[0])]
FLAGS = ["-std=gnu11", "-m32", "-march=i686", "-O2", "-ffreestanding", "-nostdinc", "-Iinclude", "-Wall",
         "-fno-pie", "-x", "c", "-c", "-o", "/dev/null", "-"]

REFUSED = {
    "BUILD_BUG_ON by an argument": (
        "#include <linux/kernel.h>\n"
        "static __always_inline int f(int n) { BUILD_BUG_ON(n > 10); return n; }\n"
        "int g(void) { return f(11); }\n", "BUILD_BUG_ON failed: n > 10"),
    "BUILD_BUG_ON in a function": (
        "#include <linux/kernel.h>\nvoid f(void) { BUILD_BUG_ON(sizeof(long) == 4); }\n",
        "BUILD_BUG_ON failed: sizeof(long) == 4"),
    "BUILD_BUG that is reached": (
        "#include <linux/kernel.h>\nvoid f(int n) { if (n) BUILD_BUG(); }\n", "BUILD_BUG failed"),
    "static_assert": (
        "#include <linux/kernel.h>\nstatic_assert(sizeof(long) == 8, \"long ones\");\n", "long ones"),
}


def compile_text(cc, text):
    include = subprocess.run([cc[0], "-print-file-name=include"], stdout=subprocess.PIPE, text=True,
                             check=True).stdout.strip()
    return subprocess.run([*cc, "-isystem", include, *FLAGS], input=text, cwd=ROOT, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)


@pytest.mark.parametrize("cc", COMPILERS, ids=lambda cc: cc[0])
@pytest.mark.parametrize("what", REFUSED)
def test_does_not_compile(cc, what):
    text, words = REFUSED[what]
    run = compile_text(cc, text)
    assert run.returncode != 0 and words in run.stdout, run.stdout
