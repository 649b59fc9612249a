/* SPDX-License-Identifier: MIT */
/*
 * Lesson 1, the two halves of the address space.
 *
 *	0xffffffff ----------------
 *		    the kernel		the same in every process: one set of page tables
 *	0xc0000000 ----------------
 *		    one process		each has page tables of its own: the same address, another frame
 *	0x00000000 ----------------
 *
 * The map is not drawn from constants: the lesson walks the page directory in use, entry by entry. Then it
 * makes two address spaces, as two processes have them, steps into one after the other and writes to the same
 * address in both.
 */
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <k896/lesson.h>
#include <k896/log.h>
#include <k896/run.h>
#include <k896/traps.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <uapi/asm/mman.h>

#include "draw.h"

#define USER_ADDRESS 0x08048000UL /* where i386 programs begin */

/* ---- 1: the map ---- */

/* What the page tables have in a range. */
struct mapped {
	unsigned long large, small; /* pages of 4 MiB and of 4 KiB */
	unsigned long tables;
	bool user; /* some of it is open to user mode */
};

static const pgd_t *directory_in_use(void)
{
	return __va(read_cr3() & PAGE_MASK);
}

static void count_table(const pgd_t *dir, unsigned long start, unsigned long end,
			struct mapped *sum)
{
	sum->tables++;
	for (unsigned long addr = start; addr < end; addr += PAGE_SIZE) {
		struct page_walk walk = walk_page_tables(dir, addr);

		sum->small += walk.present;
		sum->user |= walk.present && walk.user;
	}
}

/* @start and @end are multiples of 4 KiB. */
static struct mapped count_mapped(const pgd_t *dir, unsigned long start, unsigned long end)
{
	struct mapped sum = {};
	unsigned long next;

	for (unsigned long addr = start; addr < end; addr = next) {
		pgd_t pgd = dir[pgd_index(addr)];

		next = addr + min(end - addr, PMD_SIZE - (addr & ~PMD_MASK));
		if (!pgd_present(pgd))
			continue;
		if (pgd_large(pgd)) {
			sum.large++;
			sum.user |= !!(pgd & _PAGE_USER);
		} else {
			count_table(dir, addr, next, &sum);
		}
	}
	return sum;
}

static unsigned long kib(const struct mapped *sum)
{
	return sum->large * (PMD_SIZE >> 10) + sum->small * (PAGE_SIZE >> 10);
}

static struct mapped draw_region(struct seq_file *m, const char *name, unsigned long start,
				 unsigned long end)
{
	struct mapped sum = count_mapped(directory_in_use(), start, end);

	seq_printf(m, "    %08lx-%08lx %8lu %9lu %5lu %5lu %6lu  %s\n", start, end,
		   (end - start) >> 10, kib(&sum), sum.large, sum.small, sum.tables, name);
	return sum;
}

static int map(struct seq_file *m)
{
	unsigned long lowmem_end = (unsigned long)high_memory;
	struct mapped lowmem, window, hole;
	int faults;

	seq_puts(m,
		 "1. All 4 GiB of addresses, as the page tables in use have them now. Each directory entry covers 4 MiB,\n"
		 "   by one large page or by a table of 1024 pages of 4 KiB:\n\n"
		 "                          KiB  of which  4 MiB 4 KiB\n"
		 "                               mapped    pages pages tables\n");
	draw_region(m, "user space: the current process", 0, PAGE_OFFSET);
	lowmem = draw_region(m, "lowmem: RAM, at physical + 0xc0000000", PAGE_OFFSET, lowmem_end);
	hole = draw_region(m, "a hole: stray pointers fault", lowmem_end, VMALLOC_START);
	window = draw_region(m, "vmalloc, ioremap, kernel stacks", VMALLOC_START, VMALLOC_END);
	draw_region(m, "pkmap: kmap() of high memory", PKMAP_BASE,
		    PKMAP_BASE + LAST_PKMAP * PAGE_SIZE);
	draw_region(m, "fixmap: kmap_local_page()", FIXADDR_START, FIXADDR_TOP);
	LESSON_STOP("the kernel's half as ranges", "k-pt");
	if (debug_pagealloc_enabled())
		seq_puts(m,
			 "\n   This build leaves free pages of lowmem unmapped, to find who uses them. In any other:\n");
	seq_printf(m,
		   "\n   All of lowmem is mapped but one page: %lu of %lu KiB. That page lies below the boot stack, so that\n"
		   "   an overflow of the stack faults. Of the vmalloc window only what somebody has asked for is mapped, %lu KiB.\n"
		   "   None of it is open to user mode.\n",
		   kib(&lowmem), (lowmem_end - PAGE_OFFSET) >> 10, kib(&window));
	faults = LESSON_CHECK(m, debug_pagealloc_enabled() ||
					 kib(&lowmem) == ((lowmem_end - PAGE_OFFSET) >> 10) - 4);
	faults += LESSON_CHECK(m, kib(&window) > 0 && kib(&hole) == 0);
	return faults + LESSON_CHECK(m, !lowmem.user && !window.user);
}

/* ---- 2: the same address twice ---- */

#define NR_SPACES 2

static struct mm_struct *spaces[NR_SPACES];

static unsigned long __user *user_word(void)
{
	return (unsigned long __user *)USER_ADDRESS;
}

/* In the address space that is entered: memory at a fixed address, and a word in it. */
static int write_word(unsigned long word)
{
	unsigned long addr = vm_mmap(NULL, USER_ADDRESS, PAGE_SIZE, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, 0);

	return IS_ERR_VALUE(addr) ? (int)addr : put_user(word, user_word());
}

/* What the page tables of a process say of an address. */
static unsigned long frame_in(const struct mm_struct *mm, unsigned long addr)
{
	struct page_walk walk = walk_page_tables(mm->pgd, addr);

	return walk.present ? walk.phys >> PAGE_SHIFT : 0;
}

static int fill_spaces(struct seq_file *m)
{
	int err = 0;

	for (unsigned int i = 0; i < NR_SPACES && !err; i++) {
		kthread_use_mm(spaces[i]);
		err = write_word('A' + i);
		kthread_unuse_mm(spaces[i]);
	}
	return LESSON_CHECK(m, !err);
}

static int read_spaces(struct seq_file *m)
{
	int faults = 0;

	for (unsigned int i = 0; i < NR_SPACES; i++) {
		unsigned long word = 0, cr3;

		kthread_use_mm(spaces[i]);
		faults += LESSON_CHECK(m, !get_user(word, user_word()));
		cr3 = read_cr3();
		kthread_unuse_mm(spaces[i]);
		seq_printf(m,
			   "    process %c  CR3 %08lx  address %08lx -> frame %#7lx  reads '%c'\n",
			   'A' + i, cr3, USER_ADDRESS, frame_in(spaces[i], USER_ADDRESS),
			   (char)word);
		faults += LESSON_CHECK(m, word == 'A' + i);
		faults += LESSON_CHECK(m, cr3 == spaces[i]->pgd_phys);
	}
	return faults;
}

static int same_address(struct seq_file *m)
{
	int faults;

	seq_puts(m,
		 "\n2. Two address spaces, as two processes have them. In each the lesson maps a page at the address\n"
		 "   where programs begin, and writes the name of the process there; then it reads both:\n\n");
	faults = fill_spaces(m);
	LESSON_STOP("two page directories, and what they say of one address",
		    "print/x *spaces[0]->pgd@64\nprint/x *spaces[1]->pgd@64");
	faults += read_spaces(m);
	seq_puts(m,
		 "\n   The same address, two frames. What makes the difference is one register, CR3: it says which page\n"
		 "   directory is in use. To switch to another process is to load CR3.\n");
	faults += LESSON_CHECK(m, frame_in(spaces[0], USER_ADDRESS) &&
					  frame_in(spaces[0], USER_ADDRESS) !=
						  frame_in(spaces[1], USER_ADDRESS));
	return faults;
}

/* ---- 3: the kernel is everywhere the same ---- */

static unsigned int same_kernel_entries(const pgd_t *a, const pgd_t *b)
{
	unsigned int same = 0;

	for (unsigned int i = pgd_index(PAGE_OFFSET); i < PTRS_PER_PGD; i++)
		same += a[i] == b[i];
	return same;
}

static int one_kernel(struct seq_file *m)
{
	unsigned int same = same_kernel_entries(spaces[0]->pgd, spaces[1]->pgd);
	void *area = vmalloc(PAGE_SIZE);
	int faults;

	if (!area)
		return LESSON_CHECK(m, area);
	seq_printf(m,
		   "\n3. The upper quarter of both directories, 256 entries for the kernel: %u are equal. A page that the\n"
		   "   kernel maps now with vmalloc(), at %px, is in both at once:\n\n"
		   "    process A  -> frame %#lx\n    process B  -> frame %#lx\n",
		   same, area, frame_in(spaces[0], (unsigned long)area),
		   frame_in(spaces[1], (unsigned long)area));
	faults = LESSON_CHECK(m, same == PTRS_PER_PGD - pgd_index(PAGE_OFFSET));
	faults += LESSON_CHECK(m, same_kernel_entries(spaces[0]->pgd, swapper_pg_dir) == same);
	for (unsigned int i = 0; i < NR_SPACES; i++)
		faults += LESSON_CHECK(m, frame_in(spaces[i], (unsigned long)area) ==
						  vmalloc_to_pfn(area));
	vfree(area);
	seq_puts(m,
		 "\n   So a system call or an interrupt finds the kernel in its place, whichever process was running, and\n"
		 "   CR3 is not touched. Then and now: since 2018 Linux can keep the kernel out of a process's tables while it\n"
		 "   runs in user mode (page table isolation, against Meltdown); 32-bit kernels without PAE do not.\n");
	return faults;
}

/* ---- 4: the border ---- */

static int border(struct seq_file *m)
{
	struct page_walk kernel = walk_page_tables(spaces[0]->pgd, PAGE_OFFSET);
	struct page_walk user = walk_page_tables(spaces[0]->pgd, USER_ADDRESS);
	char *secret = (char *)PAGE_OFFSET, copy = 0;
	unsigned long left;
	int faults;

	seq_printf(m,
		   "\n4. The border. Each entry has a bit that says whether user mode may use it:\n\n"
		   "    %08lx  %s\n    %08lx  %s\n",
		   USER_ADDRESS, user.user ? "user and kernel" : "kernel only", PAGE_OFFSET,
		   kernel.user ? "user and kernel" : "kernel only");
	faults = LESSON_CHECK(m, user.user && !kernel.user && kernel.present);
	kthread_use_mm(spaces[0]);
	left = copy_from_user(&copy, (const char __user *)secret, 1);
	kthread_unuse_mm(spaces[0]);
	seq_printf(m,
		   "\n   A program may also pass such a pointer to a system call, and the kernel could read what is there. So\n"
		   "   copy_from_user() looks first:\n"
		   "   copy_from_user(0x%lx) copied %lu of 1 bytes.\n",
		   PAGE_OFFSET, 1 - left);
	faults += LESSON_CHECK(m, left == 1 && copy == 0);
	return faults + LESSON_CHECK(m, !access_ok((void __user *)PAGE_OFFSET, 1));
}

/* ---- 5 and 6: programs ---- */

static int no_programs(struct seq_file *m)
{
	seq_puts(m,
		 "   (There are none: the kernel was started without the programs, build/initramfs.cpio.)\n");
	return 0;
}

/* user/twins.c: counts in turns with its twin, and ends with 0 if neither has disturbed the other. */
static int twins(struct seq_file *m)
{
	const char *const argv[] = { "twins", "100", NULL };
	int status;

	seq_puts(m,
		 "\n5. Real programs. \"twins\" becomes two processes, each with a counter at the same address; they count\n"
		 "   in turns, and check each time that theirs is what they left:\n\n");
	seq_flush(m);
	status = run_user_program(argv);
	return status == -ENOENT ? no_programs(m) : LESSON_CHECK(m, status == 0);
}

static int trespasser(struct seq_file *m)
{
	const char *const argv[] = { "faults", "read_kernel", NULL };
	unsigned int held_back = user_traps_held_back;
	u32 log = log_position();
	int status;

	seq_puts(m, "\n6. A program that reads at 0xc0100000, where the kernel lies:\n\n");
	seq_flush(m);
	status = run_user_program(argv);
	if (status == -ENOENT)
		return no_programs(m);
	seq_printf(m,
		   "\n   The CPU refused, in user mode, by the bit of section 4. The kernel saw the fault and sent signal %d,\n"
		   "   SIGSEGV, which ended the program.\n",
		   status);
	return LESSON_CHECK(m, status == SIGSEGV) +
	       LESSON_CHECK(m, log_contains(log, "segfault at c0100000") ||
				       user_traps_held_back > held_back);
}

static int with_spaces(struct seq_file *m)
{
	int faults = same_address(m);

	faults += one_kernel(m);
	return faults + border(m);
}

static int run(struct seq_file *m)
{
	int faults;

	seq_puts(m,
		 "An address is not a place in RAM. The CPU looks each one up in page tables, which say to which frame it\n"
		 "leads and who may use it. 3 GiB of addresses belong to the process, 1 GiB to the kernel.\n\n");
	faults = map(m);
	for (unsigned int i = 0; i < NR_SPACES; i++)
		spaces[i] = mm_alloc();
	if (spaces[0] && spaces[1])
		faults += with_spaces(m);
	else
		faults += LESSON_CHECK(m, !"no memory for two address spaces");
	faults += twins(m);
	faults += trespasser(m);
	for (unsigned int i = 0; i < NR_SPACES; i++)
		if (spaces[i])
			mmput(spaces[i]);
	return faults;
}

LESSON(1, space, .title = "space, who has which addresses",
       .teaches = "the map from live page tables; one address in two processes",
       .question =
	       "a kernel address, a null pointer and the last page of all: what do the page tables say?",
       .answer = "pgwalk 0xc0100000\npgwalk 0\npgwalk 0xfffff000\npt", .run = run);
