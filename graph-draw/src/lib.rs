//! Drawings of computation graphs, forward and backward side by side: circles for operations with their symbols, arrows with values and
//! shapes, and on the arrows of the backward pass the rules by which adjoints go on.
//!
//! This crate knows nothing of `keisan`, so that both its runtime (`Graph::drawing`) and its macro can draw. What is drawn is a list of
//! [`Value`]s, each behind its operands.
//!
//! ```
//! use keisan_draw::{Drawing, Role, Value};
//!
//! let drawing = Drawing::new(
//!     "Line",
//!     vec![
//!         Value::leaf("x", Role::Input, "[B, 3]"),
//!         Value::leaf("w", Role::Parameter, "[3, 2]").adjoint("d_w"),
//!         Value::computed("y", Role::Output, ["matmul", "·"], vec![0, 1], "[B, 2]")
//!             .adjoint("d_y")
//!             .rules(vec![None, Some("xᵀ ·".to_owned())]),
//!     ],
//! );
//! let svg = drawing.svg();
//! assert!(svg.starts_with("<svg") && svg.contains("xᵀ ·"));
//! assert!(drawing.dot().starts_with("digraph"));
//! assert!(drawing.mermaid().starts_with("flowchart"));
//! ```

mod diagram;
mod dot;
mod graphviz;
mod layout;
mod measure;
mod mermaid;
mod svg;

use diagram::Diagram;

pub use graphviz::GraphvizError;

/// A value of the forward pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Its name in the graph; of a constant its digits.
    pub name: String,
    /// What it is to the graph.
    pub role: Role,
    /// The operation that computes it; empty for a leaf.
    pub operation: String,
    /// What is written into the operation's circle; `f` for a function, whose name is written below.
    pub symbol: String,
    /// The operands' positions among the values.
    pub operands: Vec<usize>,
    /// What becomes of its adjoint on the way to each operand, empty where it is handed on as it is; `None` where no adjoint goes.
    pub rules: Vec<Option<String>>,
    /// The positions of values that are no operands, and to which its adjoint goes on all the same, as it is: by a custom gradient.
    pub detours: Vec<usize>,
    /// Its shape: `[B, 64]`.
    pub shape: String,
    /// The name of its adjoint, if that has one.
    pub adjoint: Option<String>,
    /// The name of what is handed in as the adjoint of an output, if that is no more than a part of its adjoint.
    pub given: Option<String>,
}

/// What a value is to its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Handed in by the caller.
    Input,
    /// Handed in, and only the loss uses it.
    Target,
    /// Trained.
    Parameter,
    /// Carried on from pass to pass, or a mask: given, and nobody asks for its gradient.
    State,
    /// A number in the graph's text.
    Constant,
    /// Computed on the way.
    Value,
    /// Computed for the caller.
    Output,
    /// What is minimised.
    Loss,
    /// What a state becomes.
    Update,
}

impl Value {
    /// What is given.
    #[must_use]
    pub fn leaf(name: impl Into<String>, role: Role, shape: impl Into<String>) -> Self {
        Value {
            name: name.into(),
            role,
            operation: String::new(),
            symbol: String::new(),
            operands: Vec::new(),
            rules: Vec::new(),
            detours: Vec::new(),
            shape: shape.into(),
            adjoint: None,
            given: None,
        }
    }

    /// What an operation, given by its name and its symbol, makes of operands. A result that is another value has no operation, and that value as
    /// its operand.
    #[must_use]
    pub fn computed(
        name: impl Into<String>,
        role: Role,
        [operation, symbol]: [&str; 2],
        operands: Vec<usize>,
        shape: impl Into<String>,
    ) -> Self {
        let (operation, symbol) = (operation.to_owned(), symbol.to_owned());
        Value { operation, symbol, operands, ..Value::leaf(name, role, shape) }
    }

    /// The same with [`Value::adjoint`].
    #[must_use]
    pub fn adjoint(self, name: impl Into<String>) -> Self {
        Value { adjoint: Some(name.into()), ..self }
    }

    /// The same with [`Value::rules`].
    #[must_use]
    pub fn rules(self, rules: Vec<Option<String>>) -> Self {
        Value { rules, ..self }
    }

    /// What becomes of its adjoint on the way to an operand, or to what stands behind the operands.
    fn rule(&self, position: usize) -> Option<&str> {
        if position >= self.operands.len() {
            return Some("custom gradient");
        }
        self.rules.get(position)?.as_deref()
    }

    fn is_leaf(&self) -> bool {
        self.operation.is_empty() && self.operands.is_empty()
    }

    /// Whether it is another value, for the caller.
    fn is_renamed(&self) -> bool {
        self.operation.is_empty() && !self.operands.is_empty()
    }
}

/// A graph that can be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    diagram: Diagram,
}

impl Drawing {
    /// Of a graph of this name and these values.
    ///
    /// # Panics
    ///
    /// If a value does not stand behind its operands.
    #[must_use]
    pub fn new(name: impl Into<String>, values: Vec<Value>) -> Self {
        for (index, value) in values.iter().enumerate() {
            assert!(
                value.operands.iter().chain(&value.detours).all(|&operand| operand < index),
                "`{}` stands before one of its operands",
                value.name
            );
        }
        Drawing { diagram: Diagram::new(name.into(), values) }
    }

    /// An SVG, forward and backward side by side, that suits light and dark pages. Where things are is up to the crate `dagre`.
    #[must_use]
    pub fn svg(&self) -> String {
        svg::write(&self.diagram, &layout::layered(&self.diagram))
    }

    /// The same, where things are being up to Graphviz.
    ///
    /// # Errors
    ///
    /// If there is no `dot` on this machine, or what it says can't be read.
    pub fn svg_by_graphviz(&self) -> Result<String, GraphvizError> {
        Ok(svg::write(&self.diagram, &graphviz::layout(&self.diagram)?))
    }

    /// The graph in Graphviz's language, both passes in one picture.
    #[must_use]
    pub fn dot(&self) -> String {
        dot::write(&self.diagram)
    }

    /// The graph in Mermaid's language, both passes in one picture.
    #[must_use]
    pub fn mermaid(&self) -> String {
        mermaid::write(&self.diagram)
    }
}
