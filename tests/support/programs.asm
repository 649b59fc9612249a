; SPDX-License-Identifier: MIT
;
; User programs as small as can be, for the in-kernel tests of processes: code only, no library, run from an ELF
; file that tests/support/programs.c makes around them. Each does one thing after the other and ends with the number of
; the first check that failed, or 0. EBP counts the checks.

bits 32
%include "tests/support/programs.inc"
section .rodata

; ---- exec ----

program exit
	mov	ebp, 42
	jmp	near .fail
end_program exit

; Called as "PROG one two": the stack is what it should be.
program stack
	expect	dword [esp], 3
	mov	esi, [esp + 8]		; argv[1]
	expect	dword [esi], 'one'
	mov	esi, [esp + 12]
	expect	dword [esi], 'two'
	expect	dword [esp + 16], 0
	mov	eax, esp
	and	eax, 15
	expect	eax, 0
	lea	edi, [esp + 20]		; environment
.env:	cmp	dword [edi], 0
	lea	edi, [edi + 4]
	jne	.env
.aux:	mov	eax, [edi]
	mov	edx, [edi + 4]
	add	edi, 8
	cmp	eax, 6			; AT_PAGESZ
	jne	.not_6
	expect	edx, 4096
.not_6:	cmp	eax, 15			; AT_PLATFORM
	jne	.not_15
	expect	dword [edx], 'i686'
.not_15:
	cmp	eax, 3			; AT_PHDR
	jne	.not_3
	expect	dword [edx], 1		; the first is PT_LOAD
.not_3:	test	eax, eax
	jnz	.aux
	expect	ebp, 9			; all three came by
	expect	dword [TASK_SIZE - 4], 0
	mov	ax, fs
	expect	ax, 0
end_program stack

; Called with neither arguments nor environment: there is one argument, which is empty.
program no_arguments
	expect	dword [esp], 1
	mov	esi, [esp + 4]
	expect	byte [esi], 0
	expect	dword [esp + 8], 0
	expect	dword [esp + 12], 0
end_program no_arguments

; Called as "PROG LONG two", LONG being 102,399 characters.
program long_argument
	mov	edi, [esp + 8]
	xor	eax, eax
	mov	ecx, -1
	repne	scasb
	expect	ecx, -102401
	expect	[esp + 12], edi		; the next lies behind it
	expect	dword [edi], 'two'
end_program long_argument

; The data segment: one word of the file, then zeroes over three pages, writable.
program bss
	mov	esi, 0x8050000
	expect	dword [esi], 0x12345678
	add	esi, 4
	mov	ecx, (3 * 4096 - 4) / 4
.next:	cmp	dword [esi], 0
	je	.zero
	expect	ecx, -1
.zero:	mov	[esi], ecx
	add	esi, 4
	loop	.next
end_program bss

; ---- fork ----

; What one writes the other does not see.
program fork_copies
	push	111
	child
	expect	dword [esp], 111
	mov	dword [esp], 222
	child_end [esp]
	mov	edi, eax
	sub	esp, 4
	sys	SYS_WAITPID, edi, esp, 0
	expect	eax, edi
	expect	dword [esp], 222 << 8
	expect	dword [esp + 4], 111
end_program fork_copies

; The parent waits until the child has ended, in the same memory.
program vfork_shares
	push	1
	pop	eax
	sub	esp, 64
	mov	dword [esp + 32], 111
	sys	SYS_VFORK
	test	eax, eax
	jnz	.parent
	mov	dword [esp + 32], 222
	sys	SYS_EXIT, 5
.parent:
	mov	edi, eax
	expect	dword [esp + 32], 222
	sys	SYS_WAITPID, edi, esp, 0
	expect	dword [esp], 5 << 8
end_program vfork_shares

program clone_flags
	sys	SYS_CLONE, 0x10f00, 0	; CLONE_THREAD and what belongs to it
	expect	eax, -EINVAL
	sys	SYS_CLONE, 0x800 | 17, 0	; handlers without memory
	expect	eax, -EINVAL
	sub	esp, 64
	; PARENT_SETTID, CHILD_SETTID, CHILD_CLEARTID
	lea	edi, [esp + 8]
	sys	SYS_CLONE, 0x01300000 | 17, 0, esp, 0, edi
	test	eax, eax
	jnz	.parent
	mov	edi, [esp + 8]
	sys	SYS_GETPID
	sub	edi, eax
	sys	SYS_EXIT, edi
.parent:
	mov	esi, eax
	expect	[esp], esi
	sys	SYS_WAITPID, esi, esp, 0
	expect	eax, ebx
	expect	dword [esp], 0
end_program clone_flags

; How many children can be had, twenty processes being the limit; all can be waited for.
program forks
	push	10000
	push	20
	sys	SYS_SETRLIMIT, 6, esp			; RLIMIT_NPROC
	xor	edi, edi
.more:	sys	SYS_FORK
	test	eax, eax
	jz	.child
	js	.full
	inc	edi
	jmp	.more
.child:	sys	SYS_EXIT, 0
.full:	mov	ebp, 100
	expect	eax, -EAGAIN
	xor	esi, esi
.reap:	sys	SYS_WAITPID, -1, 0, 0
	inc	esi
	test	eax, eax
	jns	.reap
	expect	eax, -ECHILD
	dec	esi
	expect	esi, edi
	mov	ebp, edi
	jmp	near .fail
end_program forks

; ---- wait ----

program wait
	sub	esp, 256
	sys	SYS_WAITPID, -1, esp, 0			; 1: no child
	expect	eax, -ECHILD
	child
	child_end 0x107
	mov	edi, eax
	sys	SYS_WAIT4, edi, esp, 0, 0
	expect	eax, edi
	expect	dword [esp], 7 << 8			; 3: only 8 bits
	sys	SYS_WAIT4, edi, esp, 0, 0
	expect	eax, -ECHILD
	child						; one that stays
.stay:	sys	SYS_YIELD
	jmp	.stay
	child_end 0
	mov	edi, eax
	sys	SYS_WAITPID, -1, esp, 1			; 5: WNOHANG
	expect	eax, 0
	sys	SYS_WAITPID, 0, esp, 1
	expect	eax, 0
	sys	SYS_GETPID
	mov	ebx, eax
	neg	ebx
	sys	SYS_WAITPID, ebx, esp, 1		; 7: our group
	expect	eax, 0
	sys	SYS_WAITPID, -30000, esp, 1
	expect	eax, -ECHILD
	sys	SYS_WAITPID, 30000, esp, 1
	expect	eax, -ECHILD
	sys	SYS_WAITPID, -1, esp, 0x100		; 10: an option that is none
	expect	eax, -EINVAL
	sys	SYS_WAITPID, 0x80000000, esp, 0
	expect	eax, -ESRCH
	sys	SYS_WAITPID, edi, esp, 0x80000001	; 12: __WCLONE: not such a child
	expect	eax, -ECHILD
	sys	SYS_KILL, edi, 9
	expect	eax, 0
	sys	SYS_WAITPID, edi, esp, 0
	expect	eax, edi
	expect	dword [esp], 9				; 15: killed
	child
	child_end 1
	mov	edi, eax
	sys	SYS_WAITPID, edi, 0xc0000000, 0		; 16: it is gone all the same
	expect	eax, -EFAULT
	sys	SYS_WAITPID, edi, 0, 0
	expect	eax, -ECHILD
end_program wait

; Stopped, continued, killed: told once each, and only to who wants to know.
program stop
	sub	esp, 256
	child
	sys	SYS_GETPID
	sys	SYS_KILL, eax, 19
.stay:	sys	SYS_YIELD
	jmp	.stay
	child_end 0
	mov	edi, eax
	sys	SYS_WAITPID, edi, esp, 2		; 1: WUNTRACED
	expect	eax, edi
	expect	dword [esp], 19 << 8 | 0x7f
	sys	SYS_WAITPID, edi, esp, 2 | 1
	expect	eax, 0
	sys	SYS_KILL, edi, 18
	sys	SYS_WAITPID, edi, esp, 2 | 1
	expect	eax, 0
	sys	SYS_WAITPID, edi, esp, 8		; 5: WCONTINUED
	expect	eax, edi
	expect	dword [esp], 0xffff
	sys	SYS_KILL, edi, 9
	sys	SYS_WAITPID, edi, esp, 0
	expect	eax, edi
	expect	dword [esp], 9
end_program stop

program waitid
	sub	esp, 256
	sys	SYS_WAITID, 0, 0, esp, 0, 0		; 1: nothing to wait for
	expect	eax, -EINVAL
	sys	SYS_WAITID, 9, 0, esp, 4, 0
	expect	eax, -EINVAL
	sys	SYS_WAITID, 1, 0, esp, 4, 0		; 3: P_PID 0
	expect	eax, -EINVAL
	sys	SYS_WAITID, 0, 0, esp, 4, 0
	expect	eax, -ECHILD
	child
	child_end 3
	push	eax
	lea	edx, [esp + 4]
	sys	SYS_WAITID, 1, eax, edx, 0x1000004, 0	; 5: WEXITED | WNOWAIT
	expect	eax, 0
	expect	dword [esp + 4], 17			; SIGCHLD
	expect	dword [esp + 12], 1			; CLD_EXITED
	mov	eax, [esp]
	expect	[esp + 16], eax
	expect	dword [esp + 24], 3			; 9: status
	lea	edx, [esp + 4]
	sys	SYS_WAITID, 1, [esp], edx, 4, 0
	expect	eax, 0
	lea	edx, [esp + 4]
	sys	SYS_WAITID, 1, [esp], edx, 4, 0
	expect	eax, -ECHILD
end_program waitid

; Leaves a grandchild that ends some time after everybody else.
program orphan
	child
	child
.wait:	sys	SYS_YIELD
	sys	SYS_GETPPID
	cmp	eax, 1
	ja	.wait
	child_end 0
	child_end 0
	sys	SYS_WAITPID, eax, 0, 0
	inc	ebp
	test	eax, eax
	js	near .fail
end_program orphan

; Leaves zombies that nobody has asked for.
program leaves_zombies
	child
	child_end 1
	child
	child_end 2
	sys	SYS_YIELD
	sys	SYS_YIELD
end_program leaves_zombies
