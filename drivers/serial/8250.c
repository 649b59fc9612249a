/* SPDX-License-Identifier: MIT */
/*
 * The first serial port (COM1): the main console and the monitor's input.
 *
 * Output polls: a byte is written when the transmitter is empty, so none is lost. Input comes by
 * polling too. A port that does not answer to the scratch register test is not registered.
 */
#include <asm/io.h>
#include <asm/processor.h>
#include <linux/console.h>
#include <linux/consoles.h>
#include <linux/init.h>
#include <linux/serial.h>

#define COM1	    0x3f8
#define CLOCK_BAUD  115200

/* Registers, as offsets. DLL and DLM are there while LCR_DLAB is set. */
#define UART_RX	 0
#define UART_TX	 0
#define UART_DLL 0
#define UART_DLM 1
#define UART_IER 1
#define UART_FCR 2
#define UART_LCR 3
#define UART_MCR 4
#define UART_LSR 5
#define UART_SCR 7

#define LCR_8N1	   0x03
#define LCR_DLAB   0x80
#define FCR_ENABLE 0x07 /* on, both FIFOs cleared */
#define MCR_READY  0x0b /* DTR, RTS, OUT2 (which lets the interrupt out) */
#define LSR_DATA   0x01
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

int serial_getc(void)
{
	while (!present || !(inb(COM1 + UART_LSR) & LSR_DATA))
		cpu_relax();
	return inb(COM1 + UART_RX);
}

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
