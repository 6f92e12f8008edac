/* Where Anneal's AppImage begins: reads its own options, then becomes the program inside.
 * Licence: Apache-2.0 */
#define _GNU_SOURCE
#include "runtime.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char HELP[] =
    "Options of the AppImage itself; all others are for Anneal:\n"
    "  --appimage-extract [PATTERN]   unpack into squashfs-root and say what\n"
    "  --appimage-extract-and-run     unpack into the cache, once, and run from there\n"
    "  --appimage-mount               mount, say where, and wait for Ctrl+C\n"
    "  --appimage-offset              say where in this file the squashfs image begins\n"
    "  --appimage-version             say which start this is\n"
    "  --appimage-help                say this\n"
    "Where there is no FUSE, it unpacks into ~/.cache/anneal-appimage by itself.\n";

void complain(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs("anneal: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
}

static int become_program(const image *self, const char *folder, char **arguments)
{
    char program[PATH_MAX], here[PATH_MAX];
    snprintf(program, sizeof program, "%.4000s/AppRun", folder);
    setenv("APPIMAGE", self->path, 1);
    setenv("APPDIR", folder, 1);
    setenv("ARGV0", arguments[0], 1);
    if (getcwd(here, sizeof here))
        setenv("OWD", here, 1);
    execv(program, arguments);
    complain("cannot start %s: %s", program, strerror(errno));
    return FAILED;
}

/* Takes `count` arguments out, behind the name. */
static void drop(char **arguments, int count)
{
    for (int each = 1; (arguments[each] = arguments[each + count]); each++)
        ;
}

static int extract_here(const image *self, const char *pattern)
{
    if (access("squashfs-root", F_OK) == 0) {
        complain("squashfs-root is here already");
        return FAILED;
    }
    return unpack_image(self, "squashfs-root", pattern, true) ? 0 : FAILED;
}

static void end_wait(int signal_number)
{
    (void)signal_number;
}

static int mount_and_wait(const image *self)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
    char folder[PATH_MAX];
    struct sigaction action = {.sa_handler = end_wait};
    for (size_t each = 0; each < sizeof ends / sizeof *ends; each++)
        sigaction(ends[each], &action, NULL);
    int alive = mount_image(self, folder);
    if (alive < 0) {
        complain("there is no FUSE here to mount with; --appimage-extract needs none");
        return FAILED;
    }
    puts(folder);
    fflush(stdout);
    pause();
    close(alive);
    return 0;
}

/* Answers an option of the AppImage's own, if the first argument is one. */
static bool answer(const image *self, const char *option, const char *value, int *result)
{
    *result = 0;
    if (strcmp(option, "--appimage-help") == 0)
        fputs(HELP, stdout);
    else if (strcmp(option, "--appimage-version") == 0)
        puts("Anneal's own start of AppImage type 2");
    else if (strcmp(option, "--appimage-offset") == 0)
        printf("%lld\n", (long long)self->offset);
    else if (strcmp(option, "--appimage-extract") == 0)
        *result = extract_here(self, value);
    else if (strcmp(option, "--appimage-mount") == 0)
        *result = mount_and_wait(self);
    else if (strcmp(option, "--appimage-signature") != 0
             && strcmp(option, "--appimage-updateinformation") != 0)
        return false; /* those two have nothing to say: it is not signed, nor updates itself */
    return true;
}

int main(int count, char **arguments)
{
    image self;
    char folder[PATH_MAX];
    int result, held = -1;
    const char *asked = getenv("APPIMAGE_EXTRACT_AND_RUN");
    bool unpack = asked && strcmp(asked, "1") == 0;
    if (count < 1 || !find_image(&self))
        return FAILED;
    if (count > 1 && answer(&self, arguments[1], count > 2 ? arguments[2] : NULL, &result))
        return result;
    if (count > 1 && strcmp(arguments[1], "--appimage-extract-and-run") == 0) {
        unpack = true;
        drop(arguments, 1);
    }
    if (!unpack)
        held = mount_image(&self, folder);
    if (held < 0)
        held = unpack_to_cache(&self, folder);
    return held < 0 ? FAILED : become_program(&self, folder, arguments);
}
