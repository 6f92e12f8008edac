/* The start of Anneal's AppImage: what its parts share. Licence: Apache-2.0.
 *
 * The file is this program with a squashfs image behind it. The program makes the image's files
 * reachable, mounted through FUSE or unpacked into the person's cache, and becomes AppRun.
 */
#ifndef ANNEAL_RUNTIME_H
#define ANNEAL_RUNTIME_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { FAILED = 127 };

typedef struct {
    char path[PATH_MAX]; /* of the AppImage, absolute */
    off_t offset;        /* of the squashfs image in it, bytes */
} image;

/* runtime.c: says what went wrong, after "anneal: ". */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* self.c: fills in what this process was started from; false, with a complaint, where it cannot. */
bool find_image(image *self);
/* Hashes what tells one image from another: its superblock and the tables of its files. */
bool image_key(const image *self, char key[17]);

/* mount.c: mounts the image on a new folder, whose path is written to `folder`. A process of its
 * own serves it, for as long as somebody holds the returned descriptor or uses the folder.
 * -1 where FUSE is not to be had; then nothing is left behind. */
int mount_image(const image *self, char folder[PATH_MAX]);

/* unpack.c: unpacks what matches `pattern` (NULL for all) into `folder`, which must not be there. */
bool unpack_image(const image *self, const char *folder, const char *pattern, bool tell);
/* Unpacks into the person's cache, where that was not done before, and takes away what other
 * images left there and nobody uses. The descriptor that is returned keeps others from doing so. */
int unpack_to_cache(const image *self, char folder[PATH_MAX]);

#endif
