//! Layer normalisation: each row with mean 0 and variance 1.
//!
//! b_ij = (a_ij − m_i) / √(v_i + ε) with the mean m_i and the variance v_i of row i; ε = 1e-5 unless given. The gain and the bias are
//! the user’s: `layer_norm(x) * g + b`. Ba, Kiros, Hinton: Layer normalization, 2016.
//!
//! Differentiated as it stands: dA = dC − rowmean(dC), with dC = (dB − B ∘ rowmean(dB ∘ B)) / √(v + ε) the adjoint of A − m.

use crate::ops::{Attribute, Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "layer_norm",
    reference: Reference {
        summary: "Layer normalisation: each row with mean 0 and variance 1; gain and bias are written behind it.",
        formula: "b_ij = (a_ij − m_i) / √(v_i + eps), with mean m_i and variance v_i of row i",
        inputs: &["a: [4, 3]"],
        example: "layer_norm(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[Attribute {
        name: "eps",
        default: Some(1e-5),
        domain: (|value| value >= 0.0 && value.is_finite(), "a finite number that is not negative"),
    }],
    shape: shapes::SAME,
    body: Body::Composite("(A - mean_cols(A)) / sqrt(mean_cols(square(A - mean_cols(A))) + eps)"),
    notation: Notation::function("layer_norm(A, eps)"),
    equations: |_| "",
    symbol: "layer_norm",
    cost: Cost::Operand(6),
};
