use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn dense(v) { v @ w }
        input x: [B, 4];
        param w: [4, 3] = he_normal;
        output y = dense(x);
    }
}

fn main() {}
