/* Unpacks the image where there is no FUSE, or where it was asked for. Licence: Apache-2.0 */
#define _GNU_SOURCE
#include "runtime.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <squashfuse/squashfuse.h>

enum { CHUNK = 1 << 20, OPEN_FOLDERS = 16 };

static bool write_all(int file, const char *from, size_t size)
{
    while (size > 0) {
        ssize_t written = write(file, from, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        from += written, size -= (size_t)written;
    }
    return true;
}

static bool unpack_file(sqfs *fs, sqfs_inode *inode, const char *target, mode_t mode)
{
    static char chunk[CHUNK];
    int file = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0)
        return false;
    bool whole = true;
    uint64_t at = 0, size = inode->xtra.reg.file_size;
    while (whole && at < size) {
        sqfs_off_t got = CHUNK;
        whole = sqfs_read_range(fs, inode, (sqfs_off_t)at, &got, chunk) == SQFS_OK && got > 0;
        if (!whole)
            errno = EIO;
        whole = whole && write_all(file, chunk, (size_t)got);
        at += (uint64_t)got;
    }
    return close(file) == 0 && whole;
}

static bool unpack_link(sqfs *fs, sqfs_inode *inode, const char *target)
{
    char held[PATH_MAX];
    size_t size = sizeof held;
    return sqfs_readlink(fs, inode, held, &size) == SQFS_OK && symlink(held, target) == 0;
}

static bool unpack_entry(sqfs *fs, sqfs_traverse *walk, const char *target)
{
    sqfs_inode inode;
    if (sqfs_inode_get(fs, &inode, sqfs_dentry_inode(&walk->entry)) != SQFS_OK) {
        errno = EIO;
        return false;
    }
    mode_t mode = inode.base.mode & 0777;
    if (S_ISDIR(inode.base.mode))
        return mkdir(target, mode | S_IRWXU) == 0 || errno == EEXIST;
    if (S_ISLNK(inode.base.mode))
        return unpack_link(fs, &inode, target);
    if (S_ISREG(inode.base.mode))
        return unpack_file(fs, &inode, target, mode);
    return true;
}

/* Makes the folders above `target`, of which the first `rooted` characters are there. */
static void make_parents(char *target, size_t rooted)
{
    for (char *slash = strchr(target + rooted + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(target, 0755);
        *slash = '/';
    }
}

bool unpack_image(const image *self, const char *folder, const char *pattern, bool tell)
{
    sqfs fs;
    sqfs_traverse walk;
    sqfs_err error = sqfs_open_image(&fs, self->path, (size_t)self->offset);
    if (error != SQFS_OK || sqfs_traverse_open(&walk, &fs, sqfs_inode_root(&fs)) != SQFS_OK) {
        complain("the image in %s cannot be read", self->path);
        return false;
    }
    bool whole = mkdir(folder, 0755) == 0;
    char target[PATH_MAX];
    snprintf(target, sizeof target, "%s", folder);
    while (whole && sqfs_traverse_next(&walk, &error)) {
        if (walk.dir_end || (pattern && fnmatch(pattern, walk.path, FNM_LEADING_DIR) != 0))
            continue;
        if (snprintf(target, sizeof target, "%s/%s", folder, walk.path) >= (int)sizeof target) {
            errno = ENAMETOOLONG;
            whole = false;
        } else {
            if (pattern)
                make_parents(target, strlen(folder));
            whole = unpack_entry(&fs, &walk, target);
            if (whole && tell)
                puts(target);
        }
    }
    if (!whole)
        complain("cannot write %s: %s", target, strerror(errno));
    else if (error != SQFS_OK)
        complain("the image in %s is damaged", self->path);
    sqfs_traverse_close(&walk);
    sqfs_destroy(&fs);
    return whole && error == SQFS_OK;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about, (void)kind, (void)where;
    return remove(path);
}

static void remove_folder(const char *folder)
{
    nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

/* Removes what other images left in the cache, unless a process holds its lock. */
static void clear_others(const char *cache, const char *key)
{
    DIR *listing = opendir(cache);
    if (!listing)
        return;
    for (struct dirent *entry; (entry = readdir(listing));) {
        char path[PATH_MAX], other[PATH_MAX];
        size_t length = strlen(entry->d_name);
        if (length != 21 || strcmp(entry->d_name + 16, ".lock") != 0
            || strncmp(entry->d_name, key, 16) == 0)
            continue;
        snprintf(path, sizeof path, "%.2000s/%.255s", cache, entry->d_name);
        snprintf(other, sizeof other, "%.2000s/%.16s", cache, entry->d_name);
        int lock = open(path, O_RDWR | O_CLOEXEC);
        if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0) {
            remove_folder(other);
            unlink(path);
        }
        if (lock >= 0)
            close(lock);
    }
    closedir(listing);
}

/* Writes the folder for unpacked images and makes it, for this person alone. */
static bool find_cache(char cache[PATH_MAX])
{
    const char *named = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int length;
    if (named && named[0] == '/')
        length = snprintf(cache, PATH_MAX, "%s/anneal-appimage", named);
    else if (home && home[0] == '/')
        length = snprintf(cache, PATH_MAX, "%s/.cache/anneal-appimage", home);
    else
        length = snprintf(cache, PATH_MAX, "/tmp/anneal-appimage-%u", (unsigned)getuid());
    if (length >= 2000)
        return false;
    make_parents(cache, 0);
    struct stat about;
    if (mkdir(cache, 0700) != 0 && errno != EEXIST)
        return false;
    /* What others could have written must never be run. */
    return lstat(cache, &about) == 0 && S_ISDIR(about.st_mode) && about.st_uid == getuid()
           && (about.st_mode & 022) == 0;
}

/* Opens and locks a file; what another process has removed meanwhile is of no use.
 * It stays open in what this process becomes: while that runs, its files are in use. */
static int take_lock(const char *path, int how)
{
    struct stat held, named;
    for (;;) {
        int lock = open(path, O_RDWR | O_CREAT, 0600);
        if (lock < 0 || flock(lock, how) != 0) {
            complain("cannot lock %s: %s", path, strerror(errno));
            return -1;
        }
        if (fstat(lock, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino)
            return lock;
        close(lock);
    }
}

static bool is_there(const char *folder)
{
    struct stat about;
    return lstat(folder, &about) == 0;
}

int unpack_to_cache(const image *self, char folder[PATH_MAX])
{
    char cache[PATH_MAX], path[PATH_MAX], key[17];
    if (!image_key(self, key)) {
        complain("the image in %s cannot be read", self->path);
        return -1;
    }
    if (!find_cache(cache)) {
        complain("%s cannot be used for the unpacked program", cache);
        return -1;
    }
    snprintf(path, sizeof path, "%.2000s/%s.lock", cache, key);
    snprintf(folder, PATH_MAX, "%.2000s/%s", cache, key);
    /* Many may run from it at once; who unpacks it must be alone. */
    int lock = take_lock(path, LOCK_SH);
    if (lock < 0 || is_there(folder))
        return lock;
    close(lock);
    lock = take_lock(path, LOCK_EX);
    if (lock >= 0 && !is_there(folder)) {
        clear_others(cache, key);
        complain("unpacking into %s, this once", folder);
        snprintf(path, sizeof path, "%.2000s/%s.new", cache, key);
        remove_folder(path); /* of an unpacking that was broken off */
        if (!unpack_image(self, path, NULL, false) || rename(path, folder) != 0) {
            remove_folder(path);
            close(lock);
            return -1;
        }
    }
    if (lock >= 0)
        flock(lock, LOCK_SH);
    return lock;
}
