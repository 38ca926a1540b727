//! One value, and the derivative of another.
//!
//! C = A in the forward pass; dB = dC, and A gets nothing: `custom_gradient(f(x), g(x))` is f(x), and its derivative is that of
//! g(x). It is A + (B − detach(B)) without the rounding, and B is computed only as far as its own derivative needs it.
//! With a step for f and the identity for g it is the straight-through estimator: Bengio, Léonard, Courville: Estimating or
//! propagating gradients through stochastic neurons for conditional computation, 2013.

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "custom_gradient",
    reference: Reference {
        summary: "The value of the first operand, with the derivative of the second: a straight-through estimator, say. \
                  Differences of the loss do not show such a derivative.",
        formula: "c_ij = a_ij, whatever B is",
        inputs: &["a: [4, 3]"],
        example: "custom_gradient(relu(a), softplus(a))",
    },
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::EQUAL,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Flat("the derivative is that of the second operand, by intention"),
            Rule::Adjoint("dB = dC", ""),
        ]),
        lowering: Lowering::Elementwise(Scalar::Identity),
    },
    notation: Notation { template: "A", precedence: precedence::ATOM, operands: &[precedence::ATOM] },
    equations: |_| "",
    symbol: "custom gradient",
    cost: Cost::Free,
};
