/* SPDX-License-Identifier: MIT */
/* What kind of CPU this is. boot/early.c has refused those that cannot run the kernel at all. */
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/processor.h>

struct cpuinfo_x86 boot_cpu_data;

void cpu_init(void)
{
	u32 a, b, c;

	cpuid(1, &a, &b, &c, &boot_cpu_data.x86_capability[CPUID_1_EDX]);
	if (boot_cpu_has(X86_FEATURE_SEP))
		wrmsrl(MSR_IA32_SYSENTER_CS, 0); /* sysenter leads nowhere */
}
