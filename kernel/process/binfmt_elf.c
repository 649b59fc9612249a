/* SPDX-License-Identifier: MIT */
/*
 * Programs: an ELF file into an address space, and the stack that it starts with.
 *
 * Nothing is read but the headers: the segments are mapped, and their pages come as they are touched. What comes
 * from the file and what is zero may share a page; the rest of that page is zeroed through its user address,
 * by an access that may fail, and only where the program itself might write.
 *
 *	0xC0000000  null word
 *	            argument strings, environment strings, path of the program
 *	            "i686", 16 random bytes
 *	            auxiliary vector
 *	            environment pointers, null
 *	            argument pointers, null
 *	      sp -> number of arguments			16 bytes aligned
 *
 * There is no dynamic linker: a program that asks for one (PT_INTERP) is refused with what the attempt would
 * have ended in.
 *
 * Tests: tests/kernel/process/elf_test.c, tests/kernel/process/exec_test.c.
 */
#include <asm/cpufeature.h>
#include <linux/align.h>
#include <linux/elf.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/param.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <uapi/asm/mman.h>
#include <uapi/linux/auxvec.h>

#include "task.h"

#define PLATFORM     "i686"
#define RANDOM_BYTES 16

/* ---- the headers ---- */

/* All of @len bytes, or -ENOEXEC: a file too short is no program. */
static int read_exactly(struct file *file, void *buf, size_t len, loff_t pos)
{
	ssize_t n = kernel_read(file, buf, len, &pos);

	if (n < 0)
		return n;
	return n == len ? 0 : -ENOEXEC;
}

/* What would come of the interpreter that the program names. */
static int refuse_interp(struct file *file, const Elf32_Phdr *p)
{
	char *name = kmalloc(p->p_filesz, GFP_KERNEL);
	struct file *interp;
	int err;

	if (!name)
		return -ENOMEM;
	err = read_exactly(file, name, p->p_filesz, p->p_offset);
	if (!err && name[p->p_filesz - 1])
		err = -ENOEXEC;
	if (!err) {
		interp = filp_open(name, O_RDONLY, 0);
		err = IS_ERR(interp) ? PTR_ERR(interp) : -ELIBBAD;
		if (!IS_ERR(interp))
			fput(interp);
	}
	kfree(name);
	return err;
}

static int read_phdrs(struct elf_image *image, struct file *file)
{
	const Elf32_Ehdr *hdr = &image->hdr;
	int err = read_exactly(file, image->phdrs, hdr->e_phnum * sizeof(Elf32_Phdr), hdr->e_phoff);

	if (!err)
		err = elf_make_plan(hdr, image->phdrs, i_size_read(file->f_inode), &image->plan);
	if (!err && image->plan.interp)
		err = refuse_interp(file, image->plan.interp);
	return err;
}

struct elf_image *elf_read(struct file *file)
{
	struct elf_image *image;
	Elf32_Ehdr hdr;
	int err = read_exactly(file, &hdr, sizeof(hdr), 0);

	if (!err)
		err = elf_check_header(&hdr);
	if (err)
		return ERR_PTR(err);
	image = kmalloc(struct_size(image, phdrs, hdr.e_phnum), GFP_KERNEL);
	if (!image)
		return ERR_PTR(-ENOMEM);
	image->hdr = hdr;
	err = read_phdrs(image, file);
	if (!err)
		return image;
	kfree(image);
	return ERR_PTR(err);
}

/* ---- the segments ---- */

static unsigned long prot_of(const Elf32_Phdr *p)
{
	return (p->p_flags & PF_R ? PROT_READ : 0) | (p->p_flags & PF_W ? PROT_WRITE : 0) |
	       (p->p_flags & PF_X ? PROT_EXEC : 0);
}

static int map_at(struct file *file, unsigned long start, unsigned long end, unsigned long prot,
		  unsigned long offset)
{
	unsigned long addr;

	if (start == end)
		return 0;
	addr = vm_mmap(file, start, end - start, prot,
		       MAP_PRIVATE | MAP_FIXED | (file ? 0 : MAP_ANONYMOUS), offset);
	return IS_ERR_VALUE(addr) ? (int)addr : 0;
}

static int map_segment(struct file *file, const struct elf_plan *plan, const Elf32_Phdr *p)
{
	struct elf_segment s = elf_segment_of(p, plan);
	int err = map_at(file, s.start, s.file_end, prot_of(p), s.offset);

	if (!err)
		err = map_at(NULL, s.file_end, s.end, prot_of(p), 0);
	if (err || p->p_memsz == p->p_filesz || !(p->p_flags & PF_W) || s.pad_start >= s.file_end)
		return err;
	return clear_user((void __user *)s.pad_start, s.file_end - s.pad_start) ? -EFAULT : 0;
}

static int map_segments(struct file *file, const struct elf_image *image)
{
	for (unsigned int i = 0; i < image->hdr.e_phnum; i++) {
		const Elf32_Phdr *p = &image->phdrs[i];
		int err = p->p_type == PT_LOAD && p->p_memsz ? map_segment(file, &image->plan, p) :
							       0;

		if (err)
			return err;
	}
	return 0;
}

static void tell_mm(struct mm_struct *mm, const struct elf_plan *plan)
{
	mm->start_code = plan->start_code;
	mm->end_code = plan->end_code;
	mm->start_data = plan->start_data;
	mm->end_data = plan->end_data;
	mm->start_brk = mm->brk = plan->brk;
}

/* ---- the stack ---- */

/* Where everything will lie; computed before anything is written. */
struct first_stack {
	unsigned long strings, platform, random;
	u32 __user *sp;
};

#define AUXV_WORDS 40

static struct first_stack plan_stack(const struct arg_pages *args)
{
	struct first_stack s;
	unsigned long words = 1 + args->argc + 1 + args->envc + 1 + AUXV_WORDS;

	s.strings = STACK_TOP - sizeof(u32) - args->size;
	s.platform = s.strings - sizeof(PLATFORM);
	s.random = ALIGN_DOWN(s.platform - RANDOM_BYTES, 16);
	s.sp = (u32 __user *)ALIGN_DOWN(s.random - words * sizeof(u32), 16);
	return s;
}

static void fill_auxv(unsigned long *v, const struct elf_image *image, const struct first_stack *s,
		      unsigned long execfn)
{
	const unsigned long pairs[AUXV_WORDS] = {
		AT_HWCAP,    boot_cpu_data.x86_capability[CPUID_1_EDX],
		AT_PAGESZ,   PAGE_SIZE,
		AT_CLKTCK,   USER_HZ,
		AT_PHDR,     image->plan.phdr,
		AT_PHENT,    sizeof(Elf32_Phdr),
		AT_PHNUM,    image->plan.phnum,
		AT_BASE,     0,
		AT_FLAGS,    0,
		AT_ENTRY,    image->plan.entry,
		AT_UID,	     0,
		AT_EUID,     0,
		AT_GID,	     0,
		AT_EGID,     0,
		AT_SECURE,   0,
		AT_RANDOM,   s->random,
		AT_HWCAP2,   0,
		AT_EXECFN,   execfn,
		AT_PLATFORM, s->platform,
	};

	memcpy(v, pairs, sizeof(pairs)); /* ends in two pairs of zeroes: AT_NULL */
}

static int write_strings(const struct arg_pages *args, const struct first_stack *s)
{
	u8 random[RANDOM_BYTES];

	get_random_bytes(random, sizeof(random));
	if (copy_to_user((void __user *)s->random, random, sizeof(random)) ||
	    copy_to_user((void __user *)s->platform, PLATFORM, sizeof(PLATFORM)))
		return -EFAULT;
	return arg_pages_copy_out(args, s->strings);
}

static int write_stack(const struct arg_pages *args, const struct elf_image *image,
		       const struct first_stack *s)
{
	struct mm_struct *mm = current->mm;
	u32 __user *to = s->sp + 1;
	unsigned long pos = 0;

	if (write_strings(args, s) || put_user(args->argc, s->sp) ||
	    arg_pages_write_pointers(args, s->strings, &pos, args->argc, to))
		return -EFAULT;
	mm->arg_start = s->strings;
	mm->arg_end = mm->env_start = s->strings + pos;
	to += args->argc + 1;
	if (arg_pages_write_pointers(args, s->strings, &pos, args->envc, to))
		return -EFAULT;
	mm->env_end = s->strings + pos; /* the path follows */
	to += args->envc + 1;
	fill_auxv(mm->saved_auxv, image, s, mm->env_end);
	return copy_to_user(to, mm->saved_auxv, AUXV_WORDS * sizeof(u32)) ? -EFAULT : 0;
}

static int make_stack(const struct arg_pages *args, const struct elf_image *image,
		      unsigned long *sp)
{
	struct first_stack s = plan_stack(args);
	int err =
		setup_arg_pages(STACK_TOP, STACK_TOP - (unsigned long)s.sp, image->plan.exec_stack);

	if (!err)
		err = write_stack(args, image, &s);
	current->mm->start_stack = *sp = (unsigned long)s.sp;
	return err;
}

int elf_load(const struct elf_image *image, struct file *file, const struct arg_pages *args,
	     unsigned long *sp)
{
	int err = map_segments(file, image);

	if (err)
		return err;
	tell_mm(current->mm, &image->plan);
	current->mm->exe_file = get_file(file);
	return make_stack(args, image, sp);
}
