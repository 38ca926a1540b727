use keisan::graph;

graph! {
    graph G<const B: usize> {
        fn wide<N>(v: [_, N]) -> [_, N] { v * v }
        input x: [B, 4];
        output y = wide::<4>(x);
    }
}

fn main() {}
