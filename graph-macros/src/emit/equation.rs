//! The formula above each statement, in the seed's notation: `d_w1 = xᵀ · d_h : [64, 32]`.

use std::fmt::Write as _;

use super::steps::Function;
use super::{Compiled, Emission};
use crate::differentiate::BRANCH;
use crate::differentiate::joint::Gradient;
use crate::graph::dimension::Dim;
use crate::graph::foreign::Part;
use crate::graph::shape::Shape;
use crate::graph::{Argument, Constant, Derivation, Kind, Leaf, NodeId, Number, Origin};
use crate::ops::precedence::{ATOM, NONE, PREFIX, PRODUCT, SUM};
use crate::ops::{Lowering, Operation, Scalar};
use crate::plan::{Action, Place, Step, Store, Target};

/// A longer formula is cut: the code below it says the rest.
const LONGEST: usize = 400;

impl Emission<'_> {
    /// A step's equation, shape and the numbers of the seed's equations that it instantiates.
    pub fn equation(&self, compiled: Compiled<'_>, function: Function, step: &Step) -> String {
        let (name, shape) = (self.target_name(compiled, step), self.target_shape(compiled, step));
        let mut numbers = Vec::new();
        let formula = match &step.action {
            Action::Zero => "0".to_owned(),
            Action::Mask(id) => match compiled.joint.graph.node(*id).kind {
                Kind::Leaf(Leaf::Mask { rate, .. }) => {
                    format!("0 with probability {}, else 1 / (1 − {0})", number(rate.0))
                }
                _ => String::new(),
            },
            Action::Kernel(id) | Action::Loop(id) | Action::Update(id, _) => {
                compiled.formula(*id, NONE, true, &compiled.plan.is_stored, &mut numbers)
            }
            Action::Terms(terms) => {
                let precedence = if terms.len() > 1 { SUM } else { NONE };
                let terms: Vec<String> = terms
                    .iter()
                    .map(|&term| compiled.formula(term, precedence, false, &compiled.plan.is_stored, &mut numbers))
                    .collect();
                match step.target {
                    Target::Value(id) => compiled.numbers(id, &mut numbers),
                    Target::Gradient(_) | Target::InputGradient(_) | Target::Update(_) => {
                        for rule in compiled.copied_by(step) {
                            add_number(rule.number, &mut numbers);
                        }
                    }
                }
                sum(&terms)
            }
        };
        let operator = if step.store == Store::Add { "+=" } else { "=" };
        let mut equation = match step.place {
            Place::Gradient(parameter) if Self::descends(compiled, function, step) => {
                format!("{} −= η ({formula})", self.program.parameters[parameter].word())
            }
            // What a function of the user's has left elsewhere.
            Place::Gradient(parameter) if name == formula => {
                format!("grads.{} {operator} {formula}", self.program.parameters[parameter].word())
            }
            _ => format!("{name} {operator} {formula}"),
        };
        if equation.chars().count() > LONGEST {
            equation = equation.chars().take(LONGEST).chain(['…']).collect();
        }
        let _ = write!(equation, " : {shape}");
        if !numbers.is_empty() {
            let _ = write!(equation, "   {}", numbers.join(", "));
        }
        equation
    }

    /// What a state becomes, by a name that nothing else has.
    pub fn new_state_name(&self, Compiled { joint, plan }: Compiled<'_>, state: usize) -> String {
        let mut updates = self.program.updates.iter().zip(&joint.updates);
        let value = updates.find(|((updated, _), _)| *updated == state).map(|(_, value)| *value);
        let mut name = format!("new_{}", self.program.states[state].word());
        let is_taken = |name: &String| {
            let is_value = |id: NodeId| plan.names[id.index()] == *name && Some(id) != value;
            joint.graph.ids().any(is_value) || self.program.outputs.iter().any(|output| output.name == name)
        };
        while is_taken(&name) {
            name.push('_');
        }
        name
    }

    pub fn target_name(&self, compiled: Compiled<'_>, step: &Step) -> String {
        match step.target {
            Target::Value(id) => compiled.plan.names[id.index()].clone(),
            Target::Gradient(index) => format!("d_{}", self.program.parameters[index].word()),
            Target::Update(index) => self.new_state_name(compiled, index),
            Target::InputGradient(index) => format!("d_{}", self.program.inputs[index].name),
        }
    }
}

fn add_number(number: &'static str, numbers: &mut Vec<&'static str>) {
    if !number.is_empty() && !numbers.contains(&number) {
        numbers.push(number);
    }
}

impl Compiled<'_> {
    /// The numbers of the equations that a value instantiates.
    fn numbers(&self, id: NodeId, numbers: &mut Vec<&'static str>) {
        let Origin { equations, derivation, .. } = &self.joint.graph.node(id).origin;
        // What rewrites have put into an adjoint is not the operation of which the equation speaks.
        add_number(if derivation.rule.is_empty() { equations } else { derivation.number }, numbers);
        for rule in self.summed_by(id) {
            add_number(rule.number, numbers);
        }
    }

    /// Where adjoints are added up, the rules by which some of them came as they were.
    pub fn summed_by(&self, id: NodeId) -> &[Derivation] {
        let Derivation { of, rule, .. } = self.joint.graph.node(id).origin.derivation;
        if rule == BRANCH { self.joint.handed_on.to(of) } else { &[] }
    }

    /// The rules by which an adjoint that a step copies to where it is wanted came there as it was.
    pub fn copied_by(&self, step: &Step) -> &[Derivation] {
        self.gradient(step).map_or(&[], |gradient| self.joint.handed_on.to(gradient.number))
    }

    /// The gradient that a step leaves where it is wanted.
    pub fn gradient(&self, step: &Step) -> Option<&Gradient> {
        let leaf = match step.target {
            Target::Gradient(index) => Leaf::Parameter(index),
            Target::InputGradient(index) => Leaf::Input(index),
            Target::Value(_) | Target::Update(_) => return None,
        };
        self.joint.gradients.iter().find(|gradient| gradient.of == leaf)
    }

    /// The formula of a value: its name if it is one of those that stand for themselves, and not itself what is being written.
    pub fn formula(
        self,
        id: NodeId,
        required: u8,
        expand: bool,
        by_name: &[bool],
        numbers: &mut Vec<&'static str>,
    ) -> String {
        let graph = &self.joint.graph;
        let node = graph.node(id);
        let (text, precedence) = match &node.kind {
            Kind::Constant(Constant::Number(Number(value))) => {
                (number(*value), if *value < 0.0 { PREFIX } else { ATOM })
            }
            Kind::Constant(Constant::Size(shape)) => {
                let text = shape.size_text();
                let precedence = if text.contains('·') { PRODUCT } else { ATOM };
                (text, precedence)
            }
            Kind::Leaf(_) => (self.plan.names[id.index()].clone(), ATOM),
            Kind::Foreign(_) if !expand => (self.plan.names[id.index()].clone(), ATOM),
            Kind::Foreign(call) => {
                let operands: Vec<String> =
                    node.operands.iter().map(|&operand| self.sized(operand, NONE, by_name, numbers)).collect();
                let name = match call.part {
                    Part::Forward => call.name.to_string(),
                    Part::Adjoint(index) => format!("∂{}{}", subscript(index + 1), call.name),
                };
                (format!("{name}({})", operands.join(", ")), ATOM)
            }
            Kind::Apply { .. } if by_name[id.index()] && !expand => (self.plan.names[id.index()].clone(), ATOM),
            Kind::Apply { operation, .. } if is_identity(operation) => {
                return self.formula(node.operands[0], required, false, by_name, numbers);
            }
            Kind::Apply { operation, attributes } => {
                self.numbers(id, numbers);
                let is_elementwise = matches!(operation.lowering(), Some(Lowering::Elementwise(_)));
                let binds = |index: usize| operation.notation.operands.get(index).copied().unwrap_or(NONE);
                let operands: Vec<String> = node
                    .operands
                    .iter()
                    .enumerate()
                    .map(|(index, &operand)| {
                        if is_elementwise {
                            self.formula(operand, binds(index), false, by_name, numbers)
                        } else {
                            self.sized(operand, binds(index), by_name, numbers)
                        }
                    })
                    .collect();
                let sizes: Vec<Dim> = attributes.iter().filter_map(Argument::size).cloned().collect();
                let attributes: Vec<String> = attributes
                    .iter()
                    .map(|attribute| match attribute {
                        Argument::Number(value) => number(value.0),
                        Argument::Size(size) => size.to_string(),
                    })
                    .collect();
                let is_number = matches!(graph.node(node.operands[0]).kind, Kind::Constant(_));
                let template = notation(operation, is_number, &operands);
                let mut text = fill(operation, &template, &operands, &attributes);
                end_block(&mut text, operation, &sizes);
                if operation.name == "add" {
                    text = sum(&[text]);
                }
                (text, operation.notation.precedence)
            }
        };
        if precedence < required { format!("({text})") } else { text }
    }

    /// The formula of an operand whose size matters: a matrix of equal numbers says how large it is.
    fn sized(self, id: NodeId, required: u8, by_name: &[bool], numbers: &mut Vec<&'static str>) -> String {
        let graph = &self.joint.graph;
        if !graph.is_constant(id) || *graph.shape(id) == Shape::SCALAR {
            return self.formula(id, required, false, by_name, numbers);
        }
        let name = &self.plan.names[id.index()];
        if self.plan.is_stored[id.index()] && !name.is_empty() {
            return name.clone();
        }
        let text = format!("{} : {}", self.formula(id, NONE, false, by_name, numbers), graph.shape(id));
        if required == NONE { text } else { format!("({text})") }
    }
}

/// Writes where they end behind the ranges of a block: `a[2.., 0..]` becomes `a[2..4, 0..B]`.
pub fn end_block(text: &mut String, operation: &Operation, sizes: &[Dim]) {
    let ("block", [top, left, rows, columns]) = (operation.name, sizes) else { return };
    let ends = [top.checked_add(rows), left.checked_add(columns)];
    let mut before = text.len();
    for end in ends.into_iter().rev() {
        let Some(range) = text[..before].rfind("..") else { return };
        if let Ok(end) = end {
            text.insert_str(range + 2, &end.to_string());
        }
        before = range;
    }
}

/// Terms that are added up; what is added with a sign is taken off.
pub fn sum(terms: &[String]) -> String {
    terms.join(" + ").replace(" + −", " − ")
}

/// An operation's template. A number stands beside what it scales: 2 a, not 2 ∘ a; but not beside another one, or a sign.
pub fn notation(operation: &Operation, is_number: bool, operands: &[String]) -> String {
    let template = operation.notation.template;
    let is_apart = |text: &String| !text.starts_with(|first: char| first.is_ascii_digit() || first == '−');
    if is_number && operands.get(1).is_some_and(is_apart) {
        template.replace(" ∘ ", " ")
    } else {
        template.to_owned()
    }
}

/// `1` as `₁`.
fn subscript(number: usize) -> String {
    let low = |digit: char| digit.to_digit(10).and_then(|digit| char::from_u32(0x2080 + digit)).unwrap_or(digit);
    number.to_string().chars().map(low).collect()
}

pub fn is_identity(operation: &Operation) -> bool {
    matches!(operation.lowering(), Some(Lowering::Elementwise(Scalar::Identity)))
}

/// The operation's template with the letters replaced.
pub fn fill(operation: &Operation, template: &str, operands: &[String], attributes: &[String]) -> String {
    // The last letter stands for all operands from its own on, where there may be more.
    let last = operation.operands.len().saturating_sub(1);
    let more = operands.get(last..).unwrap_or_default().join(", ");
    let named = operation.operands.iter().copied().zip(operands).take(last);
    let ending = operation.operands.last().copied().zip(Some(&more));
    let sizes = operation.shape.arguments.sizes().iter().map(|size| size.name);
    let numbers = operation.attributes.iter().map(|attribute| attribute.name);
    let letters: Vec<(&str, &String)> = named.chain(ending).chain(sizes.chain(numbers).zip(attributes)).collect();
    let mut filled = String::new();
    let mut word = String::new();
    // Letters are whole words of the template: the `A` of `A · B`, not that of a function's name.
    let flush = |word: &mut String, filled: &mut String| {
        match letters.iter().find(|(letter, _)| letter == word) {
            Some((_, text)) => filled.push_str(text),
            None => filled.push_str(word),
        }
        word.clear();
    };
    for character in template.chars() {
        if character.is_ascii_alphanumeric() || character == '_' {
            word.push(character);
        } else {
            flush(&mut word, &mut filled);
            filled.push(character);
        }
    }
    flush(&mut word, &mut filled);
    filled
}

pub fn number(value: f64) -> String {
    value.to_string().replace('-', "−")
}
