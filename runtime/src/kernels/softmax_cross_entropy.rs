//! Softmax and cross-entropy in one, from the logits:
//!
//! lᵢ = −Σⱼ yᵢⱼ ln softmax(a)ᵢⱼ = Σⱼ yᵢⱼ (mᵢ + ln sᵢ − aᵢⱼ)                    (24, 28)
//!
//! No probability is formed, so none can round to zero and have its logarithm taken.

use nalgebra::SMatrix;

use super::Store;
use super::softmax::row_statistics;
use crate::math;
use crate::scalar::Scalar;

/// `out`ᵢ = −Σⱼ yᵢⱼ ln softmax(logits)ᵢⱼ, for any y: soft labels, rows that do not sum to one.
///
/// Where yᵢⱼ = 0 the term is 0 even if the logarithm is −∞.
pub fn softmax_cross_entropy<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    logits: &SMatrix<T, R, C>,
    y: &SMatrix<T, R, C>,
    store: Store,
) {
    for i in 0..R {
        let (maximum, sum) = row_statistics(logits, i);
        let ln_sum = math::ln(sum);
        let mut loss = T::ZERO;
        for j in 0..C {
            let surprise = ln_sum - (logits[(i, j)] - maximum);
            if y[(i, j)] != T::ZERO || math::is_nan(ln_sum) {
                loss += y[(i, j)] * surprise;
            }
        }
        store.put(&mut out[(i, 0)], loss);
    }
}
