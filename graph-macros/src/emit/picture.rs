//! The graph's picture in its documentation.
//!
//! What is drawn is handed to a macro inside a doc attribute that only rustdoc sees, so that a build draws nothing and an
//! expansion shows nothing of it: `#[cfg_attr(doc, doc = keisan::__picture!(…))]`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
#[cfg(any(feature = "draw", test))]
use syn::parse::{Parse, ParseStream};

use super::Emission;
use super::nodes::Nodes;
use crate::graph::{Kind, NodeId};

impl Emission<'_> {
    /// What `__picture!` is given: the graph's name, then for each value of the forward pass its name, role, operation, symbol,
    /// operands, rules, detours, shape and the names of its adjoint and of what is handed in as its adjoint, each empty if there is none.
    pub fn picture(&self, nodes: &Nodes<'_>) -> TokenStream {
        let forward: Vec<NodeId> = nodes.ids.iter().copied().filter(|&id| !self.is_backward(nodes, id)).collect();
        let values = forward.iter().map(|&id| {
            let node = nodes.compiled.joint.graph.node(id);
            let name = self.value_name(nodes.compiled, id);
            let role = self.drawn_role(nodes, id);
            let (operation, symbol) = match &node.kind {
                Kind::Apply { operation, .. } => {
                    (operation.word().to_owned(), super::description::symbol(operation).to_owned())
                }
                Kind::Foreign(call) => (call.name.to_string(), call.name.to_string()),
                Kind::Leaf(_) | Kind::Constant(_) => (String::new(), String::new()),
            };
            let operands = node.operands.iter().filter_map(|operand| {
                forward.binary_search_by_key(&nodes.position[operand.index()], |id| nodes.position[id.index()]).ok()
            });
            let operands = operands.map(Literal::usize_unsuffixed);
            let rules = nodes.rules_of_operands(id).into_iter().map(|rule| match rule {
                Some(rule) => quote!(#rule),
                None => quote!(_),
            });
            let detours = nodes.detours(id).into_iter().filter_map(|detour| {
                forward.iter().position(|id| nodes.position[id.index()] == Some(detour)).map(Literal::usize_unsuffixed)
            });
            let shape = node.shape.to_string();
            let adjoint = self.adjoint_name(nodes, id).unwrap_or_default();
            let outputs = &nodes.compiled.joint.outputs;
            let given =
                outputs.iter().position(|output| *output == id).and_then(|index| nodes.given_adjoint(Some(index)));
            let given = given.unwrap_or_default();
            quote!((#name #role #operation #symbol [#(#operands),*] [#(#rules),*] [#(#detours),*] #shape #adjoint #given))
        });
        let renamed = nodes.renamed.iter().filter_map(|renamed| {
            let operand = nodes.position[renamed.value.index()]?;
            let operand = forward.iter().position(|id| nodes.position[id.index()] == Some(operand))?;
            let (name, role, operand) =
                (&renamed.name, format_ident!("{}", renamed.role), Literal::usize_unsuffixed(operand));
            let rule = if nodes.comes_back(renamed) { quote!("") } else { quote!(_) };
            let shape = nodes.compiled.joint.graph.shape(renamed.value).to_string();
            let adjoint = nodes.given_adjoint(renamed.output).unwrap_or_default();
            Some(quote!((#name #role "" "" [#operand] [#rule] [] #shape #adjoint #adjoint)))
        });
        let title = self.program.name.to_string();
        quote!(#title #(#values)* #(#renamed)*)
    }

    fn is_backward(&self, nodes: &Nodes<'_>, id: NodeId) -> bool {
        matches!(self.role(nodes, id), "Adjoint" | "Gradient")
    }

    fn drawn_role(&self, nodes: &Nodes<'_>, id: NodeId) -> Ident {
        let drawn = match self.role(nodes, id) {
            "Hyper" => "Input",
            "Labels" => "Target",
            "Frozen" => "Parameter",
            "Mask" => "State",
            other => other,
        };
        format_ident!("{drawn}")
    }
}

/// What [`Emission::picture`] hands over.
#[cfg(any(feature = "draw", test))]
struct Picture {
    name: String,
    values: Vec<keisan_draw::Value>,
}

#[cfg(any(feature = "draw", test))]
impl Parse for Picture {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = text(input)?;
        let mut values = Vec::new();
        while !input.is_empty() {
            let (value, operands, rules, detours);
            syn::parenthesized!(value in input);
            let (name, role) = (text(&value)?, role(&value.parse()?));
            let (operation, symbol) = (text(&value)?, text(&value)?);
            syn::bracketed!(operands in value);
            syn::bracketed!(rules in value);
            syn::bracketed!(detours in value);
            let operands = operands.parse_terminated(<syn::LitInt as Parse>::parse, syn::Token![,])?;
            let detours = detours.parse_terminated(<syn::LitInt as Parse>::parse, syn::Token![,])?;
            let rules = rules.parse_terminated(rule, syn::Token![,])?;
            let (shape, adjoint, given) = (text(&value)?, text(&value)?, text(&value)?);
            values.push(keisan_draw::Value {
                name,
                role,
                operation,
                symbol,
                operands: operands.iter().map(syn::LitInt::base10_parse).collect::<syn::Result<_>>()?,
                rules: rules.into_iter().collect(),
                detours: detours.iter().map(syn::LitInt::base10_parse).collect::<syn::Result<_>>()?,
                shape,
                adjoint: (!adjoint.is_empty()).then_some(adjoint),
                given: (!given.is_empty()).then_some(given),
            });
        }
        Ok(Picture { name, values })
    }
}

#[cfg(any(feature = "draw", test))]
fn text(input: ParseStream<'_>) -> syn::Result<String> {
    Ok(input.parse::<syn::LitStr>()?.value())
}

/// `_` where no adjoint goes.
#[cfg(any(feature = "draw", test))]
fn rule(input: ParseStream<'_>) -> syn::Result<Option<String>> {
    if input.parse::<Option<syn::Token![_]>>()?.is_some() { Ok(None) } else { text(input).map(Some) }
}

#[cfg(any(feature = "draw", test))]
fn role(name: &Ident) -> keisan_draw::Role {
    use keisan_draw::Role;
    match name.to_string().as_str() {
        "Input" => Role::Input,
        "Target" => Role::Target,
        "Parameter" => Role::Parameter,
        "State" => Role::State,
        "Constant" => Role::Constant,
        "Output" => Role::Output,
        "Loss" => Role::Loss,
        "Update" => Role::Update,
        _ => Role::Value,
    }
}

/// The picture as an element of HTML, whose image needs no file.
#[cfg(any(feature = "draw", test))]
pub fn html(tokens: TokenStream) -> syn::Result<String> {
    use std::fmt::Write as _;

    let Picture { name, values } = syn::parse2(tokens)?;
    let svg = keisan_draw::Drawing::new(&name, values).svg();
    let mut html = format!(
        "<img alt=\"The graph `{name}`, forward and backward\" style=\"max-width: 100%\" src=\"data:image/svg+xml,"
    );
    for byte in svg.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b' '
            | b'='
            | b':'
            | b'/'
            | b'.'
            | b','
            | b';'
            | b'-'
            | b'('
            | b')' => {
                html.push(char::from(byte));
            }
            b'\n' => html.push(' '),
            other => {
                let _ = write!(html, "%{other:02X}");
            }
        }
    }
    html.push_str("\">");
    Ok(html)
}
