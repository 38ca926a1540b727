//! Operations that are better done as one: the left side is found wherever it comes up, across statements.

use super::rewrite::Equation;

/// Softmax, then cross-entropy (31, 32), in each of the forms in which it is written. The right sides never take the
/// logarithm of a probability that has become 0, and their derivatives never divide by one.
pub const RULES: &[Equation] = &[
    ("cross_entropy(softmax(A), Y)", "softmax_cross_entropy(A, Y)"),
    ("ln(softmax(A))", "log_softmax(A)"),
    ("-sum_cols(Y * log_softmax(A))", "softmax_cross_entropy(A, Y)"),
    ("-sum_cols(log_softmax(A) * Y)", "softmax_cross_entropy(A, Y)"),
    ("-sum(Y * log_softmax(A))", "sum(softmax_cross_entropy(A, Y))"),
    ("-sum(log_softmax(A) * Y)", "sum(softmax_cross_entropy(A, Y))"),
];
