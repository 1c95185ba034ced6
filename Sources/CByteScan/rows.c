// From masks to rows and wanted fields: population counts skip, a bit select finds.
#include "CByteScan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Position of the k-th (from 0) set bit of a word that has more than k.
static inline unsigned select_portable(uint64_t word, unsigned k) {
  for (; k > 0; k--) word &= word - 1;
  return (unsigned)__builtin_ctzll(word);
}

#if defined(__x86_64__)
__attribute__((target("bmi2"))) static inline unsigned select_bmi2(uint64_t word, unsigned k) {
  return (unsigned)__builtin_ctzll(_pdep_u64(1ULL << k, word));
}
#endif

// The walk, written once for both ways to select a bit. (Tried: counting a row's words once and finding each bound without
// a branch; the walk is a tenth faster, its branches are foreseen well.)
#define ROWS_BODY(SELECT)                                                                             \
  cbs_found found = {0, 0, 0, 0};                                                                     \
  size_t words = cbs_words(length);                                                                   \
  size_t begin = 0;                                                                                   \
  size_t line_word = 0;                                                                               \
  uint64_t line_rest = words > 0 ? line_ends[0] : 0;                                                  \
  while (begin < length && found.good < row_capacity) {                                               \
    while (line_rest == 0 && line_word + 1 < words) line_rest = line_ends[++line_word];               \
    size_t end, after;                                                                                \
    if (line_rest != 0) {                                                                             \
      end = 64 * line_word + (size_t)__builtin_ctzll(line_rest);                                      \
      line_rest &= line_rest - 1;                                                                     \
      after = end + 1;                                                                                \
    } else {                                                                                          \
      end = length;                                                                                   \
      after = length;                                                                                 \
    }                                                                                                 \
    size_t trimmed = end;                                                                             \
    if (has_carriage && trimmed > begin && bytes[trimmed - 1] == '\r') trimmed--;                     \
    if (trimmed == begin) {                                                                           \
      found.blank++;                                                                                  \
      begin = after;                                                                                  \
      continue;                                                                                       \
    }                                                                                                 \
    size_t first = begin / 64, last = end / 64;                                                       \
    if (last >= words) last = words - 1;                                                              \
    uint64_t low = ~0ULL << (begin % 64);                                                             \
    uint64_t high = end % 64 == 0 && end / 64 == last ? 0                                             \
                    : end / 64 > last         ? ~0ULL                                                 \
                                              : (1ULL << (end % 64)) - 1;                             \
    uint32_t count = 0;                                                                               \
    for (size_t w = first; w <= last; w++) {                                                          \
      uint64_t d = delimiters[w];                                                                     \
      if (w == first) d &= low;                                                                       \
      if (w == last) d &= high;                                                                       \
      count += (uint32_t)__builtin_popcountll(d);                                                     \
    }                                                                                                 \
    cbs_row row = {(uint32_t)begin, (uint32_t)trimmed, count + 1};                                    \
    if (count + 1 != columns) {                                                                       \
      if (found.bad < bad_capacity) bad[found.bad] = row;                                             \
      found.bad++;                                                                                    \
      begin = after;                                                                                  \
      continue;                                                                                       \
    }                                                                                                 \
    uint32_t *s = starts + found.good * wanted_count;                                                 \
    uint32_t *e = ends + found.good * wanted_count;                                                   \
    size_t w = first;                                                                                 \
    uint64_t rest = delimiters[w] & low;                                                              \
    uint32_t passed = 0; /* delimiters before `rest` */                                               \
    for (size_t j = 0; j < wanted_count; j++) {                                                       \
      uint32_t c = wanted[j];                                                                         \
      if (c == 0) {                                                                                   \
        s[j] = (uint32_t)begin;                                                                       \
      } else {                                                                                        \
        uint32_t here;                                                                                \
        while (passed + (here = (uint32_t)__builtin_popcountll(rest)) < c) {                          \
          passed += here;                                                                             \
          rest = delimiters[++w];                                                                     \
        }                                                                                             \
        s[j] = (uint32_t)(64 * w + SELECT(rest, c - 1 - passed)) + 1;                                 \
      }                                                                                               \
      if (c + 1 == columns) {                                                                         \
        e[j] = (uint32_t)trimmed;                                                                     \
      } else {                                                                                        \
        uint32_t here;                                                                                \
        while (passed + (here = (uint32_t)__builtin_popcountll(rest)) < c + 1) {                      \
          passed += here;                                                                             \
          rest = delimiters[++w];                                                                     \
        }                                                                                             \
        e[j] = (uint32_t)(64 * w + SELECT(rest, c - passed));                                         \
      }                                                                                               \
    }                                                                                                 \
    rows[found.good++] = row;                                                                         \
    begin = after;                                                                                    \
  }                                                                                                   \
  found.consumed = begin;                                                                             \
  return found;

static cbs_found rows_portable(const uint8_t *bytes, size_t length, const uint64_t *delimiters,
                               const uint64_t *line_ends, const uint32_t *wanted, size_t wanted_count,
                               uint32_t columns, uint32_t *starts, uint32_t *ends, cbs_row *rows,
                               size_t row_capacity, cbs_row *bad, size_t bad_capacity, int has_carriage) {
  ROWS_BODY(select_portable)
}

#if defined(__x86_64__)
__attribute__((target("bmi,bmi2,popcnt"))) static cbs_found rows_bmi2(
    const uint8_t *bytes, size_t length, const uint64_t *delimiters, const uint64_t *line_ends,
    const uint32_t *wanted, size_t wanted_count, uint32_t columns, uint32_t *starts, uint32_t *ends,
    cbs_row *rows, size_t row_capacity, cbs_row *bad, size_t bad_capacity, int has_carriage) {
  ROWS_BODY(select_bmi2)
}
#endif

cbs_found cbs_rows(const uint8_t *bytes, size_t length, const uint64_t *delimiters,
                   const uint64_t *line_ends, const uint32_t *wanted, size_t wanted_count,
                   uint32_t columns, uint32_t *starts, uint32_t *ends, cbs_row *rows, size_t row_capacity,
                   cbs_row *bad, size_t bad_capacity, int has_carriage, int level) {
#if defined(__x86_64__)
  if (level != CBS_PORTABLE && cbs_supports(CBS_AVX2)) {
    return rows_bmi2(bytes, length, delimiters, line_ends, wanted, wanted_count, columns, starts, ends, rows,
                     row_capacity, bad, bad_capacity, has_carriage);
  }
#else
  (void)level;
#endif
  return rows_portable(bytes, length, delimiters, line_ends, wanted, wanted_count, columns, starts, ends,
                       rows, row_capacity, bad, bad_capacity, has_carriage);
}
