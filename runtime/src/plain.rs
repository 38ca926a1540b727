//! Memory that holds nothing but floats: made zeroed in place, read as one flat slice.

use core::mem::{align_of, size_of};
use core::slice;

use nalgebra::SMatrix;

use crate::scalar::Scalar;

#[cfg(feature = "alloc")]
use alloc::boxed::Box;

/// A type whose every byte belongs to a float.
///
/// # Safety
///
/// - The layout is defined (`repr(C)` or `repr(transparent)`), with no padding between, before or
///   after the fields; so all-zero bytes are a value of the type.
/// - Every field is [`Plain`]; nothing has drop glue, a reference, or interior mutability.
pub unsafe trait Plain {}

// SAFETY: a float is its own bytes.
unsafe impl Plain for f32 {}
// SAFETY: as above.
unsafe impl Plain for f64 {}
// SAFETY: an array has no padding between its elements.
unsafe impl<P: Plain, const N: usize> Plain for [P; N] {}
// SAFETY: a static matrix is `repr(C)` around `repr(transparent)` around `[[T; R]; C]`.
unsafe impl<T: Plain, const R: usize, const C: usize> Plain for SMatrix<T, R, C> {}

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

/// How many scalars `T` a value of `P` is; a compile error where it is not a whole number of them.
const fn scalars<P: Plain, T: Scalar>() -> usize {
    assert!(
        size_of::<P>() == 0 || align_of::<P>() == align_of::<T>(),
        "a flat view has scalars of the type that the value is made of"
    );
    assert!(size_of::<P>().is_multiple_of(size_of::<T>()), "a flat view has a whole number of scalars");
    size_of::<P>() / size_of::<T>()
}

/// All scalars of a value, in the order of its fields, each matrix column by column.
#[must_use]
pub fn flat<P: Plain, T: Scalar>(value: &P) -> &[T] {
    let length = const { scalars::<P, T>() };
    if length == 0 {
        return &[];
    }
    // SAFETY: size and alignment are asserted above; by the contract of `Plain` every byte belongs
    // to a float, and all bit patterns are floats. The borrow is handed on.
    unsafe { slice::from_raw_parts(core::ptr::from_ref(value).cast(), length) }
}

/// All scalars of a value, in the order of its fields, each matrix column by column, to be changed.
#[must_use]
pub fn flat_mut<P: Plain, T: Scalar>(value: &mut P) -> &mut [T] {
    let length = const { scalars::<P, T>() };
    if length == 0 {
        return &mut [];
    }
    // SAFETY: as in `flat`, and any float may be written, since `Plain` types have no invariants.
    unsafe { slice::from_raw_parts_mut(core::ptr::from_mut(value).cast(), length) }
}
