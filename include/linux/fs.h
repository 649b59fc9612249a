/* SPDX-License-Identifier: MIT */
/*
 * Open files, and a small file system: the read-only files of the initramfs and a few character devices,
 * behind the table of operations that a full file system has, too.
 *
 *	fd --files_struct--> struct file --f_inode--> struct inode --i_mapping--> struct address_space: its pages
 *
 * fs/file_table.c	struct file and struct inode: made, counted, given back
 * mm/user/filemap.c	the pages of a file
 * fs/dcache.c		names: the tree of struct dentry under /
 * fs/namei.c		from a path to a dentry
 * fs/open.c		from a path to an open file
 * fs/read_write.c	bytes to and from it, and its position
 * fs/file.c		the table of a process
 */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <uapi/linux/fcntl.h>
#include <uapi/linux/stat.h>

struct page;
struct file;
struct inode;
struct vm_area_struct;

#define PATH_MAX     4096
#define NAME_MAX     255
#define MAX_RW_COUNT 0x7ffff000 /* bytes that one read or write moves at most */

#define MKDEV(major, minor) ((dev_t)((major) << 20 | (minor)))
#define MAJOR(dev)	    ((unsigned int)(dev) >> 20)
#define MINOR(dev)	    ((unsigned int)(dev)&0xfffff)

/**
 * struct address_space - the pages of a file, by number
 *
 * For initramfs files all there from the start; for shared anonymous memory made as they are touched.
 * Each page present holds one reference for being in it; its page->mapping and page->index say where it is.
 */
struct address_space {
	struct inode *host;
	bool is_shmem;	       /* its pages are counted as shared memory, not as a file's */
	struct mutex lock;     /* filling in pages */
	unsigned long nrpages; /* present */
	struct page ***
		slots; /* 1024 tables of 1024 pages, NULL where none is present; NULL: no page yet */
};

/*
 * @pos is the caller's own, nobody else changes it meanwhile. Regular files are written to and truncated under
 * inode_lock(). llseek is called with f_pos_lock; without it a file is a stream and has no position.
 */
struct file_operations {
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t count, loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t count, loff_t *pos);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	long (*ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
	int (*truncate)(struct file *file, loff_t size); /* ftruncate(); NULL: -EINVAL */
};

struct inode {
	umode_t i_mode;
	unsigned long i_ino;
	unsigned int i_nlink;
	spinlock_t i_lock; /* i_size, whose halves belong together */
	struct rw_semaphore
		i_rwsem; /* inode_lock(): held to change the size, or what lies at a position that depends on it */
	loff_t i_size; /* i_size_read(), i_size_write() */
	dev_t i_rdev;
	const struct file_operations *i_fop;
	struct address_space *i_mapping; /* NULL: no pages (a device, a directory) */
	const char *i_link;		 /* symbolic links: where to */
	atomic_t i_count;
	void (*i_free)(struct inode *inode); /* after the last reference; NULL: it stays for ever */
	const char *i_name;		     /* full path of its first name, "/init" */
};

struct file {
	struct inode *f_inode; /* with a reference */
	const struct file_operations *f_op;
	unsigned int f_flags;	 /* O_* */
	struct mutex f_pos_lock; /* taken before i_rwsem, both before mmap_lock */
	loff_t f_pos;		 /* f_pos_lock */
	atomic_t f_count;
	struct dentry *f_dentry; /* NULL: it has no place in the tree (shared memory) */
	const char *f_name; /* full path by which it was opened: in reports, maps, /proc/self/exe */
	void *private_data;
};

/* ---- the size ---- */

/* Any task. */
static inline loff_t i_size_read(struct inode *inode)
{
	loff_t size;

	spin_lock(&inode->i_lock);
	size = inode->i_size;
	spin_unlock(&inode->i_lock);
	return size;
}

/* Under inode_lock(). */
static inline void i_size_write(struct inode *inode, loff_t size)
{
	lockdep_assert_held_write(&inode->i_rwsem);
	spin_lock(&inode->i_lock);
	inode->i_size = size;
	spin_unlock(&inode->i_lock);
}

/* One task at a time changes a file. May sleep: user memory may be touched meanwhile. */
static inline void inode_lock(struct inode *inode)
{
	down_write(&inode->i_rwsem);
}

/* 0, or -EINTR for a fatal signal: a dying task must not wait for a holder that may be waiting for memory. */
static inline int inode_lock_killable(struct inode *inode)
{
	return down_write_killable(&inode->i_rwsem);
}

static inline void inode_unlock(struct inode *inode)
{
	up_write(&inode->i_rwsem);
}

/* ---- files and inodes as objects (fs/file_table.c) ---- */

static inline struct file *get_file(struct file *file)
{
	VM_BUG_ON(atomic_read(&file->f_count) < 1);
	atomic_inc(&file->f_count);
	return file;
}

/* What mm/user asks of fs, which lies to its right (docs/design.md). Set at boot, before there is a file. */
struct file_hooks {
	void (*close)(struct file *file); /* the last user has gone. May sleep. */
	struct file *(*shmem_zero_setup)(
		loff_t size); /* MAP_SHARED | MAP_ANONYMOUS: shmem_file_setup() */
};
extern struct file_hooks file_hooks; /* mm/user/filemap.c */

/* One user less; the last one closes. May sleep. */
static inline void fput(struct file *file)
{
	VM_BUG_ON(atomic_read(&file->f_count) < 1);
	if (atomic_dec_and_test(&file->f_count))
		file_hooks.close(file);
}

/**
 * alloc_file() - an open file of an inode
 * @inode: the file takes over the caller's reference, also when it fails
 * @flags: O_*
 * @fop: its operations
 *
 * f_name is the inode's. May sleep. Return: with one user, or ERR_PTR(-ENOMEM).
 */
struct file *alloc_file(struct inode *inode, unsigned int flags, const struct file_operations *fop);

static inline struct inode *ihold(struct inode *inode)
{
	VM_BUG_ON(atomic_read(&inode->i_count) < 1);
	atomic_inc(&inode->i_count);
	return inode;
}

void iput(struct inode *inode);

/* Zeroed, one reference, a number of its own, an empty mapping for S_IFREG. May sleep. NULL: no memory. */
struct inode *new_inode(umode_t mode);
/* What an i_free() of such an inode ends with: it and its pages. */
void destroy_inode(struct inode *inode);

/* ---- pages of files (mm/user/filemap.c) ---- */

/* Page @index of a mapping with a new reference; NULL where none is present. Any task. */
struct page *find_get_page(struct address_space *mapping, unsigned long index);

/* The same; a page that is not there is made, all zeroes. 0, -ENOMEM, -EFBIG. May sleep. */
int filemap_get_page(struct address_space *mapping, unsigned long index, struct page **page);

/* The first page present from number *@index on, which becomes its number; NULL: none. As find_get_page(). */
struct page *find_get_next_page(struct address_space *mapping, unsigned long *index);

/**
 * add_to_page_cache() - put a page into a mapping
 *
 * The mapping takes a reference of its own. Under mapping->lock, or before others know the mapping. May sleep.
 * Return: 0, -ENOMEM, -EEXIST if there is one, -EFBIG beyond 4 GiB.
 */
int add_to_page_cache(struct page *page, struct address_space *mapping, unsigned long index);

/* Drops all pages from number @start on. Under mapping->lock, or when nobody else knows the mapping. */
void truncate_inode_pages(struct address_space *mapping, unsigned long start);

/*
 * read() of whatever has pages: up to the size of the inode; a page that is not present reads as zeroes. Bytes
 * moved, 0 at the end, -EFAULT, -EINTR for a fatal signal. May sleep.
 */
ssize_t generic_file_read(struct file *file, char __user *buf, size_t count, loff_t *pos);

/* Faults find the pages in i_mapping. */
int generic_file_mmap(struct file *file, struct vm_area_struct *vma);

/* Reads into kernel memory. Bytes read, 0 at the end, -EINVAL if the file has no pages. */
ssize_t kernel_read(struct file *file, void *buf, size_t count, loff_t *pos);

/* ---- the position (fs/read_write.c) ---- */

/* SEEK_SET, SEEK_CUR, SEEK_END against the size of the inode. With f_pos_lock. */
loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);

/* ---- shared memory (fs/shmem.c) ---- */

/**
 * shmem_file_setup() - a file in no directory, whose pages come, all zeroes, when they are touched
 * @name: in reports and maps; it must stay as long as the file
 * @size: in bytes
 *
 * May sleep. Return: the file, or ERR_PTR(-ENOMEM).
 */
struct file *shmem_file_setup(const char *name, loff_t size, unsigned long flags);

/* ---- names (fs/dcache.c, fs/namei.c) ---- */

/**
 * struct dentry - a name in a directory. The tree only grows: a dentry and its inode stay for ever.
 */
struct dentry {
	const char *d_path; /* full path, "/bin/hello" */
	const char *d_name; /* last part of it */
	struct dentry *d_parent;
	struct inode *d_inode;
	struct list_head d_children, d_child; /* dcache_lock */
};

#define ROOT_INO 1
extern struct dentry *root_dentry; /* "/" */

/**
 * dentry_create() - a name for an inode, at an absolute path; missing directories on the way are made
 * @inode: the tree takes over the caller's reference, unless it fails
 *
 * May sleep. Return: the dentry, or ERR_PTR(-EEXIST, -ENOTDIR, -ENAMETOOLONG, -ENOMEM, -EINVAL).
 */
struct dentry *dentry_create(const char *path, struct inode *inode);

/* The entry of a directory: NULL if there is none. Any task. */
struct dentry *dentry_lookup(struct dentry *dir, const char *name, size_t len);

/* Entry @n of a directory, from 0, in the order in which they were made; NULL if there are fewer. Any task. */
struct dentry *dentry_nth(struct dentry *dir, unsigned int n);

/* A path out of user memory, for kfree(). May sleep. ERR_PTR(-EFAULT, -ENAMETOOLONG, -ENOENT, -ENOMEM). */
char *getname(const char __user *filename);

/* path_lookup()'s @flags. */
#define LOOKUP_FOLLOW	 1 /* a symbolic link at the end is followed */
#define LOOKUP_DIRECTORY 2 /* -ENOTDIR if it is none */

/**
 * path_lookup() - from a path to its dentry
 * @dir: where a relative path begins
 *
 * May sleep. Return: the dentry, or ERR_PTR(-ENOENT, -ENOTDIR, -ELOOP, -ENAMETOOLONG).
 */
struct dentry *path_lookup(struct dentry *dir, const char *path, unsigned int flags);

/* ---- opening (fs/open.c, fs/char_dev.c) ---- */

/*
 * Opens by absolute or relative path. May sleep. ERR_PTR(-ENOENT, -EACCES, -EISDIR, -ENOTDIR, -ELOOP,
 * -EROFS, -ENOMEM, -ENXIO, -EEXIST, -EINVAL).
 */
struct file *filp_open(const char *path, int flags, umode_t mode);

/* A character device, found as /dev/NAME. 0, -EEXIST, -ENOMEM. May sleep. */
int register_chrdev_file(const char *name, dev_t rdev, const struct file_operations *fops);

/* ---- the table of a process (fs/file.c) ---- */

struct files_struct;

struct files_struct *alloc_files(void);			    /* empty; NULL: no memory */
struct files_struct *dup_files(struct files_struct *old);   /* fork's; NULL: no memory */
void put_files(struct files_struct *files);		    /* one user less; the last closes all */
struct files_struct *get_files(struct files_struct *files); /* CLONE_FILES */
struct files_struct *
unshare_files(struct files_struct *files);	/* exec: one's own; NULL: no memory */
void close_on_exec(struct files_struct *files); /* exec: closes what is O_CLOEXEC */
struct file *fget(unsigned int fd);		/* with a reference, or NULL: none, or O_PATH */
struct file *fget_raw(unsigned int fd);		/* O_PATH, too: which has no operations */

/* Lowest free fd, which takes over the caller's reference; or -EMFILE, -ENOMEM: the file stays the caller's. */
int fd_install_new(struct files_struct *files, struct file *file, unsigned int flags);

/* A table whose 0, 1 and 2 are /dev/console: the first process's. ERR_PTR(-ENOMEM, -ENOENT). May sleep. */
struct files_struct *alloc_files_on_console(void);

#endif
