use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn swish(value) { value * sigmoid(valeu) }
        input x: [B, 4];
        output y = swish(x);
    }
}

fn main() {}
