use keisan::graph;

graph! {
    graph G<const B: usize> {
        fn half<N>(v: [_, 2 * N]) -> [_, N] { slice_cols(v, 0, N) }
        input x: [B, 4];
        output y = half(x);
    }
}

fn main() {}
