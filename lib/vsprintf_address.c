// SPDX-License-Identifier: MIT
/*
 * Addresses and identifiers of fixed length behind %p: MAC addresses, IP addresses, UUIDs. Each is
 * written into a text of its own, which then gets the width.
 */
#include <linux/string.h>

#include "vsprintf.h"

static void put_finished(struct out *out, struct out *text, const struct spec *spec)
{
	text->buf[text->len] = '\0';
	put_string(out, text->buf, spec);
}

/* Six bytes; %pM with colons, %pMF with dashes, R from the last one on. */
void put_mac(struct out *out, const void *ptr, const char *kind, const struct spec *spec)
{
	char buf[sizeof("00:11:22:33:44:55")];
	struct out text = { .buf = buf, .size = sizeof(buf) - 1 };
	const u8 *mac = ptr;

	for (int i = 0; i < 6; i++) {
		if (i && *kind == 'M')
			put(&text, kind[1] == 'F' ? '-' : ':');
		put_hex_byte(&text, mac[kind[1] == 'R' ? 5 - i : i]);
	}
	put_finished(out, &text, spec);
}

/* @reversed: the address is a little-endian number. */
static void put_ipv4(struct out *out, const u8 *ip, bool zeros, bool reversed)
{
	struct spec number = DECIMAL_SPEC;

	if (zeros)
		number.precision = 3;
	for (int i = 0; i < 4; i++) {
		if (i)
			put(out, '.');
		put_number(out, ip[reversed ? 3 - i : i], &number);
	}
}

static void put_ipv6(struct out *out, const u8 *ip, bool colons)
{
	for (int i = 0; i < 16; i++) {
		if (i && i % 2 == 0 && colons)
			put(out, ':');
		put_hex_byte(out, ip[i]);
	}
}

static u16 group(const u8 *ip, int i)
{
	return ip[2 * i] << 8 | ip[2 * i + 1];
}

/* Is the end of the address written as an IPv4 address: ::ffff:1.2.3.4, or one made by ISATAP? */
static bool ends_as_ipv4(const u8 *ip)
{
	static const u8 mapped[12] = { [10] = 0xff, 0xff };

	return !memcmp(ip, mapped, sizeof(mapped)) ||
	       ((group(ip, 4) | 0x0200) == 0x0200 && group(ip, 5) == 0x5efe);
}

/* The first of the longest runs of at least two groups that are 0. */
static int longest_zeros(const u8 *ip, int groups, int *start)
{
	int longest = 1;

	for (int i = 0; i < groups; i++) {
		int n = 0;

		while (i + n < groups && !group(ip, i + n))
			n++;
		if (n > longest) {
			longest = n;
			*start = i;
		}
	}
	return longest;
}

/* As RFC 5952 says: no leading zeros, the longest run of zeros is ::, small letters. */
static void put_short_ipv6(struct out *out, const u8 *ip)
{
	static const struct spec hex = { .flags = SMALL, .width = -1, .precision = -1, .base = 16 };
	bool colon = false, ipv4 = ends_as_ipv4(ip);
	int groups = ipv4 ? 6 : 8, gap = -1;
	int length = longest_zeros(ip, groups, &gap);

	for (int i = 0; i < groups; i++) {
		if (i == gap) {
			put_text(out, "::");
			colon = false;
			i += length - 1;
			continue;
		}
		if (colon)
			put(out, ':');
		put_number(out, group(ip, i), &hex);
		colon = true;
	}
	if (colon && ipv4)
		put(out, ':');
	if (ipv4)
		put_ipv4(out, ip + 12, false, false);
}

void put_ip(struct out *out, const void *ptr, const char *kind, const struct spec *spec)
{
	char buf[sizeof("0000:1111:2222:3333:4444:5555:123.123.123.123")];
	struct out text = { .buf = buf, .size = sizeof(buf) - 1 };
	bool readable = *kind == 'I';

	if (kind[1] == '4')
		put_ipv4(&text, ptr, !readable, kind[2] == 'h' || kind[2] == 'l');
	else if (kind[1] == '6' && kind[2] == 'c' && readable)
		put_short_ipv6(&text, ptr);
	else if (kind[1] == '6')
		put_ipv6(&text, ptr, readable);
	else
		put_text(&text, "(einval)");
	put_finished(out, &text, spec);
}

/* %pUl: the first three of its five fields are stored as little-endian numbers. */
void put_uuid(struct out *out, const void *ptr, const char *kind, const struct spec *spec)
{
	static const u8 little[] = { 3, 2, 1, 0, 5, 4, 7, 6 };
	char buf[sizeof("00112233-4455-6677-8899-aabbccddeeff")];
	struct out text = { .buf = buf, .size = sizeof(buf) - 1 };
	const char *digits = kind[1] == 'B' || kind[1] == 'L' ? hex_asc_upper : hex_asc;
	bool swap = kind[1] == 'l' || kind[1] == 'L';
	const u8 *uuid = ptr;

	for (unsigned int i = 0; i < 16; i++) {
		u8 byte = uuid[swap && i < sizeof(little) ? little[i] : i];

		if (i == 4 || i == 6 || i == 8 || i == 10)
			put(&text, '-');
		put(&text, digits[byte >> 4]);
		put(&text, digits[byte & 15]);
	}
	put_finished(out, &text, spec);
}
