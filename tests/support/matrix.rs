//! Matrices in the forms that tests need.

use keisan::Scalar;
use keisan::nalgebra::{DMatrix, SMatrix};

/// A matrix from its rows.
#[must_use]
pub fn matrix<T: Scalar, const R: usize, const C: usize>(rows: [[T; C]; R]) -> SMatrix<T, R, C> {
    SMatrix::from_fn(|row, column| rows[row][column])
}

/// A matrix whose shape is known at run time only.
#[must_use]
pub fn dynamic<T: Scalar, const R: usize, const C: usize>(a: &SMatrix<T, R, C>) -> DMatrix<T> {
    DMatrix::from_fn(R, C, |row, column| a[(row, column)])
}
