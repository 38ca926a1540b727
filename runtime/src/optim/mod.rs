//! Optimisers: what a gradient does to the parameters.
//!
//! Each is one pass over the flat slices of parameters and gradients. Frozen parameters are never
//! touched, not even by weight decay. What an optimiser remembers is allocated when it is made; a
//! step allocates nothing.

#[cfg(feature = "alloc")]
mod adam;
#[cfg(feature = "alloc")]
mod adamw;
#[cfg(feature = "alloc")]
mod fused;
#[cfg(feature = "alloc")]
mod momentum;
mod sgd;

use core::ops::Range;

use crate::parameters::Parameters;

#[cfg(feature = "alloc")]
pub use adam::Adam;
#[cfg(feature = "alloc")]
pub use adamw::AdamW;
#[cfg(feature = "alloc")]
pub use fused::{Fused, ParameterWise};
#[doc(hidden)]
#[cfg(feature = "alloc")]
pub use fused::{Moves, Room};
#[cfg(feature = "alloc")]
pub use momentum::Momentum;
pub use sgd::Sgd;

/// Changes parameters `P` by their gradients.
pub trait Optimizer<P: Parameters> {
    /// Moves `params` one step. `grads` holds the gradient of the loss at `params`.
    fn step(&mut self, params: &mut P, grads: &P);

    /// The step size.
    fn learning_rate(&self) -> f64;

    /// Changes the step size from the next step on, as a schedule does.
    fn set_learning_rate(&mut self, learning_rate: f64);
}

/// The parts of the flat slice that are trained: everything that is not frozen.
fn trainable<P: Parameters>() -> impl Iterator<Item = Range<usize>> {
    P::ENTRIES.iter().filter(|entry| !entry.frozen).map(crate::Entry::range)
}

/// A whole step of an optimiser that moves one parameter at a time.
#[cfg(feature = "alloc")]
fn step_each<P: Parameters, O: ParameterWise<P>>(optimizer: &mut O, params: &mut P, grads: &P) {
    optimizer.begin();
    let (weights, gradients) = (params.as_mut_slice(), grads.as_slice());
    for (index, entry) in P::ENTRIES.iter().enumerate().filter(|(_, entry)| !entry.frozen) {
        optimizer.update(index, &mut weights[entry.range()], &gradients[entry.range()]);
    }
}
