#pragma once
#include <string.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/timex.h>
#include <fcntl.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* prctl(2) is variadic, which Swift cannot call. */

/* No core file and no core handed to a handler, whatever core_pattern says; and no backtrace of Swift's runtime,
   which prints memory. Where the runtime has one, it also takes SIGQUIT, and the program goes on. */
static inline void mp_forbid_core_dumps(void)
{
    static const int crashes[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS};
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        struct sigaction now;
        if (sigaction(crashes[i], 0, &now) == 0 && now.sa_handler != SIG_IGN) signal(crashes[i], SIG_DFL);
    }
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* SIGTERM when the process that started this one ends. */
static inline void mp_end_with_parent(void)
{ prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0); }

/* The processors that this process may use, as nproc(1) counts them; 0 when the system does not say.
   sched_getaffinity(2) is declared under _GNU_SOURCE only, which Swift's own view of libc does not have. */
extern int sched_getaffinity(int process, size_t size, void *set);
static inline int mp_processors(void)
{
    unsigned long set[128] = {0};
    int count = 0;
    if (sched_getaffinity(0, sizeof set, set) != 0) return 0;
    for (size_t word = 0; word < sizeof set / sizeof *set; word++) count += __builtin_popcountl(set[word]);
    return count;
}

/* Zeroes that no compiler leaves out. */
static inline void mp_wipe(void *bytes, size_t count)
{ explicit_bzero(bytes, count); }

/* Swift's Glibc module leaves out what follows. */

/* A pipe that no other child inherits, not even one that is started at the same time: 0, or -1 with errno. */
int pipe2(int ends[2], int flags);
static inline int mp_private_pipe(int ends[2])
{ return pipe2(ends, O_CLOEXEC); }

/* fork(2), which Swift forbids because of programs with threads: for one that has none yet. */
pid_t fork(void);
static inline pid_t mp_fork(void)
{ return fork(); }

/* Whether something keeps the clock right (adjtimex(2), only asked): 1, 0, or -1 where that is not told. */
static inline int mp_clock_is_synchronised(void)
{
    struct timex state = {0};
    int answer = adjtimex(&state);
    return answer < 0 ? -1 : answer != TIME_ERROR && !(state.status & STA_UNSYNC);
}

/* memmem(3) is declared under _GNU_SOURCE only, which Swift's own view of libc does not have. */
extern void *memmem(const void *, size_t, const void *, size_t);
static inline const void *mp_find(const void *bytes, size_t count, const void *needle, size_t length)
{ return memmem(bytes, count, needle, length); }

/* The folder that a program is started in: posix_spawn_file_actions_addchdir_np(3) is of _GNU_SOURCE too. */
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
static inline int mp_start_in(posix_spawn_file_actions_t *actions, const char *folder)
{ return posix_spawn_file_actions_addchdir_np(actions, folder); }

/* Files that get their names together, all or none (see FileGroup.swift). */
struct mp_file {
    int descriptor;          /* of a file that is synced, and has no name or the temporary one */
    int folder;
    const char *temporary;   /* a hidden name in the folder */
    const char *name;
    int had_one;             /* whether a file of that name was there before, and cannot be given back */
};

extern int renameat2(int, const char *, int, const char *, unsigned);
extern int linkat(int, const char *, int, const char *, int);

static inline int mp_is_file(int folder, const char *name, int descriptor)
{
    struct stat a, b;
    return fstatat(folder, name, &a, AT_SYMLINK_NOFOLLOW) == 0 && fstat(descriptor, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* 0, or an errno when none has its name; *failed is then the index of the file that could not get one. Only system calls, so that a forked child of a program with threads may call it; and each step looks
   at what is there, so that another process can go on where one was killed. */
static inline int mp_name_files(struct mp_file *files, int count, int *failed)
{
    int error = 0;
    for (int i = 0; i < count && !error; i++) {
        struct mp_file *f = &files[i];
        *failed = i;
        char source[32] = "/proc/self/fd/";
        char digits[12];
        int n = 0, length = 14;
        for (int d = f->descriptor; n == 0 || d > 0; d /= 10) digits[n++] = (char)('0' + d % 10);
        while (n > 0) source[length++] = digits[--n];
        if (mp_is_file(f->folder, f->name, f->descriptor) || mp_is_file(f->folder, f->temporary, f->descriptor)) continue;
        if (linkat(AT_FDCWD, source, f->folder, f->temporary, AT_SYMLINK_FOLLOW) != 0) error = errno;
    }
    for (int i = 0; i < count && !error; i++) {
        struct mp_file *f = &files[i];
        *failed = i;
        if (mp_is_file(f->folder, f->name, f->descriptor)) continue;
        /* An exchange keeps the file that was there, until all have their names. It would take a folder, too. */
        struct stat there;
        if (fstatat(f->folder, f->name, &there, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(there.st_mode)) {
            error = EISDIR;
            break;
        }
        if (renameat2(f->folder, f->temporary, f->folder, f->name, 2) == 0) continue;
        f->had_one = faccessat(f->folder, f->name, F_OK, 0) == 0;
        if (renameat(f->folder, f->temporary, f->folder, f->name) != 0) error = errno;
    }
    for (int i = 0; i < count && error; i++) {
        struct mp_file *f = &files[i];
        if (mp_is_file(f->folder, f->name, f->descriptor) && !f->had_one
            && renameat(f->folder, f->temporary, f->folder, f->name) != 0)
            unlinkat(f->folder, f->name, 0);
    }
    for (int i = 0; i < count; i++) {
        unlinkat(files[i].folder, files[i].temporary, 0);
        int folder = openat(files[i].folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder >= 0) {
            fsync(folder);
            close(folder);
        }
    }
    return error;
}

/* The same in a process of its own name and session, which lives on when this one, its group or all of its name are killed; when that one is killed, another goes on, and this one
   itself when no process can be had. */
static inline int mp_name_files_apart(struct mp_file *files, int count, int *failed)
{
    /* Memory that the other process shares, for more than a status can say. */
    int *shared = mmap(0, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return mp_name_files(files, count, failed);
    for (int turn = 0; turn < 64; turn++) {
        pid_t child = fork();
        if (child < 0) break;
        if (child == 0) {
            setsid();
            signal(SIGHUP, SIG_IGN);
            signal(SIGINT, SIG_IGN);
            signal(SIGTERM, SIG_IGN);
            /* A kill of all processes of the tool's name is not to meet both. */
            prctl(PR_SET_NAME, "naming-files", 0, 0, 0);
            _exit(mp_name_files(files, count, shared));
        }
        int status = 0;
        pid_t ended;
        do ended = waitpid(child, &status, 0); while (ended < 0 && errno == EINTR);
        if (ended != child) break;
        if (WIFEXITED(status)) {
            *failed = *shared;
            munmap(shared, sizeof *shared);
            return WEXITSTATUS(status);
        }
    }
    munmap(shared, sizeof *shared);
    return mp_name_files(files, count, failed);
}

/* Programs that are started beside each other, and the signals of the process that waits for them. */

static int mp_signal_pipe[2] = {-1, -1};

static inline void mp_write_signal(int number)
{
    int error = errno;
    unsigned char byte = (unsigned char)number;
    if (write(mp_signal_pipe[1], &byte, 1) < 0) {}
    errno = error;
}

/* A descriptor from which the numbers of SIGINT, SIGTERM, SIGHUP and SIGCHLD can be read when they came; -1 with errno. A
   signal that was ignored (nohup) stays ignored. */
static inline int mp_catch_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD};
    if (pipe2(mp_signal_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction now, before;
        memset(&now, 0, sizeof now);
        now.sa_handler = mp_write_signal;
        now.sa_flags = SA_RESTART | SA_NOCLDSTOP;
        sigfillset(&now.sa_mask);
        if (sigaction(numbers[i], 0, &before) == 0 && (numbers[i] == SIGCHLD || before.sa_handler != SIG_IGN))
            sigaction(numbers[i], &now, 0);
    }
    return mp_signal_pipe[0];
}

/* Starts a program without input and output, its messages going to a descriptor; -1 with errno. It gets SIGTERM when this
   process ends. SIGINT is ignored: ^C goes to all processes of a terminal, and this process ends its programs itself.
   The descriptor `shared`, if it is not -1, stays open under its number. */
static inline pid_t mp_start_program(const char *path, char *const words[], char *const variables[], int messages,
                                     int shared)
{
    sigset_t all, before;
    pid_t own = getpid();
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t child = fork();
    if (child != 0) {
        sigprocmask(SIG_SETMASK, &before, 0);
        return child;
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
    if (getppid() != own) _exit(128 + SIGTERM);
    static const int numbers[] = {SIGTERM, SIGHUP, SIGCHLD};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction now;
        if (sigaction(numbers[i], 0, &now) == 0 && now.sa_handler != SIG_IGN) signal(numbers[i], SIG_DFL);
    }
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    int none = open("/dev/null", O_RDWR);
    dup2(messages >= 0 ? messages : none, 2);
    dup2(none, 0);
    dup2(none, 1);
    if (none > 2) close(none);
    if (shared > 2) fcntl(shared, F_SETFD, 0);
    sigprocmask(SIG_SETMASK, &before, 0);
    execve(path, words, variables);
    _exit(errno == ENOENT ? 127 : 126);
}

/* A file in memory, gone with its descriptor; -1 with errno (memfd_create(2)). */
extern int memfd_create(const char *, unsigned);
static inline int mp_memory_file(void)
{ return memfd_create("messages", 1); }
