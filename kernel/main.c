/* SPDX-License-Identifier: MIT */
/*
 * start_kernel(): the table of contents of the kernel. boot/boot.asm jumps here with paging on,
 * interrupts off and one stack; each line below makes something work that the next ones need.
 */
#include <asm/bootinfo.h>
#include <asm/fpu.h>
#include <asm/i8259.h>
#include <asm/processor.h>
#include <asm/traps.h>
#include <asm/tsc.h>
#include <k896/consoles.h>
#include <k896/kasan.h>
#include <k896/monitor.h>
#include <k896/skew.h>
#include <k896/trace_hist.h>
#include <k896/traps.h>
#include <k896/ubsan.h>
#include <linux/console.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/i8253.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kallsyms.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>

static void __init print_banner(void)
{
	pr_info("%s\n", "k896 version " K896_VERSION " (" __VERSION__ ")" K896_VERSION_REST);
	pr_info("Command line: %s\n", boot_info.cmdline);
	if (boot_info.cut & BOOT_CUT_CMDLINE)
		pr_warn("The command line was cut to %d bytes\n", BOOT_CMDLINE_SIZE - 1);
}

/* The first thread, pid 1: the rest of boot may sleep. */
static int init(void *unused)
{
	if (IS_ERR(kthread_run(ksoftirqd_thread, NULL, "ksoftirqd/%u", 0)) ||
	    IS_ERR(kthread_run(kswapd, NULL, "kswapd%d", 0)))
		panic("no memory for the kernel's own threads");
	yield(); /* they are at their posts before somebody calls */
	do_initcalls();
	system_state = SYSTEM_RUNNING;
	monitor_main();
}

void start_kernel(void)
{
	kasan_early_init();
	ubsan_init();

	/* The CPU: time stamps, segments, exceptions. */
	sched_clock_init();
	cpu_init();
	gdt_init();
	trap_init();
	fpu_init();
	tsc_init();

	/* Words: names for addresses, consoles, a way out. */
	kallsyms_init();
	qemu_exit_init();
	serial_console_init();
	print_banner();
	parse_early_param(boot_info.cmdline);

	/* Memory: the machine's map, page tables, zones, the page allocator, kmalloc(), vmalloc(). */
	setup_memory();
	free_area_init();
	pat_init();
	vgacon_init();
	mem_init();
	kmem_cache_init();
	vmalloc_init();
	kmap_init();
	trace_hist_init();
	parse_args(boot_info.cmdline);

	/* Interrupts and time: they begin when the first thread runs. */
	init_8259A();
	softirq_init();
	init_timers();
	sched_init();
	pit_timer_init();
	burn_skew();

	/* Threads: pid 1 goes on with the boot; this task becomes the idle task. */
	if (IS_ERR(kthread_run(init, NULL, "init")))
		panic("no memory for the first thread");
	system_state = SYSTEM_SCHEDULING;
	cpu_startup_entry();
}
