/* SPDX-License-Identifier: MIT */
/*
 * ktime_get(): the best clocksource, in nanoseconds since boot.
 *
 *	now = base_ns + ((cycles - base_cycles) * mult >> shift)
 *
 * The base is where the present clocksource took over from the one before. A multiplication of 64 by 32
 * bits keeps all 96, and shift is as large as a mult of 32 bits allows, so the error stays below one part in
 * 2^31 and need not be worked off at each tick.
 *
 * Lock: timekeeper.lock, taken with interrupts off, for the choice and for the base.
 *
 * Tests: tests/kernel/core/time_test.c
 */
#include <linux/clocksource.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>

static struct {
	spinlock_t lock;
	struct list_head sources; /* the best first */
	struct clocksource *source;
	u64 base_cycles, base_ns;
	s64 wall_offset; /* from time since boot to time since 1970 */
} timekeeper = { .lock = __SPIN_LOCK_INITIALIZER(timekeeper.lock),
		 .sources = LIST_HEAD_INIT(timekeeper.sources) };

static u64 now_locked(void)
{
	struct clocksource *cs = timekeeper.source;

	if (!cs)
		return 0;
	return timekeeper.base_ns +
	       mul_u64_u32_shr(cs->read(cs) - timekeeper.base_cycles, cs->mult, cs->shift);
}

ktime_t ktime_get(void)
{
	unsigned long flags;
	u64 now;

	spin_lock_irqsave(&timekeeper.lock, flags);
	now = now_locked();
	spin_unlock_irqrestore(&timekeeper.lock, flags);
	return now;
}

ktime_t ktime_get_real(void)
{
	return ktime_get() + timekeeper.wall_offset;
}

void timekeeping_set_wall_clock(s64 seconds)
{
	timekeeper.wall_offset = ktime_set(seconds, 0) - ktime_get();
}

/* The clock goes on where the old source has brought it. */
static void choose_best_locked(void)
{
	struct clocksource *best = list_first_entry(&timekeeper.sources, struct clocksource, list);

	if (best == timekeeper.source)
		return;
	timekeeper.base_ns = now_locked();
	timekeeper.base_cycles = best->read(best);
	timekeeper.source = best;
	pr_info("clocksource: Switched to clocksource %s\n", best->name);
}

/* The largest shift for which mult, the length of a cycle in ns << shift, has 32 bits. */
static void set_rate(struct clocksource *cs, u32 scale, u32 freq)
{
	u64 mult;

	cs->shift = 33;
	do {
		cs->shift--;
		mult = div_u64((u64)(NSEC_PER_SEC / scale) << cs->shift, freq);
	} while (mult > U32_MAX);
	cs->mult = mult;
}

static void insert_locked(struct clocksource *cs)
{
	struct clocksource *other;

	list_for_each_entry(other, &timekeeper.sources, list)
		if (other->rating < cs->rating)
			break;
	list_add_tail(&cs->list, &other->list);
}

int __clocksource_register_scale(struct clocksource *cs, u32 scale, u32 freq)
{
	unsigned long flags;

	if (!freq || !cs->read)
		return -EINVAL;
	set_rate(cs, scale, freq);
	pr_info("clocksource: %s: rating %d, mult 0x%x, shift %u\n", cs->name, cs->rating, cs->mult,
		cs->shift);
	spin_lock_irqsave(&timekeeper.lock, flags);
	insert_locked(cs);
	choose_best_locked();
	spin_unlock_irqrestore(&timekeeper.lock, flags);
	return 0;
}

int clocksource_unregister(struct clocksource *cs)
{
	unsigned long flags;
	int err = 0;

	spin_lock_irqsave(&timekeeper.lock, flags);
	if (list_is_singular(&timekeeper.sources)) {
		err = -EBUSY;
	} else {
		list_del(&cs->list);
		choose_best_locked();
	}
	spin_unlock_irqrestore(&timekeeper.lock, flags);
	return err;
}

const char *clocksource_current(void)
{
	return timekeeper.source ? timekeeper.source->name : "none";
}
