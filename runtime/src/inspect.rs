//! Watching values: everything that a pass computes, forward and backward, by name, and where the first NaN comes from.
//!
//! With the feature `inspect` each pass has a method `values`. What the pass itself has is written over as soon as it is
//! not needed any more, and what a loop computes on its way is nowhere; so `values` computes all of it again, operation by
//! operation, from what the pass borrows, with the same kernels. Nothing is shared, fused or written over, so sums are
//! added up in another order here and there: the last digits may differ from the pass's own. Without the
//! feature there is no such method, and the generated code is the same as ever.
//!
//! ```
//! use keisan::{SMatrix, graph};
//!
//! graph! {
//!     graph Layer<const B: usize> {
//!         input x: [B, 2];
//!         param w: [2, 3] = he_normal;
//!         let h = x @ w;
//!         loss = mean(ln(h));
//!     }
//! }
//!
//! let params = LayerParams { w: SMatrix::<f32, 2, 3>::new(1.0, 2.0, -1.0, 0.5, 1.0, 1.0) };
//! let x = SMatrix::<f32, 1, 2>::new(1.0, 0.5);
//! let mut net = Layer::<1>::boxed();
//!
//! let values = net.forward(&params, LayerInputs { x: &x }).values();
//! let h = values.get("h").unwrap();
//! assert_eq!(h.as_slice(), [1.25, 2.5, -0.5]);
//! assert_eq!(h.statistics().min, -0.5);
//! assert_eq!(values.get("d_w").unwrap().shape(), (2, 3));
//!
//! let origin = values.first_nan().unwrap();
//! assert_eq!((origin.recorded.name(), origin.operation), ("loss_ln", "ln"));
//! // 1 of 3 elements of `loss_ln` = ln(h) is NaN, at src/main.rs:9
//! //     h: min -5.0000e-1, max 2.5000e0, mean 1.0833e0, norm 2.8395e0
//! println!("{origin}");
//! // A table: every value with its statistics.
//! println!("{values}");
//! ```
//!
//! A graph without a loss has two: `values()` is the forward pass, and `values_with(adjoints)` both. Where an output has that
//! name, the method ends in `_`. Labels are no matrix and are not among the values; what `predict` does otherwise than
//! `forward` is not shown.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use nalgebra::{DMatrixView, SMatrix};

use crate::description::{Graph, Role, Value};
use crate::plain::zeroed_box;
use crate::scalar::Scalar;

/// Every value of a pass, in the order in which they are computed; what is given comes first.
///
/// Printed, it is a table: a row for each value, with its shape and its statistics.
#[derive(Debug, Clone)]
pub struct Values<T> {
    graph: &'static Graph,
    file: &'static str,
    recorded: Vec<Recorded<T>>,
    /// Further names: each with the position of the value that it means.
    aliases: Vec<(&'static str, usize)>,
}

/// One value of a pass.
#[derive(Debug, Clone)]
pub struct Recorded<T> {
    name: &'static str,
    /// Where it is among the values of the graph; a gradient that is a constant is not there.
    position: Option<usize>,
    rows: usize,
    columns: usize,
    /// Column by column.
    elements: Box<[T]>,
}

/// What the elements of a value are like. NaN and infinities are counted, and left out of everything else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistics {
    /// The smallest finite element; NaN if there is none.
    pub min: f64,
    /// The largest finite element; NaN if there is none.
    pub max: f64,
    /// The mean of the finite elements; NaN if there is none.
    pub mean: f64,
    /// The square root of the sum of the squares of the finite elements.
    pub norm: f64,
    /// How many elements are NaN.
    pub nan: usize,
    /// How many elements are infinite.
    pub infinite: usize,
    /// How many elements there are.
    pub count: usize,
}

/// The first value with an element that is no ordinary number, though none of its operands has one of that kind.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a, T> {
    /// The value.
    pub recorded: &'a Recorded<T>,
    /// What has computed it, by its name in [`operations`](crate::operations); empty for what is given.
    pub operation: &'static str,
    /// What it was computed from, without constants and labels.
    pub operands: &'a [usize],
    /// The file of the graph.
    pub file: &'static str,
    /// The line in that file; `None` where it stands in another module's layer, or another macro has made the graph.
    pub line: Option<usize>,
    values: &'a Values<T>,
    what: &'static str,
    is_it: fn(&Statistics) -> usize,
}

impl<T: Scalar> Values<T> {
    /// For generated code: no values yet.
    #[doc(hidden)]
    #[must_use]
    pub fn new(graph: &'static Graph, file: &'static str) -> Self {
        Values { graph, file, recorded: Vec::new(), aliases: Vec::new() }
    }

    /// For generated code: keeps a copy.
    #[doc(hidden)]
    pub fn record<const R: usize, const C: usize>(&mut self, name: &'static str, value: &SMatrix<T, R, C>) {
        let is_it = |value: &Value| value.name == name && value.role != Role::Constant;
        let position = self.graph.values.iter().position(is_it);
        self.recorded.push(Recorded { name, position, rows: R, columns: C, elements: value.as_slice().into() });
    }

    /// For generated code: keeps a number that is handed in by value.
    #[doc(hidden)]
    pub fn record_number(&mut self, name: &'static str, value: T) {
        self.record(name, &SMatrix::<T, 1, 1>::new(value));
    }

    /// For generated code: another name for what is recorded already.
    #[doc(hidden)]
    pub fn alias(&mut self, name: &'static str, of: &str) {
        if let Some(position) = self.recorded.iter().position(|recorded| recorded.name == of) {
            self.aliases.push((name, position));
        }
    }

    /// The value of this name: `h`, `d_h` for its adjoint, `l1.w` for a layer's parameter.
    ///
    /// A gradient that is the same matrix as another adjoint is found by both names, and so is an output or a loss that is another value. What was simplified away is not there, nor is
    /// anything on which neither a result nor a gradient depends.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Recorded<T>> {
        let alias =
            || self.aliases.iter().find(|(alias, _)| *alias == name).map(|&(_, position)| &self.recorded[position]);
        self.recorded.iter().find(|recorded| recorded.name == name).or_else(alias)
    }

    /// All of them, in order.
    pub fn iter(&self) -> core::slice::Iter<'_, Recorded<T>> {
        self.recorded.iter()
    }

    /// Where the first NaN comes from; `None` if there is none.
    ///
    /// That is the first value that has one while nothing that it was computed from does: an operation such as the logarithm of
    /// a negative number, or an input or parameter that was NaN from the beginning.
    #[must_use]
    pub fn first_nan(&self) -> Option<Origin<'_, T>> {
        self.first("NaN", |statistics| statistics.nan)
    }

    /// Where the first infinity comes from; `None` if there is none. See [`first_nan`](Self::first_nan).
    #[must_use]
    pub fn first_infinite(&self) -> Option<Origin<'_, T>> {
        self.first("infinite", |statistics| statistics.infinite)
    }

    fn first(&self, what: &'static str, is_it: fn(&Statistics) -> usize) -> Option<Origin<'_, T>> {
        // In this order the first that has one has no operand that has one.
        let recorded = self.recorded.iter().find(|recorded| is_it(&recorded.statistics()) > 0)?;
        let value = recorded.position.map(|position| &self.graph.values[position]);
        let line = value.map(|value| value.line).filter(|&line| line > 0 && self.graph.line > 0);
        Some(Origin {
            recorded,
            operation: value.map_or("", |value| value.operation),
            operands: value.map_or(&[], |value| value.operands),
            file: self.file,
            line: line.map(|line| self.graph.line + line - 1),
            values: self,
            what,
            is_it,
        })
    }
}

impl<'a, T> IntoIterator for &'a Values<T> {
    type Item = &'a Recorded<T>;
    type IntoIter = core::slice::Iter<'a, Recorded<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.recorded.iter()
    }
}

impl<T: Scalar> Recorded<T> {
    /// The name, as it is in [`Graph::values`].
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Rows and columns.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// The elements, column by column.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.elements
    }

    /// The elements as a matrix.
    #[must_use]
    pub fn matrix(&self) -> DMatrixView<'_, T> {
        DMatrixView::from_slice(&self.elements, self.rows, self.columns)
    }

    /// What the elements are like.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let all = || self.elements.iter().map(|element| element.to_f64());
        let finite = || all().filter(|element| element.is_finite());
        let count = finite().count();
        // Scaled, so that no square is out of range.
        let largest = finite().fold(0.0, |largest: f64, element| largest.max(element.abs()));
        let squares: f64 = finite().map(|element| element / largest).map(|element| element * element).sum();
        // The sum of large numbers might not be finite.
        #[expect(clippy::cast_precision_loss, reason = "no matrix has so many elements")]
        let mean = if count == 0 { f64::NAN } else { finite().map(|element| element / count as f64).sum() };
        Statistics {
            min: finite().fold(f64::NAN, f64::min),
            max: finite().fold(f64::NAN, f64::max),
            mean,
            norm: if largest > 0.0 { largest * crate::math::sqrt(squares) } else { 0.0 },
            nan: all().filter(|element| element.is_nan()).count(),
            infinite: all().filter(|element| element.is_infinite()).count(),
            count: self.elements.len(),
        }
    }
}

/// For generated code: a matrix of zeros that never crosses the stack.
#[doc(hidden)]
#[must_use]
pub fn zeros<T: Scalar, const R: usize, const C: usize>() -> Box<SMatrix<T, R, C>> {
    zeroed_box()
}

impl fmt::Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "min {:.4e}, max {:.4e}, mean {:.4e}, norm {:.4e}", self.min, self.max, self.mean, self.norm)?;
        if self.nan > 0 {
            write!(f, ", {} NaN", self.nan)?;
        }
        if self.infinite > 0 {
            write!(f, ", {} infinite", self.infinite)?;
        }
        Ok(())
    }
}

impl<T: Scalar> fmt::Display for Values<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.recorded.iter().map(|recorded| recorded.name.chars().count()).max().unwrap_or(0).max(5);
        writeln!(
            f,
            "{:width$}  {:>11}  {:>11}  {:>11}  {:>11}  {:>11}  {:>6}  {:>6}",
            "value", "shape", "min", "max", "mean", "norm", "NaN", "inf"
        )?;
        for recorded in &self.recorded {
            let Statistics { min, max, mean, norm, nan, infinite, .. } = recorded.statistics();
            let shape = alloc::format!("{} × {}", recorded.rows, recorded.columns);
            writeln!(
                f,
                "{:width$}  {shape:>11}  {min:>11.3e}  {max:>11.3e}  {mean:>11.3e}  {norm:>11.3e}  {nan:>6}  {infinite:>6}",
                recorded.name
            )?;
        }
        Ok(())
    }
}

impl<T: Scalar> Origin<'_, T> {
    /// `ln(h)`, or nothing for what is given.
    fn formula(&self) -> String {
        if self.operation.is_empty() {
            return String::new();
        }
        let names = self.operands.iter().map(|&operand| self.values.graph.values[operand].name);
        alloc::format!(" = {}({})", self.operation, names.collect::<Vec<_>>().join(", "))
    }
}

impl<T: Scalar> fmt::Display for Origin<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statistics = self.recorded.statistics();
        let (name, count, all) = (self.recorded.name, (self.is_it)(&statistics), statistics.count);
        let elements = if all == 1 { "element" } else { "elements" };
        write!(
            f,
            "{count} of {all} {elements} of `{name}`{} {} {}",
            self.formula(),
            if count == 1 { "is" } else { "are" },
            self.what
        )?;
        match self.line {
            Some(line) => write!(f, ", at {}:{line}", self.file)?,
            None => write!(f, ", in a graph of {}", self.file)?,
        }
        for (position, &operand) in self.operands.iter().enumerate() {
            if self.operands[..position].contains(&operand) {
                continue;
            }
            let operand = self.values.recorded.iter().find(|recorded| recorded.position == Some(operand));
            if let Some(operand) = operand {
                write!(f, "\n    {}: {}", operand.name, operand.statistics())?;
            }
        }
        Ok(())
    }
}
