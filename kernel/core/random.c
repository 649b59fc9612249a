/* SPDX-License-Identifier: MIT */
/*
 * The kernel's random bytes (linux/random.h). On a machine whose time is counted in instructions they are the same
 * in every run, which is what a test wants.
 *
 * Tests: tests/kernel/process/exec_test.c.
 */
#include <asm/processor.h>
#include <linux/prandom.h>
#include <linux/random.h>
#include <linux/spinlock.h>

static struct {
	spinlock_t lock;
	bool seeded;
	struct rnd_state state;
} pool = { .lock = __SPIN_LOCK_INITIALIZER(pool.lock) };

void get_random_bytes(void *buf, size_t len)
{
	unsigned long flags;

	spin_lock_irqsave(&pool.lock, flags);
	if (!pool.seeded)
		prandom_seed_state(&pool.state, rdtsc());
	pool.seeded = true;
	pool.state.s1 ^= (u32)rdtsc();
	prandom_bytes_state(&pool.state, buf, len);
	spin_unlock_irqrestore(&pool.lock, flags);
}
