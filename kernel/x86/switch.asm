; SPDX-License-Identifier: MIT
;
; Changing stacks: include/asm/switch_to.h. Arguments come in EAX, EDX, ECX.

bits 32

section .sched.text progbits alloc exec nowrite align=16

global switch_stacks
switch_stacks:
	push	ebp
	push	ebx
	push	edi
	push	esi
	mov	[eax], esp
	mov	esp, edx
	mov	eax, ecx		; the old task, handed over to the new one
	pop	esi
	pop	edi
	pop	ebx
	pop	ebp
	ret

global task_entry
task_entry:				; EBP is 0 here, which ends every walk over this stack
	mov	edx, esi
	mov	ecx, edi
	call	ebx
	ud2
