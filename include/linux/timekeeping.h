/* SPDX-License-Identifier: MIT */
/* Where Linux's drivers look for ktime_get(). */
#ifndef _LINUX_TIMEKEEPING_H
#define _LINUX_TIMEKEEPING_H

#include <linux/ktime.h>

#endif
