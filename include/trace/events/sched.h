/* SPDX-License-Identifier: MIT */
/*
 * The CPU changes hands; somebody may run again; processes come and go. Made in kernel/core/sched.c.
 *
 * The state of who leaves: R could go on; R+ was preempted; S, D, I sleeps; X is dead.
 */
/* clang-format off */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM sched

#if !defined(_TRACE_EVENTS_SCHED_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_EVENTS_SCHED_H

#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/tracepoint.h>

#define TRACE_FILENAME_LEN 64

TRACE_EVENT(sched_switch,
	TP_PROTO(bool preempt, const struct task_struct *prev, const struct task_struct *next),
	TP_ARGS(preempt, prev, next),
	TP_STRUCT__entry(
		__array(char, prev_comm, TASK_COMM_LEN)
		__array(char, next_comm, TASK_COMM_LEN)
		__field(pid_t, prev_pid)
		__field(pid_t, next_pid)
		__field(int, prev_prio)
		__field(int, next_prio)
		__field(char, prev_state)
		__field(bool, preempt)),
	TP_fast_assign(
		memcpy(__entry->prev_comm, prev->comm, TASK_COMM_LEN);
		memcpy(__entry->next_comm, next->comm, TASK_COMM_LEN);
		__entry->prev_pid = prev->pid;
		__entry->next_pid = next->pid;
		__entry->prev_prio = prev->prio;
		__entry->next_prio = next->prio;
		__entry->prev_state = preempt || !prev->pid ? 'R' : task_state_to_char(prev);
		__entry->preempt = preempt;),
	TP_printk("prev_comm=%s prev_pid=%d prev_prio=%d prev_state=%c%s ==> next_comm=%s next_pid=%d next_prio=%d",
		  __entry->prev_comm, __entry->prev_pid, __entry->prev_prio, __entry->prev_state,
		  __entry->preempt ? "+" : "", __entry->next_comm, __entry->next_pid,
		  __entry->next_prio));

DECLARE_EVENT_CLASS(sched_wakeup_template,
	TP_PROTO(const struct task_struct *p),
	TP_ARGS(p),
	TP_STRUCT__entry(
		__array(char, comm, TASK_COMM_LEN)
		__field(pid_t, pid)
		__field(int, prio)),
	TP_fast_assign(
		memcpy(__entry->comm, p->comm, TASK_COMM_LEN);
		__entry->pid = p->pid;
		__entry->prio = p->prio;),
	TP_printk("comm=%s pid=%d prio=%d target_cpu=%03d", __entry->comm, __entry->pid,
		  __entry->prio, 0));

DEFINE_EVENT(sched_wakeup_template, sched_wakeup, TP_PROTO(const struct task_struct *p),
	     TP_ARGS(p));
DEFINE_EVENT(sched_wakeup_template, sched_wakeup_new, TP_PROTO(const struct task_struct *p),
	     TP_ARGS(p));

TRACE_EVENT(sched_process_fork,
	TP_PROTO(const struct task_struct *parent, const struct task_struct *child),
	TP_ARGS(parent, child),
	TP_STRUCT__entry(
		__array(char, parent_comm, TASK_COMM_LEN)
		__field(pid_t, parent_pid)
		__array(char, child_comm, TASK_COMM_LEN)
		__field(pid_t, child_pid)),
	TP_fast_assign(
		memcpy(__entry->parent_comm, parent->comm, TASK_COMM_LEN);
		__entry->parent_pid = parent->pid;
		memcpy(__entry->child_comm, child->comm, TASK_COMM_LEN);
		__entry->child_pid = child->pid;),
	TP_printk("comm=%s pid=%d child_comm=%s child_pid=%d", __entry->parent_comm,
		  __entry->parent_pid, __entry->child_comm, __entry->child_pid));

TRACE_EVENT(sched_process_exec,
	TP_PROTO(const struct task_struct *p, pid_t old_pid, const char *filename),
	TP_ARGS(p, old_pid, filename),
	TP_STRUCT__entry(
		__array(char, filename, TRACE_FILENAME_LEN)
		__field(pid_t, pid)
		__field(pid_t, old_pid)),
	TP_fast_assign(
		strscpy(__entry->filename, filename, sizeof(__entry->filename));
		__entry->pid = p->pid;
		__entry->old_pid = old_pid;),
	TP_printk("filename=%s pid=%d old_pid=%d", __entry->filename, __entry->pid,
		  __entry->old_pid));

TRACE_EVENT(sched_process_exit,
	TP_PROTO(const struct task_struct *p),
	TP_ARGS(p),
	TP_STRUCT__entry(
		__array(char, comm, TASK_COMM_LEN)
		__field(pid_t, pid)
		__field(int, prio)),
	TP_fast_assign(
		memcpy(__entry->comm, p->comm, TASK_COMM_LEN);
		__entry->pid = p->pid;
		__entry->prio = p->prio;),
	TP_printk("comm=%s pid=%d prio=%d", __entry->comm, __entry->pid, __entry->prio));

#endif
#include <trace/define_trace.h>
