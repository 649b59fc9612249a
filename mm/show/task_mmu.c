/* SPDX-License-Identifier: MIT */
/*
 * What can be seen of a process's memory: /proc/PID/maps and status in Linux's formats, and which frame lies
 * behind each page. (Linux has /proc/PID/pagemap for that, in binary.)
 *
 *	08048000-0804c000 r-xp 00000000 00:01 12	/bin/hello
 *	  08048000     4 pages  frames 0x1f3a0-0x1f3a3  r- A-  file  mapped 2
 *
 * Pages whose frames follow each other and whose entries are alike make one line, unless all are asked for.
 *
 * Locks: mmap_lock for reading, so a fault may come in between two lines.
 *
 * Tests: tests/mm/show/task_mmu_test.c
 */
#include <k896/task_mmu.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>

#include "mm/user/vma.h"

#define K(pages) ((unsigned long)(pages) << (PAGE_SHIFT - 10))

/* ---- maps ---- */

static const char *area_name(const struct vm_area_struct *vma)
{
	const struct mm_struct *mm = vma->vm_mm;

	if (vma->vm_file)
		return vma->vm_file->f_name;
	if (vma->vm_start <= mm->brk && vma->vm_end > mm->start_brk && mm->start_brk)
		return "[heap]";
	/* The stack's top is the address behind it. */
	if (vma->vm_start < mm->start_stack && vma->vm_end >= mm->start_stack)
		return "[stack]";
	return NULL;
}

static void show_area(struct seq_file *m, const struct vm_area_struct *vma)
{
	const struct inode *inode = vma->vm_file ? vma->vm_file->f_inode : NULL;
	unsigned long flags = vma->vm_flags;
	const char *name = area_name(vma);
	char head[64];

	mmap_assert_locked(vma->vm_mm);
	scnprintf(head, sizeof(head), "%08lx-%08lx %c%c%c%c %08lx %02x:%02x %lu ", vma->vm_start,
		  vma->vm_end, flags & VM_READ ? 'r' : '-', flags & VM_WRITE ? 'w' : '-',
		  flags & VM_EXEC ? 'x' : '-', flags & VM_MAYSHARE ? 's' : 'p',
		  inode ? vma->vm_pgoff << PAGE_SHIFT : 0, 0, inode ? 1 : 0,
		  inode ? inode->i_ino : 0);
	if (name)
		seq_printf(m, "%-48s %s\n", head, name);
	else
		seq_printf(m, "%s\n", head);
}

int proc_pid_maps_show(struct seq_file *m, struct task_struct *p)
{
	struct mm_struct *mm = get_task_mm(p);

	if (!mm)
		return 0;
	mmap_read_lock(mm);
	for (const struct vm_area_struct *vma = mm->mmap; vma; vma = vma->vm_next)
		show_area(m, vma);
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

/* ---- status ---- */

static const char *state_in_words(const struct task_struct *p)
{
	if (p->exit_state & EXIT_ZOMBIE)
		return "Z (zombie)";
	switch (task_state_to_char(p)) {
	case 'R':
		return "R (running)";
	case 'S':
		return "S (sleeping)";
	case 'D':
		return "D (disk sleep)";
	case 'T':
		return "T (stopped)";
	case 'X':
		return "X (dead)";
	default:
		return "I (idle)";
	}
}

static pid_t parent_of(struct task_struct *p)
{
	const struct task_struct *parent;
	unsigned long flags;
	pid_t pid;

	spin_lock_irqsave(&tasklist_lock, flags);
	parent = task_field(p, real_parent);
	pid = parent ? parent->pid : 0;
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return pid;
}

static void show_kb(struct seq_file *m, const char *name, unsigned long kbytes)
{
	seq_printf(m, "%s:\t%8lu kB\n", name, kbytes);
}

/* The pages of areas that are locked (mlock). */
static unsigned long locked_vm(struct mm_struct *mm)
{
	unsigned long pages = 0;

	mmap_read_lock(mm);
	for (const struct vm_area_struct *vma = mm->mmap; vma; vma = vma->vm_next)
		if (vma->vm_flags & VM_LOCKED)
			pages += vma_pages(vma);
	mmap_read_unlock(mm);
	return pages;
}

static void show_memory(struct seq_file *m, struct mm_struct *mm)
{
	unsigned long rss = get_mm_rss(mm);
	unsigned long text = (PAGE_ALIGN(mm->end_code) - (mm->start_code & PAGE_MASK)) >> 10;

	text = min(text, K(mm->exec_vm));
	show_kb(m, "VmPeak", K(max(mm->hiwater_vm, mm->total_vm)));
	show_kb(m, "VmSize", K(mm->total_vm));
	show_kb(m, "VmLck", K(locked_vm(mm)));
	show_kb(m, "VmPin", 0);
	show_kb(m, "VmHWM", K(max(mm->hiwater_rss, rss)));
	show_kb(m, "VmRSS", K(rss));
	show_kb(m, "RssAnon", K(mm->rss[MM_ANONPAGES]));
	show_kb(m, "RssFile", K(mm->rss[MM_FILEPAGES]));
	show_kb(m, "RssShmem", K(mm->rss[MM_SHMEMPAGES]));
	show_kb(m, "VmData", K(mm->data_vm));
	show_kb(m, "VmStk", K(mm->stack_vm));
	show_kb(m, "VmExe", text);
	show_kb(m, "VmLib", K(mm->exec_vm) - text);
	show_kb(m, "VmPTE", K(mm->nr_ptes));
	show_kb(m, "VmSwap", 0);
}

static void show_set(struct seq_file *m, const char *name, sigset_t set)
{
	seq_printf(m, "%s:\t%08lx%08lx\n", name, set.sig[1], set.sig[0]);
}

struct signal_sets {
	sigset_t pending, blocked, ignored, caught;
};

/* siglock held. */
static void collect_handlers(struct signal_sets *sets, const struct sighand_struct *sighand)
{
	lockdep_assert_held(&sighand->siglock);
	for (int sig = 1; sig <= _NSIG; sig++) {
		unsigned long handler = sighand->action[sig - 1].sa_handler;

		if (handler == SIG_IGN)
			sigaddset(&sets->ignored, sig);
		else if (handler != SIG_DFL)
			sigaddset(&sets->caught, sig);
	}
}

static void collect_signals(struct signal_sets *sets, struct task_struct *p)
{
	struct sighand_struct *sighand;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	sighand = task_field(p, sighand);
	if (sighand) {
		spin_lock(&sighand->siglock);
		collect_handlers(sets, sighand);
		sets->pending = p->pending.signal;
		sets->blocked = p->blocked;
		spin_unlock(&sighand->siglock);
	}
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* Signals wait for the process, never for one of its threads: it has only one. */
static void show_signals(struct seq_file *m, struct task_struct *p)
{
	struct signal_sets sets = {};

	collect_signals(&sets, p);
	show_set(m, "SigPnd", (sigset_t){});
	show_set(m, "ShdPnd", sets.pending);
	show_set(m, "SigBlk", sets.blocked);
	show_set(m, "SigIgn", sets.ignored);
	show_set(m, "SigCgt", sets.caught);
}

int proc_pid_status_show(struct seq_file *m, struct task_struct *p)
{
	struct mm_struct *mm = get_task_mm(p);

	seq_printf(m, "Name:\t%s\nState:\t%s\nTgid:\t%d\nPid:\t%d\nPPid:\t%d\n", p->comm,
		   state_in_words(p), p->pid, p->pid, parent_of(p));
	seq_puts(m, "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n");
	if (mm) {
		show_memory(m, mm);
		mmput(mm);
	}
	seq_puts(m, "Threads:\t1\n");
	show_signals(m, p);
	seq_printf(m, "voluntary_ctxt_switches:\t%lu\nnonvoluntary_ctxt_switches:\t%lu\n", p->nvcsw,
		   p->nivcsw);
	return 0;
}

/* ---- frames ---- */

/* Neighbouring entries that are alike and whose frames are neighbours: one line. */
struct run {
	struct seq_file *m;
	bool all;
	unsigned long start, pages;
	pte_t first;
	int mapcount;
};

static const char *kind_of(pte_t pte)
{
	static const char *const kinds
		[] = { [MM_FILEPAGES] = "file", [MM_ANONPAGES] = "anon", [MM_SHMEMPAGES] = "shmem" };

	return pte & _PAGE_SPECIAL ? "zero page" : kinds[mm_counter(pfn_to_page(pte_pfn(pte)))];
}

static void show_run(struct run *run)
{
	unsigned long pfn = pte_pfn(run->first), last = pfn + run->pages - 1;
	pte_t pte = run->first;
	char frames[32];

	if (!run->pages)
		return;
	if (pte & _PAGE_SPECIAL || pfn == last)
		scnprintf(frames, sizeof(frames), "frame %#lx", pfn);
	else
		scnprintf(frames, sizeof(frames), "frames %#lx-%#lx", pfn, last);
	seq_printf(run->m, "  %08lx %5lu page%s  %-22s %s%s %s%s  %s", run->start, run->pages,
		   run->pages == 1 ? " " : "s", frames, pte & _PAGE_PRESENT ? "r" : "-",
		   pte & _PAGE_RW ? "w" : "-", pte & _PAGE_ACCESSED ? "A" : "-",
		   pte & _PAGE_DIRTY ? "D" : "-", kind_of(pte));
	if (pte & _PAGE_SPECIAL)
		seq_putc(run->m, '\n');
	else
		seq_printf(run->m, "  mapped %d\n", run->mapcount);
}

static bool continues(const struct run *run, unsigned long addr, pte_t pte)
{
	pte_t next = run->first;

	if (run->all || !run->pages || addr != run->start + run->pages * PAGE_SIZE)
		return false;
	if (!(pte & _PAGE_SPECIAL))
		next += run->pages << PAGE_SHIFT;
	return pte == next &&
	       (pte & _PAGE_SPECIAL || page_mapcount(pfn_to_page(pte_pfn(pte))) == run->mapcount);
}

static void add_entry(struct run *run, unsigned long addr, pte_t pte)
{
	if (continues(run, addr, pte)) {
		run->pages++;
		return;
	}
	show_run(run);
	run->start = addr;
	run->pages = 1;
	run->first = pte;
	run->mapcount = page_mapcount(pfn_to_page(pte_pfn(pte)));
}

static void show_entries(struct seq_file *m, struct vm_area_struct *vma, bool all)
{
	struct run run = { .m = m, .all = all };

	mmap_assert_locked(vma->vm_mm);
	for (unsigned long addr = vma->vm_start; addr < vma->vm_end; addr += PAGE_SIZE) {
		pte_t *pte = find_pte(vma->vm_mm, addr);

		if (!pte)
			addr = (addr & PMD_MASK) + PMD_SIZE - PAGE_SIZE;
		else if (*pte)
			add_entry(&run, addr, *pte);
	}
	show_run(&run);
}

static int show_page_tables(struct seq_file *m, struct mm_struct *mm, unsigned long addr, bool all)
{
	struct vm_area_struct *vma = addr ? find_vma(mm, addr) : mm->mmap;

	if (addr && (!vma || vma->vm_start > addr))
		return -EFAULT;
	seq_printf(m, "directory: frame %#lx, %lu page tables, %lu pages resident\n",
		   mm->pgd_phys >> PAGE_SHIFT, mm->nr_ptes, get_mm_rss(mm));
	for (; vma; vma = addr ? NULL : vma->vm_next) {
		show_area(m, vma);
		show_entries(m, vma, all);
	}
	return 0;
}

int proc_pid_pt_show(struct seq_file *m, struct task_struct *p, unsigned long addr, bool all)
{
	struct mm_struct *mm = get_task_mm(p);
	int err;

	if (!mm)
		return -ESRCH;
	mmap_read_lock(mm);
	err = show_page_tables(m, mm, addr, all);
	mmap_read_unlock(mm);
	mmput(mm);
	return err;
}
