# SPDX-License-Identifier: MIT
"""The KTAP parser: good text, and every way in which a text can be broken."""
import pytest

from harness.ktap import parse

GOOD = """\
[    0.001000] k896 starts
KTAP version 1
1..2
    KTAP version 1
    # Subtest: page_alloc
    1..3
    ok 1 split_at_every_order
[    0.100000] BUG: Bad page state in process swapper  pfn:00123
    # page_alloc.c:12: expected 1 == 2
    not ok 2 merge_on_free
    ok 3 double_free # SKIP must panic
not ok 1 page_alloc
    # Subtest: memblock
    1..1
    ok 1 merges
ok 2 memblock
[    0.200000] off
"""


def test_good_text():
    results = parse(GOOD)
    assert results.complaints == []
    assert [suite.name for suite in results.suites] == ["page_alloc", "memblock"]
    assert [case.full_name for case in results.cases] == [
        "page_alloc.split_at_every_order", "page_alloc.merge_on_free", "page_alloc.double_free", "memblock.merges"]


def test_failure_carries_the_lines_printed_while_it_ran():
    failure, = parse(GOOD).failures
    assert failure.full_name == "page_alloc.merge_on_free"
    assert "Bad page state" in str(failure) and "expected 1 == 2" in str(failure)


def test_skip_has_its_reason_and_is_no_failure():
    case = parse(GOOD).cases[2]
    assert case.ok and case.skipped == "must panic"
    assert parse(GOOD).cases[0].skipped is None


def test_carriage_returns_do_not_matter():
    assert parse(GOOD.replace("\n", "\r\n")) == parse(GOOD)


def test_the_third_level_of_a_parametrised_case_belongs_to_the_case():
    text = GOOD.replace("    ok 3 double", "        # Subtest: inner\n        1..1\n        not ok 1 inner\n    ok 3 double")
    results = parse(text)
    assert results.complaints == [] and len(results.cases) == 4
    assert "        not ok 1 inner" in results.cases[2].lines


@pytest.mark.parametrize("old, new, complaint", [
    ("KTAP version 1\n1..2", "1..2", 'no "KTAP version 1"'),
    ("1..2\n", "", "no plan"),
    ("1..2\n", "1..3\n", "2 suites, but 3 planned"),
    ("1..2\n", "1..1\n", "2 suites, but 1 planned"),
    ("1..2\n", "1..two\n", "no plan"),
    ("    1..3\n", "", "page_alloc has no plan"),
    ("    1..3\n", "    1..4\n", "3 cases, but 4 planned"),
    ("    ok 3 double_free # SKIP must panic\n", "", "2 cases, but 3 planned"),
    ("not ok 2 merge_on_free", "not ok 3 merge_on_free", "number 3, not 2"),
    ("not ok 2 merge_on_free", "ok 2 split_at_every_order", "comes twice"),
    ("not ok 1 page_alloc\n", "", "page_alloc has no result"),
    ("not ok 1 page_alloc\n", "ok 1 page_alloc\n", "calls itself ok"),
    ("ok 2 memblock", "not ok 2 memblock", "calls itself not ok"),
    ("ok 2 memblock", "ok 3 memblock", "number 3, not 2"),
    ("ok 2 memblock", "ok 2 other", "other without its cases"),
    ("# Subtest: memblock", "# Subtest: page_alloc", "page_alloc comes twice"),
    ("    # Subtest: memblock\n", "", "outside a suite"),
    ("ok 2 memblock\n", "", "stops inside suite memblock"),
    ("[    0.200000] off", "KTAP version 1", "second KTAP header"),
])
def test_broken_text_is_complained_about(old, new, complaint):
    assert old in GOOD
    complaints = parse(GOOD.replace(old, new, 1)).complaints
    assert any(complaint in each for each in complaints), complaints


@pytest.mark.parametrize("text", ["", "\n", "ok 1 nothing\n", "k896> garbage \x00\xff\n"])
def test_text_without_ktap(text):
    assert parse(text).complaints == ['no "KTAP version 1"']


def test_text_cut_anywhere_never_passes():
    whole = len(GOOD) - len("[    0.200000] off\n") - 1
    for length in range(whole):
        results = parse(GOOD[:length])
        assert results.complaints, GOOD[:length][-40:]
