/* SPDX-License-Identifier: MIT */
/*
 * The watchdog. The tick finds out two things that code does to all others when it keeps the CPU:
 *
 *	soft lockup		schedule() has not run for twice watchdog_thresh seconds: preemption was off all the time
 *	interrupts off		there was no tick for a second or longer, and then interrupts were turned on again
 *
 * For the first, it asks for schedule() once a second; whatever may be preempted will go there at once, and clears the
 * request. A request that is still there, tick after tick, is a task, a softirq or a timer that does not let go. Ticks are
 * counted, not time: while the whole machine stood still (a debugger, a busy host) there were none.
 *
 * For the second, a tick that comes late knows by the clock how many were lost (tick.c). A machine that stood still looks
 * the same, but for one thing: a tick that had to wait comes at the very instruction that turns interrupts on, popf, or behind
 * the one that follows sti. So only then it is reported, with that place. Who prints for long with interrupts off, as all
 * reports do, has an excuse. A handler that takes long returns to wherever it came: then the place says nothing, but there was
 * an interrupt of another line since the tick before, and its handler is named.
 *
 * When all is well this costs a few instructions at each tick.
 *
 * Tests: tests/kernel/core/watchdog_test.c
 */
#include <asm/ptrace.h>
#include <k896/report.h>
#include <k896/traps.h>
#include <linux/init.h>
#include <linux/irq.h>
#include <linux/jiffies.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/nmi.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sched/sysctl.h>
#include <linux/string.h>

#define IRQS_OFF_LIMIT HZ

int watchdog_thresh = 10;

/* The tick's; the others write whole words. */
static DEFINE_PER_CPU(
	struct {
		unsigned int ticks_of_second;
		unsigned int ticks_without_schedule;
		u64 touched_at; /* local_clock() */
	},
	watch);

static int __init watchdog_thresh_setup(char *value)
{
	return kstrtoint(value, 0, &watchdog_thresh) == 0;
}
early_param("watchdog_thresh=", watchdog_thresh_setup);

void touch_softlockup_watchdog(void)
{
	this_cpu_ptr(&watch)->ticks_without_schedule = 0;
}

void touch_hardlockup_watchdog(void)
{
	this_cpu_ptr(&watch)->touched_at = local_clock();
}

/* @where tells of the place, "... %pSL", or is NULL. */
static __cold void report_stuck(const char *what, unsigned int seconds, struct pt_regs *regs,
				const char *where, const void *place)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	pr_emerg("watchdog: BUG: %s - CPU#0 stuck for %us! [%s:%d]\n", what, seconds, current->comm,
		 current->pid);
	if (where)
		pr_emerg("%s %pSL\n", where, place);
#ifdef CONFIG_LOCKDEP
	if (where)
		pr_emerg("interrupts turned off at %pBL\n",
			 (void *)this_cpu_read(hardirqs_disabled_at));
#endif
	show_regs(regs);
	show_trace_regs(regs, KERN_EMERG);
	report_end(flags);
}

/* ---- interrupts ---- */

#define INSN_POPF 0x9d
#define INSN_STI  0xfb
#define INSN_HLT  0xf4

/* The popf in front of @ip, or the sti before the instruction in front of it; NULL: neither turned interrupts on. */
static const u8 *turned_on_before(unsigned long ip)
{
	const u8 *next = (const u8 *)ip;

	if (!kernel_text_address(ip - 16) || next[-1] == INSN_HLT)
		return NULL;
	return next[-1] == INSN_POPF ? next - 1 : memchr(next - 8, INSN_STI, 7);
}

static __cold void ticks_were_lost(unsigned int ticks, struct pt_regs *regs, const void *handler)
{
	const u8 *turned_on = user_mode(regs) ? NULL : turned_on_before(regs->ip);

	touch_softlockup_watchdog();
	if (local_clock() - this_cpu_ptr(&watch)->touched_at < NSEC_PER_SEC)
		return;
	if (turned_on)
		report_stuck("interrupts off", ticks / HZ, regs, "interrupts turned on  at",
			     turned_on);
	else if (handler)
		report_stuck("interrupts off", ticks / HZ, regs, "meanwhile there was a call of",
			     handler);
}

/* ---- the tick ---- */

static void each_second(void)
{
	set_preempt_need_resched();
	reports_second();
	check_hung_tasks();
}

void watchdog_tick(unsigned int ticks, struct pt_regs *regs)
{
	__auto_type w = this_cpu_ptr(&watch);
	unsigned int limit = 2 * watchdog_thresh * HZ;
	const void *handler = handler_that_ran();

	if (unlikely(ticks >= IRQS_OFF_LIMIT))
		ticks_were_lost(ticks, regs, handler);
	if (likely(!need_resched()))
		w->ticks_without_schedule = 0;
	else if (++w->ticks_without_schedule == limit)
		report_stuck("soft lockup", limit / HZ, regs, NULL, NULL);
	if (++w->ticks_of_second >= HZ) {
		w->ticks_of_second = 0;
		each_second();
	}
}
