/* SPDX-License-Identifier: MIT */
/*
 * The words of allocation by hand (alloc.h): sizes, GFP flags, addresses. A word that makes no sense is
 * shown with the reason.
 *
 * Tests: tests/kernel/monitor/by_hand_test.c.
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/string.h>

#include "alloc.h"

static unsigned int shift_of(char suffix)
{
	switch (toupper(suffix)) {
	case 'K':
		return 10;
	case 'M':
		return 20;
	case 'G':
		return 30;
	default:
		return 0;
	}
}

bool parse_size(struct seq_file *m, const char *word, size_t *size)
{
	size_t len = strlen(word), bytes;
	unsigned int shift = len ? shift_of(word[len - 1]) : 0;
	char digits[16];
	unsigned long n;

	if (len >= sizeof(digits) || !len)
		goto wrong;
	memcpy(digits, word, len + 1);
	if (shift)
		digits[len - 1] = 0;
	if (kstrtoul(digits, 0, &n))
		goto wrong;
	if (check_mul_overflow(n, 1UL << shift, &bytes)) {
		seq_printf(m, "%s is more than 32 bits can say\n", word);
		return false;
	}
	*size = bytes;
	return true;
wrong:
	seq_printf(m, "\"%s\" is no size: a number of bytes, perhaps with K, M or G behind it\n",
		   word);
	return false;
}

bool parse_number(struct seq_file *m, const char *word, const char *what, unsigned long max,
		  unsigned long *number)
{
	unsigned long n;

	if (!kstrtoul(word, 0, &n) && n <= max) {
		*number = n;
		return true;
	}
	seq_printf(m, "\"%s\" is no %s: a number from 0 to %lu\n", word, what, max);
	return false;
}

/* The names of <linux/gfp_types.h>; "__GFP_DMA" is "GFP_DMA". */
static bool find_gfp(const char *word, size_t len, gfp_t *gfp)
{
	for (unsigned int i = 0; i < nr_gfp_names; i++) {
		const char *name = gfp_names[i].name;

		if (len == strlen(name) + 2 && !memcmp(word, "__", 2) &&
		    !memcmp(word + 2, name, len - 2))
			name = word;
		if (name != word && (len != strlen(name) || memcmp(word, name, len)))
			continue;
		*gfp |= gfp_names[i].flags;
		return true;
	}
	return false;
}

bool parse_gfp(struct seq_file *m, const char *word, gfp_t *gfp)
{
	*gfp = 0;
	for (;;) {
		size_t len = strcspn(word, "|+,");

		if (!find_gfp(word, len, gfp)) {
			seq_printf(m,
				   "\"%.*s\" is no GFP flag: GFP_KERNEL, GFP_ATOMIC, __GFP_ZERO "
				   "..., several with + between them\n",
				   (int)len, word);
			return false;
		}
		if (!word[len])
			break;
		word += len + 1;
	}
	if (*gfp & __GFP_NOFAIL) {
		seq_puts(m, "__GFP_NOFAIL may wait for ever, and nobody could free anything: not "
			    "by hand\n");
		return false;
	}
	return true;
}

const char *complete_gfp(int argc, char **argv, unsigned int n)
{
	return argc == 3 && n < nr_gfp_names ? gfp_names[n].name : NULL;
}

bool parse_address(struct seq_file *m, const char *word, unsigned long *addr)
{
	bool looks_like_one = !strncmp(word, "0x", 2) || strlen(word) == 8;

	if (!strcmp(word, "NULL") || !strcmp(word, "0")) {
		*addr = 0;
		return true;
	}
	if (looks_like_one && !kstrtoul(word, 16, addr))
		return true;
	seq_printf(m,
		   "\"%s\" is no name that \"objects\" lists, and no address such as 0xc0101000\n",
		   word);
	return false;
}
