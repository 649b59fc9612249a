/* SPDX-License-Identifier: MIT */
/*
 * The ring that trace records are written into.
 *
 *	     tail			 head
 *	       v			  v
 *	+------+------+----+---------+----+----------------+-------+
 *	| new  | oldest    | ...     new  |   not used yet, or     |
 *	+------+------+----+---------+----+---- the oldest --------+
 *
 * Records are of different sizes and lie behind each other; each knows its size. head and tail count bytes
 * since the last clear and are taken modulo the size of the ring. What does not fit in front of the ring's
 * end goes to its beginning, and a filler (a record without an event) takes the rest. A new record that
 * finds no room drops the oldest ones.
 *
 * Writers: any context, interrupts off from trace_begin() to trace_end(). That is the whole protocol: on one
 * CPU nothing comes in between but a fault in the writer itself, and what that wants to record is refused.
 * With more CPUs each would have a ring of its own, as in Linux. An NMI must not use trace points.
 *
 * Nothing is allocated, so that allocators can be traced, and boot.
 *
 * Tests: tests/kernel/core/trace_test.c
 */
#include <linux/align.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/tracepoint.h>

#define RING_SIZE (128U << 10) /* a power of two; 1500 to 2000 records */
#define ALIGNMENT 8	       /* so a filler always has room for size and call */

static u8 ring[RING_SIZE] __aligned(ALIGNMENT) __no_kmemleak;

/* Interrupts off. */
static unsigned int head, tail;
static struct trace_counts counts;
static unsigned int held;
static bool writing;
static pid_t only_pid = TRACE_ALL_TASKS;

static struct trace_entry *at(unsigned int position)
{
	return (struct trace_entry *)&ring[position % RING_SIZE];
}

/* ---- writing; interrupts off ---- */

static void drop_oldest(void)
{
	if (at(tail)->call) {
		counts.entries--;
		counts.lost++;
	}
	tail += at(tail)->size;
}

static void make_room(unsigned int size)
{
	while (head + size - tail > RING_SIZE)
		drop_oldest();
}

static struct trace_entry *take_room(unsigned int size)
{
	unsigned int left = RING_SIZE - head % RING_SIZE;
	struct trace_entry *ent;

	if (left < size) {
		make_room(left);
		at(head)->size = left;
		at(head)->call = NULL;
		head += left;
	}
	make_room(size);
	ent = at(head);
	ent->size = size;
	head += size;
	return ent;
}

static u8 context_flags(unsigned long flags)
{
	return (irqs_disabled_flags(flags) ? TRACE_FLAG_IRQS_OFF : 0) |
	       (softirq_count() >= SOFTIRQ_DISABLE_OFFSET ? TRACE_FLAG_BH_OFF : 0) |
	       (need_resched() ? TRACE_FLAG_NEED_RESCHED : 0) |
	       (in_hardirq() ? TRACE_FLAG_HARDIRQ : 0) |
	       (in_serving_softirq() ? TRACE_FLAG_SOFTIRQ : 0);
}

static bool wants_task(const struct task_struct *task)
{
	return only_pid == TRACE_ALL_TASKS || only_pid == task->pid;
}

void *trace_begin(struct trace_event_call *call, size_t size, unsigned long *flags)
{
	struct task_struct *task = current;
	struct trace_entry *ent;

	local_irq_save(*flags);
	if (unlikely(held || writing || !wants_task(task))) {
		counts.refused += held || writing;
		local_irq_restore(*flags);
		return NULL;
	}
	writing = true;
	ent = take_room(ALIGN(size, ALIGNMENT));
	ent->flags = context_flags(*flags);
	ent->preempt_depth = preempt_count() & PREEMPT_MASK;
	ent->call = call;
	ent->time = sched_clock();
	ent->pid = task->pid;
	memcpy(ent->comm, task->comm, sizeof(ent->comm));
	return ent;
}

void trace_end(struct trace_event_call *call, struct trace_entry *ent, unsigned long flags)
{
	counts.entries++;
	counts.written++;
	if (call->account)
		call->account(ent);
	writing = false;
	local_irq_restore(flags);
}

void trace_set_pid(pid_t pid)
{
	WRITE_ONCE(only_pid, pid);
}

pid_t trace_pid(void)
{
	return READ_ONCE(only_pid);
}

/* ---- reading ---- */

void trace_clear(void)
{
	unsigned long flags;

	local_irq_save(flags);
	head = tail = 0;
	counts = (struct trace_counts){};
	local_irq_restore(flags);
}

struct trace_counts trace_counts(void)
{
	struct trace_counts now;
	unsigned long flags;

	local_irq_save(flags);
	now = counts;
	local_irq_restore(flags);
	return now;
}

void trace_hold(void)
{
	unsigned long flags;

	local_irq_save(flags);
	held++;
	local_irq_restore(flags);
}

void trace_release(void)
{
	unsigned long flags;

	local_irq_save(flags);
	held--;
	local_irq_restore(flags);
}

/* The record at @position, or behind the filler there. */
static const struct trace_entry *real_entry(unsigned int position)
{
	if (position != head && !at(position)->call)
		position += at(position)->size;
	return position == head ? NULL : at(position);
}

const struct trace_entry *trace_first(void)
{
	return real_entry(tail);
}

/* Where a record stands, counted from tail: less than the whole ring away. */
static unsigned int position_of(const struct trace_entry *ent)
{
	unsigned int offset = (const u8 *)ent - ring;

	return tail + (offset - tail) % RING_SIZE;
}

const struct trace_entry *trace_next(const struct trace_entry *ent)
{
	return real_entry(position_of(ent) + ent->size);
}
