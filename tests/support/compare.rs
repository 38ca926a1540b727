//! When two matrices are the same, and what is said when they are not.

use keisan::Scalar;
use keisan::nalgebra::DMatrix;

/// The larger of two errors; unlike `f64::max` it keeps a NaN.
#[must_use]
pub fn worse(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}

/// The error of `found` as a whole, once every entry is within `bound` of `expected`.
///
/// The norm: the largest |found − expected|, divided by the largest |expected| of the matrix. An
/// entry that is small beside its neighbours is thus held to what they can be held to; a matrix
/// of zeros must be met exactly.
///
/// # Panics
///
/// If the shapes differ, or an error is above `bound` or NaN. The message names `what`, the
/// worst entry and both numbers.
pub fn close<T: Scalar>(what: &str, found: &DMatrix<T>, expected: &DMatrix<f64>, bound: f64) -> f64 {
    close_above(0.0, what, found, expected, bound)
}

/// The same, where magnitudes below `floor` count as `floor`: what is expected has itself an
/// error that does not shrink with it.
///
/// # Panics
///
/// As [`close`].
pub fn close_above<T: Scalar>(floor: f64, what: &str, found: &DMatrix<T>, expected: &DMatrix<f64>, bound: f64) -> f64 {
    assert_eq!(found.shape(), expected.shape(), "{what}: found and expected shape");
    let scale = expected.iter().fold(floor, |largest, entry| worse(entry.abs(), largest));
    let mut worst = (0.0, 0, 0);
    for column in 0..expected.ncols() {
        for row in 0..expected.nrows() {
            let (found, expected) = (found[(row, column)].to_f64(), expected[(row, column)]);
            let difference = (found - expected).abs();
            let error = if difference == 0.0 { 0.0 } else { difference / scale };
            if error.is_nan() || error > worst.0 {
                worst = (error, row, column);
            }
        }
    }
    let (error, row, column) = worst;
    assert!(
        error <= bound,
        "{what}[{row}, {column}]: expected {:e}, found {:e}; \
         the relative error is {error:.1e}, the bound {bound:.0e}",
        expected[(row, column)],
        found[(row, column)],
    );
    error
}
