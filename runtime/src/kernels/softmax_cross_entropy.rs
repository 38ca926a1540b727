//! Softmax and cross-entropy in one, from the logits:
//!
//! lᵢ = −Σⱼ yᵢⱼ ln softmax(a)ᵢⱼ = Σⱼ yᵢⱼ (ln sᵢ − (aᵢⱼ − mᵢ))                  (24, 28)
//!
//! with the maximum mᵢ and the sum sᵢ of [`softmax`](super::softmax). No probability is formed, so
//! none can round to zero and have its logarithm taken.

use nalgebra::SMatrix;

use super::Store;
use super::dispatch;
use super::softmax::{BLOCK, Statistics, columns, for_each_block};
use crate::math;
use crate::scalar::Scalar;

/// `out`ᵢ = −Σⱼ yᵢⱼ ln softmax(logits)ᵢⱼ, for any y: soft labels, rows that do not sum to one.
///
/// Where yᵢⱼ = 0 the term is 0 even if the logarithm is −∞.
pub fn softmax_cross_entropy<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    logits: &SMatrix<T, R, C>,
    y: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    let (out, a, y) = (out.as_mut_slice(), logits.as_slice(), y.as_slice());
    dispatch::vectorised(
        #[inline(always)]
        || {
            for_each_block(
                R,
                #[inline(always)]
                |rows| {
                    let mut statistics = Statistics::of(a, R, rows);
                    statistics.take_logarithms();
                    let (maxima, ln_sums) = statistics.get();
                    let mut losses = [T::ZERO; BLOCK];
                    for (a, y) in columns(a, R, rows).zip(columns(y, R, rows)) {
                        let rows = losses.iter_mut().zip(a).zip(y).zip(maxima).zip(ln_sums);
                        for ((((loss, &a), &y), &m), &ln_s) in rows {
                            let term = y * (ln_s - (a - m));
                            let absent = y == T::ZERO && !math::is_nan(ln_s);
                            *loss += if absent { T::ZERO } else { term };
                        }
                    }
                    for (to, &loss) in out[rows.first..][..rows.count].iter_mut().zip(&losses) {
                        store.put(to, loss);
                    }
                },
            );
        },
    );
}
