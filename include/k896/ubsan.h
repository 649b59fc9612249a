/* SPDX-License-Identifier: MIT */
/*
 * Undefined behaviour that the compiler's checks find, in a build with SAN=undef. lib/ubsan.c turns what the compiler
 * calls into words, and hands them on through a hook, because printing stands to the right of lib.
 */
#ifndef _K896_UBSAN_H
#define _K896_UBSAN_H

#include <linux/kernel.h>

/*
 * A place in the source, as the compiler lays it out in writable data: one for each check. The top bit of the column is
 * ours; it is set when the place has been reported, once and no more.
 */
struct source_location {
	const char *file_name;
	u32 line;
	u32 column;
};

#define UBSAN_REPORTED (1U << 31)

/**
 * ubsan_report_hook - the function that prints a report
 *
 * @kind is what Linux calls it ("array-index-out-of-bounds"), @vaf the sentence. Called with interrupts off, and not again
 * while it runs: a mistake inside a report is left for the next time that its place is reached. Any context. While there
 * is no hook no place is reported, or marked as reported.
 */
extern void (*ubsan_report_hook)(const char *kind, struct source_location *where,
				 struct va_format *vaf);

/* kernel/core/ubsan.c: the hook that writes into the log. As early in the boot as there can be a report. */
#ifdef CONFIG_UBSAN
void ubsan_init(void);
#else
static inline void ubsan_init(void)
{
}
#endif

#endif
