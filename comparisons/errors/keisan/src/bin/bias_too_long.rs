use keisan::graph;

graph! {
    pub graph Net<const B: usize> {
        input x: [B, 64];
        param w: [64, 16] = he_normal;
        param b: [17] = zeros;
        output h = relu(x @ w + b);
    }
}

fn main() {}
