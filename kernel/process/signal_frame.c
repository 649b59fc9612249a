/* SPDX-License-Identifier: MIT */
/*
 * A handler's frame on the user stack, and the way back from it. Both forms are Linux's i386 ABI to the
 * byte, for C libraries and debuggers know them:
 *
 *	handler(sig)				handler(sig, info, context): SA_SIGINFO
 *
 *	| FPU state, at a multiple of 64   |	| FPU state			   |  high addresses
 *	| code: pop eax; mov eax, 119; int |	| code: mov eax, 173; int 0x80	   |
 *	| signals blocked, 33-64	   |	| ucontext: registers, signals ... |
 *	| (room for an old FPU form)	   |	| siginfo			   |
 *	| sigcontext: registers ...	   |	| address of ucontext		   |
 *	| sig				   |	| address of siginfo		   |
 *	| return address: code, or	   |	| sig				   |
 *	|   sa_restorer			   |	| return address		   |
 *	`-- ESP, at 16 n + 12, as after a call --'
 *
 * sigreturn() takes all registers from there, and the program may have written what it likes: selectors get
 * ring 3, of the flags only the harmless ones count, MXCSR is masked, the rest is for the CPU to refuse
 * (entry.asm).
 *
 * Tests: tests/kernel/signal/signal_test.c, tests/user.
 */
#include <asm/cpufeature.h>
#include <asm/fpu.h>
#include <asm/ptrace.h>
#include <asm/segment.h>
#include <linux/align.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <uapi/asm/ucontext.h>

#include "kernel/signal/signal.h"

/* Flags that sigreturn() may set. */
#define USER_FLAGS                                                                                 \
	(X86_EFLAGS_AC | X86_EFLAGS_OF | X86_EFLAGS_DF | X86_EFLAGS_TF | X86_EFLAGS_SF |           \
	 X86_EFLAGS_ZF | X86_EFLAGS_AF | X86_EFLAGS_PF | X86_EFLAGS_CF | X86_EFLAGS_RF)

struct sigframe {
	u32 pretcode;
	int sig;
	struct sigcontext sc;
	struct _fpstate fpstate_unused;
	u32 extramask;
	u8 retcode[8];
};

struct rt_sigframe {
	u32 pretcode;
	int sig;
	u32 pinfo, puc;
	siginfo_t info;
	struct ucontext uc;
	u8 retcode[8];
};

static_assert(sizeof(struct sigcontext) == 88);
static_assert(sizeof(struct _fpstate) == 624);
static_assert(sizeof(struct ucontext) == 116);
static_assert(sizeof(siginfo_t) == SI_MAX_SIZE);
static_assert(offsetof(struct sigframe, extramask) == 720);
static_assert(offsetof(struct rt_sigframe, uc) == 144);

/* pop eax; mov eax, 119; int 0x80 and mov eax, 173; int 0x80 */
static const u8 retcode[8] = { 0x58, 0xb8, 119, 0, 0, 0, 0xcd, 0x80 };
static const u8 rt_retcode[8] = { 0xb8, 173, 0, 0, 0, 0xcd, 0x80, 0 };

/* ---- FPU state: two forms of the same registers ---- */

enum { TAG_VALID, TAG_ZERO, TAG_SPECIAL, TAG_EMPTY };

/* What fnsave would say of a register's ten bytes. */
static unsigned int tag_of(const u8 *st)
{
	unsigned int exponent = (st[8] | st[9] << 8) & 0x7fff;
	u32 low, high;

	memcpy(&low, st, 4);
	memcpy(&high, st + 4, 4);
	if (exponent == 0x7fff)
		return TAG_SPECIAL;
	if (exponent)
		return high & 0x80000000 ? TAG_VALID : TAG_SPECIAL;
	return low | high ? TAG_SPECIAL : TAG_ZERO;
}

/* Register i of the stack is physical register (i + top) % 8; both tag words go by physical number. */
static u32 long_tags(const struct fxregs_state *fx)
{
	unsigned int top = fx->swd >> 11 & 7;
	u32 tags = 0xffff0000;

	for (unsigned int i = 0; i < 8; i++) {
		bool used = fx->twd & 1 << i;

		tags |= (used ? tag_of(fx->st_space + 16 * ((i - top) & 7)) : TAG_EMPTY) << 2 * i;
	}
	return tags;
}

static u16 short_tags(u32 tags)
{
	u16 used = 0;

	for (unsigned int i = 0; i < 8; i++)
		if ((tags >> 2 * i & 3) != TAG_EMPTY)
			used |= 1 << i;
	return used;
}

static void to_old_form(struct _fpstate *to, const struct fxregs_state *fx)
{
	to->cw = fx->cwd | 0xffff0000;
	to->sw = fx->swd | 0xffff0000;
	to->tag = long_tags(fx);
	to->ipoff = fx->fip;
	to->cssel = (fx->fcs & 0xffff) | (u32)fx->fop << 16;
	to->dataoff = fx->foo;
	to->datasel = fx->fos;
	for (unsigned int i = 0; i < 8; i++)
		memcpy(to->st + 10 * i, fx->st_space + 16 * i, 10);
	to->status = fx->swd;
	to->magic = X86_FXSR_MAGIC;
}

static void from_old_form(struct fxregs_state *fx, const struct _fpstate *from)
{
	fx->cwd = from->cw;
	fx->swd = from->sw;
	fx->twd = short_tags(from->tag);
	fx->fop = from->cssel >> 16;
	fx->fip = from->ipoff;
	fx->fcs = from->cssel & 0xffff;
	fx->foo = from->dataoff;
	fx->fos = from->datasel;
	for (unsigned int i = 0; i < 8; i++)
		memcpy(fx->st_space + 16 * i, from->st + 10 * i, 10);
}

static unsigned int fpstate_size(void)
{
	return boot_cpu_has(X86_FEATURE_FXSR) ? sizeof(struct _fpstate) :
						offsetof(struct _fpstate, fxsave);
}

/* The current registers to @to; then the handler begins with fresh ones. */
static int save_fpstate(struct _fpstate __user *to)
{
	union fpregs_state *fpu = current->thread.fpu;
	struct _fpstate image;

	fpu_save(fpu, fpu);
	if (boot_cpu_has(X86_FEATURE_FXSR)) {
		to_old_form(&image, &fpu->fxsave);
		memcpy(image.fxsave, &fpu->fxsave, sizeof(image.fxsave));
	} else {
		memcpy(&image, &fpu->fsave, sizeof(fpu->fsave));
		image.status = fpu->fsave.swd;
		image.magic = X86_FSAVE_MAGIC;
	}
	if (copy_to_user(to, &image, fpstate_size()))
		return -EFAULT;
	preempt_disable(); /* between the two, another's turn would save the old registers over the fresh ones */
	fpu_init_state(fpu);
	fpu_load(fpu);
	preempt_enable();
	return 0;
}

/* @from: the user's word for where it is; 0: fresh registers. */
static int restore_fpstate(const struct _fpstate __user *from)
{
	union fpregs_state *fpu = current->thread.fpu;
	struct _fpstate image;

	if (from && copy_from_user(&image, from, fpstate_size()))
		return -EFAULT;
	preempt_disable(); /* as above */
	if (!from) {
		fpu_init_state(fpu);
	} else if (boot_cpu_has(X86_FEATURE_FXSR)) {
		memcpy(&fpu->fxsave, image.fxsave, sizeof(image.fxsave));
		from_old_form(&fpu->fxsave, &image);
		fpu->fxsave.mxcsr &= mxcsr_feature_mask;
	} else {
		memcpy(&fpu->fsave, &image, sizeof(fpu->fsave));
	}
	fpu_load(fpu);
	preempt_enable();
	return 0;
}

/* ---- registers ---- */

static void fill_sigcontext(struct sigcontext *sc, const struct pt_regs *regs, unsigned long mask,
			    unsigned long fpstate)
{
	const struct thread_struct *thread = &current->thread;

	*sc = (struct sigcontext){
		.gs = regs->gs,
		.fs = regs->fs,
		.es = regs->es,
		.ds = regs->ds,
		.di = regs->di,
		.si = regs->si,
		.bp = regs->bp,
		.sp = regs->sp,
		.bx = regs->bx,
		.dx = regs->dx,
		.cx = regs->cx,
		.ax = regs->ax,
		.trapno = thread->trap_nr,
		.err = thread->error_code,
		.ip = regs->ip,
		.cs = regs->cs,
		.flags = regs->flags,
		.sp_at_signal = regs->sp,
		.ss = regs->ss,
		.fpstate = fpstate,
		.oldmask = mask,
		.cr2 = thread->cr2,
	};
}

/* Never the kernel's. 0 stays 0. */
static unsigned long ring3(u16 selector)
{
	return selector ? selector | 3 : 0;
}

static int restore_sigcontext(struct pt_regs *regs, const struct sigcontext *sc)
{
	current->restart_block.fn = NULL;
	regs->gs = ring3(sc->gs);
	regs->fs = ring3(sc->fs);
	regs->es = ring3(sc->es);
	regs->ds = ring3(sc->ds);
	regs->di = sc->di;
	regs->si = sc->si;
	regs->bp = sc->bp;
	regs->sp = sc->sp;
	regs->bx = sc->bx;
	regs->dx = sc->dx;
	regs->cx = sc->cx;
	regs->ax = sc->ax;
	regs->ip = sc->ip;
	regs->cs = sc->cs | 3;
	regs->ss = sc->ss | 3;
	regs->flags = (regs->flags & ~USER_FLAGS) | (sc->flags & USER_FLAGS);
	regs->orig_ax = -1; /* no system call any more: nothing to restart */
	return restore_fpstate((void __user *)sc->fpstate);
}

/* ---- to the handler ---- */

/* Where the frame of @size goes, and above it the FPU state. 0: there is no room on the alternate stack. */
static unsigned long place_frame(const struct ksignal *ksig, const struct pt_regs *regs,
				 unsigned long size, unsigned long *fpstate)
{
	bool on_alternate = altstack_flags(regs->sp) == SS_ONSTACK;
	unsigned long sp = regs->sp;

	if (ksig->action.sa_flags & SA_ONSTACK && !altstack_flags(sp)) {
		sp = current->sas.ss_sp + current->sas.ss_size;
		on_alternate = true;
	}
	sp -= sizeof_field(struct _fpstate, fxsave);
	sp = ALIGN_DOWN(sp, 64) - offsetof(struct _fpstate, fxsave);
	*fpstate = sp;
	sp = ALIGN_DOWN(sp - size + 4, 16) - 4;
	return on_alternate && sp - current->sas.ss_sp >= current->sas.ss_size ? 0 : sp;
}

static void start_handler(const struct ksignal *ksig, struct pt_regs *regs, unsigned long frame)
{
	regs->sp = frame;
	regs->ip = ksig->action.sa_handler;
	regs->ax = ksig->sig;
	regs->cs = __USER_CS;
	regs->ds = regs->es = regs->ss = __USER_DS;
	regs->flags &= ~(X86_EFLAGS_DF | X86_EFLAGS_RF | X86_EFLAGS_TF);
}

static unsigned long return_address(const struct ksignal *ksig, unsigned long code)
{
	return ksig->action.sa_flags & SA_RESTORER ? ksig->action.sa_restorer : code;
}

static int setup_old_frame(struct ksignal *ksig, const sigset_t *blocked, struct pt_regs *regs)
{
	unsigned long fpstate, at = place_frame(ksig, regs, sizeof(struct sigframe), &fpstate);
	struct sigframe __user *to = (void __user *)at;
	struct sigframe frame = { .sig = ksig->sig, .extramask = blocked->sig[1] };

	if (!at)
		return -EFAULT;
	fill_sigcontext(&frame.sc, regs, blocked->sig[0], fpstate);
	frame.pretcode = return_address(ksig, (unsigned long)to->retcode);
	memcpy(frame.retcode, retcode, sizeof(retcode));
	if (copy_to_user(to, &frame, sizeof(frame)) || save_fpstate((void __user *)fpstate))
		return -EFAULT;
	start_handler(ksig, regs, at);
	regs->cx = regs->dx = 0;
	return 0;
}

static int setup_rt_frame(struct ksignal *ksig, const sigset_t *blocked, struct pt_regs *regs)
{
	unsigned long fpstate, at = place_frame(ksig, regs, sizeof(struct rt_sigframe), &fpstate);
	struct rt_sigframe __user *to = (void __user *)at;
	struct rt_sigframe frame = { .sig = ksig->sig };

	if (!at)
		return -EFAULT;
	frame.pinfo = (unsigned long)&to->info;
	frame.puc = (unsigned long)&to->uc;
	memcpy(&frame.info, &ksig->info, sizeof(ksig->info));
	frame.uc.uc_stack = current->sas;
	frame.uc.uc_sigmask = *blocked;
	fill_sigcontext(&frame.uc.uc_mcontext, regs, blocked->sig[0], fpstate);
	frame.pretcode = return_address(ksig, (unsigned long)to->retcode);
	memcpy(frame.retcode, rt_retcode, sizeof(rt_retcode));
	if (copy_to_user(to, &frame, sizeof(frame)) || save_fpstate((void __user *)fpstate))
		return -EFAULT;
	start_handler(ksig, regs, at);
	regs->dx = frame.pinfo;
	regs->cx = frame.puc;
	return 0;
}

int setup_frame(struct ksignal *ksig, const sigset_t *blocked, struct pt_regs *regs)
{
	if (ksig->action.sa_flags & SA_SIGINFO)
		return setup_rt_frame(ksig, blocked, regs);
	return setup_old_frame(ksig, blocked, regs);
}

/* ---- back from it ---- */

static long bad_frame(void)
{
	force_sig(SIGSEGV);
	return 0;
}

/* The handler's ret has taken the return address, the code's pop the signal number. */
SYSCALL_DEFINE0(sigreturn)
{
	struct pt_regs *uregs = current_pt_regs();
	const void __user *frame = (void __user *)(uregs->sp - 8); /* at any address */
	struct sigcontext sc;
	u32 extramask;

	if (copy_from_user(&sc, frame + offsetof(struct sigframe, sc), sizeof(sc)) ||
	    get_user(extramask, (const u32 __user *)(frame + offsetof(struct sigframe, extramask))))
		return bad_frame();
	set_current_blocked((sigset_t){ { sc.oldmask, extramask } });
	if (restore_sigcontext(uregs, &sc))
		return bad_frame();
	return uregs->ax;
}

SYSCALL_DEFINE0(rt_sigreturn)
{
	struct pt_regs *uregs = current_pt_regs();
	const void __user *frame = (void __user *)(uregs->sp - 4); /* at any address */
	struct ucontext uc;

	if (copy_from_user(&uc, frame + offsetof(struct rt_sigframe, uc), sizeof(uc)))
		return bad_frame();
	set_current_blocked(uc.uc_sigmask);
	if (restore_sigcontext(uregs, &uc.uc_mcontext))
		return bad_frame();
	restore_altstack(&uc.uc_stack, uregs->sp);
	return uregs->ax;
}
