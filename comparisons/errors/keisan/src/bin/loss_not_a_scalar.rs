use keisan::graph;

graph! {
    pub graph Net<const B: usize> {
        input x: [B, 64];
        target y: [B, 10];
        param w: [64, 10] = he_normal;
        loss = square(x @ w - y);
    }
}

fn main() {}
