//! Reductions in two passes over an elementwise expression: the first finds a centre, the second adds
//! up what each element is relative to it. So nothing is lost where the elements are large and their
//! differences small, and no exponential overflows.
//!
//! The expression is computed twice, in registers, and stored nowhere.

use nalgebra::SMatrix;

use super::reduce::{self, BLOCK, Largest, Monoid, Sum};
use super::{Operands, Store};
use crate::math;
use crate::scalar::Scalar;

/// A reduction of `count` elements.
trait TwoPasses<T: Scalar>: Copy {
    /// What the first pass folds with.
    type First: Monoid<T>;

    /// The centre, from the first pass.
    fn centre(self, folded: T, count: usize) -> T;
    /// What the second pass adds up.
    fn term(self, element: T, centre: T) -> T;
    fn finish(self, sum: T, centre: T, count: usize) -> T;
}

/// Σ (x − x̄)² / (n − correction)
#[derive(Clone, Copy)]
struct Variance<T> {
    correction: T,
}

impl<T: Scalar> TwoPasses<T> for Variance<T> {
    type First = Sum;

    #[inline(always)]
    fn centre(self, sum: T, count: usize) -> T {
        sum / math::count(count)
    }

    #[inline(always)]
    fn term(self, element: T, mean: T) -> T {
        math::square(element - mean)
    }

    #[inline(always)]
    fn finish(self, sum: T, _: T, count: usize) -> T {
        sum / (math::count::<T>(count) - self.correction)
    }
}

/// √ of the variance.
#[derive(Clone, Copy)]
struct Deviation<T> {
    correction: T,
}

impl<T: Scalar> TwoPasses<T> for Deviation<T> {
    type First = Sum;

    #[inline(always)]
    fn centre(self, sum: T, count: usize) -> T {
        sum / math::count(count)
    }

    #[inline(always)]
    fn term(self, element: T, mean: T) -> T {
        math::square(element - mean)
    }

    #[inline(always)]
    fn finish(self, sum: T, mean: T, count: usize) -> T {
        math::sqrt(Variance { correction: self.correction }.finish(sum, mean, count))
    }
}

/// ln Σ eˣ = m + ln Σ e^(x − m) with the largest element m, or with 0 where that is infinite: so it is −∞ where
/// all are, and ∞ where one is. NaN comes out in the sum.
#[derive(Clone, Copy)]
struct LogSumExp;

impl<T: Scalar> TwoPasses<T> for LogSumExp {
    type First = Largest;

    #[inline(always)]
    fn centre(self, largest: T, _: usize) -> T {
        // NaN is not less than infinity.
        if math::abs(largest) < T::ONE / T::ZERO { largest } else { T::ZERO }
    }

    #[inline(always)]
    fn term(self, element: T, centre: T) -> T {
        math::exp(element - centre)
    }

    #[inline(always)]
    fn finish(self, sum: T, centre: T, _: usize) -> T {
        math::ln(sum) + centre
    }
}

/// `out` = Σᵢⱼ (x − x̄)² / (R · C − `correction`) with x = f(operands): the variance of everything.
#[inline]
pub fn var<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, 1>,
    operands: O,
    correction: T,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    all(out, operands, store, f, Variance { correction });
}

/// `out`ⱼ = Σᵢ (x − x̄)² / (R − `correction`) with x = f(operands): the variance of each column.
#[inline]
pub fn var_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    correction: T,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    rows(out, operands, store, f, Variance { correction });
}

/// `out`ᵢ = Σⱼ (x − x̄)² / (C − `correction`) with x = f(operands): the variance of each row.
#[inline]
pub fn var_cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    correction: T,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    cols(out, operands, store, f, Variance { correction });
}

/// The square root of the variance of everything: the standard deviation.
#[inline]
pub fn std<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, 1>,
    operands: O,
    correction: T,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    all(out, operands, store, f, Deviation { correction });
}

/// The square root of the variance of each column: the standard deviation.
#[inline]
pub fn std_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    correction: T,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    rows(out, operands, store, f, Deviation { correction });
}

/// The square root of the variance of each row: the standard deviation.
#[inline]
pub fn std_cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    correction: T,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    cols(out, operands, store, f, Deviation { correction });
}

/// `out` = ln Σᵢⱼ eˣ with x = f(operands): the logarithm of the sum of exponentials of everything.
#[inline]
pub fn logsumexp<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    all(out, operands, store, f, LogSumExp);
}

/// `out`ⱼ = ln Σᵢ eˣ with x = f(operands): the logarithm of the sum of exponentials of each column.
#[inline]
pub fn logsumexp_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    rows(out, operands, store, f, LogSumExp);
}

/// `out`ᵢ = ln Σⱼ eˣ with x = f(operands): the logarithm of the sum of exponentials of each row.
#[inline]
pub fn logsumexp_cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    cols(out, operands, store, f, LogSumExp);
}

#[inline(always)]
fn all<T: Scalar, O: Operands<T, R, C>, P: TwoPasses<T>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
    passes: P,
) {
    let centre = passes.centre(reduce::all::<P::First, _, _, R, C>(operands, &f), R * C);
    let sum = reduce::all::<Sum, _, _, R, C>(
        operands,
        #[inline(always)]
        |elements| passes.term(f(elements), centre),
    );
    store.put(&mut out[(0, 0)], passes.finish(sum, centre, R * C));
}

#[inline(always)]
fn rows<T: Scalar, O: Operands<T, R, C>, P: TwoPasses<T>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
    passes: P,
) {
    let out = out.as_mut_slice();
    reduce::run::<_, R, C>(
        #[inline(always)]
        || {
            for (j, to) in out.iter_mut().enumerate() {
                // SAFETY: j < C.
                let cursor = unsafe { operands.column(j) };
                // SAFETY: the cursor is that of a column.
                let folded = unsafe { reduce::column::<P::First, T, O, R, C>(cursor, &f) };
                let centre = passes.centre(folded, R);
                // SAFETY: the cursor is that of a column.
                let sum = unsafe {
                    reduce::column::<Sum, T, O, R, C>(
                        cursor,
                        #[inline(always)]
                        |elements| passes.term(f(elements), centre),
                    )
                };
                store.put(to, passes.finish(sum, centre, R));
            }
        },
    );
}

#[inline(always)]
fn cols<T: Scalar, O: Operands<T, R, C>, P: TwoPasses<T>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
    passes: P,
) {
    if const { R == 1 } {
        // A single row lies in memory as a single column does.
        let mut whole = SMatrix::<T, 1, 1>::zeros();
        all::<T, O, P, R, C>(&mut whole, operands, Store::Set, f, passes);
        return store.put(&mut out[(0, 0)], whole[(0, 0)]);
    }
    let out = out.as_mut_slice();
    reduce::run::<_, R, C>(
        #[inline(always)]
        || {
            for (block, out) in out.chunks_mut(BLOCK).enumerate() {
                let first = block * BLOCK;
                let (mut centres, mut sums) = ([P::First::neutral(); BLOCK], [T::ZERO; BLOCK]);
                let (centres, sums) = (&mut centres[..out.len()], &mut sums[..out.len()]);
                // SAFETY: the rows of the block are below R.
                unsafe { reduce::fold_rows::<P::First, T, O, R, C>(centres, operands, first, &f) };
                for centre in &mut *centres {
                    *centre = passes.centre(*centre, C);
                }
                for j in 0..C {
                    // SAFETY: j < C, and the rows of the block are below R.
                    unsafe { add_terms::<T, O, P, R, C>(sums, centres, operands.column(j), first, &f, passes) };
                }
                for ((to, &sum), &centre) in out.iter_mut().zip(&*sums).zip(&*centres) {
                    store.put(to, passes.finish(sum, centre, C));
                }
            }
        },
    );
}

/// `sums`ᵢ += the term of f(operands), for the rows from `first` on.
#[inline(always)]
unsafe fn add_terms<T: Scalar, O: Operands<T, R, C>, P: TwoPasses<T>, const R: usize, const C: usize>(
    sums: &mut [T],
    centres: &[T],
    cursor: O::Cursor,
    first: usize,
    f: impl Fn(O::Elements) -> T,
    passes: P,
) {
    for (i, (sum, &centre)) in sums.iter_mut().zip(centres).enumerate() {
        // SAFETY: by the caller's word the rows are there.
        *sum += passes.term(f(unsafe { O::read(cursor, first + i) }), centre);
    }
}
