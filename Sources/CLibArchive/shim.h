#pragma once
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

/* libarchive converts member names through the thread's locale; only under UTF-8 do all of them pass.
   LC_CTYPE_MASK is a macro that Swift does not see. */
static inline int shim_useUTF8Names(void) {
    static _Thread_local int done = 0;
    if (!done) {
        locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
        if (utf8 == (locale_t)0) return 0;
        uselocale(utf8);
        done = 1;
    }
    return 1;
}

/* AE_IFREG is a macro with a cast. */
static inline unsigned shim_regularFile(void) { return AE_IFREG; }

/* renameat2(2) without replacing; declared under _GNU_SOURCE only, as is syncfs(2). */
extern int renameat2(int from, const char *old, int to, const char *name, unsigned flags);
static inline int shim_renameNew(int from, const char *old, int to, const char *name) { return renameat2(from, old, to, name, 1); }

/* syncfs(2) is declared under _GNU_SOURCE only, which Swift's own view of libc does not have. */
extern int syncfs(int descriptor);
static inline int shim_syncFileSystem(int descriptor) { return syncfs(descriptor); }
