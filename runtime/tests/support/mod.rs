//! A graph written by hand, as the macro would emit it. Each test file uses a part of it.

#![allow(dead_code, reason = "each test file uses a part")]

use keisan::{Entry, Graph, LossGraph, Parameters, Plain, SMatrix};

/// Two trained matrices around a frozen one.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct Weights<T> {
    pub w: SMatrix<T, 2, 3>,
    pub scale: SMatrix<T, 1, 1>,
    pub b: SMatrix<T, 1, 3>,
}

// SAFETY: floats of one type, one after the other.
unsafe impl<T: keisan::Scalar> Plain for Weights<T> {
    type Float = T;
    const SCALARS: usize = 10;
}

impl<T: keisan::Scalar> Parameters for Weights<T> {
    type Scalar = T;
    const COUNT: usize = 10;
    const ENTRIES: &'static [Entry] = &[
        Entry { name: "w", rows: 2, columns: 3, offset: 0, frozen: false },
        Entry { name: "scale", rows: 1, columns: 1, offset: 6, frozen: true },
        Entry { name: "b", rows: 1, columns: 3, offset: 7, frozen: false },
    ];
}

impl<T: keisan::Scalar> Weights<T> {
    /// `value` everywhere.
    pub fn filled(value: T) -> Self {
        Self { w: SMatrix::from_element(value), scale: SMatrix::from_element(value), b: SMatrix::from_element(value) }
    }
}

/// L = Σᵢⱼ (scale · wᵢⱼ² + bⱼ)², with a mistake in one gradient if asked for.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Net {
    /// What is added to ∂L/∂w₁₂.
    pub mistake: f64,
}

// SAFETY: one float.
unsafe impl Plain for Net {
    type Float = f64;
    const SCALARS: usize = 1;
}

impl Graph for Net {
    type Scalar = f64;
    type Parameters = Weights<f64>;
    type Inputs<'a> = ();
    const NAME: &'static str = "Net";
    const SAVED_BYTES: usize = 0;
    const SCRATCH_BYTES: usize = 0;
    // Of each of the six elements of `w`.
    const FORWARD_FLOPS: u64 = 6 * 5;
    const BACKWARD_FLOPS: u64 = 6 * 9;
}

impl LossGraph for Net {
    fn loss(&mut self, params: &Weights<f64>, (): ()) -> f64 {
        let mut loss = 0.0;
        for j in 0..3 {
            for i in 0..2 {
                loss += (params.scale[0] * params.w[(i, j)].powi(2) + params.b[j]).powi(2);
            }
        }
        loss
    }

    fn gradients(&mut self, params: &Weights<f64>, (): (), grads: &mut Weights<f64>) -> f64 {
        *grads = Weights::filled(0.0);
        self.gradients_add(params, (), grads)
    }

    fn gradients_add(&mut self, params: &Weights<f64>, (): (), grads: &mut Weights<f64>) -> f64 {
        for j in 0..3 {
            for i in 0..2 {
                let w = params.w[(i, j)];
                let d_square = 2.0 * (params.scale[0] * w * w + params.b[j]);
                grads.w[(i, j)] += d_square * 2.0 * params.scale[0] * w;
                grads.b[j] += d_square;
            }
        }
        grads.w[(1, 2)] += self.mistake;
        self.loss(params, ())
    }

    fn sgd_step(&mut self, params: &mut Weights<f64>, (): (), learning_rate: f64) -> f64 {
        let mut grads = Weights::filled(0.0);
        let loss = self.gradients(params, (), &mut grads);
        params.w -= grads.w * learning_rate;
        params.b -= grads.b * learning_rate;
        loss
    }
}
