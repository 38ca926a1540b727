//! What becomes of the elements of a product on their way to memory.
//!
//! A bias and a rectifier are short work on what has just been computed, with vectors that are at hand already. So a product takes in place of a [`Store`] also [`Plus`] and [`Relu`], one in the other:
//!
//! ```
//! # use keisan::SMatrix;
//! # use keisan::kernels::{self, Plus, Relu, Row};
//! # let (x, w) = (SMatrix::<f32, 4, 2>::repeat(1.0), SMatrix::<f32, 2, 3>::repeat(1.0));
//! # let b = SMatrix::<f32, 1, 3>::new(-3.0, 0.0, 1.0);
//! # let mut h = SMatrix::<f32, 4, 3>::zeros();
//! kernels::matmul(&mut h, &x, &w, Relu(Plus(Row(&b))));
//! assert_eq!(h.row(0), SMatrix::<f32, 1, 3>::new(0.0, 2.0, 3.0).row(0));
//! ```

use nalgebra::SMatrix;

use super::simd::Simd;
use super::{Column, Row, Single, Store};
use crate::math;
use crate::scalar::Scalar;

/// What a product `[M, N]` does with its elements: a [`Store`], [`Plus`] something, and [`Relu`] of that.
pub trait Finish<T: Scalar, const M: usize, const N: usize>: Copy {
    /// The same as values.
    #[doc(hidden)]
    fn ending(self) -> Ending<T>;
}

impl<T: Scalar, const M: usize, const N: usize> Finish<T, M, N> for Store<T> {
    #[inline(always)]
    fn ending(self) -> Ending<T> {
        Ending { store: self, addend: None, relu: false }
    }
}

/// Overwrites the destination with the product plus another matrix, which may be a [`Row`], a [`Column`] or a [`Single`].
#[derive(Clone, Copy, Debug)]
pub struct Plus<O>(pub O);

impl<T: Scalar, O: Addend<T, M, N>, const M: usize, const N: usize> Finish<T, M, N> for Plus<O> {
    #[inline(always)]
    fn ending(self) -> Ending<T> {
        Ending { store: Store::Set, addend: Some(self.0.places()), relu: false }
    }
}

/// Overwrites the destination with max(0, ·) of what would have been there.
#[derive(Clone, Copy, Debug)]
pub struct Relu<F>(pub F);

impl<T: Scalar, F: Finish<T, M, N>, const M: usize, const N: usize> Finish<T, M, N> for Relu<F> {
    #[inline(always)]
    fn ending(self) -> Ending<T> {
        Ending { relu: true, ..self.0.ending() }
    }
}

/// A matrix `[M, N]`, or what is repeated to be one.
///
/// # Safety
///
/// Its places below M and N are elements of the operand.
pub unsafe trait Addend<T, const M: usize, const N: usize>: Copy {
    #[doc(hidden)]
    fn places(self) -> Places<T>;
}

// SAFETY: the matrix is M · N elements, column by column.
unsafe impl<T: Scalar, const M: usize, const N: usize> Addend<T, M, N> for &SMatrix<T, M, N> {
    #[inline(always)]
    fn places(self) -> Places<T> {
        Places { first: self.as_ptr(), rows: 1, columns: M }
    }
}

// SAFETY: the vector has N elements.
unsafe impl<T: Scalar, const M: usize, const N: usize> Addend<T, M, N> for Row<'_, T, N> {
    #[inline(always)]
    fn places(self) -> Places<T> {
        Places { first: self.0.as_ptr(), rows: 0, columns: 1 }
    }
}

// SAFETY: the vector has M elements.
unsafe impl<T: Scalar, const M: usize, const N: usize> Addend<T, M, N> for Column<'_, T, M> {
    #[inline(always)]
    fn places(self) -> Places<T> {
        Places { first: self.0.as_ptr(), rows: 1, columns: 0 }
    }
}

// SAFETY: it is always the one element.
unsafe impl<T: Scalar, const M: usize, const N: usize> Addend<T, M, N> for Single<'_, T> {
    #[inline(always)]
    fn places(self) -> Places<T> {
        Places { first: self.0.as_ptr(), rows: 0, columns: 0 }
    }
}

/// Where the elements of an addend are: that in row i and column j stands at `i · rows + j · columns`, the distance of rows is 0 or 1.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Places<T> {
    first: *const T,
    rows: usize,
    columns: usize,
}

impl<T> Places<T> {
    #[cfg(test)]
    pub(super) fn new(first: *const T, rows: usize, columns: usize) -> Self {
        Self { first, rows, columns }
    }

    /// The place of an element. It is within the addend if row and column are.
    #[inline(always)]
    pub(super) fn at(&self, row: usize, column: usize) -> *const T {
        self.first.wrapping_add(row * self.rows + column * self.columns)
    }
}

/// What a product does with its elements.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Ending<T> {
    pub(super) store: Store<T>,
    /// What is added.
    pub(super) addend: Option<Places<T>>,
    /// Whether what is below zero becomes zero, in the end.
    pub(super) relu: bool,
}

impl<T: Scalar> Ending<T> {
    /// What is still to be done when the elements have been stored.
    #[inline(always)]
    pub(super) fn rest(&self) -> Option<&Self> {
        (self.addend.is_some() || self.relu).then_some(self)
    }

    /// The ending for Cᵀ.
    #[inline(always)]
    pub(super) fn transposed(self) -> Self {
        let turned = |Places { first, rows, columns }| Places { first, rows: columns, columns: rows };
        Self { addend: self.addend.map(turned), ..self }
    }

    /// The [rest](Self::rest) for the first `I` of four sums, in the rows from `row` on.
    ///
    /// # Safety
    ///
    /// The addend has such elements.
    #[inline(always)]
    pub(super) unsafe fn finish<const I: usize>(&self, sums: &mut [T; 4], row: usize, column: usize) {
        if let Some(places) = self.addend {
            for (i, sum) in sums.iter_mut().enumerate().take(I) {
                // SAFETY: by the caller's word the element is there.
                *sum += unsafe { *places.at(row + i, column) };
            }
        }
        if self.relu {
            *sums = sums.map(math::relu);
        }
    }

    /// The same for a vector of sums.
    ///
    /// # Safety
    ///
    /// The addend has such elements, and the caller has the features of `S`.
    #[inline(always)]
    pub(super) unsafe fn finish_vector<S: Simd<Scalar = T>>(
        &self,
        mut sums: S::Vector,
        row: usize,
        column: usize,
    ) -> S::Vector {
        // SAFETY: as for the caller.
        unsafe {
            if let Some(places) = self.addend {
                let from = places.at(row, column);
                sums = S::add(sums, if places.rows == 1 { S::load(from) } else { S::splat(*from) });
            }
            if self.relu { S::relu(sums) } else { sums }
        }
    }

    /// The ending of the part of C that begins at an element.
    pub(super) fn from(self, row: usize, column: usize) -> Self {
        let addend = self.addend.map(|places| Places { first: places.at(row, column), ..places });
        Self { addend, ..self }
    }

    /// Stores the element in row i and column j.
    ///
    /// # Safety
    ///
    /// The addend has such an element.
    #[inline(always)]
    pub(super) unsafe fn put(self, target: &mut T, sum: T, row: usize, column: usize) {
        self.store.put(target, sum);
        if let Some(places) = self.addend {
            // SAFETY: by the caller's word the element is there.
            *target += unsafe { *places.at(row, column) };
        }
        if self.relu {
            *target = math::relu(*target);
        }
    }
}

/// The [rest](Ending::rest), for C `[m, n]` with columns that are `c_columns` apart: more than m where it is a piece of something higher.
///
/// # Safety
///
/// C and the addend have elements of all rows and columns, and the CPU has the unit `S`.
pub(super) unsafe fn finish<S: Simd>(
    c: *mut S::Scalar,
    c_columns: usize,
    (m, n): (usize, usize),
    rest: &Ending<S::Scalar>,
) {
    // SAFETY: as for the caller.
    unsafe {
        S::enabled(
            #[inline(always)]
            || {
                if c_columns == m {
                    finish_inline::<S>(c, (m, n), rest);
                } else {
                    for j in 0..n {
                        finish_inline::<S>(c.add(j * c_columns), (m, 1), &rest.from(0, j));
                    }
                }
            },
        );
    }
}

/// As [`finish`], where it is called.
#[inline(always)]
pub(super) unsafe fn finish_inline<S: Simd>(c: *mut S::Scalar, (m, n): (usize, usize), rest: &Ending<S::Scalar>) {
    // SAFETY: as for the caller.
    unsafe {
        match rest.addend {
            // A single row lies in memory as a single column does.
            Some(row) if m == 1 && row.columns == 1 => {
                column::<S>(
                    c,
                    n,
                    rest.relu,
                    #[inline(always)]
                    |j, part| load::<S>(row.at(0, j), part),
                );
            }
            Some(addend) if addend.rows == 1 => {
                for j in 0..n {
                    column::<S>(
                        c.add(j * m),
                        m,
                        rest.relu,
                        #[inline(always)]
                        |i, part| load::<S>(addend.at(i, j), part),
                    );
                }
            }
            Some(addend) => {
                for j in 0..n {
                    let element = S::splat(*addend.at(0, j));
                    column::<S>(
                        c.add(j * m),
                        m,
                        rest.relu,
                        #[inline(always)]
                        |_, _| element,
                    );
                }
            }
            None => {
                let nothing = S::zero();
                column::<S>(
                    c,
                    m * n,
                    rest.relu,
                    #[inline(always)]
                    |_, _| nothing,
                );
            }
        }
    }
}

/// One column: something is added to each vector, and to the part of one that is left.
#[inline(always)]
unsafe fn column<S: Simd>(
    c: *mut S::Scalar,
    length: usize,
    relu: bool,
    addend: impl Fn(usize, Option<S::Mask>) -> S::Vector,
) {
    let mut row = 0;
    // SAFETY: the caller has the features of `S`, and a column of that length; lanes beyond it are masked.
    unsafe {
        while row + S::LANES <= length {
            let to = c.add(row);
            let sum = S::add(S::load(to), addend(row, None));
            S::store(to, if relu { S::relu(sum) } else { sum });
            row += S::LANES;
        }
        if row < length {
            let (to, mask) = (c.add(row), S::mask(length - row));
            let sum = S::add(S::load_masked(to, mask), addend(row, Some(mask)));
            S::store_masked(to, mask, if relu { S::relu(sum) } else { sum });
        }
    }
}

/// A vector, or the part of one that is there.
#[inline(always)]
unsafe fn load<S: Simd>(from: *const S::Scalar, part: Option<S::Mask>) -> S::Vector {
    // SAFETY: as for the caller.
    unsafe {
        match part {
            None => S::load(from),
            Some(mask) => S::load_masked(from, mask),
        }
    }
}
