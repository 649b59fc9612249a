/* SPDX-License-Identifier: MIT */
/*
 * A sink for text. Whoever has something to show (/proc views, test results, monitor commands)
 * writes it into a seq_file and does not know where it goes.
 *
 * The buffer belongs to the caller. Without a flush function the text must fit, or it is cut and
 * seq_has_overflowed() says so. With one, a full buffer is handed to flush and begun anew, so the
 * text has no limit, except that one seq_printf() must fit into the whole buffer.
 *
 * Any context; the sink takes no lock, so one sink belongs to one writer. flush may sleep only if
 * every writer of that sink may.
 *
 * Tests: tests/lib/seq_file_test.c
 */
#ifndef _LINUX_SEQ_FILE_H
#define _LINUX_SEQ_FILE_H

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/types.h>

/* Invariant: count <= size, and buf[0..count) is text that has not been flushed. */
struct seq_file {
	char *buf;
	size_t size;
	size_t count;
	bool overflow;			   /* some text was cut */
	void (*flush)(struct seq_file *m); /* takes buf[0..count); the sink then empties it */
	void *private;			   /* for flush, or for whoever made the sink */
};

/* A sink on @buffer; @flush may be NULL. */
static inline void seq_init(struct seq_file *m, char *buffer, size_t size,
			    void (*flush)(struct seq_file *m))
{
	*m = (struct seq_file){ .buf = buffer, .size = size, .flush = flush };
}

static inline bool seq_has_overflowed(const struct seq_file *m)
{
	return m->overflow;
}

/* Hands over what is there. Without a flush function it does nothing. */
void seq_flush(struct seq_file *m);

__printf(2, 3) void seq_printf(struct seq_file *m, const char *fmt, ...);
__printf(2, 0) void seq_vprintf(struct seq_file *m, const char *fmt, va_list args);
void seq_putc(struct seq_file *m, char c);
void seq_puts(struct seq_file *m, const char *s);

/* Returns 0, or -1 when not everything fitted. */
int seq_write(struct seq_file *m, const void *data, size_t len);

/* Lines as hex_dump_to_buffer() makes them, each behind @prefix (and an offset or address). */
void seq_hex_dump(struct seq_file *m, const char *prefix, int prefix_type, int rowsize,
		  int groupsize, const void *buf, size_t len, bool ascii);

#endif
