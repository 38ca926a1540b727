use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        layer Dense<I>(x: [_, I]) {
            param w: [I, 2] = he_normal;
            output y = x @ w;
        }
        input x: [B, 32];
        layer l1 = Dense<32>;
        output y = l1(x);
    }
}

fn main() {}
