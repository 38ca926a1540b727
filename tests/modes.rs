//! What is one thing in `forward` and another in `predict`: dropout, and `in_training`.

use keisan::{LossGraph, SMatrix, graph};
use keisan_tests::differences;
use keisan_tests::sample::{REAL, Source};

graph! {
    /// Two layers with dropout between them, twice.
    graph Dropped<T, const B: usize> {
        input  x: [B, 6];
        target y: [B, 3];
        param w1: [6, 8] = he_normal;
        param w2: [8, 8] = he_normal;
        param w3: [8, 3] = xavier_uniform;
        let h = dropout(tanh(x @ w1), 0.25);
        let g = dropout(tanh(h @ w2));
        output hidden = g;
        output out = g @ w3;
        loss = mse(out, y);
    }
}

graph! {
    /// The same without dropout.
    graph Kept<T, const B: usize> {
        input  x: [B, 6];
        target y: [B, 3];
        param w1: [6, 8] = he_normal;
        param w2: [8, 8] = he_normal;
        param w3: [8, 3] = xavier_uniform;
        let g = tanh(tanh(x @ w1) @ w2);
        output out = g @ w3;
        loss = mse(out, y);
    }
}

type Batch = (SMatrix<f64, 4, 6>, SMatrix<f64, 4, 3>, DroppedParams<f64>);

fn batch() -> Batch {
    let mut source = Source::new(5);
    let parameters = DroppedParams { w1: source.matrix(REAL), w2: source.matrix(REAL), w3: source.matrix(REAL) };
    (source.matrix(REAL), source.matrix(REAL), parameters)
}

#[test]
fn gradients_go_through_the_mask_that_forward_drew() {
    let (x, y, parameters) = batch();
    let mut net = Dropped::<f64, 4>::boxed();
    for seed in 0..5 {
        differences::check("dropout", &mut *net, &parameters, DroppedInputs { x: &x, y: &y, seed });
    }
}

#[test]
fn predict_drops_nothing() {
    let (x, y, parameters) = batch();
    let mut kept = Kept::<f64, 4>::boxed();
    let DroppedParams { w1, w2, w3 } = parameters.clone();
    let expected = *kept.forward(&KeptParams { w1, w2, w3 }, KeptInputs { x: &x, y: &y }).out();
    let mut net = Dropped::<f64, 4>::boxed();
    assert_eq!(*net.predict(&parameters, &x).out, expected);
    // Whatever is in the workspace.
    let _ = net.forward(&parameters, DroppedInputs { x: &x, y: &y, seed: 3 });
    assert_eq!(*net.predict(&parameters, &x).out, expected);
}

#[test]
fn the_seed_decides_and_nothing_else() {
    let (x, y, parameters) = batch();
    let mut net = Dropped::<f64, 4>::boxed();
    let mut hidden = |seed| *net.forward(&parameters, DroppedInputs { x: &x, y: &y, seed }).hidden();
    let first = hidden(1);
    assert_ne!(hidden(2), first);
    assert_eq!(hidden(1), first);
}

graph! {
    /// Dropout of an input.
    graph Thinned<T> {
        input x: [4, 6];
        output out = dropout(x, 0.25);
    }
}

/// Over many masks a quarter is dropped, and the mean is what it is without dropout.
#[test]
fn what_is_kept_makes_up_for_what_is_dropped() {
    const SEEDS: u32 = 4000;
    let (x, ..) = batch();
    let mut net = Thinned::<f64>::boxed();
    let (mut dropped, mut mean) = (0.0, SMatrix::<f64, 4, 6>::zeros());
    for seed in 0..SEEDS {
        let thinned = *net.forward(&ThinnedParams::zeros(), ThinnedInputs { x: &x, seed: seed.into() }).out();
        dropped += thinned.map(|element| f64::from(u8::from(element == 0.0))).sum() / f64::from(SEEDS * 24);
        mean += thinned / f64::from(SEEDS);
    }
    assert!((dropped - 0.25).abs() < 0.01, "{dropped} of the elements are dropped");
    // The standard deviation of such a mean is 0.009 of the element.
    assert!((mean - x).component_div(&x).abs().max() < 0.05);
}

graph! {
    /// Noise while it trains, a shift when it predicts, and nothing of the one in the other.
    graph Shifted<T> {
        input noise: [2, 3];
        input x: [2, 3];
        target y: [2, 3];
        param w: [3, 3] = he_normal;
        #[frozen] param shift: [2, 3] = ones;
        let h = in_training(x @ w + noise, x @ w + shift);
        output out = square(h);
        loss = mse(out, y);
    }
}

#[test]
fn each_function_has_its_own_choice() {
    let mut source = Source::new(8);
    let (x, y): (SMatrix<f64, 2, 3>, _) = (source.matrix(REAL), source.matrix(REAL));
    let noise: SMatrix<f64, 2, 3> = source.matrix(REAL);
    let parameters = ShiftedParams { w: source.matrix(REAL), shift: source.matrix(REAL) };
    let mut net = Shifted::<f64>::boxed();
    let inputs = ShiftedInputs { noise: &noise, x: &x, y: &y };
    let trained = (x * parameters.w + noise).map(|h| h * h);
    let predicted = (x * parameters.w + parameters.shift).map(|h| h * h);
    // `predict` asks for no noise.
    assert!((net.predict(&parameters, &x) - predicted).norm() < 1e-12);
    assert!((net.forward(&parameters, inputs).out() - trained).norm() < 1e-12);
    assert!((net.loss(&parameters, inputs) - (trained - y).norm_squared() / 6.0).abs() < 1e-12);
    differences::check("in_training", &mut *net, &parameters, inputs);
}
