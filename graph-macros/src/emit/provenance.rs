//! The rules by which an equation of the backward pass came from those above it.
//!
//! Most of them made a node of its formula. Of others rewrites have left nothing, d_w = 2 w of w ∘ w, or a number: those are found by walking the
//! forward graph as it was differentiated, from the value whose adjoint it is to those whose adjoints stand in the formula.

use std::collections::HashSet;

use super::description::Named;
use super::equation::is_identity;
use super::nodes::Nodes;
use crate::differentiate::BRANCH;
use crate::differentiate::joint::Gradient;
use crate::graph::{Derivation, Kind, Leaf, NodeId};
use crate::ops::{Lowering, Operation};

/// What a formula is made of.
#[derive(Default)]
struct Trace {
    /// The rules of its nodes.
    named: Vec<Named>,
    /// The same of its nodes of the backward pass.
    applied: Vec<Derivation>,
    /// What it has by name.
    met: Vec<NodeId>,
}

impl Nodes<'_> {
    /// The rules that the equation of a value instantiates, first those that lie farthest back.
    pub fn rules(&self, id: NodeId) -> Vec<Named> {
        let trace = self.trace(id);
        let origin = &self.compiled.joint.graph.node(id).origin;
        if self.is_forward(id) {
            return trace.named;
        }
        let is_whole = origin.name.is_some() || self.compiled.joint.graph.is_constant(id);
        let lost = if is_whole {
            self.contributed(&[origin.adjoint_of], &trace)
        } else {
            let above: Vec<Option<u32>> = trace.applied.iter().map(|rule| rule.of).collect();
            self.contributed(&above, &trace)
        };
        let (as_it_was, others): (Vec<_>, Vec<_>) = lost.into_iter().partition(|(_, same)| *same);
        // What was handed on as it was cannot be seen in an equation, unless there is nothing else.
        let lost = if trace.named.is_empty() && others.is_empty() { as_it_was } else { others };
        let lost: Vec<Derivation> = lost.into_iter().map(|(rule, _)| rule).collect();
        let mut rules = self.named(&lost);
        rules.retain(|rule| !trace.named.contains(rule));
        rules.extend(trace.named);
        rules
    }

    /// The rules of a gradient that is copied to where it is wanted, or is a constant.
    pub fn rules_of_gradient(&self, gradient: &Gradient) -> Vec<Named> {
        let joint = self.compiled.joint;
        let mut trace = Trace::default();
        if self.by_name[gradient.node.index()] {
            trace.met.push(gradient.node);
        }
        let rules = self.contributed(&[gradient.number], &trace).into_iter().map(|(rule, _)| rule);
        let mut rules = self.named(&rules.collect::<Vec<_>>());
        let loss = joint.loss.and_then(|loss| joint.graph.node(loss).origin.derivation.of);
        if rules.is_empty() && loss.is_some() && loss == gradient.number {
            rules.push(("loss".to_owned(), "dL = 1".to_owned(), ""));
        }
        rules
    }

    pub fn named(&self, rules: &[Derivation]) -> Vec<Named> {
        let mut named: Vec<Named> = Vec::new();
        for rule in rules {
            let rule = (self.operation_of(*rule), rule.rule.to_owned(), rule.number);
            if !named.contains(&rule) {
                named.push(rule);
            }
        }
        named
    }

    /// The name of the operation that has a rule.
    fn operation_of(&self, rule: Derivation) -> String {
        let of = rule.of.and_then(|number| self.numbered.get(&number));
        match of.map(|of| self.kind(*of)) {
            Some(Kind::Foreign(call)) if rule.rule != BRANCH => call.name.to_string(),
            _ => rule.operation.to_owned(),
        }
    }

    fn trace(&self, id: NodeId) -> Trace {
        let graph = &self.compiled.joint.graph;
        let mut trace = Trace::default();
        let mut seen = HashSet::new();
        let mut open = vec![(id, false)];
        while let Some((next, is_in_loop)) = open.pop() {
            let node = graph.node(next);
            if next != id && self.has_name(next, is_in_loop) {
                trace.met.push(next);
                continue;
            }
            // A number that several adjoints have in common has come from the rules of one of them.
            let is_number = if next == id { matches!(node.kind, Kind::Constant(_)) } else { graph.is_constant(next) };
            if next != id && is_number || matches!(node.kind, Kind::Leaf(_)) || !seen.insert(next) {
                continue;
            }
            let is_elementwise =
                matches!(node.operation().and_then(Operation::lowering), Some(Lowering::Elementwise(_)));
            open.extend(node.operands.iter().rev().map(|operand| (*operand, is_elementwise)));
            let mut found = Vec::new();
            if !self.is_forward(next) {
                let summed = self.compiled.summed_by(next);
                let applied = summed.iter().copied().chain((!is_number).then_some(node.origin.derivation));
                trace.applied.extend(applied);
                found.extend(self.named(summed));
                if !is_number {
                    found.extend(self.named(&[node.origin.derivation]));
                }
            } else if let Kind::Apply { operation, .. } = &node.kind
                && !is_identity(operation)
            {
                found.push((
                    operation.word().to_owned(),
                    operation.reference.formula.to_owned(),
                    node.origin.equations,
                ));
            }
            for rule in found {
                if !rule.1.is_empty() && !trace.named.contains(&rule) {
                    trace.named.push(rule);
                }
            }
        }
        trace.named.reverse();
        trace
    }

    /// Whether a value is no adjoint and no part of one: it may be computed in the backward pass all the same.
    fn is_forward(&self, id: NodeId) -> bool {
        let node = self.compiled.joint.graph.node(id);
        let is_rule = !node.origin.derivation.rule.is_empty() || matches!(node.kind, Kind::Constant(_));
        self.in_forward[id.index()] || !is_rule
    }

    /// Whether an adjoint, given by its value's number, has an equation, by whose name all formulas call it. Where it was handed on as it was, that
    /// is the equation of the one from which it came.
    fn has_equation(&self, mut number: u32) -> bool {
        let handed_on = &self.compiled.joint.handed_on;
        loop {
            if let Some(&adjoint) = self.adjoints.get(&number) {
                let is_number = self.compiled.joint.graph.is_constant(adjoint);
                return !is_number && (self.by_name[adjoint.index()] || matches!(self.kind(adjoint), Kind::Leaf(_)));
            }
            match handed_on.at_all(number) {
                [(Derivation { of: Some(of), .. }, true)] if *of > number => number = *of,
                _ => return false,
            }
        }
    }

    /// Whether a formula has a value by its name.
    fn has_name(&self, id: NodeId, is_in_loop: bool) -> bool {
        match self.kind(id) {
            Kind::Leaf(leaf) => matches!(leaf, Leaf::Adjoint(_)),
            Kind::Constant(_) => !is_in_loop && self.compiled.plan.is_stored[id.index()],
            Kind::Apply { .. } | Kind::Foreign(_) => self.by_name[id.index()],
        }
    }

    /// All rules by which adjoints of values, given by their numbers, came from those that a formula has by name, first those that lie farthest
    /// back, and whether each has handed an adjoint on as it was; without those of its nodes, and of the parts that have equations of their own.
    fn contributed(&self, of: &[Option<u32>], trace: &Trace) -> Vec<(Derivation, bool)> {
        let joint = self.compiled.joint;
        let handed_on = &joint.handed_on;
        let of: Vec<u32> = of.iter().copied().flatten().collect();
        let adjoint_of = |id: NodeId| joint.graph.node(id).origin.adjoint_of;
        let is_there: HashSet<u32> = trace.met.iter().filter_map(|met| adjoint_of(*met)).collect();
        let parts = trace.met.iter().filter(|met| {
            let is_part = joint.graph.node(**met).origin.name.is_none() && !self.in_forward[met.index()];
            is_part && adjoint_of(**met).is_some_and(|number| of.contains(&number))
        });
        let told: HashSet<Derivation> = parts.flat_map(|part| self.trace(*part).applied).collect();
        let told_of: HashSet<u32> = told.iter().filter_map(|rule| rule.of).collect();
        let is_told =
            |rule: &Derivation| told.iter().any(|told| (told.operation, told.rule) == (rule.operation, rule.rule));
        let applied: HashSet<(Option<u32>, &str)> = trace.applied.iter().map(|rule| (rule.of, rule.rule)).collect();
        let mut found: Vec<(Derivation, bool)> = Vec::new();
        let mut seen: HashSet<u32> = of.iter().copied().collect();
        let mut open = of.clone();
        while let Some(next) = open.pop() {
            if !of.contains(&next) && (is_there.contains(&next) || self.has_equation(next)) {
                continue;
            }
            for (rule, as_it_was) in handed_on.at_all(next) {
                // That it came by way of another operand is worth saying.
                let as_it_was = *as_it_was && rule.operation != "custom_gradient";
                if !is_told(rule) && !applied.contains(&(rule.of, rule.rule)) {
                    found.push((*rule, as_it_was));
                }
                open.extend(rule.of.filter(|of| !told_of.contains(of) && seen.insert(*of)));
            }
        }
        found.reverse();
        found
    }
}
