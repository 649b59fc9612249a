/* SPDX-License-Identifier: MIT */
/* The commands: each calls the show function of whoever knows, and has no knowledge of its own. */
#include <asm/pgtable.h>
#include <k896/lesson.h>
#include <k896/monitor.h>
#include <k896/show.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/interrupt.h>
#include <linux/ioport.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>

/* A command that takes no argument and shows one thing. */
#define SHOW_COMMAND(ident, show, help, subject)                                                   \
	static int run_##ident(struct seq_file *m, int argc, char **argv)                          \
	{                                                                                          \
		return argc == 1 ? show(m) : -EINVAL;                                              \
	}                                                                                          \
	MONITOR_COMMAND(ident, #ident, "", help, subject, run_##ident)

SHOW_COMMAND(meminfo, meminfo_show, "/proc/meminfo", "Memory");
SHOW_COMMAND(buddyinfo, buddyinfo_show, "/proc/buddyinfo: free blocks of each order", "Memory");
SHOW_COMMAND(zoneinfo, zoneinfo_show, "/proc/zoneinfo: sizes, watermarks, per-CPU lists", "Memory");
SHOW_COMMAND(slabinfo, slabinfo_show, "/proc/slabinfo: objects and slabs of each cache", "Memory");
SHOW_COMMAND(kmemleak, kmemleak_show, "objects that no pointer leads to", "Memory");
SHOW_COMMAND(slabcheck, slab_validate_show, "look at every object of every cache", "Memory");
SHOW_COMMAND(layout, layout_show, "the kernel's gigabyte of address space", "Memory");
SHOW_COMMAND(vmallocinfo, vmallocinfo_show, "/proc/vmallocinfo: the areas of the vmalloc window",
	     "Memory");
SHOW_COMMAND(iomem, iomem_show, "/proc/iomem: who has which physical addresses", "Memory");
SHOW_COMMAND(interrupts, interrupts_show, "/proc/interrupts: how often each line has interrupted",
	     "Kernel");
SHOW_COMMAND(softirqs, softirqs_show, "/proc/softirqs: how often each softirq has been served",
	     "Kernel");
SHOW_COMMAND(lockdep, lockdep_show, "/proc/lockdep: classes of locks and their order (DEBUG=1)",
	     "Kernel");
SHOW_COMMAND(lockdep_stats, lockdep_stats_show, "/proc/lockdep_stats: how full its tables are",
	     "Kernel");
SHOW_COMMAND(lockdep_chains, lockdep_chains_show, "/proc/lockdep_chains: what was held together",
	     "Kernel");
SHOW_COMMAND(ps, ps_show, "every task: state, priority, where it waits", "Kernel");
SHOW_COMMAND(dmesg, dmesg_show, "the kernel log", "Kernel");

SHOW_COMMAND(vmstat, vmstat_show, "/proc/vmstat: what reclaim did", "Memory");

static void explain_fail(struct seq_file *m)
{
	seq_puts(m, "fail page|slab INTERVAL,PROBABILITY[,SPACE[,TIMES]]\n"
		    "  page: page allocations; slab: kmalloc() and caches\n"
		    "  INTERVAL: of this many allocations at most one fails; 1: each may\n"
		    "  PROBABILITY: in per cent, of each that may\n"
		    "  SPACE: this many bytes are given first (0)\n"
		    "  TIMES: this many failures, then no more (1); -1: without end\n"
		    "fail page|slab each-site: the first allocation of each chain of callers\n"
		    "fail page|slab off, fail off: no more\n");
}

static int run_fail(struct seq_file *m, int argc, char **argv)
{
	if (argc == 1)
		return fault_attr_show(m);
	if (argc == 2 && !strcmp(argv[1], "off")) {
		fault_attr_off();
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "?")) {
		explain_fail(m);
		return 0;
	}
	return argc == 3 ? fault_attr_parse(argv[1], argv[2]) : -EINVAL;
}

static const char *complete_fail(int argc, char **argv, unsigned int n)
{
	static const char *const words[] = { "page", "slab", "off" };

	return argc == 2 && n < ARRAY_SIZE(words) ? words[n] : NULL;
}
MONITOR_COMMAND(fail, "fail", "[page|slab INTERVAL,PERCENT[,SPACE,TIMES]|each-site|off]",
		"let allocations fail; `fail ?` explains the numbers", "Memory", run_fail,
		complete_fail);

static int run_min_free(struct seq_file *m, int argc, char **argv)
{
	unsigned long kbytes;

	if (argc == 1)
		seq_printf(m, "%lu\n", min_free_kbytes);
	else if (argc != 2 || kstrtoul(argv[1], 10, &kbytes) || set_min_free_kbytes(kbytes))
		return -EINVAL;
	return 0;
}
MONITOR_COMMAND(min_free_kbytes, "min_free_kbytes", "[KB]",
		"/proc/sys/vm/min_free_kbytes: the watermarks follow", "Memory", run_min_free);

static int run_pgwalk(struct seq_file *m, int argc, char **argv)
{
	unsigned long addr;

	if (argc != 2)
		return -EINVAL;
	if (kstrtoul(argv[1], 16, &addr)) {
		seq_printf(m, "pgwalk: \"%s\" is no hexadecimal address\n", argv[1]);
		return -EINVAL;
	}
	return pgwalk_show(m, addr);
}
MONITOR_COMMAND(pgwalk, "pgwalk", "ADDR", "how the page tables translate an address", "Memory",
		run_pgwalk);

static int run_lesson(struct seq_file *m, int argc, char **argv)
{
	if (argc == 1)
		return lesson_list(m);
	return argc == 2 ? lesson_run(m, argv[1]) : -EINVAL;
}

static const char *complete_lesson(int argc, char **argv, unsigned int n)
{
	return argc == 2 ? lesson_name(n) : NULL;
}
MONITOR_COMMAND(lesson, "lesson", "[NAME]", "a lesson by number or name; without: their list",
		"Learning", run_lesson, complete_lesson);

static int run_reboot(struct seq_file *m, int argc, char **argv)
{
	seq_flush(m);
	machine_restart();
}
MONITOR_COMMAND(reboot, "reboot", "", "start again", "Kernel", run_reboot);

static int run_poweroff(struct seq_file *m, int argc, char **argv)
{
	seq_flush(m);
	machine_power_off();
}
MONITOR_COMMAND(poweroff, "poweroff", "", "switch the machine off", "Kernel", run_poweroff);
