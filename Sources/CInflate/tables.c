#include "tables.h"
#include <string.h>

static const uint16_t length_base[29] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                         31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
static const uint8_t length_extra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
static const uint16_t distance_base[30] = {1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
                                           193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
static const uint8_t distance_extra[30] = {0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

static inline uint32_t entry_of_literals(unsigned count, unsigned bits, uint32_t literals) { return literals << 8 | count << 6 | bits; }
static inline uint32_t special(unsigned bits, unsigned kind, unsigned start) { return (uint32_t)kind << 24 | start << 8 | bits; }

static uint32_t literal_entry(unsigned symbol, unsigned bits)
{
    if (symbol < 256) return entry_of_literals(1, bits, symbol);
    if (symbol == 256) return special(bits, END, 0);
    if (symbol > 285) return special(bits, BAD, 0);
    const unsigned extra = length_extra[symbol - 257];
    return NORMAL | extra << 24 | (uint32_t)(length_base[symbol - 257] - 3) << 16 | (bits + extra);
}

static uint32_t distance_entry(unsigned symbol, unsigned bits)
{
    if (symbol > 29) return DISTANCE_BAD;
    return (uint32_t)distance_base[symbol] << 16 | bits << 8 | (bits + distance_extra[symbol]);
}

void mp_sort_codes(mp_codes *sorted, const uint8_t *lengths, unsigned count)
{
    memset(sorted->counts, 0, sizeof sorted->counts);
    for (unsigned symbol = 0; symbol < count; symbol++) sorted->counts[lengths[symbol]]++;
    sorted->counts[0] = 0;
    uint16_t next[17];
    next[1] = 0;
    sorted->left = 1 << 15;
    sorted->longest = 0;
    for (unsigned bits = 1; bits < 16; bits++) {
        next[bits + 1] = (uint16_t)(next[bits] + sorted->counts[bits]);
        sorted->left -= sorted->counts[bits] << (15 - bits);
        if (sorted->counts[bits]) sorted->longest = bits;
    }
    for (unsigned symbol = 0; symbol < count; symbol++)
        if (lengths[symbol]) sorted->symbols[next[lengths[symbol]]++] = (uint16_t)symbol;
}

/* Fills a table of 2^index_bits entries, and after them the tables of longer codes. Returns 0 when they do not fit. */
static int build(uint32_t *table, unsigned room, unsigned index_bits, const mp_codes *sorted, int is_distance)
{
    const unsigned size = 1u << index_bits;
    if (sorted->left > 0)
        for (unsigned index = 0; index < size; index++) table[index] = is_distance ? DISTANCE_BAD : special(1, BAD, 0);
    const uint16_t *symbol = sorted->symbols;
    unsigned code = 0, bits = 1;
    for (; bits <= index_bits; bits++, code <<= 1)
        for (unsigned left = sorted->counts[bits]; left; left--, code++, symbol++) {
            const uint32_t entry = is_distance ? distance_entry(*symbol, bits) : literal_entry(*symbol, bits);
            for (unsigned index = mp_reversed(code, bits); index < size; index += 1u << bits) table[index] = entry;
        }
    unsigned next = size, start = 0, start_bits = 0, prefix = UINT32_MAX;
    for (; bits <= sorted->longest; bits++, code <<= 1)
        for (unsigned left = sorted->counts[bits]; left; left--, code++, symbol++) {
            const unsigned index = mp_reversed(code, bits);
            if ((index & (size - 1)) != prefix) {
                prefix = index & (size - 1);
                start = next;
                start_bits = bits - index_bits;
                /* Find how many bits the codes with this prefix need. */
                for (unsigned filled = left; filled < 1u << start_bits && index_bits + start_bits < sorted->longest;)
                    filled = 2 * filled + sorted->counts[index_bits + ++start_bits];
                next += 1u << start_bits;
                if (next > room) return 0;
                for (unsigned place = start; place < next; place++) table[place] = is_distance ? DISTANCE_BAD : special(1, BAD, 0);
                table[prefix] = is_distance ? (uint32_t)start << 16 | start_bits << 8 | DISTANCE_LONGER
                                            : special(index_bits, LONGER | start_bits, start);
            }
            const uint32_t entry = is_distance ? distance_entry(*symbol, bits) : literal_entry(*symbol, bits);
            for (unsigned place = index >> index_bits; place < 1u << start_bits; place += 1u << (bits - index_bits))
                table[start + place] = entry;
        }
    return 1;
}

/* Adds to the entry of a literal the symbols that follow it: up to two more literals, or a match's length.
 *
 * These symbols depend only on the bits after the literal's code. So they are found once for all literals whose codes
 * have the same length; the rest is filling the table.
 */
static void join_literals(uint32_t *table, const mp_codes *sorted)
{
    uint32_t single[1 << (MP_LITERAL_BITS - 1)];
    uint32_t joined[1 << (MP_LITERAL_BITS - 1)];
    memcpy(single, table, sizeof single);
    unsigned code = 0;
    const uint16_t *symbol = sorted->symbols;
    for (unsigned bits = 1; bits < MP_LITERAL_BITS; symbol += sorted->counts[bits], code += sorted->counts[bits], code <<= 1, bits++) {
        /* Symbols of one code length are in order, so literals (below 256) come before match lengths. */
        unsigned literals = 0;
        while (literals < sorted->counts[bits] && symbol[literals] < 256) literals++;
        if (!literals) continue;
        const unsigned room = MP_LITERAL_BITS - bits;
        for (unsigned index = 0; index < 1u << room; index++) {
            const uint32_t next = single[index];
            const unsigned next_bits = next & 63;
            uint32_t entry = entry_of_literals(1, bits, 0);
            if (next & NORMAL) {
                if (next_bits - (next >> 24 & 7) <= room) entry = (next + bits) | 1 << 6;
            } else if ((next & 0xC0) && next_bits <= room) {
                entry = entry_of_literals(2, bits + next_bits, (next & 0xFF00));
                const uint32_t third = single[index >> next_bits];
                /* The highest bit of a third literal above 127 would be read as the flag NORMAL. */
                if (!(third & NORMAL) && (third & 0xC0) && !(third & 0x8000) && (third & 63) <= room - next_bits)
                    entry = entry_of_literals(3, bits + next_bits + (third & 63), (third & 0xFF00) << 8 | (next & 0xFF00));
            }
            joined[index] = entry;
        }
        for (unsigned which = 0; which < literals; which++) {
            const uint32_t literal = (uint32_t)symbol[which] << 8;
            uint32_t *place = table + mp_reversed(code + which, bits);
            for (unsigned index = 0; index < 1u << room; index++, place += 1u << bits) *place = joined[index] | literal;
        }
    }
}

int mp_set_codes(mp_inflate *state, const uint8_t *lengths, unsigned literal_count, unsigned distance_count)
{
    mp_codes sorted;
    mp_sort_codes(&sorted, lengths, literal_count);
    /* As in zlib, codes may stay unused only if none is longer than one bit. */
    if (sorted.left < 0 || (sorted.left > 0 && sorted.longest > 1) || !lengths[256]) return 0;
    if (!build(state->literal_table, MP_LITERAL_ENTRIES, MP_LITERAL_BITS, &sorted, 0)) return 0;
    join_literals(state->literal_table, &sorted);
    mp_sort_codes(&sorted, lengths + literal_count, distance_count);
    if (sorted.left < 0 || (sorted.left > 0 && sorted.longest > 1)) return 0;
    return build(state->distance_table, MP_DISTANCE_ENTRIES, MP_DISTANCE_BITS, &sorted, 1);
}
