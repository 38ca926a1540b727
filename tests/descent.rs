//! `sgd_step` is `forward`, `backward` and `optim::Sgd` without the memory for gradients. That this holds for every
//! operation is checked beside its gradients (`support/differences.rs`); here, for parameters that are read in awkward
//! places, over several steps, and for what a step leaves behind.

use keisan::nalgebra::SMatrix;
use keisan::optim::{Adam, AdamW, Fused, Optimizer, Sgd};
use keisan::random::{Rng, seeded};
use keisan::{Graph, Labels, LossGraph, Parameters, Scalar, graph, init, plain};
use keisan_tests::counting::{Counting, calls};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Steps of which the last must still agree.
const STEPS: usize = 5;

/// Both ways from the same parameters, and what they come to.
fn compare<G: LossGraph>(inputs: G::Inputs<'_>, rate: f64, tolerance: f64) {
    let mut rng = seeded(7);
    let mut together = plain::zeroed_box::<G::Parameters>();
    for weight in together.as_mut_slice() {
        *weight = G::Scalar::from_f64(f64::from(rng.next_u32()) / f64::from(u32::MAX) - 0.5);
    }
    let mut apart = plain::zeroed_box::<G::Parameters>();
    apart.as_mut_slice().copy_from_slice(together.as_slice());
    let (mut net, mut grads) = (G::boxed(), plain::zeroed_box::<G::Parameters>());
    let mut sgd = Sgd::new(rate);
    for step in 0..STEPS {
        let loss = net.sgd_step(&mut together, inputs, G::Scalar::from_f64(rate));
        let expected = net.gradients(&apart, inputs, &mut grads);
        sgd.step(&mut *apart, &*grads);
        let error = (loss - expected).to_f64().abs();
        assert!(error <= tolerance * expected.to_f64().abs().max(1.0), "{}, step {step}: {loss}, {expected}", G::NAME);
    }
    for (&found, &expected) in together.as_slice().iter().zip(apart.as_slice()) {
        let error = (found - expected).to_f64().abs();
        assert!(error <= tolerance, "{}: {found} instead of {expected}", G::NAME);
    }
    let moved = apart.as_slice().iter().zip(grads.as_slice()).any(|(_, &gradient)| gradient.to_f64() != 0.0);
    assert!(moved, "{} learns nothing", G::NAME);
}

fn filled<T: Scalar, const R: usize, const C: usize>(seed: u64) -> SMatrix<T, R, C> {
    let mut matrix = SMatrix::zeros();
    init::normal(&mut matrix, &mut seeded(seed), 0.0, 1.0);
    matrix
}

graph! {
    graph Mlp<T, const B: usize> {
        input x: [B, 9];
        target y: [B, 3];
        param w1: [9, 20] = he_normal;
        param b1: [20] = zeros;
        param w2: [20, 20] = he_normal;
        param b2: [20] = zeros;
        param w3: [20, 3] = he_normal;
        param b3: [3] = zeros;
        let h1 = tanh(x @ w1 + b1);
        let h2 = relu(h1 @ w2 + b2);
        loss = mean(cross_entropy(softmax(h2 @ w3 + b3), y));
    }
}

graph! {
    /// Weights are used twice, penalised, multiplied by themselves, scaled by a frozen one.
    graph Awkward<T, const B: usize> {
        input x: [B, 4];
        target y: [B, 4];
        param shared: [4, 4] = he_normal;
        param penalised: [4, 4] = he_normal;
        param squared: [4, 4] = he_normal;
        param gain: [4] = ones;
        param both: [4] = ones;
        #[frozen]
        param scale: [4] = ones;
        let h = tanh(tanh(x @ shared) @ shared.T);
        let g = (h @ penalised) * gain + h @ (squared @ squared);
        loss = mse(g * scale + both, y) + 0.1 * sum(square(penalised)) + mean(gain * both) + 0.01 * sum(abs(shared));
    }
}

graph! {
    /// A parameter is the loss, nearly.
    graph Bare<T> {
        param a: [3, 2] = ones;
        param b: [3, 2] = ones;
        loss = sum(a * b) + sum(square(a - b));
    }
}

graph! {
    graph Words<T, const B: usize> {
        labels word: [B] in 6;
        labels next: [B] in 6;
        hyper decay: scalar;
        param table: [6, 5] = he_normal;
        param w: [5, 6] = he_normal;
        output probs = softmax(dropout(embedding(table, word), 0.25) @ w);
        loss = mean(cross_entropy(probs, next)) + decay * sum(square(w));
    }
}

graph! {
    graph Stateful<T, const B: usize> {
        #[grad]
        input x: [B, 3];
        state mean: [3] = zeros;
        param w: [3, 2] = he_normal;
        update mean = 0.9 * mean + 0.1 * mean_rows(x);
        loss = mean(square((x - mean) @ w));
    }
}

#[test]
fn a_step_is_the_separate_passes() {
    fn all<T: Scalar>(tolerance: f64) {
        let y = SMatrix::from_fn(|i, j| if i % 3 == j { T::ONE } else { T::ZERO });
        compare::<Mlp<T, 33>>(MlpInputs { x: &filled(1), y: &y }, 0.3, tolerance);
        compare::<Awkward<T, 7>>(AwkwardInputs { x: &filled(1), y: &filled(2) }, 0.05, tolerance);
        compare::<Bare<T>>((), 0.05, tolerance);
        let (word, next) = ([0, 3, 5, 3, 1], [3, 5, 3, 1, 2]);
        let word = Labels::<5, 6>::try_from_iter(word).expect("classes below 6");
        let next = Labels::<5, 6>::try_from_iter(next).expect("classes below 6");
        let decay = T::from_f64(0.01);
        compare::<Words<T, 5>>(WordsInputs { word: &word, next: &next, decay, seed: 11 }, 0.3, tolerance);
        let state = StatefulState { mean: filled(3) };
        compare::<Stateful<T, 6>>(StatefulInputs { x: &filled(1), state: &state }, 0.1, tolerance);
    }
    all::<f64>(1e-13);
    all::<f32>(2e-5);
}

/// `fused_step` of an optimiser beside its `step`, from the same parameters.
macro_rules! fused {
    ($graph:ty, $params:ident, $inputs:expr, $tolerance:expr) => {{
        macro_rules! with {
            ($optimizer:expr) => {{
                let mut rng = seeded(7);
                let mut together = $params::zeros();
                for weight in together.as_mut_slice() {
                    *weight = Scalar::from_f64(f64::from(rng.next_u32()) / f64::from(u32::MAX) - 0.5);
                }
                let mut apart = together.clone();
                let (mut net, mut grads) = (<$graph>::boxed(), $params::zeros());
                let (mut own, mut optimizer) = (Fused::new($optimizer(&together)), $optimizer(&apart));
                for _ in 0..STEPS {
                    let (loss, made) = calls(|| net.fused_step(&mut together, $inputs, &mut own));
                    assert_eq!(made, 0, "a step allocates nothing");
                    let expected = net.gradients(&apart, $inputs, &mut grads);
                    optimizer.step(&mut apart, &grads);
                    assert!((loss - expected).to_f64().abs() <= $tolerance);
                }
                for (&found, &expected) in together.as_slice().iter().zip(apart.as_slice()) {
                    assert!((found - expected).to_f64().abs() <= $tolerance, "{found} instead of {expected}");
                }
            }};
        }
        with!(|params| Sgd::new(0.05).momentum(0.9, params));
        with!(|params| Sgd::new(0.05).nesterov(0.9, params));
        with!(|params| Adam::new(0.01, params));
        with!(|params| AdamW::new(0.01, params));
    }};
}

#[test]
fn a_fused_step_is_the_separate_passes() {
    fn all<T: Scalar>(tolerance: f64) {
        let y = SMatrix::from_fn(|i, j| if i % 3 == j { T::ONE } else { T::ZERO });
        let x = filled(1);
        fused!(Mlp<T, 33>, MlpParams, MlpInputs { x: &x, y: &y }, tolerance);
        let (x, y) = (filled(1), filled(2));
        fused!(Awkward<T, 7>, AwkwardParams, AwkwardInputs { x: &x, y: &y }, tolerance);
        let word = Labels::<5, 6>::try_from_iter([0, 3, 5, 3, 1]).expect("classes below 6");
        let next = Labels::<5, 6>::try_from_iter([3, 5, 3, 1, 2]).expect("classes below 6");
        let decay = T::from_f64(0.01);
        fused!(Words<T, 5>, WordsParams, WordsInputs { word: &word, next: &next, decay, seed: 11 }, tolerance);
        let state = StatefulState { mean: filled(3) };
        let x = filled(1);
        fused!(Stateful<T, 6>, StatefulParams, StatefulInputs { x: &x, state: &state }, tolerance);
    }
    all::<f64>(1e-12);
    all::<f32>(1e-4);
}

#[test]
fn a_state_is_carried_on_after_a_step() {
    let x = filled::<f64, 6, 3>(1);
    let mut state = StatefulState { mean: filled(3) };
    let before = state.mean;
    let (mut net, mut params) = (Stateful::<f64, 6>::boxed(), StatefulParams::init(&mut seeded(2)));
    net.sgd_step(&mut params, StatefulInputs { x: &x, state: &state }, 0.1);
    net.update(&mut state);
    assert!((state.mean - (before * 0.9 + x.row_mean() * 0.1)).amax() < 1e-15);
}

#[test]
fn frozen_parameters_stay() {
    let (x, y) = (filled::<f64, 7, 4>(1), filled::<f64, 7, 4>(2));
    let mut params = AwkwardParams::init(&mut seeded(5));
    params.scale = filled(6);
    let before = params.clone();
    Awkward::<f64, 7>::boxed().sgd_step(&mut params, AwkwardInputs { x: &x, y: &y }, 0.1);
    assert_eq!(params.scale, before.scale);
    assert!(params.shared != before.shared && params.squared != before.squared && params.both != before.both);
}

#[test]
fn a_step_allocates_nothing() {
    let (x, y) = (filled::<f32, 7, 4>(1), filled::<f32, 7, 4>(2));
    let (mut net, mut params) = (Awkward::<f32, 7>::boxed(), AwkwardParams::init(&mut seeded(5)));
    let (_, made) = calls(|| net.sgd_step(&mut params, AwkwardInputs { x: &x, y: &y }, 0.01));
    assert_eq!(made, 0);
}

#[test]
fn what_training_takes_is_known() {
    fn check<G: Graph>() {
        let (workspace, parameters) = (size_of::<G>(), size_of::<G::Parameters>());
        let scalars = G::PARAMETERS * size_of::<G::Scalar>();
        assert_eq!(parameters, scalars.next_multiple_of(align_of::<G::Parameters>()));
        assert_eq!(G::TRAINING_BYTES.sgd_step, workspace + parameters, "{}", G::NAME);
        assert_eq!(G::TRAINING_BYTES.sgd, workspace + 2 * parameters);
        assert_eq!(G::TRAINING_BYTES.momentum, workspace + 3 * parameters);
        assert_eq!(G::TRAINING_BYTES.adam, workspace + 4 * parameters);
        let largest = G::Parameters::ENTRIES.iter().map(|entry| entry.len() * size_of::<G::Scalar>()).max().unwrap();
        assert_eq!(G::TRAINING_BYTES.fused_momentum, workspace + 2 * parameters + largest);
        assert_eq!(G::TRAINING_BYTES.fused_adam, workspace + 3 * parameters + largest);
    }
    check::<Mlp<f32, 33>>();
    check::<Awkward<f64, 7>>();
    // Products, rows that are added, tanh and relu, softmax, the loss.
    let products = 2 * 33 * (9 * 20 + 20 * 20 + 20 * 3);
    assert!(Mlp::<f32, 33>::FORWARD_FLOPS > products && Mlp::<f32, 33>::FORWARD_FLOPS < 2 * products);
    let backward = 2 * products - 2 * 33 * 9 * 20; // no adjoint of `x`
    assert!(Mlp::<f32, 33>::BACKWARD_FLOPS > backward && Mlp::<f32, 33>::BACKWARD_FLOPS < 2 * backward);
    assert_eq!(Mlp::<f32, 66>::FORWARD_FLOPS, 2 * Mlp::<f32, 33>::FORWARD_FLOPS);
}

/// Only what has to wait has memory of its own: the gradient of `squared`, whose two parts read it.
#[test]
fn gradients_have_no_memory() {
    assert!(size_of::<Mlp<f32, 1>>() < MlpParams::<f32>::COUNT * 4);
    assert_eq!(<Awkward<f32, 7> as Graph>::PARAMETERS, 4 * 16 + 3 * 4 - 16);
}
