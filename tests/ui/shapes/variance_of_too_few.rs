use keisan::graph;

graph! {
    pub graph G {
        input x: [1, 4];
        output spread = var_rows(x, 1);
    }
}

fn main() {}
