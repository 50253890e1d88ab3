#pragma once
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What Swift has no names for. */

/* Asks for the memory at an address, without waiting for it. */
static inline void mp_prefetch(const void *address) { __builtin_prefetch(address); }

/* Tells the processor that a loop waits for another one. */
static inline void mp_pause(void)
{
#if defined __x86_64__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield");
#endif
}

/* Comparisons of many bytes at once whose answer is a word of bits, which Swift's SIMD types cannot make. */

/* Which of 16 bytes are no ASCII digits, the first in the lowest bit. */
static inline uint32_t mp_non_digits(const uint8_t *bytes)
{
#ifdef __SSE2__
    /* Moved up by 0x50 digits are the ten lowest signed bytes. */
    const __m128i moved = _mm_add_epi8(_mm_loadu_si128((const __m128i *)bytes), _mm_set1_epi8(0x50));
    return (uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(moved, _mm_set1_epi8(-0x77)));
#else
    uint32_t marks = 0;
    for (int i = 0; i < 16; i++) marks |= (uint32_t)((uint8_t)(bytes[i] - '0') > 9) << i;
    return marks;
#endif
}

/* Which of 32 bytes cannot stand in a string as it is, in markup or in a line, the first in the lowest bit: controls, quotes, ampersands, opening
   brackets, backslashes, underscores before an x; and what is not ASCII. Reads 33 bytes. */
static inline uint32_t mp_marked_bytes(const uint8_t *bytes)
{
    uint32_t marks = 0;
#ifdef __SSE2__
    for (int half = 0; half < 32; half += 16) {
        const __m128i here = _mm_loadu_si128((const __m128i *)(bytes + half)), behind = _mm_loadu_si128((const __m128i *)(bytes + half + 1));
        const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(here, _mm_set1_epi8(0x1F)), here);
        const __m128i escapes = _mm_and_si128(_mm_cmpeq_epi8(here, _mm_set1_epi8('_')), _mm_cmpeq_epi8(behind, _mm_set1_epi8('x')));
        const __m128i quotes = _mm_or_si128(_mm_cmpeq_epi8(here, _mm_set1_epi8('"')), _mm_cmpeq_epi8(here, _mm_set1_epi8('\\')));
        const __m128i markup = _mm_or_si128(_mm_cmpeq_epi8(here, _mm_set1_epi8('&')), _mm_cmpeq_epi8(here, _mm_set1_epi8('<')));
        const __m128i all = _mm_or_si128(_mm_or_si128(controls, escapes), _mm_or_si128(quotes, markup));
        /* The highest bit of what is not ASCII is set as it is. */
        marks |= (uint32_t)_mm_movemask_epi8(_mm_or_si128(all, here)) << half;
    }
#else
    for (int i = 0; i < 32; i++) {
        const uint8_t byte = bytes[i];
        const int is_marked = byte < 0x20 || byte == '"' || byte == '\\' || byte == '&' || byte == '<' || byte >= 0x80 || (byte == '_' && bytes[i + 1] == 'x');
        marks |= (uint32_t)is_marked << i;
    }
#endif
    return marks;
}

#ifdef __SSE2__
/* The value of 16 ASCII digits: eight of them in the upper half, eight in the lower. */
static inline uint64_t mp_sixteen_digits(__m128i digits)
{
    const __m128i values = _mm_xor_si128(digits, _mm_set1_epi8('0'));
    /* Neighbours are added up: pairs in 16 bits, fours in 32, eights in 32. */
    const __m128i tens = _mm_mullo_epi16(_mm_and_si128(values, _mm_set1_epi16(0xFF)), _mm_set1_epi16(10));
    const __m128i pairs = _mm_add_epi16(tens, _mm_srli_epi16(values, 8));
    const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 100));
    const __m128i eights = _mm_madd_epi16(_mm_packs_epi32(fours, fours), _mm_set1_epi32(1 << 16 | 10000));
    const uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
    return both << 32 | both >> 32;
}
#endif

/* The digits of a decimal fraction as one number: of `end` bytes, of which that at `point` is its point. From 17 bytes on, the point not the last
   of them, and at most 23. UINT64_MAX when the number has more than 17 digits, without leading zeros. */
static inline uint64_t mp_coefficient(const uint8_t *decimal, unsigned point, unsigned end)
{
#ifdef __SSE2__
    /* All in registers: what is put together in memory and read again at once is waited for. The last 16 digits are the last 16 bytes, but
       those up to the point from one byte before. */
    static const uint8_t behind[48] = {[24] = 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                                       255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    const __m128i last = _mm_loadu_si128((const __m128i *)(decimal + end - 16)), before = _mm_loadu_si128((const __m128i *)(decimal + end - 17));
    const __m128i is_behind = _mm_loadu_si128((const __m128i *)(behind + 23 + end - 16 - point));
    const uint64_t halves = mp_sixteen_digits(_mm_or_si128(_mm_and_si128(is_behind, last), _mm_andnot_si128(is_behind, before)));
    /* Those above, `end` - 17 of them, without the point if it is among them. */
    uint64_t above;
    __builtin_memcpy(&above, decimal, 8);
    const unsigned removed = point < end - 16 ? point : 7;
    const uint64_t kept = ((uint64_t)1 << 8 * removed) - 1;
    above = ((above & kept) | (above >> 8 & ~kept)) ^ 0x3030303030303030;
    above = above << 8 << 8 * (24 - end);
    /* Of these, the last may be more than zero. */
    if (above << 8) return UINT64_MAX;
    return (above >> 56) * 10000000000000000u + (halves >> 32) * 100000000u + (halves & UINT32_MAX);
#else
    uint64_t coefficient = 0;
    for (unsigned i = 0; i < end; i++) {
        if (i == point) continue;
        if (coefficient >= 10000000000000000u) return UINT64_MAX;
        coefficient = coefficient * 10 + (uint64_t)(decimal[i] - '0');
    }
    return coefficient;
#endif
}
