/* SPDX-License-Identifier: MIT */
/*
 * Why a file could not be run, in words. execve() has few error numbers: -ENOEXEC says the same of a 64-bit
 * program, a script, a text and half a file, and -ENOENT may mean the interpreter that a program names. So
 * run.c, which starts programs for a user, has the file looked at once more, and what is there is told.
 *
 * Tests: tests/user/test_exec_reasons.py
 */
#include <k896/magic.h>
#include <linux/ctype.h>
#include <linux/elf.h>
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "task.h"

#define HEAD 128

/* What the words are made of. */
struct subject {
	struct file *file;
	u8 head[HEAD]; /* its first bytes, zeroes behind them */
	unsigned int len;
	Elf32_Ehdr hdr;
};

static bool begins_with(const struct subject *s, const char *magic, unsigned int len)
{
	return s->len >= len && !memcmp(s->head, magic, len);
}

#define say(m, fmt, ...) seq_printf(m, ", it is " fmt, ##__VA_ARGS__)

/* ---- ELF files ---- */

static const char *machine_name(unsigned int machine)
{
	switch (machine) {
	case 62:
		return "x86-64";
	case 40:
		return "ARM";
	case 183:
		return "AArch64";
	case 243:
		return "RISC-V";
	case 8:
		return "MIPS";
	case 20:
		return "PowerPC";
	}
	return NULL;
}

static bool tell_machine(struct seq_file *m, const struct subject *s)
{
	const char *name = machine_name(s->hdr.e_machine);

	if (s->hdr.e_ident[EI_DATA] == ELFDATA2MSB)
		say(m, "a big-endian program, of another kind of machine");
	else if (name)
		say(m, "a program for %s: this machine runs those for i386 (gcc -m32)", name);
	else if (s->hdr.e_ident[EI_CLASS] == ELFCLASS64)
		say(m, "a 64-bit program: this machine runs 32-bit ones (gcc -m32)");
	else if (s->hdr.e_machine != EM_386 && s->hdr.e_machine != EM_486)
		say(m, "a program for another kind of machine, number %u", s->hdr.e_machine);
	else
		return false;
	return true;
}

static bool tell_type(struct seq_file *m, const struct subject *s)
{
	if (s->hdr.e_type == ET_REL)
		say(m, "an object file that has not been linked");
	else if (s->hdr.e_type == ET_CORE)
		say(m, "a core dump, no program");
	else
		return false;
	return true;
}

/* Of the program header @i: 0, or it is not in the file. */
static int read_phdr(const struct subject *s, unsigned int i, Elf32_Phdr *p)
{
	loff_t pos = s->hdr.e_phoff + (loff_t)i * sizeof(*p);

	return kernel_read(s->file, p, sizeof(*p), &pos) == sizeof(*p) ? 0 : -ENOEXEC;
}

/* The bytes that the headers speak of: more than there are, if the file is cut off. */
static u64 bytes_needed(const struct subject *s)
{
	u64 end = (u64)s->hdr.e_phoff + (u64)s->hdr.e_phnum * sizeof(Elf32_Phdr);
	Elf32_Phdr p;

	for (unsigned int i = 0; i < s->hdr.e_phnum && !read_phdr(s, i, &p); i++)
		if (p.p_type == PT_LOAD && p.p_filesz)
			end = max(end, (u64)p.p_offset + p.p_filesz);
	return end;
}

static bool tell_interpreter(struct seq_file *m, const struct subject *s)
{
	char name[HEAD] = "";
	Elf32_Phdr p;
	loff_t pos;

	for (unsigned int i = 0; i < s->hdr.e_phnum && !read_phdr(s, i, &p); i++) {
		if (p.p_type != PT_INTERP)
			continue;
		pos = p.p_offset;
		kernel_read(s->file, name, min(p.p_filesz, (u32)HEAD - 1), &pos);
		say(m,
		    "a dynamic program: its interpreter %s cannot be run here; link it with -static",
		    name);
		return true;
	}
	return false;
}

static bool tell_elf(struct seq_file *m, struct subject *s)
{
	u64 size = s->file->f_inode->i_size, needed;

	memcpy(&s->hdr, s->head, sizeof(s->hdr));
	if (s->len < sizeof(s->hdr)) {
		say(m, "cut off inside its header, after %u bytes", s->len);
		return true;
	}
	if (tell_machine(m, s) || tell_type(m, s))
		return true;
	needed = bytes_needed(s);
	if (needed <= size)
		return tell_interpreter(m, s);
	say(m, "cut off: it has %llu bytes, its headers speak of %llu", size, needed);
	return true;
}

/* ---- other files ---- */

static bool is_text(const struct subject *s)
{
	for (unsigned int i = 0; i < s->len; i++)
		if (s->head[i] < ' ' && !isspace(s->head[i]))
			return false;
	return true;
}

static bool tell_content(struct seq_file *m, struct subject *s)
{
	const char *kind = packed_kind(s->head, s->len);

	if (begins_with(s, ELFMAG, SELFMAG))
		return tell_elf(m, s);
	if (!s->len)
		say(m, "empty");
	else if (begins_with(s, "#!", 2))
		say(m, "a script: the kernel starts programs, and not yet what a script names");
	else if (begins_with(s, "MZ", 2))
		say(m, "a program for DOS or Windows");
	else if (kind)
		say(m, "%s, no program", kind);
	else if (is_text(s))
		say(m, "text, no program");
	else
		say(m, "no program: it does not begin as one");
	return true;
}

/* ---- the reason ---- */

static void tell_file(struct seq_file *m, struct file *file, int err)
{
	struct subject s = { .file = file };
	loff_t pos = 0;
	ssize_t n;

	if (S_ISDIR(file->f_inode->i_mode)) {
		say(m, "a directory");
		return;
	}
	if (err == -EACCES) {
		say(m, "not marked as a program (chmod +x before it is packed)");
		return;
	}
	n = kernel_read(file, s.head, sizeof(s.head), &pos);
	s.len = max(n, 0);
	if (!tell_content(m, &s) && err == -ENOEXEC)
		say(m, "a program whose headers make no sense");
}

void exec_reason(struct seq_file *m, const char *path, int err)
{
	struct file *file = filp_open(path, O_RDONLY, 0);

	if (IS_ERR(file))
		return;
	tell_file(m, file, err);
	fput(file);
}
