/* SPDX-License-Identifier: MIT */
/*
 * The keyboard controller of a PC. Its two ports tell it and the keyboard apart: a command written to 0x64 is for
 * the controller, a byte written to 0x60 is for the keyboard. What comes back is read from 0x60, one byte
 * for each interrupt.
 *
 * Probing touches nothing else and waits for nothing for long: a machine without controller reads all ones, or
 * never answers; a controller without keyboard gets no acknowledgement. In all of these cases the driver
 * goes away, and there is no keyboard. The controller's second port, the mouse's, stays off.
 *
 * Tests: tests/boot/test_keyboard.py
 */
#include <asm/io.h>
#include <linux/delay.h>
#include <linux/i8042.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/printk.h>

#define DATA	0x60
#define COMMAND 0x64 /* when written */
#define STATUS	0x64 /* when read */
#define IRQ	1

#define STATUS_OUTPUT 0x01 /* there is a byte to read */
#define STATUS_INPUT  0x02 /* the last byte written has not been taken yet */
#define STATUS_MOUSE  0x20 /* the byte to read is the second port's */

#define READ_CONFIG	 0x20
#define WRITE_CONFIG	 0x60
#define DISABLE_MOUSE	 0xa7
#define DISABLE_KEYBOARD 0xad
#define ENABLE_KEYBOARD	 0xae

#define CONFIG_KEYBOARD_IRQ 0x01
#define CONFIG_MOUSE_IRQ    0x02
#define CONFIG_TRANSLATE    0x40 /* to scan code set 1, whatever the keyboard speaks */

#define KBD_ENABLE 0xf4 /* send key codes from now on */
#define KBD_ACK	   0xfa

/* A controller answers in microseconds, a keyboard in a few milliseconds: polls of 10 microseconds. */
#define MAX_POLLS 2000

/* The controller and the keyboard keep fewer bytes than that between them. */
#define MAX_TYPED 32

static bool wait_status(u8 mask, u8 value)
{
	for (int i = 0; i < MAX_POLLS; i++) {
		if ((inb(STATUS) & mask) == value)
			return true;
		udelay(10);
	}
	return false;
}

static bool write_port(u16 port, u8 byte)
{
	if (!wait_status(STATUS_INPUT, 0))
		return false;
	outb(byte, port);
	return true;
}

/* The next byte, or -1 if none comes. */
static int read_data(void)
{
	return wait_status(STATUS_OUTPUT, STATUS_OUTPUT) ? inb(DATA) : -1;
}

/* What was typed before anybody asked. Where there is always one more, there is no controller. */
static bool drain(void)
{
	for (int i = 0; i < MAX_TYPED; i++) {
		if (!(inb(STATUS) & STATUS_OUTPUT))
			return true;
		inb(DATA);
	}
	return false;
}

static bool setup_controller(void)
{
	int config;

	if (inb(STATUS) == 0xff || !write_port(COMMAND, DISABLE_KEYBOARD) ||
	    !write_port(COMMAND, DISABLE_MOUSE) || !drain() || !write_port(COMMAND, READ_CONFIG))
		return false;
	config = read_data();
	if (config < 0)
		return false;
	config |= CONFIG_KEYBOARD_IRQ | CONFIG_TRANSLATE;
	config &= ~CONFIG_MOUSE_IRQ;
	return write_port(COMMAND, WRITE_CONFIG) && write_port(DATA, config) &&
	       write_port(COMMAND, ENABLE_KEYBOARD);
}

/* Keys that are pressed just now may come before the acknowledgement. */
static bool setup_keyboard(void)
{
	int byte = -1;

	if (!write_port(DATA, KBD_ENABLE))
		return false;
	for (int i = 0; i < MAX_TYPED && byte != KBD_ACK; i++) {
		byte = read_data();
		if (byte < 0)
			return false;
	}
	return byte == KBD_ACK;
}

static irqreturn_t i8042_interrupt(int irq, void *dev_id)
{
	u8 status = inb(STATUS), byte;

	if (!(status & STATUS_OUTPUT))
		return IRQ_NONE;
	byte = inb(DATA);
	if (!(status & STATUS_MOUSE))
		atkbd_receive(byte);
	return IRQ_HANDLED;
}

static int __init i8042_init(void)
{
	if (!setup_controller() || !setup_keyboard()) {
		pr_info("i8042: no keyboard\n");
		return 0;
	}
	pr_info("i8042: keyboard, irq %d\n", IRQ);
	return request_irq(IRQ, i8042_interrupt, 0, "i8042", NULL);
}
device_initcall(i8042_init);
