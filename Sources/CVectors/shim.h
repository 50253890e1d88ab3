#pragma once
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What Swift has no names for. */

/* Asks for the memory at an address, without waiting for it. */
static inline void mp_prefetch(const void *address) { __builtin_prefetch(address); }

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
