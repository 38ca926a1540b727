//! Whether the workspace fits into its budget. Where its size is known here, so is the answer; where const generics or
//! constants decide, generated code asks while the user's crate is compiled.

use std::cmp::Reverse;

use crate::diagnostics::Errors;
use crate::graph::dimension::Dim;
use crate::graph::program::Program;
use crate::graph::shape::Shape;
use crate::plan::{Buffer, Plan};

/// Buffers that are named.
const NAMED: usize = 3;

/// The bytes of an `f32`: a graph with a scalar type of its own is not known here.
const SCALAR: u64 = 4;

pub fn check(program: &Program, plan: &Plan, errors: &mut Errors) {
    let Some(budget) = &program.budget else { return };
    let Some(bytes) = workspace(program, plan) else { return };
    if bytes <= budget.bytes {
        return;
    }
    let message = format!(
        "the workspace takes {} bytes, and the budget is {}\nits biggest buffers are {}\nhelp: fewer rows or columns there, or a larger budget, `budget \
         = \"{} B\";`",
        spaced(bytes),
        in_bytes(&budget.text, budget.bytes),
        biggest(plan),
        bytes,
    );
    errors.report(budget.at, message);
}

/// The bytes of all buffers, if they are known.
pub fn workspace(program: &Program, plan: &Plan) -> Option<u64> {
    if program.scalar.is_some() {
        return None;
    }
    plan.buffers.iter().map(|buffer| bytes(&buffer.shape)).sum()
}

fn bytes(shape: &Shape) -> Option<u64> {
    match (&shape.rows, &shape.columns) {
        (Dim::Literal(rows), Dim::Literal(columns)) => Some(*rows as u64 * *columns as u64 * SCALAR),
        _ => None,
    }
}

/// `h` [128, 512] (262 144 bytes), …
fn biggest(plan: &Plan) -> String {
    let size = |buffer: &Buffer| bytes(&buffer.shape).unwrap_or(0);
    let mut buffers: Vec<&Buffer> = plan.buffers.iter().collect();
    buffers.sort_by_key(|buffer| Reverse(size(buffer)));
    let named = buffers.iter().take(NAMED).map(|buffer| format!("{} ({} bytes)", named(buffer), spaced(size(buffer))));
    named.collect::<Vec<String>>().join(", ")
}

/// `h` [128, 512]
pub fn named(buffer: &Buffer) -> String {
    format!("`{}` {}", buffer.name, buffer.shape)
}

/// `64 KiB (65 536 bytes)`.
fn in_bytes(text: &str, bytes: u64) -> String {
    if text == format!("{bytes} B") { text.to_owned() } else { format!("{text} ({} bytes)", spaced(bytes)) }
}

/// Digits in threes.
fn spaced(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
