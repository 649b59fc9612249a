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
 * Locks: tty.read_lock makes readers take turns, and is held while one waits for input. Inside it tty.lock, for moments
 * only: nobody waits for input or touches user memory with it, so settings can be changed while somebody reads; the
 * reader then looks again what they mean. Ctrl-C comes from interrupts and leaves a flag only.
 *
 * Tests: tests/drivers/tty_test.c, tests/boot/test_tty.py
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
	struct mutex read_lock;
	struct mutex lock; /* all below, but for drop */
	struct termios termios;
	unsigned int changes; /* of termios and closed */
	char line[LINE_SIZE]; /* only the reader changes its bytes */
	size_t at, len;
	bool ready;
	bool drop;   /* set by Ctrl-C: what is in the line was typed before it */
	bool closed; /* nobody's program has the console: not between tty_begin() and tty_end() */
	console_interrupt_t interrupt, before;
} tty = { .read_lock = __MUTEX_INITIALIZER(tty.read_lock),
	  .lock = __MUTEX_INITIALIZER(tty.lock),
	  .closed = true };

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

static void set_termios_locked(const struct termios *termios)
{
	tty.termios = *termios;
	WRITE_ONCE(tty.changes, tty.changes + 1);
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
	set_termios_locked(&first_termios);
	mutex_unlock(&tty.lock);
}

/* A program that was left behind may be waiting for input. It wakes and fails. */
void tty_end(void)
{
	mutex_lock(&tty.lock);
	tty.closed = true;
	WRITE_ONCE(tty.changes, tty.changes + 1);
	console_set_interrupt(tty.before);
	mutex_unlock(&tty.lock);
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

/* ---- reading; read_lock is held, and lock, but where it is let go ---- */

/* Of what has been typed, a line at most. */
static void take_line(void)
{
	int c;

	do {
		c = console_trygetc();
		if (xchg(&tty.drop, false))
			empty_line();
		if (c >= 0)
			take(c);
	} while (c >= 0 && !tty.ready);
}

/* Without ICANON: at least VMIN bytes (or one, or none), at most @count. What was typed as a line goes first. */
static void take_raw(size_t count)
{
	size_t most = min_t(size_t, count, LINE_SIZE);
	int c = 0;

	tty.drop = false;
	while (tty.len < most && (c = console_trygetc()) >= 0)
		append(c == '\r' && tty.termios.c_iflag & ICRNL ? '\n' : c);
	tty.ready = tty.len >= min_t(size_t, most, tty.termios.c_cc[VMIN]);
}

/* Lets others change the settings until there is something to look at. 0, or -EAGAIN, -ERESTARTSYS. */
static int wait_for_more(bool may_wait)
{
	unsigned int seen = tty.changes;
	int err;

	if (!may_wait)
		return -EAGAIN;
	mutex_unlock(&tty.lock);
	err = console_wait_change(&tty.changes, seen);
	mutex_lock(&tty.lock);
	return err;
}

/* Until there is a line, or are bytes enough. 0 or -errno; what has been typed so far stays, if it does not go over. */
static int fill(size_t count, bool may_wait)
{
	int err = 0;

	for (;;) {
		if (tty.closed)
			return -EIO;
		if (tty.ready)
			return 0;
		if (has(ICANON))
			take_line();
		else
			take_raw(count);
		if (err && !has(ICANON) && tty.len)
			tty.ready = true; /* not all that it wanted */
		if (tty.ready)
			return 0;
		if (err)
			return err;
		err = wait_for_more(may_wait);
	}
}

/* Only readers change the line's bytes; that they were dropped meanwhile makes no difference to this one. */
static ssize_t hand_over(char __user *buf, size_t count)
{
	size_t at = tty.at, n = min(count, tty.len - at);
	unsigned long left;

	mutex_unlock(&tty.lock);
	left = copy_to_user(buf, tty.line + at, n);
	mutex_lock(&tty.lock);
	if (left)
		return -EFAULT;
	if (tty.ready)
		tty.at = at + n;
	if (tty.at == tty.len)
		empty_line();
	return n;
}

static int lock_reader(bool may_wait)
{
	if (may_wait)
		return mutex_lock_interruptible(&tty.read_lock) ? -ERESTARTSYS : 0;
	return mutex_trylock(&tty.read_lock) ? 0 : -EAGAIN;
}

static ssize_t tty_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	bool may_wait = !(file->f_flags & O_NONBLOCK);
	ssize_t result;

	if (!count)
		return 0;
	result = lock_reader(may_wait);
	if (result)
		return result;
	mutex_lock(&tty.lock);
	result = fill(count, may_wait) ?: hand_over(buf, count);
	mutex_unlock(&tty.lock);
	mutex_unlock(&tty.read_lock);
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

/* The line, and what nobody has taken; unless it is somebody else's now. */
static void drop_input_locked(void)
{
	empty_line();
	while (!tty.closed && console_trygetc() >= 0)
		;
}

static long change_termios(const void __user *from, bool drop_input)
{
	struct termios termios;

	if (copy_from_user(&termios, from, sizeof(termios)))
		return -EFAULT;
	mutex_lock(&tty.lock);
	if (drop_input)
		drop_input_locked();
	set_termios_locked(&termios);
	mutex_unlock(&tty.lock);
	return 0;
}

static long tell_termios(void __user *to)
{
	struct termios termios;

	mutex_lock(&tty.lock);
	termios = tty.termios;
	mutex_unlock(&tty.lock);
	return copy_to_user(to, &termios, sizeof(termios)) ? -EFAULT : 0;
}

/* tcflush(); what is written has gone out already. */
static long flush(unsigned long which)
{
	if (which > TCIOFLUSH)
		return -EINVAL;
	if (which == TCOFLUSH)
		return 0;
	mutex_lock(&tty.lock);
	drop_input_locked();
	mutex_unlock(&tty.lock);
	return 0;
}

static int bytes_ready(void)
{
	int n;

	mutex_lock(&tty.lock);
	n = tty.ready ? tty.len - tty.at : 0;
	mutex_unlock(&tty.lock);
	return n;
}

static long tty_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	const struct winsize size = { .ws_row = 25, .ws_col = 80 };
	void __user *user = (void __user *)arg;

	switch (cmd) {
	case TCGETS:
		return tell_termios(user);
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return change_termios(user, cmd == TCSETSF);
	case TIOCGWINSZ:
		return copy_to_user(user, &size, sizeof(size)) ? -EFAULT : 0;
	case FIONREAD:
		return put_user(bytes_ready(), (int __user *)user);
	case TCSBRK: /* tcdrain() */
		return 0;
	case TCFLSH:
		return flush(arg);
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
