//! From the syntax tree to a [`Program`]: names and shapes are resolved, and what is wrong with them is reported.
//!
//! A value whose expression is wrong is *poisoned*: it is known by name and has no node, and whatever uses it is passed
//! over in silence, so that one mistake gives one error. Where a wrong operation leaves no doubt about the shape that
//! was meant, lowering goes on with that shape instead.

mod arguments;
mod call;
mod definitions;
mod foreign;
mod frame;
mod instance;
mod scope;

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span, TokenStream};
use syn::Attribute;

use self::frame::Frame;
use super::describe::describe;
use super::dimension::Sum;
use super::foreign::ForeignDeclaration;
use super::mention::{DefinitionName, Mention, ValueDeclaration};
use super::program::{
    Carrier, ConstantDeclaration, InputDeclaration, LayerDeclaration, LossDeclaration, OutputDeclaration,
    ParameterDeclaration, Program, joined,
};
use super::shape::{Comparison, Dim, Dims, NoDim, Shape};
use super::{Argument, Constant, Derivation, Graph, Kind, Leaf, Node, NodeId, Number, Origin};
use crate::diagnostics::Errors;
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::synonyms::{Here, synonym};
use crate::diagnostics::wording::{all_of, with_article};
use crate::ops::formula::operator_name;
use crate::ops::{self, Application, GivenSize, Operand, Operation, Syntax, labels};
use crate::parse::name::upper_case;
use crate::parse::syntax::{
    Block, Definition, DimKind, DimOperator, DimSyntax, Expr, ExprKind, Generics, GraphBlock, Import, Initialiser,
    Input, InputRole, Let, Loss, Output, Parameter, Range, ShapeSyntax, Statement, Update,
};

/// Lowers a block; what is wrong is reported, and what is sound is in the program all the same. There is no program for a
/// block that holds definitions alone.
pub fn lower(block: Block, errors: &mut Errors) -> (Option<Program>, Vec<Carrier>) {
    let syntax_is_sound = errors.is_empty();
    let Block { definitions, imports, graph: block, mentioned } = block;
    let no_generics = Generics::default();
    let mut lowering = Lowering {
        errors,
        generics: block.as_ref().map_or(&no_generics, |block| &block.generics),
        definitions: &definitions,
        imports: &imports,
        known: definitions::Known::default(),
        graph: Graph::default(),
        dims: Dims::default(),
        frame: Frame::default(),
        graph_names: HashSet::new(),
        taken_by_definitions: HashSet::new(),
        reported: HashSet::new(),
        mentioned: mentioned.iter().map(ToString::to_string).collect(),
        calls: 0,
        used_sizes: HashSet::new(),
        written: HashMap::new(),
        is_unfinished: false,
        graph_name: block.as_ref().map(|block| block.name.to_string()).unwrap_or_default(),
        constants: Vec::new(),
        dimensions: Vec::new(),
        parameters: Vec::new(),
        states: Vec::new(),
        updates: Vec::new(),
        layers: Vec::new(),
        foreigns: Vec::new(),
        foreign_positions: HashMap::new(),
        value_docs: HashMap::new(),
        values: Vec::new(),
        mentions: Vec::new(),
    };
    let statements = block.as_ref().map_or(&[][..], |block| &block.statements);
    lowering.learn_definitions(statements);
    let Some(block) = &block else {
        lowering.report_uncalled_definitions(&mentioned);
        return (None, lowering.carriers());
    };
    lowering.frame.defined_later = block.statements.iter().flat_map(Statement::defines).collect();
    let Results { inputs, outputs, losses } = lowering.statements(block);
    for name in mentioned.iter().map(ToString::to_string).chain(std::mem::take(&mut lowering.taken_by_definitions)) {
        lowering.mark_used(&name);
    }
    lowering.mention_skipped(&mentioned);
    if block.unfinished.is_empty() {
        if !outputs.is_empty() || !losses.is_empty() {
            // Otherwise nothing is used for anything, which is one mistake.
            lowering.report_unused_values();
        }
        lowering.report_uncalled_definitions(&mentioned);
    }
    if syntax_is_sound {
        // After a mistake in the syntax the place where a size was used may be missing.
        lowering.report_unused_sizes();
    }
    for second in losses.iter().skip(1) {
        let message =
            "a graph has one loss, and this is a second one\nhelp: add the terms up in one statement: `loss = a + b;`";
        lowering.errors.report(Range::token(second.keyword), message);
    }
    let (carriers, is_incomplete) = (lowering.carriers(), !lowering.known.lost.is_empty());
    let Lowering { graph, dims, constants, dimensions, .. } = lowering;
    let Lowering { parameters, states, updates, layers, foreigns, value_docs, values, mentions, .. } = lowering;
    let mut program = Program {
        docs: block.docs.clone(),
        visibility: block.visibility.clone(),
        name: block.name.clone(),
        scalar: block.generics.scalar.clone(),
        sizes: block.generics.sizes.clone(),
        inputs,
        parameters,
        states,
        updates,
        layers,
        foreigns,
        initialisers: initialisers(&block.statements, &definitions, |statement| match statement {
            Statement::Parameter(parameter) => Some(parameter),
            _ => None,
        }),
        state_initialisers: initialisers(&block.statements, &definitions, |statement| match statement {
            Statement::State(state) => Some(state),
            _ => None,
        }),
        outputs,
        loss: losses.into_iter().next(),
        budget: block.budget.clone(),
        graph,
        definitions: definition_names(&definitions, &imports),
        values,
        mentions,
        value_docs,
        constants,
        dimensions,
        assumptions: Vec::new(),
        is_incomplete,
    };
    canonicalise(&mut program, &dims);
    program.assumptions = dims.assumptions;
    (Some(program), carriers)
}

/// What a graph is given and what it gives.
#[derive(Default)]
struct Results {
    inputs: Vec<InputDeclaration>,
    outputs: Vec<OutputDeclaration>,
    losses: Vec<LossDeclaration>,
}

/// The functions and layers that the graph can call, by the names that they have in it.
fn definition_names(definitions: &[Definition], imports: &[Import]) -> Vec<DefinitionName> {
    let own = definitions.iter().filter(|definition| definition.package == 0).map(DefinitionName::from);
    let imported = imports.iter().filter(|import| import.within == 0).filter_map(|import| {
        let definition = definitions.iter().rfind(|definition| definition.package == import.package)?;
        Some(DefinitionName { name: import.name.clone(), ..DefinitionName::from(definition) })
    });
    own.chain(imported).collect()
}

/// Every initialiser that was written, once.
fn initialisers(
    statements: &[Statement],
    definitions: &[Definition],
    declares: impl Fn(&Statement) -> Option<&Parameter>,
) -> Vec<Initialiser> {
    let all = definitions.iter().flat_map(|definition| &definition.statements).chain(statements);
    all.filter_map(|statement| Some(declares(statement)?.initialiser.clone())).collect()
}

struct Lowering<'a> {
    errors: &'a mut Errors,
    generics: &'a Generics,
    definitions: &'a [Definition],
    imports: &'a [Import],
    /// What was found out about the definitions.
    known: definitions::Known,
    graph: Graph,
    dims: Dims,
    /// The body that is being lowered: the graph's, or that of a function or a layer.
    frame: Frame,
    /// The names that the graph's own statements define.
    graph_names: HashSet<String>,
    /// Those among them that a function used, which was reported.
    taken_by_definitions: HashSet<String>,
    /// What was reported of the body of a definition: once each, however often it is called.
    reported: HashSet<String>,
    /// The names in tokens that could not be read.
    mentioned: HashSet<String>,
    /// How many calls have been inlined.
    calls: usize,
    used_sizes: HashSet<String>,
    /// The shapes of inputs and parameters as they are written.
    written: HashMap<NodeId, String>,
    /// The statement that is being lowered has no `;`.
    is_unfinished: bool,
    graph_name: String,
    constants: Vec<ConstantDeclaration>,
    /// The dimensions that are computed, and where.
    dimensions: Vec<(Dim, Range)>,
    parameters: Vec<ParameterDeclaration>,
    states: Vec<ParameterDeclaration>,
    /// What each state becomes, by its position.
    updates: Vec<(usize, NodeId)>,
    layers: Vec<LayerDeclaration>,
    foreigns: Vec<ForeignDeclaration>,
    /// Where each definition that is a Rust function is among them; `None` after a mistake in its shapes.
    foreign_positions: HashMap<usize, Option<usize>>,
    /// The doc comments of `let` statements, by the name of the value.
    value_docs: HashMap<String, Vec<Attribute>>,
    values: Vec<ValueDeclaration>,
    /// The names that each statement uses, those of the statement that is being lowered last.
    mentions: Vec<Vec<Mention>>,
}

impl Lowering<'_> {
    fn statements(&mut self, block: &GraphBlock) -> Results {
        let Results { mut inputs, mut outputs, mut losses } = Results::default();
        let mut unfinished = block.unfinished.iter().peekable();
        for (index, statement) in block.statements.iter().enumerate() {
            let reported = self.errors.count();
            self.is_unfinished = unfinished.next_if_eq(&&index).is_some();
            self.mentions.push(Vec::new());
            match statement {
                Statement::Input(input) => inputs.extend(self.input(input, inputs.len())),
                Statement::Parameter(parameter) => self.parameter(parameter, &[]),
                Statement::State(state) => self.state(state, &[]),
                Statement::Update(update) => self.update(update),
                Statement::Let(binding) => self.binding(binding),
                Statement::Unpack(unpack) => self.unpack(unpack),
                Statement::Instance(instance) => self.layer(instance, &[]),
                Statement::Output(output) => outputs.extend(self.output(output, &outputs)),
                Statement::Loss(loss) => losses.push(self.loss(loss)),
            }
            if self.is_unfinished {
                // That the statement does not end has been reported, and what it would be is not known.
                self.errors.take_back(reported);
            }
        }
        Results { inputs, outputs, losses }
    }

    /// `None` for a second one of the same name, as with parameters and outputs.
    fn input(&mut self, input: &Input, index: usize) -> Option<InputDeclaration> {
        let what = match input.role {
            InputRole::Input => "input",
            InputRole::Target => "target",
            InputRole::Labels => "input of labels",
            InputRole::Hyper => "hyper",
        };
        let shape = self.shape(&input.shape);
        let leaf = match input.role {
            InputRole::Input | InputRole::Target => Leaf::Input(index),
            InputRole::Labels => Leaf::Labels(index),
            InputRole::Hyper => Leaf::Hyper(index),
        };
        let mut node = self.leaf(leaf, input.name.span(), &input.name.to_string(), &shape);
        if input.role == InputRole::Hyper {
            node = self.number_by_value(node, &input.name);
        }
        self.written.insert(node, input.shape.text.clone());
        let is_new = self.define(&input.name, (!input.shape.guessed).then_some(node), what);
        let Input { docs, role, wants_gradient, name, .. } = input.clone();
        is_new.then_some(InputDeclaration { docs, name, role, wants_gradient, shape, node })
    }

    /// A parameter of the graph or, at the end of `path`, of a layer.
    fn parameter(&mut self, parameter: &Parameter, path: &[Ident]) {
        let shape = self.shape(&parameter.shape);
        let word = joined(path, &parameter.name, "_");
        let node = self.leaf(Leaf::Parameter(self.parameters.len()), parameter.name.span(), &word, &shape);
        self.written.insert(node, parameter.shape.text.clone());
        if self.define(&parameter.name, (!parameter.shape.guessed).then_some(node), "parameter") {
            let Parameter { docs, frozen, name, initialiser, .. } = parameter.clone();
            let (path, at) = (path.to_vec(), self.in_the_block(Range::token(name.span())));
            self.parameters.push(ParameterDeclaration { docs, name, at, path, frozen, shape, initialiser, node });
        }
    }

    /// A state of the graph or, at the end of `path`, of a layer.
    fn state(&mut self, state: &Parameter, path: &[Ident]) {
        let shape = self.shape(&state.shape);
        let word = joined(path, &state.name, "_");
        let node = self.leaf(Leaf::State(self.states.len()), state.name.span(), &word, &shape);
        self.written.insert(node, state.shape.text.clone());
        if self.define(&state.name, (!state.shape.guessed).then_some(node), "state") {
            let Parameter { docs, name, initialiser, .. } = state.clone();
            let (path, at) = (path.to_vec(), self.in_the_block(Range::token(name.span())));
            let frozen = true;
            self.states.push(ParameterDeclaration { docs, name, at, path, frozen, shape, initialiser, node });
        }
    }

    /// What a state becomes: a value of its shape.
    fn update(&mut self, update: &Update) {
        self.frame.begin(&format!("new_{}", update.name));
        let is_known = self.frame.scope.contains_key(&update.name.to_string());
        let state = if is_known { self.name(&update.name) } else { None };
        let value = self.expr(&update.value);
        if !is_known && self.frame.unknown.insert(update.name.to_string()) {
            let shape = value.map_or_else(|| String::from("[R, C]"), |value| self.graph.shape(value).to_string());
            let name = update.name.to_string();
            let states = self.frame.order.iter().filter(|name| self.frame.scope[*name].what == "state");
            let help = if let Some(near) = nearest(&name, states.map(String::as_str)) {
                let near = near.to_owned();
                // The other one was meant, and is updated.
                self.mark_used(&near);
                let meant = self.frame.scope.get(&near).and_then(|entry| entry.node);
                if let Some((Kind::Leaf(Leaf::State(index)), node)) =
                    meant.map(|node| (self.graph.node(node).kind.clone(), node))
                {
                    self.updates.push((index, node));
                }
                format!("there is `{near}`")
            } else {
                format!("declare it above: `state {name}: {shape} = zeros;`")
            };
            let message = format!("there is no state `{name}`\nhelp: {help}");
            self.report(Range::token(update.name.span()), message);
        }
        let Some(state) = state else { return };
        let name = &update.name;
        let Some(index) = self.state_behind(name, state) else {
            let what = self.frame.scope.get(&name.to_string()).map_or("value", |entry| entry.what);
            let message = format!(
                "`{name}` is {}, and only a state is updated\nhelp: declare `state {name}: {} = zeros;`",
                with_article(what),
                self.graph.shape(state)
            );
            self.report(Range::token(name.span()), message);
            return;
        };
        let Some(value) = value else {
            // There is one, which is wrong.
            self.updates.push((index, state));
            return;
        };
        if !self.frame.updated.insert(index) {
            let message = format!(
                "state `{name}` is updated twice\nhelp: a state changes once in a pass: write one `update`, or declare a second state"
            );
            self.report(Range::token(name.span()), message);
            return;
        }
        if matches!(self.graph.node(value).kind, Kind::Leaf(Leaf::Labels(_))) {
            let text = describe(&update.value);
            let message = format!(
                "state `{name}` is updated to `{text}`, which is labels, the class of each row, and no matrix\nhelp: \
                 `one_hot({text})` is the matrix with a 1 in the place of each class"
            );
            self.report(update.value.span, message);
            self.updates.push((index, state));
            return;
        }
        self.graph.name(value, &self.frame.statement);
        let (expected, found) = (self.graph.shape(state).clone(), self.graph.shape(value).clone());
        let (text, at) = (describe(&update.value), update.value.span);
        let message = format!("state `{name}` is {expected}, but is updated to `{text}`, which is {found}");
        if !self.is_shape(&found, &expected, &message, at) {
            self.report(at, format!("{message}\nhelp: a state keeps its shape"));
        }
        // A call of a layer goes on with what the one before it has made of the state.
        self.updates.retain(|(updated, _)| *updated != index);
        self.updates.push((index, value));
    }

    /// The state that a name in scope stands for.
    fn state_behind(&self, name: &Ident, node: NodeId) -> Option<usize> {
        if self.frame.scope.get(&name.to_string())?.what != "state" {
            return None;
        }
        // After an earlier call of the layer it is a choice, with the state itself for `predict`.
        let leaf = self.graph.node(node).operands.last().copied().unwrap_or(node);
        match self.graph.node(leaf).kind {
            Kind::Leaf(Leaf::State(index)) => Some(index),
            _ => None,
        }
    }

    /// A state as a call of its layer finds it: in training as earlier calls have updated it. `predict` updates nothing.
    fn after_earlier_calls(&mut self, node: NodeId) -> NodeId {
        let Kind::Leaf(Leaf::State(index)) = self.graph.node(node).kind else { return node };
        let Some(&(_, updated)) = self.updates.iter().find(|(updated, _)| *updated == index) else { return node };
        let origin = Origin { name: None, ..self.graph.node(node).origin.clone() };
        let shape = self.graph.shape(node).clone();
        let choice = ops::find("in_training")
            .and_then(|choice| self.graph.apply(choice, vec![updated, node], Vec::new(), shape, &origin));
        choice.unwrap_or(node)
    }

    /// What is handed in by value is read in loops alone: whatever else needs it as a matrix gets this copy of it.
    fn number_by_value(&mut self, leaf: NodeId, name: &Ident) -> NodeId {
        let origin = self.graph.node(leaf).origin.clone();
        let copy = ops::find("detach").and_then(|detach| {
            self.graph.apply(detach, vec![leaf], Vec::new(), Shape::SCALAR, &Origin { name: None, ..origin })
        });
        if let Some(copy) = copy {
            self.graph.name(copy, &name.to_string());
        }
        copy.unwrap_or(leaf)
    }

    /// Remembers where a name of the graph stands; what stands in a definition is looked at in every call of it.
    fn mention(&mut self, mention: Mention) {
        if self.frame.definition.is_none()
            && let Some(statement) = self.mentions.last_mut()
        {
            statement.push(mention);
        }
    }

    /// Remembers a value of the graph's own.
    fn declare_value(&mut self, name: &Ident, node: Option<NodeId>) {
        if self.frame.definition.is_none() {
            self.values.push(ValueDeclaration { name: name.clone(), node });
        }
    }

    /// The names in tokens that the parser skipped.
    fn mention_skipped(&mut self, names: &[Ident]) {
        self.mentions.push(Vec::new());
        for name in names {
            if self.frame.scope.contains_key(&name.to_string()) {
                self.mention(Mention::Value(name.clone()));
            } else if callable(&name.to_string()).is_some() {
                self.mention(Mention::Function(name.clone()));
            }
        }
    }

    fn leaf(&mut self, leaf: Leaf, at: Span, name: &str, shape: &Shape) -> NodeId {
        let origin = Origin {
            at: Range::token(at),
            name: Some(name.to_owned()),
            statement: name.to_owned(),
            equations: "",
            adjoint_of: None,
            derivation: Derivation::default(),
        };
        self.graph.add(Node { kind: Kind::Leaf(leaf), operands: Vec::new(), shape: shape.clone(), origin })
    }

    fn binding(&mut self, binding: &Let) {
        let node = self.value(&binding.name, binding.shape.as_ref(), &binding.value);
        self.define(&binding.name, node, "value");
        let title = self.frame.title(&binding.name.to_string());
        self.value_docs.insert(title, binding.docs.clone());
        self.declare_value(&binding.name, node);
    }

    fn output(&mut self, output: &Output, earlier: &[OutputDeclaration]) -> Option<OutputDeclaration> {
        let is_new = earlier.iter().all(|other| other.name != output.name);
        let node = if let Some(value) = &output.value {
            let node = self.value(&output.name, output.shape.as_ref(), value);
            self.define(&output.name, node, "output");
            self.declare_value(&output.name, node);
            node
        } else {
            if !is_new {
                let message = format!("`{}` is an output already\nhelp: remove this statement", output.name);
                self.report(Range::token(output.name.span()), message);
            }
            let node = self.name(&output.name);
            if let (Some(node), Some(shape)) = (node, &output.shape) {
                self.annotate(&output.name, shape, node);
            }
            node
        };
        self.mark_used(&output.name.to_string());
        is_new.then_some(OutputDeclaration { docs: output.docs.clone(), name: output.name.clone(), node })
    }

    fn loss(&mut self, loss: &Loss) -> LossDeclaration {
        self.frame.begin("loss");
        let node = self.expr(&loss.value);
        let mut declaration = LossDeclaration { docs: loss.docs.clone(), keyword: loss.keyword, node };
        let Some(node) = node else { return declaration };
        let shape = self.dims.canonical_shape(self.graph.shape(node));
        // That labels are no loss, of however many rows, is said where everything is known.
        let is_labels = matches!(self.graph.node(node).kind, Kind::Leaf(Leaf::Labels(_)));
        if !shape.is_scalar() && !is_labels {
            let text = describe(&loss.value);
            let message = format!(
                "the loss has to be a scalar, but `{text}` is {shape}\nhelp: average or add up its elements: `loss = mean({text});` or \
                 `loss = sum({text});`"
            );
            self.report(loss.value.span, message);
            declaration.node = None;
        } else if self.graph.node(node).origin.name.is_none() {
            self.graph.name(node, "loss");
        }
        declaration
    }

    /// Lowers a statement's expression and gives the value its name.
    fn value(&mut self, name: &Ident, shape: Option<&ShapeSyntax>, value: &Expr) -> Option<NodeId> {
        self.frame.begin(&name.to_string());
        let Some(node) = self.expr(value) else { return self.promised(name, shape?) };
        self.graph.name(node, &self.frame.statement);
        match shape {
            // What has been typed of the value is another one.
            Some(shape) if !self.annotate(name, shape, node) && self.is_unfinished => self.promised(name, shape),
            _ => Some(node),
        }
    }

    /// A value whose expression is wrong, of the shape that was written beside its name.
    fn promised(&mut self, name: &Ident, written: &ShapeSyntax) -> Option<NodeId> {
        let shape = self.shape(written);
        let origin = Origin { name: Some(self.frame.title(&name.to_string())), ..self.origin(written.span) };
        let kind = Kind::Apply { operation: ops::find("broadcast")?, attributes: Vec::new() };
        Some(self.graph.add(Node { kind, operands: Vec::new(), shape, origin }))
    }

    /// Checks a value against the shape that was written beside its name; what does not fit is reported.
    fn annotate(&mut self, name: &Ident, written: &ShapeSyntax, node: NodeId) -> bool {
        let expected = self.shape(written);
        let found = self.graph.shape(node).clone();
        let message = format!("`{name}` is declared as {expected}, but its expression is {found}");
        let fits = self.is_shape(&found, &expected, &message, written.span);
        if !fits {
            let help = format!("write `{found}`, or leave the shape out: it is inferred");
            self.report(written.span, format!("{message}\nhelp: {help}"));
        }
        fits
    }

    /// Whether a shape is the one that is expected. Where only rustc can tell, it will, in these words.
    fn is_shape(&mut self, found: &Shape, expected: &Shape, message: &str, at: Range) -> bool {
        self.is_dim(&found.rows, &expected.rows, message, at)
            && self.is_dim(&found.columns, &expected.columns, message, at)
    }

    fn is_dim(&mut self, found: &Dim, expected: &Dim, message: &str, at: Range) -> bool {
        match self.dims.compare(found, expected) {
            Comparison::Equal => true,
            Comparison::Different => false,
            Comparison::Unknown => {
                self.dims.assume(found, expected, message.to_owned(), at);
                true
            }
        }
    }

    fn shape(&mut self, shape: &ShapeSyntax) -> Shape {
        Shape::new(self.dim(&shape.rows), self.dim(&shape.columns))
    }

    fn dim(&mut self, dim: &DimSyntax) -> Dim {
        let DimKind::Computed { text, .. } = &dim.kind else { return self.single_dim(dim) };
        let computed =
            self.computed(dim).and_then(|sum| sum.into_dim().map_err(|reason| (reason, text.as_str(), dim.span)));
        match computed {
            Ok(computed) => {
                self.dimensions.push((computed.clone(), self.in_the_block(dim.span)));
                computed
            }
            Err((reason, wrong, at)) => {
                let help = match &reason {
                    NoDim::Zero | NoDim::Negative => String::from("a dimension is at least 1"),
                    NoDim::TooLarge => String::from("no computer holds such a matrix"),
                    NoDim::DivisionByZero => String::from("divide by a number that is not 0"),
                    NoDim::Remainder { quotient, .. } => {
                        format!("if it is to be rounded down, write `{}`", (*quotient).max(1))
                    }
                    NoDim::Generic(name) => format!(
                        "declare a further const generic for it, such as `const {name}2: usize`, or make `{name}` a \
                         constant in front of `graph!`"
                    ),
                };
                self.report(at, format!("`{wrong}` {reason}\nhelp: {help}"));
                Dim::Unknown(text.as_str().into())
            }
        }
    }

    /// The value of a dimension as written, which may be 0 or less halfway; what is wrong with it, and where.
    fn computed<'d>(&mut self, dim: &'d DimSyntax) -> Result<Sum, (NoDim, &'d str, Range)> {
        let DimKind::Computed { operator, left, right, text } = &dim.kind else {
            return Ok(Sum::of(&self.single_dim(dim)));
        };
        // Both sides are looked at, so that each counts as used.
        let (left, right) = (self.computed(left), self.computed(right));
        let (left, right) = (left?, right?);
        let value = match operator {
            DimOperator::Add => left.plus(&right, 1).ok_or(NoDim::TooLarge),
            DimOperator::Subtract => left.plus(&right, -1).ok_or(NoDim::TooLarge),
            DimOperator::Multiply => left.times(&right).ok_or(NoDim::TooLarge),
            DimOperator::Divide => left.over(&right),
        };
        value.map_err(|reason| (reason, text.as_str(), dim.span))
    }

    /// A literal, a const generic or a constant.
    fn single_dim(&mut self, dim: &DimSyntax) -> Dim {
        let (text, tokens) = match &dim.kind {
            DimKind::Literal(value) => return Dim::Literal(*value),
            // Whoever allows an open dimension looks for it before asking what it is.
            DimKind::Any => return Dim::ONE,
            DimKind::Path { text, tokens } => (text, tokens),
            DimKind::Computed { text, .. } => return Dim::Unknown(text.as_str().into()),
        };
        if let Some(bound) = self.frame.sizes.get(text) {
            return bound.dim.clone();
        }
        if !self.sees_the_graph() {
            return self.constant_of_a_definition(text, tokens, dim.span);
        }
        if self.generics.scalar.as_ref().is_none_or(|scalar| scalar != text) {
            self.mention(Mention::Dimension(tokens.clone()));
        }
        if let Some(size) = self.generics.sizes.iter().find(|size| *size == text) {
            self.used_sizes.insert(text.clone());
            return Dim::Generic(size.clone());
        }
        if let Some(size) = self.generics.sizes.iter().find(|size| size.to_string().eq_ignore_ascii_case(text)) {
            self.used_sizes.insert(size.to_string());
            if self.frame.unknown.insert(text.clone()) {
                let message = format!("unknown dimension `{text}`\nhelp: the const generic is called `{size}`");
                self.report(dim.span, message);
            }
            return Dim::Generic(size.clone());
        }
        if self.generics.scalar.as_ref().is_some_and(|scalar| scalar == text) {
            if self.frame.unknown.insert(text.clone()) {
                let help = format!("declare `const {text}: usize` if it is to be a dimension");
                self.report(dim.span, format!("`{text}` is the scalar type, not a dimension\nhelp: {help}"));
            }
            return Dim::Unknown(text.as_str().into());
        }
        self.constant(text, tokens, dim.span)
    }

    /// A constant in the shapes of what may be used in another module.
    fn constant_of_a_definition(&mut self, text: &str, path: &TokenStream, at: Range) -> Dim {
        let is_absolute = ["crate::", "$crate::", "::"].iter().any(|start| text.starts_with(start));
        let is_exported = self.frame.definition.is_some_and(|definition| self.known.exported.contains(&definition));
        if is_exported && !is_absolute && self.frame.unknown.insert(text.to_owned()) {
            let message = format!(
                "`{text}` would be looked up where the layer is used, and may be something else there\nhelp: write its whole path, \
                 `crate::…::{text}`, or make it a dimension of the layer"
            );
            self.report(at, message);
        }
        // `$crate` is another crate for every layer.
        match (self.frame.definition, text.strip_prefix("$crate")) {
            (Some(definition), Some(rest)) => {
                let known_as = format!("{}{rest}", self.definitions[definition].name);
                self.constant(&known_as, path, self.in_the_block(at))
            }
            _ => self.constant(text, path, self.in_the_block(at)),
        }
    }

    /// A constant in the user's scope, with the name under which the generated code knows it: `DIGITS_HIDDEN`.
    fn constant(&mut self, text: &str, path: &TokenStream, at: Range) -> Dim {
        if let Some(known) = self.constants.iter().find(|constant| constant.text == text) {
            return known.dim.clone();
        }
        let upper = |text: &str| {
            let letters: String = text.chars().filter(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            upper_case(&letters).unwrap_or(letters)
        };
        let mut words = upper(&text.replace("::", "_"));
        // The aliases of computed dimensions have these words between those of constants.
        let is_taken = self.constants.iter().any(|constant| constant.words == words);
        if is_taken || ["_PLUS_", "_MINUS_", "_TIMES_", "_OVER_", "__"].iter().any(|word| words.contains(word)) {
            words = format!("CONSTANT_{}", self.constants.len());
        }
        let dim = Dim::constant(text, &upper(&self.graph_name), &words);
        let declaration =
            ConstantDeclaration { text: text.to_owned(), path: path.clone(), words, dim: dim.clone(), at };
        self.constants.push(declaration);
        dim
    }

    fn origin(&self, at: Range) -> Origin {
        Origin {
            at,
            name: None,
            statement: self.frame.statement.clone(),
            equations: "",
            adjoint_of: None,
            derivation: Derivation::default(),
        }
    }

    /// `None` for what is wrong, or uses what is wrong.
    fn expr(&mut self, expr: &Expr) -> Option<NodeId> {
        match &expr.kind {
            ExprKind::Error => None,
            ExprKind::Shape(shape) => {
                self.shape(shape);
                let message = format!("`{}` is a shape, not a value\nhelp: write the name of a value", shape.text);
                self.report(expr.span, message);
                None
            }
            ExprKind::Number(value) => {
                let origin = self.origin(expr.span);
                Some(self.graph.number(*value, &origin))
            }
            ExprKind::Name(name) => self.name(name),
            ExprKind::Negate(operand) => {
                if let ExprKind::Number(value) = operand.kind {
                    let origin = self.origin(expr.span);
                    return Some(self.graph.number(-value, &origin));
                }
                let node = self.expr(operand);
                self.apply("neg", expr, &[operand], vec![node?], expr.span)
            }
            ExprKind::Transpose(operand) => {
                let node = self.expr(operand);
                self.apply("transpose", expr, &[operand], vec![node?], expr.span)
            }
            ExprKind::Binary { .. } => self.chain(expr),
            ExprKind::Call { function, arguments } => self.call(expr, function, arguments),
        }
    }

    /// A chain of operators leans to the left and can be thousands long: it is walked, not recursed into.
    fn chain(&mut self, expr: &Expr) -> Option<NodeId> {
        let mut spine = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary { operator, left, right, at } = &first.kind {
            spine.push((first, *operator, left, right, *at));
            first = left;
        }
        let mut value = self.expr(first);
        for (expr, operator, left, right, at) in spine.into_iter().rev() {
            let operand = self.expr(right);
            value = match (value, operand) {
                (Some(value), Some(operand)) => {
                    self.apply(operator_name(operator), expr, &[left, right], vec![value, operand], Range::token(at))
                }
                _ => None,
            };
        }
        value
    }

    fn call(&mut self, expr: &Expr, function: &Ident, arguments: &[Expr]) -> Option<NodeId> {
        let name = function.to_string();
        let Some(operation) = callable(&name).filter(|_| !self.is_taken_over(&name)) else {
            return self.single(expr, function, arguments);
        };
        self.mention(Mention::Function(function.clone()));
        let (operands, sizes, numbers) = self.arguments(operation, expr, arguments)?;
        let nodes: Vec<Option<NodeId>> = operands.iter().map(|operand| self.expr(operand)).collect();
        let sizes = self.sizes(operation, sizes);
        let attributes = self.attributes(operation, numbers);
        let nodes: Vec<NodeId> = nodes.into_iter().collect::<Option<_>>()?;
        let operands: Vec<&Expr> = operands.iter().collect();
        let (sizes, attributes) = (sizes?, attributes?);
        self.apply_with(operation, expr, &operands, nodes, (&sizes, attributes), expr.span)
    }

    /// Whether a function or a layer has this name, be it an operation's: that has been reported, and it was meant.
    fn is_taken_over(&self, name: &str) -> bool {
        self.definition_named(name).is_some() || self.frame.scope.get(name).is_some_and(|entry| entry.layer.is_some())
    }

    fn unknown_function(&mut self, function: &Ident) {
        let name = function.to_string();
        let message = if let Some(entry) = self.frame.scope.get_mut(&name) {
            entry.used = true;
            format!(
                "`{name}` is {}, not a function\nhelp: to multiply, write `{name} * (…)` or `{name} @ (…)`",
                with_article(entry.what)
            )
        } else if self.frame.defined_later.contains_key(&name) {
            self.frame.unknown.insert(name.clone());
            format!("`{name}` is called before it is declared\nhelp: move its declaration above this statement")
        } else if let Some(help) = elsewhere(&name) {
            format!("unknown function `{name}`\nhelp: {help}")
        } else if let Some(near) = nearest(&name, self.callable_names().iter().map(String::as_str)) {
            let near = near.to_owned();
            self.mark_called(&near);
            format!("unknown function `{name}`\nhelp: there is `{near}`")
        } else {
            format!("unknown function `{name}`\nhelp: the documentation of `keisan::operations` lists all of them")
        };
        self.report(Range::token(function.span()), message);
    }

    /// An operation's numbers, with defaults for what the call leaves out.
    fn attributes(&mut self, operation: &'static Operation, given: &[Expr]) -> Option<Vec<Number>> {
        let mut numbers = Vec::new();
        let mut sound = true;
        for (index, attribute) in operation.attributes.iter().enumerate() {
            let Some(expr) = given.get(index) else {
                numbers.extend(attribute.default.map(Number));
                continue;
            };
            let (allowed, domain) = attribute.domain;
            let value = match self.number_behind(expr) {
                Some(Behind::Number(value)) => Some(value),
                Some(Behind::Unknown) => {
                    sound = false;
                    continue;
                }
                None => literal(expr),
            };
            match value {
                Some(value) if allowed(value) => numbers.push(Number(value)),
                found => {
                    sound = false;
                    let found = found.map_or_else(|| self.not_a_literal(expr), |value| format!("{value}"));
                    let example = operation.reference.example;
                    // One that leaves the numbers out shows nothing.
                    let help = if example.contains(", ") {
                        format!("\nhelp: write for example `{example}`")
                    } else {
                        String::new()
                    };
                    let message = format!(
                        "`{}` of `{}` has to be {domain}, written as a literal, but is {found}{help}",
                        attribute.name, operation.name
                    );
                    self.report(expr.span, message);
                    // What it mentions is used, were it a number or not.
                    self.expr(expr);
                }
            }
        }
        sound.then_some(numbers)
    }

    fn not_a_literal(&self, expr: &Expr) -> String {
        let text = format!("`{}`", describe(expr));
        let ExprKind::Name(name) = &expr.kind else { return text };
        match self.frame.scope.get(&name.to_string()).and_then(|entry| entry.argument.as_ref()) {
            Some(argument) => format!("{text}, the argument `{argument}`"),
            None => text,
        }
    }

    /// What a name stands for where a number is expected: a function may hand its own operand on.
    fn number_behind(&mut self, expr: &Expr) -> Option<Behind> {
        let ExprKind::Name(name) = &expr.kind else { return None };
        let entry = self.frame.scope.get_mut(&name.to_string())?;
        entry.used = true;
        let Some(node) = entry.node else { return Some(Behind::Unknown) };
        match &self.graph.node(node).kind {
            Kind::Constant(Constant::Number(Number(value))) => Some(Behind::Number(*value)),
            _ => None,
        }
    }

    fn apply(&mut self, name: &str, expr: &Expr, operands: &[&Expr], nodes: Vec<NodeId>, at: Range) -> Option<NodeId> {
        self.apply_with(ops::find(name)?, expr, operands, nodes, (&[], Vec::new()), at)
    }

    /// Applies an operation to sound operands; a mismatch of shapes is reported at `at`.
    fn apply_with(
        &mut self,
        operation: &'static Operation,
        expr: &Expr,
        operands: &[&Expr],
        nodes: Vec<NodeId>,
        (sizes, numbers): (&[GivenSize], Vec<Number>),
        at: Range,
    ) -> Option<NodeId> {
        let operation = self.of_labels(operation, expr, operands, &nodes)?;
        let mut origin = self.origin(expr.span);
        let shapes: Vec<Shape> = nodes.iter().map(|&node| self.dims.canonical_shape(self.graph.shape(node))).collect();
        let shape = self.infer(operation, expr, (operands, &nodes), shapes, (sizes, &numbers), at);
        let sizes = sizes.iter().map(|size| Argument::Size(self.dims.canonical(&size.dim)));
        let attributes: Vec<Argument> = sizes.chain(numbers.into_iter().map(Argument::Number)).collect();
        let (shape, guessed) = match shape {
            Ok(shape) => (shape, false),
            Err(guess) => (guess?, true),
        };
        if guessed {
            // A node of the guessed shape stands for the wrong one: nothing is generated from it.
            origin.statement.push('?');
            let kind = Kind::Apply { operation: ops::find("broadcast")?, attributes };
            return Some(self.graph.add(Node { kind, operands: nodes, shape, origin }));
        }
        self.graph.apply(operation, nodes, attributes, shape, &origin)
    }

    /// The operation on labels that an operation becomes where it is given some, or the operation itself. Labels where
    /// a matrix is needed, and the other way round, are reported.
    fn of_labels(
        &mut self,
        operation: &'static Operation,
        expr: &Expr,
        operands: &[&Expr],
        nodes: &[NodeId],
    ) -> Option<&'static Operation> {
        let taken = labels::taken_by(operation);
        let is_labels = |node: NodeId| matches!(self.graph.node(node).kind, Kind::Leaf(Leaf::Labels(_)));
        let given: Vec<usize> = (0..nodes.len()).filter(|&index| is_labels(nodes[index])).collect();
        match (taken, given.as_slice()) {
            (None, []) => Some(operation),
            (Some(taken), [index]) if taken.operand == *index => ops::find(taken.becomes),
            (Some(taken), []) if taken.becomes != operation.name => Some(operation),
            (Some(taken), []) => {
                let operand = operands[taken.operand];
                let (text, shape) = (describe(operand), self.graph.shape(nodes[taken.operand]));
                let shapes: Vec<&Shape> = nodes.iter().map(|&node| self.graph.shape(node)).collect();
                let classes = (taken.classes)(&shapes);
                let name = if let ExprKind::Name(name) = &operand.kind { name.to_string() } else { "y".into() };
                let message = format!(
                    "`{}`: `{text}` is a matrix, {shape}, where `{}` takes labels: the class of each row\nhelp: declare \
                     them as such: `labels {name}: [{}] in {classes};`",
                    describe(expr),
                    operation.name,
                    shape.rows
                );
                self.report(operand.span, message);
                None
            }
            (taken, given) => {
                let wrong = given.iter().find(|&&index| taken.is_none_or(|taken| taken.operand != index));
                let operand = operands[wrong.copied().unwrap_or_default()];
                let text = describe(operand);
                let help = match (taken, operands) {
                    (Some(_), [first, second]) if given.len() == 1 => {
                        format!("labels come last: `{}({}, {})`", operation.name, describe(second), describe(first))
                    }
                    _ => format!(
                        "`one_hot({text})` is the matrix with a 1 in the place of each class; labels as they are go into {}",
                        all_of(labels::takers())
                    ),
                };
                let message = format!(
                    "`{}`: `{text}` is labels, the class of each row, and no matrix to compute with\nhelp: {help}",
                    describe(expr)
                );
                self.report(operand.span, message);
                None
            }
        }
    }

    /// The result's shape; after an error the shape that was probably meant.
    fn infer(
        &mut self,
        operation: &'static Operation,
        expr: &Expr,
        (operands, nodes): (&[&Expr], &[NodeId]),
        shapes: Vec<Shape>,
        (sizes, numbers): (&[GivenSize], &[Number]),
        at: Range,
    ) -> Result<Shape, Option<Shape>> {
        let open = shapes.iter().any(|shape| shape.rows.is_open() || shape.columns.is_open())
            || sizes.iter().any(|size| size.dim.is_open());
        // Without constants a first look needs no words: only what is wrong is described.
        let plain: Vec<Operand> = shapes
            .into_iter()
            .zip(nodes)
            .map(|(shape, &node)| Operand {
                text: String::new(),
                shape,
                declared: String::new(),
                number: self.graph.node(node).number(),
            })
            .collect();
        if !open {
            let application = Application { text: "", operands: &plain, sizes, numbers, at };
            if let Ok(shape) = (operation.shape.infer)(&application, &mut self.dims) {
                return Ok(shape);
            }
        }
        let described: Vec<Operand> = plain
            .into_iter()
            .zip(operands.iter().zip(nodes))
            .map(|(operand, (expr, &node))| Operand {
                text: describe(expr),
                declared: self.declared(expr, node),
                ..operand
            })
            .collect();
        let text = describe(expr);
        let application = Application { text: &text, operands: &described, sizes, numbers, at };
        (operation.shape.infer)(&application, &mut self.dims).map_err(|mismatch| {
            self.report(mismatch.at.unwrap_or(at), mismatch.message());
            mismatch.guess
        })
    }

    /// Where a value's shape comes from.
    fn declared(&self, expr: &Expr, node: NodeId) -> String {
        if let ExprKind::Name(name) = &expr.kind
            && let Some(argument) = self.frame.scope.get(&name.to_string()).and_then(|entry| entry.argument.as_ref())
        {
            return format!("the argument `{argument}`");
        }
        self.written.get(&node).map(|written| format!("declared as `{written}`")).unwrap_or_default()
    }
}

/// Puts one dimension in the place of all that were assumed equal to it.
fn canonicalise(program: &mut Program, dims: &Dims) {
    if dims.assumptions.is_empty() {
        return;
    }
    let mut graph = Graph::default();
    let mut images = Vec::with_capacity(program.graph.len());
    for id in program.graph.ids() {
        let mut node = program.graph.node(id).clone();
        node.shape = dims.canonical_shape(&node.shape);
        node.operands = node.operands.iter().map(|operand: &NodeId| images[operand.index()]).collect();
        if let Kind::Apply { attributes, .. } = &mut node.kind {
            for attribute in attributes {
                if let Argument::Size(size) = attribute {
                    *size = dims.canonical(size);
                }
            }
        }
        images.push(graph.add(node));
    }
    program.graph = graph;
    for input in &mut program.inputs {
        input.shape = dims.canonical_shape(&input.shape);
        input.node = images[input.node.index()];
    }
    for parameter in program.parameters.iter_mut().chain(&mut program.states) {
        parameter.shape = dims.canonical_shape(&parameter.shape);
        parameter.node = images[parameter.node.index()];
    }
    for output in &mut program.outputs {
        output.node = output.node.map(|node| images[node.index()]);
    }
    for value in &mut program.values {
        value.node = value.node.map(|node| images[node.index()]);
    }
    for (_, update) in &mut program.updates {
        *update = images[update.index()];
    }
    if let Some(loss) = &mut program.loss {
        loss.node = loss.node.map(|node| images[node.index()]);
    }
}

/// What to write for a function that has another name elsewhere, or is an operator here.
fn elsewhere(name: &str) -> Option<String> {
    if let Some(operator) = ops::find(name).filter(|operation| operation.syntax == Syntax::Operator) {
        return Some(format!("write `{}`", operator.reference.example));
    }
    match synonym(name)? {
        Here::Written(expression) => Some(format!("write {expression}")),
        Here::Function(function) => callable(function).map(|_| format!("here it is called `{function}`")),
    }
}

/// A function of the language itself.
fn callable(name: &str) -> Option<&'static Operation> {
    ops::find(name).filter(|operation| operation.syntax == Syntax::Function || name == "transpose")
}

/// What a name stands for where a number is expected.
enum Behind {
    Number(f64),
    /// Nothing is known of it: a mistake that has been reported, or an operand while a definition is looked at alone.
    Unknown,
}

/// A number as it stands in the source, perhaps with a minus before it.
fn literal(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Number(value) => Some(*value),
        ExprKind::Negate(operand) => literal(operand).map(|value| -value),
        _ => None,
    }
}
