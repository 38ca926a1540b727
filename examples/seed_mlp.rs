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

fn main() -> ExitCode {
    finish(run())
}

fn run() -> Result<(), Box<dyn Error>> {
    let phi1 = Matrix::<N, IN>::from_row_slice(&[0.5, -1.0, 2.0, 1.5, 0.25, -0.75]);
    let y = Matrix::<N, OUT>::from_row_slice(&[0.0, 1.0, 0.0, 1.0, 0.0, 0.0]);
    let params = PerceptronParams::<f64>::init(&mut seeded(33));
    let PerceptronParams { w1, b1, w2, b2 } = &params;
    let mut book = Book::default();

    println!("Forward\n");
    let mut net = Perceptron::<f64, N>::boxed();
    let pass = net.forward(&params, PerceptronInputs { phi1: &phi1, y: &y });

    let z1 = plus_row(phi1 * w1, b1);
    book.enter(33, "Z⁽¹⁾ = Φ⁽¹⁾ W⁽¹⁾ + b⁽¹⁾", pass.z1(), &z1);
    let phi2 = z1.map(f64::tanh);
    book.enter(34, "Φ⁽²⁾ = f(Z⁽¹⁾), f = tanh", pass.phi2(), &phi2);
    let z2 = plus_row(phi2 * w2, b2);
    book.enter(35, "Z⁽²⁾ = Φ⁽²⁾ W⁽²⁾ + b⁽²⁾", pass.z2(), &z2);
    let phi3 = softmax(&z2);
    book.enter(36, "Φ⁽³⁾ = f(Z⁽²⁾), f = softmax", pass.phi3(), &phi3);
    let loss = -y.component_mul(&phi3.map(f64::ln)).sum();
    let generated_loss = Matrix::<1, 1>::new(pass.loss());
    book.enter(
        37,
        "L = g(Y, Φ⁽³⁾), g = cross-entropy",
        &generated_loss,
        &Matrix::<1, 1>::new(loss),
    );

    println!("Backward, the output layer\n");
    let mut grads = PerceptronParams::zeros();
    let d_phi1 = *pass.backward(&mut grads).phi1;

    let mut ending = Ending::<f64, N>::boxed();
    let nothing = EndingParams::zeros();
    let pass = ending.forward(&nothing, EndingInputs { z2: &z2, y: &y });
    let delta2 = -(y - phi3);
    book.enter(
        42,
        "Δ⁽²⁾ = −(Y − Φ⁽³⁾)",
        pass.backward(&mut EndingParams::zeros()).z2,
        &delta2,
    );
    book.enter(43, "∂L/∂b⁽²⁾ = [1 … 1] Δ⁽²⁾", &grads.b2, &(ones() * delta2));
    book.enter(
        44,
        "∂L/∂W⁽²⁾ = Φ⁽²⁾ᵀ Δ⁽²⁾",
        &grads.w2,
        &(phi2.transpose() * delta2),
    );

    let mut layer = OutputLayer::<f64, N>::boxed();
    let its_params = OutputLayerParams { w2: *w2, b2: *b2 };
    let pass = layer.forward(&its_params, OutputLayerInputs { phi2: &phi2, y: &y });
    let generated = pass.backward(&mut OutputLayerParams::zeros()).phi2;
    let d_phi2 = delta2 * w2.transpose();
    book.enter(45, "∂L/∂Φ⁽²⁾ = Δ⁽²⁾ W⁽²⁾ᵀ", generated, &d_phi2);

    println!("Backward, the middle layer\n");
    let mut activation = Activation::<f64, N>::boxed();
    let nothing = ActivationParams::zeros();
    let pass = activation.forward(&nothing, ActivationInputs { z1: &z1 });
    let adjoints = ActivationAdjoints { phi2: &d_phi2 };
    let generated = pass.backward(adjoints, &mut ActivationParams::zeros()).z1;
    let delta1 = d_phi2.component_mul(&z1.map(|z| 1.0 - z.tanh().powi(2)));
    book.enter(38, "Δ⁽¹⁾ = ∂L/∂Φ⁽²⁾ ∘ f′(Z⁽¹⁾)", generated, &delta1);
    book.enter(39, "∂L/∂b⁽¹⁾ = [1 … 1] Δ⁽¹⁾", &grads.b1, &(ones() * delta1));
    book.enter(
        40,
        "∂L/∂W⁽¹⁾ = Φ⁽¹⁾ᵀ Δ⁽¹⁾",
        &grads.w1,
        &(phi1.transpose() * delta1),
    );
    book.enter(
        41,
        "∂L/∂Φ⁽¹⁾ = Δ⁽¹⁾ W⁽¹⁾ᵀ",
        &d_phi1,
        &(delta1 * w1.transpose()),
    );
    book.close()
}

/// (5): the row is added to each row of the matrix.
fn plus_row<const R: usize, const C: usize>(
    matrix: Matrix<R, C>,
    row: &Matrix<1, C>,
) -> Matrix<R, C> {
    Matrix::from_fn(|i, j| matrix[(i, j)] + row[j])
}

/// (25), in each row.
fn softmax<const R: usize, const C: usize>(a: &Matrix<R, C>) -> Matrix<R, C> {
    let exponentials = a.map(f64::exp);
    Matrix::from_fn(|i, j| exponentials[(i, j)] / exponentials.row(i).sum())
}

/// [1 … 1]
fn ones() -> Matrix<1, N> {
    Matrix::repeat(1.0)
}

/// Prints each equation with its values, and remembers how far the two computations are apart.
#[derive(Default)]
struct Book {
    equations: usize,
    largest_difference: f64,
}

impl Book {
    /// An equation, what the generated code computed for it, and what it comes to by hand.
    fn enter<const R: usize, const C: usize>(
        &mut self,
        number: usize,
        equation: &str,
        generated: &Matrix<R, C>,
        by_hand: &Matrix<R, C>,
    ) {
        let difference = (generated - by_hand).amax();
        self.equations += 1;
        // `f64::max` would pass over a NaN.
        if difference.is_nan() || difference > self.largest_difference {
            self.largest_difference = difference;
        }
        println!("({number})  {equation}");
        for row in generated.row_iter() {
            let values: String = row.iter().map(|value| format!(" {value:9.5}")).collect();
            println!("      [{values} ]");
        }
        println!("      by hand: the same to {difference:.1e}\n");
    }

    /// The verdict.
    fn close(self) -> Result<(), Box<dyn Error>> {
        const ROUNDING: f64 = 1e-12;
        let Self {
            equations,
            largest_difference,
        } = self;
        if largest_difference <= ROUNDING {
            println!("{equations} equations, all as computed by hand");
            Ok(())
        } else {
            Err(format!("generated code and equations differ by {largest_difference:e}").into())
        }
    }
}
