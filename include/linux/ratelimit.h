/* SPDX-License-Identifier: MIT */
/*
 * Not too many of something: at most burst times within interval ticks. The others are counted, and the first that comes after
 * the interval says how many there were: "FUNCTION: N callbacks suppressed".
 *
 *	static DEFINE_RATELIMIT_STATE(limit, 5 * HZ, 10);
 *
 *	if (__ratelimit(&limit))
 *		pr_err("...");
 *
 * pr_err_ratelimited() and its sisters have a limit of their own for each place in the source. Any context; time is that of
 * jiffies, so an interval does not pass while interrupts are off.
 */
#ifndef _LINUX_RATELIMIT_H
#define _LINUX_RATELIMIT_H

#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/types.h>

#define DEFAULT_RATELIMIT_INTERVAL (5 * HZ)
#define DEFAULT_RATELIMIT_BURST	   10

/* The count stays in missed, for the owner to tell. */
#define RATELIMIT_MSG_ON_RELEASE 1

struct ratelimit_state {
	unsigned int locked; /* by somebody who changes what follows, on this CPU or another */
	int interval, burst;
	int printed, missed;
	unsigned long begin;
	unsigned long flags;
};

#define RATELIMIT_STATE_INIT_FLAGS(name, interval_init, burst_init, flags_init)                    \
	{                                                                                          \
		.interval = interval_init, .burst = burst_init, .flags = flags_init                \
	}
#define RATELIMIT_STATE_INIT(name, interval_init, burst_init)                                      \
	RATELIMIT_STATE_INIT_FLAGS(name, interval_init, burst_init, 0)
#define DEFINE_RATELIMIT_STATE(name, interval_init, burst_init)                                    \
	struct ratelimit_state name = RATELIMIT_STATE_INIT(name, interval_init, burst_init)

static inline void ratelimit_state_init(struct ratelimit_state *rs, int interval, int burst)
{
	*rs = (struct ratelimit_state){ .interval = interval, .burst = burst };
}

static inline void ratelimit_default_init(struct ratelimit_state *rs)
{
	ratelimit_state_init(rs, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST);
}

static inline void ratelimit_set_flags(struct ratelimit_state *rs, unsigned long flags)
{
	rs->flags = flags;
}

/* Return: 1, go on; 0, one too many. With interval 0 there is no limit, with burst 0 nothing goes on. */
int ___ratelimit(struct ratelimit_state *rs, const char *func);
#define __ratelimit(state) ___ratelimit(state, __func__)

#define printk_ratelimited(fmt, ...)                                                               \
	({                                                                                         \
		static DEFINE_RATELIMIT_STATE(_rs, DEFAULT_RATELIMIT_INTERVAL,                     \
					      DEFAULT_RATELIMIT_BURST);                            \
		if (__ratelimit(&_rs))                                                             \
			printk(fmt, ##__VA_ARGS__);                                                \
	})

#define pr_err_ratelimited(fmt, ...)	printk_ratelimited(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_ratelimited(fmt, ...)	printk_ratelimited(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice_ratelimited(fmt, ...) printk_ratelimited(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_ratelimited(fmt, ...)	printk_ratelimited(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)

/* One limit that all its callers share. */
extern struct ratelimit_state printk_ratelimit_state;
#define printk_ratelimit() ___ratelimit(&printk_ratelimit_state, __func__)

#endif
