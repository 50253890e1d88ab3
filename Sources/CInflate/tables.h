#pragma once
#include "CInflate.h"

/* The tables by which symbols are looked up. */

/* An entry of the literal table, in 32 bits:
 *   0-5    bits to use up, those of the extra length among them
 *   6-7    how many literals it tells
 *   8-31   the literals, the first lowest; or, of a NORMAL one, at most one literal, then
 *   16-23  the match's length - 3 and
 *   24-26  how many extra bits of length there are, the last of those to use up
 *   31     NORMAL: a match follows, whose distance comes next
 * One that tells no literals and is not NORMAL is special: 24-31 is its kind, 8-23 where the table for its longer codes begins.
 */
#define NORMAL 0x80000000u
enum { END = 1, BAD = 2, LONGER = 0x40, LONGER_BITS = 15 };

/* An entry of the distance table: 0-5 bits to use up, 6 LONGER, 7 BAD, 8-11 bits of the code (or of the longer table's index), 16-31 the
 * distance without its extra bits (or where the longer table begins). */
enum { DISTANCE_LONGER = 0x40, DISTANCE_BAD = 0x80 };

/* Codes, sorted by length and then by symbol. */
typedef struct {
    uint16_t counts[16];
    uint16_t symbols[288];
    unsigned longest;
    /* What the codes leave of the room of 2^15. */
    int left;
} mp_codes;

void mp_sort_codes(mp_codes *sorted, const uint8_t *lengths, unsigned count);

/* Makes both tables of the lengths of literal codes and behind them those of distance codes. Returns 0 when they are none of RFC 1951. */
int mp_set_codes(mp_inflate *state, const uint8_t *lengths, unsigned literal_count, unsigned distance_count);

/* Codes begin with their highest bit, which comes first: it has to be the lowest of an index. */
static inline unsigned mp_reversed(unsigned code, unsigned bits)
{
    code = (code & 0x5555) << 1 | (code >> 1 & 0x5555);
    code = (code & 0x3333) << 2 | (code >> 2 & 0x3333);
    code = (code & 0x0F0F) << 4 | (code >> 4 & 0x0F0F);
    code = (code & 0x00FF) << 8 | (code >> 8 & 0x00FF);
    return code >> (16 - bits);
}
