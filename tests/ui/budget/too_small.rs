use keisan::graph;

graph! {
    pub graph Net {
        input x: [128, 64];
        target y: [128, 10];
        param w1: [64, 512] = he_normal;
        param b1: [512] = zeros;
        param w2: [512, 10] = he_normal;
        budget = "64 KiB";
        let h = relu(x @ w1 + b1);
        output probs = softmax(h @ w2);
        loss = mean(cross_entropy(probs, y));
    }
}

fn main() {}
