//! Stochastic gradient descent:
//!
//! w ← w − η g

use super::{Optimizer, trainable};
use crate::kernels::vectorised;
use crate::parameters::Parameters;
use crate::scalar::Scalar;

#[cfg(feature = "alloc")]
use super::Momentum;

/// Stochastic gradient descent: w ← w − η g. It remembers nothing.
#[derive(Clone, Copy, Debug)]
pub struct Sgd {
    learning_rate: f64,
}

impl Sgd {
    /// With step size η = `learning_rate`.
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self { learning_rate }
    }

    /// The same with a velocity that decays by the factor `momentum` with each step.
    ///
    /// `params` gives only its type: the velocity has its shape, and starts at rest.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn momentum<P: Parameters>(self, momentum: f64, params: &P) -> Momentum<P> {
        Momentum::new(self.learning_rate, momentum, params)
    }

    /// [`momentum`](Self::momentum) by Nesterov's rule.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn nesterov<P: Parameters>(self, momentum: f64, params: &P) -> Momentum<P> {
        Momentum::new(self.learning_rate, momentum, params).nesterov()
    }
}

impl<P: Parameters> Optimizer<P> for Sgd {
    fn step(&mut self, params: &mut P, grads: &P) {
        let rate = P::Scalar::from_f64(self.learning_rate);
        let (weights, gradients) = (params.as_mut_slice(), grads.as_slice());
        vectorised(
            #[inline(always)]
            || {
                for range in trainable::<P>() {
                    for (w, &g) in weights[range.clone()].iter_mut().zip(&gradients[range]) {
                        *w -= rate * g;
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
