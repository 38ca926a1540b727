//! The initialisers of parameters: which there are, and what they take.

use crate::diagnostics::Errors;
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::wording::{all_of, count};
use crate::graph::program::Program;
use crate::parse::syntax::{Initialiser, Number, Range};

/// An initialiser of `keisan::init`.
struct Known {
    name: &'static str,
    arguments: &'static [&'static str],
    /// What is wrong with the arguments, if something is.
    check: fn(&[Number]) -> Option<&'static str>,
}

const KNOWN: &[Known] = &[
    Known { name: "zeros", arguments: &[], check: any },
    Known { name: "ones", arguments: &[], check: any },
    Known { name: "constant", arguments: &["value"], check: any },
    Known { name: "uniform", arguments: &["low", "high"], check: ascending },
    Known { name: "normal", arguments: &["mean", "std"], check: spread },
    Known { name: "xavier_uniform", arguments: &[], check: any },
    Known { name: "xavier_normal", arguments: &[], check: any },
    Known { name: "he_uniform", arguments: &[], check: any },
    Known { name: "he_normal", arguments: &[], check: any },
];

/// Those that draw nothing.
const FIXED: &[&str] = &["zeros", "ones", "constant"];

fn any(_: &[Number]) -> Option<&'static str> {
    None
}

fn ascending(arguments: &[Number]) -> Option<&'static str> {
    matches!(arguments, [low, high] if low.value >= high.value)
        .then_some("`low` has to be less than `high`\nhelp: write the smaller number first")
}

fn spread(arguments: &[Number]) -> Option<&'static str> {
    matches!(arguments, [_, std] if std.value < 0.0)
        .then_some("`std` is a standard deviation and can't be negative\nhelp: write it without the minus")
}

/// Each initialiser is known and gets what it takes.
pub fn check(program: &Program, errors: &mut Errors) {
    for initialiser in &program.initialisers {
        if let Some((at, message)) = mistake(initialiser) {
            errors.report(at, message);
        }
    }
    for initialiser in &program.state_initialisers {
        let name = initialiser.name.to_string();
        let is_random = KNOWN.iter().any(|known| known.name == name) && !FIXED.contains(&name.as_str());
        if is_random {
            let message = format!(
                "a state begins with the same value every time, but `{name}` is random\nhelp: write `zeros`, `ones` or `constant(…)`"
            );
            errors.report(Range::token(initialiser.name.span()), message);
        } else if let Some((at, message)) = mistake(initialiser) {
            errors.report(at, message);
        }
    }
}

fn mistake(initialiser: &Initialiser) -> Option<(Range, String)> {
    let name = initialiser.name.to_string();
    let Some(known) = KNOWN.iter().find(|known| known.name == name) else {
        let help = match nearest(&name, KNOWN.iter().map(|known| known.name)) {
            Some(near) => format!("there is `{near}`"),
            None => format!("there are {}", all_of(KNOWN.iter().map(signature))),
        };
        let at = Range::token(initialiser.name.span());
        return Some((at, format!("unknown initialiser `{name}`\nhelp: {help}")));
    };
    if known.arguments.len() != initialiser.arguments.len() {
        let message = format!(
            "`{name}` takes {}, found {}\nhelp: write `{}`",
            count(known.arguments.len(), "argument"),
            initialiser.arguments.len(),
            signature(known)
        );
        return Some((initialiser.span, message));
    }
    let reason = (known.check)(&initialiser.arguments)?;
    let [first, .., last] = initialiser.arguments.as_slice() else { return None };
    Some((first.span.to(last.span), format!("`{name}`: {reason}")))
}

/// `uniform(low, high)`.
fn signature(known: &Known) -> String {
    if known.arguments.is_empty() {
        known.name.to_owned()
    } else {
        format!("{}({})", known.name, known.arguments.join(", "))
    }
}
