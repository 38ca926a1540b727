use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        input d: scalar;
        param w: [4, 3] = he_normal;
        loss = huber(x @ w, y, d);
    }
}

fn main() {}
