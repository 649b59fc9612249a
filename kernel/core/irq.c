/* SPDX-License-Identifier: MIT */
/*
 * Interrupt lines and their handlers.
 *
 * An interrupt of line n arrives at vector 32 + n and comes to do_IRQ() with interrupts off. The line
 * has a descriptor: its controller (struct irq_chip, registered by a driver in drivers/irqchip), and a
 * list of handlers, more than one where devices share the line:
 *
 *	do_IRQ -> irq_enter
 *		    mask the line, acknowledge	so that only this line stays away while its
 *		    call the handlers		handlers run, and the controller takes others
 *		    unmask
 *		  irq_exit -> softirqs		at the outermost level, interrupts on
 *		  preempt_schedule_irq		if a task was interrupted that may lose the CPU
 *
 * A handler keeps interrupts off. What comes in spite of that (softirqs let interrupts in) nests: the
 * registers of each level are on the stack, preempt_count counts the levels, and a line never
 * interrupts its own handler, since it is masked.
 *
 * Nothing here allocates: handlers come from a pool of MAX_ACTIONS.
 *
 * Locks: desc->lock, taken with interrupts off, covers the whole descriptor but @action's list while
 * the handlers run: free_irq() unlinks under the lock and then waits for in_progress to end.
 *
 * Tests: tests/kernel/core/irq_test.c
 */
#include <k896/report.h>
#include <asm/ptrace.h>
#include <asm/traps.h>
#include <k896/show.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <trace/events/irq.h>

#define MAX_ACTIONS 32

/* A line is switched off when almost none of its last 100,000 interrupts was handled. */
#define UNHANDLED_WINDOW 100000
#define UNHANDLED_LIMIT	 99900

struct irqaction {
	irq_handler_t handler; /* NULL: this one is free */
	void *dev_id;
	const char *name;
	unsigned long flags;
	struct irqaction *next;
};

/* Invariant: the line is unmasked exactly while action is set, depth is 0 and no handler runs. */
struct irq_desc {
	struct irq_data irq_data;
	spinlock_t lock;
	struct irqaction *action;
	unsigned int depth; /* how often it is disabled */
	bool in_progress;
	unsigned int count; /* interrupts since boot */
	unsigned int window, unhandled;
	unsigned long last_unhandled;
};

static struct irq_desc irq_descs[NR_IRQS];
static struct irqaction actions[MAX_ACTIONS];
static DEFINE_SPINLOCK(actions_lock);
unsigned int irq_err_count;
DEFINE_PER_CPU(struct pt_regs *, __irq_regs);

static struct irq_desc *irq_to_desc(unsigned int irq)
{
	return irq < NR_IRQS ? &irq_descs[irq] : NULL;
}

static void mask(struct irq_desc *desc)
{
	desc->irq_data.chip->irq_mask(&desc->irq_data);
}

static void unmask(struct irq_desc *desc)
{
	desc->irq_data.chip->irq_unmask(&desc->irq_data);
}

int irq_set_chip(unsigned int irq, const struct irq_chip *chip)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	spin_lock_init(&desc->lock);
	desc->irq_data = (struct irq_data){ .irq = irq, .chip = chip };
	set_trap_handler(IRQ0_VECTOR + irq, do_IRQ);
	return 0;
}

/* ---- an interrupt ---- */

static irqreturn_t call_handler(struct irq_desc *desc, const struct irqaction *action)
{
	unsigned int before = preempt_count();
	irqreturn_t answer;

	trace_irq_handler_entry(desc->irq_data.irq, action->name);
	answer = action->handler(desc->irq_data.irq, action->dev_id);
	trace_irq_handler_exit(desc->irq_data.irq, answer);
	WARN(!irqs_disabled(), "irq %u handler %pSL enabled interrupts\n", desc->irq_data.irq,
	     action->handler);
	local_irq_disable();
	if (unlikely(before != preempt_count())) {
		WARN(1, "irq %u handler: %pSL preempt leak: %08x -> %08x\n", desc->irq_data.irq,
		     action->handler, before, preempt_count());
		preempt_count_set(before);
	}
	return answer;
}

/* All handlers are asked: on a shared line more than one device may have had something to say. */
static irqreturn_t call_handlers(struct irq_desc *desc)
{
	irqreturn_t answer = IRQ_NONE;

	for (const struct irqaction *action = desc->action; action; action = action->next)
		answer |= call_handler(desc, action);
	return answer;
}

static __cold void report_nobody_cared(const struct irq_desc *desc)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	pr_err("irq %u: nobody cared\n", desc->irq_data.irq);
	dump_stack();
	pr_err("handlers:\n");
	for (const struct irqaction *action = desc->action; action; action = action->next)
		pr_err("[<%px>] %ps\n", action->handler, action->handler);
	pr_emerg("Disabling IRQ #%u\n", desc->irq_data.irq);
	report_end(flags);
}

static noinline void switch_off(struct irq_desc *desc)
{
	report_nobody_cared(desc);
	desc->depth++;
}

/*
 * A device that nobody serves would keep the CPU busy for ever. Single stray ones, more than 1/10 s
 * apart, do not add up.
 */
static void note_interrupt(struct irq_desc *desc, irqreturn_t answer)
{
	if (answer == IRQ_NONE) {
		if (time_after(jiffies, desc->last_unhandled + HZ / 10))
			desc->unhandled = 1;
		else
			desc->unhandled++;
		desc->last_unhandled = jiffies;
	}
	if (++desc->window < UNHANDLED_WINDOW)
		return;
	if (desc->unhandled > UNHANDLED_LIMIT)
		switch_off(desc);
	desc->window = 0;
	desc->unhandled = 0;
}

static void unexpected(struct irq_desc *desc)
{
	irq_err_count++;
	pr_err("unexpected IRQ trap at vector %02x\n", IRQ0_VECTOR + desc->irq_data.irq);
}

static void handle_irq(struct irq_desc *desc)
{
	irqreturn_t answer;

	spin_lock(&desc->lock);
	if (desc->irq_data.chip->irq_spurious &&
	    desc->irq_data.chip->irq_spurious(&desc->irq_data)) {
		irq_err_count++;
		goto out;
	}
	desc->irq_data.chip->irq_mask_ack(&desc->irq_data);
	desc->count++;
	if (!desc->action)
		unexpected(desc);
	if (!desc->action || desc->depth || desc->in_progress)
		goto out; /* stays masked: whoever made it so will unmask it */

	desc->in_progress = true;
	spin_unlock(&desc->lock);
	answer = call_handlers(desc);
	spin_lock(&desc->lock);
	note_interrupt(desc, answer);
	desc->in_progress = false;
	if (desc->action && !desc->depth)
		unmask(desc);
out:
	spin_unlock(&desc->lock);
}

void do_IRQ(struct pt_regs *regs)
{
	struct pt_regs *old = set_irq_regs(regs);

	irq_enter();
	handle_irq(&irq_descs[regs->vector - IRQ0_VECTOR]);
	irq_exit();
	set_irq_regs(old);

	/* The word is 0 when the scheduler wants in and the interrupted code may be preempted. */
	if (!this_cpu_read(__preempt_count) && regs->flags & X86_EFLAGS_IF)
		preempt_schedule_irq();
}

/* ---- request and free ---- */

static struct irqaction *take_action(const struct irqaction *init)
{
	struct irqaction *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&actions_lock, flags);
	for (unsigned int i = 0; i < MAX_ACTIONS && !found; i++)
		if (!actions[i].handler)
			found = &actions[i];
	if (found)
		*found = *init;
	spin_unlock_irqrestore(&actions_lock, flags);
	return found;
}

static void give_action(struct irqaction *action)
{
	WRITE_ONCE(action->handler, NULL);
}

static bool is_shared(const struct irqaction *action)
{
	return action->flags & IRQF_SHARED;
}

static int check_request(const struct irq_desc *desc, const struct irqaction *new)
{
	if (!desc || !new->handler || (is_shared(new) && !new->dev_id))
		return -EINVAL;
	return desc->irq_data.chip ? 0 : -ENOSYS;
}

/* Adds at the end of the list; the first handler enables the line. */
static int setup_irq_locked(struct irq_desc *desc, struct irqaction *new)
{
	struct irqaction **end = &desc->action;

	if (desc->action && !(is_shared(desc->action) && is_shared(new)))
		return -EBUSY;
	while (*end)
		end = &(*end)->next;
	*end = new;
	if (desc->action == new) {
		desc->depth = 0;
		desc->window = desc->unhandled = 0;
		unmask(desc);
	}
	return 0;
}

static void report_mismatch(const struct irq_desc *desc, const struct irqaction *new)
{
	const struct irqaction *old = desc->action;

	bool quiet = new->flags &IRQF_PROBE_SHARED;

	if (old && !quiet)
		pr_err("genirq: Flags mismatch irq %u. %08lx (%s) vs. %08lx (%s)\n",
		       desc->irq_data.irq, new->flags, new->name, old->flags, old->name);
}

int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags, const char *name,
		void *dev)
{
	struct irqaction init = { .handler = handler, .dev_id = dev, .name = name, .flags = flags };
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long irqflags;
	struct irqaction *action;
	int err;

	might_sleep();
	err = check_request(desc, &init);
	if (err)
		return err;
	action = take_action(&init);
	if (!action)
		return -ENOMEM;
	spin_lock_irqsave(&desc->lock, irqflags);
	err = setup_irq_locked(desc, action);
	if (err)
		report_mismatch(desc, action);
	spin_unlock_irqrestore(&desc->lock, irqflags);
	if (err)
		give_action(action);
	return err;
}

/* Returns what was taken out, or NULL. */
static struct irqaction *remove_irq_locked(struct irq_desc *desc, void *dev)
{
	struct irqaction **link = &desc->action, *action;

	while (*link && (*link)->dev_id != dev)
		link = &(*link)->next;
	action = *link;
	if (!action)
		return NULL;
	*link = action->next;
	if (!desc->action) {
		mask(desc);
		desc->depth = 1;
	}
	return action;
}

/* A handler that asks for its own end would wait for ever. */
static void wait_for_handlers(const struct irq_desc *desc)
{
	while (desc && READ_ONCE(desc->in_progress) && !in_hardirq())
		cpu_relax();
}

const void *free_irq(unsigned int irq, void *dev)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction *action = NULL;
	unsigned long flags;
	const char *name;

	might_sleep();
	if (desc) {
		spin_lock_irqsave(&desc->lock, flags);
		action = remove_irq_locked(desc, dev);
		spin_unlock_irqrestore(&desc->lock, flags);
	}
	if (WARN(!action, "Trying to free already-free IRQ %d\n", irq))
		return NULL;
	name = action->name;
	wait_for_handlers(desc);
	give_action(action);
	return name;
}

void synchronize_irq(unsigned int irq)
{
	might_sleep();
	wait_for_handlers(irq_to_desc(irq));
}

/* ---- disable and enable ---- */

void disable_irq_nosync(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc || !desc->irq_data.chip)
		return;
	spin_lock_irqsave(&desc->lock, flags);
	if (!desc->depth++)
		mask(desc);
	spin_unlock_irqrestore(&desc->lock, flags);
}

void disable_irq(unsigned int irq)
{
	might_sleep();
	disable_irq_nosync(irq);
	wait_for_handlers(irq_to_desc(irq));
}

void enable_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	bool unbalanced = false;
	unsigned long flags;

	if (!desc || !desc->irq_data.chip)
		return;
	spin_lock_irqsave(&desc->lock, flags);
	if (!desc->depth)
		unbalanced = true;
	else if (!--desc->depth && desc->action && !desc->in_progress)
		unmask(desc);
	spin_unlock_irqrestore(&desc->lock, flags);
	WARN(unbalanced, "Unbalanced enable for IRQ %d\n", irq);
}

/* ---- what there is to see ---- */

unsigned int kstat_irqs(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc ? READ_ONCE(desc->count) : 0;
}

void *handler_that_ran(void)
{
	static unsigned int counts[NR_IRQS];
	void *handler = NULL;

	for (unsigned int irq = 0; irq < NR_IRQS; irq++) {
		const struct irq_desc *desc = &irq_descs[irq];

		if (desc->count != counts[irq] && desc->action && !desc->in_progress)
			handler = desc->action->handler;
		counts[irq] = desc->count;
	}
	return handler;
}

static void show_line(struct seq_file *m, const struct irq_desc *desc)
{
	const char *separator = "  ";

	seq_printf(m, "%3u: %10u %9s    ", desc->irq_data.irq, desc->count,
		   desc->irq_data.chip->name);
	for (const struct irqaction *action = desc->action; action; action = action->next) {
		seq_printf(m, "%s%s", separator, action->name);
		separator = ", ";
	}
	seq_putc(m, '\n');
}

int interrupts_show(struct seq_file *m)
{
	seq_puts(m, "           CPU0       \n");
	for (const struct irq_desc *desc = irq_descs; desc < irq_descs + NR_IRQS; desc++)
		if (desc->irq_data.chip && (desc->action || desc->count))
			show_line(m, desc);
	seq_printf(m, "ERR: %10u\n", irq_err_count);
	return 0;
}
