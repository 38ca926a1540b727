use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn h(v) { v * sigmoid(v) }
        input x: [B, 4];
        let h = relu(x);
        output y = h(h);
    }
}

fn main() {}
