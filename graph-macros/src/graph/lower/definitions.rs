//! The functions and layers of a block, before any is called: their names, who calls whom, and what is wrong in a body
//! whatever the arguments.
//!
//! Each definition is lowered once with operands of which nothing is known. That reports unknown and unused names and
//! wrong numbers of arguments, once; what remains for the calls are mistakes of shape.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::frame::{Frame, Size};
use super::scope::Layer;
use super::{Lowering, callable};
use crate::check::never_updated;
use crate::diagnostics::wording::{all_of, count, quoted};
use crate::graph::NodeId;
use crate::graph::program::Carrier;
use crate::graph::shape::Dim;
use crate::ops;
use crate::parse::syntax::{
    Definition, DefinitionKind, DimKind, DimSyntax, Expr, ExprKind, Parameter, Range, Statement,
};

/// What was found out about the definitions.
#[derive(Default)]
pub(super) struct Known {
    /// By the package in which it has the name, and the name.
    by_name: BTreeMap<(usize, String), usize>,
    called: HashSet<usize>,
    /// What is imported, but is wrong where it is defined: by package and name.
    pub lost: HashSet<(usize, String)>,
    /// What is seen outside of the block, or needed there.
    pub exported: HashSet<usize>,
    /// For each definition, whether it comes back to itself.
    pub endless: Vec<bool>,
    /// For each definition, whether a mistake in it has been reported: its calls are passed over in silence.
    pub wrong: Vec<bool>,
    /// For each definition, how many matrices its result has; `None` if that is not known after a mistake.
    pub results: Vec<Option<usize>>,
}

impl Lowering<'_> {
    pub(super) fn definition_named(&self, name: &str) -> Option<usize> {
        self.named_in(self.package(), name)
    }

    fn named_in(&self, package: usize, name: &str) -> Option<usize> {
        self.known.by_name.get(&(package, name.to_owned())).copied()
    }

    /// The package whose names are known in this body: that of an imported layer, or 0.
    pub(super) fn package(&self) -> usize {
        self.frame.definition.map_or(0, |definition| self.definitions[definition].package)
    }

    /// Nobody is to complain that this definition is never called.
    pub(super) fn mark_called(&mut self, name: &str) {
        if let Some(definition) = self.definition_named(name) {
            self.known.called.insert(definition);
        }
    }

    /// Whether the name was imported, and is wrong where it is defined, which is reported there.
    pub(super) fn is_lost(&self, name: &str) -> bool {
        let package = self.package();
        [name, "_"].iter().any(|name| self.known.lost.contains(&(package, (*name).to_owned())))
            || (package == 0 && self.mentioned.contains(name))
    }

    /// Everything that can be called here by a name.
    pub(super) fn callable_names(&self) -> Vec<String> {
        let functions = self.definitions_known(DefinitionKind::Function);
        let layers = self.frame.order.iter().filter(|name| self.frame.scope[*name].layer.is_some());
        let own = functions.into_iter().chain(layers.cloned());
        own.chain(ops::function_names().map(str::to_owned)).collect()
    }

    /// Looks at every definition; `statements` are the graph's own.
    pub(super) fn learn_definitions(&mut self, statements: &[Statement]) {
        self.graph_names = statements.iter().flat_map(Statement::defines).map(|(name, _)| name).collect();
        let definitions = self.definitions;
        self.known.wrong = definitions.iter().map(|definition| definition.broken).collect();
        self.known.endless = vec![false; definitions.len()];
        self.known.results = vec![None; definitions.len()];
        for (index, definition) in definitions.iter().enumerate() {
            self.learn_name(index, definition);
        }
        self.learn_imports();
        for index in self.in_order_of_calls() {
            self.known.results[index] = self.result_count(&definitions[index]);
        }
        self.known.exported = self.exported();
        // What is imported has been looked at where it is defined.
        for index in (0..definitions.len()).filter(|&index| definitions[index].package == 0) {
            self.look_at(index);
        }
    }

    fn learn_name(&mut self, index: usize, definition: &Definition) {
        let name = definition.name.to_string();
        let at = Range::token(definition.name.span());
        if let Some(first) = self.named_in(definition.package, &name) {
            let word = self.definitions[first].kind.word();
            let message = format!(
                "`{name}` is defined twice: it is already the name of a {word}\nhelp: give one of them another name"
            );
            self.errors.report(at, message);
            // Which of the two a call means can't be known.
            self.known.wrong[first] = true;
            self.known.wrong[index] = true;
            self.known.called.extend([first, index]);
            return;
        }
        if callable(&name).is_some() {
            let message =
                format!("`{name}` is an operation of the graph language already\nhelp: give the function another name");
            self.errors.report(at, message);
            self.known.called.insert(index);
        }
        self.known.by_name.insert((definition.package, name), index);
    }

    /// A layer that is imported is known by the name that it is given. One that is wrong where it is defined comes
    /// without a definition.
    fn learn_imports(&mut self) {
        for import in self.imports {
            let name = import.name.to_string();
            let last = self.definitions.iter().rposition(|definition| definition.package == import.package);
            if let Some(first) = self.named_in(import.within, &name) {
                let word = self.definitions[first].kind.word();
                let help = format!("import it by another: `use path::{name} as Other;`");
                let message = format!("`{name}` is imported, but it is already the name of a {word}\nhelp: {help}");
                self.errors.report(import.at, message);
                continue;
            }
            if import.within == 0 && callable(&name).is_some() {
                let help = format!("import it by another name: `use path::{name} as other;`");
                let message = format!("`{name}` is an operation of the graph language already\nhelp: {help}");
                self.errors.report(import.at, message);
                self.known.called.extend(last);
            }
            match last {
                Some(index) => drop(self.known.by_name.insert((import.within, name), index)),
                None => drop(self.known.lost.insert((import.within, name))),
            }
        }
    }

    /// The layers and functions of the block that others can import, and those that they need.
    fn exported(&self) -> HashSet<usize> {
        let all = 0..self.definitions.len();
        let mut open: Vec<usize> = all
            .filter(|&index| self.definitions[index].package == 0 && self.definitions[index].visibility.is_some())
            .collect();
        let mut exported = HashSet::new();
        while let Some(index) = open.pop() {
            if exported.insert(index) {
                let calls = self.calls_of(&self.definitions[index]);
                open.extend(
                    calls.into_iter().map(|(callee, _)| callee).filter(|&callee| self.definitions[callee].package == 0),
                );
            }
        }
        exported
    }

    /// What others can import, each with all that it needs.
    pub(super) fn carriers(&self) -> Vec<Carrier> {
        let own = self.definitions.iter().enumerate().filter(|(_, definition)| definition.package == 0);
        own.filter_map(|(index, definition)| {
            let visibility = definition.visibility.clone()?;
            let contents = if self.known.wrong[index] { TokenStream::new() } else { self.package_of(index) };
            let (docs, signature) = (definition.docs.clone(), declaration(definition));
            Some(Carrier { docs, visibility, name: definition.name.clone(), signature, contents })
        })
        .collect()
    }

    /// The tokens of a definition, behind those of all that it needs.
    fn package_of(&self, index: usize) -> TokenStream {
        let (mut needed, mut imported) = (BTreeSet::new(), BTreeSet::new());
        let mut open = vec![index];
        while let Some(next) = open.pop() {
            for (callee, name) in self.calls_of(&self.definitions[next]) {
                if self.definitions[callee].package != 0 {
                    imported.insert(name.to_string());
                } else if callee != index && needed.insert(callee) {
                    open.push(callee);
                }
            }
        }
        let imports =
            self.imports.iter().filter(|import| import.within == 0 && imported.contains(&import.name.to_string()));
        let imports = imports.map(|import| &import.tokens);
        let definitions = needed.into_iter().chain([index]).map(|index| {
            let Definition { docs, tokens, .. } = &self.definitions[index];
            quote!(#(#docs)* #tokens)
        });
        quote!(#(#imports)* #(#definitions)*)
    }

    /// The definitions in an order in which those that are called stand before their callers. What calls itself, by
    /// whatever way round, is reported.
    fn in_order_of_calls(&mut self) -> Vec<usize> {
        let calls: Vec<Vec<(usize, Ident)>> =
            self.definitions.iter().map(|definition| self.calls_of(definition)).collect();
        let mut order = Vec::with_capacity(calls.len());
        let mut state = vec![State::New; calls.len()];
        for root in 0..calls.len() {
            if state[root] != State::New {
                continue;
            }
            state[root] = State::Open;
            // The definitions on the way from the root, and how many calls of each have been followed.
            let mut way: Vec<(usize, usize)> = vec![(root, 0)];
            while let Some((definition, followed)) = way.last_mut() {
                let Some((callee, at)) = calls[*definition].get(*followed) else {
                    state[*definition] = State::Done;
                    order.push(*definition);
                    way.pop();
                    continue;
                };
                *followed += 1;
                match state[*callee] {
                    State::Done => {}
                    State::New => {
                        state[*callee] = State::Open;
                        way.push((*callee, 0));
                    }
                    State::Open => {
                        let start = way.iter().position(|(definition, _)| definition == callee).unwrap_or(0);
                        let cycle: Vec<usize> = way[start..].iter().map(|&(definition, _)| definition).collect();
                        self.report_cycle(&cycle, at);
                    }
                }
            }
        }
        // Who calls what never ends does not end either.
        for &definition in &order {
            let endless = calls[definition].iter().any(|(callee, _)| self.known.endless[*callee]);
            self.known.endless[definition] |= endless;
            self.known.wrong[definition] |= endless;
        }
        order
    }

    fn report_cycle(&mut self, cycle: &[usize], at: &Ident) {
        let name = |&index: &usize| quoted(&self.definitions[index].name);
        let (verb, help) = match self.definitions[cycle[0]].kind {
            DefinitionKind::Function => ("calls", "a graph's steps are all known beforehand: write them out"),
            DefinitionKind::Layer => ("contains", "a layer's parameters are all known beforehand: write them out"),
        };
        let message = match cycle {
            [only] => format!("{} {verb} itself, without end\nhelp: {help}", name(only)),
            [first, rest @ ..] => {
                let way: Vec<String> = rest.iter().map(|index| format!("which {verb} {}", name(index))).collect();
                let way = way.join(", ").replacen("which ", "", 1);
                format!("{0} {way}, which {verb} {0} again, without end\nhelp: {help}", name(first))
            }
            [] => return,
        };
        self.errors.report(Range::token(at.span()), message);
        for &definition in cycle {
            self.known.endless[definition] = true;
            self.known.wrong[definition] = true;
        }
    }

    /// The definitions whose bodies are put into this one: functions by their calls, layers by their declarations.
    fn calls_of(&self, definition: &Definition) -> Vec<(usize, Ident)> {
        let mut calls = Vec::new();
        let mut open: Vec<&Expr> = definition.values.iter().rev().collect();
        for statement in definition.statements.iter().rev() {
            match statement {
                Statement::Let(binding) => open.push(&binding.value),
                Statement::Unpack(unpack) => open.push(&unpack.value),
                Statement::Instance(instance) => {
                    let layer = self.named_in(definition.package, &instance.layer.to_string());
                    calls.extend(layer.map(|callee| (callee, instance.layer.clone())));
                }
                _ => {}
            }
        }
        while let Some(expr) = open.pop() {
            match &expr.kind {
                ExprKind::Number(_) | ExprKind::Shape(_) | ExprKind::Error | ExprKind::Name(_) => {}
                ExprKind::Negate(operand) | ExprKind::Transpose(operand) => open.push(operand),
                ExprKind::Binary { left, right, .. } => open.extend([&**right, &**left]),
                ExprKind::Call { function, arguments } => {
                    let name = function.to_string();
                    if callable(&name).is_none() {
                        let callee = self.named_in(definition.package, &name);
                        calls.extend(callee.map(|callee| (callee, function.clone())));
                    }
                    open.extend(arguments.iter().rev());
                }
            }
        }
        calls
    }

    /// How many matrices the result has: a call as the last expression hands its own result on.
    fn result_count(&self, definition: &Definition) -> Option<usize> {
        match definition.values.as_slice() {
            [] if definition.foreign.is_some() => Some(1),
            [] | [Expr { kind: ExprKind::Error, .. }] => None,
            [Expr { kind: ExprKind::Call { function, .. }, .. }] => {
                let name = function.to_string();
                if callable(&name).is_some() {
                    return Some(1);
                }
                let layer = definition.statements.iter().find_map(|statement| match statement {
                    Statement::Instance(instance) if instance.name == name => Some(instance.layer.to_string()),
                    _ => None,
                });
                self.known.results[self.named_in(definition.package, &layer.unwrap_or(name))?]
            }
            values => Some(values.len()),
        }
    }

    /// Lowers a definition with operands of which nothing is known.
    fn look_at(&mut self, index: usize) {
        let definition = &self.definitions[index];
        let mistakes = self.errors.count();
        let mut frame = Frame::of(index, String::new(), Vec::new());
        frame.defined_later = definition.statements.iter().flat_map(Statement::defines).collect();
        for size in &definition.sizes {
            let dim = Dim::Unknown(size.to_string().into());
            frame.sizes.insert(size.to_string(), Size { dim, origin: String::new() });
        }
        let outer = std::mem::replace(&mut self.frame, frame);
        let (graph, dims) = (std::mem::take(&mut self.graph), std::mem::take(&mut self.dims));
        let (constants, dimensions) = (self.constants.len(), self.dimensions.len());
        for operand in &definition.operands {
            self.define(&operand.name, None, "operand");
            operand.shape.iter().for_each(|shape| drop(self.shape(shape)));
        }
        for statement in &definition.statements {
            self.look_at_statement(statement);
        }
        self.results(definition);
        if !definition.broken && definition.foreign.is_none() {
            self.report_unused_values();
        }
        if definition.kind == DefinitionKind::Layer && self.errors.count() == mistakes {
            self.look_at_states(definition);
        }
        self.look_at_result(index, definition);
        self.look_at_sizes(definition);
        self.frame = outer;
        (self.graph, self.dims) = (graph, dims);
        self.constants.truncate(constants);
        self.dimensions.truncate(dimensions);
        self.written.clear();
        self.known.wrong[index] |= self.errors.count() > mistakes;
    }

    fn look_at_statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Let(binding) => {
                let mistakes = self.errors.count();
                self.binding(binding);
                if self.errors.count() > mistakes {
                    // It is not finished, and its use may come.
                    self.mark_used(&binding.name.to_string());
                }
            }
            Statement::Unpack(unpack) => self.unpack(unpack),
            Statement::Parameter(parameter) | Statement::State(parameter) => {
                self.shape(&parameter.shape);
                let what = if matches!(statement, Statement::State(_)) { "state" } else { "parameter" };
                self.define(&parameter.name, None, what);
            }
            Statement::Update(update) => {
                self.name(&update.name);
                self.expr(&update.value);
            }
            Statement::Instance(instance) => {
                let definition = self.layer_meant(instance);
                self.check_name_of_layer(&instance.name);
                instance.sizes.iter().for_each(|size| drop(self.dim(size)));
                if self.define(&instance.name, None, "layer")
                    && let Some(entry) = self.frame.scope.get_mut(&instance.name.to_string())
                {
                    entry.layer = Some(Layer { definition, instance: None });
                }
            }
            // What cannot stand here has been reported; what it declares is known by name.
            Statement::Input(input) => drop(self.define(&input.name, None, "input")),
            Statement::Output(output) => {
                if let Some(value) = &output.value {
                    self.expr(value);
                    self.define(&output.name, None, "output");
                }
            }
            Statement::Loss(loss) => drop(self.expr(&loss.value)),
        }
    }

    /// A state of a layer is updated in it, if the layer is called or not.
    fn look_at_states(&mut self, definition: &Definition) {
        let updated = |name: &Ident| {
            let mut statements = definition.statements.iter();
            statements.any(|statement| matches!(statement, Statement::Update(update) if update.name == *name))
        };
        for statement in &definition.statements {
            if let Statement::State(Parameter { name, .. }) = statement
                && !updated(name)
            {
                self.errors.report(Range::token(name.span()), never_updated(&name.to_string()));
            }
        }
    }

    /// The shapes of the result, if they are written, are as many as its matrices.
    fn look_at_result(&mut self, index: usize, definition: &Definition) {
        let Some(result) = &definition.result else { return };
        result.shapes.iter().for_each(|shape| drop(self.shape(shape)));
        let Some(found) = self.known.results[index] else { return };
        if found != result.shapes.len() {
            let message = format!(
                "`{}` is declared to give {}, but its result has {}\nhelp: write a shape for each, in parentheses if there are \
                 several",
                definition.name,
                count(result.shapes.len(), "matrix"),
                count(found, "matrix")
            );
            self.errors.report(result.span, message);
            // Which of the two numbers is right can't be known.
            self.known.results[index] = None;
        }
    }

    /// A function finds its dimensions in the shapes of its arguments, so each has to be there.
    fn look_at_sizes(&mut self, definition: &Definition) {
        let is = |dim: &DimSyntax, size: &Ident| matches!(&dim.kind, DimKind::Path { text, .. } if size == text);
        for size in &definition.sizes {
            let shapes = definition.operands.iter().filter_map(|operand| operand.shape.as_ref());
            let mut dims = shapes.flat_map(|shape| [&shape.rows, &shape.columns]);
            let in_operands = dims.clone().any(|dim| is(dim, size));
            let message = match definition.kind {
                DefinitionKind::Function if !in_operands && !definition.broken => {
                    let why = match dims.find(|dim| dim.kind.mentions(size)) {
                        Some(dim) => format!("`{}` does not tell it, and nothing else does", dim.kind.text()),
                        None => format!("no operand of `{}` has it in its shape", definition.name),
                    };
                    format!(
                        "what `{size}` is can't be known: {why}\nhelp: write it alone in the shape of an operand, as in `v: [_, \
                         {size}]`, or remove it"
                    )
                }
                DefinitionKind::Layer if !definition.broken && !mentions(definition, size) => {
                    format!("dimension `{size}` of `{}` is never used in a shape\nhelp: remove it", definition.name)
                }
                _ => continue,
            };
            self.errors.report(Range::token(size.span()), message);
        }
    }

    pub(super) fn report_uncalled_definitions(&mut self, mentioned: &[Ident]) {
        for name in mentioned {
            self.mark_called(&name.to_string());
        }
        for import in self.imports.iter().filter(|import| import.within == 0) {
            let name = import.name.to_string();
            if self.named_in(0, &name).is_some_and(|index| !self.known.called.contains(&index))
                && !name.starts_with('_')
            {
                let message = format!("`{name}` is imported, but never used\nhelp: remove the `use`");
                self.errors.report(import.at, message);
            }
        }
        for (index, Definition { kind, name, package, visibility, .. }) in self.definitions.iter().enumerate() {
            let is_called = self.known.called.contains(&index) || visibility.is_some() || *package != 0;
            if is_called || name.to_string().starts_with('_') {
                continue;
            }
            let message = match kind {
                DefinitionKind::Function => format!(
                    "function `{name}` is never called\nhelp: remove it, or write `_{name}` if that is intended"
                ),
                DefinitionKind::Layer if self.graph_name.is_empty() => format!(
                    "layer `{name}` is never used\nhelp: write `pub layer` if it is for other modules, or remove it"
                ),
                DefinitionKind::Layer => {
                    format!("layer `{name}` is never used\nhelp: declare `layer l = {name}…;`, or remove it")
                }
            };
            self.errors.report(Range::token(name.span()), message);
        }
    }

    /// The result of a body: its last expression, or expressions.
    pub(super) fn results(&mut self, definition: &Definition) -> Vec<Option<NodeId>> {
        self.frame.begin_result();
        match definition.values.as_slice() {
            [Expr { kind: ExprKind::Call { function, arguments }, .. }]
                if callable(&function.to_string()).is_none() =>
            {
                self.call_of_definition(&definition.values[0], function, arguments)
            }
            values => values.iter().map(|value| self.expr(value)).collect(),
        }
    }

    /// `Dense<I, O>`.
    pub(super) fn signature(&self, definition: usize) -> String {
        let Definition { kind, name, sizes, operands, .. } = &self.definitions[definition];
        let listed = |names: Vec<String>| names.join(", ");
        match kind {
            DefinitionKind::Function => {
                format!("{name}({})", listed(operands.iter().map(|operand| operand.name.to_string()).collect()))
            }
            DefinitionKind::Layer if sizes.is_empty() => name.to_string(),
            DefinitionKind::Layer => format!("{name}<{}>", listed(sizes.iter().map(ToString::to_string).collect())),
        }
    }

    /// The layers by name, for suggestions.
    pub(super) fn layer_names(&self) -> Vec<String> {
        self.definitions_known(DefinitionKind::Layer)
    }

    /// The names in this package of one kind of definition.
    fn definitions_known(&self, kind: DefinitionKind) -> Vec<String> {
        let own = self.known.by_name.iter().filter(|((package, _), _)| *package == self.package());
        own.filter(|(_, index)| self.definitions[**index].kind == kind).map(|((_, name), _)| name.clone()).collect()
    }

    /// "there are `Dense` and `Norm`".
    pub(super) fn layers_there_are(&self, name: &str) -> String {
        match self.layer_names().as_slice() {
            [] => format!(
                "define it: `layer {name}…(x) {{ … }}`, or import it: `use path::{name};` at the beginning of the block"
            ),
            [only] => format!("there is `{only}`"),
            names => format!("there are {}", all_of(names)),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// A definition without what it computes, as it is written:
///
/// ```text
/// layer Dense<I, O>(x: [_, I]) -> [_, O] {
///     param w: [I, O] = he_normal;
///     …
/// }
/// ```
fn declaration(definition: &Definition) -> String {
    let Definition { kind, name, sizes, operands, result, statements, .. } = definition;
    let keyword = if *kind == DefinitionKind::Function { "fn" } else { "layer" };
    let sizes: Vec<String> = sizes.iter().map(ToString::to_string).collect();
    let sizes = if sizes.is_empty() { String::new() } else { format!("<{}>", sizes.join(", ")) };
    let operands = operands.iter().map(|operand| match &operand.shape {
        Some(shape) => format!("{}: {}", operand.name, shape.text),
        None => operand.name.to_string(),
    });
    let operands = operands.collect::<Vec<_>>().join(", ");
    let result = result.as_ref().map_or_else(String::new, |result| {
        let shapes: Vec<&str> = result.shapes.iter().map(|shape| shape.text.as_str()).collect();
        if let [only] = shapes.as_slice() { format!(" -> {only}") } else { format!(" -> ({})", shapes.join(", ")) }
    });
    let mut text = format!("{keyword} {name}{sizes}({operands}){result} {{\n");
    for statement in statements {
        match statement {
            Statement::Parameter(Parameter { frozen, name, shape, initialiser, .. }) => {
                let frozen = if *frozen { "#[frozen] " } else { "" };
                let _ = writeln!(text, "    {frozen}param {name}: {} = {initialiser};", shape.text);
            }
            Statement::Instance(instance) => {
                let layer = crate::parse::code_of_sizes(&instance.layer, &instance.sizes);
                let _ = writeln!(text, "    layer {} = {layer};", instance.name);
            }
            _ => {}
        }
    }
    text.push_str("    …\n}");
    text
}

/// Whether any shape in a definition, or any layer in it, has the dimension.
fn mentions(definition: &Definition, size: &Ident) -> bool {
    let is = |dim: &DimSyntax| dim.kind.mentions(size);
    let operands = definition.operands.iter().filter_map(|operand| operand.shape.as_ref());
    let results = definition.result.iter().flat_map(|result| &result.shapes);
    let annotated = definition.statements.iter().filter_map(|statement| match statement {
        Statement::Parameter(parameter) | Statement::State(parameter) => Some(&parameter.shape),
        Statement::Let(binding) => binding.shape.as_ref(),
        _ => None,
    });
    operands.chain(results).chain(annotated).any(|shape| is(&shape.rows) || is(&shape.columns))
        || definition.statements.iter().any(|statement| match statement {
            Statement::Instance(instance) => instance.sizes.iter().any(is),
            _ => false,
        })
}
