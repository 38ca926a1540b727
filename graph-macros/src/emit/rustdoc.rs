//! What only rustdoc sees of a graph: its picture, its equations and its table of parameters.
//!
//! The attributes are `cfg_attr(doc, …)`, so that neither an expansion nor a build is any longer for them.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;

use super::description::Described;
use super::{Compiled, Emission};

/// A longer derivation is left to `GRAPH.derivation()`.
const MOST_EQUATIONS: usize = 100;

/// A larger graph has no picture on its page, which nobody could take in.
const MOST_NODES: usize = 1000;

/// Whether the page of a graph's type shows more of it than its parameters.
pub fn is_shown(compiled: Compiled<'_>) -> bool {
    compiled.joint.graph.len() <= MOST_NODES
}

impl Emission<'_> {
    /// Attributes for the graph's own type, below its docs.
    pub fn documentation(&self, described: Option<&Described<'_>>) -> TokenStream {
        if self.compiled.is_none() {
            return TokenStream::new();
        }
        let keisan = &self.keisan;
        let equations = described.map_or(&[][..], |described| &described.equations);
        let shown = described.filter(|described| is_shown(described.nodes.compiled));
        let picture = shown.map(|Described { nodes, .. }| {
            let picture = self.picture(nodes);
            quote!(#[cfg_attr(doc, doc = #keisan::__picture!(#picture))])
        });

        let mut text = String::new();
        if !self.program.parameters.is_empty() {
            text.push_str("| parameter | shape | initialised by |\n|---|---|---|\n");
            for parameter in &self.program.parameters {
                let frozen = if parameter.frozen { ", frozen" } else { "" };
                let (title, shape, initialiser) = (parameter.title(), &parameter.shape, &parameter.initialiser);
                let _ = writeln!(text, "| `{title}` | `{shape}`{frozen} | `{initialiser}` |");
            }
        }
        for (pass, title) in [("Forward", "The forward pass"), ("Backward", "The backward pass")] {
            let of_pass: Vec<_> = equations.iter().filter(|equation| equation.pass == pass).collect();
            if of_pass.is_empty() || equations.len() > MOST_EQUATIONS {
                continue;
            }
            let _ = write!(text, "\n{title}:\n\n```text\n");
            for equation in of_pass {
                let numbers: Vec<&str> =
                    equation.rules.iter().map(|(_, _, number)| *number).filter(|number| !number.is_empty()).collect();
                let numbers = if numbers.is_empty() { String::new() } else { format!("   {}", numbers.join(", ")) };
                let _ = writeln!(text, "{} = {} : {}{numbers}", equation.name, equation.formula, equation.dims);
            }
            text.push_str("```\n");
        }
        if shown.is_none() || equations.len() > MOST_EQUATIONS {
            text.push_str("\nIts equations are many: `GRAPH.derivation()` has them.\n");
        }
        quote! {
            #[cfg_attr(doc, doc = "")]
            #picture
            #[cfg_attr(doc, doc = "")]
            #[cfg_attr(doc, doc = #text)]
        }
    }
}
