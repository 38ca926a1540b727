use keisan::graph;

graph! {
    graph G {
        labels y: [1] in 1;
        loss = y;
    }
}

fn main() {}
