use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        layer Dense<I, O>(x: [_, I]) -> [_, O] {
            param w: [I, O] = he_normal;
            param b: [O] = zeros;
            x @ w + b
        }
        fn act(v) { v }
        layer act = Dense<32, 4>;
        input x: [B, 32];
        output y = act(x);
    }
}

fn main() {}
