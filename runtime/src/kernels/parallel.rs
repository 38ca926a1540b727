//! Large products on several threads, with feature `rayon`.
//!
//! Calls from a thread of a pool (`rayon::join`, `ThreadPool::install`) wait for nobody; from any other thread each product is handed
//! over, which takes some microseconds.
//!
//! A product is cut into pieces of C, rows or columns of it, by its shape alone, and each piece is computed as it would be by
//! itself. Threads only decide who computes which, so that every number of threads gives the same bits.

use super::finish::Ending;
use super::matmul_tile::Product;
use crate::scalar::Scalar;

/// Multiplications that are worth a piece of their own: about a tenth of a millisecond.
const PIECE: usize = 1 << 22;

/// The most pieces: one for each thread of a desktop computer, or two.
const MOST: usize = 16;

/// Rows and columns of a piece are a multiple of this: of the height of every panel, and of the rows whose dot products are one vector.
const GRAIN: usize = 32;

const _: () = assert!(GRAIN.is_multiple_of(16), "pieces of a column begin where its vectors do");

/// Runs a product by `serial`, in pieces.
///
/// # Safety
///
/// As for `serial`.
pub(super) unsafe fn product<T: Scalar>(p: Product<T>, rest: Option<&Ending<T>>, serial: Serial<T>) {
    let pieces = usize::min(p.m.saturating_mul(p.k).saturating_mul(p.n) / PIECE, MOST);
    // A power of two, so that they are as many for each of two, four or eight threads.
    let pieces = if pieces > 1 { 1 << pieces.ilog2() } else { 1 };
    let by_columns = p.n >= p.m;
    // Each piece packs all rows of A that it needs. No column is computed in another way because others are in its piece or are not, so that fewer
    // pieces give the same bits; of rows there may be so few that B is packed in other blocks.
    let enough = (2 * rayon::current_num_threads()).next_power_of_two();
    let pieces = if by_columns { usize::min(pieces, enough) } else { pieces };
    let length = usize::max(p.m, p.n).div_ceil(pieces).next_multiple_of(GRAIN);
    // SAFETY: as for the caller.
    unsafe { halves(Shared(p, rest.copied()), by_columns, length, serial) }
}

/// A product on one thread, with what comes after it.
type Serial<T> = unsafe fn(Product<T>, Option<&Ending<T>>);

/// One half beside the other, until a piece is about `length` rows or columns long. None is shorter than [`GRAIN`]: so few columns would be computed in
/// another way.
unsafe fn halves<T: Scalar>(p: Shared<T>, by_columns: bool, length: usize, serial: Serial<T>) {
    let Shared(product, rest) = p;
    let whole = if by_columns { product.n } else { product.m };
    let pieces = (whole + length - GRAIN) / length;
    if pieces <= 1 {
        // SAFETY: as for the caller.
        return unsafe { serial(product, rest.as_ref()) };
    }
    let at = pieces / 2 * length;
    let (left, right) = if by_columns { product.columns_at(at) } else { product.rows_at(at) };
    let (row, column) = if by_columns { (0, at) } else { (at, 0) };
    let right = Shared(right, rest.map(|rest| rest.from(row, column)));
    let left = Shared(left, rest);
    // SAFETY: the halves are parts of A and B, which are only read, and of C, which have no element in common.
    rayon::join(
        || unsafe { halves(left, by_columns, length, serial) },
        || unsafe { halves(right, by_columns, length, serial) },
    );
}

/// A product that another thread may compute.
#[derive(Clone, Copy)]
struct Shared<T>(Product<T>, Option<Ending<T>>);

// SAFETY: the pointers are to matrices that are borrowed for as long as the product takes, and no two threads are given
// the same part of C.
unsafe impl<T: Scalar> Send for Shared<T> {}
// SAFETY: nothing changes through a shared reference.
unsafe impl<T: Scalar> Sync for Shared<T> {}

impl<T: Scalar> Product<T> {
    /// The columns of C up to `at`, and those from there on.
    fn columns_at(self, at: usize) -> (Self, Self) {
        let b = self.b.wrapping_add(at * self.b_columns);
        let c = self.c.wrapping_add(at * self.c_columns);
        (Self { n: at, ..self }, Self { n: self.n - at, b, c, ..self })
    }

    /// The rows of C up to `at`, and those from there on.
    fn rows_at(self, at: usize) -> (Self, Self) {
        let (a, c) = (self.a.wrapping_add(at * self.a_rows), self.c.wrapping_add(at));
        (Self { m: at, ..self }, Self { m: self.m - at, a, c, ..self })
    }
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    clippy::unnecessary_box_returns,
    reason = "the same bits are what is asked for, matrices are large"
)]
mod tests {
    use nalgebra::SMatrix;

    use crate::kernels::{Column, Plus, Relu, Row, Store, matmul, matmul_nt, matmul_tn, matmul_tt};
    use crate::{init, plain, random};

    fn filled<const R: usize, const C: usize>(seed: u64) -> Box<SMatrix<f32, R, C>> {
        let mut matrix = plain::zeroed_box::<SMatrix<f32, R, C>>();
        init::normal(&mut *matrix, &mut random::seeded(seed), 0.0, 1.0);
        matrix
    }

    /// All orientations, stored in all ways, on so many threads.
    fn results(threads: usize) -> Vec<Box<SMatrix<f32, 170, 290>>> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
        let (a, b) = (filled::<170, 200>(1), filled::<200, 290>(2));
        let (a_t, b_t) = (filled::<200, 170>(3), filled::<290, 200>(4));
        let (row, column) = (filled::<1, 290>(6), filled::<170, 1>(7));
        let stores = [Store::Set, Store::Add, Store::AddScaled(-0.5)];
        let mut results = Vec::new();
        pool.install(|| {
            let (mut c, mut c_tn) = (filled::<170, 290>(5), filled::<170, 290>(5));
            matmul(&mut *c, &*a, &*b, Relu(Plus(Row(&*row))));
            matmul_tn(&mut *c_tn, &*a_t, &*b, Plus(Column(&*column)));
            results.extend([c, c_tn]);
            for store in stores {
                let before = filled::<170, 290>(5);
                let (mut c, mut c_tn, mut c_nt) = (before.clone(), before.clone(), before);
                matmul(&mut *c, &*a, &*b, store);
                matmul_tn(&mut *c_tn, &*a_t, &*b, store);
                matmul_nt(&mut *c_nt, &*a, &*b_t, store);
                results.extend([c, c_tn, c_nt]);
            }
        });
        results
    }

    /// Products of so many columns that one thread cuts them into fewer pieces than seven do; B with rows that are packed, and without.
    #[test]
    fn fewer_pieces_give_the_same_bits() {
        let results = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
            let (a, b, b_t) = (filled::<70, 300>(1), filled::<300, 1600>(2), filled::<1600, 300>(3));
            let (mut c, mut c_nt) = (filled::<70, 1600>(4), filled::<70, 1600>(5));
            // Two columns are left over when three of four pieces have been cut.
            let (a_t, b_odd) = (filled::<300, 200>(6), filled::<300, 290>(7));
            let (a_nt, b_nt) = (filled::<200, 300>(8), filled::<290, 300>(9));
            let (mut c_tn, mut c_odd) = (filled::<200, 290>(10), filled::<200, 290>(11));
            pool.install(|| {
                matmul(&mut *c, &*a, &*b, Store::Add);
                matmul_nt(&mut *c_nt, &*a, &*b_t, Store::Set);
                matmul_tn(&mut *c_tn, &*a_t, &*b_odd, Store::Set);
                matmul_nt(&mut *c_odd, &*a_nt, &*b_nt, Store::Set);
            });
            (c, c_nt, c_tn, c_odd)
        };
        assert!(results(1) == results(7));
    }

    /// Pieces that are rows: what comes after the product is done to each where it lies.
    #[test]
    fn rows_are_finished_where_they_are() {
        let (a, b) = (filled::<513, 256>(1), filled::<256, 128>(2));
        let (row, column) = (filled::<1, 128>(3), filled::<513, 1>(4));
        let mut plain = filled::<513, 128>(5);
        matmul(&mut *plain, &*a, &*b, Store::Set);
        let naive: f64 = (0..256).map(|l| f64::from(a[(512, l)]) * f64::from(b[(l, 100)])).sum();
        assert!((f64::from(plain[(512, 100)]) - naive).abs() < 1e-3);
        let mut c = filled::<513, 128>(6);
        matmul(&mut *c, &*a, &*b, Relu(Plus(Row(&*row))));
        let mut d = filled::<513, 128>(7);
        matmul(&mut *d, &*a, &*b, Plus(Column(&*column)));
        let mut e = filled::<513, 128>(8);
        matmul(&mut *e, &*a, &*b, Relu(Store::Set));
        for (i, j) in (0..128).flat_map(|j| (0..513).map(move |i| (i, j))) {
            assert!(c[(i, j)] == (plain[(i, j)] + row[j]).max(0.0), "bias and relu at {i}, {j}");
            assert!(d[(i, j)] == plain[(i, j)] + column[i], "a column at {i}, {j}");
            assert!(e[(i, j)] == plain[(i, j)].max(0.0), "relu at {i}, {j}");
        }
    }

    /// A tall product, which is cut by rows, in all orientations and with all that may come after it, on so many threads.
    fn tall<const M: usize, const K: usize, const N: usize>(threads: usize) -> Vec<Box<SMatrix<f32, M, N>>> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
        let (a, b, a_t, b_t) = (filled::<M, K>(1), filled::<K, N>(2), filled::<K, M>(3), filled::<N, K>(4));
        let (row, column, whole) = (filled::<1, N>(6), filled::<M, 1>(7), filled::<M, N>(8));
        let mut results = Vec::new();
        macro_rules! each {
            ($($finish:expr),*) => { $(
                let before = filled::<M, N>(5);
                let (mut nn, mut tn) = (before.clone(), before.clone());
                let (mut nt, mut tt) = (before.clone(), before);
                matmul(&mut *nn, &*a, &*b, $finish);
                matmul_tn(&mut *tn, &*a_t, &*b, $finish);
                matmul_nt(&mut *nt, &*a, &*b_t, $finish);
                matmul_tt(&mut *tt, &*a_t, &*b_t, $finish);
                results.extend([nn, tn, nt, tt]);
            )* };
        }
        pool.install(|| {
            each!(Store::Set, Store::Add, Store::AddScaled(-0.5), Relu(Store::Set));
            each!(Plus(Row(&*row)), Relu(Plus(Row(&*row))), Plus(Column(&*column)), Relu(Plus(&*whole)));
        });
        results
    }

    /// Checks them against what the serial product gives in each element, by naive sums in a few.
    fn check_tall<const M: usize, const K: usize, const N: usize>() {
        let one = tall::<M, K, N>(1);
        for threads in [2, 3, 8] {
            assert!(tall::<M, K, N>(threads) == one, "{M}x{K}x{N} on {threads} threads");
        }
        let (a, b, a_t, b_t) = (filled::<M, K>(1), filled::<K, N>(2), filled::<K, M>(3), filled::<N, K>(4));
        let (before, row, column) = (filled::<M, N>(5), filled::<1, N>(6), filled::<M, 1>(7));
        let whole = filled::<M, N>(8);
        for (i, j) in
            [(0, 0), (31, 0), (32, 1), (M / 2, N / 2), (M / 2 + 1, 3), (M - 1, 0), (M - 33, N - 2), (M - 1, N - 1)]
        {
            let sum = |left: &dyn Fn(usize) -> f32, right: &dyn Fn(usize) -> f32| -> f64 {
                (0..K).map(|l| f64::from(left(l)) * f64::from(right(l))).sum()
            };
            let products = [
                sum(&|l| a[(i, l)], &|l| b[(l, j)]),
                sum(&|l| a_t[(l, i)], &|l| b[(l, j)]),
                sum(&|l| a[(i, l)], &|l| b_t[(j, l)]),
                sum(&|l| a_t[(l, i)], &|l| b_t[(j, l)]),
            ];
            let [before, row, column, whole] = [before[(i, j)], row[j], column[i], whole[(i, j)]].map(f64::from);
            let expected = |sum: f64| {
                let plus = [sum + row, (sum + row).max(0.0), sum + column, (sum + whole).max(0.0)];
                [[sum, before + sum, before - 0.5 * sum, sum.max(0.0)], plus].concat()
            };
            for (which, result) in one.iter().enumerate() {
                let expected = expected(products[which % 4])[which / 4];
                let found = f64::from(result[(i, j)]);
                assert!((found - expected).abs() < 2e-3, "{M}x{K}x{N} {which} at {i}, {j}: {found} for {expected}");
            }
        }
    }

    #[test]
    fn tall_products_in_every_way() {
        check_tall::<512, 256, 128>();
        check_tall::<385, 512, 256>();
        check_tall::<256, 512, 385>();
        check_tall::<513, 200, 130>();
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let one = results(1);
        for threads in [2, 3, 7] {
            assert!(results(threads) == one, "{threads} threads");
        }
        let (a, b, row) = (filled::<170, 200>(1), filled::<200, 290>(2), filled::<1, 290>(6));
        for (i, j) in [(0, 0), (169, 95), (3, 96), (100, 192), (169, 289)] {
            let expected: f64 = (0..200).map(|l| f64::from(a[(i, l)]) * f64::from(b[(l, j)])).sum();
            let finished = (expected + f64::from(row[j])).max(0.0);
            assert!((f64::from(one[0][(i, j)]) - finished).abs() < 1e-3, "at {i}, {j}");
            assert!((f64::from(one[2][(i, j)]) - expected).abs() < 1e-3, "at {i}, {j}");
        }
    }
}
