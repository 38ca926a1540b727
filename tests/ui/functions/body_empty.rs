use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn swish(v) { }
        input x: [B, 4];
        output y = swish(x);
    }
}

fn main() {}
