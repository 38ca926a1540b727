//! Operations of two operands: elementwise with every way to stretch, the products, the losses.
//!
//! As in `operations.rs`, each stands in the middle of a graph. Broadcasting is tested with shapes
//! in const generics, where a row stays a row though a dimension happens to be 1, and with shapes
//! in literals, where the compiler sees the 1.

use keisan::nalgebra::{DMatrix, SMatrix};
use keisan::{LossGraph, Parameters, Scalar, graph};
use keisan_tests::compare::close;
use keisan_tests::differences;
use keisan_tests::matrix::dynamic;
use keisan_tests::reference::{cross_entropy, multiply, softmax};
use keisan_tests::sample::{Domain, POSITIVE, REAL, Source};

/// Small enough that a product of exponentials stays small.
const SMALL: Domain = Domain(&[(-0.75, 0.75)]);

/// A matrix, a row, a column and a single number, each meeting each of the others on both sides.
/// All are exponentials, so that one can divide by them.
macro_rules! stretching {
    (<$($generic:ident),*> [$rows:tt, $columns:tt] $operator:tt) => {
        graph! {
            graph Stretching<T $(, const $generic: usize)*> {
                input r: [$rows, $columns];
                param a: [$rows, $columns] = zeros;
                param b: [$rows, $columns] = zeros;
                param c: [1, $columns] = zeros;
                param d: [$rows, 1] = zeros;
                param e: scalar = zeros;
                let full = exp(a);
                let other = exp(b);
                let row = exp(c);
                let column = exp(d);
                let single = exp(e);
                output full_full = full $operator other;
                output full_row = full $operator row;
                output row_full = row $operator full;
                output full_column = full $operator column;
                output column_full = column $operator full;
                output full_single = full $operator single;
                output single_full = single $operator full;
                output row_column = row $operator column;
                output column_row = column $operator row;
                output row_single = row $operator single;
                output single_column = single $operator column;
                let first = square(full_full) + full_row * row_full - full_column * column_full;
                let second = (full_single - row_column) * single_full + column_row * row_single;
                loss = sum((first + second * r - single_column * 3) * r) * 0.5;
            }
        }

        fn check<$(const $generic: usize),*>() {
            let shape = format!("{} on [{}, {}]", stringify!($operator), $rows, $columns);
            let mut source = Source::new(($rows * 8 + $columns) as u64);
            let r: SMatrix<f64, { $rows }, { $columns }> = source.matrix(REAL);
            let mut net = Stretching::<f64 $(, $generic)*>::boxed();
            let mut parameters = StretchingParams::zeros_boxed();
            source.fill(parameters.as_mut_slice(), SMALL);
            differences::check(&shape, &mut *net, &parameters, StretchingInputs { r: &r });

            let stretch = |name: &str| {
                let view = parameters.view(name).expect("a parameter");
                DMatrix::from_fn($rows, $columns, |i, j| {
                    view[(i.min(view.nrows() - 1), j.min(view.ncols() - 1))].exp()
                })
            };
            let apply = |left: &str, right: &str| {
                stretch(left).zip_map(&stretch(right), |left, right| left $operator right)
            };
            let pass = net.forward(&parameters, StretchingInputs { r: &r });
            close("full, full", &dynamic(pass.full_full()), &apply("a", "b"), 1e-14);
            close("full, row", &dynamic(pass.full_row()), &apply("a", "c"), 1e-14);
            close("row, full", &dynamic(pass.row_full()), &apply("c", "a"), 1e-14);
            close("full, column", &dynamic(pass.full_column()), &apply("a", "d"), 1e-14);
            close("column, full", &dynamic(pass.column_full()), &apply("d", "a"), 1e-14);
            close("full, single", &dynamic(pass.full_single()), &apply("a", "e"), 1e-14);
            close("single, full", &dynamic(pass.single_full()), &apply("e", "a"), 1e-14);
            close("row, column", &dynamic(pass.row_column()), &apply("c", "d"), 1e-14);
            close("column, row", &dynamic(pass.column_row()), &apply("d", "c"), 1e-14);
        }
    };
}

macro_rules! elementwise {
    ($($name:ident $operator:tt)*) => {$(
        mod $name {
            use super::*;

            mod generic {
                use super::*;
                stretching! { <R, C> [R, C] $operator }

                #[test]
                fn gradients_and_values() {
                    check::<1, 1>();
                    check::<1, 6>();
                    check::<5, 1>();
                    check::<3, 7>();
                }
            }

            mod row {
                use super::*;
                stretching! { <> [1, 6] $operator }

                #[test]
                fn gradients_and_values() {
                    check();
                }
            }

            mod column {
                use super::*;
                stretching! { <> [5, 1] $operator }

                #[test]
                fn gradients_and_values() {
                    check();
                }
            }
        }
    )*};
}

elementwise! { add + sub - mul * div / }

// Functions of two operands -----------------------------------------------------------------------

/// Elementwise functions of a matrix `z` and a row `s` that stretches, neither of which is a parameter itself:
/// `name: domains of z and s, [operation], value;`.
macro_rules! functions {
    ($($name:ident: $z:ident $s:ident, [$($operation:tt)*], $value:expr;)*) => {$(
        mod $name {
            use super::*;

            graph! {
                graph Function<T, const R: usize, const C: usize> {
                    input r: [R, C];
                    param a: [R, C] = zeros;
                    param b: [C] = zeros;
                    let z = a * 2;
                    let s = (b * 0.5).T;
                    output c = $($operation)*;
                    loss = sum(square(c * r + 1) * r);
                }
            }

            fn check<const R: usize, const C: usize>() {
                let what = format!("{} on [{R}, {C}]", stringify!($name));
                let mut source = Source::new((8 * R + C) as u64);
                let r = source.matrix(REAL);
                let (z, s) = (source.matrix::<f64, R, C>($z), source.matrix::<f64, 1, C>($s));
                let parameters = FunctionParams { a: z * 0.5, b: s * 2.0 };
                let mut net = Function::<f64, R, C>::boxed();
                differences::check(&what, &mut *net, &parameters, FunctionInputs { r: &r });

                let value: fn(f64, f64) -> f64 = $value;
                let expected = DMatrix::from_fn(R, C, |i, j| value(z[(i, j)], s[j]));
                let pass = net.forward(&parameters, FunctionInputs { r: &r });
                close(&what, &dynamic(pass.c()), &expected, 1e-14);
            }

            #[test]
            fn gradients_and_values() {
                check::<1, 1>();
                check::<1, 5>();
                check::<4, 1>();
                check::<3, 7>();
            }

            fn nan_shows<T: Scalar>() {
                let mut source = Source::new(1);
                let r = source.matrix(REAL);
                let (z, s) = (source.matrix::<T, 3, 7>($z), source.matrix::<T, 1, 7>($s));
                let two = T::from_f64(2.0);
                let mut parameters = FunctionParams { a: z / two, b: s * two };
                let mut net = Function::<T, 3, 7>::boxed();
                for index in 0..parameters.as_slice().len() {
                    let value = parameters.as_slice()[index];
                    parameters.as_mut_slice()[index] = T::from_f64(f64::NAN);
                    let loss = net.loss(&parameters, FunctionInputs { r: &r });
                    assert!(loss.to_f64().is_nan(), "parameter {index} is NaN, the loss {loss:?}");
                    parameters.as_mut_slice()[index] = value;
                }
            }

            #[test]
            fn nan_in_either_operand_shows() {
                nan_shows::<f64>();
                nan_shows::<f32>();
            }
        }
    )*};
}

/// On either side of [`NEAR_HALF`] and of zero.
const APART: Domain = Domain(&[(-1.4, -1.1), (-0.4, -0.1), (0.6, 0.9), (1.6, 1.9)]);
/// Close to ±1/2.
const NEAR_HALF: Domain = Domain(&[(-0.55, -0.45), (0.45, 0.55)]);

functions! {
    maximum: APART NEAR_HALF, [maximum(z, s.T)], f64::max;
    maximum_turned: APART NEAR_HALF, [maximum(s.T, z)], f64::max;
    minimum: APART NEAR_HALF, [minimum(z, s.T)], f64::min;
    minimum_turned: APART NEAR_HALF, [minimum(s.T, z)], f64::min;
    pow: POSITIVE REAL, [pow(z, s.T)], f64::powf;
    pow_turned: REAL POSITIVE, [pow(s.T, z)], |z, s| s.powf(z);
    prelu: APART REAL, [prelu(z, s.T) * s.T], |z, s| if z > 0.0 { s * z } else { s * s * z };
    clamp_between: APART POSITIVE, [clamp(z, -s.T, s.T)], |z, s| z.clamp(-s, s);
    clamp_of_a_row: APART NEAR_HALF, [clamp(s.T, z, z + 1)], |z, s| s.clamp(z, z + 1.0);
    select_by_mask: APART NEAR_HALF, [select(z > s.T, z * z, s.T)], |z, s| if z > s { z * z } else { s };
    greater: APART NEAR_HALF, [(z > s.T) * (z + s.T)], |z, s| if z > s { z + s } else { 0.0 };
    greater_equal: APART NEAR_HALF, [(z >= s.T) * (z + s.T)], |z, s| if z >= s { z + s } else { 0.0 };
    less: APART NEAR_HALF, [(z < s.T) * (z + s.T)], |z, s| if z < s { z + s } else { 0.0 };
    less_equal: APART NEAR_HALF, [(z <= s.T) * (z + s.T)], |z, s| if z <= s { z + s } else { 0.0 };
    equal: APART NEAR_HALF, [(z == z) * (z + s.T) + (z == s.T)], |z, s| z + s;
    not_equal: APART NEAR_HALF, [(z != s.T) * (z + s.T) - (s.T != s.T)], |z, s| z + s;
}

// Products ----------------------------------------------------------------------------------------

/// A product in one orientation: `name: [shape of a], [shape of b], [product], transposed;`.
macro_rules! products {
    ($($name:ident: [$($a:ident),*], [$($b:ident),*], [$($product:tt)*], $transposed:expr;)*) => {$(
        mod $name {
            use super::*;

            graph! {
                /// What follows has the product twice, so its adjoint is (2 C + 1) ∘ R.
                graph Product<T, const M: usize, const K: usize, const N: usize> {
                    input r: [M, N];
                    param a: [$($a),*] = zeros;
                    param b: [$($b),*] = zeros;
                    let left = tanh(a);
                    let right = b * 2;
                    output c = $($product)*;
                    loss = sum((c * c + c) * r);
                }
            }

            /// Against central differences.
            fn differences<const M: usize, const K: usize, const N: usize>() {
                let what = format!("{} of {M}, {K}, {N}", stringify!($name));
                let mut source = Source::new((64 * M + 8 * K + N) as u64);
                let (r, a, b) = (source.matrix(REAL), source.matrix(REAL), source.matrix(REAL));
                let mut net = Product::<f64, M, K, N>::boxed();
                let inputs = ProductInputs { r: &r };
                differences::check(&what, &mut *net, &ProductParams { a, b }, inputs);
            }

            /// Against (14), (15) and (16) entry by entry, at sizes that kernels are chosen by.
            fn formulas<T: Scalar, const M: usize, const K: usize, const N: usize>(bound: f64) {
                let what = |name| format!("{} of {M}, {K}, {N}: {name}", stringify!($name));
                let mut source = Source::new((64 * M + 8 * K + N) as u64);
                let r = source.matrix(REAL);
                let mut parameters = ProductParams::<T, M, K, N>::zeros_boxed();
                source.fill(parameters.as_mut_slice(), REAL);
                let mut gradients = ProductParams::zeros_boxed();
                let mut net = Product::<T, M, K, N>::boxed();
                let pass = net.forward(&parameters, ProductInputs { r: &r });

                let (transpose_a, transpose_b) = $transposed;
                let oriented = |a: DMatrix<f64>, transposed| if transposed { a.transpose() } else { a };
                let tanh = dynamic(&parameters.a).map(|a| a.to_f64().tanh());
                let left = oriented(tanh.clone(), transpose_a);
                let right = oriented(dynamic(&parameters.b).map(|b| 2.0 * b.to_f64()), transpose_b);
                let c = multiply(&left, &right);
                close(&what("value"), &dynamic(pass.c()), &c, bound);

                pass.backward(&mut gradients);
                let d_c = c.zip_map(&dynamic(&r), |c, r| (2.0 * c + 1.0) * r.to_f64());
                let d_left = oriented(multiply(&d_c, &right.transpose()), transpose_a);
                let d_right = oriented(multiply(&left.transpose(), &d_c), transpose_b);
                let d_a = d_left.zip_map(&tanh, |d, tanh| d * (1.0 - tanh * tanh));
                close(&what("gradient of a"), &dynamic(&gradients.a), &d_a, bound);
                close(&what("gradient of b"), &dynamic(&gradients.b), &(d_right * 2.0), bound);
            }

            #[test]
            fn small() {
                differences::<1, 1, 1>();
                differences::<1, 5, 3>();
                differences::<4, 1, 6>();
                differences::<5, 4, 1>();
                differences::<3, 7, 2>();
            }

            #[test]
            fn large() {
                formulas::<f64, 1, 130, 70>(1e-13);
                formulas::<f64, 33, 17, 40>(1e-13);
                formulas::<f64, 70, 129, 66>(1e-13);
                formulas::<f32, 1, 130, 70>(1e-6);
                formulas::<f32, 64, 32, 10>(1e-6);
                formulas::<f32, 33, 17, 40>(1e-6);
                formulas::<f32, 70, 129, 66>(1e-6);
            }
        }
    )*};
}

products! {
    plain: [M, K], [K, N], [left @ right], (false, false);
    left_transposed: [K, M], [K, N], [left.T @ right], (true, false);
    right_transposed: [M, K], [N, K], [left @ right.T], (false, true);
    both_transposed: [K, M], [N, K], [left.T @ right.T], (true, true);
}

graph! {
    /// One matrix as both operands, in every orientation.
    graph WithItself<T, const N: usize> {
        input r: [N, N];
        param w: [N, N] = zeros;
        let h = tanh(w);
        let powers = h @ h * r - h.T @ h + h @ h.T * 0.5;
        loss = sum(square(powers + h.T @ h.T) * r);
    }
}

#[test]
fn a_matrix_times_itself() {
    fn check<const N: usize>() {
        let mut source = Source::new(N as u64);
        let (r, w) = (source.matrix(REAL), source.matrix(REAL));
        let mut net = WithItself::<f64, N>::boxed();
        let inputs = WithItselfInputs { r: &r };
        differences::check("products with itself", &mut *net, &WithItselfParams { w }, inputs);
    }
    check::<1>();
    check::<2>();
    check::<5>();
}

// Losses ------------------------------------------------------------------------------------------

/// A loss of `a` and a target `y` that is itself computed: `name: [operation], value;`.
macro_rules! losses {
    ($($name:ident: [$($operation:tt)*], $value:expr;)*) => {$(
        mod $name {
            use super::*;

            graph! {
                graph Loss<T, const R: usize, const C: usize> {
                    input r: [R, 1];
                    param a: [R, C] = zeros;
                    param t: [R, C] = zeros;
                    let z = a * 1.5;
                    let y = square(t);
                    output c = $($operation)*;
                    loss = mean(square(c) * r + sqrt(c));
                }
            }

            fn check<const R: usize, const C: usize>() {
                let what = format!("{} of [{R}, {C}]", stringify!($name));
                let mut source = Source::new((8 * R + C) as u64);
                let r = source.matrix(REAL);
                let parameters = LossParams { a: source.matrix(POSITIVE), t: source.matrix(REAL) };
                let mut net = Loss::<f64, R, C>::boxed();
                let inputs = LossInputs { r: &r };
                if C > 1 {
                    // Softmax of a single column is 1: no loss, and a square root of nothing.
                    differences::check(&what, &mut *net, &parameters, inputs);
                }
                let value: fn(&DMatrix<f64>, &DMatrix<f64>) -> DMatrix<f64> = $value;
                let (z, y) = (dynamic(&parameters.a) * 1.5, dynamic(&parameters.t).map(|t| t * t));
                let pass = net.forward(&parameters, inputs);
                close(&what, &dynamic(pass.c()), &value(&z, &y), 1e-13);
            }

            #[test]
            fn gradients_and_values() {
                check::<1, 1>();
                check::<4, 1>();
                check::<1, 5>();
                check::<3, 7>();
            }

            #[test]
            fn nan_in_operand_or_target_shows() {
                let mut source = Source::new(1);
                let r = source.matrix(REAL);
                let mut parameters =
                    LossParams { a: source.matrix(POSITIVE), t: source.matrix::<f32, 3, 7>(REAL) };
                let mut net = Loss::boxed();
                for index in 0..parameters.as_slice().len() {
                    let value = parameters.as_slice()[index];
                    parameters.as_mut_slice()[index] = f32::NAN;
                    assert!(net.loss(&parameters, LossInputs { r: &r }).is_nan(), "{index} is NaN");
                    parameters.as_mut_slice()[index] = value;
                }
            }
        }
    )*};
}

losses! {
    cross_entropy_of_sigmoid: [cross_entropy(sigmoid(z), y)],
        |z, y| cross_entropy(&z.map(|z| 1.0 / (1.0 + (-z).exp())), y);
    softmax_then_cross_entropy: [cross_entropy(softmax(z), y)],
        |z, y| cross_entropy(&softmax(z), y);
    softmax_cross_entropy: [softmax_cross_entropy(z, y)],
        |z, y| cross_entropy(&softmax(z), y);
    softmax_used_twice: [cross_entropy(softmax(z), y) + sum_cols(softmax(z) * y)],
        |z, y| {
            let b = softmax(z);
            let agreement = b.component_mul(y);
            cross_entropy(&b, y).map_with_location(|i, _, c| c + agreement.row(i).sum())
        };
    negative_log_likelihood: [-sum_cols(y * ln(softmax(z)))],
        |z, y| cross_entropy(&softmax(z), y);
    total: [-sum(log_softmax(z) * y)],
        |z, y| DMatrix::repeat(1, 1, cross_entropy(&softmax(z), y).sum());
    one_target_for_all_rows: [-sum_cols(sum_rows(y) * log_softmax(z))],
        |z, y| cross_entropy(&softmax(z), &column_sums(y));
    one_distribution_for_all_targets: [-sum_cols(y * log_softmax(sum_rows(z)))],
        |z, y| cross_entropy(&softmax(&column_sums(z)), y);
    mean_absolute_error: [mae(z, y)],
        |z, y| DMatrix::repeat(1, 1, (z - y).map(f64::abs).mean());
    huber: [huber(z, y)],
        |z, y| DMatrix::repeat(1, 1, (z - y).map(|r| if r.abs() <= 1.0 { 0.5 * r * r } else { r.abs() - 0.5 }).mean());
    huber_of_two: [huber(z, y, 2)],
        |z, y| DMatrix::repeat(1, 1, (z - y).map(|r| if r.abs() <= 2.0 { 0.5 * r * r } else { 2.0 * r.abs() - 2.0 }).mean());
    smooth_l1: [smooth_l1(z, y, 0.5)],
        |z, y| DMatrix::repeat(1, 1, (z - y).map(|r| if r.abs() <= 0.5 { r * r } else { r.abs() - 0.25 }).mean());
    hinge: [hinge(z, -y)],
        |z, y| DMatrix::repeat(1, 1, z.zip_map(y, |z, y| (1.0 + z * y).max(0.0)).mean());
    sigmoid_cross_entropy: [sigmoid_cross_entropy(z, 1 / (1 + y))],
        |z, y| z.zip_map(y, binary);
    binary_cross_entropy_with_logits: [binary_cross_entropy_with_logits(z, 1 / (1 + y))],
        |z, y| DMatrix::repeat(1, 1, z.zip_map(y, binary).mean());
    binary_cross_entropy_of_sigmoid: [binary_cross_entropy(sigmoid(z), 1 / (1 + y))],
        |z, y| DMatrix::repeat(1, 1, z.zip_map(y, binary).mean());
    binary_cross_entropy: [binary_cross_entropy(z / (1 + z), 1 / (1 + y))],
        |z, y| DMatrix::repeat(1, 1, z.map(f64::ln).zip_map(y, binary).mean());
    kullback_leibler: [kl_div(softmax(z), softmax(y)) + 0.125],
        |z, y| {
            let (b, y) = (softmax(z), softmax(y));
            let terms = b.zip_map(&y, |b, y| y * (y / b).ln());
            DMatrix::from_fn(z.nrows(), 1, |i, _| terms.row(i).sum() + 0.125)
        };
    cosine_similarity: [cosine_similarity(z, y)],
        |z, y| DMatrix::from_fn(z.nrows(), 1, |i, _| z.row(i).dot(&y.row(i)) / z.row(i).norm() / y.row(i).norm());
    triplet: [triplet(z, y, 2 * z, 9)],
        |z, y| {
            let distance = |i, b: &DMatrix<f64>| ((z.row(i) - b.row(i)).norm_squared() + 1e-12).sqrt();
            DMatrix::from_fn(z.nrows(), 1, |i, _| (distance(i, y) - distance(i, &(z * 2.0)) + 9.0).max(0.0))
        };
    smoothed_labels: [cross_entropy(softmax(z), smooth_labels(y, 0.25))],
        |z, y| cross_entropy(&softmax(z), &DMatrix::from_fn(y.nrows(), y.ncols(), |i, j| {
            0.75 * y[(i, j)] + 0.25 * y.row(i).mean()
        }));
    weighted_cross_entropy: [weighted_cross_entropy(softmax(z), y, sum_rows(y))],
        |z, y| cross_entropy(&softmax(z), &DMatrix::from_fn(y.nrows(), y.ncols(), |i, j| y[(i, j)] * y.column(j).sum()));
    mean_squared_error: [mse(z, y)],
        |z, y| DMatrix::repeat(1, 1, (z - y).map(|d| d * d).mean());
}

/// The cross-entropy of two classes, with the target 1 / (1 + y).
fn binary(z: f64, y: f64) -> f64 {
    let (b, y) = (1.0 / (1.0 + (-z).exp()), 1.0 / (1.0 + y));
    -y * b.ln() - (1.0 - y) * (1.0 - b).ln()
}

/// The sum of all rows, in each row.
fn column_sums(a: &DMatrix<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(a.nrows(), a.ncols(), |_, j| a.column(j).sum())
}
