//! Calls of functions and layers: the body is lowered in a frame of its own, in place of the call.

use proc_macro2::Ident;

use super::Lowering;
use super::frame::{Size, line};
use super::instance::Instance;
use super::scope::Entry;
use crate::diagnostics::wording::{count, quoted};
use crate::graph::NodeId;
use crate::graph::describe::describe;
use crate::graph::mention::Mention;
use crate::graph::shape::{Comparison, Dim, Shape};
use crate::parse::syntax::{
    Definition, DefinitionKind, DimKind, DimSyntax, Expr, ExprKind, Range, ShapeSyntax, Statement, Unpack,
};

/// How many calls one graph may inline: functions that call functions can be more than there is room for.
const MOST_CALLS: usize = 16_384;

/// How deeply calls may be nested: every level is a level of the compiler's own recursion.
const DEEPEST_CALL: usize = 64;

/// What is called.
struct Callee {
    definition: usize,
    instance: Option<std::rc::Rc<Instance>>,
}

impl Lowering<'_> {
    /// A call whose result has to be one matrix.
    pub(super) fn single(&mut self, expr: &Expr, function: &Ident, arguments: &[Expr]) -> Option<NodeId> {
        let results = self.call_of_definition(expr, function, arguments);
        match results.as_slice() {
            [] => None,
            [result] => *result,
            several => {
                let letters: Vec<&str> = ["a", "b", "c", "d", "e"].into_iter().take(several.len()).collect();
                let message = format!(
                    "`{}` is a tuple of {}, not one\nhelp: take it apart first: `let ({}) = {0};`",
                    describe(expr),
                    count(several.len(), "matrix"),
                    letters.join(", ")
                );
                self.report(expr.span, message);
                None
            }
        }
    }

    /// `let (p, q) = split(x);`.
    pub(super) fn unpack(&mut self, unpack: &Unpack) {
        let first = unpack.names.first().map(ToString::to_string).unwrap_or_default();
        self.frame.begin(&first);
        let results = self.tuple(unpack);
        for (index, name) in unpack.names.iter().enumerate() {
            let node = results.get(index).copied().flatten();
            if let Some(node) = node {
                self.graph.name(node, &self.frame.title(&name.to_string()));
            }
            self.define(name, node, "value");
            self.declare_value(name, node);
            let title = self.frame.title(&name.to_string());
            self.value_docs.insert(title, unpack.docs.clone());
        }
    }

    fn tuple(&mut self, unpack: &Unpack) -> Vec<Option<NodeId>> {
        let wanted = unpack.names.len();
        let text = describe(&unpack.value);
        let results = match &unpack.value.kind {
            ExprKind::Error => return Vec::new(),
            ExprKind::Call { function, arguments } if super::callable(&function.to_string()).is_none() => {
                self.call_of_definition(&unpack.value, function, arguments)
            }
            _ => vec![self.expr(&unpack.value)],
        };
        if results.is_empty() || results.len() == wanted {
            return results;
        }
        let message = if results.len() == 1 {
            let name = unpack.names.first().map_or_else(String::new, ToString::to_string);
            format!("`{text}` is one matrix, not a tuple of {wanted}\nhelp: write `let {name} = {text};`")
        } else {
            format!(
                "`{text}` is a tuple of {}, but {} for it\nhelp: write a name for each; one that is not needed can be `_name`",
                count(results.len(), "matrix"),
                match wanted {
                    1 => "there is 1 name".to_owned(),
                    _ => format!("there are {wanted} names"),
                }
            )
        };
        self.report(unpack.span, message);
        Vec::new()
    }

    /// A call of what is no operation of the language: the matrices of its result, each of them `None` where it is
    /// wrong. Nothing at all if not even their number is known.
    pub(super) fn call_of_definition(
        &mut self,
        expr: &Expr,
        function: &Ident,
        arguments: &[Expr],
    ) -> Vec<Option<NodeId>> {
        self.mention(Mention::Value(function.clone()));
        let callee = self.callee(function);
        // What stands between the parentheses is looked at in any case: for its own mistakes, and as used.
        let nodes: Vec<Option<NodeId>> = arguments.iter().map(|argument| self.expr(argument)).collect();
        let Some(callee) = callee else { return Vec::new() };
        let Some(results) = self.known.results[callee.definition] else { return Vec::new() };
        let unknown = vec![None; results];
        let definition = &self.definitions[callee.definition];
        if !definition.broken && arguments.len() != definition.operands.len() {
            let operands: Vec<String> = definition.operands.iter().map(|operand| operand.name.to_string()).collect();
            let message = format!(
                "`{function}` takes {}, found {}\nhelp: write `{function}({})`",
                count(operands.len(), "argument"),
                arguments.len(),
                operands.join(", ")
            );
            self.report(expr.span, message);
            return unknown;
        }
        let Some(nodes) = nodes.into_iter().collect::<Option<Vec<NodeId>>>() else { return unknown };
        if self.known.wrong[callee.definition]
            || (definition.kind == DefinitionKind::Layer && callee.instance.is_none())
        {
            return unknown;
        }
        self.calls += 1;
        let too_many = self.calls > MOST_CALLS;
        if too_many || self.frame.calls.len() >= DEEPEST_CALL {
            if self.calls <= MOST_CALLS + 1 {
                let what = if too_many {
                    format!("the functions of this graph are called more than {MOST_CALLS} times")
                } else {
                    format!("functions call functions more than {DEEPEST_CALL} deep")
                };
                self.report(
                    expr.span,
                    format!("{what}\nhelp: a function's body is put in place of each call: call fewer"),
                );
            }
            return unknown;
        }
        self.inline(&callee, expr, function, arguments, &nodes).unwrap_or(unknown)
    }

    fn callee(&mut self, function: &Ident) -> Option<Callee> {
        let name = function.to_string();
        if let Some(entry) = self.frame.scope.get_mut(&name)
            && let Some(layer) = &entry.layer
        {
            entry.used = true;
            return Some(Callee { definition: layer.definition?, instance: layer.instance.clone() });
        }
        let Some(definition) = self.definition_named(&name) else {
            if !self.is_lost(&name) {
                self.unknown_function(function);
            }
            return None;
        };
        self.mark_called(&name);
        // A value of that name has been reported where it is defined.
        self.mark_used(&name);
        if self.definitions[definition].kind == DefinitionKind::Layer {
            let message = format!(
                "`{name}` is a layer and has parameters: it is declared before it is called\nhelp: write `layer l = {};`, and \
                 `l(…)` here",
                self.signature(definition)
            );
            self.report(Range::token(function.span()), message);
            return None;
        }
        Some(Callee { definition, instance: None })
    }

    /// Lowers the body; `None` if the arguments do not fit.
    fn inline(
        &mut self,
        callee: &Callee,
        expr: &Expr,
        function: &Ident,
        arguments: &[Expr],
        nodes: &[NodeId],
    ) -> Option<Vec<Option<NodeId>>> {
        let definition = &self.definitions[callee.definition];
        if definition.foreign.is_some() && !self.takes_no_labels(expr, arguments, nodes) {
            return None;
        }
        let prefix = format!("{}_{function}", self.frame.statement);
        let context = self.context(definition, expr);
        let mut frame = self.frame_of(callee.definition, prefix.clone(), context, expr.span);
        if let Some(instance) = &callee.instance {
            frame.sizes.clone_from(&instance.sizes);
        }
        let caller = std::mem::replace(&mut self.frame, frame);
        let assumed = self.dims.assumptions.len();
        let misfits = self.bind(definition, arguments, nodes);
        if !misfits.is_empty() {
            self.frame = caller;
            for (at, message) in misfits {
                self.report(at, message);
            }
            return None;
        }
        if let Some(foreign) = &definition.foreign {
            self.frame.statement.clone_from(&caller.statement);
            let result = self.call_foreign(callee.definition, foreign, expr, nodes);
            self.frame = caller;
            return Some(vec![result]);
        }
        for ((operand, argument), &node) in definition.operands.iter().zip(arguments).zip(nodes) {
            let (at, text) = (operand.name.span(), describe(argument));
            let argument = (operand.name != text).then_some(text);
            let entry = Entry { node: Some(node), at, what: "operand", used: true, argument, layer: None };
            self.frame.scope.insert(operand.name.to_string(), entry);
        }
        if let Some(instance) = &callee.instance {
            self.enter(instance);
        }
        for statement in &definition.statements {
            match statement {
                Statement::Let(binding) => self.binding(binding),
                Statement::Unpack(unpack) => self.unpack(unpack),
                Statement::Update(update) => self.update(update),
                _ => {}
            }
        }
        let results = self.results(definition);
        self.check_result(definition, &results);
        for node in results.iter().flatten() {
            self.graph.forget_name(*node, &prefix);
        }
        self.explain_assumptions(assumed);
        self.frame = caller;
        Some(results)
    }

    /// What was assumed in this body, and not in one that it calls, will be said with the calls that led here.
    fn explain_assumptions(&mut self, first: usize) {
        let (context, package) = (self.context_of_mistake(), self.package());
        for assumption in &mut self.dims.assumptions[first..] {
            if !assumption.message.contains("\nin `") {
                assumption.message = format!("{}\n{context}", assumption.message);
            }
            if package != 0 {
                assumption.at = self.frame.reached_at.unwrap_or(assumption.at);
            }
        }
    }

    /// "in `swish`, called as `swish(h)` on line 12".
    fn context(&self, definition: &Definition, expr: &Expr) -> Vec<String> {
        let on_line =
            line(expr.span).filter(|_| self.package() == 0).map_or_else(String::new, |line| format!(" on line {line}"));
        let here = format!("in {}, called as `{}`{on_line}", quoted(&definition.name), describe(expr));
        std::iter::once(here).chain(self.frame.calls.iter().cloned()).collect()
    }

    /// Compares the arguments with the shapes that the operands are declared with, and finds the definition's own
    /// dimensions in them. What does not fit, with its words.
    fn bind(&mut self, definition: &Definition, arguments: &[Expr], nodes: &[NodeId]) -> Vec<(Range, String)> {
        // The dimensions that stand alone in a shape come first, and may be computed with in any other.
        for ((operand, argument), &node) in definition.operands.iter().zip(arguments).zip(nodes) {
            let Some(pattern) = &operand.shape else { continue };
            let found = self.dims.canonical_shape(self.graph.shape(node));
            let text = describe(argument);
            self.learn_size(&pattern.rows, &found.rows, definition, &text);
            self.learn_size(&pattern.columns, &found.columns, definition, &text);
        }
        let mut misfits = Vec::new();
        for ((operand, argument), &node) in definition.operands.iter().zip(arguments).zip(nodes) {
            let Some(pattern) = &operand.shape else { continue };
            let text = describe(argument);
            let found = self.dims.canonical_shape(self.graph.shape(node));
            if self.fits(pattern, &found, definition, &text, argument.span) {
                continue;
            }
            // What this argument alone has told is no reason.
            let origin = from(&text);
            self.frame.sizes.retain(|_, size| size.origin != origin);
            let mut message = format!(
                "`{}` of `{}` is declared as `{}`, but the argument `{text}` is {found}",
                operand.name, definition.name, pattern.text
            );
            let mut known: Vec<String> = [&pattern.rows, &pattern.columns]
                .into_iter()
                .filter_map(|dim| {
                    let DimKind::Path { text, .. } = &dim.kind else { return None };
                    let size = self.frame.sizes.get(text)?;
                    Some(format!("`{text}` is {}, {}", size.dim, size.origin))
                })
                .collect();
            known.dedup();
            if !known.is_empty() {
                message = format!("{message}\n{}", known.join("; "));
            }
            let transposed = found.transposed();
            let known = self.frame.sizes.clone();
            let fits_transposed = self.fits(pattern, &transposed, definition, &text, argument.span);
            self.frame.sizes = known;
            let help = if fits_transposed {
                let atom = matches!(argument.kind, ExprKind::Name(_) | ExprKind::Call { .. });
                if atom { format!("write `{text}.T`") } else { format!("write `({text}).T`") }
            } else {
                let (rows, columns) = (self.known_size(&pattern.rows), self.known_size(&pattern.columns));
                let pass = format!("pass a value of shape [{rows}, {columns}]");
                match self.other_sizes(pattern, &found, definition) {
                    Some(layer) => format!("declare the layer as `{layer}`, or {pass}"),
                    None => format!("{pass}, or change what `{}` takes", definition.name),
                }
            };
            misfits.push((argument.span, format!("{message}\nhelp: {help}")));
        }
        misfits
    }

    /// A layer with the dimensions with which it would take an argument: `Dense<32, 128>`.
    fn other_sizes(&self, pattern: &ShapeSyntax, found: &Shape, definition: &Definition) -> Option<String> {
        let pairs = [(pattern.rows.kind.text(), &found.rows), (pattern.columns.kind.text(), &found.columns)];
        let mut is_other = false;
        let sizes: Vec<String> = definition
            .sizes
            .iter()
            .map(|size| match pairs.iter().find(|(text, _)| size == text) {
                Some((_, found)) => {
                    is_other = true;
                    found.to_string()
                }
                None => self.known_size_named(&size.to_string()),
            })
            .collect();
        let is_layer = definition.kind == DefinitionKind::Layer;
        (is_layer && is_other).then(|| format!("{}<{}>", definition.name, sizes.join(", ")))
    }

    /// A declared dimension, or in its place what it is known to be.
    fn known_size(&self, dim: &DimSyntax) -> String {
        self.known_size_named(&dim.kind.text())
    }

    fn known_size_named(&self, name: &str) -> String {
        self.frame.sizes.get(name).map_or_else(|| name.to_owned(), |size| size.dim.to_string())
    }

    fn fits(
        &mut self,
        pattern: &ShapeSyntax,
        found: &Shape,
        definition: &Definition,
        argument: &str,
        at: Range,
    ) -> bool {
        self.dim_fits(&pattern.rows, &found.rows, definition, argument, at)
            && self.dim_fits(&pattern.columns, &found.columns, definition, argument, at)
    }

    /// Whether a dimension is as declared.
    fn dim_fits(
        &mut self,
        pattern: &DimSyntax,
        found: &Dim,
        definition: &Definition,
        argument: &str,
        at: Range,
    ) -> bool {
        if let DimKind::Any = pattern.kind {
            return true;
        }
        self.learn_size(pattern, found, definition, argument);
        let expected = self.dim(pattern);
        match self.dims.compare(&expected, found) {
            Comparison::Equal => true,
            Comparison::Different => false,
            Comparison::Unknown => {
                let message = format!(
                    "`{argument}` of `{}` is declared with a dimension of {expected}, but has {found}",
                    definition.name
                );
                self.dims.assume(&expected, found, message, at);
                true
            }
        }
    }

    /// A dimension of the definition's own that is not known yet becomes what is found in its place.
    fn learn_size(&mut self, pattern: &DimSyntax, found: &Dim, definition: &Definition, argument: &str) {
        if let DimKind::Path { text, .. } = &pattern.kind
            && definition.sizes.iter().any(|size| size == text)
            && !self.frame.sizes.contains_key(text)
        {
            self.frame.sizes.insert(text.clone(), Size { dim: found.clone(), origin: from(argument) });
        }
    }

    /// Compares the result with the shape that is declared behind `->`.
    fn check_result(&mut self, definition: &Definition, results: &[Option<NodeId>]) {
        let Some(declared) = &definition.result else { return };
        for (pattern, node) in declared.shapes.iter().zip(results) {
            let Some(node) = *node else { continue };
            let found = self.dims.canonical_shape(self.graph.shape(node));
            let sizes: Vec<String> = definition
                .sizes
                .iter()
                .filter_map(|size| {
                    self.frame.sizes.get(&size.to_string()).map(|known| format!("`{size}` is {}", known.dim))
                })
                .collect();
            let sizes = if sizes.is_empty() { String::new() } else { format!("\n{}", sizes.join(", ")) };
            let message = format!(
                "`{}` is declared to give `{}`, but its result is {found}{sizes}",
                definition.name, pattern.text
            );
            let fits = [(&pattern.rows, &found.rows), (&pattern.columns, &found.columns)].into_iter().all(
                |(pattern_dim, found)| {
                    matches!(pattern_dim.kind, DimKind::Any) || {
                        let expected = self.dim(pattern_dim);
                        self.is_dim(found, &expected, &message, pattern.span)
                    }
                },
            );
            if !fits {
                let help = "correct the one or the other; the shape can be left out: it is inferred";
                self.report(declared.span, format!("{message}\nhelp: {help}"));
            }
        }
    }
}

/// Where a dimension comes from.
fn from(argument: &str) -> String {
    format!("from `{argument}`")
}
