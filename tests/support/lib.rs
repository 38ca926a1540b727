//! What the tests of this package share: one checker for each kind of test.

pub mod compare;
pub mod counting;
pub mod differences;
pub mod fixture;
pub mod matrix;
pub mod nets;
pub mod reference;
pub mod sample;

/// The README's code compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// What is computed by hand there is what is computed.
#[cfg(doctest)]
#[doc = include_str!("../../docs/expansion.md")]
pub struct Expansion;
