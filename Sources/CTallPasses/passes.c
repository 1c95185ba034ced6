// One definition of the passes, compiled for each instruction set and chosen at run time.
#include "CTallPasses.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

// How vectors are passed between functions differs between instruction sets; all that take or return one are inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef double lanes __attribute__((vector_size(64)));
typedef int64_t bits __attribute__((vector_size(64)));

// The next block's rows are asked for while this one's are worked on: its columns are short runs that the processor's own
// prefetch does not follow. Past the end of a column nothing happens.
#define AHEAD(p) __builtin_prefetch((p) + CTP_ROWS)

static const double zeros[CTP_ROWS] = {0};

// The library's fma where the baseline has none: slow, exact, seldom run.
#define TP(name) name##_portable
#define TARGET
#define TILE 2
#define MEAT_TILE 4
#include "body.h"
#undef TP
#undef TARGET
#undef TILE
#undef MEAT_TILE

#if defined(__x86_64__)
#define TILE 2
#define MEAT_TILE 4
#define TP(name) name##_avx2
#define TARGET
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "body.h"
#pragma clang attribute pop
#undef TP
#undef TILE
#undef MEAT_TILE

#define TILE 6
#define MEAT_TILE 8
#define TP(name) name##_avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,fma"))), apply_to = function)
#include "body.h"
#pragma clang attribute pop
#undef TP
#undef TARGET
#undef TILE
#undef MEAT_TILE
#endif

int ctp_supports(int level) {
  if (level == CTP_PORTABLE || level == CTP_AUTO) return 1;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (level == CTP_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (level == CTP_AVX512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma");
#endif
  return 0;
}

#if defined(__x86_64__)
static int chosen(int level) {
  if (level != CTP_AUTO) return level;
  return ctp_supports(CTP_AVX512) ? CTP_AVX512 : ctp_supports(CTP_AVX2) ? CTP_AVX2 : CTP_PORTABLE;
}

#define DISPATCH(name, ...)                                  \
  switch (chosen(level)) {                                   \
    case CTP_AVX512: name##_avx512(__VA_ARGS__); break;      \
    case CTP_AVX2: name##_avx2(__VA_ARGS__); break;          \
    default: name##_portable(__VA_ARGS__);                   \
  }
#else
#define DISPATCH(name, ...) \
  (void)level;              \
  name##_portable(__VA_ARGS__);
#endif

void ctp_sizes(const double *const *columns, size_t count, size_t rows, double *sizes, int level) {
  DISPATCH(sizes, columns, count, rows, sizes)
}

void ctp_products(const double *high, const double *low, double size, const double *const *highs,
                  const double *const *lows, const double *sizes, size_t count, size_t rows, double *sums,
                  int level) {
  DISPATCH(products, high, low, size, highs, lows, sizes, count, rows, sums)
}

void ctp_meat(const double *factors, const double *const *columns, size_t count, size_t rows, double *sums,
              int level) {
  DISPATCH(meat, factors, columns, count, rows, sums)
}

void ctp_combine(const double *start_high, const double *start_low, const double *const *highs,
                 const double *const *lows, size_t count, size_t rows, const double *factors,
                 const double *factor_lows, double *out_high, double *out_low, int level) {
  DISPATCH(combine, start_high, start_low, highs, lows, count, rows, factors, factor_lows, out_high, out_low)
}

void ctp_scale(const double *weights, const double *high, const double *low, size_t rows, double *out_high,
               double *out_low, int level) {
  DISPATCH(scale, weights, high, low, rows, out_high, out_low)
}

void ctp_forms(const double *const *columns, size_t count, size_t rows, const double *matrix, double *out,
               int level) {
  DISPATCH(forms, columns, count, rows, matrix, out)
}

void ctp_scatter(const double *const *columns, size_t count, size_t rows, const double *values,
                 const uint32_t *groups, double *sums) {
  for (size_t r = 0; r < rows; r++) {
    double *to = sums + count * groups[r];
    for (size_t j = 0; j < count; j++) to[j] += values[r] * columns[j][r];
  }
}
