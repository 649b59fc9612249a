/* SPDX-License-Identifier: MIT */
/*
 * A function that must be called with a lock held says so. Checked in a DEBUG=1 build, where a lock
 * knows its owner; else nothing.
 */
#ifndef _LINUX_LOCKDEP_H
#define _LINUX_LOCKDEP_H

#include <linux/bug.h>
#include <linux/spinlock.h>

#ifdef CONFIG_DEBUG_SPINLOCK
/* Does the current task hold the spinlock, or the interrupt on top of it? */
bool lockdep_is_held(const spinlock_t *lock);
#define lockdep_assert_held(lock) ((void)WARN_ON(!lockdep_is_held(lock)))
#else
#define lockdep_assert_held(lock) ((void)(lock))
#endif

#endif
