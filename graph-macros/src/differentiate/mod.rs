//! From a graph to the joint graph of forward and backward: the reverse walk.
//!
//! The walk knows no operation by name. For each node between a wanted leaf and the loss, from the loss down, it adds
//! up the adjoints that came in (10–12), asks the operation for its rules and builds them as nodes of the same graph.
//! What all rules have in common is done here, once: broadcasting is undone, and an operand that leads to no wanted
//! gradient gets no adjoint.
//!
//! Before: a graph, the values where adjoints start and the leaves whose adjoints are wanted. After: the same graph
//! with nodes added behind, and an adjoint for each wanted leaf that the starting values depend on.

mod activity;
pub mod joint;

use crate::graph::build::{Letters, letters};
use crate::graph::foreign::{Foreign, Part};
use crate::graph::shape::Shape;
use crate::graph::{Derivation, Graph, Kind, Node, NodeId, Origin};
use crate::ops::formula::Formula;
use crate::ops::{Derivative, Operation, Rule, find};
use crate::parse::syntax::Range;

pub use activity::{End, active, ends};

/// An operation whose derivative could not be built.
#[derive(Debug)]
pub struct NotDifferentiable {
    pub at: Range,
    pub reason: String,
}

/// What the walk found.
#[derive(Debug)]
pub struct Adjoints {
    /// In the order of the wanted leaves. A leaf that no seed depends on has no adjoint.
    pub wanted: Vec<Option<NodeId>>,
    pub handed_on: HandedOn,
}

/// For each value of the forward pass, the rules by which an adjoint came to it.
#[derive(Debug, Default)]
pub struct HandedOn {
    /// As it was, from however far away: they leave no node that would tell of them. Each once, whichever value's it was.
    as_it_was: Vec<Vec<Derivation>>,
    /// In any way, from the next value, and whether as it was: rewrites may have left none of their nodes.
    at_all: Vec<Vec<(Derivation, bool)>>,
}

impl HandedOn {
    fn of(graph: &Graph) -> Self {
        HandedOn { as_it_was: vec![Vec::new(); graph.len()], at_all: vec![Vec::new(); graph.len()] }
    }

    /// The rules that handed an adjoint on as it was, by a value's number: see [`Graph::number_nodes`].
    pub fn to(&self, number: Option<u32>) -> &[Derivation] {
        number.and_then(|number| self.as_it_was.get(number as usize)).map_or(&[], Vec::as_slice)
    }

    /// All rules that contributed to the adjoint of a value, and whether each handed an adjoint on as it was.
    pub fn at_all(&self, number: u32) -> &[(Derivation, bool)] {
        self.at_all.get(number as usize).map_or(&[], Vec::as_slice)
    }
}

/// Extends `graph` by the adjoints of `wanted`, given the adjoint of each seed.
pub fn differentiate(
    graph: &mut Graph,
    seeds: &[(NodeId, NodeId)],
    wanted: &[NodeId],
) -> Result<Adjoints, Vec<NotDifferentiable>> {
    let active = active(graph, seeds.iter().map(|(value, _)| *value), wanted);
    let mut walk = Walk {
        contributions: vec![Vec::new(); graph.len()],
        adjoints: vec![None; graph.len()],
        handed_on: HandedOn::of(graph),
        graph,
    };
    for &(value, adjoint) in seeds {
        walk.contribute(value, adjoint);
    }
    let mut failures = Vec::new();
    for id in walk.graph.ids().rev() {
        if !active[id.index()] || id.index() >= walk.contributions.len() {
            continue;
        }
        if let Err(reason) = walk.visit(id, &active) {
            failures.push(NotDifferentiable { at: walk.graph.node(id).origin.at, reason });
        }
    }
    if failures.is_empty() {
        let wanted = wanted.iter().map(|leaf| walk.adjoints[leaf.index()]).collect();
        Ok(Adjoints { wanted, handed_on: walk.handed_on })
    } else {
        Err(failures)
    }
}

struct Walk<'g> {
    graph: &'g mut Graph,
    /// What came in so far for each node of the forward graph.
    contributions: Vec<Vec<NodeId>>,
    /// The finished adjoint of each visited node.
    adjoints: Vec<Option<NodeId>>,
    handed_on: HandedOn,
}

impl Walk<'_> {
    fn contribute(&mut self, value: NodeId, adjoint: NodeId) {
        self.contributions[value.index()].push(adjoint);
    }

    /// Finishes a node's adjoint and hands on what its operands get.
    fn visit(&mut self, id: NodeId, active: &[bool]) -> Result<(), String> {
        let Some(adjoint) = self.accumulate(id) else { return Ok(()) };
        self.adjoints[id.index()] = Some(adjoint);
        let node = self.graph.node(id).clone();
        if let Kind::Foreign(call) = &node.kind {
            return self.visit_foreign(id, call, &node, adjoint, active);
        }
        let Kind::Apply { operation, attributes } = &node.kind else { return Ok(()) };
        let rules = match operation.derivative() {
            Some(Derivative::Rules(rules)) => *rules,
            Some(Derivative::Stops) => return Ok(()),
            None => return Err(format!("`{}` is a composite that was not expanded", operation.name)),
        };
        if !operation.has_rules_for(node.operands.len()) {
            return Err(format!("`{}` has {} operands but {} rules", operation.name, node.operands.len(), rules.len()));
        }
        let adjoint_letter = format!("d{}", operation.result);
        let mut letters = letters(operation, &node.operands, attributes);
        letters.nodes.push((operation.result, id));
        letters.nodes.push((&adjoint_letter, adjoint));
        for (index, &operand) in node.operands.iter().enumerate() {
            let Some(Rule::Adjoint(equation, number)) = operation.rule(index) else { continue };
            if !active[operand.index()] {
                continue;
            }
            let formula = rule_formula(operation, operation.letter_index(index), equation)?;
            if index >= operation.operands.len() {
                self.among_more(operation, &node.operands, index, &mut letters)?;
            }
            let origin = Origin {
                at: node.origin.at,
                name: None,
                statement: adjoint_name(self.graph, operand),
                adjoint_of: number_of(operand),
                equations: number,
                derivation: derivation(id, operation.word(), equation, number),
            };
            let unfitted = self.graph.instantiate(&formula, &letters, &origin, &mut Graph::apply);
            let contribution = unfitted
                .and_then(|contribution| self.fit(contribution, operand, &origin))
                .ok_or_else(|| format!("the rule `{equation}` of `{}` does not fit its operands", operation.name))?;
            self.contribute(operand, contribution);
            // Where dA = dC, what is added up of dC says it all.
            let sum = unfitted
                .and_then(|unfitted| self.reduction(unfitted, operand))
                .map(|(.., rule, number)| (rule, number));
            let own = (unfitted != Some(adjoint) || sum.is_none()).then_some((*equation, *number));
            let rules = &mut self.handed_on.at_all[operand.index()];
            for (rule, number) in sum.into_iter().chain(own) {
                let rule = (Derivation { rule, number, ..origin.derivation }, contribution == adjoint);
                if !rules.contains(&rule) {
                    rules.push(rule);
                }
            }
            if contribution == adjoint {
                self.hand_on(id, operand, origin.derivation);
            }
        }
        Ok(())
    }

    /// Notes by which rule an operand got an adjoint as it was, and by which rules that adjoint had come there.
    fn hand_on(&mut self, id: NodeId, operand: NodeId, rule: Derivation) {
        let Node { operands, shape, .. } = self.graph.node(id);
        let stretches = |operand: &NodeId| self.graph.shape(*operand).rows.is_one() && !shape.rows.is_one();
        let number = match rule.number {
            // To a matrix beside a stretched row.
            "(3)" | "(4)" if operands.iter().any(stretches) => "(7)",
            number => number,
        };
        let is_sum = self.adjoints[id.index()].is_some_and(|adjoint| {
            let derivation = self.graph.node(adjoint).origin.derivation;
            derivation.rule == BRANCH && derivation.of == rule.of
        });
        let before = if is_sum { Vec::new() } else { self.handed_on.as_it_was[id.index()].clone() };
        let handed_on = &mut self.handed_on.as_it_was[operand.index()];
        for rule in before.into_iter().chain([Derivation { number, ..rule }]) {
            let is_same = |same: &Derivation| Derivation { of: rule.of, ..*same } == rule;
            if !handed_on.iter().any(is_same) {
                handed_on.push(rule);
            }
        }
    }

    /// Each operand's adjoint is a call of its own.
    fn visit_foreign(
        &mut self,
        id: NodeId,
        call: &Foreign,
        node: &Node,
        adjoint: NodeId,
        active: &[bool],
    ) -> Result<(), String> {
        if call.part != Part::Forward {
            return Err(format!(
                "the adjoints of `{}` are Rust functions, and have no derivative of their own",
                call.name
            ));
        }
        for (index, &operand) in node.operands.iter().enumerate() {
            if !active[operand.index()] || !call.derivatives[index] {
                continue;
            }
            let origin = Origin {
                at: node.origin.at,
                name: None,
                statement: adjoint_name(self.graph, operand),
                adjoint_of: number_of(operand),
                equations: "",
                derivation: derivation(id, "", "a function of the user's", ""),
            };
            let operands = node.operands.iter().copied().chain([id, adjoint]).collect();
            let shape = self.graph.shape(operand).clone();
            let kind = Kind::Foreign(call.adjoint(index));
            let contribution = self.graph.add(Node { kind, operands, shape, origin });
            self.contribute(operand, contribution);
        }
        Ok(())
    }

    /// Has the letters stand for an operand beyond those that have letters of their own: the last letter for that
    /// operand, the first for all before it, taken together. Of those only the shape is known.
    fn among_more(
        &self,
        operation: &'static Operation,
        operands: &[NodeId],
        index: usize,
        letters: &mut Letters<'_>,
    ) -> Result<(), String> {
        let (Some(first), Some(last)) = (operation.operands.first(), operation.operands.last()) else { return Ok(()) };
        let before = self
            .graph
            .infer(operation, &operands[..index], &[], &self.graph.node(operands[index]).origin)
            .ok_or_else(|| format!("`{}` does not take its first {index} operands", operation.name))?;
        letters.nodes.retain(|(letter, _)| letter != first && letter != last);
        letters.nodes.push((last, operands[index]));
        letters.shapes = vec![(first, before)];
        Ok(())
    }

    /// The branch rule: a value used n times gets the sum of n adjoints (12).
    fn accumulate(&mut self, id: NodeId) -> Option<NodeId> {
        let contributions = std::mem::take(&mut self.contributions[id.index()]);
        let name = adjoint_name(self.graph, id);
        let shape = self.graph.shape(id).clone();
        let origin = Origin {
            at: self.graph.node(id).origin.at,
            name: None,
            statement: name.clone(),
            adjoint_of: number_of(id),
            equations: "(12)",
            derivation: derivation(id, "branch", BRANCH, "(12)"),
        };
        let add = find("add")?;
        if contributions.len() > 1 {
            self.handed_on.at_all[id.index()].push((origin.derivation, false));
        }
        let mut contributions = contributions.into_iter();
        let mut sum = contributions.next()?;
        for contribution in contributions {
            sum = self.graph.apply(add, vec![sum, contribution], Vec::new(), shape.clone(), &origin)?;
        }
        // What the forward pass computes keeps the name that it has there.
        if sum.index() >= self.adjoints.len() {
            self.graph.name_adjoint(sum, &name, number_of(id));
        }
        Some(sum)
    }

    /// Brings an adjoint to its operand's shape: what was stretched is added up (9), what is smaller is spread.
    fn fit(&mut self, adjoint: NodeId, operand: NodeId, origin: &Origin) -> Option<NodeId> {
        let wanted = self.graph.shape(operand).clone();
        let Some((reduction, shape, rule, number)) = self.reduction(adjoint, operand) else {
            return self.graph.broadcast(adjoint, &wanted, origin);
        };
        let derivation = Derivation { rule, number, ..origin.derivation };
        let origin = Origin { equations: number, derivation, ..origin.clone() };
        let sum = self.graph.apply(find(reduction)?, vec![adjoint], Vec::new(), shape, &origin)?;
        self.graph.broadcast(sum, &wanted, &origin)
    }

    /// What adds up an adjoint where its operand was stretched: the operation, its shape, the rule and its number.
    fn reduction(&self, adjoint: NodeId, operand: NodeId) -> Option<(&'static str, Shape, &'static str, &'static str)> {
        let (wanted, found) = (self.graph.shape(operand), self.graph.shape(adjoint));
        let rows = wanted.rows.is_one() && !found.rows.is_one();
        let columns = wanted.columns.is_one() && !found.columns.is_one();
        match (rows, columns) {
            (true, true) => Some(("sum", Shape::SCALAR, "db = [1…1] dC [1…1]ᵀ", "")),
            (true, false) => {
                let shape = Shape::new(wanted.rows.clone(), found.columns.clone());
                Some(("sum_rows", shape, "db = [1…1] dC", "(9)"))
            }
            (false, true) => {
                let shape = Shape::new(found.rows.clone(), wanted.columns.clone());
                Some(("sum_cols", shape, "db = dC [1…1]ᵀ", ""))
            }
            (false, false) => None,
        }
    }
}

/// The rule of a value that is used several times.
pub const BRANCH: &str = "dA = dB + dC";

fn derivation(of: NodeId, operation: &'static str, rule: &'static str, number: &'static str) -> Derivation {
    Derivation { of: number_of(of), operation, rule, number }
}

/// The number that a value of the forward pass keeps.
fn number_of(id: NodeId) -> Option<u32> {
    u32::try_from(id.index()).ok()
}

/// A rule's right side, after a look at whether its left side is the operand's adjoint.
fn rule_formula(operation: &Operation, operand: usize, equation: &'static str) -> Result<std::rc::Rc<Formula>, String> {
    let expected = format!("d{}", operation.operands.get(operand).copied().unwrap_or_default());
    match Formula::read_equation(equation) {
        Some((left, formula)) if left == expected => Ok(formula),
        _ => Err(format!("the rule `{equation}` of `{}` is not an equation for `{expected}`", operation.name)),
    }
}

/// The adjoint of `h` is `d_h`; that of a step inside `h`'s statement is `d_h_matmul`.
fn adjoint_name(graph: &Graph, id: NodeId) -> String {
    format!("d_{}", graph.title(id))
}
