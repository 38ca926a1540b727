//! The same elements in other places: mirrored and shifted.

use nalgebra::SMatrix;

use super::Store;
use super::structure::put_all;
use crate::scalar::Scalar;

/// The rows of A in reverse order: upside down.
pub fn flip_rows<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { R == 0 } {
        return;
    }
    for (out, a) in out.as_mut_slice().chunks_exact_mut(R).zip(a.as_slice().chunks_exact(R)) {
        put_all(out, a.iter().rev(), store);
    }
}

/// The columns of A in reverse order: left and right change sides.
pub fn flip_cols<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { R == 0 } {
        return;
    }
    for (out, a) in out.as_mut_slice().chunks_exact_mut(R).zip(a.as_slice().chunks_exact(R).rev()) {
        put_all(out, a, store);
    }
}

/// The rows of A one further down; zeros in the first.
pub fn shift_rows<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { R == 0 } {
        return;
    }
    for (out, a) in out.as_mut_slice().chunks_exact_mut(R).zip(a.as_slice().chunks_exact(R)) {
        put_all(out, core::iter::once(&T::ZERO).chain(a), store);
    }
}
