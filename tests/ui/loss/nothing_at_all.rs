use keisan::graph;

graph! {
    pub graph G {

    }
}

fn main() {}
