//! Deep products: a block of A is packed once, and waits in the second-level cache while the columns of B pass by, few at a time. The next
//! columns are asked for meanwhile, so that B may come from far away.
//!
//! ```text
//! for each block of k
//!   for each block of rows of A, packed as panels
//!     for each group of columns of B, packed if its rows are contiguous
//!       for each tile of these columns
//!         for each panel
//! ```
//!
//! The order of the loops is that of Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008.

use core::mem::MaybeUninit;

use super::ahead::{Ahead, LINE_BYTES};
use super::matmul_tile::{DEPTH, HIGH, LONG_BYTES, Product, STEPS, WIDE, high, pack, pack_b};
use super::simd::Simd;

/// Bytes of a packed block of A.
const A_BYTES: usize = 256 * 1024;

/// Columns of B that are packed at a time: three lines of the cache in `f32`.
const GROUP: usize = 48;

/// Bytes of a packed group of columns of B, of the larger numbers.
const B_BYTES: usize = GROUP * DEPTH * size_of::<f64>();

/// From so many steps of k on, and so many rows, packing A is paid back by reading each element of B only once.
const DEEP: usize = 192;

/// The same where B has long rows that are contiguous, and is packed in any case.
const DEEP_TRANSPOSED: usize = 64;

/// Fewer columns don't pay for packing A; the sums are the same either way.
const BROAD: usize = 64;

/// Whether a product is worth it. Where B has contiguous rows its columns may not matter: the sums have other parts otherwise, and a product is cut
/// into as many columns as there are threads.
pub(super) fn is_deep<T>(p: &Product<T>) -> bool {
    let least = usize::min(p.m, p.k);
    let is_worth_it = if p.b_columns == 1 {
        least >= DEEP_TRANSPOSED && p.b_rows * size_of::<T>() >= LONG_BYTES
    } else {
        least >= DEEP && p.n >= BROAD
    };
    // Where there is no system, or little memory, stacks are small.
    cfg!(all(feature = "std", target_pointer_width = "64")) && is_worth_it
}

/// Room for what is packed, at the beginning of a line.
#[repr(C, align(64))]
struct Room<const BYTES: usize>(MaybeUninit<[u8; BYTES]>);

/// C = A·B.
///
/// # Safety
///
/// As for [`super::matmul_tile::product`].
#[inline(never)]
pub(super) unsafe fn product<S: Simd>(p: Product<S::Scalar>) {
    const { assert!(GROUP * DEPTH * size_of::<S::Scalar>() <= B_BYTES) };
    let mut room_of_a = Room::<A_BYTES>(MaybeUninit::uninit());
    let mut room_of_b = Room::<B_BYTES>(MaybeUninit::uninit());
    let (packed_a, packed_b) = (room_of_a.0.as_mut_ptr().cast(), room_of_b.0.as_mut_ptr().cast());
    let height = HIGH * S::LANES;
    let mut done = 0;
    while done < p.k {
        let depth = usize::min(p.k - done, DEPTH);
        let most_rows = A_BYTES / (depth * size_of::<S::Scalar>()) / height * height;
        let store = if done > 0 { p.store.further() } else { p.store };
        let mut row = 0;
        while row < p.m {
            let rows = usize::min(p.m - row, most_rows);
            // SAFETY: `done` + `depth` ≤ K and `row` + `rows` ≤ M, and there is room for so many rows.
            unsafe {
                let a = p.a.add(row * p.a_rows + done * p.a_columns);
                let b = p.b.add(done * p.b_rows);
                let block = Product { m: rows, k: depth, a, b, c: p.c.add(row), store, ..p };
                let block = pack_panels::<S>(block, packed_a);
                all_columns::<S>(block, packed_b);
            }
            row += rows;
        }
        done += depth;
    }
}

/// Copies a block of A as panels, one behind the other.
unsafe fn pack_panels<S: Simd>(block: Product<S::Scalar>, packed: *mut S::Scalar) -> Product<S::Scalar> {
    let height = HIGH * S::LANES;
    let mut row = 0;
    while row < block.m {
        let m = usize::min(block.m - row, height);
        // SAFETY: rows from `row` on are within A, and a panel of `k` steps has room behind those before it.
        unsafe {
            let panel = Product { m, a: block.a.add(row * block.a_rows), ..block };
            pack::<S>(&panel, packed.add(row * block.k), height);
        }
        row += m;
    }
    Product { a: packed, a_rows: 1, a_columns: height, ..block }
}

/// A packed block of A, times all columns.
unsafe fn all_columns<S: Simd>(block: Product<S::Scalar>, packed: *mut S::Scalar) {
    let is_transposed = block.b_columns == 1;
    let width = if is_transposed { GROUP } else { WIDE };
    let elements_of_a_line = LINE_BYTES / size_of::<S::Scalar>();
    let mut column = 0;
    while column < block.n {
        let n = usize::min(block.n - column, width);
        let next = column + n;
        let after = usize::min(block.n - next, width);
        // SAFETY: columns up to `next` are within B and C, and a group has room.
        unsafe {
            let (b, c) = (block.b.add(column * block.b_columns), block.c.add(column * block.c_columns));
            let group = Product { n, b, c, ..block };
            let (runs, run) = if is_transposed {
                ((after.div_ceil(elements_of_a_line), elements_of_a_line), (block.k, block.b_rows))
            } else {
                ((after, block.b_columns), (block.k.div_ceil(elements_of_a_line), elements_of_a_line))
            };
            let times = tiles_of::<S>(&group) * block.k.div_ceil(STEPS);
            let from = block.b.wrapping_add(next * block.b_columns);
            let mut ahead = Ahead::new(from, runs, run, times);
            let group = if is_transposed { pack_b::<S>(group, packed) } else { group };
            all_panels::<S>(Product { ahead: &raw mut ahead, ..group });
        }
        column = next;
    }
}

/// All tiles of a group of columns, each of them for all panels.
unsafe fn all_panels<S: Simd>(group: Product<S::Scalar>) {
    let height = HIGH * S::LANES;
    let mut column = 0;
    while column < group.n {
        let n = usize::min(group.n - column, WIDE);
        let (b, c) = (group.b.wrapping_add(column * group.b_columns), group.c.wrapping_add(column * group.c_columns));
        let mut row = 0;
        while row < group.m {
            let m = usize::min(group.m - row, height);
            // SAFETY: rows from `row` on and columns from `column` on are within the packed blocks and C.
            unsafe {
                let mut panel = Product { m, n, a: group.a.add(row * group.k), b, c: c.add(row), ..group };
                high::<S>(&mut panel);
            }
            row += m;
        }
        column += n;
    }
}

/// How many tiles there are, for one that is as wide as can be.
fn tiles_of<S: Simd>(group: &Product<S::Scalar>) -> usize {
    group.m.div_ceil(HIGH * S::LANES) * group.n.div_ceil(usize::min(S::COLUMNS, WIDE))
}
