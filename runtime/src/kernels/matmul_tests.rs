//! Every product, in every orientation and storage, against three loops.

#![allow(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    clippy::unnecessary_box_returns,
    reason = "counts are small, exact values are exact, matrices are large"
)]

use nalgebra::SMatrix;

use super::finish::{Ending, Places};
use super::matmul::{best, describe};
use super::matmul_naive::{self, Strides};
use super::simd::Simd;
use super::tests::{filled, shapes};
use super::{Column, Finish, Plus, Relu, Row, Single, Store, matmul, matmul_nt, matmul_tn, matmul_tt};
use crate::scalar::Scalar;
use crate::{math, random};
use alloc::boxed::Box;
use core::fmt::Debug;

/// The operands of a product, as they are and transposed, and the product.
struct Operands<T, const M: usize, const K: usize, const N: usize> {
    a: Box<SMatrix<T, M, K>>,
    b: Box<SMatrix<T, K, N>>,
    a_t: Box<SMatrix<T, K, M>>,
    b_t: Box<SMatrix<T, N, K>>,
    product: Box<SMatrix<T, M, N>>,
}

impl<T: Scalar, const M: usize, const K: usize, const N: usize> Operands<T, M, K, N> {
    fn new() -> Self {
        let (a, b) = (filled::<T, M, K>(1), filled::<T, K, N>(2));
        let mut a_t = crate::plain::zeroed_box::<SMatrix<T, K, M>>();
        let mut b_t = crate::plain::zeroed_box::<SMatrix<T, N, K>>();
        a.transpose_to(&mut *a_t);
        b.transpose_to(&mut *b_t);
        let mut product = crate::plain::zeroed_box::<SMatrix<T, M, N>>();
        matmul_naive::matmul(
            (M, K, N),
            product.as_mut_slice(),
            (a.as_slice(), Strides { rows: 1, columns: M }),
            (b.as_slice(), Strides { rows: 1, columns: K }),
            Store::Set,
        );
        Self { a, b, a_t, b_t, product }
    }

    /// All four orientations, of which `expected` says what becomes of an element of the product, and of what was there before.
    fn check(&self, finish: impl Finish<T, M, N> + Debug, expected: impl Fn(T, T, (usize, usize)) -> T) {
        let before = filled::<T, M, N>(3);
        let mut c = before.clone();
        let compare = |orientation: &str, c: &mut SMatrix<T, M, N>| {
            // Each element is a sum of K products of numbers around one.
            let tolerance = T::EPSILON.to_f64() * 4.0 * (K as f64 + 4.0);
            for (i, j) in (0..N).flat_map(|j| (0..M).map(move |i| (i, j))) {
                let expected = expected(self.product[(i, j)], before[(i, j)], (i, j));
                let found = c[(i, j)];
                let error = (found - expected).to_f64().abs();
                assert!(
                    error <= tolerance,
                    "{} {orientation} {M}x{K}x{N} {finish:?}: {found} instead of {expected}",
                    T::NAME
                );
            }
            c.copy_from(&*before);
        };
        matmul(&mut *c, &*self.a, &*self.b, finish);
        compare("A·B", &mut c);
        matmul_tn(&mut *c, &*self.a_t, &*self.b, finish);
        compare("Aᵀ·B", &mut c);
        matmul_nt(&mut *c, &*self.a, &*self.b_t, finish);
        compare("A·Bᵀ", &mut c);
        matmul_tt(&mut *c, &*self.a_t, &*self.b_t, finish);
        compare("Aᵀ·Bᵀ", &mut c);
    }
}

/// Set, added, a multiple added; and with all that may be added and rectified on the way.
fn check<T: Scalar, const M: usize, const K: usize, const N: usize>() {
    let operands = Operands::<T, M, K, N>::new();
    operands.check(Store::Set, |sum, _, _| sum);
    operands.check(Store::Add, |sum, before, _| before + sum);
    let quarter = T::from_f64(0.25);
    operands.check(Store::AddScaled(-quarter), |sum, before, _| before - quarter * sum);
    let (row, column) = (filled::<T, 1, N>(4), filled::<T, M, 1>(5));
    let (single, whole) = (filled::<T, 1, 1>(6), filled::<T, M, N>(7));
    operands.check(Plus(Row(&*row)), |sum, _, (_, j)| sum + row[j]);
    operands.check(Plus(Column(&*column)), |sum, _, (i, _)| sum + column[i]);
    operands.check(Plus(Single(&*single)), |sum, _, _| sum + single[0]);
    operands.check(Plus(&*whole), |sum, _, place| sum + whole[place]);
    operands.check(Relu(Plus(Row(&*row))), |sum, _, (_, j)| math::relu(sum + row[j]));
    operands.check(Relu(Plus(Column(&*column))), |sum, _, (i, _)| math::relu(sum + column[i]));
    operands.check(Relu(Store::Set), |sum, _, _| math::relu(sum));
}

shapes! {
    empty: 0 3 4, 3 0 4, 3 4 0;
    single: 1 1 1, 1 1 9, 9 1 1, 1 9 1, 2 2 2;
    unrolled: 3 4 5, 8 8 8, 4 2 8, 7 1 3;
    vectors: 1 64 10, 1 300 17, 64 1 33, 33 64 1, 1 17 300, 40 1 1, 1 1 40, 1 600 40;
    few_rows: 2 20 9, 3 33 34, 4 300 21, 5 9 9, 2 600 40, 4 40 70;
    few_columns: 33 20 2, 40 40 3, 300 70 4, 20 9 5, 257 300 3;
    odd: 9 9 9, 10 11 12, 13 17 19, 15 16 17, 17 31 33, 23 29 31, 31 33 35;
    tiles: 16 16 16, 16 16 6, 32 32 12, 24 24 24, 48 16 13, 32 64 10, 64 32 64;
    blocks: 65 257 66, 70 300 31, 128 512 24, 100 520 10, 257 256 5;
    deep: 200 300 70, 290 200 131, 193 514 65, 70 64 520;
}

/// How a matrix `[rows, columns]` lies in memory, or its transpose, seen as the matrix itself.
fn strides(rows: usize, columns: usize, transposed: bool) -> Strides {
    if transposed { Strides { rows: columns, columns: 1 } } else { Strides { rows: 1, columns: rows } }
}

/// A product of a shape that is known at run time only, with these vectors; what lies behind the
/// result stays as it is.
fn check_with<S: Simd>((m, k, n): (usize, usize, usize), numbers: &[S::Scalar]) {
    const GUARD: usize = 8;
    let (a, b) = (&numbers[..m * k], &numbers[1..=k * n]);
    for orientation in 0..4 {
        let (a_transposed, b_transposed) = (orientation & 1 != 0, orientation & 2 != 0);
        for store in [Store::Set, Store::Add, Store::AddScaled(S::Scalar::from_f64(-0.25))] {
            let mut expected = numbers[..m * n + GUARD].to_vec();
            let mut found = expected.clone();
            matmul_naive::matmul(
                (m, k, n),
                &mut expected,
                (a, strides(m, k, a_transposed)),
                (b, strides(k, n, b_transposed)),
                store,
            );
            let operands = (found.as_mut_ptr(), a.as_ptr(), b.as_ptr());
            let product = describe((m, k, n), a_transposed, b_transposed, operands, store);
            // SAFETY: the matrices are in these slices, and the caller has the vectors.
            unsafe { best::<S>(product, None) };
            let tolerance = S::Scalar::EPSILON.to_f64() * 4.0 * (k as f64 + 4.0);
            for (&found, &expected) in found.iter().zip(&expected) {
                let error = (found - expected).to_f64().abs();
                assert!(
                    error <= tolerance,
                    "{m}x{k}x{n} {a_transposed} {b_transposed} {store:?}: {found} for {expected}"
                );
            }
        }
    }
}

/// The same with what comes after the product, whatever it adds: a row, a column, a number, a matrix.
fn check_finish_with<S: Simd>((m, k, n): (usize, usize, usize), numbers: &[S::Scalar]) {
    const GUARD: usize = 8;
    let (a, b, addend) = (&numbers[..m * k], &numbers[1..=k * n], &numbers[2..2 + m * n]);
    for orientation in 0..4 {
        let (a_transposed, b_transposed) = (orientation & 1 != 0, orientation & 2 != 0);
        let mut product = numbers[..m * n + GUARD].to_vec();
        matmul_naive::matmul(
            (m, k, n),
            &mut product,
            (a, strides(m, k, a_transposed)),
            (b, strides(k, n, b_transposed)),
            Store::Set,
        );
        for (rows, columns) in [(0, 1), (1, 0), (0, 0), (1, m)] {
            for relu in [false, true] {
                let mut found = numbers[..m * n + GUARD].to_vec();
                let operands = (found.as_mut_ptr(), a.as_ptr(), b.as_ptr());
                let described = describe((m, k, n), a_transposed, b_transposed, operands, Store::Set);
                let places = Places::new(addend.as_ptr(), rows, columns);
                let ending = Ending { store: Store::Set, addend: Some(places), relu };
                // SAFETY: the matrices are in these slices, and the caller has the vectors.
                unsafe { best::<S>(described, Some(&ending)) };
                let tolerance = S::Scalar::EPSILON.to_f64() * 4.0 * (k as f64 + 4.0);
                for (place, (&found, &product)) in found.iter().zip(&product).enumerate() {
                    let (i, j) = (place % m, place / m);
                    let expected = match place < m * n {
                        false => product,
                        true if relu => math::relu(product + addend[i * rows + j * columns]),
                        true => product + addend[i * rows + j * columns],
                    };
                    let error = (found - expected).to_f64().abs();
                    assert!(
                        error <= tolerance,
                        "{m}x{k}x{n} {a_transposed} {b_transposed} {rows} {columns} {relu}: {found} for {expected}"
                    );
                }
            }
        }
    }
}

/// Random shapes, and those around the edges of tiles, panels and blocks.
fn check_shapes<T: Scalar>() {
    use random::Rng;
    let mut rng = random::seeded(5);
    let mut below = |limit: u32| 1 + (rng.next_u32() % limit) as usize;
    let mut shapes = alloc::vec![
        (1, 70, 300),
        (70, 300, 1),
        (300, 1, 70),
        (65, 257, 66),
        (200, 260, 70),
        (290, 193, 65),
        (64, 300, 60)
    ];
    for _ in 0..30 {
        shapes.push((below(70), below(70), below(70)));
        shapes.push((below(9), below(300), below(40)));
    }
    let numbers = filled::<T, 75_600, 1>(1);
    let numbers = numbers.as_slice();
    for shape in shapes {
        check_with::<T::Portable>(shape, numbers);
        check_finish_with::<T::Portable>(shape, numbers);
        #[cfg(all(target_arch = "x86_64", feature = "std"))]
        {
            if std::arch::is_x86_feature_detected!("fma") && std::arch::is_x86_feature_detected!("avx2") {
                check_with::<T::Avx2>(shape, numbers);
                check_finish_with::<T::Avx2>(shape, numbers);
            }
            if super::dispatch::level() == super::dispatch::Level::Avx512 {
                check_with::<T::Avx512>(shape, numbers);
                check_finish_with::<T::Avx512>(shape, numbers);
            }
        }
    }
}

#[test]
fn any_shape_with_every_vector_of_this_cpu() {
    check_shapes::<f32>();
    check_shapes::<f64>();
}

/// A product whose operands are rows of B that are packed, and panels of A that are.
#[test]
fn packed_operands() {
    check::<f32, 40, 140, 530>();
    check::<f64, 20, 140, 270>();
    check::<f32, 300, 30, 60>();
}

#[test]
fn nan_and_infinity_come_through_products() {
    for (odd, other) in [(f32::NAN, 1.0), (f32::INFINITY, 0.0)] {
        let mut a = filled::<f32, 33, 20>(1);
        a[(30, 7)] = odd;
        let b = Box::new(SMatrix::<f32, 20, 9>::from_element(other));
        let mut c = filled::<f32, 33, 9>(2);
        for rectify in [false, true] {
            if rectify {
                matmul(&mut *c, &*a, &*b, Relu(Store::Set));
            } else {
                matmul(&mut *c, &*a, &*b, Store::Set);
            }
            for j in 0..9 {
                assert!(c[(30, j)].is_nan());
                assert!(!c[(29, j)].is_nan());
            }
        }
    }
}
