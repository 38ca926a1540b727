// Whatever `H` is.
use keisan::graph;

const H: usize = 4;

graph! {
    graph G<const B: usize> {
        input x: [B, 2 * H];
        param w: [2 * H + 1, 2] = zeros;
        output h = x @ w;
    }
}

fn main() {}
