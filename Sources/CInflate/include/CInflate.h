#pragma once
#include <stddef.h>
#include <stdint.h>

/* Inflating (RFC 1951), streaming.
 *
 * Input and output come in pieces of any size. Memory: the state below, which holds the window of 32 KiB and the tables. Nothing is
 * allocated, and nothing outside of the state and of the two pieces is written.
 */

enum {
    MP_LITERAL_BITS = 11,
    MP_DISTANCE_BITS = 9,
    /* Room for the tables of codes that are longer: no set of code lengths needs more (zlib's `enough`: 2342 and 596); it is checked. */
    MP_LITERAL_ENTRIES = 2400,
    MP_DISTANCE_ENTRIES = 640,
    MP_WINDOW = 1 << 15,
};

typedef enum {
    /* More output may follow once there is room. */
    MP_INFLATE_FULL,
    /* More input is needed; that between `next` and `end` is not used up. */
    MP_INFLATE_STARVED,
    MP_INFLATE_DONE,
    /* No deflate stream. */
    MP_INFLATE_DAMAGED,
} mp_inflate_status;

typedef struct {
    /* The input. `end` may be moved on, and the bytes between both be moved elsewhere, between calls. */
    const uint8_t *next;
    const uint8_t *end;

    /* Bits taken from the input and not used up, the next in the lowest; those above `count` are zero. */
    uint64_t bits;
    uint32_t count;
    uint32_t stage;
    int is_final;
    /* Of a stored block. */
    uint32_t stored;
    /* What was decoded and had no room. */
    uint32_t literal_count;
    uint32_t match_length;
    uint32_t match_distance;
    uint8_t literals[4];
    /* The last bytes of the output, at the window's end. */
    uint32_t window_count;
    uint8_t window[MP_WINDOW];
    uint32_t literal_table[MP_LITERAL_ENTRIES];
    uint32_t distance_table[MP_DISTANCE_ENTRIES];
} mp_inflate;

void mp_inflate_begin(mp_inflate *state);

/* Inflates from `state->next` into `out`, `*size` bytes long; stores how many bytes were written. At the end `state->next` may stand
 * behind the stream's last byte by up to eight.
 *
 * `before` tells how many bytes before `out` are the last ones of the output. Where they are as many as the window has, matches that reach
 * before `out` are copied as all others are, which takes a fraction of the time; 0 is always right. */
mp_inflate_status mp_inflate_run(mp_inflate *state, uint8_t *out, size_t *size, size_t before);

/* Puts the window before `out`, where there must be room for MP_WINDOW bytes. */
void mp_inflate_put_window(const mp_inflate *state, uint8_t *out);
