/* SPDX-License-Identifier: MIT */
/* Settings of what watches over tasks: kernel/core/hung_task.c. */
#ifndef _LINUX_SCHED_SYSCTL_H
#define _LINUX_SCHED_SYSCTL_H

/* A task that sleeps in state D for so long is reported; 0: never. sysctl.kernel.hung_task_timeout_secs= at boot. */
extern unsigned long sysctl_hung_task_timeout_secs;

/* How many more times; -1: always. sysctl.kernel.hung_task_warnings= at boot. */
extern int sysctl_hung_task_warnings;

/* Once a second, in the tick. */
void check_hung_tasks(void);

#endif
