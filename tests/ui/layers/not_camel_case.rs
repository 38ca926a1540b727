use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        layer dense<I, O>(x: [_, I]) -> [_, O] {
            param w: [I, O] = he_normal;
            param b: [O] = zeros;
            x @ w + b
        }

        input x: [B, 32];
        layer l1 = dense<32, 4>;
        output y = l1(x);
    }
}

fn main() {}
