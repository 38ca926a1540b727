use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        param w: [4, 3] = he_normal;
        loss = kl_div(softmax(x @ w), y);
    }
}

fn main() {}
