# SPDX-License-Identifier: MIT
"""The monitor on the serial line: every command's answer against facts known from elsewhere, and what nobody meant."""
import os
import random
import re

import pytest

from harness import proc, ram
from harness.ktap import parse
from harness.qemu import PROMPT, READY

MEMORY = 1024
COMMANDS = ("help free meminfo buddyinfo zoneinfo slabinfo slabcheck kmemleak layout vmallocinfo pt iomem pgwalk dmesg test bench lesson "
            "reboot poweroff").split()


OPTIONS = {"memory": MEMORY, "words": "console=ttyS0 panic=exit", "reboot": True}


@pytest.fixture
def machine(share):
    return share(**OPTIONS)


@pytest.fixture
def fresh(boot):
    """A machine that nobody else uses, before or after."""
    machine = boot(**OPTIONS)
    machine.ready()
    return machine


def test_help_names_every_command(machine):
    text = machine.command("help")
    for name in COMMANDS:
        assert re.search(rf"^\s*{name}\b", text, re.MULTILINE), name


def test_free_lists_hold_what_is_free(machine):
    """Three views, one truth: buddyinfo, zoneinfo and meminfo agree to the page."""
    buddy = proc.buddyinfo(machine.command("buddyinfo"))
    zones = proc.zoneinfo(machine.command("zoneinfo"))
    free = proc.meminfo(machine.command("meminfo"))
    for name, blocks in buddy.items():
        assert len(blocks) == 11
        assert sum(count << order for order, count in enumerate(blocks)) == zones[name]["free"], name
    assert free["MemFree"] == 4 * sum(zone["free"] for zone in zones.values())
    assert free["MemTotal"] == 4 * sum(zone["managed"] for zone in zones.values())
    assert free["HighTotal"] == 4 * zones["HighMem"]["managed"]
    assert free["LowFree"] + free["HighFree"] == free["MemFree"]


def test_free_adds_up(machine):
    info = proc.meminfo(machine.command("meminfo"))
    rows = {m[1]: [int(n) for n in m[2].split()]
            for m in re.finditer(r"^(\w+):((?:\s+\d+)+)$", machine.command("free"), re.MULTILINE)}
    assert rows["Mem"] == [info["MemTotal"], info["MemTotal"] - info["MemFree"], info["MemFree"], info["MemAvailable"]]
    assert [low + high for low, high in zip(rows["Low"], rows["High"])] == rows["Mem"][:3]


def test_slabs_are_counted_in_pages_and_found_sound(fresh):
    rows = re.findall(r"^(\S+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) : tunables +0 +0 +0 : slabdata +(\d+) +(\d+) +0$",
                      fresh.command("slabinfo"), re.MULTILINE)
    names = [row[0] for row in rows]
    assert len(set(names)) == len(names)
    for size in "32 64 96 128 192 256 512 1k 2k 4k 8k 16k 32k 64k 128k".split():
        assert f"kmalloc-{size}" in names and f"dma-kmalloc-{size}" in names
    pages = 0
    for name, active, objects, _, per_slab, slab_pages, slabs, _ in rows:
        assert int(active) <= int(objects) == int(per_slab) * int(slabs), name
        pages += int(slabs) * int(slab_pages)
    info = proc.meminfo(fresh.command("meminfo"))
    assert info["Slab"] == info["SReclaimable"] + info["SUnreclaim"] == 4 * pages
    assert re.fullmatch(r"\d+ objects in use, 0 faults\n", fresh.command("slabcheck"))
    assert fresh.command("kmemleak") == "0 unreferenced objects\n"


def test_vmallocinfo_and_pt_agree(machine):
    """Each living area is mapped, with nothing mapped behind its last page."""
    areas = [(int(m[1], 16), int(m[2], 16), int(m[3])) for m in re.finditer(
        r"^0x([0-9a-f]{8})-0x([0-9a-f]{8}) +(\d+) (?!unpurged)\S+", machine.command("vmallocinfo"), re.MULTILINE)]
    text = machine.command("pt")
    ranges = {(int(m[1], 16), int(m[2], 16)) for m in re.finditer(
        r"^0x([0-9a-f]{8})-0x([0-9a-f]{8}) +\d+[KMG] +(?:RW|ro) .*pte", text, re.MULTILINE)}
    assert len(areas) >= 4, "stacks, the HPET"
    for start, end, size in areas:
        assert end - start == size
        assert (start, end - 4096) in ranges
    names = re.findall(r"^---\[ (.*) \]---$", text, re.MULTILINE)
    assert names == ["Kernel Mapping", "vmalloc() Area", "Vmalloc End", "Persistent kmap() Area", "Fixmap Area"]


def test_layout_is_the_books(machine):
    """With more than 896 MiB: the classic numbers of i386."""
    text = machine.command("layout")
    areas = proc.layout(text)
    assert areas["lowmem"] == (0xC0000000, 0xF8000000)
    assert areas["vmalloc"] == (0xF8800000, 0xFF7FE000)
    assert areas["pkmap"] == (0xFF800000, 0xFFC00000)
    assert areas["fixmap"][1] == 0xFFFFF000
    assert areas[".text"][0] < areas[".text"][1] <= areas[".data"][0] < areas[".data"][1]


def test_iomem_is_the_machines_map(machine):
    entries = proc.iomem(machine.command("iomem"))
    ram_ranges = [(first, last) for _, first, last, name in entries if name == "System RAM"]
    expected = [(first, last) for first, last, usable in ram.e820(MEMORY) if usable]
    # Linux leaves out frame 0, which belongs to the BIOS.
    assert [(max(first, 0x1000), last) for first, last in ram_ranges] == [
        (max(first, 0x1000), last) for first, last in expected]
    code = next(entry for entry in entries if entry[3] == "Kernel code")
    assert code[0] == 1 and code[1] >= 0x100000


def test_pgwalk_agrees_with_qemu(machine):
    """What the kernel says of an address is what the machine's own MMU does."""
    for address in (0xC0100000, 0xC0000000, 0xF0000123):
        text = machine.command(f"pgwalk {address:#x}")
        physical = int(machine.hmp(f"gva2gpa {address:#x}").split()[-1], 16)
        assert physical == address - 0xC0000000
        assert f"{physical:08x}" in text


@pytest.mark.parametrize("address", ["0", "0x1000", "0xfffff000", "0xf8000000"])
def test_pgwalk_of_what_is_not_mapped(machine, address):
    assert "nmapped" in machine.hmp(f"gva2gpa {address}")
    assert re.search("not (present|mapped)", machine.command(f"pgwalk {address}"))


def test_dmesg_is_what_was_printed(fresh):
    stamped = re.compile(r"^\[ *\d+\.\d{6}\] .*$", re.MULTILINE)
    printed = stamped.findall(fresh.text)
    assert stamped.findall(fresh.command("dmesg"))[:len(printed)] == printed


def test_lesson_pages_draws_and_gives_everything_back(machine):
    """The first run leaves the per-CPU lists empty; from then on nothing may change."""
    text = machine.command("lesson pages")
    assert len(text.splitlines()) > 10 and "FAILED" not in text
    before = machine.command("buddyinfo")
    machine.command("lesson pages")
    assert machine.command("buddyinfo") == before


def test_test_runs_a_suite_or_a_case(machine):
    text = machine.command("test list")
    assert "KTAP version 1" in text and re.search(r"^ok 1 list$", text, re.MULTILINE)
    case = parse(text).cases[0].full_name
    assert [case.full_name for case in parse(machine.command(f"test {case}")).cases] == [case]


def test_bench_prints_a_row(machine):
    assert re.search(r"^bench cal_empty min \d+ med \d+ n \d+$", machine.command("bench cal_empty"), re.MULTILINE)


def test_reboot_starts_again(fresh):
    fresh.send("reboot\r")
    fresh.expect(READY)
    fresh.expect(PROMPT)


def test_poweroff_ends_well(fresh):
    fresh.power_off()


# What nobody meant

def alive(machine):
    assert "Mem:" in machine.command("free")


@pytest.mark.parametrize("line", ["nonsense", "pgwalk", "pgwalk xyz", "pgwalk 1 2 3", "test no_such_suite",
                                  "lesson 99", "lesson no_such_lesson", "bench no_such_bench", "pgwalk 0x1ffffffff",
                                  "free something", pytest.param("x" * 500, id="500 letters"),
                                  pytest.param("a " * 60, id="60 words")])
def test_a_wrong_line_gets_an_answer(machine, line):
    assert machine.command(line).strip(), "no word about it"
    alive(machine)


@pytest.mark.parametrize("line", ["", "   "])
def test_an_empty_line_is_nothing(machine, line):
    assert machine.command(line).strip() == ""
    alive(machine)


# The line

def typed(machine, keys):
    """Type keys and Enter; return the line that the monitor took, which must be no command."""
    return re.match(r"(.*): no such command", machine.command(keys))[1]


LEFT, RIGHT, HOME, END, DELETE = "\x1b[D", "\x1b[C", "\x1b[H", "\x1b[F", "\x1b[3~"
UP, DOWN = "\x1b[A", "\x1b[B"
A, B, C, D, E, F, K, L, N, P, U, W = (chr(ord(letter) & 31) for letter in "ABCDEFKLNPUW")


@pytest.mark.parametrize("keys, line", [
    ("acd" + LEFT + LEFT + "b", "abcd"), ("acd" + B + B + "b" + RIGHT + RIGHT + "e", "abcde"),
    ("bc" + HOME + "a" + END + "d", "abcd"), ("bc" + A + "a" + E + "d", "abcd"),
    ("abxc" + LEFT + LEFT + DELETE, "abc"), ("abxc" + LEFT + LEFT + D, "abc"), ("abxc" + LEFT + "\x7f", "abc"),
    ("xyzabc" + LEFT * 3 + U, "abc"), ("abcxyz" + LEFT * 3 + K, "abc"), ("wrong abc" + W + W + "abc", "abc"),
    (D + LEFT + "\x7f" + DELETE + "abc" + DELETE + RIGHT, "abc"),
    ("ab" + L + "c", "abc"), ("\x1bOHbc" + "\x1b[1~a" + "\x1b[4~d", "abcd"), ("\x1b[1;5Dabc\x1b[5~\x1bx", "abc"),
], ids=str)
def test_a_line_is_edited(machine, keys, line):
    assert typed(machine, keys) == line


def test_ctrl_c_drops_the_line(machine):
    machine.send("reboot" + C)
    machine.expect(r"\^C\r\n" + PROMPT)
    alive(machine)


def test_ctrl_c_among_what_is_typed_ahead_drops_its_line(machine):
    machine.send("nonsense" + C + "free\r")
    machine.expect("Mem:")
    assert "no such" not in machine.text


class Line:
    """What the editor should do, in a few lines."""

    def __init__(self):
        self.text, self.at = "", 0

    def key(self, key):
        left, right = self.text[:self.at], self.text[self.at:]
        if len(key) == 1 and key.isprintable():
            if len(self.text) < 255:
                left += key
        elif key in (LEFT, B):
            left, right = left[:-1], left[-1:] + right
        elif key in (RIGHT, F):
            left, right = left + right[:1], right[1:]
        elif key in (HOME, A):
            left, right = "", left + right
        elif key in (END, E):
            left, right = left + right, ""
        elif key in (DELETE, D):
            right = right[1:]
        elif key == "\x7f":
            left = left[:-1]
        elif key == U:
            left = ""
        elif key == K:
            right = ""
        elif key == W:
            left = re.sub(r"[^ ]* *$", "", left)
        self.text, self.at = left + right, len(left)


def shown(text):
    """The last line of a terminal of 80 columns that has been sent this: text and backspaces."""
    row, at = [], 0
    assert "\x1b" not in text
    for c in text.rsplit("\n", 1)[-1]:
        if c == "\b":
            at -= 1
        else:
            row[at:at + 1] = c
            at += 1
            assert at < 80, "wraps"
    return "".join(row).rstrip()


def test_a_line_that_is_cut_where_its_view_begins_is_still_seen(machine):
    machine.send("x" * 120)
    machine.expect("<x{20}")
    machine.send(HOME)
    machine.expect("x>")
    machine.send(END)
    machine.expect("<x{35}")  # the view begins 36 places before the end
    start = len(machine.raw)
    machine.send(LEFT * 36 + K + "\r")
    machine.expect("\n" + PROMPT)
    row = shown(PROMPT + "<" + "x" * 35 + machine.raw[start:].split("\r\n")[0])
    assert re.fullmatch(PROMPT + "<x+", row), row


SEED = int(os.environ.get("SEED") or random.randrange(1 << 32))


@pytest.mark.parametrize("mean", [5, 60, 300])
def test_any_keys_edit_as_the_model_does_and_the_terminal_shows_it(machine, mean):
    """A line begins with a blank, or "quote" would find a pipe; so does what the monitor says of it."""
    print(f"SEED={SEED}")
    rnd = random.Random(SEED + mean)
    moves = [LEFT, RIGHT, B, F, HOME, END, A, E, DELETE, D, "\x7f", "\x7f", U, K, W]
    for _ in range(30):
        model, keys = Line(), []
        for _ in range(rnd.randrange(2 * mean)):
            letter = rnd.choice("abcdefgh ") if rnd.random() < 0.9 else ""
            key = letter or rnd.choice(moves if rnd.random() < 0.8 else moves[:10])
            model.key(key)
            keys.append(key)
        start = len(machine.raw)
        cut = rnd.randrange(len(keys) + 1)
        machine.send("".join(keys[:cut]))
        machine.pump(rnd.choice([0, 0.01]))
        machine.send("".join(keys[cut:]) + "\r")
        machine.expect("\n" + PROMPT)
        words = model.text.split()
        said = machine.raw[start:]
        lines = said.replace("\r\n", "\n").split("\n")
        row = shown(PROMPT + lines[0])
        if len(model.text) <= 72:
            assert row == (PROMPT + model.text).rstrip()
        else:
            assert row.startswith(PROMPT + "<") and model.text.rstrip().endswith(row[len(PROMPT) + 1:])
        if not words:
            assert len(lines) == 2
        elif len(words) > 12:
            assert lines[1].startswith("More than")
        else:
            assert lines[1].startswith(words[0] + ": no such command")


# History

def test_history_goes_back_and_forth(machine):
    for line in ("first", "second", "third"):
        machine.command(line)
    assert typed(machine, UP) == "third"
    assert typed(machine, P + P + P) == "first"
    assert typed(machine, "draft" + UP + UP + DOWN + N) == "draft"
    assert typed(machine, UP + UP + "x") == "firstx"


def test_history_keeps_no_line_twice_in_a_row_and_no_blank_one(machine):
    for line in ("first", "second", "second", "second", "", "   "):
        machine.command(line)
    assert typed(machine, UP + UP) == "first"


def test_history_forgets_the_oldest(machine):
    for number in range(40):
        machine.command(f"line{number}")
    assert typed(machine, UP * 100) == "line8"


# Completion

def test_tab_completes_a_command_and_its_argument(machine):
    assert "Low:" in machine.command("fre\t")
    assert "ok" in machine.command("les\tato\t")
    assert re.search(r"^ok 1 hexdump$", machine.command("test hexd\t"), re.MULTILINE)
    assert machine.command("help memi\t").split()[0] == "meminfo"
    assert "MemFree" in machine.command("meminfo | gr\tMemFree")
    machine.expect_reports("BUG: sleeping", 5)  # that lesson shows them


def test_tab_completes_as_far_as_all_agree_and_lists_them(machine):
    machine.send("sl\t\t")
    machine.expect("\n" + PROMPT + "slab")
    assert re.search(r"^  slabcheck +slabinfo +$", machine.text, re.MULTILINE)
    machine.send("i\t\r")
    machine.expect("slabinfo - version")


def test_tab_completes_in_the_middle_of_a_line(machine):
    assert machine.command("helx" + LEFT + "\t").startswith('help: "x" is neither')


@pytest.mark.parametrize("line", ["no_such\t", "free \t", "lesson 99 \t", "nonsense x\t", "a b c d e f g h i j k l m\t"])
def test_tab_without_anything_to_offer_does_nothing(machine, line):
    with_tab = machine.command(line)
    assert with_tab == machine.command(line.replace("\t", ""))


def test_every_command_is_offered(machine):
    machine.send("\t")
    machine.expect("\n" + PROMPT)
    offered = machine.text.replace(PROMPT, "").split()
    assert set(COMMANDS) <= set(offered) == {name for _, name in help_rows(machine)}
    assert offered == sorted(offered)


# help

def help_rows(machine, line="help"):
    """(subject, command) of each row."""
    rows, subject = [], None
    for text in machine.command(line).splitlines():
        if re.match(r"[A-Z][\w ]+$", text):
            subject = text
        elif re.match("  [a-z]", text):
            rows.append((subject, text.split()[0]))
    return rows


def test_help_has_each_subject_and_command_once(machine):
    rows = help_rows(machine)
    assert len({name for _, name in rows}) == len(rows)
    subjects = [subject for subject, _ in rows]
    assert None not in subjects
    assert len(set(subjects)) == sum(a != b for a, b in zip(subjects, [None] + subjects))
    assert help_rows(machine, "help memory") == [row for row in rows if row[0] == "Memory"]
    assert help_rows(machine, "help pgwalk") == [(None, "pgwalk")]


# Filters

def test_grep_shows_the_lines_with_a_word(machine):
    whole = machine.command("meminfo")
    assert machine.command("meminfo | grep Total") == "".join(
        line + "\n" for line in whole.splitlines() if "Total" in line)
    assert machine.command("meminfo |grep Total | grep Mem").startswith("MemTotal")
    assert machine.command('help | grep "table of"').count("\n") == machine.command("help").count("table of")
    assert machine.command("meminfo | grep no_such_word") == ""


def test_grep_leaves_the_kernels_reports_alone(machine):
    text = machine.command("test bad_page.a_page_freed_twice_is_reported | grep no_such_word")
    assert "BUG: Bad page state" in text and "KTAP" not in text
    machine.expect_reports("Bad page state", 11)


@pytest.mark.parametrize("line", ["free |", "free | grep", "free | less", "free | grep a b", "free | more a",
                                  "free | | more"] + ["free" + " | grep M" * 5])
def test_a_wrong_filter_is_named_and_runs_nothing(machine, line):
    text = machine.command(line)
    assert "cannot stand behind" in text and "Mem:" not in text


@pytest.mark.parametrize("line", ["a|b", '"x | more"'])
def test_a_pipe_without_a_blank_or_in_quotes_is_a_letter(machine, line):
    assert machine.command(line).startswith(line.strip('"') + ": no such command")


def pages(machine, line, keys):
    """Answer each stop of "more" with the next key; return what is shown between the stops."""
    machine.send(line + "\r")
    start = len(machine.text) + len(line)
    for key in keys:
        machine.expect("--More--")
        machine.send(key)
    machine.expect("\n" + PROMPT if keys[-1] != "q" else PROMPT)
    parts = machine.text[start:].split("--More--")
    return [re.sub(r" {8}$", "", part.split("\n", 1)[1] if i == 0 else part).replace(" " * 8, "", 1)
            for i, part in enumerate(parts)]


def test_more_stops_after_each_screen(machine):
    whole = machine.command("zoneinfo")
    assert whole.count("\n") > 46
    stops = (whole.count("\n") - 1) // 23
    shown_pages = pages(machine, "zoneinfo | more", " " * stops)
    assert [page.count("\n") for page in shown_pages[:-1]] == [23] * stops
    alive(machine)


def test_more_goes_on_by_a_line_and_ends(machine):
    shown_pages = pages(machine, "zoneinfo | more", "\r\rq")
    assert [page.count("\n") for page in shown_pages[:3]] == [23, 1, 1]
    assert shown_pages[3] == PROMPT
    alive(machine)


def test_more_of_little_does_not_stop(machine):
    assert machine.command("meminfo | grep Total | more").startswith("MemTotal")


def test_ctrl_c_ends_more(machine):
    machine.send("zoneinfo | more\r")
    machine.expect("--More--")
    machine.send(C)
    machine.expect(PROMPT)
    alive(machine)


# Ctrl-C

@pytest.mark.parametrize("line, begun", [("test [p-z]*", r"ok \d+ \w+\s"), ("bench *", r"bench \w+"), ("lesson all", "=== ")])
def test_ctrl_c_stops_a_command(fresh, line, begun):
    fresh.send(line + "\r")
    fresh.expect(begun)
    fresh.send(C)
    fresh.expect(r"\^C[^#]*\n" + PROMPT)
    assert "# Totals" not in fresh.text
    alive(fresh)


def test_ctrl_c_before_the_command_begins_stops_it_too(machine):
    machine.send("test [p-z]*\r" + C)
    machine.expect(r"\^C[^#]*\n" + PROMPT)
    alive(machine)


# What nobody meant

@pytest.mark.parametrize("count", [100_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_random_bytes_do_no_harm(fresh, count):
    print(f"SEED={SEED}")
    noise = random.Random(SEED)
    fresh.flood(noise.randbytes(count))
    fresh.send(C + "\r")
    fresh.pump(0.2)
    fresh.send(C + "free\r")
    fresh.expect("Mem:")
    fresh.expect("\n" + PROMPT)
    alive(fresh)


def test_lines_faster_than_they_run_are_lost_with_a_word(fresh):
    fresh.flood(b"zoneinfo\r" * 300)
    fresh.expect(r"k896: \d+ typed bytes were lost")
    fresh.send(C + C)
    fresh.pump(0.5)
    fresh.send(C + "free\r")
    fresh.expect("Mem:")


def test_backspace_edits(machine):
    assert "Mem:" in machine.command("frexx\x7f\x7fe")
    assert "Mem:" in machine.command("\b\bfrex\be")


def test_usage_of_a_command_without_arguments_is_its_name(machine):
    assert machine.command("meminfo x") == "usage: meminfo\n"
