use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [4, 10];
        labels y: [B] in 10;
        output h = gather(x, y);
    }
}

fn main() {}
