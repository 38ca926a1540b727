//! Sums of an elementwise expression: over everything, over the rows, over the columns.
//!
//! The order of additions depends on the shape alone, so the result is the same bits on every CPU.
//! Sums run in [`LANES`] lanes at once, which are added in pairs at the end: for speed, and since
//! sixteen short sums round less than a long one.

use nalgebra::SMatrix;

use super::dispatch::{self, not_constant};
use super::elementwise::for_each;
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
    if const { R == 1 } {
        // A sum of one row is that row.
        return match store {
            Store::Set => for_each(
                out,
                operands,
                #[inline(always)]
                |to, row| *to = f(row),
            ),
            Store::Add => for_each(
                out,
                operands,
                #[inline(always)]
                |to, row| *to += f(row),
            ),
        };
    }
    run::<_, R, C>(
        #[inline(always)]
        || {
            if const { R < LANES } {
                for (j, to) in out.iter_mut().enumerate() {
                    // SAFETY: j < C.
                    let column = unsafe { operands.column(j) };
                    let mut sum = T::ZERO;
                    for i in 0..R {
                        // SAFETY: i < R.
                        sum += f(unsafe { O::read(column, i) });
                    }
                    store.put(to, sum);
                }
            } else if const { R <= GROUP } {
                sum_groups(out, operands, store, &f);
            } else {
                for (j, to) in out.iter_mut().enumerate() {
                    let mut sum = LaneSum::new();
                    // SAFETY: j < C, and there are R rows.
                    unsafe { sum.add_column::<O, R, C>(operands.column(j), not_constant(R), &f) };
                    store.put(to, sum.total());
                }
            }
        },
    );
}

/// Elements of a group of whole columns.
const GROUP: usize = 256;

/// [`sum_rows`] for columns of which several fit into a group: all elements of the group are computed
/// in one loop, and then each column is added up.
#[inline(always)]
fn sum_groups<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut [T],
    operands: O,
    store: Store,
    f: impl Fn(O::Elements) -> T,
) {
    let mut buffer = [T::ZERO; GROUP];
    for (group, out) in out.chunks_mut(GROUP / R).enumerate() {
        let first = group * (GROUP / R);
        let elements = &mut buffer[..not_constant(out.len() * R)];
        if const { O::FLAT } {
            // SAFETY: the operands are flat, and the group is within the matrix.
            unsafe { compute::<T, O, R, C>(elements, operands.column(0), first * R, &f) };
        } else {
            for (j, elements) in elements.chunks_exact_mut(not_constant(R)).enumerate() {
                // SAFETY: `first` + j < C, and the slice is R long.
                unsafe { compute::<T, O, R, C>(elements, operands.column(first + j), 0, &f) };
            }
        }
        for (to, column) in out.iter_mut().zip(buffer.chunks_exact(R)) {
            store.put(to, column_sum::<T, R>(column));
        }
    }
}

/// `elements`ᵢ = f(operands) for the rows from `first` on.
#[inline(always)]
unsafe fn compute<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    elements: &mut [T],
    cursor: O::Cursor,
    first: usize,
    f: impl Fn(O::Elements) -> T,
) {
    for (i, element) in elements.iter_mut().enumerate() {
        // SAFETY: by the caller's word the rows are there.
        *element = f(unsafe { O::read(cursor, first + i) });
    }
}

/// The sum of a column of R elements, in eight lanes.
#[inline(always)]
fn column_sum<T: Scalar, const R: usize>(column: &[T]) -> T {
    let mut lanes = [T::ZERO; 8];
    let (chunks, rest) = column[..R].as_chunks::<8>();
    for chunk in chunks {
        for (lane, &element) in lanes.iter_mut().zip(chunk) {
            *lane += element;
        }
    }
    for (lane, &element) in lanes.iter_mut().zip(rest) {
        *lane += element;
    }
    for k in 0..4 {
        lanes[k] += lanes[k + 4];
    }
    (lanes[0] + lanes[2]) + (lanes[1] + lanes[3])
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
    run::<_, R, C>(
        #[inline(always)]
        || {
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
        },
    );
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
    run::<_, R, C>(
        #[inline(always)]
        || {
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
        },
    )
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
            // SAFETY: by the caller's word the rows are there.
            unsafe { compute::<T, O, R, C>(elements, cursor, first, &f) };
            self.add(elements);
            first += BLOCK;
        }
    }

    /// Adds at most a block of elements, the first to the first lane.
    #[inline(always)]
    pub(super) fn add(&mut self, elements: &[T]) {
        let (chunks, rest) = elements.as_chunks::<LANES>();
        for chunk in chunks {
            for (lane, &element) in self.lanes.iter_mut().zip(chunk) {
                *lane += element;
            }
        }
        for (lane, &element) in self.lanes.iter_mut().zip(rest) {
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
