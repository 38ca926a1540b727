//! Operations that are better done as one: the left side is found wherever it comes up, across statements.

use super::rewrite::Equation;

/// Logarithms of sums of exponentials, which overflow nowhere when they are one operation; softmax, then cross-entropy (31, 32), in each of the forms in which it is written. The right sides never take the
/// logarithm of a probability that has become 0, and their derivatives never divide by one.
///
/// `L` is labels: with a 1 in each row, and 0 elsewhere.
pub const RULES: &[Equation] = &[
    ("ln(sigmoid(A))", "log_sigmoid(A)"),
    ("ln(1 + exp(A))", "softplus(A)"),
    ("ln(exp(A) + 1)", "softplus(A)"),
    ("log1p(exp(A))", "softplus(A)"),
    ("cross_entropy(softmax(A), Y)", "softmax_cross_entropy(A, Y)"),
    ("ln(softmax(A))", "log_softmax(A)"),
    ("ln(softmax_cols(A))", "log_softmax_cols(A)"),
    ("softmax(A.T).T", "softmax_cols(A)"),
    ("log_softmax(A.T).T", "log_softmax_cols(A)"),
    ("binary_cross_entropy(sigmoid(A), Y)", "binary_cross_entropy_with_logits(A, Y)"),
    ("-sum_cols(Y * log_softmax(A))", "softmax_cross_entropy(A, Y)"),
    ("-sum_cols(log_softmax(A) * Y)", "softmax_cross_entropy(A, Y)"),
    ("-sum(Y * log_softmax(A))", "sum(softmax_cross_entropy(A, Y))"),
    ("-sum(log_softmax(A) * Y)", "sum(softmax_cross_entropy(A, Y))"),
    // Of labels one element of each row is looked at.
    ("-xlogy(known(L), gather(softmax(A), L))", "label_softmax_cross_entropy(A, L)"),
    ("gather(log_softmax(A), L)", "-label_softmax_cross_entropy(A, L)"),
    ("softmax_cross_entropy(A, one_hot(L))", "label_softmax_cross_entropy(A, L)"),
    ("-sum_cols(xlogy(one_hot(L), A))", "label_cross_entropy(A, L)"),
    ("--A", "A"),
];
