//! A graph with its declarations: what lowering makes of the syntax tree.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Visibility};

use super::foreign::ForeignDeclaration;
use super::mention::{DefinitionName, Mention, ValueDeclaration};
use super::shape::{Assumption, Dim, Shape};
use super::{Graph, Kind, Leaf, NodeId};
use crate::ops::Operation;
use crate::parse::syntax::{Budget, Initialiser, InputRole, Range};

/// Everything that was written in one `graph!` block, with names and shapes resolved.
pub struct Program {
    pub docs: Vec<Attribute>,
    pub visibility: Visibility,
    pub name: Ident,
    /// The scalar type parameter; without one the graph is over `f32`.
    pub scalar: Option<Ident>,
    pub sizes: Vec<Ident>,
    pub inputs: Vec<InputDeclaration>,
    /// In the order in which they are stored: those of a layer stand where the layer was declared.
    pub parameters: Vec<ParameterDeclaration>,
    /// What is carried on from pass to pass, in the order in which it is stored.
    pub states: Vec<ParameterDeclaration>,
    /// What a state becomes in a pass, by its position; once for each state in a sound graph.
    pub updates: Vec<(usize, NodeId)>,
    /// The layers, those in a layer behind it.
    pub layers: Vec<LayerDeclaration>,
    /// The Rust functions that are called.
    pub foreigns: Vec<ForeignDeclaration>,
    /// Every initialiser in the source, once, however many parameters start from it.
    pub initialisers: Vec<Initialiser>,
    /// The same for states.
    pub state_initialisers: Vec<Initialiser>,
    pub outputs: Vec<OutputDeclaration>,
    pub loss: Option<LossDeclaration>,
    /// How large the workspace may be.
    pub budget: Option<Budget>,
    pub graph: Graph,
    /// The functions and layers in front of it and in it.
    pub definitions: Vec<DefinitionName>,
    /// What `let` and `output` define, in order.
    pub values: Vec<ValueDeclaration>,
    /// The names that each statement uses, in order.
    pub mentions: Vec<Vec<Mention>>,
    /// The doc comments of `let` statements, by the name of the value.
    pub value_docs: HashMap<String, Vec<Attribute>>,
    /// The constants in scope that shapes mention, each under the name of its alias.
    pub constants: Vec<ConstantDeclaration>,
    /// The dimensions that shapes compute of constants, and where they are written.
    pub dimensions: Vec<(Dim, Range)>,
    pub assumptions: Vec<Assumption>,
    /// A layer is missing that is wrong in another block, where that is reported: there is nothing to say about it here,
    /// and nothing to compile.
    pub is_incomplete: bool,
}

pub struct InputDeclaration {
    pub docs: Vec<Attribute>,
    pub name: Ident,
    pub role: InputRole,
    pub wants_gradient: bool,
    pub shape: Shape,
    pub node: NodeId,
}

pub struct ParameterDeclaration {
    pub docs: Vec<Attribute>,
    pub name: Ident,
    /// Where mistakes with it are shown.
    pub at: Range,
    /// The layers in which it is, from the outermost on; empty for a parameter of the graph itself.
    pub path: Vec<Ident>,
    pub frozen: bool,
    pub shape: Shape,
    pub initialiser: Initialiser,
    pub node: NodeId,
}

/// A layer or a function that other modules can import, with all that it needs.
pub struct Carrier {
    pub docs: Vec<Attribute>,
    pub visibility: Visibility,
    pub name: Ident,
    /// What it is without what it computes: its operands, result, parameters and layers, as they are written.
    pub signature: String,
    /// What the block that imports it is given; nothing if it is wrong.
    pub contents: TokenStream,
}

/// `layer l1 = Dense<784, 128>;`.
pub struct LayerDeclaration {
    pub docs: Vec<Attribute>,
    /// Its name, behind those of the layers in which it is.
    pub path: Vec<Ident>,
    /// `Dense<784, 128>`.
    pub layer: String,
    /// The doc comments of `Dense`.
    pub layer_docs: Vec<Attribute>,
}

pub struct OutputDeclaration {
    pub docs: Vec<Attribute>,
    pub name: Ident,
    /// The value; `None` after an error in it.
    pub node: Option<NodeId>,
}

pub struct LossDeclaration {
    pub docs: Vec<Attribute>,
    pub keyword: Span,
    /// The value; `None` after an error in it.
    pub node: Option<NodeId>,
}

/// A constant of the user's, which the generated code mentions once, as the value of an alias: if there is no such
/// constant, or if it is no `usize`, rustc says so once.
pub struct ConstantDeclaration {
    /// The path as it is shown in messages.
    pub text: String,
    /// The path as it was written.
    pub path: TokenStream,
    /// What its alias has behind the graph's name.
    pub words: String,
    pub dim: Dim,
    pub at: Range,
}

impl ParameterDeclaration {
    /// As users know it: `w`, `l1.w`.
    pub fn title(&self) -> String {
        joined(&self.path, &self.name, ".")
    }

    /// As one word: `w`, `l1_w`.
    pub fn word(&self) -> String {
        joined(&self.path, &self.name, "_")
    }
}

pub fn joined(path: &[Ident], name: &Ident, separator: &str) -> String {
    let words: Vec<String> = path.iter().chain([name]).map(ToString::to_string).collect();
    words.join(separator)
}

impl InputDeclaration {
    /// The shape as a user would write it.
    pub fn written(&self) -> String {
        let Shape { rows, columns } = &self.shape;
        match self.role {
            InputRole::Input | InputRole::Target => self.shape.to_string(),
            InputRole::Labels => format!("[{rows}] in {columns}"),
            InputRole::Hyper => String::from("scalar"),
        }
    }
}

impl Program {
    /// The leaves whose gradients are asked for: parameters that are not frozen, then inputs marked `#[grad]`.
    pub fn wanted(&self) -> Vec<NodeId> {
        let parameters = self.parameters.iter().filter(|parameter| !parameter.frozen).map(|parameter| parameter.node);
        let inputs = self.inputs.iter().filter(|input| input.wants_gradient).map(|input| input.node);
        parameters.chain(inputs).collect()
    }

    /// Which values `predict` needs: of what is one thing in training and another in `predict`, only the latter.
    pub fn needed_to_predict(&self) -> Vec<bool> {
        let graph = &self.graph;
        let mut needed = vec![false; graph.len()];
        for output in self.output_nodes() {
            needed[output.index()] = true;
        }
        for id in graph.ids().rev() {
            if needed[id.index()] {
                let node = graph.node(id);
                let of_training = usize::from(node.operation().is_some_and(Operation::is_of_modes));
                for operand in &node.operands[of_training..] {
                    needed[operand.index()] = true;
                }
            }
        }
        needed
    }

    /// Whether the forward pass draws random masks.
    pub fn has_masks(&self) -> bool {
        self.graph.ids().any(|id| matches!(self.graph.node(id).kind, Kind::Leaf(Leaf::Mask { .. })))
    }

    /// Whether any of these values is one thing in training and another in `predict`.
    pub fn depends_on_mode(&self, values: &[NodeId]) -> bool {
        let reachable = self.graph.reachable(values.iter().copied());
        self.graph
            .ids()
            .any(|id| reachable[id.index()] && self.graph.node(id).operation().is_some_and(Operation::is_of_modes))
    }

    /// Whether `predict` reads any state.
    pub fn predicts_from_state(&self) -> bool {
        let needed = self.needed_to_predict();
        self.states.iter().any(|state| needed[state.node.index()])
    }

    pub fn output_nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.outputs.iter().filter_map(|output| output.node)
    }

    pub fn loss_node(&self) -> Option<NodeId> {
        self.loss.as_ref().and_then(|loss| loss.node)
    }
}
