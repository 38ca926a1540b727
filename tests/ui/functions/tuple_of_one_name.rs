use keisan::graph;

graph! {
    graph G<const B: usize> {
        fn both(v) { (v, -v) }
        input x: [B, 4];
        let (a) = both(x);
        output y = relu(a);
    }
}

fn main() {}
