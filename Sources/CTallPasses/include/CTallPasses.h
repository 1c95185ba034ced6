// Passes over a block of at most CTP_ROWS rows of a tall matrix, whose columns are pointers to their rows.
//
// Goals, in this order: the same bits from every instruction set and any number of threads, sums of some 95 bits, the
// speed of the memory. So every sum has eight fixed lanes (row r belongs to lane r mod 8), nothing is fused but where
// it is written here, and rows past the end of a block count as zeros.
//
// A sum in lanes is sixteen doubles: eight high parts, then eight low parts. How a product a·b is added without loss: a
// high part starts at 3/2·2^k with 2^k at least twice any partial sum's size, so that it never leaves its binade and
//
//   s = fma(a, b, high)     rounded to the unit of the binade, v = 2^(k-52)
//   z = s - high            exact, a multiple of v
//   low += fma(a, b, -z)    what s left out, below v/2 and itself rounded to 53 bits
//
// are four operations, half of them on the units that only add: as fast as a plain sum that reads from the cache. It is
// the splitting at a fixed bit of Rump, Ogita & Oishi (2008, Accurate floating-point summation I, SIAM J. Sci. Comput. 31) with
// the fused product in place of a given summand. The error is some 2^-95 of the product of the columns' largest values
// for each block; for columns without wild rows 2^-100 of the product of their norms.
#ifndef TRAYECTORIA_CTALLPASSES_H
#define TRAYECTORIA_CTALLPASSES_H

#include <stddef.h>
#include <stdint.h>

#include "CRowFunctions.h"

// Rows of a block, at most; lanes of a sum.
enum { CTP_ROWS = 256, CTP_LANES = 8 };

// Instruction sets: the best one that the machine has is used unless a test asks for another.
enum { CTP_AUTO = 0, CTP_PORTABLE = 1, CTP_AVX2 = 2, CTP_AVX512 = 3 };

// 1 if the machine can run that instruction set.
int ctp_supports(int level);

// sizes[j] = a power of two above every value of columns[j], at least 2^-500.
void ctp_sizes(const double *const *columns, size_t count, size_t rows, double *sizes, int level);

// sums[j] += Σ a·b[j] for `count` columns b[j], each sum in lanes. `size` and `sizes` are those of ctp_sizes for the high
// parts. A low part that is NULL is zero.
void ctp_products(const double *high, const double *low, double size, const double *const *highs,
                  const double *const *lows, const double *sizes, size_t count, size_t rows, double *sums,
                  int level);

// sums += Σ f·x[i]·x[j] for i = 0, 1, … and j = 0 … i, in doubles and plain lanes: eight doubles each.
void ctp_meat(const double *factors, const double *const *columns, size_t count, size_t rows, double *sums,
              int level);

// out = start + Σⱼ x[j]·c[j], a double-double a row, normalised. `start_high`, `start_low`, `lows[j]` and `factor_lows`
// are zero where they are NULL; `out_low` may be NULL, then the nearest doubles are written. The error is a few
// 2^-99 of the row's Σ |x[j]·c[j]|.
void ctp_combine(const double *start_high, const double *start_low, const double *const *highs,
                 const double *const *lows, size_t count, size_t rows, const double *factors,
                 const double *factor_lows, double *out_high, double *out_low, int level);

// out = w·x, a double-double a row. `low` may be NULL; so may `out_low`, then the rounded products are written and `low` is
// not looked at.
void ctp_scale(const double *weights, const double *high, const double *low, size_t rows, double *out_high,
               double *out_low, int level);

// out = xᵀMx, a double a row, for a symmetric M of count × count (column by column; its upper triangle is read).
void ctp_forms(const double *const *columns, size_t count, size_t rows, const double *matrix, double *out,
               int level);

// sums[count * groups[r] + j] += v[r]·x[j][r], row after row.
void ctp_scatter(const double *const *columns, size_t count, size_t rows, const double *values,
                 const uint32_t *groups, double *sums);

#endif
