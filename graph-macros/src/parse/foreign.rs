//! `extern fn clip(a: [R, C]) -> [R, C] = clip::forward, clip::backward;`: a user's own Rust functions.

use proc_macro2::{Delimiter, Ident, TokenStream};
use quote::quote;

use super::attribute::Attributes;
use super::keyword::begins_statement;
use super::syntax::{Definition, DefinitionKind, DimKind, DimSyntax, ForeignSyntax, Range, ShapeSyntax};
use super::text::code;
use super::tokens::Tokens;
use super::{Parsed, Parser, Reported, name};
use crate::diagnostics::wording::count;
use crate::graph::foreign::Path;

const EXAMPLE: &str = "extern fn clip(a: [R, C]) -> [R, C] = clip::forward, clip::backward;";

impl Parser<'_> {
    /// The declaration, behind `extern`. Whatever of it could be read is kept, so that its calls are no mistakes.
    pub(super) fn foreign(&mut self, tokens: &mut Tokens, attributes: Attributes, in_graph: bool) -> Parsed<()> {
        let mistakes = self.errors.count();
        let behind_keyword = *tokens;
        if let Some(at) = attributes.grad.or(attributes.frozen) {
            self.report(at, "a function has no attributes", "leave it out");
        }
        if tokens.take_word("fn").is_none() {
            let what = format!("expected `fn` behind `extern`, found {}", tokens.found());
            return Err(self.report(tokens.here(), what, format!("write `{EXAMPLE}`")));
        }
        let name = self.value_name(tokens, EXAMPLE)?;
        let mut definition = Definition {
            kind: DefinitionKind::Function,
            docs: attributes.docs,
            visibility: None,
            package: self.package,
            tokens: TokenStream::new(),
            name,
            sizes: Vec::new(),
            operands: Vec::new(),
            result: None,
            statements: Vec::new(),
            values: Vec::new(),
            in_graph,
            broken: false,
            foreign: None,
        };
        let start = *tokens;
        let result = self.rest_of_foreign(tokens, &mut definition);
        definition.broken = self.errors.count() > mistakes;
        let keyword = Ident::new("extern", definition.name.span());
        let rest = behind_keyword.up_to(*tokens);
        definition.tokens = quote!(#keyword #rest);
        if result.is_err() {
            while !tokens.at_end() && tokens.take_operator(";").is_none() && !begins_statement(*tokens) {
                tokens.skip();
            }
            self.mention(start, *tokens);
        }
        self.definitions.push(definition);
        Ok(())
    }

    fn rest_of_foreign(&mut self, tokens: &mut Tokens, definition: &mut Definition) -> Parsed<()> {
        let name = definition.name.clone();
        definition.sizes = self.sizes_of_definition(tokens, definition)?;
        let declares_sizes = !definition.sizes.is_empty();
        let Some((operands, parentheses)) = tokens.take_group(Delimiter::Parenthesis) else {
            let what = format!("expected the operands of `{name}` in parentheses, found {}", tokens.found());
            return Err(self.report(tokens.here(), what, format!("write `{EXAMPLE}`")));
        };
        definition.operands = self.operands(operands, &name)?;
        if definition.operands.is_empty() {
            let what = format!("`{name}` has no operand: it always gives the same");
            return Err(self.report(parentheses, what, "compute it outside, and declare an `input`"));
        }
        for operand in &definition.operands {
            match &operand.shape {
                None => {
                    let at = Range::token(operand.name.span());
                    let what =
                        format!("the operand `{}` of `{name}` has no shape, and Rust's types need one", operand.name);
                    return Err(self.report(at, what, format!("write `{}: [R, C]`", operand.name)));
                }
                Some(shape) => self.closed(shape, &name)?,
            }
        }
        let Some(arrow) = tokens.take_operator("->") else {
            let what =
                format!("the result of `{name}` has no shape, and Rust's types need one, found {}", tokens.found());
            return Err(self.report(tokens.here(), what, "write `-> [R, C]`"));
        };
        let result = self.result_shapes(tokens, arrow)?;
        match result.as_ref().map(|result| (result.shapes.as_slice(), result.span)) {
            Some(([shape], _)) => self.closed(shape, &name)?,
            Some((_, span)) => {
                return Err(self.report(span, "an extern function gives one matrix", "declare a function for each"));
            }
            None => return Err(Reported),
        }
        definition.result = result;
        if !declares_sizes {
            definition.sizes = self.letters(definition);
        }
        self.nothing_computed(definition)?;
        definition.foreign = Some(self.functions(tokens, definition)?);
        self.end_of_statement(tokens)
    }

    /// `_` has no type in Rust.
    fn closed(&mut self, shape: &ShapeSyntax, name: &Ident) -> Parsed<()> {
        for dim in [&shape.rows, &shape.columns] {
            if let DimKind::Any = dim.kind {
                let what = format!("`_` in a shape of `{name}`: Rust's types need every dimension");
                return Err(self.report(dim.span, what, "give it a letter: `R`"));
            }
        }
        Ok(())
    }

    /// The dimensions that each call has its own of, where none are declared: all single names in the operands' shapes that
    /// are no const generics of the graph.
    fn letters(&self, definition: &Definition) -> Vec<Ident> {
        let mut letters: Vec<Ident> = Vec::new();
        let shapes = definition.operands.iter().filter_map(|operand| operand.shape.as_ref());
        for DimSyntax { kind, .. } in shapes.flat_map(|shape| [&shape.rows, &shape.columns]) {
            let DimKind::Path { tokens, .. } = kind else { continue };
            let Ok(letter) = syn::parse2::<Ident>(tokens.clone()) else { continue };
            let is_generic = definition.in_graph && self.graph_sizes.contains(&letter);
            if !is_generic && !letters.contains(&letter) {
                letters.push(letter);
            }
        }
        letters
    }

    /// The generated function has the letters as const generics, and Rust cannot compute with those in types.
    fn nothing_computed(&mut self, definition: &Definition) -> Parsed<()> {
        let shapes = definition.operands.iter().filter_map(|operand| operand.shape.as_ref());
        let shapes = shapes.chain(definition.result.iter().flat_map(|result| &result.shapes));
        for dim in shapes.flat_map(|shape| [&shape.rows, &shape.columns]) {
            let DimKind::Computed { text, .. } = &dim.kind else { continue };
            if let Some(letter) = definition.sizes.iter().find(|letter| dim.kind.mentions(letter)) {
                let what = format!(
                    "`{text}` computes with `{letter}`, which every call of `{}` has its own of: stable Rust cannot do that in a type",
                    definition.name
                );
                let help = "write a number, a constant by its path, or a letter that stands in the shape of an operand";
                return Err(self.report(dim.span, what, help));
            }
        }
        Ok(())
    }

    /// `= clip::forward, clip::backward`.
    fn functions(&mut self, tokens: &mut Tokens, definition: &Definition) -> Parsed<ForeignSyntax> {
        let name = &definition.name;
        if tokens.is_group(Delimiter::Brace) {
            let what = format!("`{name}` is a function of Rust, and its body does not stand here");
            let help =
                "write `= path::to::forward, path::to::backward;`, or leave `extern` out for a function of the graph";
            return Err(self.report(tokens.here(), what, help));
        }
        if tokens.take_operator("=").is_none() {
            let at = if tokens.is_operator(";") || tokens.at_end() { tokens.gap() } else { tokens.here() };
            let what = format!("`{name}` does not say which Rust functions it is, found {}", tokens.found());
            return Err(self.report(at, what, "write `= path::to::forward, path::to::backward;`"));
        }
        let start = *tokens;
        let forward = self.path_of_function(tokens)?;
        let mut backward = Vec::new();
        while tokens.take_operator(",").is_some() {
            if tokens.is_operator(";") {
                break;
            }
            backward.push(if tokens.take_word("_").is_some() { None } else { Some(self.path_of_function(tokens)?) });
        }
        let wanted = definition.operands.len();
        if backward.len() != wanted {
            let at = Range { first: start.here().first, last: tokens.previous() };
            let operands: Vec<String> =
                definition.operands.iter().map(|operand| format!("d_{}", operand.name)).collect();
            let what = format!(
                "`{name}` has {}, and behind its forward function are {}",
                count(wanted, "operand"),
                count(backward.len(), "function")
            );
            let help = format!(
                "write a function for each adjoint, in order, or `_` where there is none: `= {}, {};`",
                forward.text,
                operands.join(", ")
            );
            return Err(self.report(at, what, help));
        }
        Ok(ForeignSyntax { forward, backward })
    }

    fn path_of_function(&mut self, tokens: &mut Tokens) -> Parsed<Path> {
        let start = *tokens;
        let mut at = tokens.here();
        tokens.take_operator("::");
        loop {
            let here = tokens.here();
            let word = tokens.ident().map(|word| word.to_string());
            let leads_on = matches!(word.as_deref(), Some("crate" | "self" | "super" | "Self"));
            match word {
                Some(word) if leads_on || (word != "_" && !name::is_rust_keyword(&word)) => tokens.skip(),
                _ => {
                    let what = format!("expected the path of a Rust function, found {}", tokens.found());
                    return Err(self.report(here, what, "write one such as `ops::forward`"));
                }
            }
            at = at.to(here);
            if tokens.take_operator("::").is_none() {
                break;
            }
        }
        let path = start.up_to(*tokens);
        Ok(Path { text: code(path.clone()), tokens: path, at })
    }
}
