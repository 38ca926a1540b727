//! State: what is carried on from pass to pass, and is neither a parameter nor an input.

use keisan::nalgebra::DMatrix;
use keisan::random::seeded;
use keisan::{LossGraph, Parameters, SMatrix, graph};
use keisan_tests::compare::close;
use keisan_tests::differences;
use keisan_tests::matrix::dynamic;
use keisan_tests::sample::{ABOUT_ONE, REAL, Source};

graph! {
    use keisan::layers::{BatchNorm, Dense};

    /// Two normalised layers.
    graph Normed<T, const B: usize> {
        input x: [B, 3];
        target y: [B, 2];
        layer l1 = Dense<3, 4>;
        layer n1 = BatchNorm<4>;
        layer l2 = Dense<4, 2>;
        layer n2 = BatchNorm<2>;
        let h = tanh(n1(l1(x)));
        output out = n2(l2(h));
        loss = mse(out, y);
    }
}

fn normalised(x: &DMatrix<f64>, mean: &[f64], var: &[f64], gain: &[f64], bias: &[f64]) -> DMatrix<f64> {
    DMatrix::from_fn(x.nrows(), x.ncols(), |i, j| (x[(i, j)] - mean[j]) / (var[j] + 1e-5).sqrt() * gain[j] + bias[j])
}

fn moments(x: &DMatrix<f64>) -> (Vec<f64>, Vec<f64>) {
    let mean: Vec<f64> = x.column_iter().map(|column| column.mean()).collect();
    let var = x.column_iter().map(|column| column.variance()).collect();
    (mean, var)
}

struct Case {
    x: SMatrix<f64, 5, 3>,
    y: SMatrix<f64, 5, 2>,
    params: NormedParams<f64>,
}

fn case() -> Case {
    let mut source = Source::new(3);
    let mut params = NormedParams::init(&mut seeded(2));
    (params.n1.gain, params.n1.bias) = (source.matrix(ABOUT_ONE), source.matrix(REAL));
    (params.n2.gain, params.n2.bias) = (source.matrix(ABOUT_ONE), source.matrix(REAL));
    Case { x: source.matrix(REAL), y: source.matrix(REAL), params }
}

fn linear(x: &DMatrix<f64>, w: &DMatrix<f64>, b: &[f64]) -> DMatrix<f64> {
    let product = x * w;
    DMatrix::from_fn(product.nrows(), product.ncols(), |i, j| product[(i, j)] + b[j])
}

#[test]
fn training_normalises_by_the_batch_and_predict_by_the_averages() {
    let Case { x, y, params } = case();
    let mut state = NormedState::<f64>::new();
    let mut net = Normed::<f64, 5>::boxed();
    let inputs = NormedInputs { x: &x, y: &y, state: &state };
    let out = dynamic(net.forward(&params, inputs).out());

    let z = linear(&dynamic(&x), &dynamic(&params.l1.w), params.l1.b.as_slice());
    let (mean1, var1) = moments(&z);
    let h = normalised(&z, &mean1, &var1, params.n1.gain.as_slice(), params.n1.bias.as_slice());
    let z = linear(&h.map(f64::tanh), &dynamic(&params.l2.w), params.l2.b.as_slice());
    let (mean2, var2) = moments(&z);
    let expected = normalised(&z, &mean2, &var2, params.n2.gain.as_slice(), params.n2.bias.as_slice());
    close("training", &out, &expected, 1e-12);

    // The averages have moved by a tenth.
    net.update(&mut state);
    for (average, begun, moment) in [
        (state.n1.mean.as_slice(), 0.0, &mean1),
        (state.n1.var.as_slice(), 1.0, &var1),
        (state.n2.mean.as_slice(), 0.0, &mean2),
        (state.n2.var.as_slice(), 1.0, &var2),
    ] {
        for (average, moment) in average.iter().zip(moment) {
            assert!((average - (0.9 * begun + 0.1 * moment)).abs() < 1e-14);
        }
    }

    let z = linear(&dynamic(&x), &dynamic(&params.l1.w), params.l1.b.as_slice());
    let h = normalised(
        &z,
        state.n1.mean.as_slice(),
        state.n1.var.as_slice(),
        params.n1.gain.as_slice(),
        params.n1.bias.as_slice(),
    );
    let z = linear(&h.map(f64::tanh), &dynamic(&params.l2.w), params.l2.b.as_slice());
    let expected = normalised(
        &z,
        state.n2.mean.as_slice(),
        state.n2.var.as_slice(),
        params.n2.gain.as_slice(),
        params.n2.bias.as_slice(),
    );
    close("predict", &dynamic(net.predict(&params, &state, &x)), &expected, 1e-12);
}

#[test]
fn gradients_go_through_the_statistics_of_the_batch() {
    let Case { x, y, params } = case();
    let state = NormedState::<f64>::new();
    let mut net = Normed::<f64, 5>::boxed();
    differences::check("batch norm", &mut *net, &params, NormedInputs { x: &x, y: &y, state: &state });
}

#[test]
fn predict_does_not_disturb_an_update() {
    let Case { x, y, params } = case();
    let (mut once, mut twice) = (NormedState::<f64>::new(), NormedState::<f64>::new());
    let mut net = Normed::<f64, 5>::boxed();
    let begun = NormedState::<f64>::default();
    net.loss(&params, NormedInputs { x: &x, y: &y, state: &begun });
    net.update(&mut once);
    net.predict(&params, &begun, &x);
    net.update(&mut twice);
    assert_eq!(once, twice);
    assert_ne!(once, begun);
}

#[test]
fn a_state_has_names_and_can_be_reset() {
    let mut state = NormedState::<f32>::new();
    let names: Vec<&str> = NormedState::<f32>::ENTRIES.iter().map(|entry| entry.name).collect();
    assert_eq!(names, ["n1.mean", "n1.var", "n2.mean", "n2.var"]);
    assert_eq!(state.as_slice(), [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0]);
    state.as_mut_slice().fill(7.0);
    state.reset();
    assert_eq!(state, NormedState::new());
}

graph! {
    /// A pass for each sample: the state is read by the gradients too, and becomes an input, a parameter, a constant.
    graph Recurrent<T> {
        input x: [1, 2];
        param w: [2, 2] = he_normal;
        param b: [2] = zeros;
        state h: [1, 2] = constant(0.5);
        state last: [1, 2] = zeros;
        state bias: [1, 2] = zeros;
        state steps: scalar = zeros;
        state flag: scalar = zeros;
        let next = tanh(x + h @ w + b) + 0 * (last + bias) + 0 * flag;
        update h = next;
        update last = x;
        update bias = b;
        update steps = steps + 1;
        update flag = 1;
        output out = next;
        loss = sum(square(next));
    }
}

#[test]
fn a_state_may_become_anything() {
    let mut source = Source::new(4);
    let params = RecurrentParams { w: source.matrix(REAL), b: source.matrix(REAL) };
    let mut state = RecurrentState::<f64>::new();
    let mut net = Recurrent::<f64>::boxed();
    let mut h = SMatrix::<f64, 1, 2>::repeat(0.5);
    for step in 1..=3 {
        let x: SMatrix<f64, 1, 2> = source.matrix(REAL);
        let inputs = RecurrentInputs { x: &x, state: &state };
        differences::check("recurrent", &mut *net, &params, inputs);
        h = (x + h * params.w + params.b).map(f64::tanh);
        assert!((net.predict(&params, &state, &x) - h).norm() < 1e-14);
        let _ = net.forward(&params, inputs);
        net.update(&mut state);
        assert!((state.h - h).norm() < 1e-14);
        assert_eq!((state.last, state.bias), (x, params.b));
        assert_eq!((state.steps[0], state.flag[0]), (f64::from(step), 1.0));
    }
}

graph! {
    /// Moves with the rows that it sees.
    layer Centre<C>(x: [_, C]) -> [_, C] {
        state mean: [C] = zeros;
        update mean = mean_rows(x);
        x - mean
    }

    /// A layer that may stay uncalled, by its name, has its state all the same.
    graph Spare<const B: usize> {
        input x: [B, 2];
        layer centre = Centre<2>;
        layer _spare = Centre<2>;
        output y = centre(x);
    }
}

#[test]
fn the_state_of_a_layer_that_is_never_called_stays() {
    let (x, params) = (SMatrix::<f32, 3, 2>::repeat(5.0), SpareParams::zeros());
    let (mut net, mut state) = (Spare::<3>::boxed(), SpareState::new());
    state._spare.mean.fill(7.0);
    let before = state.clone();
    let pass = net.forward(&params, SpareInputs { x: &x, state: &before });
    assert_eq!(*pass.y(), x);
    net.update(&mut state);
    assert_eq!(state.as_slice(), [5.0, 5.0, 7.0, 7.0]);
}

graph! {
    use keisan::layers::BatchNorm;

    /// One batch normalisation, called twice.
    graph Twice<T, const B: usize> {
        input x: [B, 3];
        layer norm = BatchNorm<3>;
        let h = norm(x);
        output y = norm(tanh(h) * 2);
        loss = mean(square(y) * y);
    }
}

#[test]
fn a_layer_that_is_called_twice_updates_its_state_twice() {
    let mut source = Source::new(5);
    let x: SMatrix<f64, 5, 3> = source.matrix(REAL);
    let mut params = TwiceParams::<f64>::zeros();
    (params.norm.gain, params.norm.bias) = (source.matrix(ABOUT_ONE), source.matrix(REAL));
    let (gain, bias) = (params.norm.gain, params.norm.bias);
    let begun = TwiceState::<f64>::new();
    let mut net = Twice::<f64, 5>::boxed();
    let y = dynamic(net.forward(&params, TwiceInputs { x: &x, state: &begun }).y());
    let mut state = begun.clone();
    net.update(&mut state);

    let (mean1, var1) = moments(&dynamic(&x));
    let h = normalised(&dynamic(&x), &mean1, &var1, gain.as_slice(), bias.as_slice()).map(|h| 2.0 * h.tanh());
    let (mean2, var2) = moments(&h);
    close("training", &y, &normalised(&h, &mean2, &var2, gain.as_slice(), bias.as_slice()), 1e-12);
    for j in 0..3 {
        let expected = 0.9 * (0.1 * mean1[j]) + 0.1 * mean2[j];
        assert!((state.norm.mean[j] - expected).abs() < 1e-14);
        let expected = 0.9 * (0.9 + 0.1 * var1[j]) + 0.1 * var2[j];
        assert!((state.norm.var[j] - expected).abs() < 1e-14);
    }

    // In `predict` both calls take the averages as they are.
    let averages = (state.norm.mean, state.norm.var);
    let by_averages =
        |x: &_| normalised(x, averages.0.as_slice(), averages.1.as_slice(), gain.as_slice(), bias.as_slice());
    let expected = by_averages(&by_averages(&dynamic(&x)).map(|h| 2.0 * h.tanh()));
    close("predict", &dynamic(net.predict(&params, &state, &x)), &expected, 1e-12);
    differences::check("batch norm twice", &mut *net, &params, TwiceInputs { x: &x, state: &begun });
}

graph! {
    /// What a call of a layer finds may depend on what the one before has seen.
    layer Follow<C>(x: [_, C]) -> [_, C] {
        param rate: [C] = constant(0.5);
        state last: [C] = ones;
        update last = last + rate * mean_rows(x);
        x * last
    }

    graph Follows<T, const B: usize> {
        input x: [B, 2];
        layer follow = Follow<2>;
        output y = follow(follow(follow(x)));
        loss = mean(square(y));
    }
}

#[test]
fn gradients_go_through_what_earlier_calls_left() {
    let x: SMatrix<f64, 4, 2> = Source::new(8).matrix(REAL);
    let params = FollowsParams::<f64>::init(&mut seeded(1));
    let state = FollowsState::<f64>::new();
    let mut net = Follows::<f64, 4>::boxed();
    differences::check("follow", &mut *net, &params, FollowsInputs { x: &x, state: &state });
}
