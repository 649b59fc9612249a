/* SPDX-License-Identifier: MIT */
/*
 * futex(): to sleep until a word of user memory changes. Locks in user space need the kernel only when
 * somebody has to wait; the word is theirs, and the kernel knows nothing of a futex but the tasks that sleep
 * on it now.
 *
 *	waiter: FUTEX_WAIT 2				waker
 *	  lock the bucket of the word			  *word = 0
 *	  *word still 2? else -EAGAIN			  FUTEX_WAKE 1
 *	  into the queue				    lock the bucket of the word
 *	  unlock, sleep		<--------------------	    out of the queue, unlock, wake
 *
 * The value is looked at and the waiter queued under one lock, which the waker takes after it has changed
 * the word: so no wake-up is lost. Which word it is says a key:
 *
 *	private, or memory of this process alone	its mm, the address
 *	shared memory					the file's inode, the offset within the file: two
 *							processes may see it at different addresses
 *
 * A key holds no reference. The mm is the waiter's own. An inode may go while somebody sleeps on it (munmap
 * by a task that shares the memory), and another come to lie there; it has another number, which is part of
 * the key.
 *
 * Waiters of one word are woken in the order of their coming. With the bucket's lock, never two buckets but for
 * requeueing (in the order of their addresses); nothing else is taken inside it. A waiter's struct is on its
 * stack: it may be gone as soon as q->bucket is NULL.
 *
 * Not there: FUTEX_WAKE_OP and the PI operations (-ENOSYS).
 *
 * Tests: user/futex.c.
 */
#include <asm/barrier.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <uapi/linux/time.h>

#include "task.h"

/* ---- which word ---- */

struct futex_key {
	const void *owner;    /* struct mm_struct or struct inode */
	unsigned long number; /* the inode's; 0 with an mm */
	u64 offset;	      /* the address, or where in the file */
};

static bool same_key(const struct futex_key *a, const struct futex_key *b)
{
	return a->owner == b->owner && a->number == b->number && a->offset == b->offset;
}

/* The page of the word, as far as it is readable: 0 or -EFAULT. */
static int bring_in(u32 __user *uaddr)
{
	u32 value __maybe_unused;

	return get_user(value, uaddr);
}

/* The word has just been read, so an area was there. */
static int shared_key(unsigned long addr, struct futex_key *key)
{
	const struct vm_area_struct *vma;
	struct mm_struct *mm = current->mm;
	int err = 0;

	mmap_read_lock(mm);
	vma = find_vma(mm, addr);
	if (!vma || vma->vm_start > addr)
		err = -EFAULT;
	else if (vma->vm_file && vma->vm_flags & VM_MAYSHARE)
		*key = (struct futex_key){ vma->vm_file->f_inode, vma->vm_file->f_inode->i_ino,
					   ((u64)vma->vm_pgoff << PAGE_SHIFT) + addr -
						   vma->vm_start };
	else
		*key = (struct futex_key){ mm, 0, addr };
	mmap_read_unlock(mm);
	return err;
}

/* 0; -EINVAL: not aligned; -EFAULT. A private word need not be there: nobody sleeps on it then. */
static int get_key(u32 __user *uaddr, bool shared, struct futex_key *key)
{
	if ((unsigned long)uaddr % sizeof(u32))
		return -EINVAL;
	if (!access_ok(uaddr, sizeof(u32)))
		return -EFAULT;
	if (shared)
		return bring_in(uaddr) ?: shared_key((unsigned long)uaddr, key);
	*key = (struct futex_key){ current->mm, 0, (unsigned long)uaddr };
	return 0;
}

/* ---- the tasks that sleep on it ---- */

struct bucket {
	spinlock_t lock;
	/* lock; of all words of this bucket, in the order of their coming */
	struct list_head waiters;
};

struct futex_q {
	/* Where it is queued, changed under that lock; NULL: it has been woken. */
	struct bucket *bucket;
	struct list_head list; /* the bucket's lock */
	struct futex_key key;  /* the bucket's lock */
	struct task_struct *task;
	u32 bitset;
};

#define BUCKETS 64

static struct bucket buckets[BUCKETS];

static int __init futex_init(void)
{
	for (unsigned int i = 0; i < BUCKETS; i++) {
		spin_lock_init(&buckets[i].lock);
		INIT_LIST_HEAD(&buckets[i].waiters);
	}
	return 0;
}
core_initcall(futex_init);

static struct bucket *bucket_of(const struct futex_key *key)
{
	u32 hash = (u32)(unsigned long)key->owner / sizeof(long) + key->number +
		   (u32)key->offset / sizeof(u32);

	return &buckets[hash * 0x9e3779b9 >> 26]; /* the golden ratio spreads neighbours */
}

static void queue_locked(struct futex_q *q, struct bucket *bucket)
{
	lockdep_assert_held(&bucket->lock);
	list_add_tail(&q->list, &bucket->waiters);
	q->bucket = bucket;
}

/* @q's task may be on its way already, for another reason, and must not be gone before it is woken. */
static void wake_locked(struct futex_q *q)
{
	struct task_struct *task = get_task_struct(q->task);

	lockdep_assert_held(&q->bucket->lock);
	list_del(&q->list);
	smp_store_release(&q->bucket, NULL);
	wake_up_process(task);
	put_task_struct(task);
}

/* The waiter takes itself out. False: it has been woken. Meanwhile it may be moved from bucket to bucket. */
static bool unqueue(struct futex_q *q)
{
	struct bucket *bucket;
	bool queued;

	while ((bucket = smp_load_acquire(&q->bucket))) {
		spin_lock(&bucket->lock);
		queued = q->bucket == bucket;
		if (queued)
			list_del(&q->list);
		spin_unlock(&bucket->lock);
		if (queued)
			return true;
	}
	return false;
}

/* ---- waiting ---- */

/* Without bringing the page in: for under a lock. */
static int read_value(u32 *value, u32 __user *uaddr)
{
	int err;

	pagefault_disable();
	err = get_user(*value, uaddr);
	pagefault_enable();
	return err;
}

/* 0: in the queue, and set to sleep. -EAGAIN: it is not @val. */
static int queue_if(struct futex_q *q, u32 __user *uaddr, bool shared, u32 val)
{
	struct bucket *bucket;
	int err, fault;
	u32 now;

	do {
		err = get_key(uaddr, shared, &q->key);
		if (err)
			return err;
		bucket = bucket_of(&q->key);
		spin_lock(&bucket->lock);
		fault = read_value(&now, uaddr);
		if (!fault && now == val) {
			queue_locked(q, bucket);
			set_current_state(TASK_INTERRUPTIBLE);
		}
		spin_unlock(&bucket->lock);
		if (!fault)
			return now == val ? 0 : -EAGAIN;
	} while (!bring_in(uaddr));
	return -EFAULT;
}

/* Until it is woken, a signal comes, or @deadline; true: that has come. */
static bool __sched sleep_in_queue(const struct futex_q *q, ktime_t deadline)
{
	bool expired = false;

	while (READ_ONCE(q->bucket) && !signal_pending(current) && !expired) {
		expired = !schedule_until(deadline);
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);
	return expired;
}

static long wait_again(struct restart_block *restart);

/* @deadline: on the monotonic clock; KTIME_MAX: none. */
static long futex_wait(u32 __user *uaddr, bool shared, u32 val, ktime_t deadline, u32 bitset)
{
	struct futex_q q = { .task = current, .bitset = bitset };
	bool expired;
	long err;

	if (!bitset)
		return -EINVAL;
	err = queue_if(&q, uaddr, shared, val);
	if (err)
		return err;
	expired = sleep_in_queue(&q, deadline);
	if (!unqueue(&q))
		return 0;
	if (expired)
		return -ETIMEDOUT;
	if (deadline == KTIME_MAX)
		return -ERESTARTSYS;
	current->restart_block =
		(struct restart_block){ wait_again,
					deadline,
					{ (unsigned long)uaddr, shared, val, bitset } };
	return -ERESTART_RESTARTBLOCK;
}

/* It was stopped, say, and goes on: to the same moment. */
static long wait_again(struct restart_block *restart)
{
	return futex_wait((u32 __user *)restart->arg[0], restart->arg[1], restart->arg[2],
			  restart->expires, restart->arg[3]);
}

/* ---- waking ---- */

/* As in Linux 6.1, one is woken at least, whatever @nr_wake is. */
static long futex_wake(u32 __user *uaddr, bool shared, int nr_wake, u32 bitset)
{
	struct futex_q *q, *next;
	struct futex_key key;
	struct bucket *bucket;
	long woken = 0;
	int err;

	if (!bitset)
		return -EINVAL;
	err = get_key(uaddr, shared, &key);
	if (err)
		return err;
	bucket = bucket_of(&key);
	spin_lock(&bucket->lock);
	list_for_each_entry_safe(q, next, &bucket->waiters, list) {
		if (!same_key(&q->key, &key) || !(q->bitset & bitset))
			continue;
		wake_locked(q);
		if (++woken >= nr_wake)
			break;
	}
	spin_unlock(&bucket->lock);
	return woken;
}

/* ---- from one word to another ---- */

static void lock_both(struct bucket *a, struct bucket *b)
{
	spin_lock(&min(a, b)->lock);
	if (a != b)
		spin_lock_nested(&max(a, b)->lock, SINGLE_DEPTH_NESTING);
}

static void unlock_both(struct bucket *a, struct bucket *b)
{
	spin_unlock(&a->lock);
	if (a != b)
		spin_unlock(&b->lock);
}

static void move_locked(struct futex_q *q, const struct futex_key *key, struct bucket *to)
{
	lockdep_assert_held(&q->bucket->lock);
	q->key = *key;
	if (q->bucket == to)
		return;
	list_del(&q->list);
	queue_locked(q, to);
}

/* Wakes the first @nr_wake, moves the next @nr_requeue. Return: both together. */
static long requeue_locked(const struct futex_key *from, const struct futex_key *to, int nr_wake,
			   int nr_requeue)
{
	struct futex_q *q, *next;
	long count = 0;

	list_for_each_entry_safe(q, next, &bucket_of(from)->waiters, list) {
		if (count - nr_wake >= nr_requeue)
			break;
		if (!same_key(&q->key, from))
			continue;
		if (++count <= nr_wake)
			wake_locked(q);
		else
			move_locked(q, to, bucket_of(to));
	}
	return count;
}

/* @cmpval: only while this is the word's value, else -EAGAIN; NULL: whatever it is. */
static long futex_requeue(u32 __user *uaddr, u32 __user *uaddr2, bool shared, int nr_wake,
			  int nr_requeue, const u32 *cmpval)
{
	struct futex_key from, to;
	long result, fault = 0;
	u32 now;

	if (nr_wake < 0 || nr_requeue < 0)
		return -EINVAL;
	do {
		result = get_key(uaddr, shared, &from) ?: get_key(uaddr2, shared, &to);
		if (result)
			return result;
		lock_both(bucket_of(&from), bucket_of(&to));
		if (cmpval)
			fault = read_value(&now, uaddr);
		if (!fault)
			result = cmpval && now != *cmpval ?
					 -EAGAIN :
					 requeue_locked(&from, &to, nr_wake, nr_requeue);
		unlock_both(bucket_of(&from), bucket_of(&to));
		if (!fault)
			return result;
	} while (!bring_in(uaddr));
	return -EFAULT;
}

/* ---- the calls ---- */

static bool has_timeout(int cmd)
{
	return cmd == FUTEX_WAIT || cmd == FUTEX_WAIT_BITSET || cmd == FUTEX_LOCK_PI ||
	       cmd == FUTEX_LOCK_PI2 || cmd == FUTEX_WAIT_REQUEUE_PI;
}

/* FUTEX_WAIT's is a length, the other's a moment. */
static ktime_t deadline_of(int op, const s64 *timeout)
{
	if (!timeout)
		return KTIME_MAX;
	if ((op & FUTEX_CMD_MASK) == FUTEX_WAIT)
		return ktime_after_ns(*timeout);
	return to_monotonic(op & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC, *timeout);
}

long do_futex(u32 __user *uaddr, int op, u32 val, const s64 *timeout, u32 __user *uaddr2, u32 val2,
	      u32 val3)
{
	bool shared = !(op & FUTEX_PRIVATE_FLAG);
	int cmd = op & FUTEX_CMD_MASK;

	if (op & FUTEX_CLOCK_REALTIME && cmd != FUTEX_WAIT_BITSET)
		return -ENOSYS;
	switch (cmd) {
	case FUTEX_WAIT:
		val3 = FUTEX_BITSET_MATCH_ANY;
		fallthrough;
	case FUTEX_WAIT_BITSET:
		return futex_wait(uaddr, shared, val, deadline_of(op, timeout), val3);
	case FUTEX_WAKE:
		val3 = FUTEX_BITSET_MATCH_ANY;
		fallthrough;
	case FUTEX_WAKE_BITSET:
		return futex_wake(uaddr, shared, val, val3);
	case FUTEX_REQUEUE:
		return futex_requeue(uaddr, uaddr2, shared, val, val2, NULL);
	case FUTEX_CMP_REQUEUE:
		return futex_requeue(uaddr, uaddr2, shared, val, val2, &val3);
	}
	return -ENOSYS;
}

/* The fourth argument is a time limit or a number. */
SYSCALL_DEFINE6(futex, u32 __user *, uaddr, int, op, u32, val, const struct old_timespec32 __user *,
		utime, u32 __user *, uaddr2, u32, val3)
{
	bool timed = utime && has_timeout(op & FUTEX_CMD_MASK);
	s64 timeout;
	int err = timed ? get_time32(&timeout, utime) : 0;

	if (err)
		return err;
	return do_futex(uaddr, op, val, timed ? &timeout : NULL, uaddr2, (unsigned long)utime,
			val3);
}

SYSCALL_DEFINE6(futex_time64, u32 __user *, uaddr, int, op, u32, val,
		const struct __kernel_timespec __user *, utime, u32 __user *, uaddr2, u32, val3)
{
	bool timed = utime && has_timeout(op & FUTEX_CMD_MASK);
	s64 timeout;
	int err = timed ? get_time64(&timeout, utime) : 0;

	if (err)
		return err;
	return do_futex(uaddr, op, val, timed ? &timeout : NULL, uaddr2, (unsigned long)utime,
			val3);
}
