use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 4] = he_normal;
        input seed: scalar;
        let h = dropout(x @ w, 0.1) * seed;
        loss = sum(h);
    }
}

fn main() {}
