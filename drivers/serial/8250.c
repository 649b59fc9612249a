/* SPDX-License-Identifier: MIT */
/*
 * The first serial port (COM1): the main console and the monitor's input.
 *
 * Output polls: a byte is written when the transmitter is empty, so none is lost. Input comes by
 * interrupt and goes to the console's queue (k896/console_input.h); what the port itself lost is counted. A
 * port that does not answer to the scratch register test is not registered.
 *
 * Tests: tests/drivers/serial_test.c (the port looped back to itself), tests/boot/test_monitor.py
 */
#include <asm/io.h>
#include <asm/processor.h>
#include <k896/console_input.h>
#include <k896/consoles.h>
#include <linux/console.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/serial.h>

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

#define LCR_8N1	 0x03
#define LCR_DLAB 0x80
#define FCR_ENABLE                                                                                 \
	0x87 /* on, both FIFOs cleared; interrupt at 8 bytes, or at fewer and then a pause */
#define MCR_READY 0x0b /* DTR, RTS, OUT2 (which lets the interrupt out) */
#define MCR_LOOP  0x10 /* what is sent comes back as received */
#define IER_DATA  0x01 /* interrupt when a byte has come, and when one was lost */
#define IER_LINE  0x04
#define IIR_NONE  0x01
#define LSR_DATA  0x01
#define LSR_LOST  0x02
#define LSR_EMPTY 0x20

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

static unsigned int overruns; /* written by the handler only */

/* Takes in all that the port has. */
static void drain_port(void)
{
	u8 status;

	while ((status = inb(COM1 + UART_LSR)) & (LSR_DATA | LSR_LOST)) {
		overruns += !!(status & LSR_LOST);
		if (status & LSR_DATA)
			console_receive(inb(COM1 + UART_RX));
	}
}

static irqreturn_t serial_interrupt(int irq, void *dev_id)
{
	if (inb(COM1 + UART_IIR) & IIR_NONE)
		return IRQ_NONE;
	drain_port();
	return IRQ_HANDLED;
}

unsigned int serial_overruns(void)
{
	return READ_ONCE(overruns);
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
	err = request_irq(COM1_IRQ, serial_interrupt, IRQF_SHARED, "ttyS0", &serial_console);
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
