/* SPDX-License-Identifier: MIT */
/*
 * From the headers of a program's file to a plan of its memory. The bytes may come from anybody: every sum
 * is made where it cannot overflow, every count is bounded first, and nothing is changed before all has been
 * looked at.
 *
 * What must hold of each PT_LOAD:
 *
 *	p_filesz <= p_memsz			the rest is zero
 *	p_vaddr + p_memsz <= TASK_SIZE		no wrap, no kernel
 *	p_offset + p_filesz <= size of the file	else it would be killed later, by SIGBUS
 *	p_offset % page == p_vaddr % page	if anything comes from the file: a page is mapped as it is
 *	no byte belongs to two segments		a page may: the later one's is mapped over the earlier one's
 *
 * A program that may lie anywhere (ET_DYN without an interpreter, static-pie) is put at PIE_BASE, aligned as its
 * segments ask. Linux puts it at a random place below the stack; here addresses are the same each time.
 *
 * Where Linux is more lenient: it maps what lies beyond the end of the file, and lets segments overlap.
 *
 * Tests: tests/kernel/process/elf_test.c.
 */
#include <asm/page.h>
#include <linux/align.h>
#include <linux/elf.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/string.h>

#define PIE_BASE  0x400000UL
#define USER_END  PAGE_OFFSET
#define MAX_ALIGN 0x1000000UL /* larger wishes are cut: they only ask for a nice address */

int elf_check_header(const Elf32_Ehdr *hdr)
{
	if (memcmp(hdr->e_ident, ELFMAG, SELFMAG))
		return -ENOEXEC;
	if (hdr->e_type != ET_EXEC && hdr->e_type != ET_DYN)
		return -ENOEXEC;
	if (hdr->e_machine != EM_386 && hdr->e_machine != EM_486)
		return -ENOEXEC;
	if (hdr->e_phentsize != sizeof(Elf32_Phdr))
		return -ENOEXEC;
	return hdr->e_phnum >= 1 && hdr->e_phnum <= ELF_MAX_PHDRS ? 0 : -ENOEXEC;
}

static int check_segment(const Elf32_Phdr *p, u64 file_size)
{
	if (p->p_filesz > p->p_memsz || p->p_vaddr >= USER_END ||
	    (u64)p->p_vaddr + p->p_memsz > USER_END)
		return -EINVAL;
	if (!p->p_filesz)
		return 0; /* no byte of the file: it does not matter where that is */
	if ((u64)p->p_offset + p->p_filesz > file_size)
		return -ENOEXEC;
	if ((p->p_offset - p->p_vaddr) % PAGE_SIZE)
		return -EINVAL;
	return 0;
}

static bool overlaps_one_before(const Elf32_Phdr *phdrs, const Elf32_Phdr *p)
{
	for (const Elf32_Phdr *q = phdrs; q < p; q++)
		if (q->p_type == PT_LOAD && q->p_memsz && p->p_vaddr < q->p_vaddr + q->p_memsz &&
		    q->p_vaddr < p->p_vaddr + p->p_memsz)
			return true;
	return false;
}

static void take_segment(struct elf_plan *plan, const Elf32_Phdr *p, const Elf32_Ehdr *hdr)
{
	unsigned long end = p->p_vaddr + p->p_memsz, file_end = p->p_vaddr + p->p_filesz;

	plan->start = min(plan->start, p->p_vaddr & PAGE_MASK);
	plan->end = max(plan->end, PAGE_ALIGN(end));
	plan->brk = plan->end;
	plan->start_code = min(plan->start_code, (unsigned long)p->p_vaddr);
	plan->start_data = max(plan->start_data, (unsigned long)p->p_vaddr);
	plan->end_data = max(plan->end_data, file_end);
	if (p->p_flags & PF_X)
		plan->end_code = max(plan->end_code, file_end);
	if (hdr->e_phoff >= p->p_offset && hdr->e_phoff - p->p_offset < p->p_filesz)
		plan->phdr = p->p_vaddr + hdr->e_phoff - p->p_offset;
}

static int check_interp(const Elf32_Phdr *p, u64 file_size)
{
	if (p->p_filesz < 2 || p->p_filesz > PATH_MAX)
		return -ENOEXEC;
	return (u64)p->p_offset + p->p_filesz > file_size ? -ENOEXEC : 0;
}

static int look_at(struct elf_plan *plan, const Elf32_Ehdr *hdr, const Elf32_Phdr *phdrs,
		   const Elf32_Phdr *p, u64 file_size)
{
	int err = 0;

	switch (p->p_type) {
	case PT_LOAD:
		err = check_segment(p, file_size);
		if (err || !p->p_memsz)
			return err;
		if (overlaps_one_before(phdrs, p))
			return -EINVAL;
		take_segment(plan, p, hdr);
		break;
	case PT_INTERP:
		err = check_interp(p, file_size);
		plan->interp = plan->interp ?: p;
		break;
	case PT_GNU_STACK:
		plan->exec_stack = p->p_flags & PF_X;
		break;
	}
	return err;
}

/* Of a program that may lie anywhere. */
static unsigned long choose_bias(const struct elf_plan *plan, const Elf32_Phdr *phdrs)
{
	unsigned long align = PAGE_SIZE;

	for (unsigned int i = 0; i < plan->phnum; i++)
		if (phdrs[i].p_type == PT_LOAD && is_power_of_2(phdrs[i].p_align))
			align = max(align, min((unsigned long)phdrs[i].p_align, MAX_ALIGN));
	return ALIGN(PIE_BASE, align) - ALIGN_DOWN(plan->start, align);
}

static void move_by(struct elf_plan *plan, unsigned long bias)
{
	unsigned long *const moved[] = { &plan->entry,	    &plan->start,    &plan->end,
					 &plan->start_code, &plan->end_code, &plan->start_data,
					 &plan->end_data,   &plan->brk };

	for (unsigned int i = 0; i < ARRAY_SIZE(moved); i++)
		*moved[i] += bias;
	if (plan->phdr)
		plan->phdr += bias;
	plan->bias = bias;
}

int elf_make_plan(const Elf32_Ehdr *hdr, const Elf32_Phdr *phdrs, u64 file_size,
		  struct elf_plan *result)
{
	struct elf_plan plan = { .entry = hdr->e_entry,
				 .start = ULONG_MAX,
				 .start_code = ULONG_MAX,
				 .phnum = hdr->e_phnum,
				 .exec_stack = true }; /* a file that does not say is an old one */

	for (unsigned int i = 0; i < plan.phnum; i++) {
		int err = look_at(&plan, hdr, phdrs, &phdrs[i], file_size);

		if (err)
			return err;
	}
	if (!plan.end)
		return -EINVAL;
	if (hdr->e_type == ET_DYN) {
		unsigned long bias = choose_bias(&plan, phdrs);

		if (plan.end - plan.start > USER_END - 2 * MAX_ALIGN)
			return -ENOMEM;
		move_by(&plan, bias);
	}
	if (plan.entry >= USER_END)
		return -EINVAL;
	*result = plan;
	return 0;
}

struct elf_segment elf_segment_of(const Elf32_Phdr *p, const struct elf_plan *plan)
{
	unsigned long vaddr = p->p_vaddr + plan->bias;
	struct elf_segment s = { .start = vaddr & PAGE_MASK,
				 .pad_start = vaddr + p->p_filesz,
				 .end = PAGE_ALIGN(vaddr + p->p_memsz),
				 .offset = p->p_offset - vaddr % PAGE_SIZE };

	s.file_end = p->p_filesz ? PAGE_ALIGN(s.pad_start) : s.start;
	return s;
}
