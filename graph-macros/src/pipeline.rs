//! The whole compiler on one screen: a line a stage, and what holds after it.

use proc_macro2::TokenStream;

use crate::check;
use crate::diagnostics::Errors;
use crate::differentiate::joint::Joint;
use crate::emit;
use crate::graph::lower::lower;
use crate::parse::parse;
use crate::plan::Plan;

/// Expands one block whose first token is the path of the crate `keisan`.
pub fn expand_in_crate(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter();
    let keisan = tokens.next().into_iter().collect();
    expand(keisan, tokens.collect())
}

/// Expands one block; `keisan` is the path under which generated code finds that crate.
///
/// Whatever the tokens are, it returns: the generated items, or one error for each mistake and, as far as the block
/// could be read, items of the same names and types, so that the rest of the user's crate stays quiet.
pub fn expand(keisan: TokenStream, block: TokenStream) -> TokenStream {
    let mut errors = Errors::default();

    let Some(block) = parse(block, &mut errors) else { return errors.into_tokens() };
    // From here on: a syntax tree; what could not be read is missing from it, and has been reported.

    let program = lower(block, &mut errors);
    // Every name is resolved and every node has a shape; what is wrong has no node, and has been reported.

    check::declarations(&program, &mut errors);
    if errors.is_empty() {
        check::dependencies(&program, &mut errors);
    }
    if !errors.is_empty() {
        return emit::stand_in(&program, errors, keisan);
    }
    // The program is sound: no later stage reports a mistake of the user's.

    let joint = match Joint::build(&program) {
        Ok(joint) => joint,
        Err(failures) => {
            for failure in failures {
                errors.report(failure.at, failure.reason);
            }
            return emit::stand_in(&program, errors, keisan);
        }
    };
    // One graph computes the results and the gradients that were asked for, and nothing else.

    let plan = Plan::new(&program, &joint);
    // Every value that is stored has a place, and the steps are in order.

    emit::items(&program, &joint, &plan, keisan)
}
