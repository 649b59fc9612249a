/* SPDX-License-Identifier: MIT */
/*
 * The machine's calendar clock (MC146818 and its copies), read once at boot: what time of day it is.
 *
 * Its registers are reached through an index port. They must not be read while the clock counts on (bit 7 of
 * register A), and it may begin to do so between two reads: so they are read until two readings agree.
 * Numbers are in BCD or binary, as register B says; the hour may be 1 to 12, with bit 7 for the afternoon.
 * The year has two digits: of this century.
 *
 * Tests: tests/boot/test_boot.py sets the machine's clock.
 */
#include <asm/io.h>
#include <linux/init.h>
#include <linux/ktime.h>
#include <linux/printk.h>
#include <linux/string.h>

#define INDEX_PORT 0x70
#define DATA_PORT  0x71
#define REG_A	   10
#define REG_B	   11
#define A_UPDATING 0x80
#define B_24_HOURS 0x02
#define B_BINARY   0x04
#define AFTERNOON  0x80
#define MAX_TRIES  100000 /* counting on takes 2 ms, a try more than 5 us */

static const u8 registers[] = { 0, 2, 4, 7, 8, 9 };
enum { SECOND, MINUTE, HOUR, DAY, MONTH, YEAR, NR_FIELDS };

static u8 read_register(u8 reg)
{
	outb(reg, INDEX_PORT);
	return inb(DATA_PORT);
}

static void read_fields(u8 *field)
{
	for (unsigned int i = 0; i < NR_FIELDS; i++)
		field[i] = read_register(registers[i]);
}

/* False: there is no such clock. */
static bool read_steadily(u8 *field)
{
	u8 again[NR_FIELDS];

	for (unsigned int i = 0; i < MAX_TRIES; i++) {
		if (read_register(REG_A) & A_UPDATING)
			continue;
		read_fields(field);
		read_fields(again);
		if (!memcmp(field, again, sizeof(again)))
			return true;
	}
	return false;
}

static void decode(u8 *field)
{
	u8 format = read_register(REG_B);
	bool afternoon = !(format & B_24_HOURS) && field[HOUR] & AFTERNOON;

	field[HOUR] &= ~AFTERNOON;
	for (unsigned int i = 0; i < NR_FIELDS && !(format & B_BINARY); i++)
		field[i] = field[i] / 16 * 10 + field[i] % 16;
	if (!(format & B_24_HOURS))
		field[HOUR] = field[HOUR] % 12 + (afternoon ? 12 : 0);
}

static int __init rtc_init(void)
{
	u8 f[NR_FIELDS];

	if (!read_steadily(f)) {
		pr_warn("rtc: no calendar clock, time begins in 1970\n");
		return 0;
	}
	decode(f);
	timekeeping_set_wall_clock(
		mktime64(2000 + f[YEAR], f[MONTH], f[DAY], f[HOUR], f[MINUTE], f[SECOND]));
	pr_info("rtc: setting system clock to 20%02u-%02u-%02uT%02u:%02u:%02u UTC\n", f[YEAR],
		f[MONTH], f[DAY], f[HOUR], f[MINUTE], f[SECOND]);
	return 0;
}
device_initcall(rtc_init);
