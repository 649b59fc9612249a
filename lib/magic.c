/* SPDX-License-Identifier: MIT */
/* What a packed file is, by its first bytes: <k896/magic.h>. Tests: tests/user/test_exec_reasons.py */
#include <k896/magic.h>
#include <linux/kernel.h>
#include <linux/string.h>

static const struct {
	const char *magic;
	unsigned int len;
	const char *words;
} packed[] = {
	{ "\x1f\x8b", 2, "compressed by gzip" },
	{ "\xfd"
	  "7zXZ",
	  6, "compressed by xz" },
	{ "BZh", 3, "compressed by bzip2" },
	{ "\x28\xb5\x2f\xfd", 4, "compressed by zstd" },
	{ "!<arch>", 7, "a library of object files" },
	{ "07070", 5, "a cpio archive of another form" },
};

const char *packed_kind(const u8 *head, unsigned int len)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(packed); i++)
		if (len >= packed[i].len && !memcmp(head, packed[i].magic, packed[i].len))
			return packed[i].words;
	return NULL;
}
