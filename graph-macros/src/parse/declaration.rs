//! The statements: `input`, `target`, `param`, `let`, `output` and `loss`.

use proc_macro2::{Delimiter, Ident};

use super::attribute::Attributes;
use super::keyword::{Keyword, Opening, begins_statement, seems_to_begin_statement};
use super::syntax::{
    Expr, ExprKind, Initialiser, Input, InputRole, Let, Loss, Number, Output, Parameter, Range, ShapeSyntax, Statement,
};
use super::text::code;
use super::tokens::Tokens;
use super::{Parsed, Parser, Reported};
use crate::diagnostics::wording::any_of;

/// The initialisers, as a message shows them.
const INITIALISERS: [&str; 9] = [
    "zeros",
    "ones",
    "constant(c)",
    "uniform(lo, hi)",
    "normal(mean, std)",
    "xavier_uniform",
    "xavier_normal",
    "he_uniform",
    "he_normal",
];

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
    fn statement(&mut self, tokens: &mut Tokens, statements: &mut Vec<Statement>) -> Parsed<()> {
        let attributes = self.attributes(tokens);
        if tokens.at_end() {
            if let Some(at) = attributes.last {
                self.report(
                    at,
                    "this stands in front of the graph's closing `}` and belongs to nothing\nhelp: leave it out",
                );
            }
            return Ok(());
        }
        let start = *tokens;
        let opening = self.opening(tokens)?;
        let result = match opening.keyword {
            Keyword::Input | Keyword::Target => self.input(tokens, &opening, attributes, statements),
            Keyword::Param => self.parameter(tokens, attributes, statements),
            Keyword::Let => self.definition(tokens, attributes, statements),
            Keyword::Output => self.output(tokens, attributes, statements),
            Keyword::Loss => self.loss(tokens, &opening, attributes, statements),
        };
        if opening.guessed {
            self.mention(start, *tokens);
        }
        result
    }

    /// `input x: [B, 64];`, `target y: [B, 10];`.
    fn input(
        &mut self,
        tokens: &mut Tokens,
        opening: &Opening,
        attributes: Attributes,
        statements: &mut Vec<Statement>,
    ) -> Parsed<()> {
        let keyword = opening.keyword;
        let name = self.value_name(tokens, keyword.example())?;
        self.misplaced_attributes(&attributes, keyword, &name.to_string());
        let role = if keyword == Keyword::Target { InputRole::Target } else { InputRole::Input };
        match self.declared_shape(tokens, &name, keyword, statements) {
            Ok(shape) => {
                let wants_gradient = keyword == Keyword::Input && attributes.grad.is_some();
                statements.push(Statement::Input(Input {
                    docs: attributes.docs,
                    role,
                    wants_gradient,
                    name: name.clone(),
                    shape,
                }));
            }
            Err(reported) => {
                statements.push(hole(name));
                return Err(reported);
            }
        }
        if tokens.is_operator("=") {
            let word = keyword.word();
            return Err(self.report(
                tokens.here(),
                format!(
                    "{} `{word}` has no initial value: the caller gives it\n\
                     help: leave the value out, or declare `param {name}` if it is trained",
                    if keyword == Keyword::Input { "an" } else { "a" }
                ),
            ));
        }
        self.end_of_statement(tokens)
    }

    /// `param w: [64, 32] = he_normal;`.
    fn parameter(
        &mut self,
        tokens: &mut Tokens,
        attributes: Attributes,
        statements: &mut Vec<Statement>,
    ) -> Parsed<()> {
        let name = self.value_name(tokens, Keyword::Param.example())?;
        self.misplaced_attributes(&attributes, Keyword::Param, &name.to_string());
        let before_shape = *tokens;
        let shape = match self.declared_shape(tokens, &name, Keyword::Param, statements) {
            Ok(shape) => shape,
            Err(reported) => {
                statements.push(hole(name));
                return Err(reported);
            }
        };
        let declared = code(before_shape.up_to(*tokens));
        let initialiser = self.initialiser(tokens, &format!("param {name}{declared}"));
        let result = initialiser.as_ref().map(|_| ()).map_err(|_| Reported);
        let initialiser = initialiser.unwrap_or_else(|Reported| zeros(&name, shape.span));
        let frozen = attributes.frozen.is_some();
        statements.push(Statement::Parameter(Parameter { docs: attributes.docs, frozen, name, shape, initialiser }));
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
            self.report(at, "the values of a graph never change\nhelp: leave `mut` out");
        }
        if tokens.is_group(Delimiter::Parenthesis) {
            return Err(self.report(tokens.here(), "a `let` defines one value\nhelp: write a `let` for each"));
        }
        if tokens.is_word("loss") && tokens.after_next().is_operator("=") {
            let at = tokens.here();
            self.report(at, "the loss is not a `let`\nhelp: write `loss = …;`");
            tokens.skip();
            let opening = Opening { keyword: Keyword::Loss, at, guessed: true };
            return self.loss(tokens, &opening, attributes, statements);
        }
        let name = self.value_name(tokens, Keyword::Let.example())?;
        self.misplaced_attributes(&attributes, Keyword::Let, &name.to_string());
        let shape = self.annotation(tokens);
        let value = self.value(tokens, &format!("let {name}"));
        let result = value.as_ref().map(|_| ()).map_err(|_| Reported);
        let value = value.unwrap_or_else(|Reported| error_at(&name));
        statements.push(Statement::Let(Let { docs: attributes.docs, name, shape, value }));
        result?;
        self.end_of_statement(tokens)
    }

    /// `output h;`, `output probs = softmax(h);`.
    fn output(&mut self, tokens: &mut Tokens, attributes: Attributes, statements: &mut Vec<Statement>) -> Parsed<()> {
        if tokens.is_word("loss") && !tokens.after_next().is_operator(":") {
            let help = "leave this out: `pass.loss()` hands the loss out as it is";
            return Err(
                self.report(tokens.here(), format!("`loss` is a keyword and cannot be an output\nhelp: {help}"))
            );
        }
        let unnamed = *tokens;
        let name = self.value_name(tokens, Keyword::Output.example())?;
        self.misplaced_attributes(&attributes, Keyword::Output, &name.to_string());
        if self.continues_expression(*tokens) {
            let mut end = unnamed;
            while !end.at_end() && !end.is_operator(";") && !begins_statement(end) {
                end.skip();
            }
            let value = code(unnamed.up_to(end));
            let at = Range { first: name.span(), last: end.previous() };
            return Err(self.report(at, format!("this output has no name\nhelp: write `output y = {value};`")));
        }
        let shape = self.annotation(tokens);
        if tokens.is_operator(";") || tokens.at_end() || begins_statement(*tokens) {
            statements.push(Statement::Output(Output { docs: attributes.docs, name, shape, value: None }));
            return self.end_of_statement(tokens);
        }
        if tokens.is_operator(",") && tokens.after_next().ident().is_some() {
            let help = "write an `output` statement for each";
            let reported =
                self.report(tokens.here(), format!("an `output` statement hands out one value\nhelp: {help}"));
            statements.push(Statement::Output(Output { docs: attributes.docs, name, shape, value: None }));
            return Err(reported);
        }
        let value = self.value(tokens, &format!("output {name}"));
        let result = value.as_ref().map(|_| ()).map_err(|_| Reported);
        let value = Some(value.unwrap_or_else(|Reported| error_at(&name)));
        statements.push(Statement::Output(Output { docs: attributes.docs, name, shape, value }));
        result?;
        self.end_of_statement(tokens)
    }

    /// Behind `output softmax`: whether that was not the output's name but the first word of an expression.
    fn continues_expression(&self, tokens: Tokens) -> bool {
        tokens.is_group(Delimiter::Parenthesis)
            || ["+", "-", "*", "/", "@", ".", "**", "^"].iter().any(|operator| tokens.is_operator(operator))
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
            self.report(
                tokens.here(),
                format!("the loss has no name of its own, found {found}\nhelp: write `loss = …;`"),
            );
            tokens.skip();
            self.mention_shape(tokens);
        } else if tokens.is_operator(":") {
            self.report(
                tokens.here(),
                "the loss is always a scalar, and its shape is not written\nhelp: write `loss = …;`",
            );
            self.mention_shape(tokens);
        }
        let value = self.value(tokens, "loss");
        let result = value.as_ref().map(|_| ()).map_err(|_| Reported);
        let value = value.unwrap_or_else(|Reported| Expr { kind: ExprKind::Error, span: opening.at });
        statements.push(Statement::Loss(Loss { docs: attributes.docs, keyword: opening.at.first, value }));
        result?;
        self.end_of_statement(tokens)
    }

    /// Steps over `: shape` where none belongs, which has been reported.
    fn mention_shape(&mut self, tokens: &mut Tokens) {
        let start = *tokens;
        while !tokens.at_end() && !tokens.is_operator("=") && !tokens.is_operator(";") {
            tokens.skip();
        }
        self.mention(start, *tokens);
    }

    /// `: [B, 64]` behind a name that must have a shape. Further names before the colon are reported and declared too.
    fn declared_shape(
        &mut self,
        tokens: &mut Tokens,
        name: &Ident,
        keyword: Keyword,
        statements: &mut Vec<Statement>,
    ) -> Parsed<ShapeSyntax> {
        let word = keyword.word();
        if tokens.is_operator(",") && tokens.after_next().ident().is_some() && !begins_statement(tokens.after_next()) {
            let at = tokens.here();
            let reported = self.report(at, format!("a statement declares one name\nhelp: write `{word} {name}: …;`, and a statement for each of the others"));
            while tokens.take_operator(",").is_some() {
                let Some(other) = tokens.ident() else { break };
                statements.push(hole(other));
                tokens.skip();
            }
            return Err(reported);
        }
        if tokens.is_operator("=") && tokens.after_next().is_group(Delimiter::Bracket) {
            self.report(tokens.here(), "a shape stands after `:`, found `=`\nhelp: write `:`");
            tokens.skip();
            return self.shape(tokens);
        }
        if tokens.is_group(Delimiter::Bracket) || tokens.is_word("scalar") {
            self.report(
                tokens.gap(),
                format!("expected `:` before the shape, found {}\nhelp: write `{word} {name}: …`", tokens.found()),
            );
            return self.shape(tokens);
        }
        if tokens.take_operator(":").is_some() {
            return self.shape(tokens);
        }
        let what = match keyword {
            Keyword::Param => "param",
            Keyword::Target => "target",
            _ => "input",
        };
        let example = if keyword == Keyword::Param { " = he_normal" } else { "" };
        let at = if tokens.is_operator(":=") { tokens.here() } else { Range::token(name.span()) };
        Err(self.report(at, format!("the {what} `{name}` has no shape\nhelp: write `{word} {name}: [R, C]{example};`")))
    }

    /// `: [B, 64]` behind a name that may have a shape. One that is wrong is reported and counts as left out.
    fn annotation(&mut self, tokens: &mut Tokens) -> Option<ShapeSyntax> {
        tokens.take_operator(":")?;
        let start = *tokens;
        let shape = self.shape(tokens).ok();
        if shape.is_none() {
            self.mention_shape(tokens);
            self.mention(start, *tokens);
        }
        shape
    }

    /// `= expression`. `declared` is the statement up to here, for the help.
    fn value(&mut self, tokens: &mut Tokens, declared: &str) -> Parsed<Expr> {
        if tokens.take_operator("=").is_some() {
            return self.expression(tokens);
        }
        let found = tokens.found();
        if tokens.is_operator(";") || tokens.at_end() || begins_statement(*tokens) {
            let at = if tokens.at_end() { tokens.gap() } else { tokens.here() };
            return Err(self.report(at, format!("`{declared}` has no value\nhelp: write `{declared} = …;`")));
        }
        if tokens.is_operator(":=") || tokens.is_operator("==") {
            self.report(tokens.here(), format!("expected `=`, found {found}\nhelp: write `{declared} = …;`"));
            tokens.skip();
            return self.expression(tokens);
        }
        if tokens.ident().is_some() || tokens.literal().is_some() || tokens.is_group(Delimiter::Parenthesis) {
            self.report(tokens.gap(), format!("expected `=`, found {found}\nhelp: write `{declared} = …;`"));
            return self.expression(tokens);
        }
        Err(self.report(tokens.here(), format!("expected `=`, found {found}\nhelp: write `{declared} = …;`")))
    }

    /// `= uniform(-0.1, 0.1)`. `declared` is the statement up to here, for the help.
    fn initialiser(&mut self, tokens: &mut Tokens, declared: &str) -> Parsed<Initialiser> {
        if tokens.take_operator("=").is_none() {
            let found = tokens.found();
            if tokens.ident().is_some() && !seems_to_begin_statement(*tokens) {
                self.report(
                    tokens.gap(),
                    format!("expected `=`, found {found}\nhelp: write `{declared} = {};`", found.trim_matches('`')),
                );
            } else if tokens.is_operator(":=") || tokens.is_operator("==") {
                self.report(tokens.here(), format!("expected `=`, found {found}\nhelp: write `{declared} = …;`"));
                tokens.skip();
            } else {
                let at = tokens.gap();
                let all = any_of(INITIALISERS);
                let reported = self.report(
                    at,
                    format!(
                        "a param needs an initialiser\nhelp: write `{declared} = zeros;`; the initialisers are {}",
                        all.replace(" or ", " and ")
                    ),
                );
                return Err(reported);
            }
        }
        let at = tokens.here();
        let Some(name) = tokens.ident().filter(|_| !begins_statement(*tokens)) else {
            return Err(self.not_an_initialiser(*tokens, declared));
        };
        tokens.skip();
        let mut arguments = Vec::new();
        let mut span = at;
        if let Some((contents, parentheses)) = tokens.take_group(Delimiter::Parenthesis) {
            arguments = self.initialiser_arguments(contents, &name)?;
            span = at.to(parentheses);
        }
        if tokens.is_operator("::") || tokens.is_operator(".") {
            return Err(self.report(
                tokens.here(),
                format!("an initialiser is one of {}\nhelp: write its plain name", any_of(INITIALISERS)),
            ));
        }
        Ok(Initialiser { name, arguments, span })
    }

    fn initialiser_arguments(&mut self, mut tokens: Tokens, name: &Ident) -> Parsed<Vec<Number>> {
        let mut arguments = Vec::new();
        while !tokens.at_end() {
            let at = tokens.here();
            let minus = tokens.take_operator("-").is_some();
            let Some(literal) = tokens.literal() else {
                let found = tokens.found();
                return Err(self.report(tokens.here(), format!("the arguments of `{name}` are numbers, found {found}\nhelp: write a number such as `0.1` or `-0.1`")));
            };
            let last = tokens.here();
            let value = self.number(&literal, last)?;
            tokens.skip();
            arguments.push(Number { value: if minus { -value } else { value }, span: at.to(last) });
            if !tokens.at_end() && tokens.take_operator(",").is_none() {
                let found = tokens.found();
                let help =
                    "the arguments of an initialiser are plain numbers: write the value itself, and `,` between two";
                return Err(self.report(tokens.here(), format!("expected `,` or `)`, found {found}\nhelp: {help}")));
            }
        }
        Ok(arguments)
    }

    /// What stands behind a parameter's `=` is not the name of an initialiser.
    fn not_an_initialiser(&mut self, tokens: Tokens, declared: &str) -> Reported {
        let at = tokens.here();
        let found = tokens.found();
        let negative = tokens.is_operator("-");
        let number = if negative { tokens.after_next().literal() } else { tokens.literal() };
        let (what, help) = match number.map(|number| number.to_string()) {
            Some(text) if text.starts_with('"') => {
                ("an initialiser is not a string".into(), format!("write `{declared} = {};`", text.trim_matches('"')))
            }
            Some(text) if text.parse() == Ok(0.0) => {
                (format!("expected an initialiser, found {found}"), format!("write `{declared} = zeros;`"))
            }
            Some(text) => {
                let sign = if negative { "-" } else { "" };
                (
                    format!("expected an initialiser, found `{sign}{text}`"),
                    format!("write `{declared} = constant({sign}{text});`"),
                )
            }
            None if tokens.is_operator(";") || tokens.at_end() => (
                "the initialiser is missing".into(),
                format!("write `{declared} = zeros;` or another of {}", any_of(&INITIALISERS[1..])),
            ),
            None => {
                (format!("expected an initialiser, found {found}"), format!("write one of {}", any_of(INITIALISERS)))
            }
        };
        self.report(at, format!("{what}\nhelp: {help}"))
    }

    /// The `;`, or the mistake of leaving it out, after which the next statement is read as if it stood there.
    fn end_of_statement(&mut self, tokens: &mut Tokens) -> Parsed<()> {
        if tokens.take_operator(";").is_some() {
            return Ok(());
        }
        if tokens.at_end() || seems_to_begin_statement(*tokens) {
            self.report(tokens.gap(), format!("expected `;`, found {}\nhelp: write `;` here", tokens.found()));
            return Ok(());
        }
        if tokens.is_operator(",") && (tokens.after_next().at_end() || begins_statement(tokens.after_next())) {
            self.report(tokens.here(), "statements end with `;`, found `,`\nhelp: write `;`");
            tokens.skip();
            return Ok(());
        }
        Err(self.report(tokens.here(), format!("expected `;`, found {}", tokens.found())))
    }
}

/// A declaration of which only the name is known.
fn hole(name: Ident) -> Statement {
    let value = error_at(&name);
    Statement::Let(Let { docs: Vec::new(), name, shape: None, value })
}

fn error_at(name: &Ident) -> Expr {
    Expr { kind: ExprKind::Error, span: Range::token(name.span()) }
}

/// Stands in for an initialiser that was not understood.
fn zeros(name: &Ident, span: Range) -> Initialiser {
    Initialiser { name: Ident::new("zeros", name.span()), arguments: Vec::new(), span }
}
