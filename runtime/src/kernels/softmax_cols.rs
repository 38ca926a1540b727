//! Softmax of each column, and its logarithm; see [`softmax`](super::softmax()) for the equations.
//!
//! A column is one piece of memory. The exponentials, which take the time, are computed in one loop
//! over as many columns as fit into a group.

use nalgebra::SMatrix;

use super::Store;
use super::dispatch::{self, not_constant};
use super::reduce::LaneSum;
use crate::math;
use crate::scalar::Scalar;

/// `out`ᵢⱼ = exp aᵢⱼ / Σₖ exp aₖⱼ: each column becomes positive and sums to one.
pub fn softmax_cols<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { R == 0 } {
        return;
    }
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    dispatch::vectorised(
        #[inline(always)]
        || match store {
            Store::Set => {
                let group = if R < GROUP { GROUP / R * R } else { R };
                for (out, a) in out.chunks_mut(group).zip(a.chunks(group)) {
                    set_group(out, a, R);
                }
            }
            // The sums are needed before anything can be added.
            Store::Add | Store::AddScaled(_) => {
                for (out, a) in out.chunks_exact_mut(R).zip(a.chunks_exact(R)) {
                    let Statistics { maximum, sum } = Statistics::of(a);
                    for (to, &a) in out.iter_mut().zip(a) {
                        store.put(to, math::exp(a - maximum) / sum);
                    }
                }
            }
        },
    );
}

/// `out`ᵢⱼ = aᵢⱼ − ln Σₖ exp aₖⱼ: the logarithm of [`softmax_cols`], finite wherever a is.
pub fn log_softmax_cols<T: Scalar, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, C>,
    a: &SMatrix<T, R, C>,
    store: Store<T>,
) {
    if const { R == 0 } {
        return;
    }
    let (out, a) = (out.as_mut_slice(), a.as_slice());
    dispatch::vectorised(
        #[inline(always)]
        || {
            for (out, a) in out.chunks_exact_mut(R).zip(a.chunks_exact(R)) {
                let Statistics { maximum, sum } = Statistics::of(a);
                let ln_sum = math::ln(sum);
                for (to, &a) in out.iter_mut().zip(a) {
                    store.put(to, a - maximum - ln_sum);
                }
            }
        },
    );
}

/// Elements of a group of whole columns.
const GROUP: usize = 256;

/// Elements of which the exponentials are computed before they are added.
const BLOCK: usize = 64;

/// Some whole columns.
#[inline(always)]
fn set_group<T: Scalar>(out: &mut [T], a: &[T], height: usize) {
    let height = not_constant(height);
    for (out, a) in out.chunks_exact_mut(height).zip(a.chunks_exact(height)) {
        let maximum = maximum(a);
        for (to, &a) in out.iter_mut().zip(a) {
            *to = a - maximum;
        }
    }
    for to in &mut *out {
        *to = math::exp(*to);
    }
    for out in out.chunks_exact_mut(height) {
        let mut sum = LaneSum::new();
        for block in out.chunks(not_constant(BLOCK)) {
            sum.add(block);
        }
        let sum = sum.total();
        for to in out {
            *to /= sum;
        }
    }
}

/// m and s of one column.
struct Statistics<T> {
    maximum: T,
    sum: T,
}

impl<T: Scalar> Statistics<T> {
    #[inline(always)]
    fn of(column: &[T]) -> Self {
        let maximum = maximum(column);
        let mut sum = LaneSum::new();
        for block in column.chunks(not_constant(BLOCK)) {
            let mut exponentials = [T::ZERO; BLOCK];
            let exponentials = &mut exponentials[..block.len()];
            for (to, &a) in exponentials.iter_mut().zip(block) {
                *to = math::exp(a - maximum);
            }
            sum.add(exponentials);
        }
        Self { maximum, sum: sum.total() }
    }
}

/// The maximum of a column; NaN is passed over, and comes out in the sum.
#[inline(always)]
fn maximum<T: Scalar>(column: &[T]) -> T {
    let mut maximum = -T::ONE / T::ZERO;
    for &a in column {
        maximum = if a > maximum { a } else { maximum };
    }
    maximum
}
