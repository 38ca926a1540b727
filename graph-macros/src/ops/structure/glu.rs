//! Gated linear unit: the left half of the columns, each element weighted by the sigmoid of one in the right half.
//!
//! B = L ∘ σ(R) with A = \[L R\]. Dauphin, Fan, Auli, Grangier: Language modeling with gated convolutional networks, 2017.
//!
//! Differentiated as it stands: dL = dB ∘ σ(R), dR = dB ∘ L ∘ σ′(R).

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "glu",
    reference: Reference {
        summary: "Gated linear unit: the left half of the columns, weighted by the sigmoid of the right half.",
        formula: "b_ij = a_ij σ(a_i(C+j))",
        inputs: &["a: [4, 6]"],
        example: "glu(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: structure_shapes::HALF_THE_COLUMNS,
    body: Body::Composite(
        "block(A, 0, 0, rows(A), cols(A) / 2) * sigmoid(block(A, 0, cols(A) / 2, rows(A), cols(A) / 2))",
    ),
    notation: Notation::function("glu(A)"),
    equations: |_| "",
    symbol: "glu",
    cost: Cost::Result(20),
};
