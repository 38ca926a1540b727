use keisan::graph;

graph! {
    graph G<const B: usize> {
        layer Dense<I, O>(x: [_, I]) -> [_, O] {
            param w: [I, O] = he_normal;
            x @ w
        }
        input x: [B, 4];
        output y = relu(Dense<4, 2>(x));
    }
}

fn main() {}
