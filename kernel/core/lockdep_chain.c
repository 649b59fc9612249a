/* SPDX-License-Identifier: MIT */
/*
 * The chains of locks that have been held together, and what is looked at when a new one comes: may the last lock wait here
 * at all, is one of its class held already, and which orders are new (lockdep_graph.c)?
 *
 * The table is open: a key that is not in its place is in one of those behind it, before the next free one.
 *
 * Tests: tests/kernel/core/lockdep_test.c, lockdep_use_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_LOCKDEP
#include <linux/kernel.h>
#include <linux/string.h>

#include "lockdep_internal.h"

struct lock_chain lock_chains[MAX_LOCKDEP_CHAINS];
u16 lock_chain_hlocks[MAX_LOCKDEP_CHAIN_HLOCKS];
unsigned int nr_lock_chains, nr_lock_chain_hlocks;

/* How many locks of this context lie below held_locks[@depth]? */
static unsigned int context_depth(const struct task_struct *curr, unsigned int depth)
{
	unsigned int n = 0;

	while (n < depth &&
	       curr->held_locks[depth - 1 - n].irq_context == curr->held_locks[depth].irq_context)
		n++;
	return n;
}

static void note_chain(const struct task_struct *curr, unsigned int depth, u32 key)
{
	unsigned int n = context_depth(curr, depth) + 1;
	struct lock_chain *chain = lockdep_find_chain(key);

	if (nr_lock_chains >= MAX_LOCKDEP_CHAINS * 7 / 8 ||
	    nr_lock_chain_hlocks + n > MAX_LOCKDEP_CHAIN_HLOCKS) {
		lockdep_report_full("MAX_LOCKDEP_CHAINS");
		return;
	}
	*chain = (struct lock_chain){ .key = key,
				      .base = nr_lock_chain_hlocks,
				      .depth = n,
				      .irq_context = curr->held_locks[depth].irq_context };
	for (unsigned int i = depth + 1 - n; i <= depth; i++)
		lock_chain_hlocks[nr_lock_chain_hlocks++] = curr->held_locks[i].class_idx |
							    (curr->held_locks[i].read ? 0x8000 : 0);
	nr_lock_chains++;
}

/* They are learned again, from the edges that are still known. */
void lockdep_forget_chains(void)
{
	memset(lock_chains, 0, sizeof(lock_chains));
	nr_lock_chains = nr_lock_chain_hlocks = 0;
}

/* ---- a chain that is new ---- */

bool lockdep_is_checked(const struct held_lock *hlock)
{
	return hlock->check && class_of(hlock)->key != (void *)&__lockdep_no_validate__;
}

static void check_recursion(const struct task_struct *curr, unsigned int depth)
{
	const struct held_lock *next = &curr->held_locks[depth];
	bool nested = false;

	for (unsigned int i = 0; i < depth; i++) {
		const struct held_lock *prev = &curr->held_locks[i];

		if (next->nest_lock && prev->instance == next->nest_lock)
			nested = true;
		if (prev->class_idx != next->class_idx || (next->read == 2 && prev->read) || nested)
			continue;
		lockdep_report_recursion(prev, next);
		return;
	}
}

/* Of what is around: the type that a lock may have here at most. */
static unsigned int wait_context(const struct task_struct *curr, unsigned int depth)
{
	unsigned int inner = curr->held_locks[depth].irq_context ? LD_WAIT_SPIN : LD_WAIT_MAX;

	for (unsigned int n = context_depth(curr, depth); n; n--) {
		unsigned int type = class_of(&curr->held_locks[depth - n])->wait_type_inner;

		if (type && type < inner)
			inner = type;
	}
	return inner;
}

static void check_wait_context(const struct task_struct *curr, unsigned int depth, bool told)
{
	const struct held_lock *next = &curr->held_locks[depth];
	unsigned int inner = wait_context(curr, depth);

	if ((class_of(next)->wait_type_outer ?: class_of(next)->wait_type_inner) > inner)
		lockdep_report_wait_context(next, inner, told);
}

/*
 * A lock that sleeps, where nothing may sleep: might_sleep() reports it, each time; lockdep adds what it knows and draws
 * no conclusions from it.
 */
bool lockdep_has_been_told(struct task_struct *curr, unsigned int depth)
{
	if (system_state == SYSTEM_BOOTING)
		return false;
	check_wait_context(curr, depth, true);
	curr->held_locks[depth].check = 0;
	return true;
}

static void add_orders(struct task_struct *curr, unsigned int depth)
{
	struct held_lock *next = &curr->held_locks[depth];

	for (unsigned int n = context_depth(curr, depth), i = depth - 1; n; n--, i--) {
		struct held_lock *prev = &curr->held_locks[i];

		if (lockdep_is_checked(prev) && prev->class_idx != next->class_idx)
			lockdep_add_order(curr, prev, next);
		if (!prev->trylock)
			break; /* it has followed those around it */
	}
}

void lockdep_new_chain(struct task_struct *curr, unsigned int depth, u32 key)
{
	struct held_lock *next = &curr->held_locks[depth];

	lockdep_lock_graph();
	if (lockdep_is_checked(next) && !next->trylock) {
		check_wait_context(curr, depth, false);
		check_recursion(curr, depth);
		add_orders(curr, depth);
	}
	note_chain(curr, depth, key);
	lockdep_unlock_graph();
}
#endif
