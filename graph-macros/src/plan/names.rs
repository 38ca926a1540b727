//! What each value is called in the generated code: the user's name where there is one.
//!
//! A step inside the statement of `h` is `h_matmul`, after its operation; the adjoint of a value is `d_` and its name, numbers included. No two
//! values share a name, and none takes a name that the user declared for something else.

use std::collections::{HashMap, HashSet};

use crate::differentiate::joint::Joint;
use crate::graph::program::{ParameterDeclaration, Program};
use crate::graph::{Kind, Leaf, Node, NodeId};

pub fn names(program: &Program, joint: &Joint, live: &[bool], is_stored: &[bool]) -> Vec<String> {
    let graph = &joint.graph;
    let mut taken = Taken::default();
    taken.names.extend(program.inputs.iter().map(|input| input.name.to_string()));
    let (own, nested): (Vec<_>, Vec<_>) =
        program.parameters.iter().enumerate().partition(|(_, parameter)| parameter.path.is_empty());
    taken.names.extend(own.iter().map(|(_, parameter)| parameter.name.to_string()));
    // A layer's parameter, which the user knows by its path, makes way for a value that is called the same.
    let mut parameters: Vec<String> = program.parameters.iter().map(ParameterDeclaration::word).collect();
    let values: HashSet<&String> = graph.ids().filter_map(|id| node_name(graph.node(id))).collect();
    for (index, parameter) in nested {
        let word = parameter.word();
        let word = if values.contains(&word) { format!("{word}_") } else { word };
        parameters[index] = taken.unique(&word);
    }
    // An output that is another value keeps its own name.
    for (output, id) in program.outputs.iter().zip(&joint.outputs) {
        let (name, node) = (output.name.to_string(), graph.node(*id));
        if !matches!(node.kind, Kind::Constant(_)) && node_name(node) != Some(&name) {
            taken.names.insert(name);
        }
    }
    let mut names = vec![String::new(); graph.len()];

    // A gradient that is a constant has no name in the graph, where the same constant may stand for several.
    for gradient in
        joint.gradients.iter().filter(|gradient| matches!(graph.node(gradient.node).kind, Kind::Constant(_)))
    {
        let of = match gradient.of {
            Leaf::Input(index) | Leaf::Labels(index) | Leaf::Hyper(index) => program.inputs[index].name.to_string(),
            Leaf::Parameter(index) => parameters[index].clone(),
            Leaf::State(_) | Leaf::Adjoint(_) | Leaf::Mask { .. } => continue,
        };
        if names[gradient.node.index()].is_empty() {
            names[gradient.node.index()] = taken.unique(&format!("d_{of}"));
        }
    }

    // The user's names first, so that no step takes one of them.
    for id in graph.ids().filter(|id| live[id.index()]) {
        let node = graph.node(id);
        if !names[id.index()].is_empty() {
            continue;
        }
        if node.origin.adjoint_of.is_some() {
            continue;
        }
        names[id.index()] = match (&node.kind, &node.origin.name) {
            (Kind::Leaf(Leaf::Input(index) | Leaf::Labels(index) | Leaf::Hyper(index)), _) => {
                program.inputs[*index].name.to_string()
            }
            (Kind::Leaf(Leaf::Parameter(index)), _) => parameters[*index].clone(),
            _ if graph.is_number_itself(id) && !is_stored[id.index()] => names[node.operands[0].index()].clone(),
            (_, Some(name)) => taken.unique(name),
            _ => continue,
        };
    }
    // Values of the forward pass before their adjoints, which are called after them, and those before what is a part of one. What is stored
    // comes before what is a binding inside a loop, so that numbers are rare where they would be seen most.
    let forward =
        joint.by_number(graph.ids().filter(|id| live[id.index()] && Named::of(graph.node(*id)) == Named::Value));
    let is_whole = |id: &NodeId| {
        let node = graph.node(*id);
        live[id.index()] && Named::of(node) == Named::Adjoint && !matches!(node.kind, Kind::Leaf(_))
    };
    let wholes: HashSet<Option<u32>> =
        graph.ids().filter(is_whole).map(|id| graph.node(id).origin.adjoint_of).collect();
    for kind in [Named::Value, Named::Adjoint, Named::Part] {
        for wants_storage in [true, false] {
            for id in graph.ids().filter(|id| live[id.index()] && is_stored[id.index()] == wants_storage) {
                let node = graph.node(id);
                let is_nameless = matches!(node.kind, Kind::Constant(_)) && !wants_storage;
                if Named::of(node) != kind || !names[id.index()].is_empty() || is_nameless {
                    continue;
                }
                let of = node.origin.adjoint_of.and_then(|number| forward.get(&number));
                let of = of.map(|of| names[of.index()].as_str()).filter(|of| !of.is_empty());
                let name = match (&node.kind, of) {
                    (Kind::Leaf(Leaf::Adjoint(index)), of) => given_name(
                        &program.outputs[*index].name.to_string(),
                        of,
                        wholes.contains(&node.origin.adjoint_of),
                    ),
                    (_, Some(of)) => graph.title_in(id, &format!("d_{}", of.replace('.', "_"))),
                    (_, None) => graph.title(id),
                };
                names[id.index()] = taken.unique(&name);
            }
        }
    }
    names
}

/// What comes in from the caller for an output. Where the value goes on to be used, that is but a part of its adjoint.
fn given_name(output: &str, value: Option<&str>, has_whole: bool) -> String {
    if has_whole && value == Some(output) { format!("d_{output}_given") } else { format!("d_{output}") }
}

/// What a value is called after.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    /// Its statement and its operation.
    Value,
    /// The value whose adjoint it is.
    Adjoint,
    /// The adjoint of which it is a part, and its operation.
    Part,
}

impl Named {
    fn of(node: &Node) -> Self {
        match (node.origin.adjoint_of, &node.origin.name) {
            (None, _) => Named::Value,
            (Some(_), Some(_)) => Named::Adjoint,
            (Some(_), None) => Named::Part,
        }
    }
}

/// The name that the user gave to what is no leaf.
fn node_name(node: &Node) -> Option<&String> {
    node.origin.name.as_ref().filter(|_| !matches!(node.kind, Kind::Leaf(_)))
}

/// The names that are taken, and how often each was asked for.
#[derive(Default)]
struct Taken {
    names: HashSet<String>,
    counts: HashMap<String, usize>,
}

impl Taken {
    /// The name, or the name and the first number that makes it unlike all others.
    fn unique(&mut self, name: &str) -> String {
        let count = self.counts.entry(name.to_owned()).or_insert(0);
        loop {
            *count += 1;
            let candidate = if *count == 1 { name.to_owned() } else { format!("{name}_{count}") };
            if self.names.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}
