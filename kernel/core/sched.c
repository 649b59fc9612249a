/* SPDX-License-Identifier: MIT */
/* placeholder until the scheduler lands */
#include <asm/page.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/bottom_half.h>

extern char init_stack[];
struct task_struct init_task = { .comm = "swapper", .stack = init_stack };
DEFINE_PER_CPU(struct task_struct *, current_task) = &init_task;
DEFINE_PER_CPU(unsigned int, __preempt_count) = PREEMPT_NEED_RESCHED;
enum system_states system_state;

void preempt_schedule(void)
{
}

void local_bh_enable(void)
{
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET);
}

void __might_sleep(const char *file, int line)
{
	if (system_state == SYSTEM_BOOTING)
		return;
	pr_err("BUG: sleeping function called from invalid context at %s:%d\n", file, line);
}
