//! The joint graph of forward and backward, with its roots.

use std::collections::{HashMap, HashSet};

use super::{Adjoints, HandedOn, NotDifferentiable, differentiate};
use crate::graph::program::Program;
use crate::graph::shape::Shape;
use crate::graph::{Derivation, Graph, Kind, Leaf, Node, NodeId, Origin};
use crate::optimise;
use crate::parse::syntax::Range;

/// Forward and backward as one graph.
#[derive(Debug)]
pub struct Joint {
    pub graph: Graph,
    pub loss: Option<NodeId>,
    pub outputs: Vec<NodeId>,
    /// What the states become, in the order of the program's updates.
    pub updates: Vec<NodeId>,
    pub gradients: Vec<Gradient>,
    pub handed_on: HandedOn,
    /// By the number of a `custom_gradient`, that of the value that it is, if it alone uses that one: nothing is left of it in the graph.
    pub detours: HashMap<u32, u32>,
}

/// The gradient of the loss with respect to a parameter or an input.
#[derive(Debug)]
pub struct Gradient {
    pub of: Leaf,
    /// The leaf's number: see [`Graph::number_nodes`].
    pub number: Option<u32>,
    pub node: NodeId,
}

impl Joint {
    /// The outputs alone, as `predict` computes them; `None` where that is a part of what the forward pass computes.
    pub fn prediction(program: &Program) -> Option<Joint> {
        let mut roots: Vec<NodeId> = program.output_nodes().collect();
        if !program.depends_on_mode(&roots) {
            return None;
        }
        let graph = optimise::for_prediction(&program.graph, &mut roots);
        let graph = optimise::fuse(&graph, &mut roots);
        let graph = optimise::simplify(&graph, &mut roots);
        Some(Joint {
            graph,
            loss: None,
            outputs: roots,
            updates: Vec::new(),
            gradients: Vec::new(),
            handed_on: HandedOn::default(),
            detours: HashMap::new(),
        })
    }

    /// Fuses, differentiates, simplifies and shares.
    pub fn build(program: &Program) -> Result<Joint, Vec<NotDifferentiable>> {
        let wanted = program.wanted();
        let updates = program.updates.iter().map(|(_, update)| *update);
        let results = program.loss_node().into_iter().chain(program.output_nodes()).chain(updates);
        let mut roots: Vec<NodeId> = results.chain(wanted.iter().copied()).collect();
        let graph = optimise::for_training(&program.graph, &mut roots);
        let mut graph = optimise::fuse(&graph, &mut roots);
        graph.number_nodes();
        let detours = detours(&graph);

        let results = roots.len() - wanted.len();
        let (results, wanted) = roots.split_at(results);
        let seeds = if program.loss.is_some() {
            loss_seed(&mut graph, results)
        } else {
            adjoint_seeds(&mut graph, program, results)
        };
        let Adjoints { wanted: adjoints, handed_on } = differentiate(&mut graph, &seeds, wanted)?;

        let leaves = wanted.iter().map(|&leaf| graph.node(leaf));
        let (leaves, adjoints): (Vec<(Leaf, Option<u32>)>, Vec<NodeId>) = leaves
            .zip(adjoints)
            .filter_map(|(node, adjoint)| match (&node.kind, adjoint) {
                (Kind::Leaf(leaf), Some(adjoint)) => Some(((*leaf, node.origin.derivation.of), adjoint)),
                _ => None,
            })
            .unzip();
        let mut roots: Vec<NodeId> = results.iter().copied().chain(adjoints).collect();
        let graph = optimise::simplify(&graph, &mut roots);
        let mut graph = optimise::share(&graph, &mut roots);
        let (results, adjoints) = roots.split_at(results.len());
        name_gradients(&mut graph, results, leaves.iter().map(|(_, number)| *number).zip(adjoints));

        let mut roots = roots.into_iter();
        Ok(Joint {
            graph,
            loss: if program.loss.is_some() { roots.next() } else { None },
            outputs: roots.by_ref().take(program.output_nodes().count()).collect(),
            updates: roots.by_ref().take(program.updates.len()).collect(),
            gradients: leaves
                .into_iter()
                .zip(roots)
                .map(|((of, number), node)| Gradient { of, number, node })
                .collect(),
            handed_on,
            detours,
        })
    }

    /// Values of the forward pass by their numbers; what has become of a `custom_gradient` has its number, too.
    pub fn by_number(&self, values: impl Iterator<Item = NodeId>) -> HashMap<u32, NodeId> {
        let mut by_number = HashMap::new();
        for id in values {
            if let Some(number) = self.graph.node(id).origin.derivation.of {
                by_number.entry(number).or_insert(id);
            }
        }
        for (custom, value) in &self.detours {
            if let Some(&value) = by_number.get(value) {
                by_number.entry(*custom).or_insert(value);
            }
        }
        by_number
    }

    /// Everything that is asked for.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.results().chain(self.gradients.iter().map(|gradient| gradient.node))
    }

    /// What the forward pass is asked for: the loss, the outputs, and what the states become.
    pub fn results(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.loss.into_iter().chain(self.outputs.iter().copied()).chain(self.updates.iter().copied())
    }
}

/// See [`Joint::detours`].
fn detours(graph: &Graph) -> HashMap<u32, u32> {
    let uses = graph.uses();
    let customs = graph.ids().filter(|id| graph.node(*id).operation().is_some_and(|op| op.name == "custom_gradient"));
    let found = customs.filter_map(|id| {
        let node = graph.node(id);
        let value = *node.operands.first()?;
        let is_alone = uses[value.index()] == [id];
        node.origin.derivation.of.zip(graph.node(value).origin.derivation.of).filter(|_| is_alone)
    });
    found.collect()
}

/// A gradient that was the adjoint of a value of which simplification has left nothing but the leaf is called after the leaf.
fn name_gradients<'a>(
    graph: &mut Graph,
    results: &[NodeId],
    gradients: impl Iterator<Item = (Option<u32>, &'a NodeId)>,
) {
    let live = graph.reachable(results.iter().copied());
    let numbers: HashSet<u32> =
        graph.ids().filter(|id| live[id.index()]).filter_map(|id| graph.node(id).origin.derivation.of).collect();
    for (leaf, &gradient) in gradients {
        if graph.node(gradient).origin.adjoint_of.is_some_and(|of| !numbers.contains(&of)) {
            graph.hand_adjoint_over(gradient, leaf);
        }
    }
}

/// The adjoint of the loss is 1.
fn loss_seed(graph: &mut Graph, results: &[NodeId]) -> Vec<(NodeId, NodeId)> {
    let Some(&loss) = results.first() else { return Vec::new() };
    let origin = Origin {
        at: graph.node(loss).origin.at,
        name: None,
        statement: "d_loss".to_owned(),
        adjoint_of: None,
        equations: "",
        derivation: Derivation::default(),
    };
    vec![(loss, graph.number(1.0, &origin))]
}

/// Without a loss the caller hands in the adjoint of each output.
fn adjoint_seeds(graph: &mut Graph, program: &Program, results: &[NodeId]) -> Vec<(NodeId, NodeId)> {
    let declarations = program.outputs.iter().enumerate();
    declarations
        .zip(results)
        .map(|((index, output), &value)| {
            let name = format!("d_{}", output.name);
            let shape: Shape = graph.shape(value).clone();
            let origin = Origin {
                at: Range::token(output.name.span()),
                name: Some(name.clone()),
                statement: name,
                adjoint_of: graph.node(value).origin.derivation.of,
                equations: "",
                derivation: Derivation::default(),
            };
            let kind = Kind::Leaf(Leaf::Adjoint(index));
            (value, graph.add(Node { kind, operands: Vec::new(), shape, origin }))
        })
        .collect()
}
