//! What labels choose: elements, rows, and where rows go.
//!
//! A product with the matrix Y that labels stand for has one term that is not zero, so none is multiplied: `embedding` is
//! Y · A, `scatter_rows` is Yᵀ · A, `gather` is the row sums of A ∘ Y. Each costs as much as there is to copy. A label is
//! below the number of classes or [`NONE`], which its type promises. A row without a label is a row of zeros in Y.

use nalgebra::SMatrix;

use super::Store;
use super::losses::Losses;
use super::softmax::{BLOCK, Rows, Statistics, ln_of_sum};
use super::softmax_cross_entropy::collect;
use crate::labels::{Labels, NONE};
use crate::scalar::Scalar;

/// `out`ᵢ = 1 where row i has a label, else 0.
pub fn known<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    labels: &Labels<R, C>,
    store: Store<T>,
) {
    for (to, &class) in out.as_mut_slice().iter_mut().zip(labels.as_slice()) {
        store.put(to, if class == NONE { T::ZERO } else { T::ONE });
    }
}

/// `out`ᵢ = aᵢⱼ with j the label of row i; 0 where there is none.
pub fn gather<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    a: &SMatrix<T, R, C>,
    labels: &Labels<R, C>,
    store: Store<T>,
) {
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    for (row, (to, &class)) in out.iter_mut().zip(labels.as_slice()).enumerate() {
        if class == NONE {
            store.put(to, T::ZERO);
            continue;
        }
        // SAFETY: `row` < R and `class` < C, so that the element is one of the R · C.
        store.put(to, unsafe { *a.get_unchecked(class as usize * R + row) });
    }
}

/// `out`ᵢⱼ = aₖⱼ with k the label of row i: a row of the table `a` for each label, zeros where there is none.
pub fn embedding<T: Scalar, const V: usize, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, V, C>,
    labels: &Labels<R, V>,
    store: Store<T>,
) {
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    for (to, column) in out.chunks_exact_mut(usize::max(R, 1)).zip(a.chunks_exact(usize::max(V, 1))) {
        for (to, &class) in to.iter_mut().zip(labels.as_slice()) {
            if class == NONE {
                store.put(to, T::ZERO);
                continue;
            }
            // SAFETY: `class` < V, which is how long a column is.
            store.put(to, unsafe { *column.get_unchecked(class as usize) });
        }
    }
}

/// `out`ₖⱼ = Σ aᵢⱼ over the rows i whose label is k, in their order.
pub fn scatter_rows<T: Scalar, const V: usize, const R: usize, const C: usize>(
    out: &mut SMatrix<T, V, C>,
    labels: &Labels<R, V>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    super::zero(out, store);
    let further = store.further();
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    for (column, from) in out.chunks_exact_mut(usize::max(V, 1)).zip(a.chunks_exact(usize::max(R, 1))) {
        for (&a, &class) in from.iter().zip(labels.as_slice()).filter(|&(_, &class)| class != NONE) {
            // SAFETY: `class` < V, which is how long a column is.
            further.put(unsafe { column.get_unchecked_mut(class as usize) }, a);
        }
    }
}

/// `out`ᵢ = −ln softmax(logits)ᵢⱼ with j the label of row i: ln sᵢ − (aᵢⱼ − mᵢ), see
/// [`softmax_cross_entropy`](super::softmax_cross_entropy). 0 where there is no label.
pub fn label_softmax_cross_entropy<T: Scalar, const R: usize, const C: usize>(
    out: impl Losses<T, R>,
    logits: &SMatrix<T, R, C>,
    labels: &Labels<R, C>,
    store: Store<T>,
) {
    collect(
        out,
        #[inline(always)]
        |rows| {
            let mut statistics = Statistics::of::<R, C>(logits.as_slice(), rows);
            statistics.finish_sums(ln_of_sum);
            losses(logits, labels, rows, statistics.get())
        },
        store,
    );
}

/// The same where `probs` = softmax(logits) is there already, see
/// [`softmax_cross_entropy_of`](super::softmax_cross_entropy_of).
pub fn label_softmax_cross_entropy_of<T: Scalar, const R: usize, const C: usize>(
    out: impl Losses<T, R>,
    logits: &SMatrix<T, R, C>,
    labels: &Labels<R, C>,
    probs: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    collect(
        out,
        #[inline(always)]
        |rows| {
            let statistics = Statistics::logarithms_by_probabilities(logits.as_slice(), probs.as_slice(), R, rows);
            losses(logits, labels, rows, statistics.get())
        },
        store,
    );
}

/// The losses of some rows of A, `[R, C]`, by their maxima and the logarithms of their sums.
#[inline(always)]
fn losses<T: Scalar, const R: usize, const C: usize>(
    a: &SMatrix<T, R, C>,
    labels: &Labels<R, C>,
    rows: Rows,
    (maxima, ln_sums): (&[T], &[T]),
) -> [T; BLOCK] {
    let (a, labels) = (a.as_slice(), labels.as_slice());
    let mut losses = [T::ZERO; BLOCK];
    let labels = labels[rows.first..][..rows.count].iter();
    for (row, ((to, &class), (&m, &ln_s))) in losses.iter_mut().zip(labels).zip(maxima.iter().zip(ln_sums)).enumerate()
    {
        if class != NONE {
            // SAFETY: the row is below R and `class` < C, so that the element is one of the R · C.
            *to = ln_s - (unsafe { *a.get_unchecked(class as usize * R + rows.first + row) } - m);
        }
    }
    losses
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, clippy::float_cmp, reason = "counts are small, and what is exact is exact")]
mod tests {
    use super::*;
    use crate::kernels::{OneHot, Value, map, matmul, matmul_tn, softmax, softmax_cross_entropy, sum_cols};

    const R: usize = 70; // more than a block of rows
    const V: usize = 5;

    fn labels() -> Labels<R, V> {
        Labels::try_from_iter((0..R).map(|row| (row * 7 + 3) % V)).unwrap()
    }

    fn matrix<const A: usize, const B: usize>(shift: f64) -> SMatrix<f64, A, B> {
        SMatrix::from_fn(|i, j| ((i * 31 + j * 17) % 23) as f64 / 7.0 - shift)
    }

    #[test]
    fn what_labels_choose_is_a_product_with_their_matrix() {
        let (labels, one_hot) = (labels(), labels().one_hot::<f64>());
        for store in [Store::Set, Store::Add, Store::AddScaled(-0.25)] {
            let (mut found, mut expected) = (matrix::<R, 3>(1.0), matrix::<R, 3>(1.0));
            let table = matrix::<V, 3>(0.5);
            embedding(&mut found, &table, &labels, store);
            matmul(&mut expected, &one_hot, &table, store);
            assert_eq!(found, expected);

            let (mut found, mut expected) = (matrix::<V, 3>(1.0), matrix::<V, 3>(1.0));
            let rows = matrix::<R, 3>(0.25);
            scatter_rows(&mut found, &labels, &rows, store);
            matmul_tn(&mut expected, &one_hot, &rows, store);
            assert!((found - expected).amax() < 1e-13);

            let (mut found, mut expected) = (matrix::<R, 1>(1.0), matrix::<R, 1>(1.0));
            let a = matrix::<R, V>(1.5);
            gather(&mut found, &a, &labels, store);
            sum_cols(&mut expected, (&a, OneHot(&labels)), store, |(a, y)| a * y);
            assert_eq!(found, expected);

            let (mut found, mut expected) = (matrix::<R, 1>(1.0), matrix::<R, 1>(1.0));
            label_softmax_cross_entropy(&mut found, &a, &labels, store);
            softmax_cross_entropy(&mut expected, &a, &one_hot, store);
            assert!((found - expected).amax() < 1e-13);
            let mut probs = a;
            softmax(&mut probs, &a, Store::Set);
            found = matrix::<R, 1>(1.0);
            label_softmax_cross_entropy_of(&mut found, &a, &labels, &probs, store);
            assert!((found - expected).amax() < 1e-13);
        }
    }

    #[test]
    fn rows_without_a_label_are_zeros() {
        let labels = Labels::<R, V>::with_ignored(
            labels().iter().enumerate().map(|(row, class)| if row % 3 == 0 { None } else { class }),
        )
        .unwrap();
        let one_hot = labels.one_hot::<f64>();
        assert_eq!(one_hot.row(0).sum() + one_hot.row(69).sum(), 0.0);
        let a = matrix::<R, V>(1.5);
        for store in [Store::Set, Store::Add, Store::AddScaled(-0.25)] {
            let mut out = matrix::<R, 1>(1.0);
            known(&mut out, &labels, Store::Set);
            assert_eq!(out, one_hot.column_sum());

            let (mut found, mut expected) = (matrix::<R, 3>(1.0), matrix::<R, 3>(1.0));
            embedding(&mut found, &matrix(0.5), &labels, store);
            matmul(&mut expected, &one_hot, &matrix::<V, 3>(0.5), store);
            assert_eq!(found, expected);

            let (mut found, mut expected) = (matrix::<V, 3>(1.0), matrix::<V, 3>(1.0));
            scatter_rows(&mut found, &labels, &matrix::<R, 3>(0.25), store);
            matmul_tn(&mut expected, &one_hot, &matrix::<R, 3>(0.25), store);
            assert!((found - expected).amax() < 1e-13);

            let (mut found, mut expected) = (matrix::<R, 1>(1.0), matrix::<R, 1>(1.0));
            gather(&mut found, &a, &labels, store);
            sum_cols(&mut expected, (&a, OneHot(&labels)), store, |(a, y)| a * y);
            assert_eq!(found, expected);

            let (mut found, mut expected) = (matrix::<R, 1>(1.0), matrix::<R, 1>(1.0));
            label_softmax_cross_entropy(&mut found, &a, &labels, store);
            softmax_cross_entropy(&mut expected, &a, &one_hot, store);
            assert!((found - expected).amax() < 1e-13);
            let mut probs = a;
            softmax(&mut probs, &a, Store::Set);
            found = matrix::<R, 1>(1.0);
            label_softmax_cross_entropy_of(&mut found, &a, &labels, &probs, store);
            assert!((found - expected).amax() < 1e-13);
        }
    }

    #[test]
    fn labels_and_numbers_in_loops() {
        let mut found = matrix::<R, V>(1.0);
        map(&mut found, (OneHot(&labels()), Value(3.0)), |(y, value)| y * value);
        assert_eq!(found, labels().one_hot::<f64>() * 3.0);
    }

    #[test]
    fn infinities_and_nan_show() {
        let labels = Labels::<3, 2>::new([0, 1, 1]).unwrap();
        let mut out = SMatrix::<f64, 3, 1>::zeros();
        let a = SMatrix::<f64, 3, 2>::new(f64::NEG_INFINITY, 0.0, f64::NAN, 1.0, 1000.0, -1000.0);
        label_softmax_cross_entropy(&mut out, &a, &labels, Store::Set);
        assert_eq!(out[0], f64::INFINITY);
        assert!(out[1].is_nan());
        assert_eq!(out[2], 2000.0);
    }
}
