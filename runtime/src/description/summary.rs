//! What a graph computes and what that costs, as a table; and what stands in its memory from when to when.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use super::{Buffer, Cost, Graph, Held, Pass, Place, Role};

/// The timeline is at most so wide.
const WIDEST: usize = 60;

/// What [`Graph::summary`] gives. Printed, it is a table and a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary<'a> {
    graph: &'a Graph,
    /// A row for each operation of the forward pass.
    pub rows: Vec<Row>,
    /// Floating-point operations of the backward pass that belong to none of the rows: sums at parameters and inputs that are used several
    /// times, and what belongs to operations that were simplified away.
    pub backward_rest: u64,
}

/// An operation of the forward pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The value that it computes.
    pub value: &'static str,
    /// What it is called in the language of the graphs.
    pub operation: &'static str,
    /// Rows and columns of the value.
    pub shape: [usize; 2],
    /// The scalars in the parameters that it is the first to use.
    pub parameters: usize,
    /// Those in parameters that an operation before it has used.
    pub shared_parameters: usize,
    /// Floating-point operations of the forward pass; `None` for a function of the user's, of which nothing is known.
    pub forward: Option<u64>,
    /// Floating-point operations of the backward pass that its rules give rise to.
    pub backward: u64,
    /// The bytes of the value, if it is saved for the backward pass.
    pub saved: usize,
    /// The field of the workspace in which the value is; `None` if it is computed inside of a loop.
    pub buffer: Option<&'static str>,
    /// The other values that take turns in that field.
    pub shares_with: Vec<&'static str>,
}

impl Graph {
    /// A row for each operation of the forward pass: its shape, parameters, floating-point operations in both passes, and memory; the
    /// totals; and a timeline of the memory.
    ///
    /// ```
    /// keisan::graph! {
    ///     graph Layer<const B: usize> {
    ///         input x: [B, 3];
    ///         param w: [3, 2] = he_normal;
    ///         output y = relu(x @ w);
    ///         loss = mean(y);
    ///     }
    /// }
    ///
    /// let summary = Layer::<8>::GRAPH.summary();
    /// assert_eq!(summary.rows[0].operation, "matmul");
    /// assert_eq!((summary.rows[0].parameters, summary.rows[0].forward), (6, Some(96)));
    /// println!("{summary}");
    /// ```
    #[must_use]
    pub fn summary(&self) -> Summary<'_> {
        let mut backward = alloc::vec![0; self.values.len()];
        let mut backward_rest = 0;
        for (index, value) in self.values.iter().enumerate().filter(|(_, value)| value.pass() == Pass::Backward) {
            match value.of {
                Some(of) if !self.values[of].is_leaf() => backward[of] += self.flops_of(index),
                Some(_) | None => backward_rest += self.flops_of(index),
            }
        }
        let mut is_used = alloc::vec![false; self.values.len()];
        let mut rows = Vec::new();
        for (index, value) in self.values.iter().enumerate() {
            if value.operation.is_empty() || value.pass() == Pass::Backward {
                continue;
            }
            let (mut parameters, mut shared_parameters) = (0, 0);
            for &operand in value.operands {
                if matches!(self.values[operand].role, Role::Parameter | Role::Frozen) {
                    let count = if is_used[operand] { &mut shared_parameters } else { &mut parameters };
                    *count += self.values[operand].size();
                    is_used[operand] = true;
                }
            }
            let buffer = match value.place {
                Place::Buffer(buffer) => Some(&self.buffers[buffer]),
                Place::Inline | Place::Outside | Place::Gradient => None,
            };
            let held = buffer.and_then(|buffer| buffer.holds.iter().find(|held| held.name == value.name));
            rows.push(Row {
                value: value.name,
                operation: value.operation,
                shape: value.shape,
                parameters,
                shared_parameters,
                forward: (value.cost != Cost::Unknown).then(|| self.flops_of(index)),
                backward: backward[index],
                saved: held.map_or(0, |held| if held.saved { held.bytes(self) } else { 0 }),
                buffer: buffer.map(|buffer| buffer.name),
                shares_with: buffer.map_or_else(Vec::new, |buffer| {
                    let names = buffer.holds.iter().map(|held| held.name);
                    names.filter(|name| *name != value.name).collect()
                }),
            });
        }
        Summary { graph: self, rows, backward_rest }
    }
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let graph = self.graph;
        writeln!(f, "{}, {}-bit\n", graph.name, graph.scalar_bytes * 8)?;
        let mut table = alloc::vec![HEADER.map(String::from)];
        table.extend(self.rows.iter().map(Row::cells));
        if self.backward_rest > 0 {
            table.push(["(others)", "", "", "", "", &counted(self.backward_rest), "", ""].map(String::from));
        }
        let total = [
            "total".to_string(),
            String::new(),
            String::new(),
            counted(graph.parameters() as u64),
            counted(graph.flops(Pass::Forward)),
            counted(graph.flops(Pass::Backward)),
            counted(graph.saved_bytes() as u64),
            format!("{} in all", counted(graph.workspace_bytes() as u64)),
        ];
        table.push(total);
        write_table(f, &table)?;
        self.write_totals(f)?;
        self.write_timeline(f)
    }
}

const HEADER: [&str; 8] =
    ["value", "operation", "shape", "parameters", "FLOPs forward", "backward", "bytes saved", "buffer"];

impl Row {
    fn cells(&self) -> [String; 8] {
        let parameters = match (self.parameters, self.shared_parameters) {
            (0, 0) => String::new(),
            (own, 0) => counted(own as u64),
            (0, shared) => format!("({})", counted(shared as u64)),
            (own, shared) => format!("{} ({})", counted(own as u64), counted(shared as u64)),
        };
        let buffer = match (self.buffer, self.shares_with.as_slice()) {
            (None, _) => "in a loop".to_string(),
            (Some(buffer), []) => buffer.to_string(),
            (Some(buffer), _) => format!("{buffer}, shared"),
        };
        [
            self.value.to_string(),
            self.operation.to_string(),
            format!("[{}, {}]", self.shape[0], self.shape[1]),
            parameters,
            self.forward.map_or_else(|| "?".to_string(), counted),
            counted(self.backward),
            if self.saved == 0 { String::new() } else { counted(self.saved as u64) },
            buffer,
        ]
    }
}

/// Columns side by side: words to the left, numbers to the right; a line below the first row and above the last one.
fn write_table(f: &mut fmt::Formatter<'_>, table: &[[String; 8]]) -> fmt::Result {
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 8] = core::array::from_fn(width);
    let rule = widths.iter().sum::<usize>() + 2 * (widths.len() - 1);
    for (index, row) in table.iter().enumerate() {
        if index == 1 || index + 1 == table.len() {
            writeln!(f, "{:─<rule$}", "")?;
        }
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            let is_number = (3..7).contains(&column);
            // A string takes what is written to it.
            let _ = if is_number { write!(line, "{cell:>width$}  ") } else { write!(line, "{cell:<width$}  ") };
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

impl Summary<'_> {
    /// What the table does not add up.
    fn write_totals(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let graph = self.graph;
        let scalars = |roles: &[Role]| -> usize {
            graph.values.iter().filter(|value| roles.contains(&value.role)).map(super::Value::size).sum()
        };
        let bytes = |scalars: usize| counted((scalars * graph.scalar_bytes) as u64);
        let (trained, frozen) = (scalars(&[Role::Parameter]), scalars(&[Role::Frozen]));
        let stored_alone: usize =
            graph.buffers.iter().flat_map(|buffer| buffer.holds).map(|held| held.shape[0] * held.shape[1]).sum();
        let given = scalars(&[Role::Input, Role::Target, Role::Hyper]) * graph.scalar_bytes;
        // A class is a `u32`.
        let labels = graph.values.iter().filter(|value| value.role == Role::Labels);
        let given = given + labels.map(|labels| labels.shape[0] * size_of::<u32>()).sum::<usize>();
        let states = scalars(&[Role::State]);
        write!(f, "\nparameters: {} trained", counted(trained as u64))?;
        if frozen > 0 {
            write!(f, ", {} frozen", counted(frozen as u64))?;
        }
        writeln!(f, "; {} bytes, and as many for the gradients", bytes(trained + frozen))?;
        if self.rows.iter().any(|row| row.shared_parameters > 0) {
            writeln!(f, "            in parentheses those that an operation before has used")?;
        }
        if given > 0 {
            writeln!(f, "inputs: {} bytes", counted(given as u64))?;
        }
        if states > 0 {
            writeln!(f, "states: {} bytes", bytes(states))?;
        }
        let workspace = graph.workspace_bytes();
        writeln!(
            f,
            "workspace: {} bytes, {} of them saved for the backward pass; {} if each value had a place of its own",
            counted(workspace as u64),
            counted(graph.saved_bytes() as u64),
            bytes(stored_alone)
        )
    }

    /// A line for each field of the workspace: the steps from left to right, and when it holds what.
    fn write_timeline(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let graph = self.graph;
        if graph.buffers.is_empty() || graph.steps.is_empty() {
            return Ok(());
        }
        let forward = graph.forward_steps();
        let backward = graph.steps.len() - forward;
        // Steps that share a column, where there are more than fit.
        let together = graph.steps.len().div_ceil(WIDEST).max(1);
        let name_width = graph.buffers.iter().map(|buffer| buffer.name.chars().count()).max().unwrap_or(0).max(6);
        let sizes: Vec<String> = graph.buffers.iter().map(|buffer| counted(buffer.bytes(graph) as u64)).collect();
        let size_width = sizes.iter().map(String::len).max().unwrap_or(0).max(5);
        let columns = forward.div_ceil(together);
        let more = if together > 1 { format!(", {together} to a column") } else { String::new() };
        writeln!(
            f,
            "\nmemory: {forward} steps forward, {backward} backward{more}; █ and ▓ are values that take turns\n"
        )?;
        writeln!(f, "{:<name_width$}  {:>size_width$}  {:<columns$} │", "buffer", "bytes", "")?;
        for (buffer, size) in graph.buffers.iter().zip(sizes) {
            let cells = |from: usize, to: usize| -> String {
                (from..to).step_by(together).map(|step| buffer.cell(step..(step + together).min(to))).collect()
            };
            let line = format!(
                "{:<name_width$}  {size:>size_width$}  {} │ {}  {}",
                buffer.name,
                cells(0, forward),
                cells(forward, graph.steps.len()),
                buffer.turns(),
            );
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

impl Buffer {
    /// What a column of the timeline shows: the last value that is there.
    fn cell(&self, steps: core::ops::Range<usize>) -> char {
        match self.holds.iter().rposition(|held| held.from < steps.end && held.to >= steps.start) {
            None => '·',
            Some(held) if held % 2 == 0 => '█',
            Some(_) => '▓',
        }
    }

    /// `z1_matmul, phi2 (saved), d_phi2`.
    fn turns(&self) -> String {
        let turn = |held: &Held| if held.saved { format!("{} (saved)", held.name) } else { held.name.to_string() };
        let turns: Vec<String> = self.holds.iter().map(turn).collect();
        if turns.is_empty() { "predict alone".to_string() } else { turns.join(", ") }
    }
}

/// `1234567` as `1 234 567`.
pub(super) fn counted(number: u64) -> String {
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
