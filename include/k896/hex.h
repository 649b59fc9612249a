/* SPDX-License-Identifier: MIT */
/*
 * Bytes as hexadecimal digits, and back. Any context.
 *
 * Tests: tests/lib/hexdump_test.c
 */
#ifndef _K896_HEX_H
#define _K896_HEX_H

#include <linux/compiler.h>
#include <linux/types.h>

extern const char hex_asc[];
extern const char hex_asc_upper[];

#define hex_asc_lo(x) hex_asc[((x)&0x0f)]
#define hex_asc_hi(x) hex_asc[((x)&0xf0) >> 4]

/* Two digits of @byte; returns the place behind them. */
static inline char *hex_byte_pack(char *buf, u8 byte)
{
	*buf++ = hex_asc_hi(byte);
	*buf++ = hex_asc_lo(byte);
	return buf;
}

/* The value of one digit, or -1. */
int hex_to_bin(unsigned char c);

/* @count bytes from twice as many digits; 0, or -EINVAL at the first that is none. */
int __must_check hex2bin(u8 *dst, const char *src, size_t count);
char *bin2hex(char *dst, const void *src, size_t count);

/* What is put in front of each line of a dump. */
enum { DUMP_PREFIX_NONE, DUMP_PREFIX_ADDRESS, DUMP_PREFIX_OFFSET };

/**
 * hex_dump_to_buffer - one line of a dump
 * @buf: what to show
 * @len: how much of it there is; at most @rowsize bytes are shown
 * @rowsize: bytes in a full line, 16 or 32
 * @groupsize: bytes printed as one little-endian number: 1, 2, 4 or 8
 * @linebuf: gets the line, ended by a zero byte
 * @linebuflen: its size
 * @ascii: whether the characters follow, in a column of their own
 *
 * Any other @rowsize counts as 16, any other @groupsize as 1, as does one that @len is no multiple
 * of. Returns the length of the whole line, even when it was cut.
 */
int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize, char *linebuf,
		       size_t linebuflen, bool ascii);

#endif
