//! Matrices beside each other and below each other.

use nalgebra::SMatrix;

use super::Store;
use super::structure::put_all;
use crate::scalar::Scalar;

/// Two to twelve matrices of R rows, as a tuple of references.
pub trait Beside<T, const R: usize> {
    /// Hands out the elements of one matrix after the other, each column by column.
    fn each(self, matrix: impl FnMut(&[T]));
}

/// Two to twelve matrices of C columns, as a tuple of references.
pub trait Below<T, const C: usize> {
    /// Hands out the elements of one matrix after the other, each column by column, with its number of rows.
    fn each(self, matrix: impl FnMut(&[T], usize));
}

/// `out` = (A B …): the columns of one matrix after those of the other.
pub fn concat_cols<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    matrices: impl Beside<T, R>,
    store: Store<T>,
) {
    let mut rest = out.as_mut_slice();
    matrices.each(|elements| {
        let length = usize::min(elements.len(), rest.len());
        let (out, behind) = core::mem::take(&mut rest).split_at_mut(length);
        put_all(out, elements, store);
        rest = behind;
    });
}

/// `out` has the rows of one matrix after those of the other.
pub fn concat_rows<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    matrices: impl Below<T, C>,
    store: Store<T>,
) {
    if const { R == 0 } {
        return;
    }
    let mut top = 0;
    matrices.each(|elements, rows| {
        if rows > 0 {
            for (out, column) in out.as_mut_slice().chunks_exact_mut(R).zip(elements.chunks_exact(rows)) {
                for (to, &element) in out.iter_mut().skip(top).zip(column) {
                    store.put(to, element);
                }
            }
        }
        top += rows;
    });
}

macro_rules! tuple {
    ($($matrix:ident $size:ident),*) => {
        impl<T: Scalar, const R: usize, $(const $size: usize),*> Beside<T, R> for ($(&SMatrix<T, R, $size>,)*) {
            #[inline(always)]
            fn each(self, mut matrix: impl FnMut(&[T])) {
                let ($($matrix,)*) = self;
                $(matrix($matrix.as_slice());)*
            }
        }

        impl<T: Scalar, const C: usize, $(const $size: usize),*> Below<T, C> for ($(&SMatrix<T, $size, C>,)*) {
            #[inline(always)]
            fn each(self, mut matrix: impl FnMut(&[T], usize)) {
                let ($($matrix,)*) = self;
                $(matrix($matrix.as_slice(), $size);)*
            }
        }
    };
}

tuple!(a A, b B);
tuple!(a A, b B, d D);
tuple!(a A, b B, d D, e E);
tuple!(a A, b B, d D, e E, f F);
tuple!(a A, b B, d D, e E, f F, g G);
tuple!(a A, b B, d D, e E, f F, g G, h H);
tuple!(a A, b B, d D, e E, f F, g G, h H, i I);
tuple!(a A, b B, d D, e E, f F, g G, h H, i I, j J);
tuple!(a A, b B, d D, e E, f F, g G, h H, i I, j J, k K);
tuple!(a A, b B, d D, e E, f F, g G, h H, i I, j J, k K, l L);
tuple!(a A, b B, d D, e E, f F, g G, h H, i I, j J, k K, l L, m M);
