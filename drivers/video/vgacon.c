/* SPDX-License-Identifier: MIT */
/*
 * The 80x25 text screen as a console. Its memory lies at physical 0xb8000, in the linear map: a
 * character and its colours, two bytes a cell. Registered only where the boot loader left the screen
 * in text mode and something answers there.
 *
 * The screen's memory is slow. So text is laid out in ordinary memory, scrolling included, and at the end of
 * each write those cells are copied that look different from before:
 *
 *	text -> put() -> wanted[] -> paint() -> screen, and shown[] which remembers what is there
 *
 * Of a terminal's escape sequences it knows cursor movement (A B C D H), erasing (J K); others, colours among
 * them, do nothing. Control characters it has no use for do nothing, either.
 *
 * Called with interrupts off, as every console.
 *
 * Tests: tests/boot/test_keyboard.py, which reads the screen's memory
 */
#include <asm/bootinfo.h>
#include <asm/io.h>
#include <asm/page.h>
#include <k896/consoles.h>
#include <linux/console.h>
#include <linux/ctype.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/string.h>

#define COLUMNS		 80
#define ROWS		 25
#define CELLS		 (ROWS * COLUMNS)
#define ATTRIBUTE	 0x0700 /* light grey on black */
#define BLANK		 (ATTRIBUTE | ' ')
#define CRTC_INDEX	 0x3d4
#define CRTC_DATA	 0x3d5
#define CRTC_CURSOR_HIGH 14
#define CRTC_CURSOR_LOW	 15

static volatile u16 *const screen = (void *)(PAGE_OFFSET + 0xb8000);
static u16 wanted[CELLS], shown[CELLS];
static unsigned int row, column;		    /* always on the screen */
static unsigned int dirty_start = CELLS, dirty_end; /* wanted[] and shown[] differ nowhere else */

/* An escape sequence as it comes in: ESC [ number ; number letter. */
static struct {
	enum { TEXT, ESCAPE, NUMBERS } state;
	unsigned int count; /* index of the number that is being read */
	unsigned int numbers[2];
} sequence;

/* ---- layout ---- */

static void touch(unsigned int first, unsigned int end)
{
	dirty_start = min(dirty_start, first);
	dirty_end = max(dirty_end, end);
}

static void erase(unsigned int first, unsigned int end)
{
	touch(first, end);
	while (first < end)
		wanted[first++] = BLANK;
}

static void new_line(void)
{
	column = 0;
	if (++row < ROWS)
		return;
	row = ROWS - 1;
	memmove(wanted, wanted + COLUMNS, (CELLS - COLUMNS) * sizeof(wanted[0]));
	touch(0, CELLS);
	erase(CELLS - COLUMNS, CELLS);
}

static void put_char(u8 c)
{
	unsigned int at = row * COLUMNS + column;

	touch(at, at + 1);
	wanted[at] = ATTRIBUTE | c;
	if (++column == COLUMNS)
		new_line();
}

static void put_text(u8 c)
{
	switch (c) {
	case '\n':
		new_line();
		break;
	case '\r':
		column = 0;
		break;
	case '\b':
		column -= column > 0;
		break;
	case '\t':
		do
			put_char(' ');
		while (column % 8);
		break;
	case '\033':
		sequence.state = ESCAPE;
		break;
	default:
		if (c >= ' ' && c != 0x7f)
			put_char(c);
	}
}

/* ---- escape sequences ---- */

/* J and K: from the cursor to the end, from the start to the cursor, or all, of @start..@end. */
static void erase_part(unsigned int start, unsigned int end)
{
	unsigned int at = row * COLUMNS + column, what = sequence.numbers[0];

	erase(what ? start : at, what == 1 ? at + 1 : end);
}

static void run_sequence(char letter)
{
	unsigned int n = clamp(sequence.numbers[0], 1U, (unsigned int)COLUMNS);
	unsigned int to = clamp(sequence.numbers[1], 1U, (unsigned int)COLUMNS);

	switch (letter) {
	case 'A':
		row -= min(n, row);
		break;
	case 'B':
		row = min(row + n, ROWS - 1U);
		break;
	case 'C':
		column = min(column + n, COLUMNS - 1U);
		break;
	case 'D':
		column -= min(n, column);
		break;
	case 'H':
		row = min(n, (unsigned int)ROWS) - 1;
		column = to - 1;
		break;
	case 'J':
		erase_part(0, CELLS);
		break;
	case 'K':
		erase_part(row * COLUMNS, (row + 1) * COLUMNS);
		break;
	}
}

static void take_number(char c)
{
	unsigned int *number = &sequence.numbers[min(sequence.count, 1U)];

	if (c == ';')
		sequence.count++;
	else if (isdigit(c))
		*number = min(*number * 10 + (c - '0'), 1000U);
}

static void put(u8 c)
{
	if (sequence.state == TEXT) {
		put_text(c);
	} else if (sequence.state == ESCAPE) {
		memset(&sequence, 0, sizeof(sequence));
		sequence.state = c == '[' ? NUMBERS : TEXT;
	} else if (c >= '@') {
		sequence.state = TEXT;
		run_sequence(c);
	} else {
		take_number(c);
	}
}

/* ---- the screen ---- */

/*
 * A cell that looks as before is written to ordinary memory, not left out: so a line takes as long as any
 * other of its length, and what the log says moves nothing where time is counted in instructions.
 */
static void paint(void)
{
	static volatile u16 unseen;

	for (unsigned int i = dirty_start; i < dirty_end; i++) {
		volatile u16 *cell = shown[i] == wanted[i] ? &unseen : &screen[i];

		*cell = shown[i] = wanted[i];
	}
	dirty_start = CELLS;
	dirty_end = 0;
}

static void show_cursor(void)
{
	unsigned int at = row * COLUMNS + column;

	outb(CRTC_CURSOR_HIGH, CRTC_INDEX);
	outb(at >> 8, CRTC_DATA);
	outb(CRTC_CURSOR_LOW, CRTC_INDEX);
	outb(at, CRTC_DATA);
}

static void vga_write(struct console *con, const char *s, size_t n)
{
	while (n--)
		put(*s++);
	paint();
	show_cursor();
}

static struct console vga_console = { .name = "tty0", .write = vga_write };

static bool is_memory(volatile u16 *cell)
{
	u16 old = *cell;
	bool same;

	*cell = 0x5aa5;
	same = *cell == 0x5aa5;
	*cell = old;
	return same;
}

void __init vgacon_init(void)
{
	if (!boot_info.text_console || !is_memory(screen))
		return;
	erase(0, CELLS);
	paint();
	register_console(&vga_console);
}
