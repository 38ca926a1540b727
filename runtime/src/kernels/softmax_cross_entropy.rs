//! Softmax and cross-entropy in one, from the logits:
//!
//! lᵢ = −Σⱼ yᵢⱼ ln softmax(a)ᵢⱼ = Σⱼ yᵢⱼ (ln sᵢ − (aᵢⱼ − mᵢ))                  (24, 28)
//!
//! with the maximum mᵢ and the sum sᵢ of [`softmax`](super::softmax). No probability is formed, so
//! none can round to zero and have its logarithm taken.

use nalgebra::SMatrix;

use super::Store;
use super::dispatch;
use super::losses::Losses;
use super::softmax::{
    BLOCK, Rows, Statistics, columns, for_each_block, is_small, ln_of_sum, ln_sum_by_largest, small_maxima,
};
use crate::math;
use crate::scalar::Scalar;

/// `out`ᵢ = −Σⱼ yᵢⱼ ln softmax(logits)ᵢⱼ, for any y: soft labels, rows that do not sum to one; a column, or its [`Sum`](super::Sum) or
/// [`Mean`](super::Mean).
///
/// Where yᵢⱼ = 0 the term is 0 even if the logarithm is −∞.
pub fn softmax_cross_entropy<T: Scalar, const R: usize, const C: usize>(
    out: impl Losses<T, R>,
    logits: &SMatrix<T, R, C>,
    y: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    let (a, y) = (logits.as_slice(), y.as_slice());
    collect(
        out,
        #[inline(always)]
        |rows| {
            let mut statistics = Statistics::of::<R, C>(a, rows);
            statistics.finish_sums(ln_of_sum);
            losses(a, y, R, rows, statistics.get())
        },
        store,
    );
}

/// The same where `probs` = softmax(logits) is there already: the largest probability of a row is 1 / sᵢ.
pub fn softmax_cross_entropy_of<T: Scalar, const R: usize, const C: usize>(
    out: impl Losses<T, R>,
    logits: &SMatrix<T, R, C>,
    y: &SMatrix<T, R, C>,
    probs: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    let (a, y, probs) = (logits.as_slice(), y.as_slice(), probs.as_slice());
    if const { is_small(R, C) } {
        let maxima = small_maxima::<T, R, C>(a);
        let mut ln_sums = small_maxima::<T, R, C>(probs);
        for ln_sum in &mut ln_sums {
            *ln_sum = ln_sum_by_largest(*ln_sum);
        }
        let mut losses = [T::ZERO; R];
        for j in 0..C {
            for (i, loss) in losses.iter_mut().enumerate() {
                *loss += term(y[j * R + i], a[j * R + i], maxima[i], ln_sums[i]);
            }
        }
        return out.put(&losses, store);
    }
    collect(
        out,
        #[inline(always)]
        |rows| {
            let statistics = Statistics::logarithms_by_probabilities(a, probs, R, rows);
            losses(a, y, R, rows, statistics.get())
        },
        store,
    );
}

/// The losses of all rows, a block at a time.
#[inline(always)]
pub(super) fn collect<T: Scalar, const R: usize>(
    mut out: impl Losses<T, R>,
    losses: impl Fn(Rows) -> [T; BLOCK],
    store: Store<T>,
) {
    dispatch::vectorised(
        #[inline(always)]
        || {
            let mut sums = [T::ZERO; BLOCK];
            for_each_block(
                R,
                #[inline(always)]
                |rows| out.take(rows, &losses(rows), &mut sums, store),
            );
            out.finish(sums, store);
        },
    );
}

/// yᵢⱼ (ln sᵢ − (aᵢⱼ − mᵢ)); 0 where yᵢⱼ = 0, unless there is a NaN in the row.
#[inline(always)]
fn term<T: Scalar>(y: T, a: T, m: T, ln_s: T) -> T {
    let term = y * (ln_s - (a - m));
    let absent = y == T::ZERO && !math::is_nan(ln_s);
    if absent { T::ZERO } else { term }
}

/// lᵢ of some rows, by their maxima and the logarithms of their sums.
#[inline(always)]
fn losses<T: Scalar>(a: &[T], y: &[T], height: usize, rows: Rows, (maxima, ln_sums): (&[T], &[T])) -> [T; BLOCK] {
    let mut losses = [T::ZERO; BLOCK];
    for (a, y) in columns(a, height, rows).zip(columns(y, height, rows)) {
        for ((((loss, &a), &y), &m), &ln_s) in losses.iter_mut().zip(a).zip(y).zip(maxima).zip(ln_sums) {
            *loss += term(y, a, m, ln_s);
        }
    }
    losses
}
