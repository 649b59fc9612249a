/* SPDX-License-Identifier: MIT */
/*
 * Open files, and the least of a file system that is honest: the read-only files of the initramfs and a few
 * character devices, behind the same table of operations that a full file system will use.
 *
 *	fd --files_struct--> struct file --f_inode--> struct inode --i_mapping--> struct address_space: its pages
 */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

struct page;
struct file;
struct inode;
struct vm_area_struct;
struct kstat;

/**
 * struct address_space - the pages of a file, by number
 *
 * For initramfs files all there from the start; for shared anonymous memory made as they are touched.
 * Each page present holds one reference for being in it.
 */
struct address_space {
	struct inode *host;
	struct mutex lock;	/* filling in pages */
	unsigned long nrpages;	/* present */
	unsigned long nr_slots; /* pages that the size covers */
	struct page **
		slots[1024]; /* two levels: 1024 tables of 1024 pages; NULL where none is present */
};

struct file_operations {
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t count, loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t count, loff_t *pos);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	long (*ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*release)(struct inode *inode, struct file *file);
};

struct inode {
	umode_t i_mode;
	unsigned long i_ino;
	unsigned int i_nlink;
	loff_t i_size;
	dev_t i_rdev;
	const struct file_operations *i_fop;
	struct address_space *i_mapping;
	atomic_t i_count;
	const char *i_name; /* full path, "/init"; for reports, maps and /proc/self/exe */
};

struct file {
	struct inode *f_inode;
	const struct file_operations *f_op;
	unsigned int f_flags; /* O_* */
	loff_t f_pos;
	atomic_t f_count;
	void *private_data;
};

static inline struct file *get_file(struct file *file)
{
	atomic_inc(&file->f_count);
	return file;
}

/* One user less; the last one closes. May sleep. */
void fput(struct file *file);

/* Opens by absolute or relative path (everything lies in /). May sleep. ERR_PTR(-ENOENT, -EACCES, -EISDIR, -ENOTDIR, -ELOOP, -EROFS, -ENOMEM, -ENXIO). */
struct file *filp_open(const char *path, int flags, umode_t mode);

/* Reads into kernel memory. Bytes read, 0 at the end, -errno. May sleep. */
ssize_t kernel_read(struct file *file, void *buf, size_t count, loff_t *pos);

/* Page @index of a mapping with a new reference; NULL where none is present. Any task. (mm/filemap.c) */
struct page *find_get_page(struct address_space *mapping, unsigned long index);

/* A file of @size zero bytes with no name, whose pages come when touched: MAP_SHARED | MAP_ANONYMOUS. ERR_PTR(-ENOMEM). (mm/shmem.c) */
struct file *shmem_file_setup(const char *name, loff_t size, unsigned long flags);

/* A character device, found as /dev/NAME. The inode stays with the caller for ever. 0 or -EEXIST. */
int register_chrdev_file(const char *name, dev_t rdev, const struct file_operations *fops);

/* ---- the table of a process ---- */

struct files_struct;

struct files_struct *alloc_files(void);			    /* empty; NULL: no memory */
struct files_struct *dup_files(struct files_struct *old);   /* fork's; NULL: no memory */
void put_files(struct files_struct *files);		    /* one user less; the last closes all */
struct files_struct *get_files(struct files_struct *files); /* CLONE_FILES */
void close_on_exec(struct files_struct *files);		    /* exec: closes what is O_CLOEXEC */
struct file *fget(unsigned int fd);			    /* with a reference, or NULL */
int fd_install_new(struct files_struct *files, struct file *file,
		   unsigned int flags); /* lowest free fd or -EMFILE */

#endif
