/* SPDX-License-Identifier: MIT */
/* Time as system calls see it: i386 has every call twice, with seconds of 32 and of 64 bits. */
#ifndef _UAPI_LINUX_TIME_H
#define _UAPI_LINUX_TIME_H

#include <linux/types.h>

/* 32-bit seconds: to 2038. */
struct old_timespec32 {
	s32 tv_sec, tv_nsec;
};

struct old_timeval {
	s32 tv_sec, tv_usec;
};

struct old_itimerval {
	struct old_timeval it_interval, it_value;
};

/* tv_nsec is the lower half; programs may leave anything in the upper one. */
struct __kernel_timespec {
	s64 tv_sec, tv_nsec;
};

struct timezone {
	int tz_minuteswest, tz_dsttime;
};

struct tms {
	long tms_utime, tms_stime, tms_cutime, tms_cstime; /* in 1/USER_HZ seconds */
};

#define CLOCK_REALTIME		 0
#define CLOCK_MONOTONIC		 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID	 3
#define CLOCK_MONOTONIC_RAW	 4
#define CLOCK_REALTIME_COARSE	 5
#define CLOCK_MONOTONIC_COARSE	 6
#define CLOCK_BOOTTIME		 7

#define TIMER_ABSTIME 1

#define ITIMER_REAL    0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF    2

#endif
