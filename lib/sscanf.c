// SPDX-License-Identifier: MIT
/*
 * Reading by format: <linux/sprintf.h>.
 *
 * White space in the format skips any white space; another byte must be there. Conversions: d i u
 * o x X with hh h l ll z, s c %, [set] with a width, n; * reads without storing; a width bounds
 * how much is read. Reading ends at the first thing that is not as the format says.
 */
#include <linux/ctype.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/sprintf.h>
#include <linux/string.h>

struct conversion {
	bool skip; /* * */
	int width; /* 0 without one */
	char size; /* H for hh, h, l, L for ll, z, or 0 */
	char letter;
};

/* From behind the % up to and including the letter. */
static const char *parse_conversion(const char *fmt, struct conversion *conv)
{
	*conv = (struct conversion){};
	if (*fmt == '*') {
		conv->skip = true;
		fmt++;
	}
	while (isdigit(*fmt))
		conv->width = conv->width * 10 + *fmt++ - '0';
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

/* Returns what is left of @str, or NULL when no number is there. */
static const char *read_number(const char *str, const struct conversion *conv, void *to)
{
	unsigned int base = conv->letter == 'i'		 ? 0 :
			    conv->letter == 'o'		 ? 8 :
			    tolower(conv->letter) == 'x' ? 16 :
							   10;
	bool sign = conv->letter == 'd' || conv->letter == 'i';
	char digits[68], *end; /* a sign and a u64 in octal, and much room */
	unsigned long long value;
	size_t width = conv->width ? min_t(size_t, conv->width, sizeof(digits) - 1) :
				     sizeof(digits) - 1;

	str = skip_spaces(str);
	strscpy(digits, str, width + 1);
	if (sign && digits[0] == '-')
		value = simple_strtoll(digits, &end, base);
	else
		value = simple_strtoull(digits, &end, base);
	if (end == digits || !isxdigit(end[-1]))
		return NULL;
	if (to)
		store_number(to, value, conv->size);
	return str + (end - digits);
}

/* A run of bytes; %s and %[ end it with zero, %c does not. */
static const char *copy_run(const char *str, size_t len, char *to, bool terminate)
{
	if (to) {
		memcpy(to, str, len);
		if (terminate)
			to[len] = '\0';
	}
	return str + len;
}

static const char *read_word(const char *str, const struct conversion *conv, char *to)
{
	size_t len = 0, limit = conv->width ? (size_t)conv->width : SIZE_MAX;

	str = skip_spaces(str);
	while (len < limit && str[len] && !isspace(str[len]))
		len++;
	return len ? copy_run(str, len, to, true) : NULL;
}

static const char *read_chars(const char *str, const struct conversion *conv, char *to)
{
	size_t len = conv->width ?: 1;

	return strnlen(str, len) == len ? copy_run(str, len, to, false) : NULL;
}

/* The set begins behind the [ at *@fmt, which is moved behind its ]. It has no ranges. */
static const char *read_set(const char *str, const struct conversion *conv, const char **fmt,
			    char *to)
{
	const char *set = *fmt, *end;
	bool inverted = *set == '^';
	size_t len = 0, limit = conv->width;

	set += inverted;
	end = *set ? strchr(set + 1, ']') : NULL;
	if (!end || !limit)
		return NULL;
	*fmt = end + 1;
	while (len < limit && str[len] && (memchr(set, str[len], end - set) != NULL) != inverted)
		len++;
	return len ? copy_run(str, len, to, true) : NULL;
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

int vsscanf(const char *buf, const char *fmt, va_list args)
{
	const char *str = buf;
	int stored = 0;

	while (str && *fmt) {
		struct conversion conv;
		void *to = NULL;

		if (isspace(*fmt)) {
			fmt = skip_spaces(fmt);
			str = skip_spaces(str);
			continue;
		}
		if (*fmt != '%' || fmt[1] == '%') {
			fmt += *fmt == '%';
			if (*str++ != *fmt++)
				break;
			continue;
		}
		fmt = parse_conversion(fmt + 1, &conv);
		if (!conv.skip)
			to = va_arg(args, void *);
		if (conv.letter == 'n') {
			store_number(to, str - buf, conv.size);
			continue;
		}
		if (!*str)
			break;
		str = read_one(str, &conv, &fmt, to);
		stored += str && !conv.skip;
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
