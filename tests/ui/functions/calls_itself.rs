use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn forever(v) { forever(v) + 1 }
        input x: [B, 4];
        output y = forever(x);
    }
}

fn main() {}
