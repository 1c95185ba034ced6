// The passes, written once in vectors of eight lanes; included for each instruction set with TP (the name of a function)
// and TILE (columns that are summed side by side: as many as the registers hold) set.

static inline __attribute__((always_inline)) lanes TP(load)(const double *p) {
  lanes v;
  memcpy(&v, p, sizeof v);
  return v;
}

static inline __attribute__((always_inline)) void TP(store)(double *p, lanes v) { memcpy(p, &v, sizeof v); }

// The last rows, fewer than eight, with zeros behind them.
static inline __attribute__((always_inline)) lanes TP(load_last)(const double *p, size_t rows) {
  double padded[CTP_LANES] = {0};
  memcpy(padded, p, rows * sizeof(double));
  return TP(load)(padded);
}

static inline __attribute__((always_inline)) lanes TP(rows_at)(const double *p, size_t row, size_t rows) {
  return row + CTP_LANES <= rows ? TP(load)(p + row) : TP(load_last)(p + row, rows - row);
}

// high + low += a·b, the product exact.
static inline __attribute__((always_inline)) void TP(add_product)(lanes a, lanes b, lanes rest, lanes *high,
                                                                  lanes *low) {
  lanes p = a * b;
  lanes e = __builtin_elementwise_fma(a, b, -p);
  lanes s = *high + p;
  lanes t = s - *high;
  lanes d = (*high - (s - t)) + (p - t);
  *high = s;
  *low = *low + (d + (e + rest));
}

static inline __attribute__((always_inline)) void TP(tile)(const double *ah, const double *al,
                                                           const double *const *bh, const double *const *bl,
                                                           const int width, const int has_low, size_t rows,
                                                           double *sums) {
  lanes high[TILE], low[TILE];
  const lanes none = {0};
#pragma clang loop unroll(full)
  for (int j = 0; j < width; j++) {
    high[j] = TP(load)(sums + 16 * j);
    low[j] = TP(load)(sums + 16 * j + 8);
  }
  size_t r = 0;
  for (; r + CTP_LANES <= rows; r += CTP_LANES) {
    lanes a = TP(load)(ah + r);
    lanes c = has_low ? TP(load)(al + r) : none;
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) {
      lanes b = TP(load)(bh[j] + r);
      lanes rest = has_low ? c * b + a * TP(load)(bl[j] + r) : none;
      TP(add_product)(a, b, rest, &high[j], &low[j]);
    }
  }
  if (r < rows) {
    lanes a = TP(load_last)(ah + r, rows - r);
    lanes c = has_low ? TP(load_last)(al + r, rows - r) : none;
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) {
      lanes b = TP(load_last)(bh[j] + r, rows - r);
      lanes rest = has_low ? c * b + a * TP(load_last)(bl[j] + r, rows - r) : none;
      TP(add_product)(a, b, rest, &high[j], &low[j]);
    }
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < width; j++) {
    // What has gathered in the low lanes is moved up, so that it never grows past a unit of the high ones.
    lanes s = high[j] + low[j];
    lanes t = s - high[j];
    TP(store)(sums + 16 * j, s);
    TP(store)(sums + 16 * j + 8, (high[j] - (s - t)) + (low[j] - t));
  }
}

static TARGET void TP(products)(const double *ah, const double *al, const double *const *bh,
                                const double *const *bl, size_t count, size_t rows, double *sums) {
  size_t j = 0;
  while (j < count) {
    int width = count - j >= TILE ? TILE : 1;
    const double *low[TILE];
    int has_low = al != NULL;
    for (int i = 0; i < width; i++) {
      low[i] = bl != NULL && bl[j + i] != NULL ? bl[j + i] : zeros;
      has_low |= low[i] != zeros;
    }
    const double *a_low = al != NULL ? al : zeros;
    if (width == TILE) {
      if (has_low) {
        TP(tile)(ah, a_low, bh + j, low, TILE, 1, rows, sums + 16 * j);
      } else {
        TP(tile)(ah, a_low, bh + j, low, TILE, 0, rows, sums + 16 * j);
      }
    } else {
      if (has_low) {
        TP(tile)(ah, a_low, bh + j, low, 1, 1, rows, sums + 16 * j);
      } else {
        TP(tile)(ah, a_low, bh + j, low, 1, 0, rows, sums + 16 * j);
      }
    }
    j += (size_t)width;
  }
}

static inline __attribute__((always_inline)) void TP(plain_tile)(const double *a, const double *const *b,
                                                                 const int width, size_t rows, double *sums) {
  lanes sum[TILE];
#pragma clang loop unroll(full)
  for (int j = 0; j < width; j++) sum[j] = TP(load)(sums + 8 * j);
  size_t r = 0;
  for (; r + CTP_LANES <= rows; r += CTP_LANES) {
    lanes v = TP(load)(a + r);
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) sum[j] = sum[j] + v * TP(load)(b[j] + r);
  }
  if (r < rows) {
    lanes v = TP(load_last)(a + r, rows - r);
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) sum[j] = sum[j] + v * TP(load_last)(b[j] + r, rows - r);
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < width; j++) TP(store)(sums + 8 * j, sum[j]);
}

static TARGET void TP(plain_products)(const double *a, const double *const *b, size_t count, size_t rows,
                                      double *sums) {
  size_t j = 0;
  for (; j + TILE <= count; j += TILE) TP(plain_tile)(a, b + j, TILE, rows, sums + 8 * j);
  for (; j < count; j++) TP(plain_tile)(a, b + j, 1, rows, sums + 8 * j);
}

static TARGET void TP(combine)(const double *sh, const double *sl, const double *const *xh,
                               const double *const *xl, size_t count, size_t rows, const double *factors,
                               const double *factor_lows, double *oh, double *ol) {
  for (size_t r = 0; r < rows; r += CTP_LANES) {
    lanes high = {0}, low = {0};
    if (sh != NULL) high = TP(rows_at)(sh, r, rows);
    if (sl != NULL) low = TP(rows_at)(sl, r, rows);
    for (size_t j = 0; j < count; j++) {
      lanes x = TP(rows_at)(xh[j], r, rows);
      lanes c = (lanes){0} + factors[j];
      lanes rest = {0};
      if (factor_lows != NULL) rest = x * factor_lows[j];
      if (xl != NULL && xl[j] != NULL) rest = rest + c * TP(rows_at)(xl[j], r, rows);
      TP(add_product)(x, c, rest, &high, &low);
    }
    lanes s = high + low;
    lanes t = s - high;
    lanes d = (high - (s - t)) + (low - t);
    if (r + CTP_LANES <= rows) {
      TP(store)(oh + r, s);
      if (ol != NULL) TP(store)(ol + r, d);
    } else {
      memcpy(oh + r, &s, (rows - r) * sizeof(double));
      if (ol != NULL) memcpy(ol + r, &d, (rows - r) * sizeof(double));
    }
  }
}

static TARGET void TP(scale)(const double *w, const double *xh, const double *xl, size_t rows, double *oh,
                             double *ol) {
  for (size_t r = 0; r < rows; r += CTP_LANES) {
    lanes a = TP(rows_at)(w, r, rows);
    lanes x = TP(rows_at)(xh, r, rows);
    lanes p = a * x;
    lanes e = __builtin_elementwise_fma(a, x, -p);
    if (xl != NULL) {
      e = e + a * TP(rows_at)(xl, r, rows);
      lanes s = p + e;
      e = e - (s - p);
      p = s;
    }
    if (r + CTP_LANES <= rows) {
      TP(store)(oh + r, p);
      TP(store)(ol + r, e);
    } else {
      memcpy(oh + r, &p, (rows - r) * sizeof(double));
      memcpy(ol + r, &e, (rows - r) * sizeof(double));
    }
  }
}

static TARGET void TP(forms)(const double *const *x, size_t count, size_t rows, const double *matrix,
                             double *out) {
  for (size_t r = 0; r < rows; r += CTP_LANES) {
    lanes sum = {0};
    for (size_t j = 0; j < count; j++) {
      const double *m = matrix + j * count;
      lanes half = {0};
      for (size_t i = 0; i < j; i++) half = half + TP(rows_at)(x[i], r, rows) * m[i];
      lanes v = TP(rows_at)(x[j], r, rows);
      sum = sum + v * (v * m[j] + (half + half));
    }
    if (r + CTP_LANES <= rows) {
      TP(store)(out + r, sum);
    } else {
      memcpy(out + r, &sum, (rows - r) * sizeof(double));
    }
  }
}
