//! Random masks, drawn from a seed.
//!
//! Element i of a mask is a hash of the seed, the mask's number and i, so a loop draws it without a state that is
//! carried from element to element, and equal seeds give equal masks on every CPU.

use nalgebra::SMatrix;

use super::dispatch;
use crate::scalar::Scalar;

/// `out`ᵢⱼ = 0 with probability `rate`, else 1 / (1 − `rate`).
///
/// The masks of one seed differ by their `stream`. `rate` is at least 0 and less than 1.
#[inline]
pub fn dropout_mask<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    seed: u64,
    stream: u64,
    rate: f64,
) {
    let key = mixed(seed ^ mixed(stream));
    #[expect(clippy::cast_possible_truncation, reason = "the two halves of the key")]
    let (low, high) = (key as u32, (key >> 32) as u32);
    // The conversion saturates.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2³²")]
    let threshold = (rate * 4_294_967_296.0) as u32;
    let kept = T::from_f64(1.0 / (1.0 - rate));
    let out = out.as_mut_slice();
    dispatch::vectorised(
        #[inline(always)]
        || {
            for (i, element) in out.iter_mut().enumerate() {
                #[expect(clippy::cast_possible_truncation, reason = "a matrix of 2³² elements repeats itself")]
                let hash = scrambled(scrambled(i as u32 ^ low) ^ high);
                *element = if hash < threshold { T::ZERO } else { kept };
            }
        },
    );
}

/// A permutation of the 32-bit numbers in which every bit depends on every other. (Wellons: Prospecting for hash
/// functions, 2018; `lowbias32`.)
#[inline(always)]
fn scrambled(mut bits: u32) -> u32 {
    bits ^= bits >> 16;
    bits = bits.wrapping_mul(0x7feb_352d);
    bits ^= bits >> 15;
    bits = bits.wrapping_mul(0x846c_a68b);
    bits ^ (bits >> 16)
}

/// A permutation of the 64-bit numbers. (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014.)
fn mixed(bits: u64) -> u64 {
    let mut bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, clippy::float_cmp, reason = "counts are small, and what is exact is exact")]
mod tests {
    use alloc::boxed::Box;

    use super::*;
    use crate::plain;

    const N: usize = 200;

    fn mask(seed: u64, stream: u64, rate: f64) -> Box<SMatrix<f64, N, N>> {
        let mut out = plain::zeroed_box();
        dropout_mask(&mut *out, seed, stream, rate);
        out
    }

    fn share_dropped(mask: &SMatrix<f64, N, N>) -> f64 {
        mask.iter().filter(|&&element| element == 0.0).count() as f64 / (N * N) as f64
    }

    #[test]
    fn the_share_that_is_dropped_is_the_rate() {
        for rate in [0.0, 0.1, 0.5, 0.9, 0.999] {
            for seed in [0, 1, 2, u64::MAX] {
                let mask = mask(seed, 0, rate);
                let deviation = (rate * (1.0 - rate) / (N * N) as f64).sqrt();
                assert!((share_dropped(&mask) - rate).abs() <= 5.0 * deviation, "rate {rate}, seed {seed}");
                let kept = 1.0 / (1.0 - rate);
                assert!(mask.iter().all(|&element| element == 0.0 || element == kept));
            }
        }
    }

    /// Where the masks are independent, both drop an element with probability 1/4.
    #[test]
    fn masks_of_neighbours_are_independent() {
        let first = mask(1, 0, 0.5);
        for (seed, stream) in [(1, 1), (2, 0), (2, 1), (3, 0), (1 << 32, 0)] {
            let second = mask(seed, stream, 0.5);
            let both = first.iter().zip(second.iter()).filter(|&(&a, &b)| a == 0.0 && b == 0.0).count() as f64;
            let deviation = (0.25 * 0.75 * (N * N) as f64).sqrt();
            assert!((both - 0.25 * (N * N) as f64).abs() <= 5.0 * deviation, "seed {seed}, stream {stream}");
        }
        // And so are neighbours in one mask.
        let slice = first.as_slice();
        for distance in [1, 2, 16, N] {
            let pairs = slice.iter().zip(&slice[distance..]);
            let both = pairs.filter(|&(&a, &b)| a == 0.0 && b == 0.0).count() as f64;
            let deviation = (0.25 * 0.75 * (N * N) as f64).sqrt();
            assert!((both - 0.25 * (N * N - distance) as f64).abs() <= 5.0 * deviation, "distance {distance}");
        }
    }

    #[test]
    fn equal_seeds_give_equal_masks() {
        assert_eq!(mask(7, 3, 0.3), mask(7, 3, 0.3));
        assert_ne!(mask(7, 3, 0.3), mask(8, 3, 0.3));
    }
}
