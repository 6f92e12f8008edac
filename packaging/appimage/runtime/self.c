/* Which file this process was started from, and where the image begins in it. Licence: Apache-2.0 */
#include "runtime.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <squashfuse/squashfs_fs.h>

static bool read_at(int file, void *into, size_t size, off_t where)
{
    return pread(file, into, size, where) == (ssize_t)size;
}

bool find_image(image *self)
{
    ssize_t length = readlink("/proc/self/exe", self->path, sizeof self->path - 1);
    if (length < 0) {
        complain("cannot read /proc/self/exe: %s", strerror(errno));
        return false;
    }
    self->path[length] = '\0';

    int file = open(self->path, O_RDONLY | O_CLOEXEC);
    Elf64_Ehdr head;
    struct squashfs_super_block super;
    bool found = false;
    if (file < 0 || !read_at(file, &head, sizeof head, 0)) {
        complain("cannot read %s: %s", self->path, strerror(errno));
    } else {
        /* The table of sections is the last thing in a linked program. */
        self->offset = (off_t)(head.e_shoff + (Elf64_Off)head.e_shentsize * head.e_shnum);
        found = read_at(file, &super, sizeof super, self->offset)
                && super.s_magic == SQUASHFS_MAGIC;
        if (!found)
            complain("%s is not whole: nothing is behind its first %lld bytes", self->path,
                     (long long)self->offset);
    }
    if (file >= 0)
        close(file);
    return found;
}

bool image_key(const image *self, char key[17])
{
    int file = open(self->path, O_RDONLY | O_CLOEXEC);
    struct squashfs_super_block super;
    if (file < 0)
        return false;
    bool whole = read_at(file, &super, sizeof super, self->offset);
    uint64_t hash = 0xcbf29ce484222325; /* FNV-1a, 64 bits */
    uint64_t where = whole ? super.inode_table_start : 0, end = whole ? super.bytes_used : 0;
    unsigned char block[65536];
    for (size_t i = 0; whole && i < sizeof super; i++)
        hash = (hash ^ ((unsigned char *)&super)[i]) * 0x100000001b3;
    while (whole && where < end) {
        size_t size = end - where < sizeof block ? (size_t)(end - where) : sizeof block;
        whole = read_at(file, block, size, self->offset + (off_t)where);
        for (size_t i = 0; whole && i < size; i++)
            hash = (hash ^ block[i]) * 0x100000001b3;
        where += size;
    }
    close(file);
    snprintf(key, 17, "%016llx", (unsigned long long)hash);
    return whole;
}
