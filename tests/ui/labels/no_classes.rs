use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 10];
        labels y: [B] in 0;
        output h = gather(x, y);
    }
}

fn main() {}
