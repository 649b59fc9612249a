// SPDX-License-Identifier: MIT
/*
 * The sink for text. The contract is in <linux/seq_file.h>; tests: tests/lib/seq_file_test.c
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>

void seq_flush(struct seq_file *m)
{
	if (!m->flush || !m->count)
		return;
	m->flush(m);
	m->count = 0;
}

/*
 * vsnprintf() needs one byte more than the text, for the zero. A text that does not fit is tried
 * again in the emptied buffer; if it is cut even then, what is there stays.
 */
void seq_vprintf(struct seq_file *m, const char *fmt, va_list args)
{
	va_list again;
	size_t room = m->size - m->count, len;

	va_copy(again, args);
	len = vsnprintf(m->buf + m->count, room, fmt, args);
	if (len >= room && m->flush && m->count) {
		seq_flush(m);
		room = m->size;
		len = vsnprintf(m->buf, room, fmt, again);
	}
	va_end(again);

	if (len >= room) {
		m->overflow = true;
		len = room ? room - 1 : 0;
	}
	m->count += len;
}

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	seq_vprintf(m, fmt, args);
	va_end(args);
}

int seq_write(struct seq_file *m, const void *data, size_t len)
{
	while (len) {
		size_t part = min(len, m->size - m->count);

		if (part) {
			memcpy(m->buf + m->count, data, part);
			m->count += part;
			data += part;
			len -= part;
		} else if (m->flush && m->count) {
			seq_flush(m);
		} else {
			m->overflow = true;
			return -1;
		}
	}
	return 0;
}

void seq_putc(struct seq_file *m, char c)
{
	seq_write(m, &c, 1);
}

void seq_puts(struct seq_file *m, const char *s)
{
	seq_write(m, s, strlen(s));
}
