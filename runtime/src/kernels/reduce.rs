//! Sums of an elementwise expression: over everything, over the rows, over the columns.
//!
//! The order of additions depends on the shape alone, so the result is the same bits on every CPU.
//! Sums run in [`LANES`] lanes at once, which are added in pairs at the end: for speed, and since
//! sixteen short sums round less than a long one.

use nalgebra::SMatrix;

use super::dispatch::{self, not_constant};
use super::{Operands, Store};
use crate::math;
use crate::scalar::Scalar;

/// `out` = Σᵢⱼ f(operands)ᵢⱼ
#[inline]
pub fn sum<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, 1>,
    operands: O,
    store: Store,
    f: impl Fn(O::Elements) -> T,
) {
    store.put(&mut out[(0, 0)], total(operands, f));
}

/// `out` = Σᵢⱼ f(operands)ᵢⱼ / (R · C)
#[inline]
pub fn mean<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, 1>,
    operands: O,
    store: Store,
    f: impl Fn(O::Elements) -> T,
) {
    store.put(&mut out[(0, 0)], total(operands, f) / math::count(R * C));
}

/// `out`ⱼ = Σᵢ f(operands)ᵢⱼ: the rows added together, `[1 … 1]`·A.
#[inline]
pub fn sum_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    store: Store,
    f: impl Fn(O::Elements) -> T,
) {
    let out = out.as_mut_slice();
    run::<_, R, C>(#[inline(always)] || {
        let rows = not_constant(R);
        for (j, to) in out.iter_mut().enumerate() {
            let mut sum = LaneSum::new();
            // SAFETY: j < C, and there are R rows.
            unsafe { sum.add_column::<O, R, C>(operands.column(j), rows, &f) };
            store.put(to, sum.total());
        }
    });
}

/// `out`ᵢ = Σⱼ f(operands)ᵢⱼ: the columns added together, A·`[1 … 1]`ᵀ.
#[inline]
pub fn sum_cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    store: Store,
    f: impl Fn(O::Elements) -> T,
) {
    if const { R == 1 } {
        // A single row lies in memory as a single column does.
        return store.put(&mut out[(0, 0)], total(operands, f));
    }
    let out = out.as_mut_slice();
    run::<_, R, C>(#[inline(always)] || {
        for (block, out) in out.chunks_mut(not_constant(BLOCK)).enumerate() {
            let first = block * BLOCK;
            let mut sums = [T::ZERO; BLOCK];
            let sums = &mut sums[..out.len()];
            for j in 0..C {
                // SAFETY: j < C, and `first` + `out.len()` ≤ R.
                unsafe { add_to_rows::<T, O, R, C>(sums, operands.column(j), first, &f) };
            }
            for (to, &sum) in out.iter_mut().zip(&*sums) {
                store.put(to, sum);
            }
        }
    });
}

/// `sums`ᵢ += f(operands) for the rows from `first` on.
#[inline(always)]
unsafe fn add_to_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    sums: &mut [T],
    cursor: O::Cursor,
    first: usize,
    f: impl Fn(O::Elements) -> T,
) {
    for (i, sum) in sums.iter_mut().enumerate() {
        // SAFETY: by the caller's word the rows are there.
        *sum += f(unsafe { O::read(cursor, first + i) });
    }
}

/// Σᵢⱼ f(operands)ᵢⱼ
#[inline(always)]
fn total<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    operands: O,
    f: impl Fn(O::Elements) -> T,
) -> T {
    run::<_, R, C>(#[inline(always)] || {
        let mut sum = LaneSum::new();
        if const { O::FLAT } {
            // SAFETY: the operands are flat, and 0 < C or there is nothing to read.
            unsafe { sum.add_column::<O, R, C>(operands.column(0), not_constant(R * C), f) };
        } else {
            let rows = not_constant(R);
            for j in 0..C {
                // SAFETY: j < C, and there are R rows.
                unsafe { sum.add_column::<O, R, C>(operands.column(j), rows, &f) };
            }
        }
        sum.total()
    })
}

/// Runs loops over R · C elements: for the CPU at hand, unless they are few.
#[inline(always)]
fn run<V, const R: usize, const C: usize>(loops: impl FnOnce() -> V) -> V {
    if const { R * C <= dispatch::NOT_WORTH_IT } { loops() } else { dispatch::vectorised(loops) }
}

/// Sums that run at once.
const LANES: usize = 16;

/// Elements that are computed, in a loop of their own, before they are added.
const BLOCK: usize = 64;

/// Blocks after which the lanes are emptied into the total, so that none grows too long.
const BLOCKS: usize = 64;

/// A sum in lanes.
pub(super) struct LaneSum<T> {
    lanes: [T; LANES],
    blocks: usize,
    total: T,
}

impl<T: Scalar> LaneSum<T> {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self { lanes: [T::ZERO; LANES], blocks: 0, total: T::ZERO }
    }

    /// Adds f(operands) of a column, or of the whole matrix if the operands are flat.
    #[inline(always)]
    unsafe fn add_column<O: Operands<T, R, C>, const R: usize, const C: usize>(
        &mut self,
        cursor: O::Cursor,
        rows: usize,
        f: impl Fn(O::Elements) -> T,
    ) {
        let mut buffer = [T::ZERO; BLOCK];
        let mut first = 0;
        while first < rows {
            let elements = &mut buffer[..usize::min(rows - first, BLOCK)];
            for (i, element) in elements.iter_mut().enumerate() {
                // SAFETY: by the caller's word the rows are there.
                *element = f(unsafe { O::read(cursor, first + i) });
            }
            self.add(elements);
            first += BLOCK;
        }
    }

    /// Adds at most a block of elements, the first to the first lane.
    #[inline(always)]
    pub(super) fn add(&mut self, elements: &[T]) {
        let mut chunks = elements.chunks_exact(LANES);
        for chunk in &mut chunks {
            for (lane, &element) in self.lanes.iter_mut().zip(chunk) {
                *lane += element;
            }
        }
        for (lane, &element) in self.lanes.iter_mut().zip(chunks.remainder()) {
            *lane += element;
        }
        self.blocks += 1;
        if self.blocks == BLOCKS {
            self.empty();
        }
    }

    #[inline(always)]
    fn empty(&mut self) {
        let mut lanes = self.lanes;
        let mut half = LANES / 2;
        while half > 0 {
            for lane in 0..half {
                lanes[lane] += lanes[lane + half];
            }
            half /= 2;
        }
        self.total += lanes[0];
        self.lanes = [T::ZERO; LANES];
        self.blocks = 0;
    }

    #[inline(always)]
    pub(super) fn total(mut self) -> T {
        self.empty();
        self.total
    }
}
