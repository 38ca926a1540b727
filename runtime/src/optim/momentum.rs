//! Gradient descent with momentum; Sutskever, Martens, Dahl and Hinton, "On the importance of
//! initialization and momentum in deep learning", ICML 2013, in the form that deep-learning
//! libraries use, where the step size multiplies the velocity:
//!
//! v ← μ v + g, then w ← w − η v; by Nesterov's rule w ← w − η (g + μ v)

use alloc::boxed::Box;

use super::{Optimizer, ParameterWise, step_each};
use crate::kernels::vectorised;
use crate::parameters::Parameters;
use crate::plain;
use crate::scalar::Scalar;

/// Gradient descent with momentum: v ← μ v + g, w ← w − η v. Made by
/// [`Sgd::momentum`](super::Sgd::momentum).
pub struct Momentum<P> {
    learning_rate: f64,
    decay: f64,
    nesterov: bool,
    velocity: Box<P>,
}

impl<P: Parameters> Momentum<P> {
    /// With step size η = `learning_rate` and decay μ = `momentum`, at rest.
    ///
    /// `params` gives only its type: the velocity has its shape.
    #[must_use]
    pub fn new(learning_rate: f64, momentum: f64, _params: &P) -> Self {
        Self { learning_rate, decay: momentum, nesterov: false, velocity: plain::zeroed_box() }
    }

    /// By Nesterov's rule: w ← w − η (g + μ v).
    #[must_use]
    pub fn nesterov(mut self) -> Self {
        self.nesterov = true;
        self
    }
}

impl<P: Parameters> Optimizer<P> for Momentum<P> {
    fn step(&mut self, params: &mut P, grads: &P) {
        step_each(self, params, grads);
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = learning_rate;
    }
}

impl<P: Parameters> ParameterWise<P> for Momentum<P> {
    fn begin(&mut self) {}

    fn update(&mut self, entry: usize, weights: &mut [P::Scalar], gradient: &[P::Scalar]) {
        let rate = P::Scalar::from_f64(self.learning_rate);
        let decay = P::Scalar::from_f64(self.decay);
        let nesterov = self.nesterov;
        let velocities = &mut self.velocity.as_mut_slice()[P::ENTRIES[entry].range()];
        vectorised(
            #[inline(always)]
            || {
                for ((w, &g), v) in weights.iter_mut().zip(gradient).zip(velocities) {
                    *v = decay * *v + g;
                    let direction = if nesterov { g + decay * *v } else { *v };
                    *w -= rate * direction;
                }
            },
        );
    }
}
