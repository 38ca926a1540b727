//! Values share the workspace's storage, and none is mistaken for another: whatever a workspace holds beforehand, and
//! whatever values are called.

use keisan::{Graph, LossGraph as _, Plain, SMatrix, check_gradients, graph, plain, random::seeded};

/// Two constants of which the macro does not know which one is larger.
const NARROW: usize = 2;
const WIDE: usize = 7;

graph! {
    /// Shapes of all kinds, with names that generated functions have for themselves.
    graph Shapes<T, const B: usize> {
        #[grad] input x: [B, 5];
        input y: [B, 3];
        param w: [5, WIDE] = xavier_normal;
        param v: [WIDE, NARROW] = xavier_normal;
        param u: [NARROW, 3] = xavier_normal;
        let tape = tanh(x @ w);
        let store = sigmoid(tape @ v) + sum_cols(tape);
        let inputs = softmax(store @ u);
        let grads = exp(-square(tape)) @ v * store;
        output state = inputs - sum_cols(grads);
        output params = mean_rows(state);
        loss = mean(square(state - y)) + sum(square(params)) + mean(grads * store);
    }
}

graph! {
    /// What is carried on from pass to pass, and what `predict` does otherwise.
    graph Carried<T, const B: usize> {
        input x: [B, 4];
        input y: [B, 4];
        state mean: [4] = zeros;
        param w: [4, 4] = he_normal;
        let z = x @ w;
        update mean = 0.9 * mean + 0.1 * mean_rows(z);
        let centred = in_training(z - mean_rows(z), tanh(z - mean) @ w.T);
        output out = dropout(relu(centred), 0.25) * 2;
        loss = mse(out, y);
    }
}

/// A workspace whose every number is NaN.
#[expect(clippy::unnecessary_box_returns, reason = "a workspace never crosses the stack")]
fn poisoned<G: Graph<Scalar = f64> + Plain<Float = f64>>() -> Box<G> {
    let mut net = G::boxed();
    plain::flat_mut(&mut *net).fill(f64::NAN);
    net
}

fn matrix<const R: usize, const C: usize>(seed: f64) -> SMatrix<f64, R, C> {
    let mut angle = seed;
    SMatrix::from_fn(|_, _| {
        angle += 0.7;
        angle.sin()
    })
}

#[test]
fn what_is_in_a_workspace_does_not_matter() {
    let (x, y) = (matrix::<6, 5>(0.1), matrix::<6, 3>(0.9));
    let params = ShapesParams::<f64>::init(&mut seeded(1));
    let inputs = ShapesInputs { x: &x, y: &y };
    let run = |net: &mut Shapes<f64, 6>| {
        let mut grads = ShapesParams::zeros();
        let pass = net.forward(&params, inputs);
        let (loss, state, mean) = (pass.loss(), *pass.state(), *pass.params());
        let d_x = *pass.backward(&mut grads).x;
        (loss, state, mean, d_x, grads)
    };
    let mut net = poisoned::<Shapes<f64, 6>>();
    let first = run(&mut net);
    assert!(first.0.is_finite());
    assert!(run(&mut net) == first, "a second pass in the same workspace");
    assert!(run(&mut Shapes::boxed()) == first, "a workspace of zeros");

    let mut net = poisoned::<Shapes<f64, 6>>();
    let outputs = net.predict(&params, &x);
    assert_eq!((*outputs.state, *outputs.params), (first.1, first.2));
    assert!(run(&mut net) == first, "a pass after `predict`");
}

#[test]
fn gradients_are_right_where_values_are_written_over() {
    let (x, y) = (matrix::<6, 5>(0.1), matrix::<6, 3>(0.9));
    let params = ShapesParams::<f64>::init(&mut seeded(1));
    let report = check_gradients(&mut *poisoned::<Shapes<f64, 6>>(), &params, ShapesInputs { x: &x, y: &y });
    assert!(report.error() < 1e-6, "{report}");

    // The gradient of an input, by central differences.
    let mut net = Shapes::<f64, 6>::boxed();
    let pass = net.forward(&params, ShapesInputs { x: &x, y: &y });
    let d_x = *pass.backward(&mut ShapesParams::zeros()).x;
    for index in 0..x.len() {
        let mut loss_at = |step: f64| {
            let mut moved = x;
            moved[index] += step;
            net.loss(&params, ShapesInputs { x: &moved, y: &y })
        };
        let difference = (loss_at(1e-5) - loss_at(-1e-5)) / 2e-5;
        assert!((d_x[index] - difference).abs() < 1e-8, "{index}: {} and {difference}", d_x[index]);
    }
}

#[test]
fn a_state_outlives_whatever_is_done_before_it_is_asked_for() {
    let (x, y) = (matrix::<5, 4>(0.3), matrix::<5, 4>(0.8));
    let params = CarriedParams::<f64>::init(&mut seeded(3));
    let begun = CarriedState::<f64>::default();
    let inputs = CarriedInputs { x: &x, y: &y, state: &begun, seed: 7 };
    let mut net = poisoned::<Carried<f64, 5>>();
    let after = |net: &Carried<f64, 5>| {
        let mut state = CarriedState::default();
        net.update(&mut state);
        state
    };
    let _ = net.forward(&params, inputs);
    let expected = after(&net);
    assert!(expected != begun);
    assert!((expected.mean - (x * params.w).row_mean() * 0.1).amax() < 1e-12);

    net.forward(&params, inputs).backward(&mut CarriedParams::zeros());
    assert!(after(&net) == expected, "after the backward pass");
    let out = *net.predict(&params, &begun, &x);
    assert!(after(&net) == expected, "after `predict`");
    let mut alone = poisoned::<Carried<f64, 5>>();
    assert_eq!(*alone.predict(&params, &begun, &x), out);
    let report = check_gradients(&mut *alone, &params, inputs);
    assert!(report.error() < 1e-6, "{report}");
}

#[test]
fn a_batch_of_none_and_of_one() {
    fn check<const B: usize>() {
        let (x, y) = (matrix::<B, 5>(0.1), matrix::<B, 3>(0.9));
        let params = ShapesParams::<f64>::init(&mut seeded(1));
        let mut grads = ShapesParams::zeros();
        let mut net = poisoned::<Shapes<f64, B>>();
        let pass = net.forward(&params, ShapesInputs { x: &x, y: &y });
        let d_x = *pass.backward(&mut grads).x;
        assert!(B == 0 || d_x.iter().all(|d| d.is_finite()));
    }
    check::<0>();
    check::<1>();
}

graph! {
    /// Three layers.
    graph Chain<const B: usize> {
        input x: [B, 4];
        input y: [B, 4];
        param a: [4, 16] = xavier_normal;
        param b: [16, 16] = xavier_normal;
        param c: [16, 4] = xavier_normal;
        let h1 = tanh(x @ a);
        let h2 = tanh(h1 @ b);
        loss = mse(h2 @ c, y);
    }
}

/// By hand: h1 and h2 are saved, and so is the difference at the end, over which its adjoint is written; the adjoint of h2
/// is needed together with h1 and h2, and that of h1 when h2 is not needed any more. The loss is a number by itself.
#[test]
fn storage_is_shared() {
    assert_eq!(<Chain<10> as Plain>::SCALARS, 3 * 16 * 10 + 4 * 10 + 1);
    assert_eq!(Chain::<10>::SAVED_BYTES, 4 * (2 * 16 * 10 + 4 * 10));
    assert_eq!(Chain::<10>::SAVED_BYTES + Chain::<10>::SCRATCH_BYTES, size_of::<Chain<10>>());
}

/// Whatever the size of a vector, none that is read from a buffer of whole vectors crosses a line of the cache.
#[cfg(target_arch = "x86_64")]
#[test]
fn buffers_begin_at_lines_of_the_cache() {
    assert_eq!([align_of::<Chain<10>>(), align_of::<ChainParams>()], [64, 64]);
    let params = ChainParams::init_boxed(&mut seeded(1));
    assert!(params.a.as_ptr().addr().is_multiple_of(64) && params.b.as_ptr().addr().is_multiple_of(64));
}
