//! Gradients against central differences, for users.

use core::fmt;

use crate::graph::LossGraph;
use crate::math;
use crate::parameters::{Entry, Parameters};
use crate::plain;

/// Compares a graph's gradients with central differences of its loss,
///
/// ∂L/∂w ≈ (L(w + h) − L(w − h)) / 2h,
///
/// for every scalar of every parameter that is not frozen.
///
/// Where the two disagree, h is made smaller twice and the best agreement counts: a step across a
/// kink, as relu has at zero, is forgiven, and a wrong gradient is not. A graph of P parameters is
/// run about 2P times, so check a small one, in `f64`.
///
/// ```
/// # use keisan::{Entry, Graph, LossGraph, Parameters, Plain, SMatrix, check_gradients};
/// # #[repr(C)] struct P { w: SMatrix<f64, 1, 1> }
/// # unsafe impl Plain for P { type Float = f64; const SCALARS: usize = 1; }
/// # impl Parameters for P {
/// #     type Scalar = f64;
/// #     const COUNT: usize = 1;
/// #     const ENTRIES: &'static [Entry] =
/// #         &[Entry { name: "w", rows: 1, columns: 1, offset: 0, frozen: false }];
/// # }
/// # #[repr(C)] struct Net;
/// # unsafe impl Plain for Net { type Float = f64; const SCALARS: usize = 0; }
/// # impl Graph for Net {
/// #     type Scalar = f64;
/// #     type Parameters = P;
/// #     type Inputs<'a> = ();
/// #     const NAME: &'static str = "Net";
/// #     const SAVED_BYTES: usize = 0;
/// #     const SCRATCH_BYTES: usize = 0;
/// #     const FORWARD_FLOPS: u64 = 1;
/// #     const BACKWARD_FLOPS: u64 = 1;
/// # }
/// # impl LossGraph for Net {
/// #     fn loss(&mut self, p: &P, (): ()) -> f64 { p.w[0] * p.w[0] }
/// #     fn gradients(&mut self, p: &P, (): (), g: &mut P) -> f64 {
/// #         g.w[0] = 2.0 * p.w[0];
/// #         self.loss(p, ())
/// #     }
/// #     fn gradients_add(&mut self, p: &P, (): (), g: &mut P) -> f64 {
/// #         g.w[0] += 2.0 * p.w[0];
/// #         self.loss(p, ())
/// #     }
/// #     fn sgd_step(&mut self, p: &mut P, (): (), learning_rate: f64) -> f64 {
/// #         let loss = self.loss(p, ());
/// #         p.w[0] -= learning_rate * 2.0 * p.w[0];
/// #         loss
/// #     }
/// # }
/// # let (mut net, params, inputs) = (Net, P { w: SMatrix::from_element(3.0) }, ());
/// let report = check_gradients(&mut net, &params, inputs);
/// assert!(report.is_within(1e-6), "{report}");
/// ```
pub fn check_gradients<G: LossGraph<Scalar = f64>>(
    graph: &mut G,
    params: &G::Parameters,
    inputs: G::Inputs<'_>,
) -> GradientReport {
    let mut analytic = plain::zeroed_box::<G::Parameters>();
    let loss = graph.gradients(params, inputs, &mut analytic);
    let mut moved = plain::zeroed_box::<G::Parameters>();
    moved.as_mut_slice().copy_from_slice(params.as_slice());

    let mut report = GradientReport { graph: G::NAME, checked: 0, worst: None };
    for entry in G::Parameters::ENTRIES.iter().filter(|entry| !entry.frozen) {
        for index in entry.range() {
            let analytic = analytic.as_slice()[index];
            let numeric = |h| central_difference(graph, &mut moved, inputs, index, h);
            let (numeric, error) = best_agreement(analytic, loss, params.as_slice()[index], numeric);
            report.add(Disagreement::at(entry, index, analytic, numeric, error));
        }
    }
    report
}

/// (L(w + h) − L(w − h)) / 2h for the scalar `index` of the parameters, which are put back after.
fn central_difference<G: LossGraph<Scalar = f64>>(
    graph: &mut G,
    params: &mut G::Parameters,
    inputs: G::Inputs<'_>,
    index: usize,
    h: f64,
) -> f64 {
    let w = params.as_slice()[index];
    let (above, below) = (w + h, w - h);
    params.as_mut_slice()[index] = above;
    let loss_above = graph.loss(params, inputs);
    params.as_mut_slice()[index] = below;
    let loss_below = graph.loss(params, inputs);
    params.as_mut_slice()[index] = w;
    // The distance that was gone, which rounding makes another than 2h.
    (loss_above - loss_below) / (above - below)
}

/// The difference quotient that comes closest to the gradient, and their relative error.
fn best_agreement(analytic: f64, loss: f64, w: f64, mut numeric: impl FnMut(f64) -> f64) -> (f64, f64) {
    /// The cube root of the precision balances rounding, ε / h, against curvature, h².
    const STEP: f64 = 6e-6;
    /// Errors below need no second look.
    const AGREED: f64 = 1e-6;

    let mut best = (f64::NAN, f64::NAN);
    for shrink in [1.0, 0.1, 0.01] {
        let numeric = numeric(STEP * shrink * math::maximum(1.0, math::abs(w)));
        let error = relative_error(analytic, numeric, loss);
        if best.1.is_nan() || error < best.1 {
            best = (numeric, error);
        }
        if error < AGREED {
            break;
        }
    }
    best
}

/// |a − n| / max(|a|, |n|), with a floor under the denominator: the difference of two losses has
/// lost the digits below ε |L| / h, and gradients that small cannot be told from zero.
fn relative_error(analytic: f64, numeric: f64, loss: f64) -> f64 {
    let floor = 1e-3 * math::maximum(1.0, math::abs(loss));
    let size = math::maximum(math::abs(analytic), math::abs(numeric));
    math::abs(analytic - numeric) / math::maximum(size, floor)
}

/// What [`check_gradients`] found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientReport {
    /// The name of the graph.
    pub graph: &'static str,
    /// How many scalars were compared.
    pub checked: usize,
    /// Where gradient and difference quotient disagree most; `None` if nothing was compared.
    pub worst: Option<Disagreement>,
}

impl GradientReport {
    /// The largest relative error; zero if nothing was compared. NaN counts as larger than any.
    #[must_use]
    pub fn error(&self) -> f64 {
        self.worst.map_or(0.0, |worst| worst.error)
    }

    /// Whether no relative error is above `tolerance`. Right gradients of smooth graphs stay below
    /// 10⁻⁶.
    #[must_use]
    pub fn is_within(&self, tolerance: f64) -> bool {
        self.error() <= tolerance
    }

    fn add(&mut self, found: Disagreement) {
        self.checked += 1;
        let worse = |worst: Disagreement| !worst.error.is_nan() && (found.error.is_nan() || found.error > worst.error);
        if self.worst.is_none_or(worse) {
            self.worst = Some(found);
        }
    }
}

impl fmt::Display for GradientReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { graph, checked, worst } = self;
        write!(formatter, "{graph}: {checked} gradients compared")?;
        match worst {
            Some(worst) => write!(formatter, ", the worst is {worst}"),
            None => Ok(()),
        }
    }
}

/// A gradient beside its difference quotient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disagreement {
    /// The parameter's name.
    pub name: &'static str,
    /// The row, from 0.
    pub row: usize,
    /// The column, from 0.
    pub column: usize,
    /// What the graph's backward pass says.
    pub analytic: f64,
    /// What the difference quotient says.
    pub numeric: f64,
    /// Their difference, relative to the larger of the two, or to 10⁻³ · max(1, |loss|) if both
    /// are smaller.
    pub error: f64,
}

impl Disagreement {
    fn at(entry: &Entry, index: usize, analytic: f64, numeric: f64, error: f64) -> Self {
        let place = index - entry.offset;
        let (row, column) = (place % entry.rows, place / entry.rows);
        Self { name: entry.name, row, column, analytic, numeric, error }
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, row, column, analytic, numeric, error } = self;
        write!(
            formatter,
            "{name}[{row}, {column}]: gradient {analytic:e}, central difference {numeric:e}, \
             relative error {error:.1e}"
        )
    }
}
