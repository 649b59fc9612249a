// SPDX-License-Identifier: MIT
/*
 * Bytes as hexadecimal digits, and back: <k896/hex.h>. A line of a dump is
 *
 *	6b 6b 6b 6b 6b 6b 6b a5  kkkkkkk.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>
#include <linux/string.h>

const char hex_asc[] = "0123456789abcdef";
const char hex_asc_upper[] = "0123456789ABCDEF";

int hex_to_bin(unsigned char c)
{
	if (isdigit(c))
		return c - '0';
	return isxdigit(c) ? tolower(c) - 'a' + 10 : -1;
}

int hex2bin(u8 *dst, const char *src, size_t count)
{
	for (; count; count--, src += 2) {
		int high = hex_to_bin(src[0]);
		int low = high < 0 ? -1 : hex_to_bin(src[1]);

		if (low < 0)
			return -EINVAL;
		*dst++ = high << 4 | low;
	}
	return 0;
}

char *bin2hex(char *dst, const void *src, size_t count)
{
	const u8 *bytes = src;

	while (count--)
		dst = hex_byte_pack(dst, *bytes++);
	return dst;
}

/* Room for 32 bytes: "00 " each, a space, the characters, the zero. */
#define LINE_MAX (32 * 3 + 1 + 32 + 1)

/* The machine is little-endian: the highest byte of a group is the last one in memory. */
static char *put_group(char *p, const u8 *bytes, int groupsize)
{
	while (groupsize--)
		p = hex_byte_pack(p, bytes[groupsize]);
	return p;
}

int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize, char *linebuf,
		       size_t linebuflen, bool ascii)
{
	const u8 *bytes = buf;
	char line[LINE_MAX], *p = line;
	size_t i;

	rowsize = rowsize == 32 ? 32 : 16;
	len = min_t(size_t, len, rowsize);
	if ((groupsize != 2 && groupsize != 4 && groupsize != 8) || len % groupsize != 0)
		groupsize = 1;

	for (i = 0; i < len; i += groupsize) {
		if (i)
			*p++ = ' ';
		p = put_group(p, bytes + i, groupsize);
	}
	if (ascii && len) {
		/* Where a full row ends: two digits a byte, a space a group, one more. */
		char *column = line + rowsize * 2 + rowsize / groupsize + 1;

		while (p < column)
			*p++ = ' ';
		for (i = 0; i < len; i++)
			*p++ = isprint(bytes[i]) ? bytes[i] : '.';
	}
	*p = '\0';
	if (linebuflen)
		strscpy(linebuf, line, linebuflen);
	return p - line;
}

void seq_hex_dump(struct seq_file *m, const char *prefix, int prefix_type, int rowsize,
		  int groupsize, const void *buf, size_t len, bool ascii)
{
	char line[LINE_MAX];
	size_t offset;

	rowsize = rowsize == 32 ? 32 : 16;
	for (offset = 0; offset < len; offset += rowsize) {
		hex_dump_to_buffer(buf + offset, len - offset, rowsize, groupsize, line,
				   sizeof(line), ascii);
		if (prefix_type == DUMP_PREFIX_ADDRESS)
			seq_printf(m, "%s%p: %s\n", prefix, buf + offset, line);
		else if (prefix_type == DUMP_PREFIX_OFFSET)
			seq_printf(m, "%s%.8zx: %s\n", prefix, offset, line);
		else
			seq_printf(m, "%s%s\n", prefix, line);
	}
}
