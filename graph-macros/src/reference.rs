//! The user's reference of operations, as the documentation of a module: made from the table, so that it says what the
//! compiler does.

use std::fmt::Write as _;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::graph::shape::{Dim, Shape};
use crate::ops::{Body, Cost, Derivative, FOLDERS, OPERATIONS, Operation, Rule, Syntax};

/// A module whose documentation is the reference. What is in it is for editors: a function for each operation, to which the name
/// in a graph is tied, so that its entry is shown there.
pub fn module() -> TokenStream {
    let text = text();
    let functions = OPERATIONS.iter().filter(|operation| operation.syntax != Syntax::Internal).map(|operation| {
        let mut entry = String::new();
        write_entry(operation, &mut entry);
        let name = Ident::new(operation.name, Span::call_site());
        let operands: Vec<Ident> = operation.operands.iter().map(|operand| letter(operand)).collect();
        let numbers = operation.attributes.iter().map(|attribute| letter(attribute.name));
        let sizes = operation.shape.arguments.sizes().iter().map(|size| letter(size.name));
        let first = &operands[0];
        quote! {
            #[doc = #entry]
            #[doc(hidden)]
            pub fn #name(#(#operands: Matrix,)* #(#sizes: usize,)* #(#numbers: f64),*) -> Matrix { #first }
        }
    });
    quote! {
        #[doc = #text]
        #[allow(unused_variables, clippy::all, clippy::pedantic)]
        pub mod operations {
            /// A value of a graph.
            #[doc(hidden)]
            #[derive(Debug, Clone, Copy)]
            pub enum Matrix {}

            #(#functions)*
        }
    }
}

fn letter(name: &str) -> Ident {
    Ident::new(&name.to_lowercase(), Span::call_site())
}

fn text() -> String {
    let mut text = String::from(
        "Every operation of the language: its shapes, its equations, its derivative, and an example.\n\n\
         A, B, C are the operands and the result, dA, dB, dC their adjoints. A derivative is written in the language itself: \
         a backward pass is made of the same operations as a forward pass. Numbers in parentheses are those of the seed's equations. \
         Costs are floating-point operations, an elementary function counted by its polynomial.\n",
    );
    for (folder, operations) in FOLDERS {
        let public: Vec<&Operation> =
            operations.iter().copied().filter(|operation| operation.syntax != Syntax::Internal).collect();
        if public.is_empty() {
            continue;
        }
        let _ = write!(text, "\n# {}\n\n| operation | written | what it is |\n|---|---|---|\n", title(folder));
        for operation in &public {
            let Operation { name, reference, .. } = operation;
            let _ = writeln!(text, "| [`{name}`](#{name}) | {} | {} |", written(operation), reference.summary);
        }
        for operation in public {
            let _ = write!(text, "\n## {}\n\n", operation.name);
            write_entry(operation, &mut text);
        }
    }
    text
}

fn title(folder: &str) -> &str {
    match folder {
        "elementwise" => "Element by element",
        "matrix" => "Matrices",
        "reduce" => "Reductions",
        "scan" => "Running sums",
        "rows" => "Row by row, column by column",
        "structure" => "Structure",
        "classes" => "Labels",
        "loss" => "Losses",
        "modes" => "Training and prediction",
        other => other,
    }
}

/// What is below an operation's heading.
fn write_entry(operation: &Operation, text: &mut String) {
    let Operation { reference, shape, .. } = operation;
    let _ = write!(text, "{}\n\n| written | {} |\n|---|---|\n", reference.summary, written(operation));
    let _ = writeln!(text, "| shapes | {} |", shape.signature.replace('[', "\\["));
    let matrix = Shape::new(Dim::Literal(4), Dim::Literal(3));
    let number = (operation.equations)(&vec![&matrix; operation.operands.len()]);
    let _ = writeln!(text, "| forward | {} {number} |", cell(reference.formula));
    for size in shape.arguments.sizes() {
        let least = size.role.least();
        let what = format!("a whole number of at least {least}: a literal, a constant or a const generic");
        let _ = writeln!(text, "| {} | {what} |", size.name);
    }
    for attribute in operation.attributes {
        let (_, domain) = attribute.domain;
        let default = attribute.default.map(|value| format!(", {value} unless given")).unwrap_or_default();
        let _ = writeln!(text, "| {} | {domain}{default} |", attribute.name);
    }
    match &operation.body {
        Body::Composite(expression) => {
            let _ = writeln!(text, "| backward | that of `{}`, which it stands for |", cell(expression));
        }
        Body::Primitive { derivative: Derivative::Stops, .. } => {
            let _ = writeln!(text, "| backward | none, by intention |");
        }
        Body::Primitive { derivative: Derivative::Rules(rules), .. } => {
            for (rule, operand) in rules.iter().zip(operation.operands) {
                let _ = match rule {
                    Rule::Adjoint(equation, number) => writeln!(text, "| backward | `{}` {number} |", cell(equation)),
                    Rule::Flat(reason) => writeln!(text, "| backward | none for {operand}: {reason} |"),
                };
            }
        }
    }
    let _ = writeln!(text, "| cost | {} |", cost(operation.cost));
    let _ = writeln!(text, "| drawn as | {} |", operation.symbol);
    text.push_str(&example(operation));
}

/// `a + b`, or `leaky_relu(a, alpha)`.
fn written(operation: &Operation) -> String {
    if operation.syntax == Syntax::Operator {
        return format!("`{}`", cell(operation.reference.example));
    }
    format!("`{}`", operation.call())
}

/// A bar would end the cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").trim().to_owned()
}

fn cost(cost: Cost) -> String {
    match cost {
        Cost::Free => "nothing".to_owned(),
        Cost::Result(count) => format!("{count} for each element of the result"),
        Cost::Operand(count) => format!("{count} for each element of the first operand"),
        Cost::Last(count) => format!("{count} for each element of the last operand"),
        Cost::Product => "2 M N K".to_owned(),
    }
}

fn example(operation: &Operation) -> String {
    let mut text = String::from("\n```\nkeisan::graph! {\n    graph Example {\n");
    for input in operation.reference.inputs {
        let keyword = if input.starts_with("labels ") { "" } else { "input " };
        let _ = writeln!(text, "        {keyword}{input};");
    }
    let _ = writeln!(text, "        output result = {};\n    }}\n}}\n```", operation.reference.example);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_user_can_write_has_an_example_that_uses_it() {
        for operation in OPERATIONS.iter().filter(|operation| operation.syntax != Syntax::Internal) {
            let reference = &operation.reference;
            assert!(!reference.summary.is_empty() && !reference.formula.is_empty(), "{}", operation.name);
            assert!(!reference.inputs.is_empty(), "{}", operation.name);
            if operation.syntax == Syntax::Function {
                assert!(reference.example.contains(&format!("{}(", operation.name)), "{}", operation.name);
            }
        }
    }

    /// What is reported of a graph.
    fn mistakes(statements: &str) -> Vec<String> {
        let tokens: TokenStream = format!("keisan graph Example {{ {statements} }}").parse().expect("tokens");
        let messages = crate::pipeline::mistakes(tokens).into_iter().find_map(|token| match token {
            proc_macro2::TokenTree::Group(group) => Some(group.stream()),
            _ => None,
        });
        let literals = messages.expect("an array").into_iter().filter_map(|token| match token {
            proc_macro2::TokenTree::Literal(literal) => Some(literal.to_string()),
            _ => None,
        });
        literals.collect()
    }

    /// Of each function: too few arguments, and a last operand that does not fit. Each is one mistake, which names the
    /// function or its call, what was found and what to write.
    #[test]
    fn a_wrong_use_of_any_function_is_one_mistake_in_its_own_words() {
        let functions = OPERATIONS.iter().filter(|operation| operation.syntax == Syntax::Function);
        let mut misfits = 0;
        for Operation { name, reference, .. } in functions {
            let found = mistakes(&format!("output result = {name}();"));
            let [message] = found.as_slice() else { panic!("{name}: {found:#?}") };
            assert!(message.contains(&format!("`{name}` takes")) && message.contains("found 0"), "{message}");
            assert!(message.contains("help: "), "{message}");

            let [inputs @ .., last] = reference.inputs else { panic!("{name} has an example") };
            if inputs.is_empty() || *last == reference.inputs[0] {
                continue;
            }
            let (declared, _) = last.split_once(':').expect("a shape");
            let wrong = if declared.starts_with("labels ") { "[7] in 11" } else { "[7, 11]" };
            let inputs: String = inputs.iter().map(|&input| (input, "")).chain([(declared, wrong)]).fold(
                String::new(),
                |text, (input, shape)| {
                    let keyword = if input.starts_with("labels ") { "" } else { "input " };
                    let colon = if shape.is_empty() { "" } else { ": " };
                    format!("{text}{keyword}{input}{colon}{shape}; ")
                },
            );
            let found = mistakes(&format!("{inputs} output result = {};", reference.example));
            let [message] = found.as_slice() else { panic!("{name}: {found:#?}") };
            assert!(message.contains('7') && message.contains("11"), "{name}: {message}");
            assert!(message.contains(name), "{name}: {message}");
            misfits += 1;
        }
        assert!(misfits > 20, "{misfits} functions of several operands");
    }

    #[test]
    fn the_reference_has_an_entry_for_each_of_them() {
        let text = text();
        for operation in OPERATIONS {
            let heading = format!("\n## {}\n", operation.name);
            assert_eq!(text.contains(&heading), operation.syntax != Syntax::Internal, "{}", operation.name);
        }
    }
}
