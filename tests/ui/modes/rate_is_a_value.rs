use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 4] = he_normal;
        param p: scalar = zeros;
        let h = dropout(x @ w, p);
        loss = sum(h);
    }
}

fn main() {}
