//! Where a kernel that has a loss for each row leaves them: in a column, or added up, so that they are nowhere by themselves.
//!
//! ```
//! # use keisan::{Labels, SMatrix};
//! # use keisan::kernels::{self, Mean, Store};
//! # let logits = SMatrix::<f32, 2, 3>::new(1.0, 2.0, 3.0, 3.0, 2.0, 1.0);
//! # let labels = Labels::<2, 3>::new([2, 0]).unwrap();
//! let mut loss = SMatrix::<f32, 1, 1>::zeros();
//! kernels::label_softmax_cross_entropy(Mean(&mut loss), &logits, &labels, Store::Set);
//! assert!((loss[0] - 0.407_606).abs() < 1e-6);
//! ```

use nalgebra::SMatrix;

use super::Store;
use super::reduce::LaneSum;
use super::softmax::Rows;
use crate::math;
use crate::scalar::Scalar;

/// Where the losses of `R` rows go: a column `[R, 1]`, their [`Sum`], or their [`Mean`].
pub trait Losses<T: Scalar, const R: usize> {
    /// Takes the losses of some rows, each once.
    #[doc(hidden)]
    fn take(&mut self, rows: Rows, losses: &[T], sum: &mut LaneSum<T>, store: Store<T>);

    /// Leaves what becomes of all of them.
    #[doc(hidden)]
    fn finish(self, sum: LaneSum<T>, store: Store<T>);
}

impl<T: Scalar, const R: usize> Losses<T, R> for &mut SMatrix<T, R, 1> {
    #[inline(always)]
    fn take(&mut self, rows: Rows, losses: &[T], _: &mut LaneSum<T>, store: Store<T>) {
        store.put_all(&mut self.as_mut_slice()[rows.first..][..rows.count], losses);
    }

    #[inline(always)]
    fn finish(self, _: LaneSum<T>, _: Store<T>) {}
}

/// The sum of all rows.
#[derive(Debug)]
pub struct Sum<'a, T>(pub &'a mut SMatrix<T, 1, 1>);

impl<T: Scalar, const R: usize> Losses<T, R> for Sum<'_, T> {
    #[inline(always)]
    fn take(&mut self, _: Rows, losses: &[T], sum: &mut LaneSum<T>, _: Store<T>) {
        sum.add(losses);
    }

    #[inline(always)]
    fn finish(self, sum: LaneSum<T>, store: Store<T>) {
        store.put(&mut self.0[(0, 0)], sum.total());
    }
}

/// The mean of all rows; NaN where there are none.
#[derive(Debug)]
pub struct Mean<'a, T>(pub &'a mut SMatrix<T, 1, 1>);

impl<T: Scalar, const R: usize> Losses<T, R> for Mean<'_, T> {
    #[inline(always)]
    fn take(&mut self, _: Rows, losses: &[T], sum: &mut LaneSum<T>, _: Store<T>) {
        sum.add(losses);
    }

    #[inline(always)]
    fn finish(self, sum: LaneSum<T>, store: Store<T>) {
        store.put(&mut self.0[(0, 0)], sum.total() / math::count(R));
    }
}
