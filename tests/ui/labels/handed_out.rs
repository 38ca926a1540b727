use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 10];
        labels y: [B] in 10;
        output h = x;
        output y;
    }
}

fn main() {}
