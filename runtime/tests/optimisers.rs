//! Optimisers against their update equations, worked out step by step beside them.

#![allow(clippy::cast_precision_loss, clippy::float_cmp, reason = "counts are small, and what is exact is exact")]

mod support;

use keisan::optim::{Adam, AdamW, Optimizer, Sgd};
use keisan::{Parameters, Scalar};
use support::Weights;

const GRADIENTS: [f64; 5] = [0.5, -0.25, 1.0, 0.0, 2.0];

/// Takes five steps from 1, beside a weight that follows the equation, and compares all of them.
fn follow<O: Optimizer<Weights<f64>>>(mut optimizer: O, mut equation: impl FnMut(f64, f64) -> f64) {
    let mut params = Weights::filled(1.0);
    let mut expected = 1.0;
    for gradient in GRADIENTS {
        optimizer.step(&mut params, &Weights::filled(gradient));
        expected = equation(expected, gradient);
        for w in params.w.iter().chain(&params.b) {
            assert!((w - expected).abs() < 1e-12, "{w} instead of {expected}");
        }
        assert_eq!(params.scale[0], 1.0, "a frozen parameter has moved");
    }
}

#[test]
fn sgd() {
    follow(Sgd::new(0.1), |w, g| w - 0.1 * g);
}

#[test]
fn momentum() {
    let mut v = 0.0;
    follow(Sgd::new(0.1).momentum(0.9, &Weights::filled(0.0)), |w, g| {
        v = 0.9 * v + g;
        w - 0.1 * v
    });
}

#[test]
fn nesterov() {
    let mut v = 0.0;
    follow(Sgd::new(0.1).nesterov(0.9, &Weights::filled(0.0)), |w, g| {
        v = 0.9 * v + g;
        w - 0.1 * (g + 0.9 * v)
    });
}

/// The step of algorithm 1 of the paper, with both corrections as they stand there.
fn adam_step() -> impl FnMut(f64) -> f64 {
    let (mut m, mut v, mut t) = (0.0, 0.0, 0);
    move |g| {
        t += 1;
        m = 0.8 * m + 0.2 * g;
        v = 0.95 * v + 0.05 * g * g;
        let (m_hat, v_hat): (f64, f64) = (m / (1.0 - 0.8_f64.powi(t)), v / (1.0 - 0.95_f64.powi(t)));
        0.01 * m_hat / (v_hat.sqrt() + 1e-3)
    }
}

#[test]
fn adam() {
    let adam = Adam::new(0.01, &Weights::filled(0.0)).betas(0.8, 0.95).epsilon(1e-3);
    let mut step = adam_step();
    follow(adam, |w, g| w - step(g));
}

#[test]
fn adamw_decays_apart_from_the_moments() {
    let adamw = AdamW::new(0.01, &Weights::filled(0.0)).betas(0.8, 0.95).epsilon(1e-3).weight_decay(0.1);
    let mut step = adam_step();
    follow(adamw, |w, g| w - 0.01 * 0.1 * w - step(g));
}

#[test]
fn the_first_step_of_adam_is_the_learning_rate() {
    let mut params = Weights::filled(0.0_f32);
    let mut adam = Adam::new(1e-3, &params);
    adam.step(&mut params, &Weights::filled(123.0));
    assert!((params.w[0].to_f64() + 1e-3).abs() < 1e-9);
}

#[test]
fn a_schedule_changes_the_step() {
    let mut sgd = Sgd::new(1.0);
    let mut params = Weights::filled(0.0_f64);
    Optimizer::<Weights<f64>>::set_learning_rate(&mut sgd, 0.5);
    assert_eq!(Optimizer::<Weights<f64>>::learning_rate(&sgd), 0.5);
    sgd.step(&mut params, &Weights::filled(1.0));
    assert_eq!(params.as_slice()[0], -0.5);
}
