//! What each value is called in the generated code: the user's name where there is one.
//!
//! A step inside the statement of `h` is `h_matmul`, after its operation; the adjoint of `h` is `d_h`. No two values share a name, and none takes
//! a name that the user declared for something else.

use std::collections::HashSet;

use crate::differentiate::joint::Joint;
use crate::graph::program::Program;
use crate::graph::{Kind, Leaf};

pub fn names(program: &Program, joint: &Joint, live: &[bool], is_stored: &[bool]) -> Vec<String> {
    let graph = &joint.graph;
    let mut taken: HashSet<String> = HashSet::new();
    taken.extend(program.inputs.iter().map(|input| input.name.to_string()));
    taken.extend(program.parameters.iter().map(|parameter| parameter.name.to_string()));
    let mut names = vec![String::new(); graph.len()];

    // A gradient that is a constant has no name in the graph, where the same constant may stand for several.
    for gradient in
        joint.gradients.iter().filter(|gradient| matches!(graph.node(gradient.node).kind, Kind::Constant(_)))
    {
        let of = match gradient.of {
            Leaf::Input(index) => &program.inputs[index].name,
            Leaf::Parameter(index) => &program.parameters[index].name,
            Leaf::Adjoint(_) => continue,
        };
        if names[gradient.node.index()].is_empty() {
            names[gradient.node.index()] = unique(&format!("d_{of}"), &mut taken);
        }
    }

    // The user's names first, so that no step takes one of them.
    for id in graph.ids().filter(|id| live[id.index()]) {
        let node = graph.node(id);
        if !names[id.index()].is_empty() {
            continue;
        }
        names[id.index()] = match (&node.kind, &node.origin.name) {
            (Kind::Leaf(Leaf::Input(index)), _) => program.inputs[*index].name.to_string(),
            (Kind::Leaf(Leaf::Parameter(index)), _) => program.parameters[*index].name.to_string(),
            (_, Some(name)) => unique(name, &mut taken),
            _ => continue,
        };
    }
    // What is stored comes before what is a binding inside a loop, so that numbers are rare where they would be seen most.
    for wants_storage in [true, false] {
        for id in graph.ids().filter(|id| live[id.index()] && is_stored[id.index()] == wants_storage) {
            let is_nameless = matches!(graph.node(id).kind, Kind::Constant(_)) && !wants_storage;
            if names[id.index()].is_empty() && !is_nameless {
                names[id.index()] = unique(&graph.title(id), &mut taken);
            }
        }
    }
    names
}

/// The name, or the name and the first number that makes it unlike all others.
fn unique(name: &str, taken: &mut HashSet<String>) -> String {
    let mut candidate = name.to_owned();
    let mut number = 1;
    while !taken.insert(candidate.clone()) {
        number += 1;
        candidate = format!("{name}_{number}");
    }
    candidate
}
