use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn swish(v) { v * sigmoid(v) }
        input x: [B, 4];
        let (a, b) = swish(x);
        output y = a + b;
    }
}

fn main() {}
