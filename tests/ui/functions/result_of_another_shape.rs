use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn gram<N, C>(v: [N, C]) -> [C, C] { v @ v.T }
        input x: [B, 4];
        output y = gram(x);
    }
}

fn main() {}
