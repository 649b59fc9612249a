# SPDX-License-Identifier: MIT
"""tools/mutate on a tiny example: which changes it finds, what it says to each, and the same in every run."""
import os
import re
import shutil
import sys

import pytest

from harness import tools
from harness.qemu import KERNEL, ROOT

mutate = tools.load("mutate")
source, judge, kernel = (sys.modules[f"mutation.{name}"] for name in ("source", "judge", "kernel"))

TEXT = '''/* a < b in a comment, "x == y" */
#define LIMIT(a) ((a) + 1)
struct bag {
	int n;
};

int count_below(const struct bag *bag, int limit)
{
	int n = 0;

	pr_info("%d == %d\\n", n + 1, limit); /* words */
	for (int i = 0; i < bag->n; i++)
		n++;
	if (n >= limit && limit)
		return limit;
	touch(bag,
	      n);
	return n;
}

static unsigned int flags(void)
{
	return GFP_KERNEL | __GFP_ZERO;
}

SYSCALL_DEFINE1(tiny, int, x)
{
	return 0;
}
'''


def changes(function=None):
    return [mutant.diff(TEXT) for mutant in source.mutants(TEXT) if function in (None, mutant.function)]


@pytest.mark.parametrize("diff", [
    "-\tfor (int i = 0; i < bag->n; i++)\n+\tfor (int i = 0; i <= bag->n; i++)\n",
    "-\tif (n >= limit && limit)\n+\tif (n > limit && limit)\n",
    "-\tif (n >= limit && limit)\n+\tif (n >= limit || limit)\n",
    "-\tif (n >= limit && limit)\n+\tif (!(n >= limit && limit))\n",
    "-\t\tn++;\n+\t\tn--;\n",
    "-\t\tn++;\n+\t\t;\n",
    "-\tint n = 0;\n+\tint n = 1;\n",
    "-\t\treturn limit;\n+\t\treturn 0;\n",
    "-\ttouch(bag,\n-\t      n);\n+\t;\n",
])
def test_each_kind_of_change_is_found(diff):
    assert diff in changes("count_below")


def test_flags_and_system_calls():
    assert changes("flags") == ["-\treturn GFP_KERNEL | __GFP_ZERO;\n+\treturn 0;\n",
                                "-\treturn GFP_KERNEL | __GFP_ZERO;\n+\treturn GFP_KERNEL;\n"]
    assert "-\treturn 0;\n+\treturn -1;\n" in changes("__do_sys_tiny")


def test_words_comments_and_macros_are_left_alone():
    text = "".join(changes())
    assert not any(word in text for word in ("pr_info", "comment", "LIMIT", "struct bag {"))


def test_lines_keep_their_numbers():
    for mutant in source.mutants(TEXT):
        assert mutant.apply(TEXT).count("\n") == TEXT.count("\n")
        assert TEXT.splitlines()[mutant.line - 1] in mutant.diff(TEXT).replace("-", "", 1)


def test_the_seed_chooses():
    mutants = source.mutants(TEXT)
    assert mutate.choose(mutants, 5, 1) == mutate.choose(mutants, 5, 1) != mutate.choose(mutants, 5, 2)
    assert mutate.choose(mutants, 1000, 1) == mutants


def test_the_kernels_own_files_can_be_changed():
    for name in ("mm/page/page_alloc.c", "kernel/signal/signal.c", "kernel/core/sched.c", "lib/glob.c"):
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            text = file.read()
        mutants = source.mutants(text)
        assert len(mutants) > 20, name
        assert {mutant.kind for mutant in mutants} == {"token", "negated condition", "dropped statement", "return value"}


# What is said to a change

class Tiny(kernel.Kernel):
    """Compiled, but nothing is linked."""

    def __init__(self, folder):  # pylint: disable=super-init-not-called
        self.source, self.folder, self.objects = "tiny.c", str(folder), []
        compiler = shutil.which("i686-linux-gnu-gcc") or "gcc -m32"
        self.compile = f"{compiler} -O2 -ffreestanding -Wno-implicit-function-declaration -MMD -c"

    def link(self, output, own_object, more=()):
        pass


TINY = """int positive(int x)
{
	if (x > 0)
		return 1;
	return 0;
}

unsigned int half(unsigned int x)
{
	if (x >= 0)
		return x / 2;
	return 0;
}

int unseen(int x)
{
	if (x == missing + 1)
		return 1;
	return 0;
}
"""


@pytest.fixture
def trial(tmp_path, monkeypatch):
    """A suite that notices what changes in positive(), and nothing that happens in half()."""
    coverage = judge.Coverage({"tiny": 1.0}, {"positive": {"tiny"}, "half": {"tiny"}}, [])
    monkeypatch.setattr(mutate.Trial, "_coverage", lambda self: coverage)
    monkeypatch.setattr(judge, "killed_by", lambda elf, coverage, suites: None)
    return mutate.Trial(Tiny(tmp_path), TINY.replace("missing", "2"), {})


def verdict(trial, function, diff):
    mutant = next(m for m in source.mutants(trial.text) if m.function == function and diff in m.diff(trial.text))
    return trial.run(mutant, os.path.join(trial.kernel.folder, "0"))


def test_killed_and_survived(trial, monkeypatch):
    assert verdict(trial, "positive", "+\tif (x >= 0)") == (mutate.SURVIVED, "tiny")
    monkeypatch.setattr(judge, "killed_by", lambda elf, coverage, suites: "tiny.a_case" if suites else None)
    assert verdict(trial, "positive", "+\tif (x >= 0)") == (mutate.KILLED, "tiny.a_case")
    assert verdict(trial, "unseen", "+\tif (x != 2 + 1)") == (mutate.SURVIVED, "no suite calls the function")


def test_the_same_object_code_is_equivalent(trial):
    assert verdict(trial, "half", "+\treturn -1;")[0] == mutate.EQUAL  # behind a condition that is always true


def test_what_is_no_c_does_not_build(trial):
    trial.text = TINY
    assert verdict(trial, "unseen", "+\tif (x != missing + 1)")[0] == mutate.NO_BUILD


LISTED = """# comment

tiny.c positive
-	if (x > 0)
+	if (x >= 0)
It is never called with 0.
"""


def test_a_listed_equivalent_has_a_reason(trial):
    trial.listed = mutate.equivalents(LISTED)
    assert verdict(trial, "positive", "+\tif (x >= 0)") == (mutate.LISTED, "It is never called with 0.")
    with pytest.raises(SystemExit, match="a reason"):
        mutate.equivalents(LISTED.replace("It is never called with 0.\n", ""))


def test_the_list_fits_the_sources():
    """Each entry is a change of its file as that is now: what was mended since must leave the list."""
    with open(mutate.EQUIVALENT, encoding="utf-8") as file:
        listed = mutate.equivalents(file.read())
    for name, diff in listed:
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            text = file.read()
        assert diff in {mutate.normal(mutant.diff(text)) for mutant in source.mutants(text)}, f"{name}:\n{diff}"


def test_the_rate_counts_what_matters():
    results = [(None, verdict, "") for verdict in
               [mutate.KILLED] * 3 + [mutate.SURVIVED] + [mutate.EQUAL, mutate.LISTED, mutate.NO_BUILD]]
    assert mutate.summary(results) == ("3 killed, 1 survived, 1 same code, 1 listed as equivalent, 1 does not build: "
                                       "75 % of 4 killed")


def test_a_failed_case_is_named_whole():
    """The machine's words come in pieces."""
    said = "\r\n    not ok 3 one_of_many\r\n"
    names = [found[1] for found in (re.search(judge.FAILED, said[:end]) for end in range(len(said) + 1)) if found]
    assert set(names) == {"one_of_many"}


def test_only_source_files_of_the_kernel(tmp_path):
    with pytest.raises(SystemExit, match="no C source file of the kernel"):
        kernel.Kernel("include/linux/slab.h", str(tmp_path))


@pytest.mark.skipif(not os.path.exists(KERNEL), reason="needs the built kernel")
def test_a_real_kernel(tmp_path):
    """A change that the suite of its file notices, and another suite does not."""
    trial = mutate.Trial.__new__(mutate.Trial)
    trial.kernel, trial.listed, trial.code = kernel.Kernel("lib/glob.c", str(tmp_path)), {}, b""
    with open(os.path.join(ROOT, "lib/glob.c"), encoding="utf-8") as file:
        trial.text = file.read()
    trial.coverage = judge.Coverage({"glob": 1.0, "sort": 1.0}, {"in_class": {"glob", "sort"}}, [])
    assert verdict(trial, "in_class", "+\treturn found == inverted;")[0] == mutate.KILLED
    trial.coverage.callers["in_class"] = {"sort"}
    assert verdict(trial, "in_class", "+\treturn found == inverted;") == (mutate.SURVIVED, "sort")
