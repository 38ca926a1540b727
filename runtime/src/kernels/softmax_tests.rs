//! Softmax, its logarithm and its loss over rows and columns that are read in several chunks, against their
//! definitions in `f64`: wherever the largest element is, whatever is masked.

#![allow(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    clippy::unnecessary_box_returns,
    reason = "counts are small, exact values are exact, matrices are large"
)]

use alloc::vec::Vec;

use nalgebra::SMatrix;

use super::tests::{Matrix, filled, shapes};
use super::{
    Store, label_softmax_cross_entropy, label_softmax_cross_entropy_of, log_softmax, log_softmax_cols, softmax,
    softmax_cols, softmax_cross_entropy, softmax_cross_entropy_of, transpose,
};
use crate::Labels;
use crate::scalar::Scalar;

/// Element j of a row with so many.
type Row = fn(usize, usize) -> f64;

/// What is hard for a row in chunks: the name says where the first pass has to correct what it has.
const ROWS: [(&str, Row); 9] = [
    ("rising", |j, _| j as f64 / 4.0),
    ("falling", |j, _| -(j as f64) / 4.0),
    ("falling, then rising", |j, width| (j as f64 - width as f64 / 2.0).abs() / 8.0),
    ("equal", |_, _| -3.0),
    ("a peak", |j, width| if j == width / 2 { 1e4 } else { 0.0 }),
    ("masked in front", |j, width| if j < width * 3 / 4 { f64::NEG_INFINITY } else { (j % 7) as f64 }),
    ("masked behind", |j, width| if j > width / 4 { f64::NEG_INFINITY } else { (j % 7) as f64 }),
    ("the least", |_, _| f64::MIN),
    ("the least, and the largest", |j, width| if j + 1 == width { f64::MAX } else { f64::MIN }),
];

/// Of what kind a row is: each in turn, and one that stays random.
fn kind(first: usize, i: usize) -> Option<&'static (&'static str, Row)> {
    ROWS.get((first + i) % (ROWS.len() + 1))
}

/// A row of every kind, each as often as there is room for it.
fn rows<T: Scalar, const R: usize, const C: usize>(first: usize) -> Matrix<T, R, C> {
    let mut a = filled::<T, R, C>(1);
    for i in 0..R {
        if let Some((_, element)) = kind(first, i) {
            for j in 0..C {
                let value = element(j, C);
                let limit = -T::MIN.to_f64();
                a[(i, j)] =
                    if value.is_finite() { T::from_f64(value.clamp(-limit, limit)) } else { T::from_f64(value) };
            }
        }
    }
    a
}

fn softmax64<T: Scalar>(row: &[T]) -> (Vec<f64>, Vec<f64>) {
    let row: Vec<f64> = row.iter().map(|a| a.to_f64()).collect();
    let maximum = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = row.iter().map(|a| (a - maximum).exp()).sum();
    let probabilities = row.iter().map(|a| (a - maximum).exp() / sum).collect();
    let logarithms = row.iter().map(|a| a - maximum - sum.ln()).collect();
    (probabilities, logarithms)
}

/// Relative, and absolute where the number is next to none; infinite where it is too large for the type.
fn assert_near<T: Scalar>(found: T, expected: f64, what: &str) {
    let (found, expected) = (found.to_f64(), T::from_f64(expected).to_f64());
    let tolerance = 64.0 * T::EPSILON.to_f64() * expected.abs() + 1e-37;
    assert!(found == expected || (found - expected).abs() <= tolerance, "{} {what}: {found} for {expected}", T::NAME);
}

fn check<T: Scalar, const R: usize, const C: usize>() {
    // All of one sign: of infinities, a difference would be NaN.
    let stores = [(Store::Set, 1.0), (Store::Add, 2.0), (Store::AddScaled(T::from_f64(0.5)), 2.5)];
    for first in 0..=ROWS.len() {
        let a = &*rows::<T, R, C>(first);
        let mut a_columns = filled::<T, C, R>(2);
        transpose(&mut *a_columns, a, Store::Set);
        let mut y = filled::<T, R, C>(3);
        y.fill(T::ZERO);
        let (mut probs, mut logs) = (filled::<T, R, C>(4), filled::<T, R, C>(5));
        let (mut probs_cols, mut logs_cols) = (filled::<T, C, R>(6), filled::<T, C, R>(7));
        let mut losses = [SMatrix::<T, R, 1>::zeros(); 4];
        let expected: Vec<_> = a.row_iter().map(|row| softmax64(&row.iter().copied().collect::<Vec<T>>())).collect();
        // Where the element is finite that is least of those that are.
        let labels: Vec<usize> = a
            .row_iter()
            .map(|row| {
                let finite = row.iter().enumerate().filter(|(_, a)| a.to_f64().is_finite());
                finite.min_by(|a, b| a.1.to_f64().total_cmp(&b.1.to_f64())).unwrap().0
            })
            .collect();
        for (i, &label) in labels.iter().enumerate() {
            y[(i, label)] = T::ONE;
        }
        for (store, times) in stores {
            softmax(&mut *probs, a, store);
            log_softmax(&mut *logs, a, store);
            softmax_cols(&mut *probs_cols, &*a_columns, store);
            log_softmax_cols(&mut *logs_cols, &*a_columns, store);
            for (i, (probabilities, logarithms)) in expected.iter().enumerate() {
                let kind = kind(first, i).map_or("random", |kind| kind.0);
                for j in 0..C {
                    let what =
                        |kernel: &str| alloc::format!("{kernel} of [{R}, {C}], {kind}, at [{i}, {j}], {store:?}");
                    assert_near(probs[(i, j)], times * probabilities[j], &what("softmax"));
                    assert_near(logs[(i, j)], times * logarithms[j], &what("log_softmax"));
                    assert_near(probs_cols[(j, i)], times * probabilities[j], &what("softmax_cols"));
                    assert_near(logs_cols[(j, i)], times * logarithms[j], &what("log_softmax_cols"));
                }
            }
        }
        softmax(&mut *probs, a, Store::Set);
        let checked = Labels::<R, C>::try_from_iter(labels.iter().copied()).unwrap();
        for (store, times) in stores {
            softmax_cross_entropy(&mut losses[0], a, &*y, store);
            softmax_cross_entropy_of(&mut losses[1], a, &*y, &*probs, store);
            label_softmax_cross_entropy(&mut losses[2], a, &checked, store);
            label_softmax_cross_entropy_of(&mut losses[3], a, &checked, &*probs, store);
            for (i, &label) in labels.iter().enumerate() {
                let loss = -expected[i].1[label];
                for (kernel, losses) in losses.iter().enumerate() {
                    assert_near(losses[i], times * loss, &alloc::format!("loss {kernel}, {store:?}"));
                }
            }
        }
    }
}

shapes! {
    small: 2 3, 7 4, 3 10;
    one_row: 1 7, 1 16, 1 33, 1 127, 1 128, 1 129, 1 500, 1 3000;
    few_rows: 2 40, 3 130, 4 129, 5 300, 6 257, 7 2100;
    rows_of_a_chunk: 8 63, 16 64, 17 10, 20 33;
    rows_of_several_chunks: 8 65, 16 66, 17 128, 20 129, 33 1000;
    rows_of_longer_chunks: 9 1025, 16 1500;
}

/// A row without a number has no softmax, nor has one with NaN or ∞ in it; its neighbours have.
fn no_softmax<const R: usize, const C: usize>() {
    for (what, place, value) in [
        ("NaN first", 0, f32::NAN),
        ("NaN last", C - 1, f32::NAN),
        ("∞ first", 0, f32::INFINITY),
        ("∞ last", C - 1, f32::INFINITY),
        ("−∞ only", C, f32::NEG_INFINITY),
    ] {
        let mut a = filled::<f32, R, C>(1);
        if place == C {
            a.row_mut(R - 1).fill(value);
        } else {
            a[(R - 1, place)] = value;
        }
        let mut a_columns = filled::<f32, C, R>(2);
        transpose(&mut *a_columns, &*a, Store::Set);
        let y = SMatrix::<f32, R, C>::repeat(1.0 / C as f32);
        for store in [Store::Set, Store::Add, Store::AddScaled(0.5)] {
            let mut out = [(); 2].map(|()| filled::<f32, R, C>(3));
            softmax(&mut *out[0], &*a, store);
            log_softmax(&mut *out[1], &*a, store);
            let mut columns = [(); 2].map(|()| filled::<f32, C, R>(4));
            softmax_cols(&mut *columns[0], &*a_columns, store);
            log_softmax_cols(&mut *columns[1], &*a_columns, store);
            let mut loss = SMatrix::<f32, R, 1>::zeros();
            softmax_cross_entropy(&mut loss, &*a, &y, store);
            for i in 0..R {
                let is_odd = i == R - 1;
                for out in &out {
                    assert!(out.row(i).iter().all(|b| b.is_nan() == is_odd), "{what}, row {i} of {R}, {store:?}");
                }
                for out in &columns {
                    assert!(out.column(i).iter().all(|b| b.is_nan() == is_odd), "{what}, column {i} of {R}, {store:?}");
                }
                assert_eq!(loss[i].is_nan(), is_odd, "{what}, loss {i} of {R}, {store:?}");
            }
        }
    }
}

#[test]
fn rows_that_have_no_softmax() {
    no_softmax::<1, 10>();
    no_softmax::<1, 300>();
    no_softmax::<2, 20>();
    no_softmax::<5, 200>();
    no_softmax::<20, 20>();
    no_softmax::<20, 200>();
}
