//! The transpose, where it cannot be folded into a product.

use nalgebra::SMatrix;

use super::Store;
use crate::scalar::Scalar;

/// `out` = Aᵀ
pub fn transpose<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, C, R>,
    a: &SMatrix<T, R, C>,
    store: Store,
) {
    for i in 0..R {
        for j in 0..C {
            store.put(&mut out[(j, i)], a[(i, j)]);
        }
    }
}
