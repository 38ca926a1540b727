//! The loops against their definitions, element by element, on shapes around every boundary.

#![allow(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    clippy::unnecessary_box_returns,
    reason = "counts are small, exact values are exact, matrices are large"
)]

use alloc::boxed::Box;
use alloc::vec::Vec;

use nalgebra::SMatrix;

use super::{
    Column, Row, Single, Store, log_softmax, map, map_with, mean, softmax, softmax_cross_entropy,
    softmax_cross_entropy_of, sum, sum_cols, sum_rows, transpose, update, zero,
};
use crate::scalar::Scalar;
use crate::{init, math, plain, random};

pub(super) type Matrix<T, const R: usize, const C: usize> = Box<SMatrix<T, R, C>>;

pub(super) fn filled<T: Scalar, const R: usize, const C: usize>(seed: u64) -> Matrix<T, R, C> {
    let mut matrix = plain::zeroed_box::<SMatrix<T, R, C>>();
    init::normal(&mut *matrix, &mut random::seeded(seed), 0.0, 1.0);
    matrix
}

pub(super) fn close<T: Scalar>(found: T, expected: f64, terms: usize, what: &str) {
    let error = (found.to_f64() - expected).abs();
    // The expected sum is one long sum in f64, and has an error of its own.
    let tolerance = 8.0 * T::EPSILON.to_f64() * (terms as f64 + expected.abs() + 1.0)
        + f64::EPSILON * terms as f64 * expected.abs();
    assert!(error <= tolerance, "{} {what}: {found} instead of {expected}", T::NAME);
}

/// Sets, adds the value to what was set, takes half of it away, and sets again.
pub(super) fn stores<T: Scalar, const R: usize, const C: usize>(
    what: &str,
    terms: usize,
    kernel: impl Fn(&mut SMatrix<T, R, C>, Store<T>),
    expected: impl Fn(usize, usize) -> f64,
) {
    let mut out = filled::<T, R, C>(9);
    let half = Store::AddScaled(T::from_f64(-0.5));
    for (store, times) in [(Store::Set, 1.0), (Store::Add, 2.0), (half, 1.5), (Store::Set, 1.0)] {
        kernel(&mut out, store);
        for i in 0..R {
            for j in 0..C {
                close(out[(i, j)], times * expected(i, j), terms, what);
            }
        }
    }
}

#[allow(clippy::too_many_lines, reason = "a line or two a kernel")]
fn check<T: Scalar, const R: usize, const C: usize>() {
    let (a, b) = (filled::<T, R, C>(1), filled::<T, R, C>(2));
    let (row, column, single) = (filled::<T, 1, C>(3), filled::<T, R, 1>(4), filled::<T, 1, 1>(5));
    let (a, b, row, column, single) = (&*a, &*b, &*row, &*column, &*single);
    let a64 = |i: usize, j: usize| a[(i, j)].to_f64();
    let b64 = |i: usize, j: usize| b[(i, j)].to_f64();
    let mixed64 =
        |i: usize, j: usize| a64(i, j) * row[(0, j)].to_f64() + column[(i, 0)].to_f64() * single[(0, 0)].to_f64();
    let mixed = (a, Row(row), Column(column), Single(single));

    stores::<T, R, C>("one full operand", 1, |out, store| map_with(out, a, store, |a| a * a), |i, j| a64(i, j).powi(2));
    stores::<T, R, C>(
        "two",
        1,
        |out, store| map_with(out, (a, b), store, |(a, b)| a - b),
        |i, j| a64(i, j) - b64(i, j),
    );
    stores::<T, R, C>("every kind", 2, |out, store| map_with(out, mixed, store, |(a, r, c, s)| a * r + c * s), mixed64);
    stores::<T, R, C>("a row", 1, |out, store| map_with(out, Row(row), store, |r| r), |_, j| row[(0, j)].to_f64());
    stores::<T, R, C>(
        "a column",
        1,
        |out, store| map_with(out, Column(column), store, |c| c),
        |i, _| column[(i, 0)].to_f64(),
    );
    stores::<T, R, C>(
        "a number",
        1,
        |out, store| map_with(out, Single(single), store, |s| s),
        |_, _| single[(0, 0)].to_f64(),
    );
    stores::<T, R, C>("none", 1, |out, store| map_with(out, (), store, |()| T::ONE), |_, _| 1.0);

    let mut updated = filled::<T, R, C>(6);
    let before = updated.clone();
    update(&mut *updated, (a, Row(row)), |old, (a, r)| old * a + r);
    for i in 0..R {
        for j in 0..C {
            let expected = before[(i, j)].to_f64() * a64(i, j) + row[(0, j)].to_f64();
            close(updated[(i, j)], expected, 2, "update");
        }
    }

    let over = |rows: &[usize], columns: &[usize], f: &dyn Fn(usize, usize) -> f64| -> f64 {
        rows.iter().flat_map(|&i| columns.iter().map(move |&j| f(i, j))).sum()
    };
    let rows: Vec<usize> = (0..R).collect();
    let columns: Vec<usize> = (0..C).collect();
    let product64 = |i: usize, j: usize| a64(i, j) * b64(i, j);
    let product = |(a, b): (T, T)| a * b;
    let size = R * C;
    let all = over(&rows, &columns, &product64);
    stores::<T, 1, 1>("sum", size, |out, store| sum(out, (a, b), store, product), |_, _| all);
    stores::<T, 1, 1>("mean", 1, |out, store| mean(out, (a, b), store, product), |_, _| all / size as f64);
    let all = over(&rows, &columns, &mixed64);
    stores::<T, 1, 1>(
        "sum of every kind",
        size,
        |out, store| sum(out, mixed, store, |(a, r, c, s)| a * r + c * s),
        |_, _| all,
    );
    stores::<T, 1, C>(
        "sum_rows",
        R,
        |out, store| sum_rows(out, (a, b), store, product),
        |_, j| over(&rows, &[j], &product64),
    );
    stores::<T, 1, C>(
        "sum_rows of every kind",
        2 * R,
        |out, store| sum_rows(out, mixed, store, |(a, r, c, s)| a * r + c * s),
        |_, j| over(&rows, &[j], &mixed64),
    );
    stores::<T, R, 1>(
        "sum_cols",
        C,
        |out, store| sum_cols(out, (a, b), store, product),
        |i, _| over(&[i], &columns, &product64),
    );
    stores::<T, R, 1>(
        "sum_cols of every kind",
        2 * C,
        |out, store| sum_cols(out, mixed, store, |(a, r, c, s)| a * r + c * s),
        |i, _| over(&[i], &columns, &mixed64),
    );

    let exp64 = |i: usize, j: usize| a64(i, j).exp();
    let totals: Vec<f64> = rows.iter().map(|&i| over(&[i], &columns, &exp64)).collect();
    let ln = |i: usize, j: usize| a64(i, j) - totals[i].ln();
    stores::<T, R, C>("softmax", 4, |out, store| softmax(out, a, store), |i, j| exp64(i, j) / totals[i]);
    stores::<T, R, C>("log_softmax", C, |out, store| log_softmax(out, a, store), ln);
    stores::<T, R, 1>(
        "softmax_cross_entropy",
        8 * C,
        |out, store| softmax_cross_entropy(out, a, b, store),
        |i, _| -over(&[i], &columns, &|i, j| b64(i, j) * ln(i, j)),
    );
    let mut probs = filled::<T, R, C>(8);
    softmax(&mut *probs, a, Store::Set);
    stores::<T, R, 1>(
        "softmax_cross_entropy_of",
        8 * C,
        |out, store| softmax_cross_entropy_of(out, a, b, &*probs, store),
        |i, _| -over(&[i], &columns, &|i, j| b64(i, j) * ln(i, j)),
    );
    stores::<T, C, R>("transpose", 1, |out, store| transpose(out, a, store), |i, j| a64(j, i));
    let mut zeros = filled::<T, R, C>(7);
    zero(&mut *zeros, Store::Add);
    assert_eq!(zeros, filled::<T, R, C>(7));
    zero(&mut *zeros, Store::Set);
    assert!(zeros.iter().all(|&element| element == T::ZERO));
}

/// Tests by name: `check` of the file, for both types, with the sizes of each shape.
macro_rules! shapes {
    ($($name:ident: $($($size:literal)+),*;)*) => { $(
        #[test]
        fn $name() {
            $(
                check::<f32, $($size),+>();
                check::<f64, $($size),+>();
            )*
        }
    )* };
}
pub(super) use shapes;

shapes! {
    single: 1 1, 1 2, 2 1, 1 40, 40 1;
    few: 2 3, 4 8, 5 7, 7 20, 8 5;
    lanes: 15 4, 16 3, 17 5, 33 6;
    blocks: 63 2, 64 3, 65 3, 130 4, 3 130;
    groups: 255 2, 256 2, 257 3, 1 300, 300 1;
    long: 1 5000, 5000 1, 70 40;
}

/// Matrices without rows, without columns: nothing is read, nothing fails, and a sum of nothing is zero.
fn empty<const R: usize, const C: usize>() {
    let (a, row, column) = (SMatrix::<f32, R, C>::zeros(), filled::<f32, 1, C>(3), filled::<f32, R, 1>(4));
    let mut out = a;
    for store in [Store::Set, Store::Add, Store::AddScaled(-0.25)] {
        map_with(&mut out, (&a, Row(&row), Column(&column)), store, |(a, r, c)| a + r + c);
        map_with(&mut out, Row(&row), store, |r| r);
        map_with(&mut out, Column(&column), store, |c| c);
        softmax(&mut out, &a, store);
        log_softmax(&mut out, &a, store);
        softmax_cross_entropy(&mut SMatrix::zeros(), &a, &a, store);
        softmax_cross_entropy_of(&mut SMatrix::zeros(), &a, &a, &a, store);
        transpose(&mut SMatrix::zeros(), &a, store);
    }
    let (mut all, mut rows, mut columns) = (SMatrix::repeat(1.0), SMatrix::repeat(1.0), SMatrix::repeat(1.0));
    sum::<f32, Row<'_, f32, C>, R, C>(&mut all, Row(&row), Store::Set, |r| r);
    assert_eq!(all[(0, 0)], 0.0);
    sum_rows(&mut rows, (&a, Row(&row)), Store::Set, |(a, r)| a + r);
    sum_cols(&mut columns, (&a, Column(&column)), Store::Set, |(a, c)| a + c);
    assert!(rows.iter().chain(&columns).all(|&sum| sum == 0.0));
}

#[test]
fn nothing_is_a_matrix_too() {
    empty::<0, 0>();
    empty::<0, 1>();
    empty::<0, 40>();
    empty::<1, 0>();
    empty::<40, 0>();
}

#[test]
fn logits_of_any_size_have_a_softmax() {
    let logits = SMatrix::<f32, 3, 2>::new(1e4, -1e4, -1e4, -1e4, 0.0, f32::NEG_INFINITY);
    let mut probabilities = SMatrix::zeros();
    softmax(&mut probabilities, &logits, Store::Set);
    assert_eq!(probabilities, SMatrix::<f32, 3, 2>::new(1.0, 0.0, 0.5, 0.5, 1.0, 0.0));

    let one_hot = SMatrix::<f32, 3, 2>::new(0.0, 1.0, 1.0, 0.0, 1.0, 0.0);
    let mut losses = SMatrix::zeros();
    softmax_cross_entropy(&mut losses, &logits, &one_hot, Store::Set);
    assert_eq!(losses, SMatrix::<f32, 3, 1>::new(2e4, core::f32::consts::LN_2, 0.0));
    softmax_cross_entropy_of(&mut losses, &logits, &one_hot, &probabilities, Store::Set);
    assert_eq!(losses, SMatrix::<f32, 3, 1>::new(2e4, core::f32::consts::LN_2, 0.0));
}

#[test]
fn nan_takes_its_own_row_and_no_other() {
    fn rows<const R: usize>() {
        let mut logits = SMatrix::<f64, R, 3>::zeros();
        logits[(R - 1, 1)] = f64::NAN;
        let nothing = SMatrix::<f64, R, 3>::zeros();
        let (mut all, mut loss) = (SMatrix::<f64, R, 3>::zeros(), SMatrix::<f64, R, 1>::zeros());
        let (mut probs, mut its_loss) = (all, loss);
        for store in [Store::Set, Store::Add, Store::AddScaled(-0.25)] {
            softmax(&mut all, &logits, store);
            softmax_cross_entropy(&mut loss, &logits, &nothing, store);
            softmax(&mut probs, &logits, Store::Set);
            softmax_cross_entropy_of(&mut its_loss, &logits, &nothing, &probs, store);
            for i in 0..R {
                let is_last = i == R - 1;
                assert!(all.row(i).iter().all(|b| b.is_nan() == is_last));
                assert_eq!(loss[i].is_nan(), is_last);
                assert_eq!(its_loss[i].is_nan(), is_last);
            }
            all.fill(0.0);
            log_softmax(&mut all, &logits, store);
            assert!(all.row(R - 1).iter().all(|b| b.is_nan()));
        }
    }
    rows::<1>();
    rows::<4>();
    rows::<20>();
}

#[test]
fn nan_and_infinity_come_through_sums() {
    for odd in [f32::NAN, f32::INFINITY] {
        let mut a = SMatrix::<f32, 70, 3>::zeros();
        a[(66, 1)] = odd;
        let mut out = SMatrix::zeros();
        sum(&mut out, &a, Store::Set, |a| a);
        assert!(out[(0, 0)].is_nan() || out[(0, 0)] == odd);
        let mut out = SMatrix::zeros();
        sum_rows(&mut out, &a, Store::Set, math::relu);
        assert_eq!(out[(0, 0)], 0.0);
        assert!(out[(0, 1)].is_nan() || out[(0, 1)] == odd);
    }
}

#[test]
fn long_sums_keep_their_digits() {
    let a = filled::<f32, 1000, 100>(1);
    let exact: f64 = a.iter().map(|&a| 1.0 + f64::from(a)).sum();
    let mut out = SMatrix::zeros();
    sum(&mut out, &*a, Store::Set, |a| 1.0 + a);
    let error = (f64::from(out[(0, 0)]) - exact).abs() / exact;
    assert!(error < 1e-6, "relative error {error:e}");
}

/// Loops compiled for different vectors, and inlined or not, give the same bits.
#[test]
fn every_cpu_gives_the_same_bits() {
    let a = filled::<f32, 37, 11>(1);
    let mut whole = filled::<f32, 37, 11>(2);
    map(&mut *whole, &*a, |a| math::tanh(a) * math::sigmoid(a) + math::ln(a * a));
    for (&found, &a) in whole.iter().zip(a.iter()) {
        let alone = math::tanh(a) * math::sigmoid(a) + math::ln(a * a);
        assert_eq!(found.to_bits(), alone.to_bits());
    }
}
