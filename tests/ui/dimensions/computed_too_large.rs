use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 10000000000 * 10000000000] = zeros;
        output h = x @ w;
    }
}

fn main() {}
