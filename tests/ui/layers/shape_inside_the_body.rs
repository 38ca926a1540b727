use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        layer Dense<I, O>(x) {
            param w: [O, I] = he_normal;
            x @ w
        }
        input x: [B, 32];
        layer l1 = Dense<32, 4>;
        output y = l1(x);
    }
}

fn main() {}
