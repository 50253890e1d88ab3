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
   brackets, backslashes, and underscores before an x. Reads 33 bytes. */
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
        marks |= (uint32_t)_mm_movemask_epi8(all) << half;
    }
#else
    for (int i = 0; i < 32; i++) {
        const uint8_t byte = bytes[i];
        const int is_marked = byte < 0x20 || byte == '"' || byte == '\\' || byte == '&' || byte == '<' || (byte == '_' && bytes[i + 1] == 'x');
        marks |= (uint32_t)is_marked << i;
    }
#endif
    return marks;
}

/* The value of 16 ASCII digits: eight of them in the upper half, eight in the lower. */
static inline uint64_t mp_sixteen_digits(const uint8_t *digits)
{
#ifdef __SSE2__
    const __m128i values = _mm_xor_si128(_mm_loadu_si128((const __m128i *)digits), _mm_set1_epi8('0'));
    /* Neighbours are added up: pairs in 16 bits, fours in 32, eights in 32. */
    const __m128i tens = _mm_mullo_epi16(_mm_and_si128(values, _mm_set1_epi16(0xFF)), _mm_set1_epi16(10));
    const __m128i pairs = _mm_add_epi16(tens, _mm_srli_epi16(values, 8));
    const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 100));
    const __m128i eights = _mm_madd_epi16(_mm_packs_epi32(fours, fours), _mm_set1_epi32(1 << 16 | 10000));
    const uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
    return both << 32 | both >> 32;
#else
    uint64_t halves[2] = {0, 0};
    for (int i = 0; i < 16; i++) halves[i / 8] = halves[i / 8] * 10 + (uint64_t)(digits[i] - '0');
    return halves[0] << 32 | halves[1];
#endif
}

/* The digits of a decimal fraction as one number: of `end` bytes, of which that at `point` is its point. At most 23 bytes, and 40 must be
   readable. UINT64_MAX when the number has more than 17 digits, without leading zeros. */
static inline uint64_t mp_coefficient(const uint8_t *decimal, unsigned point, unsigned end)
{
    /* Leading zeros, and behind them the digits, moved together over the point. */
    uint8_t digits[24 + 56];
    __builtin_memset(digits, '0', 24);
    __builtin_memcpy(digits + 24, decimal, 24);
    __builtin_memcpy(digits + 24 + point, decimal + point + 1, 24);
    const uint8_t *const last = digits + 24 + end - 1;
    uint64_t above;
    __builtin_memcpy(&above, last - 24, 8);
    const uint64_t halves = mp_sixteen_digits(last - 16);
    /* Of what stands above the last 16 digits, one may be more than zero. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    above ^= 0x3030303030303030;
    if (above << 8) return UINT64_MAX;
    return (above >> 56) * 10000000000000000u + (halves >> 32) * 100000000u + (halves & UINT32_MAX);
#else
#error "the order of bytes is assumed to be little-endian, as in all that reads words"
#endif
}
