//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = min(max(a, low), high), from −1 to 1 unless given; f′ = 1 between the bounds, else 0, from the output alone. On a
//! bound it is 0.
//! Collobert: Large scale machine learning, 2004.

use crate::ops::{
    Attribute, Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, ShapeRule, Syntax,
    shapes,
};

pub static OP: Operation = Operation {
    name: "hardtanh",
    reference: Reference {
        summary: "Hyperbolic tangent in three straight pieces.",
        formula: "b_ij = min(max(a_ij, low), high)",
        inputs: &["a: [4, 3]"],
        example: "hardtanh(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[
        Attribute { name: "low", default: Some(-1.0), domain: (f64::is_finite, "a finite number") },
        Attribute { name: "high", default: Some(1.0), domain: (f64::is_finite, "a finite number") },
    ],
    shape: ShapeRule {
        infer: |application, dims| {
            if let [low, high] = application.numbers {
                application.ascending(low.0, high.0)?;
            }
            (shapes::SAME.infer)(application, dims)
        },
        ..shapes::SAME
    },
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(B > low, select(B < high, dB, 0), 0)", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("clamp")),
    },
    notation: Notation::function("hardtanh(A, low, high)"),
    equations: |_| "(21)",
    symbol: "hardtanh",
    cost: Cost::Result(2),
};
