// Found by rustc, with the macro's words.
use keisan::graph;

const H: usize = usize::MAX;

graph! {
    graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 2 * H] = zeros;
        output h = x @ w;
    }
}

fn main() {}
