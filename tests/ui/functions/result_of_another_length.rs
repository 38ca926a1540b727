use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn both(v) -> ([_, 4], [_, 4], scalar) { (v, -v) }
        input x: [B, 4];
        let (a, b) = both(x);
        output y = a + b;
    }
}

fn main() {}
