/* SPDX-License-Identifier: MIT */
/* What sched.c and might_sleep.c share with nobody else. */
#ifndef _CORE_SCHED_INTERNAL_H
#define _CORE_SCHED_INTERNAL_H

#include <linux/compiler.h>

/* might_sleep.c: schedule() where it must not be called. Any context. */
void schedule_bug(void) __cold;

#endif
