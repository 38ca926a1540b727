//! Operations that put elements elsewhere, in mid-graph: gradients against central differences in f64, values against
//! their definitions, NaN shown. Sizes are literals, constants, const generics, and what is computed of them.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "elements are numbered, and moved elements are exact"
)]

use keisan::nalgebra::DMatrix;
use keisan::{LossGraph, graph};
use keisan_tests::compare::close;
use keisan_tests::differences;
use keisan_tests::matrix::dynamic;
use keisan_tests::sample::{REAL, Source};

const VALUE: f64 = 1e-14;

const HEADS: usize = 3;
const WIDTH: usize = 2;

/// `name: [R, C], [operation on z] -> [M, N], value;`
macro_rules! structure {
    ($($name:ident: [$rows:literal, $columns:literal], [$($operation:tt)*] -> [$m:literal, $n:literal], $value:expr;)*) => {$(
        mod $name {
            use super::*;

            graph! {
                graph Middle<T> {
                    input r: [$m, $n];
                    param a: [$rows, $columns] = zeros;
                    let z = a * 1.5;
                    output b = $($operation)*;
                    loss = sum(square(b * r + 1) * r);
                }
            }

            #[test]
            fn value_and_gradient() {
                let mut source = Source::new(3);
                let r = source.matrix(REAL);
                let parameters = MiddleParams { a: source.matrix(REAL) };
                let mut net = Middle::<f64>::boxed();
                differences::check(stringify!($name), &mut *net, &parameters, MiddleInputs { r: &r });
                let value: fn(&DMatrix<f64>) -> DMatrix<f64> = $value;
                let pass = net.forward(&parameters, MiddleInputs { r: &r });
                close(stringify!($name), &dynamic(pass.b()), &value(&dynamic(&(parameters.a * 1.5))), VALUE);
            }

            #[test]
            fn nan_shows() {
                let mut source = Source::new(4);
                let r = source.matrix(REAL);
                let mut parameters = MiddleParams { a: source.matrix(REAL) };
                let mut net = Middle::<f64>::boxed();
                let shown = (0..parameters.as_slice().len()).filter(|&index| {
                    let value = std::mem::replace(&mut parameters.as_mut_slice()[index], f64::NAN);
                    let loss = net.loss(&parameters, MiddleInputs { r: &r });
                    parameters.as_mut_slice()[index] = value;
                    loss.is_nan()
                });
                // Every element that has a part in the result.
                let places: fn(&DMatrix<f64>) -> DMatrix<f64> = $value;
                let numbers = DMatrix::from_fn($rows, $columns, |i, j| 1.0 + (i + j * $rows) as f64);
                let mut expected: Vec<usize> =
                    places(&numbers).iter().filter(|x| **x != 0.0).map(|x| x.abs() as usize - 1).collect();
                expected.sort_unstable();
                expected.dedup();
                assert_eq!(shown.collect::<Vec<_>>(), expected);
            }
        }
    )*};
}

structure! {
    slice_rows: [5, 3], [slice_rows(z, 1, 4)] -> [3, 3], |z| z.rows(1, 3).into();
    slice_cols: [3, 5], [slice_cols(z, 4, 5)] -> [3, 1], |z| z.columns(4, 1).into();
    slice_of_constants: [2, 6], [slice_cols(z, WIDTH, WIDTH + HEADS)] -> [2, 3], |z| z.columns(2, 3).into();
    slice_of_a_slice: [4, 4], [slice_cols(slice_rows(z, 1, 3), 2, 4)] -> [2, 2], |z| z.view((1, 2), (2, 2)).into();
    pad: [2, 3], [pad(z, 1, 0, 2, 1)] -> [3, 6], |z| {
        DMatrix::from_fn(3, 6, |i, j| if i >= 1 && (2..5).contains(&j) { z[(i - 1, j - 2)] } else { 0.0 })
    };
    repeat: [2, 3], [repeat(z, 3, 2)] -> [6, 6], |z| DMatrix::from_fn(6, 6, |i, j| z[(i % 2, j % 3)]);
    repeat_by_constants: [1, 2], [repeat(z, HEADS, 1)] -> [3, 2], |z| DMatrix::from_fn(3, 2, |_, j| z[(0, j)]);
    reshape: [4, 3], [reshape(z, [2, 6])] -> [2, 6], |z| {
        DMatrix::from_row_iterator(2, 6, z.transpose().iter().copied())
    };
    reshape_to_a_row: [4, 3], [reshape(z, [12])] -> [1, 12], |z| {
        DMatrix::from_row_iterator(1, 12, z.transpose().iter().copied())
    };
    reshape_to_a_column: [1, 6], [reshape(z, [HEADS * WIDTH, 1])] -> [6, 1], |z| z.transpose();
    concat_cols: [2, 3], [concat_cols(z, slice_cols(z, 0, 1))] -> [2, 4], |z| {
        DMatrix::from_fn(2, 4, |i, j| z[(i, j % 3)])
    };
    concat_cols_of_four: [2, 1], [concat_cols(z, repeat(z, 1, 2), -z, z)] -> [2, 5], |z| {
        DMatrix::from_fn(2, 5, |i, j| if j == 3 { -z[(i, 0)] } else { z[(i, 0)] })
    };
    concat_rows: [2, 3], [concat_rows(slice_rows(z, 1, 2), z, z)] -> [5, 3], |z| {
        DMatrix::from_fn(5, 3, |i, j| z[((i + 1) % 2, j)])
    };
    diag: [1, 4], [diag(z)] -> [4, 4], |z| DMatrix::from_fn(4, 4, |i, j| if i == j { z[(0, i)] } else { 0.0 });
    tril: [3, 4], [tril(z)] -> [3, 4], |z| z.map_with_location(|i, j, x| if j <= i { x } else { 0.0 });
    triu: [4, 3], [triu(z)] -> [4, 3], |z| z.map_with_location(|i, j, x| if j >= i { x } else { 0.0 });
    diagonal: [3, 3], [diagonal(z)] -> [1, 3], |z| DMatrix::from_fn(1, 3, |_, j| z[(j, j)]);
}

graph! {
    /// Sizes that are const generics, the trace, and an outer product with one vector on both sides.
    graph Sizes<T, const N: usize, const H: usize> {
        input r: [N, H];
        param a: [N, H] = zeros;
        param b: [N, H] = zeros;
        let z = a * b;
        let top = slice_rows(z, 0, 1) + sum_rows(slice_rows(b, 0, N));
        let turned = reshape(z.T, [N, H]);
        loss = trace(a @ b.T) * mean(turned * r) + sum(outer(top, sum_rows(z)) * outer(top, top)) + sum(tril(z.T @ b));
    }
}

#[test]
fn sizes_may_be_const_generics() {
    fn check<const N: usize, const H: usize>() {
        let mut source = Source::new((7 * N + H) as u64);
        let r = source.matrix(REAL);
        let parameters = SizesParams { a: source.matrix(REAL), b: source.matrix(REAL) };
        let what = format!("sizes {N}, {H}");
        differences::check(&what, &mut *Sizes::<f64, N, H>::boxed(), &parameters, SizesInputs { r: &r });
    }
    check::<1, 1>();
    check::<1, 4>();
    check::<5, 1>();
    check::<3, 4>();
}

graph! {
    graph Positions<const B: usize> {
        input x: [B, 4];
        output largest = argmax_cols(x);
        output smallest = argmin_rows(x);
    }
}

/// Of equal elements the first is meant, and NaN is where the extreme is, as in `NumPy`.
#[test]
fn positions() {
    let x = keisan::SMatrix::<f32, 3, 4>::new(
        1.0,
        3.0,
        3.0,
        0.0, //
        2.0,
        f32::NAN,
        5.0,
        f32::NAN, //
        -1.0,
        -1.0,
        -1.0,
        -1.0,
    );
    let mut net = Positions::<3>::boxed();
    let pass = net.forward(&PositionsParams {}, PositionsInputs { x: &x });
    assert_eq!(pass.largest().as_slice(), [1.0, 1.0, 0.0]);
    assert_eq!(pass.smallest().as_slice(), [2.0, 1.0, 2.0, 1.0]);
}

graph! {
    graph Flat {
        param a: [2, 3] = ones;
        param b: [3] = zeros;
        output deviation = std_cols(a) + layer_norm(a) + std_cols(a - b, 0);
        loss = sum(deviation) + prod(b) + max(a);
    }
}

/// Where all elements are equal a deviation has no derivative, which is taken to be 0; the largest share theirs.
#[test]
fn edges_of_derivatives() {
    let parameters = FlatParams { a: keisan::SMatrix::repeat(2.0), b: keisan::SMatrix::repeat(0.0) };
    let mut gradients = FlatParams::zeros();
    let mut net = Flat::boxed();
    let pass = net.forward(&parameters);
    assert_eq!(pass.loss(), 2.0);
    assert!(pass.deviation().iter().all(|&x| x == 0.0));
    pass.backward(&mut gradients);
    assert!(gradients.a.iter().all(|&d| (d - 1.0 / 6.0).abs() < 1e-4), "{}", gradients.a);
    assert!(gradients.b.iter().all(|&d| d == 0.0), "{}", gradients.b);
}

graph! {
    graph Gated<T> {
        input r: [3, 2];
        param a: [3, 4] = zeros;
        output b = glu(a * 1.5);
        loss = sum(square(b * r + 1) * r);
    }
}

#[test]
fn gated_linear_unit() {
    let mut source = Source::new(5);
    let r = source.matrix(REAL);
    let mut parameters = GatedParams { a: source.matrix(REAL) };
    let mut net = Gated::<f64>::boxed();
    differences::check("glu", &mut *net, &parameters, GatedInputs { r: &r });
    let z = parameters.a * 1.5;
    let expected = DMatrix::from_fn(3, 2, |i, j| z[(i, j)] / (1.0 + (-z[(i, j + 2)]).exp()));
    close("glu", &dynamic(net.forward(&parameters, GatedInputs { r: &r }).b()), &expected, VALUE);
    for index in 0..12 {
        let value = std::mem::replace(&mut parameters.as_mut_slice()[index], f64::NAN);
        assert!(net.loss(&parameters, GatedInputs { r: &r }).is_nan(), "{index}");
        parameters.as_mut_slice()[index] = value;
    }
}
