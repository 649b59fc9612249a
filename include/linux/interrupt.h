/* SPDX-License-Identifier: MIT */
/*
 * Interrupts, softirqs and tasklets for drivers: who runs, in which context, and how to keep it away.
 *
 *	handler		hard interrupt context: interrupts off, nothing sleeps; serve the device, put the
 *			rest off
 *	softirq		right after the outermost handler, interrupts on; a fixed set of numbers, each
 *			with one function
 *	tasklet		a softirq that a driver can have of its own
 *
 * All of these interrupt tasks and none may sleep: what has to sleep goes to a workqueue.
 */
#ifndef _LINUX_INTERRUPT_H
#define _LINUX_INTERRUPT_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/bottom_half.h>
#include <linux/compiler.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/irqreturn.h>
#include <linux/percpu.h>
#include <linux/types.h>

/* ---- interrupt handlers (kernel/core/irq.c) ---- */

typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);

#define IRQF_TRIGGER_NONE    0x00000000
#define IRQF_TRIGGER_RISING  0x00000001
#define IRQF_TRIGGER_FALLING 0x00000002
#define IRQF_TRIGGER_HIGH    0x00000004
#define IRQF_TRIGGER_LOW     0x00000008
#define IRQF_SHARED	     0x00000080 /* others may have handlers on the same line */
#define IRQF_PROBE_SHARED    0x00000100 /* say nothing when the line cannot be shared */
#define IRQF_TIMER	     0x00000200

/**
 * request_irq() - have a function called when a line interrupts
 * @irq: the line, 0 up to NR_IRQS - 1
 * @handler: called with interrupts off, as handler(irq, dev); IRQ_HANDLED if the device had asked
 * @flags: IRQF_SHARED if every handler of this line says so; trigger bits are accepted, the lines of a
 *	PC are what they are
 * @name: for /proc/interrupts; must live as long as the handler
 * @dev: handed to @handler, and names it to free_irq(); unique, not NULL, for a shared line
 *
 * The line is enabled by its first handler. The handler may be called before this returns. May sleep.
 *
 * Return: 0; -EINVAL for no such line, no handler, or sharing without @dev; -EBUSY where the line has a
 * handler and one of the two does not share; -ENOSYS for a line without a controller; -ENOMEM when the
 * kernel's pool of handlers (a fixed number) is used up.
 */
int __must_check request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
			     const char *name, void *dev);

/**
 * free_irq() - take a handler away
 * @irq: the line
 * @dev: as given to request_irq()
 *
 * On return the handler does not run and will not. The last one disables the line. What nobody has
 * requested is reported. May sleep; never from a handler.
 *
 * Return: the name it was requested under, NULL if there was none.
 */
const void *free_irq(unsigned int irq, void *dev);

/*
 * Keep a line from interrupting, and let it interrupt again: calls nest. What the device asks meanwhile
 * comes after the last enable_irq(). disable_irq() also waits for a running handler and may sleep;
 * disable_irq_nosync() and enable_irq() are for any context. One enable_irq() too many is reported.
 */
void disable_irq(unsigned int irq);
void disable_irq_nosync(unsigned int irq);
void enable_irq(unsigned int irq);

/* ---- softirqs (kernel/core/softirq.c) ---- */

/* In the order in which they are served. Linux's list; here TIMER, HI and TASKLET are in use. */
enum {
	HI_SOFTIRQ = 0,
	TIMER_SOFTIRQ,
	NET_TX_SOFTIRQ,
	NET_RX_SOFTIRQ,
	BLOCK_SOFTIRQ,
	IRQ_POLL_SOFTIRQ,
	TASKLET_SOFTIRQ,
	SCHED_SOFTIRQ,
	HRTIMER_SOFTIRQ,
	RCU_SOFTIRQ,
	NR_SOFTIRQS,
};

/* Their names, by number. */
extern const char *const softirq_to_name[];

struct softirq_action {
	void (*action)(struct softirq_action *self);
};

DECLARE_PER_CPU(unsigned int, __softirq_pending);

static inline unsigned int local_softirq_pending(void)
{
	return this_cpu_read(__softirq_pending);
}

/* Gives a softirq its function. Boot, or a test that puts the old one (NULL) back. */
void open_softirq(int nr, void (*action)(struct softirq_action *self));

/**
 * raise_softirq() - have a softirq served soon
 * @nr: which
 *
 * From a handler: when the outermost one returns. From a task: by ksoftirqd, or at the next interrupt
 * or local_bh_enable(), whichever is first. Raised twice before it is served, it is served once.
 * Any context; the _irqoff form with interrupts off.
 */
void raise_softirq(unsigned int nr);
void raise_softirq_irqoff(unsigned int nr);

/* Sets up tasklets. Boot. */
void softirq_init(void);

/* The thread that serves softirqs when they come faster than they should; start_kernel() runs it. */
int ksoftirqd_thread(void *unused);

/* /proc/softirqs: how often each has been served. Any context. */
/* ---- tasklets (kernel/core/tasklet.c) ---- */

/**
 * struct tasklet_struct - a function that runs in softirq context, once each time it is scheduled
 * @next: the queue it waits in
 * @state: TASKLET_STATE_*
 * @count: how often it is disabled; it runs only at 0
 * @use_callback: @callback is valid, not @func
 * @func, @data: the old form, func(data)
 * @callback: the form of tasklet_setup(), callback(tasklet)
 *
 * It never runs on two CPUs at once. The caller owns the struct; tasklet_kill() before it goes away.
 */
struct tasklet_struct {
	struct tasklet_struct *next;
	unsigned long state;
	atomic_t count;
	bool use_callback;
	union {
		void (*func)(unsigned long data);
		void (*callback)(struct tasklet_struct *t);
	};
	unsigned long data;
};

enum {
	TASKLET_STATE_SCHED, /* in a queue */
	TASKLET_STATE_RUN,   /* its function is being called */
};

#define DECLARE_TASKLET(name, fn)                                                                  \
	struct tasklet_struct name = { .count = ATOMIC_INIT(0),                                    \
				       .callback = fn,                                             \
				       .use_callback = true }
#define DECLARE_TASKLET_DISABLED(name, fn)                                                         \
	struct tasklet_struct name = { .count = ATOMIC_INIT(1),                                    \
				       .callback = fn,                                             \
				       .use_callback = true }

#define from_tasklet(var, callback_tasklet, tasklet_fieldname)                                     \
	container_of(callback_tasklet, typeof(*var), tasklet_fieldname)

/* Make a struct ready. Any context; the tasklet must not be scheduled. */
void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *t));
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long data), unsigned long data);

void __tasklet_schedule(struct tasklet_struct *t);
void __tasklet_hi_schedule(struct tasklet_struct *t);

/*
 * Have it run soon: once, however often this is said before it starts. It may schedule itself. The
 * _hi form goes before all other softirqs. Any context.
 */
static inline void tasklet_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		__tasklet_schedule(t);
}

static inline void tasklet_hi_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		__tasklet_hi_schedule(t);
}

/*
 * Keep it from running, and let it again: calls nest. A tasklet that is scheduled while disabled runs
 * once it is enabled. tasklet_disable() waits until it does not run and may sleep; the _nosync form
 * does not wait; it and tasklet_enable() are for any context.
 */
static inline void tasklet_disable_nosync(struct tasklet_struct *t)
{
	atomic_inc(&t->count);
}

void tasklet_disable(struct tasklet_struct *t);
void tasklet_enable(struct tasklet_struct *t);

/**
 * tasklet_kill() - see a tasklet to its end
 * @t: one that nothing schedules any more
 *
 * If it is scheduled it runs once more, unless it is disabled: then it is taken out of its queue. On
 * return it does not run and is in no queue. May sleep; in a context that must not, it is taken out
 * after the report.
 */
void tasklet_kill(struct tasklet_struct *t);

/* softirq.c to tasklet.c: opens the two softirqs. Boot. */
void tasklet_init_softirqs(void);

#endif
