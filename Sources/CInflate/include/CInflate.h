#pragma once
#include <stddef.h>
#include <stdint.h>

/* A streaming decoder for deflate data (RFC 1951).
 *
 * Input and output come in pieces of any size. The state below holds the window of 32 KiB and the tables. The functions
 * allocate nothing, and write only to the state and to the output piece.
 */

enum {
    MP_LITERAL_BITS = 11,
    MP_DISTANCE_BITS = 9,
    /* Room for the tables with those of longer codes. No set of code lengths needs more: zlib's program `enough`
       finds 2342 and 596. The code checks it nevertheless. */
    MP_LITERAL_ENTRIES = 2400,
    MP_DISTANCE_ENTRIES = 640,
    MP_WINDOW = 1 << 15,
};

typedef enum {
    /* The piece of output is full; more may follow. */
    MP_INFLATE_FULL,
    /* More input is needed. The bytes between `next` and `end` are not used up: give them again. */
    MP_INFLATE_STARVED,
    MP_INFLATE_DONE,
    /* The input is not a valid deflate stream. */
    MP_INFLATE_DAMAGED,
} mp_inflate_status;

typedef struct {
    /* The input. Between calls the caller may move `end` on, or move the bytes between both to another place. */
    const uint8_t *next;
    const uint8_t *end;

    /* Bits taken from the input and not used up. The lowest bit is the next; those above `count` are zero. */
    uint64_t bits;
    uint32_t count;
    uint32_t stage;
    int is_final;
    /* Bytes left of a stored block. */
    uint32_t stored;
    /* Decoded literals and a match that did not fit into the output. */
    uint32_t literal_count;
    uint32_t match_length;
    uint32_t match_distance;
    uint8_t literals[4];
    /* The last bytes of the output. They fill the end of `window`. */
    uint32_t window_count;
    uint8_t window[MP_WINDOW];
    uint32_t literal_table[MP_LITERAL_ENTRIES];
    uint32_t distance_table[MP_DISTANCE_ENTRIES];
} mp_inflate;

void mp_inflate_begin(mp_inflate *state);

/* Inflates from `state->next` into `out`, which has room for `*size` bytes, and stores in `*size` how many bytes were
 * written. At the end `state->next` may be up to eight bytes past the stream's last byte.
 *
 * `before` is how many bytes directly before `out` are the latest output. If the whole window is there, matches that
 * reach before `out` are copied as fast as all others. 0 is always correct. */
mp_inflate_status mp_inflate_run(mp_inflate *state, uint8_t *out, size_t *size, size_t before);

/* Copies the window to the bytes before `out`, where there must be room for MP_WINDOW bytes. */
void mp_inflate_put_window(const mp_inflate *state, uint8_t *out);
