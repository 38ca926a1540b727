use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        layer Dense<I, O>(x: [_, I]) -> [_, O] {
            param w: [I, O] = he_normal;
            param b: [O] = zeros;
            x @ w + b
        }

        input x: [B, 32];
        output y = x @ Dense;
    }
}

fn main() {}
