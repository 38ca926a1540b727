//! Products of constant size: compiled for the very shape, where they are called.
//!
//! The smallest are loops that unroll into straight code; nothing is asked of the CPU, since the
//! asking would take longer. The others are the tiles of [`matmul_tile`](super::matmul_tile), whose
//! strides and lengths the compiler sees.

use super::dispatch::{self, Level};
use super::finish::{self, Ending};
use super::matmul::describe;
use super::matmul_tile::{HIGH, Panel, Product, WIDE, pack_inline, tile_inline};
use super::simd::Simd;
use crate::scalar::Scalar;

/// C = A·B for `[M, K]` and `[K, N]`; A and B are stored transposed where it says so.
#[inline(always)]
pub(super) fn unrolled<
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
    for j in 0..N {
        let mut halves = [[T::ZERO; M]; 2];
        for l in 0..K {
            let right = by_itself(&b[if B_TRANSPOSED { j + l * N } else { l + j * K }]);
            for (i, sum) in halves[l % 2].iter_mut().enumerate() {
                let product = a[if A_TRANSPOSED { l + i * K } else { i + l * M }] * right;
                *sum = if l < 2 { product } else { *sum + product };
            }
        }
        let [mut column, odd] = halves;
        if K > 1 {
            for (sum, odd) in column.iter_mut().zip(odd) {
                *sum += odd;
            }
        }
        for (i, (target, sum)) in c[j * M..(j + 1) * M].iter_mut().zip(column).enumerate() {
            // SAFETY: the addend is `[M, N]`.
            unsafe { ending.put(target, sum, i, j) };
        }
    }
}

/// The number, read without those that lie behind it. Of its own accord the compiler reads a vector, where it wants one number in all lanes;
/// if this has been written in parts a moment ago, the CPU waits until they are in the cache.
#[inline(always)]
fn by_itself<T: Copy>(number: &T) -> T {
    // SAFETY: a reference is good for reading.
    unsafe { core::ptr::read_volatile(number) }
}

/// C = A·B by tiles, as [`unrolled`].
#[inline]
pub(super) fn tiled<
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
    let operands = (c.as_mut_ptr(), a.as_ptr(), b.as_ptr());
    let p = describe((M, K, N), A_TRANSPOSED, B_TRANSPOSED, operands, ending.store);
    // SAFETY: the operands are slices of these shapes; the CPU has the unit of its level.
    unsafe {
        match dispatch::level() {
            Level::Portable => product::<T::Portable, M, K, N>(p, &ending),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => product::<T::Avx2, M, K, N>(p, &ending),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => product::<T::Avx512, M, K, N>(p, &ending),
        }
    }
}

#[inline(always)]
unsafe fn product<S: Simd, const M: usize, const K: usize, const N: usize>(
    p: Product<S::Scalar>,
    ending: &Ending<S::Scalar>,
) {
    // SAFETY: as for the caller.
    unsafe {
        S::enabled(
            #[inline(always)]
            || {
                panels::<S, M, K, N>(p);
                if let Some(rest) = ending.rest() {
                    finish::finish_inline::<S>(p.c, (M, N), rest);
                }
            },
        );
    }
}

/// All panels of A.
#[inline(always)]
unsafe fn panels<S: Simd, const M: usize, const K: usize, const N: usize>(p: Product<S::Scalar>) {
    let height = HIGH * S::LANES;
    // SAFETY: rows from `row` on are within A and C.
    unsafe {
        let at = |row: usize, m: usize| Product { m, k: K, n: N, a: p.a.add(row * p.a_rows), c: p.c.add(row), ..p };
        for panel in 0..const { M / (HIGH * S::LANES) } {
            columns::<S, K, N, HIGH, false>(at(panel * height, height));
        }
        let rest = M % height;
        let last = at(M - rest, rest);
        match const { Rest::of::<S>(M) } {
            Rest::None => {}
            Rest::PartOfOne => columns::<S, K, N, 1, true>(last),
            Rest::One => columns::<S, K, N, 1, false>(last),
            Rest::PartOfTwo => columns::<S, K, N, 2, true>(last),
        }
    }
}

/// The rows that are left over by full panels, in vectors.
enum Rest {
    None,
    PartOfOne,
    One,
    PartOfTwo,
}

impl Rest {
    const fn of<S: Simd>(m: usize) -> Self {
        let rest = m % (HIGH * S::LANES);
        if rest == 0 {
            Self::None
        } else if rest < S::LANES {
            Self::PartOfOne
        } else if rest == S::LANES {
            Self::One
        } else {
            Self::PartOfTwo
        }
    }
}

/// All columns of one panel, in tiles of two widths that differ by one.
#[inline(always)]
unsafe fn columns<S: Simd, const K: usize, const N: usize, const V: usize, const PARTIAL: bool>(
    mut p: Product<S::Scalar>,
) {
    const fn widest<S: Simd>(v: usize) -> usize {
        if v == 1 { WIDE } else { S::COLUMNS }
    }
    /// Number of tiles, and the width of the narrower ones. No columns are one tile without width.
    const fn cut<S: Simd>(v: usize, n: usize) -> (usize, usize) {
        let tiles = if n == 0 { 1 } else { n.div_ceil(widest::<S>(v)) };
        (tiles, n / tiles)
    }
    macro_rules! tile_of_width {
        ($of:expr, $($width:literal)*) => {
            match const { $of } {
                $($width => tile_inline::<S, V, $width, PARTIAL, false>(&p),)*
                _ => {}
            }
        };
    }
    let mut panel = Panel::<S, K>::uninit();
    // SAFETY: the widths of all tiles add up to N; the panel has room for K columns of any height.
    unsafe {
        if p.a_rows != 1 {
            let height = V * S::LANES;
            let packed = panel.as_mut_ptr().cast();
            pack_inline::<S>(&p, packed, height);
            (p.a, p.a_rows, p.a_columns) = (packed, 1, height);
        }
        let (tiles, width) = const { cut::<S>(V, N) };
        let wider = N - tiles * width;
        for _ in 0..wider {
            tile_of_width!(cut::<S>(V, N).1 + 1, 1 2 3 4 5 6 7 8 9 10 11 12);
            p.b = p.b.wrapping_add((width + 1) * p.b_columns);
            p.c = p.c.wrapping_add((width + 1) * p.c_columns);
        }
        for _ in wider..tiles {
            tile_of_width!(cut::<S>(V, N).1, 1 2 3 4 5 6 7 8 9 10 11 12);
            // Behind the last tile the column may begin beyond the end of C.
            p.b = p.b.wrapping_add(width * p.b_columns);
            p.c = p.c.wrapping_add(width * p.c_columns);
        }
    }
}
