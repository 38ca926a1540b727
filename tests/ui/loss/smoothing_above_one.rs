use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        param w: [4, 3] = he_normal;
        loss = mean(cross_entropy(softmax(x @ w), smooth_labels(y, 10)));
    }
}

fn main() {}
