use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, B / 2] = zeros;
        output h = x @ w;
    }
}

fn main() {}
