//! Where the largest or the smallest element of each row or column is: a position, counted from 0, as
//! a number.
//!
//! Of equal elements it is the first. The first NaN counts as both the largest and the smallest, as
//! in `NumPy`.

use nalgebra::SMatrix;

use super::reduce::{BLOCK, run};
use super::{Operands, Store};
use crate::math;
use crate::scalar::Scalar;

/// `out`ⱼ: the row in which column j is largest.
#[inline]
pub fn argmax_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    rows::<T, O, R, C>(out, operands, store, f, |a, best| a > best);
}

/// `out`ᵢ: the column in which row i is largest.
#[inline]
pub fn argmax_cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    cols::<T, O, R, C>(out, operands, store, f, |a, best| a > best);
}

/// `out`ⱼ: the row in which column j is smallest.
#[inline]
pub fn argmin_rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    rows::<T, O, R, C>(out, operands, store, f, |a, best| a < best);
}

/// `out`ᵢ: the column in which row i is smallest.
#[inline]
pub fn argmin_cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
) {
    cols::<T, O, R, C>(out, operands, store, f, |a, best| a < best);
}

/// The best element so far, and its position.
#[derive(Clone, Copy)]
struct Best<T> {
    element: T,
    position: T,
}

impl<T: Scalar> Best<T> {
    #[inline(always)]
    fn offer(&mut self, element: T, position: T, is_better: impl Fn(T, T) -> bool) {
        let wins = is_better(element, self.element) | (math::is_nan(element) & !math::is_nan(self.element));
        self.element = if wins { element } else { self.element };
        self.position = if wins { position } else { self.position };
    }
}

#[inline(always)]
fn rows<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, 1, C>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
    is_better: impl Fn(T, T) -> bool,
) {
    if const { R == 0 } {
        return;
    }
    let out = out.as_mut_slice();
    run::<_, R, C>(
        #[inline(always)]
        || {
            for (j, to) in out.iter_mut().enumerate() {
                // SAFETY: j < C.
                let cursor = unsafe { operands.column(j) };
                // SAFETY: 0 < R.
                let mut best = Best { element: f(unsafe { O::read(cursor, 0) }), position: T::ZERO };
                for i in 1..R {
                    // SAFETY: i < R.
                    best.offer(f(unsafe { O::read(cursor, i) }), T::from_usize(i), &is_better);
                }
                store.put(to, best.position);
            }
        },
    );
}

#[inline(always)]
fn cols<T: Scalar, O: Operands<T, R, C>, const R: usize, const C: usize>(
    out: &mut SMatrix<T, R, 1>,
    operands: O,
    store: Store<T>,
    f: impl Fn(O::Elements) -> T,
    is_better: impl Fn(T, T) -> bool,
) {
    let out = out.as_mut_slice();
    run::<_, R, C>(
        #[inline(always)]
        || {
            for (block, out) in out.chunks_mut(BLOCK).enumerate() {
                let mut best = [Best { element: T::ZERO, position: T::ZERO }; BLOCK];
                let best = &mut best[..out.len()];
                for j in 0..C {
                    // SAFETY: j < C.
                    let cursor = unsafe { operands.column(j) };
                    for (i, best) in best.iter_mut().enumerate() {
                        // SAFETY: the rows of the block are below R.
                        let element = f(unsafe { O::read(cursor, block * BLOCK + i) });
                        if j == 0 {
                            best.element = element;
                        } else {
                            best.offer(element, T::from_usize(j), &is_better);
                        }
                    }
                }
                for (to, best) in out.iter_mut().zip(&*best) {
                    store.put(to, best.position);
                }
            }
        },
    );
}
