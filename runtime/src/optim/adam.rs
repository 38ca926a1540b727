//! Adam; Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1. In
//! step t = 1, 2, …:
//!
//! m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g²,
//! w ← w − η m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ)

use alloc::boxed::Box;

use super::{Optimizer, trainable};
use crate::kernels::vectorised;
use crate::math;
use crate::parameters::Parameters;
use crate::plain;
use crate::scalar::Scalar;

/// Adam: steps of about the learning rate, whatever the size of the gradient.
///
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g²; w ← w − η m̂ / (√v̂ + ε), where m̂ and v̂ are freed from
/// the zeros that m and v began with.
pub struct Adam<P> {
    learning_rate: f64,
    moments: Moments<P>,
}

impl<P: Parameters> Adam<P> {
    /// With step size η = `learning_rate`, β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸.
    ///
    /// `params` gives only its type: the moments have its shape.
    #[must_use]
    pub fn new(learning_rate: f64, _params: &P) -> Self {
        Self { learning_rate, moments: Moments::new() }
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

impl<P: Parameters> Optimizer<P> for Adam<P> {
    fn step(&mut self, params: &mut P, grads: &P) {
        self.moments.step(params, grads, self.learning_rate, 0.0);
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = learning_rate;
    }
}

/// Running means of the gradient and of its square, and the step that they make.
pub(super) struct Moments<P> {
    pub(super) beta1: f64,
    pub(super) beta2: f64,
    pub(super) epsilon: f64,
    /// β₁ᵗ and β₂ᵗ after t steps.
    powers: (f64, f64),
    first: Box<P>,
    second: Box<P>,
}

impl<P: Parameters> Moments<P> {
    pub(super) fn new() -> Self {
        Self {
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            powers: (1.0, 1.0),
            first: plain::zeroed_box(),
            second: plain::zeroed_box(),
        }
    }

    /// One step of size `learning_rate`, after each weight has lost the part `decay` of itself.
    pub(super) fn step(&mut self, params: &mut P, grads: &P, learning_rate: f64, decay: f64) {
        self.powers = (self.powers.0 * self.beta1, self.powers.1 * self.beta2);
        let scalar = P::Scalar::from_f64;
        let (beta1, rest1) = (scalar(self.beta1), scalar(1.0 - self.beta1));
        let (beta2, rest2) = (scalar(self.beta2), scalar(1.0 - self.beta2));
        // η m̂ / (√v̂ + ε) with both corrections taken out of the loop.
        let rate = scalar(learning_rate / (1.0 - self.powers.0));
        let correction = scalar(1.0 / math::sqrt(1.0 - self.powers.1));
        let epsilon = scalar(self.epsilon);
        let kept = scalar(1.0 - decay);

        let (weights, gradients) = (params.as_mut_slice(), grads.as_slice());
        let (first, second) = (self.first.as_mut_slice(), self.second.as_mut_slice());
        vectorised(
            #[inline(always)]
            || {
                for range in trainable::<P>() {
                    let weights = weights[range.clone()].iter_mut().zip(&gradients[range.clone()]);
                    let moments = first[range.clone()].iter_mut().zip(&mut second[range]);
                    for ((w, &g), (m, v)) in weights.zip(moments) {
                        *m = beta1 * *m + rest1 * g;
                        *v = beta2 * *v + rest2 * g * g;
                        *w = kept * *w - rate * *m / (math::sqrt(*v) * correction + epsilon);
                    }
                }
            },
        );
    }
}
