//! The workloads: networks with relu, and cross-entropy of a softmax as the loss, in five sizes.
//!
//! Their data come of a formula and not of a generator of random numbers, so that programs in any language start from the same ones
//! (`comparisons/speed` has such programs).

use keisan::Parameters;
use keisan::{SMatrix, graph, plain};

graph! {
    /// 2-8-2.
    pub graph NetA<const B: usize> {
        input  x: [B, 2];
        target y: [B, 2];
        param w1: [2, 8] = zeros;
        param b1: [8]    = zeros;
        param w2: [8, 2] = zeros;
        param b2: [2]    = zeros;
        let h = relu(x @ w1 + b1);
        output logits = h @ w2 + b2;
        loss = mean(cross_entropy(softmax(logits), y));
    }
}

graph! {
    /// 64-64-10.
    pub graph NetB<const B: usize> {
        input  x: [B, 64];
        target y: [B, 10];
        param w1: [64, 64] = zeros;
        param b1: [64]     = zeros;
        param w2: [64, 10] = zeros;
        param b2: [10]     = zeros;
        let h = relu(x @ w1 + b1);
        output logits = h @ w2 + b2;
        loss = mean(cross_entropy(softmax(logits), y));
    }
}

graph! {
    /// 784-128-10.
    pub graph NetC<const B: usize> {
        input  x: [B, 784];
        target y: [B, 10];
        param w1: [784, 128] = zeros;
        param b1: [128]      = zeros;
        param w2: [128, 10]  = zeros;
        param b2: [10]       = zeros;
        let h = relu(x @ w1 + b1);
        output logits = h @ w2 + b2;
        loss = mean(cross_entropy(softmax(logits), y));
    }
}

graph! {
    /// 784-512-256-10.
    pub graph NetD<const B: usize> {
        input  x: [B, 784];
        target y: [B, 10];
        param w1: [784, 512] = zeros;
        param b1: [512]      = zeros;
        param w2: [512, 256] = zeros;
        param b2: [256]      = zeros;
        param w3: [256, 10]  = zeros;
        param b3: [10]       = zeros;
        let h1 = relu(x @ w1 + b1);
        let h2 = relu(h1 @ w2 + b2);
        output logits = h2 @ w3 + b3;
        loss = mean(cross_entropy(softmax(logits), y));
    }
}

graph! {
    /// 1024-1024-1024-10.
    pub graph NetE<const B: usize> {
        input  x: [B, 1024];
        target y: [B, 10];
        param w1: [1024, 1024] = zeros;
        param b1: [1024]       = zeros;
        param w2: [1024, 1024] = zeros;
        param b2: [1024]       = zeros;
        param w3: [1024, 10]   = zeros;
        param b3: [10]         = zeros;
        let h1 = relu(x @ w1 + b1);
        let h2 = relu(h1 @ w2 + b2);
        output logits = h2 @ w3 + b3;
        loss = mean(cross_entropy(softmax(logits), y));
    }
}

/// The learning rate while time is measured: so small that no number of steps leads anywhere else.
pub const MEASURED_RATE: f32 = 1e-6;

/// A number from −1 to 1, the same in every program.
fn noise(stream: u32, index: u32) -> f32 {
    let mut bits = index.wrapping_mul(0x9e37_79b1).wrapping_add(stream.wrapping_mul(0x85eb_ca6b));
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x7feb_352d);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x846c_a68b);
    bits ^= bits >> 16;
    (bits >> 8) as f32 / 8_388_608.0 - 1.0
}

/// A batch of inputs: noise of stream 0, counted row by row.
pub fn inputs<const R: usize, const C: usize>() -> Box<SMatrix<f32, R, C>> {
    let mut x = plain::zeroed_box::<SMatrix<f32, R, C>>();
    for (row, column) in (0..R).flat_map(|row| (0..C).map(move |column| (row, column))) {
        x[(row, column)] = noise(0, (row * C + column) as u32);
    }
    x
}

/// Row i is of class i mod C.
pub fn targets<const R: usize, const C: usize>() -> Box<SMatrix<f32, R, C>> {
    let mut y = plain::zeroed_box::<SMatrix<f32, R, C>>();
    for row in 0..R {
        y[(row, row % C)] = 1.0;
    }
    y
}

/// Zeros for a bias; for the weight of the n-th layer noise of stream n, counted row by row, times √(6 / rows).
pub fn fill<P: Parameters<Scalar = f32>>(params: &mut P) {
    params.as_mut_slice().fill(0.0);
    let mut layer = 0;
    for entry in P::ENTRIES.iter().filter(|entry| entry.name.starts_with('w')) {
        layer += 1;
        let scale = (6.0 / entry.rows as f32).sqrt();
        let weight = &mut params.as_mut_slice()[entry.range()];
        for (row, column) in (0..entry.rows).flat_map(|row| (0..entry.columns).map(move |column| (row, column))) {
            weight[column * entry.rows + row] = noise(layer, (row * entry.columns + column) as u32) * scale;
        }
    }
}
