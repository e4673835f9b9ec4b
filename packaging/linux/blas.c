/* OpenCV's wheel brings an OpenBLAS of 39 MB for the functions below, numpy's another whose whole numbers have 64 bits.
 * This gives numpy's the former's names: whole numbers are widened on the way in, and pivots narrowed on the way out. */

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define NUMPYS(name) scipy_##name##64_

/* What a function of LAPACK says when it failed though every argument was right. */
enum { NOT_DONE = 1 };

typedef int64_t wide;

static wide *room(wide count) { return malloc((size_t)(count > 0 ? count : 1) * sizeof(wide)); }

static wide least(wide a, wide b) { return a < b ? a : b; }

#define GEMM(name, scalar, matrix)                                                                                     \
    void NUMPYS(cblas_##name)(int, int, int, wide, wide, wide, scalar, matrix, wide, matrix, wide, scalar, void *,     \
                              wide);                                                                                   \
    void cblas_##name(int order, int way_a, int way_b, int m, int n, int k, scalar alpha, matrix a, int lda, matrix b, \
                      int ldb, scalar beta, void *c, int ldc) {                                                        \
        NUMPYS(cblas_##name)(order, way_a, way_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);                       \
    }

GEMM(sgemm, float, const void *)
GEMM(dgemm, double, const void *)
GEMM(cgemm, const void *, const void *)
GEMM(zgemm, const void *, const void *)

#define GESV(name, real)                                                                                               \
    void NUMPYS(name)(wide *, wide *, real *, wide *, wide *, real *, wide *, wide *);                                 \
    void name(int *n, int *nrhs, real *a, int *lda, int *pivots, real *b, int *ldb, int *info) {                       \
        wide n_ = *n, nrhs_ = *nrhs, lda_ = *lda, ldb_ = *ldb, info_ = NOT_DONE, *pivots_ = room(n_);                  \
        if (pivots_ != NULL) {                                                                                         \
            NUMPYS(name)(&n_, &nrhs_, a, &lda_, pivots_, b, &ldb_, &info_);                                            \
            for (wide i = 0; i < n_; i++) pivots[i] = (int)pivots_[i];                                                 \
            free(pivots_);                                                                                             \
        }                                                                                                              \
        *info = (int)info_;                                                                                            \
    }

GESV(sgesv_, float)
GESV(dgesv_, double)

#define GETRF(name, real)                                                                                              \
    void NUMPYS(name)(wide *, wide *, real *, wide *, wide *, wide *);                                                 \
    void name(int *m, int *n, real *a, int *lda, int *pivots, int *info) {                                             \
        wide m_ = *m, n_ = *n, lda_ = *lda, info_ = NOT_DONE, count = least(m_, n_), *pivots_ = room(count);           \
        if (pivots_ != NULL) {                                                                                         \
            NUMPYS(name)(&m_, &n_, a, &lda_, pivots_, &info_);                                                         \
            for (wide i = 0; i < count; i++) pivots[i] = (int)pivots_[i];                                              \
            free(pivots_);                                                                                             \
        }                                                                                                              \
        *info = (int)info_;                                                                                            \
    }

GETRF(sgetrf_, float)
GETRF(dgetrf_, double)

#define POSV(name, real)                                                                                               \
    void NUMPYS(name)(char *, wide *, wide *, real *, wide *, real *, wide *, wide *, size_t);                         \
    void name(char *half, int *n, int *nrhs, real *a, int *lda, real *b, int *ldb, int *info) {                        \
        wide n_ = *n, nrhs_ = *nrhs, lda_ = *lda, ldb_ = *ldb, info_ = NOT_DONE;                                       \
        NUMPYS(name)(half, &n_, &nrhs_, a, &lda_, b, &ldb_, &info_, 1);                                                \
        *info = (int)info_;                                                                                            \
    }

POSV(sposv_, float)
POSV(dposv_, double)

#define POTRF(name, real)                                                                                              \
    void NUMPYS(name)(char *, wide *, real *, wide *, wide *, size_t);                                                 \
    void name(char *half, int *n, real *a, int *lda, int *info) {                                                      \
        wide n_ = *n, lda_ = *lda, info_ = NOT_DONE;                                                                   \
        NUMPYS(name)(half, &n_, a, &lda_, &info_, 1);                                                                  \
        *info = (int)info_;                                                                                            \
    }

POTRF(spotrf_, float)
POTRF(dpotrf_, double)

#define GELS(name, real)                                                                                               \
    void NUMPYS(name)(char *, wide *, wide *, wide *, real *, wide *, real *, wide *, real *, wide *, wide *, size_t); \
    void name(char *way, int *m, int *n, int *nrhs, real *a, int *lda, real *b, int *ldb, real *work, int *lwork,      \
              int *info) {                                                                                             \
        wide m_ = *m, n_ = *n, nrhs_ = *nrhs, lda_ = *lda, ldb_ = *ldb, lwork_ = *lwork, info_ = NOT_DONE;             \
        NUMPYS(name)(way, &m_, &n_, &nrhs_, a, &lda_, b, &ldb_, work, &lwork_, &info_, 1);                             \
        *info = (int)info_;                                                                                            \
    }

GELS(sgels_, float)
GELS(dgels_, double)

#define GEQRF(name, real)                                                                                              \
    void NUMPYS(name)(wide *, wide *, real *, wide *, real *, real *, wide *, wide *);                                 \
    void name(int *m, int *n, real *a, int *lda, real *tau, real *work, int *lwork, int *info) {                       \
        wide m_ = *m, n_ = *n, lda_ = *lda, lwork_ = *lwork, info_ = NOT_DONE;                                         \
        NUMPYS(name)(&m_, &n_, a, &lda_, tau, work, &lwork_, &info_);                                                  \
        *info = (int)info_;                                                                                            \
    }

GEQRF(sgeqrf_, float)
GEQRF(dgeqrf_, double)

/* `scratch` is where OpenCV would have had whole numbers kept meanwhile; nobody reads them afterwards. */
#define GESDD(name, real)                                                                                              \
    void NUMPYS(name)(char *, wide *, wide *, real *, wide *, real *, real *, wide *, real *, wide *, real *, wide *,  \
                      wide *, wide *, size_t);                                                                         \
    void name(char *job, int *m, int *n, real *a, int *lda, real *s, real *u, int *ldu, real *vt, int *ldvt,           \
              real *work, int *lwork, int *scratch, int *info) {                                                       \
        wide m_ = *m, n_ = *n, lda_ = *lda, ldu_ = *ldu, ldvt_ = *ldvt, lwork_ = *lwork, info_ = NOT_DONE;             \
        wide *scratch_ = room(8 * least(m_, n_));                                                                      \
        (void)scratch;                                                                                                 \
        if (scratch_ != NULL)                                                                                          \
            NUMPYS(name)(job, &m_, &n_, a, &lda_, s, u, &ldu_, vt, &ldvt_, work, &lwork_, scratch_, &info_, 1);        \
        free(scratch_);                                                                                                \
        *info = (int)info_;                                                                                            \
    }

GESDD(sgesdd_, float)
GESDD(dgesdd_, double)

#define GEEV(name, real)                                                                                               \
    void NUMPYS(name)(char *, char *, wide *, real *, wide *, real *, real *, real *, wide *, real *, wide *, real *,  \
                      wide *, wide *, size_t, size_t);                                                                 \
    void name(char *left, char *right, int *n, real *a, int *lda, real *wr, real *wi, real *vl, int *ldvl, real *vr,   \
              int *ldvr, real *work, int *lwork, int *info) {                                                          \
        wide n_ = *n, lda_ = *lda, ldvl_ = *ldvl, ldvr_ = *ldvr, lwork_ = *lwork, info_ = NOT_DONE;                    \
        NUMPYS(name)(left, right, &n_, a, &lda_, wr, wi, vl, &ldvl_, vr, &ldvr_, work, &lwork_, &info_, 1, 1);         \
        *info = (int)info_;                                                                                            \
    }

GEEV(sgeev_, float)
GEEV(dgeev_, double)
