// Found by rustc, with the macro's words.
use keisan::graph;

const H: usize = 4;
const K: usize = 9;

graph! {
    graph G<const B: usize> {
        input x: [B, 2 * H];
        param w: [K, 2] = zeros;
        output h = x @ w;
    }
}

fn main() {}
