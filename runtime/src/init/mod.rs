//! Initialisers: what a parameter starts from.
//!
//! Each takes the matrix to fill, a random source (unused by the constant ones), and its own
//! arguments. A weight of shape `[R, C]` maps R inputs to C outputs: its fan-in is R, its fan-out C.
//!
//! Random values are drawn in `f64` and rounded, so that one seed gives the same network in `f32`
//! and `f64`.

mod he;
mod normal;
mod uniform;
mod xavier;

use nalgebra::SMatrix;
use rand_core::Rng;

use crate::scalar::Scalar;

pub use he::{he_normal, he_uniform};
pub use normal::normal;
pub use uniform::uniform;
pub use xavier::{xavier_normal, xavier_uniform};

/// w = 0.
pub fn zeros<T: Scalar, const R: usize, const C: usize>(w: &mut SMatrix<T, R, C>, rng: &mut (impl Rng + ?Sized)) {
    constant(w, rng, 0.0);
}

/// w = 1.
pub fn ones<T: Scalar, const R: usize, const C: usize>(w: &mut SMatrix<T, R, C>, rng: &mut (impl Rng + ?Sized)) {
    constant(w, rng, 1.0);
}

/// w = `value`.
pub fn constant<T: Scalar, const R: usize, const C: usize>(
    w: &mut SMatrix<T, R, C>,
    _rng: &mut (impl Rng + ?Sized),
    value: f64,
) {
    w.as_mut_slice().fill(T::from_f64(value));
}

/// Number of inputs that a weight `[R, C]` sums over, as a float.
fn fan_in<const R: usize, const C: usize>() -> f64 {
    f64::from_usize(R)
}

/// Number of outputs that each input of a weight `[R, C]` goes to, as a float.
fn fan_out<const R: usize, const C: usize>() -> f64 {
    f64::from_usize(C)
}
