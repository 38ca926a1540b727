use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        fn swish(v) { v * sigmoid(v) }
        output h = relu(x);
    }
}

fn main() {}
