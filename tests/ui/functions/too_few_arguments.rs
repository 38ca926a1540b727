use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn mix(a, b) { a + 2 * b }
        input x: [B, 4];
        output y = mix(x);
    }
}

fn main() {}
