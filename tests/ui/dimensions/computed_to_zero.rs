use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 6 - 2 * 3] = zeros;
        output h = x @ w;
    }
}

fn main() {}
