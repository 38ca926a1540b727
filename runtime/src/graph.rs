//! What every graph has in common, so that a training loop can be written once.

use crate::parameters::Parameters;
use crate::plain::Plain;
use crate::scalar::Scalar;

#[cfg(feature = "alloc")]
use alloc::boxed::Box;

/// The workspace of a graph: what the forward pass saves, and scratch. Implemented by `graph!`.
pub trait Graph: Plain + Sized {
    /// `f32` or `f64`.
    type Scalar: Scalar;

    /// The graph's parameters; gradients have the same type.
    type Parameters: Parameters<Scalar = Self::Scalar>;

    /// References to all inputs and targets.
    type Inputs<'a>: Copy;

    /// The graph's name in its declaration.
    const NAME: &'static str;

    /// Number of scalars of all parameters together.
    const PARAMETERS: usize = <Self::Parameters as Parameters>::COUNT;

    /// Bytes that a forward pass keeps for the backward pass.
    const SAVED_BYTES: usize;

    /// Bytes of the rest of the workspace: results that are not saved, and scratch.
    const SCRATCH_BYTES: usize;

    /// The floating-point operations of the forward pass: a product's multiplications and additions each, an elementary
    /// function by what its polynomial takes. Operations of the user's own count as 0.
    const FORWARD_FLOPS: u64;

    /// The same of the backward pass.
    const BACKWARD_FLOPS: u64;

    /// The bytes that training takes, by the optimiser.
    const TRAINING_BYTES: TrainingBytes = TrainingBytes::of::<Self>();

    /// A workspace on the heap, made there: it never crosses the stack.
    #[cfg(feature = "alloc")]
    #[must_use]
    fn boxed() -> Box<Self> {
        crate::plain::zeroed_box()
    }
}

/// The bytes of everything that training keeps: parameters, workspace, gradients, and what the optimiser remembers.
///
/// Inputs and states are the caller's, and not counted; products pack parts of their operands on the stack, which is
/// not counted either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrainingBytes {
    /// [`LossGraph::sgd_step`]: parameters and workspace.
    pub sgd_step: usize,
    /// [`Sgd`](crate::optim::Sgd): the gradients too.
    pub sgd: usize,
    /// `Momentum`: gradients and velocities.
    pub momentum: usize,
    /// `Adam` and `AdamW`: gradients and two moments.
    pub adam: usize,
    /// `Momentum` by `fused_step`: velocities, and the gradient of one parameter.
    pub fused_momentum: usize,
    /// `Adam` and `AdamW` by `fused_step`: two moments, and the gradient of one parameter.
    pub fused_adam: usize,
}

impl TrainingBytes {
    const fn of<G: Graph>() -> Self {
        let (workspace, parameters) = (size_of::<G>(), size_of::<G::Parameters>());
        let entries = <G::Parameters as Parameters>::ENTRIES;
        let (mut largest, mut index) = (0, 0);
        while index < entries.len() {
            let bytes = entries[index].len() * size_of::<G::Scalar>();
            largest = if bytes > largest { bytes } else { largest };
            index += 1;
        }
        Self {
            sgd_step: workspace + parameters,
            sgd: workspace + 2 * parameters,
            momentum: workspace + 3 * parameters,
            adam: workspace + 4 * parameters,
            fused_momentum: workspace + 2 * parameters + largest,
            fused_adam: workspace + 3 * parameters + largest,
        }
    }
}

/// A graph that ends in a loss, and so can be trained.
pub trait LossGraph: Graph {
    /// The loss at these parameters and inputs.
    fn loss(&mut self, params: &Self::Parameters, inputs: Self::Inputs<'_>) -> Self::Scalar;

    /// The loss, and its gradient with respect to every parameter, which overwrites `grads`.
    fn gradients(
        &mut self,
        params: &Self::Parameters,
        inputs: Self::Inputs<'_>,
        grads: &mut Self::Parameters,
    ) -> Self::Scalar;

    /// The loss, and its gradient with respect to every parameter, which is added to `grads`.
    fn gradients_add(
        &mut self,
        params: &Self::Parameters,
        inputs: Self::Inputs<'_>,
        grads: &mut Self::Parameters,
    ) -> Self::Scalar;

    /// A step of gradient descent, and the loss before it: w ← w − η g for every parameter that is not frozen, with
    /// η = `learning_rate`.
    ///
    /// As [`gradients`](Self::gradients) and [`Sgd`](crate::optim::Sgd), up to rounding, without memory for the gradients: each goes
    /// straight into its parameter, as soon as nothing needs the parameter as it was.
    fn sgd_step(
        &mut self,
        params: &mut Self::Parameters,
        inputs: Self::Inputs<'_>,
        learning_rate: Self::Scalar,
    ) -> Self::Scalar;
}
