//! The whole compiler on one screen: a line a stage, and what holds after it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::check;
use crate::diagnostics::Errors;
use crate::differentiate::joint::Joint;
use crate::emit::{self, Compiled, Extras};
use crate::graph::lower::lower;
use crate::graph::program::{Carrier, Program};
use crate::parse::import::{self, Fetched};
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
    expand_with(keisan, block, Extras::wanted())
}

/// [`expand`], with as much beside the graph's functions as is asked for.
pub fn expand_with(keisan: TokenStream, block: TokenStream, extras: Extras) -> TokenStream {
    let mut errors = Errors::default();

    let block = match import::fetch(&keisan, "__graph", block, &mut errors) {
        Fetched::Block(block) => block,
        Fetched::Call(call) => {
            let errors = errors.into_tokens();
            return quote! { #errors #call };
        }
    };
    let source = if extras.description { emit::Source::of(block.clone()) } else { emit::Source::default() };
    // No layer of another module is left to be fetched.

    let (program, carriers) = understand(block, &mut errors);
    let carriers = emit::carriers(&carriers);
    let Some(program) = program else {
        let errors = errors.into_tokens();
        return quote! { #errors #carriers };
    };
    let Some(joint) = derive(&program, &mut errors) else {
        let items = emit::stand_in(&program, errors, keisan, &source, extras);
        return quote! { #items #carriers };
    };
    // The program is sound: no later stage reports a mistake of the user's, except that its memory may be too large.

    let mut plan = Plan::new(&program, &joint);
    // Every value that is stored has a place, and the steps are in order.

    let prediction = Joint::prediction(&program).map(|joint| {
        let mut prediction = Plan::new(&program, &joint);
        plan.share_workspace(&mut prediction);
        (joint, prediction)
    });
    // What `predict` does otherwise than `forward` has a graph and a plan of its own, in the same workspace.

    check::budget::check(&program, &plan, &mut errors);
    if !errors.is_empty() {
        let items = emit::stand_in(&program, errors, keisan, &source, extras);
        return quote! { #items #carriers };
    }
    // The workspace fits, as far as its size is known.

    let prediction = prediction.as_ref().map(|(joint, plan)| Compiled { joint, plan });
    let items = emit::items(&program, Compiled { joint: &joint, plan: &plan }, prediction, keisan, &source, extras);
    quote! { #carriers #items }
}

/// What would be reported of one block, as an expression: an array of the messages. The first token is the path of the
/// crate `keisan`.
pub fn mistakes(tokens: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut tokens = tokens.into_iter();
    let (keisan, block) = (tokens.next().into_iter().collect(), tokens.collect());
    let block = match import::fetch(&keisan, "__mistakes", block, &mut errors) {
        Fetched::Block(block) => block,
        Fetched::Call(call) => return call,
    };
    if let (Some(program), _) = understand(block, &mut errors)
        && let Some(joint) = derive(&program, &mut errors)
    {
        check::budget::check(&program, &Plan::new(&program, &joint), &mut errors);
    }
    let messages = errors.messages();
    quote!(&[#(#messages),*])
}

fn understand(block: TokenStream, errors: &mut Errors) -> (Option<Program>, Vec<Carrier>) {
    let Some(block) = parse(block, errors) else { return (None, Vec::new()) };
    // From here on: a syntax tree; what could not be read is missing from it, and has been reported.

    let (program, carriers) = lower(block, errors);
    let Some(program) = program else { return (None, carriers) };
    // Every name is resolved and every node has a shape; what is wrong has no node, and has been reported.

    check::declarations(&program, errors);
    if errors.is_empty() && !program.is_incomplete {
        check::dependencies(&program, errors);
    }
    (Some(program), carriers)
}

/// One graph that computes the results and the gradients that were asked for, and nothing else; `None` if anything has
/// been reported.
fn derive(program: &Program, errors: &mut Errors) -> Option<Joint> {
    if !errors.is_empty() || program.is_incomplete {
        return None;
    }
    match Joint::build(program) {
        Ok(joint) => Some(joint),
        Err(failures) => {
            for failure in failures {
                errors.report(failure.at, failure.reason);
            }
            None
        }
    }
}
