/* SPDX-License-Identifier: MIT */
/* The registers as a signal handler finds them on its stack, and may change them: Linux's i386 ABI. */
#ifndef _UAPI_ASM_SIGCONTEXT_H
#define _UAPI_ASM_SIGCONTEXT_H

/* magic: is there an fxsave image behind the old form? */
#define X86_FXSR_MAGIC	0x0000
#define X86_FSAVE_MAGIC 0xffff

/* The FPU's: what fnsave writes, the status once more, and then what fxsave writes. */
struct _fpstate {
	unsigned int cw, sw, tag, ipoff, cssel, dataoff, datasel;
	unsigned char st[80];
	unsigned short status, magic;
	unsigned char fxsave[512];
};

struct sigcontext {
	unsigned short gs, __gsh, fs, __fsh, es, __esh, ds, __dsh;
	unsigned int di, si, bp, sp, bx, dx, cx, ax;
	unsigned int trapno, err; /* of the last exception */
	unsigned int ip;
	unsigned short cs, __csh;
	unsigned int flags;
	unsigned int sp_at_signal;
	unsigned short ss, __ssh;
	unsigned int fpstate; /* address of a struct _fpstate, or 0 */
	unsigned int oldmask; /* signals 1-32 that were blocked */
	unsigned int cr2;     /* address of the last page fault */
};

#endif
