use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 2] = he_normal;
        loss = mean(x) * (sum(round(w)) + sum(w >= 1));
    }
}

fn main() {}
