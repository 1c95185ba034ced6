// Both tails and the density of the studentised range to about 28 digits, for grid.py: lines "k nu q" in, three numbers out.
//
// Gauss-Legendre panels of forty nodes over the largest of the k normals within a trapezoidal sum over log S^2, in quadruple
// precision. cc -O2 studentized_range.c -o studentized_range -lquadmath -lm
#include <quadmath.h>
#include <stdio.h>

typedef __float128 real;
enum { NODES = 40 };
static real nodes[NODES], weights[NODES];

static void legendre(void) {
  for (int i = 0; i < NODES; i++) {
    real x = cosq(M_PIq * (i + 0.75Q) / (NODES + 0.5Q)), slope = 0;
    for (int turn = 0; turn < 12; turn++) {
      real before = 1, at = x;
      for (int k = 2; k <= NODES; k++) {
        real next = ((2 * k - 1) * x * at - (k - 1) * before) / k;
        before = at;
        at = next;
      }
      slope = NODES * (x * at - before) / (x * x - 1);
      x -= at / slope;
    }
    nodes[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
}

static real power(real x, int n) {
  real result = 1;
  for (; n > 0; n /= 2, x *= x)
    if (n % 2) result *= x;
  return result;
}

// P(R <= r), P(R > r) and the density of the range of k normals.
static void of_range(int k, real r, real sums[3]) {
  int panels = k < 20 ? 5 : 12;
  real half = (real)13 / panels, scale = 1 / sqrtq(2 * M_PIq), root = sqrtq(2);
  sums[0] = sums[1] = sums[2] = 0;
  for (int i = 0; i < panels; i++)
    for (int j = 0; j < NODES; j++) {
      real z = r / 2 - 13 + half * (2 * i + 1) + half * nodes[j];
      real below = erfcq(-z / root) / 2, beyond = erfcq((r - z) / root) / 2;
      real inside = z <= r / 2 ? below - beyond : (erfcq((z - r) / root) - erfcq(z / root)) / 2;
      if (inside < 0) inside = 0;
      real difference = 0;
      if (k <= 12) {
        for (int m = 0; m < k - 1; m++) difference += power(below, m) * power(inside, k - 2 - m);
        difference *= beyond;
      } else {
        difference = -power(below, k - 1) * expm1q((k - 1) * log1pq(-beyond / below));
      }
      real phi = weights[j] * scale * expq(-z * z / 2);
      sums[0] += phi * power(inside, k - 1);
      sums[1] += phi * difference;
      sums[2] += phi * (k - 1) * scale * expq(-(z - r) * (z - r) / 2) * power(inside, k - 2);
    }
  for (int i = 0; i < 3; i++) sums[i] *= k * half;
  if (r > 6) sums[0] = 1 - sums[1];
}

static void integrand(int k, real a, real q, real w, real values[3]) {
  real s = expq(w / 2), weight = expq(-a * (expm1q(w) - w));
  of_range(k, q * s, values);
  values[0] *= weight;
  values[1] *= weight;
  values[2] *= weight * s;
}

int main(void) {
  legendre();
  int k;
  char nu_text[64], q_text[64];
  while (scanf("%d %63s %63s", &k, nu_text, q_text) == 3) {
    // The doubles nearest to the decimals.
    double nu, q;
    sscanf(nu_text, "%lf", &nu);
    sscanf(q_text, "%lf", &q);
    real a = (real)nu / 2, sums[3], values[3];
    real scale = expq(a * logq(a) - a - lgammaq(a));
    real narrow = 0.35Q / sqrtq(a + (real)k / 2), step = narrow < 0.125Q ? narrow : 0.125Q;
    integrand(k, a, q, 0, sums);
    // Downward first: far beyond the bulk the terms at w = 0 and above are below the smallest number.
    for (int direction = -1; direction <= 1; direction += 2) {
      real last[3] = {HUGE_VALQ, HUGE_VALQ, HUGE_VALQ};
      for (int i = 1;; i++) {
        integrand(k, a, q, direction * i * step, values);
        int done = 1;
        for (int j = 0; j < 3; j++) {
          sums[j] += values[j];
          done = done && values[j] <= last[j] && values[j] < sums[j] * 1e-29Q;
          last[j] = values[j];
        }
        if (done) break;
      }
    }
    for (int j = 0; j < 3; j++) {
      char text[64];
      quadmath_snprintf(text, sizeof text, "%.24Qe", sums[j] * scale * step);
      printf("%s%c", text, j < 2 ? ' ' : '\n');
    }
    fflush(stdout);
  }
}
