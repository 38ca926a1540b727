//! `pub graph Name<T, const B: usize> { … }`, up to its braces and from there on to the end of the block.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::Visibility;
use syn::parse::Parser as _;

use super::attribute::Attributes;
use super::keyword::Keyword;
use super::syntax::{Block, DefinitionKind, Generics, GraphBlock, Range};
use super::text::code;
use super::tokens::Tokens;
use super::{Parsed, Parser, name};
use crate::diagnostics::nearest::nearest;

/// A whole graph, for messages to those who have not written one.
const EXAMPLE: &str = "pub graph Name<const B: usize> { … }";

impl Parser<'_> {
    /// Everything between the braces of `graph! { … }`.
    pub(super) fn block(mut self, mut tokens: Tokens) -> Option<Block> {
        if tokens.at_end() {
            self.report(
                Range::token(Span::call_site()),
                "there is no graph in this block",
                format!("write `{EXAMPLE}`"),
            );
            return None;
        }
        let mut graph: Option<GraphBlock> = None;
        while !tokens.at_end() {
            if self.import(&mut tokens) || self.item(&mut tokens) {
                continue;
            }
            let opening = tokens.here();
            let attributes = self.attributes(&mut tokens);
            if graph.is_none() {
                graph = Some(self.graph(&mut tokens, attributes).ok()?);
            } else {
                if let Some(at) = attributes.last.filter(|_| tokens.at_end()) {
                    self.report(at, "this stands in front of nothing: no item follows it", "leave it out");
                } else {
                    self.nothing_follows(tokens, opening);
                }
                break;
            }
        }
        let Parser { definitions, imports, mentioned, .. } = self;
        Some(Block { definitions, imports, graph, mentioned })
    }

    /// A function or a layer beside the graph, if that is what comes next.
    pub(super) fn item(&mut self, tokens: &mut Tokens) -> bool {
        let mut after = *tokens;
        while after.is_operator("#") {
            after.skip();
            after.skip();
        }
        if after.take_word("pub").is_some() {
            after.take_group(Delimiter::Parenthesis);
        }
        let kind = match after.ident().and_then(|word| Keyword::named(&word.to_string())) {
            Some(Keyword::Fn) => DefinitionKind::Function,
            Some(Keyword::Layer) => DefinitionKind::Layer,
            Some(Keyword::Extern) => {
                let attributes = self.attributes(tokens);
                if tokens.is_word("pub") {
                    let help = "leave it out: a layer that calls it can be `pub`";
                    self.report(tokens.here(), "an extern function belongs to its block alone", help);
                    self.visibility(tokens);
                }
                tokens.skip();
                if self.foreign(tokens, attributes, false).is_err() {
                    self.skip_to_next_item(tokens);
                }
                return true;
            }
            _ => return false,
        };
        let attributes = self.attributes(tokens);
        let visibility = self.visibility(tokens);
        tokens.skip();
        let before = self.definitions.len();
        // What follows cannot be told from what belongs to the definition: the graph may be lost with it.
        if self.definition_of(tokens, kind, attributes).is_err() {
            self.skip_to_next_item(tokens);
        }
        if !matches!(visibility, Visibility::Inherited)
            && let [definition, ..] = &mut self.definitions[before..]
        {
            definition.visibility = Some(visibility);
        }
        true
    }

    /// Goes behind the braces of what could not be read.
    fn skip_to_next_item(&mut self, tokens: &mut Tokens) {
        let start = *tokens;
        while !tokens.at_end() && tokens.take_group(Delimiter::Brace).is_none() {
            tokens.skip();
        }
        self.mention(start, *tokens);
    }

    fn graph(&mut self, tokens: &mut Tokens, attributes: Attributes) -> Parsed<GraphBlock> {
        for at in [attributes.grad, attributes.frozen].into_iter().flatten() {
            self.report(at, "this belongs on a statement inside of the graph", "move it to its `input` or `param`");
        }
        let visibility = self.visibility(tokens);
        self.graph_keyword(tokens)?;
        let name = self.graph_name(tokens)?;
        let generics = self.generics(tokens);
        self.over_f32 = generics.scalar.is_none();
        self.graph_sizes.clone_from(&generics.sizes);
        self.where_clause(tokens);
        let Some((contents, _)) = tokens.take_group(Delimiter::Brace) else {
            let found = tokens.found();
            let at = if tokens.at_end() { tokens.gap() } else { tokens.here() };
            return Err(self.report(
                at,
                format!("expected the graph's statements in braces, found {found}"),
                format!("write `graph {name} {{ … }}`"),
            ));
        };
        let statements = self.statements(contents);
        let unfinished = std::mem::take(&mut self.unfinished);
        let budget = self.budget.take();
        Ok(GraphBlock { docs: attributes.docs, visibility, name, generics, statements, budget, unfinished })
    }

    fn visibility(&mut self, tokens: &mut Tokens) -> Visibility {
        let start = *tokens;
        if tokens.take_word("pub").is_none() {
            return Visibility::Inherited;
        }
        tokens.take_group(Delimiter::Parenthesis);
        let written = start.up_to(*tokens);
        let at = Range { first: start.here().first, last: tokens.previous() };
        let parser = |input: syn::parse::ParseStream| input.parse::<Visibility>();
        parser.parse2(written.clone()).unwrap_or_else(|_| {
            let what = format!("`{}` is not a visibility", code(written));
            self.report(at, what, "write `pub`, `pub(crate)`, `pub(super)` or `pub(in path)`");
            Visibility::Inherited
        })
    }

    /// `graph`, or what was written in its place if the rest still looks like a graph.
    fn graph_keyword(&mut self, tokens: &mut Tokens) -> Parsed<()> {
        let at = tokens.here();
        if tokens.take_word("graph").is_some() {
            return Ok(());
        }
        let found = tokens.found();
        let Some(word) = tokens.ident().map(|word| word.to_string()) else {
            return Err(self.report(at, format!("expected `graph`, found {found}"), format!("write `{EXAMPLE}`")));
        };
        let after = tokens.after_next();
        if after.ident().is_some() {
            let named =
                |tokens: Tokens| tokens.after_next().is_group(Delimiter::Brace) || tokens.after_next().is_operator("<");
            let reported = if Keyword::named(&word).is_some() {
                let help = format!("put the statements into a graph: `{EXAMPLE}`");
                self.report(at, format!("expected `graph`, found the statement `{word} …`"), help)
            } else {
                self.report(at, format!("expected `graph`, found {found}"), "write `graph`")
            };
            if !named(after) && nearest(&word, ["graph"]).is_none() {
                return Err(reported);
            }
            tokens.skip();
            return Ok(());
        }
        if after.is_group(Delimiter::Brace) || after.is_operator("<") {
            self.report(at, format!("expected `graph`, found {found}"), format!("write `graph {word} …`"));
            return Ok(());
        }
        Err(self.report(at, format!("expected `graph`, found {found}"), format!("write `{EXAMPLE}`")))
    }

    fn graph_name(&mut self, tokens: &mut Tokens) -> Parsed<Ident> {
        let at = tokens.here();
        let Some(name) = tokens.ident().filter(|name| name != "_") else {
            let found = tokens.found();
            return Err(self.report(
                at,
                format!("expected the graph's name, found {found}"),
                format!("write `{EXAMPLE}`"),
            ));
        };
        let written = name.to_string();
        tokens.skip();
        if name::is_rust_keyword(&written) || written.starts_with("r#") {
            return Err(self.report(
                at,
                format!("`{written}` cannot be the name of a graph"),
                "choose another, in UpperCamelCase",
            ));
        }
        if let Some(camel) = name::camel_case(&written) {
            self.report(
                at,
                format!("`{written}`: graphs have UpperCamelCase names, as types do"),
                format!("write `{camel}`"),
            );
        }
        Ok(name)
    }

    /// `<T, const B: usize>`, if there are any generics.
    fn generics(&mut self, tokens: &mut Tokens) -> Generics {
        let mut generics = Generics::default();
        let opening = tokens.here();
        if tokens.take_operator("<").is_none() {
            return generics;
        }
        loop {
            if tokens.take_operator(">").is_some() {
                return generics;
            }
            if tokens.at_end() || tokens.is_group(Delimiter::Brace) {
                self.report(opening, "this `<` is not closed", "write `>` after the last generic");
                return generics;
            }
            let start = *tokens;
            if self.generic(tokens, &mut generics).is_err() {
                let closed = skip_generic(tokens);
                generics.guess(start.up_to(*tokens));
                if closed {
                    return generics;
                }
            }
            let separated = tokens.take_operator(",").is_some() || tokens.is_operator(">");
            if !separated && !tokens.at_end() && !tokens.is_group(Delimiter::Brace) {
                let what = format!("expected `,` or `>`, found {}", tokens.found());
                let help = "write `,` between generics and `>` after the last";
                if tokens.ident().is_some() {
                    self.report(tokens.gap(), what, help);
                    continue;
                }
                self.report(tokens.here(), what, help);
                if skip_generic(tokens) {
                    return generics;
                }
                tokens.take_operator(",");
            }
        }
    }

    fn generic(&mut self, tokens: &mut Tokens, generics: &mut Generics) -> Parsed<()> {
        let at = tokens.here();
        if tokens.is_lifetime() {
            return Err(self.report(
                at,
                "a graph has no lifetimes of its own: it owns its values",
                "leave the lifetime out",
            ));
        }
        if tokens.is_operator("#") {
            return Err(self.report(at, "generics have no attributes", "leave it out"));
        }
        let is_const = tokens.take_word("const").is_some();
        let at = tokens.here();
        let Some(name) = tokens.ident().filter(|name| may_name_a_generic(&name.to_string())) else {
            let found = tokens.found();
            return Err(self.report(
                at,
                format!("expected a generic, found {found}"),
                "write `const N: usize`, or one type parameter `T` for the scalar type",
            ));
        };
        tokens.skip();
        if generics.knows(&name) {
            return Err(self.report(at, format!("`{name}` is declared twice"), "give one of them another name"));
        }
        if is_const {
            generics.sizes.push(name.clone());
            return self.size(tokens, &name, at);
        }
        let looks_like_size = tokens.is_operator(":") && tokens.after_next().is_word("usize");
        if looks_like_size || generics.scalar.is_some() {
            let what = if looks_like_size {
                format!("`{name}: usize` is a type parameter with a bound, not a number")
            } else {
                format!("`{name}` is a second type parameter, but a graph has one scalar type")
            };
            let reported = self.report(at, what, format!("write `const {name}: usize` if it is a dimension"));
            generics.sizes.push(name);
            return Err(reported);
        }
        let mut scalar = name.clone();
        if !generics.sizes.is_empty() {
            self.report(
                at,
                "the scalar type stands first",
                format!("write `<{name}, const {}: usize…>`", generics.sizes[0]),
            );
        } else if let Some(camel) = name::camel_case(&name.to_string()) {
            self.report(at, format!("`{name}`: type parameters have UpperCamelCase names"), format!("write `{camel}`"));
            scalar = Ident::new(&camel, name.span());
        }
        generics.scalar = Some(scalar);
        self.no_bound_or_default(tokens, &name)
    }

    /// The rest of `const B: usize`, behind the name.
    fn size(&mut self, tokens: &mut Tokens, name: &Ident, at: Range) -> Parsed<()> {
        if let Some(upper) = name::upper_case(&name.to_string()) {
            self.report(at, format!("`{name}`: constants have UPPER_CASE names"), format!("write `{upper}`"));
        }
        let help = format!("write `const {name}: usize`");
        if tokens.take_operator(":").is_none() {
            return Err(self.report(tokens.gap(), format!("the const generic `{name}` has no type"), help));
        }
        if tokens.take_word("usize").is_none() {
            let found = tokens.found();
            return Err(self.report(
                tokens.here(),
                format!("a graph's const generics are dimensions, of type `usize`, found {found}"),
                help,
            ));
        }
        if tokens.is_operator("=") {
            return Err(self.report(tokens.here(), "a graph's generics have no defaults", help));
        }
        Ok(())
    }

    fn no_bound_or_default(&mut self, tokens: &mut Tokens, name: &Ident) -> Parsed<()> {
        if tokens.is_operator(":") {
            return Err(self.report(
                tokens.here(),
                "the scalar type has no bounds: it is always `f32` or `f64`",
                format!("write `{name}`"),
            ));
        }
        if tokens.is_operator("=") {
            return Err(self.report(
                tokens.here(),
                "a graph's generics have no defaults",
                format!("write `{name}`; without a type parameter the graph is over `f32`"),
            ));
        }
        Ok(())
    }

    fn where_clause(&mut self, tokens: &mut Tokens) {
        let at = tokens.here();
        if tokens.take_word("where").is_none() {
            return;
        }
        self.report(
            at,
            "a graph has no `where` clause: its scalar type is `f32` or `f64`, its generics are dimensions",
            "leave it out",
        );
        while !tokens.at_end() && !tokens.is_group(Delimiter::Brace) {
            tokens.skip();
        }
    }

    fn nothing_follows(&mut self, tokens: Tokens, at: Range) {
        let another = tokens.is_word("graph")
            || (tokens.is_word("pub") && tokens.up_to_end().into_iter().any(|token| token.to_string() == "graph"));
        if another {
            self.report(at, "a `graph!` block holds one graph", "write a `graph!` block for each");
            return;
        }
        let what = format!("only functions and layers may follow the graph's closing `}}`, found {}", tokens.found());
        self.report(at, what, "leave it out");
    }
}

fn may_name_a_generic(name: &str) -> bool {
    !name::is_rust_keyword(name) && !name.starts_with("r#") && name != "_"
}

impl Generics {
    fn knows(&self, name: &Ident) -> bool {
        self.sizes.contains(name) || self.scalar.as_ref() == Some(name)
    }

    /// Takes what looks like the name of a size out of a generic that was not understood, so that nobody complains that
    /// the size is unknown.
    fn guess(&mut self, tokens: TokenStream) {
        for token in tokens {
            let TokenTree::Ident(name) = token else { continue };
            let looks_like_size =
                name::upper_case(&name.to_string()).is_none() && may_name_a_generic(&name.to_string());
            if looks_like_size && !self.knows(&name) {
                self.sizes.push(name);
            }
        }
    }
}

/// Goes to the end of a generic that was not understood. Whether the end of all generics has been read with it, as
/// happens with the last two marks of `<Vec<T>>`.
fn skip_generic(tokens: &mut Tokens) -> bool {
    let mut open: usize = 0;
    while !tokens.at_end() && !tokens.is_group(Delimiter::Brace) {
        let closed = match tokens.operator().as_deref() {
            Some("," | ">") if open == 0 => return false,
            Some("<") => {
                open += 1;
                0
            }
            Some(">") => 1,
            Some(">>") => 2,
            _ => 0,
        };
        tokens.skip();
        if closed > open {
            return true;
        }
        open -= closed;
    }
    false
}
