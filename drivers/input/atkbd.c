/* SPDX-License-Identifier: MIT */
/*
 * The keys of an AT keyboard, US layout. A key sends a number when it goes down, and again while it is held, and
 * that number with the top bit set when it goes up (scan code set 1). Keys that the first keyboards did not
 * have send 0xe0 first, and Pause alone sends 0xe1 and two numbers more.
 *
 * What a key means goes out as bytes, as a terminal would send it: arrows and their neighbours are escape
 * sequences, Ctrl and a letter is a control character. Alt, function keys, number lock and lamps are left out;
 * the number pad is arrows.
 *
 * The state is touched by the interrupt handler only.
 *
 * Tests: tests/drivers/atkbd_test.c, and tests/boot/test_keyboard.py with QEMU's keyboard
 */
#include <k896/console_input.h>
#include <linux/ctype.h>
#include <linux/i8042.h>
#include <linux/kernel.h>

#define RELEASED 0x80

enum { KEY_CTRL = 0x1d, KEY_LEFT_SHIFT = 0x2a, KEY_RIGHT_SHIFT = 0x36, KEY_CAPS_LOCK = 0x3a };

static const char plain[] =
	"\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 ";
static const char shifted[] =
	"\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 ";

/* From the 7 of the number pad to its dot; the same numbers, behind 0xe0, are the keys beside it. */
#define FIRST_PAD_KEY 0x47
static const char *const pad[] = { "\033[H",  "\033[A",	 "\033[5~", "-",      "\033[D",
				   "",	      "\033[C",	 "+",	    "\033[F", "\033[B",
				   "\033[6~", "\033[2~", "\033[3~" };

static struct {
	bool shift, ctrl, caps_lock, caps_held;
	bool extended;	   /* the last one was 0xe0 */
	unsigned int skip; /* how many more belong to Pause */
} keyboard;

static void send(const char *bytes)
{
	while (*bytes)
		console_receive(*bytes++);
}

/* Shift, Ctrl and Caps Lock: true if it was one of them. */
static bool take_modifier(u8 key, bool down)
{
	switch (key) {
	case KEY_LEFT_SHIFT:
	case KEY_RIGHT_SHIFT:
		if (!keyboard.extended) /* else it is a shift that nobody pressed, around an arrow */
			keyboard.shift = down;
		return true;
	case KEY_CTRL:
		keyboard.ctrl = down;
		return true;
	case KEY_CAPS_LOCK:
		keyboard.caps_lock ^= down && !keyboard.caps_held;
		keyboard.caps_held = down;
		return true;
	}
	return false;
}

static void type(u8 key)
{
	bool upper = keyboard.shift ^ (keyboard.caps_lock && isalpha(plain[key]));
	char c = upper ? shifted[key] : plain[key];

	if (keyboard.ctrl && c >= '@' && c < 0x7f)
		c = CTRL(c);
	if (c)
		console_receive(c);
}

static void press(u8 key)
{
	if (key >= FIRST_PAD_KEY && key < FIRST_PAD_KEY + ARRAY_SIZE(pad))
		send(pad[key - FIRST_PAD_KEY]);
	else if (key < sizeof(plain) - 1)
		type(key);
}

void atkbd_receive(u8 code)
{
	u8 key = code & ~RELEASED;
	bool down = !(code & RELEASED);

	if (keyboard.skip) {
		keyboard.skip--;
		return;
	}
	if (code == 0xe0) {
		keyboard.extended = true;
		return;
	}
	if (code == 0xe1)
		keyboard.skip = 2;
	else if (!take_modifier(key, down) && down)
		press(key);
	keyboard.extended = false;
}
