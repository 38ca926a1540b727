//! Sums of an elementwise expression: over everything, over the rows, over the columns.

use nalgebra::SMatrix;

use super::{Operands, Store};
use crate::math;
use crate::scalar::Scalar;

/// `out` = Σᵢⱼ f(operands)ᵢⱼ
pub fn sum<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, 1>,
    operands: O,
    store: Store,
    f: impl Fn(O::Elements) -> T,
) {
    store.put(&mut out[(0, 0)], total(operands, f));
}

/// `out` = Σᵢⱼ f(operands)ᵢⱼ / (R · C)
pub fn mean<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, 1>,
    operands: O,
    store: Store,
    f: impl Fn(O::Elements) -> T,
) {
    store.put(&mut out[(0, 0)], total(operands, f) / math::count(R * C));
}

fn total<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    operands: O,
    f: impl Fn(O::Elements) -> T,
) -> T {
    let mut total = T::ZERO;
    for j in 0..C {
        // SAFETY: j < C.
        let cursor = unsafe { operands.column(j) };
        for i in 0..R {
            // SAFETY: i < R.
            total += f(unsafe { O::read(cursor, i) });
        }
    }
    total
}

/// `out`ⱼ = Σᵢ f(operands)ᵢⱼ: the rows added together, `[1 … 1]`·A.
pub fn sum_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    store: Store,
    f: impl Fn(O::Elements) -> T,
) {
    for j in 0..C {
        // SAFETY: j < C.
        let cursor = unsafe { operands.column(j) };
        let mut total = T::ZERO;
        for i in 0..R {
            // SAFETY: i < R.
            total += f(unsafe { O::read(cursor, i) });
        }
        store.put(&mut out[(0, j)], total);
    }
}

/// `out`ᵢ = Σⱼ f(operands)ᵢⱼ: the columns added together, A·`[1 … 1]`ᵀ.
pub fn sum_cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    store: Store,
    f: impl Fn(O::Elements) -> T,
) {
    for i in 0..R {
        let mut total = T::ZERO;
        for j in 0..C {
            // SAFETY: j < C and i < R.
            total += f(unsafe { O::read(operands.column(j), i) });
        }
        store.put(&mut out[(i, 0)], total);
    }
}
