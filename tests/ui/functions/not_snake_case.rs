use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn Swish(v) { v * sigmoid(v) }
        input x: [B, 4];
        output y = Swish(x);
    }
}

fn main() {}
