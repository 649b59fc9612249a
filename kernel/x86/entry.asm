; SPDX-License-Identifier: MIT
;
; Every exception, interrupt and system call enters the kernel here, and all go back from here. Whatever
; comes in leaves the same picture on the stack, struct pt_regs:
;
;	ss sp				only from user mode		high addresses
;	flags cs ip			pushed by the CPU
;	orig_ax				error code, 0, or the number of the system call
;	vector				pushed by the stub
;	gs fs es ds ax bp di si dx cx bx					low: struct pt_regs *
;
; From user mode the CPU starts on the top of the task's kernel stack (TSS), so that the registers of user
; mode always lie there: current_pt_regs(). EBP then holds the address of the pt_regs with bit 0 set, which
; tells the stack walker that the frame below was interrupted and did not call.
;
;	vector 0-255	stub -> exception_entry -> trap_handlers[vector](regs)		interrupts off
;	int 0x80	system_call -> sys_call_table[eax](regs)			interrupts on
;
; The way back to the kernel restores the registers, but not FS and GS, which the kernel never uses: they stay the
; user's until the task itself goes back. The way back to user mode first asks whether there is something to do
; there (another task's turn, signals): then exit_work is called, with interrupts off, so that nothing new
; can come between the last look and the iret.
;
; What is restored for user mode may be bad, for a signal handler's frame is written by the user. A segment
; register that cannot be loaded becomes 0, as in Linux; an iret that fails becomes exception IRET_VECTOR of the
; user. Both by the exception table.
;
; Virtual 8086 mode is not used: nothing here enters it, but QEMU's emulated CPU lets an iret of user mode set
; the flag, which a real one ignores. An entry from that mode has pushed four more words; the task is put back
; into protected mode before anything else looks at it.
;
; Tests: tests/kernel/x86/entry_test.c.

bits 32

KERNEL_DS	equ 13 * 8
USER_CS		equ 14 * 8 + 3
USER_DS		equ 15 * 8 + 3
FLAG_VM		equ 1 << 17
SAFE_FLAGS	equ 0xdd5		; arithmetic, TF, DF
FIXED_FLAGS	equ 0x202		; interrupts on
SYSCALL_VECTOR	equ 0x80
IRET_VECTOR	equ 256
ENOSYS		equ 38
NOTHING_TO_DO	equ 0x80000000		; preempt_count 0, and the scheduler does not want in

; Offsets, which kernel/x86/process.c checks.
PT_AX		equ 24
PT_VECTOR	equ 44
PT_DS		equ 28
PT_ES		equ 32
PT_FS		equ 36
PT_GS		equ 40
PT_ORIG_AX	equ 48
PT_CS		equ 56
PT_FLAGS	equ 60
PT_SS		equ 68
PT_SIZE		equ 72
TASK_FLAGS	equ 8			; task->thread_flags
TASK_SP0	equ 16			; task->thread.sp0
TASK_LOCKDEP_DEPTH equ 60		; task->lockdep_depth, in a DEBUG=1 build

extern trap_handlers
extern sys_call_table
extern NR_SYSCALLS_IN_TABLE		; a number: kernel/x86/process.c
extern exit_work
extern current_task
extern __preempt_count

%macro push_registers 0
	push	gs
	push	fs
	push	es
	push	ds
	push	eax
	push	ebp
	push	edi
	push	esi
	push	edx
	push	ecx
	push	ebx
	cld
	mov	edx, KERNEL_DS
	mov	ds, edx
	mov	es, edx
	lea	ebp, [esp + 1]
%endmacro

%macro pop_general_registers 0
	pop	ebx
	pop	ecx
	pop	edx
	pop	esi
	pop	edi
	pop	ebp
	pop	eax
%endmacro

%macro extable 2
section __ex_table progbits alloc noexec nowrite align=4
	dd	%1, %2
section .text
%endmacro

section .text

global system_call
system_call:
	push	eax
	push	SYSCALL_VECTOR
	push_registers
	test	dword [esp + PT_FLAGS], FLAG_VM
	jnz	.vm86
.flat:	sti
	cmp	eax, NR_SYSCALLS_IN_TABLE
	jae	.unknown
	mov	edx, eax
	mov	eax, esp		; first argument: the registers
	call	[sys_call_table + edx * 4]
.done:	mov	[esp + PT_AX], eax
	jmp	return_to_user
.unknown:
	mov	eax, -ENOSYS
	jmp	.done

.vm86:	call	leave_vm86
	mov	eax, [esp + PT_ORIG_AX]
	jmp	.flat

global exception_entry
exception_entry:
	push_registers
	test	dword [esp + PT_FLAGS], FLAG_VM
	jnz	.vm86
.flat:	mov	eax, esp
	mov	edx, [esp + PT_VECTOR]
	call	[trap_handlers + edx * 4]
	test	byte [esp + PT_CS], 3
	jnz	return_to_user

	pop_general_registers
	pop	ds
	pop	es
	add	esp, 16			; fs, gs, vector, error code
	iret

.vm86:	call	leave_vm86
	jmp	.flat

; The frame moves up over ES DS FS GS, which the CPU has pushed first, and gets segments and flags of a program.
; Returns with ESP and EBP at its new place, everything else changed.
leave_vm86:
	pop	edx
	lea	esi, [esp + PT_SIZE - 4]
	lea	edi, [esi + 16]
	mov	ecx, PT_SIZE / 4
	std
	rep movsd
	cld
	add	esp, 16
	mov	eax, USER_DS
	mov	[esp + PT_DS], eax
	mov	[esp + PT_ES], eax
	mov	[esp + PT_SS], eax
	mov	dword [esp + PT_FS], 0
	mov	dword [esp + PT_GS], 0
	mov	dword [esp + PT_CS], USER_CS
	and	dword [esp + PT_FLAGS], SAFE_FLAGS
	or	dword [esp + PT_FLAGS], FIXED_FLAGS
	lea	ebp, [esp + 1]
	jmp	edx

global return_to_user
return_to_user:
	cli
	mov	ecx, [current_task]
	cmp	dword [__preempt_count], NOTHING_TO_DO
	jne	.work
	cmp	dword [ecx + TASK_FLAGS], 0
	jne	.work
%ifdef CONFIG_LOCKDEP
	cmp	dword [ecx + TASK_LOCKDEP_DEPTH], 0
	jne	.work
%endif
.restore:
	pop_general_registers
.ds:	pop	ds
.es:	pop	es
.fs:	pop	fs
.gs:	pop	gs
	add	esp, 8			; vector, error code
.iret:	iret
.work:
	mov	eax, esp
	call	[exit_work]
	jmp	.restore

.bad_ds:
	mov	dword [esp], 0
	jmp	.ds
.bad_es:
	mov	dword [esp], 0
	jmp	.es
.bad_fs:
	mov	dword [esp], 0
	jmp	.fs
.bad_gs:
	mov	dword [esp], 0
	jmp	.gs
.bad_iret:				; ESP is where it was before the iret: the rest of a pt_regs
	push	0
	push	IRET_VECTOR
	jmp	exception_entry

extable return_to_user.ds, return_to_user.bad_ds
extable return_to_user.es, return_to_user.bad_es
extable return_to_user.fs, return_to_user.bad_fs
extable return_to_user.gs, return_to_user.bad_gs
extable return_to_user.iret, return_to_user.bad_iret

; void enter_user_mode(void): leaves the kernel with the registers that lie at the top of the stack.
global enter_user_mode
enter_user_mode:
	mov	ecx, [current_task]
	mov	esp, [ecx + TASK_SP0]
	sub	esp, PT_SIZE
	lea	ebp, [esp + 1]
	jmp	return_to_user

; The CPU itself pushes an error code at these vectors.
%define HAS_ERROR(v) ((v) == 8 || ((v) >= 10 && (v) <= 14) || (v) == 17)

%assign v 0
%rep 256
stub_%[v]:
%if !HAS_ERROR(v)
	push	0
%endif
	push	v
	jmp	exception_entry
%assign v v + 1
%endrep

section .rodata
global exception_stubs
exception_stubs:			; what idt_init() fills the table from
%assign v 0
%rep 256
	dd	stub_%[v]
%assign v v + 1
%endrep
