use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 2] = he_normal;
        param u: [3, 2] = he_normal;
        output h = tanh(relu(x @ w) @ u) + 1;
    }
}

fn main() {}
