use keisan::graph;

graph! {
    pub graph G {
        input x: [4];
        param w: [4] = ones;
        output h = x @ w;
    }
}

fn main() {}
