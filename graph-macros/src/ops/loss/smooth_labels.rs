//! A target whose rows are mixed with the uniform distribution.
//!
//! B = (1 − ε) Y + ε rowsum(Y) / C over the C columns, with ε = 0.1 unless given. A row keeps its sum, so that one of zeros, which a
//! cross-entropy ignores, stays ignored.
//! Szegedy et al.: Rethinking the Inception architecture for computer vision, 2016.

use crate::ops::{Attribute, Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "smooth_labels",
    reference: Reference {
        summary: "A target with a part of each row spread over all its classes.",
        formula: "b_ij = (1 − ε) y_ij + ε Σ_k y_ik / C",
        inputs: &["b: [4, 3]", "y: [4, 3]"],
        example: "cross_entropy(softmax(b), smooth_labels(y, 0.1))",
    },
    syntax: Syntax::Function,
    operands: &["Y"],
    result: "B",
    attributes: &[Attribute {
        name: "smoothing",
        default: Some(0.1),
        domain: (|value| (0.0..=1.0).contains(&value), "a number from 0 to 1"),
    }],
    shape: shapes::SAME,
    body: Body::Composite("(1 - smoothing) * Y + smoothing * mean_cols(Y)"),
    notation: Notation::function("smooth_labels(Y, smoothing)"),
    equations: |_| "",
    symbol: "smooth_labels",
    cost: Cost::Result(4),
};
