use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 10];
        labels y: [B, 10];
        output h = gather(x, y);
    }
}

fn main() {}
