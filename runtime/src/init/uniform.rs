//! Density 1 / (high − low) on [low, high).

use nalgebra::SMatrix;
use rand_core::Rng;

use crate::scalar::Scalar;

/// w ~ U(low, high), each element on its own.
///
/// The upper bound itself can come out where rounding leads to it.
pub fn uniform<T: Scalar, const R: usize, const C: usize>(
    w: &mut SMatrix<T, R, C>,
    rng: &mut (impl Rng + ?Sized),
    low: f64,
    high: f64,
) {
    for element in w.as_mut_slice() {
        *element = T::from_f64(low + (high - low) * unit(rng));
    }
}

/// A number from [0, 1): the 53 upper bits of a draw, as many as an `f64` holds.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit in an f64")]
fn unit(rng: &mut (impl Rng + ?Sized)) -> f64 {
    const SCALE: f64 = 1.0 / (1_u64 << 53) as f64;
    (rng.next_u64() >> 11) as f64 * SCALE
}
