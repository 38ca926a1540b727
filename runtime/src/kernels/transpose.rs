//! The transpose, where it cannot be folded into a product.

use nalgebra::SMatrix;

use super::Store;
use crate::scalar::Scalar;

/// Side of the squares that are turned one after the other: a line of the cache is used up before it
/// is left.
const BLOCK: usize = 8;

/// `out` = Aᵀ
pub fn transpose<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, C, R>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    for columns in (0..C).step_by(BLOCK) {
        for rows in (0..R).step_by(BLOCK) {
            for j in columns..usize::min(columns + BLOCK, C) {
                for i in rows..usize::min(rows + BLOCK, R) {
                    store.put(&mut out[j + i * C], a[i + j * R]);
                }
            }
        }
    }
}
