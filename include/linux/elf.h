/* SPDX-License-Identifier: MIT */
/*
 * Programs as files: what the kernel makes of an ELF header before it touches anybody's memory.
 *
 * Decoding is a pure function of bytes: it believes nothing, changes nothing, and its answer is a plan that
 * can be carried out without another look at whether the numbers make sense. kernel/process/elf_plan.c;
 * carried out by kernel/process/binfmt_elf.c.
 */
#ifndef _LINUX_ELF_H
#define _LINUX_ELF_H

#include <uapi/linux/elf.h>

/* The table of program headers is at most a page, as in Linux. */
#define ELF_MAX_PHDRS (4096 / sizeof(Elf32_Phdr))

/**
 * struct elf_plan - how a program comes into memory
 *
 * Addresses are the file's own; @bias is added to each (0 for ET_EXEC).
 */
struct elf_plan {
	unsigned long bias;
	unsigned long entry;
	unsigned long start, end; /* [first page, last page): all segments lie within */
	unsigned long phdr;	  /* where the program headers will lie in memory; 0: nowhere */
	unsigned int phnum;
	unsigned long start_code, end_code, start_data, end_data, brk;
	bool exec_stack;
	const Elf32_Phdr *interp; /* PT_INTERP, or NULL */
};

/**
 * elf_check_header() - could this be a program for this machine?
 *
 * Return: 0, or -ENOEXEC. Then the table of program headers is 1 to ELF_MAX_PHDRS entries at e_phoff.
 */
int elf_check_header(const Elf32_Ehdr *hdr);

/**
 * elf_make_plan() - look at all program headers
 * @hdr: has passed elf_check_header()
 * @phdrs: its e_phnum program headers
 * @file_size: what the segments must lie in
 * @plan: written on success
 *
 * Return: 0; -ENOEXEC: not a program that can run (a segment reaches beyond the file, a name of an
 * interpreter that cannot be one); -EINVAL: segments that wrap, overlap, leave user space or cannot be
 * mapped; -ENOMEM: no room for them in user space.
 */
int elf_make_plan(const Elf32_Ehdr *hdr, const Elf32_Phdr *phdrs, u64 file_size,
		  struct elf_plan *plan);

/**
 * struct elf_segment - one PT_LOAD in pages
 *
 *	start      file_end - pad       file_end        end
 *	| from the file | zeroed by hand | zero pages    |
 *
 * @offset: in the file, of @start. start == file_end: nothing comes from the file.
 */
struct elf_segment {
	unsigned long start, file_end, end;
	unsigned long pad_start; /* first byte that is not the file's */
	unsigned long offset;
};

/* The pages of a PT_LOAD that elf_make_plan() has accepted. */
struct elf_segment elf_segment_of(const Elf32_Phdr *phdr, const struct elf_plan *plan);

#endif
