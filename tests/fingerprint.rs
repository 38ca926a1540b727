//! Trains two networks for some steps and prints every bit of what comes out, so that two builds
//! can be compared: see `determinism.rs`.

use keisan::optim::{AdamW, Optimizer};
use keisan::{Scalar, graph, plain, random};
use keisan_tests::sample::{REAL, Source};

graph! {
    /// Every activation, every reduction, every kind of operand.
    graph Everything<T, const B: usize> {
        input x: [B, 24];
        target y: [B, 10];
        param w1: [24, 33] = he_uniform;
        param b1: [33] = normal(0, 0.1);
        param w2: [33, 24] = xavier_normal;
        param gain: [B, 1] = ones;
        param w3: [10, 24] = he_normal;
        let h1 = silu(relu(x @ w1 + b1) - elu(b1) / 3);
        let h2 = gelu(tanh(h1 @ w2) * gain + leaky_relu(x));
        let h3 = softplus(h2 - mean(h2)) / sqrt(sum_cols(square(h2)) + 1) + exp(-square(h2));
        let h4 = sigmoid(h3.T @ h3 @ w3.T);
        output probs = softmax(x @ h4 - log_softmax(sum_rows(h4)));
        loss = mean(cross_entropy(probs, y)) + mse(h2, x) + sum(ln(h4 + 1)) / 100;
    }
}

graph! {
    /// Products beyond the sizes that small kernels are for.
    graph Wide<T, const B: usize> {
        input x: [B, 160];
        target y: [B, 96];
        param w1: [160, 192] = he_normal;
        param b1: [192] = zeros;
        param w2: [192, 96] = xavier_uniform;
        output z = relu(x @ w1 + b1) @ w2;
        loss = mse(z, y);
    }
}

/// FNV-1a over the bits of the scalars, each widened to f64.
fn hash<T: Scalar>(scalars: &[T]) -> u64 {
    let bytes = scalars.iter().flat_map(|scalar| scalar.to_f64().to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

macro_rules! train {
    ($graph:ident<$scalar:ident, $batch:literal>, $params:ident, $inputs:ident) => {{
        let mut params = $params::init_boxed(&mut random::seeded(1));
        let mut grads = $params::zeros_boxed();
        let mut adam = AdamW::new(1e-2, &*params);
        let mut net = $graph::<$scalar, $batch>::boxed();
        let mut source = Source::new(1);
        let (mut x, mut y) = (plain::zeroed_box(), plain::zeroed_box());
        for step in 0..8 {
            source.fill(plain::flat_mut(&mut *x), REAL);
            source.fill(plain::flat_mut(&mut *y), REAL);
            let pass = net.forward(&params, $inputs { x: &x, y: &y });
            let loss = pass.loss();
            pass.backward(&mut grads);
            adam.step(&mut params, &grads);
            println!(
                "{} in {}, step {step}: loss {loss:e}, gradients {:016x}, parameters {:016x}",
                stringify!($graph),
                stringify!($scalar),
                hash(grads.as_slice()),
                hash(params.as_slice()),
            );
        }
    }};
}

fn main() {
    train!(Everything<f32, 12>, EverythingParams, EverythingInputs);
    train!(Everything<f64, 12>, EverythingParams, EverythingInputs);
    train!(Wide<f32, 48>, WideParams, WideInputs);
    train!(Wide<f64, 48>, WideParams, WideInputs);
}
