//! One loop, any expression: out = f(a, b, …), element by element.
//!
//! Where every operand is full, the matrix is one long column in memory and one loop does it;
//! otherwise each column is a loop, in which the rows' elements do not change.

use nalgebra::SMatrix;

use super::dispatch::{self, not_constant};
use super::{Operands, Store};
use crate::scalar::Scalar;

/// `out` = f(operands), element by element.
#[inline]
pub fn map<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    operands: O,
    f: impl Fn(O::Elements) -> T,
) {
    for_each(
        out.as_mut_slice(),
        operands,
        #[inline(always)]
        |to, elements| *to = f(elements),
    );
}

/// `out` += f(operands), element by element.
#[inline]
pub fn add<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    operands: O,
    f: impl Fn(O::Elements) -> T,
) {
    for_each(
        out.as_mut_slice(),
        operands,
        #[inline(always)]
        |to, elements| *to += f(elements),
    );
}

/// `out` += `scale` · f(operands), element by element.
#[inline]
pub fn add_scaled<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    operands: O,
    scale: T,
    f: impl Fn(O::Elements) -> T,
) {
    for_each(
        out.as_mut_slice(),
        operands,
        #[inline(always)]
        |to, elements| *to += scale * f(elements),
    );
}

/// [`map`], [`add`] or [`add_scaled`], whichever the caller says. It is three loops: where it is known which of them is meant,
/// one is enough.
#[inline]
pub fn map_with<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    match store {
        Store::Set => map(out, operands, f),
        Store::Add => add(out, operands, f),
        Store::AddScaled(scale) => add_scaled(out, operands, scale, f),
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
        let rows = if const { R * C <= dispatch::NOT_WORTH_IT } { R } else { usize::min(not_constant(R), R) };
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
