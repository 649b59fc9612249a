/* SPDX-License-Identifier: MIT */
/*
 * The OOM killer: when nothing can be reclaimed any more, one process is killed so that the others can go on.
 *
 *	out_of_memory	1  is this task dying already?		it may use reserves, so that it ends soon
 *			2  is another being killed?		wait for its memory
 *			3  choose the one that has most		resident pages and page tables
 *			4  report, and kill			every process that shares its mm
 *
 * The victim is marked TIF_MEMDIE: its requests may go below the min watermark, and return NULL rather than
 * wait when that is not enough, so it reaches its end; and it runs before all others. No other process is
 * killed until the victim's mm is gone and its files, which may hold the memory, are closed. Only if that
 * takes longer than OOM_PATIENCE, because the victim waits for something that a task without memory holds,
 * another is chosen.
 *
 * Never killed are kernel threads and victims that have been chosen already, which would free nothing, and
 * the first process with all that share its memory. Instead of a vfork child its parent is chosen, whose
 * memory it uses. If there is no process to kill, a request waits as before until memory is freed: what the
 * kernel itself has used up, no kill brings back.
 *
 * Linux's oom_score_adj is always 0 here. Linux also frees the victim's memory from outside, in a thread of
 * its own (the OOM reaper); here the victim does so itself.
 *
 * Locks: oom_lock; inside it tasklist_lock while choosing.
 * Tests: tests/mm/reclaim/oom_kill_test.c; tests/user for real processes.
 */
#include <k896/report.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/param.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <linux/swap.h>
#include <linux/vmstat.h>

#include "oom.h"
#include "mm/page/reclaim.h"
#include "mm/user/vma.h"

#define K(pages)     ((unsigned long)(pages) << (PAGE_SHIFT - 10))
#define OOM_PATIENCE (10 * HZ)

bool (*oom_spares)(struct task_struct *p);

/* Held from choosing to killing, so that two tasks that ask at once do not choose two victims. */
static DEFINE_MUTEX(oom_lock);

static unsigned long dying_since; /* jiffies: when the victim that is dying was marked */

void mark_oom_victim(struct task_struct *p)
{
	set_bit(TIF_MEMDIE, &p->thread_flags);
}

/* ---- is a victim dying already? ---- */

/* Only to be compared: it may be gone already. */
static const struct mm_struct *mm_of(struct task_struct *p)
{
	const struct mm_struct *mm;

	task_lock(p);
	mm = task_field(p, mm);
	task_unlock(p);
	return mm;
}

static bool has_files(struct task_struct *p)
{
	bool has;

	task_lock(p);
	has = task_field(p, files);
	task_unlock(p);
	return has;
}

static bool victim_has_memory(void)
{
	struct task_struct *p;
	unsigned long flags;
	bool found = false;

	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_process(p)
		found |= tsk_is_oom_victim(p) && (mm_of(p) || has_files(p));
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return found;
}

/* Is there a victim that has yet to free its memory, and has not had time enough? */
static bool victim_is_dying(void)
{
	return time_before(jiffies, READ_ONCE(dying_since) + OOM_PATIENCE) &&
	       (READ_ONCE(oom_mm) || victim_has_memory());
}

/* The calling task is ending, and frees what it has: as a victim it does so soon. */
static void join_victims(void)
{
	if (tsk_is_oom_victim(current))
		return;
	if (!victim_is_dying())
		WRITE_ONCE(dying_since, jiffies);
	mark_oom_victim(current);
	set_user_nice(current, MIN_NICE);
}

/* ---- choosing; tasklist_lock held ---- */

/* Does its parent wait until it has an address space of its own? */
static bool in_vfork(struct task_struct *p)
{
	struct task_struct *parent = task_field(p, real_parent);

	return task_field(p, vfork_done) && parent && mm_of(parent) == mm_of(p);
}

static bool may_be_killed(struct task_struct *p)
{
	if (p->flags & (PF_KTHREAD | PF_EXITING) || tsk_is_oom_victim(p) || in_vfork(p))
		return false;
	return !oom_spares || !oom_spares(p);
}

/* The first process's, or NULL. */
static const struct mm_struct *spared_mm(void)
{
	struct task_struct *p;

	lockdep_assert_held(&tasklist_lock);
	for_each_process(p)
		if (oom_spares && oom_spares(p))
			return mm_of(p);
	return NULL;
}

unsigned long oom_badness(struct task_struct *p)
{
	unsigned long points = 0;
	const struct mm_struct *mm;

	lockdep_assert_held(&tasklist_lock);
	if (!may_be_killed(p))
		return 0;
	task_lock(p);
	mm = task_field(p, mm);
	if (mm)
		points = get_mm_rss(mm) + mm->nr_ptes + 1;
	task_unlock(p);
	return points;
}

/* With a reference. */
static struct task_struct *choose(void)
{
	struct task_struct *p, *chosen = NULL;
	const struct mm_struct *spared;
	unsigned long flags, most = 0;

	spin_lock_irqsave(&tasklist_lock, flags);
	spared = spared_mm();
	for_each_process(p) {
		unsigned long points = mm_of(p) != spared ? oom_badness(p) : 0;

		if (points > most) {
			most = points;
			chosen = p;
		}
	}
	if (chosen)
		get_task_struct(chosen);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return chosen;
}

/* ---- the report, in Linux's form ---- */

/* What is printed about one task: collected under the lock, printed without it, since consoles are slow. */
struct task_line {
	pid_t pid;
	unsigned long total_vm, rss, table_bytes;
	char comm[TASK_COMM_LEN];
};

/* False: it has left its mm. */
static bool describe(struct task_line *line, struct task_struct *p)
{
	const struct mm_struct *mm;

	task_lock(p);
	mm = task_field(p, mm);
	if (mm) {
		*line = (struct task_line){ p->pid, mm->total_vm, get_mm_rss(mm),
					    mm->nr_ptes * PAGE_SIZE };
		memcpy(line->comm, p->comm, sizeof(line->comm));
	}
	task_unlock(p);
	return mm;
}

/* Of the process with the smallest pid above @pid. False: there is none. */
static bool next_line(struct task_line *line, pid_t pid)
{
	struct task_struct *p, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_process(p)
		if (!(p->flags & PF_KTHREAD) && p->pid > pid && (!found || p->pid < found->pid) &&
		    describe(line, p))
			found = p;
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return found;
}

static void show_tasks_with_mm(void)
{
	struct task_line l;

	printk("Tasks state (memory values in pages):\n");
	printk("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n");
	for (pid_t pid = 0; next_line(&l, pid); pid = l.pid)
		printk("[%7d] %5d %5d %8lu %8lu %8lu %8lu         %5d %s\n", l.pid, 0, l.pid,
		       l.total_vm, l.rss, l.table_bytes, 0UL, 0, l.comm);
}

static void report(const struct task_struct *victim, gfp_t gfp, unsigned int order)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	pr_warn("%s invoked oom-killer: gfp_mask=%#x(%pGg), order=%d, oom_score_adj=%d\n",
		current->comm, gfp, &gfp, order, 0);
	dump_stack();
	show_mem();
	show_tasks_with_mm();
	pr_info("oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=%s,pid=%d,uid=0\n",
		victim->comm, victim->pid);
	report_end(flags);
}

/* ---- killing ---- */

/* A vfork child, and whatever else shares memory, is killed with the victim: it would keep the memory. */
static void kill_sharers(const struct mm_struct *mm)
{
	struct task_struct *p;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_process(p) {
		if (mm_of(p) != mm || p->flags & PF_KTHREAD)
			continue;
		mark_oom_victim(p);
		set_user_nice(p, MIN_NICE); /* scheduler levels are strict: it might never run */
		signal_hooks.send_sig(SIGKILL, p, 1);
	}
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* False: it has left its mm already. */
static bool kill(struct task_struct *victim, gfp_t gfp, unsigned int order)
{
	struct mm_struct *mm = get_task_mm(victim);

	if (!mm)
		return false;
	report(victim, gfp, order);
	pr_err("Out of memory: Killed process %d (%s) total-vm:%lukB, anon-rss:%lukB, file-rss:%lukB, shmem-rss:%lukB, UID:0 pgtables:%lukB oom_score_adj:%d\n",
	       victim->pid, victim->comm, K(mm->total_vm), K(mm->rss[MM_ANONPAGES]),
	       K(mm->rss[MM_FILEPAGES]), K(mm->rss[MM_SHMEMPAGES]), K(mm->nr_ptes), 0);
	count_vm_event(OOM_KILL);
	WRITE_ONCE(oom_mm, mm);
	WRITE_ONCE(dying_since, jiffies);
	kill_sharers(mm);
	mmput(mm);
	return true;
}

/* NULL: a victim is dying already, or there is none to choose. oom_lock held. */
static struct task_struct *choose_and_kill(gfp_t gfp, unsigned int order)
{
	struct task_struct *victim;

	lockdep_assert_held(&oom_lock);
	victim = victim_is_dying() ? NULL : choose();
	if (!victim)
		return NULL;
	kill(victim, gfp, order);
	put_task_struct(victim);
	return victim; /* only to be compared */
}

/* True: try again at once. False: wait until memory is freed, which the victim will do. */
bool out_of_memory(gfp_t gfp, unsigned int order)
{
	struct task_struct *victim;

	VM_BUG_ON(order >= MAX_ORDER);
	VM_BUG_ON(!in_task());
	if (current->mm && (fatal_signal_pending(current) || current->flags & PF_EXITING)) {
		join_victims();
		return true;
	}
	/* A request for the DMA zone, or one that must not call a file system, kills nobody, as in Linux. */
	if (gfp & __GFP_DMA || !(gfp & __GFP_FS) || !mutex_trylock(&oom_lock))
		return false;
	victim = choose_and_kill(gfp, order);
	mutex_unlock(&oom_lock);
	return victim == current;
}

static int __init oom_init(void)
{
	reclaim_ops.out_of_memory = out_of_memory;
	return 0;
}
core_initcall(oom_init);
