//! Matrix products in all four orientations: which code for which sizes.

use nalgebra::SMatrix;

use super::Store;
use super::matmul_naive::{self, Strides};
use crate::scalar::Scalar;

/// C = A·B
pub fn matmul<T: Scalar, const M: usize, const K: usize, const N: usize>(
    c: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, M, K>,
    b: &SMatrix<T, K, N>,
    store: Store,
) {
    product::<T, M, K, N, false, false>(c.as_mut_slice(), a.as_slice(), b.as_slice(), store);
}

/// C = Aᵀ·B
pub fn matmul_tn<T: Scalar, const M: usize, const K: usize, const N: usize>(
    c: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, K, M>,
    b: &SMatrix<T, K, N>,
    store: Store,
) {
    product::<T, M, K, N, true, false>(c.as_mut_slice(), a.as_slice(), b.as_slice(), store);
}

/// C = A·Bᵀ
pub fn matmul_nt<T: Scalar, const M: usize, const K: usize, const N: usize>(
    c: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, M, K>,
    b: &SMatrix<T, N, K>,
    store: Store,
) {
    product::<T, M, K, N, false, true>(c.as_mut_slice(), a.as_slice(), b.as_slice(), store);
}

/// C = Aᵀ·Bᵀ
pub fn matmul_tt<T: Scalar, const M: usize, const K: usize, const N: usize>(
    c: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, K, M>,
    b: &SMatrix<T, N, K>,
    store: Store,
) {
    product::<T, M, K, N, true, true>(c.as_mut_slice(), a.as_slice(), b.as_slice(), store);
}

fn product<
    T: Scalar,
    const M: usize,
    const K: usize,
    const N: usize,
    const A_TRANSPOSED: bool,
    const B_TRANSPOSED: bool,
>(
    c: &mut [T],
    a: &[T],
    b: &[T],
    store: Store,
) {
    let a_strides = strides(M, K, A_TRANSPOSED);
    let b_strides = strides(K, N, B_TRANSPOSED);
    matmul_naive::matmul((M, K, N), c, (a, a_strides), (b, b_strides), store);
}

/// How a matrix `[rows, columns]` lies in memory, or its transpose, seen as the matrix itself.
const fn strides(rows: usize, columns: usize, transposed: bool) -> Strides {
    if transposed {
        Strides { rows: columns, columns: 1 }
    } else {
        Strides { rows: 1, columns: rows }
    }
}
