// Found by rustc, with the macro's words.
use keisan::graph;

const H: usize = 3;
const K: usize = 5;

graph! {
    graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, H - K] = zeros;
        output h = x @ w;
    }
}

fn main() {}
