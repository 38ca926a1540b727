//! Products of a handful of numbers: loops of constant length, which unroll into straight code
//! where they are called. Nothing is asked of the CPU, since the asking would take longer.

use super::Store;
use crate::scalar::Scalar;

/// C = A·B for `[M, K]` and `[K, N]`; A and B are stored transposed where it says so.
#[inline(always)]
pub(super) fn matmul<
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
    for j in 0..N {
        let mut column = [T::ZERO; M];
        for l in 0..K {
            let right = b[if B_TRANSPOSED { j + l * N } else { l + j * K }];
            for (i, sum) in column.iter_mut().enumerate() {
                *sum += a[if A_TRANSPOSED { l + i * K } else { i + l * M }] * right;
            }
        }
        for (target, sum) in c[j * M..(j + 1) * M].iter_mut().zip(column) {
            store.put(target, sum);
        }
    }
}
