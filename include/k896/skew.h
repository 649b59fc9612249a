/* SPDX-License-Identifier: MIT */
/*
 * skew=N on the command line: the same machine N instructions later (kernel/core/skew.c). Nothing that
 * is right depends on it.
 */
#ifndef _K896_SKEW_H
#define _K896_SKEW_H

#include <linux/types.h>

extern bool skew_given;			/* The word was there, if only as skew=0. */
extern unsigned long skew_instructions; /* N */

/* Spends them. Once, when the tick has been started and before the first thread runs. */
void burn_skew(void);

#endif
