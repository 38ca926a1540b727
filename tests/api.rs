//! What is generated around the mathematics, used as a stranger would use it.

#![allow(clippy::float_cmp, reason = "what is said to be the same is the same to the last bit")]

use std::sync::Mutex;

use keisan::nalgebra::SMatrix;
use keisan::optim::{Adam, Optimizer, Sgd};
use keisan::{Graph, LengthError, LossGraph, Parameters, Plain, Scalar, graph, random};
use keisan_tests::matrix::matrix;

graph! {
    /// Exclusive or of two bits.
    pub graph Xor<const B: usize> {
        /// Two bits.
        input x: [B, 2];
        /// Their exclusive or.
        target y: [B, 1];
        /// Of the hidden layer.
        param w1: [2, 8] = xavier_uniform;
        param b1: [8] = uniform(-0.5, 0.5);
        param w2: [8, 1] = xavier_uniform;
        param b2: scalar = zeros;
        let h = tanh(x @ w1 + b1);
        output prediction = sigmoid(h @ w2 + b2);
        loss = mse(prediction, y);
    }
}

graph! {
    /// A straight line through points.
    pub graph Line<T, const N: usize> {
        input x: [N, 1];
        target y: [N, 1];
        param slope: scalar = normal(0, 1);
        #[frozen]
        param intercept: scalar = constant(0.5);
        output line = x * slope + intercept;
        output residuals_of_zero = line * line;
        loss = mean(square(line - y));
    }
}

fn xor() -> (SMatrix<f32, 4, 2>, SMatrix<f32, 4, 1>) {
    (matrix([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), matrix([[0.0], [1.0], [1.0], [0.0]]))
}

fn points() -> (SMatrix<f64, 5, 1>, SMatrix<f64, 5, 1>) {
    let x = matrix([[-1.0], [-0.5], [0.0], [1.0], [2.0]]);
    (x, x.map(|x| 3.0 * x + 0.5))
}

// One loop for any graph --------------------------------------------------------------------------

/// Written once: trains any graph with any optimiser and returns the first and the last loss.
fn train<G: LossGraph>(
    net: &mut G,
    parameters: &mut G::Parameters,
    inputs: G::Inputs<'_>,
    optimiser: &mut impl Optimizer<G::Parameters>,
    steps: usize,
) -> (f64, f64) {
    let mut gradients = keisan::plain::zeroed_box::<G::Parameters>();
    let first = net.loss(parameters, inputs);
    for _ in 0..steps {
        net.gradients(parameters, inputs, &mut gradients);
        optimiser.step(parameters, &gradients);
    }
    (first.to_f64(), net.loss(parameters, inputs).to_f64())
}

#[test]
fn one_training_loop_trains_any_graph() {
    let (x, y) = xor();
    let mut parameters = XorParams::init(&mut random::seeded(7));
    let mut adam = Adam::new(0.05, &parameters);
    let inputs = XorInputs { x: &x, y: &y };
    let (first, last) = train(&mut *Xor::<4>::boxed(), &mut parameters, inputs, &mut adam, 400);
    assert!(first > 0.1 && last < 0.01, "Xor: from {first} to {last}");

    let (x, y) = points();
    let mut parameters = LineParams::init(&mut random::seeded(7));
    let inputs = LineInputs { x: &x, y: &y };
    let mut net = Line::<f64, 5>::boxed();
    let (_, last) = train(&mut *net, &mut parameters, inputs, &mut Sgd::new(0.1), 200);
    assert!(last < 1e-20, "Line: {last}");
    assert!((parameters.slope[0] - 3.0).abs() < 1e-10, "slope {}", parameters.slope[0]);
    assert_eq!(parameters.intercept[0], 0.5, "it is frozen");
}

// Passes ------------------------------------------------------------------------------------------

#[test]
fn backward_overwrites_and_backward_add_accumulates() {
    let (x, y) = xor();
    let inputs = XorInputs { x: &x, y: &y };
    let parameters = XorParams::init(&mut random::seeded(1));
    let mut net = Xor::<4>::boxed();
    let (mut once, mut twice) = (XorParams::zeros(), XorParams::zeros());
    once.as_mut_slice().fill(f32::NAN);
    net.forward(&parameters, inputs).backward(&mut once);
    net.forward(&parameters, inputs).backward_add(&mut twice);
    assert_eq!(once.as_slice(), twice.as_slice(), "added to zeros");
    net.forward(&parameters, inputs).backward_add(&mut twice);
    let doubled: Vec<_> = once.as_slice().iter().map(|gradient| 2.0 * gradient).collect();
    assert_eq!(twice.as_slice(), doubled);
}

#[test]
fn the_trait_and_the_pass_agree() {
    let (x, y) = xor();
    let inputs = XorInputs { x: &x, y: &y };
    let parameters = XorParams::init(&mut random::seeded(1));
    let mut net = Xor::<4>::boxed();
    let (mut by_pass, mut by_trait) = (XorParams::zeros(), XorParams::zeros());
    let pass = net.forward(&parameters, inputs);
    let loss = pass.loss();
    pass.backward(&mut by_pass);
    assert_eq!(net.loss(&parameters, inputs), loss);
    assert_eq!(net.gradients(&parameters, inputs, &mut by_trait), loss);
    assert_eq!(by_trait.as_slice(), by_pass.as_slice());
    assert_eq!(net.gradients_add(&parameters, inputs, &mut by_trait), loss);
    net.forward(&parameters, inputs).backward_add(&mut by_pass);
    assert_eq!(by_trait.as_slice(), by_pass.as_slice());
}

#[test]
fn predict_gives_the_outputs_of_forward() {
    let (x, y) = xor();
    let parameters = XorParams::init(&mut random::seeded(1));
    let mut net = Xor::<4>::boxed();
    let by_forward = *net.forward(&parameters, XorInputs { x: &x, y: &y }).prediction();
    assert_eq!(*net.predict(&parameters, &x), by_forward);

    let mut one = Xor::<1>::boxed();
    for row in 0..4 {
        let prediction = one.predict(&parameters, &x.fixed_rows::<1>(row).clone_owned())[0];
        assert!((prediction - by_forward[row]).abs() < 1e-6, "the same in a batch of one");
    }
}

#[test]
fn predict_gives_several_outputs_by_name() {
    let (x, y) = points();
    let parameters = LineParams::init(&mut random::seeded(1));
    let mut net = Line::boxed();
    let pass = net.forward(&parameters, LineInputs { x: &x, y: &y });
    let (line, squares) = (*pass.line(), *pass.residuals_of_zero());
    let outputs = net.predict(&parameters, &x);
    assert_eq!(*outputs.line, line);
    assert_eq!(*outputs.residuals_of_zero, squares);
}

#[test]
fn a_pass_leaves_nothing_behind() {
    let (x, y) = xor();
    let (other_x, other_y) = (x.map(|x| 0.25 - x), y.map(|y| 1.0 - y));
    let parameters = XorParams::init(&mut random::seeded(1));
    let mut used = Xor::<4>::boxed();
    let mut gradients = XorParams::zeros();
    used.forward(&parameters, XorInputs { x: &other_x, y: &other_y }).backward(&mut gradients);
    used.predict(&parameters, &other_x);
    let inputs = XorInputs { x: &x, y: &y };
    let mut expected = XorParams::zeros();
    let loss = used.gradients(&parameters, inputs, &mut gradients);
    assert_eq!(Xor::<4>::boxed().gradients(&parameters, inputs, &mut expected), loss);
    assert_eq!(gradients.as_slice(), expected.as_slice());
}

/// A workspace needs no heap: it can live in a static.
static NET: Mutex<Xor<4>> = Mutex::new(Xor::new());

#[test]
fn a_workspace_can_be_static() {
    let (x, y) = xor();
    let inputs = XorInputs { x: &x, y: &y };
    let parameters = XorParams::init(&mut random::seeded(1));
    let (mut here, mut there) = (XorParams::zeros(), XorParams::zeros());
    let mut net = NET.lock().expect("nobody else has it");
    let loss = net.gradients(&parameters, inputs, &mut here);
    assert_eq!(Xor::<4>::boxed().gradients(&parameters, inputs, &mut there), loss);
    assert_eq!(here.as_slice(), there.as_slice());
}

/// What the forward pass saves is what the backward pass reads: not the inputs, nor the parameters,
/// nor what an activation was computed from.
#[test]
fn the_workspace_is_as_large_as_it_says() {
    let scalars = |batch: usize| batch * (8 + 1 + 1); // h, prediction, prediction − y
    assert_eq!(Xor::<4>::SAVED_BYTES, 4 * scalars(4));
    assert_eq!(Xor::<32>::SAVED_BYTES, 4 * scalars(32));
    assert_eq!(Xor::<4>::SAVED_BYTES + Xor::<4>::SCRATCH_BYTES, size_of::<Xor<4>>());
    assert_eq!(<Line<f64, 5> as Plain>::SCALARS, <Line<f32, 5> as Plain>::SCALARS);
    // Behind its floats there is what the alignment asks for, and no more.
    let floats = 8 * <Line<f64, 5> as Plain>::SCALARS;
    assert_eq!(size_of::<Line<f64, 5>>(), floats.next_multiple_of(align_of::<Line<f64, 5>>()));
}

#[test]
fn a_user_can_check_gradients() {
    let (x, y) = points();
    let parameters = LineParams::init(&mut random::seeded(2));
    let mut net = Line::boxed();
    let report = keisan::check_gradients(&mut *net, &parameters, LineInputs { x: &x, y: &y });
    assert!(report.is_within(1e-8), "{report}");
    assert_eq!((report.graph, report.checked), ("Line", 1), "the intercept is frozen");
}

#[test]
fn everything_can_be_sent_to_another_thread() {
    fn is_sent<T: Send + Sync + 'static>() {}
    is_sent::<Xor<4>>();
    is_sent::<XorParams>();
    is_sent::<Adam<XorParams>>();
}

// Parameters --------------------------------------------------------------------------------------

#[test]
fn parameters_are_known_by_name_shape_and_place() {
    let entries: Vec<_> = XorParams::ENTRIES
        .iter()
        .map(|entry| (entry.name, entry.rows, entry.columns, entry.offset, entry.frozen))
        .collect();
    let expected = [("w1", 2, 8, 0, false), ("b1", 1, 8, 16, false), ("w2", 8, 1, 24, false), ("b2", 1, 1, 32, false)];
    assert_eq!(entries, expected);
    assert_eq!(XorParams::COUNT, 33);
    assert_eq!(Xor::<4>::PARAMETERS, 33);
    assert_eq!(Xor::<4>::NAME, "Xor");
    let frozen: Vec<_> = LineParams::<f32>::ENTRIES.iter().map(|entry| entry.frozen).collect();
    assert_eq!(frozen, [false, true]);
}

#[test]
fn parameters_are_one_slice_column_by_column() {
    let mut parameters = XorParams::zeros();
    parameters.w1[(1, 0)] = 1.0;
    parameters.w1[(0, 1)] = 2.0;
    parameters.b1[7] = 3.0;
    parameters.b2[0] = 4.0;
    let slice = parameters.as_slice();
    assert_eq!((slice.len(), slice[1], slice[2], slice[23], slice[32]), (33, 1.0, 2.0, 3.0, 4.0));
    parameters.as_mut_slice()[24] = 5.0;
    assert_eq!(parameters.w2[0], 5.0);
}

#[test]
fn parameters_can_be_viewed_and_changed_by_name() {
    let mut parameters = XorParams::init(&mut random::seeded(1));
    let view = parameters.view("w1").expect("there is one");
    assert_eq!(view, parameters.w1);
    assert!(parameters.view("w3").is_none());
    assert!(parameters.view_mut("").is_none());
    parameters.view_mut("b1").expect("there is one")[(0, 2)] = 9.0;
    assert_eq!(parameters.b1[2], 9.0);
    let shapes: Vec<_> = parameters.views().map(|(entry, view)| (entry.name, view.shape())).collect();
    assert_eq!(shapes, [("w1", (2, 8)), ("b1", (1, 8)), ("w2", (8, 1)), ("b2", (1, 1))]);
}

#[test]
fn a_slice_of_the_wrong_length_is_an_error_that_says_so() {
    let mut parameters = XorParams::init(&mut random::seeded(1));
    let before = parameters.clone();
    let error = parameters.try_copy_from_slice(&[0.0; 32]).expect_err("one is missing");
    assert_eq!(error, LengthError { expected: 33, found: 32 });
    assert_eq!(error.to_string(), "the graph has 33 parameters, the slice holds 32");
    assert_eq!(parameters.as_slice(), before.as_slice(), "nothing was changed");
    assert!(parameters.try_copy_from_slice(&[0.0; 34]).is_err());
    parameters.try_copy_from_slice(&[1.0; 33]).expect("as long as the parameters");
    assert_eq!(parameters.as_slice(), [1.0; 33]);
}

#[test]
fn initialisers_are_those_of_the_declaration() {
    let parameters = XorParams::init(&mut random::seeded(3));
    let bound = (6.0_f32 / 10.0).sqrt(); // Xavier: √(6 / (2 + 8))
    assert!(parameters.w1.iter().all(|w| w.abs() <= bound));
    assert!(parameters.w1.iter().any(|w| w.abs() > 0.5 * bound));
    assert!(parameters.b1.iter().all(|b| b.abs() <= 0.5) && parameters.b1.iter().any(|b| *b != 0.0));
    assert_eq!(parameters.b2[0], 0.0);
    assert_eq!(LineParams::<f32>::init(&mut random::seeded(3)).intercept[0], 0.5);

    let slice = parameters.as_slice();
    assert_eq!(XorParams::init(&mut random::seeded(3)).as_slice(), slice, "the same seed");
    assert_eq!(XorParams::init_boxed(&mut random::seeded(3)).as_slice(), slice, "on the heap");
    assert_ne!(XorParams::init(&mut random::seeded(4)).as_slice(), slice, "another seed");
    let mut again = XorParams::zeros();
    again.initialise(&mut random::seeded(3));
    assert_eq!(again.as_slice(), slice, "in place");
    assert!(XorParams::zeros_boxed().as_slice().iter().all(|w| *w == 0.0));
}

// Forms of graphs ---------------------------------------------------------------------------------

graph! {
    /// No inputs: the loss is a function of the parameters alone.
    graph Rosenbrock<T> {
        param x: scalar = constant(-1.2);
        param y: scalar = ones;
        loss = square(1 - x) + 100 * square(y - square(x));
    }
}

graph! {
    /// No parameters: the gradient of an input is all there is.
    graph Energy<const N: usize> {
        #[grad]
        input x: [N, 2];
        loss = sum(square(x)) * 0.5;
    }
}

#[test]
fn a_graph_needs_no_inputs() {
    let parameters = RosenbrockParams::<f64>::init(&mut random::seeded(0));
    let mut gradients = RosenbrockParams::zeros();
    let mut net = Rosenbrock::boxed();
    let pass = net.forward(&parameters);
    assert!((pass.loss() - 24.2).abs() < 1e-13);
    pass.backward(&mut gradients);
    assert!((gradients.x[0] + 215.6).abs() < 1e-12 && (gradients.y[0] + 88.0).abs() < 1e-12);
}

#[test]
fn a_graph_needs_no_parameters() {
    let x = matrix([[1.0, -2.0], [3.0, 0.5], [0.0, 4.0]]);
    let mut net = Energy::<3>::boxed();
    let (params, mut grads) = (EnergyParams::zeros(), EnergyParams::zeros());
    let gradients = net.forward(&params, EnergyInputs { x: &x }).backward(&mut grads);
    assert_eq!(*gradients.x, x);
    assert_eq!(EnergyParams::COUNT, 0);
}

/// Graphs may be stamped out by a macro, of all the forms that it can hand on.
macro_rules! layer {
    ($visibility:vis $name:ident, $inputs:literal => $outputs:expr, $activation:ident, $slope:literal) => {
        graph! {
            $visibility graph $name<const B: usize> {
                input x: [B, $inputs];
                param w: [$inputs, $outputs] = ones;
                let z = x @ w;
                output h = $activation(z, $slope);
            }
        }
    };
}

layer!(pub(crate) Leaky, 2 => WIDTH, leaky_relu, 0.25);
const WIDTH: usize = 3;

#[test]
fn a_macro_can_make_graphs() {
    let parameters = LeakyParams::init(&mut random::seeded(0));
    let h = *Leaky::<2>::boxed().predict(&parameters, &matrix([[1.0, 2.0], [-4.0, 0.0]]));
    assert_eq!(h, matrix([[3.0, 3.0, 3.0], [-1.0, -1.0, -1.0]]));
}

/// An expression that a macro passes on holds together, as in Rust.
macro_rules! three_times {
    ($name:ident, $value:expr) => {
        graph! {
            graph $name<T> {
                input x: scalar;
                input y: scalar;
                output z = $value * 3;
            }
        }
    };
}

three_times!(ThreeTimesSum, x + y);
three_times!(ThreeTimesDifference, -x + y);
three_times!(ThreeTimesRoot, sqrt(x) + y);

#[test]
fn a_macro_can_pass_expressions_on() {
    let (x, y) = (matrix([[4.0]]), matrix([[1.0]]));
    assert_eq!(ThreeTimesSum::<f64>::boxed().predict(&ThreeTimesSumParams::zeros(), &x, &y)[0], 15.0);
    assert_eq!(ThreeTimesDifference::<f64>::boxed().predict(&ThreeTimesDifferenceParams::zeros(), &x, &y)[0], -9.0);
    assert_eq!(ThreeTimesRoot::<f64>::boxed().predict(&ThreeTimesRootParams::zeros(), &x, &y)[0], 9.0);
}

mod wide {
    pub const INPUT: usize = 4;
}
const WIDE_INPUT: usize = 4;

graph! {
    /// Names that are like those of generated items.
    graph Alike {
        #[grad]
        input x: [wide::INPUT];
        param params: [WIDE_INPUT] = ones;
        param _unused: [2] = ones;
        let d_x_copy = exp(params);
        loss = sum(x * params) + sum(exp(d_x_copy) * 0);
    }
}

#[test]
fn names_are_kept_apart() {
    let params = AlikeParams::init(&mut random::seeded(0));
    let mut grads = params.clone();
    let x = matrix([[1.0, 2.0, 3.0, 4.0]]);
    let gradients = Alike::boxed().forward(&params, AlikeInputs { x: &x }).backward(&mut grads).x.clone_owned();
    assert_eq!((gradients, grads.params), (params.params, x));
}

graph! {
    graph Spare {
        input x: [2];
        param _w: [2] = ones;
        loss = sum(x);
    }
}

#[test]
fn the_gradient_of_what_is_not_used_is_zero() {
    let params = SpareParams::init(&mut random::seeded(0));
    let mut grads = params.clone();
    let x = matrix([[1.0, 2.0]]);
    let mut net = Spare::boxed();
    net.forward(&params, SpareInputs { x: &x }).backward_add(&mut grads);
    assert_eq!(grads, params, "nothing was added");
    net.forward(&params, SpareInputs { x: &x }).backward(&mut grads);
    assert_eq!(grads, SpareParams::zeros());
}

#[test]
fn a_function_can_hold_a_graph() {
    graph! {
        graph Inner {
            input x: [2];
            param w: [2] = constant(2);
            output z = x * w;
        }
    }
    let parameters = InnerParams::init(&mut random::seeded(0));
    assert_eq!(*Inner::boxed().predict(&parameters, &matrix([[1.0, 2.0]])), matrix([[2.0, 4.0]]));
}
