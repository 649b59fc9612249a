/* SPDX-License-Identifier: MIT */
/* The end, and the reports on the way there. The forms of the lines are Linux's. */
#include <k896/report.h>
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

void (*panic_show_tasks)(void);
bool oops_in_progress;
static bool exit_on_panic;

static int __init panic_setup(char *value)
{
	exit_on_panic = !strcmp(value, "exit");
	return exit_on_panic;
}
early_param("panic=", panic_setup);

static void __noreturn stop(void)
{
	if (exit_on_panic)
		machine_exit(EXIT_PANIC);
	for (;;)
		halt();
}

/*
 * A second panic comes from the report of the first: then only its message is added. A third comes
 * from printing that message, and then nothing more is printed.
 */
void panic(const char *fmt, ...)
{
	static char message[256];
	static unsigned int depth;
	va_list args;

	local_irq_disable();
	if (depth++ > 1)
		stop();
	console_loglevel = CONSOLE_LOGLEVEL_MOTORMOUTH;

	va_start(args, fmt);
	vscnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	pr_emerg("Kernel panic - not syncing: %s\n", message);
	if (depth == 1 && !oops_in_progress)
		dump_stack();
	if (depth == 1 && panic_show_tasks)
		panic_show_tasks();
	pr_emerg("---[ end Kernel panic - not syncing: %s ]---\n", message);
	stop();
}

void warn_slowpath_fmt(const char *file, int line, const char *fmt, ...)
{
	unsigned long flags;
	va_list args;

	if (!report_begin(&flags))
		return;
	pr_warn("------------[ cut here ]------------\n");
	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
	pr_warn("WARNING: CPU: 0 PID: %d at %s:%d %pB\n", current->pid, file, line,
		__builtin_return_address(0));
	show_trace_frame((unsigned long)__builtin_frame_address(0), KERN_WARNING);
	pr_warn("---[ end trace 0000000000000000 ]---\n");
	report_end(flags);
}
