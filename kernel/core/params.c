/* SPDX-License-Identifier: MIT */
/*
 * The kernel command line: words with a space between them, each either "name=value" or "name". A
 * value with spaces is put in quotes; GRUB moves the first quote to the front of the word, so both
 * run="PROG ARGS" and "run=PROG ARGS" are read.
 *
 * The file that a word is for has registered it with __setup() or early_param() (linux/init.h). A word
 * that nobody has registered is reported once and ignored.
 *
 * Tests: tests/kernel/core/params_test.c.
 */
#include <k896/params.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

extern const struct obs_kernel_param __setup_start[], __setup_end[];

const char *next_word(const char *s, char *word, size_t size)
{
	bool quoted = false;
	size_t n = 0;

	while (*s == ' ' || *s == '\t')
		s++;
	if (!*s)
		return NULL;
	for (; *s && (quoted || (*s != ' ' && *s != '\t')); s++) {
		if (*s == '"')
			quoted = !quoted;
		else if (n < size - 1)
			word[n++] = *s;
	}
	word[n] = 0;
	return s;
}

/* The words up to the first '=' match; "mem" does not match "memory=". */
static bool fits(const struct obs_kernel_param *p, const char *word)
{
	size_t len = strlen(p->str);

	if (strncmp(word, p->str, len))
		return false;
	return p->str[len - 1] == '=' || !word[len];
}

static const struct obs_kernel_param *find(const char *word)
{
	for (const struct obs_kernel_param *p = __setup_start; p < __setup_end; p++)
		if (fits(p, word))
			return p;
	return NULL;
}

/* QEMU's -kernel puts the file's own path in front of the words; GRUB does not. */
static bool is_image_path(const char *word, bool first)
{
	return first && !strchr(word, '=') && (strchr(word, '/') || strstr(word, ".elf"));
}

static void apply(char *word, int early)
{
	const struct obs_kernel_param *p = find(word);

	if (!p) {
		if (!early)
			pr_warn("Unknown kernel command line parameter \"%s\" is ignored\n", word);
		return;
	}
	if (p->early == early && !p->setup_func(word + strlen(p->str)))
		pr_warn("Kernel command line: cannot make sense of \"%s\"\n", word);
}

static void for_each_word(const char *cmdline, int early)
{
	char word[256];
	bool first = true;

	while ((cmdline = next_word(cmdline, word, sizeof(word)))) {
		if (!is_image_path(word, first))
			apply(word, early);
		first = false;
	}
}

void parse_early_param(const char *cmdline)
{
	for_each_word(cmdline, 1);
}

void parse_args(const char *cmdline)
{
	for_each_word(cmdline, 0);
}
