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

// high + low += a·b, where high stays in its binade.
static inline __attribute__((always_inline)) void TP(add_product)(lanes a, lanes b, lanes *high, lanes *low) {
  lanes s = __builtin_elementwise_fma(a, b, *high);
  lanes z = s - *high;
  *low = *low + __builtin_elementwise_fma(a, b, -z);
  *high = s;
}

// a + b without loss.
static inline __attribute__((always_inline)) void TP(two_sum)(lanes a, lanes b, lanes *high, lanes *low) {
  lanes s = a + b;
  lanes t = s - a;
  *low = (a - (s - t)) + (b - t);
  *high = s;
}

static TARGET void TP(sizes)(const double *const *x, size_t count, size_t rows, double *sizes) {
  for (size_t j = 0; j < count; j++) {
    bits largest = {0};
    for (size_t r = 0; r < rows; r += CTP_LANES) {
      bits v = (bits)TP(rows_at)(x[j], r, rows) & 0x7fffffffffffffffLL;
      largest = __builtin_elementwise_max(largest, v);
    }
    int64_t most = 0;
    for (int lane = 0; lane < CTP_LANES; lane++) most = largest[lane] > most ? largest[lane] : most;
    // The power of two above: an exponent one higher, no digits.
    int64_t up = (most & 0x7ff0000000000000LL) + 0x0010000000000000LL;
    const int64_t least = (1023LL - 500) << 52;
    if (up < least) up = least;
    memcpy(&sizes[j], &up, sizeof up);
  }
}

static inline __attribute__((always_inline)) void TP(tile)(const double *ah, const double *al, double size,
                                                           const double *const *bh, const double *const *bl,
                                                           const double *sizes, const int width,
                                                           const int parts, size_t rows, double *sums) {
  lanes high[TILE], low[TILE];
  const lanes none = {0};
#pragma clang loop unroll(full)
  for (int j = 0; j < width; j++) {
    // A lane gets CTP_ROWS / CTP_LANES = 32 products below size·sizes[j]: sums below half of 64·size·sizes[j].
    high[j] = none + 96 * (size * sizes[j]);
    low[j] = none;
  }
  size_t r = 0;
  for (; r + CTP_LANES <= rows; r += CTP_LANES) {
    lanes a = TP(load)(ah + r);
    lanes c = parts & 1 ? TP(load)(al + r) : none;
    AHEAD(bh[width - 1] + r);
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) {
      lanes b = TP(load)(bh[j] + r);
      TP(add_product)(a, b, &high[j], &low[j]);
      if (parts & 1) low[j] = __builtin_elementwise_fma(c, b, low[j]);
      if (parts & 2) low[j] = __builtin_elementwise_fma(a, TP(load)(bl[j] + r), low[j]);
    }
  }
  if (r < rows) {
    lanes a = TP(load_last)(ah + r, rows - r);
    lanes c = parts & 1 ? TP(load_last)(al + r, rows - r) : none;
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) {
      lanes b = TP(load_last)(bh[j] + r, rows - r);
      TP(add_product)(a, b, &high[j], &low[j]);
      if (parts & 1) low[j] = __builtin_elementwise_fma(c, b, low[j]);
      if (parts & 2) low[j] = __builtin_elementwise_fma(a, TP(load_last)(bl[j] + r, rows - r), low[j]);
    }
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < width; j++) {
    lanes total, rest, small;
    TP(two_sum)(TP(load)(sums + 16 * j), high[j] - 96 * (size * sizes[j]), &total, &rest);
    rest = TP(load)(sums + 16 * j + 8) + (rest + low[j]);
    // What has gathered in the low lanes is moved up, so that it never grows past a unit of the high ones.
    TP(two_sum)(total, rest, &total, &small);
    TP(store)(sums + 16 * j, total);
    TP(store)(sums + 16 * j + 8, small);
  }
}

#define TILE_PARTS(n, p) \
  case 4 * n + p: TP(tile)(ah, al, size, bh + j, low, sizes + j, n, p, rows, sums + 16 * j); break;
#define TILE_CASE(n) TILE_PARTS(n, 0) TILE_PARTS(n, 1) TILE_PARTS(n, 2) TILE_PARTS(n, 3)

static TARGET void TP(products)(const double *ah, const double *al, double size, const double *const *bh,
                                const double *const *bl, const double *sizes, size_t count, size_t rows,
                                double *sums) {
  size_t tiles = (count + TILE - 1) / TILE;
  for (size_t t = 0; t < tiles; t++) {
    size_t j = count * t / tiles;
    size_t width = count * (t + 1) / tiles - j;
    const double *low[TILE];
    // Which low parts there are: 1 for a, 2 for some b.
    size_t parts = al != NULL;
    for (size_t i = 0; i < width; i++) {
      low[i] = bl != NULL && bl[j + i] != NULL ? bl[j + i] : zeros;
      if (low[i] != zeros) parts |= 2;
    }
    switch (4 * width + parts) {
      TILE_CASE(1)
      TILE_CASE(2)
#if TILE > 2
      TILE_CASE(3)
      TILE_CASE(4)
#endif
#if TILE > 4
      TILE_CASE(5)
      TILE_CASE(6)
#endif
      default: break;
    }
  }
}
#undef TILE_PARTS
#undef TILE_CASE

static inline __attribute__((always_inline)) void TP(meat_tile)(const double *f, const double *a,
                                                                const double *const *b, const int width,
                                                                size_t rows, double *sums) {
  lanes sum[MEAT_TILE];
#pragma clang loop unroll(full)
  for (int j = 0; j < width; j++) sum[j] = TP(load)(sums + 8 * j);
  size_t r = 0;
  for (; r + CTP_LANES <= rows; r += CTP_LANES) {
    lanes v = TP(load)(a + r) * TP(load)(f + r);
    AHEAD(b[width - 1] + r);
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) sum[j] = sum[j] + v * TP(load)(b[j] + r);
  }
  if (r < rows) {
    lanes v = TP(load_last)(a + r, rows - r) * TP(load_last)(f + r, rows - r);
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) sum[j] = sum[j] + v * TP(load_last)(b[j] + r, rows - r);
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < width; j++) TP(store)(sums + 8 * j, sum[j]);
}

#define TILE_CASE(n) \
  case n: TP(meat_tile)(factors, x[i], x + j, n, rows, sums + 8 * j); break;

static TARGET void TP(meat)(const double *factors, const double *const *x, size_t count, size_t rows,
                            double *sums) {
  for (size_t i = 0; i < count; i++) {
    size_t tiles = i / MEAT_TILE + 1;
    for (size_t t = 0; t < tiles; t++) {
      size_t j = (i + 1) * t / tiles;
      switch ((i + 1) * (t + 1) / tiles - j) {
        TILE_CASE(1)
        TILE_CASE(2)
        TILE_CASE(3)
        TILE_CASE(4)
#if MEAT_TILE > 4
        TILE_CASE(5)
        TILE_CASE(6)
        TILE_CASE(7)
        TILE_CASE(8)
#endif
        default: break;
      }
    }
    sums += 8 * (i + 1);
  }
}
#undef TILE_CASE

// Rows r to r + 8·groups of a combination; where `last` is set, those that are left, fewer than eight.
static inline __attribute__((always_inline)) void TP(combine_rows)(
    const double *sh, const double *sl, const double *const *xh, const double *const *xl, size_t count,
    const double *factors, const double *factor_lows, double *oh, double *ol, size_t r, const int groups,
    const int last, size_t left) {
  const lanes none = {0};
  const bits magnitude = (bits){0} + 0x7fffffffffffffffLL;
  lanes high[4], low[4], base[4], size[4];
#define ROWS(p, g) (last ? TP(load_last)((p) + r, left) : TP(load)((p) + r + 8 * (g)))
#define EACH_GROUP _Pragma("clang loop unroll(full)") for (int g = 0; g < groups; g++)
  EACH_GROUP {
    high[g] = sh != NULL ? ROWS(sh, g) : none;
    low[g] = sl != NULL ? ROWS(sl, g) : none;
    size[g] = (lanes)((bits)high[g] & magnitude);
  }
  for (size_t j = 0; j < count; j++) {
    lanes c = none + __builtin_fabs(factors[j]);
    EACH_GROUP {
      if (!last) AHEAD(xh[j] + r + 8 * g);
      size[g] = __builtin_elementwise_fma((lanes)((bits)ROWS(xh[j], g) & magnitude), c, size[g]);
    }
  }
  EACH_GROUP {
    // Each row's own 3/2·2^k: three binades above the sum of the sizes of what is added.
    base[g] = (lanes)((((bits)size[g] & 0x7ff0000000000000LL) + (3LL << 52)) | 0x0008000000000000LL);
    lanes start = high[g];
    high[g] = base[g] + start;
    low[g] = low[g] + (start - (high[g] - base[g]));
  }
  for (size_t j = 0; j < count; j++) {
    lanes c = none + factors[j];
    EACH_GROUP TP(add_product)(ROWS(xh[j], g), c, &high[g], &low[g]);
    if (factor_lows != NULL) {
      lanes d = none + factor_lows[j];
      EACH_GROUP low[g] = __builtin_elementwise_fma(ROWS(xh[j], g), d, low[g]);
    }
    if (xl != NULL && xl[j] != NULL) {
      EACH_GROUP low[g] = __builtin_elementwise_fma(ROWS(xl[j], g), c, low[g]);
    }
  }
  EACH_GROUP {
    TP(two_sum)(high[g] - base[g], low[g], &high[g], &low[g]);
    size_t bytes = last ? left * sizeof(double) : sizeof(lanes);
    memcpy(oh + r + 8 * g, &high[g], bytes);
    if (ol != NULL) memcpy(ol + r + 8 * g, &low[g], bytes);
  }
#undef EACH_GROUP
#undef ROWS
}

static TARGET void TP(combine)(const double *sh, const double *sl, const double *const *xh,
                               const double *const *xl, size_t count, size_t rows, const double *factors,
                               const double *factor_lows, double *oh, double *ol) {
  size_t r = 0;
  for (; r + 32 <= rows; r += 32) {
    TP(combine_rows)(sh, sl, xh, xl, count, factors, factor_lows, oh, ol, r, 4, 0, 0);
  }
  for (; r + 8 <= rows; r += 8) {
    TP(combine_rows)(sh, sl, xh, xl, count, factors, factor_lows, oh, ol, r, 1, 0, 0);
  }
  if (r < rows) TP(combine_rows)(sh, sl, xh, xl, count, factors, factor_lows, oh, ol, r, 1, 1, rows - r);
}

static TARGET void TP(scale)(const double *w, const double *xh, const double *xl, size_t rows, double *oh,
                             double *ol) {
  for (size_t r = 0; r < rows; r += CTP_LANES) {
    lanes a = TP(rows_at)(w, r, rows);
    lanes x = TP(rows_at)(xh, r, rows);
    lanes p = a * x;
    if (ol == NULL) {
      memcpy(oh + r, &p, r + CTP_LANES <= rows ? sizeof p : (rows - r) * sizeof(double));
      continue;
    }
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

// Rows r to r + 8·groups of the forms; where `last` is set, those that are left, fewer than eight.
static inline __attribute__((always_inline)) void TP(form_rows)(const double *const *x, size_t count,
                                                                const double *matrix, double *out, size_t r,
                                                                const int groups, const int last, size_t left) {
  lanes sum[4];
#define ROWS(p, g) (last ? TP(load_last)((p) + r, left) : TP(load)((p) + r + 8 * (g)))
#define EACH_GROUP _Pragma("clang loop unroll(full)") for (int g = 0; g < groups; g++)
  EACH_GROUP sum[g] = (lanes){0};
  for (size_t j = 0; j < count; j++) {
    const double *m = matrix + j * count;
    lanes half[4];
    EACH_GROUP half[g] = (lanes){0};
    for (size_t i = 0; i < j; i++) {
      EACH_GROUP half[g] = half[g] + ROWS(x[i], g) * m[i];
    }
    EACH_GROUP {
      lanes v = ROWS(x[j], g);
      sum[g] = sum[g] + v * (v * m[j] + (half[g] + half[g]));
    }
  }
  EACH_GROUP memcpy(out + r + 8 * g, &sum[g], last ? left * sizeof(double) : sizeof(lanes));
#undef EACH_GROUP
#undef ROWS
}

static TARGET void TP(forms)(const double *const *x, size_t count, size_t rows, const double *matrix,
                             double *out) {
  size_t r = 0;
  for (; r + 32 <= rows; r += 32) TP(form_rows)(x, count, matrix, out, r, 4, 0, 0);
  for (; r + 8 <= rows; r += 8) TP(form_rows)(x, count, matrix, out, r, 1, 0, 0);
  if (r < rows) TP(form_rows)(x, count, matrix, out, r, 1, 1, rows - r);
}
