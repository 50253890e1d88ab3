#pragma once
#include <string.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* prctl(2) is variadic, which Swift cannot call. */

/* No core file and no core handed to a handler, whatever core_pattern says. */
static inline void mp_forbid_core_dumps(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* SIGTERM when the process that started this one ends. */
static inline void mp_end_with_parent(void)
{ prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0); }

/* Zeroes that no compiler leaves out. */
static inline void mp_wipe(void *bytes, size_t count)
{ explicit_bzero(bytes, count); }
