use keisan::graph;

graph! {
    pub graph Net<const B: usize> {
        input x: [B, 64];
        target y: [B, 10];
        param w: [64, 10] = he_normal;
        param b: [10] = zeros;
        loss = mse(x @ w, y);
    }
}

fn main() {}
