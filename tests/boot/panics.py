# SPDX-License-Identifier: MIT
"""The in-kernel cases that end in a panic, and what each must say on the way.

A case marked so is skipped when its suite runs; named exactly, alone in its machine, it runs. tests/boot/test_panics.py
does that for each line here, and test_suites.py checks that this table and the kernel name the same cases.

Each value is a list of regular expressions that must appear in this order.
"""

PANICS = {
    "sched.an_overflown_stack_is_noticed": [
        r"(?=(?s:Kernel panic - not syncing: corrupted stack end detected inside scheduler.*? overflow\+0x))"],
    "sched.a_panic_lists_every_task": [
        r"(?=(?s:Kernel panic - not syncing: with a sleeping thread.*? a_panic_lists_every_task\+0x"
        r".*?task:swapper +state:I stack:\d+ +pid:0 .*?task:init +state:R stack:\d+ +pid:1 "
        r".*?task:ksoftirqd/0 +state:S stack:\d+ +pid:\d+.*? ksoftirqd_thread\+0x"
        r".*?task:sched_test +state:S stack:\d+ +pid:\d+ +prio:125.*? __schedule\+0x.*? note_when_woken\+0x.*? task_entry\+0x))"],
    "mutex.a_held_mutex_wanted_in_atomic_context_panics": [
        r"BUG: sleeping function called from invalid context at kernel/core/mutex\.c:\d+",
        r"(?=Kernel panic - not syncing: mutex [0-9a-f]{8}: held by init/1, and wanted where nobody can wait)"],
    "rwsem.an_rwsem_wanted_by_its_writer_panics": [
        r"(?=Kernel panic - not syncing: rwsem [0-9a-f]{8}: wanted again by its writer init/1)"],
    "report.a_console_that_falls_over_ends_in_a_panic": [
        "BUG: kernel NULL pointer dereference, address: 00000000", r"EIP: fall\+0x", r" fall\+0x", r" write_record\S*\+0x",
        "(?=Kernel panic - not syncing: Fatal exception)"],
    "slab.slab_panic_panics": [
        "(?=Kernel panic - not syncing: kmem_cache_create: Failed to create slab 'too_large'. Error -22)"],
    "memblock.a_full_list_panics": ["(?=Kernel panic - not syncing: memblock: more than 160 memory regions)"],
    "memblock.no_room_panics": [
        "(?=Kernel panic - not syncing: memblock: no room for 2147483647 bytes below 0x38000000)"],
    "fault.a_plain_access_to_user_memory_is_an_oops": [
        "BUG: unable to handle page fault for address: 20000000", "supervisor write access in kernel mode",
        r"error_code\(0x0002\) - not-present page", r"EIP: a_plain_access_to_user_memory_is_an_oops\+0x"],
    "traps.null_read": [
        "BUG: kernel NULL pointer dereference, address: 00000010", "supervisor read access in kernel mode",
        r"error_code\(0x0000\) - not-present page", r"\*pde = 00000000", r"Oops: 0000 \[#1\]", r"EIP: null_read\+0x",
        "CR2: 00000010", "Call Trace:", r" null_read\+0x", r" run_body\+0x", r" kunit_run\+0x"],
    "traps.null_write": [
        "BUG: kernel NULL pointer dereference, address: 00000000", "supervisor write access in kernel mode",
        r"error_code\(0x0002\) - not-present page", r"Oops: 0002 \[#1\]", r"EIP: null_write\+0x"],
    "traps.call_null": [
        "BUG: kernel NULL pointer dereference, address: 00000000", "supervisor instruction fetch in kernel mode",
        "EIP: 0x00000000", "Code: Unable to access opcode bytes at 0", "CR2: 00000000", "Call Trace:",
        r" call_null\+0x", r" run_body\+0x"],
    "traps.write_to_text": [
        "BUG: unable to handle page fault for address: c0", "supervisor write access in kernel mode",
        r"error_code\(0x0003\) - permissions violation", r"\*pde = [0-9a-f]{8} \*pte = [0-9a-f]{8}",
        r"EIP: write_to_text\+0x", r"Code: .*<[0-9a-f]{2}>"],
    "traps.page_fault_unmapped": [
        "BUG: unable to handle page fault for address: ff7ff000", "not-present page", r"EIP: page_fault_unmapped\+0x",
        "CR2: ff7ff000"],
    "traps.divide_error": [r"divide error: 0000 \[#1\]", r"EIP: divide_error\+0x", "EAX: 00000001"],
    "traps.invalid_opcode": [r"invalid opcode: 0000 \[#1\]", r"EIP: invalid_opcode\+0x", "<0f> 0b"],
    "traps.bug": [
        "cut here", r"kernel BUG at tests/kernel/core/traps_test\.c:\d+!", r"invalid opcode: 0000 \[#1\]", r"EIP: bug\+0x"],
    "traps.general_protection": [r"general protection fault: 1230 \[#1\]", r"EIP: general_protection\+0x"],
    "traps.kernel_stack_overflow": [
        r"BUG: kernel stack overflow: task \S+/\d+ ran into the guard page at [0-9a-f]{8} .*, \d{4} bytes deep",
        r"kernel stack overflow: 0000 \[#1\]", r"EIP: recurse\S*\+0x", r" recurse\S*\+0x", r" recurse\S*\+0x",
        r" kernel_stack_overflow\+0x"],
    "traps.double_fault_other": [
        "PANIC: double fault, last page fault at 00001ffc", r"double fault: 0000 \[#1\]",
        r"EIP: double_fault_other\+0x", "ESP: 00002000", r" double_fault_other\+0x"],
    "traps.panic_in_panic": [
        "Kernel panic - not syncing: the first", r" panic_in_panic\+0x",
        "(?=Kernel panic - not syncing: the second)"],
    "kmap_local.one_too_many_is_a_bug": [r"kernel BUG at mm/page/kmap_local\.c:\d+!", r"EIP: __kmap_local_page\+0x"],
    "stack.a_thread_that_runs_out_of_stack_is_named": [
        r"BUG: kernel stack overflow: task deep_thread/\d+ ran into the guard page at [0-9a-f]{8} .*, \d{4} bytes deep",
        r"EIP: recurse\S*\+0x", r" recurse\S*\+0x", r" recurse\S*\+0x"],
    "stack.a_write_below_a_stack_names_it": [
        "supervisor write access in kernel mode", "not-present page",
        r"vmalloc: [0-9a-f]{8} is 100 bytes below the area [0-9a-f-]{17}, 8192 bytes\s",
        r"vmalloc:  allocated by (take_block|alloc_thread)\S*\+0x\S+ \(kernel/thread/thread\.c:\d+\)",
        r"EIP: a_write_below_a_stack_names_it\+0x"],
    "vmalloc_bad.a_read_behind_an_area_names_it": [
        "BUG: unable to handle page fault for address: f", "supervisor read access in kernel mode", "not-present page",
        r"vmalloc: [0-9a-f]{8} is in the guard page behind the area [0-9a-f-]{17}, 4096 bytes\s",
        r"vmalloc:  allocated by a_read_behind_an_area_names_it\S*\+0x\S+ \(tests/mm/vmalloc/vmalloc_bad_test\.c:\d+\)",
        r"EIP: a_read_behind_an_area_names_it\+0x"],
    "vmalloc_bad.a_read_below_an_area_names_it": [
        "supervisor read access in kernel mode", "not-present page",
        r"vmalloc: [0-9a-f]{8} was in the guard page behind the area [0-9a-f-]{17}, 4096 bytes\s",
        r"vmalloc:  allocated by a_read_below_an_area_names_it\S+ \(tests/mm/vmalloc/vmalloc_bad_test\.c:\d+\)",
        r"vmalloc:  freed by a_read_below_an_area_names_it\S+ \(tests/mm/vmalloc/vmalloc_bad_test\.c:\d+\)",
        r"vmalloc: [0-9a-f]{8} is 4096 bytes below the area [0-9a-f-]{17}, 4096 bytes\s",
        r"vmalloc:  allocated by a_read_below_an_area_names_it\S+ \(tests/mm/vmalloc/vmalloc_bad_test\.c:\d+\)"],
    "vmalloc_bad.a_write_after_vfree_names_who_freed": [
        "supervisor write access in kernel mode", "not-present page",
        r"vmalloc: [0-9a-f]{8} was in the area [0-9a-f-]{17}, 163840 bytes\s",
        r"vmalloc:  allocated by a_write_after_vfree_names_who_freed\S+ \(tests/mm/vmalloc/vmalloc_bad_test\.c:\d+\)",
        r"vmalloc:  freed by a_write_after_vfree_names_who_freed\S+ \(tests/mm/vmalloc/vmalloc_bad_test\.c:\d+\)"],
}
