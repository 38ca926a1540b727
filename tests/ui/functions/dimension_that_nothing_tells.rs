use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn dense<N>(v) -> [_, N] { v / 2 }
        input x: [B, 4];
        output y = dense(x);
    }
}

fn main() {}
