/* SPDX-License-Identifier: MIT */
/* Leaving the machine. The drivers know how; here is what happens when they do not. */
#include <linux/irqflags.h>
#include <linux/panic.h>
#include <linux/printk.h>

struct machine_ops machine_ops;

static void __noreturn stay(const char *what)
{
	pr_emerg("reboot: %s\n", what);
	local_irq_disable();
	for (;;)
		halt();
}

void machine_exit(enum exit_status status)
{
	if (machine_ops.exit)
		machine_ops.exit(status);
	machine_power_off();
}

void machine_power_off(void)
{
	pr_info("reboot: Power down\n");
	if (machine_ops.power_off)
		machine_ops.power_off();
	stay("System halted: this machine cannot be switched off from here");
}

void machine_restart(void)
{
	pr_info("reboot: Restarting system\n");
	if (machine_ops.restart)
		machine_ops.restart();
	stay("System halted: this machine cannot be restarted from here");
}
