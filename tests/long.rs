//! Functions of many statements are divided into parts, and do the same.

#![forbid(unsafe_code)]
#![deny(warnings)]
#![expect(clippy::cast_precision_loss, reason = "small numbers")]

use keisan::nalgebra::SMatrix;
use keisan::optim::{Adam, Fused, Optimizer, Sgd};
use keisan::random::seeded;
use keisan::{Labels, LossGraph, check_gradients, graph};

const B: usize = 4;
/// The layers of each graph; each is two statements in each pass, or more.
const LAYERS: usize = 96;

mod layers {
    keisan::graph! {
        pub fn one(h, w, rate) { tanh(h @ w) * rate + 0.9 * h }
        pub fn four(h, w, v, rate) { one(one(one(one(h, w, rate), v, rate), w, rate), v, rate) }
        pub fn sixteen(h, w, v, rate) { four(four(four(four(h, w, v, rate), w, v, rate), w, v, rate), w, v, rate) }
    }
}

graph! {
    use layers::sixteen;

    graph Long<T, const B: usize> {
        #[grad]
        input x: [B, 3];
        labels y: [B] in 3;
        hyper rate: scalar;
        state mean: [3] = zeros;
        param w: [3, 3] = xavier_uniform;
        param v: [3, 3] = xavier_uniform;
        param own: [3, 3] = xavier_uniform;
        #[frozen]
        param gain: [3] = ones;
        let early = sixteen(x - mean, w, v, rate);
        let middle = sixteen(sixteen(early, w, v, rate) * gain, w, v, rate) @ own;
        let late = sixteen(sixteen(sixteen(middle, w, v, rate), w, v, rate), w, v, rate);
        update mean = 0.9 * mean + 0.1 * mean_rows(late);
        output late;
        output probs = softmax(late + early);
        loss = mean(cross_entropy(probs, y)) + 0.01 * sum(square(own));
    }
}

graph! {
    use layers::sixteen;

    graph Lossless<T, const B: usize> {
        #[grad]
        input x: [B, 3];
        hyper rate: scalar;
        param w: [3, 3] = xavier_uniform;
        param v: [3, 3] = xavier_uniform;
        let a = sixteen(sixteen(sixteen(x, w, v, rate), w, v, rate), w, v, rate);
        output b = sixteen(sixteen(sixteen(a, w, v, rate), w, v, rate), w, v, rate);
        output c = a * a;
    }
}

graph! {
    use layers::sixteen;

    /// The same, with the loss of which the other's adjoints are the derivatives.
    graph WithLoss<T, const B: usize> {
        #[grad]
        input x: [B, 3];
        input d_b: [B, 3];
        input d_c: [B, 3];
        hyper rate: scalar;
        param w: [3, 3] = xavier_uniform;
        param v: [3, 3] = xavier_uniform;
        let a = sixteen(sixteen(sixteen(x, w, v, rate), w, v, rate), w, v, rate);
        let b = sixteen(sixteen(sixteen(a, w, v, rate), w, v, rate), w, v, rate);
        loss = sum(b * d_b) + sum(a * a * d_c);
    }
}

fn matrix(seed: f64) -> SMatrix<f64, B, 3> {
    SMatrix::from_fn(|i, j| (seed * (1.0 + i as f64) + 0.7 * j as f64).sin())
}

struct Given {
    x: SMatrix<f64, B, 3>,
    y: Labels<B, 3>,
    state: LongState<f64>,
}

impl Given {
    fn new() -> Self {
        let y = Labels::try_from_iter([0, 2, 1, 2]).expect("classes below 3");
        Given { x: matrix(0.3), y, state: LongState { mean: SMatrix::from_element(0.1) } }
    }

    fn inputs(&self) -> LongInputs<'_, f64, B> {
        LongInputs { x: &self.x, y: &self.y, rate: 0.3, state: &self.state }
    }
}

/// The layers from one number to another, by hand.
fn by_hand(params: [&SMatrix<f64, 3, 3>; 2], mut h: SMatrix<f64, B, 3>, layers: usize) -> SMatrix<f64, B, 3> {
    for layer in 0..layers {
        h = (h * params[layer % 2]).map(f64::tanh) * 0.3 + h * 0.9;
    }
    h
}

#[test]
fn the_forward_pass_is_what_the_graph_says() {
    let given = Given::new();
    let params = LongParams::init(&mut seeded(3));
    let weights = [&params.w, &params.v];
    let early = by_hand(weights, given.x.map(|x| x - 0.1), LAYERS / 6);
    let middle = by_hand(weights, early, LAYERS / 3) * params.own;
    let late = by_hand(weights, middle, LAYERS / 2);

    let mut net = Long::<f64, B>::boxed();
    let pass = net.forward(&params, given.inputs());
    assert!((*pass.late() - late).amax() < 1e-12);
    let probs = *pass.probs();
    let loss = pass.loss();
    let by_label: f64 = (0..B).map(|row| -probs[(row, [0, 2, 1, 2][row])].ln()).sum::<f64>() / B as f64;
    assert!((loss - by_label - 0.01 * params.own.norm_squared()).abs() < 1e-12);
    let predicted = net.predict(&params, &given.state, &given.x, 0.3);
    assert_eq!((*predicted.late, *predicted.probs), (*predicted.late, probs));
    assert!((*predicted.late - late).amax() < 1e-12);
}

#[test]
fn gradients_are_those_of_differences() {
    let given = Given::new();
    let params = LongParams::init(&mut seeded(3));
    let mut net = Long::<f64, B>::boxed();
    let report = check_gradients(&mut *net, &params, given.inputs());
    assert!(report.is_within(1e-6), "{report}");

    let mut grads = LongParams::zeros();
    let d_x = *net.forward(&params, given.inputs()).backward(&mut grads).x;
    let step = 1e-5;
    for index in 0..d_x.len() {
        let mut loss = |by: f64| {
            let mut x = given.x;
            x[index] += by;
            net.loss(&params, LongInputs { x: &x, ..given.inputs() })
        };
        let difference = (loss(step) - loss(-step)) / (2.0 * step);
        assert!((d_x[index] - difference).abs() < 1e-8, "{index}: {} and {difference}", d_x[index]);
    }

    // Adding is the same once more.
    let mut twice = grads.clone();
    net.forward(&params, given.inputs()).backward_add(&mut twice);
    let sums = twice.as_slice().iter().zip(grads.as_slice());
    assert!(sums.into_iter().all(|(&twice, &once)| (twice - 2.0 * once).abs() < 1e-12));
}

#[test]
fn training_steps_are_the_separate_passes() {
    let given = Given::new();
    let mut net = Long::<f64, B>::boxed();
    let start = LongParams::init(&mut seeded(3));
    let (mut grads, mut apart) = (LongParams::zeros(), start.clone());
    let (mut sgd, mut adam) = (Sgd::new(0.1), Adam::new(0.01, &start));

    let mut together = start.clone();
    for _ in 0..3 {
        let expected = net.gradients(&apart, given.inputs(), &mut grads);
        sgd.step(&mut apart, &grads);
        assert!((net.sgd_step(&mut together, given.inputs(), 0.1) - expected).abs() < 1e-12);
    }
    assert!(together.as_slice().iter().zip(apart.as_slice()).all(|(found, expected)| (found - expected).abs() < 1e-12));
    assert_eq!(together.gain, start.gain);
    assert_ne!(together, start);

    (together, apart) = (start.clone(), start.clone());
    let mut fused = Fused::new(Adam::new(0.01, &start));
    for _ in 0..3 {
        let expected = net.gradients(&apart, given.inputs(), &mut grads);
        adam.step(&mut apart, &grads);
        assert!((net.fused_step(&mut together, given.inputs(), &mut fused) - expected).abs() < 1e-12);
    }
    assert!(together.as_slice().iter().zip(apart.as_slice()).all(|(found, expected)| (found - expected).abs() < 1e-10));
    assert_ne!(together, start);
}

#[test]
fn adjoints_from_outside_reach_every_part() {
    let (x, d_b, d_c) = (matrix(0.3), matrix(0.5), matrix(0.7));
    let params = LosslessParams::init(&mut seeded(5));
    let same = WithLossParams { w: params.w, v: params.v };
    let (mut grads, mut expected) = (LosslessParams::zeros(), WithLossParams::zeros());
    let mut net = Lossless::<f64, B>::boxed();
    let adjoints = LosslessAdjoints { b: &d_b, c: &d_c };
    let d_x = *net.forward(&params, LosslessInputs { x: &x, rate: 0.3 }).backward(adjoints, &mut grads).x;
    let mut other = WithLoss::<f64, B>::boxed();
    let inputs = WithLossInputs { x: &x, d_b: &d_b, d_c: &d_c, rate: 0.3 };
    let expected_d_x = *other.forward(&same, inputs).backward(&mut expected).x;
    assert!((d_x - expected_d_x).amax() < 1e-12);
    assert!((grads.w - expected.w).amax() < 1e-12 && (grads.v - expected.v).amax() < 1e-12);
    assert!(grads.w.amax() > 1e-3 && d_x.amax() > 1e-3);
}
