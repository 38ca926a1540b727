use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 4] = he_normal;
        let h = x @ w;
        update w = w * 0.9;
        loss = sum(h);
    }
}

fn main() {}
