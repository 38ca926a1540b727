use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn swish(v) { v * sigmoid(w) }
        input x: [B, 4];
        output y = swish(x) + swish(2 * x);
    }
}

fn main() {}
