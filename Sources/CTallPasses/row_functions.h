// The functions of rows, written once in vectors of eight lanes; included for each instruction set with FN (the name of a
// function) set.

static inline __attribute__((always_inline)) lanes FN(load)(const double *p, size_t rows) {
  lanes v = {0};
  if (rows >= 8) {
    memcpy(&v, p, sizeof v);
  } else {
    double padded[8] = {0};
    memcpy(padded, p, rows * sizeof(double));
    memcpy(&v, padded, sizeof v);
  }
  return v;
}

static inline __attribute__((always_inline)) void FN(store)(double *p, lanes v, size_t rows) {
  memcpy(p, &v, rows >= 8 ? sizeof v : rows * sizeof(double));
}

static inline __attribute__((always_inline)) lanes FN(choose)(bits condition, lanes yes, lanes no) {
  return (lanes)((condition & (bits)yes) | (~condition & (bits)no));
}

static inline __attribute__((always_inline)) lanes FN(exponential)(lanes x) {
  // Beyond these the result is infinite or zero; what is no number stays as it is.
  x = FN(choose)(x > 800.0, (lanes){} + 800.0, x);
  x = FN(choose)(x < -800.0, (lanes){} - 800.0, x);
  const double magic = 0x1.8p52;
  lanes shifted = x * 0x1.71547652b82fep0 + magic;
  lanes n = shifted - magic;
  lanes high = x - n * 0x1.62e42fee00000p-1;
  lanes low = n * 0x1.a39ef35793c76p-33;
  lanes r = high - low;
  lanes rest = (high - r) - low;
  lanes r2 = r * r;
  lanes r4 = r2 * r2;
  lanes a = C0 + r * C1, b = C2 + r * C3, c = C4 + r * C5, d = C6 + r * C7, e = C8 + r * C9;
  lanes p = (a + r2 * b) + r4 * ((c + r2 * d) + r4 * (e + r2 * C10));
  lanes value = 1.0 + (r + (r2 * p + rest));
  lanes half = n * 0.5 + magic;
  lanes other = (n - (half - magic)) + magic;
  lanes first = (lanes)(((bits)half << 52) + (1023LL << 52));
  lanes second = (lanes)(((bits)other << 52) + (1023LL << 52));
  return value * first * second;
}

static void FN(exponentials)(const double *x, size_t rows, double *out) {
  for (size_t r = 0; r < rows; r += 8) FN(store)(out + r, FN(exponential)(FN(load)(x + r, rows - r)), rows - r);
}

static int FN(logit)(const double *y, const double *x, size_t rows, double *shift, double *curvature,
                     double *means, double *scores, double *sums) {
  lanes product = (lanes){} + 1.0, linear = {0}, pearson = {0};
  bits curved = {0};
  for (size_t row = 0; row < rows; row += 8) {
    size_t left = rows - row;
    lanes outcome = FN(load)(y + row, left), odds = FN(load)(x + row, left);
    lanes away = (lanes)((bits)odds & 0x7fffffffffffffffLL);
    lanes small = FN(exponential)(-away);
    lanes whole = 1.0 + small;
    lanes likely = 1.0 / whole, unlikely = small * likely;
    bits up = odds >= 0.0;
    lanes p = FN(choose)(up, likely, unlikely), q = FN(choose)(up, unlikely, likely);
    lanes own = likely * unlikely;
    lanes score = outcome * q - (1.0 - outcome) * p;
    lanes ratio = score / own;
    // Infinite or no number where p·q is zero.
    bits sound = (lanes)((bits)ratio & 0x7fffffffffffffffLL) < __builtin_inf();
    ratio = (lanes)(sound & (bits)ratio);
    lanes gap = outcome - (lanes)(up & (bits)((lanes){} + 1.0));
    lanes part = FN(choose)(gap == 0.0, (lanes){}, gap * odds);
    if (left < 8) {
      // Rows past the end count as nothing.
      bits there = (bits){0, 1, 2, 3, 4, 5, 6, 7} < (int64_t)left;
      whole = FN(choose)(there, whole, (lanes){} + 1.0);
      part = (lanes)(there & (bits)part);
      own = (lanes)(there & (bits)own);
      score = (lanes)(there & (bits)score);
    }
    curved |= own > 0.0;
    product *= whole;
    linear += part;
    if (shift) FN(store)(shift + row, ratio, left);
    if (curvature) FN(store)(curvature + row, own, left);
    if (scores) FN(store)(scores + row, score, left);
    if (means) {
      pearson += score * ratio;
      FN(store)(means + row, p, left);
    }
  }
  memcpy(sums, &product, sizeof product);
  memcpy(sums + 8, &linear, sizeof linear);
  memcpy(sums + 16, &pearson, sizeof pearson);
  int any = 0;
  for (int lane = 0; lane < 8; lane++) any |= curved[lane] != 0;
  return any;
}

static int FN(poisson)(const double *y, const double *x, const double *means, const double *weights, size_t rows,
                       double *shift, double *curvature, double *sums) {
  lanes kernel = {0}, pearson = {0};
  bits curved = {0};
  for (size_t row = 0; row < rows; row += 8) {
    size_t left = rows - row;
    lanes outcome = FN(load)(y + row, left), mean = FN(load)(means + row, left);
    lanes product = FN(choose)(outcome == 0.0, (lanes){}, outcome * FN(load)(x + row, left));
    lanes rest = outcome - mean;
    lanes ratio = rest / mean;
    bits sound = (lanes)((bits)ratio & 0x7fffffffffffffffLL) < __builtin_inf();
    ratio = (lanes)(sound & (bits)ratio);
    lanes term = product - mean, square = rest * ratio, own = mean;
    if (weights) {
      lanes weight = FN(load)(weights + row, left);
      term *= weight;
      square *= weight;
      own *= weight;
    }
    // Past the end outcome and mean are zero, and so is every term.
    kernel += term;
    pearson += square;
    curved |= own > 0.0;
    if (shift) FN(store)(shift + row, ratio, left);
    if (curvature) FN(store)(curvature + row, own, left);
  }
  memcpy(sums, &kernel, sizeof kernel);
  memcpy(sums + 8, &pearson, sizeof pearson);
  int any = 0;
  for (int lane = 0; lane < 8; lane++) any |= curved[lane] != 0;
  return any;
}
