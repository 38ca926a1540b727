//! The kernels that generated code calls: products, elementwise loops, reductions, scans, softmax, and
//! what puts elements elsewhere.
//!
//! Shapes are in the types, so nothing is checked and nothing can fail at run time. Every kernel
//! writes into memory that the caller owns, allocates nothing, and either overwrites its destination or
//! adds to it ([`Store`]). This is, with [`plain`](crate::plain), the only module with `unsafe` code.

mod ahead;
mod arg_max;
mod concat;
mod dispatch;
mod elementwise;
mod finish;
#[cfg(test)]
mod fold_tests;
mod labels;
mod losses;
mod mask;
mod matmul;
mod matmul_deep;
mod matmul_dot;
#[cfg(test)]
mod matmul_naive;
mod matmul_small;
#[cfg(test)]
mod matmul_tests;
mod matmul_tile;
mod operands;
#[cfg(feature = "rayon")]
mod parallel;
mod reduce;
mod reorder;
mod scan;
mod simd;
mod softmax;
mod softmax_chunks;
mod softmax_cols;
mod softmax_cross_entropy;
mod softmax_few;
#[cfg(test)]
mod softmax_tests;
mod structure;
#[cfg(test)]
mod structure_tests;
#[cfg(test)]
mod tests;
mod transpose;
mod two_passes;

pub use arg_max::{argmax_cols, argmax_rows, argmin_cols, argmin_rows};
pub use concat::{Below, Beside, concat_cols, concat_rows};
pub use elementwise::{add, add_scaled, map, map_with, update, zero};
pub use finish::{Addend, Finish, Plus, Relu};
pub use labels::{embedding, gather, known, label_softmax_cross_entropy, label_softmax_cross_entropy_of, scatter_rows};
pub use losses::{Losses, Mean, Sum};
pub use mask::dropout_mask;
#[doc(hidden)]
pub use matmul::routes;
pub use matmul::{matmul, matmul_nt, matmul_tn, matmul_tt};
pub use operands::{Column, OneHot, Operand, Operands, Row, Single, Value};
pub use reduce::{
    max, max_cols, max_rows, mean, mean_cols, mean_rows, min, min_cols, min_rows, prod_cols, prod_rows, sum, sum_cols,
    sum_rows,
};
pub use reorder::{flip_cols, flip_rows, shift_rows};
pub use scan::{
    cumsum_cols, cumsum_rows, products_before_cols, products_before_rows, recurrence_rows, tailsum_cols, tailsum_rows,
};
pub use softmax::{log_softmax, softmax};
pub use softmax_cols::{log_softmax_cols, softmax_cols};
pub use softmax_cross_entropy::{softmax_cross_entropy, softmax_cross_entropy_of};
pub use structure::{block, diag, diagonal, place, repeat, reshape, sum_tiles, tril, triu};
pub use transpose::transpose;
pub use two_passes::{logsumexp, logsumexp_cols, logsumexp_rows, std, std_cols, std_rows, var, var_cols, var_rows};

pub(crate) use dispatch::vectorised;
#[doc(hidden)]
pub use simd::Units;

use crate::scalar::Scalar;

/// What a kernel does with its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store<T> {
    /// Overwrites the destination.
    Set,
    /// Adds to what the destination holds.
    Add,
    /// Adds to what the destination holds, multiplied by that number: −η is a step of gradient descent.
    AddScaled(T),
}

impl<T: Scalar> Store<T> {
    #[inline(always)]
    fn put(self, target: &mut T, value: T) {
        match self {
            Self::Set => *target = value,
            Self::Add => *target += value,
            Self::AddScaled(scale) => *target += scale * value,
        }
    }

    /// [`put`](Self::put) for each element; what is to be done is asked once, so that the compiler keeps whole vectors.
    #[inline(always)]
    fn put_all(self, targets: &mut [T], values: &[T]) {
        match self {
            Self::Set => targets.copy_from_slice(values),
            Self::Add => targets.iter_mut().zip(values).for_each(|(target, &value)| *target += value),
            Self::AddScaled(scale) => {
                targets.iter_mut().zip(values).for_each(|(target, &value)| *target += scale * value);
            }
        }
    }

    /// What is done with each further part of a result that comes in parts.
    #[inline(always)]
    const fn further(self) -> Self {
        match self {
            Self::Set | Self::Add => Self::Add,
            Self::AddScaled(scale) => Self::AddScaled(scale),
        }
    }
}
