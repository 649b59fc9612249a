/* SPDX-License-Identifier: MIT */
/*
 * All tasks: the list, and what may be asked of any of them.
 *
 * A task is in the list from add_task() until its last reference goes; for_each_process() leaves out the
 * processes that have been released, as do their numbers. A dead kernel thread that somebody still holds is seen, as
 * state X.
 *
 * Locks: tasklist_lock, interrupts off.
 */
#include <asm/extable.h>
#include <asm/stacktrace.h>
#include <asm/switch_to.h>
#include <k896/show.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/pid.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>

DEFINE_SPINLOCK(tasklist_lock);
unsigned int nr_threads;

/* A task has a stack, at whose end is the magic number that all stacks have there. */
static bool has_stack(const struct task_struct *p)
{
	unsigned long stack, magic;

	return !peek_kernel(&p->stack, &stack) && !peek_kernel((void *)stack, &magic) &&
	       magic == STACK_END_MAGIC;
}

bool is_no_task(struct task_struct *const *owner)
{
	const struct task_struct *p = READ_ONCE(*owner);

	/* It may have released the lock and ended while we looked. */
	return p && p != current && !has_stack(p) && READ_ONCE(*owner) == p;
}

void add_task(struct task_struct *p)
{
	lockdep_assert_held(&tasklist_lock);
	list_add_tail(&p->tasks, &init_task.tasks);
	attach_pid(p);
	nr_threads++;
	debug_task_is_published(p);
}

void __put_task_struct(struct task_struct *p)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	list_del(&p->tasks);
	detach_pid(p);
	nr_threads--;
	debug_task_is_gone(p);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	p->release(p);
}

bool threads_are_exiting(void)
{
	const struct task_struct *p;
	unsigned long flags;
	bool found = false;

	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_task(p)
		found |= p->on_rq && p->flags & PF_EXITING;
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return found;
}

/* ---- what a task is doing ---- */

char task_state_to_char(const struct task_struct *p)
{
	unsigned int state = READ_ONCE(p->__state);

	if (p->flags & PF_IDLE)
		return 'I';
	if (p->exit_state == EXIT_ZOMBIE)
		return 'Z';
	if (state & TASK_DEAD)
		return 'X';
	if (state == TASK_RUNNING)
		return 'R';
	if ((state & TASK_IDLE) == TASK_IDLE)
		return 'I';
	if (state & __TASK_STOPPED)
		return 'T';
	return state & TASK_INTERRUPTIBLE ? 'S' : 'D';
}

unsigned long get_wchan(const struct task_struct *p)
{
	struct stack_walk w;

	if (p == current || p->on_rq || READ_ONCE(p->__state) & (TASK_DEAD | TASK_NEW))
		return 0;
	stack_walk_start_frame(&w, sleeping_frame(p));
	while (stack_walk_next(&w))
		if (!in_sched_functions(w.ip))
			return w.ip;
	return 0;
}

/* ---- how much stack it needed ---- */

/* Fresh stacks are zeroed, so the lowest word that is not 0 any more is as deep as it ever was. */
unsigned long stack_not_used(const struct task_struct *p)
{
	const unsigned long *first = end_of_stack(p) + 1, *at = first;
	unsigned long word;

	while (!peek_kernel(at, &word) && !word)
		at++;
	return (at - first) * sizeof(*at);
}

#ifdef CONFIG_DEBUG_VM
/* Only below the lowest mark, and there at every fourth word: a task that came so far has left more than one. */
static bool went_below(const struct task_struct *p, unsigned long mark)
{
	unsigned long *first = end_of_stack(p) + 1, word;

	for (unsigned long i = 0; i < mark / sizeof(word); i += 4)
		if (!peek_kernel(&first[i], &word) && word)
			return true;
	return false;
}

unsigned long lowest_stack_left = THREAD_SIZE;

void check_stack_usage(void)
{
	unsigned long left;

	if (!went_below(current, READ_ONCE(lowest_stack_left)))
		return;
	left = stack_not_used(current);
	WRITE_ONCE(lowest_stack_left, left);
	pr_info("%s (%d) used greatest stack depth: %lu bytes left\n", current->comm, current->pid,
		left);
}
#endif

/* ---- showing them ---- */

struct snapshot {
	pid_t pid, parent;
	char state, comm[TASK_COMM_LEN];
	int prio;
	unsigned long wchan, ticks, rss, stack;
};

/* Resident memory in kB; 0 for a task without an address space of its own. */
static unsigned long rss_of(struct task_struct *p)
{
	const struct mm_struct *mm;
	unsigned long pages;

	task_lock(p);
	mm = task_field(p, mm);
	pages = mm ? get_mm_rss(mm) : 0;
	task_unlock(p);
	return pages << (PAGE_SHIFT - 10);
}

static void take_snapshot(struct snapshot *s, struct task_struct *p)
{
	const struct task_struct *parent = task_field(p, real_parent);

	*s = (struct snapshot){ .pid = p->pid,
				.parent = parent ? parent->pid : 0,
				.state = task_state_to_char(p),
				.prio = p->prio,
				.wchan = get_wchan(p),
				.ticks = p->utime + p->stime,
				.rss = rss_of(p),
				.stack = stack_not_used(p) };
	for (unsigned int i = 0; i < TASK_COMM_LEN; i++)
		s->comm[i] = p->comm[i];
}

/* The task with the smallest pid above @pid: the list may change between two lines. */
static bool next_snapshot(struct snapshot *s, pid_t pid)
{
	struct task_struct *p, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_process(p)
		if (p->pid > pid && (!found || p->pid < found->pid))
			found = p;
	if (found)
		take_snapshot(s, found);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return found != NULL;
}

static void idle_snapshot(struct snapshot *s)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	take_snapshot(s, &init_task);
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

static void show_line(struct seq_file *m, const struct snapshot *s)
{
	char where[40] = "-";

	if (s->wchan)
		scnprintf(where, sizeof(where), "%ps", (void *)s->wchan);
	seq_printf(m, "%5d %5d %c %4d %6lu %7lu %5lu %-24s %s\n", s->pid, s->parent, s->state,
		   s->prio, s->ticks, s->rss, s->stack, where, s->comm);
}

int ps_show(struct seq_file *m)
{
	struct snapshot s;

	seq_puts(m, "  PID  PPID S  PRI  TICKS RSS(kB) STACK WCHAN                    COMMAND\n");
	idle_snapshot(&s);
	show_line(m, &s);
	for (pid_t pid = 0; next_snapshot(&s, pid); pid = s.pid)
		show_line(m, &s);
	return 0;
}

void sched_show_task(const struct task_struct *p)
{
	pr_info("task:%-15.15s state:%c stack:%-5lu pid:%-5d prio:%-3d flags:0x%08x\n", p->comm,
		task_state_to_char(p), stack_not_used(p), p->pid, p->prio, p->flags);
	if (p == current)
		pr_info(" (running: its stack is above)\n");
	else
		show_trace_frame(sleeping_frame(p), KERN_INFO);
}

void show_tasks(void)
{
	const struct task_struct *p;

	sched_show_task(&init_task);
	for_each_task(p)
		sched_show_task(p);
}
