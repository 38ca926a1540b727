use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn inner(v, w) { v @ w }
        fn around(v) { inner(v, v) }
        input x: [B, 4];
        output y = around(x);
    }
}

fn main() {}
