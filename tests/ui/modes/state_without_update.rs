use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 4] = he_normal;
        state m: [4] = zeros;
        let h = x @ w + m;
        loss = sum(h);
    }
}

fn main() {}
