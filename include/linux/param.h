/* SPDX-License-Identifier: MIT */
/* How often the timer interrupt comes, in a second. */
#ifndef _LINUX_PARAM_H
#define _LINUX_PARAM_H

#define HZ	100
#define USER_HZ 100 /* what programs are told a tick is: times(), AT_CLKTCK */

#endif
