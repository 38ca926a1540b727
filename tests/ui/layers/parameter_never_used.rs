use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        layer Dense<I, O>(x: [_, I]) -> [_, O] {
            param w: [I, O] = he_normal;
            param b: [O] = zeros;
            x @ w
        }
        input x: [B, 32];
        layer l1 = Dense<32, 4>;
        layer l2 = Dense<4, 4>;
        output y = l2(l1(x));
    }
}

fn main() {}
