/* SPDX-License-Identifier: MIT */
/*
 * Reader-writer semaphores. See linux/rwsem.h for the rules.
 *
 * The task that releases the lock looks at the queue and gives it to as many waiters as it can, so a waiter
 * that wakes up has what it wanted.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/panic.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>

enum mode { READ, WRITE };

struct waiter {
	struct list_head list;
	struct task_struct *task;
	enum mode mode;
	bool given;
};

/* ---- sem->wait_lock held, interrupts off ---- */

static bool is_open(const struct rw_semaphore *sem, enum mode mode)
{
	return !sem->writer && (mode == READ || !sem->readers);
}

static void enter(struct rw_semaphore *sem, enum mode mode, struct task_struct *task)
{
	if (mode == READ)
		sem->readers++;
	else
		sem->writer = task;
}

/* From the front of the queue, as many as can have it together. */
static void let_in(struct rw_semaphore *sem)
{
	struct waiter *waiter, *next;

	list_for_each_entry_safe(waiter, next, &sem->wait_list, list) {
		if (!is_open(sem, waiter->mode))
			return;
		enter(sem, waiter->mode, waiter->task);
		list_del(&waiter->list);
		waiter->given = true;
		wake_up_process(waiter->task);
	}
}

/* wait_lock is let go while sleeping. */
static int __sched wait_locked(struct rw_semaphore *sem, enum mode mode, unsigned int state)
{
	struct lock_wait wait = { .kind = "rwsem", .lock = sem, .owner = &sem->writer };
	struct waiter waiter = { .task = current, .mode = mode };
	int err = 0;

	current->blocked_on = &wait;
	list_add_tail(&waiter.list, &sem->wait_list);
	while (!waiter.given) {
		if (signal_pending_state(state, current)) {
			err = -EINTR;
			list_del(&waiter.list);
			let_in(sem); /* the waiters that only this one was in the way of */
			break;
		}
		__set_current_state(state);
		spin_unlock_irq(&sem->wait_lock);
		schedule();
		spin_lock_irq(&sem->wait_lock);
	}
	current->blocked_on = NULL;
	__set_current_state(TASK_RUNNING);
	return err;
}

/* ---- taking ---- */

static bool try_enter(struct rw_semaphore *sem, enum mode mode)
{
	unsigned long flags;
	bool open;

	spin_lock_irqsave(&sem->wait_lock, flags);
	open = is_open(sem, mode) && list_empty(&sem->wait_list);
	if (open)
		enter(sem, mode, current);
	spin_unlock_irqrestore(&sem->wait_lock, flags);
	return open;
}

/* In a DEBUG=1 build all go on without a lock that nobody would ever let them into. */
static __always_inline bool is_bad(const struct rw_semaphore *sem)
{
#ifdef CONFIG_DEBUG_SPINLOCK
	return WARN(is_no_task(&sem->writer) || !sem->wait_list.next,
		    "rwsem %px: never initialized, freed, or written over\n", sem);
#else
	return false;
#endif
}

/* might_sleep() has been said. */
static int __sched take(struct rw_semaphore *sem, enum mode mode, unsigned int state)
{
	int err = 0;

	if (try_enter(sem, mode) || is_bad(sem))
		return 0;
	if (!preemptible()) {
		if (state == TASK_UNINTERRUPTIBLE)
			panic("rwsem %px: held, and wanted where nobody can wait", sem);
		return -EINTR;
	}
	if (sem->writer == current)
		panic("rwsem %px: wanted again by its writer %s/%d", sem, current->comm,
		      current->pid);
	spin_lock_irq(&sem->wait_lock);
	/* It may have become free meanwhile. */
	if (is_open(sem, mode) && list_empty(&sem->wait_list))
		enter(sem, mode, current);
	else
		err = wait_locked(sem, mode, state);
	spin_unlock_irq(&sem->wait_lock);
	return err;
}

void __sched __down_read(struct rw_semaphore *sem)
{
	might_sleep();
	take(sem, READ, TASK_UNINTERRUPTIBLE);
}

int __sched down_read_interruptible(struct rw_semaphore *sem)
{
	int err;

	might_sleep();
	lock_acquire_sleeping(&sem->dep_map, SLEEPING_LOCK(0, 0, 1), _RET_IP_);
	err = take(sem, READ, TASK_INTERRUPTIBLE);
	if (err)
		lock_release(&sem->dep_map, _RET_IP_);
	return err;
}

int __sched __down_read_killable(struct rw_semaphore *sem)
{
	might_sleep();
	return take(sem, READ, TASK_KILLABLE);
}

void __sched __down_write(struct rw_semaphore *sem)
{
	might_sleep();
	take(sem, WRITE, TASK_UNINTERRUPTIBLE);
}

int __sched __down_write_killable(struct rw_semaphore *sem)
{
	might_sleep();
	return take(sem, WRITE, TASK_KILLABLE);
}

int down_read_trylock(struct rw_semaphore *sem)
{
	bool entered = try_enter(sem, READ);

	if (entered)
		lock_acquire_sleeping(&sem->dep_map, SLEEPING_LOCK(0, 1, 1), _RET_IP_);
	return entered;
}

int down_write_trylock(struct rw_semaphore *sem)
{
	bool entered = try_enter(sem, WRITE);

	if (entered)
		lock_acquire_sleeping(&sem->dep_map, SLEEPING_LOCK(0, 1, 0), _RET_IP_);
	return entered;
}

/* ---- letting go ---- */

void __up_read(struct rw_semaphore *sem)
{
	unsigned long flags;
	bool was_held;

	spin_lock_irqsave(&sem->wait_lock, flags);
	was_held = sem->readers != 0;
	if (was_held && !--sem->readers)
		let_in(sem);
	spin_unlock_irqrestore(&sem->wait_lock, flags);
	WARN(!was_held, "rwsem %px: up_read() by %s/%d, but there is no reader\n", sem,
	     current->comm, current->pid);
}

static bool is_writer(struct rw_semaphore *sem, const char *what)
{
	return !WARN(sem->writer != current, "rwsem %px: %s() by %s/%d, who is not its writer\n",
		     sem, what, current->comm, current->pid);
}

/* The writer leaves, as a reader or for good. */
static void leave_write(struct rw_semaphore *sem, unsigned int readers)
{
	unsigned long flags;

	spin_lock_irqsave(&sem->wait_lock, flags);
	sem->writer = NULL;
	sem->readers = readers;
	let_in(sem);
	spin_unlock_irqrestore(&sem->wait_lock, flags);
}

void __up_write(struct rw_semaphore *sem)
{
	if (is_writer(sem, "up_write"))
		leave_write(sem, 0);
}

void downgrade_write(struct rw_semaphore *sem)
{
	if (!is_writer(sem, "downgrade_write"))
		return;
	lock_downgrade(&sem->dep_map, _RET_IP_);
	leave_write(sem, 1);
}

/* ---- in a DEBUG=1 build, what others call: lockdep hears of it first ---- */

#ifdef CONFIG_LOCKDEP
void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key)
{
	*sem = (struct rw_semaphore){};
	spin_lock_init(&sem->wait_lock);
	INIT_LIST_HEAD(&sem->wait_list);
	lockdep_init_map_wait(&sem->dep_map, name, key, 0, LD_WAIT_SLEEP);
}

#define DOWN(name, subclass_parameter, subclass, read, down)                                       \
	void __sched name(struct rw_semaphore *sem subclass_parameter)                             \
	{                                                                                          \
		lock_acquire_sleeping(&sem->dep_map, SLEEPING_LOCK(subclass, 0, read), _RET_IP_);  \
		down(sem);                                                                         \
	}
#define DOWN_KILLABLE(name, subclass_parameter, subclass, read, down)                              \
	int __sched name(struct rw_semaphore *sem subclass_parameter)                              \
	{                                                                                          \
		int err;                                                                           \
                                                                                                   \
		lock_acquire_sleeping(&sem->dep_map, SLEEPING_LOCK(subclass, 0, read), _RET_IP_);  \
		err = down(sem);                                                                   \
		if (err)                                                                           \
			lock_release(&sem->dep_map, _RET_IP_);                                     \
		return err;                                                                        \
	}
#define COMMA_SUBCLASS , unsigned int subclass

DOWN(down_read, , 0, 1, rwsem_down_read)
DOWN(down_read_nested, COMMA_SUBCLASS, subclass, 1, rwsem_down_read)
DOWN(down_write, , 0, 0, rwsem_down_write)
DOWN(down_write_nested, COMMA_SUBCLASS, subclass, 0, rwsem_down_write)
DOWN_KILLABLE(down_read_killable, , 0, 1, rwsem_down_read_killable)
DOWN_KILLABLE(down_read_killable_nested, COMMA_SUBCLASS, subclass, 1, rwsem_down_read_killable)
DOWN_KILLABLE(down_write_killable, , 0, 0, rwsem_down_write_killable)
DOWN_KILLABLE(down_write_killable_nested, COMMA_SUBCLASS, subclass, 0, rwsem_down_write_killable)

void up_read(struct rw_semaphore *sem)
{
	if (sem->readers)
		lock_release(&sem->dep_map, _RET_IP_);
	else
		lock_release_told(&sem->dep_map, _RET_IP_);
	rwsem_up_read(sem);
}

void up_write(struct rw_semaphore *sem)
{
	if (sem->writer == current)
		lock_release(&sem->dep_map, _RET_IP_);
	else
		lock_release_told(&sem->dep_map, _RET_IP_);
	rwsem_up_write(sem);
}
#endif
