//! An activation with a slope that is learnt.
//!
//! c = a where a > 0, else s a; dA = dC where a > 0, else dC ∘ S; dS = dC ∘ A where a ≤ 0, else 0, added up over what the slope
//! was stretched over: a row has a slope for each column, a scalar one for all.
//! He, Zhang, Ren, Sun: Delving deep into rectifiers, 2015.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "prelu",
    reference: Reference {
        summary: "Rectifier with a slope below 0 that is a value of the graph, such as a parameter.",
        formula: "c_ij = a_ij where a_ij > 0, else s_ij a_ij",
        inputs: &["a: [4, 3]", "s: [3]"],
        example: "prelu(a, s)",
    },
    syntax: Syntax::Function,
    operands: &["A", "S"],
    result: "C",
    attributes: &[],
    shape: shapes::BROADCAST,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = select(A, dC, dC * S)", "(23)"),
            Rule::Adjoint("dS = select(A, 0, dC * A)", ""),
        ]),
        lowering: Lowering::Elementwise(Scalar::Function("leaky_relu")),
    },
    notation: Notation::function("prelu(A, S)"),
    equations: |_| "(21)",
    symbol: "prelu",
    cost: Cost::Result(2),
};
