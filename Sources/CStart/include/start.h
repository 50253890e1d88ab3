#pragma once
#include <stdint.h>

/* What must be right before any Swift code runs, and what must work when Swift code has failed.
 *
 * A constructor (start.c) runs before main. It does three things:
 *
 *   - it hands argc and argv to the Swift runtime. By itself the runtime reads /proc/self/cmdline; without /proc, or without a free
 *     descriptor, it finds no arguments, and a tool that should verify an archive prints its help and ends with 0;
 *   - it opens the descriptors 0 to 2 where they are closed, so that no file of the tool's own gets one of these numbers;
 *   - it ignores SIGXFSZ, so that a file beyond `ulimit -f` is the error EFBIG of write(2).
 */

/* argc as the system gave it; 0 when the process was started without even a name. */
int mp_argument_count(void);

/* How deep this process is among tools that start tools: 0 for one that a user or a script started. MP_TOOL_DEPTH holds it, and is one
   more for what this process starts. To be called once, before there are threads. */
int mp_enter_tool(void);

/* Faults (SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT): a line says which one, and what was being read; then `end` is called with
   `status`, which must not return. `tool` must live as long as the process. */
void mp_report_faults(const char *tool, int status, void (*end)(int32_t));

/* What this thread reads from now on, for the line about a fault: the file, then the sheet. Text beyond the room is cut. The row is a
   store into memory of the thread. */
void mp_reading_file(const char *name);
void mp_reading_sheet(const char *name);
int64_t *mp_reading_row(void);

/* Gives the calling thread a stack for its signal handlers, without which a stack overflow ends the process mutely. `memory` must stay
   valid as long as the thread runs, or until the call that takes it back with NULL. */
void mp_use_signal_stack(void *memory, uint64_t size);
