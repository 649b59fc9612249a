/* SPDX-License-Identifier: MIT */
/*
 * Numbers from text.
 *
 * The kstrto functions take the whole string or nothing: an optional sign, digits, at most one
 * newline at the end. Base 0 means 0x.. is 16, 0.. is 8, anything else 10. They return 0,
 * -EINVAL for what is no number, -ERANGE for what does not fit; the result is written on success
 * only. Use them for input; the simple_strto functions are for parsing on: they stop at the first
 * byte that is no digit, say where, and do not see an overflow.
 *
 * Tests: tests/lib/kstrtox_test.c
 */
#ifndef _LINUX_KSTRTOX_H
#define _LINUX_KSTRTOX_H

#include <linux/compiler.h>
#include <linux/types.h>

int __must_check kstrtoull(const char *s, unsigned int base, unsigned long long *res);
int __must_check kstrtoll(const char *s, unsigned int base, long long *res);
int __must_check kstrtoul(const char *s, unsigned int base, unsigned long *res);
int __must_check kstrtol(const char *s, unsigned int base, long *res);
int __must_check kstrtouint(const char *s, unsigned int base, unsigned int *res);
int __must_check kstrtoint(const char *s, unsigned int base, int *res);
int __must_check kstrtou16(const char *s, unsigned int base, u16 *res);
int __must_check kstrtos16(const char *s, unsigned int base, s16 *res);
int __must_check kstrtou8(const char *s, unsigned int base, u8 *res);
int __must_check kstrtos8(const char *s, unsigned int base, s8 *res);

static inline int __must_check kstrtou64(const char *s, unsigned int base, u64 *res)
{
	return kstrtoull(s, base, res);
}

static inline int __must_check kstrtos64(const char *s, unsigned int base, s64 *res)
{
	return kstrtoll(s, base, res);
}

static inline int __must_check kstrtou32(const char *s, unsigned int base, u32 *res)
{
	return kstrtouint(s, base, res);
}

static inline int __must_check kstrtos32(const char *s, unsigned int base, s32 *res)
{
	return kstrtoint(s, base, res);
}

/* y, Y, t, T, 1, on are true; n, N, f, F, 0, of(f) are false. */
int __must_check kstrtobool(const char *s, bool *res);

/* @endp may be NULL. */
unsigned long long simple_strtoull(const char *s, char **endp, unsigned int base);
long long simple_strtoll(const char *s, char **endp, unsigned int base);
unsigned long simple_strtoul(const char *s, char **endp, unsigned int base);
long simple_strtol(const char *s, char **endp, unsigned int base);

/* Of the first @max bytes, a sign and a prefix counted. */
unsigned long long simple_strntoull(const char *s, size_t max, char **endp, unsigned int base);
long long simple_strntoll(const char *s, size_t max, char **endp, unsigned int base);

/* A size such as 64M: K, M, G, T, P and E (either case) are powers of 1024. */
unsigned long long memparse(const char *s, char **endp);

#endif
