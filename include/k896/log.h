/* SPDX-License-Identifier: MIT */
/* What the kernel has said, for tests and lessons (kernel/core/printk.c). */
#ifndef _K896_LOG_H
#define _K896_LOG_H

#include <linux/types.h>

/**
 * log_position() - where the log ends now
 *
 * For tests and lessons that want to see what a call made the kernel say: take the position before,
 * ask log_contains() after.
 */
u32 log_position(void);

/* Does a line logged since @since contain @text? Lines already overwritten are not found. Any context. */
bool log_contains(u32 since, const char *text);
/* How many lines logged since @since contain @text. */
unsigned int log_count(u32 since, const char *text);

#endif
