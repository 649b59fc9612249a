# SPDX-License-Identifier: MIT
"""A DEBUG=1 build: the in-kernel suites pass where locks, tasks, lists, pages and objects are watched and mm's preconditions are
checked (a sample here, all of them in soak); and each kind of assertion ends in what it must say."""
import os
import re
import shutil
import subprocess
import sys

import pytest

from harness.build import make
from harness.ktap import parse
from harness.qemu import INITRAMFS, PANIC, ROOT, WELL

pytestmark = pytest.mark.area("finders")
FOLDER = "build/debug"


@pytest.fixture(scope="module")
def image():
    make("DEBUG=1", f"O={FOLDER}", f"{FOLDER}/k896.elf", seconds=300)
    return os.path.join(ROOT, FOLDER, "k896.elf")


def test_the_folders_keep_to_their_row(image):
    done = subprocess.run([sys.executable, "tools/check-deps.py", "i686-linux-gnu-nm" if shutil.which("i686-linux-gnu-nm") else "nm",
                           FOLDER], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# What watches, and what is watched most.
SAMPLE = ("lockdep*,*_debug,debugobjects,page_[ao]*,page_poison,debug_pagealloc,*mend,mmdebug,stack*,report,mutex,"
          "timer,slab,kmalloc,vmalloc,kmap*,kmemleak,vma,fork,exec,exit,fd,oom_kill")


@pytest.mark.parametrize("memory,suites", [pytest.param(897, SAMPLE, id="sample"), *(pytest.param(size, "*", marks=pytest.mark.soak)
                                                            for size in (64, 897, 1024))])
def test_suites(boot, image, memory, suites):
    machine = boot(image=image, memory=memory, words=f"console=ttyS0 test={suites} exit panic=exit", modules=[INITRAMFS], icount=True,
                   deadline=600)
    status = machine.finish()
    results = parse(machine.text)
    assert not results.failures, "\n".join(map(str, results.failures))
    assert status == WELL
    names = {case.name for case in results.cases}
    assert {"locks_that_are_not_held_are_reported", "a_pointer_that_left_the_lock_is_caught", "right_use_is_silent",
            "two_orders_are_a_circle", "a_handlers_lock_with_interrupts_on_is_reported", "a_held_lock_that_is_freed_is_reported"} <= names


HERE = r"kernel BUG at tests/mm/page/mmdebug_test\.c:\d+!"
THERE = r"kernel BUG at include/linux/mmap_lock\.h:\d+!"

# Which lines allocated and freed it is in the log, and in both stacks.
AFTER_FREE = (r"(?s)allocated at line (\d+), freed at line (\d+)\n.*BUG: unable to handle page fault.*use after free of a page: .*"
              r"page_owner tracks the page as freed.*page last allocated via order \d.* get_and_free\+.*debug_pagealloc_test\.c:\1\)"
              r".*page last free stack trace:.* get_and_free\+.*debug_pagealloc_test\.c:\2\)")

PLANTED = {
    "debugobjects.without_room_it_says_so_and_all_goes_on":
        r"(?s)ODEBUG: Out of memory\. ODEBUG disabled\n.*Kernel panic - not syncing: and all goes on",
    "debug_pagealloc.a_write_after_the_free_faults": AFTER_FREE + r".*EIP: a_write_after_the_free_faults\+",
    "debug_pagealloc.a_read_after_the_free_faults": AFTER_FREE + r".*EIP: a_read_after_the_free_faults\+",
    "debug_pagealloc.a_handler_that_uses_a_free_page_faults": AFTER_FREE + r".*EIP: use_in_handler\+",
    "debug_pagealloc.an_object_of_a_slab_that_is_gone_faults":
        r"(?s)use after free of a page: .* new_slab\+.*page last free stack trace:.* free_slab\+.* kmem_cache_destroy\+",
    "vm_bug_on": HERE,
    "bad_page.a_reference_to_a_free_page":
        r"(?s)page:[0-9a-f]{8} refcount:0 .*VM_BUG_ON_PAGE\(page_count.*kernel BUG at include/linux/mm\.h:\d+!",
    "vma.looking_without_the_lock": r"(?s)mm [0-9a-f]{8} users 1 .*readers 0 writer 00000000\n.*" + THERE,
    "vma.an_area_over_another": r"(?s)vma [0-9a-f]{8} start 20001000 end 20003000 .*kernel BUG at mm/user/vma\.c:\d+!",
    "filemap.a_page_in_two_places": r"(?s)page dumped because: VM_BUG_ON_PAGE\(page->mapping.*kernel BUG at mm/user/filemap\.c",
    "vm_bug_on_page": r"(?s)page dumped because: VM_BUG_ON_PAGE\(test\).*" + HERE,
    "vm_bug_on_vma": r"(?s)vma [0-9a-f]{8} start 00001000 end 00001000 .*" + HERE,
    "mmap_lock_is_asserted": r"(?s)mm [0-9a-f]{8} users 0 .*readers 0 writer 00000000\n.*" + THERE,
    "mmap_lock_is_asserted_for_writing": r"(?s)mm [0-9a-f]{8} users 0 .*readers 1 writer 00000000\n.*" + THERE,
}


@pytest.mark.parametrize("case", PLANTED)
def test_a_planted_violation_panics_with_file_and_line(boot, image, case):
    name = case if "." in case else f"mmdebug.{case}"
    machine = boot(image=image, memory=64, words=f"console=ttyS0 test={name} exit panic=exit", icount=True, deadline=60)
    assert machine.finish() == PANIC, machine.story("no panic")
    assert re.search(PLANTED[case], machine.text), machine.story(f"does not say {PLANTED[case]}")


@pytest.mark.parametrize("words, skipped", [
    ("test=page_poison debug_pagealloc=off", 0),
    ("test=page_poison", 4),
    ("test=page_alloc debug_pagealloc=off page_poison=off page_owner=off", 0)])
def test_words_switch_the_watching_of_pages(boot, image, words, skipped):
    machine = boot(image=image, memory=64, words=f"console=ttyS0 {words} exit panic=exit", icount=True, deadline=60)
    assert machine.finish() == WELL, machine.story("failed")
    cases = parse(machine.text).cases
    assert len(cases) >= 4 and sum("SKIP" in case.directive for case in cases) == skipped
    assert ("page_owner is disabled" in machine.text) == ("page_owner=off" in words)
