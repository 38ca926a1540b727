// A dimension is a `usize`.
use keisan::graph;

const WIDTH: u32 = 4;

graph! {
    graph G<const B: usize> {
        input x: [B, WIDTH];
        param w: [WIDTH, 2] = zeros;
        output h = x @ w;
    }
}

fn main() {}
