// SPDX-License-Identifier: MIT
/* Tests of kernel/core/{time,timekeeping,tick,delay,sched_clock}.c and drivers/clocksource. */
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/clocksource.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/i8253.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/tick.h>

/* ---- units ---- */

static void milliseconds_round_up_to_ticks(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, HZ, 100);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(0), 0);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(1), 1);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(10), 1);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(11), 2);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(1000), HZ);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(INT_MAX), INT_MAX / 10 + 1);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(-1), MAX_JIFFY_OFFSET);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies((unsigned int)INT_MIN), MAX_JIFFY_OFFSET);
	KUNIT_EXPECT_EQ(test, MAX_JIFFY_OFFSET, 0x3ffffffeL);
}

static void microseconds_round_up_nanoseconds_down(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(0), 0);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(1), 1);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(10000), 1);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(10001), 2);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(UINT_MAX), 429497);
	KUNIT_EXPECT_EQ(test, nsecs_to_jiffies(9999999), 0);
	KUNIT_EXPECT_EQ(test, nsecs_to_jiffies(10000000), 1);
	KUNIT_EXPECT_EQ(test, nsecs_to_jiffies64(1000000000000000ULL), 100000000ULL);
}

static void ticks_are_turned_back(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, jiffies_to_msecs(7), 70);
	KUNIT_EXPECT_EQ(test, jiffies_to_usecs(7), 70000);
	KUNIT_EXPECT_EQ(test, jiffies_to_nsecs(700), 7000000000ULL);
	KUNIT_EXPECT_EQ(test, jiffies64_to_msecs(0x100000000ULL), 0xa00000000ULL);
}

static void comparing_is_right_across_the_wrap(struct kunit *test)
{
	unsigned long before = ULONG_MAX - 2, after = 3;

	KUNIT_EXPECT_TRUE(test, time_after(after, before));
	KUNIT_EXPECT_FALSE(test, time_after(before, after));
	KUNIT_EXPECT_FALSE(test, time_after(after, after));
	KUNIT_EXPECT_TRUE(test, time_after_eq(after, after));
	KUNIT_EXPECT_TRUE(test, time_before(before, after));
	KUNIT_EXPECT_TRUE(test, time_before_eq(before, before));
	KUNIT_EXPECT_TRUE(test, time_in_range(0UL, before, after));
	KUNIT_EXPECT_FALSE(test, time_in_range_open(after, before, after));
	KUNIT_EXPECT_TRUE(test, time_after64(1ULL, ~0ULL));
	KUNIT_EXPECT_TRUE(test, time_is_before_jiffies(jiffies - 1));
	KUNIT_EXPECT_TRUE(test, time_is_after_jiffies(jiffies + 100));
}

/* ---- clocks ---- */

static void jiffies_is_the_low_half(struct kunit *test)
{
	unsigned long flags;

	local_irq_save(flags);
	KUNIT_EXPECT_EQ(test, (u32)get_jiffies_64(), jiffies);
	local_irq_restore(flags);
}

static void all_clocks_agree_over_a_second(struct kunit *test)
{
	unsigned long ticks = jiffies;
	ktime_t time = ktime_get();
	u64 stamp = sched_clock();

	msleep(1000);
	ticks = jiffies - ticks;
	time = ktime_get() - time;
	stamp = sched_clock() - stamp;
	KUNIT_EXPECT_GE(test, ticks, 100);
	KUNIT_EXPECT_LE(test, ticks, 103);
	KUNIT_EXPECT_LT(test, abs(time - (s64)ticks * TICK_NSEC), 11 * NSEC_PER_MSEC);
	KUNIT_EXPECT_LT(test, abs(time - (s64)stamp), 100 * NSEC_PER_USEC);
}

static void ktime_never_goes_back(struct kunit *test)
{
	ktime_t last = ktime_get();
	unsigned int steps_back = 0;

	for (int i = 0; i < 20000; i++) {
		ktime_t now = ktime_get();

		steps_back += now < last;
		last = now;
	}
	KUNIT_EXPECT_EQ(test, steps_back, 0);
}

/* The PIT counts at a rate that is known; the TSC's was measured against it, at boot, for 10 ms. */
static void the_tsc_has_been_measured_right(struct kunit *test)
{
	u64 pit = pit_clocksource.read(&pit_clocksource), tsc = rdtsc();
	u64 khz;

	msleep(500);
	pit = pit_clocksource.read(&pit_clocksource) - pit;
	tsc = rdtsc() - tsc;
	khz = div64_u64(tsc * PIT_TICK_RATE, pit * 1000);
	KUNIT_EXPECT_LT(test, abs((s64)khz - (s64)tsc_khz), tsc_khz / 500);
	KUNIT_EXPECT_STREQ(test, clocksource_current(), "tsc");
}

static void the_pit_counts_on_between_ticks(struct kunit *test)
{
	u64 last = pit_clocksource.read(&pit_clocksource), start = last;
	unsigned int steps_back = 0;
	unsigned long end = jiffies + 3;

	while (time_before(jiffies, end)) {
		u64 now = pit_clocksource.read(&pit_clocksource);

		steps_back += now < last;
		last = now;
	}
	KUNIT_EXPECT_EQ(test, steps_back, 0);
	KUNIT_EXPECT_GT(test, last - start, 2 * PIT_LATCH);
	KUNIT_EXPECT_LT(test, last - start, 4 * PIT_LATCH);
}

/* ---- choosing a clocksource ---- */

static u64 fake_cycles;

static u64 read_fake(struct clocksource *cs)
{
	return fake_cycles;
}

static void the_best_clocksource_is_used_and_time_goes_on(struct kunit *test)
{
	struct clocksource fake = { .name = "fake", .rating = 1000, .read = read_fake };
	struct clocksource worse = { .name = "worse", .rating = 1, .read = read_fake };
	struct clocksource equal = { .name = "equal", .rating = 1000, .read = read_fake };
	ktime_t before = ktime_get(), at;

	fake_cycles = 123456789;
	KUNIT_ASSERT_EQ(test, clocksource_register_hz(&worse, 1000), 0);
	KUNIT_EXPECT_STREQ(test, clocksource_current(), "tsc");
	KUNIT_ASSERT_EQ(test, clocksource_register_hz(&fake, 1000), 0);
	KUNIT_EXPECT_STREQ(test, clocksource_current(), "fake");
	KUNIT_ASSERT_EQ(test, clocksource_register_hz(&equal, 1000), 0);
	KUNIT_EXPECT_STREQ(test, clocksource_current(), "fake"); /* no reason to change */
	KUNIT_EXPECT_EQ(test, clocksource_unregister(&equal), 0);
	at = ktime_get();
	KUNIT_EXPECT_GE(test, at, before);
	KUNIT_EXPECT_EQ(test, ktime_get(), at);
	fake_cycles += 2;
	KUNIT_EXPECT_EQ(test, ktime_get(), at + 2 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, clocksource_unregister(&fake), 0);
	KUNIT_EXPECT_EQ(test, clocksource_unregister(&worse), 0);
	KUNIT_EXPECT_STREQ(test, clocksource_current(), "tsc");
	KUNIT_EXPECT_GE(test, ktime_get(), at + 2 * NSEC_PER_MSEC);
}

static void a_clocksource_without_a_rate_is_refused(struct kunit *test)
{
	struct clocksource none = { .name = "none", .rating = 1000, .read = read_fake },
			   no_read = { .name = "no" };

	KUNIT_EXPECT_EQ(test, clocksource_register_hz(&none, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, clocksource_register_hz(&no_read, 100), -EINVAL);
}

/* A rate above 4.3 GHz, and a factor that must not lose precision. */
static void fast_and_slow_rates_are_exact(struct kunit *test)
{
	struct clocksource fast = { .name = "fast", .rating = 1, .read = read_fake };
	struct clocksource slow = { .name = "slow", .rating = 1, .read = read_fake };

	KUNIT_ASSERT_EQ(test, clocksource_register_khz(&fast, 5000000), 0);
	KUNIT_ASSERT_EQ(test, clocksource_register_hz(&slow, 18), 0);
	clocksource_unregister(&fast);
	clocksource_unregister(&slow);
	/* An hour at 5 GHz, within a microsecond; 18 cycles are a second. */
	KUNIT_EXPECT_LT(test,
			abs((s64)(mul_u64_u32_shr(18000000000000ULL, fast.mult, fast.shift) -
				  3600000000000ULL)),
			1000);
	KUNIT_EXPECT_LT(test, abs((s64)(mul_u64_u32_shr(18, slow.mult, slow.shift) - 1000000000)),
			10);
}

/* ---- the tick ---- */

static unsigned int hook_calls, hook_count;
static bool hook_irqs_off, hook_has_regs;

static void look_around(struct pt_regs *regs)
{
	hook_calls++;
	hook_count = preempt_count() & ~PREEMPT_MASK;
	hook_irqs_off = irqs_disabled();
	hook_has_regs = regs && regs->vector == 32;
}

static void the_tick_hook_is_called_in_a_real_interrupt(struct kunit *test)
{
	hook_calls = 0;
	KUNIT_ASSERT_EQ(test, register_tick_hook(look_around), 0);
	KUNIT_EXPECT_EQ(test, register_tick_hook(look_around), -EBUSY);
	msleep(50);
	register_tick_hook(NULL);
	KUNIT_EXPECT_GE(test, hook_calls, 5);
	KUNIT_EXPECT_LE(test, hook_calls, 7);
	KUNIT_EXPECT_EQ(test, hook_count, HARDIRQ_OFFSET);
	KUNIT_EXPECT_TRUE(test, hook_irqs_off);
	KUNIT_EXPECT_TRUE(test, hook_has_regs);
}

/* Returns when a tick has just been: nobody else runs in between. Preemption off. */
static void wait_for_tick(void)
{
	unsigned long now = jiffies;

	while (READ_ONCE(jiffies) == now)
		cpu_relax();
}

static void lose_ticks(struct kunit *test)
{
	unsigned long start;

	preempt_disable();
	wait_for_tick();
	local_irq_disable();
	preempt_enable_no_resched();
	start = jiffies;
	mdelay(57);
	KUNIT_EXPECT_EQ(test, jiffies, start);
	local_irq_enable();
	ndelay(1000);
	KUNIT_EXPECT_EQ(test, jiffies - start, 5);
	mdelay(20);
	KUNIT_EXPECT_EQ(test, jiffies - start, 7);
}

static void ticks_lost_with_interrupts_off_are_made_up_for(struct kunit *test)
{
	lose_ticks(test);
}

static u64 read_cycles(struct clocksource *cs)
{
	return rdtsc();
}

/* Two jiffies at one tick, or none, would be seen. */
static void expect_a_jiffy_a_tick(struct kunit *test, unsigned int msecs)
{
	unsigned long start;

	local_irq_disable();
	start = jiffies;
	hook_calls = 0;
	local_irq_enable();
	msleep(msecs);
	local_irq_disable();
	KUNIT_EXPECT_EQ(test, jiffies - start, hook_calls);
	local_irq_enable();
}

/*
 * Clocks that go wrong by 0.9 parts in a thousand: a slow one differs by a tick and a half after 17 seconds, which nothing
 * hides, wherever in a tick it began.
 */
static void the_tick_keeps_its_phase_however_the_clock_drifts(struct kunit *test)
{
	if (!cycles_are_instructions())
		kunit_skip(test, "a host may lose ticks");
	KUNIT_ASSERT_EQ(test, register_tick_hook(look_around), 0);
	for (int off = 9; off >= -9; off -= 18) {
		struct clocksource wrong = { .name = "wrong", .rating = 1000, .read = read_cycles };

		KUNIT_EXPECT_EQ(test,
				clocksource_register_khz(&wrong, tsc_khz / 10000 * (10000 + off)),
				0);
		expect_a_jiffy_a_tick(test, 17000);
		clocksource_unregister(&wrong);
	}
	lose_ticks(test);
	register_tick_hook(NULL);
}

/* ---- delays ---- */

static u64 time_of(void (*delay)(unsigned long), unsigned long arg)
{
	u64 start = ktime_get();

	delay(arg);
	return ktime_get() - start;
}

static void delays_are_long_enough_and_not_much_longer(struct kunit *test)
{
	for (int off = 0; off < 2; off++) {
		unsigned long flags;
		u64 n, u, m;

		local_irq_save(flags);
		if (!off)
			local_irq_restore(flags);
		n = time_of(ndelay, 50000);
		u = time_of(udelay, 300);
		m = time_of(mdelay, 3);
		local_irq_restore(flags);
		KUNIT_EXPECT_GE(test, n, 50000);
		KUNIT_EXPECT_LT(test, n, 60000);
		KUNIT_EXPECT_GE(test, u, 300000);
		KUNIT_EXPECT_LT(test, u, 330000);
		KUNIT_EXPECT_GE(test, m, 3000000);
		KUNIT_EXPECT_LT(test, m, 3100000);
	}
	KUNIT_EXPECT_LT(test, time_of(udelay, 0), 10000);
}

static void dates_are_counted_in_seconds_since_1970(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mktime64(1970, 1, 1, 0, 0, 0), 0LL);
	KUNIT_EXPECT_EQ(test, mktime64(2000, 2, 29, 12, 34, 56), 951827696LL);
	KUNIT_EXPECT_EQ(test, mktime64(2026, 1, 1, 0, 0, 0), 1767225600LL);
	KUNIT_EXPECT_EQ(test, mktime64(2038, 1, 19, 3, 14, 8), 1LL << 31);
	KUNIT_EXPECT_EQ(test, mktime64(2100, 3, 1, 0, 0, 0), 4107542400LL);
}

static struct kunit_case time_cases[] = {
	KUNIT_CASE(milliseconds_round_up_to_ticks),
	KUNIT_CASE(dates_are_counted_in_seconds_since_1970),
	KUNIT_CASE(microseconds_round_up_nanoseconds_down),
	KUNIT_CASE(ticks_are_turned_back),
	KUNIT_CASE(comparing_is_right_across_the_wrap),
	KUNIT_CASE(jiffies_is_the_low_half),
	KUNIT_CASE(all_clocks_agree_over_a_second),
	KUNIT_CASE(ktime_never_goes_back),
	KUNIT_CASE(the_tsc_has_been_measured_right),
	KUNIT_CASE(the_pit_counts_on_between_ticks),
	KUNIT_CASE(the_best_clocksource_is_used_and_time_goes_on),
	KUNIT_CASE(a_clocksource_without_a_rate_is_refused),
	KUNIT_CASE(fast_and_slow_rates_are_exact),
	KUNIT_CASE(the_tick_hook_is_called_in_a_real_interrupt),
	KUNIT_CASE(ticks_lost_with_interrupts_off_are_made_up_for),
	KUNIT_CASE(the_tick_keeps_its_phase_however_the_clock_drifts),
	KUNIT_CASE(delays_are_long_enough_and_not_much_longer),
	{},
};

static struct kunit_suite time_suite = { .name = "time", .test_cases = time_cases };
kunit_test_suite(time_suite);
