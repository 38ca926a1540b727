//! One loop, any expression: out = f(a, b, …), element by element.
//!
//! Where every operand is full, the matrix is one long column in memory and one loop does it;
//! otherwise each column is a loop, in which the rows' elements do not change.

use nalgebra::SMatrix;

use super::dispatch::{self, not_constant};
use super::{Operands, Store};
use crate::scalar::Scalar;

/// `out` = f(operands), or `out` += f(operands), or a multiple of that, element by element.
#[inline]
pub fn map<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    let out = out.as_mut_slice();
    match store {
        Store::Set => for_each(
            out,
            operands,
            #[inline(always)]
            |to, elements| *to = f(elements),
        ),
        Store::Add => for_each(
            out,
            operands,
            #[inline(always)]
            |to, elements| *to += f(elements),
        ),
        Store::AddScaled(scale) => for_each(
            out,
            operands,
            #[inline(always)]
            |to, elements| *to += scale * f(elements),
        ),
    }
}

/// `out` = f(`out`, operands), element by element.
#[inline]
pub fn update<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    operands: O,
    f: impl Fn(T, O::Elements) -> T,
) {
    let out = out.as_mut_slice();
    for_each(
        out,
        operands,
        #[inline(always)]
        |to, elements| *to = f(*to, elements),
    );
}

/// `out` = 0; or `out` += 0, which leaves it as it is.
#[inline]
pub fn zero<T: Scalar, const R: usize, const C: usize>(out: &mut SMatrix<T, R, C>, store: Store<T>) {
    if store == Store::Set {
        out.as_mut_slice().fill(T::ZERO);
    }
}

/// f at each element of a matrix in memory.
#[inline(always)]
pub(super) fn for_each<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut [T],
    operands: O,
    f: impl Fn(&mut T, O::Elements),
) {
    if const { R * C == 0 } {
        // A batch of none: there is no column to cut.
    } else if const { R * C <= dispatch::NOT_WORTH_IT } {
        columns::<T, O, R, C>(out, operands, f);
    } else {
        dispatch::vectorised(
            #[inline(always)]
            || columns::<T, O, R, C>(out, operands, f),
        );
    }
}

#[inline(always)]
fn columns<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut [T],
    operands: O,
    f: impl Fn(&mut T, O::Elements),
) {
    if const { O::FLAT } {
        // SAFETY: the operands are flat.
        unsafe { column::<T, O, R, C>(&mut out[..R * C], operands.column(0), f) };
    } else {
        let rows = if const { R * C <= dispatch::NOT_WORTH_IT } { R } else { not_constant(R) };
        for (j, out) in out.chunks_exact_mut(rows).enumerate() {
            // SAFETY: C chunks are R long.
            unsafe { column::<T, O, R, C>(out, operands.column(j), &f) };
        }
    }
}

/// One loop over memory. The destination is a parameter of its own, so that the compiler knows that
/// it overlaps with nothing.
#[inline(always)]
unsafe fn column<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut [T],
    cursor: O::Cursor,
    f: impl Fn(&mut T, O::Elements),
) {
    for (i, to) in out.iter_mut().enumerate() {
        // SAFETY: by the caller's word the cursor is good for as many rows as the slice is long.
        f(to, unsafe { O::read(cursor, i) });
    }
}
