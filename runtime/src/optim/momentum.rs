//! Gradient descent with momentum; Sutskever, Martens, Dahl and Hinton, "On the importance of
//! initialization and momentum in deep learning", ICML 2013, in the form that deep-learning
//! libraries use, where the step size multiplies the velocity:
//!
//! v ← μ v + g, then w ← w − η v; by Nesterov's rule w ← w − η (g + μ v)

use alloc::boxed::Box;

use super::{Optimizer, trainable};
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
        let rate = P::Scalar::from_f64(self.learning_rate);
        let decay = P::Scalar::from_f64(self.decay);
        let nesterov = self.nesterov;
        let (weights, gradients) = (params.as_mut_slice(), grads.as_slice());
        let velocities = self.velocity.as_mut_slice();
        vectorised(
            #[inline(always)]
            || {
                for range in trainable::<P>() {
                    let weights = weights[range.clone()].iter_mut();
                    let moving = weights.zip(&gradients[range.clone()]).zip(&mut velocities[range]);
                    for ((w, &g), v) in moving {
                        *v = decay * *v + g;
                        let direction = if nesterov { g + decay * *v } else { *v };
                        *w -= rate * direction;
                    }
                }
            },
        );
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = learning_rate;
    }
}
