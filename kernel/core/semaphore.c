/* SPDX-License-Identifier: MIT */
/* Counting semaphores: up() gives its share to the first waiter, which need not ask again. */
#include <linux/errno.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/semaphore.h>

struct waiter {
	struct list_head list;
	struct task_struct *task;
	bool given;
};

/* sem->lock held, interrupts off; let go while sleeping. */
static int __sched wait_locked(struct semaphore *sem, unsigned int state, long timeout)
{
	struct waiter waiter = { .task = current };
	int err = 0;

	list_add_tail(&waiter.list, &sem->wait_list);
	while (!waiter.given) {
		if (signal_pending_state(state, current))
			err = -EINTR;
		else if (timeout <= 0)
			err = -ETIME;
		if (err) {
			list_del(&waiter.list);
			break;
		}
		__set_current_state(state);
		spin_unlock_irq(&sem->lock);
		if (timeout == MAX_SCHEDULE_TIMEOUT)
			schedule();
		else
			timeout = schedule_timeout(timeout);
		spin_lock_irq(&sem->lock);
	}
	__set_current_state(TASK_RUNNING);
	return err;
}

/* In the wrong context: what fails instead of waiting. */
static int cannot_wait(struct semaphore *sem, unsigned int state, long timeout)
{
	if (timeout != MAX_SCHEDULE_TIMEOUT)
		return -ETIME;
	if (state == TASK_UNINTERRUPTIBLE)
		panic("semaphore %px: used up, and wanted where nobody can wait", sem);
	return -EINTR;
}

/* might_sleep() has been said. */
static int __sched take(struct semaphore *sem, unsigned int state, long timeout)
{
	int err = 0;

	if (!down_trylock(sem))
		return 0;
	if (!preemptible())
		return cannot_wait(sem, state, timeout);
	spin_lock_irq(&sem->lock);
	if (sem->count)
		sem->count--;
	else
		err = wait_locked(sem, state, timeout);
	spin_unlock_irq(&sem->lock);
	return err;
}

void __sched down(struct semaphore *sem)
{
	might_sleep();
	take(sem, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}

int __sched down_interruptible(struct semaphore *sem)
{
	might_sleep();
	return take(sem, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}

int __sched down_killable(struct semaphore *sem)
{
	might_sleep();
	return take(sem, TASK_KILLABLE, MAX_SCHEDULE_TIMEOUT);
}

int __sched down_timeout(struct semaphore *sem, long timeout)
{
	might_sleep();
	return take(sem, TASK_UNINTERRUPTIBLE, timeout);
}

int down_trylock(struct semaphore *sem)
{
	unsigned long flags;
	bool taken;

	spin_lock_irqsave(&sem->lock, flags);
	taken = sem->count != 0;
	sem->count -= taken;
	spin_unlock_irqrestore(&sem->lock, flags);
	return !taken;
}

void up(struct semaphore *sem)
{
	struct waiter *first;
	unsigned long flags;

	spin_lock_irqsave(&sem->lock, flags);
	first = list_first_entry_or_null(&sem->wait_list, struct waiter, list);
	if (first) {
		list_del(&first->list);
		first->given = true;
		wake_up_process(first->task);
	} else {
		sem->count++;
	}
	spin_unlock_irqrestore(&sem->lock, flags);
}
