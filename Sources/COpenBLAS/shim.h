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

// C := alpha op(A) op(B) + beta C.
void dgemm_(const char *transa, const char *transb, const int *m, const int *n, const int *k,
            const double *alpha, const double *a, const int *lda, const double *b, const int *ldb,
            const double *beta, double *c, const int *ldc, size_t transa_length, size_t transb_length);

// One triangle of C := alpha A A' + beta C, or with A'A.
void dsyrk_(const char *uplo, const char *trans, const int *n, const int *k, const double *alpha,
            const double *a, const int *lda, const double *beta, double *c, const int *ldc,
            size_t uplo_length, size_t trans_length);

// QR factorisation with column pivoting.
void dgeqp3_(const int *m, const int *n, double *a, const int *lda, int *jpvt, double *tau, double *work,
             const int *lwork, int *info);

// C := Q C or Q' C for the Q of a QR factorisation.
void dormqr_(const char *side, const char *trans, const int *m, const int *n, const int *k, const double *a,
             const int *lda, const double *tau, double *c, const int *ldc, double *work, const int *lwork,
             int *info, size_t side_length, size_t trans_length);

// Solution of a triangular system, with a check for a zero on the diagonal.
void dtrtrs_(const char *uplo, const char *trans, const char *diag, const int *n, const int *nrhs,
             const double *a, const int *lda, double *b, const int *ldb, int *info, size_t uplo_length,
             size_t trans_length, size_t diag_length);

// Cholesky factorisation, the inverse and the solution from it, and the reciprocal condition number.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t uplo_length);
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t uplo_length);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b,
             const int *ldb, int *info, size_t uplo_length);
void dpocon_(const char *uplo, const int *n, const double *a, const int *lda, const double *anorm,
             double *rcond, double *work, int *iwork, int *info, size_t uplo_length);

// Eigenvalues and eigenvectors of a symmetric matrix by relatively robust representations.
void dsyevr_(const char *jobz, const char *range, const char *uplo, const int *n, double *a, const int *lda,
             const double *vl, const double *vu, const int *il, const int *iu, const double *abstol, int *m,
             double *w, double *z, const int *ldz, int *isuppz, double *work, const int *lwork, int *iwork,
             const int *liwork, int *info, size_t jobz_length, size_t range_length, size_t uplo_length);

// Singular value decomposition by divide and conquer.
void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
             const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *iwork,
             int *info, size_t jobz_length);

// Version of the LAPACK interface.
void ilaver_(int *major, int *minor, int *patch);

char *openblas_get_config(void);
char *openblas_get_corename(void);
void openblas_set_num_threads(int threads);
int openblas_get_num_threads(void);

#endif
