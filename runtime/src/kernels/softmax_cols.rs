//! Softmax of each column, and its logarithm; see [`softmax`](super::softmax()) for the equations.
//!
//! A column is one piece of memory, as a single row is; a long one is treated as such a row. Short ones make up groups,
//! so that the exponentials, which take the time, are computed in one loop over several columns.

use nalgebra::SMatrix;

use super::Store;
use super::dispatch::{self, not_constant};
use super::reduce::LaneSum;
use super::softmax::{is_small, ln_of_sum, logarithm, probability};
use super::softmax_few;
use crate::math;
use crate::scalar::Scalar;

/// `out`ᵢⱼ = exp aᵢⱼ / Σₖ exp aₖⱼ: each column becomes positive and sums to one.
pub fn softmax_cols<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { R == 0 } {
        return;
    }
    match store {
        Store::Set => dispatch::vectorised(
            #[inline(always)]
            || set(out, a),
        ),
        Store::Add | Store::AddScaled(_) => put(out, a, store, math::recip, probability),
    }
}

/// `out`ᵢⱼ = aᵢⱼ − ln Σₖ exp aₖⱼ: the logarithm of [`softmax_cols`], finite wherever a is.
pub fn log_softmax_cols<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { R == 0 } {
        return;
    }
    put(out, a, store, ln_of_sum, logarithm);
}

#[inline(always)]
fn set<T: Scalar, const R: usize, const C: usize>(out: &mut SMatrix<T, R, C>, a: &SMatrix<T, R, C>) {
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    if const { are_rows(R, C) } {
        for (out, a) in out.chunks_exact_mut(R).zip(a.chunks_exact(R)) {
            softmax_few::set::<T, 1, R>(out, a);
        }
        return;
    }
    let group = GROUP / R * R;
    for (out, a) in out.chunks_mut(group).zip(a.chunks(group)) {
        relative(out, a, R, |_, _| {});
        for to in &mut *out {
            *to = math::exp(*to);
        }
        for out in out.chunks_exact_mut(not_constant(R)) {
            let sum = sum(out);
            for to in out {
                *to /= sum;
            }
        }
    }
}

/// Puts f(aᵢⱼ, mⱼ, `of_sum`(sⱼ)).
#[inline(always)]
fn put<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
    of_sum: impl Fn(T) -> T,
    f: impl Fn(T, T, T) -> T,
) {
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    if const { are_small(R, C) } {
        return put_small::<T, R, C>(out, a, store, of_sum, f);
    }
    dispatch::vectorised(
        #[inline(always)]
        || {
            if const { are_rows(R, C) } {
                for (out, a) in out.chunks_exact_mut(R).zip(a.chunks_exact(R)) {
                    softmax_few::put::<T, 1, R>(out, a, store, &of_sum, &f);
                }
                return;
            }
            let group = GROUP / R * R;
            for (out, a) in out.chunks_mut(group).zip(a.chunks(group)) {
                put_group(out, a, R, store, &of_sum, &f);
            }
        },
    );
}

/// The same for so little that all loops unroll.
#[inline(always)]
fn put_small<T: Scalar, const R: usize, const C: usize>(
    out: &mut [T],
    a: &[T],
    store: Store<T>,
    of_sum: impl Fn(T) -> T,
    f: impl Fn(T, T, T) -> T,
) {
    let mut powers = [[T::ZERO; R]; C];
    let mut maxima = [T::ZERO; C];
    for ((powers, m), a) in powers.iter_mut().zip(&mut maxima).zip(a.chunks_exact(R)) {
        *m = maximum(a);
        for (power, &a) in powers.iter_mut().zip(a) {
            *power = a - *m;
        }
    }
    for power in powers.as_flattened_mut() {
        *power = math::exp(*power);
    }
    for (((out, a), powers), &m) in out.chunks_exact_mut(R).zip(a.chunks_exact(R)).zip(&powers).zip(&maxima) {
        let mut sum = T::ZERO;
        for &power in powers {
            sum += power;
        }
        let sum = of_sum(sum);
        for (to, &a) in out.iter_mut().zip(a) {
            store.put(to, f(a, m, sum));
        }
    }
}

/// The same for some whole columns.
#[inline(always)]
fn put_group<T: Scalar>(
    out: &mut [T],
    a: &[T],
    height: usize,
    store: Store<T>,
    of_sum: impl Fn(T) -> T,
    f: impl Fn(T, T, T) -> T,
) {
    let (mut powers, mut maxima) = ([T::ZERO; GROUP], [T::ZERO; GROUP]);
    let powers = &mut powers[..a.len()];
    relative(powers, a, height, |column, m| maxima[column] = m);
    for power in &mut *powers {
        *power = math::exp(*power);
    }
    let height = not_constant(height);
    let columns = out.chunks_exact_mut(height).zip(a.chunks_exact(height));
    for (((out, a), powers), &m) in columns.zip(powers.chunks_exact(height)).zip(&maxima) {
        let sum = of_sum(sum(powers));
        for (to, &a) in out.iter_mut().zip(a) {
            store.put(to, f(a, m, sum));
        }
    }
}

/// Whether each column is treated as a single row: it is long, or there are no others.
const fn are_rows(rows: usize, columns: usize) -> bool {
    32 <= rows || columns == 1
}

/// Whether there are several columns, all so short that they run where they are called.
const fn are_small(rows: usize, columns: usize) -> bool {
    is_small(rows, columns) && !are_rows(rows, columns)
}

/// Elements of a group of whole columns.
const GROUP: usize = 128;

/// aᵢⱼ − mⱼ; `keep` gets each j and mⱼ.
#[inline(always)]
fn relative<T: Scalar>(out: &mut [T], a: &[T], height: usize, mut keep: impl FnMut(usize, T)) {
    let height = not_constant(height);
    for (column, (out, a)) in out.chunks_exact_mut(height).zip(a.chunks_exact(height)).enumerate() {
        let m = maximum(a);
        for (to, &a) in out.iter_mut().zip(a) {
            *to = a - m;
        }
        keep(column, m);
    }
}

/// The sum of a column.
#[inline(always)]
fn sum<T: Scalar>(column: &[T]) -> T {
    let mut sum = LaneSum::new();
    sum.add(column);
    sum.total()
}

/// The maximum of a column; NaN is passed over, and comes out in the sum.
#[inline(always)]
fn maximum<T: Scalar>(column: &[T]) -> T {
    let mut maximum = -T::ONE / T::ZERO;
    for &a in column {
        maximum = if a > maximum { a } else { maximum };
    }
    maximum
}
