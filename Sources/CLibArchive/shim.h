#pragma once
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

/* libarchive takes names through the thread's locale, whatever the functions are called. These are the two that leave
   bytes as they are, each in another case; see NameLocale.swift. LC_CTYPE_MASK is a macro that Swift does not see.
   Returns the locale that was in force, or 0 if there is no such locale. */
static inline locale_t shim_enterNameLocale(int isUTF8) {
    static _Thread_local locale_t locales[2];
    if (locales[isUTF8 != 0] == (locale_t)0)
        locales[isUTF8 != 0] = newlocale(LC_CTYPE_MASK, isUTF8 ? "C.UTF-8" : "C", (locale_t)0);
    if (locales[isUTF8 != 0] == (locale_t)0) return (locale_t)0;
    return uselocale(locales[isUTF8 != 0]);
}
static inline void shim_leaveNameLocale(locale_t before) { uselocale(before); }

/* AE_IFREG is a macro with a cast. */
static inline unsigned shim_regularFile(void) { return AE_IFREG; }

/* renameat2(2) without replacing; declared under _GNU_SOURCE only, as is syncfs(2). */
extern int renameat2(int from, const char *old, int to, const char *name, unsigned flags);
static inline int shim_renameNew(int from, const char *old, int to, const char *name) { return renameat2(from, old, to, name, 1); }

/* syncfs(2) is declared under _GNU_SOURCE only, which Swift's own view of libc does not have. */
extern int syncfs(int descriptor);
static inline int shim_syncFileSystem(int descriptor) { return syncfs(descriptor); }
