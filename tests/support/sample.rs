//! Random values, the same in every run.

use keisan::Scalar;
use keisan::nalgebra::SMatrix;

/// Where values are drawn from: intervals that an operation is defined and smooth on.
#[derive(Clone, Copy, Debug)]
pub struct Domain(pub &'static [(f64, f64)]);

/// Numbers of either sign.
pub const REAL: Domain = Domain(&[(-2.0, 2.0)]);
/// Numbers of either sign that are not near zero, where some functions have a corner or a pole.
pub const NONZERO: Domain = Domain(&[(-2.0, -0.5), (0.5, 2.0)]);
/// Numbers above zero.
pub const POSITIVE: Domain = Domain(&[(0.5, 2.5)]);
/// Numbers about one.
pub const ABOUT_ONE: Domain = Domain(&[(0.75, 1.25)]);

/// A source of random numbers: `SplitMix64`, for a test's values need not be better.
pub struct Source(u64);

impl Source {
    /// A source of its own for each seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Uniform in [0, 1).
    #[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform in one of the domain's intervals, each as likely as the others.
    #[allow(clippy::cast_possible_truncation, reason = "the remainder is small")]
    pub fn of(&mut self, Domain(intervals): Domain) -> f64 {
        let (low, high) = intervals[(self.next() % intervals.len() as u64) as usize];
        low + (high - low) * self.unit()
    }

    /// A matrix of such numbers.
    pub fn matrix<T: Scalar, const R: usize, const C: usize>(&mut self, domain: Domain) -> SMatrix<T, R, C> {
        SMatrix::from_fn(|_, _| T::from_f64(self.of(domain)))
    }

    /// Overwrites a slice with such numbers.
    pub fn fill<T: Scalar>(&mut self, slice: &mut [T], domain: Domain) {
        slice.fill_with(|| T::from_f64(self.of(domain)));
    }
}
