// SPDX-License-Identifier: MIT
/* Numbers from text: <linux/kstrtox.h>. Tests: tests/lib/kstrtox_test.c */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>

/* What the digits say. */
struct number {
	unsigned long long value;
	const char *end; /* the first byte that is no digit */
	bool digits;	 /* there was one */
	bool overflow;
};

/* Base 0 becomes what the prefix says, 16 where a digit follows it; base 16 skips it even without. */
static const char *skip_prefix(const char *s, unsigned int *base)
{
	bool hex = s[0] == '0' && tolower(s[1]) == 'x';

	if (*base == 0)
		*base = hex && isxdigit(s[2]) ? 16 : s[0] == '0' ? 8 : 10;
	return *base == 16 && hex ? s + 2 : s;
}

/* The value of a letter or digit; one that no base has for anything else. */
static unsigned int digit_value(unsigned char c)
{
	if (isdigit(c))
		return c - '0';
	return isalpha(c) ? tolower(c) - 'a' + 10 : 255;
}

/* At most @max bytes, the prefix counted: where it leaves no room, there are no digits. */
static struct number parse(const char *s, size_t max, unsigned int base)
{
	struct number n = { .end = skip_prefix(s, &base) };
	size_t prefix = min_t(size_t, n.end - s, max);
	unsigned int digit;

	n.end = s + prefix;
	for (max -= prefix; max && (digit = digit_value(*n.end)) < base; max--) {
		/* Below 2^58 not even base 36 overflows, and the division is saved. */
		if (n.value >> 58 && n.value > div_u64(ULLONG_MAX - digit, base))
			n.overflow = true;
		n.value = n.value * base + digit;
		n.digits = true;
		n.end++;
	}
	return n;
}

/* The whole string, without a sign. */
static int parse_all(const char *s, unsigned int base, unsigned long long *res)
{
	struct number n = parse(s, INT_MAX, base);

	if (!n.digits)
		return -EINVAL;
	if (n.overflow)
		return -ERANGE;
	if (*n.end == '\n')
		n.end++;
	if (*n.end)
		return -EINVAL;
	*res = n.value;
	return 0;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	return parse_all(*s == '+' ? s + 1 : s, base, res);
}

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	unsigned long long value;
	bool negative = *s == '-';
	int err = negative ? parse_all(s + 1, base, &value) : kstrtoull(s, base, &value);

	if (err)
		return err;
	if (value > (unsigned long long)LLONG_MAX + negative)
		return -ERANGE;
	*res = negative ? -value : value;
	return 0;
}

/* The smaller types take the value of the large one if it is still the same in theirs. */
#define NARROW(name, wide_name, type, wide)                                                        \
	int name(const char *s, unsigned int base, type *res)                                      \
	{                                                                                          \
		wide value;                                                                        \
		int err = wide_name(s, base, &value);                                              \
                                                                                                   \
		if (err)                                                                           \
			return err;                                                                \
		if (value != (wide)(type)value)                                                    \
			return -ERANGE;                                                            \
		*res = value;                                                                      \
		return 0;                                                                          \
	}

NARROW(kstrtoul, kstrtoull, unsigned long, unsigned long long)
NARROW(kstrtol, kstrtoll, long, long long)
NARROW(kstrtouint, kstrtoull, unsigned int, unsigned long long)
NARROW(kstrtoint, kstrtoll, int, long long)
NARROW(kstrtou16, kstrtoull, u16, unsigned long long)
NARROW(kstrtos16, kstrtoll, s16, long long)
NARROW(kstrtou8, kstrtoull, u8, unsigned long long)
NARROW(kstrtos8, kstrtoll, s8, long long)

int kstrtobool(const char *s, bool *res)
{
	char c = tolower(s[0]);

	if (c == 'o')
		c = tolower(s[1]) == 'n' ? 'y' : tolower(s[1]) == 'f' ? 'n' : 0;
	if (c == 'y' || c == 't' || c == '1')
		*res = true;
	else if (c == 'n' || c == 'f' || c == '0')
		*res = false;
	else
		return -EINVAL;
	return 0;
}

unsigned long long simple_strntoull(const char *s, size_t max, char **endp, unsigned int base)
{
	struct number n = parse(s, max, base);

	if (endp)
		*endp = (char *)n.end;
	return n.value;
}

long long simple_strntoll(const char *s, size_t max, char **endp, unsigned int base)
{
	if (max && *s == '-')
		return -simple_strntoull(s + 1, max - 1, endp, base);
	return simple_strntoull(s, max, endp, base);
}

unsigned long long simple_strtoull(const char *s, char **endp, unsigned int base)
{
	return simple_strntoull(s, INT_MAX, endp, base);
}

long long simple_strtoll(const char *s, char **endp, unsigned int base)
{
	return simple_strntoll(s, INT_MAX, endp, base);
}

unsigned long simple_strtoul(const char *s, char **endp, unsigned int base)
{
	return simple_strtoull(s, endp, base);
}

long simple_strtol(const char *s, char **endp, unsigned int base)
{
	return simple_strtoll(s, endp, base);
}

unsigned long long memparse(const char *s, char **endp)
{
	static const char units[] = "kmgtpe";
	char *end;
	unsigned long long value = simple_strtoull(s, &end, 0);
	int i;

	for (i = 0; units[i]; i++) {
		if (tolower(*end) == units[i]) {
			value <<= 10 * (i + 1);
			end++;
			break;
		}
	}
	if (endp)
		*endp = end;
	return value;
}
