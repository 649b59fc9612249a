/* SPDX-License-Identifier: MIT */
/*
 * start_kernel(): the table of contents of the kernel. boot/boot.asm jumps here with paging on,
 * interrupts off and one stack; each line below makes something work that the next ones need.
 */
#include <asm/bootinfo.h>
#include <asm/io.h>
#include <asm/traps.h>
#include <linux/console.h>
#include <linux/consoles.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/monitor.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/traps.h>

static void __init print_banner(void)
{
	pr_info("k896 version " K896_VERSION " (" __VERSION__ ")\n");
	pr_info("Command line: %s\n", boot_info.cmdline);
	if (boot_info.cut & BOOT_CUT_CMDLINE)
		pr_warn("The command line was cut to %d bytes\n", BOOT_CMDLINE_SIZE - 1);
}

/* What it leaves behind in the way of locks and interrupts is mended, so that the next one starts well. */
static void __init do_one_initcall(const struct initcall *call)
{
	int err = call->fn();

	if (err)
		pr_err("initcall %s failed: %pe\n", call->name, ERR_PTR(err));
	if (preempt_count()) {
		WARN(1, "initcall %s returned with preemption imbalance\n", call->name);
		preempt_count_set(0);
	}
	if (irqs_disabled()) {
		WARN(1, "initcall %s returned with disabled interrupts\n", call->name);
		local_irq_enable();
	}
}

static void __init do_initcalls(void)
{
	extern const struct initcall __initcall_start[], __initcall_end[];

	for (const struct initcall *call = __initcall_start; call < __initcall_end; call++)
		do_one_initcall(call);
}

/* The first thread, pid 1: the rest of boot may sleep. */
static int init(void *unused)
{
	do_initcalls();
	system_state = SYSTEM_RUNNING;
	monitor_main();
}

void start_kernel(void)
{
	/* The CPU: time stamps, segments, exceptions. */
	sched_clock_init();
	cpu_init();
	gdt_init();
	trap_init();

	/* Words: names for addresses, consoles, a way out. */
	kallsyms_init();
	qemu_exit_init();
	serial_console_init();
	print_banner();
	parse_early_param(boot_info.cmdline);

	/* Memory: the machine's map, page tables, zones, the page allocator. */
	setup_memory();
	vgacon_init();
	mem_init();
	parse_args(boot_info.cmdline);

	outb(0xff, 0x21); /* no interrupt controller driver yet: all lines closed */
	outb(0xff, 0xa1);

	/* Threads: pid 1 goes on with the boot; this task becomes the idle task. */
	sched_init();
	if (IS_ERR(kthread_run(init, NULL, "init")))
		panic("no memory for the first thread");
	system_state = SYSTEM_SCHEDULING;
	cpu_startup_entry();
}
