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

/* A call as it is written, and its result, or the name of its errno. */
#define SAY(call) say_call(#call, call)
void say_call(const char *call, long result);

/* Where the number itself differs from run to run. */
#define HOLDS(condition) say_holds(#condition, condition)
void say_holds(const char *condition, int holds);

#endif
