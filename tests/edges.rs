//! Where numbers run out: ±10⁴ and beyond, zeros, NaN, and what algebra must not simplify away.

use keisan::nalgebra::{DMatrix, SMatrix};
use keisan::{LossGraph, Parameters, Scalar, graph};
use keisan_tests::compare::{close, close_above};
use keisan_tests::matrix::{dynamic, matrix};
use keisan_tests::reference;
use keisan_tests::sample::{REAL, Source};

/// Both sides, from the flat ends to the middle. None is rounded in f32.
#[rustfmt::skip]
const POINTS: [f64; 13] = [
    -16384.0, -1024.0, -96.0, -32.0, -1.0, -1.0 / 128.0,
    0.0, 1.0 / 128.0, 1.0, 32.0, 96.0, 1024.0, 16384.0,
];

/// Value and slope of activations at [`POINTS`]: `name: [operation on a], value, slope;`.
macro_rules! activations {
    ($($name:ident: [$($operation:tt)*], $value:expr, $slope:expr;)*) => {$(
        mod $name {
            use super::*;

            graph! {
                graph Points<T> {
                    input r: [1, 13];
                    param a: [1, 13] = zeros;
                    output b = $($operation)*;
                    loss = sum(b * r);
                }
            }

            fn check<T: Scalar>(bound: f64) {
                let (value, slope): (fn(f64) -> f64, fn(f64) -> f64) = ($value, $slope);
                let r = Source::new(1).matrix::<T, 1, 13>(REAL);
                let parameters = PointsParams { a: SMatrix::from_iterator(POINTS.map(T::from_f64)) };
                let mut gradients = PointsParams::zeros();
                let mut net = Points::boxed();
                let pass = net.forward(&parameters, PointsInputs { r: &r });
                let b = pass.b().clone_owned();
                pass.backward(&mut gradients);
                for (j, a) in POINTS.into_iter().enumerate() {
                    let near = |kind, found: T, expected| {
                        let what = format!("{} in {}: {kind} at {a}", stringify!($name), T::NAME);
                        let one = |entry| DMatrix::repeat(1, 1, entry);
                        close_above(1.0, &what, &DMatrix::repeat(1, 1, found), &one(expected), bound);
                    };
                    near("value", b[j], value(a));
                    near("slope", gradients.a[j], slope(a) * r[j].to_f64());
                }
            }

            #[test]
            fn f64() {
                check::<f64>(1e-14);
            }

            #[test]
            fn f32() {
                check::<f32>(1e-6);
            }
        }
    )*};
}

activations! {
    sigmoid: [sigmoid(a)], |a| 1.0 / (1.0 + (-a).exp()), |a| (-a.abs()).exp() / (1.0 + (-a.abs()).exp()).powi(2);
    tanh: [tanh(a)], f64::tanh, |a| a.cosh().powi(-2);
    relu: [relu(a)], |a| a.max(0.0), |a| if a > 0.0 { 1.0 } else { 0.0 };
    leaky_relu: [leaky_relu(a, 0.25)], |a| a.max(0.25 * a), |a| if a > 0.0 { 1.0 } else { 0.25 };
    elu: [elu(a)], |a| if a > 0.0 { a } else { a.exp_m1() }, |a| a.min(0.0).exp();
    gelu: [gelu(a)], |a| a * normal_distribution(a), |a| {
        normal_distribution(a) + a * (-a * a / 2.0).exp() / std::f64::consts::TAU.sqrt()
    };
    silu: [silu(a)], |a| a / (1.0 + (-a).exp()), |a| {
        let s = 1.0 / (1.0 + (-a).exp());
        s + a * s * (1.0 - s)
    };
    softplus: [softplus(a)], |a| a.max(0.0) + (-a.abs()).exp().ln_1p(), |a| 1.0 / (1.0 + (-a).exp());
}

activations! {
    // At a kink the slope is that of the flat side; `abs` has the one in the middle.
    relu6: [relu6(a)], |a| a.clamp(0.0, 6.0), |a| if 0.0 < a && a < 6.0 { 1.0 } else { 0.0 };
    hardtanh: [hardtanh(a)], |a| a.clamp(-1.0, 1.0), |a| if a.abs() < 1.0 { 1.0 } else { 0.0 };
    hardtanh_of_32: [hardtanh(a, -32, 32)], |a| a.clamp(-32.0, 32.0), |a| if a.abs() < 32.0 { 1.0 } else { 0.0 };
    hard_sigmoid: [hard_sigmoid(a)], |a| (a / 6.0 + 0.5).clamp(0.0, 1.0),
        |a| if a.abs() < 3.0 { 1.0 / 6.0 } else { 0.0 };
    hard_swish: [hard_swish(a)], |a| a * (a / 6.0 + 0.5).clamp(0.0, 1.0), |a| (a / 3.0 + 0.5).clamp(0.0, 1.0);
    hard_swish_at_its_kinks: [hard_swish(a * 3)], |a| 3.0 * a * (a / 2.0 + 0.5).clamp(0.0, 1.0),
        |a| 3.0 * if a.abs() < 1.0 { a + 0.5 } else { f64::from(a >= 1.0) };
    selu: [selu(a)], |a| SELU.0 * if a > 0.0 { a } else { SELU.1 * a.exp_m1() },
        |a| SELU.0 * if a > 0.0 { 1.0 } else { SELU.1 * a.exp() };
    celu: [celu(a, 0.5)], |a| if a > 0.0 { a } else { 0.5 * (2.0 * a).exp_m1() }, |a| (2.0 * a).min(0.0).exp();
    mish: [mish(a)], |a| a * softplus(a).tanh(), |a| {
        let t = softplus(a).tanh();
        t + a * (1.0 - t * t) / (1.0 + (-a).exp())
    };
    gelu_tanh: [gelu_tanh(a)], |a| 0.5 * a * (1.0 + gelu_argument(a).tanh()), |a| {
        let t = gelu_argument(a).tanh();
        let inner = (2.0 / std::f64::consts::PI).sqrt() * (1.0 + 3.0 * 0.044_715 * a * a);
        0.5 * (1.0 + t) + 0.5 * a * (1.0 - t * t) * inner
    };
    softsign: [softsign(a)], |a| a / (1.0 + a.abs()), |a| (1.0 + a.abs()).powi(-2);
    log_sigmoid: [log_sigmoid(a)], |a| -softplus(-a), |a| 1.0 / (1.0 + a.exp());
    logarithm_of_sigmoid: [ln(sigmoid(a))], |a| -softplus(-a), |a| 1.0 / (1.0 + a.exp());
    logarithm_of_exponentials: [ln(1 + exp(a))], softplus, |a| 1.0 / (1.0 + (-a).exp());
    prelu: [prelu(a, 0.25)], |a| a.max(0.25 * a), |a| if a > 0.0 { 1.0 } else { 0.25 };
    abs: [abs(a)], f64::abs, |a| if a == 0.0 { 0.0 } else { a.signum() };
    clamp: [clamp(a, -1, 32)], |a| a.clamp(-1.0, 32.0), |a| f64::from((-1.0..=32.0).contains(&a));
    maximum: [maximum(a, 1)], |a| a.max(1.0), |a| f64::midpoint(f64::from(a >= 1.0), f64::from(a > 1.0));
    minimum: [minimum(1, a)], |a| a.min(1.0), |a| f64::midpoint(f64::from(a <= 1.0), f64::from(a < 1.0));
    maximum_of_equals: [maximum(a, a)], |a| a, |_| 1.0;
    atan: [atan(a)], f64::atan, |a| 1.0 / (1.0 + a * a);
    rsqrt_of_squares: [rsqrt(1 + square(a))], |a| 1.0 / a.hypot(1.0), |a| -a / a.hypot(1.0).powi(3);
    powi: [powi(a * 0.0625, 3)], |a| (a / 16.0).powi(3) , |a| 3.0 / 16.0 * (a / 16.0).powi(2);
    powf: [powf(1 + square(a), 0.75)], |a| (1.0 + a * a).powf(0.75), |a| 1.5 * a * (1.0 + a * a).powf(-0.25);
    select: [select(a > 1, 2 * a, -a)], |a| if a > 1.0 { 2.0 * a } else { -a }, |a| if a > 1.0 { 2.0 } else { -1.0 };
    straight_through: [a + detach(round(a) - a)], f64::round_ties_even, |_| 1.0;
}

/// λ and α of selu.
const SELU: (f64, f64) = (1.050_700_987_355_480_5, 1.673_263_242_354_377_2);

fn softplus(a: f64) -> f64 {
    a.max(0.0) + (-a.abs()).exp().ln_1p()
}

fn gelu_argument(a: f64) -> f64 {
    (2.0 / std::f64::consts::PI).sqrt() * (a + 0.044_715 * a * a * a)
}

/// Φ(a).
fn normal_distribution(a: f64) -> f64 {
    0.5 * (1.0 + reference::erf(a * std::f64::consts::FRAC_1_SQRT_2))
}

// Rows --------------------------------------------------------------------------------------------

graph! {
    graph Rows<T> {
        input y: [5, 3];
        input r: [5, 1];
        param a: [5, 3] = zeros;
        output b = softmax(a);
        output c = log_softmax(a);
        output d = cross_entropy(b, y);
        loss = sum(d * r);
    }
}

/// Softmax and its friends where eᵃ overflows, and where all of it underflows.
#[test]
fn rows_of_large_logits() {
    fn check<T: Scalar>(bound: f64) {
        let a = matrix([
            [1e4, -1e4, 0.0],
            [1e4, 1e4, 1e4],
            [-1e4, -1e4, -1e4],
            [9999.0, 1e4, -1e4],
            [-1e4, -9999.5, -9999.0],
        ]);
        // One-hot where the probability is 0, where it is 1; soft; of another sum than one; absent.
        let y = matrix([[0.0, 1.0, 0.0], [0.25, 0.25, 0.5], [1.0, 0.5, 0.0], [0.0, 1.0, 1.0], [0.0, 0.0, 0.0]]);
        let r = matrix([[1.0], [-2.0], [0.5], [1.5], [3.0]]);
        let c = a.map_with_location(|i, _, entry: f64| {
            let largest = a.row(i).max();
            entry - largest - a.row(i).map(|other| (other - largest).exp()).sum().ln()
        });
        let b = c.map(f64::exp);
        let d = (-y.component_mul(&c)).column_sum();
        let d_a = b.map_with_location(|i, j, b| (y.row(i).sum() * b - y[(i, j)]) * r[i]);

        let (y, r) = (y.map(T::from_f64), r.map(T::from_f64));
        let parameters = RowsParams { a: a.map(T::from_f64) };
        let mut gradients = RowsParams::zeros();
        let mut net = Rows::boxed();
        let pass = net.forward(&parameters, RowsInputs { y: &y, r: &r });
        close("softmax", &dynamic(pass.b()), &dynamic(&b), bound);
        close("log_softmax", &dynamic(pass.c()), &dynamic(&c), bound);
        close("cross_entropy", &dynamic(pass.d()), &dynamic(&d), bound);
        pass.backward(&mut gradients);
        close("gradient", &dynamic(&gradients.a), &dynamic(&d_a), bound);
    }
    check::<f64>(1e-14);
    check::<f32>(1e-6);
}

graph! {
    graph Fused<T, const B: usize> {
        input y: [B, 4];
        input r: [B, 1];
        param a: [B, 4] = zeros;
        loss = sum(cross_entropy(softmax(a * 3), y) * r);
    }
}

graph! {
    graph Named<T, const B: usize> {
        input y: [B, 4];
        input r: [B, 1];
        param a: [B, 4] = zeros;
        loss = sum(softmax_cross_entropy(a * 3, y) * r);
    }
}

graph! {
    /// Something stands between the two, so that nothing is recognised.
    graph Unfused<T, const B: usize> {
        input y: [B, 4];
        input r: [B, 1];
        input one: scalar;
        param a: [B, 4] = zeros;
        loss = sum(cross_entropy(softmax(a * 3) * one, y) * r);
    }
}

#[test]
fn fused_and_unfused_cross_entropy_agree() {
    fn run<G: LossGraph<Scalar = f64>>(inputs: G::Inputs<'_>, a: &[f64]) -> (f64, DMatrix<f64>) {
        let mut parameters = keisan::plain::zeroed_box::<G::Parameters>();
        let mut gradients = keisan::plain::zeroed_box::<G::Parameters>();
        parameters.try_copy_from_slice(a).expect("all three have one parameter");
        let loss = G::boxed().gradients(&parameters, inputs, &mut gradients);
        (loss, DMatrix::from_column_slice(gradients.as_slice().len(), 1, gradients.as_slice()))
    }
    let mut source = Source::new(1);
    let (y, r) = (source.matrix(REAL), source.matrix(REAL));
    let a = source.matrix::<f64, 6, 4>(REAL);
    let one = matrix([[1.0]]);
    let unfused = run::<Unfused<f64, 6>>(UnfusedInputs { y: &y, r: &r, one: &one }, a.as_slice());
    let fused = run::<Fused<f64, 6>>(FusedInputs { y: &y, r: &r }, a.as_slice());
    let named = run::<Named<f64, 6>>(NamedInputs { y: &y, r: &r }, a.as_slice());
    for (loss, gradient) in [fused, named] {
        assert!((loss - unfused.0).abs() < 1e-13 * unfused.0.abs(), "{loss} and {}", unfused.0);
        close("gradient", &gradient, &unfused.1, 1e-13);
    }
}

// Nothing -----------------------------------------------------------------------------------------

graph! {
    graph Batch<T, const B: usize, const H: usize> {
        input x: [B, 3];
        target y: [B, 4];
        param w1: [3, H] = ones;
        param b1: [H] = ones;
        param w2: [H, 4] = ones;
        output b = softmax(relu(x @ w1 + b1) @ w2);
        loss = sum(cross_entropy(b, y));
    }
}

/// No rows, no hidden units: sums of nothing are zero, and nothing fails.
#[test]
fn a_batch_of_none() {
    fn check<const B: usize, const H: usize>() {
        let (x, y) = (SMatrix::<f32, B, 3>::repeat(1.0), SMatrix::<f32, B, 4>::repeat(1.0));
        let parameters = BatchParams::<f32, H>::init(&mut keisan::random::seeded(1));
        let mut gradients = BatchParams::<f32, H>::init(&mut keisan::random::seeded(2));
        let mut net = Batch::<f32, B, H>::boxed();
        let loss = net.gradients(&parameters, BatchInputs { x: &x, y: &y }, &mut gradients);
        assert!((loss - f32::from_usize(4 * B) * 4_f32.ln()).abs() < 1e-5);
        assert!(gradients.as_slice().iter().all(|gradient| gradient.abs() < 1e-5));
        assert!(net.predict(&parameters, &x).iter().all(|b| (b - 0.25).abs() < 1e-7));
    }
    check::<0, 5>();
    check::<3, 0>();
    check::<0, 0>();
}

// What algebra must not do ------------------------------------------------------------------------

/// Expressions that simplify for numbers, not for NaN and infinity: a NaN in `a` shows in each.
macro_rules! nan {
    ($($name:ident: [$($expression:tt)*];)*) => {$(
        #[test]
        fn $name() {
            graph! {
                graph Nan {
                    input x: [2, 3];
                    param a: [2, 3] = zeros;
                    loss = sum($($expression)*);
                }
            }

            let x = SMatrix::repeat(1.0);
            let mut net = Nan::boxed();
            for index in 0..6 {
                let mut parameters = NanParams::zeros();
                parameters.a.fill(1.0);
                parameters.a[index] = f32::NAN;
                assert!(net.loss(&parameters, NanInputs { x: &x }).is_nan());
            }
        }
    )*};
}

mod nan_shows {
    use super::*;

    nan! {
        times_zero: [x + a * 0];
        zero_times: [0 * a - x];
        zero_over: [0 / a + x];
        minus_itself: [a - a + x];
        over_itself: [a / a * x];
        relu: [relu(a) * x];
        negative_relu: [relu(-a) * x];
        negative_leaky_relu: [leaky_relu(-a) * x];
        negative_elu: [elu(-a) * x];
        square_of_root: [square(sqrt(a)) * x];
        log_of_exp: [ln(exp(a)) * x];
        softmax: [softmax(a) * x];
        log_softmax: [log_softmax(a) * x];
        softmax_of_columns: [softmax(a.T).T * x];
        cross_entropy_with_absent_targets: [cross_entropy(softmax(a), x * 0)];
        cross_entropy_of_nothing: [cross_entropy(sigmoid(a), x * 0)];
        mean_squared_error: [mse(a, x)];
        maximum: [maximum(a, x)];
        maximum_turned: [maximum(x, a)];
        minimum: [minimum(a, x)];
        minimum_turned: [minimum(x, a)];
        clamp: [clamp(a, -1, 1) * x];
        bounds: [clamp(x, a, 3)];
        other_bounds: [clamp(x, -3, a)];
        absolute: [abs(a) * x];
        sign: [sign(a) * a * x];
        round: [round(a) * a * x];
        floor: [floor(a) + a * x];
        ceil: [ceil(a) + a * x];
        condition: [select(a, x, x) + a];
        chosen: [select(x, a, x)];
        rectifier_that_ends: [relu6(a) * x];
        negative_hardtanh: [hardtanh(-a) * x];
        hard_sigmoid: [hard_sigmoid(a) * x];
        softsign: [softsign(a) * x];
        celu: [celu(-a) * x];
        zeroth_power: [pow(a, x * 0)];
        power_of_one: [pow(x, a)];
        comparison: [a * (x > 0) + (a > x)];
        arctangent: [atan(a) * x];
        mean_absolute_error: [mae(a, x)];
        huber: [huber(a, x)];
        smooth_l1: [smooth_l1(x, a)];
        hinge: [hinge(a, x)];
        binary_cross_entropy: [binary_cross_entropy(a, x * 0)];
        binary_cross_entropy_with_logits: [binary_cross_entropy_with_logits(a, x * 0)];
        kullback_leibler: [kl_div(a, x * 0)];
        cosine: [cosine_similarity(a, x)];
        triplet: [triplet(a, a, x)];
        smoothed: [smooth_labels(a) * x];
        weighted: [weighted_cross_entropy(softmax(a), x * 0, sum_rows(x))];
    }
}

graph! {
    /// Python's precedence, and associativity to the left.
    graph Precedence {
        input a: [2, 2];
        input b: [2, 2];
        input c: [2, 2];
        param unused: [1, 1] = ones;
        output differences = a - b - c;
        output quotients = a / b / c;
        output mixed = a / b * c;
        output product_first = a @ b * c;
        output hadamard_first = a * b @ c;
        output negated_transpose = -a.T @ b;
        output negated_product = -a * -b;
        output twice = a - -b;
        output sum_of_products = a + b @ c - a * c;
        output scaled = 2 * a @ b / 4;
        loss = sum(a * unused);
    }
}

#[test]
fn precedence_is_pythons() {
    let a = matrix([[1.0, 2.0], [3.0, 4.0]]);
    let b = matrix([[2.0, -1.0], [4.0, 0.5]]);
    let c = matrix([[8.0, 0.25], [-2.0, 1.0]]);
    let mut net = Precedence::boxed();
    let parameters = PrecedenceParams::zeros();
    let pass = net.forward(&parameters, PrecedenceInputs { a: &a, b: &b, c: &c });
    let divided = a.component_div(&b);
    assert_eq!(*pass.differences(), a - b - c);
    assert_eq!(*pass.quotients(), divided.component_div(&c));
    assert_eq!(*pass.mixed(), divided.component_mul(&c));
    assert_eq!(*pass.product_first(), (a * b).component_mul(&c));
    assert_eq!(*pass.hadamard_first(), a.component_mul(&b) * c);
    assert_eq!(*pass.negated_transpose(), -a.transpose() * b);
    assert_eq!(*pass.negated_product(), a.component_mul(&b));
    assert_eq!(*pass.twice(), a + b);
    assert_eq!(*pass.sum_of_products(), a + b * c - a.component_mul(&c));
    assert_eq!(*pass.scaled(), a * b / 2.0);
}

// Masks -------------------------------------------------------------------------------------------

graph! {
    /// A choice hides what was not chosen, the infinite adjoint that comes back to it included.
    graph Chosen<T> {
        input mask: [1, 4];
        param a: [1, 4] = zeros;
        output b = select(mask, 1 / a, a);
        output counted = sum(b > 1) + sum(b >= 1) + sum(b < 1) + sum(b <= 1) + sum(b == 1) + sum(b != 1);
        loss = sum(b);
    }
}

#[test]
fn what_is_not_chosen_is_not_there() {
    let mask = matrix([[0.0, 1.0, -1.0, 0.5]]);
    let parameters = ChosenParams { a: matrix([[0.0, 2.0, 0.0, 1.0]]) };
    let mut gradients = ChosenParams::zeros();
    let mut net = Chosen::<f64>::boxed();
    let pass = net.forward(&parameters, ChosenInputs { mask: &mask });
    assert_eq!(*pass.b(), matrix([[0.0, 0.5, 0.0, 1.0]]));
    // Of 0, 1/2, 0, 1 none is > 1, one ≥ 1, three < 1, four ≤ 1, one = 1, three ≠ 1.
    assert_eq!(*pass.counted(), matrix([[12.0]]));
    pass.backward(&mut gradients);
    // 1 / a has an infinite derivative at 0, of which a zero adjoint makes NaN: the operand is to be chosen, not the result.
    assert_eq!((gradients.a[1], gradients.a[3]), (-0.25, -1.0));
    assert!(gradients.a[0].is_nan() && gradients.a[2].is_nan());
}

// Losses ------------------------------------------------------------------------------------------

graph! {
    graph Losses<T> {
        input y: [1, 13];
        input r: [1, 13];
        param a: [1, 13] = zeros;
        output b = sigmoid_cross_entropy(a, y);
        output m = binary_cross_entropy(sigmoid(a), y);
        loss = sum(b * r) + m;
    }
}

/// Logits of all sizes, against targets on the ends and in the middle.
#[test]
fn two_classes_and_large_logits() {
    fn check<T: Scalar>(target: f64, bound: f64) {
        let r = Source::new(1).matrix::<T, 1, 13>(REAL);
        let y = SMatrix::repeat(T::from_f64(target));
        let parameters = LossesParams { a: SMatrix::from_iterator(POINTS.map(T::from_f64)) };
        let mut gradients = LossesParams::zeros();
        let mut net = Losses::boxed();
        let pass = net.forward(&parameters, LossesInputs { y: &y, r: &r });
        let b = POINTS.map(|a| target * softplus(-a) + (1.0 - target) * softplus(a));
        close("values", &dynamic(pass.b()), &DMatrix::from_row_slice(1, 13, &b), bound);
        let mean = b.iter().sum::<f64>() / 13.0;
        close("mean", &dynamic(pass.m()), &DMatrix::repeat(1, 1, mean), bound);
        pass.backward(&mut gradients);
        let slopes = DMatrix::from_fn(1, 13, |_, j| {
            let sigmoid = if POINTS[j] > 0.0 {
                1.0 / (1.0 + (-POINTS[j]).exp())
            } else {
                POINTS[j].exp() / (1.0 + POINTS[j].exp())
            };
            (r[j].to_f64() + 1.0 / 13.0) * (sigmoid - target)
        });
        close("slopes", &dynamic(&gradients.a), &slopes, bound);
    }
    for target in [0.0, 0.25, 0.5, 1.0] {
        check::<f64>(target, 1e-14);
        check::<f32>(target, 1e-6);
    }
}

graph! {
    graph Rare<T> {
        input y: [4, 3];
        param a: [4, 3] = zeros;
        param w: [3] = ones;
        output rows = weighted_cross_entropy(softmax(a), smooth_labels(y, 0.5), w);
        output divergence = kl_div(softmax(a), y);
        output cosine = cosine_similarity(a, y);
        output distance = triplet(y, y, a, 0.5);
        output apart = huber(a, y, 2) + smooth_l1(a, y, 2) * 3 + mae(a, y);
        loss = sum(rows) + sum(divergence) + sum(cosine) + sum(distance) + apart;
    }
}

/// Rows that have no label, rows that are equal, rows of zeros, distances of 10⁴: all finite, and what is ignored has no gradient.
#[test]
fn losses_of_odd_rows() {
    fn check<T: Scalar>() {
        let y = matrix([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.25, 0.5, 0.25]]).map(T::from_f64);
        let a = matrix([[0.0, 0.0, 0.0], [1e4, -1e4, 0.0], [1.0, 0.0, 0.0], [-1.0, 2.0, 0.5]]).map(T::from_f64);
        let parameters = RareParams { a, w: matrix([[1.0, 2.0, 3.0]]).map(T::from_f64) };
        let mut gradients = RareParams::zeros();
        let mut net = Rare::boxed();
        let pass = net.forward(&parameters, RareInputs { y: &y });
        let number = |value: T| value.to_f64();
        assert_eq!((number(pass.rows()[0]), number(pass.divergence()[0]), number(pass.cosine()[0])), (0.0, 0.0, 0.0));
        // ½ (1 + 1/3) · 2 · 2·10⁴ and ½ (1/3) · 3 · 10⁴: the classes that the softmax gives nothing.
        let expected = 2.0 * (2.0 / 3.0) * 2e4 + 3.0 * (1.0 / 6.0) * 1e4;
        assert!((number(pass.rows()[1]) / expected - 1.0).abs() < 1e-6, "{} {expected}", pass.rows()[1]);
        assert!((number(pass.divergence()[1]) - 2e4).abs() < 1e-2);
        assert!((number(pass.cosine()[2]) - 1.0).abs() < 1e-6);
        pass.backward(&mut gradients);
        assert!(
            gradients.as_slice().iter().all(|gradient| number(*gradient).is_finite()),
            "{:?}",
            gradients.as_slice()
        );
        // Of the first row all losses but those of the distance are 0, and that is at its own corner.
        assert!(gradients.a.row(0).iter().all(|gradient| number(*gradient) == 0.0), "{:?}", gradients.a);
    }
    check::<f64>();
    check::<f32>();
}
