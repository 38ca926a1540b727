//! The seeded random source.
//!
//! Everything random in keisan draws from a generator that the caller passes in; any generator
//! that implements [`Rng`] will do.

pub use rand_chacha::ChaCha8Rng as Generator;
pub use rand_core::{Rng, SeedableRng};

/// A generator whose whole sequence follows from the seed: the same on every machine and in every
/// version of keisan with the same major number. It is `ChaCha` with eight rounds.
///
/// ```
/// use keisan::random::{Rng, seeded};
///
/// assert_eq!(seeded(7).next_u64(), seeded(7).next_u64());
/// assert_ne!(seeded(7).next_u64(), seeded(8).next_u64());
/// ```
#[must_use]
pub fn seeded(seed: u64) -> Generator {
    Generator::seed_from_u64(seed)
}
