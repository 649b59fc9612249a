/* SPDX-License-Identifier: MIT */
/*
 * Between the parts of vsprintf: one conversion, and where its text goes.
 *
 *	vsprintf.c		formats, strings, numbers
 *	vsprintf_pointer.c	which letters may follow %p, and the short ones of them
 *	vsprintf_address.c	addresses and identifiers of fixed length: MAC, IP, UUID
 *	vsprintf_flags.c	flags by name: gfp, areas, pages
 */
#ifndef _LIB_VSPRINTF_H
#define _LIB_VSPRINTF_H

#include <linux/kernel.h>

enum {
	LEFT = 0x01,	/* - */
	PLUS = 0x02,	/* + */
	SPACE = 0x04,	/* a space where the sign would be */
	SPECIAL = 0x08, /* #: 0x or 0 in front */
	ZEROPAD = 0x10, /* 0 */
	SIGN = 0x20,	/* the number is signed */
	SMALL = 0x40,	/* digits and x in lower case */
};

/* One conversion. Width and precision are -1 without one. */
struct spec {
	unsigned int flags;
	int width;
	int precision;
	unsigned int base;
	char size; /* h, l, z, t; H for hh, L for ll; 0 for an int */
};

/* Numbers without words of their own: 12, 0x1f. */
#define DECIMAL_SPEC ((struct spec){ .width = -1, .precision = -1, .base = 10 })
#define HEX_SPEC                                                                                   \
	((struct spec){ .flags = SPECIAL | SMALL, .width = -1, .precision = -1, .base = 16 })

/* Where the text goes. Invariant: the text has len bytes; those below size are in buf. */
struct out {
	char *buf;
	size_t size;
	size_t len;
};

static inline void put(struct out *out, char c)
{
	if (out->len < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static inline void put_hex_byte(struct out *out, u8 byte)
{
	put(out, hex_asc_hi(byte));
	put(out, hex_asc_lo(byte));
}

/* All of it, without a width. */
void put_text(struct out *out, const char *s);
/* Cut to the precision, brought to the width. */
void put_string(struct out *out, const char *s, const struct spec *spec);
void put_number(struct out *out, u64 num, const struct spec *spec);
void put_format(struct out *out, const char *fmt, va_list args);

/* What to print instead of following a pointer that can only fault, or NULL. */
const char *no_object(const void *ptr);

/* @kind is what follows %p. */
void put_pointer(struct out *out, const void *ptr, const char *kind, const struct spec *spec);
void put_mac(struct out *out, const void *ptr, const char *kind, const struct spec *spec);
void put_ip(struct out *out, const void *ptr, const char *kind, const struct spec *spec);
void put_uuid(struct out *out, const void *ptr, const char *kind, const struct spec *spec);
void put_flags(struct out *out, const void *ptr, const char *kind, const struct spec *spec);

#endif
