// Stable Rust does not compute with const generics in types.
use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 2 * B] = zeros;
        output h = x @ w;
    }
}

fn main() {}
