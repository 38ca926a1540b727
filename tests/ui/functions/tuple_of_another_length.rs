use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn both(v) { (v, -v) }
        input x: [B, 4];
        let (a, b, c) = both(x);
        output y = a + b + c;
    }
}

fn main() {}
