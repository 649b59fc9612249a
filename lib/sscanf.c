// SPDX-License-Identifier: MIT
/*
 * Reading by format: <k896/sprintf.h>.
 *
 * White space in the format skips any white space; another byte must be there. Conversions: d i u
 * o x X with hh h l ll L z, s c %, [set] with a width, n. A width, which is not 0, bounds how much is
 * read; for a number it counts the sign and the prefix as well. Reading ends at the first thing that
 * is not as the format says, and at the end of the text.
 *
 * Not as in C, but as in Linux: * skips the text up to the next white space and the format up to
 * the next white space or %; c takes what is there when that is less than its width; n is always an int;
 * a set has no ranges.
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>

struct conversion {
	int width; /* INT_MAX without one; c has 1 then, [ needs one */
	char size; /* H for hh, h, l, L for ll, z, or 0 */
	char letter;
};

/* From behind the % up to and including the letter. */
static const char *parse_conversion(const char *fmt, struct conversion *conv)
{
	*conv = (struct conversion){ .width = isdigit(*fmt) ? 0 : INT_MAX };
	for (; isdigit(*fmt); fmt++)
		conv->width = min(conv->width * 10 + *fmt - '0', SHRT_MAX);
	if (*fmt && strchr("hlLz", *fmt)) {
		conv->size = *fmt++;
		if (*fmt == conv->size && (*fmt == 'h' || *fmt == 'l'))
			conv->size = *fmt++ == 'h' ? 'H' : 'L';
	}
	conv->letter = *fmt;
	return *fmt ? fmt + 1 : fmt;
}

static void store_number(void *to, unsigned long long value, char size)
{
	if (size == 'H')
		*(u8 *)to = value;
	else if (size == 'h')
		*(u16 *)to = value;
	else if (size == 'L')
		*(u64 *)to = value;
	else
		*(u32 *)to = value;
}

static bool is_digit(char c, unsigned int base)
{
	return base == 16 ? isxdigit(c) : base == 8 ? isodigit(c) : isdigit(c);
}

/* Returns what is left of @str, or NULL when no number is there. */
static const char *read_number(const char *str, const struct conversion *conv, void *to)
{
	unsigned int base = conv->letter == 'i'		 ? 0 :
			    conv->letter == 'o'		 ? 8 :
			    tolower(conv->letter) == 'x' ? 16 :
							   10;
	bool sign = conv->letter == 'd' || conv->letter == 'i';
	bool minus;
	char *end;

	str = skip_spaces(str);
	minus = sign && *str == '-';
	if (!is_digit(str[minus], base) || conv->width == minus)
		return NULL;
	if (sign)
		store_number(to, simple_strntoll(str, conv->width, &end, base), conv->size);
	else
		store_number(to, simple_strntoull(str, conv->width, &end, base), conv->size);
	return end;
}

/* Ends with a zero byte. */
static const char *copy_run(const char *str, size_t len, char *to)
{
	memcpy(to, str, len);
	to[len] = '\0';
	return str + len;
}

static const char *read_word(const char *str, const struct conversion *conv, char *to)
{
	int len = 0;

	str = skip_spaces(str);
	while (len < conv->width && str[len] && !isspace(str[len]))
		len++;
	return copy_run(str, len, to);
}

/* Does not end with a zero byte. */
static const char *read_chars(const char *str, const struct conversion *conv, char *to)
{
	size_t len = strnlen(str, conv->width == INT_MAX ? 1 : conv->width);

	memcpy(to, str, len);
	return str + len;
}

/* The set begins behind the [ at *@fmt, which is moved behind its ]. */
static const char *read_set(const char *str, const struct conversion *conv, const char **fmt,
			    char *to)
{
	bool inverted = **fmt == '^';
	const char *set = *fmt + inverted, *end = strchr(set, ']');
	int len = 0;

	if (!end || end == set || conv->width == INT_MAX)
		return NULL;
	*fmt = end + 1;
	while (len < conv->width && str[len] && !memchr(set, str[len], end - set) == inverted)
		len++;
	return len ? copy_run(str, len, to) : NULL;
}

static const char *read_one(const char *str, const struct conversion *conv, const char **fmt,
			    void *to)
{
	switch (conv->letter) {
	case 's':
		return read_word(str, conv, to);
	case 'c':
		return read_chars(str, conv, to);
	case '[':
		return read_set(str, conv, fmt, to);
	default:
		return read_number(str, conv, to);
	}
}

/* *@fmt is at the asterisk. false: a set cannot be skipped. */
static bool skip_conversion(const char **fmt, const char **str)
{
	for (; **fmt && **fmt != '%' && !isspace(**fmt); ++*fmt)
		if (**fmt == '[')
			return false;
	while (**str && !isspace(**str))
		++*str;
	return true;
}

int vsscanf(const char *buf, const char *fmt, va_list args)
{
	const char *str = buf;
	int stored = 0;

	while (*fmt) {
		struct conversion conv;

		if (isspace(*fmt)) {
			fmt = skip_spaces(fmt);
			str = skip_spaces(str);
			continue;
		}
		if (*fmt != '%') {
			if (*fmt++ != *str++)
				break;
			continue;
		}
		if (fmt[1] == '*') {
			fmt++;
			if (!*str || !skip_conversion(&fmt, &str))
				break;
			continue;
		}
		fmt = parse_conversion(fmt + 1, &conv);
		if (conv.letter == 'n' && conv.width) {
			*va_arg(args, int *) = str - buf;
			continue;
		}
		if (!conv.width || !conv.letter || !strchr("csdiuoxX[%", conv.letter) || !*str)
			break;
		if (conv.letter == '%') {
			if (*str++ != '%')
				break;
			continue;
		}
		str = read_one(str, &conv, &fmt, va_arg(args, void *));
		if (!str)
			break;
		stored++;
	}
	return stored;
}

int sscanf(const char *buf, const char *fmt, ...)
{
	va_list args;
	int stored;

	va_start(args, fmt);
	stored = vsscanf(buf, fmt, args);
	va_end(args);
	return stored;
}
