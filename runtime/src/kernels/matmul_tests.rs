//! Every product, in every orientation and storage, against three loops.

#![allow(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    clippy::unnecessary_box_returns,
    reason = "counts are small, exact values are exact, matrices are large"
)]

use nalgebra::SMatrix;

use super::matmul::{best, describe};
use super::matmul_naive::{self, Strides};
use super::simd::Simd;
use super::{Store, matmul, matmul_nt, matmul_tn, matmul_tt};
use crate::scalar::Scalar;
use crate::{init, random};
use alloc::boxed::Box;

fn filled<T: Scalar, const R: usize, const C: usize>(seed: u64) -> Box<SMatrix<T, R, C>> {
    let mut matrix = crate::plain::zeroed_box::<SMatrix<T, R, C>>();
    init::normal(&mut *matrix, &mut random::seeded(seed), 0.0, 1.0);
    matrix
}

/// All four orientations, set, added, and a multiple added.
fn check<T: Scalar, const M: usize, const K: usize, const N: usize>() {
    let a = filled::<T, M, K>(1);
    let b = filled::<T, K, N>(2);
    let mut a_t = crate::plain::zeroed_box::<SMatrix<T, K, M>>();
    let mut b_t = crate::plain::zeroed_box::<SMatrix<T, N, K>>();
    a.transpose_to(&mut *a_t);
    b.transpose_to(&mut *b_t);

    for store in [Store::Set, Store::Add, Store::AddScaled(T::from_f64(-0.25))] {
        let before = filled::<T, M, N>(3);
        let mut expected = before.clone();
        matmul_naive::matmul(
            (M, K, N),
            expected.as_mut_slice(),
            (a.as_slice(), Strides { rows: 1, columns: M }),
            (b.as_slice(), Strides { rows: 1, columns: K }),
            store,
        );
        let mut c = before.clone();
        let compare = |orientation: &str, c: &mut SMatrix<T, M, N>| {
            // Each element is a sum of K products of numbers around one.
            let tolerance = T::EPSILON.to_f64() * 4.0 * (K as f64 + 4.0);
            for (&found, &expected) in c.iter().zip(expected.iter()) {
                let error = (found - expected).to_f64().abs();
                assert!(
                    error <= tolerance,
                    "{} {orientation} {M}x{K}x{N} {store:?}: {found} instead of {expected}",
                    T::NAME
                );
            }
            c.copy_from(&*before);
        };
        matmul(&mut *c, &*a, &*b, store);
        compare("A·B", &mut c);
        matmul_tn(&mut *c, &*a_t, &*b, store);
        compare("Aᵀ·B", &mut c);
        matmul_nt(&mut *c, &*a, &*b_t, store);
        compare("A·Bᵀ", &mut c);
        matmul_tt(&mut *c, &*a_t, &*b_t, store);
        compare("Aᵀ·Bᵀ", &mut c);
    }
}

macro_rules! shapes {
    ($($name:ident: $($m:literal $k:literal $n:literal),*;)*) => { $(
        #[test]
        fn $name() {
            $(
                check::<f32, $m, $k, $n>();
                check::<f64, $m, $k, $n>();
            )*
        }
    )* };
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
            unsafe { best::<S>(product) };
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

/// Random shapes, and those around the edges of tiles, panels and blocks.
fn check_shapes<T: Scalar>() {
    use random::Rng;
    let mut rng = random::seeded(5);
    let mut below = |limit: u32| 1 + (rng.next_u32() % limit) as usize;
    let mut shapes = alloc::vec![(1, 70, 300), (70, 300, 1), (300, 1, 70), (65, 257, 66)];
    for _ in 0..30 {
        shapes.push((below(70), below(70), below(70)));
        shapes.push((below(9), below(300), below(40)));
    }
    let numbers = filled::<T, 21_100, 1>(1);
    let numbers = numbers.as_slice();
    for shape in shapes {
        check_with::<T::Portable>(shape, numbers);
        #[cfg(all(target_arch = "x86_64", feature = "std"))]
        {
            if std::arch::is_x86_feature_detected!("fma") && std::arch::is_x86_feature_detected!("avx2") {
                check_with::<T::Avx2>(shape, numbers);
            }
            if super::dispatch::level() == super::dispatch::Level::Avx512 {
                check_with::<T::Avx512>(shape, numbers);
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
        matmul(&mut *c, &*a, &*b, Store::Set);
        for j in 0..9 {
            assert!(c[(30, j)].is_nan());
            assert!(!c[(29, j)].is_nan());
        }
    }
}
