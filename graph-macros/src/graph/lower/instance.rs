//! Layers that are declared: `layer l1 = Dense<784, 128>;` makes the parameters, and each call uses them.

use std::collections::HashMap;
use std::rc::Rc;

use proc_macro2::Ident;

use super::Lowering;
use super::frame::{Size, line};
use super::scope::{Entry, Layer};
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::wording::count;
use crate::graph::mention::Mention;
use crate::graph::program::LayerDeclaration;
use crate::parse::syntax::{DefinitionKind, Instance as Declaration, Range, Statement};

/// A layer with its parameters.
pub(super) struct Instance {
    pub sizes: HashMap<String, Size>,
    /// Its parameters, its state and the layers in it, by name.
    members: Vec<(Ident, Member)>,
}

enum Member {
    /// A parameter or a state.
    Value(&'static str, Option<crate::graph::NodeId>),
    Layer(Layer),
}

impl Lowering<'_> {
    /// A layer of the graph or, at the end of `path`, of a layer.
    pub(super) fn layer(&mut self, declaration: &Declaration, path: &[Ident]) {
        self.mention(Mention::Value(declaration.layer.clone()));
        let definition = self.layer_meant(declaration);
        if path.is_empty() {
            self.check_name_of_layer(&declaration.name);
        }
        let instance = definition.filter(|&definition| !self.known.endless[definition]).map(|definition| {
            let path: Vec<Ident> = path.iter().chain([&declaration.name]).cloned().collect();
            self.layers.push(LayerDeclaration {
                docs: declaration.docs.clone(),
                path: path.clone(),
                layer: crate::parse::code_of_sizes(&declaration.layer, &declaration.sizes),
                layer_docs: self.definitions[definition].docs.clone(),
            });
            Rc::new(self.instance(definition, declaration, &path))
        });
        if self.define(&declaration.name, None, "layer")
            && let Some(entry) = self.frame.scope.get_mut(&declaration.name.to_string())
        {
            entry.layer = Some(Layer { definition, instance });
        }
    }

    fn instance(&mut self, definition: usize, declaration: &Declaration, path: &[Ident]) -> Instance {
        let written = crate::parse::code_of_sizes(&declaration.layer, &declaration.sizes);
        let names = self.definitions[definition].sizes.iter().map(ToString::to_string);
        let sizes: HashMap<String, Size> = names
            .zip(&declaration.sizes)
            .map(|(name, size)| {
                let dim = self.dim(size);
                (name, Size { dim, origin: format!("from `{written}`") })
            })
            .collect();
        let at = Range::token(declaration.name.span());
        let on_line =
            line(at).filter(|_| self.package() == 0).map_or_else(String::new, |line| format!(" on line {line}"));
        let here = format!("in `{}`, declared as `{written}`{on_line}", self.definitions[definition].name);
        let calls = std::iter::once(here).chain(self.frame.calls.iter().cloned()).collect();
        let mut frame = self.frame_of(definition, String::new(), calls, at);
        frame.sizes.clone_from(&sizes);
        let outer = std::mem::replace(&mut self.frame, frame);
        for statement in &self.definitions[definition].statements {
            match statement {
                Statement::Parameter(parameter) => self.parameter(parameter, path),
                Statement::State(state) => self.state(state, path),
                Statement::Instance(inner) => self.layer(inner, path),
                _ => {}
            }
        }
        let frame = std::mem::replace(&mut self.frame, outer);
        let mut scope = frame.scope;
        let members = self.definitions[definition].statements.iter().filter_map(|statement| {
            let name = match statement {
                Statement::Parameter(parameter) | Statement::State(parameter) => &parameter.name,
                Statement::Instance(inner) => &inner.name,
                _ => return None,
            };
            let entry = scope.remove(&name.to_string())?;
            let what = entry.what;
            Some((name.clone(), entry.layer.map_or(Member::Value(what, entry.node), Member::Layer)))
        });
        Instance { sizes, members: members.collect() }
    }

    /// A layer is called as operations are, so it cannot have the name of one.
    pub(super) fn check_name_of_layer(&mut self, name: &Ident) {
        if super::callable(&name.to_string()).is_some() {
            let message = format!(
                "`{name}` is an operation of the graph language already\nhelp: give the layer another name: `{name}_layer`"
            );
            self.report(Range::token(name.span()), message);
        }
    }

    /// The definition that a declaration names, if it is given the right number of dimensions.
    pub(super) fn layer_meant(&mut self, declaration: &Declaration) -> Option<usize> {
        let name = declaration.layer.to_string();
        let at = Range::token(declaration.layer.span());
        let Some(definition) = self.definition_named(&name) else {
            if self.is_lost(&name) {
                return None;
            }
            let message = if super::callable(&name).is_some() {
                format!(
                    "`{name}` is a function, not a layer: it has no parameters\nhelp: call it where it is needed: `{name}(…)`"
                )
            } else if let Some(near) = nearest(&name, self.layer_names().iter().map(String::as_str)) {
                let near = near.to_owned();
                self.mark_called(&near);
                format!("unknown layer `{name}`\nhelp: there is `{near}`")
            } else {
                format!("unknown layer `{name}`\nhelp: {}", self.layers_there_are(&name))
            };
            self.report(at, message);
            return None;
        };
        self.mark_called(&name);
        let (kind, sizes) = (self.definitions[definition].kind, self.definitions[definition].sizes.len());
        if kind == DefinitionKind::Function {
            let message = format!(
                "`{name}` is a function, not a layer: it has no parameters\nhelp: call it where it is needed: `{}`",
                self.signature(definition)
            );
            self.report(at, message);
            return None;
        }
        if sizes != declaration.sizes.len() && !self.definitions[definition].broken {
            let message = format!(
                "layer `{name}` takes {}, found {}\nhelp: write `{}`",
                count(sizes, "dimension"),
                declaration.sizes.len(),
                self.signature(definition)
            );
            self.report(declaration.span, message);
            return None;
        }
        Some(definition)
    }

    /// Brings the parameters and layers of an instance into scope.
    pub(super) fn enter(&mut self, instance: &Instance) {
        for (name, member) in &instance.members {
            let (node, layer, what) = match member {
                Member::Value(what, node) => (node.map(|node| self.after_earlier_calls(node)), None, *what),
                Member::Layer(layer) => (None, Some(layer.clone()), "layer"),
            };
            let entry = Entry { node, at: name.span(), what, used: true, argument: None, layer };
            self.frame.scope.insert(name.to_string(), entry);
        }
    }
}
