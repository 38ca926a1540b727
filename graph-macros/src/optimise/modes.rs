//! What is one thing in training and another in `predict` becomes one of them, before anything else is done.

use super::rewrite::Equation;

pub const TRAINING: &[Equation] = &[("in_training(A, B)", "A")];

pub const PREDICTION: &[Equation] = &[("in_training(A, B)", "B")];
