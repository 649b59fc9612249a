/* SPDX-License-Identifier: MIT */
/*
 * The kernel log.
 *
 * A message becomes one record per line, in a ring that forgets its oldest records:
 *
 *	log_buf   ... [ head | text ][ head | text ][ head | text ] ...
 *	              ^ log_first                                  ^ log_next
 *
 * Both positions count bytes since boot and never wrap back; a position modulo LOG_BUF_SIZE is a place
 * in the buffer. Each line also goes to the consoles at once, with the stamp in front, and a console
 * that registers late is shown the ring.
 *
 * All runs with interrupts off, so it may be called from any context. A message that comes while
 * another is being put together (a fault inside vsnprintf) finds a buffer of its own. When the stack has nearly run
 * out, which is when there is something to say, the CPU changes to a stack that is kept for that.
 *
 * Tests: tests/kernel/core/printk_test.c.
 */
#include <asm/switch_to.h>
#include <k896/log.h>
#include <k896/show.h>
#include <linux/console.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/nmi.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched/clock.h>
#include <linux/sched/task_stack.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#define LOG_BUF_SIZE (1U << 16)
#define MAX_LINE     480
#define MAX_NESTED   3

struct log_head {
	u64 nsec;
	u16 len;
	u8 level;
	u8 flags;
};

#define LOG_CONT    1 /* goes on with the line before: no stamp */
#define LOG_NEWLINE 2 /* ends its line */

static char log_buf[LOG_BUF_SIZE];
static u32 log_first, log_next;
static struct console *consoles;
int console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;

/* ---- the ring ---- */

static void ring_put(const void *data, u32 len)
{
	u32 at = log_next % LOG_BUF_SIZE, first = min(len, LOG_BUF_SIZE - at);

	memcpy(log_buf + at, data, first);
	memcpy(log_buf, (const char *)data + first, len - first);
	log_next += len;
}

static void ring_get(u32 pos, void *data, u32 len)
{
	u32 at = pos % LOG_BUF_SIZE, first = min(len, LOG_BUF_SIZE - at);

	memcpy(data, log_buf + at, first);
	memcpy((char *)data + first, log_buf, len - first);
}

/* Reads the record at @pos into @text (MAX_LINE + 1 bytes); returns the position of the next one. */
static u32 ring_read(u32 pos, struct log_head *head, char *text)
{
	ring_get(pos, head, sizeof(*head));
	ring_get(pos + sizeof(*head), text, head->len);
	text[head->len] = 0;
	return pos + sizeof(*head) + head->len;
}

static void ring_store(const struct log_head *head, const char *text)
{
	u32 need = sizeof(*head) + head->len;

	while (log_next + need - log_first > LOG_BUF_SIZE) {
		struct log_head oldest;

		ring_get(log_first, &oldest, sizeof(oldest));
		log_first += sizeof(oldest) + oldest.len;
	}
	ring_put(head, sizeof(*head));
	ring_put(text, head->len);
}

/* ---- consoles ---- */

/* Room for the stamp in front of a line. */
#define STAMP_LEN 24

/* @open: the line before has no end yet; afterwards, whether this one has none. */
static int format_line(char *out, size_t size, const struct log_head *head, const char *text,
		       bool *open)
{
	const char *start = *open && !(head->flags & LOG_CONT) ? "\n" : "";
	const char *end = head->flags & LOG_NEWLINE ? "\n" : "";
	u64 usec = div_u64(head->nsec, 1000);
	u32 fraction;
	u32 seconds = div_u64_rem(usec, 1000000, &fraction);
	bool goes_on = *open && head->flags & LOG_CONT;

	*open = !*end;
	if (goes_on)
		return scnprintf(out, size, "%s%s", text, end);
	return scnprintf(out, size, "%s[%5u.%06u] %s%s", start, seconds, fraction, text, end);
}

/* A mistake in write() is reported through it, too; a mistake in that only through the others. */
static void write_record(struct console *con, const struct log_head *head, const char *text)
{
	char line[MAX_LINE + STAMP_LEN];

	if (head->level >= console_loglevel || con->busy > 1)
		return;
	con->busy++;
	con->write(con, line, format_line(line, sizeof(line), head, text, &con->line_open));
	con->busy--;
	touch_hardlockup_watchdog(); /* a slow line is no bug */
}

void register_console(struct console *con)
{
	char text[MAX_LINE + 1];
	struct log_head head;
	unsigned long flags;

	local_irq_save(flags);
	con->line_open = false;
	for (u32 pos = log_first; pos != log_next;) {
		pos = ring_read(pos, &head, text);
		write_record(con, &head, text);
	}
	con->next = consoles;
	consoles = con;
	local_irq_restore(flags);
}

int unregister_console(struct console *con)
{
	int err = -ENODEV;
	unsigned long flags;

	local_irq_save(flags);
	for (struct console **link = &consoles; *link; link = &(*link)->next) {
		if (*link == con) {
			*link = con->next;
			err = 0;
			break;
		}
	}
	local_irq_restore(flags);
	return err;
}

void console_write(const char *s, size_t n)
{
	unsigned long flags;

	local_irq_save(flags);
	for (struct console *con = consoles; con; con = con->next)
		con->write(con, s, n);
	local_irq_restore(flags);
}

/* ---- printk ---- */

/* A message takes less than STACK_NEEDED; the other stack has room for those inside messages, too. */
#define STACK_NEEDED (THREAD_SIZE / 4)
static DEFINE_PER_CPU(char[THREAD_SIZE / 2], log_stack) __aligned(16);

static void log_line(u8 level, u8 flags, const char *text, size_t len)
{
	struct log_head head = {
		.nsec = local_clock(),
		.len = min_t(size_t, len, MAX_LINE),
		.level = level,
		.flags = flags,
	};
	char line[MAX_LINE + 1];

	memcpy(line, text, head.len);
	line[head.len] = 0;
	ring_store(&head, line);
	for (struct console *con = consoles; con; con = con->next)
		write_record(con, &head, line);
}

/* Takes the level off the front of @text. */
static const char *read_level(const char *text, u8 *level, u8 *flags)
{
	while (text[0] == KERN_SOH_ASCII && text[1]) {
		if (text[1] == 'c')
			*flags = LOG_CONT;
		else
			*level = text[1] - '0';
		text += 2;
	}
	return text;
}

static void log_text(const char *text)
{
	u8 level = LOGLEVEL_DEFAULT;
	u8 flags = 0;

	text = read_level(text, &level, &flags);
	for (;;) {
		const char *end = strchrnul(text, '\n');

		log_line(level, flags | (*end ? LOG_NEWLINE : 0), text, end - text);
		if (!end[0] || !end[1])
			return;
		text = end + 1;
	}
}

struct message {
	const char *fmt;
	va_list args;
	int len;
};

static void log_message(void *arg)
{
	static char buffers[MAX_NESTED][1024];
	static unsigned int nested;
	struct message *message = arg;
	char *buf = buffers[nested];

	if (nested >= MAX_NESTED)
		return;
	nested++;
	message->len = vscnprintf(buf, sizeof(buffers[0]), message->fmt, message->args);
	log_text(buf);
	nested--;
}

int vprintk(const char *fmt, va_list args)
{
	struct message message = { .fmt = fmt };
	unsigned long flags;

	va_copy(message.args, args);
	local_irq_save(flags);
	if (likely(stack_left() >= STACK_NEEDED))
		log_message(&message);
	else
		call_on_stack(this_cpu_ptr(&log_stack) + 1, log_message, &message);
	local_irq_restore(flags);
	va_end(message.args);
	return message.len;
}

int printk(const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vprintk(fmt, args);
	va_end(args);
	return n;
}

/* ---- reading it back ---- */

/*
 * Reads the record at *@pos, or the oldest one if that has been overwritten, and moves on. False when
 * there is none before @end.
 */
static bool next_record(u32 *pos, u32 end, struct log_head *head, char *text)
{
	unsigned long flags;
	bool found;

	local_irq_save(flags);
	if (log_next - *pos > log_next - log_first)
		*pos = log_first;
	found = (s32)(end - *pos) > 0;
	if (found)
		*pos = ring_read(*pos, head, text);
	local_irq_restore(flags);
	return found;
}

int log_show(struct seq_file *m, u32 since)
{
	char text[MAX_LINE + 1], line[MAX_LINE + STAMP_LEN];
	struct log_head head;
	bool open = false;

	for (u32 end = log_next; next_record(&since, end, &head, text);) {
		format_line(line, sizeof(line), &head, text, &open);
		seq_puts(m, line);
	}
	if (open)
		seq_putc(m, '\n');
	return 0;
}

int dmesg_show(struct seq_file *m)
{
	return log_show(m, log_first);
}

u32 log_position(void)
{
	return log_next;
}

unsigned int log_count(u32 since, const char *wanted)
{
	char text[MAX_LINE + 1];
	struct log_head head;
	unsigned int n = 0;

	for (u32 end = log_next; next_record(&since, end, &head, text);)
		n += strstr(text, wanted) != NULL;
	return n;
}

bool log_contains(u32 since, const char *wanted)
{
	return log_count(since, wanted) != 0;
}

/* ---- boot parameters ---- */

static int __init loglevel_setup(char *value)
{
	return kstrtoint(value, 0, &console_loglevel) == 0;
}
early_param("loglevel=", loglevel_setup);

/* console=NAME[,OPTIONS]: every console is used in any case; this only says whether there is such a one. */
static int __init console_setup(char *value)
{
	size_t len = strcspn(value, ",");

	for (const struct console *con = consoles; con; con = con->next)
		if (strlen(con->name) == len && !memcmp(con->name, value, len))
			return 1;
	return 0;
}
__setup("console=", console_setup);
