//! Initialisers: bounds and moments as the papers' equations have them.

#![allow(clippy::cast_precision_loss, clippy::float_cmp, reason = "counts are small, and what is exact is exact")]

use keisan::random::{Generator, seeded};
use keisan::{SMatrix, init, plain};

const FAN_IN: usize = 200;
const FAN_OUT: usize = 100;

type Weight = SMatrix<f64, FAN_IN, FAN_OUT>;

struct Moments {
    mean: f64,
    variance: f64,
    low: f64,
    high: f64,
}

fn moments(initialise: impl FnOnce(&mut Weight, &mut Generator)) -> Moments {
    let mut w = plain::zeroed_box::<Weight>();
    initialise(&mut w, &mut seeded(1));
    let count = (FAN_IN * FAN_OUT) as f64;
    let mean = w.iter().sum::<f64>() / count;
    let variance = w.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / count;
    let low = w.iter().copied().fold(f64::INFINITY, f64::min);
    let high = w.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Moments { mean, variance, low, high }
}

/// Twenty thousand draws: the mean is within four of its standard errors, the variance within 5 %.
fn check(found: &Moments, mean: f64, variance: f64) {
    let error = (variance / (FAN_IN * FAN_OUT) as f64).sqrt();
    assert!((found.mean - mean).abs() < 4.0 * error, "mean {}", found.mean);
    assert!((found.variance / variance - 1.0).abs() < 0.05, "variance {}", found.variance);
}

fn check_bounds(found: &Moments, low: f64, high: f64) {
    assert!(found.low >= low && found.high <= high);
    let width = high - low;
    assert!(found.low < low + 0.01 * width && found.high > high - 0.01 * width);
}

#[test]
fn constants() {
    let found = moments(init::zeros);
    assert_eq!((found.low, found.high), (0.0, 0.0));
    let found = moments(init::ones);
    assert_eq!((found.low, found.high), (1.0, 1.0));
    let found = moments(|w, rng| init::constant(w, rng, -2.5));
    assert_eq!((found.low, found.high), (-2.5, -2.5));
}

#[test]
fn uniform() {
    let found = moments(|w, rng| init::uniform(w, rng, -1.0, 3.0));
    check(&found, 1.0, 4.0_f64.powi(2) / 12.0);
    check_bounds(&found, -1.0, 3.0);
}

#[test]
fn normal() {
    let found = moments(|w, rng| init::normal(w, rng, 0.5, 2.0));
    check(&found, 0.5, 4.0);
    assert!(found.high > 0.5 + 3.0 * 2.0 && found.low < 0.5 - 3.0 * 2.0);
}

#[test]
fn xavier() {
    let variance = 2.0 / (FAN_IN + FAN_OUT) as f64;
    check(&moments(init::xavier_normal), 0.0, variance);
    let found = moments(init::xavier_uniform);
    check(&found, 0.0, variance);
    let bound = (6.0 / (FAN_IN + FAN_OUT) as f64).sqrt();
    check_bounds(&found, -bound, bound);
}

#[test]
fn he() {
    let variance = 2.0 / FAN_IN as f64;
    check(&moments(init::he_normal), 0.0, variance);
    let found = moments(init::he_uniform);
    check(&found, 0.0, variance);
    let bound = (6.0 / FAN_IN as f64).sqrt();
    check_bounds(&found, -bound, bound);
}

#[test]
fn one_seed_gives_the_same_network_in_both_precisions() {
    let mut single = SMatrix::<f32, 7, 5>::zeros();
    let mut double = SMatrix::<f64, 7, 5>::zeros();
    init::he_normal(&mut single, &mut seeded(3));
    init::he_normal(&mut double, &mut seeded(3));
    for (&single, &double) in single.iter().zip(&double) {
        assert!((f64::from(single) - double).abs() < 1e-7);
    }
}

#[test]
fn the_generator_is_the_same_everywhere() {
    use keisan::random::Rng;
    let mut generator = seeded(2026);
    let drawn = [generator.next_u64(), generator.next_u64()];
    assert_eq!(drawn, DRAWN, "{drawn:#x?}");
}

/// The first draws of `seeded(2026)`: what a seed stands for may not change.
const DRAWN: [u64; 2] = [0x9983_0aa2_0e7f_a757, 0x4104_5ce1_56e5_c2fb];
