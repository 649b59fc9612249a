/* SPDX-License-Identifier: MIT */
/*
 * How a report of lib/ubsan.c looks in the log, in Linux's form:
 *
 *	================================================================================
 *	UBSAN: array-index-out-of-bounds in mm/page/page_alloc.c:12:3
 *	index 5 is out of range for type 'int [4]'
 *	Call Trace: ...
 *	================================================================================
 *
 * Tests: tests/lib/ubsan_test.c, in a SAN=undef build.
 */
#ifdef CONFIG_UBSAN
#include <k896/report.h>
#include <k896/ubsan.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>

static const char line[] =
	"================================================================================";

static void print_report(const char *kind, struct source_location *where, struct va_format *vaf)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	pr_err("%s\n", line);
	pr_err("UBSAN: %s in %s:%u:%u\n", kind, where->file_name, where->line,
	       where->column & ~UBSAN_REPORTED);
	pr_err("%pV\n", vaf);
	dump_stack();
	pr_err("%s\n", line);
	report_end(flags);
}

void __init ubsan_init(void)
{
	ubsan_report_hook = print_report;
}
#endif
