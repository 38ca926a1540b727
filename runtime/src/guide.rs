//! How a backward pass follows from a forward pass: each rule with its picture, its equations, a graph that is nothing but that rule, and the
//! code that keisan generates for it.
//!
//! A computation graph is a drawing of a computation: circles are operations, arrows are values. What is looked for is how a number at its
//! end, the loss L, changes with each value in it: ∂L/∂A, the adjoint of A, written `d_a` in generated code and dA below. For the loss itself
//! that is 1. For everything else it follows operation by operation, against the arrows, from a rule for each operation that knows nothing of the
//! rest of the graph. The numbers in parentheses are the same everywhere: here, above the statements of generated code, and in the reference of
//! [`operations`](crate::operations), where all the other rules are.
//!
//! A graph without a loss, as most of these are, takes the adjoints of its outputs from the caller, so that its backward pass is the
//! rule itself. Pictures, equations and code on this page are made from the graphs on this page by the compiler itself, and a test compares
//! them.
//!
#![doc = include_str!("guide/sum.md")]
#![doc = include_str!("guide/made/sum.md")]
#![doc = include_str!("guide/row_vector.md")]
#![doc = include_str!("guide/made/row_vector.md")]
#![doc = include_str!("guide/branch.md")]
#![doc = include_str!("guide/made/branch.md")]
#![doc = include_str!("guide/product.md")]
#![doc = include_str!("guide/made/product.md")]
#![doc = include_str!("guide/hadamard.md")]
#![doc = include_str!("guide/made/hadamard.md")]
#![doc = include_str!("guide/activation.md")]
#![doc = include_str!("guide/made/activation.md")]
#![doc = include_str!("guide/softmax.md")]
#![doc = include_str!("guide/made/softmax.md")]
#![doc = include_str!("guide/cross_entropy.md")]
#![doc = include_str!("guide/made/cross_entropy.md")]
#![doc = include_str!("guide/softmax_cross_entropy.md")]
#![doc = include_str!("guide/made/softmax_cross_entropy.md")]
#![doc = include_str!("guide/perceptron.md")]
#![doc = include_str!("guide/made/perceptron.md")]
