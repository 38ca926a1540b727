//! Adam; Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1. In
//! step t = 1, 2, …:
//!
//! m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g²,
//! w ← w − η m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ)

use alloc::boxed::Box;

use super::{Optimizer, ParameterWise, step_each};
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
        step_each(self, params, grads);
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

    /// The next step begins.
    pub(super) fn begin(&mut self) {
        self.powers = (self.powers.0 * self.beta1, self.powers.1 * self.beta2);
    }

    /// A step of size `learning_rate` of one parameter, after each weight has lost the part `decay` of itself.
    pub(super) fn update(
        &mut self,
        entry: usize,
        weights: &mut [P::Scalar],
        gradient: &[P::Scalar],
        learning_rate: f64,
        decay: f64,
    ) {
        let scalar = P::Scalar::from_f64;
        let (beta1, rest1) = (scalar(self.beta1), scalar(1.0 - self.beta1));
        let (beta2, rest2) = (scalar(self.beta2), scalar(1.0 - self.beta2));
        // η m̂ / (√v̂ + ε) with both corrections taken out of the loop.
        let rate = scalar(learning_rate / (1.0 - self.powers.0));
        let correction = scalar(1.0 / math::sqrt(1.0 - self.powers.1));
        let epsilon = scalar(self.epsilon);
        let kept = scalar(1.0 - decay);

        let range = P::ENTRIES[entry].range();
        let (first, second) = (&mut self.first.as_mut_slice()[range.clone()], &mut self.second.as_mut_slice()[range]);
        vectorised(
            #[inline(always)]
            || {
                for ((w, &g), (m, v)) in weights.iter_mut().zip(gradient).zip(first.iter_mut().zip(second)) {
                    *m = beta1 * *m + rest1 * g;
                    *v = beta2 * *v + rest2 * g * g;
                    *w = kept * *w - rate * *m / (math::sqrt(*v) * correction + epsilon);
                }
            },
        );
    }
}

impl<P: Parameters> ParameterWise<P> for Adam<P> {
    fn begin(&mut self) {
        self.moments.begin();
    }

    fn update(&mut self, entry: usize, weights: &mut [P::Scalar], gradient: &[P::Scalar]) {
        self.moments.update(entry, weights, gradient, self.learning_rate, 0.0);
    }
}
