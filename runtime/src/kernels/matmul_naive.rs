//! The product as three loops: the reference that the others are tested against.

use super::Store;
use crate::scalar::Scalar;

/// A matrix in memory: the element in row i and column j stands at `i * rows + j * columns`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strides {
    /// Distance from a row to the next.
    pub(super) rows: usize,
    /// Distance from a column to the next.
    pub(super) columns: usize,
}

/// C = A·B for `[M, K]` and `[K, N]`, with the elements of A and B found by strides and C stored
/// column by column.
pub(super) fn matmul<T: Scalar>(
    (m, k, n): (usize, usize, usize),
    c: &mut [T],
    (a, a_strides): (&[T], Strides),
    (b, b_strides): (&[T], Strides),
    store: Store<T>,
) {
    for j in 0..n {
        for i in 0..m {
            let mut sum = T::ZERO;
            for l in 0..k {
                sum += a[i * a_strides.rows + l * a_strides.columns] * b[l * b_strides.rows + j * b_strides.columns];
            }
            store.put(&mut c[j * m + i], sum);
        }
    }
}
