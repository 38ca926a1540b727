//! A graph as text, one line a node: the form in which tests of the passes compare graphs.

use std::fmt;

use super::foreign::Part;
use super::{Argument, Constant, Graph, Kind, Leaf, NodeId};

impl Graph {
    /// How a node is referred to: by its name where it has one, by its number otherwise, by its value if it is
    /// constant.
    pub fn label(&self, id: NodeId) -> String {
        let node = self.node(id);
        match (&node.kind, &node.origin.name) {
            (Kind::Constant(Constant::Number(number)), _) => number.0.to_string(),
            (Kind::Constant(Constant::Size(shape)), _) => shape.size_text(),
            (_, Some(name)) => name.clone(),
            (_, None) => format!("%{}", id.index()),
        }
    }
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for id in self.ids() {
            let node = self.node(id);
            let operands: Vec<String> = node.operands.iter().map(|&operand| self.label(operand)).collect();
            let right = match &node.kind {
                Kind::Constant(_) => continue,
                Kind::Leaf(Leaf::Input(_)) => "input".to_owned(),
                Kind::Leaf(Leaf::Labels(_)) => "labels".to_owned(),
                Kind::Leaf(Leaf::Hyper(_)) => "hyper".to_owned(),
                Kind::Leaf(Leaf::Parameter(_)) => "param".to_owned(),
                Kind::Leaf(Leaf::State(_)) => "state".to_owned(),
                Kind::Leaf(Leaf::Adjoint(_)) => "adjoint".to_owned(),
                Kind::Leaf(Leaf::Mask { rate, .. }) => format!("mask({})", rate.0),
                Kind::Foreign(call) => {
                    let part = match call.part {
                        Part::Forward => String::new(),
                        Part::Adjoint(index) => format!("_d{index}"),
                    };
                    format!("{}{part}({})", call.name, operands.join(", "))
                }
                Kind::Apply { operation, attributes } => {
                    let numbers = attributes.iter().map(|attribute| match attribute {
                        Argument::Number(number) => number.0.to_string(),
                        Argument::Size(size) => size.to_string(),
                    });
                    let all: Vec<String> = operands.into_iter().chain(numbers).collect();
                    format!("{}({})", operation.name, all.join(", "))
                }
            };
            writeln!(f, "{}: {} = {right}", self.label(id), node.shape)?;
        }
        Ok(())
    }
}
