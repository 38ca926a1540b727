//! Softmax of each row, and its logarithm:
//!
//! bᵢⱼ = exp(aᵢⱼ − mᵢ) / sᵢ, with mᵢ = maxₖ aᵢₖ and sᵢ = Σₖ exp(aᵢₖ − mᵢ)       (24)
//!
//! ln bᵢⱼ = aᵢⱼ − mᵢ − ln sᵢ
//!
//! The maximum is taken off so that no exponential overflows and the sum is at least 1. NaN in a row
//! makes the sum NaN, and with it the whole row; of −∞ alone the sum is 0, and the whole row NaN.
//!
//! Rows lie across memory, so that the loops run down the columns, over many rows at once.
//!
//! A row is read in two passes, see [`softmax_chunks`](super::softmax_chunks).

use core::hint::select_unpredictable;

use nalgebra::SMatrix;

use super::Store;
use super::dispatch::{self, not_constant};
use super::softmax_chunks::{CHUNKS, Chunks, Running};
use super::softmax_few;
use crate::math;
use crate::scalar::Scalar;

/// `out`ᵢⱼ = exp aᵢⱼ / Σₖ exp aᵢₖ: each row becomes positive and sums to one.
#[inline(always)]
pub fn softmax<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { is_small(R, C) } {
        return small::<T, R, C>(out.as_mut_slice(), a.as_slice(), store);
    }
    match store {
        Store::Set => dispatch::vectorised(
            #[inline(always)]
            || set(out, a),
        ),
        Store::Add | Store::AddScaled(_) => put(out, a, store, math::recip, probability),
    }
}

/// So little that it runs where it is called, in loops that unroll.
pub(super) const fn is_small(rows: usize, columns: usize) -> bool {
    0 < rows && rows * columns <= dispatch::NOT_WORTH_IT
}

#[inline(always)]
fn small<T: Scalar, const R: usize, const C: usize>(out: &mut [T], a: &[T], store: Store<T>) {
    let (_, mut powers, sums) = small_powers::<T, R, C>(a);
    for column in &mut powers {
        for (power, &sum) in column.iter_mut().zip(&sums) {
            *power /= sum;
        }
    }
    store.put_all(out, powers.as_flattened());
}

/// mᵢ, exp(aᵢⱼ − mᵢ) and sᵢ.
#[inline(always)]
fn small_powers<T: Scalar, const R: usize, const C: usize>(a: &[T]) -> ([T; R], [[T; R]; C], [T; R]) {
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
    (maxima, powers, sums)
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

/// `out`ᵢⱼ = aᵢⱼ − ln Σₖ exp aᵢₖ: the logarithm of [`softmax`], finite wherever a is.
pub fn log_softmax<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    put(out, a, store, ln_of_sum, logarithm);
}

/// The exponentials are computed into the destination, and scaled there.
#[inline(always)]
fn set<T: Scalar, const R: usize, const C: usize>(out: &mut SMatrix<T, R, C>, a: &SMatrix<T, R, C>) {
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    if const { are_few(R) } {
        return softmax_few::set::<T, R, C>(out, a);
    }
    for_each_block(
        R,
        #[inline(always)]
        |rows| set_rows(out, a, R, C, rows),
    );
}

#[inline(always)]
fn set_rows<T: Scalar>(out: &mut [T], a: &[T], height: usize, width: usize, rows: Rows) {
    let chunks = Chunks::few(width, CHUNK);
    let chunk = chunks.columns * height;
    let mut running = Running::new();
    let mut maxima = [[T::ZERO; BLOCK]; CHUNKS];
    for ((out, a), maxima) in out.chunks_mut(chunk).zip(a.chunks(chunk)).zip(&mut maxima) {
        let raised = raised(running.maxima, a, height, rows);
        let mut sums = [T::ZERO; BLOCK];
        for (out, a) in columns_mut(out, height, rows).zip(columns(a, height, rows)) {
            let mut powers = [T::ZERO; BLOCK];
            for ((power, &m), &a) in powers.iter_mut().zip(&raised).zip(a) {
                *power = math::exp(a - m);
            }
            for (sum, &power) in sums.iter_mut().zip(&powers) {
                *sum += power;
            }
            out.copy_from_slice(&powers[..rows.count]);
        }
        running.take(raised, sums, chunks);
        *maxima = raised;
    }
    for (out, maxima) in out.chunks_mut(chunk).zip(&maxima) {
        let factors = running.factors(maxima, chunks);
        let factors = &factors[..rows.count];
        for out in columns_mut(out, height, rows) {
            for (to, &factor) in out.iter_mut().zip(factors) {
                *to *= factor;
            }
        }
    }
}

/// bᵢⱼ, by 1 / sᵢ.
#[inline(always)]
pub(super) fn probability<T: Scalar>(a: T, m: T, share: T) -> T {
    math::exp(a - m) * share
}

/// ln bᵢⱼ, by ln sᵢ.
#[inline(always)]
pub(super) fn logarithm<T: Scalar>(a: T, m: T, ln_s: T) -> T {
    a - m - ln_s
}

/// Puts f(aᵢⱼ, mᵢ, `of_sum`(sᵢ)).
#[inline(always)]
fn put<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
    of_sum: impl Fn(T) -> T,
    f: impl Fn(T, T, T) -> T,
) {
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    if const { is_small(R, C) } {
        let (maxima, _, sums) = small_powers::<T, R, C>(a);
        let sums = sums.map(of_sum);
        for (out, a) in out.chunks_exact_mut(R).zip(a.chunks_exact(R)) {
            for (((to, &a), &m), &s) in out.iter_mut().zip(a).zip(&maxima).zip(&sums) {
                store.put(to, f(a, m, s));
            }
        }
        return;
    }
    dispatch::vectorised(
        #[inline(always)]
        || {
            if const { are_few(R) } {
                return softmax_few::put::<T, R, C>(out, a, store, of_sum, f);
            }
            for_each_block(
                R,
                #[inline(always)]
                |rows| {
                    let mut statistics = Statistics::of::<R, C>(a, rows);
                    statistics.finish_sums(&of_sum);
                    let (maxima, sums) = statistics.get();
                    for (out, a) in columns_mut(out, R, rows).zip(columns(a, R, rows)) {
                        let mut results = [T::ZERO; BLOCK];
                        for (((result, &a), &m), &s) in results.iter_mut().zip(a).zip(maxima).zip(sums) {
                            *result = f(a, m, s);
                        }
                        store.put_all(out, &results[..rows.count]);
                    }
                },
            );
        },
    );
}

/// Fewer rows than this leave most of a vector empty.
const fn are_few(rows: usize) -> bool {
    0 < rows && rows < 8
}

/// Columns of a chunk at least: with a block of rows, a few kilobytes.
const CHUNK: usize = 64;

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

/// These rows of each column of a matrix with `height` rows. Where they are must not be known: the compiler makes
/// vectors across the columns, gathered one by one, before it sees that the rows are vectors.
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
    raised([-T::ONE / T::ZERO; BLOCK], a, height, rows)
}

/// `maxima`, or what is larger in these columns.
#[inline(always)]
fn raised<T: Scalar>(mut maxima: [T; BLOCK], a: &[T], height: usize, rows: Rows) -> [T; BLOCK] {
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

/// ln sᵢ; NaN where sᵢ = 0, since all of the row is −∞.
#[inline(always)]
pub(super) fn ln_of_sum<T: Scalar>(sum: T) -> T {
    select_unpredictable(sum > T::ZERO, sum.elementary_ln_of_normal(), T::from_f64(f64::NAN))
}

impl<T: Scalar> Statistics<T> {
    #[inline(always)]
    pub(super) fn of<const R: usize, const C: usize>(a: &[T], rows: Rows) -> Self {
        if const { are_few(R) } {
            let few = softmax_few::statistics::<T, R, C>(a);
            let (mut maxima, mut sums) = ([T::ZERO; BLOCK], [T::ZERO; BLOCK]);
            maxima[..R].copy_from_slice(&few.maxima);
            sums[..R].copy_from_slice(&few.sums);
            return Self { maxima, sums, count: R };
        }
        let chunks = Chunks::of(C, CHUNK);
        let mut running = Running::new();
        for a in a.chunks(chunks.columns * R) {
            let maxima = raised(running.maxima, a, R, rows);
            let mut sums = [T::ZERO; BLOCK];
            for column in columns(a, R, rows) {
                for ((sum, &m), &a) in sums.iter_mut().zip(&maxima).zip(column) {
                    *sum += math::exp(a - m);
                }
            }
            running.take(maxima, sums, chunks);
        }
        Self { maxima: running.maxima, sums: running.sums, count: rows.count }
    }

    /// mᵢ and ln sᵢ where the softmax is there already: e⁰ / sᵢ is its largest element in the row. NaN in a row is in
    /// all of its softmax, and comes out in the logarithm.
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

    /// f(sᵢ) for sᵢ.
    #[inline(always)]
    pub(super) fn finish_sums(&mut self, f: impl Fn(T) -> T) {
        for sum in &mut self.sums[..self.count] {
            *sum = f(*sum);
        }
    }
}
