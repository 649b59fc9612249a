/* SPDX-License-Identifier: MIT */
/*
 * Ctrl-C while a command runs: a flag that whatever takes long looks at, and a signal that ends the command's
 * interruptible sleeps. Nothing is ended by force: a command may hold locks and memory.
 *
 * Tests: tests/boot/test_monitor.py
 */
#include <k896/console_input.h>
#include <linux/compiler.h>
#include <linux/console.h>
#include <linux/sched/signal.h>

#include "internal.h"

static bool interrupted;
static struct task_struct *runner;

bool monitor_interrupted(void)
{
	return READ_ONCE(interrupted);
}

void interrupt_command(void)
{
	WRITE_ONCE(interrupted, true);
	signal_wake_up(runner, false);
}

static void take_ctrl_c(void)
{
	console_write("^C\n", 3);
	interrupt_command();
}

void interrupt_begin(void)
{
	interrupted = false;
	runner = current;
	console_set_interrupt(take_ctrl_c);
}

void interrupt_end(void)
{
	console_set_interrupt(NULL);
	clear_signals(current);
}
