use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        input n: [3, B];
        param w: [4, 3] = he_normal;
        loss = mean(triplet(x @ w, y, n));
    }
}

fn main() {}
