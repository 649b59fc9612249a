/* SPDX-License-Identifier: MIT */
/*
 * The line that is being typed.
 *
 * Bytes become keys (arrows and their like come as escape sequences of several bytes), keys change text and
 * cursor, and once no more have come for a tick refresh() makes the screen show it. It knows what is there and
 * writes only what is different, with nothing but text, backspaces and blanks: so any terminal will do.
 * A line that is longer than the screen is wide is shown in part:
 *
 *	text	a command that has become longer than there is room for
 *	shown	k896> <that has become longer than there i>
 *		       ^ view
 *
 * Tests: tests/boot/test_monitor.py, against a model of it
 */
#include <k896/console_input.h>
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "internal.h"

/* Keys that are no byte. */
enum { KEY_UP = 256, KEY_DOWN, KEY_RIGHT, KEY_LEFT, KEY_HOME, KEY_END, KEY_DELETE, KEY_NONE };

/* Invariant: cursor <= len < MONITOR_LINE_SIZE, text[len] is 0; column <= shown_len. */
static struct {
	char text[MONITOR_LINE_SIZE];
	size_t len, cursor;
	bool done;

	/* History: how many lines back the text comes from, and what was there before going back. */
	unsigned int back;
	char draft[MONITOR_LINE_SIZE];

	/* The screen. */
	const char *prompt;
	size_t view; /* index of the first character shown */
	char shown[SCREEN_COLUMNS];
	size_t shown_len, column; /* column: where the terminal's cursor is */
} edit;

/* ---- the screen ---- */

static void write_consoles(struct seq_file *m)
{
	console_write(m->buf, m->count);
}

static void show_prompt(const char *before)
{
	console_write(before, strlen(before));
	console_write(edit.prompt, strlen(edit.prompt));
	edit.shown_len = edit.column = 0;
}

static void move_to(struct seq_file *m, size_t column)
{
	for (; edit.column > column; edit.column--)
		seq_putc(m, '\b');
	for (; edit.column < column; edit.column++)
		seq_putc(m, edit.shown[edit.column]);
}

/*
 * The part of the text that is to be seen; the screen's last column stays free. The first place of a part is taken
 * by '<', so the cursor must be behind it: else a line cut there would show nothing at all. Returns its length.
 */
static size_t choose_view(char *out)
{
	size_t width = SCREEN_COLUMNS - strlen(edit.prompt) - 1, n;

	if (edit.len < width)
		edit.view = 0;
	else if ((edit.view && edit.cursor <= edit.view) || edit.cursor >= edit.view + width)
		edit.view = edit.cursor - min(edit.cursor, width / 2);
	n = min(edit.len - edit.view, width);
	memcpy(out, edit.text + edit.view, n);
	if (edit.view)
		out[0] = '<';
	if (edit.view + n < edit.len)
		out[n - 1] = '>';
	return n;
}

static void refresh(void)
{
	char wanted[SCREEN_COLUMNS], buf[SCREEN_COLUMNS];
	size_t n = choose_view(wanted), same = 0, old = edit.shown_len;
	struct seq_file m;

	seq_init(&m, buf, sizeof(buf), write_consoles);
	while (same < min(n, old) && wanted[same] == edit.shown[same])
		same++;
	if (same < max(n, old)) {
		move_to(&m, same);
		memcpy(edit.shown, wanted, n);
		memset(edit.shown + n, ' ', max(n, old) - n);
		move_to(&m, max(n, old));
		edit.shown_len = n;
	}
	move_to(&m, edit.cursor - edit.view);
	seq_flush(&m);
}

/* ---- the text ---- */

/* text[from..to) becomes @n bytes of @with, as much of it as there is room for; the cursor goes behind them. */
static void replace(size_t from, size_t to, const char *with, size_t n)
{
	n = min(n, MONITOR_LINE_SIZE - 1 - (edit.len - (to - from)));
	memmove(edit.text + from + n, edit.text + to, edit.len - to + 1);
	memcpy(edit.text + from, with, n);
	edit.len += n - (to - from);
	edit.cursor = from + n;
}

static void set_text(const char *text)
{
	replace(0, edit.len, text, strlen(text));
}

static void erase_left(void)
{
	replace(edit.cursor - (edit.cursor > 0), edit.cursor, "", 0);
}

static void erase_right(void)
{
	replace(edit.cursor, edit.cursor + (edit.cursor < edit.len), "", 0);
}

static void erase_to_start(void)
{
	replace(0, edit.cursor, "", 0);
}

static void erase_to_end(void)
{
	replace(edit.cursor, edit.len, "", 0);
}

static void erase_word(void)
{
	size_t from = edit.cursor;

	while (from && edit.text[from - 1] == ' ')
		from--;
	while (from && edit.text[from - 1] != ' ')
		from--;
	replace(from, edit.cursor, "", 0);
}

static void go_left(void)
{
	edit.cursor -= edit.cursor > 0;
}

static void go_right(void)
{
	edit.cursor += edit.cursor < edit.len;
}

static void go_home(void)
{
	edit.cursor = 0;
}

static void go_to_end(void)
{
	edit.cursor = edit.len;
}

/* ---- history ---- */

static void go_back(void)
{
	const char *line = history_get(edit.back + 1);

	if (!line)
		return;
	if (!edit.back++)
		strscpy(edit.draft, edit.text, sizeof(edit.draft));
	set_text(line);
}

static void go_forward(void)
{
	if (edit.back)
		set_text(--edit.back ? history_get(edit.back) : edit.draft);
}

/* ---- other keys ---- */

/* What is behind the cursor has no part in it. */
static void complete(void)
{
	struct completion_result result;
	char before[MONITOR_LINE_SIZE], buf[SCREEN_COLUMNS + 2];
	struct seq_file m;

	strscpy(before, edit.text, edit.cursor + 1);
	complete_line(before, &result);
	replace(edit.cursor, edit.cursor, result.more, strlen(result.more));
	if (result.count < 2 || result.more[0])
		return;
	refresh();
	console_write("\n", 1);
	seq_init(&m, buf, sizeof(buf), write_consoles);
	complete_list(before, &m);
	seq_flush(&m);
	show_prompt("");
}

static void clear_screen(void)
{
	show_prompt("\033[H\033[2J");
}

static void drop_line(void)
{
	go_to_end();
	refresh();
	set_text("");
	edit.back = 0;
	show_prompt("^C\n");
}

static void enter(void)
{
	go_to_end();
	refresh();
	console_write("\n", 1);
	edit.done = true;
}

static const struct {
	int key;
	void (*run)(void);
} bindings[] = {
	{ '\r', enter },
	{ '\n', enter },
	{ '\b', erase_left },
	{ 0x7f, erase_left },
	{ '\t', complete },
	{ KEY_LEFT, go_left },
	{ CTRL('B'), go_left },
	{ KEY_RIGHT, go_right },
	{ CTRL('F'), go_right },
	{ KEY_HOME, go_home },
	{ CTRL('A'), go_home },
	{ KEY_END, go_to_end },
	{ CTRL('E'), go_to_end },
	{ KEY_DELETE, erase_right },
	{ CTRL('D'), erase_right },
	{ CTRL('U'), erase_to_start },
	{ CTRL('K'), erase_to_end },
	{ CTRL('W'), erase_word },
	{ KEY_UP, go_back },
	{ CTRL('P'), go_back },
	{ KEY_DOWN, go_forward },
	{ CTRL('N'), go_forward },
	{ CTRL('L'), clear_screen },
	{ CTRL('C'), drop_line },
};

static void press(int key)
{
	char c = key;

	if (key >= ' ' && key < 0x7f) {
		replace(edit.cursor, edit.cursor, &c, 1);
		return;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(bindings); i++)
		if (bindings[i].key == key)
			bindings[i].run();
}

/* ---- keys ---- */

static int key_of_letter(u8 letter)
{
	static const char letters[] = "ABCDHF";
	static const int keys[] = { KEY_UP, KEY_DOWN, KEY_RIGHT, KEY_LEFT, KEY_HOME, KEY_END };
	const char *found = letter ? strchr(letters, letter) : NULL;

	return found ? keys[found - letters] : KEY_NONE;
}

static int key_of_number(unsigned int number)
{
	static const int keys[] = { KEY_NONE, KEY_HOME, KEY_NONE, KEY_DELETE, KEY_END,
				    KEY_NONE, KEY_NONE, KEY_HOME, KEY_END };

	return number < ARRAY_SIZE(keys) ? keys[number] : KEY_NONE;
}

/* ESC [ number ~, ESC [ letter, ESC O letter; a control character breaks it off and is itself. */
static int read_key(u8 byte)
{
	static enum { PLAIN, ESCAPE, NUMBER, LETTER } state;
	static unsigned int number;

	if (byte == '\033') {
		state = ESCAPE;
		number = 0;
		return KEY_NONE;
	}
	if (state == PLAIN || byte < ' ') {
		state = PLAIN;
		return byte;
	}
	if (state == ESCAPE) {
		state = byte == '[' ? NUMBER : byte == 'O' ? LETTER : PLAIN;
		return KEY_NONE;
	}
	if (state == NUMBER && byte < '@') {
		if (byte >= '0' && byte <= '9')
			number = min(number * 10 + (byte - '0'), 1000U);
		return KEY_NONE;
	}
	state = PLAIN;
	return byte == '~' ? key_of_number(number) : key_of_letter(byte);
}

char *edit_line(const char *prompt)
{
	edit.prompt = prompt;
	edit.done = false;
	edit.back = 0;
	set_text("");
	show_prompt("");
	while (!edit.done) {
		if (!console_wait_input(1))
			refresh();
		press(read_key(console_getc()));
	}
	history_add(edit.text);
	return edit.text;
}
