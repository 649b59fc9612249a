/* SPDX-License-Identifier: MIT */
/* What a file is: Linux's mode bits, and the structs that tell it to a program. */
#ifndef _UAPI_LINUX_STAT_H
#define _UAPI_LINUX_STAT_H

#include <linux/types.h>

#define S_IFMT	 0170000
#define S_IFLNK	 0120000
#define S_IFREG	 0100000
#define S_IFDIR	 0040000
#define S_IFCHR	 0020000
#define S_IFBLK	 0060000
#define S_IFIFO	 0010000
#define S_IFSOCK 0140000

#define S_ISLNK(m) (((m)&S_IFMT) == S_IFLNK)
#define S_ISREG(m) (((m)&S_IFMT) == S_IFREG)
#define S_ISDIR(m) (((m)&S_IFMT) == S_IFDIR)
#define S_ISCHR(m) (((m)&S_IFMT) == S_IFCHR)

#define S_IXUGO 0111

/* i386's struct stat64: 96 bytes. */
struct stat64 {
	__u64 st_dev;
	__u32 __pad0;
	__u32 __st_ino;
	__u32 st_mode, st_nlink;
	__u32 st_uid, st_gid;
	__u64 st_rdev;
	__u32 __pad3;
	__s64 st_size __attribute__((packed, aligned(4)));
	__u32 st_blksize;
	__u64 st_blocks __attribute__((packed, aligned(4))); /* of 512 bytes */
	__u32 st_atime, st_atime_nsec;
	__u32 st_mtime, st_mtime_nsec;
	__u32 st_ctime, st_ctime_nsec;
	__u64 st_ino __attribute__((packed, aligned(4)));
};

#define STATX_BASIC_STATS 0x000007ffU
#define STATX__RESERVED	  0x80000000U

struct statx_timestamp {
	__s64 tv_sec;
	__u32 tv_nsec;
	__s32 __reserved;
};

/* The same for all machines: 256 bytes. */
struct statx {
	__u32 stx_mask, stx_blksize;
	__u64 stx_attributes;
	__u32 stx_nlink, stx_uid, stx_gid;
	__u16 stx_mode, __spare0;
	__u64 stx_ino, stx_size, stx_blocks, stx_attributes_mask;
	struct statx_timestamp stx_atime, stx_btime, stx_ctime, stx_mtime;
	__u32 stx_rdev_major, stx_rdev_minor, stx_dev_major, stx_dev_minor;
	__u64 stx_mnt_id, __spare2;
	__u64 __spare3[12];
};

/* getdents64()'s record. */
struct linux_dirent64 {
	__u64 d_ino;
	__s64 d_off;
	__u16 d_reclen;
	__u8 d_type; /* S_IFMT bits >> 12 */
	char d_name[];
} __attribute__((packed));

#endif
