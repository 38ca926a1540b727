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
use super::softmax::{BLOCK, Rows};
use crate::math;
use crate::scalar::Scalar;

/// Where the losses of `R` rows go: a column `[R, 1]`, their [`Sum`], or their [`Mean`].
pub trait Losses<T: Scalar, const R: usize> {
    /// Takes the losses of some rows, each once; 0 stands behind them.
    #[doc(hidden)]
    fn take(&mut self, rows: Rows, losses: &[T; BLOCK], sums: &mut [T; BLOCK], store: Store<T>);

    /// Takes all of them at once, where they are few.
    #[doc(hidden)]
    fn put(self, losses: &[T; R], store: Store<T>);

    /// Leaves what becomes of all of them.
    #[doc(hidden)]
    fn finish(self, sums: [T; BLOCK], store: Store<T>);
}

impl<T: Scalar, const R: usize> Losses<T, R> for &mut SMatrix<T, R, 1> {
    #[inline(always)]
    fn take(&mut self, rows: Rows, losses: &[T; BLOCK], _: &mut [T; BLOCK], store: Store<T>) {
        store.put_all(&mut self.as_mut_slice()[rows.first..][..rows.count], &losses[..rows.count]);
    }

    #[inline(always)]
    fn put(self, losses: &[T; R], store: Store<T>) {
        store.put_all(self.as_mut_slice(), losses);
    }

    #[inline(always)]
    fn finish(self, _: [T; BLOCK], _: Store<T>) {}
}

/// The sum of all rows.
#[derive(Debug)]
pub struct Sum<'a, T>(pub &'a mut SMatrix<T, 1, 1>);

impl<T: Scalar, const R: usize> Losses<T, R> for Sum<'_, T> {
    #[inline(always)]
    fn take(&mut self, _: Rows, losses: &[T; BLOCK], sums: &mut [T; BLOCK], _: Store<T>) {
        add(sums, losses);
    }

    #[inline(always)]
    fn put(self, losses: &[T; R], store: Store<T>) {
        store.put(&mut self.0[(0, 0)], few(losses));
    }

    #[inline(always)]
    fn finish(self, sums: [T; BLOCK], store: Store<T>) {
        store.put(&mut self.0[(0, 0)], total(sums));
    }
}

/// Sums in lanes: those of every sixteenth row.
#[inline(always)]
fn add<T: Scalar>(sums: &mut [T; BLOCK], losses: &[T; BLOCK]) {
    for (sum, &loss) in sums.iter_mut().zip(losses) {
        *sum += loss;
    }
}

/// The sum of so few that no loop is left of it.
#[inline(always)]
fn few<T: Scalar>(losses: &[T]) -> T {
    let mut sum = LaneSum::new();
    sum.add(losses);
    sum.total()
}

#[inline(always)]
fn total<T: Scalar>(mut sums: [T; BLOCK]) -> T {
    let mut half = BLOCK / 2;
    while half > 0 {
        for lane in 0..half {
            sums[lane] += sums[lane + half];
        }
        half /= 2;
    }
    sums[0]
}

/// The mean of all rows; NaN where there are none.
#[derive(Debug)]
pub struct Mean<'a, T>(pub &'a mut SMatrix<T, 1, 1>);

impl<T: Scalar, const R: usize> Losses<T, R> for Mean<'_, T> {
    #[inline(always)]
    fn take(&mut self, _: Rows, losses: &[T; BLOCK], sums: &mut [T; BLOCK], _: Store<T>) {
        add(sums, losses);
    }

    #[inline(always)]
    fn put(self, losses: &[T; R], store: Store<T>) {
        store.put(&mut self.0[(0, 0)], few(losses) / math::count(R));
    }

    #[inline(always)]
    fn finish(self, sums: [T; BLOCK], store: Store<T>) {
        store.put(&mut self.0[(0, 0)], total(sums) / math::count(R));
    }
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, reason = "counts are small")]
mod tests {
    use super::*;
    use crate::Labels;
    use crate::kernels::{
        label_softmax_cross_entropy, label_softmax_cross_entropy_of, softmax, softmax_cross_entropy,
        softmax_cross_entropy_of,
    };

    /// Added up, the losses are what a column of them adds up to.
    fn added_up<const R: usize>() {
        let a = SMatrix::<f64, R, 3>::from_fn(|i, j| ((i * 31 + j * 17) % 23) as f64 / 7.0 - 1.5);
        let labels = Labels::<R, 3>::try_from_iter((0..R).map(|row| (row * 7 + 1) % 3)).unwrap();
        let y = labels.one_hot::<f64>();
        let mut probs = a;
        softmax(&mut probs, &a, Store::Set);
        let mut column = SMatrix::<f64, R, 1>::zeros();
        softmax_cross_entropy(&mut column, &a, &y, Store::Set);
        for (store, before, scale) in
            [(Store::Set, 0.0, 1.0), (Store::Add, 2.0, 1.0), (Store::AddScaled(-0.5), 2.0, -0.5)]
        {
            let (mut sums, mut means) = ([SMatrix::<f64, 1, 1>::new(2.0); 4], [SMatrix::<f64, 1, 1>::new(2.0); 4]);
            let [first, second, third, fourth] = &mut sums;
            softmax_cross_entropy(Sum(first), &a, &y, store);
            softmax_cross_entropy_of(Sum(second), &a, &y, &probs, store);
            label_softmax_cross_entropy(Sum(third), &a, &labels, store);
            label_softmax_cross_entropy_of(Sum(fourth), &a, &labels, &probs, store);
            let [first, second, third, fourth] = &mut means;
            softmax_cross_entropy(Mean(first), &a, &y, store);
            softmax_cross_entropy_of(Mean(second), &a, &y, &probs, store);
            label_softmax_cross_entropy(Mean(third), &a, &labels, store);
            label_softmax_cross_entropy_of(Mean(fourth), &a, &labels, &probs, store);
            for (sum, mean) in sums.iter().zip(&means) {
                assert!((sum[0] - (before + scale * column.sum())).abs() < 1e-9, "{sum} of {R} rows");
                assert!((mean[0] - (before + scale * column.mean())).abs() < 1e-12, "{mean} of {R} rows");
            }
        }
    }

    #[test]
    fn sums_and_means_are_those_of_the_column() {
        added_up::<1>();
        added_up::<4>();
        added_up::<16>();
        added_up::<77>();
        added_up::<2000>();
    }

    #[test]
    fn no_rows() {
        let (mut sum, mut mean) = (SMatrix::<f32, 1, 1>::new(1.0), SMatrix::<f32, 1, 1>::new(1.0));
        let a = SMatrix::<f32, 0, 3>::zeros();
        softmax_cross_entropy(Sum(&mut sum), &a, &a, Store::Set);
        softmax_cross_entropy(Mean(&mut mean), &a, &a, Store::Set);
        assert!(sum[0] == 0.0 && mean[0].is_nan());
    }
}
