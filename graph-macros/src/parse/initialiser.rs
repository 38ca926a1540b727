//! What a parameter starts from: `he_normal`, `uniform(-0.1, 0.1)`.

use proc_macro2::{Delimiter, Ident};

use super::keyword::{begins_statement, seems_to_begin_statement};
use super::syntax::{Initialiser, Number, Range};
use super::tokens::Tokens;
use super::{Parsed, Parser, Reported};
use crate::diagnostics::wording::{all_of, any_of};

/// The initialisers, as a message shows them.
const INITIALISERS: [&str; 9] = [
    "zeros",
    "ones",
    "constant(value)",
    "uniform(low, high)",
    "normal(mean, std)",
    "xavier_uniform",
    "xavier_normal",
    "he_uniform",
    "he_normal",
];

impl Initialiser {
    /// For a parameter whose initialiser was not understood, which has been reported.
    pub(super) fn stand_in(parameter: &Ident, span: Range) -> Self {
        Initialiser { name: Ident::new("zeros", parameter.span()), arguments: Vec::new(), span }
    }
}

impl Parser<'_> {
    /// `= uniform(-0.1, 0.1)`. `declared` is the statement up to here, for the help.
    pub(super) fn initialiser(&mut self, tokens: &mut Tokens, declared: &str) -> Parsed<Initialiser> {
        self.initialiser_follows(tokens, declared)?;
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
                format!("an initialiser is one of {}", any_of(INITIALISERS)),
                "write its plain name",
            ));
        }
        Ok(Initialiser { name, arguments, span })
    }

    /// The `=`, or another mark or nothing in its place, after which an initialiser still stands.
    fn initialiser_follows(&mut self, tokens: &mut Tokens, declared: &str) -> Parsed<()> {
        if tokens.take_operator("=").is_some() {
            return Ok(());
        }
        let found = tokens.found();
        let what = format!("expected `=`, found {found}");
        if tokens.is_operator(":=") || tokens.is_operator("==") {
            self.report(tokens.here(), what, format!("write `{declared} = …;`"));
            tokens.skip();
            return Ok(());
        }
        if tokens.ident().is_some() && !seems_to_begin_statement(*tokens) {
            self.report(tokens.gap(), what, format!("write `{declared} = {};`", found.trim_matches('`')));
            return Ok(());
        }
        if declared.starts_with("state ") {
            let help = format!("write `{declared} = zeros;`, `ones` or `constant(value)`");
            return Err(self.report_missing(tokens.gap(), "a state needs a value to begin with", help));
        }
        let help = format!("write `{declared} = zeros;`; the initialisers are {}", all_of(INITIALISERS));
        Err(self.report_missing(tokens.gap(), "a param needs an initialiser", help))
    }

    fn initialiser_arguments(&mut self, mut tokens: Tokens, name: &Ident) -> Parsed<Vec<Number>> {
        let mut arguments = Vec::new();
        while !tokens.at_end() {
            let at = tokens.here();
            let minus = tokens.take_operator("-").is_some();
            let Some(literal) = tokens.literal() else {
                let found = tokens.found();
                return Err(self.report(
                    tokens.here(),
                    format!("the arguments of `{name}` are numbers, found {found}"),
                    "write a number such as `0.1` or `-0.1`",
                ));
            };
            let last = tokens.here();
            let value = self.number(&literal, last)?;
            tokens.skip();
            arguments.push(Number { value: if minus { -value } else { value }, span: at.to(last) });
            if !tokens.at_end() && tokens.take_operator(",").is_none() {
                let found = tokens.found();
                let help =
                    "the arguments of an initialiser are plain numbers: write the value itself, and `,` between two";
                return Err(self.report(tokens.here(), format!("expected `,` or `)`, found {found}"), help));
            }
        }
        Ok(arguments)
    }

    /// What stands behind a parameter's `=` is not the name of an initialiser.
    fn not_an_initialiser(&mut self, tokens: Tokens, declared: &str) -> Reported {
        let at = tokens.here();
        let found = tokens.found();
        if begins_statement(tokens) || tokens.is_operator(";") || tokens.at_end() {
            let at = if begins_statement(tokens) { tokens.gap() } else { at };
            let help = format!("write `{declared} = zeros;` or another of {}", any_of(&INITIALISERS[1..]));
            return self.report_missing(at, "the initialiser is missing", help);
        }
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
            None => {
                (format!("expected an initialiser, found {found}"), format!("write one of {}", any_of(INITIALISERS)))
            }
        };
        self.report(at, what, help)
    }
}
