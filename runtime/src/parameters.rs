//! The parameters of a graph: one flat slice, and named, shaped views of it.

use core::fmt;

use nalgebra::{DMatrixView, DMatrixViewMut};

use crate::plain::{self, Plain};
use crate::scalar::Scalar;

/// What is known of one parameter at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name in the graph.
    pub name: &'static str,
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Where its first scalar stands in the flat slice, counted in scalars.
    pub offset: usize,
    /// Whether it is `#[frozen]`: it has no gradient, and optimisers leave it alone.
    pub frozen: bool,
}

impl Entry {
    /// Number of scalars.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows * self.columns
    }

    /// Whether it has no scalar at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where it stands in the flat slice.
    #[must_use]
    pub const fn range(&self) -> core::ops::Range<usize> {
        self.offset..self.offset + self.len()
    }
}

/// The parameters of a graph, or their gradients, which have the same type.
///
/// Implemented by `graph!`. The scalars of all parameters are one flat slice, in the order of
/// declaration, each matrix column by column: for optimisers, for saving, for sums over machines.
pub trait Parameters: Plain<Float = <Self as Parameters>::Scalar> + Sized + 'static {
    /// `f32` or `f64`.
    type Scalar: Scalar;

    /// Number of scalars of all parameters together.
    const COUNT: usize;

    /// Name, shape and place of each parameter, in the order of declaration.
    const ENTRIES: &'static [Entry];

    /// All parameters as one slice of [`COUNT`](Self::COUNT) scalars.
    fn as_slice(&self) -> &[Self::Scalar] {
        plain::flat(self)
    }

    /// All parameters as one slice of [`COUNT`](Self::COUNT) scalars, to be changed.
    fn as_mut_slice(&mut self) -> &mut [Self::Scalar] {
        plain::flat_mut(self)
    }

    /// The parameter of that name as a matrix, or `None` if there is none.
    fn view(&self, name: &str) -> Option<DMatrixView<'_, Self::Scalar>> {
        let entry = entry::<Self>(name)?;
        Some(matrix(entry, self.as_slice()))
    }

    /// The parameter of that name as a matrix to be changed, or `None` if there is none.
    fn view_mut(&mut self, name: &str) -> Option<DMatrixViewMut<'_, Self::Scalar>> {
        let entry = entry::<Self>(name)?;
        let scalars = &mut self.as_mut_slice()[entry.range()];
        Some(DMatrixViewMut::from_slice(scalars, entry.rows, entry.columns))
    }

    /// Every parameter with its name and shape, in the order of declaration.
    fn views(&self) -> impl Iterator<Item = (&'static Entry, DMatrixView<'_, Self::Scalar>)> {
        let scalars = self.as_slice();
        Self::ENTRIES.iter().map(move |entry| (entry, matrix(entry, scalars)))
    }

    /// Overwrites all parameters, from a slice in the order of [`as_slice`](Self::as_slice).
    ///
    /// # Errors
    ///
    /// [`LengthError`] if the slice does not hold exactly [`COUNT`](Self::COUNT) scalars; nothing
    /// is changed then.
    fn try_copy_from_slice(&mut self, source: &[Self::Scalar]) -> Result<(), LengthError> {
        let target = self.as_mut_slice();
        if source.len() != target.len() {
            return Err(LengthError { expected: target.len(), found: source.len() });
        }
        target.copy_from_slice(source);
        Ok(())
    }
}

fn entry<P: Parameters>(name: &str) -> Option<&'static Entry> {
    P::ENTRIES.iter().find(|entry| entry.name == name)
}

fn matrix<'a, T: Scalar>(entry: &Entry, scalars: &'a [T]) -> DMatrixView<'a, T> {
    DMatrixView::from_slice(&scalars[entry.range()], entry.rows, entry.columns)
}

/// A slice of parameters is not as long as the graph's parameters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthError {
    /// How many scalars the graph's parameters have.
    pub expected: usize,
    /// How many the slice has.
    pub found: usize,
}

impl fmt::Display for LengthError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, found } = self;
        write!(formatter, "the graph has {expected} parameters, the slice holds {found}")
    }
}

impl core::error::Error for LengthError {}
