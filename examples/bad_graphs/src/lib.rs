//! A crate with one graph. What is shown here is in `tests/`: graphs and programs that must not compile, and
//! why. See `keisan::testing`.

use keisan::graph;

/// The width of the hidden layer.
pub const HIDDEN: usize = 16;

graph! {
    /// Handwritten digits, with one hidden layer.
    pub graph Digits<const B: usize> {
        input x: [B, 64];
        target y: [B, 10];
        param w1: [64, HIDDEN] = he_normal;
        param b1: [HIDDEN] = zeros;
        param w2: [HIDDEN, 10] = xavier_uniform;
        param b2: [10] = zeros;
        let h = relu(x @ w1 + b1);
        output probs = softmax(h @ w2 + b2);
        loss = mean(cross_entropy(probs, y));
    }
}
