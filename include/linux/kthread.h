/* SPDX-License-Identifier: MIT */
/*
 * Kernel threads.
 *
 *	t = kthread_run(worker, data, "k896/%d", n);
 *	if (IS_ERR(t))
 *		return PTR_ERR(t);
 *	...
 *	err = kthread_stop(t);			what worker() returned
 *
 *	static int worker(void *data)
 *	{
 *		while (!kthread_should_stop())
 *			wait_event_interruptible(queue, something || kthread_should_stop());
 *		return 0;
 *	}
 *
 * A thread that may end by itself may have ended, and its memory may be freed, when it is to be stopped. A
 * caller that stops such a thread takes a reference first (get_task_struct()); kthread_stop() then returns
 * the result at once. Stopping a thread that does not exist any more is reported, -ESRCH.
 *
 * Tests: tests/kernel/thread/kthread_test.c.
 */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

struct completion;

/**
 * kthread_create() - make a thread that sleeps until wake_up_process()
 * @threadfn: what it runs; it returns when kthread_should_stop(), or when it is done
 * @data: for @threadfn
 * @namefmt: its name, as for printf; 15 characters of it are kept
 *
 * It inherits nothing from the caller; its nice value is 0. May sleep. In a context that must not sleep the
 * call is reported, and made without waiting for memory.
 * Return: the thread, or ERR_PTR(-ENOMEM), ERR_PTR(-EAGAIN) when all pids are in use, ERR_PTR(-EINVAL)
 * without a function.
 */
struct task_struct *kthread_create(int (*threadfn)(void *data), void *data, const char *namefmt,
				   ...) __printf(3, 4);
#define kthread_create_on_node(fn, data, node, ...) kthread_create(fn, data, __VA_ARGS__)
#define kthread_create_on_cpu(fn, data, cpu, name)  kthread_create(fn, data, name, cpu)

/* kthread_create() and wake_up_process(). */
#define kthread_run(threadfn, data, ...)                                                           \
	({                                                                                         \
		struct task_struct *__k = kthread_create(threadfn, data, __VA_ARGS__);             \
		if (!IS_ERR(__k))                                                                  \
			wake_up_process(__k);                                                      \
		__k;                                                                               \
	})

/**
 * kthread_stop() - ask a thread to end, and wait until it has
 *
 * May sleep. In a context that must not sleep the call is reported, asks the thread to end, and returns
 * -EBUSY unless the thread has ended already.
 * Return: what @threadfn returned; -EINTR if the thread was never woken, and so does not run at all; -ESRCH,
 * with a report, if @k is no thread; -EDEADLK, with a report, if the thread stops itself.
 */
int kthread_stop(struct task_struct *k);

/* For the thread itself: has kthread_stop() been called? Any context. */
bool kthread_should_stop(void);

/* Ends the calling thread as if @threadfn had returned @result. Task. */
void kthread_exit(long result) __noreturn;
/* The same, with complete(@comp) before it: the code of threadfn is not run any more. */
void kthread_complete_and_exit(struct completion *comp, long result) __noreturn;

/* What kthread_create() was given. */
void *kthread_data(struct task_struct *k);
void *kthread_func(struct task_struct *k);

/* There is one CPU. */
static inline void kthread_bind(struct task_struct *k, unsigned int cpu)
{
}

#endif
