/* SPDX-License-Identifier: MIT */
/*
 * Random bytes for programs: AT_RANDOM, getrandom(). A generator seeded from the time stamp counter, stirred by it on
 * every call: good for what glibc wants of it (canaries, hash seeds), not for keys.
 */
#ifndef _LINUX_RANDOM_H
#define _LINUX_RANDOM_H

#include <linux/types.h>

/* Any context. */
void get_random_bytes(void *buf, size_t len);

#endif
