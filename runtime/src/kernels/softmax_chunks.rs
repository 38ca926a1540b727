//! How a softmax reads a row in two passes: one for mᵢ and sᵢ (see [`softmax`](super::softmax())), and one when they are
//! known.
//!
//! In the first pass a row is cut into chunks, whose maximum is found while they are in a cache: the nearest one,
//! or, since maxima of few chunks are kept, the next one for rows of ten thousands. Exponentials are relative to the
//! largest element so far, and where that rises, their sum shrinks (Milakov and Gimelshein, "Online
//! normalizer calculation for softmax", 2018; by chunks, since element by element each would take three exponentials).
//! In the second pass the exponentials of a chunk are multiplied by exp(m − mᵢ) / sᵢ, with m the largest element up to
//! its end. A row of a single chunk needs none of this.

use crate::math;
use crate::scalar::Scalar;

/// Chunks at most of a row for which maxima are kept until the second pass.
pub(super) const CHUNKS: usize = 16;

/// How rows are cut.
#[derive(Clone, Copy)]
pub(super) struct Chunks {
    pub(super) columns: usize,
    /// Whether there are several.
    several: bool,
}

impl Chunks {
    /// Chunks of `columns` columns, of rows that have `width`.
    #[inline(always)]
    pub(super) fn of(width: usize, columns: usize) -> Self {
        Self { columns: columns.min(width).max(1), several: columns < width }
    }

    /// The same, but longer where there would be more than [`CHUNKS`].
    #[inline(always)]
    pub(super) fn few(width: usize, columns: usize) -> Self {
        Self::of(width, usize::max(columns, width.div_ceil(CHUNKS)))
    }
}

/// m and s of `N` rows, as far as they were read.
pub(super) struct Running<T, const N: usize> {
    pub(super) maxima: [T; N],
    pub(super) sums: [T; N],
}

impl<T: Scalar, const N: usize> Running<T, N> {
    /// From the least finite number, not −∞: so −∞ − m is −∞ while nothing else was read, and its exponential 0.
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self { maxima: [T::MIN; N], sums: [T::ZERO; N] }
    }

    /// Takes a chunk: `maxima` up to its end, and the sums of its exponentials relative to them.
    #[inline(always)]
    pub(super) fn take(&mut self, maxima: [T; N], mut sums: [T; N], chunks: Chunks) {
        if chunks.several {
            for (((sum, &before), &m), &maximum) in sums.iter_mut().zip(&self.sums).zip(&self.maxima).zip(&maxima) {
                *sum += before * math::exp(m - maximum);
            }
        }
        (self.maxima, self.sums) = (maxima, sums);
    }

    /// exp(m − mᵢ) / sᵢ for a chunk with these maxima up to its end.
    #[inline(always)]
    pub(super) fn factors(&self, maxima: &[T; N], chunks: Chunks) -> [T; N] {
        let mut factors = [T::ONE; N];
        if chunks.several {
            for ((factor, &m), &last) in factors.iter_mut().zip(maxima).zip(&self.maxima) {
                *factor = math::exp(m - last);
            }
        }
        for (factor, &sum) in factors.iter_mut().zip(&self.sums) {
            *factor /= sum;
        }
        factors
    }
}
