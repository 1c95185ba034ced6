// One definition of the functions of rows, compiled for each instruction set and chosen at run time.
#include "CTallPasses.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

// How vectors are passed between functions differs between instruction sets; all that take or return one are inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef double lanes __attribute__((vector_size(64)));
typedef int64_t bits __attribute__((vector_size(64)));

// (e^r − 1 − r)/r² for |r| ≤ log(2)/2.
#define C0 0x1.0000000000000p-1
#define C1 0x1.5555555555557p-3
#define C2 0x1.5555555555556p-5
#define C3 0x1.11111111100cep-7
#define C4 0x1.6c16c16c162ccp-10
#define C5 0x1.a01a01abef415p-13
#define C6 0x1.a01a01a6dcaffp-16
#define C7 0x1.71de021a90822p-19
#define C8 0x1.27e4db57442fbp-22
#define C9 0x1.af4e196027428p-26
#define C10 0x1.1f731ea5352cap-29

#define FN(name) name##_portable
#include "row_functions.h"
#undef FN

#if defined(__x86_64__)
#define FN(name) name##_avx2
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include "row_functions.h"
#pragma clang attribute pop
#undef FN

#define FN(name) name##_avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl"))), apply_to = function)
#include "row_functions.h"
#pragma clang attribute pop
#undef FN

static int chosen(int level) {
  if (level != CTP_AUTO) return level;
  return ctp_supports(CTP_AVX512) ? CTP_AVX512 : ctp_supports(CTP_AVX2) ? CTP_AVX2 : CTP_PORTABLE;
}
#endif

void ctp_exponentials(const double *x, size_t rows, double *out, int level) {
#if defined(__x86_64__)
  switch (chosen(level)) {
    case CTP_AVX512: exponentials_avx512(x, rows, out); return;
    case CTP_AVX2: exponentials_avx2(x, rows, out); return;
  }
#endif
  (void)level;
  exponentials_portable(x, rows, out);
}

int ctp_logit(const double *y, const double *x, size_t rows, double *shift, double *curvature, double *means,
              double *scores, double *sums, int level) {
#if defined(__x86_64__)
  switch (chosen(level)) {
    case CTP_AVX512: return logit_avx512(y, x, rows, shift, curvature, means, scores, sums);
    case CTP_AVX2: return logit_avx2(y, x, rows, shift, curvature, means, scores, sums);
  }
#endif
  (void)level;
  return logit_portable(y, x, rows, shift, curvature, means, scores, sums);
}

int ctp_poisson(const double *y, const double *x, const double *means, const double *weights, size_t rows,
                double *shift, double *curvature, double *sums, int level) {
#if defined(__x86_64__)
  switch (chosen(level)) {
    case CTP_AVX512: return poisson_avx512(y, x, means, weights, rows, shift, curvature, sums);
    case CTP_AVX2: return poisson_avx2(y, x, means, weights, rows, shift, curvature, sums);
  }
#endif
  (void)level;
  return poisson_portable(y, x, means, weights, rows, shift, curvature, sums);
}
