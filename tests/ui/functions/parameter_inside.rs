use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn dense(v) {
            param w: [4, 3] = he_normal;
            v @ w
        }
        input x: [B, 4];
        output y = dense(x);
    }
}

fn main() {}
