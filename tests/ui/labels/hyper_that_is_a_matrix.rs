use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 10];
        hyper rate: [2, 2];
        output h = x * sum(rate);
    }
}

fn main() {}
