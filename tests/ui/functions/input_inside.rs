use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn dense(v) {
            input w: [4, 3];
            v @ w
        }
        input x: [B, 4];
        output y = dense(x);
    }
}

fn main() {}
