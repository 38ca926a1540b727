use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 10];
        hyper rate: scalar;
        output h = x;
    }
}

fn main() {}
