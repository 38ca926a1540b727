//! What becomes of an adjoint on its way from a value to an operand, as it is written beside an arrow: `· w1ᵀ`, `∘ b`, `[1…1] ·`.

use super::Compiled;
use super::equation::{end_block, fill, is_identity, notation, number};
use crate::graph::shape::{Dim, Shape};
use crate::graph::{Argument, Kind, Node, NodeId};
use crate::ops::formula::{Count, Formula};
use crate::ops::precedence::{NONE, PRODUCT};
use crate::ops::{Arguments, Lowering, Operation, Rule, find};

/// Stands for the adjoint.
const ADJOINT: &str = "□";

impl Compiled<'_> {
    /// The rule by which the adjoint of a value goes to one of its operands; empty where it is handed on as it is, `None` where it isn't
    /// handed on.
    pub fn local_rule(self, id: NodeId, index: usize) -> Option<String> {
        let graph = &self.joint.graph;
        let node = graph.node(id);
        let (operation, attributes) = match &node.kind {
            Kind::Apply { operation, attributes } => (*operation, attributes),
            Kind::Foreign(call) => return call.derivatives[index].then(|| format!("adjoint of {}", call.name)),
            Kind::Leaf(_) | Kind::Constant(_) => return None,
        };
        let Some(Rule::Adjoint(equation, _)) = operation.rule(index) else { return None };
        let (_, formula) = Formula::read_equation(equation)?;
        let formula = self.fitted(id, index, &formula);
        Some(beside_an_arrow(&Letters { compiled: self, id, index, operation, attributes }.text(&formula, NONE)))
    }

    /// The rule, and what the walk does behind it: what was stretched is added up.
    fn fitted(self, id: NodeId, index: usize, formula: &Formula) -> Formula {
        let graph = &self.joint.graph;
        let node = graph.node(id);
        let is_elementwise = matches!(node.operation().and_then(Operation::lowering), Some(Lowering::Elementwise(_)));
        let (wanted, found) = (graph.shape(node.operands[index]), &node.shape);
        let stretched = |wanted: &Dim, found: &Dim| is_elementwise && wanted.is_one() && !found.is_one();
        let sum = match (stretched(&wanted.rows, &found.rows), stretched(&wanted.columns, &found.columns)) {
            (true, true) => find("sum"),
            (true, false) => find("sum_rows"),
            (false, true) => find("sum_cols"),
            (false, false) => None,
        };
        match sum {
            Some(operation) => Formula::Apply { operation, operands: vec![formula.clone()], attributes: Vec::new() },
            None => formula.clone(),
        }
    }
}

/// What the letters of a rule stand for.
struct Letters<'a> {
    compiled: Compiled<'a>,
    id: NodeId,
    /// The operand to which the adjoint goes.
    index: usize,
    operation: &'static Operation,
    attributes: &'a [Argument],
}

impl Letters<'_> {
    fn text(&self, formula: &Formula, required: u8) -> String {
        match formula {
            Formula::Number(value) => number(*value),
            Formula::Letter(letter) => self.letter(letter),
            Formula::Count(count, letter) => {
                let count = self.count(*count, letter);
                let is_product = count.chars().any(|sign| matches!(sign, '·' | '*' | '/' | '+' | '-'));
                if is_product && required > PRODUCT { format!("({count})") } else { count }
            }
            Formula::Mask(..) => "mask".to_owned(),
            Formula::Broadcast(value, _) => self.text(value, required),
            Formula::Apply { operation, operands, .. } if is_identity(operation) && operands.len() == 1 => {
                self.text(&operands[0], required)
            }
            Formula::Apply { operation, operands, attributes } => {
                let binds = |index: usize| operation.notation.operands.get(index).copied().unwrap_or(NONE);
                let is_number = matches!(operands.first(), Some(Formula::Number(_)));
                let operands: Vec<String> =
                    operands.iter().enumerate().map(|(index, operand)| self.text(operand, binds(index))).collect();
                let sizes: Vec<Dim> = attributes.iter().filter_map(|attribute| self.size(attribute)).collect();
                let attributes: Vec<String> = attributes.iter().map(|attribute| self.text(attribute, NONE)).collect();
                let template = notation(operation, is_number, &operands);
                let mut text = fill(operation, &template, &operands, &attributes);
                end_block(&mut text, operation, &sizes);
                if operation.notation.precedence < required { format!("({text})") } else { text }
            }
        }
    }

    fn letter(&self, letter: &str) -> String {
        if letter.strip_prefix('d') == Some(self.operation.result) {
            return ADJOINT.to_owned();
        }
        if letter == self.operation.result {
            return self.name(self.id);
        }
        if let Some(operand) = self.operand(letter) {
            return self.name(operand);
        }
        let sizes = self.operation.shape.arguments.sizes().iter().map(|size| size.name);
        let mut names = sizes.chain(self.operation.attributes.iter().map(|attribute| attribute.name));
        match names.position(|name| name == letter).and_then(|index| self.attributes.get(index)) {
            Some(Argument::Number(value)) => number(value.0),
            Some(Argument::Size(size)) => size.to_string(),
            None => "…".to_owned(),
        }
    }

    /// The operand for which a letter stands; `None` for all operands before the one in question, taken together.
    fn operand(&self, letter: &str) -> Option<NodeId> {
        let operands = &self.compiled.joint.graph.node(self.id).operands;
        let letters = self.operation.operands;
        let position = letters.iter().position(|name| *name == letter)?;
        if self.operation.shape.arguments != Arguments::More {
            return operands.get(position).copied();
        }
        let own = self.operation.letter_index(self.index);
        let is_among_more = self.index >= letters.len();
        match (position == own, is_among_more) {
            (true, _) => operands.get(self.index).copied(),
            (false, true) => None,
            (false, false) => operands.get(position).copied(),
        }
    }

    fn name(&self, id: NodeId) -> String {
        let graph = &self.compiled.joint.graph;
        let id = if graph.is_number_itself(id) { graph.node(id).operands[0] } else { id };
        let name = &self.compiled.plan.names[id.index()];
        if name.is_empty() {
            // A constant.
            return self.compiled.formula(id, NONE, true, &self.compiled.plan.is_stored, &mut Vec::new());
        }
        name.clone()
    }

    fn count(&self, count: Count, letter: &str) -> String {
        let Some(Shape { rows, columns }) = self.shape(letter) else { return "…".to_owned() };
        match count {
            Count::Elements => Shape::new(rows, columns).size_text(),
            Count::Rows => rows.to_string(),
            Count::Columns => columns.to_string(),
        }
    }

    /// What a formula is that stands where a size is wanted.
    fn size(&self, formula: &Formula) -> Option<Dim> {
        match formula {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a size is whole and not negative"
            )]
            Formula::Number(value) => Some(Dim::Literal(*value as usize)),
            Formula::Count(Count::Rows, letter) => self.shape(letter).map(|shape| shape.rows),
            Formula::Count(Count::Columns, letter) => self.shape(letter).map(|shape| shape.columns),
            Formula::Letter(letter) => {
                let sizes = self.operation.shape.arguments.sizes();
                let position = sizes.iter().position(|size| size.name == letter)?;
                self.attributes.get(position)?.size().cloned()
            }
            _ => None,
        }
    }

    /// The shape of what a letter stands for.
    fn shape(&self, letter: &str) -> Option<Shape> {
        let graph = &self.compiled.joint.graph;
        let shape = if letter == self.operation.result { Some(self.id) } else { self.operand(letter) };
        match shape {
            Some(id) => Some(graph.shape(id).clone()),
            // That of all operands before the one in question, taken together.
            None => {
                let Node { operands, origin, .. } = graph.node(self.id);
                graph.infer(self.operation, &operands[..self.index], &[], origin)
            }
        }
    }
}

/// `□ ∘ b` as `∘ b`, `aᵀ · □` as `aᵀ ·`; what doesn't begin or end with the adjoint stays whole.
fn beside_an_arrow(rule: &str) -> String {
    if rule == ADJOINT {
        return String::new();
    }
    let rest = rule
        .strip_prefix(ADJOINT)
        .and_then(|rest| rest.strip_prefix(' '))
        .or_else(|| rule.strip_suffix(ADJOINT).map(str::trim_end));
    match rest {
        Some(rest) if !rest.contains(ADJOINT) && is_one_term(rest) => rest.to_owned(),
        _ => rule.to_owned(),
    }
}

/// Whether nothing is added or taken off outside of parentheses.
fn is_one_term(formula: &str) -> bool {
    let mut depth = 0_i32;
    formula.split(' ').all(|word| {
        let is_outside = depth == 0;
        for character in word.chars() {
            depth += i32::from(matches!(character, '(' | '[')) - i32::from(matches!(character, ')' | ']'));
        }
        !(is_outside && matches!(word, "+" | "−"))
    })
}
