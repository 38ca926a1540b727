//! Labels: the class of each row.

use core::fmt;

use nalgebra::SMatrix;

use crate::scalar::Scalar;

/// In the place of the class of a row that has none.
pub(crate) const NONE: u32 = u32::MAX;

/// The class of each of `R` rows: numbers below `C`, checked once, when they are made.
///
/// A row may have no label: [`with_ignored`](Self::with_ignored). It is a row of zeros in the matrix that the labels stand for,
/// so that cross-entropies ignore it: its loss is 0, and so is its gradient.
///
/// What `labels y: [R] in C` of a graph takes. A graph that has labels looks nothing up that is not there, and checks
/// nothing when it runs.
///
/// ```
/// use keisan::{LabelError, Labels};
///
/// let labels = Labels::<4, 10>::new([3, 1, 4, 1])?;
/// assert_eq!(labels.get(2), Some(4));
/// assert!(labels.iter().eq([3, 1, 4, 1].map(Some)));
///
/// let bytes = [3_u8, 1, 4, 12];
/// let error = Labels::<4, 10>::try_from_iter(bytes).unwrap_err();
/// assert_eq!(error, LabelError::Value { row: 3, value: 12, classes: 10 });
/// assert_eq!(error.to_string(), "row 3 has the label 12, but the classes are 0 to 9");
///
/// let error = Labels::<4, 10>::try_from_iter([3_i64, -1, 4, 1]).unwrap_err();
/// assert_eq!(error.to_string(), "row 1 has the label -1, but the classes are 0 to 9");
/// # Ok::<(), LabelError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Labels<const R: usize, const C: usize> {
    /// Each below `C`, or [`NONE`].
    classes: [u32; R],
}

impl<const R: usize, const C: usize> Labels<R, C> {
    const FITS: () = assert!(C > 0 && C <= u32::MAX as usize, "there is at least one class, and at most 2^32 - 1");

    /// The labels of all rows, in order.
    ///
    /// # Errors
    ///
    /// [`LabelError::Value`] for the first that is not below `C`.
    pub fn new(classes: [usize; R]) -> Result<Self, LabelError> {
        Self::try_from_slice(&classes)
    }

    /// The labels of all rows, in order.
    ///
    /// # Errors
    ///
    /// [`LabelError::Length`] if there are not `R` of them, [`LabelError::Value`] for the first that is not below `C`.
    pub fn try_from_slice(classes: &[usize]) -> Result<Self, LabelError> {
        Self::try_from_iter(classes.iter().copied())
    }

    /// The labels of all rows, in order, of any type of integer or references to it: bytes from a file as they are.
    ///
    /// # Errors
    ///
    /// As for [`try_from_slice`](Self::try_from_slice). Of too many labels no more than one is read.
    pub fn try_from_iter<I>(classes: I) -> Result<Self, LabelError>
    where
        I: IntoIterator,
        I::Item: Label,
    {
        let mut labels = Self { classes: [0; R] };
        labels.set(classes)?;
        Ok(labels)
    }

    /// Overwrites all labels, for the next batch.
    ///
    /// # Errors
    ///
    /// As for [`try_from_iter`](Self::try_from_iter); the labels before the mistake have been overwritten then.
    pub fn set<I>(&mut self, classes: I) -> Result<(), LabelError>
    where
        I: IntoIterator,
        I::Item: Label,
    {
        self.set_with_ignored(classes.into_iter().map(Some))
    }

    /// The labels of all rows, in order, `None` for a row without one.
    ///
    /// ```
    /// let labels = keisan::Labels::<3, 10>::with_ignored([Some(7_usize), None, Some(0)])?;
    /// assert_eq!(labels.get(1), None);
    /// # Ok::<(), keisan::LabelError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`try_from_slice`](Self::try_from_slice).
    pub fn with_ignored<L: Label>(classes: impl IntoIterator<Item = Option<L>>) -> Result<Self, LabelError> {
        let mut labels = Self { classes: [NONE; R] };
        labels.set_with_ignored(classes)?;
        Ok(labels)
    }

    /// Overwrites all labels, for the next batch, `None` for a row without one.
    ///
    /// # Errors
    ///
    /// As for [`try_from_iter`](Self::try_from_iter); the labels before the mistake have been overwritten then.
    pub fn set_with_ignored<L: Label>(
        &mut self,
        classes: impl IntoIterator<Item = Option<L>>,
    ) -> Result<(), LabelError> {
        let () = Self::FITS;
        let mut classes = classes.into_iter().map(|class| class.map(Label::value));
        for (row, label) in self.classes.iter_mut().enumerate() {
            *label = match classes.next().ok_or(LabelError::Length { rows: R, found: row })? {
                None => NONE,
                Some(value) => {
                    let class = u32::try_from(value).ok().filter(|&class| (class as usize) < C);
                    class.ok_or(LabelError::Value { row, value, classes: C })?
                }
            };
        }
        match classes.next() {
            Some(_) => Err(LabelError::Length { rows: R, found: R + 1 }),
            None => Ok(()),
        }
    }

    /// The class of a row; `None` for a row that has none, or that there is not.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<usize> {
        self.classes.get(row).copied().and_then(class)
    }

    /// The classes of all rows, `None` for a row without one.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<usize>> + DoubleEndedIterator + '_ {
        self.classes.iter().copied().map(class)
    }

    /// The classes of all rows, each below `C`; `u32::MAX` for a row without one.
    #[must_use]
    pub const fn as_slice(&self) -> &[u32] {
        &self.classes
    }

    /// As a matrix: a 1 in the place of each row's class, 0 elsewhere. A row without a label is all zero.
    #[must_use]
    pub fn one_hot<T: Scalar>(&self) -> SMatrix<T, R, C> {
        let mut matrix = SMatrix::from_element(T::ZERO);
        for (row, class) in self.iter().enumerate() {
            if let Some(class) = class {
                matrix[(row, class)] = T::ONE;
            }
        }
        matrix
    }
}

fn class(class: u32) -> Option<usize> {
    (class != NONE).then_some(class as usize)
}

impl<const R: usize, const C: usize> TryFrom<[usize; R]> for Labels<R, C> {
    type Error = LabelError;

    fn try_from(classes: [usize; R]) -> Result<Self, LabelError> {
        Self::new(classes)
    }
}

impl<const R: usize, const C: usize> TryFrom<&[usize]> for Labels<R, C> {
    type Error = LabelError;

    fn try_from(classes: &[usize]) -> Result<Self, LabelError> {
        Self::try_from_slice(classes)
    }
}

/// An integer of any type, or a reference to one: what [`Labels`] are made of.
pub trait Label: sealed::Sealed {
    /// The number that it is.
    fn value(self) -> i128;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! labels_of {
    ($($integer:ty),* => $to_number:expr) => {
        $(
            impl sealed::Sealed for $integer {}
            impl Label for $integer {
                fn value(self) -> i128 {
                    $to_number(self)
                }
            }
        )*
    };
}

labels_of!(u8, u16, u32, u64, i8, i16, i32, i64 => i128::from);
labels_of!(usize => |value| value as i128);
labels_of!(isize => |value| value as i128);

impl<L: Label + Copy> sealed::Sealed for &L {}
impl<L: Label + Copy> Label for &L {
    fn value(self) -> i128 {
        (*self).value()
    }
}

/// What is wrong with labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelError {
    /// A label is not below the number of classes.
    Value {
        /// The row that it is the label of, from 0.
        row: usize,
        /// The label.
        value: i128,
        /// How many classes there are.
        classes: usize,
    },
    /// There is not a label for each row.
    Length {
        /// How many rows there are.
        rows: usize,
        /// How many labels were found; one more than there are rows if there are too many.
        found: usize,
    },
}

impl fmt::Display for LabelError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Value { row, value, classes } => {
                write!(formatter, "row {row} has the label {value}, but the classes are 0 to {}", classes - 1)
            }
            Self::Length { rows, found } if found > rows => {
                write!(formatter, "there are {rows} rows, but more labels")
            }
            Self::Length { rows, found } => write!(formatter, "there are {rows} rows, but only {found} labels"),
        }
    }
}

impl core::error::Error for LabelError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_checked_when_they_are_made() {
        let labels = Labels::<3, 4>::new([0, 3, 2]).unwrap();
        assert_eq!(labels.as_slice(), [0, 3, 2]);
        assert_eq!((labels.get(1), labels.get(3)), (Some(3), None));
        assert_eq!(Labels::<3, 4>::new([0, 4, 9]), Err(LabelError::Value { row: 1, value: 4, classes: 4 }));
        assert_eq!(Labels::<3, 4>::try_from_slice(&[0, 1]), Err(LabelError::Length { rows: 3, found: 2 }));
        assert_eq!(Labels::<3, 4>::try_from_slice(&[0; 9]), Err(LabelError::Length { rows: 3, found: 4 }));
        assert_eq!(Labels::<3, 4>::try_from_iter(core::iter::repeat(1_u8)).unwrap_err().to_string(), {
            "there are 3 rows, but more labels"
        });
        let of_slice: &[usize] = &[0, 3, 2];
        assert_eq!(Labels::try_from(of_slice), Ok(labels));
        assert_eq!(Labels::try_from([0, 3, 2]), Ok(labels));
        let large = usize::MAX;
        assert_eq!(Labels::<1, 2>::new([large]), Err(LabelError::Value { row: 0, value: large as i128, classes: 2 }));
    }

    #[test]
    fn labels_are_integers_of_any_type() {
        assert_eq!(Labels::<2, 4>::try_from_iter([3_i64, 0]), Labels::new([3, 0]));
        let unsigned: &[u32] = &[3, 0];
        assert_eq!(Labels::<2, 4>::try_from_iter(unsigned), Labels::new([3, 0]));
        for value in [-1, i64::MIN, i64::from(u32::MAX) + 1, 4] {
            let error = LabelError::Value { row: 1, value: value.into(), classes: 4 };
            assert_eq!(Labels::<2, 4>::try_from_iter([3, value]), Err(error));
        }
    }

    #[test]
    fn labels_can_be_replaced() {
        let mut labels = Labels::<2, 300>::new([1, 2]).unwrap();
        labels.set([299_u16, 0]).unwrap();
        assert!(labels.iter().rev().eq([Some(0), Some(299)]));
    }

    #[test]
    fn labels_as_a_matrix() {
        let matrix = Labels::<3, 2>::new([1, 0, 1]).unwrap().one_hot::<f32>();
        assert_eq!(matrix, SMatrix::<f32, 3, 2>::new(0.0, 1.0, 1.0, 0.0, 0.0, 1.0));
    }
}
