use keisan::graph;

graph! {
    graph G<const B: usize> {
        labels y: [B] in 10;
        param w: [10, 4] = he_normal;
        output h = y @ w;
    }
}

fn main() {}
