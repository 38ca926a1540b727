use keisan::graph;

const H: usize = 3;

graph! {
    graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, H / (2 - 2)] = zeros;
        output h = x @ w;
    }
}

fn main() {}
