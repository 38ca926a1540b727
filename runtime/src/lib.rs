//! keisan turns a computation graph, written in Rust source, into forward and backward Rust code at
//! compile time. This crate is the one to depend on: the macro [`graph!`], and what the generated
//! code stands on.

#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]
// Code is compiled for a CPU's features only where it is inlined into a function that has them: see
// `kernels::dispatch`.
#![expect(clippy::inline_always, reason = "kernels are useless when they are not inlined")]

#[cfg(feature = "alloc")]
extern crate alloc;

pub use nalgebra;
pub use nalgebra::SMatrix;

mod budget;
#[cfg(feature = "alloc")]
mod check_gradients;
pub mod description;
mod graph;
pub mod guide;
pub mod init;
#[cfg(feature = "inspect")]
pub mod inspect;
pub mod kernels;
mod labels;
pub mod layers;
pub mod math;
pub mod optim;
mod parameters;
pub mod plain;
pub mod random;
mod scalar;
pub mod testing;

#[cfg(feature = "alloc")]
pub use check_gradients::{Disagreement, GradientReport, check_gradients};
pub use graph::{Graph, LossGraph, TrainingBytes};
pub use labels::{Label, LabelError, Labels};
pub use parameters::{Entry, LengthError, Parameters};
pub use plain::Plain;
pub use scalar::Scalar;

#[doc(hidden)]
pub use keisan_macros::{__graph, __mistakes};

keisan_macros::__operations!();

/// Declares a computation graph and generates its forward and backward code.
///
/// ```
/// use keisan::random::seeded;
/// use keisan::{SMatrix, graph};
///
/// graph! {
///     /// A line through points.
///     pub graph Line<T, const B: usize> {
///         input  x: [B, 1];
///         target y: [B, 1];
///         param slope: scalar = normal(0, 1);
///         param height: scalar = zeros;
///         output line = slope * x + height;
///         loss = mse(line, y);
///     }
/// }
///
/// let (x, y) = (SMatrix::<f64, 3, 1>::new(0.0, 1.0, 2.0), SMatrix::<f64, 3, 1>::new(1.0, 3.0, 5.0));
/// let mut params = LineParams::<f64>::init(&mut seeded(1));
/// let mut grads = LineParams::zeros();
/// let mut net = Line::<f64, 3>::boxed();
/// for _ in 0..500 {
///     net.forward(&params, LineInputs { x: &x, y: &y }).backward(&mut grads);
///     params.slope -= grads.slope * 0.1;
///     params.height -= grads.height * 0.1;
/// }
/// assert!((params.slope[0] - 2.0).abs() < 1e-6 && (params.height[0] - 1.0).abs() < 1e-6);
/// ```
///
/// # Declarations
///
/// - `input x: [B, 64];` is handed in by the caller, borrowed. `#[grad] input` asks for the gradient with respect to it.
/// - `target y: [B, 10];` is an input that only the loss may use: `predict` does not ask for it.
/// - `labels y: [B] in 10;` is the class of each row, handed in as [`Labels<B, 10>`](Labels), which are checked once, when they are
///   made. They go into `cross_entropy`, `softmax_cross_entropy`, `gather` and `embedding`, none of which forms the matrix that they stand for;
///   `one_hot(y)` is that matrix.
/// - `hyper rate: scalar;` is a number that may be another one each time, handed in by value. It has no gradient.
/// - `param w: [64, 32] = he_normal;` is trained. The initialisers are those of [`init`]: `zeros`, `ones`, `constant(c)`,
///   `uniform(low, high)`, `normal(mean, std)`, `xavier_uniform`, `xavier_normal`, `he_uniform`, `he_normal`. `#[frozen] param` has no gradient.
/// - `let h = relu(x @ w);` names a value. A shape may be written after the name: `let h: [B, 32] = …`.
/// - `output probs = softmax(h);`, or `output h;` for a value that has a name, is what `predict` computes.
/// - `loss = mean(cross_entropy(probs, y));` is a scalar, and at most one. Without it the backward pass starts from the outputs' adjoints, which
///   the caller hands in.
///
/// A shape is `[rows, columns]`, `[columns]` for one row, or `scalar`. A dimension is a number, a const generic of the graph, a constant in scope, or
/// computed of numbers and constants: `[B, 2 * HIDDEN]`, `[HEADS * WIDTH, (HIDDEN + 1) / 2]`. Elementwise operations broadcast as in NumPy: a dimension of 1
/// stretches. `detach(v)` is v, through which no gradient goes. Every operation is in [`operations`].
///
/// A `state` is what a graph carries on from pass to pass and is neither trained nor an input, such as running statistics:
/// `state mean: [C] = zeros;` declares it, `update mean = 0.9 * mean + 0.1 * mean_rows(x);` says what it becomes. The inputs have a
/// field `state: &NameState` then, which a pass reads as it was, and `net.update(&mut state)` carries it on after the pass. `predict`
/// takes it as an argument where an output depends on it. A layer with a state that is called several times updates it in each call,
/// and each call finds it as the one before has left it.
///
/// ```
/// use keisan::{SMatrix, graph};
///
/// graph! {
///     /// Centred by what was seen so far.
///     graph Centred<const B: usize> {
///         input x: [B, 2];
///         state mean: [2] = zeros;
///         update mean = 0.9 * mean + 0.1 * mean_rows(x);
///         output centred = x - in_training(mean_rows(x), mean);
///     }
/// }
///
/// let (x, params) = (SMatrix::<f32, 4, 2>::repeat(3.0), CentredParams::zeros());
/// let (mut net, mut state) = (Centred::<4>::boxed(), CentredState::new());
/// for _ in 0..100 {
///     let pass = net.forward(&params, CentredInputs { x: &x, state: &state });
///     assert_eq!(pass.centred().max(), 0.0);
///     net.update(&mut state);
/// }
/// assert!((state.mean[0] - 3.0).abs() < 1e-3);
/// let one = SMatrix::<f32, 1, 2>::repeat(4.0);
/// assert!((Centred::<1>::boxed().predict(&params, &state, &one)[0] - 1.0).abs() < 1e-3);
/// ```
///
/// `forward` is for training and `predict` for use. What differs between them is written `in_training(a, b)`: `a` in the one,
/// `b` in the other. So `dropout(h, 0.2)` drops elements in training alone; the inputs have a field `seed: u64` then, from
/// which the mask follows. A pass is thus a function of its inputs: it can be repeated, and its gradients can be checked.
///
/// # Functions
///
/// A function is put in place of each of its calls, so it works for any shapes that its body works for:
///
/// ```
/// keisan::graph! {
///     graph Gates<const B: usize> {
///         input x: [B, 8];
///         param w: [8, 6] = he_normal;
///         let (a, b) = split(x @ w, 0.5);
///         output y = swish(a) * b;
///
///         fn swish(v) { v * sigmoid(v) }
///         fn split<N, C>(v: [N, C], scale: scalar) -> ([N, C], [N, 1]) {
///             let means = sum_cols(v) * scale;
///             (v - means, means)
///         }
///     }
/// }
/// ```
///
/// It sees its operands, its own `let`s and other functions, and nothing else. The last expression is the result; several in
/// parentheses are a tuple, which `let (a, b) = …` takes apart. Shapes may be left out, `_` in one is any dimension, and the names in
/// `<…>` are dimensions that are found in the shapes of the arguments. Functions may stand in any order, inside of the graph or
/// beside it, but none may call itself.
///
/// # Layers
///
/// A layer is a function with parameters. `layer l1 = Dense<64, 32>;` makes them, `l1(x)` uses them, any number of times:
///
/// ```
/// use keisan::{Parameters, graph, random::seeded};
///
/// graph! {
///     /// Fully connected.
///     layer Dense<I, O>(x: [_, I]) -> [_, O] {
///         param w: [I, O] = he_normal;
///         param b: [O] = zeros;
///         x @ w + b
///     }
///
///     /// x plus what two layers make of it.
///     layer Residual<C, H>(x: [_, C]) -> [_, C] {
///         layer up = Dense<C, H>;
///         layer down = Dense<H, C>;
///         x + down(relu(up(x)))
///     }
///
///     graph Deep<const B: usize> {
///         input x: [B, 64];
///         layer block = Residual<64, 32>;
///         layer last = Dense<64, 10>;
///         output y = last(block(block(x)));
///     }
/// }
///
/// let params = DeepParams::init(&mut seeded(1));
/// assert_eq!(params.block.up.w.shape(), (64, 32));
/// assert_eq!(DeepParams::ENTRIES[0].name, "block.up.w");
/// ```
///
/// The parameters of a layer are a struct of their own inside the graph's: `params.block.up.w`, in the flat slice at the place where
/// the layer is declared. What is called several times has the sum of its gradients.
///
/// [`layers`] has the usual ones. A `pub layer`, which stands beside the graph or in a block without one, is for other modules and other
/// crates too. A block that begins with `use nets::Dense;` has it, with all that it needs and whatever that is called; `use nets::Dense
/// as Full;` gives it another name. A constant in its shapes has to be found from there, too: it is `pub`, and written with its
/// whole path, `crate::nets::WIDTH`.
///
/// ```
/// mod nets {
///     keisan::graph! {
///         fn swish(v) { v * sigmoid(v) }
///
///         /// A layer with a bent output.
///         pub layer Bent<I, O>(x: [_, I]) -> [_, O] {
///             param w: [I, O] = he_normal;
///             swish(x @ w)
///         }
///     }
/// }
///
/// keisan::graph! {
///     use nets::Bent;
///
///     graph Small<const B: usize> {
///         input x: [B, 8];
///         layer bent = Bent<8, 2>;
///         output y = bent(x);
///     }
/// }
/// ```
///
/// # Operations of one's own
///
/// What the language does not have can be a Rust function, with one more for the adjoint of each operand:
///
/// ```
/// use keisan::{SMatrix, Scalar, check_gradients, graph};
///
/// /// c = a |a|, element by element.
/// fn signed_square<T: Scalar, const R: usize, const C: usize>(
///     a: &SMatrix<T, R, C>,
///     out: &mut SMatrix<T, R, C>,
/// ) {
///     *out = a.map(|a| if a < T::ZERO { -a * a } else { a * a });
/// }
///
/// /// da = 2 |a| dc.
/// fn signed_square_adjoint<T: Scalar, const R: usize, const C: usize>(
///     a: &SMatrix<T, R, C>,
///     _c: &SMatrix<T, R, C>,
///     d_c: &SMatrix<T, R, C>,
///     d_a: &mut SMatrix<T, R, C>,
/// ) {
///     *d_a = a.zip_map(d_c, |a, d_c| (if a < T::ZERO { -a - a } else { a + a }) * d_c);
/// }
///
/// graph! {
///     graph Curved<T, const B: usize> {
///         extern fn curved(a: [R, C]) -> [R, C] = signed_square, signed_square_adjoint;
///
///         input x: [B, 2];
///         param w: [2, 3] = normal(0, 1);
///         output y = curved(x @ w);
///         loss = mean(y * tanh(y));
///     }
/// }
///
/// let x = SMatrix::<f64, 2, 2>::new(1.0, -2.0, 0.5, 3.0);
/// let params = CurvedParams { w: SMatrix::<f64, 2, 3>::new(0.5, -1.0, 2.0, 0.25, 1.0, -0.75) };
/// let report = check_gradients(&mut *Curved::boxed(), &params, CurvedInputs { x: &x });
/// assert!(report.is_within(1e-6), "{report}");
/// ```
///
/// The forward function is given the operands and the result to be written. The function of an operand's adjoint is given the operands,
/// the result and the result's adjoint, and writes that operand's adjoint; none of them may expect that anything stands there. There is one for
/// each operand, so that nothing is computed that nobody asked for, or `_` for an operand that has none. All of them have to be
/// the same function of the same operands each time: equal calls are one call. Names in the shapes, such as `R` and `C`, are dimensions that
/// every call has its own of, unless they are const generics of the graph; constants are written by their paths, as `self::WIDTH`, or the
/// names of the dimensions are declared: `extern fn curved<R>(a: [R, WIDTH]) -> …`. A `pub layer` that calls an extern function needs paths
/// that begin with `crate`.
///
/// `custom_gradient(a, b)` is a, with the derivative of b, whose value is not computed: a straight-through estimator is
/// `custom_gradient(round(x), x)`, a gradient that is reversed on its way back `custom_gradient(x, -x)`, and any f with the slope g is
/// `custom_gradient(f(x), detach(g(x)) * x)`. Differences of the loss do not show such derivatives, so [`check_gradients`] disagrees.
///
/// # Labels, numbers, masks
///
/// A mask is an ordinary input, or a comparison such as `a > 0`: a matrix of ones and zeros. It is multiplied with, or chooses:
/// `select(mask, a, b)`. Both of two masks are `m * n`, one of them `maximum(m, n)`, none of it `1 - m`.
///
/// ```
/// use keisan::random::seeded;
/// use keisan::{Labels, SMatrix, graph};
///
/// const WIDTH: usize = 4;
///
/// graph! {
///     /// Which word comes next, where there is one.
///     graph Next<const B: usize, const WORDS: usize> {
///         labels word: [B] in WORDS;
///         labels next: [B] in WORDS;
///         input mask: [B, 1];
///         hyper decay: scalar;
///         param table: [WORDS, 2 * WIDTH] = normal(0, 1);
///         param w: [2 * WIDTH, WORDS] = xavier_uniform;
///         let v = embedding(table, word);
///         output probs = softmax(v @ w);
///         loss = sum(mask * cross_entropy(probs, next)) / sum(mask) + decay * mean(square(table));
///     }
/// }
///
/// let text = [2_u8, 0, 1, 2];
/// let word = Labels::<4, 3>::try_from_iter(text)?;
/// let next = Labels::<4, 3>::try_from_iter([0_u8, 1, 2, 0])?; // the last one is not known, and masked
/// let mask = SMatrix::<f32, 4, 1>::new(1.0, 1.0, 1.0, 0.0);
///
/// let mut params = NextParams::<3>::init(&mut seeded(1));
/// let mut grads = NextParams::<3>::zeros();
/// let mut net = Next::<4, 3>::boxed();
/// for _ in 0..300 {
///     let inputs = NextInputs { word: &word, next: &next, mask: &mask, decay: 1e-4 };
///     net.forward(&params, inputs).backward(&mut grads);
///     params.table -= grads.table;
///     params.w -= grads.w;
/// }
/// let probs = net.predict(&params, &word);
/// assert!(probs[(0, 0)] > 0.9 && probs[(1, 1)] > 0.9 && probs[(2, 2)] > 0.9);
/// # Ok::<(), keisan::LabelError>(())
/// ```
///
/// # What is generated
///
/// For `pub graph Name<T, const B: usize>`, all of it documented and as visible as the graph:
///
/// | item | what it is |
/// |---|---|
/// | `NameParams<T>` | The parameters, plain data; gradients have the same type. `zeros`, `zeros_boxed`, `init`, `init_boxed`, `initialise`, `as_slice`, `as_mut_slice`; it implements [`Parameters`]. |
/// | `NameState<T>` | The state, if there is one, of the same kind: `new`, `reset`, `as_slice`, `as_mut_slice`, and [`Parameters`] with its names. |
/// | `NameL1Params<T>` | The parameters of layer `l1`, a field of `NameParams`: the same without `zeros_boxed` and `init_boxed`. |
/// | `NameInputs<'a, T, B>` | References to the inputs, targets and labels, and run-time scalars. Without a lifetime if it borrows nothing, and without `T` if it has nothing but labels. |
/// | `Name<T, B>` | The workspace: `boxed`, `new` (for a `static`), `forward`, `predict`, and with feature `describe` `GRAPH`, the graph as data (see [`description`]); it implements [`Graph`], and [`LossGraph`] if it has a loss and a gradient is asked for. |
/// | `NamePass<'a, T, B>` | What `forward` returns: `loss`, a method for each output, `backward`, `backward_add`; with feature `inspect` also `values`, everything that it computes, by name. |
/// | `NameOutputs<'a, T, B>` | What `predict` returns, if there are several outputs. |
/// | `NameAdjoints<'a, T, B>` | The outputs' adjoints, which `backward` takes in a graph without a loss. |
/// | `NameInputGradients<'a, T, B>` | What `backward` returns, if an input is marked `#[grad]`. |
///
/// Without the type parameter `T` the graph is over `f32`.
///
/// # Mistakes
///
/// All mistakes of a graph are reported at once, each at its token. How to test that a graph of yours is refused, and why, is told
/// in [`testing`].
///
#[doc = include_str!("grammar.md")]
#[macro_export]
macro_rules! graph {
    ($($tokens:tt)*) => {
        $crate::__graph! { $crate $($tokens)* }
    };
}

/// What [`graph!`] would report of a graph, as a value: [`testing::Mistakes`].
///
/// Nothing is declared, and a graph that is wrong compiles: a test can look at why it is. See [`testing`].
///
/// ```
/// keisan::mistakes! {
///     graph Layer<const B: usize> {
///         input x: [B, 4];
///         param w: [5, 2] = he_normal;
///         output h = x @ w;
///     }
/// }
/// .assert_only(&["inner dimensions differ", "`x` is [B, 4]", "`w` is [5, 2]"]);
/// ```
#[macro_export]
macro_rules! mistakes {
    ($($tokens:tt)*) => {
        $crate::testing::Mistakes::new($crate::__mistakes! { $crate $($tokens)* })
    };
}

/// Emits its items where boxes exist: generated code cannot see this crate's features.
#[doc(hidden)]
#[cfg(feature = "alloc")]
#[macro_export]
macro_rules! __with_alloc {
    ($($items:item)*) => { $($items)* };
}

/// Emits nothing: there are no boxes.
#[doc(hidden)]
#[cfg(not(feature = "alloc"))]
#[macro_export]
macro_rules! __with_alloc {
    ($($items:item)*) => {};
}

#[doc(hidden)]
#[cfg(feature = "draw")]
pub use keisan_macros::__picture;

/// No picture: nothing here can draw.
#[doc(hidden)]
#[cfg(not(feature = "draw"))]
#[macro_export]
macro_rules! __picture {
    ($($value:tt)*) => {
        ""
    };
}

/// Emits its items where values can be watched: see `inspect`.
#[doc(hidden)]
#[cfg(feature = "inspect")]
#[macro_export]
macro_rules! __with_inspect {
    ($($items:item)*) => { $($items)* };
}

/// Emits nothing: no values are watched, and nothing is there that could.
#[doc(hidden)]
#[cfg(not(feature = "inspect"))]
#[macro_export]
macro_rules! __with_inspect {
    ($($items:item)*) => {};
}

/// Emits its items where rust-analyzer looks, and nowhere else.
#[doc(hidden)]
#[cfg(rust_analyzer)]
#[macro_export]
macro_rules! __for_editors {
    ($($items:item)*) => { $($items)* };
}

/// Emits nothing: only editors look at these items.
#[doc(hidden)]
#[cfg(not(rust_analyzer))]
#[macro_export]
macro_rules! __for_editors {
    ($($items:item)*) => {};
}

/// What generated code names, so that it works under any name of this crate, with or without `std`.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "alloc")]
    pub use alloc::boxed::Box;

    pub use crate::budget::exceeded;
}
