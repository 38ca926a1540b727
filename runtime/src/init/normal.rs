//! Density exp(−(w − mean)² / 2 std²) / (std √2π).

use nalgebra::SMatrix;
use rand_core::Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::scalar::Scalar;

/// w ~ N(mean, std²), each element on its own.
pub fn normal<T: Scalar, const R: usize, const C: usize>(
    w: &mut SMatrix<T, R, C>,
    rng: &mut (impl Rng + ?Sized),
    mean: f64,
    std: f64,
) {
    for element in w.as_mut_slice() {
        let standard: f64 = StandardNormal.sample(rng);
        *element = T::from_f64(mean + std * standard);
    }
}
