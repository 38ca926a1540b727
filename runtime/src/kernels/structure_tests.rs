//! Rearrangements against their definitions, element by element.

#![allow(clippy::float_cmp, reason = "nothing is computed")]

use nalgebra::SMatrix;

use super::tests::{filled, stores};
use super::{Store, block, concat_cols, concat_rows, diag, diagonal, place, repeat, reshape, sum_tiles, tril, triu};
use crate::scalar::Scalar;

/// On A of [R, C], put together with what else is said.
fn check<T: Scalar, const R: usize, const C: usize>() {
    let a = &*filled::<T, R, C>(1);
    let at = |i: usize, j: usize| a[(i, j)].to_f64();

    stores::<T, R, C>("all of it", 1, |out, store| block(out, a, 0, 0, store), at);
    stores::<T, 1, 1>("the last", 1, |out, store| block(out, a, R - 1, C - 1, store), |_, _| at(R - 1, C - 1));
    stores::<T, R, 1>("a column", 1, |out, store| block(out, a, 0, C / 2, store), |i, _| at(i, C / 2));
    stores::<T, 1, C>("a row", 1, |out, store| block(out, a, R / 2, 0, store), |_, j| at(R / 2, j));
    let placed = |top: usize, left: usize| {
        move |i: usize, j: usize| {
            let inside = (top..top + R).contains(&i) && (left..left + C).contains(&j);
            if inside { at(i - top, j - left) } else { 0.0 }
        }
    };
    stores::<T, 70, 23>("place", 1, |out, store| place(out, a, 3, 2, store), placed(3, 2));
    stores::<T, 70, 23>("in the corner", 1, |out, store| place(out, a, 70 - R, 23 - C, store), placed(70 - R, 23 - C));

    let below = &*filled::<T, 3, C>(2);
    let beside = &*filled::<T, R, 2>(3);
    let from = |i: usize, j: usize| if i < R { at(i, j) } else { below[(i - R, j)].to_f64() };
    let mut tall = SMatrix::<T, 140, C>::zeros();
    concat_rows(&mut tall, (a, below, a), Store::Set);
    for i in 0..2 * R + 3 {
        for j in 0..C {
            let expected = if i < R + 3 { from(i, j) } else { at(i - R - 3, j) };
            assert!(tall[(i, j)].to_f64() == expected, "concat_rows at {i}, {j}");
        }
    }
    let mut wide = SMatrix::<T, R, 60>::zeros();
    for times in [1.0, 2.0] {
        concat_cols(&mut wide, (beside, a, beside), Store::Add);
        for i in 0..R {
            for j in 0..C + 4 {
                let expected = match j {
                    0..2 => beside[(i, j)],
                    _ if j < C + 2 => a[(i, j - 2)],
                    _ => beside[(i, j - 2 - C)],
                };
                assert!(wide[(i, j)].to_f64() == times * expected.to_f64(), "concat_cols at {i}, {j}");
            }
        }
    }

    stores::<T, R, C>("tril", 1, |out, store| tril(out, a, store), |i, j| if j <= i { at(i, j) } else { 0.0 });
    stores::<T, R, C>("triu", 1, |out, store| triu(out, a, store), |i, j| if j >= i { at(i, j) } else { 0.0 });
}

#[test]
fn parts_and_wholes() {
    check::<f64, 1, 1>();
    check::<f64, 1, 5>();
    check::<f64, 7, 1>();
    check::<f64, 3, 2>();
    check::<f32, 5, 7>();
    check::<f32, 17, 16>();
    check::<f64, 65, 20>();
}

fn tiles<T: Scalar, const R: usize, const C: usize, const M: usize, const N: usize>() {
    let a = &*filled::<T, R, C>(1);
    let whole = &*filled::<T, M, N>(2);
    stores::<T, M, N>("repeat", 1, |out, store| repeat(out, a, store), |i, j| a[(i % R, j % C)].to_f64());
    let sum = |i: usize, j: usize| {
        let rows = (i..M).step_by(R);
        rows.flat_map(|k| (j..N).step_by(C).map(move |l| whole[(k, l)].to_f64())).sum()
    };
    stores::<T, R, C>("sum_tiles", M / R * (N / C), |out, store| sum_tiles(out, whole, store), sum);
}

#[test]
fn tiles_and_their_sums() {
    tiles::<f64, 1, 1, 1, 1>();
    tiles::<f64, 1, 1, 4, 3>();
    tiles::<f64, 2, 3, 2, 9>();
    tiles::<f64, 2, 3, 8, 3>();
    tiles::<f32, 3, 5, 6, 10>();
    tiles::<f32, 17, 2, 34, 6>();
}

fn reshaped<T: Scalar, const R: usize, const C: usize, const M: usize, const N: usize>() {
    let a = &*filled::<T, R, C>(1);
    let in_order = |index: usize| a[(index / C, index % C)].to_f64();
    stores::<T, M, N>("reshape", 1, |out, store| reshape(out, a, store), |i, j| in_order(i * N + j));
}

#[test]
fn reading_order_stays() {
    reshaped::<f64, 1, 1, 1, 1>();
    reshaped::<f64, 1, 6, 6, 1>();
    reshaped::<f64, 6, 1, 1, 6>();
    reshaped::<f64, 2, 3, 3, 2>();
    reshaped::<f64, 2, 3, 1, 6>();
    reshaped::<f32, 6, 1, 2, 3>();
    reshaped::<f32, 4, 9, 12, 3>();
    reshaped::<f32, 5, 7, 5, 7>();
    reshaped::<f64, 16, 33, 11, 48>();
}

fn diagonals<T: Scalar, const N: usize>() {
    let (row, square) = (&*filled::<T, 1, N>(1), &*filled::<T, N, N>(2));
    stores::<T, N, N>("diag", 1, |out, store| diag(out, row, store), |i, j| if i == j { row[i].to_f64() } else { 0.0 });
    stores::<T, 1, N>("diagonal", 1, |out, store| diagonal(out, square, store), |_, j| square[(j, j)].to_f64());
}

#[test]
fn rows_on_diagonals() {
    diagonals::<f64, 1>();
    diagonals::<f64, 2>();
    diagonals::<f32, 7>();
    diagonals::<f32, 33>();
}
