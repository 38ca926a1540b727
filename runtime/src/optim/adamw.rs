//! Adam with decoupled weight decay; Loshchilov and Hutter, "Decoupled weight decay
//! regularization", ICLR 2019, in the form that deep-learning libraries use, where the decay goes
//! with the step size:
//!
//! w ← w − η λ w, then the step of [`Adam`](super::Adam), whose moments never see the decay

use super::adam::Moments;
use super::{Optimizer, ParameterWise, step_each};
use crate::parameters::Parameters;

/// Adam with decoupled weight decay.
pub struct AdamW<P> {
    learning_rate: f64,
    weight_decay: f64,
    moments: Moments<P>,
}

impl<P: Parameters> AdamW<P> {
    /// With step size η = `learning_rate`, λ = 0.01, β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸.
    ///
    /// `params` gives only its type: the moments have its shape.
    #[must_use]
    pub fn new(learning_rate: f64, _params: &P) -> Self {
        Self { learning_rate, weight_decay: 0.01, moments: Moments::new() }
    }

    /// With another λ.
    #[must_use]
    pub fn weight_decay(mut self, weight_decay: f64) -> Self {
        self.weight_decay = weight_decay;
        self
    }

    /// With other decay rates of the two moments.
    #[must_use]
    pub fn betas(mut self, beta1: f64, beta2: f64) -> Self {
        self.moments.beta1 = beta1;
        self.moments.beta2 = beta2;
        self
    }

    /// With another ε, which keeps the step finite where the gradient has always been zero.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.moments.epsilon = epsilon;
        self
    }
}

impl<P: Parameters> Optimizer<P> for AdamW<P> {
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

impl<P: Parameters> ParameterWise<P> for AdamW<P> {
    fn begin(&mut self) {
        self.moments.begin();
    }

    fn update(&mut self, entry: usize, weights: &mut [P::Scalar], gradient: &[P::Scalar]) {
        let decay = self.learning_rate * self.weight_decay;
        self.moments.update(entry, weights, gradient, self.learning_rate, decay);
    }
}
