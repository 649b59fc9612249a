/* SPDX-License-Identifier: MIT */
/*
 * The OOM killer: when nothing can be reclaimed any more, one process dies so that the others live.
 *
 *	out_of_memory	1  is this task dying already?		it may use reserves, and gets out of the way
 *			2  is somebody being killed?		wait for his memory
 *			3  choose the one that has most		resident pages and page tables
 *			4  report, and kill			everybody who shares his mm
 *
 * The victim is marked TIF_MEMDIE: its requests may go below the min watermark, and return NULL rather than
 * wait when that is not enough, so it reaches its end. Until its mm is gone nobody else is killed; only if that
 * takes OOM_PATIENCE, because it waits for something that somebody without memory holds, another is chosen.
 *
 * Never killed: kernel threads, the first process, and who has been chosen already. If there is nobody, a
 * request waits as before, until somebody frees: memory that the kernel itself uses up no kill can bring back.
 *
 * Linux's oom_score_adj is 0 for everybody here. Linux also tears the victim's memory down from outside (the
 * OOM reaper); here it does so itself.
 *
 * Locks: oom_lock; in it tasklist_lock while choosing. Tests: tests/mm/oom_kill_test.c; tests/user for real processes.
 */
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/param.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/swap.h>

#include "oom.h"
#include "vma.h"

#define K(pages)     ((unsigned long)(pages) << (PAGE_SHIFT - 10))
#define OOM_PATIENCE (10 * HZ)

bool (*oom_spares)(struct task_struct *p);

/* Held from choosing to killing: two who ask at once must not choose the same, or two. */
static DEFINE_MUTEX(oom_lock);

/* The mm that is being given up, as long as it is there; since when. */
static struct mm_struct *dying_mm;
static unsigned long dying_since;

void mark_oom_victim(struct task_struct *p)
{
	set_bit(TIF_MEMDIE, &p->thread_flags);
}

void oom_mm_is_gone(struct mm_struct *mm)
{
	if (unlikely(dying_mm == mm))
		dying_mm = NULL;
}

/* ---- choosing; tasklist_lock held, so no task leaves its mm meanwhile ---- */

static bool may_be_killed(struct task_struct *p)
{
	if (!p->mm || p->flags & (PF_KTHREAD | PF_EXITING) ||
	    test_bit(TIF_MEMDIE, &p->thread_flags))
		return false;
	return !oom_spares || !oom_spares(p);
}

unsigned long oom_badness(struct task_struct *p)
{
	return may_be_killed(p) ? get_mm_rss(p->mm) + p->mm->nr_ptes + 1 : 0;
}

/* With a reference. */
static struct task_struct *choose(void)
{
	struct task_struct *p, *chosen = NULL;
	unsigned long flags, most = 0;

	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_process(p) {
		unsigned long points = oom_badness(p);

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

static void show_task(const struct task_struct *p)
{
	printk("[%7d] %5d %5d %8lu %8lu %8lu %8lu         %5d %s\n", p->pid, 0, p->pid,
	       p->mm->total_vm, get_mm_rss(p->mm), p->mm->nr_ptes * PAGE_SIZE, 0UL, 0, p->comm);
}

static void show_tasks_with_mm(void)
{
	const struct task_struct *p;
	unsigned long flags;

	printk("Tasks state (memory values in pages):\n");
	printk("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n");
	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_process(p)
		if (p->mm && !(p->flags & PF_KTHREAD))
			show_task(p);
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

static void report(const struct task_struct *victim, gfp_t gfp, unsigned int order)
{
	pr_warn("%s invoked oom-killer: gfp_mask=%#x(%pGg), order=%d, oom_score_adj=%d\n",
		current->comm, gfp, &gfp, order, 0);
	dump_stack();
	show_mem();
	show_tasks_with_mm();
	pr_info("oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=%s,pid=%d,uid=0\n",
		victim->comm, victim->pid);
}

/* ---- killing ---- */

/* Threads and a vfork child hold the same memory. */
static void kill_sharers(const struct mm_struct *mm)
{
	struct task_struct *p;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_process(p) {
		if (p->mm != mm || p->flags & PF_KTHREAD)
			continue;
		mark_oom_victim(p);
		signal_hooks.send_sig(SIGKILL, p, 1);
	}
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* false: it is gone already. */
static bool kill(struct task_struct *victim, gfp_t gfp, unsigned int order)
{
	struct mm_struct *mm = get_task_mm(victim);

	if (!mm)
		return false;
	report(victim, gfp, order);
	pr_err("Out of memory: Killed process %d (%s) total-vm:%lukB, anon-rss:%lukB, file-rss:%lukB, shmem-rss:%lukB, UID:0 pgtables:%lukB oom_score_adj:%d\n",
	       victim->pid, victim->comm, K(mm->total_vm), K(mm->rss[MM_ANONPAGES]),
	       K(mm->rss[MM_FILEPAGES]), K(mm->rss[MM_SHMEMPAGES]), K(mm->nr_ptes), 0);
	dying_mm = mm;
	dying_since = jiffies;
	kill_sharers(mm);
	mmput(mm);
	return true;
}

/* Has somebody been killed whose memory is still to come? */
static bool victim_is_dying(void)
{
	return dying_mm && time_before(jiffies, dying_since + OOM_PATIENCE);
}

/* Nobody else is at it, and nobody is dying. */
static struct task_struct *choose_and_kill(gfp_t gfp, unsigned int order)
{
	struct task_struct *victim = victim_is_dying() ? NULL : choose();

	if (!victim)
		return NULL;
	kill(victim, gfp, order);
	put_task_struct(victim);
	return victim; /* only to be compared */
}

/*
 * True: try again at once. False: wait until somebody frees, which the victim will.
 */
bool out_of_memory(gfp_t gfp, unsigned int order)
{
	struct task_struct *victim;

	if (current->mm && (fatal_signal_pending(current) || current->flags & PF_EXITING)) {
		mark_oom_victim(current);
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
	oom_hook = out_of_memory;
	return 0;
}
core_initcall(oom_init);
