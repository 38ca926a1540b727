//! The scalar expression inside a loop: a closure over the elements of what the loop reads.

use std::collections::HashMap;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};

use super::{Compiled, Emission};
use crate::graph::{Argument, Constant, Kind, NodeId, Number};
use crate::ops::precedence::{ATOM, NONE, PREFIX, SUM};
use crate::ops::{Cost, Lowering, Scalar};

/// A closure with so many operations might be too long for rustc to inline it by itself into the loop's copies for several CPUs.
const LONG: u32 = 16;

impl Emission<'_> {
    /// `|(h, b1)| math::relu(h + b1)`: what the loop computes of the elements that it reads.
    ///
    /// `terms` are added up. What is in `reads`, or is `current`, is an element; everything else is computed from
    /// those. Where it is a step down a gradient, `current` loses the sum times `learning_rate`.
    pub fn closure(
        &self,
        compiled: Compiled<'_>,
        terms: &[NodeId],
        reads: &[NodeId],
        current: Option<NodeId>,
        is_descending: bool,
    ) -> TokenStream {
        let mut expression = Expression {
            emission: self,
            compiled,
            elements: reads.iter().copied().chain(current).collect(),
            uses: HashMap::new(),
            bound: HashMap::new(),
            bindings: Vec::new(),
        };
        for &term in terms {
            expression.count_uses(term);
        }
        let required = if terms.len() > 1 { SUM } else { NONE };
        let terms: Vec<TokenStream> = terms.iter().map(|&term| expression.parenthesised(term, required)).collect();
        let mut value = quote!(#(#terms)+*);
        if let (true, Some(current)) = (is_descending, current) {
            let current = expression.name(current);
            value = quote!(#current - learning_rate * (#value));
        }
        let bindings = &expression.bindings;
        let body = if bindings.is_empty() { value } else { quote!({ #(#bindings)* #value }) };

        let names: Vec<Ident> = reads.iter().map(|&read| expression.name(read)).collect();
        let operands = match names.as_slice() {
            [name] => quote!(#name),
            names => quote!((#(#names),*)),
        };
        let current = current.map(|current| expression.name(current)).map(|current| quote!(#current,));
        // rustc makes no vectors of a loop around a call.
        let attribute = (expression.cost() >= LONG).then(|| quote!(#[inline(always)]));
        quote!(#attribute |#current #operands| #body)
    }
}

struct Expression<'a> {
    emission: &'a Emission<'a>,
    compiled: Compiled<'a>,
    /// The values whose elements the closure is given.
    elements: Vec<NodeId>,
    /// How often each computed value is used.
    uses: HashMap<NodeId, usize>,
    /// The computed values that are used more than once, and have been given a name.
    bound: HashMap<NodeId, Ident>,
    bindings: Vec<TokenStream>,
}

impl Expression<'_> {
    fn name(&self, id: NodeId) -> Ident {
        format_ident!("{}", self.compiled.plan.names[id.index()])
    }

    /// The floating-point operations for an element.
    fn cost(&self) -> u32 {
        let operations = self.uses.keys().filter_map(|&id| self.compiled.joint.graph.node(id).operation());
        let costs = operations.map(|operation| if let Cost::Result(times) = operation.cost { times } else { 0 });
        costs.fold(0, u32::saturating_add)
    }

    fn is_element(&self, id: NodeId) -> bool {
        self.elements.contains(&id)
    }

    fn count_uses(&mut self, id: NodeId) {
        if self.is_element(id) {
            return;
        }
        let uses = self.uses.entry(id).or_default();
        *uses += 1;
        if *uses == 1 {
            for &operand in &self.compiled.joint.graph.node(id).operands {
                self.count_uses(operand);
            }
        }
    }

    /// The value as tokens, in parentheses if it binds less tightly than required.
    fn parenthesised(&mut self, id: NodeId, required: u8) -> TokenStream {
        let (tokens, precedence) = self.value(id);
        if precedence < required { quote!((#tokens)) } else { tokens }
    }

    fn value(&mut self, id: NodeId) -> (TokenStream, u8) {
        if self.is_element(id) {
            let name = self.name(id);
            return (quote!(#name), ATOM);
        }
        if let Some(name) = self.bound.get(&id) {
            return (quote!(#name), ATOM);
        }
        let computed = self.computed(id);
        let graph = &self.compiled.joint.graph;
        // A number that is handed in is bound already.
        let is_computation = matches!(graph.node(id).kind, Kind::Apply { .. }) && !graph.is_number_itself(id);
        if is_computation && self.uses.get(&id).is_some_and(|&uses| uses > 1) {
            let (name, value) = (self.name(id), computed.0);
            self.bindings.push(quote!(let #name = #value;));
            self.bound.insert(id, name.clone());
            return (quote!(#name), ATOM);
        }
        computed
    }

    fn computed(&mut self, id: NodeId) -> (TokenStream, u8) {
        let node = self.compiled.joint.graph.node(id);
        match &node.kind {
            Kind::Constant(Constant::Number(Number(value))) => self.emission.number(*value),
            Kind::Constant(Constant::Size(shape)) => {
                let (scalar, size) = (self.emission.scalar(), shape.size());
                (quote!(math::count::<#scalar>(#size)), ATOM)
            }
            // A leaf or a call is always an element; its name is what would be missing.
            Kind::Leaf(_) | Kind::Foreign(_) => {
                let name = self.name(id);
                (quote!(#name), ATOM)
            }
            Kind::Apply { operation, attributes } => {
                let Some(Lowering::Elementwise(scalar)) = operation.lowering() else {
                    let name = self.name(id);
                    return (quote!(#name), ATOM);
                };
                let numbers: Vec<Number> = attributes.iter().filter_map(Argument::number).collect();
                self.scalar(*scalar, &node.operands, &numbers)
            }
        }
    }

    fn scalar(&mut self, scalar: Scalar, operands: &[NodeId], attributes: &[Number]) -> (TokenStream, u8) {
        match (scalar, operands) {
            (Scalar::Infix(symbol, precedence), &[left, right]) => {
                let left = self.parenthesised(left, precedence);
                let right = self.parenthesised(right, precedence + 1);
                let operator: TokenStream = symbol.parse().unwrap_or_default();
                (quote!(#left #operator #right), precedence)
            }
            (Scalar::Negation, &[operand]) => {
                let operand = self.parenthesised(operand, PREFIX + 1);
                (quote!(-#operand), PREFIX)
            }
            (Scalar::Identity, &[operand]) => self.value(operand),
            (
                Scalar::Function(name) | Scalar::Finishing { function: name, .. } | Scalar::FunctionOfWhole(name),
                operands,
            ) => {
                let name = Ident::new(name, Span::call_site());
                let operands: Vec<TokenStream> =
                    operands.iter().map(|&operand| self.parenthesised(operand, NONE)).collect();
                let attributes = attributes.iter().map(|attribute| match scalar {
                    Scalar::FunctionOfWhole(_) => whole(attribute.0),
                    _ => self.emission.number(attribute.0).0,
                });
                let arguments = operands.into_iter().chain(attributes);
                (quote!(math::#name(#(#arguments),*)), ATOM)
            }
            // The operand counts are those of the operation, which the graph was built with.
            (Scalar::Infix(..) | Scalar::Negation | Scalar::Identity, _) => (TokenStream::new(), ATOM),
        }
    }
}

impl Emission<'_> {
    /// A number of the graph's scalar type, with its precedence.
    pub fn number(&self, value: f64) -> (TokenStream, u8) {
        let precedence = if value < 0.0 { PREFIX } else { ATOM };
        match &self.program.scalar {
            Some(scalar) if value == 0.0 => (quote!(#scalar::ZERO), ATOM),
            Some(scalar) if value.to_bits() == 1.0_f64.to_bits() => (quote!(#scalar::ONE), ATOM),
            Some(scalar) => {
                let value = finite(value, &quote!(f64));
                (quote!(#scalar::from_f64(#value)), ATOM)
            }
            None => {
                // The nearest f32, in its shortest form: what a person would write.
                #[expect(clippy::cast_possible_truncation, reason = "rounding is the purpose")]
                let nearest = value as f32;
                let shortest: f64 = nearest.to_string().parse().unwrap_or(value);
                (finite(if nearest.is_finite() { shortest } else { f64::from(nearest) }, &quote!(f32)), precedence)
            }
        }
    }
}

/// A whole number as a literal of Rust.
#[expect(clippy::cast_possible_truncation, reason = "it is whole, and no larger than its operation allows")]
fn whole(value: f64) -> TokenStream {
    let literal = Literal::i32_unsuffixed((value as i32).abs());
    if value < 0.0 { quote!(-#literal) } else { quote!(#literal) }
}

/// A literal, or the constant for what has none.
fn finite(value: f64, scalar: &TokenStream) -> TokenStream {
    if value.is_nan() {
        quote!(#scalar::NAN)
    } else if value.is_infinite() {
        if value > 0.0 { quote!(#scalar::INFINITY) } else { quote!(#scalar::NEG_INFINITY) }
    } else {
        let literal = Literal::f64_unsuffixed(value.abs());
        if value.is_sign_negative() { quote!(-#literal) } else { quote!(#literal) }
    }
}
