//! One loop, any expression: out = f(a, b, …), element by element.

use nalgebra::SMatrix;

use super::{Operands, Store};
use crate::scalar::Scalar;

/// `out` = f(operands), or `out` += f(operands), element by element.
pub fn map<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    operands: O,
    store: Store,
    f: impl Fn(O::Elements) -> T,
) {
    update(out, operands, |old, elements| match store {
        Store::Set => f(elements),
        Store::Add => old + f(elements),
    });
}

/// `out` = f(`out`, operands), element by element.
pub fn update<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    operands: O,
    f: impl Fn(T, O::Elements) -> T,
) {
    let (rows, columns) = if O::FLAT { (R * C, 1) } else { (R, C) };
    let elements = out.as_mut_slice();
    for j in 0..columns {
        // SAFETY: j < C.
        let cursor = unsafe { operands.column(j) };
        for (i, element) in elements[j * rows..(j + 1) * rows].iter_mut().enumerate() {
            // SAFETY: i < R, or the operands are flat and this is the first column.
            *element = f(*element, unsafe { O::read(cursor, i) });
        }
    }
}

/// `out` = 0; or `out` += 0, which leaves it as it is.
#[inline]
pub fn zero<T: Scalar, const R: usize, const C: usize>(out: &mut SMatrix<T, R, C>, store: Store) {
    if store == Store::Set {
        out.as_mut_slice().fill(T::ZERO);
    }
}
