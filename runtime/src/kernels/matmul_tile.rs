//! Products by register tiles: a few columns of C, one or two vectors high, stay in registers while
//! the sum over k runs.
//!
//! ```text
//!            j  ─ tile ─                for each block of k that a packed panel of A has room for
//!           ┌──┬───────┬───┐              for each panel of A, one or two vectors high
//!        k  │  │   B   │   │                for each tile of columns
//!           └──┴───────┴───┘                  for each k
//!      k                                        tile += (column of the panel) · (row of B)
//!   ┌─────┐ ┌──┬───────┬───┐
//! i │  A  │ │  │   C   │   │  The panel stays in the first-level cache while all columns pass by; an
//!   │panel│ │  │ tile  │   │  element of B is read once for each panel, and broadcast from where it
//!   └─────┘ └──┴───────┴───┘  is, so that B needs no packing in either orientation.
//! ```

use super::simd::Simd;
use crate::scalar::Scalar;

/// Operands of a product C = A·B, `[M, K]` · `[K, N]`, as they lie in memory.
///
/// The element (i, l) of A stands at `i · a_rows + l · a_columns`, likewise for B; the element
/// (i, j) of C at `i + j · c_columns`.
#[derive(Clone, Copy)]
pub struct Product<T> {
    pub(super) m: usize,
    pub(super) k: usize,
    pub(super) n: usize,
    pub(super) a: *const T,
    pub(super) a_rows: usize,
    pub(super) a_columns: usize,
    pub(super) b: *const T,
    pub(super) b_rows: usize,
    pub(super) b_columns: usize,
    pub(super) c: *mut T,
    pub(super) c_columns: usize,
    /// Whether the product is added to C, instead of overwriting it.
    pub(super) add: bool,
}

/// Vectors in the height of a full panel.
const HIGH: usize = 2;

/// Columns of a tile that is one vector high.
const WIDE: usize = 12;

/// The part of k that a packed panel holds.
pub(super) const DEPTH: usize = 256;

/// Bytes of one column of the largest panel: two vectors of 512 bits.
pub(super) const PANEL_BYTES: usize = HIGH * 64;

/// C = A·B by tiles.
///
/// # Safety
///
/// All pointers of `p` are good for the shapes. `panel` is good for `HIGH · LANES` numbers times
/// the smaller of K and [`DEPTH`], unless A's rows are contiguous (`a_rows` = 1), where no panel is
/// packed.
pub(super) unsafe fn product<S: Simd>(p: Product<S::Scalar>, panel: *mut S::Scalar) {
    let height = HIGH * S::LANES;
    let mut done = 0;
    while done < p.k {
        let depth = if p.k - done < DEPTH { p.k - done } else { DEPTH };
        // SAFETY: `done` < K, so both stay within their operands.
        let block = unsafe {
            Product {
                k: depth,
                a: p.a.add(done * p.a_columns),
                b: p.b.add(done * p.b_rows),
                add: p.add || done > 0,
                ..p
            }
        };
        let mut row = 0;
        while row < p.m {
            let rows = if p.m - row < height { p.m - row } else { height };
            // SAFETY: rows from `row` on are within A and C; the panel has room by the contract.
            unsafe {
                let part = Product {
                    m: rows,
                    a: block.a.add(row * p.a_rows),
                    c: block.c.add(row),
                    ..block
                };
                packed::<S>(part, panel);
            }
            row += rows;
        }
        done += depth;
    }
}

/// C = A·B by tiles of Cᵀ = Bᵀ·Aᵀ, where C has few rows and the rows of B are contiguous
/// (`b_columns` = 1).
///
/// # Safety
///
/// All pointers of `p` are good for the shapes, M is at most [`FEW`]; `panel` as for [`product`].
pub(super) unsafe fn transposed_product<S: Simd>(p: Product<S::Scalar>, panel: *mut S::Scalar) {
    let transposed = Product {
        m: p.n,
        n: p.m,
        a: p.b,
        a_rows: p.b_columns,
        a_columns: p.b_rows,
        b: p.a,
        b_rows: p.a_columns,
        b_columns: p.a_rows,
        ..p
    };
    // SAFETY: a single row of C is contiguous too, so it may be seen as a column. More rows are
    // computed into a small buffer, as many columns of C at a time as there is room for.
    unsafe {
        if p.m == 1 {
            return product::<S>(Product { c_columns: p.n, ..transposed }, panel);
        }
        let height = HIGH * S::LANES;
        let mut buffer = [S::Scalar::ZERO; PANEL_BYTES / 4 * FEW];
        let mut column = 0;
        while column < p.n {
            let columns = if p.n - column < height { p.n - column } else { height };
            let a = transposed.a.add(column);
            let c = buffer.as_mut_ptr();
            let part = Product { m: columns, a, c, c_columns: height, add: false, ..transposed };
            product::<S>(part, panel);
            for j in 0..columns {
                for i in 0..p.m {
                    let to = p.c.add(i + (column + j) * p.c_columns);
                    let sum = buffer[j + i * height];
                    *to = if p.add { *to + sum } else { sum };
                }
            }
            column += columns;
        }
    }
}

/// The most rows of C that [`transposed_product`] has room for.
pub(super) const FEW: usize = 8;

/// One panel of A, packed if its rows are not contiguous, times all columns of B.
#[inline]
unsafe fn packed<S: Simd>(p: Product<S::Scalar>, panel: *mut S::Scalar) {
    // SAFETY: as for the caller.
    unsafe {
        if p.a_rows == 1 {
            high::<S>(p);
        } else {
            let height = if p.m <= S::LANES { S::LANES } else { HIGH * S::LANES };
            pack::<S>(p, panel, height);
            high::<S>(Product { a: panel, a_rows: 1, a_columns: height, ..p });
        }
    }
}

/// Copies a panel of A, so that its rows become contiguous.
#[inline(never)]
unsafe fn pack<S: Simd>(p: Product<S::Scalar>, panel: *mut S::Scalar, height: usize) {
    // SAFETY: as for the caller.
    unsafe { S::enabled(#[inline(always)] || pack_inline::<S>(&p, panel, height)) }
}

#[inline(always)]
unsafe fn pack_inline<S: Simd>(p: &Product<S::Scalar>, panel: *mut S::Scalar, height: usize) {
    let full_rows = p.m / S::BLOCK * S::BLOCK;
    let full_depth = if p.a_columns == 1 { p.k / S::BLOCK * S::BLOCK } else { 0 };
    let mut row = 0;
    // SAFETY: rows below `p.m` and k below `p.k` are within A, and within the panel.
    unsafe {
        while row < full_rows {
            let mut l = 0;
            while l < full_depth {
                let from = p.a.add(row * p.a_rows + l);
                S::transpose(from, p.a_rows, panel.add(row + l * height), height);
                l += S::BLOCK;
            }
            row += S::BLOCK;
        }
        for row in 0..p.m {
            let begin = if row < full_rows { full_depth } else { 0 };
            for l in begin..p.k {
                *panel.add(row + l * height) = *p.a.add(row * p.a_rows + l * p.a_columns);
            }
        }
    }
}

/// A panel one or two vectors high, the last vector full or not.
#[inline]
unsafe fn high<S: Simd>(p: Product<S::Scalar>) {
    // SAFETY: as for the caller; the height fits the number of rows in every arm.
    unsafe {
        if p.m == HIGH * S::LANES {
            columns::<S, HIGH, false>(p);
        } else if p.m > S::LANES {
            columns::<S, HIGH, true>(p);
        } else if p.m == S::LANES {
            columns::<S, 1, false>(p);
        } else {
            columns::<S, 1, true>(p);
        }
    }
}

/// All columns, in tiles of two widths that differ by one, so that no tile is left too narrow to
/// keep the multipliers busy.
#[inline]
unsafe fn columns<S: Simd, const V: usize, const PARTIAL: bool>(mut p: Product<S::Scalar>) {
    let widest = if V == 1 { WIDE } else { S::COLUMNS };
    let tiles = p.n.div_ceil(widest);
    let (width, wider) = (p.n / tiles, p.n % tiles);
    for index in 0..tiles {
        let width = if index < wider { width + 1 } else { width };
        // SAFETY: the widths of all tiles add up to N.
        unsafe {
            tile_of_width::<S, V, PARTIAL>(&p, width);
            p.b = p.b.add(width * p.b_columns);
            p.c = p.c.add(width * p.c_columns);
        }
    }
}

#[inline]
unsafe fn tile_of_width<S: Simd, const V: usize, const PARTIAL: bool>(
    p: &Product<S::Scalar>,
    width: usize,
) {
    macro_rules! choose {
        ($($width:literal)*) => {
            match width {
                $($width => tile::<S, V, $width, PARTIAL>(p),)*
                _ => unreachable!("no tile is wider than `WIDE`"),
            }
        };
    }
    // SAFETY: as for the caller.
    unsafe { choose! { 1 2 3 4 5 6 7 8 9 10 11 12 } }
}

/// `W` columns of C, `V` vectors high. `PARTIAL`: the last vector has only the lanes that `p.m`
/// leaves for it.
#[inline(never)]
unsafe fn tile<S: Simd, const V: usize, const W: usize, const PARTIAL: bool>(
    p: &Product<S::Scalar>,
) {
    // SAFETY: as for the caller, who has the features of `S`.
    unsafe { S::enabled(#[inline(always)] || tile_inline::<S, V, W, PARTIAL>(p)) }
}

#[inline(always)]
unsafe fn tile_inline<S: Simd, const V: usize, const W: usize, const PARTIAL: bool>(
    p: &Product<S::Scalar>,
) {
    // SAFETY: the caller has the features of `S`; all addresses are elements of A, B and C, since
    // lanes beyond `p.m` are masked.
    unsafe {
        let mask = S::mask(if PARTIAL { p.m - (V - 1) * S::LANES } else { S::LANES });
        let mut sums = [[S::zero(); V]; W];
        let (mut a, mut b) = (p.a, p.b);
        for _ in 0..p.k {
            let mut column = [S::zero(); V];
            for (v, vector) in column.iter_mut().enumerate() {
                let from = a.add(v * S::LANES);
                *vector = if PARTIAL && v == V - 1 {
                    S::load_masked(from, mask)
                } else {
                    S::load(from)
                };
            }
            for (j, sums) in sums.iter_mut().enumerate() {
                let element = S::splat(*b.add(j * p.b_columns));
                for (sum, &vector) in sums.iter_mut().zip(&column) {
                    *sum = S::mul_add(vector, element, *sum);
                }
            }
            a = a.add(p.a_columns);
            b = b.add(p.b_rows);
        }
        for (j, sums) in sums.iter().enumerate() {
            for (v, &sum) in sums.iter().enumerate() {
                let to = p.c.add(j * p.c_columns + v * S::LANES);
                if PARTIAL && v == V - 1 {
                    let sum = if p.add { S::add(S::load_masked(to, mask), sum) } else { sum };
                    S::store_masked(to, mask, sum);
                } else {
                    let sum = if p.add { S::add(S::load(to), sum) } else { sum };
                    S::store(to, sum);
                }
            }
        }
    }
}
