use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        fn dense<N, C>(v: [_, N], w: [N, C]) { v @ w }
        input x: [B, 4];
        param w: [3, 2] = he_normal;
        output y = dense(x, w);
    }
}

fn main() {}
