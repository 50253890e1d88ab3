#include "tables.h"
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "bits are taken from words whose first byte is the lowest"
#endif

/* The decoder uses the methods of libdeflate and ISA-L, and three more (docs/performance.md has the measurements):
 *
 *   - one table entry can hold a literal and the length that follows it;
 *   - entries of several literals are filled in without a branch for each entry;
 *   - a match of up to 32 bytes is copied without a branch on its length. Nearly all matches are that short. */

enum { HEADER, STORED_SIZE, STORED, SYMBOLS, DONE };

/* Takes whole bytes from the input until `bits` holds 56 to 63 bits, or the input ends. Not 64: a word cannot be
 * shifted by 64. */
static inline void refill(mp_inflate *state)
{
    while (state->count < 56 && state->next < state->end) {
        state->bits |= (uint64_t)*state->next++ << state->count;
        state->count += 8;
    }
}

static inline unsigned take(mp_inflate *state, unsigned bits)
{
    const unsigned value = (unsigned)(state->bits & ((1u << bits) - 1));
    state->bits >>= bits;
    state->count -= bits;
    return value;
}

static mp_inflate_status read_fixed_codes(mp_inflate *state)
{
    uint8_t lengths[288 + 32];
    memset(lengths, 8, 144);
    memset(lengths + 144, 9, 112);
    memset(lengths + 256, 7, 24);
    memset(lengths + 280, 8, 8);
    memset(lengths + 288, 5, 32);
    state->stage = SYMBOLS;
    return mp_set_codes(state, lengths, 288, 32) ? MP_INFLATE_FULL : MP_INFLATE_DAMAGED;
}

/* Reads the codes of a dynamic block (RFC 1951, 3.2.7). Returns STARVED when the input ends too early. */
static mp_inflate_status read_codes(mp_inflate *state)
{
    static const uint8_t order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    refill(state);
    if (state->count < 14) return MP_INFLATE_STARVED;
    const unsigned literal_count = take(state, 5) + 257, distance_count = take(state, 5) + 1, length_count = take(state, 4) + 4;
    if (literal_count > 286 || distance_count > 30) return MP_INFLATE_DAMAGED;
    uint8_t code_lengths[19] = {0};
    for (unsigned which = 0; which < length_count; which++) {
        refill(state);
        if (state->count < 3) return MP_INFLATE_STARVED;
        code_lengths[order[which]] = (uint8_t)take(state, 3);
    }
    mp_codes sorted;
    mp_sort_codes(&sorted, code_lengths, 19);
    if (sorted.left != 0) return MP_INFLATE_DAMAGED;
    uint16_t table[1 << 7];
    const uint16_t *symbol = sorted.symbols;
    for (unsigned bits = 1, code = 0; bits < 8; bits++, code <<= 1)
        for (unsigned left = sorted.counts[bits]; left; left--, code++, symbol++)
            for (unsigned index = mp_reversed(code, bits); index < 128; index += 1u << bits) table[index] = (uint16_t)(*symbol << 8 | bits);
    uint8_t lengths[286 + 30];
    const unsigned all = literal_count + distance_count;
    for (unsigned done = 0; done < all;) {
        refill(state);
        const unsigned code = table[state->bits & 127];
        const unsigned symbol_read = code >> 8, extra = symbol_read < 16 ? 0 : symbol_read == 16 ? 2 : symbol_read == 17 ? 3 : 7;
        if (state->count < (code & 0xFF) + extra) return MP_INFLATE_STARVED;
        take(state, code & 0xFF);
        if (symbol_read < 16) {
            lengths[done++] = (uint8_t)symbol_read;
            continue;
        }
        const unsigned times = take(state, extra) + (symbol_read == 18 ? 11 : 3);
        if (times > all - done || (symbol_read == 16 && done == 0)) return MP_INFLATE_DAMAGED;
        memset(lengths + done, symbol_read == 16 ? lengths[done - 1] : 0, times);
        done += times;
    }
    state->stage = SYMBOLS;
    return mp_set_codes(state, lengths, literal_count, distance_count) ? MP_INFLATE_FULL : MP_INFLATE_DAMAGED;
}

/* Reads the header of a block. When the input ends too early, nothing is used up, and the next call starts again. */
static mp_inflate_status begin_block(mp_inflate *state)
{
    if (state->is_final) {
        state->stage = DONE;
        return MP_INFLATE_DONE;
    }
    const uint8_t *const next = state->next;
    const uint64_t bits = state->bits;
    const uint32_t count = state->count;
    mp_inflate_status status = MP_INFLATE_STARVED;
    refill(state);
    if (state->count >= 3) {
        const int is_final = (int)take(state, 1);
        switch (take(state, 2)) {
        case 0:
            state->stage = STORED_SIZE;
            status = MP_INFLATE_FULL;
            break;
        case 1: status = read_fixed_codes(state); break;
        case 2: status = read_codes(state); break;
        default: status = MP_INFLATE_DAMAGED;
        }
        if (status == MP_INFLATE_FULL) state->is_final = is_final;
    }
    if (status == MP_INFLATE_STARVED) {
        state->next = next;
        state->bits = bits;
        state->count = count;
    }
    return status;
}

static mp_inflate_status read_stored_size(mp_inflate *state)
{
    refill(state);
    const unsigned odd = state->count & 7;
    if (state->count - odd < 32) return MP_INFLATE_STARVED;
    take(state, odd);
    const unsigned size = take(state, 16), complement = take(state, 16);
    if ((size ^ complement) != 0xFFFF) return MP_INFLATE_DAMAGED;
    state->stored = size;
    state->stage = STORED;
    return MP_INFLATE_FULL;
}

/* The piece of output that is being written. Earlier output is either directly before it, from `start` on, or is the
 * last `apart` bytes of the window. */
typedef struct {
    uint8_t *start;
    uint8_t *first;
    uint8_t *next;
    uint8_t *end;
    size_t apart;
} output;

static mp_inflate_status copy_stored(mp_inflate *state, output *out)
{
    while (state->stored && state->count && out->next < out->end) {
        *out->next++ = (uint8_t)take(state, 8);
        state->stored--;
    }
    if (state->count == 0) {
        size_t size = state->stored;
        if (size > (size_t)(out->end - out->next)) size = (size_t)(out->end - out->next);
        if (size > (size_t)(state->end - state->next)) size = (size_t)(state->end - state->next);
        memcpy(out->next, state->next, size);
        out->next += size;
        state->next += size;
        state->stored -= (uint32_t)size;
    }
    if (state->stored == 0) {
        state->stage = HEADER;
        return MP_INFLATE_FULL;
    }
    return out->next == out->end ? MP_INFLATE_FULL : MP_INFLATE_STARVED;
}

/* Copies a match byte by byte; the part that begins before this piece comes from the window. Returns 0 when the
 * distance reaches before the start of the output. Precondition: the match fits into the piece. */
static int copy_match(const mp_inflate *state, const output *out, unsigned length, unsigned distance)
{
    uint8_t *to = out->next;
    const size_t written = (size_t)(to - out->start);
    if (distance > written) {
        size_t before = distance - written;
        if (before > out->apart) return 0;
        const uint8_t *from = state->window + MP_WINDOW - before;
        if (before > length) before = length;
        memcpy(to, from, before);
        to += before;
        length -= (unsigned)before;
    }
    for (; length; length--, to++) *to = *(to - distance);
    return 1;
}

/* Writes decoded bytes that had no room before, as many as fit now. */
static mp_inflate_status write_pending(mp_inflate *state, output *out)
{
    while (state->literal_count && out->next < out->end) {
        *out->next++ = state->literals[0];
        memmove(state->literals, state->literals + 1, 3);
        state->literal_count--;
    }
    if (state->match_length && !state->literal_count) {
        unsigned length = state->match_length;
        if (length > (size_t)(out->end - out->next)) length = (unsigned)(out->end - out->next);
        if (!copy_match(state, out, length, state->match_distance)) return MP_INFLATE_DAMAGED;
        out->next += length;
        state->match_length -= length;
    }
    return MP_INFLATE_FULL;
}

static inline int is_pending(const mp_inflate *state) { return state->literal_count || state->match_length; }

/* Decodes one entry and checks every bound, for use near the end of input or output. Returns STARVED, with no bits used
 * up, when bits are missing. */
static mp_inflate_status decode_carefully(mp_inflate *state)
{
    refill(state);
    const uint64_t bits = state->bits;
    uint32_t entry = state->literal_table[bits & ((1u << MP_LITERAL_BITS) - 1)];
    unsigned count = entry >> 6 & 3;
    if (!(entry & NORMAL) && !count && (entry >> 24 & LONGER)) {
        entry = state->literal_table[(entry >> 8 & 0xFFFF) + (bits >> MP_LITERAL_BITS & ((1u << (entry >> 24 & LONGER_BITS)) - 1))];
        count = entry >> 6 & 3;
    }
    unsigned used = entry & 63;
    unsigned length = 0, distance = 0;
    if (entry & NORMAL) {
        const unsigned extra = entry >> 24 & 7;
        length = (entry >> 16 & 0xFF) + 3 + (unsigned)((bits & (((uint64_t)1 << used) - 1)) >> (used - extra));
        uint32_t code = state->distance_table[bits >> used & ((1u << MP_DISTANCE_BITS) - 1)];
        if (code & DISTANCE_LONGER)
            code = state->distance_table[(code >> 16) + (bits >> used >> MP_DISTANCE_BITS & ((1u << (code >> 8 & 15)) - 1))];
        /* Missing bits are zeros here, which may look like an invalid code: with too few bits, wait for more. */
        if (code & DISTANCE_BAD) return state->count < used + 15 ? MP_INFLATE_STARVED : MP_INFLATE_DAMAGED;
        const unsigned distance_bits = code & 63;
        distance = (code >> 16) + (unsigned)((bits >> used & (((uint64_t)1 << distance_bits) - 1)) >> (code >> 8 & 15));
        used += distance_bits;
    } else if (!count && entry >> 24 == BAD) {
        return state->count < 15 ? MP_INFLATE_STARVED : MP_INFLATE_DAMAGED;
    }
    if (used > state->count) return MP_INFLATE_STARVED;
    state->bits >>= used;
    state->count -= used;
    if (!(entry & NORMAL) && !count) {
        state->stage = HEADER;
        return MP_INFLATE_FULL;
    }
    state->literal_count = count;
    for (unsigned which = 0; which < count; which++) state->literals[which] = (uint8_t)(entry >> (8 + 8 * which));
    state->match_length = length;
    state->match_distance = distance;
    return MP_INFLATE_FULL;
}

static inline void copy16(uint8_t *to, const uint8_t *from)
{
#ifdef __SSE2__
    _mm_storeu_si128((__m128i *)to, _mm_loadu_si128((const __m128i *)from));
#else
    uint64_t words[2];
    memcpy(words, from, 16);
    memcpy(to, words, 16);
#endif
}

/* The most that one turn of the loop below takes from the input (two words) and writes to the output (a word of
 * literals, and the longest match with the bytes that are copied beyond it). */
enum { INPUT_OF_A_TURN = 16, OUTPUT_OF_A_TURN = 4 + 258 + 48 };

/* Decodes while input and output are far from their ends. Leaves the rest to `decode_carefully`. */
static inline __attribute__((always_inline)) mp_inflate_status decode_here(mp_inflate *state, output *piece)
{
    if (state->end - state->next < INPUT_OF_A_TURN || piece->end - piece->next < OUTPUT_OF_A_TURN) return MP_INFLATE_FULL;
    const uint8_t *const last_next = state->end - INPUT_OF_A_TURN;
    const uint8_t *const last_out = piece->end - OUTPUT_OF_A_TURN;
    const uint8_t *const start = piece->start;
    const uint8_t *next = state->next;
    uint8_t *out = piece->next;
    uint64_t bits = state->bits;
    unsigned count = state->count;
    mp_inflate_status status = MP_INFLATE_FULL;

/* Makes `bits` hold at least 56 bits with one read of a word. The word's upper bytes may be read again later. This is
 * libdeflate's method. */
#define REFILL()                                                                                                                           \
    do {                                                                                                                                   \
        uint64_t word;                                                                                                                     \
        memcpy(&word, next, 8);                                                                                                            \
        bits |= word << count;                                                                                                             \
        next += (63 - count) >> 3;                                                                                                         \
        count |= 56;                                                                                                                       \
    } while (0)
/* Stops the compiler from turning a loop into a call of memcpy: the outer loop would have to save its registers. */
#define KEEP_LOOP(pointer) __asm__("" : "+r"(pointer))
#define APART(value) __asm__("" : "+r"(value))
#define LOOK_UP() state->literal_table[bits & ((1u << MP_LITERAL_BITS) - 1)]

    REFILL();
    uint32_t entry = LOOK_UP();
    while (next <= last_next && out <= last_out) {
        /* `entry` was looked up before this refill, when at least MP_LITERAL_BITS bits were there. More bits do not
           change it. */
        REFILL();
        if (__builtin_expect(!(entry & NORMAL), 0)) {
            const unsigned literal_count = entry >> 6 & 3;
            if (__builtin_expect(literal_count, 1)) {
                const uint32_t word = entry >> 8;
                memcpy(out, &word, 4);
                out += literal_count;
                bits >>= entry & 63;
                count -= entry & 63;
                entry = LOOK_UP();
                continue;
            }
            if (entry >> 24 & LONGER) {
                entry = state->literal_table[(entry >> 8 & 0xFFFF) + (bits >> MP_LITERAL_BITS & ((1u << (entry >> 24 & LONGER_BITS)) - 1))];
                if (entry >> 6 & 3) {
                    *out++ = (uint8_t)(entry >> 8);
                    bits >>= entry & 63;
                    count -= entry & 63;
                    entry = LOOK_UP();
                    continue;
                }
            }
            if (!(entry & NORMAL)) {
                if (entry >> 24 == END) {
                    bits >>= entry & 63;
                    count -= entry & 63;
                    state->stage = HEADER;
                } else {
                    status = MP_INFLATE_DAMAGED;
                }
                break;
            }
        }
        /* A length takes at most 20 bits with its extra bits, and a distance 28, so no refill is needed between. */
        const uint64_t with_length = bits;
        bits >>= entry & 63;
        uint32_t code = state->distance_table[bits & ((1u << MP_DISTANCE_BITS) - 1)];
        /* The entry is masked a second time below, so that the shift above, on which everything waits, can use it
           unmasked. */
        APART(entry);
        const unsigned used = entry & 63;
        count -= used;
        *out = (uint8_t)(entry >> 8);
        out += entry >> 6 & 1;
        const unsigned length = (entry >> 16 & 0xFF) + 3 + (unsigned)((with_length & (((uint64_t)1 << used) - 1)) >> (used - (entry >> 24 & 7)));
        if (__builtin_expect(code & (DISTANCE_LONGER | DISTANCE_BAD), 0)) {
            if (code & DISTANCE_LONGER)
                code = state->distance_table[(code >> 16) + (bits >> MP_DISTANCE_BITS & ((1u << (code >> 8 & 15)) - 1))];
            if (code & DISTANCE_BAD) {
                status = MP_INFLATE_DAMAGED;
                break;
            }
        }
        const uint64_t with_distance = bits;
        bits >>= code & 63;
        entry = LOOK_UP();
        APART(code);
        const unsigned distance_bits = code & 63;
        count -= distance_bits;
        const unsigned distance = (code >> 16) + (unsigned)((with_distance & (((uint64_t)1 << distance_bits) - 1)) >> (code >> 8 & 15));
        uint8_t *to = out;
        out += length;
        /* One comparison finds both a distance below 16 and one that reaches before this piece. */
        if (__builtin_expect((int64_t)(uint32_t)(distance - 16) > to - start - 16, 0)) {
            const size_t written = (size_t)(to - start);
            if (distance > written) {
                const size_t before = distance - written;
                if (before > piece->apart) {
                    out = to;
                    status = MP_INFLATE_DAMAGED;
                    break;
                }
                const uint8_t *from = state->window + MP_WINDOW - before;
                do {
                    *to++ = *from++;
                    KEEP_LOOP(to);
                } while (to < out && from < state->window + MP_WINDOW);
            }
            while (to < out) {
                *to = *(to - distance);
                to++;
                KEEP_LOOP(to);
            }
            continue;
        }
        const uint8_t *from = to - distance;
        copy16(to, from);
        copy16(to + 16, from + 16);
        if (__builtin_expect(length > 32, 0)) {
            do {
                to += 16;
                from += 16;
                copy16(to + 16, from + 16);
            } while (to + 32 < out);
        }
    }
#undef REFILL
#undef LOOK_UP
#undef KEEP_LOOP
#undef APART
    state->next = next;
    state->bits = bits & (((uint64_t)1 << count) - 1);
    state->count = count;
    piece->next = out;
    return status;
}

static mp_inflate_status decode_anywhere(mp_inflate *state, output *piece) { return decode_here(state, piece); }

#ifdef __x86_64__
/* BMI2 shifts by any register, and BMI masks, in one instruction each. */
__attribute__((target("bmi,bmi2"))) static mp_inflate_status decode_with_bmi2(mp_inflate *state, output *piece) { return decode_here(state, piece); }

static mp_inflate_status decode(mp_inflate *state, output *piece)
{
    return __builtin_cpu_supports("bmi2") ? decode_with_bmi2(state, piece) : decode_anywhere(state, piece);
}
#else
static mp_inflate_status decode(mp_inflate *state, output *piece) { return decode_anywhere(state, piece); }
#endif

/* Keeps the last 32 KiB of output, to which matches of the next piece may refer. */
static void keep_window(mp_inflate *state, const output *out)
{
    const size_t size = (size_t)(out->next - out->first);
    if (size >= MP_WINDOW) {
        memcpy(state->window, out->next - MP_WINDOW, MP_WINDOW);
        state->window_count = MP_WINDOW;
        return;
    }
    memmove(state->window, state->window + size, MP_WINDOW - size);
    memcpy(state->window + MP_WINDOW - size, out->first, size);
    state->window_count = state->window_count + size > MP_WINDOW ? MP_WINDOW : state->window_count + (uint32_t)size;
}

void mp_inflate_begin(mp_inflate *state) { memset(state, 0, sizeof *state); }

static mp_inflate_status step(mp_inflate *state, output *out)
{
    switch (state->stage) {
    case HEADER: return begin_block(state);
    case STORED_SIZE: return read_stored_size(state);
    case STORED: return copy_stored(state, out);
    case SYMBOLS: break;
    default: return MP_INFLATE_DONE;
    }
    mp_inflate_status status = decode(state, out);
    if (status == MP_INFLATE_FULL && state->stage == SYMBOLS) status = decode_carefully(state);
    return status;
}

/* Whether the next step writes output. Other steps are taken even when the piece is full, so that the end of the stream
 * is found. */
static inline int needs_room(const mp_inflate *state)
{
    return is_pending(state) || state->stage == SYMBOLS || (state->stage == STORED && state->stored);
}

void mp_inflate_put_window(const mp_inflate *state, uint8_t *out)
{
    memcpy(out - state->window_count, state->window + MP_WINDOW - state->window_count, state->window_count);
}

mp_inflate_status mp_inflate_run(mp_inflate *state, uint8_t *out, size_t *size, size_t before)
{
    const int is_apart = before < state->window_count;
    output piece = {is_apart ? out : out - state->window_count, out, out, out + *size, is_apart ? state->window_count : 0};
    mp_inflate_status status = write_pending(state, &piece);
    while (status == MP_INFLATE_FULL && (piece.next < piece.end || !needs_room(state))) {
        status = step(state, &piece);
        if (status == MP_INFLATE_FULL) status = write_pending(state, &piece);
    }
    keep_window(state, &piece);
    *size = (size_t)(piece.next - piece.first);
    return status;
}
