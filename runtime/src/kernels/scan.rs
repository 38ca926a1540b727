//! Running sums and products, and the recurrence that they are cases of: down the rows of each column,
//! or across the columns of each row.
//!
//! A scan across the columns keeps the state of some rows at a time, so that its loops run down memory.

use nalgebra::SMatrix;

use super::Store;
use crate::scalar::Scalar;

/// `out`ᵢⱼ = Σₖ aₖⱼ over the rows k ≤ i.
pub fn cumsum_rows<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    down::<_, R, C, false>(out, a, store, T::ZERO, add);
}

/// `out`ᵢⱼ = Σₖ aᵢₖ over the columns k ≤ j.
pub fn cumsum_cols<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    across::<_, R, C, false>(out, a, store, T::ZERO, add);
}

/// `out`ᵢⱼ = Σₖ aₖⱼ over the rows k ≥ i.
pub fn tailsum_rows<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    down::<_, R, C, true>(out, a, store, T::ZERO, add);
}

/// `out`ᵢⱼ = Σₖ aᵢₖ over the columns k ≥ j.
pub fn tailsum_cols<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    across::<_, R, C, true>(out, a, store, T::ZERO, add);
}

/// `out`ᵢⱼ = Πₖ aₖⱼ over the rows k < i; 1 in the first row.
pub fn products_before_rows<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    down::<_, R, C, false>(out, a, store, T::ONE, multiply);
}

/// `out`ᵢⱼ = Πₖ aᵢₖ over the columns k < j; 1 in the first column.
pub fn products_before_cols<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    across::<_, R, C, false>(out, a, store, T::ONE, multiply);
}

/// xᵢⱼ = aᵢⱼ · xᵢ₋₁ⱼ + bᵢⱼ down the rows; bⱼ in the first one.
pub fn recurrence_rows<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    b: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { R == 0 } {
        return;
    }
    let columns = a.as_slice().chunks_exact(R).zip(b.as_slice().chunks_exact(R));
    for (out, (a, b)) in out.as_mut_slice().chunks_exact_mut(R).zip(columns) {
        // What stands before the first row is nothing, whatever its coefficient is.
        let mut before = None;
        for (to, (&a, &b)) in out.iter_mut().zip(a.iter().zip(b)) {
            let x = before.map_or(b, |before| a * before + b);
            store.put(to, x);
            before = Some(x);
        }
    }
}

/// The sum so far, this element included.
#[inline(always)]
fn add<T: Scalar>(state: &mut T, element: T) -> T {
    *state += element;
    *state
}

/// The product so far, without this element.
#[inline(always)]
fn multiply<T: Scalar>(state: &mut T, element: T) -> T {
    let before = *state;
    *state *= element;
    before
}

/// A scan down each column, or up.
#[inline(always)]
fn down<T: Scalar, const R: usize, const C: usize, const UP: bool>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
    start: T,
    step: impl Fn(&mut T, T) -> T,
) {
    if const { R == 0 } {
        return;
    }
    for (out, a) in out.as_mut_slice().chunks_exact_mut(R).zip(a.as_slice().chunks_exact(R)) {
        let mut state = start;
        let rows = out.iter_mut().zip(a);
        if const { UP } {
            rows.rev().for_each(|(to, &a)| store.put(to, step(&mut state, a)));
        } else {
            rows.for_each(|(to, &a)| store.put(to, step(&mut state, a)));
        }
    }
}

/// Rows whose states are kept at a time.
const BLOCK: usize = 64;

/// A scan across the columns, from the first to the last or back.
#[inline(always)]
fn across<T: Scalar, const R: usize, const C: usize, const BACK: bool>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
    start: T,
    step: impl Fn(&mut T, T) -> T,
) {
    if const { R == 0 } {
        return;
    }
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    for first in (0..R).step_by(BLOCK) {
        let mut states = [start; BLOCK];
        let columns = out.chunks_exact_mut(R).zip(a.chunks_exact(R));
        let column = |(out, a): (&mut [T], &[T])| {
            let rows = out.iter_mut().zip(a).skip(first);
            for ((to, &a), state) in rows.zip(&mut states) {
                store.put(to, step(state, a));
            }
        };
        if const { BACK } { columns.rev().for_each(column) } else { columns.for_each(column) }
    }
}
