// From masks to rows and wanted fields: population counts skip, a bit select finds.
//
// The mask of field ends is read in windows of 64 bits that begin where the row begins, not where a word does: a field
// stands then in the same window in nearly every row, and branches are foreseen. Line ends are listed beforehand, so
// that rows do not wait for each other. A row is good where its last field's end is the line's end; any other is
// counted word by word. (Tried: a row's words counted beforehand and each bound found without a branch, 25 ns a row of
// 31 columns; the walk over words 26; this 17.)
#include "CByteScan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// The k-th (from 0) set bit of a word that has more than k, by itself.
static inline uint64_t bit_portable(uint64_t word, unsigned k) {
  for (; k > 0; k--) word &= word - 1;
  return word & -word;
}

#if defined(__x86_64__)
__attribute__((target("bmi2"))) static inline uint64_t bit_bmi2(uint64_t word, unsigned k) {
  return _pdep_u64(1ULL << k, word);
}
#endif

// Line ends that are listed at a time, and how many more a word can add.
enum { LISTED = 256, WORD = 64 };

// The next 64 bits of the row's windows, or on to `general` where the mask is not long enough to tell: `past` is 63
// less the bits of a word that stand before the row, kept from the compiler, which would make one slow double shift of
// both.
#define NEXT_WINDOW                                                                                   \
  do {                                                                                                \
    at++;                                                                                             \
    offset += 64;                                                                                     \
    if (__builtin_expect(at >= last_word, 0)) goto general;                                           \
    window = at[0] >> skip | at[1] << 1 << past;                                                      \
  } while (0)

// Moves on to the window with the `gap`-th (from 1) field end from here.
#define SEEK(gap)                                                                                     \
  uint32_t here;                                                                                      \
  while ((here = (uint32_t)__builtin_popcountll(window)) < gap) {                                     \
    gap -= here;                                                                                      \
    NEXT_WINDOW;                                                                                      \
  }

// The walk, written once for both ways to find a bit.
#define ROWS_BODY(BIT)                                                                                \
  cbs_found found = {0, 0, 0, 0};                                                                     \
  size_t words = cbs_words(length);                                                                   \
  const uint64_t *last_word = field_ends + (words > 0 ? words - 1 : 0);                               \
  size_t begin = 0, line_word = 0, listed = 0, taken = 0;                                             \
  uint32_t lines[LISTED + WORD];                                                                      \
  /* Field ends after the last wanted one, up to the line's. */                                       \
  uint32_t trailing = wanted_count == 0 ? columns : columns - 1 - wanted[wanted_count - 1];           \
  while (begin < length && found.good < row_capacity) {                                               \
    if (taken == listed) {                                                                            \
      taken = listed = 0;                                                                             \
      for (; line_word < words && listed < LISTED; line_word++) {                                     \
        for (uint64_t rest = line_ends[line_word]; rest != 0; rest &= rest - 1) {                     \
          lines[listed++] = (uint32_t)(64 * line_word + (size_t)__builtin_ctzll(rest));               \
        }                                                                                             \
      }                                                                                               \
    }                                                                                                 \
    size_t end = taken < listed ? lines[taken++] : length;                                            \
    size_t after = end < length ? end + 1 : length;                                                   \
    size_t trimmed = end;                                                                             \
    if (has_carriage && trimmed > begin && bytes[trimmed - 1] == '\r') trimmed--;                     \
    if (trimmed == begin) {                                                                           \
      found.blank++;                                                                                  \
      begin = after;                                                                                  \
      continue;                                                                                       \
    }                                                                                                 \
    uint32_t *s = starts + found.good * wanted_count;                                                 \
    uint32_t *e = ends + found.good * wanted_count;                                                   \
    {                                                                                                 \
      const uint64_t *at = field_ends + begin / 64;                                                   \
      unsigned skip = begin % 64, past = 63 - skip;                                                   \
      KEEP_APART(past);                                                                               \
      if (at >= last_word) goto general;                                                              \
      uint64_t window = at[0] >> skip | at[1] << 1 << past;                                           \
      size_t offset = begin, bound = begin - 1;                                                       \
      uint32_t next = 0; /* the column after the last bound */                                        \
      for (size_t j = 0; j < wanted_count; j++) {                                                     \
        uint32_t gap = wanted[j] - next;                                                              \
        if (gap > 0) {                                                                                \
          SEEK(gap)                                                                                   \
          uint64_t bit = BIT(window, gap - 1);                                                        \
          bound = offset + (size_t)__builtin_ctzll(bit);                                              \
          window &= -(bit << 1);                                                                      \
        }                                                                                             \
        s[j] = (uint32_t)bound + 1;                                                                   \
        while (window == 0) NEXT_WINDOW;                                                              \
        bound = offset + (size_t)__builtin_ctzll(window);                                             \
        window &= window - 1;                                                                         \
        e[j] = (uint32_t)bound;                                                                       \
        next = wanted[j] + 1;                                                                         \
      }                                                                                               \
      if (trailing > 0) {                                                                             \
        uint32_t gap = trailing;                                                                      \
        SEEK(gap)                                                                                     \
        bound = offset + (size_t)__builtin_ctzll(BIT(window, gap - 1));                               \
      } else {                                                                                        \
        e[wanted_count - 1] = (uint32_t)trimmed;                                                      \
      }                                                                                               \
      if (__builtin_expect(bound == end, 1)) {                                                        \
        rows[found.good++] = (cbs_row){(uint32_t)begin, (uint32_t)trimmed, columns};                  \
        begin = after;                                                                                \
        continue;                                                                                     \
      }                                                                                               \
    }                                                                                                 \
  general:;                                                                                           \
    size_t first = begin / 64, last = end / 64;                                                       \
    if (last >= words) last = words - 1;                                                              \
    uint64_t low = ~0ULL << (begin % 64);                                                             \
    uint64_t high = end % 64 == 0 && end / 64 == last ? 0                                             \
                    : end / 64 > last         ? ~0ULL                                                 \
                                              : (1ULL << (end % 64)) - 1;                             \
    uint32_t count = 0;                                                                               \
    for (size_t w = first; w <= last; w++) {                                                          \
      uint64_t d = field_ends[w];                                                                     \
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
    size_t w = first;                                                                                 \
    uint64_t rest = field_ends[w] & low;                                                              \
    uint32_t passed = 0; /* field ends before `rest` */                                               \
    for (size_t j = 0; j < wanted_count; j++) {                                                       \
      uint32_t c = wanted[j];                                                                         \
      for (int is_end = 0; is_end <= 1; is_end++) {                                                   \
        uint32_t bound = c + (uint32_t)is_end; /* that many field ends are before it */               \
        if (bound == 0) {                                                                             \
          s[j] = (uint32_t)begin;                                                                     \
          continue;                                                                                   \
        }                                                                                             \
        if (bound == columns) {                                                                       \
          e[j] = (uint32_t)trimmed;                                                                   \
          continue;                                                                                   \
        }                                                                                             \
        uint32_t here;                                                                                \
        while (passed + (here = (uint32_t)__builtin_popcountll(rest)) < bound) {                      \
          passed += here;                                                                             \
          rest = field_ends[++w];                                                                     \
        }                                                                                             \
        uint32_t place = (uint32_t)(64 * w + (size_t)__builtin_ctzll(BIT(rest, bound - 1 - passed))); \
        if (is_end) {                                                                                 \
          e[j] = place;                                                                               \
        } else {                                                                                      \
          s[j] = place + 1;                                                                           \
        }                                                                                             \
      }                                                                                               \
    }                                                                                                 \
    rows[found.good++] = row;                                                                         \
    begin = after;                                                                                    \
  }                                                                                                   \
  found.consumed = begin;                                                                             \
  return found;

#define KEEP_APART(value) __asm__("" : "+r"(value))

static cbs_found rows_portable(const uint8_t *bytes, size_t length, const uint64_t *field_ends,
                               const uint64_t *line_ends, const uint32_t *wanted, size_t wanted_count,
                               uint32_t columns, uint32_t *starts, uint32_t *ends, cbs_row *rows,
                               size_t row_capacity, cbs_row *bad, size_t bad_capacity, int has_carriage) {
  ROWS_BODY(bit_portable)
}

#if defined(__x86_64__)
__attribute__((target("bmi,bmi2,popcnt"))) static cbs_found rows_bmi2(
    const uint8_t *bytes, size_t length, const uint64_t *field_ends, const uint64_t *line_ends,
    const uint32_t *wanted, size_t wanted_count, uint32_t columns, uint32_t *starts, uint32_t *ends,
    cbs_row *rows, size_t row_capacity, cbs_row *bad, size_t bad_capacity, int has_carriage) {
  ROWS_BODY(bit_bmi2)
}
#endif

cbs_found cbs_rows(const uint8_t *bytes, size_t length, const uint64_t *field_ends,
                   const uint64_t *line_ends, const uint32_t *wanted, size_t wanted_count,
                   uint32_t columns, uint32_t *starts, uint32_t *ends, cbs_row *rows, size_t row_capacity,
                   cbs_row *bad, size_t bad_capacity, int has_carriage, int level) {
#if defined(__x86_64__)
  if (level != CBS_PORTABLE && cbs_supports(CBS_AVX2)) {
    return rows_bmi2(bytes, length, field_ends, line_ends, wanted, wanted_count, columns, starts, ends, rows,
                     row_capacity, bad, bad_capacity, has_carriage);
  }
#else
  (void)level;
#endif
  return rows_portable(bytes, length, field_ends, line_ends, wanted, wanted_count, columns, starts, ends,
                       rows, row_capacity, bad, bad_capacity, has_carriage);
}
