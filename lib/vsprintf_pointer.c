// SPDX-License-Identifier: MIT
/*
 * What the letters behind %p say about the pointer:
 *
 *	%p %px %pK	the address, 8 digits. Linux prints a hash for %p and %pK, so that a log does not
 *			give away where things are; here the log is the lesson, nothing is hidden
 *	%pS %ps %pB	the function (or variable) at this address: <k896/sprintf.h> says which is
 *			which and where the names come from; %pSL %pBL with the line of source, for reports
 *	%pe		an ERR_PTR by name: -ENOMEM
 *
 * All others follow the pointer:
 *
 *	%pa %pad	a phys_addr_t (dma_addr_t): 0x00100000
 *	%*ph		bytes in hexadecimal, as many as the width says, at most 64: "6b a5";
 *			%*phC puts a colon between them, %*phD a dash, %*phN nothing
 *	%*pE		bytes, as many as the width says; what cannot be printed as \n or \033. Letters choose
 *			what is escaped: a all of c n o s, c \\ \" \a \e, h \x1b, n \0, o octal, p only
 *			what cannot be printed, s white space; without letters it is ap
 *	%*pb %*pbl	a bitmap of as many bits as the width says: ff,0000000f or 0-3,32-39
 *	%pM %pm		a MAC address: 00:01:02:03:04:05 or 000102030405; R from its end, %pMF with dashes
 *	%pI4 %pi4	an IPv4 address: 1.2.3.4 or 001.002.003.004; h and l for the other byte order
 *	%pI6 %pi6	an IPv6 address: 0001:0203:... or 00010203...; %pI6c is its short form
 *	%pUb %pUl	a UUID, its first three fields in big or little endian; B and L in upper case
 *	%pGg %pGv %pGp	flags of an allocation (by pointer to a gfp_t), an area, a page (unsigned long)
 *	%p4cc		a four-character code: BG12 little-endian (0x32314742)
 *	%pR %pr		a struct resource: [mem 0xfed00000-0xfed003ff], %pr with the flags as a number
 *	%ptR %ptT	a struct rtc_time or a time64_t: 2026-01-01T12:00:00; d and t for date or time alone,
 *			r for year and month as they are stored, s for a space instead of the T
 *	%pks %pus	a string
 *	%pV		a format with its own arguments: a struct va_format
 *
 * Not there, and printed as an address: %pd and %pD (names in a path), %pC, %pg, %pN, %pO, %pf, for
 * what they show is not there either; %pIS knows no kind of socket.
 *
 * All letters and digits right behind %p belong to it. A pointer into the first page is printed as
 * (null) or (efault) instead of being followed, and so is an ERR_PTR.
 */
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/ioport.h>
#include <linux/rtc.h>
#include <linux/string.h>

#include "vsprintf.h"

void (*vsprintf_symbol_hook)(char *buf, size_t size, unsigned long addr, const char *kind);

/* Without a width all digits of the address. */
static void put_address(struct out *out, unsigned long addr, const struct spec *spec)
{
	struct spec number = *spec;

	number.base = 16;
	number.flags |= SMALL;
	if (number.width < 0) {
		number.width = 8;
		number.flags |= ZEROPAD;
	}
	put_number(out, addr, &number);
}

static void put_fixed(struct out *out, u32 num, unsigned int base, unsigned int flags, int width)
{
	struct spec spec = { .flags = flags | SMALL | ZEROPAD,
			     .width = width,
			     .precision = -1,
			     .base = base };

	put_number(out, num, &spec);
}

static void put_symbol(struct out *out, unsigned long addr, const char *kind,
		       const struct spec *spec)
{
	char name[192];

	if (!vsprintf_symbol_hook) {
		put_fixed(out, addr, 16, SPECIAL, 10);
		return;
	}
	vsprintf_symbol_hook(name, sizeof(name), addr, kind);
	put_string(out, name, spec);
}

static void put_error(struct out *out, const void *ptr, const struct spec *spec)
{
	struct spec number = *spec;
	const char *name;

	if (!IS_ERR(ptr)) {
		put_address(out, (unsigned long)ptr, spec);
		return;
	}
	name = errname(PTR_ERR(ptr));
	number.flags |= SIGN;
	if (name)
		put_string(out, name, spec);
	else
		put_number(out, PTR_ERR(ptr), &number);
}

/* ---- what follows the pointer ---- */

static void put_phys_addr(struct out *out, const void *ptr, const char *kind,
			  const struct spec *spec)
{
	put_fixed(out, *(const phys_addr_t *)ptr, 16, SPECIAL, 10);
}

static void put_bytes(struct out *out, const void *ptr, const char *kind, const struct spec *spec)
{
	char separator = kind[1] == 'C' ? ':' : kind[1] == 'D' ? '-' : kind[1] == 'N' ? 0 : ' ';
	int count = spec->width < 0 ? 1 : min(spec->width, 64);
	const u8 *bytes = ptr;

	for (int i = 0; i < count; i++) {
		if (i && separator)
			put(out, separator);
		put_hex_byte(out, bytes[i]);
	}
}

/* The letter that is written behind \ for a byte of one of the classes that @kinds names; 0: there is none. */
static char escape_letter(u8 byte, const char *kinds)
{
	static const struct {
		char kind;
		const char *bytes, *letters;
	} classes[] = { { 's', "\n\r\t\v\f", "nrtvf" }, { 'c', "\\\a\033\"", "\\ae\"" } };
	const char *at;

	if (!byte)
		return strchr(kinds, 'n') ? '0' : 0;
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		if (strchr(kinds, classes[i].kind) && (at = strchr(classes[i].bytes, byte)))
			return classes[i].letters[at - classes[i].bytes];
	return 0;
}

static void put_escaped_byte(struct out *out, u8 byte, const char *kinds)
{
	char letter = strchr(kinds, 'p') && isprint(byte) ? 0 : escape_letter(byte, kinds);

	if (letter) {
		put(out, '\\');
		put(out, letter);
	} else if (strchr(kinds, 'p') && isprint(byte)) {
		put(out, byte);
	} else if (strchr(kinds, 'o')) {
		put(out, '\\');
		put_fixed(out, byte, 8, 0, 3);
	} else if (strchr(kinds, 'h')) {
		put_text(out, "\\x");
		put_hex_byte(out, byte);
	} else {
		put(out, byte);
	}
}

static void put_escaped(struct out *out, const void *ptr, const char *kind, const struct spec *spec)
{
	int count = spec->width < 0 ? 1 : spec->width;
	char kinds[16] = "";
	size_t n = strspn(++kind, "achnops");

	memcpy(kinds, n ? kind : "ap", n ? min(n, sizeof(kinds) - 6) : 2);
	if (strchr(kinds, 'a'))
		strcat(kinds, "cnos");
	for (int i = 0; i < count; i++)
		put_escaped_byte(out, ((const u8 *)ptr)[i], kinds);
}

/* The long with the highest bits first, with no more digits than it has bits for. */
static void put_bitmap(struct out *out, const unsigned long *map, unsigned int bits)
{
	for (int i = BITS_TO_LONGS(bits) - 1; i >= 0; i--) {
		unsigned int n = min(bits - i * BITS_PER_LONG, BITS_PER_LONG + 0U);

		put_fixed(out, map[i] & BITMAP_LAST_WORD_MASK(n), 16, 0, DIV_ROUND_UP(n, 4));
		if (i)
			put(out, ',');
	}
}

static void put_bit_ranges(struct out *out, const unsigned long *map, unsigned int bits)
{
	const char *separator = "";
	unsigned int end;

	for (unsigned int bit = find_first_bit(map, bits); bit < bits;
	     bit = find_next_bit(map, bits, end)) {
		end = find_next_zero_bit(map, bits, bit);
		put_text(out, separator);
		put_number(out, bit, &DECIMAL_SPEC);
		if (end - bit > 1) {
			put(out, '-');
			put_number(out, end - 1, &DECIMAL_SPEC);
		}
		separator = ",";
	}
}

static void put_bits(struct out *out, const void *ptr, const char *kind, const struct spec *spec)
{
	if (kind[1] == 'l')
		put_bit_ranges(out, ptr, max(spec->width, 0));
	else
		put_bitmap(out, ptr, max(spec->width, 0));
}

/* Four characters and an order of bytes, which is the top bit. */
static void put_fourcc(struct out *out, const void *ptr, const char *kind, const struct spec *spec)
{
	char text[sizeof("0123 little-endian (0x01234567)")];
	struct out words = { .buf = text, .size = sizeof(text) - 1 };
	u32 code;

	memcpy(&code, ptr, sizeof(code));
	for (int i = 0; i < 4; i++) {
		u8 c = (code & ~BIT(31)) >> 8 * i;

		put(&words, isascii(c) && isprint(c) ? c : '.');
	}
	put_text(&words, code & BIT(31) ? " big-endian (" : " little-endian (");
	put_fixed(&words, code, 16, SPECIAL, 10);
	put(&words, ')');
	text[words.len] = '\0';
	put_string(out, text, spec);
}

static void put_date(struct out *out, const struct rtc_time *tm, bool raw)
{
	put_fixed(out, tm->tm_year + (raw ? 0 : 1900), 10, 0, 4);
	put(out, '-');
	put_fixed(out, tm->tm_mon + !raw, 10, 0, 2);
	put(out, '-');
	put_fixed(out, tm->tm_mday, 10, 0, 2);
}

static void put_clock(struct out *out, const struct rtc_time *tm)
{
	put_fixed(out, tm->tm_hour, 10, 0, 2);
	put(out, ':');
	put_fixed(out, tm->tm_min, 10, 0, 2);
	put(out, ':');
	put_fixed(out, tm->tm_sec, 10, 0, 2);
}

static void put_time(struct out *out, const void *ptr, const char *kind, const struct spec *spec)
{
	bool date = kind[2] != 't', clock = kind[2] != 'd';
	const char *more = kind + (date && clock ? 2 : 3);
	bool raw = more[0] == 'r' || (more[0] == 's' && more[1] == 'r');
	bool space = more[0] == 's' || (more[0] == 'r' && more[1] == 's');
	struct rtc_time tm;

	if (kind[1] == 'R')
		tm = *(const struct rtc_time *)ptr;
	else
		rtc_time64_to_tm(*(const time64_t *)ptr, &tm);
	if (date)
		put_date(out, &tm, raw);
	if (date && clock)
		put(out, space ? ' ' : 'T');
	if (clock)
		put_clock(out, &tm);
}

/* Ports have four digits, memory eight, numbers of buses two; interrupts and channels are decimal. */
static void put_place(struct out *out, const struct resource *res, resource_size_t place)
{
	unsigned long type = res->flags & IORESOURCE_TYPE_BITS;

	if (type & IORESOURCE_IO)
		put_fixed(out, place, 16, SPECIAL, 6);
	else if (!(type & IORESOURCE_MEM) && type & (IORESOURCE_IRQ | IORESOURCE_DMA))
		put_number(out, place, &DECIMAL_SPEC);
	else if (type == IORESOURCE_BUS)
		put_fixed(out, place, 16, 0, 2);
	else
		put_fixed(out, place, 16, SPECIAL, 10);
}

static const char *resource_type(const struct resource *res)
{
	return res->flags & IORESOURCE_IO  ? "io  " :
	       res->flags & IORESOURCE_MEM ? "mem " :
	       res->flags & IORESOURCE_IRQ ? "irq " :
	       res->flags & IORESOURCE_DMA ? "dma " :
	       res->flags & IORESOURCE_BUS ? "bus " :
					     NULL;
}

static void put_resource_flags(struct out *out, unsigned long flags)
{
	static const struct {
		unsigned long flag;
		const char *name;
	} names[] = {
		{ IORESOURCE_MEM_64, " 64bit" },
		{ IORESOURCE_PREFETCH, " pref" },
		{ IORESOURCE_WINDOW, " window" },
		{ IORESOURCE_DISABLED, " disabled" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (flags & names[i].flag)
			put_text(out, names[i].name);
}

static void put_range(struct out *out, const struct resource *res, bool words)
{
	if (words && res->flags & IORESOURCE_UNSET) {
		put_text(out, "size ");
		put_place(out, res, resource_size(res));
		return;
	}
	put_place(out, res, res->start);
	if (res->start != res->end) {
		put(out, '-');
		put_place(out, res, res->end);
	}
}

static void put_resource(struct out *out, const void *ptr, const char *kind,
			 const struct spec *spec)
{
	const struct resource *res = ptr;
	bool words = *kind == 'R' && resource_type(res);
	char text[80];
	struct out all = { .buf = text, .size = sizeof(text) - 1 };

	put(&all, '[');
	put_text(&all, resource_type(res) ?: "??? ");
	put_range(&all, res, words);
	if (words) {
		put_resource_flags(&all, res->flags);
	} else {
		put_text(&all, " flags ");
		put_number(&all, res->flags, &HEX_SPEC);
	}
	put(&all, ']');
	text[all.len] = '\0';
	put_string(out, text, spec);
}

static void put_user_string(struct out *out, const void *ptr, const char *kind,
			    const struct spec *spec)
{
	put_string(out, kind[1] == 's' ? ptr : "(einval)", spec);
}

static void put_va_format(struct out *out, const void *ptr, const char *kind,
			  const struct spec *spec)
{
	const struct va_format *vaf = ptr;
	va_list args;

	va_copy(args, *vaf->va);
	put_format(out, vaf->fmt, args);
	va_end(args);
}

/* ---- which letter is whose ---- */

typedef void (*put_fn)(struct out *, const void *ptr, const char *kind, const struct spec *spec);

static put_fn follower(char letter)
{
	static const struct {
		char letter;
		put_fn put;
	} followers[] = {
		{ 'a', put_phys_addr }, { 'h', put_bytes },	  { 'E', put_escaped },
		{ 'b', put_bits },	{ 'M', put_mac },	  { 'm', put_mac },
		{ 'I', put_ip },	{ 'i', put_ip },	  { 'U', put_uuid },
		{ 'G', put_flags },	{ '4', put_fourcc },	  { 'R', put_resource },
		{ 'r', put_resource },	{ 't', put_time },	  { 'k', put_user_string },
		{ 'V', put_va_format }, { 'u', put_user_string },
	};

	for (size_t i = 0; i < ARRAY_SIZE(followers); i++)
		if (followers[i].letter == letter)
			return followers[i].put;
	return NULL;
}

/* Letters that must be followed by others: what is printed where they are not. */
static const char *bad_kind(const char *kind)
{
	if (*kind == '4' && (kind[1] != 'c' || kind[2] != 'c'))
		return "(%p4?)";
	if (*kind == 't' && kind[1] != 'R' && kind[1] != 'T')
		return "(%pt?)";
	return NULL;
}

void put_pointer(struct out *out, const void *ptr, const char *kind, const struct spec *spec)
{
	put_fn put_object = follower(*kind);
	const char *instead = bad_kind(kind) ?: no_object(ptr);
	bool bytes = *kind == 'h' || *kind == 'E';

	if (put_object && bytes && !spec->width)
		return;
	if (put_object && instead)
		put_string(out, instead, spec);
	else if (put_object)
		put_object(out, ptr, kind, spec);
	else if (*kind == 'S' || *kind == 's' || *kind == 'B')
		put_symbol(out, (unsigned long)ptr, kind, spec);
	else if (*kind == 'e')
		put_error(out, ptr, spec);
	else
		put_address(out, (unsigned long)ptr, spec);
}
