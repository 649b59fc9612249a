/* SPDX-License-Identifier: MIT */
/*
 * Numbers for tasks, and for the groups and sessions that are called by them. They are given in ascending order, and used
 * again only after all others and when nothing is called by them any more.
 */
#ifndef _LINUX_PID_H
#define _LINUX_PID_H

#include <linux/types.h>

#define PID_MAX 32768

struct task_struct;

/* Whose number it is that somebody named. */
enum pid_type { PIDTYPE_PID, PIDTYPE_TGID, PIDTYPE_PGID, PIDTYPE_SID, PIDTYPE_MAX };

/*
 * Gives @p a number (p->pid), which leads to nobody yet; free_pid() takes it back from a task that was never attached.
 * Any context. Return: 0, -EAGAIN when all are in use.
 */
int alloc_pid(struct task_struct *p);
void free_pid(struct task_struct *p);

/* ---- tasklist_lock held ---- */

/* @p is found by its number from now on. */
void attach_pid(struct task_struct *p);
/* It is not found any more, and the number is put_pid_nr()'s. Nothing happens the second time. */
void detach_pid(struct task_struct *p);
/* Somebody has left the task, group or session called @nr. If that was the last, the number is free. */
void put_pid_nr(pid_t nr);
/* Two tasks take each other's number. */
void exchange_pids(struct task_struct *a, struct task_struct *b);

/*
 * The task with that number, a zombie included, or NULL: there is none, or it has been released. It stays until
 * tasklist_lock is given back, not longer.
 */
struct task_struct *find_task_by_vpid(pid_t nr);

/* ---- any context ---- */

/* With a reference; NULL also when the last one has just gone. */
struct task_struct *find_get_task_by_vpid(pid_t nr);

#endif
