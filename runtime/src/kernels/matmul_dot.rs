//! Products by dot products: where both operands are contiguous in k, and there are too few rows, or
//! too few columns, for tiles to be worth their packing.

use core::mem::MaybeUninit;

use super::Store;
use super::finish::Ending;
use super::matmul_tile::{DEPTH, FEW, Product};
use super::simd::Simd;
use crate::scalar::Scalar;

/// The vectors of a row that are read at a stretch where rows are long.
const RUN: usize = 16;

/// C = A·B where the rows of A (`a_columns` = 1) and the columns of B (`b_rows` = 1) are contiguous, and what comes after it.
///
/// # Safety
///
/// All pointers of `p` and of the ending are good for the shapes, the two strides are 1, and the CPU has the unit `S`.
pub(super) unsafe fn product<S: Simd>(p: &Product<S::Scalar>, rest: Option<&Ending<S::Scalar>>) {
    let mut column = 0;
    // SAFETY: `column` + J ≤ N in every call.
    unsafe {
        while column + 3 <= p.n {
            rows::<S, 3>(p, rest, column);
            column += 3;
        }
        match p.n - column {
            2 => rows::<S, 2>(p, rest, column),
            1 => rows::<S, 1>(p, rest, column),
            _ => {}
        }
    }
}

/// C = A·B where the columns of B (`b_rows` = 1) are contiguous and A has few rows, whose elements
/// are brought together first.
///
/// # Safety
///
/// All pointers of `p` are good for the shapes, `b_rows` is 1, M is at most [`FEW`], and the CPU has
/// the unit `S`.
pub(super) unsafe fn packed_product<S: Simd>(p: Product<S::Scalar>) {
    let mut packed = MaybeUninit::<[[S::Scalar; DEPTH]; FEW]>::uninit();
    let packed = packed.as_mut_ptr().cast::<S::Scalar>();
    let mut done = 0;
    while done < p.k {
        let depth = if p.k - done < DEPTH { p.k - done } else { DEPTH };
        // SAFETY: `done` + l < K, and there is room for M · `depth` numbers.
        unsafe {
            for l in 0..depth {
                for i in 0..p.m {
                    let from = p.a.add(i * p.a_rows + (done + l) * p.a_columns);
                    *packed.add(l + i * depth) = *from;
                }
            }
            let part = Product {
                k: depth,
                a: packed,
                a_rows: depth,
                a_columns: 1,
                b: p.b.add(done),
                store: if done > 0 { p.store.further() } else { p.store },
                ..p
            };
            product::<S>(&part, None);
        }
        done += depth;
    }
}

/// All rows of `J` columns of C.
#[inline]
unsafe fn rows<S: Simd, const J: usize>(p: &Product<S::Scalar>, rest: Option<&Ending<S::Scalar>>, column: usize) {
    let mut row = 0;
    // SAFETY: `row` + I ≤ M in every call, and the CPU has the unit.
    unsafe {
        if J == 1 {
            S::enabled(
                #[inline(always)]
                || {
                    while S::LANES == 16 && row + 16 <= p.m {
                        vector_of_dots::<S>(p, rest, row, column);
                        row += 16;
                    }
                    while row + 8 <= p.m {
                        dots_inline::<S, 2, 4, J>(p, rest, row, column);
                        row += 8;
                    }
                },
            );
        }
        while row + 4 <= p.m {
            dots::<S, 1, 4, J>(p, rest, row, column);
            row += 4;
        }
        match p.m - row {
            3 => dots::<S, 1, 3, J>(p, rest, row, column),
            2 => dots::<S, 1, 2, J>(p, rest, row, column),
            1 => dots::<S, 1, 1, J>(p, rest, row, column),
            _ => {}
        }
    }
}

/// `J` columns of C, `G` groups of `I` rows high: that many dot products at once.
#[inline(never)]
unsafe fn dots<S: Simd, const G: usize, const I: usize, const J: usize>(
    p: &Product<S::Scalar>,
    rest: Option<&Ending<S::Scalar>>,
    row: usize,
    column: usize,
) {
    // SAFETY: as for the caller, who has the features of `S`.
    unsafe {
        S::enabled(
            #[inline(always)]
            || dots_inline::<S, G, I, J>(p, rest, row, column),
        );
    }
}

/// Sixteen rows of a column, as one vector.
#[inline(always)]
unsafe fn vector_of_dots<S: Simd>(p: &Product<S::Scalar>, rest: Option<&Ending<S::Scalar>>, row: usize, column: usize) {
    // SAFETY: the caller has the features of `S`, whose vectors have sixteen lanes; the rows are within C.
    unsafe {
        let [[a], [b], [c], [d]] = if p.k < RUN * S::LANES {
            products::<S, 4, 4, 1>(p, row, column)
        } else {
            // No closure, which would be without the features of `S`.
            [
                long_products::<S>(p, row, column),
                long_products::<S>(p, row + 4, column),
                long_products::<S>(p, row + 8, column),
                long_products::<S>(p, row + 12, column),
            ]
        };
        let to = p.c.add(row + column * p.c_columns);
        let sums = S::sums_of_sixteen([a, b, c, d]);
        let mut sums = match p.store {
            Store::Set => sums,
            Store::Add => S::add(S::load(to), sums),
            Store::AddScaled(scale) => S::mul_add(sums, S::splat(scale), S::load(to)),
        };
        if let Some(rest) = rest {
            sums = rest.finish_vector::<S>(sums, row, column);
        }
        S::store(to, sums);
    }
}

#[inline(always)]
unsafe fn dots_inline<S: Simd, const G: usize, const I: usize, const J: usize>(
    p: &Product<S::Scalar>,
    rest: Option<&Ending<S::Scalar>>,
    row: usize,
    column: usize,
) {
    // SAFETY: the caller has the features of `S`; the addresses are elements of C.
    unsafe {
        let products = products::<S, G, I, J>(p, row, column);
        let eight = match products.as_slice() {
            [first, second] if J == 1 => S::sums_of_eight([first[0], second[0]]),
            _ => [[S::Scalar::ZERO; 4]; 2],
        };
        for (g, products) in products.iter().enumerate() {
            for (j, &products) in products.iter().enumerate() {
                let (row, column) = (row + g * I, column + j);
                let to = p.c.add(row + column * p.c_columns);
                let mut sums = if G == 2 && J == 1 { eight[g] } else { S::sums(products) };
                match p.store {
                    Store::Set => {}
                    Store::Add => {
                        for (i, sum) in sums.iter_mut().enumerate().take(I) {
                            *sum += *to.add(i);
                        }
                    }
                    Store::AddScaled(scale) => {
                        for (i, sum) in sums.iter_mut().enumerate().take(I) {
                            *sum = *to.add(i) + scale * *sum;
                        }
                    }
                }
                if let Some(rest) = rest {
                    rest.finish::<I>(&mut sums, row, column);
                }
                if I == 4 {
                    to.cast::<[S::Scalar; 4]>().write_unaligned(sums);
                } else {
                    for (i, &sum) in sums.iter().enumerate().take(I) {
                        *to.add(i) = sum;
                    }
                }
            }
        }
    }
}

/// The products of `G` times `I` rows and `J` columns, lane by lane: what is still to be added up.
#[inline(always)]
unsafe fn products<S: Simd, const G: usize, const I: usize, const J: usize>(
    p: &Product<S::Scalar>,
    row: usize,
    column: usize,
) -> [[[S::Vector; 4]; J]; G] {
    // SAFETY: the caller has the features of `S`; the addresses are elements of A and B, since lanes beyond K are masked.
    unsafe {
        let mut sums = [[[S::zero(); 4]; J]; G];
        add_products::<S, G, I, J>(p, (row, column), 0, &mut sums);
        sums
    }
}

/// The products of four long rows and one column: [`RUN`] vectors of a row are read before the next row's turn, which the
/// caches follow up to twice as well as a vector of every row in turn.
#[inline(always)]
unsafe fn long_products<S: Simd>(p: &Product<S::Scalar>, row: usize, column: usize) -> [[S::Vector; 4]; 1] {
    // SAFETY: as for `products`.
    unsafe {
        let a = p.a.add(row * p.a_rows);
        let b = p.b.add(column * p.b_columns);
        let mut sums = [[[S::zero(); 4]; 1]; 1];
        let mut l = 0;
        while l + RUN * S::LANES <= p.k {
            let mut right = [S::zero(); RUN];
            for (step, vector) in right.iter_mut().enumerate() {
                *vector = S::load(b.add(l + step * S::LANES));
            }
            for (i, sum) in sums[0][0].iter_mut().enumerate() {
                for (step, &right) in right.iter().enumerate() {
                    *sum = S::mul_add(S::load(a.add(l + step * S::LANES + i * p.a_rows)), right, *sum);
                }
            }
            l += RUN * S::LANES;
        }
        add_products::<S, 1, 4, 1>(p, (row, column), l, &mut sums);
        sums[0]
    }
}

/// Adds the products from number `l` on.
#[inline(always)]
unsafe fn add_products<S: Simd, const G: usize, const I: usize, const J: usize>(
    p: &Product<S::Scalar>,
    (row, column): (usize, usize),
    mut l: usize,
    sums: &mut [[[S::Vector; 4]; J]; G],
) {
    // SAFETY: as for `products`.
    unsafe {
        let a = p.a.add(row * p.a_rows);
        let b = p.b.add(column * p.b_columns);
        while l + S::LANES <= p.k {
            let mut right = [S::zero(); J];
            for (j, vector) in right.iter_mut().enumerate() {
                *vector = S::load(b.add(l + j * p.b_columns));
            }
            for (g, sums) in sums.iter_mut().enumerate() {
                for i in 0..I {
                    let left = S::load(a.add(l + (g * I + i) * p.a_rows));
                    for (sums, &right) in sums.iter_mut().zip(&right) {
                        sums[i] = S::mul_add(left, right, sums[i]);
                    }
                }
            }
            l += S::LANES;
        }
        if l < p.k {
            let mask = S::mask(p.k - l);
            let mut right = [S::zero(); J];
            for (j, vector) in right.iter_mut().enumerate() {
                *vector = S::load_masked(b.add(l + j * p.b_columns), mask);
            }
            for (g, sums) in sums.iter_mut().enumerate() {
                for i in 0..I {
                    let left = S::load_masked(a.add(l + (g * I + i) * p.a_rows), mask);
                    for (sums, &right) in sums.iter_mut().zip(&right) {
                        sums[i] = S::mul_add(left, right, sums[i]);
                    }
                }
            }
        }
    }
}
