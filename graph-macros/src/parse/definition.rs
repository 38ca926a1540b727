//! Functions and layers: `fn swish(v) { v * sigmoid(v) }`, `layer Dense<I, O>(x: [_, I]) -> [_, O] { … }`, and the use of
//! a layer, `layer l1 = Dense<784, 128>;`.

use proc_macro2::{Delimiter, Ident, TokenStream};
use quote::{format_ident, quote};

use super::attribute::Attributes;
use super::keyword::{Keyword, begins_statement, is_foreign_statement, seems_to_begin_statement};
use super::syntax::{
    Definition, DefinitionKind, DimSyntax, Expr, Instance, OperandSyntax, Range, ResultSyntax, ShapeSyntax, Statement,
};
use super::text::code;
use super::tokens::{Enclosure, Tokens};
use super::{Parsed, Parser, Reported, name};
use crate::diagnostics::wording::count;

/// In what the statements stand that are being read: it decides which there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    Graph,
    Function,
    Layer,
}

impl DefinitionKind {
    fn keyword(self) -> &'static str {
        match self {
            DefinitionKind::Function => "fn",
            DefinitionKind::Layer => "layer",
        }
    }

    /// "function", "layer".
    pub fn word(self) -> &'static str {
        match self {
            DefinitionKind::Function => "function",
            DefinitionKind::Layer => "layer",
        }
    }

    fn example(self) -> &'static str {
        match self {
            DefinitionKind::Function => "fn swish(v) { v * sigmoid(v) }",
            DefinitionKind::Layer => {
                "layer Dense<I, O>(x: [_, I]) { param w: [I, O] = he_normal; param b: [O] = zeros; x @ w + b }"
            }
        }
    }
}

impl Parser<'_> {
    /// A definition, behind its keyword. Whatever of it could be read is kept, so that its uses are no mistakes.
    pub(super) fn definition_of(
        &mut self,
        tokens: &mut Tokens,
        kind: DefinitionKind,
        attributes: Attributes,
    ) -> Parsed<()> {
        let mistakes = self.errors.count();
        let behind_keyword = *tokens;
        let in_graph = tokens.enclosure() != Enclosure::Block;
        if let Some(at) = attributes.grad.or(attributes.frozen) {
            let help = match kind {
                DefinitionKind::Function => "leave it out",
                DefinitionKind::Layer => "write it in front of a `param` of the layer",
            };
            self.report(at, format!("a {} has no attributes", kind.word()), help);
        }
        let name = self.name_of_definition(tokens, kind)?;
        let mut definition = Definition {
            kind,
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
        let result = self.rest_of_definition(tokens, &mut definition);
        if result.is_err() {
            while !tokens.at_end() && !begins_statement(*tokens) {
                if tokens.take_group(Delimiter::Brace).is_some() {
                    break;
                }
                tokens.skip();
            }
            self.mention(start, *tokens);
        }
        let keyword = Ident::new(kind.keyword(), definition.name.span());
        let rest = behind_keyword.up_to(*tokens);
        definition.tokens = quote!(#keyword #rest);
        definition.broken = self.errors.count() > mistakes;
        self.definitions.push(definition);
        Ok(())
    }

    fn name_of_definition(&mut self, tokens: &mut Tokens, kind: DefinitionKind) -> Parsed<Ident> {
        if kind == DefinitionKind::Function {
            return self.value_name(tokens, kind.example());
        }
        let at = tokens.here();
        let Some(name) = tokens.ident().filter(|name| name != "_") else {
            let what = format!("expected the layer's name, found {}", tokens.found());
            return Err(self.report(at, what, format!("write `{}`", kind.example())));
        };
        tokens.skip();
        let written = name.to_string();
        if name::is_rust_keyword(&written) || written.starts_with("r#") {
            let what = format!("`{written}` cannot be the name of a layer");
            return Err(self.report(at, what, "choose another, in UpperCamelCase"));
        }
        if let Some(camel) = name::camel_case(&written) {
            let what = format!("`{written}`: layers have UpperCamelCase names, as types do");
            self.report(at, what, format!("write `{camel}`"));
        }
        Ok(name)
    }

    /// Everything behind the name.
    fn rest_of_definition(&mut self, tokens: &mut Tokens, definition: &mut Definition) -> Parsed<()> {
        definition.sizes = self.sizes_of_definition(tokens, definition)?;
        let (word, name) = (definition.kind.keyword(), definition.name.clone());
        let Some((operands, _)) = tokens.take_group(Delimiter::Parenthesis) else {
            let what = format!("expected the operands of `{name}` in parentheses, found {}", tokens.found());
            return Err(self.report(tokens.here(), what, format!("write `{word} {name}(v) {{ … }}`")));
        };
        definition.operands = self.operands(operands, &name)?;
        if let Some(arrow) = tokens.take_operator("->") {
            definition.result = self.result_shapes(tokens, arrow)?;
        } else if tokens.is_operator(":") || tokens.is_operator("=>") {
            let what = format!("the shape of the result stands behind `->`, found {}", tokens.found());
            return Err(self.report(tokens.here(), what, "write `->`"));
        }
        if tokens.is_operator("=") {
            let what = format!("the body of `{name}` stands in braces, found `=`");
            return Err(self.report(tokens.here(), what, format!("write `{word} {name}(…) {{ … }}`")));
        }
        let Some((body, _)) = tokens.take_group(Delimiter::Brace) else {
            let what = format!("expected the body of `{name}` in braces, found {}", tokens.found());
            return Err(self.report(tokens.here(), what, format!("write `{word} {name}(…) {{ … }}`")));
        };
        let within = match definition.kind {
            DefinitionKind::Function => Within::Function,
            DefinitionKind::Layer => Within::Layer,
        };
        // A body has statements of its own, in the midst of the definition as a statement.
        let outer = std::mem::replace(&mut self.within, within);
        let (reported_before, unfinished) = (self.reported_before, self.unfinished.len());
        self.body(body.enclosed_in(Enclosure::Body), definition);
        (self.within, self.reported_before, self.ended_early) = (outer, reported_before, false);
        self.unfinished.truncate(unfinished);
        Ok(())
    }

    /// `<I, O>`, if it is there.
    pub(super) fn sizes_of_definition(&mut self, tokens: &mut Tokens, definition: &Definition) -> Parsed<Vec<Ident>> {
        let mut sizes: Vec<Ident> = Vec::new();
        let opening = tokens.here();
        if tokens.take_operator("<").is_none() {
            return Ok(sizes);
        }
        let (word, name) = (definition.kind.keyword(), &definition.name);
        loop {
            if tokens.take_operator(">").is_some() {
                return Ok(sizes);
            }
            let at = tokens.here();
            if tokens.take_word("const").is_some() {
                let help = format!("write `{word} {name}<N>(…)`: every generic of a {} is one", definition.kind.word());
                return Err(self.report(at, "dimensions are declared without `const`", help));
            }
            let Some(size) = tokens.ident().filter(|size| size != "_" && !name::is_rust_keyword(&size.to_string()))
            else {
                if tokens.at_end() || tokens.is_group(Delimiter::Parenthesis) || tokens.is_group(Delimiter::Brace) {
                    return Err(self.report(opening, "this `<` is not closed", "write `>` after the last dimension"));
                }
                let what = format!("expected the name of a dimension, found {}", tokens.found());
                return Err(self.report(at, what, format!("write `{word} {name}<N>(…)`")));
            };
            tokens.skip();
            if let Some(upper) = name::upper_case(&size.to_string()) {
                let what = format!("`{size}`: dimensions have UPPER_CASE names");
                return Err(self.report(at, what, format!("write `{upper}`")));
            }
            if sizes.contains(&size) {
                self.report(at, format!("`{size}` is declared twice"), "give one of them another name");
            } else {
                sizes.push(size);
            }
            if tokens.take_operator(",").is_none() && !tokens.is_operator(">") {
                let what = format!("expected `,` or `>`, found {}", tokens.found());
                return Err(self.report(tokens.here(), what, format!("write `{word} {name}<N, C>(…)`")));
            }
        }
    }

    /// `v, w: [_, N]`.
    pub(super) fn operands(&mut self, mut tokens: Tokens, of: &Ident) -> Parsed<Vec<OperandSyntax>> {
        let mut operands: Vec<OperandSyntax> = Vec::new();
        while !tokens.at_end() {
            let name = self.value_name(&mut tokens, "v")?;
            if operands.iter().any(|other| other.name == name) {
                let what = format!("`{of}` has two operands of the name `{name}`");
                return Err(self.report(Range::token(name.span()), what, "give one of them another name"));
            }
            let shape = if tokens.take_operator(":").is_some() { Some(self.open_shape(&mut tokens)?) } else { None };
            operands.push(OperandSyntax { name, shape });
            if !tokens.at_end() && tokens.take_operator(",").is_none() {
                let what = format!("expected `,` or `)`, found {}", tokens.found());
                return Err(self.report(tokens.here(), what, "write `,` between two operands"));
            }
        }
        Ok(operands)
    }

    /// A shape in which `_` is any dimension.
    fn open_shape(&mut self, tokens: &mut Tokens) -> Parsed<ShapeSyntax> {
        let outer = std::mem::replace(&mut self.open_shapes, true);
        let shape = self.shape(tokens);
        self.open_shapes = outer;
        if shape.guessed { Err(Reported) } else { Ok(shape) }
    }

    /// `[_, O]` or `([_, O], scalar)`, behind the arrow.
    pub(super) fn result_shapes(&mut self, tokens: &mut Tokens, arrow: Range) -> Parsed<Option<ResultSyntax>> {
        if tokens.is_group(Delimiter::Brace) {
            self.report(arrow, "the shape of the result is missing behind `->`", "write it, or leave `->` out");
            return Ok(None);
        }
        let start = *tokens;
        let mut shapes = Vec::new();
        if let Some((mut contents, _)) = tokens.take_group(Delimiter::Parenthesis) {
            while !contents.at_end() {
                shapes.push(self.open_shape(&mut contents)?);
                if !contents.at_end() && contents.take_operator(",").is_none() {
                    let what = format!("expected `,` or `)`, found {}", contents.found());
                    return Err(self.report(contents.here(), what, "write `,` between two shapes"));
                }
            }
            if shapes.is_empty() {
                return Err(self.report(arrow, "there is no result without a shape", "leave `-> ()` out"));
            }
        } else {
            shapes.push(self.open_shape(tokens)?);
        }
        Ok(Some(ResultSyntax { shapes, span: Range { first: start.here().first, last: tokens.previous() } }))
    }

    /// The statements, and the result as the last expression.
    fn body(&mut self, mut tokens: Tokens, definition: &mut Definition) {
        let mistakes = self.errors.count();
        while !tokens.at_end() {
            let start = tokens;
            let word = tokens.ident().map(|word| word.to_string()).unwrap_or_default();
            let returned = tokens.take_word("return");
            if let Some(at) = returned {
                self.report(at, "there is no `return`: the last expression is the result", "leave `return` out");
            } else if seems_to_begin_statement(tokens) || tokens.is_operator(";") || is_foreign_statement(&word) {
                if self.statement(&mut tokens, &mut definition.statements).is_err() {
                    self.recover(&mut tokens, start);
                }
                continue;
            }
            if self.body_result(&mut tokens, definition, returned.is_some()).is_err() {
                self.recover(&mut tokens, start);
                if definition.values.is_empty() {
                    definition.values.push(Expr { kind: super::syntax::ExprKind::Error, span: start.here() });
                }
            }
        }
        if definition.values.is_empty() && self.errors.count() == mistakes {
            let (word, name) = (definition.kind.word(), &definition.name);
            let help = match definition.statements.last() {
                Some(Statement::Let(last)) => format!("write `{}` behind the last `;`", last.name),
                _ => format!("write it as the last line, without `;`: `{}`", definition.kind.example()),
            };
            self.report(tokens.gap(), format!("the {word} `{name}` has no result"), help);
        }
    }

    /// An expression, or several in parentheses, up to the end of the body. Behind a `return`, which has been reported, a
    /// `;` is no further mistake.
    fn body_result(&mut self, tokens: &mut Tokens, definition: &mut Definition, returned: bool) -> Parsed<()> {
        let start = *tokens;
        let values = match self.tuple(tokens) {
            Some(values) => values?,
            None => vec![self.expression(tokens)?],
        };
        let written = code(start.up_to(*tokens));
        let at = Range { first: start.here().first, last: tokens.previous() };
        let semicolon = tokens.take_operator(";");
        if !tokens.at_end() {
            if semicolon.is_none() {
                let (what, help) = if tokens.is_operator(",") {
                    let what = format!("the {} ends with one result, found `,`", definition.kind.word());
                    (what, format!("write `({written}, …)` for a tuple"))
                } else {
                    let what = format!("the result stands last, but behind it is {}", tokens.found());
                    (what, format!("give it a name: `let h = {written};`"))
                };
                return Err(self.report(tokens.here(), what, help));
            }
            let help = format!("give it a name: `let h = {written};`");
            return Err(self.report(at, "the value of this expression goes nowhere", help));
        }
        if let Some(at) = semicolon.filter(|_| !returned) {
            self.report(at, "the last expression is the result, and ends without `;`", "leave `;` out");
        }
        definition.values = values;
        Ok(())
    }

    /// `(a, b)`, if that is what comes next.
    fn tuple(&mut self, tokens: &mut Tokens) -> Option<Parsed<Vec<Expr>>> {
        let mut after = *tokens;
        let (mut contents, parentheses) = after.take_group(Delimiter::Parenthesis)?;
        let mut rest = contents;
        while !rest.at_end() && !rest.is_operator(",") {
            rest.skip();
        }
        if rest.at_end() || !(after.at_end() || after.is_operator(";")) {
            return None;
        }
        *tokens = after;
        self.begin_expression();
        let values = self.arguments(&mut contents);
        if let Ok([_]) = values.as_deref() {
            return Some(Err(self.report(parentheses, "a tuple of one value", "leave the `,` out")));
        }
        Some(values)
    }

    /// `l1 = Dense<784, 128>;`, behind `layer`.
    pub(super) fn instance(
        &mut self,
        tokens: &mut Tokens,
        attributes: Attributes,
        statements: &mut Vec<Statement>,
    ) -> Parsed<()> {
        let name = self.value_name(tokens, Keyword::Layer.example())?;
        self.misplaced_attributes(&attributes, Keyword::Layer, &name.to_string());
        if tokens.take_operator("=").is_none() {
            let found = tokens.found();
            let help = if tokens.is_operator(":") { "write `=`" } else { "write `layer l1 = Dense<784, 128>;`" };
            self.report(tokens.here(), format!("expected `=`, found {found}"), help);
            if tokens.take_operator(":").is_none() {
                return Err(Reported);
            }
        }
        let at = tokens.here();
        let Some(layer) = tokens.ident() else {
            let what = format!("expected the name of a layer, found {}", tokens.found());
            return Err(self.report(at, what, format!("write `{}`", Keyword::Layer.example())));
        };
        tokens.skip();
        let sizes = self.sizes_given(tokens, &layer)?;
        let span = Range { first: at.first, last: tokens.previous() };
        if tokens.is_group(Delimiter::Parenthesis) {
            let what = "a layer is declared first and called then";
            let call = format!("`layer {name} = {};`, and `{name}(x)` in an expression", code_of(&layer, sizes.len()));
            let reported = self.report(tokens.here(), what, format!("write {call}"));
            statements.push(Statement::Instance(Instance { docs: attributes.docs, name, layer, sizes, span }));
            return Err(reported);
        }
        statements.push(Statement::Instance(Instance { docs: attributes.docs, name, layer, sizes, span }));
        self.end_of_statement(tokens)
    }

    /// `<784, 128>`, if it is there.
    fn sizes_given(&mut self, tokens: &mut Tokens, layer: &Ident) -> Parsed<Vec<DimSyntax>> {
        let mut sizes = Vec::new();
        // `Dense::<2>`, as Rust has it, is not worth an error of its own.
        if tokens.is_operator("::") && tokens.after_next().is_operator("<") {
            tokens.skip();
        }
        if tokens.take_operator("<").is_none() {
            if tokens.is_group(Delimiter::Bracket) {
                let what = format!("the dimensions of a layer stand in `<` and `>`, found {}", tokens.found());
                let text = tokens.text_of_group(Delimiter::Bracket).unwrap_or_default();
                return Err(self.report(tokens.here(), what, format!("write `{layer}<{text}>`")));
            }
            // `Dense(784, 128)` and `Dense(x)`: dimensions look like dimensions.
            if let Some(text) = tokens.text_of_group(Delimiter::Parenthesis)
                && !text.is_empty()
                && text
                    .split(',')
                    .all(|word| word.trim().starts_with(|first: char| first.is_ascii_digit() || first.is_uppercase()))
            {
                let what = format!("the dimensions of a layer stand in `<` and `>`, found {}", tokens.found());
                return Err(self.report(tokens.here(), what, format!("write `{layer}<{text}>`")));
            }
            return Ok(sizes);
        }
        while tokens.take_operator(">").is_none() {
            if tokens.at_end() || tokens.is_operator(";") {
                return Err(self.report(tokens.here(), "this list of dimensions is not closed", "write `>`"));
            }
            sizes.push(self.dimension(tokens).map_err(|_| Reported)?);
            if tokens.take_operator(",").is_none() && !tokens.is_operator(">") {
                let what = format!("expected `,` or `>`, found {}", tokens.found());
                return Err(self.report(tokens.here(), what, format!("write `{layer}<784, 128>`")));
            }
        }
        Ok(sizes)
    }

    /// Reports a statement that cannot stand in a function or a layer; what it declares is kept all the same.
    pub(super) fn misplaced_statement(&mut self, keyword: Keyword, at: Range) {
        let within = match self.within {
            Within::Graph => return,
            Within::Function => "function",
            Within::Layer => "layer",
        };
        let help = match keyword {
            Keyword::Let => return,
            Keyword::Param | Keyword::State | Keyword::Update | Keyword::Layer if self.within == Within::Layer => {
                return;
            }
            Keyword::Param | Keyword::Layer => {
                "make it a `layer` with the parameter inside, or take the parameter as an operand"
            }
            Keyword::State | Keyword::Update => "make it a `layer`, with the state and its update inside",
            Keyword::Input | Keyword::Target | Keyword::Labels | Keyword::Hyper => {
                "write it between the parentheses, as an operand"
            }
            Keyword::Output => "write the value as the last expression: it is the result",
            Keyword::Loss => "write the value as the last expression, and `loss = …;` in the graph",
            Keyword::Fn | Keyword::Extern => "define it outside, before or behind this one",
        };
        self.report(at, format!("`{}` cannot stand in a {within}", keyword.word()), help);
    }

    /// `(p, q)`, in front of the `=` of a `let`. A single name has been reported.
    pub(super) fn names_of_tuple(&mut self, tokens: &mut Tokens) -> Parsed<(Vec<Ident>, Range)> {
        let Some((mut contents, parentheses)) = tokens.take_group(Delimiter::Parenthesis) else {
            return Err(self.report(tokens.here(), "expected names in parentheses", "write `let (p, q) = f(x);`"));
        };
        let mut names = Vec::new();
        while !contents.at_end() {
            if let Some(at) = contents.take_word("_") {
                let help = "write a name that begins with `_`, such as `_rest`: it need not be used";
                self.report(at, "expected a name, found `_`", help);
                names.push(format_ident!("_{}", names.len(), span = at.first));
            } else {
                names.push(self.value_name(&mut contents, "let (p, q) = f(x);")?);
            }
            if !contents.at_end() && contents.take_operator(",").is_none() {
                let what = format!("expected `,` or `)`, found {}", contents.found());
                return Err(self.report(contents.here(), what, "write `let (p, q) = f(x);`"));
            }
        }
        if names.len() < 2 {
            let help = names.first().map_or("write `let p = …;`".into(), |name| {
                format!("write `let {name} = …;`, or a name for each matrix: `let ({name}, p) = …;`")
            });
            let what = format!("a tuple of {}", count(names.len(), "name"));
            let reported = self.report(parentheses, what, help);
            if names.is_empty() {
                return Err(reported);
            }
        }
        Ok((names, parentheses))
    }
}

fn code_of(layer: &Ident, sizes: usize) -> String {
    if sizes == 0 { layer.to_string() } else { format!("{layer}<…>") }
}
