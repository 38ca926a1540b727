use keisan::graph;

graph! {
    graph G<const B: usize> {
        layer Dense<I, O>(x: [_, I]) -> [_, O] {
            param w: [I, O] = he_normal;
            x @ w
        }
        input x: [B, 4];
        layer l1 = Dense<4, 2>;
        output y = l1;
    }
}

fn main() {}
