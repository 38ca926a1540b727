//! A graph as data: what it computes, forward and backward, in which order and where in memory.
//!
//! With feature `describe` every graph has it as a constant, `Digits::<32>::GRAPH`. It is made by `graph!` of the same plan as the code, and
//! is evaluated only where it is used. What is drawn, written and counted of a graph is made of it:
//!
//! | method | gives | feature |
//! |---|---|---|
//! | `derivation` | its equations, forward and backward, as text or as Markdown with LaTeX, each with the rule that it comes from | `describe` |
//! | `summary` | a table of what each operation costs, and a timeline of the memory | `describe` |
//! | `drawing` | the graph drawn, forward and backward, as SVG, Graphviz DOT or Mermaid | `draw` |
//! | `json` | all of it, for programs in other languages | `draw` |
//! | `report` | all of it, on one page for a browser | `draw` |
//!
#![cfg_attr(feature = "describe", doc = "```")]
#![cfg_attr(not(feature = "describe"), doc = "```ignore")]
//! use keisan::description::{Pass, Role};
//!
//! keisan::graph! {
//!     graph Layer<const B: usize> {
//!         input x: [B, 3];
//!         param w: [3, 2] = he_normal;
//!         output y = relu(x @ w);
//!         loss = mean(y);
//!     }
//! }
//!
//! let graph = Layer::<8>::GRAPH;
//! assert_eq!(graph.value("y").map(|y| (y.operation, y.shape, y.role)), Some(("relu", [8, 2], Role::Output)));
//! assert_eq!(graph.flops(Pass::Forward), 2 * 8 * 3 * 2 + 8 * 2 + 8 * 2);
//! assert_eq!(graph.parameters(), 6);
//! ```

#[cfg(feature = "describe")]
mod derivation;
#[cfg(feature = "draw")]
mod drawing;
#[cfg(feature = "draw")]
mod json;
#[cfg(feature = "describe")]
mod latex;
#[cfg(feature = "draw")]
mod report;
#[cfg(feature = "describe")]
mod summary;

#[cfg(feature = "describe")]
pub use derivation::Derivation;
#[cfg(feature = "draw")]
pub use keisan_draw::{Drawing, GraphvizError};
#[cfg(feature = "describe")]
pub use summary::{Row, Summary};

/// See the [module](self).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Graph {
    /// Its name in its declaration.
    pub name: &'static str,
    /// The text of the `graph!` block, without comments.
    pub source: &'static str,
    /// The line of the file in which `source` begins.
    pub line: usize,
    /// The bytes of a scalar: 4 or 8.
    pub scalar_bytes: usize,
    /// The leaves, and what is computed of them: each behind its operands, forward before backward. What neither a result nor a gradient
    /// needs is missing, and softmax with cross-entropy is one operation, as in the generated code.
    pub values: &'static [Value],
    /// What is computed, a formula for each value that has a name, in the order of the generated code.
    pub equations: &'static [Equation],
    /// The statements of the generated code: those of the forward pass, then those of the backward pass.
    pub steps: &'static [Step],
    /// The fields of the workspace.
    pub buffers: &'static [Buffer],
}

/// A matrix that a graph is given or computes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// The user's name; of a step inside a statement that of the statement and the operation, `h_matmul`; of an adjoint `d_h`; of a
    /// constant its digits.
    pub name: &'static str,
    /// What it is to the graph.
    pub role: Role,
    /// The operation that computes it, by its name in [`operations`](crate::operations); empty for a leaf, and for a result that is no more than
    /// another value's name, `output y = h`: its operand is that value.
    pub operation: &'static str,
    /// What is written into its circle in a drawn graph.
    pub symbol: &'static str,
    /// The operands' positions among the values.
    pub operands: &'static [usize],
    /// What becomes of its adjoint on the way to each operand: `· w1ᵀ`, `∘ b`, `[1…1] ·`, and nothing where it is handed on as it is.
    /// `None` where no adjoint goes. Empty for leaves and in the backward pass.
    pub rules: &'static [Option<&'static str>],
    /// Positions of values that are no operands, to which its adjoint goes on as it is all the same: of what `custom_gradient(a, b)` has made of
    /// a value a, that of b.
    pub detours: &'static [usize],
    /// For a value of the forward pass, the name of its adjoint, which is a value's or an equation's; empty where it has none of its own.
    pub adjoint: &'static str,
    /// Rows and columns.
    pub shape: [usize; 2],
    /// The same as it is written in the graph: `[B, 64]`.
    pub dims: &'static str,
    /// What computing it takes.
    pub cost: Cost,
    /// For a value of the backward pass, the forward value whose rule made it, where there still is one; for an adjoint that is handed in, its
    /// output.
    pub of: Option<usize>,
    /// Where it is.
    pub place: Place,
    /// The line of [`Graph::source`], counted from 1, in which it comes up; 0 if it comes from another module's layer.
    pub line: usize,
}

/// What a value is to its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Handed in by the caller.
    Input,
    /// An input that only the loss uses.
    Target,
    /// The class of each row.
    Labels,
    /// A number, handed in by value.
    Hyper,
    /// Trained.
    Parameter,
    /// A parameter without a gradient.
    Frozen,
    /// What is carried on from pass to pass.
    State,
    /// Random zeros, for dropout.
    Mask,
    /// Known at compile time.
    Constant,
    /// Computed by the forward pass.
    Value,
    /// Computed for the caller.
    Output,
    /// What is minimised.
    Loss,
    /// What a state becomes.
    Update,
    /// Computed by the backward pass, or handed in to it: the loss's derivative with respect to a value, or a part of one.
    Adjoint,
    /// The adjoint of a parameter, or of an input marked `#[grad]`.
    Gradient,
}

/// Forward or backward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pass {
    /// From the inputs to the results.
    Forward,
    /// From the results to the gradients.
    Backward,
}

/// Where a value is while the generated code runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Nowhere: it is computed inside the loop of the value that uses it.
    Inline,
    /// The caller's.
    Outside,
    /// In the buffer of this position among [`Graph::buffers`].
    Buffer(usize),
    /// In the caller's gradients.
    Gradient,
}

/// Floating-point operations, as is customary: a product's multiplications and additions each, an elementary function by what its
/// polynomial takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// It moves or renames, and computes nothing.
    Free,
    /// So many for each element of the result.
    Result(u32),
    /// So many for each element of the first operand.
    Operand(u32),
    /// So many for each element of the last operand.
    Last(u32),
    /// 2 M N K.
    Product,
    /// A function of the user's: who knows.
    Unknown,
}

/// A value's formula, of values that have names of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Equation {
    /// The pass that computes it.
    pub pass: Pass,
    /// The value's name: `h`, `d_w1`.
    pub name: &'static str,
    /// The right side: `relu(x · w1 + b1)`.
    pub formula: &'static str,
    /// The shape as it is written in the graph: `[B, 32]`.
    pub dims: &'static str,
    /// The rules that it instantiates, in the order in which they come up.
    pub rules: &'static [Rule],
}

/// A rule, forward or backward, of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The operation: `matmul`; `branch` for a value that is used several times.
    pub operation: &'static str,
    /// `c_ij = Σ_k a_ik b_kj` forward, `dB = A.T @ dC` backward.
    pub equation: &'static str,
    /// The number of the seed's equation: `(16)`; empty for an operation that the seed doesn't have.
    pub number: &'static str,
}

/// A statement of the generated code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The pass to which it belongs.
    pub pass: Pass,
    /// Its equation, as it is written above the statement.
    pub equation: &'static str,
    /// Where it writes.
    pub place: Place,
}

/// A field of the workspace: storage for values that are never needed at the same time, whatever their shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buffer {
    /// The field's name.
    pub name: &'static str,
    /// Its rows and columns: those of the largest value that it holds.
    pub shape: [usize; 2],
    /// The same as it is written in the graph: `[B, 64]`.
    pub dims: &'static str,
    /// The values that it holds, one after the other; none in a buffer that only `predict` uses.
    pub holds: &'static [Held],
}

/// A value in a buffer, and how long it is needed there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The value's name.
    pub name: &'static str,
    /// Its rows and columns.
    pub shape: [usize; 2],
    /// The first step that writes it, by its position in [`Graph::steps`].
    pub from: usize,
    /// The last step that reads or writes it.
    pub to: usize,
    /// Written by the forward pass and read by the backward pass.
    pub saved: bool,
}

impl Value {
    /// What is given, not computed.
    #[must_use]
    pub const fn leaf(name: &'static str, role: Role, shape: [usize; 2], dims: &'static str) -> Self {
        Value { name, role, shape, dims, place: Place::Outside, ..Value::NOTHING }
    }

    /// What an operation makes of operands.
    #[must_use]
    pub const fn computed(
        name: &'static str,
        role: Role,
        [operation, symbol]: [&'static str; 2],
        operands: &'static [usize],
        shape: [usize; 2],
        dims: &'static str,
    ) -> Self {
        Value { name, role, operation, symbol, operands, shape, dims, ..Value::NOTHING }
    }

    /// The same with [`Value::rules`].
    #[must_use]
    pub const fn rules(self, rules: &'static [Option<&'static str>]) -> Self {
        Value { rules, ..self }
    }

    /// The same with [`Value::detours`].
    #[must_use]
    pub const fn detours(self, detours: &'static [usize]) -> Self {
        Value { detours, ..self }
    }

    /// The same with [`Value::adjoint`].
    #[must_use]
    pub const fn adjoint(self, adjoint: &'static str) -> Self {
        Value { adjoint, ..self }
    }

    /// The same with [`Value::cost`].
    #[must_use]
    pub const fn cost(self, cost: Cost) -> Self {
        Value { cost, ..self }
    }

    /// The same with [`Value::of`].
    #[must_use]
    pub const fn of(self, value: usize) -> Self {
        Value { of: Some(value), ..self }
    }

    /// The same with [`Value::place`].
    #[must_use]
    pub const fn place(self, place: Place) -> Self {
        Value { place, ..self }
    }

    /// The same with [`Value::line`].
    #[must_use]
    pub const fn line(self, line: usize) -> Self {
        Value { line, ..self }
    }

    const NOTHING: Value = Value {
        name: "",
        role: Role::Value,
        operation: "",
        symbol: "",
        operands: &[],
        rules: &[],
        detours: &[],
        adjoint: "",
        shape: [1, 1],
        dims: "",
        cost: Cost::Free,
        of: None,
        place: Place::Inline,
        line: 0,
    };

    /// The pass to which it belongs; a leaf belongs to the forward pass, but for the adjoints that are handed in.
    #[must_use]
    pub const fn pass(&self) -> Pass {
        match self.role {
            Role::Adjoint | Role::Gradient => Pass::Backward,
            _ => Pass::Forward,
        }
    }

    /// Whether it is given, not computed.
    #[must_use]
    pub const fn is_leaf(&self) -> bool {
        self.operation.is_empty() && self.operands.is_empty()
    }

    /// The number of its elements.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.shape[0] * self.shape[1]
    }
}

impl Equation {
    /// All of its fields.
    #[must_use]
    pub const fn new(
        pass: Pass,
        name: &'static str,
        formula: &'static str,
        dims: &'static str,
        rules: &'static [Rule],
    ) -> Self {
        Equation { pass, name, formula, dims, rules }
    }
}

impl Rule {
    /// All of its fields.
    #[must_use]
    pub const fn new(operation: &'static str, equation: &'static str, number: &'static str) -> Self {
        Rule { operation, equation, number }
    }
}

impl Step {
    /// All of its fields.
    #[must_use]
    pub const fn new(pass: Pass, equation: &'static str, place: Place) -> Self {
        Step { pass, equation, place }
    }
}

impl Held {
    /// All of its fields but for `saved`, which is false.
    #[must_use]
    pub const fn new(name: &'static str, shape: [usize; 2], from: usize, to: usize) -> Self {
        Held { name, shape, from, to, saved: false }
    }

    /// The same, saved for the backward pass.
    #[must_use]
    pub const fn saved(self) -> Self {
        Held { saved: true, ..self }
    }

    /// Its size in bytes.
    #[must_use]
    pub const fn bytes(&self, graph: &Graph) -> usize {
        self.shape[0] * self.shape[1] * graph.scalar_bytes
    }
}

impl Buffer {
    /// All of its fields.
    #[must_use]
    pub const fn new(name: &'static str, shape: [usize; 2], dims: &'static str, holds: &'static [Held]) -> Self {
        Buffer { name, shape, dims, holds }
    }

    /// Its size in bytes.
    #[must_use]
    pub const fn bytes(&self, graph: &Graph) -> usize {
        self.shape[0] * self.shape[1] * graph.scalar_bytes
    }
}

impl Graph {
    /// The value of this name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&'static Value> {
        self.values.iter().find(|value| value.name == name && value.role != Role::Constant)
    }

    /// The equation of the value of this name.
    #[must_use]
    pub fn equation(&self, name: &str) -> Option<&'static Equation> {
        self.equations.iter().find(|equation| equation.name == name)
    }

    /// Floating-point operations of the value at this position; 0 for a function of the user's, of which nothing is known.
    #[must_use]
    pub const fn flops_of(&self, value: usize) -> u64 {
        let value = &self.values[value];
        let count = value.operands.len();
        let operand = if count == 0 { 0 } else { self.values[value.operands[0]].size() as u64 };
        let last = if count == 0 { 0 } else { self.values[value.operands[count - 1]].size() as u64 };
        match value.cost {
            Cost::Free | Cost::Unknown => 0,
            Cost::Result(times) => times as u64 * value.size() as u64,
            Cost::Operand(times) => times as u64 * operand,
            Cost::Last(times) => times as u64 * last,
            // The first operand is M × K or K × M, and N is the result's number of columns.
            Cost::Product => 2 * operand * value.shape[1] as u64,
        }
    }

    /// Floating-point operations of a pass.
    #[must_use]
    pub const fn flops(&self, pass: Pass) -> u64 {
        let (mut total, mut index) = (0, 0);
        while index < self.values.len() {
            if self.values[index].pass() as u8 == pass as u8 {
                total += self.flops_of(index);
            }
            index += 1;
        }
        total
    }

    /// The number of scalars in all parameters that the graph uses.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        let (mut total, mut index) = (0, 0);
        while index < self.values.len() {
            if matches!(self.values[index].role, Role::Parameter | Role::Frozen) {
                total += self.values[index].size();
            }
            index += 1;
        }
        total
    }

    /// The bytes of the workspace's buffers; behind them it may have a few more, for its alignment.
    #[must_use]
    pub const fn workspace_bytes(&self) -> usize {
        let (mut total, mut index) = (0, 0);
        while index < self.buffers.len() {
            total += self.buffers[index].bytes(self);
            index += 1;
        }
        total
    }

    /// The bytes of what the forward pass saves for the backward pass.
    #[must_use]
    pub const fn saved_bytes(&self) -> usize {
        let (mut total, mut buffer) = (0, 0);
        while buffer < self.buffers.len() {
            let (holds, mut index) = (self.buffers[buffer].holds, 0);
            while index < holds.len() {
                if holds[index].saved {
                    total += holds[index].bytes(self);
                }
                index += 1;
            }
            buffer += 1;
        }
        total
    }

    /// The number of steps of the forward pass; those of the backward pass follow.
    #[must_use]
    pub const fn forward_steps(&self) -> usize {
        let mut index = 0;
        while index < self.steps.len() && matches!(self.steps[index].pass, Pass::Forward) {
            index += 1;
        }
        index
    }
}
