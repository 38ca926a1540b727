//! Calls of a user's own Rust functions.
//!
//! `extern fn` declares a forward function and, for each operand, the function of its adjoint or that it has none. A call
//! is a node, and so is each adjoint: what is not asked for is not computed.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};

use super::shape::Shape;
use crate::parse::syntax::Range;

/// What a node calls. Equal calls of equal operands are one node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Foreign {
    /// The function, by its position among those of the program.
    pub function: usize,
    pub name: Rc<str>,
    pub part: Part,
    /// For each operand of the forward function, whether it has an adjoint.
    pub derivatives: Rc<[bool]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Forward,
    /// The adjoint of this operand. Its operands are those of the forward function, the result and the result's adjoint.
    Adjoint(usize),
}

impl Foreign {
    /// The same call's adjoint of an operand.
    pub fn adjoint(&self, operand: usize) -> Self {
        Foreign { part: Part::Adjoint(operand), ..self.clone() }
    }
}

/// `extern fn clip(a: [R, C]) -> [R, C] = clip::forward, clip::backward;`, as far as it is called.
#[derive(Debug)]
pub struct ForeignDeclaration {
    pub name: Ident,
    /// The dimensions that each call has its own of.
    pub sizes: Vec<Ident>,
    pub operands: Vec<Ident>,
    /// The operands' shapes and the result's, in terms of `sizes`.
    pub shapes: Vec<Shape>,
    pub result: Shape,
    pub forward: Path,
    /// One for each operand.
    pub backward: Vec<Option<Path>>,
}

/// The path of a Rust function, as it was written.
#[derive(Debug, Clone)]
pub struct Path {
    pub tokens: TokenStream,
    pub text: String,
    pub at: Range,
}
