//! Xavier initialisation: Glorot and Bengio, "Understanding the difficulty of training deep
//! feedforward neural networks", AISTATS 2010. Keeps the variance of values and of gradients the
//! same from layer to layer where activations are close to linear (tanh, softmax):
//!
//! Var[w] = 2 / (`fan_in` + `fan_out`)                                    (their equation 12)

use nalgebra::SMatrix;
use rand_core::Rng;

use super::{fan_in, fan_out, normal, uniform};
use crate::math;
use crate::scalar::Scalar;

/// w ~ U(−a, a) with a = √(6 / (`fan_in` + `fan_out`)), their equation 16.
pub fn xavier_uniform<T: Scalar, const R: usize, const C: usize>(
    w: &mut SMatrix<T, R, C>,
    rng: &mut (impl Rng + ?Sized),
) {
    let bound = math::sqrt(6.0 / (fan_in::<R, C>() + fan_out::<R, C>()));
    uniform(w, rng, -bound, bound);
}

/// w ~ N(0, 2 / (`fan_in` + `fan_out`)).
pub fn xavier_normal<T: Scalar, const R: usize, const C: usize>(
    w: &mut SMatrix<T, R, C>,
    rng: &mut (impl Rng + ?Sized),
) {
    normal(w, rng, 0.0, math::sqrt(2.0 / (fan_in::<R, C>() + fan_out::<R, C>())));
}
