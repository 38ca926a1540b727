use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        let h = x @
        param w: [4, 2] = he_normal;
        output y = h @ w;
    }
}

fn main() {}
