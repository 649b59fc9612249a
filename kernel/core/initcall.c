/* SPDX-License-Identifier: MIT */
/*
 * The boot-time functions of all files, called in the order of their levels (linux/init.h).
 *
 * Tests: tests/kernel/core/irq_test.c
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/printk.h>

/* What one forgets to give back would make all that follow wrong. */
int do_one_initcall(initcall_t fn)
{
	unsigned int count = preempt_count();
	bool imbalance, disabled;
	int err = fn();

	imbalance = preempt_count() != count;
	disabled = irqs_disabled();
	if (imbalance)
		preempt_count_set(count);
	if (disabled)
		local_irq_enable();
	WARN(imbalance || disabled, "initcall %pSL returned with %s%s\n", fn,
	     imbalance ? "preemption imbalance " : "", disabled ? "disabled interrupts " : "");
	return err;
}

void __init do_initcalls(void)
{
	extern const struct initcall __initcall_start[], __initcall_end[];

	for (const struct initcall *call = __initcall_start; call < __initcall_end; call++) {
		int err = do_one_initcall(call->fn);

		if (err)
			pr_err("initcall %s failed: %pe\n", call->name, ERR_PTR(err));
	}
}
