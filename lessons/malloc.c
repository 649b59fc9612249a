/* SPDX-License-Identifier: MIT */
/*
 * Lesson 8, malloc(): memory of a program, from the page allocator up.
 *
 *	program		p = malloc(n)		*p = 1
 *	glibc		brk() or mmap()		   |		small ones from one heap, large ones by themselves
 *	kernel		an area, no page	page fault	a promise first, a page when it is touched
 *	buddy system				alloc_page()	of any zone, HIGHMEM first
 *
 * The lesson first does by hand what a process does, in an address space of its own: a system call's work, then
 * a touch of each page. Then it runs a real program (user/malloc_once.c) and follows its malloc() through glibc
 * and the kernel. Nothing is said that was not read from the trace or from the page tables.
 *
 * Without an initramfs there is no program to run, and the lesson says so.
 */
#include <asm/pgtable.h>
#include <k896/lesson.h>
#include <k896/run.h>
#include <k896/trace.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>
#include <trace/events/exceptions.h>
#include <trace/events/kmem.h>
#include <uapi/asm/mman.h>

#include "draw.h"

/* ---- 1: what kind of pages ---- */

static int show_page(struct seq_file *m, const char *name, gfp_t gfp)
{
	struct page *page = alloc_page(gfp);
	int faults;

	if (!page)
		return LESSON_CHECK(m, page);
	seq_printf(m, "    %-20s %#8x  frame %#7lx, zone %-7s  ", name, gfp, page_to_pfn(page),
		   page_zone(page)->name);
	if (PageHighMem(page))
		seq_puts(m, "no address of its own\n");
	else
		seq_printf(m, "address %px\n", page_address(page));
	faults = LESSON_CHECK(m, !PageHighMem(page) || gfp & __GFP_HIGHMEM);
	faults += LESSON_CHECK(m, !PageHighMem(page) == !!page_address(page));
	__free_page(page);
	return faults;
}

static int kinds_of_pages(struct seq_file *m)
{
	int faults;

	seq_puts(m,
		 "1. The flags for pages that are for users. The kernel itself needs no address for them, so HIGHMEM will\n"
		 "   do, and goes first where there is any:\n\n");
	faults = show_page(m, "GFP_KERNEL", GFP_KERNEL);
	faults += show_page(m, "GFP_USER", GFP_USER);
	faults += show_page(m, "GFP_HIGHUSER", GFP_HIGHUSER);
	faults += show_page(m, "GFP_HIGHUSER_MOVABLE", GFP_HIGHUSER_MOVABLE);
	seq_puts(m,
		 "\n   GFP_USER is GFP_KERNEL on behalf of a process: for pages that kernel and process both use. GFP_HIGHUSER\n"
		 "   adds __GFP_HIGHMEM. _MOVABLE says that the page may be moved, since nothing but page tables knows its\n"
		 "   frame; k896 accepts it and moves nothing.\n");
	return faults;
}

/* ---- 2: what the trace has seen ---- */

#define EVENTS "exceptions:* kmem:mm_page_*"

/* Page faults and pages of the last trace. */
struct seen {
	unsigned int faults;	  /* page faults at user addresses */
	unsigned int pages;	  /* pages handed out for users */
	unsigned int tables;	  /* other pages */
	unsigned int freed;	  /* pages that came back */
	unsigned long last_frame; /* of the pages for users */
};

static unsigned long fault_address(const struct trace_entry *ent)
{
	const trace_raw_page_fault_user *user = trace_entry_as(ent, page_fault_user);
	const trace_raw_page_fault_kernel *kernel = trace_entry_as(ent, page_fault_kernel);

	return user ? user->address : kernel ? kernel->address : TASK_SIZE;
}

static void look_at(struct seen *s, const struct trace_entry *ent)
{
	const trace_raw_mm_page_alloc *alloc = trace_entry_as(ent, mm_page_alloc);

	s->faults += fault_address(ent) < TASK_SIZE;
	s->freed += trace_entry_as(ent, mm_page_free) != NULL;
	if (alloc && alloc->gfp_flags & __GFP_MOVABLE) {
		s->pages++;
		s->last_frame = alloc->pfn;
	} else if (alloc) {
		s->tables++;
	}
}

/* The trace of this task goes off and is read. */
static struct seen end_trace(void)
{
	struct seen s = {};

	trace_stop();
	trace_hold();
	for_each_trace_entry(ent)
		look_at(&s, ent);
	trace_release();
	return s;
}

static int begin_trace(struct seq_file *m)
{
	return LESSON_CHECK(m, !trace_start(EVENTS, current));
}

/* The trace as it is, without the head that "trace show" has. */
static void show_trace(struct seq_file *m)
{
	trace_hold();
	for_each_trace_entry(ent) {
		seq_puts(m, "  ");
		trace_print_entry(m, ent);
	}
	trace_release();
}

/* ---- 3: a process's steps, one by one ---- */

#define AREA_PAGES 256 /* 1 MiB */
#define AREA_SIZE  (AREA_PAGES * PAGE_SIZE)
#define TOUCHED	   3

static unsigned long area; /* its address */

static long resident_pages(void)
{
	const long *rss = current->mm->rss;

	return rss[MM_ANONPAGES] + rss[MM_FILEPAGES] + rss[MM_SHMEMPAGES];
}

static unsigned long frame_of(unsigned long addr)
{
	struct page_walk walk = walk_page_tables(current->mm->pgd, addr);

	return walk.present ? walk.phys >> PAGE_SHIFT : 0;
}

static int ask_for_area(struct seq_file *m)
{
	struct seen s;
	int faults = begin_trace(m);

	area = vm_mmap(NULL, 0, AREA_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	s = end_trace();
	if (LESSON_CHECK(m, !IS_ERR_VALUE(area)))
		return faults + 1;
	seq_printf(m,
		   "\n2. mmap() of %lu KiB gave %08lx. Pages for it: %u, resident: %ld. The kernel has noted an area, and nothing\n"
		   "   more: a promise. So a program that asks for a gigabyte gets it at once.\n",
		   AREA_SIZE >> 10, area, s.pages, resident_pages());
	faults += LESSON_CHECK(m, s.pages == 0 && s.faults == 0);
	return faults + LESSON_CHECK(m, frame_of(area) == 0);
}

static int touch_one(struct seq_file *m, unsigned long addr)
{
	struct seen s;
	int faults = begin_trace(m), err;

	err = put_user(1, (char __user *)addr);
	s = end_trace();
	faults += LESSON_CHECK(m, !err && s.faults == 1 && s.pages == 1);
	faults += LESSON_CHECK(m, s.last_frame && s.last_frame == frame_of(addr));
	seq_printf(m, "    write to %08lx: %u fault, %u page: frame %#7lx, zone %s%s\n", addr,
		   s.faults, s.pages, s.last_frame,
		   s.last_frame ? page_zone(pfn_to_page(s.last_frame))->name : "-",
		   s.tables ? ", and a page for a page table" : "");
	return faults;
}

static int touch_area(struct seq_file *m)
{
	long resident;
	int faults = 0, err;

	seq_puts(m,
		 "\n3. The first write to a page finds no entry in the page table. The CPU faults, the kernel takes a page\n"
		 "   from the buddy system, clears it, enters it, and the write is done again:\n\n");
	for (unsigned int i = 0; i < TOUCHED; i++)
		faults += touch_one(m, area + i * PAGE_SIZE);
	seq_puts(m, "\n   The last of these as the trace has it (\"trace show\"):\n\n");
	show_trace(m);
	LESSON_STOP("the page that the last fault has brought", "k-walk area+2*4096");
	resident = resident_pages();
	faults += begin_trace(m);
	err = put_user(2, (char __user *)area);
	faults += LESSON_CHECK(m, end_trace().faults == 0 && !err);
	seq_printf(m,
		   "\n   A second write to the same page: no fault. Of %u pages asked for, %ld are there.\n",
		   AREA_PAGES, resident);
	return faults + LESSON_CHECK(m, resident == TOUCHED);
}

static int read_only(struct seq_file *m, unsigned long addr)
{
	unsigned long first, second;
	char a = 1, b = 1;
	int faults, err;

	faults = begin_trace(m);
	err = get_user(a, (char __user *)addr) ?: get_user(b, (char __user *)(addr + PAGE_SIZE));
	faults += LESSON_CHECK(m, end_trace().pages == 0);
	first = frame_of(addr);
	second = frame_of(addr + PAGE_SIZE);
	seq_printf(m,
		   "\n4. Two more pages are only read: both lead to frame %#lx, the zero page, read-only, which all processes share.\n"
		   "   They get pages of their own when they are written to.\n",
		   first);
	return faults + LESSON_CHECK(m, !err && !a && !b && first && first == second);
}

static int unmap(struct seq_file *m)
{
	unsigned long pfn = frame_of(area);
	struct seen s;
	int faults = begin_trace(m), err = vm_munmap(area, AREA_SIZE);

	s = end_trace();
	seq_printf(m,
		   "\n5. munmap(): %u pages went back to the buddy system; frame %#lx has %d users left.\n",
		   s.freed, pfn, page_ref_count(pfn_to_page(pfn)));
	faults += LESSON_CHECK(m, !err && s.freed >= TOUCHED);
	faults += LESSON_CHECK(m, page_ref_count(pfn_to_page(pfn)) == 0);
	return faults + LESSON_CHECK(m, resident_pages() == 0);
}

static int by_hand(struct seq_file *m)
{
	int faults = ask_for_area(m);

	if (IS_ERR_VALUE(area))
		return faults;
	faults += touch_area(m);
	faults += read_only(m, area + TOUCHED * PAGE_SIZE);
	return faults + unmap(m);
}

static int in_own_space(struct seq_file *m)
{
	struct mm_struct *mm = mm_alloc();
	int faults;

	if (!mm)
		return LESSON_CHECK(m, mm);
	kthread_use_mm(mm);
	faults = by_hand(m);
	kthread_unuse_mm(mm);
	mmput(mm);
	trace_clear();
	return faults;
}

/* ---- 4: a real program ---- */

#define PROGRAM "malloc_once"
#define PROGRAM_EVENTS                                                                             \
	"sys_*_brk sys_*_mmap* sys_*_munmap sys_*_getppid page_fault_user mm_page_alloc mm_page_free"
#define SMALL	    "100"
#define LARGE	    "300000"
#define LARGE_PAGES (300000 / PAGE_SIZE)
#define MAX_LINES   8 /* shown of a step's trace */

/* The program calls getppid() in front of each of these but the first. */
enum { START, MALLOC, WRITE, FREE, EXIT, NR_STEPS };

struct step {
	unsigned int brks, mmaps, munmaps;
	struct seen seen;
};

static bool is_programs(const struct trace_entry *ent)
{
	return !strcmp(ent->comm, PROGRAM);
}

/* mmap() has several names. */
static bool is_call(const struct trace_entry *ent, const char *beginning)
{
	return strstarts(ent->call->name, beginning);
}

static void count_in_step(struct step *s, const struct trace_entry *ent)
{
	s->brks += is_call(ent, "sys_enter_brk");
	s->mmaps += is_call(ent, "sys_enter_mmap");
	s->munmaps += is_call(ent, "sys_enter_munmap");
	look_at(&s->seen, ent);
}

/* The trace cut into steps; of step @shown the lines of events are shown whose name begins with @prefix. */
static void read_steps(struct seq_file *m, struct step steps[NR_STEPS], unsigned int shown,
		       const char *prefix)
{
	unsigned int step = START, lines = 0;

	memset(steps, 0, NR_STEPS * sizeof(*steps));
	trace_hold();
	for_each_trace_entry(ent) {
		if (!is_programs(ent) || is_call(ent, "sys_exit_getppid"))
			continue;
		if (is_call(ent, "sys_enter_getppid")) {
			step = min_t(unsigned int, step + 1, EXIT);
			continue;
		}
		count_in_step(&steps[step], ent);
		if (step == shown && is_call(ent, prefix) && lines++ < MAX_LINES)
			trace_print_entry(m, ent);
	}
	trace_release();
	if (lines > MAX_LINES)
		seq_printf(m, "    ... and %u lines more\n", lines - MAX_LINES);
}

static void draw_steps(struct seq_file *m, const struct step steps[NR_STEPS])
{
	static const char *const names[] = { "from exec to main()", "malloc()",
					     "writing to all of it", "free()", "exit" };

	seq_puts(m,
		 "\n    step                  brk mmap munmap  page faults  pages taken, given back\n");
	for (unsigned int i = 0; i < NR_STEPS; i++)
		seq_printf(m, "    %-20s %4u %4u %6u  %11u  %11u %11u\n", names[i], steps[i].brks,
			   steps[i].mmaps, steps[i].munmaps, steps[i].seen.faults,
			   steps[i].seen.pages, steps[i].seen.freed);
}

/* Its wait status, or -errno; the trace of it in @steps. */
static int trace_program(struct seq_file *m, const char *size, struct step steps[NR_STEPS],
			 unsigned int shown, const char *prefix)
{
	const char *const argv[] = { PROGRAM, size, NULL };
	int status;

	if (trace_start(PROGRAM_EVENTS, NULL))
		return -EINVAL;
	status = run_user_program(argv);
	trace_stop();
	if (!status) {
		read_steps(m, steps, shown, prefix);
		draw_steps(m, steps);
	}
	return status;
}

static int small_block(struct seq_file *m, int *status)
{
	struct step steps[NR_STEPS];
	int faults;

	seq_puts(m, "\n6. Now a real program: malloc(" SMALL
		    ") in glibc. The trace of its system calls before main(), and what\n"
		    "   each step needed:\n\n");
	*status = trace_program(m, SMALL, steps, START, "sys_");
	if (*status == -ENOENT) {
		seq_puts(m,
			 "   (There is no /bin/" PROGRAM
			 ": the kernel was started without the programs, build/initramfs.cpio.)\n");
		return 0;
	}
	if (*status)
		return LESSON_CHECK(m, *status == 0);
	faults = LESSON_CHECK(m, steps[START].brks + steps[MALLOC].brks > 0);
	faults += LESSON_CHECK(m, steps[MALLOC].mmaps == 0 && steps[FREE].munmaps == 0);
	faults += LESSON_CHECK(m, steps[FREE].seen.freed == 0);
	faults += LESSON_CHECK(m, steps[EXIT].seen.freed > steps[START].seen.pages);
	seq_puts(m,
		 "\n   glibc moved the end of its heap with brk(), by more than 100 bytes; what malloc() cuts from that needs\n"
		 "   no system call. free() gave the kernel nothing back, the end of the program did.\n");
	return faults;
}

static int large_block(struct seq_file *m)
{
	struct step steps[NR_STEPS];
	int status, faults;

	seq_puts(m, "\n7. And malloc(" LARGE "). What writing to it looks like in the trace:\n\n");
	status = trace_program(m, LARGE, steps, WRITE, "");
	if (status)
		return LESSON_CHECK(m, status == 0);
	seq_printf(m,
		   "\n   From 128 KiB on glibc takes a mapping of its own. %lu whole pages and a rest; writing brought them in, one\n"
		   "   fault each, %u in all, of zone %s. free() was munmap(): they are in the free lists again.\n",
		   LARGE_PAGES, steps[WRITE].seen.faults,
		   page_zone(pfn_to_page(steps[WRITE].seen.last_frame))->name);
	faults = LESSON_CHECK(m, steps[MALLOC].mmaps == 1 && steps[FREE].munmaps == 1);
	faults += LESSON_CHECK(m, steps[WRITE].seen.faults >= LARGE_PAGES);
	faults += LESSON_CHECK(m, steps[WRITE].seen.pages == steps[WRITE].seen.faults);
	return faults + LESSON_CHECK(m, steps[FREE].seen.freed >= steps[WRITE].seen.pages);
}

static int real_program(struct seq_file *m)
{
	int status, faults = small_block(m, &status);

	if (!status)
		faults += large_block(m);
	trace_clear();
	return faults;
}

static int run(struct seq_file *m)
{
	int faults;

	seq_puts(m,
		 "malloc() is no system call. It is a function of the C library, which asks the kernel for addresses now and\n"
		 "then, by brk() or mmap(), and cuts them up. Memory comes later, page by page, when it is touched.\n\n");
	faults = kinds_of_pages(m);
	faults += in_own_space(m);
	return faults + real_program(m);
}

LESSON(8, malloc, .title = "malloc, a program's memory",
       .teaches = "an area is a promise; a page fault keeps it, from the free lists",
       .question =
	       "which of these three requests may be served from HIGHMEM, and what in their flags says so?",
       .answer =
	       "trace on kmem:mm_page_alloc\nvmalloc 8192\npages 0 GFP_HIGHUSER\npages 0 GFP_USER\ntrace off\ntrace show",
       .run = run);
