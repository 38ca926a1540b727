use keisan::graph;

graph! {
    pub graph Net<const B: usize> {
        budget = "64 KiB";
        input x: [B, 64];
        target y: [B, 10];
        param w1: [64, 512] = he_normal;
        param w2: [512, 10] = he_normal;
        let h = relu(x @ w1);
        output probs = softmax(h @ w2);
        loss = mean(cross_entropy(probs, y));
    }
}

/// Only makes one.
fn main() {
    let _net = Net::<32>::boxed();
}
