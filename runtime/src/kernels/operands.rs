//! What an elementwise expression reads: full matrices, and rows, columns and single numbers that
//! are repeated over a matrix without being copied.

use nalgebra::SMatrix;

use crate::labels::Labels;
use crate::scalar::Scalar;

/// A row vector `[1, C]` that every row of a matrix `[R, C]` sees.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a, T, const C: usize>(pub &'a SMatrix<T, 1, C>);

/// A column vector `[R, 1]` that every column of a matrix `[R, C]` sees.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a, T, const R: usize>(pub &'a SMatrix<T, R, 1>);

/// A single number `[1, 1]` that every element of a matrix `[R, C]` sees.
#[derive(Clone, Copy, Debug)]
pub struct Single<'a, T>(pub &'a SMatrix<T, 1, 1>);

/// A number that every element of a matrix `[R, C]` sees.
#[derive(Clone, Copy, Debug)]
pub struct Value<T>(pub T);

/// Labels, seen as the matrix `[R, C]` with a 1 in the place of each row's class and 0 elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct OneHot<'a, const R: usize, const C: usize>(pub &'a Labels<R, C>);

/// One operand, seen as a matrix `[R, C]`.
///
/// A full matrix is `&SMatrix<T, R, C>`; the others are [`Row`], [`Column`], [`Single`], [`Value`] and [`OneHot`].
///
/// # Safety
///
/// [`Operand::read`] must be sound for every row below R and column below C; and, where
/// [`FLAT`](Self::FLAT) holds, in the first column for every row below R · C.
pub unsafe trait Operand<T, const R: usize, const C: usize>: Copy {
    /// Whether the elements of the matrix can be read in the order of memory, as one long column.
    const FLAT: bool;

    /// Whatever makes an element of one column fast to read.
    type Cursor: Copy;

    /// The cursor of a column.
    ///
    /// # Safety
    ///
    /// `column` < C; or 0, if `FLAT`.
    unsafe fn column(self, column: usize) -> Self::Cursor;

    /// The element in that row.
    ///
    /// # Safety
    ///
    /// `row` < R; or `row` < R · C, if `FLAT` and the cursor is that of the first column. What the
    /// operand borrows must still be borrowed.
    unsafe fn read(cursor: Self::Cursor, row: usize) -> T;
}

// SAFETY: the matrix is R · C elements, column by column.
unsafe impl<T: Scalar, const R: usize, const C: usize> Operand<T, R, C> for &SMatrix<T, R, C> {
    const FLAT: bool = true;
    type Cursor = *const T;

    #[inline(always)]
    unsafe fn column(self, column: usize) -> *const T {
        // SAFETY: `column` < C, or 0, so the column begins within the matrix or at its end.
        unsafe { self.as_ptr().add(column * R) }
    }

    #[inline(always)]
    unsafe fn read(cursor: *const T, row: usize) -> T {
        // SAFETY: by the contract the row is within the column, or within the matrix if it is the
        // first.
        unsafe { *cursor.add(row) }
    }
}

// SAFETY: the vector has C elements. It is flat if R is 1, where the rows below R · C are the C
// elements, and if C is 1, where it has only one.
unsafe impl<T: Scalar, const R: usize, const C: usize> Operand<T, R, C> for Row<'_, T, C> {
    const FLAT: bool = R == 1 || C == 1;
    type Cursor = (*const T, T);

    #[inline(always)]
    unsafe fn column(self, column: usize) -> (*const T, T) {
        // SAFETY: `column` < C, or 0 for a flat matrix without an element, where R is 1. The element is
        // read once, since it is the same for a whole column.
        unsafe {
            let element = self.0.as_ptr().add(column);
            (element, if R == 1 { T::ZERO } else { *element })
        }
    }

    #[inline(always)]
    unsafe fn read((element, value): (*const T, T), row: usize) -> T {
        // SAFETY: if R is 1, the row counts elements of this vector.
        if R == 1 { unsafe { *element.add(row) } } else { value }
    }
}

// SAFETY: the vector has R elements. It is flat if C is 1, where R · C is R, and if R is 1, where it
// has only one.
unsafe impl<T: Scalar, const R: usize, const C: usize> Operand<T, R, C> for Column<'_, T, R> {
    const FLAT: bool = R == 1 || C == 1;
    type Cursor = (*const T, T);

    #[inline(always)]
    unsafe fn column(self, _: usize) -> (*const T, T) {
        // SAFETY: 0 < R, or there is nothing to read.
        unsafe { (self.0.as_ptr(), if R == 1 { *self.0.as_ptr() } else { T::ZERO }) }
    }

    #[inline(always)]
    unsafe fn read((elements, value): (*const T, T), row: usize) -> T {
        // SAFETY: `row` < R by the contract.
        if R == 1 { value } else { unsafe { *elements.add(row) } }
    }
}

// SAFETY: the only element is read whatever the row and column.
unsafe impl<T: Scalar, const R: usize, const C: usize> Operand<T, R, C> for Single<'_, T> {
    const FLAT: bool = true;
    type Cursor = T;

    #[inline(always)]
    unsafe fn column(self, _: usize) -> T {
        self.0[(0, 0)]
    }

    #[inline(always)]
    unsafe fn read(cursor: T, _: usize) -> T {
        cursor
    }
}

// SAFETY: nothing is read from memory.
unsafe impl<T: Scalar, const R: usize, const C: usize> Operand<T, R, C> for Value<T> {
    const FLAT: bool = true;
    type Cursor = T;

    #[inline(always)]
    unsafe fn column(self, _: usize) -> T {
        self.0
    }

    #[inline(always)]
    unsafe fn read(cursor: T, _: usize) -> T {
        cursor
    }
}

// SAFETY: there is a label for each of R rows, and rows are counted within a column: it is not flat.
unsafe impl<T: Scalar, const R: usize, const C: usize> Operand<T, R, C> for OneHot<'_, R, C> {
    const FLAT: bool = false;
    /// The labels, and the column's class. No label is a class that does not fit.
    type Cursor = (*const u32, u32);

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "labels exist for no more than 2^32 classes")]
    unsafe fn column(self, column: usize) -> (*const u32, u32) {
        (self.0.as_slice().as_ptr(), column as u32)
    }

    #[inline(always)]
    unsafe fn read((labels, class): (*const u32, u32), row: usize) -> T {
        // SAFETY: `row` < R by the contract.
        if unsafe { *labels.add(row) } == class { T::ONE } else { T::ZERO }
    }
}

/// What an elementwise expression reads: one operand, a tuple of up to twelve, or `()`.
///
/// # Safety
///
/// As for [`Operand`].
pub unsafe trait Operands<T, const R: usize, const C: usize>: Copy {
    /// The elements at one place: a number for one operand, a tuple of numbers for a tuple.
    type Elements;

    /// Whether all operands can be read as one long column.
    const FLAT: bool;

    /// The operands' cursors.
    type Cursor: Copy;

    /// The cursors of a column.
    ///
    /// # Safety
    ///
    /// As for [`Operand::column`].
    unsafe fn column(self, column: usize) -> Self::Cursor;

    /// The elements in that row.
    ///
    /// # Safety
    ///
    /// As for [`Operand::read`].
    unsafe fn read(cursor: Self::Cursor, row: usize) -> Self::Elements;
}

/// An operand by itself: its element is a number, not a tuple.
macro_rules! bare {
    ($($operand:ty, [$($generics:tt)*];)*) => { $(
        // SAFETY: as for the one operand.
        unsafe impl<T: Scalar, const R: usize, const C: usize> Operands<T, R, C> for $operand {
            type Elements = T;
            const FLAT: bool = <Self as Operand<T, R, C>>::FLAT;
            type Cursor = <Self as Operand<T, R, C>>::Cursor;

            #[inline(always)]
            unsafe fn column(self, column: usize) -> Self::Cursor {
                // SAFETY: the contracts are the same.
                unsafe { <Self as Operand<T, R, C>>::column(self, column) }
            }

            #[inline(always)]
            unsafe fn read(cursor: Self::Cursor, row: usize) -> T {
                // SAFETY: the contracts are the same.
                unsafe { <Self as Operand<T, R, C>>::read(cursor, row) }
            }
        }
    )* };
}

bare! {
    &SMatrix<T, R, C>, [];
    Row<'_, T, C>, [];
    Column<'_, T, R>, [];
    Single<'_, T>, [];
    Value<T>, [];
    OneHot<'_, R, C>, [];
}

/// A tuple of operands.
macro_rules! tuple {
    ($($operand:ident $cursor:ident),*) => {
        // SAFETY: as for each of the operands.
        unsafe impl<T: Scalar, const R: usize, const C: usize, $($operand: Operand<T, R, C>),*>
            Operands<T, R, C> for ($($operand,)*)
        {
            type Elements = ($(tuple!(@element T $operand),)*);
            const FLAT: bool = true $(&& $operand::FLAT)*;
            type Cursor = ($($operand::Cursor,)*);

            #[inline(always)]
            #[allow(non_snake_case, clippy::unused_unit, unused_variables)]
            unsafe fn column(self, column: usize) -> Self::Cursor {
                let ($($operand,)*) = self;
                // SAFETY: the contracts are the same.
                $(let $cursor = unsafe { $operand.column(column) };)*
                ($($cursor,)*)
            }

            #[inline(always)]
            #[allow(clippy::unused_unit, unused_variables)]
            unsafe fn read(cursor: Self::Cursor, row: usize) -> Self::Elements {
                let ($($cursor,)*) = cursor;
                // SAFETY: the contracts are the same.
                ($(unsafe { $operand::read($cursor, row) },)*)
            }
        }
    };
    (@element $element:ident $operand:ident) => { $element };
}

tuple!();
tuple!(A a);
tuple!(A a, B b);
tuple!(A a, B b, D d);
tuple!(A a, B b, D d, E e);
tuple!(A a, B b, D d, E e, F f);
tuple!(A a, B b, D d, E e, F f, G g);
tuple!(A a, B b, D d, E e, F f, G g, H h);
tuple!(A a, B b, D d, E e, F f, G g, H h, I i);
tuple!(A a, B b, D d, E e, F f, G g, H h, I i, J j);
tuple!(A a, B b, D d, E e, F f, G g, H h, I i, J j, K k);
tuple!(A a, B b, D d, E e, F f, G g, H h, I i, J j, K k, L l);
tuple!(A a, B b, D d, E e, F f, G g, H h, I i, J j, K k, L l, M m);
