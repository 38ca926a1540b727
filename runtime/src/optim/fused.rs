//! Steps that need no memory for all gradients: as soon as a parameter's gradient is complete, the parameter moves, and
//! the next gradient takes its place.

use alloc::boxed::Box;
use alloc::vec;
use core::marker::PhantomData;

use nalgebra::SMatrix;

use super::Optimizer;
use crate::parameters::Parameters;
use crate::plain;
use crate::scalar::Scalar;

/// The scalars of the longest vectors: a gradient begins where one does.
const LONGEST: usize = 16;

/// An optimiser that moves one parameter at a time.
///
/// [`Optimizer::step`] is [`begin`](Self::begin), then [`update`](Self::update) for every parameter that is not frozen, in any order.
pub trait ParameterWise<P: Parameters>: Optimizer<P> {
    /// The next step begins.
    fn begin(&mut self);

    /// Moves the parameter `P::ENTRIES[entry]` by its gradient. Both are as long as the entry.
    fn update(&mut self, entry: usize, weights: &mut [P::Scalar], gradient: &[P::Scalar]);
}

/// An optimiser with room for the gradient of one parameter, for the `fused_step` of a graph.
///
/// ```
/// use keisan::optim::{Adam, Fused};
/// use keisan::{graph, random};
///
/// graph! {
///     graph Line {
///         input x: [8, 1];
///         target y: [8, 1];
///         param slope: [1, 1] = zeros;
///         param offset: [1] = zeros;
///         loss = mse(x @ slope + offset, y);
///     }
/// }
///
/// let x = keisan::SMatrix::<f32, 8, 1>::from_fn(|i, _| i as f32 / 8.0);
/// let y = x.map(|x| 2.0 * x + 1.0);
/// let (mut line, mut params) = (Line::boxed(), LineParams::init(&mut random::seeded(1)));
/// let mut adam = Fused::new(Adam::new(0.1, &params));
/// for _ in 0..300 {
///     line.fused_step(&mut params, LineInputs { x: &x, y: &y }, &mut adam);
/// }
/// assert!((params.slope[0] - 2.0).abs() < 0.05 && (params.offset[0] - 1.0).abs() < 0.05);
/// ```
pub struct Fused<P: Parameters, O> {
    optimizer: O,
    gradient: Box<[P::Scalar]>,
}

impl<P: Parameters, O: ParameterWise<P>> Fused<P, O> {
    /// Makes room for the gradient of the largest parameter: a step allocates nothing.
    #[must_use]
    pub fn new(optimizer: O) -> Self {
        let largest = P::ENTRIES.iter().map(crate::Entry::len).max().unwrap_or(0);
        let room = if largest > 0 { largest + LONGEST - 1 } else { 0 };
        Self { optimizer, gradient: vec![P::Scalar::ZERO; room].into_boxed_slice() }
    }

    /// The optimiser, to change its learning rate.
    pub fn optimizer(&mut self) -> &mut O {
        &mut self.optimizer
    }

    /// The next step begins: the room for a gradient, and what moves the parameters. For generated code.
    #[doc(hidden)]
    pub fn begin(&mut self) -> (Room<'_, P::Scalar>, Moves<'_, P, O>) {
        self.optimizer.begin();
        let start = self.gradient.as_ptr().align_offset(LONGEST * size_of::<f32>()).min(self.gradient.len());
        (Room(&mut self.gradient[start..]), Moves { optimizer: &mut self.optimizer, parameters: PhantomData })
    }
}

/// An optimiser in the middle of a step.
#[doc(hidden)]
pub struct Moves<'a, P, O> {
    optimizer: &'a mut O,
    parameters: PhantomData<P>,
}

impl<P: Parameters, O: ParameterWise<P>> Moves<'_, P, O> {
    /// [`ParameterWise::update`], for matrices.
    pub fn update<const R: usize, const C: usize>(
        &mut self,
        entry: usize,
        weights: &mut SMatrix<P::Scalar, R, C>,
        gradient: &SMatrix<P::Scalar, R, C>,
    ) {
        self.optimizer.update(entry, weights.as_mut_slice(), gradient.as_slice());
    }
}

/// Room for the gradient of any parameter.
#[doc(hidden)]
pub struct Room<'a, T>(&'a mut [T]);

impl<T: Scalar> Room<'_, T> {
    /// The gradient of a parameter of that shape.
    pub fn matrix<const R: usize, const C: usize>(&mut self) -> &mut SMatrix<T, R, C> {
        plain::matrix_mut(self.0)
    }
}
