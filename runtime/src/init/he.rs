//! He initialisation: He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015. Keeps the
//! variance of values the same from layer to layer where relu sets half of them to zero:
//!
//! Var[w] = 2 / `fan_in`                                                  (their equation 10)

use nalgebra::SMatrix;
use rand_core::Rng;

use super::{fan_in, normal, uniform};
use crate::math;
use crate::scalar::Scalar;

/// w ~ U(−a, a) with a = √(6 / `fan_in`), the bound whose variance is 2 / `fan_in`.
pub fn he_uniform<T: Scalar, const R: usize, const C: usize>(w: &mut SMatrix<T, R, C>, rng: &mut (impl Rng + ?Sized)) {
    let bound = math::sqrt(6.0 / fan_in::<R, C>());
    uniform(w, rng, -bound, bound);
}

/// w ~ N(0, 2 / `fan_in`).
pub fn he_normal<T: Scalar, const R: usize, const C: usize>(w: &mut SMatrix<T, R, C>, rng: &mut (impl Rng + ?Sized)) {
    normal(w, rng, 0.0, math::sqrt(2.0 / fan_in::<R, C>()));
}
