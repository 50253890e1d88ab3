#pragma once
#include "CInflate.h"

/* The tables that decode symbols. */

/* An entry of the literal table, in 32 bits:
 *   0-5    number of bits to use up, with the extra bits of the length
 *   6-7    number of literals
 *   8-31   the literals, the first in the lowest byte; a NORMAL entry has at most one literal (8-15), and
 *   16-23  the match's length - 3
 *   24-26  number of extra bits of the length; they are the last of the bits to use up
 *   31     NORMAL: the entry has a match, and its distance code follows in the input
 * An entry without literals that is not NORMAL is special: 24-31 is its kind; for LONGER, 8-23 is the index where the
 * table of the longer codes begins.
 */
#define NORMAL 0x80000000u
enum { END = 1, BAD = 2, LONGER = 0x40, LONGER_BITS = 15 };

/* An entry of the distance table, in 32 bits:
 *   0-5    number of bits to use up, with the extra bits of the distance
 *   6      LONGER
 *   7      BAD
 *   8-11   number of bits of the code; for LONGER, of the index into the longer table
 *   16-31  the distance without its extra bits; for LONGER, the index where the longer table begins
 */
enum { DISTANCE_LONGER = 0x40, DISTANCE_BAD = 0x80 };

/* Codes, sorted by length and then by symbol. */
typedef struct {
    uint16_t counts[16];
    uint16_t symbols[288];
    unsigned longest;
    /* How many of the 2^15 codes of 15 bits are unused; negative when the lengths ask for too many codes. */
    int left;
} mp_codes;

void mp_sort_codes(mp_codes *sorted, const uint8_t *lengths, unsigned count);

/* Makes both tables. `lengths` has the lengths of the literal codes, then those of the distance codes. Returns 0 when
 * RFC 1951 does not allow such lengths. */
int mp_set_codes(mp_inflate *state, const uint8_t *lengths, unsigned literal_count, unsigned distance_count);

/* Reverses the bits of a code. The highest bit of a code comes first in the input, but an index needs it as the
 * lowest. */
static inline unsigned mp_reversed(unsigned code, unsigned bits)
{
    code = (code & 0x5555) << 1 | (code >> 1 & 0x5555);
    code = (code & 0x3333) << 2 | (code >> 2 & 0x3333);
    code = (code & 0x0F0F) << 4 | (code >> 4 & 0x0F0F);
    code = (code & 0x00FF) << 8 | (code >> 8 & 0x00FF);
    return code >> (16 - bits);
}
