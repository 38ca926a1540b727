//! Each operation in the middle of a graph: its operand comes from a parameter by way of another
//! operation, and what follows sends back an adjoint that is not one.
//!
//! Gradients are held against central differences of the loss in f64, values against formulas as
//! a textbook has them, on shapes with a single row, a single column, a single entry, and odd ones.

use keisan::nalgebra::DMatrix;
use keisan::{LossGraph, Scalar, graph};
use keisan_tests::compare::close;
use keisan_tests::matrix::dynamic;
use keisan_tests::sample::{ABOUT_ONE, Domain, NONZERO, POSITIVE, REAL, Source};
use keisan_tests::{differences, reference};

/// Largest relative error of a value in f64.
const VALUE: f64 = 1e-13;

/// A function of each row: one column.
fn of_rows(z: &DMatrix<f64>, f: fn(&[f64]) -> f64) -> DMatrix<f64> {
    DMatrix::from_fn(z.nrows(), 1, |i, _| f(&z.row(i).iter().copied().collect::<Vec<f64>>()))
}

/// A function of each column: one row.
fn of_columns(z: &DMatrix<f64>, f: fn(&[f64]) -> f64) -> DMatrix<f64> {
    DMatrix::from_fn(1, z.ncols(), |_, j| f(&z.column(j).iter().copied().collect::<Vec<f64>>()))
}

/// Numbers of either sign away from those at which something in this file has a corner or jumps: the halves.
const OFF_CORNERS: Domain = Domain(&[(-1.9, -1.6), (-1.4, -1.1), (-0.9, -0.6), (0.1, 0.4), (0.6, 0.9), (1.1, 1.4)]);

/// Tests operations of one operand `z`: `name: domain, [operation on z], value;`.
macro_rules! unary {
    ($($name:ident: $domain:ident, [$($operation:tt)*], $value:expr;)*) => {$(
        mod $name {
            use super::*;

            graph! {
                /// Between two other operations. The loss has the operand through the operation alone, so
                /// what goes wrong there, or is hidden there, shows.
                graph Middle<T, const R: usize, const C: usize> {
                    input r: [R, C];
                    param a: [R, C] = zeros;
                    param k: [C] = ones;
                    let z = a * k;
                    output b = $($operation)*;
                    loss = sum(square(b * r + 1) * r);
                }
            }

            graph! {
                /// Of a transpose; the operand and the result are used again.
                graph Reused<T, const R: usize, const C: usize> {
                    input r: [C, R];
                    param a: [R, C] = zeros;
                    let z = a.T;
                    let b = $($operation)*;
                    loss = mean((b.T * a + a) @ (r * b));
                }
            }

            fn check<const R: usize, const C: usize>() {
                let what = format!("{} on [{R}, {C}]", stringify!($name));
                let mut source = Source::new((8 * R + C) as u64);

                let mut net = Middle::<f64, R, C>::boxed();
                let (r, k) = (source.matrix(REAL), source.matrix(ABOUT_ONE));
                let z = source.matrix::<f64, R, C>($domain);
                let a = z.map_with_location(|_, column, z| z / k[column]);
                let parameters = MiddleParams { a, k };
                let inputs = MiddleInputs { r: &r };
                differences::check(&what, &mut *net, &parameters, inputs);

                let value: fn(&DMatrix<f64>) -> DMatrix<f64> = $value;
                let pass = net.forward(&parameters, inputs);
                let z = z.map_with_location(|_, column, z| z / k[column] * k[column]);
                close(&what, &dynamic(pass.b()), &value(&dynamic(&z)), VALUE);

                let r = source.matrix(REAL);
                let parameters = ReusedParams { a: source.matrix($domain) };
                let mut net = Reused::<f64, R, C>::boxed();
                differences::check(
                    &format!("{what}, reused"),
                    &mut *net,
                    &parameters,
                    ReusedInputs { r: &r },
                );
            }

            fn nan_shows<T: Scalar>() {
                let mut source = Source::new(1);
                let mut net = Middle::<T, 3, 7>::boxed();
                let r = source.matrix(REAL);
                let mut parameters = MiddleParams { a: source.matrix($domain), k: source.matrix(ABOUT_ONE) };
                for index in 0..parameters.as_slice().len() {
                    let value = parameters.as_slice()[index];
                    parameters.as_mut_slice()[index] = T::from_f64(f64::NAN);
                    let loss = net.loss(&parameters, MiddleInputs { r: &r });
                    assert!(loss.to_f64().is_nan(), "parameter {index} is NaN, the loss {loss:?}");
                    parameters.as_mut_slice()[index] = value;
                }
            }

            #[test]
            fn gradients_and_values() {
                check::<1, 1>();
                check::<1, 5>();
                check::<4, 1>();
                check::<3, 7>();
                check::<9, 4>();
            }

            #[test]
            fn nan_in_the_parameters_shows_in_the_loss() {
                nan_shows::<f64>();
                nan_shows::<f32>();
            }
        }
    )*};
}

unary! {
    sigmoid: REAL, [sigmoid(z)], |z| z.map(|z| 1.0 / (1.0 + (-z).exp()));
    tanh: REAL, [tanh(z)], |z| z.map(|z| 1.0 - 2.0 / ((2.0 * z).exp() + 1.0));
    relu: NONZERO, [relu(z)], |z| z.map(|z| if z > 0.0 { z } else { 0.0 });
    leaky_relu: NONZERO, [leaky_relu(z)], |z| z.map(|z| if z > 0.0 { z } else { 0.01 * z });
    leaky_relu_of_a_third: NONZERO, [leaky_relu(z, 0.3)],
        |z| z.map(|z| if z > 0.0 { z } else { 0.3 * z });
    elu: NONZERO, [elu(z)], |z| z.map(|z| if z > 0.0 { z } else { z.exp() - 1.0 });
    elu_of_two: NONZERO, [elu(z, 2.0)], |z| z.map(|z| if z > 0.0 { z } else { 2.0 * (z.exp() - 1.0) });
    gelu: REAL, [gelu(z)], |z| z.map(|z| 0.5 * z * (1.0 + reference::erf(z / 2.0_f64.sqrt())));
    silu: REAL, [silu(z)], |z| z.map(|z| z / (1.0 + (-z).exp()));
    softplus: REAL, [softplus(z)], |z| z.map(|z| (1.0 + z.exp()).ln());

    selu: NONZERO, [selu(z)], |z| z.map(|z| {
        let (lambda, alpha) = (1.050_700_987_355_480_5, 1.673_263_242_354_377_2);
        lambda * if z > 0.0 { z } else { alpha * (z.exp() - 1.0) }
    });
    celu: NONZERO, [celu(z)], |z| z.map(|z| if z > 0.0 { z } else { z.exp() - 1.0 });
    celu_of_two: NONZERO, [celu(z, 2)], |z| z.map(|z| if z > 0.0 { z } else { 2.0 * ((z / 2.0).exp() - 1.0) });
    gelu_tanh: REAL, [gelu_tanh(z)], |z| z.map(|z| {
        0.5 * z * (1.0 + ((2.0 / ::std::f64::consts::PI).sqrt() * (z + 0.044_715 * z * z * z)).tanh())
    });
    mish: REAL, [mish(z)], |z| z.map(|z| z * (1.0 + z.exp()).ln().tanh());
    softsign: NONZERO, [softsign(z)], |z| z.map(|z| z / (1.0 + z.abs()));
    log_sigmoid: REAL, [log_sigmoid(z)], |z| z.map(|z| (1.0 / (1.0 + (-z).exp())).ln());
    logarithm_of_sigmoid: REAL, [ln(sigmoid(z))], |z| z.map(|z| (1.0 / (1.0 + (-z).exp())).ln());
    softplus_written_out: REAL, [ln(1 + exp(z))], |z| z.map(|z| (1.0 + z.exp()).ln());
    hardtanh: OFF_CORNERS, [hardtanh(z)], |z| z.map(|z| z.clamp(-1.0, 1.0));
    hardtanh_between: OFF_CORNERS, [hardtanh(z, -1.5, 0.5)], |z| z.map(|z| z.clamp(-1.5, 0.5));
    relu6: NONZERO, [relu6(5 * z)], |z| z.map(|z| (5.0 * z).clamp(0.0, 6.0));
    hard_sigmoid: OFF_CORNERS, [hard_sigmoid(3 * z)], |z| z.map(|z| (0.5 + 0.5 * z).clamp(0.0, 1.0));
    hard_swish: OFF_CORNERS, [hard_swish(3 * z)], |z| z.map(|z| 3.0 * z * (0.5 + 0.5 * z).clamp(0.0, 1.0));

    powi: REAL, [powi(z, 3)], |z| z.map(|z| z * z * z);
    powi_of_one: REAL, [powi(z, 1)], Clone::clone;
    negative_powi: NONZERO, [powi(z, -2)], |z| z.map(|z| 1.0 / (z * z));
    powf: POSITIVE, [powf(z, 1.5)], |z| z.map(|z| z * z.sqrt());
    negative_powf: POSITIVE, [powf(z, -0.25)], |z| z.map(|z| 1.0 / z.sqrt().sqrt());
    powf_of_a_whole_number: NONZERO, [powf(z, 3)], |z| z.map(|z| z * z * z);
    recip: NONZERO, [recip(z)], |z| z.map(|z| 1.0 / z);
    rsqrt: POSITIVE, [rsqrt(z)], |z| z.map(|z| 1.0 / z.sqrt());
    sin: REAL, [sin(z)], |z| z.map(f64::sin);
    cos: REAL, [cos(z)], |z| z.map(f64::cos);
    atan: REAL, [atan(z)], |z| z.map(f64::atan);
    log1p: POSITIVE, [log1p(z)], |z| z.map(|z| (1.0 + z).ln());
    expm1: REAL, [expm1(z)], |z| z.map(f64::exp_m1);
    erf: REAL, [erf(z)], |z| z.map(reference::erf);
    abs: NONZERO, [abs(z)], |z| z.map(f64::abs);
    sign: NONZERO, [z * sign(z)], |z| z.map(f64::abs);
    round: OFF_CORNERS, [z * round(z)], |z| z.map(|z| z * z.round());
    floor: OFF_CORNERS, [z * floor(z)], |z| z.map(|z| z * z.floor());
    ceil: OFF_CORNERS, [z * ceil(z)], |z| z.map(|z| z * z.ceil());
    clamp: OFF_CORNERS, [clamp(z, -1, 0.5)], |z| z.map(|z| z.clamp(-1.0, 0.5));
    greater: OFF_CORNERS, [z * (z > 1)], |z| z.map(|z| if z > 1.0 { z } else { 0.0 });
    select_by_comparison: OFF_CORNERS, [select(z * z < 1, 3 * z, 2 - z)],
        |z| z.map(|z| if z.abs() < 1.0 { 3.0 * z } else { 2.0 - z });

    exp: REAL, [exp(z)], |z| z.map(f64::exp);
    ln: POSITIVE, [ln(z)], |z| z.map(f64::ln);
    sqrt: POSITIVE, [sqrt(z)], |z| z.map(f64::sqrt);
    square: REAL, [square(z)], |z| z.map(|z| z * z);
    negation: REAL, [-z], |z| z.map(|z| -z);
    scaling: REAL, [z * 1.5 - 0.5 / 4 * z], |z| z.map(|z| 1.5 * z - 0.125 * z);
    reciprocal: NONZERO, [2 / z - 1], |z| z.map(|z| 2.0 / z - 1.0);
    against_itself: NONZERO, [z * z / (z + z) - (z - 1)], |z| z.map(|z| 1.0 - 0.5 * z);

    sum: REAL, [sum(z)], |z| DMatrix::repeat(1, 1, z.sum());
    mean: REAL, [mean(z)], |z| DMatrix::repeat(1, 1, z.mean());
    sum_rows: REAL, [sum_rows(z)], |z| DMatrix::from_fn(1, z.ncols(), |_, j| z.column(j).sum());
    sum_cols: REAL, [sum_cols(z)], |z| DMatrix::from_fn(z.nrows(), 1, |i, _| z.row(i).sum());
    sum_of_products: REAL, [sum_cols(z * z) + sum_rows(exp(z)) * mean(z)], |z| {
        let mean = z.mean();
        DMatrix::from_fn(z.nrows(), z.ncols(), |i, j| {
            z.row(i).norm_squared() + z.column(j).map(f64::exp).sum() * mean
        })
    };

    mean_rows: REAL, [mean_rows(z)], |z| of_columns(z, reference::mean);
    mean_cols: REAL, [mean_cols(z)], |z| of_rows(z, reference::mean);
    max: REAL, [max(z)], |z| DMatrix::repeat(1, 1, (reference::max)(z.as_slice()));
    max_rows: REAL, [max_rows(z)], |z| of_columns(z, reference::max);
    max_cols: REAL, [max_cols(z)], |z| of_rows(z, reference::max);
    min: REAL, [min(z)], |z| DMatrix::repeat(1, 1, (reference::min)(z.as_slice()));
    min_rows: REAL, [min_rows(z)], |z| of_columns(z, reference::min);
    min_cols: REAL, [min_cols(z)], |z| of_rows(z, reference::min);
    prod: REAL, [prod(z)], |z| DMatrix::repeat(1, 1, (reference::product)(z.as_slice()));
    prod_rows: REAL, [prod_rows(z)], |z| of_columns(z, reference::product);
    prod_cols: REAL, [prod_cols(z)], |z| of_rows(z, reference::product);
    var: REAL, [var(z)], |z| DMatrix::repeat(1, 1, (reference::variance)(z.as_slice()));
    var_rows: REAL, [var_rows(z)], |z| of_columns(z, reference::variance);
    var_cols: REAL, [var_cols(z)], |z| of_rows(z, reference::variance);
    std: REAL, [std(z)], |z| DMatrix::repeat(1, 1, (reference::deviation)(z.as_slice()));
    std_rows: REAL, [std_rows(z)], |z| of_columns(z, reference::deviation);
    std_cols: REAL, [std_cols(z)], |z| of_rows(z, reference::deviation);
    logsumexp: REAL, [logsumexp(z)], |z| DMatrix::repeat(1, 1, (reference::logsumexp)(z.as_slice()));
    logsumexp_rows: REAL, [logsumexp_rows(z)], |z| of_columns(z, reference::logsumexp);
    logsumexp_cols: REAL, [logsumexp_cols(z)], |z| of_rows(z, reference::logsumexp);
    largest_of_a_product: REAL, [max_cols(z * z) + min(z) * logsumexp_rows(2 * z)], |z| {
        let (square, twice) = (z.component_mul(z), z * 2.0);
        let least = reference::min(z.as_slice());
        DMatrix::from_fn(z.nrows(), z.ncols(), |i, j| {
            of_rows(&square, reference::max)[i] + least * of_columns(&twice, reference::logsumexp)[j]
        })
    };

    cumsum_rows: REAL, [cumsum_rows(z)], |z| z.map_with_location(|i, j, _| z.view((0, j), (i + 1, 1)).sum());
    cumsum_cols: REAL, [cumsum_cols(z)], |z| z.map_with_location(|i, j, _| z.view((i, 0), (1, j + 1)).sum());
    flip_rows: REAL, [flip_rows(z)], |z| z.map_with_location(|i, j, _| z[(z.nrows() - 1 - i, j)]);
    flip_cols: REAL, [flip_cols(z)], |z| z.map_with_location(|i, j, _| z[(i, z.ncols() - 1 - j)]);

    nothing_added: REAL, [pad(z, 0, 0, 0, 0) - repeat(z, 1, 1) / 2], |z| z / 2.0;

    softmax_cols: REAL, [softmax_cols(z)], |z| reference::softmax(&z.transpose()).transpose();
    log_softmax_cols: REAL, [log_softmax_cols(z)], |z| reference::softmax(&z.transpose()).transpose().map(f64::ln);
    layer_norm: REAL, [layer_norm(z, 0.01)], |z| z.map_with_location(|i, _, x| {
        let row: Vec<f64> = z.row(i).iter().copied().collect();
        (x - reference::mean(&row)) / (reference::variance(&row) + 0.01).sqrt()
    });
    rms_norm: REAL, [rms_norm(z, 0.01)], |z| z.map_with_location(|i, _, x| {
        x / (reference::mean(&z.row(i).iter().map(|x| x * x).collect::<Vec<f64>>()) + 0.01).sqrt()
    });

    softmax: REAL, [softmax(z)], reference::softmax;
    log_softmax: REAL, [log_softmax(z)], |z| reference::softmax(z).map(f64::ln);
    softmax_of_columns: REAL, [softmax(z.T).T], |z| reference::softmax(&z.transpose()).transpose();
    logarithm_of_softmax: REAL, [ln(softmax(z))], |z| reference::softmax(z).map(f64::ln);

    gram_matrix: REAL, [z @ z.T @ z], |z| z * z.transpose() * z;
    transposed_twice: REAL, [(z.T * 2).T], |z| z * 2.0;
}
