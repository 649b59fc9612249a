// SPDX-License-Identifier: MIT
/*
 * Bytes and strings.
 *
 * Blocks move four bytes at a time through rep movsl and rep stosl, the rest one at a time: x86
 * has instructions for the whole loop, and neither side needs to be aligned. Searching is plain C,
 * except where gcc would recognise the loop and replace it by a call of the very function it is in
 * (strlen).
 *
 * The file is built without KASAN's checks of each access, so each function says what it has touched: what it writes beforehand,
 * what it reads when it knows how much that was.
 *
 * Longer than 500 lines: many small functions, one like the other.
 *
 * The contract is in <linux/string.h>; tests: tests/lib/string_test.c
 */
#include <linux/ctype.h>
#include <linux/kasan-checks.h>
#include <linux/string.h>

#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen

static __always_inline void *copy_up(void *dst, const void *src, size_t n)
{
	void *to = dst;
	size_t longs = n / 4, bytes = n % 4;

	asm volatile("rep movsl\n\t"
		     "movl %3, %%ecx\n\t"
		     "rep movsb"
		     : "+D"(to), "+S"(src), "+c"(longs)
		     : "r"(bytes)
		     : "memory");
	return dst;
}

void *memcpy(void *dst, const void *src, size_t n)
{
	kasan_check_read(src, n);
	kasan_check_write(dst, n);
	return copy_up(dst, src, n);
}

/* From the end, with the direction flag set: first the odd bytes, then the longs below them. */
static void copy_down(void *dst, const void *src, size_t n)
{
	u8 *to = (u8 *)dst + n - 1;
	const u8 *from = (const u8 *)src + n - 1;
	size_t longs = n / 4, bytes = n % 4;

	asm volatile("std\n\t"
		     "rep movsb\n\t"
		     "subl $3, %0\n\t"
		     "subl $3, %1\n\t"
		     "movl %3, %%ecx\n\t"
		     "rep movsl\n\t"
		     "cld"
		     : "+D"(to), "+S"(from), "+c"(bytes)
		     : "r"(longs)
		     : "cc", "memory");
}

void *memmove(void *dst, const void *src, size_t n)
{
	kasan_check_read(src, n);
	kasan_check_write(dst, n);
	/* Unsigned, this is also above n when dst lies below src: copying upwards is safe then. */
	if ((unsigned long)dst - (unsigned long)src >= n)
		return memcpy(dst, src, n);
	copy_down(dst, src, n);
	return dst;
}

static __always_inline void *fill(void *s, int c, size_t n)
{
	void *to = s;
	size_t longs = n / 4, bytes = n % 4;

	asm volatile("rep stosl\n\t"
		     "movl %2, %%ecx\n\t"
		     "rep stosb"
		     : "+D"(to), "+c"(longs)
		     : "r"(bytes), "a"((u8)c * 0x01010101u)
		     : "memory");
	return s;
}

void *memset(void *s, int c, size_t n)
{
	kasan_check_write(s, n);
	return fill(s, c, n);
}

#ifdef CONFIG_KASAN
void *__memset(void *s, int c, size_t n)
{
	return fill(s, c, n);
}

void *__memcpy(void *dst, const void *src, size_t n)
{
	return copy_up(dst, src, n);
}
#endif

void *memset16(u16 *s, u16 v, size_t count)
{
	void *to = s;

	kasan_check_write(s, count * 2);
	asm volatile("rep stosw" : "+D"(to), "+c"(count) : "a"(v) : "memory");
	return s;
}

void *memset32(u32 *s, u32 v, size_t count)
{
	void *to = s;

	kasan_check_write(s, count * 4);
	asm volatile("rep stosl" : "+D"(to), "+c"(count) : "a"(v) : "memory");
	return s;
}

void memzero_explicit(void *s, size_t n)
{
	memset(s, 0, n);
	barrier_data(s);
}

/* Four bytes that may lie at any address. */
typedef u32 __aligned(1) any_u32;

/* Longs as long as they are equal; the bytes of the first unequal one, or of the end, decide. */
int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	kasan_check_read(a, n);
	kasan_check_read(b, n);
	while (n >= 4 && *(const any_u32 *)x == *(const any_u32 *)y) {
		x += 4;
		y += 4;
		n -= 4;
	}
	for (; n; n--, x++, y++) {
		if (*x != *y)
			return *x - *y;
	}
	return 0;
}

int bcmp(const void *a, const void *b, size_t n)
{
	return memcmp(a, b, n);
}

void *memscan(void *s, int c, size_t n)
{
	u8 *p = s;

	while (n && *p != (u8)c) {
		p++;
		n--;
	}
	kasan_check_read(s, p - (u8 *)s + !!n);
	return p;
}

void *memchr(const void *s, int c, size_t n)
{
	const u8 *found = memscan((void *)s, c, n);

	return found < (const u8 *)s + n ? (void *)found : NULL;
}

void *memchr_inv(const void *s, int c, size_t n)
{
	const u8 *p = s;
	u32 four = (u8)c * 0x01010101u;

	kasan_check_read(s, n);
	while (n >= 4 && *(const any_u32 *)p == four) {
		p += 4;
		n -= 4;
	}
	for (; n; n--, p++) {
		if (*p != (u8)c)
			return (void *)p;
	}
	return NULL;
}

size_t strlen(const char *s)
{
	const char *end = s;
	size_t left = -1;

	asm("repne scasb" : "+D"(end), "+c"(left) : "a"(0) : "cc", "memory");
	kasan_check_read(s, end - s);
	return end - s - 1;
}

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	kasan_check_read(s, n + (n < max));
	return n;
}

/* For functions that look at the bytes of a string up to its end, or @max of them: may they? */
static __always_inline void check_string(const char *s, size_t max)
{
#ifdef CONFIG_KASAN
	strnlen(s, max);
#endif
}

char *strcpy(char *dst, const char *src)
{
	memcpy(dst, src, strlen(src) + 1);
	return dst;
}

char *strcat(char *dst, const char *src)
{
	strcpy(dst + strlen(dst), src);
	return dst;
}

char *strncpy(char *dst, const char *src, size_t n)
{
	size_t len = strnlen(src, n);

	memcpy(dst, src, len);
	memset(dst + len, 0, n - len);
	return dst;
}

char *strncat(char *dst, const char *src, size_t n)
{
	char *end = dst + strlen(dst);
	size_t len = strnlen(src, n);

	memcpy(end, src, len);
	kasan_check_write(end + len, 1);
	end[len] = '\0';
	return dst;
}

ssize_t strscpy(char *dst, const char *src, size_t size)
{
	size_t len = strnlen(src, size);

	if (size == 0)
		return -E2BIG;
	if (len < size) {
		memcpy(dst, src, len);
		kasan_check_write(dst + len, 1);
		dst[len] = '\0';
		return len;
	}
	memcpy(dst, src, size - 1);
	kasan_check_write(dst + size - 1, 1);
	dst[size - 1] = '\0';
	return -E2BIG;
}

ssize_t strscpy_pad(char *dst, const char *src, size_t size)
{
	ssize_t len = strscpy(dst, src, size);

	if (len >= 0)
		memset(dst + len, 0, size - len);
	return len;
}

size_t strlcpy(char *dst, const char *src, size_t size)
{
	strscpy(dst, src, size);
	return strlen(src);
}

size_t strlcat(char *dst, const char *src, size_t size)
{
	size_t len = strnlen(dst, size);

	if (len < size)
		strscpy(dst + len, src, size - len);
	return len + strlen(src);
}

int strcmp(const char *a, const char *b)
{
	check_string(a, -1);
	check_string(b, -1);
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (u8)*a - (u8)*b;
}

int strncmp(const char *a, const char *b, size_t n)
{
	check_string(a, n);
	check_string(b, n);
	for (; n; n--, a++, b++) {
		if (*a != *b)
			return (u8)*a - (u8)*b;
		if (!*a)
			break;
	}
	return 0;
}

int strncasecmp(const char *a, const char *b, size_t n)
{
	check_string(a, n);
	check_string(b, n);
	for (; n; n--, a++, b++) {
		int difference = tolower(*a) - tolower(*b);

		if (difference)
			return difference;
		if (!*a)
			break;
	}
	return 0;
}

int strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, -1);
}

char *strchrnul(const char *s, int c)
{
	const char *start = s;

	while (*s && *s != (char)c)
		s++;
	kasan_check_read(start, s - start + 1);
	return (char *)s;
}

/* The zero at the end can be looked for as well. */
char *strchr(const char *s, int c)
{
	s = strchrnul(s, c);
	return *s == (char)c ? (char *)s : NULL;
}

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	check_string(s, -1);
	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)last;
}

char *strnchr(const char *s, size_t n, int c)
{
	check_string(s, n);
	for (; n; n--, s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			break;
	}
	return NULL;
}

char *strnstr(const char *s, const char *find, size_t n)
{
	size_t len = strlen(find);

	if (!len)
		return (char *)s;
	for (n = strnlen(s, n); n >= len; n--, s++) {
		if (*s == *find && memcmp(s, find, len) == 0)
			return (char *)s;
	}
	return NULL;
}

char *strstr(const char *s, const char *find)
{
	return strnstr(s, find, -1);
}

size_t strspn(const char *s, const char *accept)
{
	const char *p = s;

	while (*p && strchr(accept, *p))
		p++;
	kasan_check_read(s, p - s + 1);
	return p - s;
}

size_t strcspn(const char *s, const char *reject)
{
	const char *p = s;

	while (*p && !strchr(reject, *p))
		p++;
	kasan_check_read(s, p - s + 1);
	return p - s;
}

char *strpbrk(const char *s, const char *accept)
{
	s += strcspn(s, accept);
	return *s ? (char *)s : NULL;
}

char *strsep(char **s, const char *delim)
{
	char *word = *s, *end;

	if (!word)
		return NULL;
	end = strpbrk(word, delim);
	if (end) {
		kasan_check_write(end, 1);
		*end++ = '\0';
	}
	*s = end;
	return word;
}

char *skip_spaces(const char *s)
{
	const char *start = s;

	while (isspace(*s))
		s++;
	kasan_check_read(start, s - start + 1);
	return (char *)s;
}

char *strim(char *s)
{
	size_t len = strlen(s);

	while (len && isspace(s[len - 1]))
		len--;
	kasan_check_write(s + len, 1);
	s[len] = '\0';
	return skip_spaces(s);
}

char *strreplace(char *s, char old, char new)
{
	kasan_check_write(s, strlen(s) + 1);
	for (; *s; s++) {
		if (*s == old)
			*s = new;
	}
	return s;
}

bool sysfs_streq(const char *a, const char *b)
{
	check_string(a, -1);
	check_string(b, -1);
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a == *b)
		return true;
	if (!*a && *b == '\n')
		return !b[1];
	return *a == '\n' && !a[1] && !*b;
}

int match_string(const char *const *array, size_t n, const char *string)
{
	size_t i;

	for (i = 0; i < n && array[i]; i++) {
		kasan_check_read(&array[i], sizeof(array[i]));
		if (strcmp(array[i], string) == 0)
			return i;
	}
	return -EINVAL;
}

const char *kbasename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
