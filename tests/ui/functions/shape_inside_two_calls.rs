use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn inner(v, w) { v @ w }
        fn outer(v) { inner(v, v) }
        input x: [B, 4];
        output y = outer(x);
    }
}

fn main() {}
