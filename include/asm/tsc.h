/* SPDX-License-Identifier: MIT */
/* The time stamp counter as a clock (drivers/clocksource/tsc.c). */
#ifndef _ASM_TSC_H
#define _ASM_TSC_H

/* Measures its rate: from here on the log's stamps are true, and udelay() is exact. Boot, first thing. */
void tsc_init(void);

#endif
