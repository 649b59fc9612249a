/* SPDX-License-Identifier: MIT */
/* Results of system calls in words that are the same on every machine. */
#ifndef _USER_SAY_H
#define _USER_SAY_H

/* As the kernel returns it: -errno, or what it is. */
long raw(long number, ...);

/* "WHAT: ENAME", or "WHAT: 3". */
void say(const char *what, long result);

/* "WHAT: ENAME", or "WHAT: well" for any success: addresses, numbers that differ. */
void say_well(const char *what, long result);

/* A heading. */
void subject(const char *name);

#endif
