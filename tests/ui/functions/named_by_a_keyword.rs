use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn match(v) { v * sigmoid(v) }
        input x: [B, 4];
        output y = match(x);
    }
}

fn main() {}
