/* SPDX-License-Identifier: MIT */
/*
 * Archives in cpio's "newc" form, read entry by entry.
 *
 *	header	110 characters: magic, 13 numbers of 8 hexadecimal digits	(enum cpio_field)
 *	name	with its NUL; header and name padded to 4
 *	data	padded to 4		... up to an entry named TRAILER!!!; more archives may follow
 *
 * An archive may be damaged, or built to do harm: every number in it is checked against the archive's end.
 *
 * Tests: tests/fs/initramfs_test.c
 */
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "cpio.h"

#define HEADER_SIZE 110

void fetch_phys(void *to, phys_addr_t from, size_t n)
{
	while (n) {
		size_t offset = from & ~PAGE_MASK, part = min_t(size_t, n, PAGE_SIZE - offset);

		memcpy_from_page(to, pfn_to_page(from >> PAGE_SHIFT), offset, part);
		to += part;
		from += part;
		n -= part;
	}
}

static bool parse_field(const char *text, u32 *value)
{
	*value = 0;
	for (unsigned int i = 0; i < 8; i++) {
		int digit = hex_to_bin(text[i]);

		if (digit < 0)
			return false;
		*value = *value << 4 | digit;
	}
	return true;
}

bool is_cpio_magic(const char *text)
{
	return !memcmp(text, "070701", CPIO_MAGIC_SIZE) || !memcmp(text, "070702", CPIO_MAGIC_SIZE);
}

/* Why the header at a->at is none, or NULL. */
static const char *read_header(struct archive *a)
{
	char text[HEADER_SIZE];

	if (a->end - a->at < HEADER_SIZE)
		return "the archive ends inside a header";
	fetch_phys(text, a->at, HEADER_SIZE);
	if (!is_cpio_magic(text))
		return "no header of a newc archive";
	for (unsigned int i = 0; i < NR_CPIO_FIELDS; i++)
		if (!parse_field(text + CPIO_MAGIC_SIZE + 8 * i, &a->field[i]))
			return "a number in the header is none";
	return NULL;
}

/* Where the padding from @at on ends: a multiple of 4 from the start. */
static phys_addr_t pad(const struct archive *a, phys_addr_t at)
{
	return a->start + ALIGN(at - a->start, 4);
}

/* The name into a->path behind its slash, and where the data begins. Why that cannot be, or NULL. */
static const char *read_name(struct archive *a)
{
	u32 size = a->field[NAMESIZE];

	if (!size || size > PATH_MAX - 2)
		return "the name's length makes no sense";
	if (a->end - a->at < HEADER_SIZE + size)
		return "the archive ends inside a name";
	fetch_phys(a->path + 1, a->at + HEADER_SIZE, size);
	if (strnlen(a->path + 1, size) != size - 1) {
		a->path[size + 1] = 0;
		return "the name does not end where it should";
	}
	a->data = pad(a, a->at + HEADER_SIZE + size);
	if (a->data > a->end || a->end - a->data < a->field[FILESIZE])
		return "the archive ends inside the data";
	return NULL;
}

/* "./bin/hello" and "/bin/hello" are "bin/hello"; a slash at the end means nothing. */
static void tidy_name(struct archive *a)
{
	char *name = a->path + 1, *from = name;
	size_t len;

	while (from[0] == '/' || (from[0] == '.' && from[1] == '/'))
		from++;
	len = strlen(from);
	memmove(name, from, len + 1);
	while (len && name[len - 1] == '/')
		name[--len] = 0;
	if (!len)
		strscpy(name, ".", 2);
}

const char *cpio_read(struct archive *a)
{
	const char *wrong;

	a->path[1] = 0;
	wrong = read_header(a) ?: read_name(a);
	if (wrong)
		return wrong;
	a->is_trailer = !strcmp(a->path + 1, "TRAILER!!!");
	tidy_name(a);
	return NULL;
}

static void skip_zeroes(struct archive *a)
{
	u32 word = 0;

	while (a->end - a->at >= sizeof(word)) {
		fetch_phys(&word, a->at, sizeof(word));
		if (word)
			return;
		a->at += sizeof(word);
	}
	a->at = a->end;
}

void cpio_next(struct archive *a)
{
	if (a->is_trailer) {
		a->at = a->data;
		skip_zeroes(a);
	} else {
		a->at = min(pad(a, a->data + a->field[FILESIZE]), a->end);
	}
}
