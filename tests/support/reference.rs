//! Formulas as a textbook has them, for values that overflow nowhere.

#![allow(clippy::cast_precision_loss, reason = "counts are small")]

use std::f64::consts::FRAC_2_SQRT_PI;

use keisan::nalgebra::DMatrix;

/// erf x = 2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)): a sum without cancellation.
#[must_use]
pub fn erf(x: f64) -> f64 {
    if x.abs() > 6.0 {
        return x.signum(); // the rest is below 1e-16
    }
    let mut term = x;
    let mut sum = 0.0;
    for n in 1..200 {
        sum += term;
        term *= 2.0 * x * x / f64::from(2 * n + 1);
    }
    FRAC_2_SQRT_PI * (-x * x).exp() * sum
}

/// (24): `b_ij = e^a_ij / Σ_k e^a_ik`.
#[must_use]
pub fn softmax(a: &DMatrix<f64>) -> DMatrix<f64> {
    let e = a.map(f64::exp);
    e.map_with_location(|i, _, exponential| exponential / e.row(i).sum())
}

/// (29), a value for each row: `c_i = −Σ_j y_ij ln b_ij`.
#[must_use]
pub fn cross_entropy(b: &DMatrix<f64>, y: &DMatrix<f64>) -> DMatrix<f64> {
    let terms = b.zip_map(y, |b, y| -y * b.ln());
    DMatrix::from_fn(b.nrows(), 1, |i, _| terms.row(i).sum())
}

/// (14): `c_ij = Σ_k a_ik b_kj`.
#[must_use]
pub fn multiply(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    let entry = |i, j| (0..a.ncols()).map(|k| a[(i, k)] * b[(k, j)]).sum();
    DMatrix::from_fn(a.nrows(), b.ncols(), entry)
}

/// The mean of some numbers.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Σ (x − x̄)² / n.
#[must_use]
pub fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / values.len() as f64
}

/// The square root of the variance.
#[must_use]
pub fn deviation(values: &[f64]) -> f64 {
    variance(values).sqrt()
}

/// The largest of some numbers.
#[must_use]
pub fn max(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// The smallest of some numbers.
#[must_use]
pub fn min(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The product of some numbers.
#[must_use]
pub fn product(values: &[f64]) -> f64 {
    values.iter().product()
}

/// ln Σ eˣ.
#[must_use]
pub fn logsumexp(values: &[f64]) -> f64 {
    values.iter().map(|x| x.exp()).sum::<f64>().ln()
}
