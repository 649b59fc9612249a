/* SPDX-License-Identifier: MIT */
/*
 * Small user programs for tests: code from programs.asm, an ELF file made around it, a name in the file system.
 */
#ifndef _TESTS_PROGRAMS_H
#define _TESTS_PROGRAMS_H

#include <linux/elf.h>

struct kunit;

#define TEST_CODE 0x8048000 /* where the code lies, behind the headers */
#define TEST_DATA 0x8050000 /* one word, 0x12345678, and zeroes up to three pages */

/* The file that is made; a test may change it before it is written. */
struct test_elf {
	Elf32_Ehdr hdr;
	Elf32_Phdr phdrs[3]; /* code, data, stack */
	char code[4096 - sizeof(Elf32_Ehdr) - 3 * sizeof(Elf32_Phdr)];
	u32 data;   /* the second page */
	u32 behind; /* of the file, but of no segment */
};

#define TEST_PROGRAM(name) extern const char test_program_##name[], test_program_##name##_end[]

/* The whole file of a program. */
#define make_test_elf(elf, name)                                                                   \
	__make_test_elf(elf, test_program_##name, test_program_##name##_end - test_program_##name)
void __make_test_elf(struct test_elf *elf, const char *code, unsigned long size);

/* A file of @size bytes, /t/NAME, until remove_test_files(). 0 or -errno. */
int write_test_file(const char *name, const void *data, unsigned long size, unsigned int mode);
void remove_test_files(void);

/* Writes the program and runs it: its wait status or -errno. */
#define run_test_program(name, ...)                                                                \
	({                                                                                         \
		TEST_PROGRAM(name);                                                                \
		__run_test_program(test_program_##name,                                            \
				   test_program_##name##_end - test_program_##name,                \
				   (const char *const[]){ "/t/prog", ##__VA_ARGS__, NULL });       \
	})
int __run_test_program(const char *code, unsigned long size, const char *const *argv);

#endif
