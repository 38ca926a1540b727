//! Dropout: in training each element is dropped at random, and what is kept is scaled up; `predict` keeps all.
//!
//! B = A ∘ M with m_ij = 0 with probability p, else 1 / (1 − p), so that B is A on average; dA = dB ∘ M. The mask M is
//! drawn by the forward pass from the caller's `seed`, and saved for the backward pass.
//! Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout, a simple way to prevent neural networks from
//! overfitting, 2014, in the inverted form.

use crate::ops::{Attribute, Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "dropout",
    reference: Reference {
        summary: "In training drops each element with probability `rate` and scales up what is kept; nothing in `predict`. \
                  The inputs have a field `seed` then: from equal seeds equal elements are dropped.",
        formula: "b_ij = a_ij m_ij, with m_ij = 0 with probability p, else 1 / (1 − p)",
        inputs: &["a: [4, 3]"],
        example: "dropout(a, 0.1)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[Attribute {
        name: "rate",
        default: Some(0.5),
        domain: (|rate| (0.0..1.0).contains(&rate), "a number of at least 0 and less than 1"),
    }],
    shape: shapes::SAME,
    body: Body::Composite("in_training(A * mask(A, rate), A)"),
    notation: Notation::function("dropout(A, rate)"),
    equations: |_| "",
    symbol: "dropout",
    cost: Cost::Result(1),
};
