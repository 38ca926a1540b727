//! Memory that holds nothing but floats: made zeroed in place, read as one flat slice.

use core::mem::{align_of, size_of};
use core::slice;

use nalgebra::{ArrayStorage, SMatrix};

use crate::scalar::Scalar;

#[cfg(feature = "alloc")]
use alloc::boxed::Box;

/// A type that is floats of one type, one after the other.
///
/// # Safety
///
/// - The layout is defined (`repr(C)` or `repr(transparent)`): a value begins with [`SCALARS`](Self::SCALARS) floats without anything
///   between them. Behind them is at most what the type's alignment asks for; so all-zero bytes are a value of the type.
/// - Nothing has drop glue, a reference, or interior mutability.
pub unsafe trait Plain {
    /// `f32` or `f64`.
    type Float: Plain<Float = Self::Float>;

    /// How many floats it is.
    const SCALARS: usize;
}

// SAFETY: a float is its own bytes.
unsafe impl Plain for f32 {
    type Float = f32;
    const SCALARS: usize = 1;
}

// SAFETY: as above.
unsafe impl Plain for f64 {
    type Float = f64;
    const SCALARS: usize = 1;
}

// SAFETY: an array of floats has nothing between its elements.
unsafe impl<T: Scalar, const N: usize> Plain for [T; N] {
    type Float = T;
    const SCALARS: usize = N;
}

// SAFETY: a static matrix is `repr(C)` around `repr(transparent)` around `[[T; R]; C]`.
unsafe impl<T: Scalar, const R: usize, const C: usize> Plain for SMatrix<T, R, C> {
    type Float = T;
    const SCALARS: usize = R * C;
}

/// A matrix of zeros, as a constant.
#[doc(hidden)]
#[must_use]
pub const fn zeros<T: Scalar, const R: usize, const C: usize>() -> SMatrix<T, R, C> {
    SMatrix::from_array_storage(ArrayStorage([[T::ZERO; R]; C]))
}

/// A value of zeros on the heap, allocated zeroed in place: it never crosses the stack.
#[cfg(feature = "alloc")]
#[must_use]
pub fn zeroed_box<P: Plain>() -> Box<P> {
    let layout = core::alloc::Layout::new::<P>();
    if layout.size() == 0 {
        // SAFETY: a box of a zero-sized type is any aligned non-null pointer, and a `Plain` type
        // without a byte is inhabited by definition.
        return unsafe { Box::from_raw(core::ptr::NonNull::<P>::dangling().as_ptr()) };
    }
    // SAFETY: the layout has a size above zero.
    let memory = unsafe { alloc::alloc::alloc_zeroed(layout) };
    if memory.is_null() {
        alloc::alloc::handle_alloc_error(layout);
    }
    // SAFETY: the memory has the layout of `P`, from the global allocator, and by the contract of
    // `Plain` zeros are a value of `P`.
    unsafe { Box::from_raw(memory.cast()) }
}

/// A compile error where a value is smaller than what it says of itself, or is not aligned for it.
const fn check<P: Plain>() {
    assert!(P::SCALARS <= size_of::<P>() / size_of::<P::Float>(), "a value is as large as its floats");
    assert!(P::SCALARS == 0 || align_of::<P>().is_multiple_of(align_of::<P::Float>()), "floats are aligned");
}

/// All scalars of a value, in the order of its fields, each matrix column by column.
#[must_use]
pub fn flat<P: Plain>(value: &P) -> &[P::Float] {
    const { check::<P>() };
    if P::SCALARS == 0 {
        return &[];
    }
    // SAFETY: by the contract of `Plain` it begins with so many floats, for which there is room and alignment, as is asserted
    // above. The borrow is handed on.
    unsafe { slice::from_raw_parts(core::ptr::from_ref(value).cast(), P::SCALARS) }
}

/// All scalars of a value, in the order of its fields, each matrix column by column, to be changed.
#[must_use]
pub fn flat_mut<P: Plain>(value: &mut P) -> &mut [P::Float] {
    const { check::<P>() };
    if P::SCALARS == 0 {
        return &mut [];
    }
    // SAFETY: as in `flat`, and any float may be written, since `Plain` types have no invariants.
    unsafe { slice::from_raw_parts_mut(core::ptr::from_mut(value).cast(), P::SCALARS) }
}

/// Storage that is used again: a matrix seen as another one, no larger, in its first elements.
///
/// What is not in use at the same time shares a field of a graph's workspace. The shapes may
/// differ:
///
/// ```
/// use keisan::SMatrix;
/// use keisan::plain::Reuse as _;
///
/// let mut storage = SMatrix::<f32, 2, 3>::zeros();
/// storage.reuse_mut::<4, 1>().fill(1.0);
/// assert_eq!(storage.reuse::<2, 2>().sum(), 4.0);
/// assert_eq!(storage.sum(), 4.0);
/// ```
///
/// One that does not fit is a compile error:
///
/// ```compile_fail
/// # use keisan::SMatrix;
/// # use keisan::plain::Reuse as _;
/// let storage = SMatrix::<f32, 2, 3>::zeros();
/// storage.reuse::<7, 1>();
/// ```
pub trait Reuse<T> {
    /// A matrix that was written by [`reuse_mut`](Self::reuse_mut) with the same shape.
    #[must_use]
    fn reuse<const R: usize, const C: usize>(&self) -> &SMatrix<T, R, C>;

    /// A matrix to be written; its elements are whatever the storage holds.
    #[must_use]
    fn reuse_mut<const R: usize, const C: usize>(&mut self) -> &mut SMatrix<T, R, C>;
}

/// The first elements of a slice as a matrix `[R, C]`.
///
/// # Panics
///
/// If the slice is shorter.
#[cfg(feature = "alloc")]
pub(crate) fn matrix_mut<T: Scalar, const R: usize, const C: usize>(elements: &mut [T]) -> &mut SMatrix<T, R, C> {
    let elements = &mut elements[..R * C];
    // SAFETY: a static matrix is its elements and nothing else, and there are as many; the borrow is handed on.
    unsafe { &mut *elements.as_mut_ptr().cast() }
}

/// A compile error where a matrix `[R, C]` does not fit into the storage of one `[ROWS, COLUMNS]`.
const fn fits<const R: usize, const C: usize, const ROWS: usize, const COLUMNS: usize>() {
    assert!(R * C <= ROWS * COLUMNS, "a matrix is no larger than the storage that it shares");
}

impl<T: Scalar, const ROWS: usize, const COLUMNS: usize> Reuse<T> for SMatrix<T, ROWS, COLUMNS> {
    #[inline]
    fn reuse<const R: usize, const C: usize>(&self) -> &SMatrix<T, R, C> {
        const { fits::<R, C, ROWS, COLUMNS>() };
        // SAFETY: a static matrix is its elements and nothing else, so that both types have the
        // alignment of `T`, and the one asked for has no more elements than this one, as is asserted
        // above. All elements are initialised scalars. The borrow is handed on.
        unsafe { &*core::ptr::from_ref(self).cast() }
    }

    #[inline]
    fn reuse_mut<const R: usize, const C: usize>(&mut self) -> &mut SMatrix<T, R, C> {
        const { fits::<R, C, ROWS, COLUMNS>() };
        // SAFETY: as in `reuse`; and the borrow that is handed on is the only one.
        unsafe { &mut *core::ptr::from_mut(self).cast() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_shape_is_the_first_elements() {
        let mut storage = SMatrix::<f64, 2, 3>::from_column_slice(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(*storage.reuse::<1, 4>(), SMatrix::from([[1.0], [2.0], [3.0], [4.0]]));
        storage.reuse_mut::<3, 1>().fill(0.0);
        assert_eq!(storage.as_slice(), [0.0, 0.0, 0.0, 4.0, 5.0, 6.0]);
        assert_eq!(storage.reuse_mut::<3, 2>().as_slice(), [0.0, 0.0, 0.0, 4.0, 5.0, 6.0]);
    }

    #[test]
    fn nothing_fits_into_nothing() {
        let mut storage = SMatrix::<f32, 0, 3>::zeros();
        assert!(storage.reuse_mut::<0, 7>().is_empty());
        assert!(storage.reuse::<5, 0>().is_empty());
    }
}
