// SPDX-License-Identifier: MIT
/*
 * Formatted text: the printf family.
 *
 * A format is a row of conversions, % flags width .precision size letter, as in C; floating point
 * and %n do not exist. What may follow %p: lib/vsprintf_pointer.c.
 *
 * Everything writes through put(), which counts what does not fit but does not store it. So the
 * same code gives the length of a text that was cut.
 */
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/math64.h>
#include <linux/string.h>

#include "vsprintf.h"

#define WIDTH_MAX     ((1 << 23) - 1)
#define PRECISION_MAX SHRT_MAX

static void put_many(struct out *out, char c, int count)
{
	while (count-- > 0)
		put(out, c);
}

/* @len bytes, brought to the width with spaces. */
static void put_padded(struct out *out, const char *s, int len, const struct spec *spec)
{
	int i;

	if (!(spec->flags & LEFT))
		put_many(out, ' ', spec->width - len);
	for (i = 0; i < len; i++)
		put(out, s[i]);
	if (spec->flags & LEFT)
		put_many(out, ' ', spec->width - len);
}

void put_text(struct out *out, const char *s)
{
	while (*s)
		put(out, *s++);
}

void put_string(struct out *out, const char *s, const struct spec *spec)
{
	put_padded(out, s, strnlen(s, spec->precision < 0 ? INT_MAX : spec->precision), spec);
}

/* Digits in reverse into @tmp, at least one; returns how many. A u64 in octal has 22. */
static int digits(char *tmp, u64 num, const struct spec *spec)
{
	const char *set = spec->flags & SMALL ? hex_asc : hex_asc_upper;
	int n = 0;

	do {
		u32 digit;

		num = div_u64_rem(num, spec->base, &digit);
		tmp[n++] = set[digit];
	} while (num);
	return n;
}

/* Takes the sign off a signed number; returns the byte that stands for it, or 0. */
static char sign_of(u64 *num, const struct spec *spec)
{
	if (!(spec->flags & SIGN))
		return 0;
	if ((s64)*num < 0) {
		*num = -*num;
		return '-';
	}
	return spec->flags & PLUS ? '+' : spec->flags & SPACE ? ' ' : 0;
}

/* Spaces, sign, 0x, zeros, digits, spaces. */
void put_number(struct out *out, u64 num, const struct spec *spec)
{
	bool hex = (spec->flags & SPECIAL) && spec->base == 16;
	bool octal = (spec->flags & SPECIAL) && spec->base == 8 && num != 0;
	char tmp[24], sign = sign_of(&num, spec);
	int n = digits(tmp, num, spec);
	int zeros = max(spec->precision - n, 0);
	int pad = spec->width - n - zeros - !!sign - (hex ? 2 : octal);

	if ((spec->flags & (ZEROPAD | LEFT)) == ZEROPAD) {
		zeros += max(pad, 0);
		pad = 0;
	}
	if (!(spec->flags & LEFT))
		put_many(out, ' ', pad);
	if (sign)
		put(out, sign);
	if (hex || octal)
		put(out, '0');
	if (hex)
		put(out, spec->flags & SMALL ? 'x' : 'X');
	put_many(out, '0', zeros);
	while (n)
		put(out, tmp[--n]);
	if (spec->flags & LEFT)
		put_many(out, ' ', pad);
}

const char *no_object(const void *ptr)
{
	if (!ptr)
		return "(null)";
	if ((unsigned long)ptr < 4096 || IS_ERR(ptr))
		return "(efault)";
	return NULL;
}

static const char *parse_flags(const char *fmt, struct spec *spec)
{
	static const char flags[] = "-+ #0";
	const char *flag;

	while (*fmt && (flag = strchr(flags, *fmt))) {
		spec->flags |= 1 << (flag - flags);
		fmt++;
	}
	return fmt;
}

/* Digits, or * for an argument. false: neither is there. */
static bool parse_number(const char **fmt, int *number, int max, va_list *args)
{
	const char *s = *fmt;

	if (*s == '*') {
		*number = clamp(va_arg(*args, int), -max, max);
		*fmt = s + 1;
		return true;
	}
	for (*number = 0; isdigit(*s); s++)
		*number = min(*number * 10 + *s - '0', max);
	if (s == *fmt)
		return false;
	*fmt = s;
	return true;
}

/* A width below 0 is one with the flag -; a precision below 0 is 0. */
static const char *parse_sizes(const char *fmt, struct spec *spec, va_list *args)
{
	int number;

	if (parse_number(&fmt, &number, WIDTH_MAX, args)) {
		if (number < 0)
			spec->flags |= LEFT;
		spec->width = abs(number);
	}
	if (*fmt != '.')
		return fmt;
	fmt++;
	if (parse_number(&fmt, &number, PRECISION_MAX, args))
		spec->precision = max(number, 0);
	return fmt;
}

/* From behind the % up to the letter. */
static const char *parse_spec(const char *fmt, struct spec *spec, va_list *args)
{
	*spec = DECIMAL_SPEC;
	fmt = parse_flags(fmt, spec);
	fmt = parse_sizes(fmt, spec, args);
	if (*fmt && strchr("hlLzt", *fmt)) {
		spec->size = *fmt++;
		if (*fmt == spec->size && (*fmt == 'h' || *fmt == 'l'))
			spec->size = *fmt++ == 'h' ? 'H' : 'L';
	}
	return fmt;
}

/* The next number, extended to 64 bits by its own sign. int, long, size_t have one size. */
static u64 number_argument(const struct spec *spec, va_list *args)
{
	bool sign = spec->flags & SIGN;
	int value;

	if (spec->size == 'L')
		return va_arg(*args, unsigned long long);
	value = va_arg(*args, int);
	if (spec->size == 'H')
		return sign ? (u64)(s8)value : (u8)value;
	if (spec->size == 'h')
		return sign ? (u64)(s16)value : (u16)value;
	return sign ? (u64)value : (u32)value;
}

/* Returns what of the format is left. An unknown letter is printed, with its %. */
static const char *put_conversion(struct out *out, const char *fmt, va_list *args)
{
	struct spec spec;
	const char *s;
	void *ptr;
	char c;

	fmt = parse_spec(fmt, &spec, args);
	switch (*fmt) {
	case '\0':
		return fmt;
	case '%':
		put(out, '%');
		return fmt + 1;
	case 'c':
		c = va_arg(*args, int);
		put_padded(out, &c, 1, &spec);
		return fmt + 1;
	case 's':
		s = va_arg(*args, const char *);
		put_string(out, no_object(s) ?: s, &spec);
		return fmt + 1;
	case 'p':
		ptr = va_arg(*args, void *);
		put_pointer(out, ptr, fmt + 1, &spec);
		do {
			fmt++;
		} while (isalnum(*fmt));
		return fmt;
	case 'd':
	case 'i':
		spec.flags |= SIGN;
		break;
	case 'u':
		break;
	case 'o':
		spec.base = 8;
		break;
	case 'x':
		spec.flags |= SMALL;
		fallthrough;
	case 'X':
		spec.base = 16;
		break;
	default:
		put(out, '%');
		put(out, *fmt);
		return fmt + 1;
	}
	put_number(out, number_argument(&spec, args), &spec);
	return fmt + 1;
}

void put_format(struct out *out, const char *fmt, va_list args)
{
	va_list rest;

	va_copy(rest, args);
	while (*fmt) {
		if (*fmt == '%')
			fmt = put_conversion(out, fmt + 1, &rest);
		else
			put(out, *fmt++);
	}
	va_end(rest);
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out out = { .buf = buf, .size = size };

	if (WARN_ON_ONCE(size > INT_MAX))
		return 0;
	put_format(&out, fmt, args);
	if (size)
		buf[min(out.len, size - 1)] = '\0';
	return out.len;
}

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	size_t len = vsnprintf(buf, size, fmt, args);

	return size ? min(len, size - 1) : 0;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

int vsprintf(char *buf, const char *fmt, va_list args)
{
	return vsnprintf(buf, INT_MAX, fmt, args);
}

int sprintf(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsprintf(buf, fmt, args);
	va_end(args);
	return len;
}
