//! Softmax of each row, and its logarithm:
//!
//! bᵢⱼ = exp(aᵢⱼ − mᵢ) / sᵢ, with mᵢ = maxₖ aᵢₖ and sᵢ = Σₖ exp(aᵢₖ − mᵢ)       (24)
//!
//! ln bᵢⱼ = aᵢⱼ − mᵢ − ln sᵢ
//!
//! The maximum is taken off so that no exponential overflows and the sum is at least 1. NaN in a row
//! makes the sum NaN, and with it the whole row.
//!
//! Rows lie across memory, so that the loops run down the columns, over many rows at once.

use core::hint::select_unpredictable;

use nalgebra::SMatrix;

use super::Store;
use super::dispatch::{self, not_constant};
use super::reduce::LaneSum;
use crate::math;
use crate::scalar::Scalar;

/// `out`ᵢⱼ = exp aᵢⱼ / Σₖ exp aᵢₖ: each row becomes positive and sums to one.
#[inline(always)]
pub fn softmax<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    if const { is_small(R, C) } {
        return small::<T, R, C>(out, a, store);
    }
    dispatch::vectorised(
        #[inline(always)]
        || match store {
            Store::Set if R == 1 => set_single_row(out, a),
            Store::Set if (1..FEW).contains(&R) => set_few_rows(out, a, R),
            Store::Set => for_each_block(
                R,
                #[inline(always)]
                |rows| set_rows(out, a, R, rows),
            ),
            Store::Add | Store::AddScaled(_) => for_each_block(
                R,
                #[inline(always)]
                |rows| add_rows(out, a, R, rows, store),
            ),
        },
    );
}

/// So little that it runs where it is called, in loops that unroll.
pub(super) const fn is_small(rows: usize, columns: usize) -> bool {
    0 < rows && rows * columns <= dispatch::NOT_WORTH_IT
}

#[inline(always)]
fn small<T: Scalar, const R: usize, const C: usize>(out: &mut [T], a: &[T], store: Store<T>) {
    let maxima = small_maxima::<T, R, C>(a);
    let mut powers = [[T::ZERO; R]; C];
    let mut sums = [T::ZERO; R];
    for (j, column) in powers.iter_mut().enumerate() {
        for (i, power) in column.iter_mut().enumerate() {
            *power = a[j * R + i] - maxima[i];
        }
    }
    for power in powers.as_flattened_mut() {
        *power = math::exp(*power);
    }
    for column in &powers {
        for (sum, &power) in sums.iter_mut().zip(column) {
            *sum += power;
        }
    }
    for column in &mut powers {
        for (power, &sum) in column.iter_mut().zip(&sums) {
            *power /= sum;
        }
    }
    store.put_all(out, powers.as_flattened());
}

/// mᵢ of all rows; NaN is passed over.
#[inline(always)]
pub(super) fn small_maxima<T: Scalar, const R: usize, const C: usize>(a: &[T]) -> [T; R] {
    let mut maxima = [-T::ONE / T::ZERO; R];
    for j in 0..C {
        for (i, maximum) in maxima.iter_mut().enumerate() {
            let a = a[j * R + i];
            *maximum = if a > *maximum { a } else { *maximum };
        }
    }
    maxima
}

/// Fewer rows than this leave most of a vector empty.
const FEW: usize = 8;

/// A single row lies in memory as a single column does.
#[inline(always)]
fn set_single_row<T: Scalar>(out: &mut [T], a: &[T]) {
    let mut maximum = -T::ONE / T::ZERO;
    for &a in a {
        maximum = if a > maximum { a } else { maximum };
    }
    for (to, &a) in out.iter_mut().zip(a) {
        *to = math::exp(a - maximum);
    }
    let mut sum = LaneSum::new();
    for block in out.chunks(not_constant(BLOCK)) {
        sum.add(block);
    }
    let sum = sum.total();
    for to in out {
        *to /= sum;
    }
}

/// The exponentials, which take the time, are computed in one loop over all columns.
#[inline(always)]
fn set_few_rows<T: Scalar>(out: &mut [T], a: &[T], height: usize) {
    let rows = Rows { first: 0, count: height };
    let maxima = maxima(a, height, rows);
    for (out, a) in columns_mut(out, height, rows).zip(columns(a, height, rows)) {
        for ((to, &a), &m) in out.iter_mut().zip(a).zip(&maxima) {
            *to = a - m;
        }
    }
    for to in &mut out[..not_constant(a.len())] {
        *to = math::exp(*to);
    }
    let mut sums = [T::ZERO; FEW];
    for out in columns(out, height, rows) {
        for (sum, &element) in sums.iter_mut().zip(out) {
            *sum += element;
        }
    }
    for out in columns_mut(out, height, rows) {
        for (to, &sum) in out.iter_mut().zip(&sums) {
            *to /= sum;
        }
    }
}

/// Every exponential is computed once, into the destination, and divided there.
#[inline(always)]
fn set_rows<T: Scalar>(out: &mut [T], a: &[T], height: usize, rows: Rows) {
    let maxima = maxima(a, height, rows);
    let mut sums = [T::ZERO; BLOCK];
    for (out, a) in columns_mut(out, height, rows).zip(columns(a, height, rows)) {
        for (((to, &a), &m), sum) in out.iter_mut().zip(a).zip(&maxima).zip(&mut sums) {
            *to = math::exp(a - m);
            *sum += *to;
        }
    }
    let sums = &mut sums[..rows.count];
    for sum in &mut *sums {
        *sum = math::recip(*sum);
    }
    for out in columns_mut(out, height, rows) {
        for (to, &share) in out.iter_mut().zip(&*sums) {
            *to *= share;
        }
    }
}

/// The sums are needed before anything can be added.
#[inline(always)]
fn add_rows<T: Scalar>(out: &mut [T], a: &[T], height: usize, rows: Rows, store: Store<T>) {
    let statistics = Statistics::of(a, height, rows);
    let (maxima, sums) = statistics.get();
    for (out, a) in columns_mut(out, height, rows).zip(columns(a, height, rows)) {
        for (((to, &a), &m), &s) in out.iter_mut().zip(a).zip(maxima).zip(sums) {
            store.put(to, math::exp(a - m) / s);
        }
    }
}

/// `out`ᵢⱼ = aᵢⱼ − ln Σₖ exp aᵢₖ: the logarithm of [`softmax`], finite wherever a is.
pub fn log_softmax<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    let (out, a) = (out.as_mut_slice(), a.as_slice());
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
                    for (out, a) in columns_mut(out, R, rows).zip(columns(a, R, rows)) {
                        for (((to, &a), &m), &ln_s) in out.iter_mut().zip(a).zip(maxima).zip(ln_sums) {
                            store.put(to, a - m - ln_s);
                        }
                    }
                },
            );
        },
    );
}

/// Rows whose maxima and sums are kept at a time: a vector or two, which then stay in registers.
pub(super) const BLOCK: usize = 16;

/// Some rows that follow each other.
#[derive(Clone, Copy)]
pub struct Rows {
    pub(super) first: usize,
    pub(super) count: usize,
}

/// Cuts `rows` rows into blocks. The code for a full one is compiled by itself.
#[inline(always)]
pub(super) fn for_each_block(rows: usize, mut f: impl FnMut(Rows)) {
    let rows = not_constant(rows);
    let mut first = 0;
    while first + BLOCK <= rows {
        f(Rows { first, count: BLOCK });
        first += BLOCK;
    }
    if first < rows {
        f(Rows { first, count: rows - first });
    }
}

/// These rows of each column of a matrix with `height` rows. Where they are must not be known: the compiler makes vectors across the columns, gathered
/// one by one, before it sees that the rows are vectors.
#[inline(always)]
pub(super) fn columns<T>(a: &[T], height: usize, rows: Rows) -> impl Iterator<Item = &[T]> {
    a.chunks_exact(height).map(move |column| &column[not_constant(rows.first)..][..rows.count])
}

#[inline(always)]
fn columns_mut<T>(a: &mut [T], height: usize, rows: Rows) -> impl Iterator<Item = &mut [T]> {
    a.chunks_exact_mut(height).map(move |column| &mut column[not_constant(rows.first)..][..rows.count])
}

/// mᵢ of some rows; NaN is passed over, and comes out in the sum.
#[inline(always)]
fn maxima<T: Scalar>(a: &[T], height: usize, rows: Rows) -> [T; BLOCK] {
    let mut maxima = [-T::ONE / T::ZERO; BLOCK];
    for column in columns(a, height, rows) {
        for (maximum, &a) in maxima.iter_mut().zip(column) {
            *maximum = select_unpredictable(a > *maximum, a, *maximum);
        }
    }
    maxima
}

/// mᵢ and sᵢ of some rows.
pub(super) struct Statistics<T> {
    maxima: [T; BLOCK],
    sums: [T; BLOCK],
    count: usize,
}

/// ln sᵢ by the largest probability, e⁰ / sᵢ; NaN where there is none, −∞ instead, since all of them are NaN.
#[inline(always)]
pub(super) fn ln_sum_by_largest<T: Scalar>(largest: T) -> T {
    T::ZERO - largest.elementary_ln_of_normal()
}

impl<T: Scalar> Statistics<T> {
    #[inline(always)]
    pub(super) fn of(a: &[T], height: usize, rows: Rows) -> Self {
        let maxima = maxima(a, height, rows);
        let mut sums = [T::ZERO; BLOCK];
        for column in columns(a, height, rows) {
            for ((sum, &maximum), &a) in sums.iter_mut().zip(&maxima).zip(column) {
                *sum += math::exp(a - maximum);
            }
        }
        Self { maxima, sums, count: rows.count }
    }

    /// mᵢ and ln sᵢ where the softmax is there already: e⁰ / sᵢ is its largest element in the row. NaN in a row is in all of its
    /// softmax, and comes out in the logarithm.
    #[inline(always)]
    pub(super) fn logarithms_by_probabilities(a: &[T], probabilities: &[T], height: usize, rows: Rows) -> Self {
        let mut sums = self::maxima(probabilities, height, rows);
        for sum in &mut sums[..rows.count] {
            *sum = ln_sum_by_largest(*sum);
        }
        Self { maxima: self::maxima(a, height, rows), sums, count: rows.count }
    }

    /// Maxima and sums, each as long as there are rows.
    #[inline(always)]
    pub(super) fn get(&self) -> (&[T], &[T]) {
        (&self.maxima[..self.count], &self.sums[..self.count])
    }

    /// ln sᵢ for sᵢ.
    #[inline(always)]
    pub(super) fn take_logarithms(&mut self) {
        for sum in &mut self.sums[..self.count] {
            *sum = sum.elementary_ln_of_normal();
        }
    }
}
