use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        input v: [4];
        param w: [4, 3] = he_normal;
        loss = mean(weighted_cross_entropy(softmax(x @ w), y, v));
    }
}

fn main() {}
