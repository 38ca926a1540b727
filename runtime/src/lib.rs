//! keisan turns a computation graph, written in Rust source, into forward and backward Rust code at
//! compile time. This crate is the one to depend on: the macro [`graph!`], and what the generated
//! code stands on.

#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

#[cfg(feature = "alloc")]
extern crate alloc;

pub use nalgebra;
pub use nalgebra::SMatrix;

#[cfg(feature = "alloc")]
mod check_gradients;
mod graph;
pub mod init;
pub mod kernels;
pub mod math;
pub mod optim;
mod parameters;
pub mod plain;
pub mod random;
mod scalar;

#[cfg(feature = "alloc")]
pub use check_gradients::{Disagreement, GradientReport, check_gradients};
pub use graph::{Graph, LossGraph};
pub use parameters::{Entry, LengthError, Parameters};
pub use plain::Plain;
pub use scalar::Scalar;

#[doc(hidden)]
pub use keisan_macros::__graph;

/// Declares a computation graph and generates its forward and backward code.
#[macro_export]
macro_rules! graph {
    ($($tokens:tt)*) => {
        $crate::__graph! { $crate $($tokens)* }
    };
}

/// Emits its items where boxes exist: generated code cannot see this crate's features.
#[doc(hidden)]
#[cfg(feature = "alloc")]
#[macro_export]
macro_rules! __with_alloc {
    ($($items:item)*) => { $($items)* };
}

/// Emits nothing: there are no boxes.
#[doc(hidden)]
#[cfg(not(feature = "alloc"))]
#[macro_export]
macro_rules! __with_alloc {
    ($($items:item)*) => {};
}

/// What generated code names, so that it works under any name of this crate, with or without `std`.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "alloc")]
    pub use alloc::boxed::Box;
}
