# SPDX-License-Identifier: MIT
"""The host's own tools: the symbol table, the dependency and document checks, the benchmark table, tools/deps."""
import os
import shutil
import stat
import subprocess

import pytest

from harness.qemu import ROOT
from harness.tools import load

symbols, deps, docs, size, bench, lessons, sessions, initramfs, route = (
    load(name) for name in ("symbols.py", "check-deps.py", "check-docs.py", "check-size.py", "bench", "lesson-docs.py",
                            "session-docs.py", "initramfs", "route.py"))


# tools/symbols.py

NM = """\
         U undefined
00100020 T boot_entry
c0101000 T _text
c0101000 00000010 t helper
c0101000 00000010 T start_kernel
c0101020 t .L5
c0101030 T __sched_text_end
c0101030 00000010 t local_function
c0101040 W weak
c0102000 R constant
c0103000 D variable
"""


def test_symbols_are_the_kernels_text_with_one_name_an_address():
    assert symbols.parse(NM) == {0xC0101000: "start_kernel", 0xC0101030: "local_function", 0xC0101040: "weak"}


def test_symbol_offsets_lead_to_the_names():
    lines = symbols.assembly({0xC0000000: "a", 0xC0000010: "long_name", 0xC0000020: "z"}).splitlines()
    at = lines.index("kallsyms_offsets:")
    names = "".join(line.split('"')[1] + "\0" for line in lines if ".asciz" in line)
    offsets = [int(line.split()[1]) for line in lines[at + 1:at + 4]]
    assert [names[offset:].split("\0")[0] for offset in offsets] == ["a", "long_name", "z"]


def test_the_image_carries_exactly_its_own_text_symbols():
    """The table was made from the first link: every address in it must be true in the second."""
    nm = shutil.which("i686-linux-gnu-nm") or "nm"
    first, second = (subprocess.run([nm, "-nS", os.path.join(ROOT, "build", name)], capture_output=True, text=True,
                                    check=True).stdout for name in ("k896.first.elf", "k896.elf"))
    assert symbols.parse(first) == symbols.parse(second)


# tools/check-deps.py

def objects(**paths):
    return {path.replace("__", "/"): (set(defined.split()), set(undefined.split()))
            for path, (defined, undefined) in paths.items()}


def test_use_to_the_left_and_within_a_folder_is_fine():
    assert deps.check(objects(lib__string=("memcpy", ""), mm__slab__slab=("kmalloc", "memcpy alloc_pages"),
                              mm__page__page_alloc=("alloc_pages", "linker_symbol")), {}) == []


def test_use_to_the_right_is_a_complaint_that_names_both():
    complaint, = deps.check(objects(lib__string=("memcpy", "kmalloc"), mm__slab__slab=("kmalloc", "")), {})
    assert "lib/string" in complaint and "kmalloc" in complaint and "mm/slab/slab" in complaint


def test_an_exception_allows_one_symbol_and_must_be_needed():
    used = objects(lib__string=("memcpy", "kmalloc"), mm__slab__slab=("kmalloc", ""))
    assert deps.check(used, {("lib/string", "kmalloc"): "reason"}) == []
    assert "not needed" in deps.check(objects(lib__string=("memcpy", "")), {("lib/string", "kmalloc"): "reason"})[0]


def test_the_longest_folder_decides():
    assert deps.folder_of("kernel/x86/idt") < deps.folder_of("mm/slab/slab") < deps.folder_of("kernel/process/fork")
    assert deps.folder_of("kernel/main") == len(deps.ROW) - 1
    with pytest.raises(ValueError):
        deps.folder_of("elsewhere/file")


def test_nm_lines():
    assert deps.symbols("         U a\n00000000 T b\n00000000 t c\n00000004 C d\n         w e\n") == (
        {"b", "d"}, {"a", "e"})


NM_TOOL = shutil.which("i686-linux-gnu-nm") or "nm"
CC = shutil.which("i686-linux-gnu-gcc") or "gcc"


@pytest.fixture(scope="module")
def kernel_objects():
    """What each object of the kernel that is built defines and leaves undefined."""
    with pytest.MonkeyPatch.context() as here:
        here.chdir(ROOT)
        return deps.read_objects(NM_TOOL, "build")


@pytest.mark.parametrize("folder, symbol, behind", [
    ("mm/page", "__kmalloc", "mm/slab"), ("mm/user", "blockcache_read", "mm/reclaim"), ("fs", "do_exit", "kernel/process")])
def test_a_planted_call_to_the_right_is_caught(kernel_objects, tmp_path, folder, symbol, behind):
    source, planted = tmp_path / "planted.c", tmp_path / "planted.o"
    source.write_text(f"void {symbol}(void);\nvoid planted(void);\nvoid planted(void) {{ {symbol}(); }}\n")
    subprocess.run([CC, "-m32", "-c", "-fno-pic", "-o", planted, source], check=True)
    listing, = deps.listings(NM_TOOL, [str(planted)])
    complaint, = deps.check({**kernel_objects, f"{folder}/planted": deps.symbols(listing)}, deps.EXCEPTIONS)
    assert f"{folder}/planted uses {symbol} of {behind}/" in complaint and f"{folder} stands left of {behind}" in complaint


# tools/check-size.py

def function(lines):
    return "static int\nadd_up(int a,\n       int b)\n{\n" + "\ta += b;\n" * lines + "}\n"


def test_a_function_of_60_lines_is_fine_and_one_of_61_is_named_with_its_line():
    assert size.long_functions("mm/a.c", function(60) + function(3)) == []
    complaint, = size.long_functions("mm/a.c", "struct s {\n};\n\n" + function(61))
    assert complaint.startswith("mm/a.c:7: add_up() has 61 lines")


def test_a_file_of_501_lines_needs_a_reason_at_its_head():
    licence, reason = "/* SPDX-License-Identifier: MIT */\n", "/*\n * Lists.\n *\n * Longer than 500 lines: one noun.\n */\n"
    assert size.file_complaints("mm/a.c", licence + "int a;\n" * 499) == []
    assert size.file_complaints("mm/a.c", licence + reason + "int a;\n" * 600) == []
    assert size.file_complaints("a.asm", "; Programs.\n;\n; Longer than 500 lines: one table.\n" + "nop\n" * 600) == []
    for text in ("int a;\n" * 501, licence + "int a;\n" * 500, licence + "int a;\n" * 500 + reason,
                 licence + reason.replace("one noun.", "") + "int a;\n" * 500):
        complaint, = size.file_complaints("mm/a.c", text)
        assert "no line at its head says why" in complaint


def test_a_reason_that_is_not_needed_any_more_is_a_complaint():
    complaint, = size.file_complaints("mm/a.c", "/*\n * Longer than 500 lines: one noun.\n */\nint a;\n")
    assert "has 4" in complaint


def test_a_planted_function_and_a_planted_file_are_caught(tmp_path):
    (tmp_path / "mm").mkdir()
    (tmp_path / "mm" / "good.c").write_text(function(60))
    (tmp_path / "mm" / "long.c").write_text("int a;\n" * 501)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "a_test.c").write_text(function(61) + "int a;\n" * 500)
    (tmp_path / "tests" / "programs.asm").write_text("; Programs.\n" + "nop\n" * 500)
    run = subprocess.run([os.path.join(ROOT, "tools/check-size.py")], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert [line.split(" ")[0] for line in run.stderr.splitlines()] == ["mm/long.c:", "tests/programs.asm:", "tests/a_test.c:4:"]


# tools/check-docs.py

def test_links():
    pages = {"README.md": "# Top\n", "docs/a.md": "# One heading: `x`\n", "src": ""}
    text = "[a](docs/a.md) [b](docs/a.md#one-heading-x) [c](https://example.org/) [d](#top)\n"
    assert docs.broken_links("README.md", pages["README.md"] + text, {**pages, "README.md": "# Top\n"}.get) == []
    assert "no file" in docs.broken_links("docs/a.md", "[x](docs/a.md)", pages.get)[0]
    assert "no heading" in docs.broken_links("README.md", "[x](docs/a.md#two)", pages.get)[0]
    assert docs.broken_links("README.md", "```\n[x](nowhere)\n```\n", pages.get) == []


def test_reading_order():
    sources = ["mm/slab/slab.c", "lib/string.c"]
    assert docs.order_complaints("`lib/string.c`, then `mm/slab/slab.c`", sources) == []
    twice, missing, unknown = docs.order_complaints("`mm/slab/slab.c` `mm/slab/slab.c` `mm/gone.c`", sources)
    assert "2 times" in twice and "lib/string.c" in missing and "mm/gone.c" in unknown


def test_gdb_page():
    script = '    name = "k-one"\n        super().__init__("k-two", gdb.COMMAND_USER)\n'
    assert docs.gdb_complaints("### k-one [X]\ntext\n### k-two\n", [script]) == []
    missing, unknown, twice = docs.gdb_complaints("### k-one\n### k-one\n### k-three\n", [script])
    assert "k-two" in missing and "k-three" in unknown and "k-one twice" in twice


def test_both_readmes_say_how_long_the_route_is():
    assert docs.bound_complaints({"a.md": "at most 3,200 lines", "b.md": "不超过 3200 行"}) == []
    assert docs.bound_complaints({"a.md": "at most 3,000 lines"}) == [
        "a.md: does not say that the route has at most 3200 lines"]


def test_both_readmes_lead_to_the_same_pages():
    here, there = "[中文](b.md) [x](docs/x.md)", "[English](a.md) [y](docs/x.md)"
    assert docs.readme_complaints({"a.md": here, "b.md": there}) == []
    assert docs.readme_complaints({"a.md": here + " [z](docs/z.md)", "b.md": there}) == ["b.md: no link to docs/z.md"]


def test_a_folders_readme_names_files_that_are_there():
    files = ["mm/slab/README.md", "mm/slab/slab.c", "include/linux/slab.h", "tools/bench", "linker.ld"]
    good = ("`slab.c` of `mm/slab/`, `<linux/slab.h>`, `tools/bench`, `linker.ld`; no files: `kfree()`, `make check`, "
            "`/proc/slabinfo`, `k896> slab.c`\n```\n`gone.c`\n```\n")
    assert docs.missing_names("mm/slab/README.md", good, files) == []
    for gone in ("gone.c", "mm/gone.c", "mm/gone/", "tools/gone"):
        assert docs.missing_names("mm/slab/README.md", f"Read `{gone}`.", files) == [f"mm/slab/README.md: there is no {gone}"]
    assert docs.missing_names("mm/slab/README.md", "`<linux/gone.h>`", files) == [
        "mm/slab/README.md: there is no linux/gone.h"]
    # slab.c is there, but not in every folder.
    assert docs.missing_names("mm/page/README.md", "`slab.c`", files) == ["mm/page/README.md: there is no slab.c"]


def test_each_folder_of_the_row_has_a_readme():
    files = ["lib/README.md", "lib/string.c", "mm/slab/slab.c"]
    assert docs.folders_without_readme(["lib"], files) == []
    assert docs.folders_without_readme(["lib", "mm/slab"], files) == ["mm/slab: no README.md says what it gives"]


def test_the_stars_of_the_reading_order_are_the_route():
    order = "- **`mm/a.c`** ★, `mm/b.c`\n"
    assert docs.star_complaints(order, {"mm/a.c", "include/linux/a.h"}) == []
    missing, extra = docs.star_complaints(order, {"mm/b.c"})
    assert "no star behind mm/b.c" in missing and "a star behind mm/a.c" in extra


# tools/route.py

SOURCE = """\
/* The idea. */
#include <linux/x.h>

/* A limit. */
#define LIMIT 3
#define add(a, b) \\
	((a) + (b))

/* ---- taking; interrupts off ---- */

/*
 * Of two lines.
 */
struct thing {
	int a;
};

static int take(struct thing *t,
		int n)
{
	if (n) {
		return 1;
	}
	return 0;
}

/* ---- giving ---- */

int give(void);
"""


def parts(text):
    return [route.lines_of(SOURCE, part) for part in route.PART.findall(text)]


def test_the_parts_of_a_source_file():
    text = SOURCE.splitlines()
    whole, head, section, macro, body, struct, function, declared = parts(
        "the whole, the head, *taking*, `LIMIT`, `add()`, `struct thing`, `take()`, `give()`")
    assert list(whole) == list(range(len(text))) and list(head) == [0]
    assert "taking" in text[section.start] and "giving" in text[section.stop]
    assert text[macro.start:macro.stop] == ["/* A limit. */", "#define LIMIT 3"]
    assert text[body.start:body.stop] == ["#define add(a, b) \\", "	((a) + (b))"]
    assert text[struct.start] == "/*" and text[struct.stop - 1] == "};"
    assert text[function.start].startswith("static int take") and text[function.stop - 1] == "}" and len(function) == 8
    assert len(declared) == 1
    assert parts("*gone*, `gone()`, `struct gone`") == [None] * 3


def a_route(*items):
    stops = "".join(f"## {n}. Stop\n\n- Read [mm/x.c](../mm/x.c): {item}\n\n" for n, item in enumerate(items, 1))
    return "# A page\n\n" + stops + "## The end\n"


def test_a_route_counts_each_line_once_and_is_short_enough():
    read = {"mm/x.c": SOURCE}.get
    page = a_route("`take()`", "*taking*,\n  `LIMIT`", "`give()`")
    assert [lines for _, lines in route.stops(page, read)[0]] == [8, 12, 1]
    assert route.route_complaints(page, read, 21) == []
    long, = route.route_complaints(page, read, 20)
    assert "21 lines, 1 more than the 20" in long


def test_a_route_names_what_is_there():
    read = {"mm/x.c": SOURCE}.get
    assert "no file mm/gone.c" in route.route_complaints(a_route("the whole").replace("mm/x.c", "mm/gone.c"), read, 99)[0]
    assert "mm/x.c has no gone()" in route.route_complaints(a_route("`gone()`"), read, 99)[0]
    assert "mm/x.c has no gone" in route.route_complaints(a_route("*gone*"), read, 99)[0]
    assert "does not say how much" in route.route_complaints(a_route("some of it"), read, 99)[0]
    assert "no stops" in route.route_complaints("# A page\n", read, 99)[0]
    assert "nothing is read there" in route.route_complaints("## 1. Stop\n\nNothing.\n", read, 99)[0]


# tools/lesson-docs.py

def test_a_lessons_page_may_differ_in_numbers_only():
    page = "frame 0x37000 at f7000000, 12 KiB (brk: 815e880)\n[    0.1] Call Trace:\n[    0.2]  run+0x1/0x20\ntick 1: 10\ntick 2: 20\nend\n"
    other = "frame 0x4 at c0001000, 4 KiB (brk: 0)\n[   10.7] Call Trace:\n[   10.7]  new+0x4/0x9\n[   10.8]  run+0x2/0x30\ntick 1: 9\nend\n"
    assert lessons.complaint("p", page, other) == ""
    assert "-end" in lessons.complaint("p", page, other.replace("end", "END"))
    assert "-tick" in lessons.complaint("p", page, other.replace("tick 1: 9\n", ""))


def test_a_lessons_page_is_made_anew_in_its_two_parts():
    page = "A\n<!-- lesson=x, 64 MiB -->\n```text\nold\n```\nB\n<!-- stops of lessons/x.c -->\n\n- one\n- two\n\nC\n"
    new = lessons.renew(page, lambda name, memory: f"{name} says with {memory} MiB\n", lambda source: f"- {source}\n")
    assert new == page.replace("old", "x says with 64 MiB").replace("- one\n- two", "- lessons/x.c")


# tools/bench

def test_bench_table_and_mean():
    ours = bench.our_figures("bench a min 1 med 10 n 5\r\n[    0.1] bench b min 1 med 40 n 5\nbench c min 7 med 7 n 1\n"
                             "bench cal_x min 1 med 900 n 2\n")
    assert ours == {"a": 10, "b": 40, "c": 7, "cal_x": 900}
    lines = bench.table(ours, bench.linux_figures("# from\nname\tmin\tmed\nb\t9\t10\na\t9\t40\ncal_x\t1\t1\n"))
    assert lines[-1] == "geometric mean of 2 ratios: 1.000"
    assert lines[1].split() == ["a", "10", "40", "0.250"] and lines[3].split() == ["c", "7"]


def test_linux_figures_are_there():
    figures = bench.all_linux_figures()
    assert figures["kmalloc_kfree_hot_64"] == 215 and len(figures) > 100
    assert figures["open_close_tmpfs"] == 6546  # the second set
    # measured after Linux's random generator was seeded: before, each new slab cost some 15,000 instructions more
    assert figures["kmalloc_batch1000_4096_alloc"] < 500 and figures["kmem_cache_create_destroy"] < 70000


# tools/initramfs

def entries(archive):
    """[(name, mode, inode, links, data)] of a newc archive."""
    at, found = 0, []
    while at < len(archive):
        assert archive[at:at + 6] == b"070701" and at % 4 == 0
        fields = [int(archive[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
        name = archive[at + 110:at + 110 + fields[11] - 1].decode()
        data = -(-(at + 110 + fields[11]) // 4) * 4
        found.append((name, fields[1], fields[0], fields[4], archive[data:data + fields[6]]))
        at = -(-(data + fields[6]) // 4) * 4
    return found


def test_initramfs_has_the_programs_once_under_all_names():
    archive = initramfs.build(b"ELF", ["init", "hello"], {"motd": b"text"})
    found = {name: rest for name, *rest in entries(archive)}
    programs = [found[name] for name in ("bin/init", "bin/hello", "init")]
    assert len({inode for _, inode, _, _ in programs}) == 1
    assert all(mode == stat.S_IFREG | 0o755 and links == 3 for mode, _, links, _ in programs)
    assert [data for _, _, _, data in programs] == [b"", b"", b"ELF"]
    assert found["etc/motd"][3] == b"text" and list(found)[-1] == "TRAILER!!!"
    assert archive == initramfs.build(b"ELF", ["init", "hello"], {"motd": b"text"})


# tools/deps, in a world where only what PATH names exists

@pytest.fixture
def world(tmp_path):
    """A bin folder with nothing but what the script itself uses; add(name, text) puts a program there."""
    def add(name, text="exit 0"):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def run(*kinds):
        return subprocess.run(["/bin/sh", os.path.join(ROOT, "tools/deps"), *kinds], env={"PATH": str(tmp_path)},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    for name, path in (("env", "/usr/bin/env"), ("ls", "/bin/ls")):
        os.symlink(path, tmp_path / name)
    add("id", "echo ${FAKE_ID:-0}")
    run.add = add
    return run


def test_deps_without_a_package_manager_names_what_to_install(world):
    run = world("run")
    assert run.returncode == 1
    assert "nasm" in run.stderr and "qemu-system-x86" in run.stderr and "gdb" not in run.stderr


def test_deps_installs_never_removing_anything(world, tmp_path):
    world.add("apt-get", f'echo "$@" >>{tmp_path}/log\n'
                         f'for p in nasm xorriso; do echo "#!/bin/sh" >{tmp_path}/$p; done')
    world.add("gcc")
    run = world("build")
    log = (tmp_path / "log").read_text().splitlines()
    install = next(line for line in log if line.startswith("install"))
    assert "--no-remove" in install and "-y" in install and "nasm" in install
    assert "gcc-i686-linux-gnu" not in install  # the host's gcc makes 32-bit code
    assert run.returncode == 1 and "Still missing" in run.stderr  # this apt-get only pretended


def test_deps_refused_prints_the_line_to_run(world):
    world.add("apt-get", "exit 100")
    run = world("build")
    assert run.returncode == 1
    assert "sudo apt-get install" in run.stderr


def test_deps_rejects_an_unknown_kind(world):
    assert world("everything").returncode == 2


def test_deps_is_silent_when_all_is_there():
    run = subprocess.run([os.path.join(ROOT, "tools/deps"), "test"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


# tools/session-docs.py

SESSION = "A\n<!-- session, 64 MiB -->\n```text\nk896> one\nold\nk896> two\n```\nB\n"


def test_a_session_is_what_is_typed(monkeypatch):
    typed = []
    monkeypatch.setattr(sessions, "run_session",
                        lambda memory, commands, modules: typed.append((memory, commands, modules)) or ["1\n", "2 \n"])
    new = sessions.renew(SESSION)
    assert typed == [("64", ["one", "two"], [])]
    assert new == "A\n<!-- session, 64 MiB -->\n```text\nk896> one\n1\nk896> two\n2\n```\nB\n"


def test_a_session_has_the_user_programs_where_it_says_so(monkeypatch):
    given = []
    monkeypatch.setattr(sessions, "run_session", lambda memory, commands, modules: given.extend(modules) or ["1\n", "2\n"])
    sessions.renew(SESSION.replace("64 MiB", "64 MiB, programs"))
    assert given == ["initramfs.cpio"]


def test_a_stack_in_a_session_is_its_first_lines():
    head = "[    0.1] Call Trace:\n[    0.2]  <IRQ>\n[    0.2]  first+0x1/0x2 (a/b.c:1)\n[    0.3]  second+0x1/0x2\n"
    more, end = "[    0.3]  ? third.cold+0x1/0x2 (a/b.c:17)\n", "[    0.4] end\n"
    assert sessions.shortened(head + end) == head + end
    assert sessions.shortened(head + more + more + end) == head + "    ...\n" + end
