/* SPDX-License-Identifier: MIT */
/*
 * What a program asks about the machine and the kernel: uname, sysinfo, getrandom, getcpu, affinity,
 * personality; and sched_yield.
 *
 * Tests: tests/user.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <uapi/linux/personality.h>

/* ---- uname ---- */

#define UTS_LEN 65

struct new_utsname {
	char sysname[UTS_LEN], nodename[UTS_LEN], release[UTS_LEN], version[UTS_LEN];
	char machine[UTS_LEN], domainname[UTS_LEN];
};

/*
 * What is spoken here is Linux's ABI, and programs look at these words to learn that: glibc ends with
 * "kernel too old" below release 3.2, configure scripts want "Linux". The release is that of the Linux which
 * is followed.
 */
static const struct new_utsname system_name = {
	"Linux", "k896", "6.1.0-k896", "#1 PREEMPT", "i686", "(none)",
};

/* For programs that expect a version of 2.6: 6.1 is 2.6.61 then, as 3.0 would have been 2.6.40. */
static void say_2_6(struct new_utsname *name)
{
	const char *rest = system_name.release;
	unsigned int patchlevel = 0;

	sscanf(rest, "6.%u", &patchlevel);
	rest += strspn(rest, "0123456789.");
	scnprintf(name->release, sizeof(name->release), "2.6.%u%s", patchlevel + 60, rest);
}

SYSCALL_DEFINE1(uname, struct new_utsname __user *, to)
{
	struct new_utsname name = system_name;

	if (current->personality & UNAME26)
		say_2_6(&name);
	return copy_to_user(to, &name, sizeof(name)) ? -EFAULT : 0;
}

/* ---- sysinfo ---- */

struct sysinfo {
	long uptime; /* s */
	unsigned long loads[3];
	unsigned long totalram, freeram, sharedram, bufferram, totalswap, freeswap;
	u16 procs, pad;
	unsigned long totalhigh, freehigh;
	u32 mem_unit; /* bytes */
	char padding[8];
};

SYSCALL_DEFINE1(sysinfo, struct sysinfo __user *, to)
{
	struct sysinfo info = { .procs = min(nr_threads, 0xffffU), .mem_unit = PAGE_SIZE };
	struct sysinfo_mem mem;

	si_meminfo(&mem);
	info.uptime = div_u64(ktime_get(), NSEC_PER_SEC);
	info.totalram = mem.total;
	info.freeram = mem.free;
	info.totalhigh = mem.total_high;
	info.freehigh = mem.free_high;
	return copy_to_user(to, &info, sizeof(info)) ? -EFAULT : 0;
}

/* ---- random bytes ---- */

#define GRND_NONBLOCK 1
#define GRND_RANDOM   2
#define GRND_INSECURE 4

SYSCALL_DEFINE3(getrandom, char __user *, to, size_t, count, unsigned int, flags)
{
	size_t done = 0;
	u8 block[64];

	if (flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE) ||
	    (flags & GRND_RANDOM && flags & GRND_INSECURE))
		return -EINVAL;
	count = min(count, (size_t)INT_MAX);
	while (done < count) {
		size_t n = min(count - done, sizeof(block)), left;

		get_random_bytes(block, n);
		left = copy_to_user(to + done, block, n);
		done += n - left;
		if (left)
			return done ?: (size_t)-EFAULT;
		if (signal_pending(current) && done < count)
			return done;
		cond_resched();
	}
	return done;
}

/* ---- processors: one ---- */

SYSCALL_DEFINE2(getcpu, u32 __user *, cpu, u32 __user *, node)
{
	if ((cpu && put_user(0, cpu)) || (node && put_user(0, node)))
		return -EFAULT;
	return 0;
}

static int check_pid(pid_t pid)
{
	struct task_struct *p;

	if (pid < 0)
		return -EINVAL;
	if (!pid)
		return 0;
	p = find_get_task_by_vpid(pid);
	if (!p)
		return -ESRCH;
	put_task_struct(p);
	return 0;
}

/* Returns how many bytes of the mask there are. */
SYSCALL_DEFINE3(sched_getaffinity, pid_t, pid, unsigned int, len, unsigned long __user *, mask)
{
	int err;

	if (!len || len % sizeof(long))
		return -EINVAL;
	err = check_pid(pid);
	if (err)
		return err;
	return put_user(1, mask) ? -EFAULT : (long)sizeof(long);
}

SYSCALL_DEFINE3(sched_setaffinity, pid_t, pid, unsigned int, len, const unsigned long __user *,
		mask)
{
	unsigned long bits = 0;

	if (copy_from_user(&bits, mask, min(len, (unsigned int)sizeof(bits))))
		return -EFAULT;
	return check_pid(pid) ?: bits & 1 ? 0 : -EINVAL;
}

SYSCALL_DEFINE0(sched_yield)
{
	yield();
	return 0;
}

/* ---- personality ---- */

#define ASK_ONLY 0xffffffff

SYSCALL_DEFINE1(personality, unsigned int, persona)
{
	unsigned int old = current->personality;

	if (persona != ASK_ONLY)
		current->personality = persona;
	return old;
}
