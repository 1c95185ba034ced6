// Prototypes of the LAPACK routines this package calls, and OpenBLAS's own description of itself.
// Debian's libopenblas exports the Fortran symbols but ships no lapacke.h. Integers are 32 bits (LP64);
// the hidden lengths of character arguments come last, as the Fortran compiler passes them.
#ifndef TRAYECTORIA_COPENBLAS_SHIM_H
#define TRAYECTORIA_COPENBLAS_SHIM_H

#include <stddef.h>

// Eigenvalues and eigenvectors of a general matrix.
void dgeev_(const char *jobvl, const char *jobvr, const int *n, double *a, const int *lda, double *wr,
            double *wi, double *vl, const int *ldvl, double *vr, const int *ldvr, double *work,
            const int *lwork, int *info, size_t jobvl_length, size_t jobvr_length);

// Solution of a square system by LU with partial pivoting.
void dgesv_(const int *n, const int *nrhs, double *a, const int *lda, int *ipiv, double *b,
            const int *ldb, int *info);

// LU factorisation with partial pivoting.
void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *ipiv, int *info);

// Version of the LAPACK interface.
void ilaver_(int *major, int *minor, int *patch);

char *openblas_get_config(void);
char *openblas_get_corename(void);
void openblas_set_num_threads(int threads);
int openblas_get_num_threads(void);

#endif
