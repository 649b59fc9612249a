// SPDX-License-Identifier: MIT
/*
 * Call stacks that were saved, on the console. How they are saved: kernel/x86/stacktrace.c; kept: lib/stackdepot.c.
 *
 * Tests: tests/kernel/core/stacktrace_test.c
 */
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/stackdepot.h>
#include <linux/stacktrace.h>

void stack_trace_print(const unsigned long *entries, unsigned int nr_entries, int spaces)
{
	for (unsigned int i = 0; i < nr_entries; i++)
		printk("%*c%pBL\n", 1 + spaces, ' ', (void *)entries[i]);
}

#ifdef CONFIG_STACKDEPOT
void stack_depot_print(depot_stack_handle_t handle)
{
	unsigned long *entries;
	unsigned int n = stack_depot_fetch(handle, &entries);

	stack_trace_print(entries, n, 0);
}
#endif
