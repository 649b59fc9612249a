/* SPDX-License-Identifier: MIT */
/*
 * An interrupt between two instructions of the tester's choice.
 *
 * The CPU's single-step flag traps after each instruction. Counting those at which interrupts are on, the
 * n-th trap calls a function as an interrupt handler is called, softirqs and preemption on the way out
 * included. Looping over n covers every place at which an interrupt can come, the same ones in each run.
 */
#ifndef _TESTS_STEP_H
#define _TESTS_STEP_H

#include <linux/types.h>

/**
 * run_interrupted() - call a function, and interrupt it at its n-th instruction
 * @n: from 1
 * @fn: called with @arg in the calling task. If it sleeps, the count goes on in the next task, until that one
 *	has its own flags back.
 * @inject: called in hard interrupt context, once
 *
 * Task; one at a time. Return: false when @fn was over before that, and nothing has been injected.
 */
bool run_interrupted(unsigned int n, void (*fn)(void *arg), void *arg, void (*inject)(void));

/* Has the interrupt not come yet? */
bool interrupt_is_to_come(void);

#endif
