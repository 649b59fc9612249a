/* SPDX-License-Identifier: MIT */
/* Running a function in a process of its own, and how that ended. */
#ifndef _USER_CHILD_H
#define _USER_CHILD_H

#include <sys/types.h>

/* Forks; the child calls @run and exits with what it returns. Ends the program if there is no process to be had. */
pid_t start_child(int (*run)(void *arg), void *arg);

/* Waits for it; "exit 3" or "signal 11". A static buffer. */
const char *end_of(pid_t child);

/* Both. */
const char *run_in_child(int (*run)(void *arg), void *arg);

/* The wait status in words. */
const char *describe(int status);

#endif
