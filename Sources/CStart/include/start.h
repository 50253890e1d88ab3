#pragma once
#include <stdint.h>

/* Code that runs before any Swift code, and code that must work after Swift code has failed.
 *
 * A constructor (start.c) runs before main. It does four things:
 *
 *   - It passes argc and argv to the Swift runtime. Otherwise the runtime reads /proc/self/cmdline. Without /proc, or
 *     without a free descriptor, it finds no arguments: a tool that should verify an archive would print its help and
 *     end with 0.
 *   - It opens those of the descriptors 0 to 2 that are closed, so that no file of the tool gets one of these numbers.
 *   - It ignores SIGXFSZ, so that write(2) returns the error EFBIG when a file grows beyond `ulimit -f`.
 *   - It takes the memory in which a run looks for this process's progress (MP_PROGRESS_FD), if there is one.
 */

/* argc as the system gave it. It is 0 when the process was started without even a name. */
int mp_argument_count(void);

/* An argument, from 0 to mp_argument_count() - 1, byte for byte. Swift puts U+FFFD where bytes are not UTF-8. */
const char *mp_argument(int number);

/* A variable of the environment, such as "HOME=/root", from 0 on; NULL after the last. Call it before any thread is
   started. */
const char *mp_variable(int number);

/* Returns how many tools are above this process: 0 when a user or a script started it. The number comes from
   MP_TOOL_DEPTH, which is increased by one for the programs that this process starts. Call it once, before any thread
   is started. */
int mp_enter_tool(void);

/* Installs handlers for faults (SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT). On a fault a line names the signal
   and the place that was being read; then `end`, which must not return, is called with `status`. `tool` must stay valid
   as long as the process runs. */
void mp_report_faults(const char *tool, int status, void (*end)(int32_t));

/* Note the file, then the sheet, that this thread reads from now on, for the line about a fault. Text that is too long
   is cut. The row is stored through the pointer, which belongs to the calling thread. */
void mp_reading_file(const char *name);
void mp_reading_sheet(const char *name);
int64_t *mp_reading_row(void);

/* How far a process is with the work that takes it longest: so many of so many units, all bytes of a file or all rows.
   Whoever looks may see a count and a total that do not belong together. */
typedef struct {
    int64_t done, total;
    /* 0 where nothing is known, 1 while it reads, 2 while it writes. */
    int64_t kind;
} Progress;

/* Where this process notes its progress. */
Progress *mp_progress(void);

/* Makes memory that a program can be given, by its descriptor in MP_PROGRESS_FD, to note its progress in. Returns the
   descriptor, which is closed on exec; -1 with errno. */
int mp_make_progress(Progress **shared);
void mp_drop_progress(int file, Progress *shared);

static inline void mp_note_progress(Progress *progress, int64_t kind, int64_t done, int64_t total)
{
    __atomic_store_n(&progress->done, done, __ATOMIC_RELAXED);
    __atomic_store_n(&progress->total, total, __ATOMIC_RELAXED);
    __atomic_store_n(&progress->kind, kind, __ATOMIC_RELAXED);
}

static inline Progress mp_read_progress(const Progress *progress)
{
    Progress now = {
        __atomic_load_n(&progress->done, __ATOMIC_RELAXED), __atomic_load_n(&progress->total, __ATOMIC_RELAXED),
        __atomic_load_n(&progress->kind, __ATOMIC_RELAXED)};
    return now;
}

/* Gives the calling thread a stack for its signal handlers. Without it a stack overflow ends the process without a
   message. `memory` must stay valid until the thread ends, or until a call with NULL takes it back. */
void mp_use_signal_stack(void *memory, uint64_t size);
