/* SPDX-License-Identifier: MIT */
/*
 * start_kernel(): the table of contents of the kernel. boot/boot.asm jumps here with paging on,
 * interrupts off and one stack; each line below makes something work that the next ones need.
 */
#include <asm/bootinfo.h>
#include <asm/traps.h>
#include <linux/console.h>
#include <linux/consoles.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/mm.h>
#include <linux/monitor.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include <linux/traps.h>

static void __init print_banner(void)
{
	pr_info("k896 version " K896_VERSION " (" __VERSION__ ")\n");
	pr_info("Command line: %s\n", boot_info.cmdline);
	if (boot_info.cut & BOOT_CUT_CMDLINE)
		pr_warn("The command line was cut to %d bytes\n", BOOT_CMDLINE_SIZE - 1);
}

static void __init do_initcalls(void)
{
	extern const struct initcall __initcall_start[], __initcall_end[];

	for (const struct initcall *call = __initcall_start; call < __initcall_end; call++) {
		int err = call->fn();

		if (err)
			pr_err("initcall %s failed: %pe\n", call->name, ERR_PTR(err));
	}
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

	/* Memory: the machine's map, page tables, zones, the page allocator, kmalloc(). */
	setup_memory();
	vgacon_init();
	mem_init();
	kmem_cache_init();
	parse_args(boot_info.cmdline);

	do_initcalls();
	system_state = SYSTEM_RUNNING;
	monitor_main();
}
