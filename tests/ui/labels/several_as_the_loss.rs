use keisan::graph;

graph! {
    graph G {
        labels y: [8] in 3;
        loss = y;
    }
}

fn main() {}
