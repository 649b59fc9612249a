/* SPDX-License-Identifier: MIT */
/*
 * The queue of typed bytes. Devices fill it from their interrupt handlers; one reader at a time sleeps on it.
 *
 *	queue	[ . . . a b c d . . . ]		tail: next to read, head: next to write; both only
 *		        tail    head		count up, modulo QUEUE_SIZE they are places
 *
 * Lock: queue.lock, taken with interrupts off.
 *
 * Tests: tests/drivers/console_input_test.c, tests/boot/test_monitor.py
 */
#include <k896/console_input.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#define QUEUE_SIZE 1024

static struct {
	spinlock_t lock;
	unsigned int head, tail;
	unsigned int overruns;
	console_interrupt_t interrupt;
	wait_queue_head_t wait;
	u8 bytes[QUEUE_SIZE];
} queue = { .lock = __SPIN_LOCK_INITIALIZER(queue.lock),
	    .wait = __WAIT_QUEUE_HEAD_INITIALIZER(queue.wait) };

static void put_locked(u8 byte)
{
	if (queue.head - queue.tail == QUEUE_SIZE)
		queue.overruns++;
	else
		queue.bytes[queue.head++ % QUEUE_SIZE] = byte;
}

void console_receive(u8 byte)
{
	unsigned long flags;

	spin_lock_irqsave(&queue.lock, flags);
	if (byte == CTRL('C') && queue.interrupt) {
		queue.tail = queue.head;
		queue.interrupt();
	} else {
		put_locked(byte);
	}
	spin_unlock_irqrestore(&queue.lock, flags);
	wake_up(&queue.wait);
}

int console_trygetc(void)
{
	unsigned long flags;
	int byte = -1;

	spin_lock_irqsave(&queue.lock, flags);
	if (queue.head != queue.tail)
		byte = queue.bytes[queue.tail++ % QUEUE_SIZE];
	spin_unlock_irqrestore(&queue.lock, flags);
	return byte;
}

int console_getc(void)
{
	int byte;

	wait_event(queue.wait, (byte = console_trygetc()) >= 0);
	return byte;
}

int console_getc_interruptible(void)
{
	int byte, err;

	err = wait_event_interruptible(queue.wait, (byte = console_trygetc()) >= 0);
	return err ?: byte;
}

int console_wait_change(const unsigned int *changes, unsigned int seen)
{
	return wait_event_interruptible(queue.wait,
					console_has_input() || READ_ONCE(*changes) != seen);
}

bool console_has_input(void)
{
	return READ_ONCE(queue.head) != READ_ONCE(queue.tail);
}

bool console_wait_input(unsigned int ticks)
{
	return wait_event_timeout(queue.wait, console_has_input(), ticks) != 0;
}

unsigned int console_overruns(void)
{
	return READ_ONCE(queue.overruns);
}

/* Takes out all up to the last Ctrl-C; false if there is none. */
static bool take_ctrl_c_locked(void)
{
	for (unsigned int at = queue.head; at != queue.tail; at--) {
		if (queue.bytes[(at - 1) % QUEUE_SIZE] != CTRL('C'))
			continue;
		queue.tail = at;
		return true;
	}
	return false;
}

console_interrupt_t console_set_interrupt(console_interrupt_t interrupt)
{
	console_interrupt_t before;
	unsigned long flags;

	spin_lock_irqsave(&queue.lock, flags);
	before = queue.interrupt;
	queue.interrupt = interrupt;
	if (interrupt && take_ctrl_c_locked())
		interrupt();
	spin_unlock_irqrestore(&queue.lock, flags);
	wake_up(&queue.wait);
	return before;
}
