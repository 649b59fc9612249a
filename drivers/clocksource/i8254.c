/* SPDX-License-Identifier: MIT */
/*
 * The programmable interval timer: three counters that count down at 1.193182 MHz.
 *
 *	channel 0	line 0: the tick. Mode 2, from PIT_LATCH to 1 and again; also a clocksource,
 *			ticks * PIT_LATCH + how far the counter has come
 *	channel 1	memory refresh, long ago
 *	channel 2	the speaker; its gate is bit 0 of port 0x61. Measures the time stamp counter
 *
 * Tests: tests/kernel/core/time_test.c
 */
#include <asm/io.h>
#include <asm/processor.h>
#include <linux/bug.h>
#include <linux/clockchips.h>
#include <linux/clocksource.h>
#include <linux/delay.h>
#include <linux/i8253.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/spinlock.h>

#define PIT_CH0	 0x40
#define PIT_CH2	 0x42
#define PIT_MODE 0x43
#define PORT_B	 0x61 /* bit 0: gate of channel 2, bit 1: speaker */

#define MODE_CH0_RATE  0x34 /* channel 0, low byte then high, mode 2 */
#define MODE_CH0_STOP  0x30 /* mode 0, and no count follows */
#define MODE_CH2_ONCE  0xb0 /* channel 2, mode 0: down to 0 and on from 0xffff */
#define MODE_LATCH_CH0 0x00
#define MODE_LATCH_CH2 0x80

static DEFINE_SPINLOCK(i8253_lock);
static u64 ticks;	/* i8253_lock */
static u64 last_cycles; /* i8253_lock: the clocksource never goes back */

static void write_count(u16 port, unsigned int count)
{
	outb(count, port);
	outb(count >> 8, port);
}

static unsigned int read_count(u16 port, u8 latch)
{
	unsigned int low;

	outb(latch, PIT_MODE);
	low = inb(port);
	return low | inb(port) << 8;
}

/* ---- the tick ---- */

static int set_periodic(struct clock_event_device *dev)
{
	unsigned long flags;

	spin_lock_irqsave(&i8253_lock, flags);
	outb(MODE_CH0_RATE, PIT_MODE);
	write_count(PIT_CH0, PIT_LATCH);
	spin_unlock_irqrestore(&i8253_lock, flags);
	return 0;
}

static int shutdown(struct clock_event_device *dev)
{
	unsigned long flags;

	spin_lock_irqsave(&i8253_lock, flags);
	outb(MODE_CH0_STOP, PIT_MODE);
	spin_unlock_irqrestore(&i8253_lock, flags);
	return 0;
}

static struct clock_event_device pit_clockevent = {
	.name = "pit",
	.rating = 100,
	.irq = 0,
	.set_state_periodic = set_periodic,
	.set_state_shutdown = shutdown,
};

static irqreturn_t timer_interrupt(int irq, void *dev_id)
{
	spin_lock(&i8253_lock);
	ticks++;
	spin_unlock(&i8253_lock);
	pit_clockevent.event_handler(&pit_clockevent);
	return IRQ_HANDLED;
}

/* ---- the clocksource ---- */

/*
 * The counter may have begun its next round while the interrupt that counts the tick still waits: then
 * this comes out a tick too early, and the last value given is returned instead.
 */
static u64 pit_read(struct clocksource *cs)
{
	unsigned long flags;
	u64 cycles;

	spin_lock_irqsave(&i8253_lock, flags);
	cycles = ticks * PIT_LATCH + PIT_LATCH - read_count(PIT_CH0, MODE_LATCH_CH0);
	if (cycles < last_cycles)
		cycles = last_cycles;
	last_cycles = cycles;
	spin_unlock_irqrestore(&i8253_lock, flags);
	return cycles;
}

struct clocksource pit_clocksource = { .name = "pit", .rating = 110, .read = pit_read };

void __init pit_timer_init(void)
{
	WARN_ON(request_irq(0, timer_interrupt, IRQF_TIMER, "timer", NULL));
	clockevents_register_device(&pit_clockevent);
	clocksource_register_hz(&pit_clocksource, PIT_TICK_RATE);
}

/* ---- measuring the time stamp counter ---- */

struct sample {
	u64 tsc;
	unsigned int count; /* of channel 2 */
};

#define SAMPLE_TRIES	8
#define CALIBRATE_COUNT (PIT_TICK_RATE / 100) /* 10 ms */

/*
 * Both counters at one time. The machine may stand still in between (another guest's turn, an SMI), so of
 * a few tries the one that took the least time is taken.
 */
static struct sample __init take_sample(void)
{
	struct sample best = {};
	u64 least = U64_MAX;

	for (int i = 0; i < SAMPLE_TRIES; i++) {
		u64 before = rdtsc();
		unsigned int count = read_count(PIT_CH2, MODE_LATCH_CH2);
		u64 took = rdtsc() - before;

		if (took < least) {
			least = took;
			best = (struct sample){ before + took / 2, count };
		}
	}
	return best;
}

/* Until the counter has gone on by CALIBRATE_COUNT; false if it does not move. */
static bool __init wait_for_count(unsigned int start)
{
	for (int tries = 0; tries < 10000; tries++) {
		__delay(10000); /* asking is slow in a virtual machine, counting is not */
		if (((start - read_count(PIT_CH2, MODE_LATCH_CH2)) & 0xffff) >= CALIBRATE_COUNT)
			return true;
	}
	return false;
}

u32 __init pit_calibrate_tsc(void)
{
	struct sample start, end;
	u8 port_b = inb(PORT_B);
	bool moved;

	outb((port_b & ~2) | 1, PORT_B);
	outb(MODE_CH2_ONCE, PIT_MODE);
	write_count(PIT_CH2, 0xffff);
	start = take_sample();
	moved = wait_for_count(start.count);
	end = take_sample();
	outb(port_b, PORT_B);
	if (!moved)
		return 0;
	/* cycles * rate / counted, in thousands */
	return div_u64((end.tsc - start.tsc) * (PIT_TICK_RATE / 2),
		       ((start.count - end.count) & 0xffff) * 500);
}
