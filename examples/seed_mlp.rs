//! The chapter on the multilayer perceptron as code: each equation from (33) to (45), the values
//! that the generated code computes for it, and how far they are from the same equation worked out
//! by hand in nalgebra.
//!
//! The names are the chapter's. Z⁽¹⁾, Φ⁽¹⁾, W⁽¹⁾ and b⁽¹⁾ are what its equations (33) and (34) say
//! of a middle layer λ, here λ = 1; Z⁽²⁾ to Φ⁽³⁾ are its output layer, so Λ = 3. Δ⁽λ⁾ is ∂L/∂Z⁽λ⁾.

use std::error::Error;
use std::process::ExitCode;

use keisan::random::seeded;
use keisan::{SMatrix, graph};
use keisan_examples::finish;

/// Rows of the batch.
const N: usize = 2;
/// Width of the input, of the hidden layer, and of the output.
const IN: usize = 3;
const HIDDEN: usize = 4;
const OUT: usize = 3;

type Matrix<const R: usize, const C: usize> = SMatrix<f64, R, C>;

graph! {
    /// The multilayer perceptron: a middle layer with tanh, then softmax and cross-entropy.
    pub graph Perceptron<T, const B: usize> {
        #[grad]
        input  phi1: [B, IN];
        target y: [B, OUT];

        param w1: [IN, HIDDEN]  = xavier_normal;
        param b1: [HIDDEN]      = normal(0.0, 0.5);
        param w2: [HIDDEN, OUT] = xavier_normal;
        param b2: [OUT]         = normal(0.0, 0.5);

        output z1   = phi1 @ w1 + b1;           // (33)
        output phi2 = tanh(z1);                 // (34)
        output z2   = phi2 @ w2 + b2;           // (35)
        output phi3 = softmax(z2);              // (36)
        loss = sum(cross_entropy(phi3, y));     // (37)
    }
}

// The adjoints between the layers belong to no parameter, so the perceptron keeps them to itself.
// Three pieces of it, each a graph of its own, bring them out.

graph! {
    /// What follows Φ⁽²⁾: its adjoint is that of an input.
    pub graph OutputLayer<T, const B: usize> {
        #[grad]
        input  phi2: [B, HIDDEN];
        target y: [B, OUT];
        param w2: [HIDDEN, OUT] = zeros;
        param b2: [OUT]         = zeros;
        loss = sum(cross_entropy(softmax(phi2 @ w2 + b2), y));
    }
}

graph! {
    /// What follows Z⁽²⁾.
    pub graph Ending<T, const B: usize> {
        #[grad]
        input  z2: [B, OUT];
        target y: [B, OUT];
        loss = sum(cross_entropy(softmax(z2), y));
    }
}

graph! {
    /// From Z⁽¹⁾ to Φ⁽²⁾. It has no loss: who calls it brings the adjoint of its output.
    pub graph Activation<T, const B: usize> {
        #[grad]
        input z1: [B, HIDDEN];
        output phi2 = tanh(z1);
    }
}

/// Every value of the chapter.
struct Chapter {
    z1: Matrix<N, HIDDEN>,
    phi2: Matrix<N, HIDDEN>,
    z2: Matrix<N, OUT>,
    phi3: Matrix<N, OUT>,
    loss: Matrix<1, 1>,
    delta2: Matrix<N, OUT>,
    d_b2: Matrix<1, OUT>,
    d_w2: Matrix<HIDDEN, OUT>,
    d_phi2: Matrix<N, HIDDEN>,
    delta1: Matrix<N, HIDDEN>,
    d_b1: Matrix<1, HIDDEN>,
    d_w1: Matrix<IN, HIDDEN>,
    d_phi1: Matrix<N, IN>,
}

/// The chapter as its equations stand there.
#[rustfmt::skip]
fn by_hand(phi1: Matrix<N, IN>, y: Matrix<N, OUT>, params: &PerceptronParams<f64>) -> Chapter {
    let PerceptronParams { w1, b1, w2, b2 } = params;

    let z1   = plus_row(phi1 * w1, b1);                              // (33)
    let phi2 = z1.map(f64::tanh);                                    // (34)
    let z2   = plus_row(phi2 * w2, b2);                              // (35)
    let phi3 = softmax(&z2);                                         // (36)
    let loss = cross_entropy(&y, &phi3);                             // (37)

    let delta2 = -(y - phi3);                                        // (42)
    let d_b2   = ones() * delta2;                                    // (43)
    let d_w2   = phi2.transpose() * delta2;                          // (44)
    let d_phi2 = delta2 * w2.transpose();                            // (45)

    let delta1 = d_phi2.component_mul(&z1.map(tanh_slope));          // (38)
    let d_b1   = ones() * delta1;                                    // (39)
    let d_w1   = phi1.transpose() * delta1;                          // (40)
    let d_phi1 = delta1 * w1.transpose();                            // (41)

    Chapter { z1, phi2, z2, phi3, loss, delta2, d_b2, d_w2, d_phi2, delta1, d_b1, d_w1, d_phi1 }
}

/// The chapter as the generated code computes it.
fn generated(phi1: Matrix<N, IN>, y: Matrix<N, OUT>, params: &PerceptronParams<f64>) -> Chapter {
    let mut net = Perceptron::<f64, N>::boxed();
    let mut grads = PerceptronParams::zeros();
    let pass = net.forward(params, PerceptronInputs { phi1: &phi1, y: &y });
    let (z1, phi2, z2, phi3) = (*pass.z1(), *pass.phi2(), *pass.z2(), *pass.phi3());
    let loss = Matrix::from([[pass.loss()]]);
    let d_phi1 = *pass.backward(&mut grads).phi1;

    let mut net = Ending::<f64, N>::boxed();
    let none = EndingParams::zeros();
    let pass = net.forward(&none, EndingInputs { z2: &z2, y: &y });
    let delta2 = *pass.backward(&mut EndingParams::zeros()).z2;

    let mut net = OutputLayer::<f64, N>::boxed();
    let its_params = OutputLayerParams { w2: params.w2, b2: params.b2 };
    let pass = net.forward(&its_params, OutputLayerInputs { phi2: &phi2, y: &y });
    let d_phi2 = *pass.backward(&mut OutputLayerParams::zeros()).phi2;

    let mut net = Activation::<f64, N>::boxed();
    let none = ActivationParams::zeros();
    let pass = net.forward(&none, ActivationInputs { z1: &z1 });
    let adjoints = ActivationAdjoints { phi2: &d_phi2 };
    let delta1 = *pass.backward(adjoints, &mut ActivationParams::zeros()).z1;

    let PerceptronParams { w1: d_w1, b1: d_b1, w2: d_w2, b2: d_b2 } = grads;
    Chapter { z1, phi2, z2, phi3, loss, delta2, d_b2, d_w2, d_phi2, delta1, d_b1, d_w1, d_phi1 }
}

fn main() -> ExitCode {
    finish(run())
}

#[rustfmt::skip]
fn run() -> Result<(), Box<dyn Error>> {
    let phi1 = Matrix::from([[0.5, 1.5], [-1.0, 0.25], [2.0, -0.75]]);
    let y = Matrix::from([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]]);
    let params = PerceptronParams::init(&mut seeded(1));
    let code = generated(phi1, y, &params);
    let hand = by_hand(phi1, y, &params);

    println!("forward");
    let mut apart = 0.0;
    apart += show("(33)  Z⁽¹⁾ = Φ⁽¹⁾ W⁽¹⁾ + b⁽¹⁾", &code.z1, &hand.z1);
    apart += show("(34)  Φ⁽²⁾ = f(Z⁽¹⁾), f = tanh", &code.phi2, &hand.phi2);
    apart += show("(35)  Z⁽²⁾ = Φ⁽²⁾ W⁽²⁾ + b⁽²⁾", &code.z2, &hand.z2);
    apart += show("(36)  Φ⁽³⁾ = f(Z⁽²⁾), f = softmax", &code.phi3, &hand.phi3);
    apart += show("(37)  L = g(Y, Φ⁽³⁾), g = cross-entropy", &code.loss, &hand.loss);
    println!("\nbackward: the output layer");
    apart += show("(42)  Δ⁽²⁾ = −(Y − Φ⁽³⁾)", &code.delta2, &hand.delta2);
    apart += show("(43)  ∂L/∂b⁽²⁾ = [1 … 1] Δ⁽²⁾", &code.d_b2, &hand.d_b2);
    apart += show("(44)  ∂L/∂W⁽²⁾ = Φ⁽²⁾ᵀ Δ⁽²⁾", &code.d_w2, &hand.d_w2);
    apart += show("(45)  ∂L/∂Φ⁽²⁾ = Δ⁽²⁾ W⁽²⁾ᵀ", &code.d_phi2, &hand.d_phi2);
    println!("\nbackward: the middle layer");
    apart += show("(38)  Δ⁽¹⁾ = ∂L/∂Φ⁽²⁾ ∘ f′(Z⁽¹⁾)", &code.delta1, &hand.delta1);
    apart += show("(39)  ∂L/∂b⁽¹⁾ = [1 … 1] Δ⁽¹⁾", &code.d_b1, &hand.d_b1);
    apart += show("(40)  ∂L/∂W⁽¹⁾ = Φ⁽¹⁾ᵀ Δ⁽¹⁾", &code.d_w1, &hand.d_w1);
    apart += show("(41)  ∂L/∂Φ⁽¹⁾ = Δ⁽¹⁾ W⁽¹⁾ᵀ", &code.d_phi1, &hand.d_phi1);

    if apart <= 1e-12 {
        println!("\nThe generated code computes what the equations say.");
        Ok(())
    } else {
        Err(format!("generated code and equations are {apart:e} apart").into())
    }
}

/// Prints an equation and its values by the generated code; gives their distance from those by
/// hand, which is NaN if any of them is.
fn show<const R: usize, const C: usize>(equation: &str, code: &Matrix<R, C>, hand: &Matrix<R, C>) -> f64 {
    let distance = (code - hand).norm();
    println!("\n{equation}");
    for row in code.row_iter() {
        print!("      [");
        row.iter().for_each(|value| print!("{value:10.5}"));
        println!("  ]");
    }
    println!("      by hand: {distance:.0e} apart");
    distance
}

/// (5): the row is added to each row of the matrix.
fn plus_row<const C: usize>(matrix: Matrix<N, C>, row: &Matrix<1, C>) -> Matrix<N, C> {
    Matrix::from_fn(|i, j| matrix[(i, j)] + row[j])
}

/// (25): of each row.
fn softmax(a: &Matrix<N, OUT>) -> Matrix<N, OUT> {
    let exponentials = a.map(f64::exp);
    Matrix::from_fn(|i, j| exponentials[(i, j)] / exponentials.row(i).sum())
}

/// (29)
fn cross_entropy(y: &Matrix<N, OUT>, b: &Matrix<N, OUT>) -> Matrix<1, 1> {
    Matrix::from([[-y.component_mul(&b.map(f64::ln)).sum()]])
}

/// f′ for f = tanh.
fn tanh_slope(z: f64) -> f64 {
    1.0 - z.tanh().powi(2)
}

/// [1 … 1]
fn ones() -> Matrix<1, N> {
    Matrix::repeat(1.0)
}
