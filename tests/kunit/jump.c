// SPDX-License-Identifier: MIT
/*
 * A failed ASSERT leaves the case by a jump back into the runner. The jump restores registers and stack only:
 * a lock that the case holds stays locked.
 */
#include <kunit/test.h>
#include <linux/kasan.h>

#include "runner_internal.h"

#define REGPARM __attribute__((__regparm__(3)))

REGPARM __attribute__((__returns_twice__)) int kunit_setjmp(struct kunit_jump *jump);
REGPARM void __noreturn kunit_longjmp(struct kunit_jump *jump);

/* The stack is remembered as it is after the return, together with the address returned to. */
asm(".pushsection .text\n"
    ".type kunit_setjmp, @function\n"
    "kunit_setjmp:\n\t"
    "movl %ebx, 0(%eax)\n\t"
    "movl %esi, 4(%eax)\n\t"
    "movl %edi, 8(%eax)\n\t"
    "movl %ebp, 12(%eax)\n\t"
    "leal 4(%esp), %ecx\n\t"
    "movl %ecx, 16(%eax)\n\t"
    "movl (%esp), %ecx\n\t"
    "movl %ecx, 20(%eax)\n\t"
    "xorl %eax, %eax\n\t"
    "ret\n"
    ".size kunit_setjmp, . - kunit_setjmp\n"
    ".type kunit_longjmp, @function\n"
    "kunit_longjmp:\n\t"
    "movl 0(%eax), %ebx\n\t"
    "movl 4(%eax), %esi\n\t"
    "movl 8(%eax), %edi\n\t"
    "movl 12(%eax), %ebp\n\t"
    "movl 16(%eax), %esp\n\t"
    "movl 20(%eax), %ecx\n\t"
    "movl $1, %eax\n\t"
    "jmp *%ecx\n"
    ".size kunit_longjmp, . - kunit_longjmp\n"
    ".popsection");

void kunit_abort(struct kunit *test)
{
	kasan_unpoison_task_stack_below((void *)test->abort.regs[4]);
	kunit_longjmp(&test->abort);
}

noinline bool run_abortable(struct kunit *test, void (*fn)(struct kunit *test))
{
	if (kunit_setjmp(&test->abort))
		return false;
	fn(test);
	return true;
}
