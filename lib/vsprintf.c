// SPDX-License-Identifier: MIT
/*
 * Formatted text: the printf family.
 *
 * A format is a row of conversions, % flags width .precision size letter, as in C; floating point
 * and %n do not exist. After %p further letters say what the pointer points to:
 *
 *	%p %px %pK	the address, 8 digits. Linux prints a hash for %p, so that a log does not
 *			give away where things are; here the log is the lesson, nothing is hidden
 *	%pS %ps %pB	the function (or variable) at this address: <linux/sprintf.h> says which is
 *			which and where the names come from
 *	%pe		an ERR_PTR by name: -ENOMEM
 *	%pGg		gfp flags, by pointer to a gfp_t: GFP_KERNEL|__GFP_NOWARN
 *	%pa %pad	a phys_addr_t (dma_addr_t), by pointer: 0x00100000
 *	%*ph		bytes in hexadecimal, as many as the width says, at most 64: "6b a5";
 *			%*phC puts a colon between them, %*phD a dash, %*phN nothing
 *	%pV		a format with its own arguments, by pointer to a struct va_format
 *
 * All letters and digits right behind %p belong to it; an unknown one prints the address. A
 * pointer into the first page is printed as (null) or (efault) instead of being followed, and so
 * is an ERR_PTR.
 *
 * Everything writes through put(), which counts what does not fit but does not store it. So the
 * same code gives the length of a text that was cut.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/gfp_types.h>
#include <linux/hex.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/sprintf.h>
#include <linux/string.h>

void (*vsprintf_symbol_hook)(char *buf, size_t size, unsigned long addr, char kind);

enum {
	LEFT = 0x01,	/* - */
	PLUS = 0x02,	/* + */
	SPACE = 0x04,	/* a space where the sign would be */
	SPECIAL = 0x08, /* #: 0x or 0 in front */
	ZEROPAD = 0x10, /* 0 */
	SIGN = 0x20,	/* the number is signed */
	SMALL = 0x40,	/* digits and x in lower case */
};

/* One conversion. Without a width it is 0, without a precision -1. */
struct spec {
	unsigned int flags;
	int width;
	int precision;
	unsigned int base;
	char size; /* h, l, z, t; H for hh, L for ll; 0 for an int */
};

/* Where the text goes. Invariant: the text has len bytes; those below size are in buf. */
struct out {
	char *buf;
	size_t size;
	size_t len;
};

static void put(struct out *out, char c)
{
	if (out->len < out->size)
		out->buf[out->len] = c;
	out->len++;
}

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

static void put_string(struct out *out, const char *s, const struct spec *spec)
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
static void put_number(struct out *out, u64 num, const struct spec *spec)
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

/* All digits of an address; with @prefix, behind 0x. */
static void put_address(struct out *out, unsigned long addr, struct spec spec, bool prefix)
{
	spec.base = 16;
	spec.flags |= SMALL | ZEROPAD;
	if (prefix)
		spec.flags |= SPECIAL;
	if (spec.width <= 0)
		spec.width = spec.flags & SPECIAL ? 10 : 8;
	put_number(out, addr, &spec);
}

/* What to print instead of following a pointer that can only fault, or NULL. */
static const char *no_object(const void *ptr)
{
	if (!ptr)
		return "(null)";
	if ((unsigned long)ptr < 4096 || IS_ERR(ptr))
		return "(efault)";
	return NULL;
}

static void put_symbol(struct out *out, unsigned long addr, char kind, const struct spec *spec)
{
	char name[192];

	if (!vsprintf_symbol_hook) {
		put_address(out, addr, *spec, true);
		return;
	}
	vsprintf_symbol_hook(name, sizeof(name), addr, kind);
	put_string(out, name, spec);
}

static void put_error(struct out *out, const void *ptr, const struct spec *spec)
{
	struct spec number = { .flags = spec->flags | SIGN, .width = spec->width, .base = 10 };
	const char *name;

	if (!IS_ERR(ptr)) {
		put_address(out, (unsigned long)ptr, *spec, false);
		return;
	}
	name = errname(PTR_ERR(ptr));
	if (name)
		put_string(out, name, spec);
	else
		put_number(out, PTR_ERR(ptr), &number);
}

/* What callers write comes first and takes its flags; what is left is named one by one. */
#define GFP_NAME(flag)                                                                             \
	{                                                                                          \
		flag, #flag                                                                        \
	}

const struct gfp_name gfp_names[] = {
	GFP_NAME(GFP_HIGHUSER_MOVABLE),
	GFP_NAME(GFP_HIGHUSER),
	GFP_NAME(GFP_USER),
	GFP_NAME(GFP_KERNEL_ACCOUNT),
	GFP_NAME(GFP_KERNEL),
	GFP_NAME(GFP_NOFS),
	GFP_NAME(GFP_ATOMIC),
	GFP_NAME(GFP_NOIO),
	GFP_NAME(GFP_NOWAIT),
	GFP_NAME(GFP_DMA),
	GFP_NAME(__GFP_HIGHMEM),
	GFP_NAME(GFP_DMA32),
	GFP_NAME(__GFP_HIGH),
	GFP_NAME(__GFP_ATOMIC),
	GFP_NAME(__GFP_IO),
	GFP_NAME(__GFP_FS),
	GFP_NAME(__GFP_NOWARN),
	GFP_NAME(__GFP_RETRY_MAYFAIL),
	GFP_NAME(__GFP_NOFAIL),
	GFP_NAME(__GFP_NORETRY),
	GFP_NAME(__GFP_COMP),
	GFP_NAME(__GFP_ZERO),
	GFP_NAME(__GFP_NOMEMALLOC),
	GFP_NAME(__GFP_MEMALLOC),
	GFP_NAME(__GFP_HARDWALL),
	GFP_NAME(__GFP_THISNODE),
	GFP_NAME(__GFP_RECLAIMABLE),
	GFP_NAME(__GFP_MOVABLE),
	GFP_NAME(__GFP_ACCOUNT),
	GFP_NAME(__GFP_WRITE),
	GFP_NAME(__GFP_DIRECT_RECLAIM),
	GFP_NAME(__GFP_KSWAPD_RECLAIM),
};
const unsigned int nr_gfp_names = sizeof(gfp_names) / sizeof(gfp_names[0]);

static void put_gfp_flags(struct out *out, gfp_t flags)
{
	static const struct spec plain = { .precision = -1 };
	static const struct spec rest = { .flags = SMALL | SPECIAL, .base = 16, .precision = -1 };
	size_t i;

	for (i = 0; i < nr_gfp_names; i++) {
		if ((flags & gfp_names[i].flags) != gfp_names[i].flags)
			continue;
		put_string(out, gfp_names[i].name, &plain);
		flags &= ~gfp_names[i].flags;
		if (flags)
			put(out, '|');
	}
	if (flags)
		put_number(out, flags, &rest);
}

static void put_bytes(struct out *out, const u8 *bytes, const struct spec *spec, char kind)
{
	char separator = kind == 'C' ? ':' : kind == 'D' ? '-' : kind == 'N' ? 0 : ' ';
	int i, count = spec->width > 0 ? min(spec->width, 64) : 1;

	for (i = 0; i < count; i++) {
		if (i && separator)
			put(out, separator);
		put(out, hex_asc_hi(bytes[i]));
		put(out, hex_asc_lo(bytes[i]));
	}
}

static void put_format(struct out *out, const char *fmt, va_list args);

static void put_va_format(struct out *out, const struct va_format *vaf)
{
	va_list args;

	va_copy(args, *vaf->va);
	put_format(out, vaf->fmt, args);
	va_end(args);
}

/* @kind is what follows %p. */
static void put_pointer(struct out *out, const void *ptr, const char *kind, const struct spec *spec)
{
	const char *instead = strchr("haVG", *kind) ? no_object(ptr) : NULL;

	if (*kind && instead) {
		put_string(out, instead, spec);
		return;
	}
	switch (*kind) {
	case 'S':
	case 's':
	case 'B':
		put_symbol(out, (unsigned long)ptr, *kind, spec);
		return;
	case 'e':
		put_error(out, ptr, spec);
		return;
	case 'h':
		put_bytes(out, ptr, spec, kind[1]);
		return;
	case 'a':
		put_address(out, *(const phys_addr_t *)ptr, *spec, true);
		return;
	case 'V':
		put_va_format(out, ptr);
		return;
	case 'G':
		if (kind[1] == 'g') {
			put_gfp_flags(out, *(const gfp_t *)ptr);
			return;
		}
		break;
	}
	put_address(out, (unsigned long)ptr, *spec, false);
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

/* Digits, or * for an argument. */
static const char *parse_number(const char *fmt, int *number, va_list *args)
{
	if (*fmt == '*') {
		*number = va_arg(*args, int);
		return fmt + 1;
	}
	*number = 0;
	while (isdigit(*fmt))
		*number = *number * 10 + *fmt++ - '0';
	return fmt;
}

/* From behind the % up to the letter. */
static const char *parse_spec(const char *fmt, struct spec *spec, va_list *args)
{
	*spec = (struct spec){ .precision = -1, .base = 10 };
	fmt = parse_flags(fmt, spec);
	fmt = parse_number(fmt, &spec->width, args);
	if (spec->width < 0) {
		spec->flags |= LEFT;
		spec->width = -spec->width;
	}
	if (*fmt == '.')
		fmt = parse_number(fmt + 1, &spec->precision, args);

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

static void put_format(struct out *out, const char *fmt, va_list args)
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
