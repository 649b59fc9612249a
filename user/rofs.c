/* SPDX-License-Identifier: MIT */
/*
 * Calls that would change the tree, which is read-only: the errors of Linux on a file system that is mounted read-only;
 * and where a process is in the tree.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/child.h"
#include "lib/say.h"

#define BAD 0x10L

static void t_make(void)
{
	subject("make");
	say("a folder", raw(SYS_mkdir, "/new", 0755L));
	say("with a slash", raw(SYS_mkdir, "/new///", 0755L));
	say("that is there", raw(SYS_mkdir, "/bin", 0755L));
	say("the root", raw(SYS_mkdir, "/", 0755L));
	say("a dot", raw(SYS_mkdir, "/bin/.", 0755L));
	say("in no folder", raw(SYS_mkdir, "/nosuch/new", 0755L));
	say("in a file", raw(SYS_mkdir, "/etc/motd/new", 0755L));
	say("of no name", raw(SYS_mkdir, "", 0755L));
	say("at a bad address", raw(SYS_mkdir, BAD, 0755L));
	say("beside a bad descriptor", raw(SYS_mkdirat, 99L, "new", 0755L));
	say("a fifo", raw(SYS_mknod, "/new", S_IFIFO | 0600L, 0L));
	say("a fifo with a slash", raw(SYS_mknod, "/new/", S_IFIFO | 0600L, 0L));
	say("a folder as a node", raw(SYS_mknod, "/new", S_IFDIR | 0600L, 0L));
	say("nothing known", raw(SYS_mknod, "/new", 0170000L, 0L));
	say("a link", raw(SYS_symlink, "/etc/motd", "/new"));
	say("a link to nothing", raw(SYS_symlink, "", "/new"));
	say("a link that is there", raw(SYS_symlink, "/etc/motd", "/etc/issue"));
	say("a second name", raw(SYS_link, "/etc/motd", "/new"));
	say("of nothing", raw(SYS_link, "/nosuch", "/new"));
	say("that is taken", raw(SYS_link, "/etc/motd", "/bin"));
	say("with unknown flags", raw(SYS_linkat, -100L, "/etc/motd", -100L, "/new", 1L));
	say("a file", raw(SYS_open, "/new", O_CREAT | O_WRONLY, 0600L));
	say("a file that is there", raw(SYS_open, "/etc/motd", O_CREAT | O_EXCL, 0600L));
}

static void t_take(void)
{
	subject("take away");
	say("a file", raw(SYS_unlink, "/etc/motd"));
	say("none", raw(SYS_unlink, "/nosuch"));
	say("in no folder", raw(SYS_unlink, "/nosuch/file"));
	say("a dot", raw(SYS_unlink, "/bin/."));
	say("a folder", raw(SYS_rmdir, "/bin"));
	say("no folder", raw(SYS_rmdir, "/nosuch"));
	say("the root", raw(SYS_rmdir, "/"));
	say("this one", raw(SYS_rmdir, "."));
	say("the one above", raw(SYS_rmdir, "bin/.."));
	say("with unknown flags", raw(SYS_unlinkat, -100L, "/bin", 1L));
	say("a folder, by its flag", raw(SYS_unlinkat, -100L, "/", 0x200L));
	say("a name for another", raw(SYS_rename, "/etc/motd", "/etc/new"));
	say("of nothing", raw(SYS_rename, "/nosuch", "/x"));
	say("from no folder", raw(SYS_rename, "/nosuch/a", "/x"));
	say("to no folder", raw(SYS_rename, "/etc/motd", "/nosuch/x"));
	say("of the root", raw(SYS_rename, "/", "/x"));
	say("to a dot", raw(SYS_rename, "/bin", "/etc/."));
	say("with unknown flags", raw(SYS_renameat2, -100L, "/bin", -100L, "/x", 8L));
	say("not over a dot", raw(SYS_renameat2, -100L, "/bin", -100L, ".", 1L));
}

static void t_change(void)
{
	struct timespec omit[2] = { { 0, UTIME_OMIT }, { 0, UTIME_OMIT } },
			bad[2] = { { 0, 1000000000 } };
	int fd = open("/etc/motd", O_RDONLY), path = open("/etc/motd", O_PATH);

	subject("change");
	say("rights", raw(SYS_chmod, "/etc/motd", 0600L));
	say("of nothing", raw(SYS_chmod, "/nosuch", 0600L));
	say("by descriptor", raw(SYS_fchmod, fd, 0600L));
	say("by no descriptor", raw(SYS_fchmod, 99L, 0600L));
	say("by a place only", raw(SYS_fchmod, path, 0600L));
	say("the owner", raw(SYS_chown32, "/etc/motd", 1L, 1L));
	say("of a link", raw(SYS_lchown32, "/etc/issue", 1L, 1L));
	say("with unknown flags", raw(SYS_fchownat, -100L, "/bin", 1L, 1L, 1L));
	say("the size", raw(SYS_truncate, "/etc/motd", 0L));
	say("of a folder", raw(SYS_truncate, "/bin", 0L));
	say("of a device", raw(SYS_truncate, "/dev/null", 0L));
	say("to a negative one", raw(SYS_truncate, "/etc/motd", -1L));
	say("to a very large one", raw(SYS_truncate64, "/etc/motd", 0L, 1L));
	say("times", utimensat(AT_FDCWD, "/etc/motd", NULL, 0) ? -errno : 0);
	say("no times at all", utimensat(AT_FDCWD, "/nosuch", omit, 0) ? -errno : 0);
	say("times that make no sense", utimensat(AT_FDCWD, "/etc/motd", bad, 0) ? -errno : 0);
	say("times of nothing", utimensat(AT_FDCWD, "/nosuch", NULL, 0) ? -errno : 0);
	say("times by descriptor", futimens(fd, NULL) ? -errno : 0);
	say("to the disk", fsync(fd) ? -errno : 0);
	say("of a device, to the disk", fdatasync(open("/dev/null", O_RDONLY)) ? -errno : 0);
	say("of nothing, to the disk", fsync(99) ? -errno : 0);
	close(fd);
	close(path);
}

static int in_child(void *arg)
{
	char buf[100];

	printf("place, of a child: %s, mask %03o\n", getcwd(buf, sizeof(buf)), umask(0));
	return 0;
}

static void t_place(void)
{
	char buf[100];
	int fd;

	subject("place");
	say("in a folder", chdir("/etc") ? -errno : 0);
	printf("place, now %s\n", getcwd(buf, sizeof(buf)));
	say("a file there", access("motd", R_OK) ? -errno : 0);
	say("a file above", access("../bin/hello", X_OK) ? -errno : 0);
	say("not there", access("hello", R_OK) ? -errno : 0);
	say("too little room", raw(SYS_getcwd, buf, 4L));
	say("just enough", raw(SYS_getcwd, buf, 5L));
	say("in a file", chdir("motd") ? -errno : 0);
	say("in nothing", chdir("nosuch") ? -errno : 0);
	say("in no name", chdir("") ? -errno : 0);
	fd = open("../bin", O_RDONLY | O_DIRECTORY);
	say("by descriptor", fchdir(fd) ? -errno : 0);
	printf("place, now %s\n", getcwd(buf, sizeof(buf)));
	say("by a file", fchdir(open("/etc/motd", O_RDONLY)) ? -errno : 0);
	say("by none", fchdir(99) ? -errno : 0);
	say("the first mask", umask(077));
	say("the second", umask(-1));
	say("all that is kept", umask(027));
	run_in_child(in_child, NULL);
	say("the child's is its own", umask(022));
	execl("hello", "hello", "from", "here", NULL);
	say("exec", -errno);
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	t_make();
	t_take();
	t_change();
	t_place();
	return 1;
}
