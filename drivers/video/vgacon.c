/* SPDX-License-Identifier: MIT */
/*
 * The 80x25 text screen as a console. Its memory lies at physical 0xb8000, in the linear map: a
 * character and its colours, two bytes a cell. Registered only where the boot loader left the screen
 * in text mode and something answers there.
 */
#include <asm/bootinfo.h>
#include <asm/io.h>
#include <asm/page.h>
#include <linux/console.h>
#include <linux/consoles.h>
#include <linux/init.h>
#include <linux/string.h>

#define COLUMNS		 80
#define ROWS		 25
#define ATTRIBUTE	 0x0700 /* light grey on black */
#define CRTC_INDEX	 0x3d4
#define CRTC_DATA	 0x3d5
#define CRTC_CURSOR_HIGH 14
#define CRTC_CURSOR_LOW	 15

static volatile u16 *const screen = (void *)(PAGE_OFFSET + 0xb8000);
static unsigned int row, column;

static void clear_row(unsigned int r)
{
	for (unsigned int c = 0; c < COLUMNS; c++)
		screen[r * COLUMNS + c] = ATTRIBUTE | ' ';
}

static void new_line(void)
{
	column = 0;
	if (++row < ROWS)
		return;
	row = ROWS - 1;
	for (unsigned int i = 0; i < (ROWS - 1) * COLUMNS; i++)
		screen[i] = screen[i + COLUMNS];
	clear_row(ROWS - 1);
}

static void put(char c)
{
	switch (c) {
	case '\n':
		new_line();
		return;
	case '\r':
		column = 0;
		return;
	case '\b':
		column -= column > 0;
		return;
	case '\t':
		do
			put(' ');
		while (column % 8);
		return;
	}
	screen[row * COLUMNS + column] = ATTRIBUTE | (u8)c;
	if (++column == COLUMNS)
		new_line();
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
	for (unsigned int r = 0; r < ROWS; r++)
		clear_row(r);
	register_console(&vga_console);
}
