/* Mounts the image through FUSE, by fusermount or, as root, without. Licence: Apache-2.0 */
#define _GNU_SOURCE
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <squashfuse/ll.h>

static const char *const HELPERS[] = {"fusermount3", "fusermount", NULL};
enum { FIRST_PAUSE = 200, LONGEST_PAUSE = 10000 }; /* milliseconds */

/* Runs a program without a word from it, and returns whether all went well. `channel`, where it
 * is one, is told to it as fusermount wants it. */
static bool run(const char *const arguments[], int channel)
{
    pid_t child = fork();
    if (child == 0) {
        int silent = open("/dev/null", O_RDWR);
        if (silent >= 0)
            dup2(silent, STDOUT_FILENO), dup2(silent, STDERR_FILENO);
        if (channel >= 0) {
            char number[16];
            snprintf(number, sizeof number, "%d", channel);
            setenv("_FUSE_COMMFD", number, 1);
        }
        execvp(arguments[0], (char *const *)arguments);
        _exit(FAILED);
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Takes the descriptor of /dev/fuse that fusermount sends; -1 where it sent none. */
static int receive(int channel)
{
    char byte, room[CMSG_SPACE(sizeof(int))];
    struct iovec vector = {&byte, 1};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = room,
                             .msg_controllen = sizeof room};
    int device = -1;
    if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) == 1) {
        struct cmsghdr *part = CMSG_FIRSTHDR(&message);
        if (part && part->cmsg_type == SCM_RIGHTS)
            memcpy(&device, CMSG_DATA(part), sizeof device);
    }
    return device;
}

static int mount_by_helper(const char *helper, const char *folder)
{
    const char *const arguments[] = {helper, "-o", "ro,nosuid,nodev,subtype=anneal", "--",
                                     folder, NULL};
    int ends[2], device = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    bool done = run(arguments, ends[1]);
    close(ends[1]);
    if (done)
        device = receive(ends[0]);
    close(ends[0]);
    return device;
}

static int mount_as_root(const char *folder)
{
    char options[64];
    int device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0", device);
    if (device >= 0
        && mount("anneal", folder, "fuse.anneal", MS_RDONLY | MS_NOSUID | MS_NODEV, options) != 0) {
        close(device);
        return -1;
    }
    return device;
}

static int mount_device(const char *folder)
{
    if (access("/dev/fuse", R_OK | W_OK) != 0)
        return -1;
    int device = geteuid() == 0 ? mount_as_root(folder) : -1;
    for (size_t each = 0; device < 0 && HELPERS[each]; each++)
        device = mount_by_helper(HELPERS[each], folder);
    return device;
}

static bool unmount(const char *folder)
{
    if (geteuid() == 0 && umount2(folder, UMOUNT_NOFOLLOW) == 0)
        return true;
    for (size_t each = 0; HELPERS[each]; each++) {
        const char *const arguments[] = {HELPERS[each], "-u", "--", folder, NULL};
        if (run(arguments, -1))
            return true;
    }
    return false;
}

/* Waits until nobody holds the other end of `alive`, then until nobody uses the folder: what the
 * program has started may outlive it. */
static void watch(int alive, const char *folder)
{
    char byte;
    while (read(alive, &byte, 1) < 0 && errno == EINTR)
        ;
    for (long pause = FIRST_PAUSE; !unmount(folder) && access(folder, F_OK) == 0;) {
        nanosleep(&(struct timespec){pause / 1000, pause % 1000 * 1000000}, NULL);
        pause = pause * 2 < LONGEST_PAUSE ? pause * 2 : LONGEST_PAUSE;
    }
    rmdir(folder);
    _exit(0);
}

/* Answers the kernel until the folder is unmounted. */
static int serve(sqfs_ll *files, int device, int ready)
{
    static const struct fuse_lowlevel_ops operations = {
        .getattr = sqfs_ll_op_getattr,
        .opendir = sqfs_ll_op_opendir,
        .releasedir = sqfs_ll_op_releasedir,
        .readdir = sqfs_ll_op_readdir,
        .lookup = sqfs_ll_op_lookup,
        .open = sqfs_ll_op_open,
        .release = sqfs_ll_op_release,
        .read = sqfs_ll_op_read,
        .readlink = sqfs_ll_op_readlink,
        .listxattr = sqfs_ll_op_listxattr,
        .getxattr = sqfs_ll_op_getxattr,
        .forget = sqfs_ll_op_forget,
    };
    char *words[] = {"anneal", NULL}, where[32];
    struct fuse_args arguments = FUSE_ARGS_INIT(1, words);
    struct fuse_session *session =
        fuse_session_new(&arguments, &operations, sizeof operations, files);
    snprintf(where, sizeof where, "/dev/fd/%d", device);
    if (!session || fuse_session_mount(session, where) != 0 || write(ready, "", 1) != 1)
        return FAILED;
    close(ready);
    int result = fuse_session_loop(session);
    fuse_session_destroy(session);
    return result == 0 ? 0 : FAILED;
}

/* Becomes the process that serves the image, cut loose from the terminal and all that waits. */
static void become_server(const image *self, int device, int alive, int ready, const char *folder)
{
    setsid();
    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    if (chdir("/") != 0)
        _exit(FAILED);
    /* Who reads what the program says waits for the end of all that could still say something. */
    int silent = open("/dev/null", O_RDWR);
    for (int stream = 0; stream <= 2 && silent >= 0; stream++)
        dup2(silent, stream);
    pid_t watcher = fork();
    if (watcher == 0) {
        close(device);
        close(ready);
        watch(alive, folder);
    }
    close(alive);
    sqfs_ll *files = watcher > 0 ? sqfs_ll_open(self->path, (size_t)self->offset) : NULL;
    _exit(files ? serve(files, device, ready) : FAILED);
}

int mount_image(const image *self, char folder[PATH_MAX])
{
    const char *temporary = getenv("TMPDIR");
    int alive[2], ready[2];
    char byte;
    snprintf(folder, PATH_MAX, "%.2000s/.mount_annealXXXXXX",
             temporary && temporary[0] == '/' ? temporary : "/tmp");
    if (!mkdtemp(folder))
        return -1;
    int device = mount_device(folder);
    if (device < 0 || pipe(alive) != 0 || pipe(ready) != 0) {
        if (device >= 0)
            unmount(folder);
        rmdir(folder);
        return -1;
    }
    pid_t server = fork();
    if (server == 0) {
        close(alive[1]);
        close(ready[0]);
        become_server(self, device, alive[0], ready[1], folder);
    }
    close(device);
    close(alive[0]);
    close(ready[1]);
    bool up = server > 0 && read(ready[0], &byte, 1) == 1;
    close(ready[0]);
    if (!up) {
        /* Whoever still watches sees this end go, and clears up. */
        close(alive[1]);
        return -1;
    }
    return alive[1];
}
