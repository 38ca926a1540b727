//! `softmax_cross_entropy` of logits A and a target Y where B = softmax(A) is there already: a value for each row.
//!
//! c_i = Σ_j y_ij (ln s_i − (a_ij − m_i)) with m_i = max_k a_ik, and ln s_i = −ln max_k b_ik, for the largest probability is
//! e^0 / s_i. So no exponential is computed again; and since max_k b_ik is at least 1 / K, its logarithm is exact to rounding.
//!
//! The adjoints are those of `softmax_cross_entropy`.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "softmax_cross_entropy_of",
    reference: Reference {
        summary: "`softmax_cross_entropy` where the softmax is there already.",
        formula: "c_i = −Σ_j y_ij (a_ij − ln Σ_k e^a_ik)",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A", "Y", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::ALL_EQUAL_TO_COLUMN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = dC * (sum_cols(Y) * softmax(A) - Y)", "(32)"),
            Rule::Adjoint("dY = -(dC * log_softmax(A))", ""),
            Rule::Flat("it is the softmax of A, and what depends on it is part of dA"),
        ]),
        lowering: Lowering::Losses { kernel: "softmax_cross_entropy_of" },
    },
    notation: Notation::function("softmax_cross_entropy(A, Y)"),
    equations: |_| "(29)",
    symbol: "softmax + cross-entropy",
    cost: Cost::Operand(4),
};
