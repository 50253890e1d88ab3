#pragma once
#include <string.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/timex.h>
#include <fcntl.h>

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
