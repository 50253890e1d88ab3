#define _GNU_SOURCE
#include "start.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int argument_count;
static char **arguments;

/* A function of the Swift runtime (CommandLine.cpp). It sets the words that CommandLine.arguments is made from. */
extern void _swift_stdlib_overrideUnsafeArgvArgc(char **words, int count) __attribute__((weak));

/* Opens /dev/null in the wrong direction for standard input and output that are closed: reading or writing there fails,
   as it would with a closed descriptor, and no other file is touched. Standard error is opened for writing, since its
   messages may be lost. */
static void open_standard_descriptors(void)
{
    static const int modes[] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        if (fcntl(descriptor, F_GETFD) >= 0) continue;
        /* open(2) uses the lowest free number, which is `descriptor`. */
        if (open("/dev/null", modes[descriptor]) != descriptor) _exit(71);
    }
}

/* Where this process notes its progress: memory of its own, or memory that it shares with the program that started it. */
static Progress own_progress;
static Progress *progress = &own_progress;

enum { progress_seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL };

Progress *mp_progress(void) { return progress; }

int mp_make_progress(Progress **shared)
{
    int file = memfd_create("progress", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file < 0) return -1;
    void *memory = MAP_FAILED;
    if (ftruncate(file, sizeof(Progress)) == 0 && fcntl(file, F_ADD_SEALS, progress_seals) == 0)
        memory = mmap(0, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED) {
        close(file);
        return -1;
    }
    *shared = memory;
    return file;
}

void mp_drop_progress(int file, Progress *shared)
{
    munmap(shared, sizeof(Progress));
    close(file);
}

/* Takes the memory of the program that started this one. No other file can have these seals and this size. */
static void take_progress(void)
{
    const char *text = getenv("MP_PROGRESS_FD");
    if (!text) return;
    char *end;
    long file = strtol(text, &end, 10);
    struct stat status;
    if (*text && !*end && file > 2 && file < 1024 && fcntl((int)file, F_GET_SEALS) == progress_seals
        && fstat((int)file, &status) == 0 && status.st_size == sizeof(Progress)) {
        void *memory = mmap(0, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED, (int)file, 0);
        if (memory != MAP_FAILED) progress = memory;
        close((int)file);
    }
    unsetenv("MP_PROGRESS_FD");
}

/* glibc passes the arguments of main to constructors (call_init in csu/libc-start.c and elf/dl-init.c). */
__attribute__((constructor)) static void start(int count, char **words)
{
    argument_count = count;
    arguments = words;
    if (count > 0 && _swift_stdlib_overrideUnsafeArgvArgc) _swift_stdlib_overrideUnsafeArgvArgc(words, count);
    open_standard_descriptors();
    signal(SIGXFSZ, SIG_IGN);
    take_progress();
}

int mp_argument_count(void) { return argument_count; }

const char *mp_argument(int number) { return arguments[number]; }

const char *mp_variable(int number) { return environ ? environ[number] : 0; }

int mp_enter_tool(void)
{
    const char *text = getenv("MP_TOOL_DEPTH");
    int depth = text && text[0] >= '0' && text[0] <= '9' && !text[1] ? text[0] - '0' : 0;
    char next[] = {(char)('0' + (depth < 9 ? depth + 1 : 9)), 0};
    setenv("MP_TOOL_DEPTH", next, 1);
    return depth;
}

/* The place that is being read. Each thread has its own. `last` is the latest of all threads, for a fault in a helper
   thread that has noted none. */
typedef struct {
    char file[512];
    char sheet[128];
    int64_t row;
} Reading;

static _Thread_local Reading reading;
static Reading last;

static void copy(char *target, size_t size, const char *text)
{
    size_t length = strnlen(text, size - 1);
    memcpy(target, text, length);
    target[length] = 0;
}

void mp_reading_file(const char *name)
{
    copy(reading.file, sizeof reading.file, name);
    reading.sheet[0] = 0;
    reading.row = 0;
    last = reading;
}

void mp_reading_sheet(const char *name)
{
    copy(reading.sheet, sizeof reading.sheet, name);
    reading.row = 0;
    last = reading;
}

int64_t *mp_reading_row(void) { return &reading.row; }

static const char *fault_tool = "";
static int fault_status = 70;
static void (*fault_end)(int32_t);

static char *append(char *at, const char *end, const char *text)
{
    while (*text && at < end) *at++ = *text++;
    return at;
}

static char *append_number(char *at, const char *end, int64_t number)
{
    char digits[24];
    int count = 0;
    do digits[count++] = (char)('0' + number % 10); while ((number /= 10) > 0);
    while (count > 0 && at < end) *at++ = digits[--count];
    return at;
}

/* The signal handler. It uses only what signal-safety(7) allows: its own memory, write(2) and `end`. */
static void report(int number)
{
    static volatile sig_atomic_t is_reporting;
    if (is_reporting) _exit(fault_status);
    is_reporting = 1;
    char line[1024];
    char *at = line;
    const char *end = line + sizeof line - 1;
    const Reading *place = reading.file[0] ? &reading : &last;
    at = append(at, end, fault_tool);
    at = append(at, end, ": error: ");
    if (place->file[0]) {
        at = append(at, end, place->file);
        if (place->sheet[0]) {
            at = append(at, end, "!");
            at = append(at, end, place->sheet);
        }
        if (place->row > 0) {
            at = append(at, end, place->sheet[0] ? "!row " : "!line ");
            at = append_number(at, end, place->row);
        }
        at = append(at, end, ": ");
    }
    at = append(at, end, "an error in the program stopped the run (signal ");
    at = append_number(at, end, number);
    at = append(at, end, place->file[0] ? "), while or after this was read" : ")");
    at = append(at, end, "; outputs that were not finished are discarded; please report this");
    *at++ = '\n';
    ssize_t ignored = write(STDERR_FILENO, line, (size_t)(at - line));
    (void)ignored;
    if (fault_end) fault_end(fault_status);
    _exit(fault_status);
}

void mp_use_signal_stack(void *memory, uint64_t size)
{
    stack_t stack = {.ss_sp = memory, .ss_size = size, .ss_flags = memory ? 0 : SS_DISABLE};
    sigaltstack(&stack, 0);
}

void mp_report_faults(const char *tool, int status, void (*end)(int32_t))
{
    static const int faults[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
    static char stack[1 << 16];
    fault_tool = tool;
    fault_status = status;
    fault_end = end;
    mp_use_signal_stack(stack, sizeof stack);
    struct sigaction action = {0};
    action.sa_handler = report;
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigaction(faults[i], &action, 0);
}
