/* SPDX-License-Identifier: MIT */
/*
 * The first serial port (COM1): the main console and the monitor's input.
 *
 * Output polls: a byte is written when the transmitter is empty, so none is lost. Input comes by
 * interrupt into a ring, from which serial_getc() takes it; what comes while the ring is full is dropped
 * and counted, and so is what the port itself lost. A port that does not answer to the scratch register
 * test is not registered.
 *
 *	ring	[ . . . a b c d . . . ]		tail: next to read, head: next to write; both only
 *		        tail    head		count up, modulo RING_SIZE they are places
 *
 * Lock: rx.lock, taken with interrupts off.
 *
 * Tests: tests/kernel/serial_test.c (the port looped back to itself), tests/boot/test_monitor.py
 */
#include <asm/io.h>
#include <asm/processor.h>
#include <linux/console.h>
#include <linux/consoles.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/serial.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#define COM1	   0x3f8
#define COM1_IRQ   4
#define CLOCK_BAUD 115200

/* Registers, as offsets. DLL and DLM are there while LCR_DLAB is set. */
#define UART_RX	 0
#define UART_TX	 0
#define UART_DLL 0
#define UART_DLM 1
#define UART_IER 1
#define UART_IIR 2
#define UART_FCR 2
#define UART_LCR 3
#define UART_MCR 4
#define UART_LSR 5
#define UART_SCR 7

#define LCR_8N1	   0x03
#define LCR_DLAB   0x80
#define FCR_ENABLE 0x07 /* on, both FIFOs cleared */
#define MCR_READY  0x0b /* DTR, RTS, OUT2 (which lets the interrupt out) */
#define MCR_LOOP   0x10 /* what is sent comes back as received */
#define IER_DATA   0x01 /* interrupt when a byte has come, and when one was lost */
#define IER_LINE   0x04
#define IIR_NONE   0x01
#define LSR_DATA   0x01
#define LSR_LOST   0x02
#define LSR_EMPTY  0x20

/* Longer than a byte takes at 300 baud: then the line is stuck, and the kernel goes on without it. */
#define MAX_SPIN 1000000

static bool present;

static void put(u8 byte)
{
	for (int spin = 0; spin < MAX_SPIN && !(inb(COM1 + UART_LSR) & LSR_EMPTY); spin++)
		;
	outb(byte, COM1 + UART_TX);
}

static void serial_write(struct console *con, const char *s, size_t n)
{
	while (n--) {
		if (*s == '\n')
			put('\r');
		put(*s++);
	}
}

static struct console serial_console = { .name = "ttyS0", .write = serial_write };

static bool probe(void)
{
	outb(0x5a, COM1 + UART_SCR);
	if (inb(COM1 + UART_SCR) != 0x5a)
		return false;
	outb(0xa5, COM1 + UART_SCR);
	return inb(COM1 + UART_SCR) == 0xa5;
}

/* ---- input ---- */

#define RING_SIZE 1024

static struct {
	spinlock_t lock;
	unsigned int head, tail;
	unsigned int overruns;
	wait_queue_head_t wait;
	u8 bytes[RING_SIZE];
} rx = { .wait = __WAIT_QUEUE_HEAD_INITIALIZER(rx.wait) };

static void receive_locked(u8 byte)
{
	if (rx.head - rx.tail == RING_SIZE)
		rx.overruns++;
	else
		rx.bytes[rx.head++ % RING_SIZE] = byte;
}

/* Takes in all that the port has; true if there was anything. */
static bool drain_port(void)
{
	unsigned long flags;
	bool any = false;
	u8 status;

	spin_lock_irqsave(&rx.lock, flags);
	while ((status = inb(COM1 + UART_LSR)) & (LSR_DATA | LSR_LOST)) {
		any = true;
		rx.overruns += !!(status & LSR_LOST);
		if (status & LSR_DATA)
			receive_locked(inb(COM1 + UART_RX));
	}
	spin_unlock_irqrestore(&rx.lock, flags);
	return any;
}

static irqreturn_t serial_interrupt(int irq, void *dev_id)
{
	if (inb(COM1 + UART_IIR) & IIR_NONE)
		return IRQ_NONE;
	if (drain_port())
		wake_up(&rx.wait);
	return IRQ_HANDLED;
}

/* The oldest byte, or -1. */
static int take(void)
{
	unsigned long flags;
	int byte = -1;

	spin_lock_irqsave(&rx.lock, flags);
	if (rx.head != rx.tail)
		byte = rx.bytes[rx.tail++ % RING_SIZE];
	spin_unlock_irqrestore(&rx.lock, flags);
	return byte;
}

int serial_getc(void)
{
	int byte;

	wait_event(rx.wait, (byte = take()) >= 0);
	return byte;
}

int serial_trygetc(void)
{
	return take();
}

unsigned int serial_overruns(void)
{
	return READ_ONCE(rx.overruns);
}

void serial_loopback(bool on)
{
	outb(MCR_READY | (on ? MCR_LOOP : 0), COM1 + UART_MCR);
}

void serial_putc(u8 byte)
{
	put(byte);
}

static int __init serial_irq_init(void)
{
	int err;

	if (!present)
		return 0;
	err = request_irq(COM1_IRQ, serial_interrupt, IRQF_SHARED, "ttyS0", &rx);
	if (err)
		return err;
	outb(IER_DATA | IER_LINE, COM1 + UART_IER);
	return 0;
}
device_initcall(serial_irq_init);

/* ---- boot ---- */

void __init serial_console_init(void)
{
	if (!probe())
		return;
	present = true;
	outb(0, COM1 + UART_IER);
	outb(LCR_DLAB, COM1 + UART_LCR);
	outb(CLOCK_BAUD / 115200, COM1 + UART_DLL);
	outb(0, COM1 + UART_DLM);
	outb(LCR_8N1, COM1 + UART_LCR);
	outb(FCR_ENABLE, COM1 + UART_FCR);
	outb(MCR_READY, COM1 + UART_MCR);
	register_console(&serial_console);
}
