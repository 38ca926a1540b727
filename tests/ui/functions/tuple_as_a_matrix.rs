use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn both(v) { (v, -v) }
        input x: [B, 4];
        output y = relu(both(x));
    }
}

fn main() {}
