use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 10];
        output h = one_hot(x);
    }
}

fn main() {}
