# SPDX-License-Identifier: MIT
"""The monitor's trace: what it prints is read as programs read ftrace's, and compared with what was done."""
import re

import pytest

from harness.qemu import INITRAMFS

HEADER = re.compile(r"# tracer: nop\n#\n# entries-in-buffer/entries-written: (\d+)/(\d+)   #P:1\n#\n"
                    r"# +_-----=> irqs-off/BH-disabled\n# +/ _----=> need-resched\n# +\| / _---=> hardirq/softirq\n"
                    r"# +\|\| / _--=> preempt-depth\n# +\|\|\| / _-=> migrate-disable\n# +\|\|\|\| /     delay\n"
                    r"#           TASK-PID     CPU#  \|\|\|\|\|  TIMESTAMP  FUNCTION\n"
                    r"#              \| \|         \|   \|\|\|\|\|     \|         \|\n")
LINE = re.compile(r" *(?P<comm>\S+)-(?P<pid>\d+) +\[000\] (?P<flags>[dbD.][N.][hsH.][0-9a-f.]\.) +"
                  r"(?P<time>\d+\.\d{6}): (?:(?P<event>\w+): (?P<fields>.*)|(?P<call>sys_.*))")
FIELDS = {
    "kmalloc": r"call_site=\S+\+0x[0-9a-f]+/0x[0-9a-f]+ ptr=[0-9a-f]{8} bytes_req=\d+ bytes_alloc=\d+ gfp_flags=\S+ "
               r"node=-1 accounted=false",
    "kmem_cache_alloc": r"call_site=\S+ ptr=[0-9a-f]{8} bytes_req=\d+ bytes_alloc=\d+ gfp_flags=\S+ node=-1 "
                        r"accounted=false",
    "kfree": r"call_site=\S+\+0x[0-9a-f]+/0x[0-9a-f]+ ptr=[0-9a-f]{8}",
    "kmem_cache_free": r"call_site=\S+ ptr=[0-9a-f]{8} name=\S+",
    "mm_page_alloc": r"page=[0-9a-f]{8} pfn=0x[0-9a-f]+ order=\d+ migratetype=0 gfp_flags=\S+",
    "mm_page_free": r"page=[0-9a-f]{8} pfn=0x[0-9a-f]+ order=\d+",
    "mm_page_free_batched": r"page=[0-9a-f]{8} pfn=0x[0-9a-f]+ order=0",
    "irq_handler_entry": r"irq=\d+ name=\S+",
    "irq_handler_exit": r"irq=\d+ ret=(handled|unhandled)",
    "softirq_entry": r"vec=\d \[action=[A-Z_]+\]",
    "softirq_exit": r"vec=\d \[action=[A-Z_]+\]",
    "softirq_raise": r"vec=\d \[action=[A-Z_]+\]",
    "sched_switch": r"prev_comm=\S+ prev_pid=\d+ prev_prio=\d+ prev_state=[RSDIX]\+? ==> next_comm=\S+ next_pid=\d+ "
                    r"next_prio=\d+",
    "sched_wakeup": r"comm=\S+ pid=\d+ prio=\d+ target_cpu=000",
    "timer_expire_entry": r"timer=[0-9a-f]{8} function=\w+ now=\d+ baseclk=\d+",
    "timer_expire_exit": r"timer=[0-9a-f]{8}",
    "mm_vmscan_kswapd_sleep": r"nid=0",
    "mm_vmscan_kswapd_wake": r"nid=0 order=\d+",
    "mm_vmscan_wakeup_kswapd": r"nid=0 order=\d+ gfp_flags=\S+",
    "mm_vmscan_direct_reclaim_begin": r"order=\d+ gfp_flags=\S+",
    "mm_vmscan_direct_reclaim_end": r"nr_reclaimed=\d+",
    "page_fault_kernel": r"address=0x[0-9a-f]{8} ip=\S+ error_code=0x[0-9a-f]+",
    "page_fault_user": r"address=0x[0-9a-f]{8} ip=0x[0-9a-f]{8} error_code=0x[0-9a-f]+",
    "sched_process_fork": r"comm=\S+ pid=\d+ child_comm=\S+ child_pid=\d+",
    "sched_wakeup_new": r"comm=\S+ pid=\d+ prio=\d+ target_cpu=000",
    "sched_process_exec": r"filename=\S+ pid=\d+ old_pid=\d+",
    "sched_process_exit": r"comm=\S+ pid=\d+ prio=\d+",
}
CALL = re.compile(r"(?P<name>sys_\w+)(?:\((?P<arguments>[^)]*)\)| -> 0x(?P<result>[0-9a-f]+))")


@pytest.fixture
def machine(share):
    machine = share(memory=64, words="console=ttyS0 panic=exit", reboot=True)
    for line in ("trace off", "trace clear", "trace pid all"):
        machine.command(line)
    return machine


def show(machine, words=""):
    """The records, and the header's two numbers. Every line must be one of ftrace's, its fields Linux's."""
    text = machine.command(f"trace show {words}".strip())
    header = HEADER.match(text)
    assert header, text
    records = []
    for line in text[header.end():].splitlines():
        record = LINE.fullmatch(line)
        assert record, line
        if record["call"]:
            assert CALL.fullmatch(record["call"]), line
        else:
            assert re.fullmatch(FIELDS[record["event"]], record["fields"]), line
        records.append(record)
    return records, int(header[1]), int(header[2])


def test_an_allocation_by_hand_is_followed(machine):
    assert machine.command("trace on kmem:*") == ""
    text = machine.command("kmalloc 1000 GFP_ATOMIC")
    machine.command("trace off")
    name, address = re.search(r"^(\w+) = .* = 0x([0-9a-f]{8})", text).groups()
    records, entries, written = show(machine)
    assert len(records) == entries == written
    mine = [r for r in records if r["event"] == "kmalloc" and f"ptr={address} bytes_req=1000 " in r["fields"]]
    assert len(mine) == 1 and "gfp_flags=GFP_ATOMIC " in mine[0]["fields"]
    assert (mine[0]["comm"], mine[0]["pid"]) == ("init", "1")

    assert machine.command("trace clear") == ""
    assert show(machine) == ([], 0, 0)
    machine.command("trace on kfree")
    machine.command(f"free {name}")
    machine.command("trace off")
    assert len([r for r in show(machine)[0] if r["fields"].endswith(f"ptr={address}")]) == 1


def test_everything_at_once(machine):
    """Times never run backwards, handlers come in pairs, the newest are the last."""
    machine.command("trace on *")
    for line in ("meminfo", "ps", "slabinfo"):
        machine.command(line)
    machine.command("trace off")
    records, entries, written = show(machine)
    assert len(records) == entries <= written
    times = [float(r["time"]) for r in records]
    assert times == sorted(times)
    assert {"irq_handler_entry", "irq_handler_exit"} <= {r["event"] for r in records}
    for record in records:
        if record["event"].startswith("irq_handler"):
            assert record["flags"][0] == "d" and record["flags"][2] in "hH", record[0]
        if record["event"] == "sched_switch":
            assert record["flags"][0] == "d" and record["flags"][3] == "2", record[0]
    newest, entries_again, _ = show(machine, "5")
    assert [r[0] for r in newest] == [r[0] for r in records[-5:]] and entries_again == entries


def test_the_ring_overwrites_the_oldest(machine):
    machine.command("trace on kmem")
    machine.command("test kmalloc")
    machine.command("trace off")
    records, entries, written = show(machine)
    assert len(records) == entries < written
    assert f"{entries} records, {written - entries} lost" in machine.command("trace")


def test_one_task_only(machine):
    assert machine.command("trace pid 1") == ""
    machine.command("trace on sched irq kmem")
    machine.command("in kthread kmalloc 100 GFP_KERNEL")
    assert "; only pid 1\n" in machine.command("trace")
    machine.command("trace off")
    records, _, _ = show(machine)
    assert records and {r["pid"] for r in records} == {"1"}
    assert machine.command("trace pid all") == ""
    assert machine.command("trace").startswith("off\n")


def test_who_allocates_most(machine):
    machine.command("trace on kmem")
    machine.command("kmalloc 3000 GFP_KERNEL")
    machine.command("kmalloc 40 GFP_KERNEL")
    machine.command("trace off")
    orders = {"": 2, "bytes": 2, "count": 0, "live": 3}
    for word, column in orders.items():
        text = machine.command(f"trace hist {word}".strip())
        rows = re.findall(r"^ *(\d+) +(\d+) +(\d+) +(\d+)  (\w+) +(\S+\+0x\S+)$", text, re.MULTILINE)
        totals = re.search(r"^Totals:\n    Hits: (\d+)\n    Entries: (\d+)\n    Dropped: 0\n", text, re.MULTILINE)
        assert len(rows) == int(totals[2]) and sum(int(row[0]) for row in rows) == int(totals[1])
        values = [int(row[column]) for row in rows]
        assert values == sorted(values, reverse=True) and values
    assert any(int(row[3]) >= 3040 and row[4] == "kmalloc" for row in rows)
    machine.command("trace clear")
    assert "    Entries: 0\n" in machine.command("trace hist")


def test_list_and_status_agree(machine):
    machine.command("trace on irq vmscan:*sleep")
    names = re.findall(r"^([* ]) (\w+:\w+): \S", machine.command("trace list"), re.MULTILINE)
    assert len(names) == len(machine.command("trace list").splitlines()) > 20
    assert names == sorted(names, key=lambda row: row[1])
    on = [name for mark, name in names if mark == "*"]
    assert on and all(name.startswith("irq:") or name == "vmscan:mm_vmscan_kswapd_sleep" for name in on)
    assert machine.command("trace").splitlines()[0] == "on: " + " ".join(on)
    machine.command("trace off irq:*")
    assert machine.command("trace").startswith("on: vmscan:mm_vmscan_kswapd_sleep\n")


@pytest.mark.parametrize("line, answer", [
    ("trace on", "usage: trace "),
    ("trace on kmem nosuch*", 'no event fits "nosuch*"'),
    ("trace on [", 'no event fits "["'),
    ("trace off nosuch", 'no event fits "nosuch"'),
    ("trace nosuch", "usage: trace "),
    ("trace show x", "usage: trace "),
    ("trace show 1 2", "usage: trace "),
    ("trace pid", "usage: trace "),
    ("trace pid -5", '"-5" is no pid'),
    ("trace pid x", '"x" is no pid'),
    ("trace hist size", "usage: trace "),
    ("trace clear all", "usage: trace "),
    ("trace list x", "usage: trace "),
])
def test_nonsense_is_answered_with_the_reason(machine, line, answer):
    assert answer in machine.command(line)
    assert machine.command("trace").startswith("off\n")


def test_a_word_of_the_kernel_command_line_switches_events_on(boot):
    machine = boot(memory=64, words="console=ttyS0 panic=exit trace_event=kmem:mm_page_alloc,sched_switch", reboot=True)
    machine.ready()
    assert machine.command("trace").startswith("on: kmem:mm_page_alloc sched:sched_switch\n")
    records, entries, _ = show(machine)
    assert entries and {r["event"] for r in records} <= {"mm_page_alloc", "sched_switch"}
    assert records[0]["comm"] == "<idle>"


def test_a_wrong_word_there_is_reported(boot):
    machine = boot(memory=64, words="console=ttyS0 panic=exit trace_event=kmem,nosuch", reboot=True)
    machine.ready()
    log = machine.command("dmesg")
    assert 'trace_event: no event fits "nosuch"' in log
    assert 'Kernel command line: cannot make sense of "trace_event=kmem,nosuch"' in log
    assert machine.command("trace").startswith("off\n")


def test_a_process_is_followed_from_malloc_to_the_page(boot):
    """exec; brk() moves the end of the heap; the first touch of it faults; the fault takes a page for the user."""
    machine = boot(memory=64, words="console=ttyS0 panic=exit", modules=[INITRAMFS], reboot=True)
    machine.ready()
    machine.command("trace on sched:sched_process_* syscalls:sys_*_brk page_fault_user mm_page_alloc")
    machine.command("run hello")
    machine.command("trace off")
    records, entries, written = show(machine)
    assert entries == written
    execs = [r for r in records if r["event"] == "sched_process_exec"]
    assert len(execs) == 1
    pid = execs[0]["pid"]
    mine = [r for r in records if r["pid"] == pid]
    assert [r["fields"] for r in mine if r["event"] == "sched_process_exit"] == [f"comm=hello pid={pid} prio=120"]
    calls = [CALL.fullmatch(r["call"]) for r in mine if r["call"]]
    ends = [int(call["result"], 16) for call in calls if call["result"]]
    assert len(calls) == 2 * len(ends) and len(ends) >= 2 and ends == sorted(ends) and ends[0] < ends[-1]
    heap = range(ends[0], ends[-1])
    faults = [i for i, r in enumerate(mine) if r["event"] == "page_fault_user"
              and int(re.search(r"address=0x(\w+)", r["fields"])[1], 16) in heap]
    assert faults
    for i in faults:
        assert mine[i + 1]["event"] == "mm_page_alloc" and "order=0 " in mine[i + 1]["fields"], mine[i + 1][0]
        assert "GFP_HIGHUSER" in mine[i + 1]["fields"], mine[i + 1][0]


def test_children_are_recorded_from_fork_to_exit(boot):
    machine = boot(memory=64, words="console=ttyS0 panic=exit", modules=[INITRAMFS], reboot=True)
    machine.ready()
    machine.command("trace on sched_process_* sched_wakeup_new")
    machine.command("run cow")
    machine.command("trace off")
    records, _, _ = show(machine)
    children = [re.search(r"child_pid=(\d+)$", r["fields"])[1] for r in records if r["event"] == "sched_process_fork"]
    assert children and len(set(children)) == len(children)
    for event in ("sched_wakeup_new", "sched_process_exit"):
        pids = [re.search(r" pid=(\d+) ", r["fields"])[1] for r in records if r["event"] == event]
        assert set(children) <= set(pids) and len(pids) == len(set(pids)), event
