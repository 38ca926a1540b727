// One error, though the operation of that name takes two arguments.
use keisan::graph;

graph! {
    graph G<const B: usize> {
        layer Dense<I, O>(x: [_, I]) -> [_, O] {
            param w: [I, O] = he_normal;
            x @ w
        }
        input x: [B, 4];
        layer outer = Dense<4, 2>;
        output y = outer(x);
    }
}

fn main() {}
