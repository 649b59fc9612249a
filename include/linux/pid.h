/* SPDX-License-Identifier: MIT */
/* Numbers for tasks. Numbers are given in ascending order and used again only after all others. */
#ifndef _LINUX_PID_H
#define _LINUX_PID_H

#include <linux/types.h>

#define PID_MAX 32768

struct task_struct;

/*
 * Gives @p a number (p->pid), by which it is found until free_pid(). Any context. Return: 0, -EAGAIN when
 * all are in use.
 */
int alloc_pid(struct task_struct *p);
void free_pid(struct task_struct *p);
/* Two tasks take each other's number. Any context. */
void exchange_pids(struct task_struct *a, struct task_struct *b);

/* The task with that number, dead or alive, or NULL. It may go at any time: see find_get_task_by_vpid(). */
struct task_struct *find_task_by_vpid(pid_t nr);
/* With a reference; NULL also when the last one has just gone. */
struct task_struct *find_get_task_by_vpid(pid_t nr);

#endif
