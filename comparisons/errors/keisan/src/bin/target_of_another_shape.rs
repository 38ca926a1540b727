use keisan::graph;

graph! {
    pub graph Net<const B: usize> {
        input x: [B, 64];
        target y: [B, 9];
        param w: [64, 10] = he_normal;
        loss = mse(x @ w, y);
    }
}

fn main() {}
