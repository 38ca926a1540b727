//! Functions of the graph language: what is written with them computes what is written without.

use keisan::random::seeded;
use keisan::{LossGraph as _, SMatrix, graph};
use keisan_tests::differences;
use keisan_tests::sample::{REAL, Source};

graph! {
    /// With functions that call functions, take numbers, and give tuples.
    graph Written<T, const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        param w1: [4, 5] = he_normal;
        param b1: [5] = normal(0, 0.1);
        param w2: [5, 3] = he_normal;
        param b2: [3] = normal(0, 0.1);
        let h = bent(dense(x, w1, b1), 0.1);
        let (scaled, offset) = split(dense(h, w2, b2));
        output o = swish(scaled) + offset.T.T;
        fn dense<N, I, O>(v: [N, I], w: [I, O], b: [O]) -> [N, O] { v @ w + b }
        fn bent(v, slope) {
            let inner = leaky_relu(v, slope);
            swish(inner)
        }
        fn swish(v) { v * sigmoid(v) }
        fn split(v) -> ([_, 3], [_, 1]) {
            let means = sum_cols(v) / 3;
            (v - means, means)
        }
        loss = mean(squares(o, y)) + tiny(w1) + tiny(w2);
        fn squares(a, b) { square(a - b) }
        fn tiny(w) { sum(square(w)) * 0.01 }
    }
}

graph! {
    /// The same by hand.
    graph Inlined<T, const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        param w1: [4, 5] = he_normal;
        param b1: [5] = normal(0, 0.1);
        param w2: [5, 3] = he_normal;
        param b2: [3] = normal(0, 0.1);
        let inner = leaky_relu(x @ w1 + b1, 0.1);
        let h = inner * sigmoid(inner);
        let v = h @ w2 + b2;
        let offset = sum_cols(v) / 3;
        let scaled = v - offset;
        output o = scaled * sigmoid(scaled) + offset;
        loss = mean(square(o - y)) + sum(square(w1)) * 0.01 + sum(square(w2)) * 0.01;
    }
}

fn data() -> (SMatrix<f64, 6, 4>, SMatrix<f64, 6, 3>) {
    let mut source = Source::new(11);
    (source.matrix(REAL), source.matrix(REAL))
}

#[test]
fn inlining_changes_nothing() {
    let (x, y) = data();
    let params = WrittenParams::<f64>::init(&mut seeded(7));
    let mut by_hand = InlinedParams::<f64>::zeros();
    by_hand.as_mut_slice().copy_from_slice(params.as_slice());
    let (mut grads, mut grads_by_hand) = (WrittenParams::zeros(), InlinedParams::zeros());
    let loss = Written::<f64, 6>::boxed().gradients(&params, WrittenInputs { x: &x, y: &y }, &mut grads);
    let expected = Inlined::<f64, 6>::boxed().gradients(&by_hand, InlinedInputs { x: &x, y: &y }, &mut grads_by_hand);
    assert_eq!(loss.to_bits(), expected.to_bits());
    assert_eq!(grads.as_slice(), grads_by_hand.as_slice());
    assert!(grads.as_slice().iter().all(|gradient| gradient.abs() > 1e-6));
}

#[test]
fn gradients_are_central_differences() {
    let (x, y) = data();
    let params = WrittenParams::<f64>::init(&mut seeded(3));
    differences::check("functions", &mut *Written::<f64, 6>::boxed(), &params, WrittenInputs { x: &x, y: &y });
}

graph! {
    fn outside(v) { v * 3 }
    graph Beside {
        input x: [1, 2];
        output o = outside(x) + behind(x);
    }
    fn behind(v: [_, 2]) { v.T.T * 4 }
}

#[test]
fn functions_stand_beside_the_graph_too() {
    let x = SMatrix::from([[1.0_f32], [2.0]]);
    let params = BesideParams::zeros();
    assert_eq!(*Beside::boxed().predict(&params, &x), x * 7.0);
}

/// The width that a shape names.
pub const WIDTH: usize = 2;

graph! {
    graph Assumed<const B: usize> {
        input x: [B, WIDTH];
        output o = two(x);
        fn two(v: [B, 2]) { v + v }
    }
}

#[test]
fn constants_meet_the_shapes_of_operands() {
    let x = SMatrix::from([[1.0_f32, 3.0], [2.0, 4.0]]);
    assert_eq!(*Assumed::<2>::boxed().predict(&AssumedParams::zeros(), &x), x + x);
}
