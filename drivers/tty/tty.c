/* SPDX-License-Identifier: MIT */
/*
 * The console as a terminal: what user programs have as their descriptors 0 to 2.
 *
 * Reading gives a line at a time, however few bytes of it each read() takes; until Enter it can be corrected
 * with backspace, Ctrl-W and Ctrl-U. Ctrl-D ends a line without being part of it, so on an empty line it is the
 * end of the file. Ctrl-C is a signal to whoever has the console and drops the line. A program that has turned
 * ICANON off gets bytes as they come. Writing is as the console's: a newline goes out with a carriage return.
 *
 *	queue (console_input.c) -> take() -> line[ 0 .. at .. len ] -> read()
 *				     |					ready: it is complete
 *				     +-> echo
 *
 * What is left out: the line is edited and echoed while somebody reads it, not before; one terminal for all;
 * other control characters than these; VTIME; jobs in the background, whose read() is an error.
 *
 * Lock: tty.lock, which sleeps; Ctrl-C comes from interrupts and leaves a flag only.
 *
 * Tests: tests/boot/test_tty.py
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/tty.h>
#include <linux/uaccess.h>
#include <uapi/asm/termios.h>

#define LINE_SIZE  1024
#define WRITE_SIZE 256 /* bytes that go out at once, interrupts off */

static const struct termios first_termios = {
	.c_iflag = ICRNL | IXON,
	.c_oflag = OPOST | ONLCR,
	.c_cflag = B38400 | CS8 | CREAD,
	.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
	.c_cc = { [VINTR] = CTRL('C'),
		  [VQUIT] = 0x1c,
		  [VERASE] = 0x7f,
		  [VKILL] = CTRL('U'),
		  [VEOF] = CTRL('D'),
		  [VMIN] = 1,
		  [VSTART] = CTRL('Q'),
		  [VSTOP] = CTRL('S'),
		  [VSUSP] = CTRL('Z'),
		  [VWERASE] = CTRL('W') },
};

/* Invariant: at <= len <= LINE_SIZE; at is 0 unless ready. */
static struct {
	struct mutex lock;
	struct termios termios;
	char line[LINE_SIZE];
	size_t at, len;
	bool ready;
	bool drop;   /* set by Ctrl-C: what is in the line was typed before it */
	bool closed; /* nobody's program has the console: not between tty_begin() and tty_end() */
	console_interrupt_t interrupt, before;
} tty = { .lock = __MUTEX_INITIALIZER(tty.lock), .closed = true };

static bool has(unsigned int local_flag)
{
	return tty.termios.c_lflag & local_flag;
}

/* ---- who has the console ---- */

static void take_ctrl_c(void)
{
	tty.drop = true;
	console_write("^C\n", 3);
	tty.interrupt();
}

static void set_termios(const struct termios *termios)
{
	tty.termios = *termios;
	if (!tty.closed)
		console_set_interrupt(has(ISIG) ? take_ctrl_c : NULL);
}

static void empty_line(void)
{
	tty.at = tty.len = 0;
	tty.ready = false;
}

void tty_begin(console_interrupt_t interrupt)
{
	mutex_lock(&tty.lock);
	empty_line();
	tty.interrupt = interrupt;
	tty.before = console_set_interrupt(take_ctrl_c);
	tty.closed = false;
	set_termios(&first_termios);
	mutex_unlock(&tty.lock);
}

/* Without the lock: a program that was left behind may hold it, waiting for input. It wakes and fails. */
void tty_end(void)
{
	WRITE_ONCE(tty.closed, true);
	console_set_interrupt(tty.before);
}

/* ---- the line ---- */

static void echo(const char *s)
{
	if (has(ECHO))
		console_write(s, strlen(s));
}

/* A control character is shown as two: ^A. */
static void echo_char(char c)
{
	if (c == '\n' || c == '\t' || (unsigned char)c >= ' ')
		echo((char[]){ c, 0 });
	else
		echo((char[]){ '^', c + '@', 0 });
}

static void erase_char(void)
{
	char c = tty.line[--tty.len];

	echo((unsigned char)c < ' ' ? "\b\b  \b\b" : "\b \b");
}

static void erase_word(void)
{
	while (tty.len && tty.line[tty.len - 1] == ' ')
		erase_char();
	while (tty.len && tty.line[tty.len - 1] != ' ')
		erase_char();
}

static void append(char c)
{
	if (tty.len == LINE_SIZE)
		return;
	tty.line[tty.len++] = c;
	echo_char(c);
}

/* A typed byte. Of a line that is full all is dropped but its end. */
static void take(char c)
{
	const unsigned char *cc = tty.termios.c_cc;

	if (c == '\r' && tty.termios.c_iflag & ICRNL)
		c = '\n';
	if (c == '\n') {
		tty.len = min_t(size_t, tty.len, LINE_SIZE - 1);
		append(c);
		tty.ready = true;
	} else if (c == cc[VEOF]) {
		tty.ready = true;
	} else if (c == cc[VKILL]) {
		while (tty.len)
			erase_char();
	} else if (c == cc[VWERASE]) {
		erase_word();
	} else if (c == cc[VERASE] || c == '\b') {
		if (tty.len)
			erase_char();
	} else {
		append(c);
	}
}

/* ---- reading ---- */

/* The next byte, or -errno. */
static int next_byte(bool may_wait)
{
	int c = may_wait ? console_getc_unless(&tty.closed) : console_trygetc();

	return c >= 0 || may_wait ? c : -EAGAIN;
}

/* Until there is a line. 0 or -errno; what has been typed so far stays. */
static int fill_line(bool may_wait)
{
	while (!tty.ready) {
		int c = next_byte(may_wait);

		if (xchg(&tty.drop, false))
			empty_line();
		if (c < 0)
			return c;
		take(c);
	}
	return 0;
}

/* Without ICANON: at least VMIN bytes (or one, or none), at most @count. What was typed as a line goes first. */
static int fill_raw(size_t count, bool may_wait)
{
	size_t least = min_t(size_t, tty.termios.c_cc[VMIN], min_t(size_t, count, LINE_SIZE));

	tty.drop = false;
	while (tty.len < min_t(size_t, count, LINE_SIZE)) {
		bool enough = tty.len >= least;
		int c = next_byte(may_wait && !enough);

		if (c < 0 && (enough || tty.len))
			break;
		if (c < 0)
			return c;
		append(c == '\r' && tty.termios.c_iflag & ICRNL ? '\n' : c);
	}
	tty.ready = true;
	return 0;
}

static ssize_t read_locked(char __user *buf, size_t count, bool may_wait)
{
	size_t n;
	int err = 0;

	if (tty.closed)
		return -EIO;
	if (!tty.ready)
		err = has(ICANON) ? fill_line(may_wait) : fill_raw(count, may_wait);
	if (err)
		return err;
	n = min(count, tty.len - tty.at);
	if (copy_to_user(buf, tty.line + tty.at, n))
		return -EFAULT;
	tty.at += n;
	if (tty.at == tty.len)
		empty_line();
	return n;
}

static ssize_t tty_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	ssize_t result;

	if (!count)
		return 0;
	if (mutex_lock_interruptible(&tty.lock))
		return -ERESTARTSYS;
	result = read_locked(buf, count, !(file->f_flags & O_NONBLOCK));
	mutex_unlock(&tty.lock);
	return result;
}

/* ---- writing ---- */

/* In parts, between which a signal ends it. */
static ssize_t tty_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	char part[WRITE_SIZE];
	size_t done = 0;

	while (done < count) {
		size_t n = min_t(size_t, count - done, sizeof(part));
		size_t got = n - copy_from_user(part, buf + done, n);

		console_write(part, got);
		done += got;
		if (got < n)
			return done ?: -EFAULT;
		if (signal_pending(current) && done < count)
			return done;
		cond_resched();
	}
	return done;
}

/* ---- settings ---- */

static long change_termios(const void __user *from, bool drop_input)
{
	struct termios termios;

	if (copy_from_user(&termios, from, sizeof(termios)))
		return -EFAULT;
	mutex_lock(&tty.lock);
	if (drop_input) {
		empty_line();
		while (console_trygetc() >= 0)
			;
	}
	set_termios(&termios);
	mutex_unlock(&tty.lock);
	return 0;
}

static long tty_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	const struct winsize size = { .ws_row = 25, .ws_col = 80 };
	void __user *user = (void __user *)arg;

	switch (cmd) {
	case TCGETS:
		return copy_to_user(user, &tty.termios, sizeof(tty.termios)) ? -EFAULT : 0;
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return change_termios(user, cmd == TCSETSF);
	case TIOCGWINSZ:
		return copy_to_user(user, &size, sizeof(size)) ? -EFAULT : 0;
	case FIONREAD:
		return put_user((int)(tty.ready ? tty.len - tty.at : 0), (int __user *)user);
	}
	return -ENOTTY;
}

static const struct file_operations tty_fops = {
	.read = tty_read,
	.write = tty_write,
	.ioctl = tty_ioctl,
};

static int __init tty_init(void)
{
	tty.termios = first_termios;
	return register_chrdev_file("console", MKDEV(5, 1), &tty_fops) ?:
		       register_chrdev_file("tty", MKDEV(5, 0), &tty_fops);
}
device_initcall(tty_init);
