use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn dense(v) {
            fn swish(v) { v * sigmoid(v) }
            swish(v)
        }
        input x: [B, 4];
        output y = dense(x);
    }
}

fn main() {}
