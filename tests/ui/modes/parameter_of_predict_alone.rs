use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 4] = he_normal;
        param shift: [4] = zeros;
        let h = in_training(x @ w, x @ w + shift);
        loss = sum(h);
    }
}

fn main() {}
