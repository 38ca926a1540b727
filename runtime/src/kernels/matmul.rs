//! Matrix products in all four orientations: which code for which sizes.

use core::ptr;

use nalgebra::SMatrix;

use super::dispatch::{self, Level};
use super::finish::{self, Ending, Finish};
use super::matmul_tile::{DEPTH, FEW, Product};
use super::simd::Simd;
use super::{Store, matmul_dot, matmul_small, matmul_tile};
use crate::scalar::Scalar;

/// C = A·B
#[inline]
pub fn matmul<T: Scalar, const M: usize, const K: usize, const N: usize>(
    c: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, M, K>,
    b: &SMatrix<T, K, N>,
    finish: impl Finish<T, M, N>,
) {
    product::<T, M, K, N, false, false>(c.as_mut_slice(), a.as_slice(), b.as_slice(), finish.ending());
}

/// C = Aᵀ·B
#[inline]
pub fn matmul_tn<T: Scalar, const M: usize, const K: usize, const N: usize>(
    c: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, K, M>,
    b: &SMatrix<T, K, N>,
    finish: impl Finish<T, M, N>,
) {
    product::<T, M, K, N, true, false>(c.as_mut_slice(), a.as_slice(), b.as_slice(), finish.ending());
}

/// C = A·Bᵀ
#[inline]
pub fn matmul_nt<T: Scalar, const M: usize, const K: usize, const N: usize>(
    c: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, M, K>,
    b: &SMatrix<T, N, K>,
    finish: impl Finish<T, M, N>,
) {
    product::<T, M, K, N, false, true>(c.as_mut_slice(), a.as_slice(), b.as_slice(), finish.ending());
}

/// C = Aᵀ·Bᵀ
#[inline]
pub fn matmul_tt<T: Scalar, const M: usize, const K: usize, const N: usize>(
    c: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, K, M>,
    b: &SMatrix<T, N, K>,
    finish: impl Finish<T, M, N>,
) {
    product::<T, M, K, N, true, true>(c.as_mut_slice(), a.as_slice(), b.as_slice(), finish.ending());
}

/// Which code computes a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    /// Loops that unroll where they are called.
    Unrolled,
    /// Tiles that are compiled for the very shape.
    Tiled,
    /// Code that is compiled once for all shapes, and cuts them to fit the caches.
    Blocked,
}

/// The route for C `[m, n]` = A `[m, k]` · B `[k, n]`, as measured with 256-bit vectors in `f32`
/// (`cargo bench -p keisan --bench matmul` shows the routes side by side):
///
/// - Unrolled against tiled: 2.5 times as fast for 1 × 4 × 4, twice for 4 × 4 × 4, about equal for
///   4 × 4 × 8, half as fast for 8 × 8 × 8.
/// - Tiled against blocked: 2.4 times as fast for 12 × 12 × 12, 1.5 to 1.7 times for 16 × 16 × 16,
///   1.1 to 1.4 times for 24 × 24 × 24 and the thin shapes up to 64 × 32 × 10, within 6 % for
///   32 × 32 × 32 and above, in A·B. A tiled product also costs about half a second of optimised
///   compilation in the crate that uses it.
/// - With few rows a tile leaves lanes empty, with few columns it leaves registers empty, and the
///   blocked route has other code for both: equal for 4 × 32 × 32 and 32 × 32 × 2, twice as fast as
///   tiled for 1 × 16 × 16, four times for 1 × 32 × 32, 1.6 to 2.6 times for 64 × 64 × 1.
///
/// The blocked route itself beside three engines (`benches/engines`, same machine): 0.9 to 1.0 times
/// as fast as the best of them for matrices of 512 and more, 1.0 to 1.1 times around 64, 1.1 to 1.9
/// times where ten columns meet Aᵀ, 1.2 to 3.6 times for one to eight rows.
const fn route(m: usize, k: usize, n: usize) -> Route {
    let products = m * k * n;
    if products <= 4 * 4 * 8 {
        Route::Unrolled
    } else if products <= 24 * 32 * 32 && k <= DEPTH && k * n < 256 * m && m * k <= 512 * n {
        Route::Tiled
    } else {
        Route::Blocked
    }
}

#[inline(always)]
fn product<
    T: Scalar,
    const M: usize,
    const K: usize,
    const N: usize,
    const A_TRANSPOSED: bool,
    const B_TRANSPOSED: bool,
>(
    c: &mut [T],
    a: &[T],
    b: &[T],
    ending: Ending<T>,
) {
    match const { route(M, K, N) } {
        Route::Unrolled => {
            matmul_small::unrolled::<T, M, K, N, A_TRANSPOSED, B_TRANSPOSED>(c, a, b, ending);
        }
        Route::Tiled => {
            matmul_small::tiled::<T, M, K, N, A_TRANSPOSED, B_TRANSPOSED>(c, a, b, ending);
        }
        Route::Blocked => {
            let operands = (c.as_mut_ptr(), a.as_ptr(), b.as_ptr());
            let p = describe((M, K, N), A_TRANSPOSED, B_TRANSPOSED, operands, ending.store);
            // SAFETY: the pointers are those of matrices of these shapes.
            unsafe { T::blocked_product(p, ending.rest()) };
        }
    }
}

/// A product as its shapes and strides.
#[inline(always)]
pub(super) fn describe<T>(
    (m, k, n): (usize, usize, usize),
    a_transposed: bool,
    b_transposed: bool,
    (c, a, b): (*mut T, *const T, *const T),
    store: Store<T>,
) -> Product<T> {
    let (a_rows, a_columns) = match a_transposed {
        // A single row: the distance to the next matters to nobody, and 1 is the best known.
        true if m == 1 => (1, 1),
        true => (k, 1),
        false => (1, m),
    };
    let (b_rows, b_columns) = match b_transposed {
        true if k == 1 => (1, 1),
        true => (n, 1),
        false => (1, k),
    };
    Product { m, k, n, a, a_rows, a_columns, b, b_rows, b_columns, c, c_columns: m, store, ahead: ptr::null_mut() }
}

/// A product of any shape, with the longest vectors of the CPU at hand.
///
/// # Safety
///
/// All pointers of `p` and of the ending are good for the shapes.
pub(super) unsafe fn blocked<T: Scalar>(p: Product<T>, rest: Option<&Ending<T>>) {
    // SAFETY: as for the caller.
    #[cfg(feature = "rayon")]
    unsafe {
        super::parallel::product(p, rest, serial);
    }
    // SAFETY: as for the caller.
    #[cfg(not(feature = "rayon"))]
    unsafe {
        serial(p, rest);
    }
}

/// A product of any shape, on this thread.
///
/// # Safety
///
/// As for [`blocked`].
unsafe fn serial<T: Scalar>(p: Product<T>, rest: Option<&Ending<T>>) {
    // SAFETY: as for the caller; the CPU has the unit of its level.
    unsafe {
        match dispatch::level() {
            Level::Portable => best::<T::Portable>(p, rest),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => best::<T::Avx2>(p, rest),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => best::<T::Avx512>(p, rest),
        }
    }
}

/// The code that fits the orientation and the shape, and what comes after the product.
///
/// # Safety
///
/// The pointers of `p` and of the ending are good for its shapes, and the CPU has the unit.
pub(super) unsafe fn best<S: Simd>(p: Product<S::Scalar>, rest: Option<&Ending<S::Scalar>>) {
    // A single row lies in memory as a single column does, if it is no piece of something higher.
    let is_row = p.m == 1 && p.c_columns == 1;
    let turned = rest.filter(|_| is_row).map(|rest| rest.transposed());
    let (p, rest) = if is_row { (p.transposed(p.c, p.n), turned.as_ref()) } else { (p, rest) };
    let (a_contiguous, b_contiguous) = (p.a_columns == 1, p.b_rows == 1);
    // Fewer rows than lanes leave part of every vector empty, unless the vectors lie along k, or
    // along the rows of B.
    let few_rows = p.n > 1 && p.m <= usize::min(S::LANES, FEW);
    let (c, c_columns, shape) = (p.c, p.c_columns, (p.m, p.n));
    // SAFETY: as for the caller; each function is called with the strides that it asks for.
    unsafe {
        if a_contiguous && b_contiguous && (few_rows || p.n <= 4) {
            return matmul_dot::product::<S>(&p, rest);
        } else if few_rows && b_contiguous && p.k >= 16 {
            matmul_dot::packed_product::<S>(p);
        } else if few_rows && !b_contiguous {
            matmul_tile::transposed_product::<S>(p);
        } else {
            matmul_tile::product::<S>(p);
        }
        if let Some(rest) = rest {
            finish::finish::<S>(c, c_columns, shape, rest);
        }
    }
}

/// Each route for itself, whatever the shape, for `benches/matmul`.
#[doc(hidden)]
pub mod routes {
    use super::{Finish, Scalar, Store, describe, matmul_small};

    /// One route: C = A·B in column-major slices, A and B transposed or not.
    macro_rules! route {
        ($name:ident, $body:expr) => {
            #[doc(hidden)]
            pub fn $name<
                T: Scalar,
                const M: usize,
                const K: usize,
                const N: usize,
                const A_TRANSPOSED: bool,
                const B_TRANSPOSED: bool,
            >(
                c: &mut [T],
                a: &[T],
                b: &[T],
                store: Store<T>,
            ) {
                assert!(c.len() == M * N && a.len() == M * K && b.len() == K * N);
                $body(c, a, b, store);
            }
        };
    }

    route!(unrolled, |c: &mut [T], a: &[T], b: &[T], store| {
        let ending = Finish::<T, M, N>::ending(store);
        matmul_small::unrolled::<T, M, K, N, A_TRANSPOSED, B_TRANSPOSED>(c, a, b, ending);
    });
    route!(tiled, |c: &mut [T], a: &[T], b: &[T], store| {
        let ending = Finish::<T, M, N>::ending(store);
        matmul_small::tiled::<T, M, K, N, A_TRANSPOSED, B_TRANSPOSED>(c, a, b, ending);
    });
    route!(blocked, |c: &mut [T], a: &[T], b: &[T], store| {
        assert!(K > 0, "an empty sum is another route's");
        let operands = (c.as_mut_ptr(), a.as_ptr(), b.as_ptr());
        let p = describe((M, K, N), A_TRANSPOSED, B_TRANSPOSED, operands, store);
        // SAFETY: the slices have been found to have these shapes.
        unsafe { T::blocked_product(p, None) };
    });
}
