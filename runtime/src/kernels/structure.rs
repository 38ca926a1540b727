//! The same elements in another arrangement: parts of a matrix, tiles, diagonals and triangles.
//!
//! Nothing is computed. A part of a column is one piece of memory, and is copied as one.

use nalgebra::SMatrix;

use super::Store;
use crate::scalar::Scalar;

/// `out`ᵢⱼ = a at row `top` + i and column `left` + j.
pub fn block<T: Scalar, const R: usize, const C: usize, const M: usize, const N: usize>(
    out: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, R, C>,
    top: usize,
    left: usize,
    store: Store<T>,
) {
    if const { R == 0 || M == 0 } {
        return;
    }
    let columns = a.as_slice().chunks_exact(R).skip(left);
    for (out, a) in out.as_mut_slice().chunks_exact_mut(M).zip(columns) {
        put_all(out, a.iter().skip(top), store);
    }
}

/// `out` at row `top` + i and column `left` + j = aᵢⱼ; 0 elsewhere.
pub fn place<T: Scalar, const R: usize, const C: usize, const M: usize, const N: usize>(
    out: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, R, C>,
    top: usize,
    left: usize,
    store: Store<T>,
) {
    if const { R == 0 || M == 0 } {
        return;
    }
    clear(out.as_mut_slice(), store);
    let columns = out.as_mut_slice().chunks_exact_mut(M).skip(left);
    for (out, a) in columns.zip(a.as_slice().chunks_exact(R)) {
        for (to, &element) in out.iter_mut().skip(top).zip(a) {
            store.put(to, element);
        }
    }
}

/// `out`ᵢⱼ = a at row i mod R and column j mod C.
pub fn repeat<T: Scalar, const R: usize, const C: usize, const M: usize, const N: usize>(
    out: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { R == 0 || M == 0 } {
        return;
    }
    let columns = a.as_slice().chunks_exact(R).cycle();
    for (out, a) in out.as_mut_slice().chunks_exact_mut(M).zip(columns) {
        for out in out.chunks_mut(R) {
            put_all(out, a, store);
        }
    }
}

/// `out`ᵢⱼ = Σ aₖₗ over the rows k = i mod M and the columns l = j mod N.
pub fn sum_tiles<T: Scalar, const R: usize, const C: usize, const M: usize, const N: usize>(
    out: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { R == 0 || M == 0 || N == 0 } {
        return;
    }
    clear(out.as_mut_slice(), store);
    for tiles in a.as_slice().chunks(const { R * N }) {
        for (out, a) in out.as_mut_slice().chunks_exact_mut(M).zip(tiles.chunks_exact(R)) {
            for tile in a.chunks(M) {
                put_all(out, tile, store.further());
            }
        }
    }
}

/// The elements of A in another shape, in the order in which one reads: row by row.
pub fn reshape<T: Scalar, const R: usize, const C: usize, const M: usize, const N: usize>(
    out: &mut SMatrix<T, M, N>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    const { assert!(R * C == M * N, "a matrix of another size") };
    // Memory is read in that order where a matrix is a row or a column, and the shapes may be equal.
    if const { R == M || (R == 1 || C == 1) && (M == 1 || N == 1) } {
        return put_all(out.as_mut_slice(), a.as_slice(), store);
    }
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    let (mut row, mut column) = (0, 0);
    for i in 0..M {
        for j in 0..N {
            store.put(&mut out[i + j * M], a[row + column * R]);
            column += 1;
            if column == C {
                (row, column) = (row + 1, 0);
            }
        }
    }
}

/// `out`ᵢᵢ = aᵢ; 0 elsewhere.
pub fn diag<T: Scalar, const N: usize>(out: &mut SMatrix<T, N, N>, a: &SMatrix<T, 1, N>, store: Store<T>) {
    clear(out.as_mut_slice(), store);
    for (to, &element) in out.as_mut_slice().iter_mut().step_by(N + 1).zip(a) {
        store.put(to, element);
    }
}

/// `out`ᵢ = aᵢᵢ
pub fn diagonal<T: Scalar, const N: usize>(out: &mut SMatrix<T, 1, N>, a: &SMatrix<T, N, N>, store: Store<T>) {
    put_all(out.as_mut_slice(), a.as_slice().iter().step_by(N + 1), store);
}

/// `out`ᵢⱼ = aᵢⱼ where j ≤ i, else 0.
pub fn tril<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { R == 0 } {
        return;
    }
    let columns = out.as_mut_slice().chunks_exact_mut(R).zip(a.as_slice().chunks_exact(R));
    for (j, (out, a)) in columns.enumerate() {
        let (above, below) = out.split_at_mut(usize::min(j, R));
        clear(above, store);
        put_all(below, a.iter().skip(j), store);
    }
}

/// `out`ᵢⱼ = aᵢⱼ where j ≥ i, else 0.
pub fn triu<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { R == 0 } {
        return;
    }
    let columns = out.as_mut_slice().chunks_exact_mut(R).zip(a.as_slice().chunks_exact(R));
    for (j, (out, a)) in columns.enumerate() {
        let (above, below) = out.split_at_mut(usize::min(j + 1, R));
        put_all(above, a, store);
        clear(below, store);
    }
}

/// Stores one element after the other.
#[inline(always)]
pub(super) fn put_all<'a, T: Scalar>(out: &mut [T], elements: impl IntoIterator<Item = &'a T>, store: Store<T>) {
    for (to, &element) in out.iter_mut().zip(elements) {
        store.put(to, element);
    }
}

/// Zeros, or nothing added.
#[inline(always)]
fn clear<T: Scalar>(out: &mut [T], store: Store<T>) {
    if store == Store::Set {
        out.fill(T::ZERO);
    }
}
