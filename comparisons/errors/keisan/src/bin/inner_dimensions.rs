use keisan::graph;

graph! {
    pub graph Net<const B: usize> {
        input x: [B, 64];
        param w: [63, 16] = he_normal;
        output h = relu(x @ w);
    }
}

fn main() {}
