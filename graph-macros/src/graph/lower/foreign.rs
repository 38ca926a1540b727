//! Calls of a user's own Rust functions: one node each.

use std::rc::Rc;

use proc_macro2::Ident;
use quote::format_ident;

use super::Lowering;
use super::frame::Size;
use crate::diagnostics::wording::all_of;
use crate::graph::describe::describe;
use crate::graph::foreign::{Foreign, ForeignDeclaration, Part};
use crate::graph::shape::{Dim, Shape};
use crate::graph::{Kind, Leaf, Node, NodeId};
use crate::ops::labels;
use crate::parse::syntax::{Expr, ForeignSyntax};

impl Lowering<'_> {
    /// A call, in whose frame the dimensions have been found.
    pub(super) fn call_foreign(
        &mut self,
        definition: usize,
        foreign: &ForeignSyntax,
        expr: &Expr,
        nodes: &[NodeId],
    ) -> Option<NodeId> {
        let result = self.definitions[definition].result.as_ref()?.shapes.first()?;
        let shape = self.shape(result);
        let function = self.declare_foreign(definition, foreign)?;
        let call = Foreign {
            function,
            name: self.definitions[definition].name.to_string().into(),
            part: Part::Forward,
            derivatives: foreign.backward.iter().map(Option::is_some).collect::<Rc<[bool]>>(),
        };
        let origin = self.origin(expr.span);
        Some(self.graph.add(Node { kind: Kind::Foreign(call), operands: nodes.to_vec(), shape, origin }))
    }

    /// Reports labels among the arguments: a Rust function takes matrices.
    pub(super) fn takes_no_labels(&mut self, expr: &Expr, arguments: &[Expr], nodes: &[NodeId]) -> bool {
        let is_labels = |node: NodeId| matches!(self.graph.node(node).kind, Kind::Leaf(Leaf::Labels(_)));
        if let Some(index) = nodes.iter().position(|&node| is_labels(node)) {
            let text = describe(&arguments[index]);
            let message = format!(
                "`{}`: `{text}` is labels, the class of each row, and an extern function takes matrices\nhelp: `one_hot({text})` is \
                 the matrix with a 1 in the place of each class; labels as they are go into {}",
                describe(expr),
                all_of(labels::takers())
            );
            self.report(arguments[index].span, message);
            return false;
        }
        true
    }

    /// The function's position in the program. Its own shapes are looked at once, each of its dimensions a generic.
    fn declare_foreign(&mut self, definition: usize, foreign: &ForeignSyntax) -> Option<usize> {
        if let Some(&known) = self.foreign_positions.get(&definition) {
            return known;
        }
        let mistakes = self.errors.count();
        let definitions = self.definitions;
        let declared = &definitions[definition];
        let sizes: Vec<Ident> = declared.sizes.iter().map(|size| self.unlike_the_graph(size)).collect();
        let own =
            declared.sizes.iter().zip(&sizes).map(|(size, ident)| {
                (size.to_string(), Size { dim: Dim::Generic(ident.clone()), origin: String::new() })
            });
        let of_call = std::mem::replace(&mut self.frame.sizes, own.collect());
        // What is wrong here is wrong in every call.
        let calls = std::mem::take(&mut self.frame.calls);
        let shapes: Vec<Shape> = declared
            .operands
            .iter()
            .filter_map(|operand| operand.shape.as_ref())
            .map(|shape| self.shape(shape))
            .collect();
        let result = declared.result.as_ref().and_then(|result| result.shapes.first()).map(|shape| self.shape(shape));
        (self.frame.sizes, self.frame.calls) = (of_call, calls);
        let position = (self.errors.count() == mistakes).then_some(self.foreigns.len());
        self.foreign_positions.insert(definition, position);
        self.foreigns.extend(position.and(result).map(|result| ForeignDeclaration {
            name: declared.name.clone(),
            sizes,
            operands: declared.operands.iter().map(|operand| operand.name.clone()).collect(),
            shapes,
            result,
            forward: foreign.forward.clone(),
            backward: foreign.backward.clone(),
        }));
        position
    }

    /// The generated function stands beside the graph's own generics, and none may have the name of another.
    fn unlike_the_graph(&self, size: &Ident) -> Ident {
        let is_taken = |name: &Ident| {
            self.generics.sizes.contains(name) || self.generics.scalar.as_ref().is_some_and(|scalar| scalar == name)
        };
        let mut name = size.clone();
        while is_taken(&name) {
            name = format_ident!("{name}_OWN");
        }
        name
    }
}
