/* SPDX-License-Identifier: MIT */
/*
 * The monitor: reads a line and runs it. What the kernel command line asks for (test=, bench=, lesson=,
 * run=) becomes lines of the same kind, so there is one way in.
 *
 *	keys -> line_edit.c -> line -> execute.c -> command -> output.c -> consoles
 *
 * Tests: tests/boot/test_monitor.py, over the serial line.
 */
#include <k896/console_input.h>
#include <k896/run.h>
#include <linux/console.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/serial.h>
#include <linux/string.h>

#include "internal.h"

#define PROMPT "k896> "

/* ---- what the command line asks for ---- */

static struct {
	const char *command;
	bool given;
	char value[192];
} requests[] = { { "test" }, { "bench" }, { "lesson" }, { "init" } };

static bool exit_when_done;

static int __init request(unsigned int i, const char *value)
{
	requests[i].given = strscpy(requests[i].value, value, sizeof(requests[i].value)) > 0;
	return requests[i].given;
}

static int __init test_setup(char *value)
{
	return request(0, value);
}
__setup("test=", test_setup);

static int __init bench_setup(char *value)
{
	return request(1, value);
}
__setup("bench=", bench_setup);

static int __init lesson_setup(char *value)
{
	return request(2, value);
}
__setup("lesson=", lesson_setup);

static int __init run_setup(char *value)
{
	return request(3, value);
}
__setup("run=", run_setup);

static int __init init_setup(char *value)
{
	requests[3].given = !set_init_path(value);
	return requests[3].given;
}
__setup("init=", init_setup);

static int __init exit_setup(char *value)
{
	exit_when_done = true;
	return 1;
}
__setup("exit", exit_setup);

/* Number of requests that did not go well. */
static int run_requests(void)
{
	struct seq_file *m = output_begin();
	char line[MONITOR_LINE_SIZE];
	int faults = 0;

	interrupt_begin();
	for (unsigned int i = 0; i < ARRAY_SIZE(requests); i++) {
		if (!requests[i].given)
			continue;
		scnprintf(line, sizeof(line), "%s \"%s\"", requests[i].command, requests[i].value);
		faults += monitor_execute(m, line) != 0;
	}
	output_end();
	interrupt_end();
	return faults;
}

/* ---- the prompt ---- */

/* Somebody pastes faster than commands run: say so, or a reader wonders where the bytes went. */
static void report_lost_input(void)
{
	static unsigned int reported;
	unsigned int lost = console_overruns() + serial_overruns();

	if (lost != reported)
		pr_warn("k896: %u typed bytes were lost, they came too fast\n", lost - reported);
	reported = lost;
}

void monitor_main(void)
{
	int faults = run_requests();

	if (exit_when_done)
		machine_exit(faults ? EXIT_TESTS_FAILED : EXIT_OK);
	pr_info("k896: monitor ready\n");
	for (;;) {
		report_lost_input();
		monitor_run_line(edit_line(PROMPT));
	}
}
