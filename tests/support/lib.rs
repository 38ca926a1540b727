//! What the tests of this package share: one checker for each kind of test.

pub mod compare;
pub mod counting;
pub mod differences;
pub mod fixture;
pub mod matrix;
pub mod reference;
pub mod sample;
