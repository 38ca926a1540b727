//! Reductions of an elementwise expression: over everything, over the rows, over the columns.
//!
//! The order of operations depends on the shape alone, so the result is the same bits on every CPU.
//! Folds down a column run in up to [`LANES`] lanes at once, which are joined in pairs at the end: for
//! speed, and since sixteen short sums round less than a long one. Folds across columns run over many
//! rows at once, each from the first column to the last.

use core::marker::PhantomData;

use nalgebra::SMatrix;

use super::dispatch::{self, Level, not_constant};
use super::elementwise::for_each;
use super::simd::Simd;
use super::{Operands, Store};
use crate::math;
use crate::scalar::Scalar;

/// What a fold does with two values: an associative operation, with the value that changes nothing.
pub(super) trait Monoid<T: Scalar>: Sized {
    fn neutral() -> T;
    fn join(a: T, b: T) -> T;

    /// Folds columns of R elements, which follow each other.
    #[inline(always)]
    fn fold_columns<const R: usize>(columns: &[T], folds: &mut [T]) {
        for (fold, column) in folds.iter_mut().zip(columns.chunks_exact(R)) {
            *fold = short_column::<Self, T, R>(column);
        }
    }
}

/// a + b
#[derive(Clone, Copy)]
pub(super) struct Sum;

/// a · b
#[derive(Clone, Copy)]
pub(super) struct Product;

/// The larger, and NaN where one is NaN.
#[derive(Clone, Copy)]
pub(super) struct Largest;

/// The smaller, and NaN where one is NaN.
#[derive(Clone, Copy)]
pub(super) struct Smallest;

impl<T: Scalar> Monoid<T> for Sum {
    #[inline(always)]
    fn neutral() -> T {
        T::ZERO
    }

    #[inline(always)]
    fn join(a: T, b: T) -> T {
        a + b
    }

    #[inline(always)]
    fn fold_columns<const R: usize>(columns: &[T], folds: &mut [T]) {
        T::column_sums(columns, R, folds);
    }
}

impl<T: Scalar> Monoid<T> for Product {
    #[inline(always)]
    fn neutral() -> T {
        T::ONE
    }

    #[inline(always)]
    fn join(a: T, b: T) -> T {
        a * b
    }
}

impl<T: Scalar> Monoid<T> for Largest {
    #[inline(always)]
    fn neutral() -> T {
        -T::ONE / T::ZERO
    }

    #[inline(always)]
    fn join(a: T, b: T) -> T {
        if (b > a) | math::is_nan(b) { b } else { a }
    }
}

impl<T: Scalar> Monoid<T> for Smallest {
    #[inline(always)]
    fn neutral() -> T {
        T::ONE / T::ZERO
    }

    #[inline(always)]
    fn join(a: T, b: T) -> T {
        if (b < a) | math::is_nan(b) { b } else { a }
    }
}

/// `out` = Σᵢⱼ f(operands)ᵢⱼ
#[inline]
pub fn sum<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    store.put(&mut out[(0, 0)], all::<Sum, _, _, R, C>(operands, f));
}

/// `out`ⱼ = Σᵢ f(operands)ᵢⱼ: the rows added together, `[1 … 1]`·A.
#[inline]
pub fn sum_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    rows::<Sum, _, _, R, C>(out.as_mut_slice(), operands, store, f, |value| value);
}

/// `out`ᵢ = Σⱼ f(operands)ᵢⱼ: the columns added together, A·`[1 … 1]`ᵀ.
#[inline]
pub fn sum_cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    cols::<Sum, _, _, R, C>(out.as_mut_slice(), operands, store, f, |value| value);
}

/// `out` = Σᵢⱼ f(operands)ᵢⱼ / (R · C)
#[inline]
pub fn mean<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    store.put(&mut out[(0, 0)], all::<Sum, _, _, R, C>(operands, f) / math::count(R * C));
}

/// `out`ⱼ = Σᵢ f(operands)ᵢⱼ / R: the mean of the rows.
#[inline]
pub fn mean_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    rows::<Sum, _, _, R, C>(out.as_mut_slice(), operands, store, f, |value| value / math::count(R));
}

/// `out`ᵢ = Σⱼ f(operands)ᵢⱼ / C: the mean of the columns.
#[inline]
pub fn mean_cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    cols::<Sum, _, _, R, C>(out.as_mut_slice(), operands, store, f, |value| value / math::count(C));
}

/// `out` = maxᵢⱼ f(operands)ᵢⱼ, and NaN where one of them is NaN.
#[inline]
pub fn max<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    store.put(&mut out[(0, 0)], all::<Largest, _, _, R, C>(operands, f));
}

/// `out`ⱼ = maxᵢ f(operands)ᵢⱼ: the largest of each column.
#[inline]
pub fn max_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    rows::<Largest, _, _, R, C>(out.as_mut_slice(), operands, store, f, |value| value);
}

/// `out`ᵢ = maxⱼ f(operands)ᵢⱼ: the largest of each row.
#[inline]
pub fn max_cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    cols::<Largest, _, _, R, C>(out.as_mut_slice(), operands, store, f, |value| value);
}

/// `out` = minᵢⱼ f(operands)ᵢⱼ, and NaN where one of them is NaN.
#[inline]
pub fn min<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    store.put(&mut out[(0, 0)], all::<Smallest, _, _, R, C>(operands, f));
}

/// `out`ⱼ = minᵢ f(operands)ᵢⱼ: the smallest of each column.
#[inline]
pub fn min_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    rows::<Smallest, _, _, R, C>(out.as_mut_slice(), operands, store, f, |value| value);
}

/// `out`ᵢ = minⱼ f(operands)ᵢⱼ: the smallest of each row.
#[inline]
pub fn min_cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    cols::<Smallest, _, _, R, C>(out.as_mut_slice(), operands, store, f, |value| value);
}

/// `out`ⱼ = Πᵢ f(operands)ᵢⱼ: the rows multiplied together.
#[inline]
pub fn prod_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    rows::<Product, _, _, R, C>(out.as_mut_slice(), operands, store, f, |value| value);
}

/// `out`ᵢ = Πⱼ f(operands)ᵢⱼ: the columns multiplied together.
#[inline]
pub fn prod_cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    cols::<Product, _, _, R, C>(out.as_mut_slice(), operands, store, f, |value| value);
}

/// The fold of everything.
#[inline(always)]
pub(super) fn all<M: Monoid<T>, T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    operands: O,
    f: impl Fn(O::Elements) -> T,
) -> T {
    if const { R * C <= LANES } {
        let mut folded = M::neutral();
        for j in 0..C {
            for i in 0..R {
                // SAFETY: j < C, and i < R.
                folded = M::join(folded, f(unsafe { O::read(operands.column(j), i) }));
            }
        }
        return folded;
    }
    run::<_, R, C>(
        #[inline(always)]
        || {
            let mut lanes = Lanes::<M, T>::new();
            if const { O::FLAT } {
                // SAFETY: the operands are flat, and 0 < C or there is nothing to read.
                unsafe { lanes.add_column::<O, R, C>(operands.column(0), not_constant(R * C), f) };
            } else {
                let rows = not_constant(R);
                for j in 0..C {
                    // SAFETY: j < C, and there are R rows.
                    unsafe { lanes.add_column::<O, R, C>(operands.column(j), rows, &f) };
                }
            }
            lanes.total()
        },
    )
}

/// The fold of each column, finished by `finish`.
#[inline(always)]
fn rows<M: Monoid<T>, T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut [T],
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
    finish: impl Fn(T) -> T,
) {
    if const { R == 1 } {
        // The fold of one row is that row.
        return match store {
            Store::Set => for_each(
                out,
                operands,
                #[inline(always)]
                |to, row| *to = finish(f(row)),
            ),
            Store::Add => for_each(
                out,
                operands,
                #[inline(always)]
                |to, row| *to += finish(f(row)),
            ),
            Store::AddScaled(scale) => for_each(
                out,
                operands,
                #[inline(always)]
                |to, row| *to += scale * finish(f(row)),
            ),
        };
    }
    run::<_, R, C>(
        #[inline(always)]
        || {
            if const { R >= LANES && R <= SHORT } {
                return groups::<M, _, _, R, C>(out, operands, store, &f, &finish);
            }
            for (j, to) in out.iter_mut().enumerate() {
                // SAFETY: j < C.
                let folded = unsafe { column::<M, T, O, R, C>(operands.column(j), &f) };
                store.put(to, finish(folded));
            }
        },
    );
}

/// The fold of one column.
#[inline(always)]
pub(super) unsafe fn column<M: Monoid<T>, T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    cursor: O::Cursor,
    f: impl Fn(O::Elements) -> T,
) -> T {
    if const { R < LANES } {
        let mut folded = M::neutral();
        for i in 0..R {
            // SAFETY: i < R.
            folded = M::join(folded, f(unsafe { O::read(cursor, i) }));
        }
        folded
    } else {
        let mut lanes = Lanes::<M, T>::new();
        // SAFETY: there are R rows.
        unsafe { lanes.add_column::<O, R, C>(cursor, not_constant(R), f) };
        lanes.total()
    }
}

/// Elements of a group of whole columns.
const GROUP: usize = 512;

/// The longest columns of which a group has enough to be folded side by side.
const SHORT: usize = GROUP / 4;

/// [`rows`] for columns of which several fit into a group: all elements of the group are computed
/// in one loop, and then its columns are folded.
#[inline(always)]
fn groups<M: Monoid<T>, T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut [T],
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
    finish: impl Fn(T) -> T,
) {
    let mut buffer = [T::ZERO; GROUP];
    let mut folds = [T::ZERO; GROUP / LANES];
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
        let folds = &mut folds[..out.len()];
        M::fold_columns::<R>(elements, folds);
        match store {
            Store::Set => put(out, folds, |to, fold| *to = finish(fold)),
            Store::Add => put(out, folds, |to, fold| *to += finish(fold)),
            Store::AddScaled(scale) => put(out, folds, |to, fold| *to += scale * finish(fold)),
        }
    }
}

/// Puts each of some folds where it belongs.
#[inline(always)]
fn put<T: Scalar>(out: &mut [T], folds: &[T], put: impl Fn(&mut T, T)) {
    for (to, &fold) in out.iter_mut().zip(folds) {
        put(to, fold);
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

/// The fold of a column of R elements, in eight lanes.
#[inline(always)]
fn short_column<M: Monoid<T>, T: Scalar, const R: usize>(column: &[T]) -> T {
    let mut lanes = [M::neutral(); 8];
    let (chunks, rest) = column[..R].as_chunks::<8>();
    for chunk in chunks {
        for (lane, &element) in lanes.iter_mut().zip(chunk) {
            *lane = M::join(*lane, element);
        }
    }
    for (lane, &element) in lanes.iter_mut().zip(rest) {
        *lane = M::join(*lane, element);
    }
    for k in 0..4 {
        lanes[k] = M::join(lanes[k], lanes[k + 4]);
    }
    M::join(M::join(lanes[0], lanes[2]), M::join(lanes[1], lanes[3]))
}

/// The sums of columns that follow each other, with the longest vectors of the CPU at hand.
pub(super) fn column_sums<T: Scalar>(columns: &[T], height: usize, sums: &mut [T]) {
    assert!(columns.len() >= height * sums.len(), "there are as many columns as sums");
    // SAFETY: there are as many columns; the CPU has the unit of its level.
    unsafe {
        match dispatch::level() {
            Level::Portable => sums_with::<T::Portable>(columns, height, sums),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => sums_with::<T::Avx2>(columns, height, sums),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => sums_with::<T::Avx512>(columns, height, sums),
        }
    }
}

/// [`column_sums`], four at a time.
///
/// # Safety
///
/// There are as many columns as sums, and the CPU has the unit.
unsafe fn sums_with<S: Simd>(columns: &[S::Scalar], height: usize, sums: &mut [S::Scalar]) {
    // SAFETY: the caller has the features of `S`. Of fewer columns than four the last is taken again.
    unsafe {
        S::enabled(
            #[inline(always)]
            || {
                for (group, sums) in sums.chunks_mut(4).enumerate() {
                    let last = sums.len() - 1;
                    let column = |j| columns.as_ptr().add((4 * group + usize::min(j, last)) * height);
                    let found = S::column_sums([column(0), column(1), column(2), column(3)], height);
                    sums.copy_from_slice(&found[..=last]);
                }
            },
        );
    }
}

/// The fold of each row, finished by `finish`.
#[inline(always)]
fn cols<M: Monoid<T>, T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut [T],
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
    finish: impl Fn(T) -> T,
) {
    if const { R == 1 } {
        // A single row lies in memory as a single column does.
        return store.put(&mut out[0], finish(all::<M, _, _, R, C>(operands, f)));
    }
    if const { R * C <= dispatch::NOT_WORTH_IT } {
        let mut folded = [M::neutral(); R];
        // SAFETY: there are R rows.
        unsafe { fold_rows::<M, T, O, R, C>(&mut folded, operands, 0, &f) };
        for (to, folded) in out.iter_mut().zip(folded) {
            store.put(to, finish(folded));
        }
        return;
    }
    run::<_, R, C>(
        #[inline(always)]
        || {
            for (block, out) in out.chunks_mut(not_constant(BLOCK)).enumerate() {
                let mut folded = [M::neutral(); BLOCK];
                let folded = &mut folded[..out.len()];
                // SAFETY: the rows of the block are below R.
                unsafe { fold_rows::<M, T, O, R, C>(folded, operands, block * BLOCK, &f) };
                for (to, &folded) in out.iter_mut().zip(&*folded) {
                    store.put(to, finish(folded));
                }
            }
        },
    );
}

/// Folds the rows from `first` on, one into each of `folded`.
#[inline(always)]
pub(super) unsafe fn fold_rows<M: Monoid<T>, T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    folded: &mut [T],
    operands: O,
    first: usize,
    f: impl Fn(O::Elements) -> T,
) {
    for j in 0..C {
        // SAFETY: j < C, and by the caller's word the rows are there.
        unsafe { fold_into_rows::<M, T, O, R, C>(folded, operands.column(j), first, &f) };
    }
}

/// One column of [`fold_rows`]. The destination is a parameter of its own, so that the compiler knows
/// that it overlaps with nothing.
#[inline(always)]
unsafe fn fold_into_rows<M: Monoid<T>, T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    folded: &mut [T],
    cursor: O::Cursor,
    first: usize,
    f: impl Fn(O::Elements) -> T,
) {
    for (i, folded) in folded.iter_mut().enumerate() {
        // SAFETY: by the caller's word the rows are there.
        *folded = M::join(*folded, f(unsafe { O::read(cursor, first + i) }));
    }
}

/// Runs loops over R · C elements: for the CPU at hand, unless they are few.
#[inline(always)]
pub(super) fn run<V, const R: usize, const C: usize>(loops: impl FnOnce() -> V) -> V {
    if const { R * C <= dispatch::NOT_WORTH_IT } { loops() } else { dispatch::vectorised(loops) }
}

/// Folds that run at once.
const LANES: usize = 16;

/// Elements that are computed, in a loop of their own, before they are folded.
pub(super) const BLOCK: usize = 64;

/// Blocks after which the lanes are emptied into the total, so that none grows too long.
const BLOCKS: usize = 64;

/// A sum in lanes.
pub(super) type LaneSum<T> = Lanes<Sum, T>;

/// A fold in lanes.
pub(super) struct Lanes<M, T> {
    values: [T; LANES],
    blocks: usize,
    total: T,
    monoid: PhantomData<M>,
}

impl<M: Monoid<T>, T: Scalar> Lanes<M, T> {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self { values: [M::neutral(); LANES], blocks: 0, total: M::neutral(), monoid: PhantomData }
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
            for (lane, &element) in self.values.iter_mut().zip(chunk) {
                *lane = M::join(*lane, element);
            }
        }
        for (lane, &element) in self.values.iter_mut().zip(rest) {
            *lane = M::join(*lane, element);
        }
        self.blocks += 1;
        if self.blocks == BLOCKS {
            self.empty();
        }
    }

    #[inline(always)]
    fn empty(&mut self) {
        let mut lanes = self.values;
        let mut half = LANES / 2;
        while half > 0 {
            for lane in 0..half {
                lanes[lane] = M::join(lanes[lane], lanes[lane + half]);
            }
            half /= 2;
        }
        self.total = M::join(self.total, lanes[0]);
        self.values = [M::neutral(); LANES];
        self.blocks = 0;
    }

    #[inline(always)]
    pub(super) fn total(mut self) -> T {
        self.empty();
        self.total
    }
}
