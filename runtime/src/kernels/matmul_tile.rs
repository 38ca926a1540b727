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

use core::hint::unreachable_unchecked;
use core::mem::MaybeUninit;
use core::ptr;

use super::Store;
use super::ahead::{Ahead, LINE_BYTES, ask_near};
use super::matmul_deep;
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
    /// What becomes of C.
    pub(super) store: Store<T>,
    /// Null where C is in the first-level cache. Where it is not, it is asked for, and so is what is to be read next, which this points to.
    pub(super) ahead: *mut Ahead<T>,
}

impl<T: Scalar> Product<T> {
    /// Cᵀ = Bᵀ·Aᵀ, for C with contiguous columns of its own.
    pub(super) fn transposed(self, c: *mut T, c_columns: usize) -> Self {
        let Self { m, k, n, a, a_rows, a_columns, b, b_rows, b_columns, store, ahead, .. } = self;
        Self {
            m: n,
            k,
            n: m,
            a: b,
            a_rows: b_columns,
            a_columns: b_rows,
            b: a,
            b_rows: a_columns,
            b_columns: a_rows,
            c,
            c_columns,
            store,
            ahead,
        }
    }
}

/// Vectors in the height of a full panel.
pub(super) const HIGH: usize = 2;

/// Columns of a tile that is one vector high.
pub(super) const WIDE: usize = 12;

/// The part of k that a packed panel holds.
pub(super) const DEPTH: usize = 256;

/// From this many columns on it pays to copy a panel of A whose rows are contiguous already.
const PACKED_FROM: usize = 48;

/// Matrices of at most this many bytes are in the first-level cache as they are.
const COMPACT_BYTES: usize = 16 * 1024;

/// More bytes of C are not in the first-level cache.
const NEAR_BYTES: usize = 32 * 1024;

/// Rows of B of so many bytes are packed.
pub(super) const LONG_BYTES: usize = 2048;

/// So few rows of B stay where they are.
const SHORT: usize = 32;

/// Bytes of a block of B: most of a second-level cache.
const BLOCK_BYTES: usize = 512 * 1024;

/// Addresses that are so many bytes apart share a place in the caches.
const PAGE_BYTES: usize = 4096;

/// Bytes of a packed block of B.
const B_BYTES: usize = 64 * 1024;

/// Room for a packed panel of A: two vectors for each step of k.
pub(super) type Panel<S, const DEEP: usize> = MaybeUninit<[[<S as Simd>::Vector; HIGH]; DEEP]>;

/// C = A·B by tiles.
///
/// Packing goes to the stack, at most 96 KiB of it, or 352 for a deep product.
///
/// # Safety
///
/// All pointers of `p` are good for the shapes, and the CPU has the unit `S`.
pub(super) unsafe fn product<S: Simd>(p: Product<S::Scalar>) {
    let mut nothing = Ahead::NOTHING;
    let is_far = p.m * p.n * size_of::<S::Scalar>() > NEAR_BYTES;
    let p = Product { ahead: if is_far { &raw mut nothing } else { ptr::null_mut() }, ..p };
    if matmul_deep::is_deep(&p) {
        // SAFETY: as for the caller.
        return unsafe { matmul_deep::product::<S>(p) };
    }
    let blocks = Blocks::of::<S>(&p);
    // SAFETY: as for the caller; there is room for what is packed.
    unsafe {
        match (blocks.pack_a, blocks.pack_b) {
            (false, false) => all_blocks::<S>(p, &blocks, ptr::null_mut(), ptr::null_mut()),
            (_, false) => with_panel::<S>(p, &blocks, ptr::null_mut()),
            (_, true) => with_block_of_b::<S>(p, &blocks),
        }
    }
}

/// With room for a packed block of B, and for a panel of A.
#[inline(never)]
unsafe fn with_block_of_b<S: Simd>(p: Product<S::Scalar>, blocks: &Blocks) {
    let mut block = MaybeUninit::<[u64; B_BYTES / 8]>::uninit();
    // SAFETY: as for the caller.
    unsafe { with_panel::<S>(p, blocks, block.as_mut_ptr().cast()) }
}

/// With room for a packed panel of A.
#[inline(never)]
unsafe fn with_panel<S: Simd>(p: Product<S::Scalar>, blocks: &Blocks, b: *mut S::Scalar) {
    let mut panel = Panel::<S, DEPTH>::uninit();
    // SAFETY: as for the caller.
    unsafe { all_blocks::<S>(p, blocks, panel.as_mut_ptr().cast(), b) }
}

/// How a product is cut, so that what is used again is still in a cache.
struct Blocks {
    depth: usize,
    columns: usize,
    pack_a: bool,
    pack_b: bool,
}

impl Blocks {
    fn of<S: Simd>(p: &Product<S::Scalar>) -> Self {
        let size = size_of::<S::Scalar>();
        // Rows of A that are contiguous already are brought closer together if they are used often
        // enough, are not one panel as they are, and are spread over more than the cache.
        let spread = p.m * usize::min(p.k, DEPTH) * size;
        let is_apart = p.a_columns > HIGH * S::LANES && spread > COMPACT_BYTES;
        let pack_a = p.a_rows != 1 || p.n >= PACKED_FROM && is_apart;
        // B with contiguous rows is read across them: each step of k is another line of the cache,
        // and if the rows are long, at a distance that lets few of these lines stay.
        let pack_b = p.b_rows * size >= LONG_BYTES && p.m > 2 * HIGH * S::LANES && p.k >= SHORT;
        let depth = if pack_b { DEPTH / 2 } else { DEPTH };
        let bytes = match pack_b {
            true => B_BYTES,
            // Columns at the same place of a page take the same few places in the second-level cache.
            false if p.b_rows == 1 && p.b_columns * size % PAGE_BYTES == 0 => BLOCK_BYTES / 2,
            false => BLOCK_BYTES,
        };
        Self { depth, columns: bytes / (depth * size), pack_a, pack_b }
    }
}

/// All blocks of k and of columns.
unsafe fn all_blocks<S: Simd>(
    p: Product<S::Scalar>,
    blocks: &Blocks,
    packed_a: *mut S::Scalar,
    packed_b: *mut S::Scalar,
) {
    let mut done = 0;
    while done < p.k {
        let depth = usize::min(p.k - done, blocks.depth);
        let mut column = 0;
        while column < p.n {
            let columns = usize::min(p.n - column, blocks.columns);
            // SAFETY: `done` + `depth` ≤ K and `column` + `columns` ≤ N.
            unsafe {
                let mut block = Product {
                    k: depth,
                    n: columns,
                    a: p.a.add(done * p.a_columns),
                    b: p.b.add(done * p.b_rows + column * p.b_columns),
                    c: p.c.add(column * p.c_columns),
                    store: if done > 0 { p.store.further() } else { p.store },
                    ..p
                };
                if blocks.pack_b {
                    block = pack_b::<S>(block, packed_b);
                }
                panels::<S>(&block, blocks.pack_a, packed_a);
            }
            column += columns;
        }
        done += depth;
    }
}

/// All panels of A, times a block of B.
#[inline]
unsafe fn panels<S: Simd>(p: &Product<S::Scalar>, pack_a: bool, packed: *mut S::Scalar) {
    // One copy for all panels: reading in one piece what has just been written in several takes the CPU a while.
    let mut panel = *p;
    let mut row = 0;
    while row < p.m {
        let left = p.m - row;
        // Few columns leave registers free for a higher tile, which keeps the multipliers busy.
        let rows = match p.n {
            1 if !pack_a && left >= 8 * S::LANES => 8 * S::LANES,
            1 | 2 if !pack_a && left >= 4 * S::LANES => 4 * S::LANES,
            _ => usize::min(left, HIGH * S::LANES),
        };
        // SAFETY: rows from `row` on are within A and C; a panel of that height has room.
        unsafe {
            panel.m = rows;
            (panel.a, panel.b, panel.c) = (p.a.add(row * p.a_rows), p.b, p.c.add(row));
            if pack_a {
                let height = if rows <= S::LANES { S::LANES } else { HIGH * S::LANES };
                (panel.a_rows, panel.a_columns) = (p.a_rows, p.a_columns);
                pack::<S>(&panel, packed, height);
                (panel.a, panel.a_rows, panel.a_columns) = (packed, 1, height);
            }
            high::<S>(&mut panel);
        }
        row += rows;
    }
}

/// C = A·B by tiles of Cᵀ = Bᵀ·Aᵀ, where C has few rows and the rows of B are contiguous
/// (`b_columns` = 1). The tiles go through a small buffer, as many columns of C at a time as there
/// is room for.
///
/// # Safety
///
/// All pointers of `p` are good for the shapes, M is at most [`FEW`]; otherwise as for [`product`].
pub(super) unsafe fn transposed_product<S: Simd>(p: Product<S::Scalar>) {
    let height = HIGH * S::LANES;
    let mut buffer = [S::Scalar::ZERO; HIGH * 64 / 4 * FEW];
    // All accesses go through one pointer: a look at the array itself would end the pointer's claim.
    let buffer = buffer.as_mut_ptr();
    let transposed = Product { store: Store::Set, ..p.transposed(buffer, height) };
    let mut column = 0;
    while column < p.n {
        let columns = usize::min(p.n - column, height);
        // SAFETY: columns from `column` on are within B and C, and the buffer has a panel's height
        // for each row.
        unsafe {
            let a = transposed.a.add(column * transposed.a_rows);
            product::<S>(Product { m: columns, a, ..transposed });
            for j in 0..columns {
                for i in 0..p.m {
                    let to = p.c.add(i + (column + j) * p.c_columns);
                    let sum = *buffer.add(j + i * height);
                    p.store.put(&mut *to, sum);
                }
            }
        }
        column += columns;
    }
}

/// The most rows of C that [`transposed_product`] has room for.
pub(super) const FEW: usize = 8;

/// Copies a block of B whose rows are contiguous, so that they follow each other.
#[inline]
pub(super) unsafe fn pack_b<S: Simd>(p: Product<S::Scalar>, packed: *mut S::Scalar) -> Product<S::Scalar> {
    let height = p.n.next_multiple_of(S::LANES);
    // The rows of Bᵀ are copied as those of A are.
    let transposed = p.transposed(p.c, p.c_columns);
    // SAFETY: as for the caller; a block has room.
    unsafe { pack::<S>(&transposed, packed, height) };
    Product { b: packed, b_rows: height, b_columns: 1, ..p }
}

/// Copies a panel of A, so that its rows become contiguous.
#[inline(never)]
pub(super) unsafe fn pack<S: Simd>(p: &Product<S::Scalar>, panel: *mut S::Scalar, height: usize) {
    // SAFETY: as for the caller.
    unsafe {
        S::enabled(
            #[inline(always)]
            || pack_inline::<S>(p, panel, height),
        );
    }
}

#[inline(always)]
pub(super) unsafe fn pack_inline<S: Simd>(p: &Product<S::Scalar>, panel: *mut S::Scalar, height: usize) {
    // SAFETY: as for the caller.
    unsafe {
        if p.a_rows == 1 {
            copy::<S>(p, panel, height);
        } else {
            turn::<S>(p, panel, height);
        }
    }
}

/// Rows that are contiguous already, but far from each other.
#[inline(always)]
unsafe fn copy<S: Simd>(p: &Product<S::Scalar>, panel: *mut S::Scalar, height: usize) {
    // SAFETY: rows below `p.m` and k below `p.k` are within A, and within the panel.
    unsafe {
        let full = p.m / S::LANES * S::LANES;
        for l in 0..p.k {
            let (from, to) = (p.a.add(l * p.a_columns), panel.add(l * height));
            let mut row = 0;
            while row < full {
                S::store(to.add(row), S::load(from.add(row)));
                row += S::LANES;
            }
            if row < p.m {
                let mask = S::mask(p.m - row);
                S::store(to.add(row), S::load_masked(from.add(row), mask));
            }
        }
    }
}

/// Rows that are contiguous in k, in blocks that are transposed; the rest one by one.
#[inline(always)]
unsafe fn turn<S: Simd>(p: &Product<S::Scalar>, panel: *mut S::Scalar, height: usize) {
    let full_depth = if p.a_columns == 1 { p.k / S::STEP * S::STEP } else { 0 };
    let half = S::BLOCK / 2;
    let mut row = 0;
    // SAFETY: rows below `p.m` and k below `p.k` are within A, and within the panel.
    unsafe {
        while row + half <= p.m {
            let (from, to) = (p.a.add(row * p.a_rows), panel.add(row));
            let mut l = 0;
            if row + S::BLOCK <= p.m {
                while l < full_depth {
                    S::transpose(from.add(l), p.a_rows, to.add(l * height), height);
                    l += S::STEP;
                }
                row += S::BLOCK;
            } else {
                while l < full_depth {
                    S::transpose_half(from.add(l), p.a_rows, to.add(l * height), height);
                    l += S::STEP;
                }
                row += half;
            }
        }
        for l in full_depth..p.k {
            for row in 0..row {
                *panel.add(row + l * height) = *p.a.add(row * p.a_rows + l * p.a_columns);
            }
        }
        for row in row..p.m {
            for l in 0..p.k {
                *panel.add(row + l * height) = *p.a.add(row * p.a_rows + l * p.a_columns);
            }
        }
    }
}

/// A panel one or two vectors high, the last vector full or not.
#[inline]
pub(super) unsafe fn high<S: Simd>(p: &mut Product<S::Scalar>) {
    // SAFETY: as for the caller; the height fits the number of rows in every arm.
    unsafe {
        if p.m == 8 * S::LANES {
            tiles::<S, 8, 1, false>(p, 1);
        } else if p.m == 4 * S::LANES {
            if p.n == 1 { tiles::<S, 4, 1, false>(p, 1) } else { tiles::<S, 4, 2, false>(p, 1) }
        } else if p.m == HIGH * S::LANES {
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
/// keep the multipliers busy. In the end B and C begin behind the last one.
#[inline]
unsafe fn columns<S: Simd, const V: usize, const PARTIAL: bool>(p: &mut Product<S::Scalar>) {
    let widest = if V == 1 { WIDE } else { S::COLUMNS };
    let tiles = p.n.div_ceil(widest);
    let (width, wider) = (p.n / tiles, p.n % tiles);
    // SAFETY: the widths of all tiles add up to N.
    unsafe {
        if wider > 0 {
            tiles_of_width::<S, V, PARTIAL>(p, width + 1, wider);
        }
        tiles_of_width::<S, V, PARTIAL>(p, width, tiles - wider);
    }
}

#[inline]
unsafe fn tiles_of_width<S: Simd, const V: usize, const PARTIAL: bool>(
    p: &mut Product<S::Scalar>,
    width: usize,
    count: usize,
) {
    macro_rules! choose {
        ($($width:literal)*) => {
            match width {
                $($width => tiles::<S, V, $width, PARTIAL>(p, count),)*
                // No tile is wider than `WIDE`.
                _ => unreachable_unchecked(),
            }
        };
    }
    // SAFETY: as for the caller; a width is at least 1 and at most `WIDE`.
    unsafe {
        choose! { 1 2 3 4 5 6 7 8 9 10 11 12 }
    }
}

/// So many times `W` columns of C, `V` vectors high. `PARTIAL`: the last vector has only the lanes that `p.m`
/// leaves for it. In the end B and C begin behind the last column.
#[inline(never)]
unsafe fn tiles<S: Simd, const V: usize, const W: usize, const PARTIAL: bool>(
    p: &mut Product<S::Scalar>,
    count: usize,
) {
    // SAFETY: as for the caller, who has the features of `S`.
    unsafe {
        S::enabled(
            #[inline(always)]
            || {
                for _ in 0..count {
                    tile_inline::<S, V, W, PARTIAL, true>(p);
                    // Behind the last tile the column may begin beyond the end of C.
                    p.b = p.b.wrapping_add(W * p.b_columns);
                    p.c = p.c.wrapping_add(W * p.c_columns);
                }
            },
        );
    }
}

/// Has the compiler keep four pointers: it would make each of the one before, in a chain that is as long as the sums take.
#[inline(always)]
fn keep_apart<T>((b0, b3, b6, b9): (&mut *const T, &mut *const T, &mut *const T, &mut *const T)) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    // SAFETY: there is no instruction, and the pointers stay what they are.
    unsafe {
        core::arch::asm!(
            "/* {0} {1} {2} {3} */",
            inout(reg) * b0,
            inout(reg) * b3,
            inout(reg) * b6,
            inout(reg) * b9,
            options(pure, readonly, nostack, preserves_flags),
        );
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = (b0, b3, b6, b9);
}

/// The columns of a tile of C, as they are asked for: all of them until the sum over k is there.
struct Columns<T> {
    next: *const T,
    distance: usize,
    left: usize,
    at_a_time: usize,
}

impl<T: Scalar> Columns<T> {
    const NONE: Self = Self { next: ptr::null(), distance: 0, left: 0, at_a_time: 0 };

    #[inline(always)]
    fn new(p: &Product<T>, width: usize) -> Self {
        let times = p.k.div_ceil(STEPS);
        // A division would take as long as three steps.
        let at_a_time = (1..4).find(|&columns| columns * times >= width).unwrap_or(width);
        Self { next: p.c, distance: p.c_columns, left: width, at_a_time }
    }

    #[inline(always)]
    fn ask(&mut self, height: usize) {
        if self.left > 0 {
            for _ in 0..self.at_a_time {
                for line in 0..(height * size_of::<T>()).div_ceil(LINE_BYTES) {
                    ask_near(self.next.wrapping_add(line * LINE_BYTES / size_of::<T>()));
                }
                self.next = self.next.wrapping_add(self.distance);
            }
            self.left = self.left.saturating_sub(self.at_a_time);
        }
    }
}

/// Steps of k between which the next lines of the cache are asked for.
pub(super) const STEPS: usize = 8;

/// One tile. `FAR`: C may be far away, and is asked for before it is needed.
#[inline(always)]
pub(super) unsafe fn tile_inline<S: Simd, const V: usize, const W: usize, const PARTIAL: bool, const FAR: bool>(
    p: &Product<S::Scalar>,
) {
    // SAFETY: the caller has the features of `S`; all addresses are elements of A, B and C, since
    // lanes beyond `p.m` are masked; nobody else uses what `p.ahead` points to.
    unsafe {
        let mask = S::mask(if PARTIAL { p.m - (V - 1) * S::LANES } else { S::LANES });
        let mut sums = [[S::zero(); V]; W];
        let mut a = p.a;
        // Every third column has a pointer of its own: the processor reaches the next two from there. There may be fewer columns.
        let third = |column: usize| p.b.wrapping_add(usize::min(column, W - 1) * p.b_columns);
        let (mut b0, mut b3, mut b6, mut b9) = (third(0), third(3), third(6), third(9));
        let is_far = FAR && V == HIGH && !p.ahead.is_null();
        let mut far = if is_far { Columns::new(p, W) } else { Columns::NONE };
        let mut left = p.k;
        while left > 0 {
            let steps = if is_far { usize::min(left, STEPS) } else { left };
            if is_far {
                far.ask(V * S::LANES);
                (*p.ahead).ask();
            }
            for _ in 0..steps {
                let mut column = [S::zero(); V];
                for (v, vector) in column.iter_mut().enumerate() {
                    let from = a.add(v * S::LANES);
                    *vector = if PARTIAL && v == V - 1 { S::load_masked(from, mask) } else { S::load(from) };
                }
                // Written out, so that every sum has a register whatever else is in the loop.
                macro_rules! columns {
                    ($($j:literal: $b:ident + $next:literal),*) => { $(
                        if $j < W {
                            let element = S::splat(*$b.add($next * p.b_columns));
                            for (sum, &vector) in sums[$j].iter_mut().zip(&column) {
                                *sum = S::mul_add(vector, element, *sum);
                            }
                        }
                    )* };
                }
                columns! {
                    0: b0 + 0, 1: b0 + 1, 2: b0 + 2, 3: b3 + 0, 4: b3 + 1, 5: b3 + 2,
                    6: b6 + 0, 7: b6 + 1, 8: b6 + 2, 9: b9 + 0, 10: b9 + 1, 11: b9 + 2
                }
                // Behind the last step the panel's row may begin beyond the end of A, the tile's of B.
                a = a.wrapping_add(p.a_columns);
                b0 = b0.wrapping_add(p.b_rows);
                if W > 3 {
                    b3 = b3.wrapping_add(p.b_rows);
                    b6 = b6.wrapping_add(p.b_rows);
                    b9 = b9.wrapping_add(p.b_rows);
                    keep_apart((&mut b0, &mut b3, &mut b6, &mut b9));
                }
            }
            left -= steps;
        }
        for (j, sums) in sums.iter().enumerate() {
            for (v, &sum) in sums.iter().enumerate() {
                let to = p.c.add(j * p.c_columns + v * S::LANES);
                if PARTIAL && v == V - 1 {
                    let sum = match p.store {
                        Store::Set => sum,
                        Store::Add => S::add(S::load_masked(to, mask), sum),
                        Store::AddScaled(scale) => S::mul_add(sum, S::splat(scale), S::load_masked(to, mask)),
                    };
                    S::store_masked(to, mask, sum);
                } else {
                    let sum = match p.store {
                        Store::Set => sum,
                        Store::Add => S::add(S::load(to), sum),
                        Store::AddScaled(scale) => S::mul_add(sum, S::splat(scale), S::load(to)),
                    };
                    S::store(to, sum);
                }
            }
        }
    }
}
