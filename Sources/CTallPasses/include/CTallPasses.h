// Passes over a block of at most CTP_ROWS rows of a tall matrix, whose columns are pointers to their rows.
//
// Goals, in this order: the same bits from every instruction set and any number of threads, sums of some 100 bits, the
// speed of the memory. So every sum has eight fixed lanes (row r belongs to lane r mod 8), a multiplication is never
// fused with an addition unless the fused operation's exact result is what the formula asks for, and rows past the end
// of a block count as zeros.
//
// A sum in lanes is sixteen doubles: eight high parts, then eight low parts. A product of doubles enters it exactly, as
// the rounded product and its error (one fused multiplication and subtraction); high parts are added by Knuth's two-sum
// (TAOCP 2, 4.2.2), all errors and low parts go to the low lanes: Dot2 of Ogita, Rump & Oishi (2005, Accurate sum and
// dot product, SIAM J. Sci. Comput. 26), as accurate as if worked in twice the precision.
#ifndef TRAYECTORIA_CTALLPASSES_H
#define TRAYECTORIA_CTALLPASSES_H

#include <stddef.h>
#include <stdint.h>

// Rows of a block, at most; lanes of a sum.
enum { CTP_ROWS = 256, CTP_LANES = 8 };

// Instruction sets: the best one that the machine has is used unless a test asks for another.
enum { CTP_AUTO = 0, CTP_PORTABLE = 1, CTP_AVX2 = 2, CTP_AVX512 = 3 };

// 1 if the machine can run that instruction set.
int ctp_supports(int level);

// sums[j] += Σ a·b[j] for `count` columns b[j], each sum in lanes. A low part that is NULL is zero.
void ctp_products(const double *high, const double *low, const double *const *highs, const double *const *lows,
                  size_t count, size_t rows, double *sums, int level);

// sums[j] += Σ a·b[j] for doubles, in plain lanes: eight doubles each.
void ctp_plain_products(const double *values, const double *const *columns, size_t count, size_t rows,
                        double *sums, int level);

// out = start + Σⱼ x[j]·c[j], a double-double a row, normalised. `start_high`, `start_low`, `lows[j]` and `factor_lows`
// are zero where they are NULL; `out_low` may be NULL, then the nearest doubles are written.
void ctp_combine(const double *start_high, const double *start_low, const double *const *highs,
                 const double *const *lows, size_t count, size_t rows, const double *factors,
                 const double *factor_lows, double *out_high, double *out_low, int level);

// out = w·x, a double-double a row. `low` may be NULL.
void ctp_scale(const double *weights, const double *high, const double *low, size_t rows, double *out_high,
               double *out_low, int level);

// out = xᵀMx, a double a row, for a symmetric M of count × count (column by column; its upper triangle is read).
void ctp_forms(const double *const *columns, size_t count, size_t rows, const double *matrix, double *out,
               int level);

// sums[count * groups[r] + j] += v[r]·x[j][r], row after row.
void ctp_scatter(const double *const *columns, size_t count, size_t rows, const double *values,
                 const uint32_t *groups, double *sums);

#endif
