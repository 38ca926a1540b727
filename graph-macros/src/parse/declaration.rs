//! The statements: `input`, `target`, `param`, `let`, `output` and `loss`; for `fn` and `layer` see `definition.rs`.

use proc_macro2::{Delimiter, Ident};
use quote::format_ident;

use super::attribute::Attributes;
use super::keyword::{Keyword, Opening, begins_statement, seems_to_begin_statement};
use super::mistake::layer_with_sizes;
use super::syntax::{
    DefinitionKind, Expr, ExprKind, Initialiser, Input, InputRole, Let, Loss, Output, Parameter, Range, ShapeSyntax,
    Statement, Unpack, Update,
};
use super::text::code;
use super::tokens::Tokens;
use super::{Parsed, Parser, Reported};
use crate::diagnostics::wording::with_article;

impl Parser<'_> {
    /// Everything between the graph's braces.
    pub(super) fn statements(&mut self, mut tokens: Tokens) -> Vec<Statement> {
        let mut statements = Vec::new();
        while !tokens.at_end() {
            let start = tokens;
            if self.statement(&mut tokens, &mut statements).is_err() {
                self.recover(&mut tokens, start);
            }
        }
        statements
    }

    /// One statement with its `;`. What of it is sound goes into the tree even if the rest is not.
    pub(super) fn statement(&mut self, tokens: &mut Tokens, statements: &mut Vec<Statement>) -> Parsed<()> {
        (self.reported_before, self.ended_early) = (self.errors.count(), false);
        let attributes = self.attributes(tokens);
        if tokens.at_end() {
            if let Some(at) = attributes.last {
                self.report_missing(at, "this stands in front of nothing: no statement follows it", "leave it out");
            }
            return Ok(());
        }
        let start = *tokens;
        let first = statements.len();
        if let Some(name) = tokens.ident()
            && tokens.after_next().is_operator("=")
            && statements.iter().any(|statement| matches!(statement, Statement::State(state) if state.name == name))
        {
            let what = format!("`{name}` stands where a keyword is expected");
            self.report(tokens.here(), what, format!("write `update {name} = …;`"));
            return self.update(tokens, &attributes, statements);
        }
        if Self::is_budget(*tokens) {
            return self.budget_statement(tokens, &attributes);
        }
        let opening = self.opening(tokens)?;
        self.misplaced_statement(opening.keyword, opening.at);
        let result = match opening.keyword {
            Keyword::Input | Keyword::Target | Keyword::Labels | Keyword::Hyper => {
                self.input(tokens, &opening, &attributes, statements)
            }
            Keyword::Param | Keyword::State => self.parameter(tokens, opening.keyword, &attributes, statements),
            Keyword::Update => self.update(tokens, &attributes, statements),
            Keyword::Let => self.definition(tokens, attributes, statements),
            Keyword::Output => self.output(tokens, attributes, statements),
            Keyword::Loss => self.loss(tokens, &opening, attributes, statements),
            Keyword::Fn => self.definition_of(tokens, DefinitionKind::Function, attributes),
            Keyword::Extern => self.foreign(tokens, attributes, true),
            Keyword::Layer
                if tokens.after_next().is_operator("<") || tokens.after_next().is_group(Delimiter::Parenthesis) =>
            {
                self.definition_of(tokens, DefinitionKind::Layer, attributes)
            }
            Keyword::Layer => self.instance(tokens, attributes, statements),
        };
        if self.errors.count() > self.reported_before {
            // What it declares may be used when it is as it should be.
            self.mention(start, *tokens);
        }
        if self.ended_early || (result.is_err() && (tokens.at_end() || begins_statement(*tokens))) {
            self.unfinished.extend(first..statements.len());
            for statement in &mut statements[first..] {
                if let Statement::Parameter(Parameter { name, shape, initialiser, .. })
                | Statement::State(Parameter { name, shape, initialiser, .. }) = statement
                {
                    *initialiser = Initialiser::stand_in(name, shape.span);
                }
            }
        }
        result
    }

    /// `input x: [B, 64];`, `target y: [B, 10];`, `labels y: [B] in 10;`, `hyper rate: scalar;`.
    fn input(
        &mut self,
        tokens: &mut Tokens,
        opening: &Opening,
        attributes: &Attributes,
        statements: &mut Vec<Statement>,
    ) -> Parsed<()> {
        let keyword = opening.keyword;
        let name = self.value_name(tokens, keyword.example())?;
        self.misplaced_attributes(attributes, keyword, &name.to_string());
        let role = match keyword {
            Keyword::Target => InputRole::Target,
            Keyword::Labels => InputRole::Labels,
            Keyword::Hyper => InputRole::Hyper,
            _ => InputRole::Input,
        };
        let wants_gradient = keyword == Keyword::Input && attributes.grad.is_some();
        let names = self.further_names(tokens, keyword, &name);
        let shape = match keyword {
            Keyword::Labels => self.labels_shape(tokens, &name),
            Keyword::Hyper => self.hyper_shape(tokens, &name),
            _ => self.declared_shape(tokens, &name, keyword),
        };
        let guessed = shape.guessed;
        statements.extend(names.into_iter().map(|name| {
            let (docs, shape) = (attributes.docs.clone(), shape.clone());
            Statement::Input(Input { docs, role, wants_gradient, name, shape })
        }));
        if guessed {
            return Err(Reported);
        }
        if tokens.is_operator("=") {
            let what = match keyword {
                Keyword::Labels => String::from("`labels` have no initial value: the caller gives them"),
                _ => {
                    let input = with_article(&format!("`{}`", keyword.word()));
                    format!("{input} has no initial value: the caller gives it")
                }
            };
            return Err(self.report(
                tokens.here(),
                what,
                format!("leave the value out, or declare `param {name}` if it is trained"),
            ));
        }
        self.end_of_statement(tokens)
    }

    /// `: [B] in 10` behind the name of labels: the shape of the matrix with a 1 in the place of each row's class.
    fn labels_shape(&mut self, tokens: &mut Tokens, name: &Ident) -> ShapeSyntax {
        let start = *tokens;
        let shape = self.declared_shape(tokens, name, Keyword::Labels);
        if shape.guessed {
            return shape;
        }
        let rows = shape.text.trim_start_matches('[').trim_end_matches(']').to_owned();
        if shape.text.contains(',') || shape.text == "scalar" {
            let (rows, classes) = rows.split_once(',').unwrap_or(("B", "10"));
            let (rows, classes) = (rows.trim(), classes.trim());
            let help = format!(
                "write `labels {name}: [{rows}] in {classes};`, or `target {name}: …;` for a matrix of numbers"
            );
            self.report(shape.span, "labels are one class for each row, written as `[rows] in classes`", help);
            self.skip_to_value(tokens);
            self.mention(start, *tokens);
            return ShapeSyntax { guessed: true, ..shape };
        }
        if tokens.take_word("in").is_none() {
            let at = if tokens.is_operator(";") || tokens.at_end() { tokens.gap() } else { tokens.here() };
            let help = format!("write `labels {name}: {} in 10;` for the classes 0 to 9", shape.text);
            self.report(at, format!("the labels `{name}` do not say how many classes there are"), help);
            self.skip_to_value(tokens);
            return ShapeSyntax { guessed: true, ..shape };
        }
        let before_classes = *tokens;
        let (classes, guessed) = match self.dimension(tokens) {
            Ok(classes) => (classes, false),
            Err(guess) => (guess, true),
        };
        let text = format!("{} in {}", shape.text, code(before_classes.up_to(*tokens)));
        let span = shape.span.to(classes.span);
        ShapeSyntax { rows: shape.columns, columns: classes, text, span, guessed }
    }

    /// `: scalar` behind the name of a run-time scalar.
    fn hyper_shape(&mut self, tokens: &mut Tokens, name: &Ident) -> ShapeSyntax {
        let shape = self.declared_shape(tokens, name, Keyword::Hyper);
        if !shape.guessed && shape.text != "scalar" {
            let what = format!("a `hyper` is one number, found `{}`", shape.text);
            let help = format!("write `hyper {name}: scalar;`, or `input {name}: {};` for a matrix", shape.text);
            self.report(shape.span, what, help);
            return ShapeSyntax { guessed: true, ..shape };
        }
        shape
    }

    /// `param w: [64, 32] = he_normal;`, `state average: [64] = zeros;`.
    fn parameter(
        &mut self,
        tokens: &mut Tokens,
        keyword: Keyword,
        attributes: &Attributes,
        statements: &mut Vec<Statement>,
    ) -> Parsed<()> {
        let name = self.value_name(tokens, keyword.example())?;
        self.misplaced_attributes(attributes, keyword, &name.to_string());
        let names = self.further_names(tokens, keyword, &name);
        let before_shape = *tokens;
        let shape = self.declared_shape(tokens, &name, keyword);
        let declared = code(before_shape.up_to(*tokens));
        let initialiser = if shape.guessed && !tokens.is_operator("=") {
            Err(Reported)
        } else {
            self.initialiser(tokens, &format!("{} {name}{declared}", keyword.word()))
        };
        let (initialiser, result) = match initialiser {
            Ok(initialiser) => (initialiser, Ok(())),
            Err(reported) => (Initialiser::stand_in(&name, shape.span), Err(reported)),
        };
        let frozen = attributes.frozen.is_some();
        statements.extend(names.into_iter().map(|name| {
            let (docs, shape, initialiser) = (attributes.docs.clone(), shape.clone(), initialiser.clone());
            let parameter = Parameter { docs, frozen, name, shape, initialiser };
            if keyword == Keyword::State { Statement::State(parameter) } else { Statement::Parameter(parameter) }
        }));
        result?;
        self.end_of_statement(tokens)
    }

    /// `update average = 0.9 * average + 0.1 * mean_rows(x);`.
    fn update(&mut self, tokens: &mut Tokens, attributes: &Attributes, statements: &mut Vec<Statement>) -> Parsed<()> {
        let name = self.value_name(tokens, Keyword::Update.example())?;
        self.misplaced_attributes(attributes, Keyword::Update, &name.to_string());
        if tokens.is_operator(":") {
            let help = format!("write `update {name} = …;`");
            return Err(self.report(tokens.here(), "the shape stands where the state is declared", help));
        }
        let (value, result) = self.value(tokens, &format!("update {name}"), Range::token(name.span()));
        statements.push(Statement::Update(Update { name, value }));
        result?;
        self.end_of_statement(tokens)
    }

    /// `let h = relu(x @ w);`.
    fn definition(
        &mut self,
        tokens: &mut Tokens,
        attributes: Attributes,
        statements: &mut Vec<Statement>,
    ) -> Parsed<()> {
        if let Some(at) = tokens.take_word("mut") {
            self.report(at, "the values of a graph never change", "leave `mut` out");
        }
        if tokens.is_group(Delimiter::Parenthesis) {
            return self.unpacking(tokens, attributes, statements);
        }
        if tokens.is_word("loss") && tokens.after_next().is_operator("=") {
            let at = tokens.here();
            self.report(at, "the loss is not a `let`", "write `loss = …;`");
            tokens.skip();
            let opening = Opening { keyword: Keyword::Loss, at };
            return self.loss(tokens, &opening, attributes, statements);
        }
        let before_name = *tokens;
        let name = self.value_name(tokens, Keyword::Let.example())?;
        if tokens.is_operator("=")
            && let layer = tokens.after_next()
            && let Some((end, text)) = layer_with_sizes(layer).filter(|(end, _)| end.at_end() || end.is_operator(";"))
        {
            let at = Range { first: layer.here().first, last: end.previous() };
            self.report(at, format!("`{text}` is a layer, not a value"), format!("write `layer {name} = {text};`"));
            *tokens = before_name;
            return self.instance(tokens, attributes, statements);
        }
        self.misplaced_attributes(&attributes, Keyword::Let, &name.to_string());
        // A shape behind which no value has been begun may be half typed.
        let shape = self.annotation(tokens).filter(|_| tokens.is_operator("="));
        let (value, result) = self.value(tokens, &format!("let {name}"), Range::token(name.span()));
        statements.push(Statement::Let(Let { docs: attributes.docs, name, shape, value }));
        result?;
        self.end_of_statement(tokens)
    }

    /// `let (p, q) = split(x);`.
    fn unpacking(
        &mut self,
        tokens: &mut Tokens,
        attributes: Attributes,
        statements: &mut Vec<Statement>,
    ) -> Parsed<()> {
        self.misplaced_attributes(&attributes, Keyword::Let, "");
        let start = *tokens;
        let (mut names, span) = self.names_of_tuple(tokens)?;
        let declared = format!("let {}", code(start.up_to(*tokens)));
        let (value, result) = self.value(tokens, &declared, span);
        if names.len() == 1
            && let Some(name) = names.pop()
        {
            let value = error_at(&name);
            statements.push(Statement::Let(Let { docs: attributes.docs, name, shape: None, value }));
            result?;
            return self.end_of_statement(tokens);
        }
        statements.push(Statement::Unpack(Unpack { docs: attributes.docs, names, span, value }));
        result?;
        self.end_of_statement(tokens)
    }

    /// `output h;`, `output probs = softmax(h);`.
    fn output(&mut self, tokens: &mut Tokens, attributes: Attributes, statements: &mut Vec<Statement>) -> Parsed<()> {
        if tokens.is_word("loss") && !tokens.after_next().is_operator(":") && !begins_statement(*tokens) {
            let help = "leave this out: `pass.loss()` hands the loss out as it is";
            return Err(self.report(tokens.here(), "`loss` is a keyword and cannot be an output", help));
        }
        let unnamed = *tokens;
        let name = self.value_name(tokens, Keyword::Output.example())?;
        self.misplaced_attributes(&attributes, Keyword::Output, &name.to_string());
        if continues_expression(*tokens) {
            let mut end = unnamed;
            while !end.at_end() && !end.is_operator(";") && !begins_statement(end) {
                end.skip();
            }
            let value = code(unnamed.up_to(end));
            let at = Range { first: name.span(), last: end.previous() };
            let name = format_ident!("_output_{}", statements.len(), span = name.span());
            let value_hole = Some(error_at(&name));
            statements.push(Statement::Output(Output { docs: attributes.docs, name, shape: None, value: value_hole }));
            return Err(self.report(at, "this output has no name", format!("write `output y = {value};`")));
        }
        let shape = self.annotation(tokens);
        if tokens.is_operator(";") || tokens.at_end() || begins_statement(*tokens) {
            statements.push(Statement::Output(Output { docs: attributes.docs, name, shape, value: None }));
            return self.end_of_statement(tokens);
        }
        if tokens.is_operator(",") && tokens.after_next().ident().is_some() {
            let help = "write an `output` statement for each";
            let reported = self.report(tokens.here(), "an `output` statement hands out one value", help);
            statements.push(Statement::Output(Output { docs: attributes.docs, name, shape, value: None }));
            while tokens.take_operator(",").is_some() {
                let Some(name) = tokens.ident() else { break };
                tokens.skip();
                statements.push(Statement::Output(Output { docs: Vec::new(), name, shape: None, value: None }));
            }
            return Err(reported);
        }
        let (value, result) = self.value(tokens, &format!("output {name}"), Range::token(name.span()));
        statements.push(Statement::Output(Output { docs: attributes.docs, name, shape, value: Some(value) }));
        result?;
        self.end_of_statement(tokens)
    }

    /// `loss = mean(e);`.
    fn loss(
        &mut self,
        tokens: &mut Tokens,
        opening: &Opening,
        attributes: Attributes,
        statements: &mut Vec<Statement>,
    ) -> Parsed<()> {
        self.misplaced_attributes(&attributes, Keyword::Loss, "");
        let named = tokens.ident().is_some() && {
            let after = tokens.after_next();
            after.is_operator("=") || after.is_operator(":")
        };
        if named {
            let found = tokens.found();
            let what = format!("the loss has no name of its own, found {found}");
            self.report(tokens.here(), what, "write `loss = …;`");
            tokens.skip();
            self.skip_to_value(tokens);
        } else if tokens.is_operator(":") {
            self.report(
                tokens.here(),
                "the loss is always a scalar, and its shape is not written",
                "write `loss = …;`",
            );
            self.skip_to_value(tokens);
        }
        let (value, result) = self.value(tokens, "loss", opening.at);
        statements.push(Statement::Loss(Loss { docs: attributes.docs, keyword: opening.at.first, value }));
        result?;
        self.end_of_statement(tokens)
    }

    /// Goes to the `=` of a statement, or to its end, over tokens of which a mistake has been reported.
    fn skip_to_value(&mut self, tokens: &mut Tokens) {
        let start = *tokens;
        while !tokens.at_end() && !tokens.is_operator("=") && !tokens.is_operator(";") && !begins_statement(*tokens) {
            tokens.skip();
        }
        self.mention(start, *tokens);
    }

    /// All the names that a statement declares: `name`, which is all that it may, and those that follow it after
    /// commas, which are reported.
    fn further_names(&mut self, tokens: &mut Tokens, keyword: Keyword, name: &Ident) -> Vec<Ident> {
        let mut names = vec![name.clone()];
        let after = tokens.after_next();
        if tokens.is_operator(",") && after.ident().is_some() && !begins_statement(after) {
            let help = format!("write `{} {name}: …;`, and a statement for each of the others", keyword.word());
            self.report(tokens.here(), "a statement declares one name", help);
            while tokens.take_operator(",").is_some() {
                let Some(other) = tokens.ident() else { break };
                names.push(other);
                tokens.skip();
            }
        }
        names
    }

    /// `: [B, 64]` behind a name that must have a shape.
    fn declared_shape(&mut self, tokens: &mut Tokens, name: &Ident, keyword: Keyword) -> ShapeSyntax {
        let word = keyword.word();
        if tokens.is_operator("=") && tokens.after_next().is_group(Delimiter::Bracket) {
            self.report(tokens.here(), "a shape stands after `:`, found `=`", "write `:`");
            tokens.skip();
            return self.shape(tokens);
        }
        if tokens.is_group(Delimiter::Bracket) || tokens.is_word("scalar") {
            self.report(
                tokens.gap(),
                format!("expected `:` before the shape, found {}", tokens.found()),
                format!("write `{word} {name}: …`"),
            );
            return self.shape(tokens);
        }
        if tokens.take_operator(":").is_some() {
            let shape = self.shape(tokens);
            if shape.guessed && !begins_statement(*tokens) {
                self.skip_to_value(tokens);
            }
            return shape;
        }
        let (shape, example) = match keyword {
            Keyword::Param => ("[R, C]", " = he_normal"),
            Keyword::State => ("[R, C]", " = zeros"),
            Keyword::Labels => ("[R]", " in 10"),
            Keyword::Hyper => ("scalar", ""),
            _ => ("[R, C]", ""),
        };
        let at = if tokens.is_operator(":=") { tokens.here() } else { Range::token(name.span()) };
        let help = format!("write `{word} {name}: {shape}{example};`");
        let has = if keyword == Keyword::Labels { "have" } else { "has" };
        self.report(at, format!("the {word} `{name}` {has} no shape"), help);
        if !begins_statement(*tokens) {
            self.skip_to_value(tokens);
        }
        ShapeSyntax::unknown(Range::token(name.span()))
    }

    /// `: [B, 64]` behind a name that may have a shape. One that is wrong is reported and counts as left out.
    fn annotation(&mut self, tokens: &mut Tokens) -> Option<ShapeSyntax> {
        tokens.take_operator(":")?;
        let start = *tokens;
        let shape = self.shape(tokens);
        if shape.guessed && !begins_statement(*tokens) {
            self.skip_to_value(tokens);
            self.mention(start, *tokens);
        }
        if shape.guessed {
            return None;
        }
        Some(shape)
    }

    /// `= expression`, or a hole at `at` and the proof that it has been reported. `declared` is the statement up to
    /// here, for the help.
    fn value(&mut self, tokens: &mut Tokens, declared: &str, at: Range) -> (Expr, Parsed<()>) {
        match self.sound_value(tokens, declared) {
            Ok(value) => (value, Ok(())),
            Err(reported) => (Expr { kind: ExprKind::Error, span: at }, Err(reported)),
        }
    }

    fn sound_value(&mut self, tokens: &mut Tokens, declared: &str) -> Parsed<Expr> {
        if tokens.take_operator("=").is_some() {
            return self.expression(tokens);
        }
        let help = format!("write `{declared} = …;`");
        if tokens.is_operator(";") || tokens.at_end() || begins_statement(*tokens) {
            let at = if tokens.at_end() { tokens.gap() } else { tokens.here() };
            return Err(self.report_missing(at, format!("`{declared}` has no value"), help));
        }
        let what = format!("expected `=`, found {}", tokens.found());
        if tokens.is_operator(":=") || tokens.is_operator("==") {
            self.report(tokens.here(), what, help);
            tokens.skip();
            return self.expression(tokens);
        }
        if tokens.ident().is_some() || tokens.literal().is_some() || tokens.is_group(Delimiter::Parenthesis) {
            self.report(tokens.gap(), what, help);
            return self.expression(tokens);
        }
        Err(self.report(tokens.here(), what, help))
    }

    /// The `;`, or the mistake of leaving it out, after which the next statement is read as if it stood there.
    pub(super) fn end_of_statement(&mut self, tokens: &mut Tokens) -> Parsed<()> {
        if tokens.take_operator(";").is_some() {
            return Ok(());
        }
        if tokens.at_end() || seems_to_begin_statement(*tokens) {
            self.report_missing(tokens.gap(), format!("expected `;`, found {}", tokens.found()), "write `;` here");
            self.ended_early = true;
            return Ok(());
        }
        if tokens.is_operator(",") && (tokens.after_next().at_end() || begins_statement(tokens.after_next())) {
            self.report(tokens.here(), "statements end with `;`, found `,`", "write `;`");
            tokens.skip();
            return Ok(());
        }
        let what = format!("expected `;`, found {}", tokens.found());
        Err(self.report(tokens.here(), what, "end the statement with `;`"))
    }
}

fn error_at(name: &Ident) -> Expr {
    Expr { kind: ExprKind::Error, span: Range::token(name.span()) }
}

/// Behind `output softmax`: whether that was not the output's name but the first word of an expression.
fn continues_expression(tokens: Tokens) -> bool {
    tokens.is_group(Delimiter::Parenthesis)
        || ["+", "-", "*", "/", "@", ".", "**", "^"].iter().any(|operator| tokens.is_operator(operator))
}
