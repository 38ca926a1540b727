//! Each element kept between two bounds.
//!
//! D = min(max(A, L), H), and NaN where one of them is NaN. The adjoint goes to A where a is between the bounds or on one, else
//! to the bound that took its place.

use crate::ops::{
    Arguments, Body, Cost, Derivative, Lowering, Notation, Operand, Operation, Reference, Rule, Scalar, ShapeRule,
    Syntax, shapes,
};

pub static OP: Operation = Operation {
    name: "clamp",
    reference: Reference {
        summary: "Each element kept between a low and a high bound, which may be numbers or matrices.",
        formula: "d_ij = min(max(a_ij, l_ij), h_ij)",
        inputs: &["a: [4, 3]"],
        example: "clamp(a, -1, 1)",
    },
    syntax: Syntax::Function,
    operands: &["A", "L", "H"],
    result: "D",
    attributes: &[],
    shape: ShapeRule {
        arguments: Arguments::Operands,
        signature: "[R, C], [R, C], [R, C] → [R, C], where a 1 stretches",
        infer: |application, dims| {
            if let [_, Operand { number: Some(low), .. }, Operand { number: Some(high), .. }] = application.operands {
                application.ascending(*low, *high)?;
            }
            (shapes::BROADCAST.infer)(application, dims)
        },
    },
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = select(A >= L, select(A <= H, dD, 0), 0)", ""),
            Rule::Adjoint("dL = select(A < L, select(L <= H, dD, 0), 0)", ""),
            Rule::Adjoint("dH = select(A > H, dD, select(L > H, dD, 0))", ""),
        ]),
        lowering: Lowering::Elementwise(Scalar::Function("clamp")),
    },
    notation: Notation::function("clamp(A, L, H)"),
    equations: |_| "",
    symbol: "clamp",
    cost: Cost::Result(2),
};
