//! Folds, reductions in two passes, scans and softmax of columns against their definitions, on shapes
//! around every boundary.

#![allow(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    clippy::too_many_lines,
    reason = "counts are small, exact values are exact, and a list of kernels is long"
)]

use alloc::vec::Vec;

use nalgebra::SMatrix;

use super::tests::{Matrix, filled, shapes, stores};
use super::{
    Column, Row, Single, Store, argmax_cols, argmax_rows, argmin_cols, argmin_rows, cumsum_cols, cumsum_rows,
    flip_cols, flip_rows, log_softmax_cols, logsumexp, logsumexp_cols, logsumexp_rows, max, max_cols, max_rows,
    mean_cols, mean_rows, min, min_cols, min_rows, prod_cols, prod_rows, products_before_cols, products_before_rows,
    recurrence_rows, shift_rows, softmax_cols, std, std_cols, std_rows, tailsum_cols, tailsum_rows, var, var_cols,
    var_rows,
};
use crate::scalar::Scalar;

/// Where the first of the best elements is.
fn first(values: &[f64], is_better: fn(f64, f64) -> bool) -> usize {
    let mut best = 0;
    for (index, &value) in values.iter().enumerate() {
        if is_better(value, values[best]) {
            best = index;
        }
    }
    best
}

fn variance(values: &[f64], correction: f64) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (values.len() as f64 - correction)
}

fn log_sum(values: &[f64]) -> f64 {
    values.iter().map(|x| x.exp()).sum::<f64>().ln()
}

fn largest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn smallest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// One reduction of everything, of each column and of each row, against the same function of a list; on one full
/// operand, and on operands of every kind.
macro_rules! reductions {
    ($a:ident, $mixed:ident, $mixed64:ident, $a64:ident: $($all:ident? $rows:ident $cols:ident ($($argument:expr),*) $terms:expr, $expected:expr;)*) => {$(
        let expected: fn(&[f64]) -> f64 = $expected;
        let terms: fn(usize) -> usize = $terms;
        let row = |f: &dyn Fn(usize, usize) -> f64, i: usize| (0..C).map(|j| f(i, j)).collect::<Vec<f64>>();
        let column = |f: &dyn Fn(usize, usize) -> f64, j: usize| (0..R).map(|i| f(i, j)).collect::<Vec<f64>>();
        let every = |f: &dyn Fn(usize, usize) -> f64| (0..C).flat_map(|j| column(f, j)).collect::<Vec<f64>>();
        let all64 = expected(&every(&$a64));
        stores::<T, 1, 1>(stringify!($all), terms(R * C), |out, store| $all(out, $a, $($argument,)* store, |a| a), |_, _| all64);
        let all64 = expected(&every(&$mixed64));
        stores::<T, 1, 1>(
            stringify!($all), 4 * terms(R * C),
            |out, store| $all(out, $mixed, $($argument,)* store, |(a, r, c, s)| a * r + c * s), |_, _| all64,
        );
        stores::<T, 1, C>(
            stringify!($rows), terms(R),
            |out, store| $rows(out, $a, $($argument,)* store, |a| a), |_, j| expected(&column(&$a64, j)),
        );
        stores::<T, 1, C>(
            stringify!($rows), 4 * terms(R),
            |out, store| $rows(out, $mixed, $($argument,)* store, |(a, r, c, s)| a * r + c * s),
            |_, j| expected(&column(&$mixed64, j)),
        );
        stores::<T, R, 1>(
            stringify!($cols), terms(C),
            |out, store| $cols(out, $a, $($argument,)* store, |a| a), |i, _| expected(&row(&$a64, i)),
        );
        stores::<T, R, 1>(
            stringify!($cols), 4 * terms(C),
            |out, store| $cols(out, $mixed, $($argument,)* store, |(a, r, c, s)| a * r + c * s),
            |i, _| expected(&row(&$mixed64, i)),
        );
    )*};
}

fn check<T: Scalar, const R: usize, const C: usize>() {
    let (a, b) = (filled::<T, R, C>(1), filled::<T, R, C>(2));
    let (row, column, single) = (filled::<T, 1, C>(3), filled::<T, R, 1>(4), filled::<T, 1, 1>(5));
    let (a, b) = (&*a, &*b);
    let mixed = (a, Row(&*row), Column(&*column), Single(&*single));
    let a64 = |i: usize, j: usize| a[(i, j)].to_f64();
    let b64 = |i: usize, j: usize| b[(i, j)].to_f64();
    let mixed64 =
        |i: usize, j: usize| a64(i, j) * row[(0, j)].to_f64() + column[(i, 0)].to_f64() * single[(0, 0)].to_f64();

    reductions! { a, mixed, mixed64, a64:
        max? max_rows max_cols () |_| 4, largest;
        min? min_rows min_cols () |_| 4, smallest;
        logsumexp? logsumexp_rows logsumexp_cols () |_| 16, log_sum;
        var? var_rows var_cols (T::ZERO) |n| n + 16, |values| variance(values, 0.0);
        std? std_rows std_cols (T::ZERO) |n| n + 16, |values| variance(values, 0.0).sqrt();
        var? var_rows var_cols (-T::ONE) |n| n + 16, |values| variance(values, -1.0);
        std? std_rows std_cols (-T::ONE) |n| n + 16, |values| variance(values, -1.0).sqrt();
    }

    let row = |i: usize| (0..C).map(|j| a64(i, j)).collect::<Vec<f64>>();
    let column = |j: usize| (0..R).map(|i| a64(i, j)).collect::<Vec<f64>>();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    stores::<T, 1, C>("mean_rows", R, |out, store| mean_rows(out, a, store, |a| a), |_, j| mean(&column(j)));
    stores::<T, R, 1>("mean_cols", C, |out, store| mean_cols(out, a, store, |a| a), |i, _| mean(&row(i)));

    let more = |a: f64, b: f64| a > b;
    let less = |a: f64, b: f64| a < b;
    let at = |index: usize| index as f64;
    stores::<T, 1, C>("argmax_rows", 1, |o, store| argmax_rows(o, a, store, |a| a), |_, j| at(first(&column(j), more)));
    stores::<T, R, 1>("argmax_cols", 1, |o, store| argmax_cols(o, a, store, |a| a), |i, _| at(first(&row(i), more)));
    stores::<T, 1, C>("argmin_rows", 1, |o, store| argmin_rows(o, a, store, |a| a), |_, j| at(first(&column(j), less)));
    stores::<T, R, 1>("argmin_cols", 1, |o, store| argmin_cols(o, a, store, |a| a), |i, _| at(first(&row(i), less)));

    // Factors about one, so that long products stay in range.
    let factor = |a: T| T::ONE + a / T::from_f64(64.0);
    let factors: Matrix<T, R, C> = {
        let mut factors = filled::<T, R, C>(1);
        factors.iter_mut().for_each(|a| *a = factor(*a));
        factors
    };
    let f64s = |i: usize, j: usize| factors[(i, j)].to_f64();
    let product = |values: &mut dyn Iterator<Item = f64>| values.product::<f64>();
    stores::<T, 1, C>(
        "prod_rows",
        8 * R,
        |out, store| prod_rows(out, a, store, factor),
        |_, j| product(&mut (0..R).map(|i| f64s(i, j))),
    );
    stores::<T, R, 1>(
        "prod_cols",
        8 * C,
        |out, store| prod_cols(out, a, store, factor),
        |i, _| product(&mut (0..C).map(|j| f64s(i, j))),
    );
    stores::<T, R, C>(
        "products_before_rows",
        8 * R,
        |out, store| products_before_rows(out, &factors, store),
        |i, j| product(&mut (0..i).map(|i| f64s(i, j))),
    );
    stores::<T, R, C>(
        "products_before_cols",
        8 * C,
        |out, store| products_before_cols(out, &factors, store),
        |i, j| product(&mut (0..j).map(|j| f64s(i, j))),
    );
    stores::<T, R, C>(
        "recurrence_rows",
        16 * R,
        |out, store| recurrence_rows(out, &factors, b, store),
        |i, j| (0..=i).fold(0.0, |x, i| f64s(i, j) * x + b64(i, j)),
    );

    stores::<T, R, C>(
        "cumsum_rows",
        R,
        |out, store| cumsum_rows(out, a, store),
        |i, j| (0..=i).map(|i| a64(i, j)).sum(),
    );
    stores::<T, R, C>(
        "cumsum_cols",
        C,
        |out, store| cumsum_cols(out, a, store),
        |i, j| (0..=j).map(|j| a64(i, j)).sum(),
    );
    stores::<T, R, C>(
        "tailsum_rows",
        R,
        |out, store| tailsum_rows(out, a, store),
        |i, j| (i..R).map(|i| a64(i, j)).sum(),
    );
    stores::<T, R, C>(
        "tailsum_cols",
        C,
        |out, store| tailsum_cols(out, a, store),
        |i, j| (j..C).map(|j| a64(i, j)).sum(),
    );
    stores::<T, R, C>("flip_rows", 1, |out, store| flip_rows(out, a, store), |i, j| a64(R - 1 - i, j));
    stores::<T, R, C>("flip_cols", 1, |out, store| flip_cols(out, a, store), |i, j| a64(i, C - 1 - j));
    stores::<T, R, C>(
        "shift_rows",
        1,
        |out, store| shift_rows(out, a, store),
        |i, j| if i == 0 { 0.0 } else { a64(i - 1, j) },
    );

    let sums: Vec<f64> = (0..C).map(|j| log_sum(&column(j))).collect();
    stores::<T, R, C>("softmax_cols", 4, |out, store| softmax_cols(out, a, store), |i, j| (a64(i, j) - sums[j]).exp());
    stores::<T, R, C>("log_softmax_cols", 16, |out, store| log_softmax_cols(out, a, store), |i, j| a64(i, j) - sums[j]);
}

shapes! {
    single: 1 1, 1 40, 40 1;
    few: 2 3, 5 7, 7 20;
    lanes: 15 4, 17 5;
    blocks: 64 3, 65 3, 3 130;
    groups: 256 2, 257 3, 1 300;
}

/// What a NaN, an infinity and a tie come to, in the last place, where no vector is full.
#[test]
fn odd_elements() {
    fn check<const R: usize, const C: usize>() {
        let mut a = filled::<f64, R, C>(1);
        let (i, j) = (R - 1, C - 1);
        let a = &mut *a;
        let (mut row, mut column, mut single) =
            (SMatrix::<f64, 1, C>::zeros(), SMatrix::<f64, R, 1>::zeros(), SMatrix::<f64, 1, 1>::zeros());
        a[(i, j)] = f64::NAN;
        macro_rules! all_nan {
            ($($all:ident $rows:ident $cols:ident ($($argument:expr)?);)*) => {$(
                $all(&mut single, &*a, $($argument,)? Store::Set, |a| a);
                $rows(&mut row, &*a, $($argument,)? Store::Set, |a| a);
                $cols(&mut column, &*a, $($argument,)? Store::Set, |a| a);
                assert!(single[0].is_nan(), stringify!($all));
                for k in 0..C {
                    assert_eq!(row[k].is_nan(), k == j, stringify!($rows));
                }
                for k in 0..R {
                    assert_eq!(column[k].is_nan(), k == i, stringify!($cols));
                }
            )*};
        }
        all_nan! {
            max max_rows max_cols ();
            min min_rows min_cols ();
            logsumexp logsumexp_rows logsumexp_cols ();
            var var_rows var_cols (0.0);
            std std_rows std_cols (0.0);
        }
        argmax_rows(&mut row, &*a, Store::Set, |a| a);
        argmin_cols(&mut column, &*a, Store::Set, |a| a);
        assert_eq!((row[j], column[i]), (i as f64, j as f64), "NaN is where the extreme is");

        a.fill(f64::NEG_INFINITY);
        logsumexp_rows(&mut row, &*a, Store::Set, |a| a);
        assert!(row.iter().all(|&x| x == f64::NEG_INFINITY));
        max_cols(&mut column, &*a, Store::Set, |a| a);
        assert!(column.iter().all(|&x| x == f64::NEG_INFINITY));
        a[(i, j)] = f64::INFINITY;
        logsumexp_cols(&mut column, &*a, Store::Set, |a| a);
        assert_eq!(column[i], f64::INFINITY);

        a.fill(1e4);
        logsumexp(&mut single, &*a, Store::Set, |a| a);
        assert!((single[0] - 1e4 - ((R * C) as f64).ln()).abs() < 1e-11);
        var_cols(&mut column, &*a, 0.0, Store::Set, |a| a);
        assert!(column.iter().all(|&x| x == 0.0));
        argmax_cols(&mut column, &*a, Store::Set, |a| a);
        assert!(column.iter().all(|&x| x == 0.0), "the first of equal elements");
        softmax_cols(&mut *filled::<f64, R, C>(3), &*a, Store::Set);
    }
    check::<1, 1>();
    check::<3, 2>();
    check::<17, 5>();
    check::<70, 3>();
    check::<300, 2>();
}

/// The variance of large numbers that differ little.
#[test]
fn a_variance_is_not_a_difference_of_squares() {
    let a = SMatrix::<f32, 1, 3>::new(10000.0, 10001.0, 10002.0);
    let mut out = SMatrix::zeros();
    var(&mut out, &a, 1.0, Store::Set, |a| a);
    assert_eq!(out[0], 1.0);
}

#[test]
fn logits_of_any_size_have_a_softmax_of_columns() {
    let logits = SMatrix::<f32, 2, 3>::new(1e4, -1e4, 0.0, -1e4, -1e4, f32::NEG_INFINITY);
    let mut probabilities = SMatrix::zeros();
    softmax_cols(&mut probabilities, &logits, Store::Set);
    assert_eq!(probabilities, SMatrix::<f32, 2, 3>::new(1.0, 0.5, 1.0, 0.0, 0.5, 0.0));
    log_softmax_cols(&mut probabilities, &logits, Store::Set);
    assert_eq!(probabilities[(1, 0)], -2e4);
    let mut odd = logits;
    odd[(1, 1)] = f32::NAN;
    for store in [Store::Set, Store::Add, Store::AddScaled(-0.25)] {
        softmax_cols(&mut probabilities, &odd, store);
        for j in 0..3 {
            assert!(probabilities.column(j).iter().all(|b| b.is_nan() == (j == 1)));
        }
        probabilities.fill(0.0);
    }
}
