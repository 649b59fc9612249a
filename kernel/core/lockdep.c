/* SPDX-License-Identifier: MIT */
/*
 * lockdep, in a DEBUG=1 build: what each task holds, and the common way through it. What it is good for: linux/lockdep.h.
 *
 * Each task has the stack of its locks, to which an interrupt adds its own on top:
 *
 *	held_locks	#0 &f->f_pos_lock   #1 &inode->i_rwsem   #2 &mm->mmap_lock	lockdep_depth 3
 *	chain keys	    k1		        k2 = f(k1, #1)	      k3 = f(k2, #2)
 *
 * The chain key is a hash of all the classes that are held, in their order, since the context began. Taking a lock is
 *
 *	- does its class know this use (with interrupts on, in a softirq ...)?	lockdep_usage.c, once for each use
 *	- is the new key in the table of chains?				checked before: this is all
 *	- else look at what the chain adds to the graph of orders		lockdep_graph.c, once for each chain
 *
 * so that after the first seconds nothing is left but a hash and two comparisons. A lock that was tried (trylock) adds
 * no order to those around it, for it does not wait; those inside it follow it and the next one around.
 *
 * An interrupt's locks begin a chain of their own: what it takes is not ordered behind the locks of the task that it
 * came to. That the two may meet is what usages are about.
 *
 * Whoever is here has interrupts off and lockdep_recursion set: what locks a report takes is not watched. Tables and
 * graph are behind graph_lock, of which nothing here knows.
 *
 * Not as in Linux: a report never ends the watching; what it told of is marked instead, and not told again. Cross-task
 * releases (a completion) are not modelled.
 *
 * Tests: tests/kernel/core/lockdep_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_LOCKDEP
#include <asm/cmpxchg.h>
#include <asm/processor.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "lockdep_internal.h"

DEFINE_PER_CPU(unsigned int, lockdep_irqsoff_held);
DEFINE_PER_CPU(unsigned int, lockdep_recursion);
DEFINE_PER_CPU(unsigned long, hardirqs_enabled_at);
DEFINE_PER_CPU(unsigned long, hardirqs_disabled_at);

/* ---- the lock of the tables ---- */

static unsigned int graph_lock;

void lockdep_lock_graph(void)
{
	while (xchg(&graph_lock, 1))
		cpu_relax();
}

void lockdep_unlock_graph(void)
{
	WRITE_ONCE(graph_lock, 0);
}

void lockdep_enter(unsigned long *flags)
{
	raw_local_irq_save(*flags);
	this_cpu_inc(lockdep_recursion);
	lockdep_lock_graph();
}

void lockdep_leave(unsigned long flags)
{
	lockdep_unlock_graph();
	this_cpu_dec(lockdep_recursion);
	raw_local_irq_restore(flags);
}

/* ---- usages ---- */

static noinline void mark_usage(struct held_lock *hlock, unsigned int usage)
{
	lockdep_lock_graph();
	lockdep_mark_usage(hlock, usage & ~class_of(hlock)->usage_mask);
	lockdep_unlock_graph();
}

/* By a lock that is taken with @count as preempt_count(), and interrupts as @flags say. */
static __always_inline unsigned int usage_of(const struct held_lock *hlock, unsigned int count,
					     bool irqs_on)
{
	unsigned int usage = USAGE(LOCK_USED);

	if (irqs_on) {
		usage |= USAGE(LOCK_ENABLED_HARDIRQ);
		if (!(count & SOFTIRQ_MASK))
			usage |= USAGE(LOCK_ENABLED_SOFTIRQ);
	}
	if (hlock->irq_context && !hlock->trylock) {
		if (hlock->irq_context & 2)
			usage |= USAGE(LOCK_USED_IN_HARDIRQ);
		if (hlock->irq_context & 1)
			usage |= USAGE(LOCK_USED_IN_SOFTIRQ);
	}
	return hlock->read ? usage << USAGE_READ : usage;
}

/* Interrupts, softirqs are about to come on while locks are held that were taken without. */
static void mark_held(unsigned int usage, bool only_irqs_off)
{
	struct task_struct *curr = current;

	for (unsigned int i = 0; i < curr->lockdep_depth; i++) {
		struct held_lock *hlock = &curr->held_locks[i];
		unsigned int these = hlock->read ? usage << USAGE_READ : usage;

		if (only_irqs_off && !hlock->hardirqs_off)
			continue;
		if (these & ~class_of(hlock)->usage_mask)
			mark_usage(hlock, these);
	}
}

void lockdep_hardirqs_on(void)
{
	unsigned int usage = USAGE(LOCK_ENABLED_HARDIRQ);
	unsigned long flags;

	if (this_cpu_read(lockdep_recursion))
		return;
	raw_local_irq_save(flags);
	this_cpu_inc(lockdep_recursion);
	if (!softirq_count())
		usage |= USAGE(LOCK_ENABLED_SOFTIRQ);
	mark_held(usage, true);
	for (unsigned int i = 0; i < current->lockdep_depth; i++)
		current->held_locks[i].hardirqs_off = 0;
	this_cpu_write(lockdep_irqsoff_held, 0);
	this_cpu_dec(lockdep_recursion);
	raw_local_irq_restore(flags);
}

void lockdep_softirqs_on(void)
{
	unsigned long flags;

	if (!current->lockdep_depth || softirq_count() != SOFTIRQ_DISABLE_OFFSET ||
	    irqs_disabled() || this_cpu_read(lockdep_recursion))
		return;
	raw_local_irq_save(flags);
	this_cpu_inc(lockdep_recursion);
	mark_held(USAGE(LOCK_ENABLED_SOFTIRQ), false);
	this_cpu_dec(lockdep_recursion);
	raw_local_irq_restore(flags);
}

/* ---- taking ---- */

static struct lock_class *find_class(struct lockdep_map *map, unsigned int subclass)
{
	struct lock_class *class;

	lockdep_lock_graph();
	class = lockdep_register_class(map, subclass);
	lockdep_unlock_graph();
	return class;
}

static __always_inline unsigned int irq_context(unsigned int count)
{
	if (likely(!(count & (HARDIRQ_MASK | SOFTIRQ_OFFSET))))
		return 0;
	return !!(count & HARDIRQ_MASK) * 2 + !!(count & SOFTIRQ_OFFSET);
}

static bool has_room(struct task_struct *curr)
{
	if (likely(curr->lockdep_depth < MAX_LOCK_DEPTH))
		return true;
	lockdep_report_full("MAX_LOCK_DEPTH");
	return false;
}

/* Interrupts off; @how has what the lock's taker said, with bit 9 set if interrupts were on. */
static __always_inline void acquire(struct lockdep_map *map, unsigned int how,
				    const struct lockdep_map *nest_lock, unsigned long ip)
{
	unsigned int count = preempt_count(), subclass = how & LOCK_HOW_SUBCLASS, usage;
	struct lock_class *class =
		subclass < NR_LOCKDEP_CACHING_CLASSES ? map->class_cache[subclass] : NULL;
	struct task_struct *curr = current;
	unsigned int depth = curr->lockdep_depth;
	struct held_lock *hlock = &curr->held_locks[depth];
	u32 key;

	/* Not known yet, or what is no lock (any more) has led us here. */
	if (unlikely((unsigned long)class - (unsigned long)lock_classes >= sizeof(lock_classes)))
		class = find_class(map, subclass);
	if (unlikely(!class || !has_room(curr))) {
		curr->lockdep_unwatched++;
		return;
	}
	hlock->instance = map;
	hlock->nest_lock = nest_lock;
	hlock->acquire_ip = ip;
	hlock->prev_chain_key = key = curr->curr_chain_key;
	hlock->class_idx = class - lock_classes;
	hlock->irq_context = irq_context(count);
	hlock->read = how >> 3;
	hlock->trylock = how >> 5;
	hlock->check = how >> 6;
	hlock->hardirqs_off = !(how & X86_EFLAGS_IF);
	if (hlock->hardirqs_off)
		this_cpu_inc(lockdep_irqsoff_held);

	if (!depth || unlikely(hlock[-1].irq_context != hlock->irq_context))
		key = lockdep_first_key(hlock->irq_context);
	key = lockdep_next_key(key, hlock->class_idx, hlock->read);
	curr->curr_chain_key = key;
	if (unlikely(how & LOCK_HOW_SLEEPS && (count || hlock->hardirqs_off)) &&
	    lockdep_has_been_told(curr, depth)) {
		curr->lockdep_depth = depth + 1;
		return;
	}
	usage = usage_of(hlock, count, how & X86_EFLAGS_IF);
	if (unlikely(usage & ~class->usage_mask))
		mark_usage(hlock, usage);
	if (unlikely(lockdep_find_chain(key)->key != key))
		lockdep_new_chain(curr, depth, key);
	curr->lockdep_depth = depth + 1;
}

void __lock_acquire(struct lockdep_map *map, unsigned int how, unsigned long ip)
{
	if (unlikely(this_cpu_read(lockdep_recursion)))
		return;
	this_cpu_write(lockdep_recursion, 1);
	acquire(map, how, NULL, ip);
	this_cpu_write(lockdep_recursion, 0);
}

void lock_acquire(struct lockdep_map *map, unsigned int subclass, int trylock, int read, int check,
		  struct lockdep_map *nest_lock, unsigned long ip)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	if (!this_cpu_read(lockdep_recursion)) {
		this_cpu_write(lockdep_recursion, 1);
		acquire(map, LOCK_HOW(subclass, trylock, read, check) | (flags & X86_EFLAGS_IF),
			nest_lock, ip);
		this_cpu_write(lockdep_recursion, 0);
	}
	raw_local_irq_restore(flags);
}

void lock_might_acquire(struct lockdep_map *map, unsigned long ip)
{
	struct task_struct *curr = current;
	const struct held_lock *top = &curr->held_locks[curr->lockdep_depth - 1];
	const struct lock_class *class = map->class_cache[0];

	if (class && curr->lockdep_depth && top->irq_context == irq_context(preempt_count())) {
		u32 key = lockdep_next_key(curr->curr_chain_key, class - lock_classes, 0);

		if (lockdep_find_chain(key)->key == key)
			return;
	}
	lock_acquire(map, 0, 0, 0, 1, NULL, ip);
	lock_release(map, ip);
}

/* ---- releasing ---- */

static int find_held(const struct task_struct *curr, const struct lockdep_map *map)
{
	int i = curr->lockdep_depth - 1;

	while (i >= 0 && curr->held_locks[i].instance != map)
		i--;
	return i;
}

/* The keys of all from @i on, which lie otherwise now. */
static void make_keys(struct task_struct *curr, unsigned int i)
{
	u32 key = curr->curr_chain_key;

	for (; i < curr->lockdep_depth; i++) {
		struct held_lock *hlock = &curr->held_locks[i];

		hlock->prev_chain_key = key;
		if (!i || hlock[-1].irq_context != hlock->irq_context)
			key = lockdep_first_key(hlock->irq_context);
		key = lockdep_next_key(key, hlock->class_idx, hlock->read);
	}
	curr->curr_chain_key = key;
}

/* It is not the last one. */
static noinline void release_inside(struct task_struct *curr, struct lockdep_map *map,
				    unsigned long ip, bool told)
{
	int i = find_held(curr, map);

	if (i < 0) {
		if (curr->lockdep_unwatched)
			curr->lockdep_unwatched--;
		else
			lockdep_report_unlock(map, ip, told);
		return;
	}
	if (curr->held_locks[i].hardirqs_off)
		this_cpu_dec(lockdep_irqsoff_held);
	curr->curr_chain_key = curr->held_locks[i].prev_chain_key;
	curr->lockdep_depth--;
	for (unsigned int k = i; k < curr->lockdep_depth; k++)
		curr->held_locks[k] = curr->held_locks[k + 1];
	make_keys(curr, i);
}

void __lock_release(struct task_struct *task, struct lockdep_map *map, unsigned long ip)
{
	struct held_lock *top = &task->held_locks[task->lockdep_depth - 1];

	if (unlikely(this_cpu_read(lockdep_recursion)))
		return;
	if (likely(task->lockdep_depth && top->instance == map)) {
		if (top->hardirqs_off)
			this_cpu_dec(lockdep_irqsoff_held);
		task->curr_chain_key = top->prev_chain_key;
		task->lockdep_depth--;
		return;
	}
	this_cpu_write(lockdep_recursion, 1);
	release_inside(task, map, ip, false);
	this_cpu_write(lockdep_recursion, 0);
}

void lock_release(struct lockdep_map *map, unsigned long ip)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	__lock_release(current, map, ip);
	raw_local_irq_restore(flags);
}

void lock_release_told(struct lockdep_map *map, unsigned long ip)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	if (!this_cpu_read(lockdep_recursion)) {
		this_cpu_write(lockdep_recursion, 1);
		release_inside(current, map, ip, true);
		this_cpu_write(lockdep_recursion, 0);
	}
	raw_local_irq_restore(flags);
}

void lock_downgrade(struct lockdep_map *map, unsigned long ip)
{
	struct task_struct *curr = current;
	unsigned long flags;
	int i;

	raw_local_irq_save(flags);
	i = find_held(curr, map);
	if (i >= 0) {
		curr->held_locks[i].read = 1;
		curr->curr_chain_key = curr->held_locks[i].prev_chain_key;
		make_keys(curr, i);
	}
	raw_local_irq_restore(flags);
}

void lockdep_switch(struct task_struct *prev, struct task_struct *next)
{
	prev->lockdep_irqsoff_held = this_cpu_read(lockdep_irqsoff_held);
	this_cpu_write(lockdep_irqsoff_held, next->lockdep_irqsoff_held);
}

/* ---- asking ---- */

int lock_is_held_type(const struct lockdep_map *map, int read)
{
	const struct task_struct *curr = current;
	unsigned long flags;
	int i;

	if (this_cpu_read(lockdep_recursion))
		return 1; /* nobody knows */
	raw_local_irq_save(flags);
	i = find_held(curr, map);
	if (i >= 0 && read >= 0 && !curr->held_locks[i].read != !read)
		i = -1;
	raw_local_irq_restore(flags);
	return i >= 0;
}

unsigned int lockdep_depth(const struct task_struct *task)
{
	return task->lockdep_depth;
}

void lockdep_off(void)
{
	this_cpu_inc(lockdep_recursion);
}

void lockdep_on(void)
{
	this_cpu_dec(lockdep_recursion);
}
#endif
