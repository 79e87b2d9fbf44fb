/* Puts this process's wall clock right by the nanoseconds in the file $CHAOS_CLOCK names; preloaded.
 *
 * The monotonic clock runs on, as it does where a real clock is set. Files are dated by the kernel,
 * which keeps its own time, so their times are moved too. Debian's faketime 0.9.10 cannot be used:
 * with the monotonic clock left alone its clock_nanosleep refuses every sleep of Python 3.11.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

static volatile long long *told;

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("CHAOS_CLOCK");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    void *found = file < 0 ? MAP_FAILED : mmap(NULL, 8, PROT_READ, MAP_SHARED, file, 0);
    if (found != MAP_FAILED) told = found;
    if (file >= 0) close(file);
}

static void shift(struct timespec *at, int sign)
{
    long long all = at->tv_sec * SECOND + at->tv_nsec + sign * (told ? *told : 0);
    at->tv_sec = all / SECOND;
    at->tv_nsec = all % SECOND;
}

int clock_gettime(clockid_t which, struct timespec *at)
{
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int answer = real(which, at);
    if (!answer && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) shift(at, 1);
    return answer;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone)
{
    struct timespec now;
    int answer = clock_gettime(CLOCK_REALTIME, &now);
    (void)zone;
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return answer;
}

time_t time(time_t *at)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}

#define DATED(name, given, passed, file)                                    \
    int name given                                                          \
    {                                                                       \
        static int (*real) given;                                           \
        if (!real) real = dlsym(RTLD_NEXT, #name);                          \
        int answer = real passed;                                           \
        if (!answer) { shift(&file->st_mtim, 1); shift(&file->st_ctim, 1); } \
        return answer;                                                      \
    }

DATED(stat, (const char *restrict path, struct stat *restrict file), (path, file), file)
DATED(lstat, (const char *restrict path, struct stat *restrict file), (path, file), file)
DATED(fstat, (int number, struct stat *file), (number, file), file)
DATED(fstatat, (int at, const char *restrict path, struct stat *restrict file, int how),
      (at, path, file, how), file)
DATED(stat64, (const char *restrict path, struct stat64 *restrict file), (path, file), file)
DATED(lstat64, (const char *restrict path, struct stat64 *restrict file), (path, file), file)
DATED(fstat64, (int number, struct stat64 *file), (number, file), file)
DATED(fstatat64, (int at, const char *restrict path, struct stat64 *restrict file, int how),
      (at, path, file, how), file)

/* The two times that somebody dates a file by are of the moved clock. */
static int dated(int at, const char *path, const struct timespec *times, int how)
{
    struct timespec moved[2];
    for (int each = 0; times && each < 2; each++) {
        moved[each] = times[each];
        if (moved[each].tv_nsec != UTIME_NOW && moved[each].tv_nsec != UTIME_OMIT)
            shift(&moved[each], -1);
    }
    return syscall(SYS_utimensat, at, path, times ? moved : NULL, how);
}

int utimensat(int at, const char *path, const struct timespec times[2], int how)
{
    return dated(at, path, times, how);
}

int futimens(int number, const struct timespec times[2])
{
    return dated(number, NULL, times, 0);
}
