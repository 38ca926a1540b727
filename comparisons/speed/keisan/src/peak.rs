//! What the processor can do at most: independent fused multiply-adds, all in registers.

use std::hint::black_box;

/// Chains that do not wait for each other: more than any processor has in flight.
const CHAINS: usize = 24;

/// Rounds of all chains in one measurement.
const ROUNDS: usize = 10_000;

/// Floating-point operations of one call of [`multiply_adds`].
pub fn operations() -> f64 {
    (2 * CHAINS * ROUNDS * lanes()) as f64
}

#[cfg(target_arch = "x86_64")]
fn lanes() -> usize {
    if is_x86_feature_detected!("avx512f") {
        16
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        8
    } else {
        1
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn lanes() -> usize {
    1
}

/// As many multiply-adds as [`operations`] says, with the widest vectors there are.
pub fn multiply_adds() {
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: the processor has been asked for the features of the function that is called.
        match lanes() {
            16 => return unsafe { avx512() },
            8 => return unsafe { avx2() },
            _ => {}
        }
    }
    let (factor, addend) = (black_box(0.999_f32), black_box(0.001_f32));
    let mut sums = [1.0_f32; CHAINS];
    for _ in 0..ROUNDS {
        for sum in &mut sums {
            *sum = *sum * factor + addend;
        }
    }
    black_box(sums);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn avx512() {
    use std::arch::x86_64::{_mm512_fmadd_ps, _mm512_set1_ps};
    let (factor, addend) = (_mm512_set1_ps(black_box(0.999)), _mm512_set1_ps(black_box(0.001)));
    let mut sums = [_mm512_set1_ps(1.0); CHAINS];
    for _ in 0..ROUNDS {
        for sum in &mut sums {
            *sum = _mm512_fmadd_ps(*sum, factor, addend);
        }
    }
    black_box(sums);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2() {
    use std::arch::x86_64::{_mm256_fmadd_ps, _mm256_set1_ps};
    // Two halves: there are sixteen registers, two of which hold the constants.
    let (factor, addend) = (_mm256_set1_ps(black_box(0.999)), _mm256_set1_ps(black_box(0.001)));
    for _ in 0..2 {
        let mut sums = [_mm256_set1_ps(1.0); CHAINS / 2];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = _mm256_fmadd_ps(*sum, factor, addend);
            }
        }
        black_box(sums);
    }
}
