//! Gradients by central differences: slow, and independent of everything under test but the loss.

use keisan::nalgebra::DMatrix;
use keisan::{Graph, LossGraph, Parameters, plain};

use crate::compare::{close_above, worse};

/// Largest relative error that [`check`] lets pass, in the norm of [`close_above`].
///
/// The formula's own error is about 10⁻¹¹ for losses and slopes of the order of one.
pub const BOUND: f64 = 1e-8;

/// The same where nothing but the order of additions differs.
const ROUNDING: f64 = 1e-14;

/// The step size of gradient descent.
const RATE: f64 = 0.3;

/// What counts as one's size where all slopes are smaller: differences of a loss that does not
/// depend on a parameter are rounding errors, and not zero.
const FLOOR: f64 = 1e-2;

/// Compares the gradients of every parameter with central differences of the loss, and returns
/// the largest relative error. Gradients that are added to themselves must double, and a step down them must be one that
/// takes them off the parameters.
///
/// Fourth order: f′(x) ≈ (8 (f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h))) / 12h.
/// (Abramowitz & Stegun, 25.3.6.)
///
/// # Panics
///
/// If a gradient's relative error is above [`BOUND`].
pub fn check<G: LossGraph<Scalar = f64>>(
    what: &str,
    net: &mut G,
    parameters: &G::Parameters,
    inputs: G::Inputs<'_>,
) -> f64 {
    let mut gradients = plain::zeroed_box::<G::Parameters>();
    gradients.as_mut_slice().fill(f64::NAN); // the backward pass has to overwrite them
    net.gradients(parameters, inputs, &mut gradients);

    let doubled = gradients.as_slice().iter().map(|gradient| 2.0 * gradient);
    let doubled = DMatrix::from_iterator(G::Parameters::COUNT, 1, doubled);
    let mut sum = plain::zeroed_box::<G::Parameters>();
    net.gradients_add(parameters, inputs, &mut sum);
    net.gradients_add(parameters, inputs, &mut sum);
    let sum = DMatrix::from_column_slice(G::Parameters::COUNT, 1, sum.as_slice());
    close_above(FLOOR, &format!("{what}: gradients added twice"), &sum, &doubled, ROUNDING);

    let mut moved = plain::zeroed_box::<G::Parameters>();
    moved.as_mut_slice().copy_from_slice(parameters.as_slice());
    let loss = net.sgd_step(&mut moved, inputs, RATE);
    assert_eq!(loss.to_bits(), net.loss(parameters, inputs).to_bits(), "{what}: the loss of a step");
    let expected = parameters.as_slice().iter().zip(gradients.as_slice()).map(|(w, gradient)| w - RATE * gradient);
    let expected = DMatrix::from_iterator(G::Parameters::COUNT, 1, expected);
    let stepped = DMatrix::from_column_slice(G::Parameters::COUNT, 1, moved.as_slice());
    close_above(FLOOR, &format!("{what}: a step down the gradients"), &stepped, &expected, ROUNDING);

    moved.as_mut_slice().copy_from_slice(parameters.as_slice());
    let mut worst = 0.0;
    for (entry, view) in gradients.views() {
        let mut numeric = DMatrix::zeros(entry.rows, entry.columns);
        for (index, slope) in numeric.iter_mut().enumerate() {
            *slope = if entry.frozen { 0.0 } else { difference(net, &mut moved, inputs, entry.offset + index) };
        }
        let what = format!("{what}: gradient of `{}`", entry.name);
        let error = close_above(FLOOR, &what, &view.clone_owned(), &numeric, BOUND);
        worst = worse(error, worst);
    }
    worst
}

/// The slope of the loss along one scalar of the parameters, which is left as it was.
fn difference<G: LossGraph<Scalar = f64>>(
    net: &mut G,
    parameters: &mut <G as Graph>::Parameters,
    inputs: G::Inputs<'_>,
    index: usize,
) -> f64 {
    let x = parameters.as_slice()[index];
    let h = 1e-3 * x.abs().max(1.0);
    let mut at = |step: f64| {
        parameters.as_mut_slice()[index] = x + step * h;
        net.loss(parameters, inputs)
    };
    let slope = (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * h);
    parameters.as_mut_slice()[index] = x;
    slope
}
