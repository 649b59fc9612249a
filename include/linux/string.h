/* SPDX-License-Identifier: MIT */
/*
 * Bytes and strings. Any context; nothing sleeps, allocates or takes a lock.
 *
 * Of the three ways to copy a string, strscpy() is the one to use: it always ends the copy with a
 * zero byte and says whether everything fitted.
 *
 * Tests: tests/lib/string_test.c
 */
#ifndef _LINUX_STRING_H
#define _LINUX_STRING_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/stdarg.h>
#include <linux/types.h>

/* The compiler calls these four by name, so they are real functions too. */
void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *s, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);

/* Through these names it may also put a short, constant one in line. */
#define memcpy(dst, src, n)  __builtin_memcpy(dst, src, n)
#define memmove(dst, src, n) __builtin_memmove(dst, src, n)
#define memset(s, c, n)	     __builtin_memset(s, c, n)
#define memcmp(a, b, n)	     __builtin_memcmp(a, b, n)
#define strlen(s)	     __builtin_strlen(s)

/* The same without a look at KASAN's shadow: for memory that others must not touch. */
#ifdef CONFIG_KASAN
void *__memcpy(void *dst, const void *src, size_t n);
void *__memset(void *s, int c, size_t n);
#else
#define __memcpy(dst, src, n) memcpy(dst, src, n)
#define __memset(s, c, n)     memset(s, c, n)
#endif
#ifdef UNCHECKED_MEMORY /* a file that has such memory only: the slab allocator */
#undef memcpy
#undef memset
#define memcpy __memcpy
#define memset __memset
#endif

void *memset16(u16 *s, u16 v, size_t count);
void *memset32(u32 *s, u32 v, size_t count);
int bcmp(const void *a, const void *b, size_t n);

/* The first @c in @n bytes, or NULL; memscan() answers with the end instead. */
void *memchr(const void *s, int c, size_t n);
void *memscan(void *s, int c, size_t n);

/* The first byte that is not @c, or NULL: is a poisoned object still whole? */
void *memchr_inv(const void *s, int c, size_t n);

/* As memset(s, 0, n), and the compiler may not leave it out because nobody reads it. */
void memzero_explicit(void *s, size_t n);

size_t strnlen(const char *s, size_t max);
char *strcpy(char *dst, const char *src);
char *strcat(char *dst, const char *src);

/* Fills all of @n bytes: with zeros behind a short string, without a zero behind a long one. */
char *strncpy(char *dst, const char *src, size_t n);

/* Adds at most @n bytes of @src, and a zero. */
char *strncat(char *dst, const char *src, size_t n);

/**
 * strscpy - copy a string into a buffer of @size bytes
 *
 * Returns the length of the copy, or -E2BIG when @src did not fit (or @size is 0). Unless @size
 * is 0 the copy ends with a zero byte.
 */
ssize_t strscpy(char *dst, const char *src, size_t size);

/* As strscpy(), and the rest of the buffer becomes zero. */
ssize_t strscpy_pad(char *dst, const char *src, size_t size);

/* Both return the length that they tried to create: at or above @size means cut. */
size_t strlcpy(char *dst, const char *src, size_t size);
size_t strlcat(char *dst, const char *src, size_t size);

int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);

/* strchrnul() answers with the end of @s instead of NULL. */
char *strchr(const char *s, int c);
char *strchrnul(const char *s, int c);
char *strrchr(const char *s, int c);
char *strnchr(const char *s, size_t n, int c);
char *strstr(const char *s, const char *find);
char *strnstr(const char *s, const char *find, size_t n);

/* How far @s consists of (does not contain) bytes of a set. */
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);
char *strpbrk(const char *s, const char *accept);

/**
 * strsep - take the next word off a string
 * @s: the rest; moved behind the word, NULL when nothing is left
 * @delim: the bytes that end a word, one of which is overwritten with zero
 *
 * Two of them in a row enclose an empty word. Returns NULL when *@s is NULL.
 */
char *strsep(char **s, const char *delim);

/* Past the spaces in front; the same, and those behind are cut off in place. */
char *skip_spaces(const char *s);
char *strim(char *s);

static inline __must_check char *strstrip(char *s)
{
	return strim(s);
}

/* Replaces every @old by @new, in place; returns the end. */
char *strreplace(char *s, char old, char new);

/* Equal, apart from one newline at the end of either. */
bool sysfs_streq(const char *a, const char *b);

/* The place of @string in @array (which has @n entries, or ends with NULL), or -EINVAL. */
int match_string(const char *const *array, size_t n, const char *string);

/* What follows the last slash. */
const char *kbasename(const char *path);

static inline bool strstarts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* The length of @prefix when @s starts with it, else 0. */
static inline size_t str_has_prefix(const char *s, const char *prefix)
{
	return strstarts(s, prefix) ? strlen(prefix) : 0;
}

/*
 * Copies in memory of their own, as kmalloc(gfp) gives it; kfree() them. kstrndup() copies at most
 * @max bytes, and all end the string with a zero byte. A NULL string gives NULL, as does a lack of memory.
 * (mm/slab/util.c)
 */
void *kmemdup(const void *src, size_t len, gfp_t gfp);
char *kmemdup_nul(const char *s, size_t len, gfp_t gfp);
char *kstrdup(const char *s, gfp_t gfp);
char *kstrndup(const char *s, size_t max, gfp_t gfp);

#endif
