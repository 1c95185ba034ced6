// Functions of every row of a column, in vectors of eight lanes: exponentials, and what the log-likelihoods of 0/1 outcomes and
// counts give.
//
// Goals, in this order: less than one unit in the last place, the same bits from every instruction set (nothing is fused),
// the speed of the memory.
//
// e^x = 2^n·e^r with n the nearest whole number to x/log 2 and r = x − n·log 2 from two parts of log 2, the first of so few digits
// that n times it is exact (Cody & Waite 1980, Software Manual for the Elementary Functions; Muller 2016, Elementary
// Functions, 3rd ed., ch. 11). e^r = 1 + r + r²·P(r), P of degree ten fitted at Chebyshev's points in 200 bits: off by less than
// 2^-61. The rounding of r is carried along; the sum 1 + (r + …) is off by its own half unit and a third at most of what comes
// before. 2^n is multiplied in two halves, so that results below the smallest normal number are rounded once.
#ifndef TRAYECTORIA_CROWFUNCTIONS_H
#define TRAYECTORIA_CROWFUNCTIONS_H

#include <stddef.h>
#include <stdint.h>

// out = e^x; infinite above 709.78, zero below -745.1, no number where x is none. `out` may be `x`.
void ctp_exponentials(const double *x, size_t rows, double *out, int level);

// Rows of one call of ctp_logit at most, so that the product below stays in range.
enum { CTP_LOGIT_ROWS = 512 };

// Of outcomes y between 0 and 1 with log-odds x, p = 1/(1 + e^-x) and q = 1 - p, each to its own precision:
//   shift = (y·q − (1 − y)·p)/(p·q), zero where that is not finite;  curvature = p·q;  means = p;  scores = y·q − (1 − y)·p.
// Each may be NULL, and x is read before any is written. sums[0…7] = Π (1 + e^-|x|), of which the logarithm and sums[8…15],
// Σ (y − [x ≥ 0])·x, are the log-likelihood: Σ y·log p + (1 − y)·log q = sums[8…15] − log sums[0…7]; sums[16…23] = Σ score²/(p·q), zero
// unless there are means. Returns whether any curvature is above zero.
int ctp_logit(const double *y, const double *x, size_t rows, double *shift, double *curvature, double *means,
              double *scores, double *sums, int level);

// Of outcomes y, predictors x with means m = e^x, and weights w, one where they are NULL:
//   shift = (y − m)/m, zero where that is not finite;  curvature = w·m.
// Either may be NULL, and m is read before curvature is written, which may be the same memory. sums[0…7] = Σ w·(y·x − m), where y·x is
// zero for y = 0; sums[8…15] = Σ w·(y − m)²/m. Returns whether any w·m is above zero.
int ctp_poisson(const double *y, const double *x, const double *means, const double *weights, size_t rows,
                double *shift, double *curvature, double *sums, int level);

#endif
