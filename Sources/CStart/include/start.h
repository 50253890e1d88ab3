#pragma once
#include <stdint.h>

/* Code that runs before any Swift code, and code that must work after Swift code has failed.
 *
 * A constructor (start.c) runs before main. It does three things:
 *
 *   - It passes argc and argv to the Swift runtime. Otherwise the runtime reads /proc/self/cmdline. Without /proc, or
 *     without a free descriptor, it finds no arguments: a tool that should verify an archive would print its help and
 *     end with 0.
 *   - It opens those of the descriptors 0 to 2 that are closed, so that no file of the tool gets one of these numbers.
 *   - It ignores SIGXFSZ, so that write(2) returns the error EFBIG when a file grows beyond `ulimit -f`.
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

/* Gives the calling thread a stack for its signal handlers. Without it a stack overflow ends the process without a
   message. `memory` must stay valid until the thread ends, or until a call with NULL takes it back. */
void mp_use_signal_stack(void *memory, uint64_t size);
