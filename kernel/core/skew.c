/* SPDX-License-Identifier: MIT */
/*
 * skew=N: N instructions that do nothing, between the start of the tick and the first thread.
 *
 *	skew=0		|-----tick-----|-----tick-----|		all later work begins here: ^
 *			^
 *	skew=N		|-----tick-----|-----tick-----|
 *			     ^
 *
 * Under QEMU's -icount a run is exact, so a test that is right in one phase of the tick only is right
 * in each run, until one more instruction in front of it moves the phase. N moves it at will. With N
 * longer than a tick, the first ticks are lost and made up for. The runner of the in-kernel tests
 * takes the word as the wish for another order as well (tests/kunit/runner.c).
 *
 * Tests: tests/boot/test_skew.py.
 */
#include <k896/skew.h>
#include <linux/init.h>
#include <linux/kernel.h>

bool skew_given;
unsigned long skew_instructions;

static int __init skew_setup(char *value)
{
	if (kstrtoul(value, 0, &skew_instructions))
		return 0;
	skew_given = true;
	return 1;
}
__setup("skew=", skew_setup);

/* A round of the loop is two instructions. */
void __init burn_skew(void)
{
	unsigned long rounds = skew_instructions / 2;

	if (skew_instructions % 2)
		asm volatile("nop");
	if (rounds)
		asm volatile("1: decl %0; jnz 1b" : "+r"(rounds) : : "cc");
}
