//! Softmax of each row, and its logarithm:
//!
//! bᵢⱼ = exp(aᵢⱼ − mᵢ) / sᵢ, with mᵢ = maxₖ aᵢₖ and sᵢ = Σₖ exp(aᵢₖ − mᵢ)       (24)
//!
//! ln bᵢⱼ = aᵢⱼ − mᵢ − ln sᵢ
//!
//! The maximum is taken off so that no exponential overflows and the sum is at least 1. NaN in a row
//! makes the sum NaN, and with it the whole row.

use nalgebra::SMatrix;

use super::Store;
use crate::math;
use crate::scalar::Scalar;

/// `out`ᵢⱼ = exp aᵢⱼ / Σₖ exp aᵢₖ: each row becomes positive and sums to one.
pub fn softmax<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store,
) {
    for i in 0..R {
        let (maximum, sum) = row_statistics(a, i);
        for j in 0..C {
            store.put(&mut out[(i, j)], math::exp(a[(i, j)] - maximum) / sum);
        }
    }
}

/// `out`ᵢⱼ = aᵢⱼ − ln Σₖ exp aᵢₖ: the logarithm of [`softmax`], finite wherever a is.
pub fn log_softmax<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store,
) {
    for i in 0..R {
        let (maximum, sum) = row_statistics(a, i);
        let ln_sum = math::ln(sum);
        for j in 0..C {
            store.put(&mut out[(i, j)], a[(i, j)] - maximum - ln_sum);
        }
    }
}

/// mᵢ and sᵢ of a row.
pub(super) fn row_statistics<T: Scalar, const R: usize, const C: usize>(
    a: &SMatrix<T, R, C>,
    i: usize,
) -> (T, T) {
    let mut maximum = a[(i, 0)];
    for j in 1..C {
        if a[(i, j)] > maximum {
            maximum = a[(i, j)];
        }
    }
    let mut sum = T::ZERO;
    for j in 0..C {
        sum += math::exp(a[(i, j)] - maximum);
    }
    (maximum, sum)
}
